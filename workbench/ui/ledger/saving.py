"""What goes into and out of the ledger as files: the dialogs, the export button, and the sentences about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from workbench.charges.ledger.views import Group, whole
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.file_kinds import MESSAGES
from workbench.ui.ledger.book import Book
from workbench.ui.ledger.exports import PAGE, csv_bytes, document, pdf_bytes, statement_html, write
from workbench.ui.tasks import Tasks


class Saving(QObject):
    """Belongs to the place; texts are made beside the window."""

    paths_chosen = Signal(object)
    """Files or folders to import."""

    def __init__(self, parent: QWidget, bridge: Bridge, tasks: Tasks) -> None:
        super().__init__(parent)
        self._window, self._bridge, self._tasks = parent, bridge, tasks
        self._book: Book | None = None
        self._group: Group | None = None
        self.button = QPushButton("Ex&port")
        menu = QMenu(self.button)
        self.csv_action = menu.addAction("&CSV of all lines…", lambda: self._ask_csv())
        self.html_action = menu.addAction("", lambda: self._ask_statement("html"))
        self.pdf_action = menu.addAction("", lambda: self._ask_statement("pdf"))
        self.print_action = menu.addAction("", self._print)
        self.button.setMenu(menu)
        self.button.setEnabled(False)
        self.show_group(None)

    def show_book(self, book: Book) -> None:
        """What is exported."""
        self._book = book
        self.button.setEnabled(bool(book.ledger.transactions))

    def show_group(self, group: Group | None) -> None:
        """What a statement is about; None for everything."""
        self._group = group
        of_what = f" of {group.title}" if group is not None else ""
        plain = of_what.replace("&", "&&")
        self.html_action.setText(f"Statement{plain} as &page…")
        self.pdf_action.setText(f"Statement{plain} as P&DF…")
        self.print_action.setText(f"P&rint statement{plain}…")

    # -- importing ----------------------------------------------------------------------------------------------

    def choose_files(self) -> None:
        """Let the user pick files."""
        names, _filter = QFileDialog.getOpenFileNames(self._window, "Import charge messages", "", MESSAGES)
        self._choose([Path(name) for name in names])

    def choose_folder(self) -> None:
        """Let the user pick a folder."""
        name = QFileDialog.getExistingDirectory(self._window, "Import a folder of charge messages")
        self._choose([Path(name)] if name else [])

    def _choose(self, paths: list[Path]) -> None:
        if paths:
            self.paths_chosen.emit(paths)

    # -- exporting ----------------------------------------------------------------------------------------------

    def save_csv(self, file: Path) -> None:
        """Write all lines as CSV."""
        if self._book is not None:
            self._run(file, partial(_written, file, partial(csv_bytes, self._book.ledger)))

    def save_statement(self, file: Path, kind: str) -> None:
        """Write the statement of the chosen group, or of everything, as "html" or "pdf"."""
        make = self._html(kind)
        if make is None:
            return
        if kind == "pdf":
            self._run(file, partial(_written, file, lambda: pdf_bytes(make(), file.stem)))
        else:
            self._run(file, partial(_written, file, lambda: make().encode("utf-8", "replace")))

    def _html(self, kind: str) -> Callable[[], str] | None:
        if self._book is None:
            return None
        return partial(statement_html, self._group or whole(self._book.ledger), self._book.flags, kind)

    def _run(self, file: Path, work: Callable[[], tuple[str, str]]) -> None:
        # Each file by itself: a second one must not drop the first.
        self._tasks.run(f"save {file}", work, self._say, writes=True)

    def _say(self, said: tuple[str, str]) -> None:
        level, sentence = said
        self._bridge.info(sentence) if level == "info" else self._bridge.problem(sentence)

    def _ask_csv(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self._window, "Export the ledger", "ledger.csv", "CSV (*.csv)")
        if name:
            self.save_csv(Path(name))

    def _ask_statement(self, kind: str) -> None:
        name, _filter = QFileDialog.getSaveFileName(
            self._window, "Save the statement", f"statement.{kind}", f"{kind.upper()} (*.{kind})"
        )
        if name:
            self.save_statement(Path(name), kind)

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog

        make = self._html("print")
        if make is None:
            return
        try:
            html = make()
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        page = document(html)
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(PAGE)
        printer.setDocName("Statement")
        preview = QPrintPreviewDialog(printer, self._window)
        preview.setWindowTitle("Statement")
        preview.resize(960, 680)
        preview.paintRequested.connect(page.print_)
        preview.exec()


def _written(file: Path, make: Callable[[], bytes]) -> tuple[str, str]:
    """Level and sentence."""
    try:
        return "info", write(file, make())
    except WorkbenchError as problem:
        return "problem", str(problem)
