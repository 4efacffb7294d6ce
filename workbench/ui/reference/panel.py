"""The reference panel: definition, help, codes and components for the place where the cursor is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.reference.page import Page, page_for

if TYPE_CHECKING:
    from workbench.reference import Dictionary


class ReferencePanel(QWidget):
    """Shows a page for a path; its links choose another path."""

    path_chosen = Signal(object)
    """The user follows a link to this Path."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Document, Dictionary, Path] | None = None
        self._page = Page()
        self.browser = QTextBrowser()
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName("Reference for the cursor")
        self.browser.document().setDocumentMargin(8)
        self.browser.anchorClicked.connect(self._on_link)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.browser)
        theme.watcher().changed.connect(self._on_theme_changed)
        self.show_nothing()

    def show_path(self, document: Document, dictionary: Dictionary, path: Path) -> None:
        """Say what there is to say about a path of a message."""
        before = self._shown[2] if self._shown is not None else None
        self._shown = document, dictionary, path
        page = page_for(document, dictionary, path)
        changed, self._page = page.html != self._page.html, page
        if not changed:
            return
        bar = self.browser.verticalScrollBar()
        place = bar.value() if before == path else 0
        self.browser.setHtml(page.html)
        bar.setValue(place)

    def show_nothing(self) -> None:
        """There is no message."""
        self._shown = None
        muted = theme.colour("muted").name()
        self._page = Page(
            f'<p style="color:{muted}">Open a message and click into it: what HL7 says about the place, '
            "and what to watch out for, stands here.</p>"
        )
        self.browser.setHtml(self._page.html)

    def _on_link(self, url: QUrl) -> None:
        scheme, _, number = url.toString().partition(":")
        if scheme != "go" or not number.isdigit() or int(number) >= len(self._page.targets) or self._shown is None:
            return
        target = self._page.targets[int(number)]
        document, dictionary, _path = self._shown
        if document.segment(target) is None:
            self.show_path(document, dictionary, target)  # the cursor cannot go there, but there is something to read
        else:
            self.path_chosen.emit(target)

    def _on_theme_changed(self) -> None:
        if self._shown is None:
            self.show_nothing()
        else:
            self.show_path(*self._shown)
