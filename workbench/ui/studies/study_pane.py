"""One kept study: what is to be done, what happened to it, and its messages with their outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QInputDialog,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.lifecycle.coded import sums
from workbench.charges.lifecycle.events import BY_HAND, Event
from workbench.charges.lifecycle.standing import COMPOSED, Sent
from workbench.charges.lifecycle.states import State
from workbench.charges.lifecycle.worklist import held_back_words
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.message_text import MessageText
from workbench.ui.requests import OpenRequest
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.studies.due import COMPLETE, MEND, SEND, Due, MakeDesk, due, foresee, foresight_words, is_waiting
from workbench.ui.studies.worklist_rows import money_words
from workbench.ui.tables import row_table
from workbench.ui.verdicts import style
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.history.study_records import EventRecord, StudyDetail, VersionRecord

_WORDS_HEIGHT = 104
_CHOOSE = "State an event…"
_DESK, _CORRECT = "To the des&k", "Correct on the des&k…"


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
        self._make_desk = make_desk
        self._detail: StudyDetail | None = None
        self._due = Due()
        self.happened = SimpleTable(("When", "Report", "Event", "Done", "State"), coloured=(3,), parent=self)
        self.messages = SimpleTable(("Message", "Outcome", "Amount", "For"), numbers=(2,), coloured=(1,), parent=self)
        self._build()
        self._connect()
        self.show_study(None)

    @property
    def detail(self) -> StudyDetail | None:
        """The study that is shown."""
        return self._detail

    @property
    def due(self) -> Due:
        """What is to be done about it."""
        return self._due

    def show_study(self, detail: StudyDetail | None) -> None:
        """Another study, or the same one after something happened; without news nothing moves under the user's eyes."""
        if detail is not None and detail == self._detail:
            return
        same = detail is not None and self._detail is not None and detail.summary.id == self._detail.summary.id
        self._detail = detail
        self._due = due(detail) if detail is not None else Due()
        self.title.setText(_title(detail) if detail is not None else "No study chosen")
        self.why.setText(detail.standing.why if detail is not None else "Choose a study to see what happened to it.")
        self._show_look()
        self.due_button.setText(self._due.caption or "Nothing to do")
        self.due_button.setEnabled(bool(self._due.caption))
        self.due_text.setText(self._due.text)
        self.desk_button.setEnabled(detail is not None and bool(detail.standing.report))
        charged = detail is not None and bool(detail.standing.report) and bool(detail.standing.open_charges)
        self.desk_button.setText(_CORRECT if charged else _DESK)
        # Where charges stand that should not, taking them back is what is to be done anyway.
        state = detail.standing.state if detail is not None else State.OPEN
        self.unsign_button.setVisible(charged and state is not State.REVERSAL_DUE)
        if not same:
            self.event_box.setCurrentIndex(0)
        self.event_box.setEnabled(detail is not None and bool(detail.standing.report))
        self._foresee()
        self.happened.show([_happened(one, detail.versions) for one in detail.events] if detail is not None else [])
        self.messages.show([_message(one, detail) for one in detail.standing.messages] if detail is not None else [])
        self._choose_rows()

    def _show_look(self) -> None:
        looks = self._detail.standing.look if self._detail is not None else ()
        self.look.setText("\n".join(one.text for one in looks))
        self.look_box.setVisible(bool(looks))
        self.seen_button.setVisible(bool(looks))

    def _seen(self) -> None:
        if self._detail is not None:
            self.seen.emit(self._detail.summary.id)

    def _choose_rows(self) -> None:
        if last := self.happened.rowCount():
            self.happened_table.selectRow(last - 1)
        wanted = self._due.sent
        rows = [row for row, line in enumerate(self.messages.lines) if line.subject is wanted and wanted is not None]
        if self.messages.rowCount():
            self.messages_table.selectRow(rows[0] if rows else self.messages.rowCount() - 1)
        self._show_event()
        self._show_message()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        for pane in (self._doing_pane(), self._happened_pane(), self._messages_pane()):
            sides.addWidget(pane)
        sides.setSizes([260, 430, 380])
        self.sides = sides
        for number, stretch in enumerate((2, 4, 3)):
            sides.setStretchFactor(number, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(sides)

    def _doing_pane(self) -> QWidget:
        self.title = PlainLabel("", "heading", wrap=True)
        self.title.setAccessibleName("Study")
        self.why = PlainLabel("", wrap=True)
        self.why.setAccessibleName("Why it is so")
        self.due_button = QPushButton()
        self.due_button.setAccessibleName("What is to be done")
        self.due_text = PlainLabel("", "muted", wrap=True)
        self.look = PlainLabel("", "warn", wrap=True)
        self.look.setAccessibleName("To look at")
        self.look_box = _Words(self.look)
        self.seen_button = QPushButton("I have see&n it")
        self.seen_button.setToolTip("Takes this off the list of what is to be looked at; nothing else changes.")
        self.desk_button = QPushButton(_DESK)
        self.desk_button.setToolTip("Edit its lines or release it on the desk, then keep it again.")
        self.unsign_button = QPushButton("Unsi&gn")
        self.unsign_button.setToolTip(
            "States that the report is not signed any more: makes the credits of all charges that stand, to be sent."
        )
        self.event_box = QComboBox()
        self.event_box.setAccessibleName("Event to state by hand")
        self.event_box.addItem(_CHOOSE, None)
        for event in BY_HAND:
            self.event_box.addItem(event.value.capitalize(), event)
        self.foresight = PlainLabel("", "muted", wrap=True)
        self.foresight.setAccessibleName("What the event would do")
        self.state_button = QPushButton("S&tate it")
        pane = QWidget()
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        look_row = QHBoxLayout()
        look_row.addWidget(self.seen_button)
        look_row.addStretch(1)
        for widget in (self.title, self.why, self.due_button, self.due_text, self.look_box):
            layout.addWidget(widget)
        layout.addLayout(look_row)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self.desk_button)
        ways.addWidget(self.unsign_button)
        layout.addLayout(ways)
        layout.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.event_box, 1)
        row.addWidget(self.state_button)
        layout.addLayout(row)
        layout.addWidget(self.foresight)
        return _scrolled(pane)

    def _happened_pane(self) -> QWidget:
        self.happened_table = row_table("What happened", self.happened, (114, 92, 86, 60))
        self.sentence = PlainLabel("", "muted", wrap=True)
        self.sentence.setAccessibleName("What happened then")
        self.report_button = QPushButton("Open &report in the editor")
        return _pane("What happened", self.happened_table, self.sentence, self.report_button)

    def _messages_pane(self) -> QWidget:
        self.messages_table = row_table("Messages", self.messages, (132, 88, 72))
        self.text = MessageText("Message")
        self.outcome = PlainLabel("", "muted", wrap=True)
        self.outcome.setAccessibleName("How the message ended")
        self.open_button = QPushButton("&Open message")
        self.send_button = QPushButton("Se&nd…")
        self.reverse_button = QPushButton("&Reverse…")
        self.reverse_button.setToolTip("See what takes the charges of this message back, field by field.")
        self.aside_button = QPushButton("Set &aside…")
        self.aside_button.setToolTip("Says that this message is never sent, and why.")
        self.aside_button.hide()
        buttons = (self.open_button, self.send_button, self.reverse_button, self.aside_button)
        pane = _pane("Messages", self.messages_table, self.outcome, *buttons)
        layout = pane.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, self.text, 2)
        return pane

    def _connect(self) -> None:
        self.due_button.clicked.connect(self.do_due)
        self.desk_button.clicked.connect(lambda: self.due_wanted.emit(Due(kind=COMPLETE)))
        self.unsign_button.clicked.connect(lambda: self.stated.emit(Event.UNSIGNED))
        self.seen_button.clicked.connect(self._seen)
        self.event_box.currentIndexChanged.connect(self._foresee)
        self.state_button.clicked.connect(self._state)
        self.happened_table.selectionModel().currentRowChanged.connect(self._show_event)
        self.happened_table.activated.connect(self.open_report)
        self.report_button.clicked.connect(self.open_report)
        self.messages_table.selectionModel().currentRowChanged.connect(self._show_message)
        self.messages_table.activated.connect(self.open_message)
        self.open_button.clicked.connect(self.open_message)
        self.send_button.clicked.connect(self.send_message)
        self.reverse_button.clicked.connect(self.reverse_message)
        self.aside_button.clicked.connect(self._ask_why_aside)
        for model in (self.happened, self.messages):
            theme.watcher().changed.connect(model.colours_changed)

    # -- doing --------------------------------------------------------------------------------------------------

    def forget_event(self) -> None:
        """The event was stated: it is not to be stated once more by mistake."""
        self.event_box.setCurrentIndex(0)

    def do_due(self) -> None:
        """Do what is to be done about the study."""
        if self._due.kind == SEND and self._due.sent is not None:
            self._send(self._due.sent)
        elif self._due.kind == MEND and self._due.sent is not None:
            self.open_requested.emit(OpenRequest(self._due.sent.raw, self._name(self._due.sent)))
        elif self._due.caption:
            self.due_wanted.emit(self._due)

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

    def _version(self) -> VersionRecord | None:
        line = self.happened.line(self.happened_table.currentIndex())
        if line is None or self._detail is None:
            return None
        number = getattr(line.subject, "version", None)
        return next((one for one in self._detail.versions if one.id == number), None)

    def open_report(self) -> None:
        """Open the report or order of the chosen event in the editor."""
        version = self._version()
        if version is not None and self._detail is not None:
            title = f"{version.source.capitalize()} of {self._detail.summary.accession}"
            self.open_requested.emit(OpenRequest(version.raw, title))

    def message(self) -> Sent | None:
        """The chosen message."""
        line = self.messages.line(self.messages_table.currentIndex())
        return line.subject if line is not None and isinstance(line.subject, Sent) else None

    def open_message(self) -> None:
        """Open the chosen message in the editor."""
        sent = self.message()
        if sent is not None:
            self.open_requested.emit(OpenRequest(sent.raw, self._name(sent)))

    def send_message(self) -> None:
        """Load the chosen message for sending."""
        sent = self.message()
        if sent is not None:
            self._send(sent)

    def reverse_message(self) -> None:
        """Ask for what takes the charges of the chosen message back."""
        sent = self.message()
        if sent is not None:
            self.reverse_requested.emit(sent.raw, self._name(sent))

    def _ask_why_aside(self) -> None:
        """Ask for the reason, which stays with the message."""
        sent = self.message()
        if sent is None:
            return
        question = f"{sent.control_id} is never sent then. Why:"
        note, is_said = QInputDialog.getText(self, "Set the message aside", question)
        if is_said and note.strip():
            self.aside_wanted.emit(sent.control_id, note.strip())

    def _send(self, sent: Sent) -> None:
        self.send_requested.emit(sent.raw, self._name(sent), sent.entry, sent.endpoint)

    def _name(self, sent: Sent) -> str:
        of_whom = self._detail.summary.patient if self._detail is not None else ""
        whose = f" for {sent.endpoint}" if sent.endpoint else ""
        return f"{sent.control_id} of {of_whom or 'unnamed patient'}{whose}"

    # -- showing ------------------------------------------------------------------------------------------------

    def _show_event(self) -> None:
        line = self.happened.line(self.happened_table.currentIndex())
        self.sentence.setText(line.tip if line is not None else "")
        self.report_button.setEnabled(self._version() is not None)

    def _show_message(self) -> None:
        sent = self.message()
        line = self.messages.line(self.messages_table.currentIndex())
        self.outcome.setText(line.tip if line is not None else "No message was made for this study.")
        self.text.setVisible(sent is not None)
        if sent is not None:
            self.text.show_message(Document.from_bytes(sent.raw))
        for button in (self.open_button, self.send_button, self.reverse_button):
            button.setEnabled(sent is not None)
        self.aside_button.setVisible(sent is not None and sent.held_back and not sent.set_aside)


