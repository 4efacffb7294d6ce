"""What is to be done about a kept study: the next step, what a person should see, and events to state by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.charges.lifecycle.events import BY_HAND, Event
from workbench.charges.lifecycle.states import State
from workbench.errors import WorkbenchError
from workbench.ui.studies.due import COMPLETE, Due, MakeDesk, due, foresee, foresight_words
from workbench.ui.studies.list_model import file_words
from workbench.ui.studies.room import Words
from workbench.ui.studies.study_rows import reasons, title_of, whose
from workbench.ui.widgets import PlainLabel, plain_tooltip

if TYPE_CHECKING:
    from workbench.history.study_records import StudyDetail
    from workbench.ui.studies.work import StudyWork

_CHOOSE = "State an event…"
_DESK, _CORRECT = "To the des&k", "Correct on the des&k…"


class DoingPane(QWidget):
    """The next step stands at the top, above everything that may be long."""

    do_wanted = Signal()
    """The next step is to be done."""
    desk_wanted = Signal(object)
    """A Due: the lines are to be seen on the desk."""
    stated = Signal(object)
    """An Event that the user states."""
    next_wanted = Signal(object)
    """The StudyWork that was offered: it is to be kept."""
    seen = Signal(int)
    """The number of a study: a person has looked at what was to be looked at."""

    def __init__(self, make_desk: MakeDesk) -> None:
        super().__init__()
        self._make_desk = make_desk
        self._detail: StudyDetail | None = None
        self._offered: StudyWork | None = None
        self.due = Due()
        self._build()
        self._connect()

    def show_study(self, detail: StudyDetail | None, waits_for: str, *, same: bool) -> None:
        """Another study, or the `same` after something happened. `waits_for` is the reason of the chosen row."""
        self._detail = detail
        self.due = due(detail) if detail is not None else Due()
        self.title.setText(title_of(detail) if detail is not None else "No study chosen")
        self.whose.setText(whose(detail) if detail is not None else "")
        self.whose.setVisible(bool(self.whose.text()))
        self.say_why(waits_for)
        self._show_look()
        self.due_button.setText(self.due.caption or "Nothing to do")
        self.due_button.setEnabled(bool(self.due.caption))
        self.due_text.setText(self.due.text)
        has_report = detail is not None and bool(detail.standing.report)
        self.desk_button.setEnabled(has_report)
        charged = detail is not None and has_report and bool(detail.standing.open_charges)
        self.desk_button.setText(_CORRECT if charged else _DESK)
        # Where charges stand that should not, taking them back is what is to be done anyway.
        state = detail.standing.state if detail is not None else State.OPEN
        self.unsign_button.setVisible(charged and state is not State.REVERSAL_DUE)
        if not same:
            self.forget_event()
        self.event_box.setEnabled(has_report)
        self._foresee()

    def say_why(self, waits_for: str) -> None:
        """Why the study is as it is, with the whole reason for which a row of the list waits."""
        found = self._detail
        self.why.setText(reasons(found, waits_for) if found is not None else _NOBODY)

    def offer(self, work: StudyWork | None) -> None:
        """A further report on this study lies on the desk."""
        self._offered = work
        self.next_button.setVisible(work is not None)
        if work is not None:
            name = file_words(work) or "A report that was entered by hand"
            said = f"{name} lies on the desk, reports on this study too and is not kept yet: {work.study.signed.why}"
            self.next_button.setToolTip(plain_tooltip(said))
            self.next_button.setAccessibleDescription(said)

    def forget_event(self) -> None:
        """The event was stated: it is not to be stated once more by mistake."""
        self.event_box.setCurrentIndex(0)

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title = PlainLabel("", "heading", wrap=True)
        self.title.setAccessibleName("Study")
        self.whose = PlainLabel("", "muted", wrap=True)
        self.whose.setAccessibleName("Patient and examination")
        self.due_button = QPushButton()
        self.due_button.setAccessibleName("What is to be done")
        self.due_text = PlainLabel("", "muted", wrap=True)
        self.next_button = QPushButton("Take in its ne&xt report")
        self.next_button.hide()
        self.why = PlainLabel("", wrap=True)
        self.why.setAccessibleName("Why it is so")
        self.look = PlainLabel("", "warn", wrap=True)
        self.look.setAccessibleName("To look at")
        self.look_box = Words(self.look)
        self.seen_button = QPushButton("I have see&n it")
        self.seen_button.setToolTip("Takes this off the list of what is to be looked at; nothing else changes.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        first = (self.title, self.whose, self.due_button, self.due_text, self.next_button)
        for widget in (*first, self.why, self.look_box):
            layout.addWidget(widget)
        look_row = QHBoxLayout()
        look_row.addWidget(self.seen_button)
        look_row.addStretch(1)
        layout.addLayout(look_row)
        layout.addLayout(self._ways())
        layout.addStretch(1)
        layout.addLayout(self._events())
        layout.addWidget(self.foresight)

    def _ways(self) -> QHBoxLayout:
        self.desk_button = QPushButton(_DESK)
        self.desk_button.setToolTip("Edit its lines or release it on the desk, then keep it again.")
        self.unsign_button = QPushButton("Unsi&gn")
        self.unsign_button.setToolTip(
            "States that the report is not signed any more: makes the credits of all charges that stand, to be sent."
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.desk_button)
        row.addWidget(self.unsign_button)
        return row

    def _events(self) -> QHBoxLayout:
        self.event_box = QComboBox()
        self.event_box.setAccessibleName("Event to state by hand")
        self.event_box.addItem(_CHOOSE, None)
        for event in BY_HAND:
            self.event_box.addItem(event.value.capitalize(), event)
        self.foresight = PlainLabel("", "muted", wrap=True)
        self.foresight.setAccessibleName("What the event would do")
        self.state_button = QPushButton("S&tate it")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.event_box, 1)
        row.addWidget(self.state_button)
        return row

    def _connect(self) -> None:
        self.due_button.clicked.connect(self.do_wanted)
        self.desk_button.clicked.connect(lambda: self.desk_wanted.emit(Due(kind=COMPLETE)))
        self.unsign_button.clicked.connect(lambda: self.stated.emit(Event.UNSIGNED))
        self.next_button.clicked.connect(lambda: self.next_wanted.emit(self._offered))
        self.seen_button.clicked.connect(self._seen)
        self.event_box.currentIndexChanged.connect(self._foresee)
        self.state_button.clicked.connect(self._state)

    # -- showing and stating ------------------------------------------------------------------------------------

    def _show_look(self) -> None:
        looks = self._detail.standing.look if self._detail is not None else ()
        self.look.setText("\n".join(one.text for one in looks))
        self.look_box.setVisible(bool(looks))
        self.seen_button.setVisible(bool(looks))

    def _seen(self) -> None:
        if self._detail is not None:
            self.seen.emit(self._detail.summary.id)

    def _state(self) -> None:
        event = self.event_box.currentData()
        if event is not None:
            self.stated.emit(Event(event))

    def _foresee(self) -> None:
        """What the chosen event would do, before it is done."""
        event = self.event_box.currentData()
        words, possible = "", False
        if event is not None and self._detail is not None:
            try:
                taken = foresee(self._detail, Event(event), self._make_desk())
                words = foresight_words(taken) if taken is not None else "There is no report yet."
                possible = taken is not None and taken.event is not None
            except WorkbenchError as problem:
                words = str(problem)
        self.foresight.setText(words or "An event that the report does not tell can be stated by hand.")
        self.state_button.setEnabled(possible)


_NOBODY = "Choose a study to see what happened to it."
