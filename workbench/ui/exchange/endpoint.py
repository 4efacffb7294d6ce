"""The fields for one end of a connection."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.exchange.endpoint import endpoint
from workbench.ui.widgets import PlainLabel, TextLine

LABEL_WIDTH = 88
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 2575
"""The port that IANA registered for HL7."""


class Card(QFrame):
    """A titled frame with room for a form and whatever follows it."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 16)
        self.body.setSpacing(8)
        self.body.addWidget(PlainLabel(title, "heading"))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(self.form)


class EndpointFields:
    """Host and port, added as two rows to a form. `whose` completes the accessible names."""

    def __init__(self, form: QFormLayout, whose: str, mnemonics: tuple[str, str], lowest_port: int) -> None:
        self.host = TextLine(DEFAULT_HOST)
        self.host.setAccessibleName(f"Host {whose}")
        self.host.setMaxLength(253)
        self.port = QSpinBox(minimum=lowest_port, maximum=65535, value=DEFAULT_PORT)
        self.port.setAccessibleName(f"Port {whose}")
        self.port.setGroupSeparatorShown(False)
        for field in (self.host, self.port):  # a long sentence below must not squeeze them
            field.setMinimumHeight(self.host.sizeHint().height())
        self.recent = QToolButton()
        self.recent.setText("▾")  # the style's own arrow shrinks to a dot in a button of this size
        self.recent.setAutoRaise(True)
        self.recent.setFixedSize(self.host.sizeHint().height() + 8, self.host.sizeHint().height())
        self.recent.setAccessibleName(f"Recent places {whose}")
        self.recent.setToolTip("Where was sent to before")
        self.menu = QMenu(self.recent)  # not the button's own: that would draw a second arrow
        self.recent.clicked.connect(lambda: self.menu.popup(self.recent.mapToGlobal(self.recent.rect().bottomLeft())))
        self.recent.hide()
        label = QLabel(mnemonics[0])
        label.setBuddy(self.host)
        label.setMinimumWidth(LABEL_WIDTH)  # the cards below one another line up
        form.addRow(label, self._host_row())
        form.addRow(mnemonics[1], self.port)

    def _host_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.host, 1)
        layout.addWidget(self.recent)
        return row

    def offer(self, endpoints: Iterable[tuple[str, int]]) -> None:
        """Offer these endpoints beside the host."""
        self.menu.clear()
        for host, port in endpoints:
            action = self.menu.addAction(endpoint(host, port).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, host=host, port=port: self.set_value(host, port))
        self.recent.setVisible(not self.menu.isEmpty())

    def set_value(self, host: str, port: int) -> None:
        """Another host and port."""
        self.host.setText(host)
        self.port.setValue(port)

    def value(self) -> tuple[str, int]:
        """Host without blanks around it, and port."""
        return self.host.text().strip().strip("[]"), self.port.value()

    def set_enabled(self, on: bool) -> None:
        """Both fields."""
        self.host.setEnabled(on)
        self.port.setEnabled(on)
