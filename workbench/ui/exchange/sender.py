"""The send card: where to, how long to wait, what is loaded, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QSpinBox

from workbench.er7 import Document
from workbench.exchange.endpoint import endpoint
from workbench.ui import verdicts
from workbench.ui.bridge import Bridge
from workbench.ui.exchange.endpoint import Card, EndpointFields, is_loopback
from workbench.ui.widgets import PlainLabel

DEFAULT_TIMEOUT = 30
NOTHING_LOADED = "No message is loaded. Open or compose one and choose Send."


class SendCard(Card):
    """Asks for a send; who sends is not its business. One message at a time is under way from here."""

    send_wanted = Signal(str, int, int)
    """Host, port and seconds to wait."""
    built_in_wanted = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("Send a message")
        self._bridge = bridge
        self._trusted: set[tuple[str, int]] = set()
        self._document: Document | None = None
        self.loaded = PlainLabel(NOTHING_LOADED, "muted", wrap=True)
        self.loaded.setAccessibleName("Message to send")
        self.body.insertWidget(1, self.loaded)
        self.endpoint = EndpointFields(self.form, "to send to", ("&Host", "&Port"), lowest_port=1)
        self.endpoint.host.returnPressed.connect(self.send)
        self.timeout = QSpinBox(minimum=1, maximum=3600, value=DEFAULT_TIMEOUT, suffix=" s")
        self.timeout.setAccessibleName("Seconds to wait for the whole answer")
        self.timeout.setMinimumHeight(self.endpoint.host.sizeHint().height())
        self.form.addRow("&Wait at most", self.timeout)
        self.send_button = QPushButton("&Send")
        self.send_button.setDefault(True)
        self.send_button.clicked.connect(self.send)
        self.built_in_button = QPushButton("Send to the &built-in receiver")
        self.built_in_button.clicked.connect(self.built_in_wanted)
        self.result = PlainLabel("", wrap=True)
        self.result.setAccessibleName("Result of the last send")
        for widget in (self.send_button, self.built_in_button, self.result):
            self.body.addWidget(widget)
        self._under_way = False
        self.show_result("", "")
        self._enable()

    @property
    def document(self) -> Document | None:
        """The message that is loaded."""
        return self._document

    def load(self, document: Document, title: str) -> None:
        """Show which message Send will send."""
        self._document = document
        identity = f"{document.message_type or 'No message type'} · {document.control_id or 'no control id'}"
        self.loaded.setText(f"{title}\n{identity}" if title else identity)
        self.loaded.set_role("")
        self.show_result("", "")
        self._enable()

    def send(self) -> None:
        """Send to the endpoint of the fields, after the question that another machine deserves."""
        host, port = self.endpoint.value()
        if self._document is None or self._under_way:
            return
        if not host:
            self.show_result("Enter the host to send to.", "bad")
        elif self._may_send(host, port):
            self.send_wanted.emit(host, port, self.timeout.value())

    def set_under_way(self, on: bool, text: str = "") -> None:
        """Whether an answer is awaited; no second send is begun meanwhile."""
        self._under_way = on
        if on:
            self.show_result(text, "muted")
        self._enable()

    def show_verdict(self, verdict: str, sentence: str) -> None:
        """What came of it, in the colour of the verdict."""
        style = verdicts.style(verdict)
        words = sentence or style.means
        said = words.casefold().startswith(style.label.casefold())
        self.show_result(words if said else f"{style.label}. {words}", style.colour)

    def show_result(self, text: str, role: str) -> None:
        """A line below the buttons."""
        self.result.setText(text)
        self.result.set_role(role)
        self.result.setVisible(bool(text))

    def _may_send(self, host: str, port: int) -> bool:
        if is_loopback(host) or (host, port) in self._trusted or self._document is None:
            return True
        where = endpoint(host, port)
        always = f"Send, and do not ask again for {where}"
        production = " Its processing id (MSH-11) is P: production." if self._is_production() else ""
        answer = self._bridge.ask(
            "Send to another machine?",
            f"{self._document.message_type} {self._document.control_id} will leave this computer, unencrypted, for "
            f"{where}.{production}",
            ("Send", always),
        )
        if answer == always:
            self._trusted.add((host, port))
        return bool(answer)

    def _is_production(self) -> bool:
        return self._document is not None and (self._document.get("MSH-11.1") or "") == "P"

    def _enable(self) -> None:
        ready = self._document is not None and not self._under_way
        self.send_button.setEnabled(ready)
        self.built_in_button.setEnabled(ready)
