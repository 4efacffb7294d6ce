"""The ledger on paper and in files: CSV, and a statement as a page, as PDF, or printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QEventLoop, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

from workbench.charges.ledger import Flag, Ledger
from workbench.charges.ledger.export import to_csv
from workbench.charges.ledger.statement import as_html
from workbench.charges.ledger.views import Group
from workbench.errors import WorkbenchError
from workbench.wholefile import write_whole

MOST_LINES = {"html": 20_000, "pdf": 1_000, "print": 500}
"""Lines of a statement: laying it out takes Qt 2 ms a line, and the window waits for what is printed."""
_BOM = b"\xef\xbb\xbf"
"""Spreadsheets take UTF-8 for something else without it."""

PAGE = QPageLayout(
    QPageSize(QPageSize.PageSizeId.A4),
    QPageLayout.Orientation.Landscape,
    QMarginsF(),  # a document leaves 20 mm on each side by itself
    QPageLayout.Unit.Millimeter,
)
"""A4, lying: a statement has many columns."""


def csv_bytes(ledger: Ledger) -> bytes:
    """All transactions as a file for a spreadsheet."""
    return _BOM + to_csv(ledger).encode("utf-8", "replace")


def statement_html(group: Group, flags: Sequence[Flag], kind: str = "html") -> str:
    """The statement of a group, with the flags that concern it. Raises WorkbenchError when it would be endless."""
    if len(group.transactions) > MOST_LINES[kind]:
        instead = "make it for one group (by patient, account or day)" if kind == "html" else "save it as a page"
        raise WorkbenchError(
            f"The statement would have {len(group.transactions):,} lines, and {MOST_LINES[kind]:,} are the most that"
            f" can be laid out; {instead}, or export CSV."
        )
    here = set(group.transactions)
    concerned = [flag for flag in flags if any(one in here for one in flag.transactions)]
    return as_html(group, concerned)


def pdf_bytes(html: str, title: str) -> bytes:
    """The statement as PDF."""
    _loop = QEventLoop()  # a thread of Python has no dispatcher for the timers of a document until it has a loop
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("DFT Workbench")
    writer.setPageLayout(PAGE)
    document(html).print_(writer)
    del writer  # what is still in its hands goes into the buffer
    return bytes(buffer.data().data())


def document(html: str) -> QTextDocument:
    """The page laid out by Qt. What came from messages is escaped in it, and nothing is loaded from elsewhere."""
    page = QTextDocument()
    page.setHtml(html.replace("border-collapse:collapse;", ""))  # Qt lays out collapsed borders five times as slowly
    return page


def write(file: Path, data: bytes) -> str:
    """Write the file, for its owner only. Returns the sentence that says so; raises WorkbenchError."""
    write_whole(file, data)
    return f"Written: {file}"
