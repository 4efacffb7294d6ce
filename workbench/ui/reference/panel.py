"""The reference panel: definition, help, codes and components for the place where the cursor is, or for what was looked
up. It can be read and searched without a message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.reference.browser import PageBrowser
from workbench.ui.reference.finder import Finder
from workbench.ui.reference.markup import Page, Target, Topic
from workbench.ui.reference.nothing_found import NothingFound
from workbench.ui.reference.page import page_for
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.charges.chargemaster.master import Charge
    from workbench.reference import Dictionary
    from workbench.reference.across import Span
    from workbench.reference.search import Entry, Index

_USUAL = "2.5.1"
"""The dictionary where there is no message."""
_MOST_VISITS = 200


class ReferencePanel(QWidget):
    """Shows a page for a path; its links choose another path, or another page when the message has no such place.

    `charges` gives the rows of the charge master; it is asked once, for the first search. What takes long is worked out
    by `tasks`, or at once when there are none.
    """

    path_chosen = Signal(object)
    """The user follows a link to this Path of the message."""
    left = Signal()
    """Escape: the keyboard goes back to where it was before."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        charges: Callable[[], Iterable[Charge]] = tuple,
        tasks: Tasks | None = None,
    ) -> None:
        super().__init__(parent)
        self._message: tuple[Document, Dictionary, Path] | None = None
        self._charges = charges
        self._master: Mapping[str, Charge] = {}
        self._tasks = tasks
        self._index: Index | None = None
        self._across: dict[tuple[str, int], tuple[Span, ...]] = {}
        self._here: Target | None = None
        self._follows = True
        """Whether the page is the one of the cursor."""
        self._back: list[Target] = []
        self._forward: list[Target] = []
        self._page = Page()
        self.finder = Finder(self)
        self._build()
        theme.watcher().changed.connect(self._draw)
        self.show_nothing()

    # --- building ------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.back_button = self._button("◀", "Back", "Alt+Left", self.back)
        self.forward_button = self._button("▶", "Forward", "Alt+Right", self.forward)
        self.versions = _Versions()
        self.versions.setAccessibleName("HL7 version of the reference")
        self.versions.setToolTip("The HL7 version that is shown. Another one than the message's is compared with it.")
        self.versions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.browser = PageBrowser()
        self.browser.anchorClicked.connect(self._on_link)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.browser)
        self.pages.addWidget(self.finder.list)
        self.nothing = NothingFound()
        self.nothing.path_chosen.connect(self.path_chosen)
        self.pages.addWidget(self.nothing)
        self.finder.wanted.connect(self._look_for)
        self.finder.chosen.connect(self._on_entry)
        self.finder.left.connect(self.browser.setFocus)
        self._lay_out()
        self._fill_versions()
        self.versions.currentIndexChanged.connect(self._on_version)

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(4)
        first.setContentsMargins(4, 4, 4, 0)
        second.setContentsMargins(4, 2, 4, 4)
        first.addWidget(self.finder.box, 1)
        second.addWidget(self.back_button)
        second.addWidget(self.forward_button)
        second.addStretch(1)
        second.addWidget(PlainLabel("HL7", "muted"))
        second.addWidget(self.versions)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(first)
        layout.addLayout(second)
        layout.addWidget(self.pages, 1)

    def _button(self, sign: str, name: str, key: str, function: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setText(sign)
        button.setAccessibleName(f"{name} in the reference")
        button.setToolTip(f"{name} ({key})")
        button.clicked.connect(lambda: function())
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setWhatsThis(f"{name} in the reference")
        shortcut.activated.connect(function)
        return button

    def _fill_versions(self) -> None:
        from workbench.reference.versions import FT1_VERSIONS

        self.versions.addItem("as in the message", "")
        for version in reversed(FT1_VERSIONS):
            self.versions.addItem(version, version)

    # --- what the window says ------------------------------------------------------------------------------------

    def show_path(self, document: Document, dictionary: Dictionary, path: Path) -> None:
        """The cursor is on this path of this message. What was looked up stays until the cursor moves."""
        before, self._message = self._message, (document, dictionary, path)
        moved = before is None or before[2] != path or before[0].control_id != document.control_id
        if before is None or before[1] is not dictionary:
            self._label_versions()
        if self._follows or moved:
            if not self._follows and self._here is not None:
                self._remember()
            self._follows, self._here = True, path
            if moved and self.finder.box.text() and before is not None:
                self.finder.box.clear()
        self._draw(keep_place=not moved)

    def show_nothing(self) -> None:
        """There is no message. What was looked up stays."""
        self._message = None
        self._label_versions()
        if self._follows:
            self._here = None
        self._draw()

    def look_up(self, text: str = "") -> None:
        """Put the keyboard into the search box, with a text to look for."""
        if text:
            self.finder.box.setText(text)
        self.finder.box.setFocus()
        self.finder.box.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    @property
    def readable(self) -> QWidget:
        """What takes the keyboard: the page or the list on show, or the box where neither has anything to walk in."""
        shown = self.pages.currentWidget()
        return shown if shown is not None and shown is not self.nothing else self.finder.box

    # --- pages ---------------------------------------------------------------------------------------------------

    def visit(self, target: Target) -> None:
        """Show a page without moving the cursor of the message."""
        self._remember()
        self._forward.clear()
        self._go(target)

    def back(self) -> None:
        """The page before this one."""
        if self._back:
            if self._here is not None:
                self._forward.append(self._here)
            self._go(self._back.pop())

    def forward(self) -> None:
        """The page from which one went back."""
        if self._forward:
            if self._here is not None:
                self._back.append(self._here)
            self._go(self._forward.pop())

    def _remember(self) -> None:
        if self._here is not None and (not self._back or self._back[-1] != self._here):
            self._back = [*self._back[-_MOST_VISITS:], self._here]

    def _go(self, target: Target) -> None:
        self._follows = self._message is not None and target == self._message[2]
        self._here = target
        self.pages.setCurrentWidget(self.browser)
        self._draw()

    def _book(self) -> Dictionary:
        from workbench.reference import dictionary

        chosen = self.versions.currentData()
        if chosen:
            return dictionary(chosen)
        return self._message[1] if self._message is not None else dictionary(_USUAL)

    def _draw(self, *, keep_place: bool = False) -> None:
        """Show the page of what is to be shown; where the reader is on it stays when it is the same page."""
        page = self._made()
        self.back_button.setEnabled(bool(self._back))
        self.forward_button.setEnabled(bool(self._forward))
        changed, same, self._page = page.html != self._page.html, page.here == self._page.here, page
        if not changed:
            return
        bar = self.browser.verticalScrollBar()
        place = bar.value() if same or keep_place else 0
        self.browser.setHtml(page.html)
        bar.setValue(place)

    def _made(self) -> Page:
        here = self._here
        if here is None:
            return _nothing()
        if isinstance(here, Topic):
            from workbench.ui.reference.topics import page_about

            return page_about(here, self._book(), self._master)
        page = page_for(self._message[0] if self._message else None, self._book(), here)
        if not self._follows and self._message is not None and self._message[0].segment(here) is not None:
            page.add('<p><a href="jump:">Put the cursor there</a></p>')
        if here.field is not None and here.segment.isalnum():
            self._add_versions(page, here.segment, here.field)
        return page

    # --- versions ------------------------------------------------------------------------------------------------

    def _label_versions(self) -> None:
        version = _shown_version(self._message[1]) if self._message is not None else _USUAL
        self.versions.setItemText(0, f"{version} (message)" if self._message is not None else version)

    def _on_version(self) -> None:
        self._index = None  # segments and fields are those of a version
        self._draw(keep_place=True)
        if self.finder.box.text():
            self._look_for(self.finder.box.text())

    def _add_versions(self, page: Page, segment: str, number: int) -> None:
        from workbench.reference.across import field_across
        from workbench.ui.reference.topics import add_comparison, add_versions

        message, shown = self._message, _shown_version(self._book())
        if message is not None and _shown_version(message[1]) != shown:
            add_comparison(page, _shown_version(message[1]), shown)
        key = segment, number
        if key not in self._across and self._tasks is None:
            self._across[key] = field_across(segment, number)
        if key not in self._across:
            assert self._tasks is not None
            self._tasks.run("across", lambda: field_across(*key), lambda spans: self._have(*key, spans))
        elif any(span.field for span in self._across[key]):
            add_versions(page, self._across[key], shown)

    def _have(self, segment: str, number: int, spans: tuple[Span, ...]) -> None:
        self._across[segment, number] = spans
        if isinstance(self._here, Path) and (self._here.segment, self._here.field) == (segment, number):
            self._draw()

    # --- looking up ----------------------------------------------------------------------------------------------

    def _look_for(self, text: str) -> None:
        if not text.strip():
            self.pages.setCurrentWidget(self.browser)
            return
        if self._index is None:
            self._build_index()
            return
        found = self._index.find(text)
        self.finder.show(found)
        if not found:
            document = self._message[0] if self._message is not None else None
            self.nothing.show_text(text, _shown_version(self._book()), document, self._index.troubles)
        self.pages.setCurrentWidget(self.finder.list if found else self.nothing)

    def _build_index(self) -> None:
        """Off the GUI thread; what is in the box by then is looked for."""
        from workbench.reference.search import build

        book, charges = self._book(), self._charges
        version = _shown_version(book)

        def work() -> tuple[Index, dict[str, Charge]]:
            master = {charge.code: charge for charge in charges()}
            return build(version, map(_charge_entry, master.values())), master

        if self._tasks is None:
            self._have_index(work())
        else:
            self._tasks.run("reference index", work, self._have_index)

    def _have_index(self, made: tuple[Index, dict[str, Charge]]) -> None:
        self._index, self._master = made
        self._look_for(self.finder.box.text())

    def _on_entry(self, entry: Entry) -> None:
        self.visit(Path.parse(entry.key) if entry.kind == "path" else Topic(entry.kind, entry.key))
        self.browser.setFocus()  # its links are walked by the arrows

    def _on_link(self, url: QUrl) -> None:
        scheme, _, number = url.toString().partition(":")
        if scheme == "jump" and isinstance(self._here, Path):
            self.path_chosen.emit(self._here)
        if scheme != "go" or not number.isdigit() or int(number) >= len(self._page.targets):
            return
        target = self._page.targets[int(number)]
        in_message = isinstance(target, Path) and self._message is not None and self._message[0].segment(target)
        if in_message and self._follows:
            self._remember()
            self._forward.clear()
            self.path_chosen.emit(target)
        else:
            self.visit(target)  # a page to read; the cursor stays


class _Versions(QComboBox):
    """Names the version in full where there is room; with large text it must not hold the window wide."""

    def minimumSizeHint(self) -> QSize:
        usual = super().minimumSizeHint()
        return QSize(min(usual.width(), self.fontMetrics().averageCharWidth() * 10), usual.height())


def _shown_version(book: Dictionary) -> str:
    return book.ft1_version if book.ft1_version != book.version else book.version


def _charge_entry(charge: Charge) -> Entry:
    from workbench.reference.search import Entry

    detail = " ".join(part for part in (charge.procedure_code, charge.description) if part)
    return Entry("charge", charge.code, charge.code, detail, charge.codes, weight=0)


def _nothing() -> Page:
    ink = theme.colour("muted").name()
    return Page(
        f'<p style="color:{ink}">Open a message and click into it: what HL7 says about the place, '
        "and what to watch out for, stands here.</p>"
        f'<p style="color:{ink}">Or look something up above: a place such as FT1-26, a word, a table, a code.</p>'
    )
