"""The Reversal page: the lines of a message on the left, what takes them back on the right, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.chargemaster.master import ChargeMaster, load_default
from workbench.charges.lifecycle.made_with import MadeWith, credits_words
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import Convention, load_convention
from workbench.charges.profile.model import Profile
from workbench.er7 import Document, Segment
from workbench.errors import WorkbenchError
from workbench.ui.bridge import Bridge
from workbench.ui.requests import OpenRequest
from workbench.ui.reversal.bench import Bench
from workbench.ui.reversal.head import HEADINGS, Head, OpenMessages
from workbench.ui.reversal.lookup import Standing, made_with_of
from workbench.ui.reversal.making import Making, Means
from workbench.ui.reversal.sending import ANEW, Plan, begun
from workbench.ui.reversal.shown import (
    BESIDE,
    CORRECT,
    MODES,
    REPOST,
    REVERSE,
    TAKE_REST,
    Shown,
    repost_doubt,
    wants_repost,
)
from workbench.ui.reversal.work import Known, Work
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import EmptyState, PlainLabel

if TYPE_CHECKING:
    from workbench.charges.ledger import Posting
    from workbench.history.store import History

ProfileInUse = Callable[[], Profile | None]
"""The profile that charges are composed with; None for no preference. Raises ProfileError when it cannot be read."""
MANY = 100
"""Lines from which on the window would be felt to stop: they are worked out beside it."""
_ANYWAY, _NOT_YET = "Go on to sending", "Not yet"
_NOTHING_TO_NET = "What was taken back is in other messages, so there is nothing to net here."
_ORDER = 23
"""FT1-23, the order number of the filler, which names the study."""
NO_PROFILES: Mapping[str, Convention] = {}
OtherConventions = Callable[[], Mapping[str, Convention]]
"""The conventions of the other profiles of the site, by the names of these. What cannot be read is not among them."""


class ReversalPlace(QWidget):
    """`history_factory` gives the history, to know what became of the charges; without one they are unknown.

    `charge_master` gives the one in use, which says what an add-on becomes when its base does. `imported` gives lines
    that the ledger has from elsewhere.
    """

    open_requested = Signal(object)
    """An OpenRequest: open this message in the editor."""
    send_requested = Signal(object, str)
    """Bytes and title: load this message for sending."""
    history_requested = Signal(int)
    """The id of a history entry to be shown."""
    ledger_requested = Signal(str)
    """What finds the lines of the message in the ledger."""
    study_requested = Signal(str)
    """The order number of a study to be shown."""

    def __init__(
        self,
        history_factory: Callable[[], History],
        bridge: Bridge,
        open_messages: OpenMessages = lambda: (),
        profile: ProfileInUse = lambda: None,
        others: OtherConventions = lambda: NO_PROFILES,
        charge_master: Callable[[], ChargeMaster] = load_default,
        imported: Callable[[], Sequence[Posting]] = lambda: (),
    ) -> None:
        super().__init__()
        self._factory, self._bridge, self._open_messages = history_factory, bridge, open_messages
        self._profile, self._others, self._load_master = profile, others, charge_master
        self._making: Making | None = None
        self._new: Document | None = None
        self._master: ChargeMaster | None = None
        self._professional_share = 0
        self._lines_of = REVERSE
        """The mode whose lines are shown."""
        self._stale = self._busy = False
        self._fresh = False
        """Whether nothing was made yet of what was loaded last."""
        self.tasks = Tasks(self)
        self._known = Known(history_factory, bridge.problem, imported)
        self._plan: Plan | None = None
        """The correction that is being sent: it stays as it is until something else is loaded."""
        self.mode = REVERSE
        self.title = self.new_title = ""
        self.shown = Shown()
        self._build()
        self._connect()

    # -- what others ask ----------------------------------------------------------------------------------------

    def load(self, raw: bytes, title: str) -> None:
        """Another message whose charges are to be taken back. `raw` as it was sent, received or found."""
        self._new, self.new_title = None, ""
        self._begin(Document.from_bytes(raw), title, REVERSE)

    def stop(self) -> None:
        """The window closes: nothing more is made."""
        self.tasks.close()

    @property
    def is_busy(self) -> bool:
        """Whether the credits of a large message are being made."""
        return self._busy

    def _offer_repost(self) -> None:
        """What is a credit, or taken back already, can only be posted again."""
        if wants_repost(self.shown) and not self.shown.messages:
            text = "Nothing here can be taken back, but it can be posted again as new charges."
            self.bench.say_first(f"{text} {self._repost_doubt()}".rstrip(), REPOST)

    def _repost_doubt(self) -> str:
        """What nobody knows about the credits that would be posted again."""
        if self._making is None:
            return ""
        try:
            result = self._making.repost(self.bench.chosen(), self.bench.options.choices, self._known.standing)
        except WorkbenchError:
            return ""  # it is said when the user goes there
        return repost_doubt(result)

    def load_correction(self, old: bytes, new: bytes, title: str = "", new_title: str = "") -> None:
        """The charges of `old` are to become those of `new`: both are chosen, one after the other."""
        self.load(old, title or "the message that was sent")
        self.correct_with(new, new_title or "the corrected message")

    def refresh(self, _latest: object = None) -> None:
        """There is news in the history: an answer may have come."""
        self._stale = True
        if self.isVisible():
            self._look_up_again()

    def show_mode(self, mode: str) -> None:
        """REVERSE, REPOST or CORRECT (which needs a second message first)."""
        if mode == CORRECT and self._new is None:
            self.choose_correction()
            return
        self.mode = mode
        self.make()

    def choose_correction(self) -> None:
        """Offer the messages that this one can be corrected with."""
        self.head.choose_correction()

    def current(self) -> Document | None:
        """The message that is shown to be opened or sent."""
        return self.bench.current()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.bench = Bench()
        self.head = Head(self._bridge, self._open_messages)
        self.desk = QWidget()
        layout = QVBoxLayout(self.desk)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.head)
        layout.addWidget(self.bench, 1)
        layout.addLayout(self._buttons())
        self.empty = EmptyState(
            "No message to take back",
            "Open a charge message and choose Message, Reverse; or choose one in the History or in the Ledger. You see "
            "the credit beside the original, field by field, before anything is sent.",
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.desk)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 16, 16, 16)
        outer.addWidget(self.pages)

    def _buttons(self) -> QHBoxLayout:
        self.open_button = QPushButton("&Open in the editor")
        self.open_button.setToolTip("One new message; the original stays as it is.")
        self.send_button = QPushButton("Se&nd…")
        self.study_button = QPushButton("Show the stud&y")
        self.study_button.setToolTip("The study that these charges belong to: its reports, its messages, what is due.")
        self.ledger_button = QPushButton("Show in the &ledger")
        self.ledger_button.setToolTip("Whether the charges of this study add up, before and after.")
        row = QHBoxLayout()
        row.setSpacing(8)
        self.totals = PlainLabel("", "good", wrap=True)
        self.totals.setAccessibleName("Totals")
        row.addWidget(self.totals, 1)
        row.addWidget(self.study_button)
        row.addWidget(self.ledger_button)
        row.addWidget(self.open_button)
        row.addWidget(self.send_button)
        return row

    def _connect(self) -> None:
        self.head.mode_wanted.connect(self.show_mode)
        self.head.correction_chosen.connect(self.correct_with)
        self.bench.chosen_changed.connect(self.make)
        self.bench.options.changed.connect(self._options_changed)
        self.bench.options.file_wanted.connect(self._ask_convention)
        self.bench.followed.connect(self._follow)
        self.open_button.clicked.connect(self.open_message)
        self.send_button.clicked.connect(self.send_message)
        self.ledger_button.clicked.connect(self._show_in_ledger)
        self.study_button.clicked.connect(self._show_study)

    def correct_with(self, raw: bytes, title: str) -> None:
        """The message on the page is to become this one."""
        self._new, self.new_title = Document.from_bytes(raw), title
        self._plan, self._fresh = None, False  # another correction than one that is being sent
        self.mode = CORRECT
        self._options_changed()  # what is charged for its patient and orders matters too

    # -- making -------------------------------------------------------------------------------------------------

    def _begin(self, document: Document, title: str, mode: str) -> None:
        self._making, self.title, self.mode = Making(document), title, mode
        self._plan, self._fresh = None, mode == REVERSE
        self.shown = Shown()
        self._master = None  # it may have been edited meanwhile
        self._offer_profile(document)
        self.bench.begin(document)
        self.study_button.setEnabled(bool(self._order()))
        self.pages.setCurrentWidget(self.desk)
        self._look_up()
        self.make()
        self.bench.focus_lines()

    def _offer_profile(self, document: Document) -> None:
        """What these charges were made with takes them back, where that was kept; else what ours are made with now.

        A profile that cannot be read is said, and done without.
        """
        made, now = made_with_of(self._factory, document.control_id), None
        try:
            profile = self._profile()
            if profile is not None:
                self._professional_share = profile.split.professional_share
                now = MadeWith(profile.name, convention_of(profile))
        except WorkbenchError as problem:
            if made is None:
                self._bridge.problem(f"{problem} Choose the convention for the credit yourself.")
        if (offered := made or now) is not None:
            with QSignalBlocker(self.bench.options):  # everything is made anew anyway
                self.bench.options.offer_profile(offered.profile, offered.convention)
        if made is not None and now is not None:
            for sentence in credits_words([(document.control_id, made)], now, charges=False):
                self._bridge.info(sentence)
        self.bench.options.offer_others(self._others())

    def _ask_convention(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(self, "A convention for credits", "", "Conventions (*.toml)")
        if name:
            self.use_convention(Path(name))

    def use_convention(self, file: Path) -> None:
        """Take back by the convention in this file."""
        try:
            self.bench.options.use_file(file.name, load_convention(file))
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))

    def _look_up(self) -> None:
        """Ask the history anew: at once, or for a large message beside the window."""
        self._stale = False
        document = self._making.document if self._making is not None else None
        self._known.forget(document, self.bench.options.choices, self._new)
        if self.bench.count < MANY:
            self._known.ask()

    def _look_up_again(self) -> None:
        before = self._known.standing
        self._look_up()
        if self._plan is not None:
            self._look_at_plan()
        if self._known.standing != before or self._known.looking is not None or self._plan is not None:
            self.make()

    def _look_at_plan(self) -> None:
        if self._plan is not None:
            try:
                self._plan = self._plan.looked_up(self._factory)
            except WorkbenchError as problem:
                self._bridge.problem(str(problem))

    def _options_changed(self) -> None:
        self._look_up()
        self.make()

    def make(self) -> None:
        """Make everything anew from the choices, and show it."""
        if self._making is None:
            return
        if self.mode == CORRECT and self._plan is not None:  # made anew, it would charge what was charged already
            self.shown = self._plan.shown
            self._show()
            return
        self.tasks.forget("make")
        work = self._work(self._making)
        if self.bench.count < MANY:
            self._take(work.done())
        else:
            self._wait()
            self.tasks.run("make", work.done, self._take)

    def _wait(self) -> None:
        """Nothing can be sent while it is being made anew."""
        self._busy = True
        self.head.mode_buttons[self.mode].setChecked(True)
        self.totals.setText(f"Working out {self.bench.count:,} lines…")
        self.totals.set_role("muted")
        self.open_button.setEnabled(False)
        self.send_button.setEnabled(False)

    def _take(self, made: tuple[Shown, Standing, str]) -> None:
        """What was made, or why nothing was, and what the history said before."""
        shown, standing, problem = made
        self._busy = False
        self._known.take(standing, problem)
        keeps = shown.refusal and not shown.lines and self.mode == self._lines_of
        self._lines_of = self.mode
        self.shown = replace(shown, lines=self.shown.lines) if keeps else shown
        self._show()
        if self._fresh:
            self._fresh = False
            self._offer_repost()

    def _work(self, making: Making) -> Work:
        """From the choices of now."""
        chosen, means = self.bench.chosen(), Means()
        if self.mode == CORRECT:
            every = len(chosen) == self.bench.count
            means = Means(None if every else chosen, self._charge_master(), self._professional_share)
        known = self._known
        return Work(
            making, self.mode, self._new, chosen, self.bench.options.choices, known.standing, known.looking, means
        )

    def _charge_master(self) -> ChargeMaster | None:
        """For add-ons that follow their base; without it they are compared as they stand."""
        if self._master is None:
            try:
                self._master = self._load_master()
            except WorkbenchError as problem:
                self._bridge.warning(f"{problem} Add-on codes are not followed.")
        return self._master

    def _show(self) -> None:
        document = self._making.document if self._making is not None else None
        self.head.show_words(self.mode, self.title, self.new_title, document)
        self.bench.options.offer_rest(self.shown.rests)
        self.bench.show_result(self.shown, self.mode)
        made = bool(self.shown.messages)
        self.totals.setText((" ".join(self.shown.totals) or _NOTHING_TO_NET) if made else "Nothing is made.")
        self.totals.set_role(self._role() if made else "muted")
        self.open_button.setEnabled(made)
        self.open_button.setText("&Open both in the editor" if self._apart() else "&Open in the editor")
        self._show_next(made)

    def _role(self) -> str:
        """Green is for what is balanced and known to be right."""
        if not self.shown.balanced:
            return "bad"
        return "warn" if self.shown.doubt else "good"

    def _apart(self) -> bool:
        """Whether this is a correction of more than one message."""
        return self.mode == CORRECT and len(self.shown.messages) > 1

    def _show_next(self, made: bool) -> None:
        """Which message Send means, and whether it may be sent now."""
        plan = self._plan if self.mode == CORRECT else None
        self.bench.options.setEnabled(plan is None)
        self.send_button.setEnabled(made and (plan is None or plan.may_send))
        self.send_button.setText("Se&nd…")
        number = plan.next if plan is not None else 0
        if self._apart() and number is not None:
            self.send_button.setText(f"Se&nd {number + 1} of {len(self.shown.messages)}…")
        if plan is not None:
            self.bench.notes.show_notes(tuple(plan.notes()))

    # -- what is done with it -----------------------------------------------------------------------------------

    def open_message(self) -> None:
        """Open what was made; of a correction both messages, so that credits never go without their new charges."""
        if self._busy or not self.shown.messages:
            return
        self._give_away()
        made = list(zip(self.shown.messages, self.shown.titles, strict=True))
        sources = self._sources(len(made))
        together = uuid4().hex if self._apart() else ""
        for (document, title), source in reversed(list(zip(made, sources, strict=True))):  # the first one in front
            step = "Make the correction" if source is not None else ""
            request = OpenRequest(document.to_bytes(), f"{title} for {self.title}", unsaved=True, before=source)
            self.open_requested.emit(replace(request, step=step, together=together))

    def _sources(self, count: int) -> tuple[bytes | None, ...]:
        """What each message of a correction is made from, which undo goes back to: credits from what was sent, new
        charges from the corrected message. They are one step: undone in one message, it is undone in both."""
        if self.mode != CORRECT or self._new is None or self._making is None:
            return (None,) * count
        new = self._new.to_bytes()
        return (new,) if count == 1 else (self._making.document.to_bytes(), *(new,) * (count - 1))

    def send_message(self) -> None:
        """Load the message that is shown for sending; where nobody knows what happens then, ask first."""
        if self._busy:
            return
        if self.shown.doubt and self._plan is None and self.shown.messages and not self._is_wanted():
            return
        if self.mode == CORRECT:
            self._send_next()
            return
        document = self.current()
        if document is not None:
            self._give_away()
            self.send_requested.emit(document.to_bytes(), self._title())

    def _is_wanted(self) -> bool:
        return self._bridge.ask(HEADINGS[self.mode], self.shown.doubt, (_ANYWAY, _NOT_YET)) == _ANYWAY

    def _send_next(self) -> None:
        """The message of the correction whose turn it is."""
        if self._plan is None and self.shown.messages:
            self._plan = begun(self.shown)
        number = self._plan.next if self._plan is not None else None
        if self._plan is None or number is None:
            return
        step = self._plan.steps[number]
        self._give_away()
        self._show_next(made=True)
        self.bench.choose_message(number)
        self.send_requested.emit(step.document.to_bytes(), f"{step.title} for {self.title}")

    def _make_anew(self) -> None:
        self._plan = None
        if self._making is not None:
            self._making.renew()
        self._look_up()
        self.make()

    def _give_away(self) -> None:
        if self._making is not None:
            self._making.given(tuple(one.to_bytes() for one in self.shown.messages))

    def _title(self) -> str:
        return f"{self.bench.current_title()} for {self.title}"

    def _show_in_ledger(self) -> None:
        if self._making is not None:
            self.ledger_requested.emit(self._order() or self._making.document.control_id)

    def _show_study(self) -> None:
        if order := self._order():
            self.study_requested.emit(order)

    def _order(self) -> str:
        """The order that the first of the lines names (FT1-23), "" when none does."""
        if self._making is None:
            return ""
        document = self._making.document
        # Only a line that names one is divided: thousands without any would hold the page up.
        named = (line for line in document.all("FT1") if _has_field(line, _ORDER))
        orders = (document.value(f"{line.path}-{_ORDER}.1") for line in named)
        return next(filter(None, orders), "")

    def _follow(self, target: object) -> None:
        if isinstance(target, int):
            self.history_requested.emit(target)
        elif target == TAKE_REST:
            self.bench.options.take_rest()
        elif target == BESIDE:
            self.bench.options.charge_beside()
        elif target == ANEW:
            self._make_anew()
        elif isinstance(target, str) and target in MODES:
            self.show_mode(target)

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._look_up_again()


def _has_field(line: Segment, number: int) -> bool:
    """Whether anything stands in this field of a line."""
    fields = line.text.split(line.delimiters.field, number + 1)
    return len(fields) > number and bool(fields[number])
