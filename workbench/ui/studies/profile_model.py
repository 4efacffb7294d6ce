"""The settings of a profile as a table: name, value, and what it means. Values are edited in place."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from workbench.charges.profile.model import Profile, ProfileError
from workbench.ui import theme
from workbench.ui.studies.profile_draft import SETTINGS, Setting, changed, shown
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

HEADERS = ("Part", "Setting", "Value", "What it means")


class Column(IntEnum):
    """What the columns hold."""

    PART = 0
    SETTING = 1
    VALUE = 2
    MEANS = 3


class SettingsModel(QAbstractTableModel):
    """All settings of one profile, those that differ from the default in bold."""

    edited = Signal(object)
    """The Profile as it is now."""
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profile = Profile()
        self.editable = True

    def show_profile(self, profile: Profile, *, editable: bool = True) -> None:
        """Another profile."""
        self.beginResetModel()
        self.profile, self.editable = profile, editable
        self.endResetModel()

    def setting(self, index: Index) -> Setting | None:
        """The setting of a row."""
        return SETTINGS[index.row()] if index.isValid() else None

    def row_of(self, section: str, name: str) -> int:
        """The row of a setting; -1 when there is none."""
        return next((row for row, one in enumerate(SETTINGS) if (one.section, one.name) == (section, name)), -1)

    def colours_changed(self) -> None:
        """The palette changed."""
        corner = self.index(len(SETTINGS) - 1, len(HEADERS) - 1)
        self.dataChanged.emit(self.index(0, 0), corner, [Qt.ItemDataRole.ForegroundRole])

    # -- Qt -----------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(SETTINGS)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADERS[section] if 0 <= section < len(HEADERS) else None
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = super().flags(index)
        if self.editable and index.isValid() and index.column() == Column.VALUE:
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        setting = self.setting(index)
        if setting is None:
            return None
        column = index.column()
        value = setting.value(self.profile)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            text = self._cells(setting)[column]
            return text if role == Qt.ItemDataRole.DisplayRole else f"{HEADERS[column]}: {text}"
        if role == Qt.ItemDataRole.EditRole and column == Column.VALUE:
            return shown(value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(setting.means)
        if role == Qt.ItemDataRole.ForegroundRole and column in (Column.PART, Column.MEANS):
            return theme.colour("muted")
        if role == Qt.ItemDataRole.FontRole and column in (Column.SETTING, Column.VALUE) and value != setting.default:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        setting = self.setting(index)
        if setting is None or role != Qt.ItemDataRole.EditRole or index.column() != Column.VALUE or not self.editable:
            return False
        try:
            profile = changed(self.profile, setting, str(value))
        except ProfileError as problem:
            self.refused.emit(str(problem))
            return False
        if profile != self.profile:
            self.profile = profile
            self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(HEADERS) - 1))
            self.edited.emit(profile)
        return True

    def _cells(self, setting: Setting) -> tuple[str, ...]:
        return (setting.part, setting.label, shown(setting.value(self.profile)), setting.means)


class SettingEditor(QStyledItemDelegate):
    """A list to choose from where the values are known, a line to type in elsewhere."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        setting = SETTINGS[index.row()]
        choices = ("yes", "no") if setting.kind == "yes-no" else setting.choices if setting.kind == "text" else ()
        editor: QWidget
        if choices:
            box = editor = QComboBox(parent)
            box.addItems(list(choices))
        else:
            editor = QLineEdit(parent)
        editor.setAccessibleName(f"{setting.part}, {setting.label}")
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        text = str(index.data(Qt.ItemDataRole.EditRole))
        if isinstance(editor, QComboBox):
            editor.setCurrentText(text)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)

    def setModelData(self, editor: QWidget, model: Any, index: Index) -> None:
        text = editor.currentText() if isinstance(editor, QComboBox) else ""
        if isinstance(editor, QLineEdit):
            text = editor.text()
        model.setData(index, text, Qt.ItemDataRole.EditRole)
