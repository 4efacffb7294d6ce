"""The built-in receiver: where it listens, whether it does, and the button that changes that."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from workbench.exchange.endpoint import endpoint, is_loopback
from workbench.ui.engine import EngineHandle
from workbench.ui.exchange.endpoint import DEFAULT_HOST, DEFAULT_PORT, Card, EndpointFields
from workbench.ui.exchange.remembered import Remembered
from workbench.ui.widgets import PlainLabel

OPEN_TO_ALL = (
    "This address can be reached from other machines: whoever reaches it can send messages here, and nothing is "
    "encrypted. Use 127.0.0.1 unless another machine has to connect."
)


class ReceiverCard(Card):
    """Starts and stops one listener of the engine; one that was started elsewhere is taken over while it has none.

    States: "idle", "starting", "listening", "stopping".
    """

    listening = Signal(str, int)
    """Host and port, once the receiver accepts."""
    failed = Signal(str)
    """A sentence: why it does not listen."""
    changed = Signal()
    """Its state is another one now."""

    def __init__(self, engine: EngineHandle, remembered: Remembered | None = None) -> None:
        super().__init__("Built-in receiver")
        self._engine = engine
        self._remembered = remembered or Remembered(None)
        self._id = self._stop_id = 0
        self._wanted_port: int | None = None  # what was typed, while the field shows the port that it became
        self._where: tuple[str, int] | None = None
        self._lost: tuple[str, int] | None = None  # where it listened when the engine died
        self.endpoint = EndpointFields(self.form, "to listen on", ("Hos&t", "Po&rt"), lowest_port=0)
        self.endpoint.port.setSpecialValueText("0 (any free port)")
        self.endpoint.set_value(
            self._remembered.text("listen_host", DEFAULT_HOST), self._remembered.number("listen_port", DEFAULT_PORT)
        )
        self.endpoint.host.textChanged.connect(self._host_changed)
        self.endpoint.host.returnPressed.connect(self.start)
        self.warning = PlainLabel(OPEN_TO_ALL, "warn", wrap=True)
        self.warning.setVisible(False)
        self.button = QPushButton()
        self.button.clicked.connect(self.toggle)
        self.state_line = PlainLabel("", wrap=True)
        self.state_line.setAccessibleName("State of the receiver")
        for widget in (self.warning, self.button, self.state_line):
            self.body.addWidget(widget)
        self._host_changed(self.endpoint.host.text())
        self._show("idle", "Not listening.", "muted")
        for host, port in engine.listening[:1]:  # started before this card was made
            self._listens(host, port)
        engine.notice.connect(self._take)
        engine.state_changed.connect(self._engine_changed)

    @property
    def where(self) -> tuple[str, int] | None:
        """Host and port while it listens, else None."""
        return self._where

    def toggle(self) -> None:
        """Start when idle, stop when listening."""
        if self.state == "idle":
            self.start()
        elif self._where is not None:
            self._show("stopping", "Stopping…", "muted")
            self._stop_id = self._engine.stop_listening(self._where[1])

    def start(self, port: int | None = None) -> None:
        """Begin to listen on the endpoint of the fields, or on another port of the same host."""
        host, typed = self.endpoint.value()
        if self.state != "idle":
            return
        if not host:
            self._refuse("Enter a host to listen on; 127.0.0.1 is this computer alone.")
            return
        self._show("starting", "Starting…", "muted")
        self._id = self._engine.listen(host, typed if port is None else port)

    def _take(self, notice: dict[str, Any]) -> None:
        kind = notice["notice"]
        if kind == "listening":
            where = str(notice["host"]), int(notice["port"])
            if notice.get("id") == self._id or self.state == "idle" or where == self._lost:
                self._id = notice.get("id", 0)  # of one that was started elsewhere, too: its end may come under this
                self._listens(*where)
        elif kind == "stopped" and self._where is not None and notice.get("port") == self._where[1]:
            self._where = None
            self._show("idle", "Not listening.", "muted")
        elif kind == "failed" and self.state == "stopping" and notice.get("id") == self._stop_id:
            self._where = None  # there is none any more
            self._show("idle", f"Not listening. {notice.get('text', '')}".strip(), "warn")
        elif kind == "failed" and notice.get("id") == self._id:
            self._refuse(str(notice.get("text", "The receiver could not be started.")))

    def _listens(self, host: str, port: int) -> None:
        if self.state == "starting" and self._where is None and self._wanted_port is None:
            self._wanted_port = self.endpoint.port.value()
            self._remembered.keep(listen_host=self.endpoint.value()[0], listen_port=self._wanted_port)
        self._where, self._lost = (host, port), None
        self.endpoint.set_value(host, port)
        self._show("listening", f"Listening on {endpoint(host, port)}", "good")
        self.listening.emit(host, port)

    def _refuse(self, text: str) -> None:
        self._where = None
        self._show("idle", text, "bad")
        self.failed.emit(text)

    def _engine_changed(self, state: str) -> None:
        """A restarted engine reopens its listeners, and says so with the same id."""
        if state == "dead" and self.state == "listening":
            self._lost, self._where = self._where, None
            self._show("starting", "Interrupted; starting again…", "warn")
        elif (state == "off" and self.state != "idle") or (state == "dead" and self.state == "stopping"):
            self._where = None
            self._show("idle", "Not listening.", "muted")

    def _show(self, state: str, text: str, role: str) -> None:
        self.state = state
        self.state_line.setText(text)
        self.state_line.set_role(role)
        self.button.setText("Stop re&ceiver" if state in ("listening", "stopping") else "Start re&ceiver")
        self.button.setEnabled(state in ("idle", "listening"))
        self.endpoint.set_enabled(state == "idle")
        if state == "idle" and self._wanted_port is not None:
            self.endpoint.port.setValue(self._wanted_port)
            self._wanted_port = None
        self.changed.emit()

    def _host_changed(self, host: str) -> None:
        self.warning.setVisible(bool(host.strip()) and not is_loopback(host))
