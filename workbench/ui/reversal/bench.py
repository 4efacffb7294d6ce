"""The middle of the page: lines and options on the left, fields and message on the right, notes below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.ft1.groups import groups_of
from workbench.er7 import Document
from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.message_text import MessageText
from workbench.ui.reversal.boxes import Boxes
from workbench.ui.reversal.lines_model import DIFFERENCE_HEADERS, LINE_HEADERS, LinesModel
from workbench.ui.reversal.notes import NotesList
from workbench.ui.reversal.options import Options
from workbench.ui.reversal.shown import CORRECT, Note, Shown
from workbench.ui.simple_table import SimpleTable
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel

_FIELDS = ("Field", "Name", "Before", "After", "Why")
_DIFFERENCES = ("Field", "Name", "Was", "Will be", "Why")


class Bench(QWidget):
    """Shows what was made; which lines are chosen is kept here."""

    chosen_changed = Signal()
    followed = Signal(object)
    """The target of a link."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = Shown()
        self._fitted: bool | None = None  # of which table the columns have their widths: whether of a correction
        self._correcting = False
        self._led_to_original = False  # the original is shown because there was nothing to compare
        self.count = 0
        """Lines of the original."""
        self.options = Options()
        self.lines = LinesModel(self)
        self.fields = SimpleTable(_FIELDS, coloured=(3,), parent=self)
        self.notes = NotesList()
        self._build()
        self._connect()

    def begin(self, document: Document) -> None:
        """Another source: all its lines are chosen."""
        self.count = len(groups_of(document))
        self.lines.unchecked = set()
        self.lines.show(())
        self.options.begin()
        self.original.show_message(document)
        self.tabs.setCurrentIndex(0)
        self._led_to_original = False

    def chosen(self) -> frozenset[int]:
        """Numbers of the chosen lines."""
        return frozenset(range(1, self.count + 1)) - self.lines.unchecked

    def show_result(self, shown: Shown, mode: str) -> None:
        """What was made, or why nothing was."""
        self._shown = shown
        correcting = mode == CORRECT
        self.options.show_mode(correcting=correcting)
        self.lines.show(shown.lines, DIFFERENCE_HEADERS if correcting else LINE_HEADERS)
        self._fit_lines(correcting)
        self.lines_title.setText("Differences" if correcting else "Lines of the original")
        for button in (self.all_button, self.none_button):
            button.setVisible(sum(line.number > 0 for line in shown.lines) > 1)
        self._correcting = correcting
        self._show_messages()
        self.notes.show_notes(shown.notes)
        self._line_chosen()

    def say_first(self, text: str, target: str) -> None:
        """A sentence before all others, with the way out."""
        self.notes.show_notes((Note(text, "warn", "Post again", target), *self._shown.notes))

    def current(self) -> Document | None:
        """The message that is shown."""
        number = max(0, self.which.currentIndex())
        return self._shown.messages[number] if number < len(self._shown.messages) else None

    def current_title(self) -> str:
        """What it is."""
        number = max(0, self.which.currentIndex())
        return self._shown.titles[number] if number < len(self._shown.titles) else ""

    def choose_message(self, number: int) -> None:
        """Show one of the messages."""
        self.which.setCurrentIndex(number)
        self._show_message()

    def focus_lines(self) -> None:
        """Begin with the lines."""
        self.table.setFocus()
        if self.lines.rowCount():
            self.table.setCurrentIndex(self.lines.index(0, 0))

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(self._left())
        sides.addWidget(self._right())
        sides.setSizes([500, 620])
        sides.setStretchFactor(0, 4)
        sides.setStretchFactor(1, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(sides, 1)
        layout.addWidget(self.notes)

    def _left(self) -> QWidget:
        self.table = row_table("Lines", self.lines, (52, 108, 48, 64, 92))
        self.table.setItemDelegateForColumn(0, Boxes(self.table))
        self.lines_room = ColumnRoom(self.table, {})
        self.why = PlainLabel("", "muted", wrap=True)
        self.why.setAccessibleName("Why")
        self.lines_title = PlainLabel("", "heading")
        self.all_button, self.none_button = QPushButton("Check &all"), QPushButton("&Uncheck all")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.lines_title, 1)
        head.addWidget(self.all_button)
        head.addWidget(self.none_button)
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        layout.addWidget(self.options)
        return side

    def _right(self) -> QWidget:
        self.fields_table = row_table("Credit beside the original, field by field", self.fields, (68, 150, 112, 112))
        ColumnRoom(self.fields_table, {3: 170, 2: 170, 1: 210, 0: 90}, rest=190)
        self.message, self.original = MessageText("New message"), MessageText("Original message")
        self.which = QComboBox()
        self.which.setAccessibleName("Which message")
        self.tabs = QTabWidget(documentMode=True)
        self.field_why = PlainLabel("", "muted", wrap=True)
        self.field_why.setAccessibleName("Why the chosen field is as it is")
        compared = QWidget()
        stack = QVBoxLayout(compared)
        stack.setContentsMargins(0, 8, 0, 0)
        stack.setSpacing(4)
        stack.addWidget(self.fields_table, 1)
        stack.addWidget(self.field_why)
        self.tabs.addTab(compared, "Field by field")
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.message, 1)
        self.tabs.addTab(made, "New message")
        self.tabs.addTab(self.original, "Original")
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.which)  # above the tabs: that there are two messages is no matter of the one on show
        layout.addWidget(self.tabs, 1)
        return side

    def _connect(self) -> None:
        self.lines.chosen_changed.connect(self.chosen_changed)
        self.all_button.clicked.connect(lambda: self.lines.check_all(True))
        self.none_button.clicked.connect(lambda: self.lines.check_all(False))
        self.table.selectionModel().currentRowChanged.connect(self._line_chosen)
        self.fields_table.selectionModel().currentRowChanged.connect(self._field_chosen)
        self.which.activated.connect(self._message_chosen)
        self.notes.followed.connect(self.followed)
        theme.watcher().changed.connect(self.lines.colours_changed)
        theme.watcher().changed.connect(self.fields.colours_changed)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.setWhatsThis("Take the line back, or leave it")
        space.activated.connect(self._toggle)

    # -- showing ------------------------------------------------------------------------------------------------

    def _fit_lines(self, correcting: bool) -> None:
        if correcting is self._fitted:
            return
        self._fitted = correcting
        header = self.table.horizontalHeader()
        widths = (88, 46, 80, 72, 46, 80) if correcting else (52, 88, 46, 60, 84)
        for column, width in enumerate(widths):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, theme.scaled(width))
        ids = {0: 190, 3: 170, 2: 130, 5: 130, 1: 90, 4: 90} if correcting else {1: 170, 4: 130, 3: 110}
        self.lines_room.begin((*widths, 0), ids)
        self.lines_room.rest = 76 if correcting else 150
        self.lines_room.fit()

    def _show_messages(self) -> None:
        titles = list(self._shown.titles[: len(self._shown.messages)])
        if titles != [self.which.itemText(number) for number in range(self.which.count())]:
            self.which.clear()
            self.which.addItems(titles)
        self.which.setVisible(len(titles) > 1)
        self._show_message()

    def _show_message(self) -> None:
        document = self.current()
        self._show_fields()
        if document is not None:
            self.message.show_message(document)
        else:
            self.message.clear()
            self.message.setPlaceholderText(self._shown.refusal or "Nothing is made.")

    def _show_fields(self) -> None:
        """The credits of the message on show beside what they take back; of new charges how they differ. Where there
        is nothing to compare, the original is what there is to see."""
        credits = self._correcting and len(self._shown.messages) > 1 and self.which.currentIndex() <= 0
        both = self._correcting and len(self._shown.messages) == 1
        lines = self._shown.credit_lines if credits and self._shown.credit_lines else self._shown.field_lines
        if both:
            lines = [*lines, *self._shown.credit_lines]
        headers = _DIFFERENCES if self._correcting and not credits else _FIELDS
        if list(self.fields.lines) != lines or headers[2] != self.fields.headerData(2, Qt.Orientation.Horizontal):
            self.fields.show(lines, headers)
        self._field_chosen()
        if not lines and self.tabs.currentIndex() == 0:
            self.tabs.setCurrentIndex(2)
            self._led_to_original = True
        elif lines and self._led_to_original:
            self.tabs.setCurrentIndex(0)
            self._led_to_original = False

    def _message_chosen(self) -> None:
        """What was asked for is brought into sight."""
        self._show_message()
        if self.tabs.currentIndex() == 2:
            self.tabs.setCurrentIndex(1)
        self._line_chosen()

    def _line_chosen(self) -> None:
        """Say why, and bring the fields of the line into sight."""
        line = self.lines.line(self.table.currentIndex())
        self.why.setText(line.why if line is not None else "")
        told = line is not None and any(line.why == note.text for note in self.notes.notes)  # with its way out
        self.why.setVisible(line is not None and not told)
        if line is None:
            return
        for row, field in enumerate(self.fields.lines):
            if field.subject == line.number:
                self.fields_table.selectRow(row)
                self.fields_table.scrollTo(self.fields.index(row, 0), self.fields_table.ScrollHint.PositionAtTop)
                return

    def _field_chosen(self) -> None:
        """Before, after and why, in full."""
        line = self.fields.line(self.fields_table.currentIndex())
        if line is not None:
            path, name, before, after, why = line.cells
            self.field_why.setText(f"{path} {name}: {before} → {after}\n{why}")
        else:
            nothing = "Choose a field to read it in full." if self.fields.lines else "There is nothing to compare."
            self.field_why.setText(nothing)

    def _toggle(self) -> None:
        """Space checks the line of the cursor, whichever column it is in."""
        index = self.lines.index(self.table.currentIndex().row(), 0)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            other = Qt.CheckState.Unchecked if Qt.CheckState(state) == Qt.CheckState.Checked else Qt.CheckState.Checked
            self.lines.setData(index, other, Qt.ItemDataRole.CheckStateRole)
