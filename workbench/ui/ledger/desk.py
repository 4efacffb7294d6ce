"""The desk of the ledger: charges with their credits above, why they are as they are below, what is wrong beside it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QMenu, QSplitter, QVBoxLayout, QWidget

from workbench.charges.ledger import Flag, Transaction
from workbench.charges.ledger.views import STUDY, Group, group_by
from workbench.ui import theme
from workbench.ui.column_room import ColumnRoom
from workbench.ui.ledger.book import Block, Book, Query, Row, chosen, grouped
from workbench.ui.ledger.columns import Columns
from workbench.ui.ledger.explain import explain_flag, explain_row
from workbench.ui.ledger.explain_pane import NOTHING, ExplainPane
from workbench.ui.ledger.filters import Filters
from workbench.ui.ledger.groups_model import GroupsModel
from workbench.ui.ledger.message_actions import MessageActions
from workbench.ui.ledger.monday import MondayLine
from workbench.ui.ledger.rows_model import ChargesModel
from workbench.ui.ledger.side_tabs import FLAGS, NOTES, SideTabs
from workbench.ui.ledger.words import counted, flag_label
from workbench.ui.tables import row_table
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import PlainLabel


class Desk(QWidget):
    """Shows a Book. What is to be done with a message is asked for through `wants`."""

    rules_changed = Signal(object)
    """Settings: read everything again under these."""
    group_changed = Signal(object)
    """The chosen Group, None for everything."""

    def __init__(self, tasks: Tasks, buttons: tuple[QWidget, ...]) -> None:
        super().__init__()
        self.book: Book | None = None
        self._tasks = tasks
        self._narrowed: frozenset[Transaction] | None = None
        self._left_out = 0
        self._led = False  # the line is chosen by the program, which explains it itself
        self.wants = MessageActions(self)
        self.model = ChargesModel(self)
        self.groups = GroupsModel(self)
        self._build(buttons)
        self._connect()

    def show_book(self, book: Book, left_out: int) -> None:
        """Another book. `left_out` messages were not read, which is said."""
        self.book, self._left_out = book, left_out
        self._narrowed = None
        self.monday.show_book(book)
        self.filters.show_book(book)
        self.days.show_book(book)
        self.why_rules.setText(f"Rules: {book.ledger.settings_why}")
        notes = self.notes.model.rowCount()
        self.tabs.count_in(NOTES, f"{notes:,}" if notes else "")
        self._group(self.filters.view.currentData())

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self, buttons: tuple[QWidget, ...]) -> None:
        self.monday = MondayLine()
        self.filters = Filters()
        self.filters.add_shortcut(self)
        self.why_rules = PlainLabel("", "muted", wrap=True)
        self.why_rules.setAccessibleName("Which rules are used, and why")
        self.why_rules.setToolTip("Other rules are chosen in the last list above.")
        self.explain = ExplainPane(self.wants)
        upper = _side_by_side(self._groups_table(), self._rows_table())
        upper.setSizes([320, 780])
        upper.setStretchFactor(0, 1)
        upper.setStretchFactor(1, 5)
        lower = _side_by_side(self.explain, self._tabs())
        lower.setSizes([660, 460])
        lower.setStretchFactor(0, 5)
        lower.setStretchFactor(1, 4)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setSizes([300, 280])
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.monday, 1)
        for button in (self.filters.key_button, *buttons):
            top.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.filters)
        layout.addWidget(self.why_rules)
        layout.addWidget(split, 1)

    def _rows_table(self) -> QWidget:
        self.columns = Columns(self.model)
        self.table = self.columns.table
        return self.table

    def _groups_table(self) -> QWidget:
        self.groups_table = row_table("Groups", self.groups, (120, 64, 104))
        self.groups_table.horizontalHeader().setStretchLastSection(False)
        self.groups_table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        ColumnRoom(self.groups_table, {2: 190}, rest=104)
        self.groups_table.hide()
        return self.groups_table

    def _tabs(self) -> SideTabs:
        self.tabs = SideTabs()
        self.flags, self.totals, self.days, self.notes = (
            self.tabs.flags,
            self.tabs.totals,
            self.tabs.days,
            self.tabs.notes,
        )
        return self.tabs

    def _connect(self) -> None:
        self.filters.changed.connect(self._ask)
        self.filters.view_changed.connect(self._group)
        self.filters.rules_changed.connect(self.rules_changed)
        self.filters.all_button.clicked.connect(self.show_all)
        self.monday.narrowed.connect(self._narrow)
        self.groups_table.selectionModel().currentRowChanged.connect(self._ask)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.clicked.connect(self._row_chosen)
        self.table.activated.connect(self._open_row)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.flags.flag_chosen.connect(self._flag_chosen)
        self.flags.flag_wanted.connect(self._flag_wanted)
        self.days.chart.day_wanted.connect(self._day_wanted)
        theme.watcher().changed.connect(self.model.colours_changed)

    # -- what is shown ------------------------------------------------------------------------------------------

    def show_about(self, wanted: str) -> None:
        """The lines of a study by its order number; where none has it, those where this text stands."""
        if self.book is None:
            return
        self.filters.clear()
        self.monday.release()
        self._narrowed = None
        if any(one.key == wanted for one in group_by(self.book.ledger, STUDY)):
            self.filters.show_view(STUDY)
            self._group(STUDY, wanted)
        else:
            self.filters.search_for(wanted)
            self._group("")

    def show_all(self) -> None:
        """Leave out nothing, and group nothing; the chosen line stays."""
        self.filters.clear()
        self.monday.release()
        self._narrowed = None
        self._group("")

    def _group(self, view: str, key: str | None = None) -> None:
        """Other groups, one of them chosen by its key: the one that was chosen before when none is given."""
        if self.book is None:
            return
        ledger = self.book.ledger
        if view:
            self._tasks.run("group", lambda: grouped(ledger, view), partial(self._take_groups, view, key))
        else:
            self._tasks.forget("group")
            self._take_groups("", None, ())

    def _take_groups(self, view: str, key: str | None, groups: tuple[Group, ...]) -> None:
        before = self.groups.group(self.groups_table.currentIndex())
        if key is None and before is not None and before.view == view:
            key = before.key
        self._led = True
        self.groups.show(view, self.book.everything if self.book is not None else None, groups)
        self.columns.said_by_group = view
        self.groups_table.setVisible(bool(view))
        self.columns.fit()
        if view:
            self.groups_table.selectRow((self.groups.row_of(key) if key is not None else None) or 0)
        self._led = False
        self._ask()

    def group(self) -> Group | None:
        """The chosen group; None for everything."""
        return self.groups.group(self.groups_table.currentIndex()) if self.groups_table.isVisibleTo(self) else None

    def _narrow(self, transactions: frozenset[Transaction] | None) -> None:
        self._narrowed = transactions
        self._ask(first=transactions is not None)

    def _query(self) -> Query:
        asked = self.filters.query()
        group = self.group()
        only = [] if group is None else [frozenset(group.transactions)]
        if self._narrowed is not None:
            only.append(self._narrowed)
        return Query(asked.text, asked.state, asked.flag, tuple(only))

    def _ask(self, *, first: bool = False) -> None:
        """Show what the filters, the group and the Monday line mean together; `first` chooses the first line of it."""
        if self.book is None or self._led:
            return
        before = None if first else self.row()
        query = self._query()
        blocks = chosen(self.book, query)
        self._led = True
        self.model.show(self.book, blocks)
        self._led = False
        self._show_flags(self.book, query, blocks)
        self._go_to(self.model.row_like(before) or 0)
        self._row_chosen()
        self._show_count(query)
        group = self.group()
        self.group_changed.emit(group)
        title = f"By {group.view}: {group.title}" if group is not None else "Everything"
        self.totals.show_totals((group or self.book.everything).totals, title, self.book.unknown)

    def _show_flags(self, book: Book, query: Query, blocks: tuple[Block, ...]) -> None:
        """Those that are about what is shown, and how many there are besides."""
        flags, every = book.flags_within(query, blocks), len(book.flags)
        self.flags.show_flags(flags, every)
        count = f"{len(flags):,}" if len(flags) == every else f"{len(flags):,} of {every:,}"
        self.tabs.count_in(FLAGS, count if every else "")

    def _go_to(self, number: int) -> None:
        """Choose a line and bring it into sight; who calls says what is explained."""
        if number < self.model.rowCount():
            self._led = True
            self.table.selectRow(number)
            self._led = False
            self.table.scrollTo(self.model.index(number, 0))

    def _show_count(self, query: Query) -> None:
        self.filters.all_button.setVisible(not query.is_everything)
        rows = counted(self.model.rowCount(), "line")
        self.filters.count.setText(rows if query.is_everything else f"{rows} found")
        self.filters.count.set_role("muted")
        if self._left_out:
            left = counted(self._left_out, "message")
            self.filters.count.setText(f"{rows}; incomplete, {left} not read (F5 reads them)")
            self.filters.count.set_role("warn")

    # -- the chosen line or flag --------------------------------------------------------------------------------

    def row(self) -> Row | None:
        """The chosen line."""
        return self.model.row(self.table.currentIndex())

    def _row_chosen(self) -> None:
        if self._led:
            return
        row = self.row()
        if row is None or self.book is None:
            self.explain.show_explanation(NOTHING)
        else:
            self.explain.show_explanation(explain_row(row, self.book.flags_about(row)))

    def _flag_chosen(self, flag: Flag) -> None:
        """Explain it, with its first line chosen above."""
        rows = (self.model.row_of(one) for one in flag.transactions)
        number = next((row for row in rows if row is not None), None)
        if number is not None:
            self._go_to(number)
        self.explain.show_explanation(explain_flag(flag))

    def _flag_wanted(self, flag: Flag) -> None:
        """Show the lines of a flag in the table."""
        self.filters.clear()
        self.monday.release()
        self._narrowed = frozenset(flag.transactions)
        self._group("")
        self._flag_chosen(flag)

    def _day_wanted(self, day: str) -> None:
        """Group by day, with this day chosen."""
        self.filters.show_view("day")
        self._group("day", day)

    def explain_pairing(self) -> None:
        """Say why the chosen line is paired as it is, and go there."""
        self._row_chosen()
        self.explain.fields_table.setFocus()

    def _show_menu(self, point: QPoint) -> None:
        self.context_menu().popup(self.table.viewport().mapToGlobal(point))

    def context_menu(self) -> QMenu:
        """What can be done with the chosen line."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        row = self.row()
        self.wants.fill(menu, row.transaction.posting if row is not None else None)
        menu.addSeparator()
        action = menu.addAction("&Explain pairing")
        action.setEnabled(row is not None)
        action.triggered.connect(self.explain_pairing)
        for flag in self.book.flags_about(row) if self.book is not None and row is not None else ():
            shown = menu.addAction(f"Show all lines of the flag “{flag_label(flag.code)}”")
            shown.triggered.connect(partial(self._flag_wanted, flag))
        return menu

    def _open_row(self) -> None:
        row = self.row()
        if row is not None:
            self.wants.open_wanted.emit(row.transaction.posting)


def _side_by_side(left: QWidget, right: QWidget) -> QSplitter:
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setChildrenCollapsible(False)
    split.addWidget(left)
    split.addWidget(right)
    return split
