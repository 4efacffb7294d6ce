"""Entering a charge code: by its first characters, or by a word of its description."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.charges.chargemaster import ChargeMaster

CODE_SEPARATOR = " — "
"""Between code and description in what is offered; only the code counts."""
_WIDTH = 420


class CodeDelegate(QStyledItemDelegate):
    """Offers the rows of the charge master while a code is typed; anything else may be typed as well."""

    def __init__(self, master: Callable[[], ChargeMaster], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._master = master

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setAccessibleName("Charge code, or a word of the description")
        offers = [f"{charge.code}{CODE_SEPARATOR}{charge.description}" for charge in self._master().charges]
        completer = QCompleter(offers, editor)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        if (popup := completer.popup()) is not None:
            popup.setMinimumWidth(_WIDTH)
        editor.setCompleter(completer)
        return editor
