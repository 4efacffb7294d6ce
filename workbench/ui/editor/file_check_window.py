"""A window beside the work: the problems of all messages of a file, to be narrowed, gone to, copied and saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.editor.file_check import (
    COLUMNS,
    MOST_OF_A_KIND,
    FileProblem,
    FoundProblems,
    as_csv,
    as_text,
    check_slice,
    named,
)
from workbench.ui.editor.severity import SIGNS
from workbench.ui.tables import NOWHERE, RowsModel, row_table
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import PlainLabel, TitleLabel, open_with_size
from workbench.wholefile import write_whole

NUMBER, CONTROL_ID, PATH, TEXT, HINT = range(len(COLUMNS))


class FileProblemsModel(RowsModel[FileProblem]):
    """One row for each problem, in the order of the file."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(COLUMNS, numbers=(NUMBER,), parent=parent)

    def add(self, rows: list[FileProblem]) -> None:
        """Further rows below."""
        if rows:
            self.beginInsertRows(NOWHERE, len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows += rows
            self.endInsertRows()

    def cell(self, row: FileProblem, column: int) -> str:
        text = row.cells[column]
        return f"{SIGNS[row.finding.severity].sign} {text}" if column == TEXT else text

    def tip(self, row: FileProblem, column: int) -> str:
        return f"Message {row.index + 1}, {row.finding.path}: {row.finding.text}\n{row.finding.hint}".rstrip()

    def ink(self, row: FileProblem, column: int) -> str:
        return "muted" if column == HINT else ""

    def in_monospace(self, column: int) -> bool:
        return column in (CONTROL_ID, PATH)


class FileCheckWindow(QDialog):
    """Checks messages beside the window as long as it is open. `message` gives them by number, as they are now."""

    wanted = Signal(object)
    """The user wants to see this FileProblem."""

    def __init__(
        self, title: str, message: Callable[[int], Document], count: int, bridge: Bridge, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._title, self._message, self._count, self._bridge = title, message, count, bridge
        self.found = FoundProblems()
        self._next = 0
        self.running = True
        self._tasks = Tasks(self)
        self.ask_save: Callable[[str], str] = self._ask_save
        self.setWindowTitle(f"Problems in {title}")
        self.setAccessibleName("Problems of all messages of the file")
        self._make()
        self._lay_out()
        self._show_state()
        self._go_on()

    def _make(self) -> None:
        self.heading = TitleLabel(self._title, "heading")
        self.state = PlainLabel("", "muted")
        self.state.setAccessibleName("How far the check is")
        self.progress = QProgressBar()
        self.progress.setRange(0, self._count)
        self.progress.setAccessibleName("Messages checked")
        self.stop_button = QPushButton("S&top")
        self.stop_button.clicked.connect(lambda: self.stop())
        self.kind = QComboBox()
        self.kind.setAccessibleName("Kind of problem")
        self.kind.addItem("All kinds", "")
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kind.currentIndexChanged.connect(lambda _index: self._narrow())
        self.box = QLineEdit()
        self.box.setPlaceholderText("Type to narrow the list")
        self.box.setAccessibleName("Narrow the list of problems")
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(lambda _text: self._narrow())
        self.model = FileProblemsModel(self)
        self.table = row_table("Problems of all messages", self.model, (80, 130, 110, 420))
        for column in (TEXT, HINT):
            self.table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.table.activated.connect(self._choose)
        self.table.setToolTip("Enter or a double click goes to the place in its message.")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = QPushButton("&Copy list")
        self.save_button = QPushButton("&Save as CSV…")
        for button, act in ((self.copy_button, self.copy), (self.save_button, self.save)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self.buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        self.stop_button.setAutoDefault(False)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        way = QHBoxLayout()
        way.addWidget(self.progress, 1)
        way.addWidget(self.stop_button)
        narrowing = QHBoxLayout()
        narrowing.addWidget(self.kind)
        narrowing.addWidget(self.box, 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(self.heading)
        layout.addWidget(self.state)
        layout.addLayout(way)
        layout.addLayout(narrowing)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.buttons)
        open_with_size(self, 1080, 600)
        self.kind.setFocus()

    # --- the check -------------------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        message, begin, end = self._message, self._next, self._count
        self._tasks.run("file", lambda: check_slice(message, begin, end), self._take)

    def _take(self, result: tuple[int, tuple[FileProblem, ...]]) -> None:
        if not self.running:
            return
        self._next, problems = result
        self.model.add([one for one in self.found.take(problems) if self._fits(one)])
        self._show_kinds()
        if self._next < self._count:
            self._show_state()
            self._go_on()
        else:
            self.stop()

    def stop(self) -> None:
        """No more messages are checked; what was found stays."""
        self.running = False
        self._tasks.forget("file")
        self.progress.hide()
        self.stop_button.hide()
        self._show_kinds()
        self._show_state()

    def _show_state(self) -> None:
        total = self.found.counts.total()
        of = f"{self._next:,} of {self._count:,} messages" if self._next < self._count else f"{self._count:,} messages"
        cut = f" Of each kind the first {MOST_OF_A_KIND:,} are listed." if self.found.is_cut() else ""
        self.state.setText(f"{of} checked, {total:,} {'problem' if total == 1 else 'problems'} found.{cut}")
        self.progress.setValue(self._next)

    def _show_kinds(self) -> None:
        """Each kind with its count; in the order of rarity once all are known, so that no row moves under the mouse."""
        self.kind.setItemText(0, f"All kinds · {self.found.counts.total():,}")
        if not self.running:
            self._sort_kinds()
        for name in self.found.kinds():
            text = f"{SIGNS[self.found.severities[name]].sign} {named(name)} · {self.found.counts[name]:,}"
            row = self.kind.findData(name)
            if row < 0:
                self.kind.addItem(text, name)
            elif self.kind.itemText(row) != text:
                self.kind.setItemText(row, text)

    def _sort_kinds(self) -> None:
        chosen = self.kind.currentData()
        self.kind.blockSignals(True)
        while self.kind.count() > 1:
            self.kind.removeItem(1)
        for name in self.found.kinds():
            self.kind.addItem("", name)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self.kind.blockSignals(False)

    # --- the list --------------------------------------------------------------------------------------------------

    def _fits(self, problem: FileProblem) -> bool:
        kind, text = self.kind.currentData(), self.box.text().casefold()
        if kind and problem.finding.code != kind:
            return False
        return not text or text in " ".join(problem.cells).casefold()

    def _narrow(self) -> None:
        self.model.show_rows([one for one in self.found.listed if self._fits(one)])

    def _choose(self, index: QModelIndex) -> None:
        problem = self.model.row(index)
        if problem is not None:
            self.wanted.emit(problem)

    def copy(self) -> None:
        """The list as it is shown, as text."""
        rows = self.model.rows
        QGuiApplication.clipboard().setText(as_text(rows))
        self._tell(f"{_problems(len(rows))} copied to the clipboard.")

    def save(self) -> bool:
        """The list as it is shown, as a file. Whether it was saved."""
        name = self.ask_save(f"{Path(self._title).stem}-problems.csv")
        if not name:
            return False
        try:
            write_whole(Path(name), as_csv(self.model.rows))
        except WorkbenchError as error:
            self._bridge.problem(str(error))
            self._tell(str(error))
            return False
        self._tell(f"{_problems(self.model.rowCount())} saved in {name}.")
        return True

    def _tell(self, text: str) -> None:
        """What was done, in this window, where the user looks."""
        self.state.setText(text)

    def _ask_save(self, suggestion: str) -> str:
        return QFileDialog.getSaveFileName(self, "Save the list of problems", suggestion, "CSV (*.csv)")[0]

    def closeEvent(self, event: QCloseEvent) -> None:
        self.end()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        """However it is closed: Escape, the button, the window's own."""
        self.end()
        super().done(result)

    def end(self) -> None:
        """Nothing is worked on any more."""
        self.running = False
        self._tasks.close()


def show_file_check(
    title: str, message: Callable[[int], Document], count: int, bridge: Bridge, parent: QWidget
) -> FileCheckWindow:
    """Open it beside the work and begin."""
    window = FileCheckWindow(title, message, count, bridge, parent)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    return window


def _problems(count: int) -> str:
    return "1 problem" if count == 1 else f"{count:,} problems"
