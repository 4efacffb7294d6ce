"""One kept study: what is to be done, what happened to it, and its messages with their outcome, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.ui.studies.doing_pane import DoingPane
from workbench.ui.studies.due import MEND, SEND, Due, MakeDesk
from workbench.ui.studies.happened_pane import HappenedPane
from workbench.ui.studies.messages_pane import MessagesPane
from workbench.ui.studies.room import scrolled

if TYPE_CHECKING:
    from workbench.charges.lifecycle.standing import Sent
    from workbench.history.study_records import StudyDetail


class StudyPane(QWidget):
    """Shows a StudyDetail. What is to be done is asked for by signals."""

    due_wanted = Signal(object)
    """A Due that takes or completes."""
    stated = Signal(object)
    """An Event that the user states."""
    open_requested = Signal(object)
    aside_wanted = Signal(str, str)
    """Control id of a message that is held back and never to be sent, and why."""
    seen = Signal(int)
    """The number of a study: a person has looked at what was to be looked at."""
    send_requested = Signal(object, str, object, str)
    """Bytes, title, the entry of the history that they send again (None: they were never sent), and the name of whom
    the profile routes them to, or ""."""
    reverse_requested = Signal(object, str)
    """Bytes and title of a message whose charges are to be taken back by hand."""

    def __init__(self, make_desk: MakeDesk) -> None:
        super().__init__()
        self._detail: StudyDetail | None = None
        self.doing, self.happened, self.messages = DoingPane(make_desk), HappenedPane(), MessagesPane()
        sides = self.sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        for pane in (scrolled(self.doing), self.happened, self.messages):
            sides.addWidget(pane)
        sides.setSizes([260, 430, 380])
        for number, stretch in enumerate((2, 4, 3)):
            sides.setStretchFactor(number, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(sides)
        self._connect()
        self.show_study(None)

    @property
    def detail(self) -> StudyDetail | None:
        """The study that is shown."""
        return self._detail

    @property
    def due(self) -> Due:
        """What is to be done about it."""
        return self.doing.due

    def show_study(self, detail: StudyDetail | None, waits_for: str = "") -> None:
        """Another study, or the same one after something happened; without news nothing moves under the user's eyes.

        `waits_for` is the reason of the chosen row, which has no room for it.
        """
        if detail is not None and detail == self._detail:
            self.doing.say_why(waits_for)
            return
        before = self._detail
        same = detail is not None and before is not None and detail.summary.id == before.summary.id
        grown = same and len(_messages(detail)) > len(_messages(before))
        self._detail = detail
        self.doing.show_study(detail, waits_for, same=same)
        self.happened.show_study(detail)
        self.messages.show_study(detail, None if grown else self.due.sent)  # what was made just now is looked at

    def forget_event(self) -> None:
        """The event was stated: it is not to be stated once more by mistake."""
        self.doing.forget_event()

    def do_due(self) -> None:
        """Do what is to be done about the study."""
        if self.due.kind == SEND and self.due.sent is not None:
            self.messages.send(self.due.sent)
        elif self.due.kind == MEND and self.due.sent is not None:
            self.messages.open(self.due.sent)
        elif self.due.caption:
            self.due_wanted.emit(self.due)

    def _connect(self) -> None:
        self.doing.do_wanted.connect(self.do_due)
        self.doing.desk_wanted.connect(self.due_wanted)
        self.doing.stated.connect(self.stated)
        self.doing.seen.connect(self.seen)
        self.happened.open_requested.connect(self.open_requested)
        self.messages.open_requested.connect(self.open_requested)
        self.messages.send_requested.connect(self.send_requested)
        self.messages.reverse_requested.connect(self.reverse_requested)
        self.messages.aside_wanted.connect(self.aside_wanted)


def _messages(detail: StudyDetail | None) -> tuple[Sent, ...]:
    return detail.standing.messages if detail is not None else ()
