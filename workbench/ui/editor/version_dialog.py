"""Changing the version of a message: choose one, read what will happen, then apply it or leave it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.er7 import Document, EditError
from workbench.reference.edit.version import VERSIONS, Conversion, convert
from workbench.ui.widgets import PlainLabel, open_with_size

_USUAL = "2.5.1"


class VersionDialog(QDialog):
    """`conversion` is what will be applied; None while the message cannot be converted."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.conversion: Conversion | None = None
        self.setWindowTitle("Change version")
        self.setModal(True)
        open_with_size(self, 680, 480)
        self.versions = QComboBox()
        self.versions.addItems(VERSIONS)
        self.versions.setAccessibleName("New HL7 version")
        now = document.version.strip()
        self.versions.setCurrentText(_USUAL if now != _USUAL else "2.7")
        self.leave_out = QCheckBox("&Leave out what the new version has no place for")
        self.leave_out.setToolTip("Otherwise such values stay where they are, and receivers may ignore them.")
        self.report = QPlainTextEdit(readOnly=True)
        self.report.setAccessibleName("What the change does")
        self.report.setTabChangesFocus(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.apply = self.buttons.addButton("&Change version", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out(now)
        self.versions.currentTextChanged.connect(self.refresh)
        self.leave_out.toggled.connect(self.refresh)
        self.refresh()

    def _lay_out(self, now: str) -> None:
        label = QLabel("&New version")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self.versions)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(PlainLabel(f"The message is written in HL7 {now}." if now else "The message names no version."))
        row.addStretch(1)
        row.addWidget(label)
        row.addWidget(self.versions)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addLayout(row)
        layout.addWidget(self.report, 1)
        layout.addWidget(self.leave_out)
        layout.addWidget(self.buttons)

    def refresh(self, *_: object) -> None:
        """Convert on trial and show the report."""
        try:
            self.conversion = convert(self._document, self.versions.currentText(), leave_out=self.leave_out.isChecked())
            self.report.setPlainText(report_text(self.conversion))
        except EditError as error:
            self.conversion = None
            self.report.setPlainText(str(error))
        self.apply.setEnabled(self.conversion is not None and self.conversion.document != self._document)


def report_text(conversion: Conversion) -> str:
    """The report as lines under three headings; what there is nothing of is said, not left out."""
    parts = (
        ("What changes", conversion.done, "Nothing."),
        (f"What HL7 {conversion.version} has no place for", conversion.lost, "Nothing: everything can be carried."),
        (f"What HL7 {conversion.version} wants besides", conversion.wanted, "Nothing."),
    )
    return "\n\n".join("\n".join([title, *(f"  {one.text}" for one in found or ()), *([] if found else [f"  {none}"])])
                       for title, found, none in parts)  # fmt: skip
