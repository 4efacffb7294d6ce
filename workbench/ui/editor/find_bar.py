"""Find and replace in the values of the message on the screen: a bar below it, and one undo step for replacing all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.patience import patience
from workbench.ui.widgets import PlainLabel, TextLine, plain_tooltip

if TYPE_CHECKING:
    from workbench.er7 import Path
    from workbench.reference.edit.find import Match, Query
    from workbench.ui.editor.session import EditSession
    from workbench.ui.editor.view import MessageView

_AFTER_MS = 120
"""Counting follows when typing pauses."""


class FindBar(QFrame):
    """Text, a path that limits it, and how it is read. Values are searched as they read, escapes resolved."""

    closed = Signal()
    """The bar went away; the keyboard is where it came from."""

    def __init__(self, view: Callable[[], MessageView | None], bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._bridge = bridge
        self._session: EditSession | None = None
        self._matches: tuple[Match, ...] = ()
        self._empties: tuple[Path, ...] = ()
        self._current = -1
        self._problem = ""
        """Why the last search could not be done; "" when it was."""
        self._verdict = ""
        """The same in two or three words."""
        self._stale = True
        self._pane: int | None = None
        """Where the keyboard came from, as the view counts its panes."""
        self.setAccessibleName("Find and replace")
        self._make_inputs()
        self._make_buttons()
        self._lay_out()
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self.refresh)
        for line in (self.text, self.path):
            line.textChanged.connect(self._query_changed)
            line.returnPressed.connect(self.next)
        self.replacement.returnPressed.connect(self.replace)
        for option in (self.case, self.regex, self.also_empty):
            option.toggled.connect(self._query_changed)
        self.hide()

    def _make_inputs(self) -> None:
        self.text = _line("Find", "Find in values", "Find")
        self.path = _line(
            "Only in this path", "everywhere, or FT1-*, FT1-19.1, PID …", "everywhere, or FT1-19.1 …", "everywhere"
        )
        self.replacement = _line("Replace by", "Replace by plain text; it is escaped where it must be", "Replace by")
        self.count = PlainLabel("", "muted")
        self.count.setAccessibleName("How many were found")
        self.count.setMinimumWidth(self.fontMetrics().averageCharWidth() * 14)
        self.why = PlainLabel("", "muted")
        self.why.setAccessibleName("Why nothing was found")
        self.why.setWordWrap(True)
        self.why.hide()

    def _make_buttons(self) -> None:
        self.case = _option("Aa", "Match case", "Tell capitals and small letters apart")
        self.regex = _option(".*", "Regular expression", "Read the text as a regular expression; \\1 puts in a group")
        self.previous_button = _button("◀", "Previous (Shift+F3)", self.previous)
        self.next_button = _button("▶", "Next (F3)", self.next)
        self.close_button = _button("✕", "Close (Esc)", self.close_bar)
        self.replace_button = QPushButton("&Replace")
        self.replace_button.clicked.connect(lambda: self.replace())
        self.all_button = QPushButton("Replace &all")
        self.all_button.clicked.connect(lambda: self.replace_all())

        self.also_empty = QCheckBox("also where it is empty")
        self.also_empty.setToolTip(
            plain_tooltip("Replace all puts the text into every place of that path, such as FT1-2 of every FT1.")
        )

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(4)
        tools = QHBoxLayout()
        tools.setSpacing(4)
        for widget in (self.case, self.regex, self.count, self.previous_button, self.next_button, self.close_button):
            tools.addWidget(widget)
        layout.addWidget(self.text, 0, 0)
        layout.addWidget(self.path, 0, 1)
        layout.addLayout(tools, 0, 2)
        layout.addWidget(self.replacement, 1, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.replace_button)
        buttons.addWidget(self.all_button)
        buttons.addWidget(self.also_empty)
        buttons.addStretch()
        layout.addLayout(buttons, 1, 2)
        layout.addWidget(self.why, 2, 0, 1, 3)
        layout.setColumnStretch(0, 3)
        layout.setColumnStretch(1, 2)
        order = (
            self.text, self.path, self.replacement, self.replace_button, self.all_button, self.also_empty,
            self.case, self.regex, self.previous_button, self.next_button, self.close_button,
        )  # fmt: skip
        for first, second in pairwise(order):  # what is typed comes before how it is read
            QWidget.setTabOrder(first, second)
        self._replacing = (self.replacement, self.replace_button, self.all_button, self.also_empty)

    # --- coming and going ----------------------------------------------------------------------------------------

    def show_find(self, *, replacing: bool = False) -> None:
        """Come up with the keyboard in the text; with the second row when something shall be replaced."""
        for widget in self._replacing:
            widget.setVisible(replacing)
        holder, view = QApplication.focusWidget(), self._view()
        if view is not None and (holder is None or not self.isAncestorOf(holder)):
            self._pane = view.pane_of(holder)
        self.show()
        self.also_empty.setEnabled(False)  # until a path alone is looked for
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.text.selectAll()
        self.refresh()

    def close_bar(self) -> None:
        """Go away; F3 goes on with the same text."""
        self.hide()
        view = self._view()
        if view is not None:
            view.enter(self._pane)
        self.closed.emit()

    def show_session(self, session: EditSession | None) -> None:
        """Search in this message from now on."""
        if self._session is not None:
            self._session.changed.disconnect(self._message_changed)
        self._session = session
        if session is None:
            self.hide()
        else:
            session.changed.connect(self._message_changed)
        self._current = -1
        self._query_changed()

    # --- searching -----------------------------------------------------------------------------------------------

    def query(self) -> Query:
        """What is in the inputs."""
        from workbench.reference.edit.find import Query

        return Query(self.text.text(), self.path.text().strip(), self.regex.isChecked(), self.case.isChecked())

    def refresh(self) -> None:
        """Search now and show how many there are."""
        from workbench.reference.edit.find import TooLongError, find

        self._timer.stop()
        self._stale = False
        self._matches, self._empties, self._current = (), (), -1
        self._problem = self._verdict = ""
        query = self.query()
        if self._session is not None and (query.text or query.path):
            try:
                self._matches = find(self._session.document, query)
                self._empties = self._empty_places(query)
            except WorkbenchError as error:
                self._problem = str(error)
                self._verdict = "takes too long" if isinstance(error, TooLongError) else "cannot be read"
        self._say()

    def _empty_places(self, query: Query) -> tuple[Path, ...]:
        """Where a replacement would be put besides; only a path alone says where nothing stands."""
        from workbench.reference.edit.fill import can_fill, empty_places
        from workbench.reference.edit.pattern import Pattern

        pattern = Pattern.parse(query.path) if query.path and not query.text else None
        fits = pattern is not None and can_fill(pattern)
        self.also_empty.setEnabled(fits)
        if pattern is None or not fits or self._session is None or not self._fills:
            return ()
        return empty_places(self._session.document, pattern)

    @property
    def _fills(self) -> bool:
        return self.also_empty.isVisible() and self.also_empty.isChecked()

    def next(self) -> None:
        """Go to the next match behind the cursor, and from the last to the first."""
        self._step(1)

    def previous(self) -> None:
        """Go to the match before the cursor, and from the first to the last."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if not (self.text.text() or self.path.text().strip()):
            self.show_find()
            return
        if self._session is None:
            return
        self._step_from(self._here(), by)

    def _step_from(self, here: int, by: int) -> None:
        if self._stale:
            self.refresh()
        if not self._matches:
            return  # the bar says why
        starts = [match.start for match in self._matches]
        behind = bisect_right(starts, here)
        # At the end of what was found last: the one before it is two back.
        at = behind if by > 0 else behind - 1 - (behind > 0 and starts[behind - 1] == here)
        self._go_to(at % len(starts))

    def _here(self) -> int:
        """Where the search goes on: the match that is shown, or the place of the cursor."""
        assert self._session is not None
        document = self._session.document
        if 0 <= self._current < len(self._matches) and not self._stale:
            match = self._matches[self._current]
            if match.path.field_path() == self._session.cursor.field_path():
                return match.start
        span = document.span(self._session.cursor) or document.span(self._session.cursor.segment_path())
        return span[0] - 1 if span is not None else -1

    def _go_to(self, number: int) -> None:
        self._current = number
        match = self._matches[number]
        view = self._view()
        if self._session is not None and view is not None:
            self._session.move_cursor(match.path, self)
            view.raw.select_span(match.start, match.stop)
        self._say()

    def _query_changed(self, *_: object) -> None:
        self._stale = True
        if self.isVisible():
            self._timer.start()

    def _message_changed(self, *_: object) -> None:
        self._query_changed()

    # --- replacing -----------------------------------------------------------------------------------------------

    def replace(self) -> None:
        """Replace the match that is shown and go to the next; without one, only go there."""
        if self._stale:
            self.refresh()
        if not 0 <= self._current < len(self._matches):
            self.next()
            return
        match = self._matches[self._current]
        assert self._session is not None
        before = len(self._session.document.text)
        if self._submit((match,), f"Replace in {match.path.field_path()}"):
            # What was put in may hold the text again: it is not looked at a second time.
            behind = match.stop + len(self._session.document.text) - before
            self._step_from(behind - 1, 1)

    def replace_all(self) -> None:
        """Replace every match, as one step."""
        with patience(len(self._session.document.text) if self._session is not None else 0):
            self._replace_all()

    def _replace_all(self) -> None:
        self.refresh()
        count = len(self._matches) + len(self._empties)
        if self._problem:
            self._bridge.warning(self._problem)
        elif not count:
            self._bridge.info("Nothing was found, so nothing was replaced.")
        elif self._submit(self._matches, f"Replace all ({count})", self._empties):
            self._bridge.info(
                f"Replaced {count} {'place' if count == 1 else 'places'}; Undo takes it back in one step."
            )
            self.refresh()

    def _submit(self, matches: tuple[Match, ...], text: str, empties: tuple[Path, ...] = ()) -> bool:
        from workbench.reference.edit.fill import fill
        from workbench.reference.edit.find import replace_matches

        if self._session is None:
            return False
        try:
            after = replace_matches(
                self._session.document, matches, self.replacement.text(), regex=self.regex.isChecked()
            )
            after = fill(after, empties, self.replacement.text()) if empties else after
        except WorkbenchError as error:
            self._bridge.warning(str(error))
            return False
        self._session.submit(after, text, self)
        return True

    # --- saying --------------------------------------------------------------------------------------------------

    def _say(self) -> None:
        count, empty = len(self._matches), len(self._empties)
        asked = bool(self.text.text() or self.path.text().strip())
        if self._problem:
            text = self._verdict
        elif empty and self._current < 0:
            text = f"{count} + {empty} empty"
        elif not count:
            text = "none" if asked else ""
        else:
            text = f"{self._current + 1} of {count}" if self._current >= 0 else f"{count} found"
        self.count.setText(text)
        self.count.set_role("bad" if self._problem or (asked and not count + empty) else "muted")
        why = self._problem or (self._why_none() if asked and not count + empty else "")
        self.count.setToolTip(plain_tooltip(why))
        self.why.setText(why)
        self.why.setVisible(bool(why))

    def _why_none(self) -> str:
        """A hint where somebody searches for what is in no value; nothing where it only does not stand there."""
        if self._session is None:
            return ""
        from workbench.reference.edit.pattern import Pattern

        query = self.query()
        if query.path and Pattern.parse(query.path).names_delimiters:
            return "The delimiters in MSH-1 and MSH-2 are not searched: they say how the message is written."
        if query.regex:
            empty = bool(query.text) and query.expression().search("") is not None
            return "The expression matches only empty text here." if empty else ""
        signs = [sign for sign in self._session.document.delimiters.separators if sign in query.text]
        return f"Values are searched one by one, and {' '.join(signs)} divides them." if signs else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)


def _line(name: str, *hints: str) -> QLineEdit:
    line = TextLine()
    line.setAccessibleName(name)
    line.set_hints(*hints)
    line.setToolTip(plain_tooltip(hints[0]))
    line.setClearButtonEnabled(True)
    return line


def _option(sign: str, name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setCheckable(True)
    button.setAccessibleName(name)
    button.setToolTip(plain_tooltip(f"{name}\n{tip}"))
    return button


def _button(sign: str, name: str, function: Callable[[], None]) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setAccessibleName(name)
    button.setToolTip(plain_tooltip(name))
    # clicked carries a bool that the function does not want.
    button.clicked.connect(lambda _checked=False: function())
    return button