def _scrolled(inside: QWidget) -> QScrollArea:
    """What may become higher than its room, without making the window higher."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    for widget in (area.viewport(), inside):
        widget.setAutoFillBackground(False)
    return area


class _Words(QScrollArea):
    """Sentences under a table: as high as they are, up to a third of the pane; then they scroll."""

    def __init__(self, label: PlainLabel) -> None:
        super().__init__()
        self._label = label
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(label)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        label.installEventFilter(self)
        for widget in (self.viewport(), label):
            widget.setAutoFillBackground(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.UpdateLater, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wanted = self._label.heightForWidth(max(self.viewport().width(), 1))
        height = min(max(wanted, self.fontMetrics().height()), _WORDS_HEIGHT)
        if height != self.height():
            self.setFixedHeight(height)


def _pane(heading: str, table: QWidget, words: PlainLabel, *buttons: QPushButton) -> QWidget:
    pane = QWidget()
    layout = QVBoxLayout(pane)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    layout.addWidget(PlainLabel(heading, "heading"))
    layout.addWidget(table, 1)
    layout.addWidget(_Words(words))
    row = QHBoxLayout()
    row.setSpacing(8)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    layout.addLayout(row)
    return pane


def _title(detail: StudyDetail) -> str:
    one = detail.summary
    named = ", ".join(part for part in (one.accession, one.patient, one.title) if part)
    return f"{detail.standing.state.value.capitalize()}: {named}"


def _happened(event: EventRecord, versions: tuple[VersionRecord, ...]) -> Line:
    version = next((one for one in versions if one.id == event.version), None)
    told = f"{version.source}, {version.kind}" if version is not None and version.source == "report" else "order"
    if version is None:  # done by hand: no report came
        told = "—"
    cells = (
        f"{event.at.astimezone():%Y-%m-%d %H:%M}",
        told,
        f"{event.event or 'came late'}{' (stated)' if event.stated else ''}",
        event.action,
        event.state,
    )
    parts = [event.why, event.difference, *event.notes]
    colour = "" if event.action in ("charge", "correct", "reverse all") else "muted"
    return Line(cells, event, colour if event.action != "hold" else "warn", "\n".join(part for part in parts if part))


def _message(sent: Sent, detail: StudyDetail) -> Line:
    total = sums((one.currency, one.amount) for one in sent.transactions)
    look = style(sent.outcome)
    label = "Made, not sent" if sent.outcome == COMPOSED else look.label
    means = "It was made; nothing here says that it was sent." if sent.outcome == COMPOSED else look.means
    if sent.held_back:
        label, means = "Set aside" if sent.set_aside else "Held back", held_back_words(sent)
    parts = [f"Made on {sent.at.astimezone():%Y-%m-%d at %H:%M}.", means, "" if sent.set_aside else sent.note]
    if is_waiting(detail.standing, sent):
        parts.append("It waits: send it, with the same ids.")
    if sent.endpoint:
        parts.append(f"It is for {sent.endpoint}.")
    parts.append(", ".join(f"{one.kind} {one.transaction_id}" for one in sent.transactions))
    colour = "warn" if sent.outcome == COMPOSED else look.colour
    cells = (sent.control_id, label, money_words(total), sent.endpoint or "—")
    return Line(cells, sent, colour, "\n".join(part for part in parts if part))
