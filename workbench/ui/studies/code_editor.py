"""Entering a charge code: picked from the charge master, by its first characters or by a word of its description."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.edits import EditRefused

CODE_SEPARATOR = " — "
"""Between code and description in what is offered; only the code counts."""
_WIDTH = 420
_ROWS = 12


def offers(master: ChargeMaster) -> list[str]:
    """Every charge as it is offered, in the order of the charge master."""
    return [f"{charge.code}{CODE_SEPARATOR}{charge.description}" for charge in master.charges]


def code_in(master: ChargeMaster, text: str) -> str:
    """The code that is meant by what was picked or typed: words of a description mean the one charge that has them.

    Raises EditRefused when they fit several charges: a word is not sent as a code.
    """
    plain = text.strip()
    code = plain.split(CODE_SEPARATOR)[0].strip()
    if code != plain or not plain or master.find(plain):
        return code
    fitting = dict.fromkeys(offer for offer in offers(master) if plain.casefold() in offer.casefold())
    if len(fitting) > 1:
        raise EditRefused(f"“{plain}” fits {len(fitting)} charges; pick one of the list, or enter a whole code.")
    return next(iter(fitting), plain).split(CODE_SEPARATOR)[0]


class CodeDelegate(QStyledItemDelegate):
    """Offers the rows of the charge master while a code is typed, and all of them at once where there is none yet.

    Picking one ends the editing; anything else may be typed as well.
    """

    def __init__(self, master: Callable[[], ChargeMaster], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._master = master

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setPlaceholderText("code or word")
        editor.setAccessibleName("Charge code, or a word of the description")
        completer = QCompleter(offers(self._master()), editor)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(_ROWS)
        if (popup := completer.popup()) is not None:
            popup.setMinimumWidth(_WIDTH)
            popup.setAccessibleName("Charges of the charge master")
        editor.setCompleter(completer)
        # Later: the completer first writes what was picked into the editor.
        completer.activated.connect(lambda: QTimer.singleShot(0, editor, lambda: self._finish(editor)))
        if not index.data(Qt.ItemDataRole.EditRole):
            QTimer.singleShot(0, editor, completer.complete)  # once the editor stands where it belongs
        return editor

    def _finish(self, editor: QLineEdit) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)
