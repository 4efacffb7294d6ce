"""Where all messages of a report go: host, port, what a refusal means, and the two buttons."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QProgressBar, QPushButton, QSpinBox, QWidget

from workbench.exchange.endpoint import endpoint, is_loopback
from workbench.ui.bridge import Bridge
from workbench.ui.studies.sending import Target
from workbench.ui.widgets import PlainLabel, TextLine, plain_tooltip
from workbench.words import counted

_HOST, _PORT, _WAIT = "exchange/send_host", "exchange/send_port", "exchange/wait"
"""Where the Exchange place keeps where was sent to last; both places mean the same receiver."""
DEFAULT = Target("127.0.0.1", 2575, 30)
SEND = "Send them"


class SendBar(QWidget):
    """Asks for a run; who sends is not its business."""

    wanted = Signal(object)
    """A Target, after the question that another machine deserves."""
    cancelled = Signal()

    def __init__(self, bridge: Bridge, settings: QSettings | None = None) -> None:
        super().__init__()
        self._bridge, self._settings = bridge, settings
        self._count = 0
        self._counts: dict[str, int] = {}
        self._production = False
        self.receiver_box = QComboBox()
        self.receiver_box.setAccessibleName("Receiver that the messages are for")
        self.receiver_box.setToolTip(plain_tooltip("The profile routes the messages; each receiver keeps its address."))
        self.receiver_box.hide()
        self.host = TextLine(self._text(_HOST, DEFAULT.host))
        self.host.setAccessibleName("Host to send all messages to")
        self.host.setMaximumWidth(200)
        self.port = QSpinBox(minimum=1, maximum=65535)
        self.port.setGroupSeparatorShown(False)
        self.port.setValue(self._number(_PORT, DEFAULT.port))
        self.port.setAccessibleName("Port to send all messages to")
        self.stops = QCheckBox("Stop at the first that is not &accepted")
        self.stops.setChecked(True)
        self.stops.setToolTip(
            plain_tooltip("Otherwise the run goes on; it ends when nobody can be reached. Nothing is sent twice.")
        )
        self.send_button = QPushButton()
        self.cancel_button = QPushButton("Stop sendin&g")
        self.bar = QProgressBar()
        self.bar.setMaximumWidth(160)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of sending")
        self.words = PlainLabel("", "muted")
        self.words.setAccessibleName("What became of sending")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(PlainLabel("Receiver"))
        row.addWidget(self.receiver_box)
        for widget in (self.host, self.port, self.send_button, self.cancel_button, self.stops, self.bar, self.words):
            row.addWidget(widget)
        row.addStretch(1)
        self.send_button.clicked.connect(self._ask)
        self.cancel_button.clicked.connect(self.cancelled)
        self.receiver_box.currentIndexChanged.connect(self._receiver_chosen)
        self.host.returnPressed.connect(self.send_button.click)
        self.show_waiting({}, production=False)
        self.show_running(on=False)

    @property
    def receiver(self) -> str:
        """Name of the receiver whose messages are sent; "" for those that no profile routes."""
        return str(self.receiver_box.currentData() or "")

    def show_waiting(self, counts: Mapping[str, int], *, production: bool) -> None:
        """How many messages were never sent, by the name of their receiver ("" where nothing routes), and whether one
        of them is for production (MSH-11 is P). Those of one receiver never go to another."""
        self._counts, self._production = dict(counts), production
        names = [str(self.receiver_box.itemData(number)) for number in range(self.receiver_box.count())]
        if names != list(counts):
            chosen = self.receiver
            self.receiver_box.blockSignals(True)
            self.receiver_box.clear()
            for name in counts:
                self.receiver_box.addItem(name or "not routed", name)
            self.receiver_box.setCurrentIndex(max(list(counts).index(chosen) if chosen in counts else 0, 0))
            self.receiver_box.blockSignals(False)
            if self.receiver != chosen:
                self._show_address()
        self.receiver_box.setVisible(any(counts))
        self._show_count()

    def _receiver_chosen(self) -> None:
        self._show_address()
        self._show_count()

    def _show_address(self) -> None:
        """Where the messages of this receiver went last."""
        self.host.setText(self._text(self._key("host"), self._text(_HOST, DEFAULT.host)))
        self.port.setValue(self._number(self._key("port"), self._number(_PORT, DEFAULT.port)))

    def _key(self, what: str) -> str:
        name = quote(self.receiver, safe="")
        return f"exchange/receivers/{name}/{what}" if name else {"host": _HOST, "port": _PORT}[what]

    def _show_count(self) -> None:
        self._count = count = self._counts.get(self.receiver, 0)
        self.send_button.setText(f"&Send all ({count})" if count else "&Send all")
        self.send_button.setEnabled(bool(count))

    def show_running(self, *, on: bool) -> None:
        """Whether a run is under way."""
        for widget in (self.receiver_box, self.host, self.port, self.stops):
            widget.setEnabled(not on)
        self.send_button.setVisible(not on)
        self.cancel_button.setVisible(on)
        self.bar.setVisible(on)
        if on:
            self.cancel_button.setEnabled(True)
            self.cancel_button.setFocus()

    def show_progress(self, done: int, count: int) -> None:
        """How far a run is."""
        self.bar.setRange(0, count)
        self.bar.setValue(done)
        self.words.setText(f"{done:,} of {count:,}")

    def _ask(self) -> None:
        host = self.host.text().strip().strip("[]")
        if not host:
            self._bridge.warning("Enter the host to send to.")
            return
        target = Target(host, self.port.value(), self._number(_WAIT, DEFAULT.seconds), self.stops.isChecked())
        if is_loopback(host) or self._may_leave(target):
            self._keep(target)
            self.wanted.emit(target)

    def _may_leave(self, target: Target) -> bool:
        where = endpoint(target.host, target.port)
        what = counted(self._count, "message")
        production = " Their processing id (MSH-11) is P: production." if self._production else ""
        question = f"{what} will leave this computer, unencrypted, for {where}.{production}"
        return self._bridge.ask("Send to another machine?", question, (SEND,)) == SEND

    def _keep(self, target: Target) -> None:
        if self._settings is not None:
            self._settings.setValue(self._key("host"), target.host)
            self._settings.setValue(self._key("port"), target.port)

    def _text(self, key: str, otherwise: str) -> str:
        value = self._settings.value(key) if self._settings is not None else None
        return value if isinstance(value, str) and value.strip() else otherwise

    def _number(self, key: str, otherwise: int) -> int:
        value = self._settings.value(key) if self._settings is not None else None
        return int(str(value)) if str(value).isdecimal() else otherwise
