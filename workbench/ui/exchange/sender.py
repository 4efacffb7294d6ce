"""The send card: where to, how long to wait, what is loaded, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QPushButton, QSpinBox, QWidget

from workbench.er7 import Document
from workbench.exchange.endpoint import endpoint, is_loopback
from workbench.ui import verdicts
from workbench.ui.bridge import Bridge
from workbench.ui.exchange.endpoint import DEFAULT_HOST, DEFAULT_PORT, Card, EndpointFields
from workbench.ui.exchange.remembered import Remembered
from workbench.ui.widgets import PlainLabel

DEFAULT_TIMEOUT = 30
NOTHING_LOADED = "No message is loaded. Open or compose one and choose Send, or take one from a file."


class SendCard(Card):
    """Asks for a send; who sends is not its business. One message at a time is under way from here."""

    send_wanted = Signal(str, int, int)
    """Host, port and seconds to wait."""
    built_in_wanted = Signal()
    file_wanted = Signal()
    """Load a message from a file."""
    edited_wanted = Signal()
    """Load the message as it was edited since."""

    def __init__(self, bridge: Bridge, remembered: Remembered | None = None) -> None:
        super().__init__("Send a message")
        self._bridge = bridge
        self._remembered = remembered or Remembered(None)
        self._parted: QWidget | None = None  # the button that had the focus before it was disabled
        self._trusted: set[tuple[str, int]] = set()
        self._document: Document | None = None
        self._receiver = ""  # the name of whom the loaded message is for
        self.loaded = PlainLabel(NOTHING_LOADED, "muted", wrap=True)
        self.loaded.setAccessibleName("Message to send")
        self.remark = PlainLabel("", "warn", wrap=True)
        self.remark.setAccessibleName("What to know before sending")
        self.edited_button = QPushButton("Load the e&dited message")
        self.edited_button.clicked.connect(self.edited_wanted)
        self.file_button = QPushButton("Lo&ad a file…")
        self.file_button.clicked.connect(self.file_wanted)
        for row, widget in enumerate((self.loaded, self.file_button, self.remark, self.edited_button), 1):
            self.body.insertWidget(row, widget)
        self._build_fields()
        self._build_buttons()
        self._under_way = False
        self.show_remark("")
        self.show_result("", "")
        self._enable()

    def _build_fields(self) -> None:
        known = self._remembered
        self.endpoint = EndpointFields(self.form, "to send to", ("H&ost", "&Port"), lowest_port=1)
        self.endpoint.set_value(known.text("send_host", DEFAULT_HOST), known.number("send_port", DEFAULT_PORT))
        self.endpoint.offer(known.endpoints())
        self.endpoint.host.returnPressed.connect(self.send)
        self.timeout = QSpinBox(minimum=1, maximum=3600, suffix=" s")
        self.timeout.setValue(known.number("wait", DEFAULT_TIMEOUT))
        self.timeout.setAccessibleName("Seconds to wait for the whole answer")
        self.timeout.setMinimumHeight(self.endpoint.host.sizeHint().height())
        self.form.addRow("&Wait at most", self.timeout)

    def _build_buttons(self) -> None:
        self.send_button = QPushButton("&Send")
        self.send_button.setDefault(True)
        self.send_button.clicked.connect(self.send)
        self.built_in_button = QPushButton("Send to the &built-in receiver")
        self.built_in_button.clicked.connect(self.built_in_wanted)
        self.result = PlainLabel("", wrap=True)
        self.result.setAccessibleName("Result of the last send")
        for widget in (self.send_button, self.built_in_button, self.result):
            self.body.addWidget(widget)

    @property
    def document(self) -> Document | None:
        """The message that is loaded."""
        return self._document

    @property
    def is_under_way(self) -> bool:
        """Whether an answer is awaited."""
        return self._under_way

    def load(self, document: Document, title: str, receiver: str = "") -> None:
        """Show which message Send will send. `receiver` is the name of whom a profile routes it to: its address, where
        one is remembered, is entered."""
        self._document = document
        identity = f"{document.message_type or 'No message type'} · {document.control_id or 'no control id'}"
        self._choose_receiver(receiver)
        if receiver and self._remembered.receiver(receiver) is None:
            identity = f"{identity}\nWhere {receiver} is has not been entered yet."
        self.loaded.setText(f"{title}\n{identity}" if title else identity)
        self.loaded.set_role("")
        self.show_remark("")
        self.show_result("", "")
        self._enable()

    def _choose_receiver(self, receiver: str) -> None:
        """The address of a named receiver; after it again the usual one, so that nothing goes to the wrong address."""
        known = self._remembered
        usual = (known.text("send_host", DEFAULT_HOST), known.number("send_port", DEFAULT_PORT))
        if receiver != self._receiver:
            self.endpoint.set_value(*((known.receiver(receiver) if receiver else None) or usual))
        self._receiver = receiver

    def focus_button(self, *, built_in: bool) -> None:
        """Begin with the button that is meant most likely."""
        for button, on in ((self.send_button, not built_in), (self.built_in_button, built_in)):
            button.setDefault(on)
        (self.built_in_button if built_in else self.send_button).setFocus()

    def show_remark(self, text: str, *, edited: bool = False) -> None:
        """What to know before sending; `edited` offers the newer version of the message."""
        self.remark.setText(text)
        self.remark.setVisible(bool(text))
        self.edited_button.setVisible(edited)

    def send(self) -> None:
        """Send to the endpoint of the fields, after the question that another machine deserves."""
        host, port = self.endpoint.value()
        if self._document is None or self._under_way:
            return
        if not host:
            self.show_result("Enter the host to send to.", "bad")
        elif self._may_send(host, port):
            if self._receiver:
                self._remembered.keep_receiver(self._receiver, host, port)
                self._remembered.keep(wait=self.timeout.value())
            else:
                self._remembered.keep(send_host=host, send_port=port, wait=self.timeout.value())
            self._remembered.add_endpoint(host, port)
            self.endpoint.offer(self._remembered.endpoints())
            self.send_wanted.emit(host, port, self.timeout.value())

    def set_under_way(self, on: bool, text: str = "") -> None:
        """Whether an answer is awaited; no second send is begun meanwhile."""
        self._under_way = on
        if on:
            self.show_result(text, "muted")
            self._part()
        self._enable()
        if not on:
            self._return()

    def _part(self) -> None:
        """Qt would pass the focus of a button that is disabled to the next field, and Enter would do something else."""
        focused = QApplication.focusWidget()
        if focused in (self.send_button, self.built_in_button):
            self._parted = focused
            self.setFocus()

    def _return(self) -> None:
        if self._parted is not None and QApplication.focusWidget() is self:
            self._parted.setFocus()
        self._parted = None

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
        self.file_button.setVisible(self._document is None)
        self.send_button.setEnabled(ready)
        self.built_in_button.setEnabled(ready)
