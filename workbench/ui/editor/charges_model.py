"""The charge lines of a message as a Qt table. Rows are read anew only where the text of an FT1 has changed."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QObject, Qt

from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.reader import charge_lines
from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.editor.charges_columns import AMOUNT, COLUMNS, SET_ID, TYPE
from workbench.ui.editor.charges_rows import ChargeRow, charge_row, is_filled
from workbench.ui.editor.naming import Names
from workbench.ui.editor.values import NULL
from workbench.ui.tables import NOWHERE, Index
from workbench.ui.widgets import plain_tooltip

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ChargesModel(QAbstractTableModel):
    """One row for each FT1, in the order of the message."""

    def __init__(self, names: Names, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self._lines: tuple[LedgerLine, ...] = ()
        self._rows: dict[int, ChargeRow] = {}

    @property
    def lines(self) -> tuple[LedgerLine, ...]:
        """What was read of each FT1."""
        return self._lines

    def show(self, document: Document) -> None:
        """Show the charges of a document."""
        before, after = self._lines, charge_lines(document)
        if len(before) != len(after) or (before and before[0].head.version != after[0].head.version):
            self.beginResetModel()
            self._lines = after
            self._rows.clear()
            self.endResetModel()
            return
        self._lines = after
        for row, (one, other) in enumerate(zip(before, after, strict=True)):
            if one.text != other.text or one.role != other.role or one.head.delimiters != other.head.delimiters:
                self._rows.pop(row, None)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def row(self, number: int) -> ChargeRow | None:
        """What a row shows, made when it is first looked at."""
        if not 0 <= number < len(self._lines):
            return None
        found = self._rows.get(number)
        if found is None:
            line = self._lines[number]
            meaning = self._names.meaning(line.path.at(field=6)) if line.type_code else ""
            found = self._rows[number] = charge_row(line, meaning)
        return found

    def is_empty(self, column: int) -> bool:
        """Whether no charge has anything in a column. Looks no further than the first that has."""
        return not any(is_filled(line, column) for line in self._lines)

    def path(self, index: Index) -> Path | None:
        """The field that a cell shows."""
        row = self.row(index.row()) if index.isValid() else None
        return row.field(index.column()) if row is not None else None

    def place(self, path: Path) -> tuple[int, int] | None:
        """Row and column that show a path; the first column for a field that has none. None outside of FT1."""
        if path.segment != "FT1" or not 0 < path.occurrence <= len(self._lines):
            return None
        row = self.row(path.occurrence - 1)
        assert row is not None
        fields = [row.field(column).field for column in range(len(COLUMNS))]
        return path.occurrence - 1, fields.index(path.field) if path.field in fields else SET_ID

    # --- Qt ------------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        roles, column = Qt.ItemDataRole, index.column()
        text = row.cells[column]
        if role == roles.DisplayRole:
            return f"▲ {text}" if row.shifted and column == SET_ID else text
        if role == roles.TextAlignmentRole:
            return _RIGHT if COLUMNS[column].is_number else None
        if role == roles.AccessibleTextRole:
            return f"{COLUMNS[column].title}: {text or 'empty'}" + ("; shifted row" if row.shifted else "")
        if role == roles.ToolTipRole:
            raw = row.line.raw(row.field(column).field or 0)
            return plain_tooltip("\n".join([f"{row.field(column)}  {COLUMNS[column].about}", raw, *row.problems]))
        if role == roles.ForegroundRole:
            return self._ink(row, column)
        return None

    def _ink(self, row: ChargeRow, column: int) -> object:
        if row.shifted:
            return theme.colour("warn" if column in (SET_ID, TYPE) else "muted")
        if row.cells[column] == NULL:
            return theme.colour("null")
        unread = any(problem.number == row.field(column).field for problem in row.line.problems)
        if unread:
            return theme.colour("bad")
        effect = row.line.effect
        return theme.colour("warn") if column == AMOUNT and effect is not None and effect < 0 else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        texts = {Qt.ItemDataRole.DisplayRole: column.title, Qt.ItemDataRole.ToolTipRole: column.about}
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return _RIGHT
        return texts.get(Qt.ItemDataRole(role)) if role in texts else None
