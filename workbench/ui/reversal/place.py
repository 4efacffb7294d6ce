"""The Reversal page: the lines of a message on the left, what takes them back on the right, before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.chargemaster.master import ChargeMaster, load_default
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import Convention, load_convention
from workbench.charges.profile.model import Profile
from workbench.er7 import Document
from workbench.er7 import Path as MessagePath
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError
from workbench.history import HistoryError, NoHistory
from workbench.ui.bridge import Bridge
from workbench.ui.requests import OpenRequest
from workbench.ui.reversal.bench import Bench
from workbench.ui.reversal.lookup import NOT_LOOKED_UP, UNKNOWN, Standing, standing_of
from workbench.ui.reversal.making import Making
from workbench.ui.reversal.sending import ANEW, Plan, begun
from workbench.ui.reversal.shown import (
    CORRECT,
    MODES,
    REPOST,
    REVERSE,
    TAKE_REST,
    Note,
    Shown,
    of_correction,
    of_reversal,
    repost_doubt,
    wants_repost,
)
from workbench.ui.tasks import Tasks
from workbench.ui.widgets import EmptyState, PlainLabel, TitleLabel

if TYPE_CHECKING:
    from workbench.history.store import History

OpenMessages = Callable[[], Sequence[tuple[str, bytes]]]
"""Title and bytes of the messages that are open in the editor."""
ProfileInUse = Callable[[], Profile | None]
"""The profile that charges are composed with; None for no preference. Raises ProfileError when it cannot be read."""
MANY = 100
"""Lines from which on the window would be felt to stop: they are worked out beside it."""
_ANYWAY, _NOT_YET = "Go on to sending", "Not yet"
NO_PROFILES: Mapping[str, Convention] = {}
_LONGEST = 40
"""Characters of an id in the line below the heading."""
OtherConventions = Callable[[], Mapping[str, Convention]]
"""The conventions of the other profiles of the site, by the names of these. What cannot be read is not among them."""
_WORDS = {REVERSE: "Take &back", REPOST: "&Post again", CORRECT: "&Correct with…"}
_HEADINGS = {REVERSE: "Take back", REPOST: "Post again", CORRECT: "Correct"}


class ReversalPlace(QWidget):
    """`history_factory` gives the history, to know what became of the charges; without one they are unknown.

    `charge_master` gives the one in use, which says what an add-on becomes when its base does.
    """

    open_requested = Signal(object)
    """An OpenRequest: open this message in the editor."""
    send_requested = Signal(object, str)
    """Bytes and title: load this message for sending."""
    history_requested = Signal(int)
    """The id of a history entry to be shown."""

    def __init__(
        self,
        history_factory: Callable[[], History],
        bridge: Bridge,
        open_messages: OpenMessages = lambda: (),
        profile: ProfileInUse = lambda: None,
        others: OtherConventions = lambda: NO_PROFILES,
        charge_master: Callable[[], ChargeMaster] = load_default,
    ) -> None:
        super().__init__()
        self._factory, self._bridge, self._open_messages = history_factory, bridge, open_messages
        self._profile, self._others, self._load_master = profile, others, charge_master
        self._making: Making | None = None
        self._new: Document | None = None
        self._master: ChargeMaster | None = None
        self._stale = self._busy = False
        self._fresh = False
        """Whether nothing was made yet of what was loaded last."""
        self.tasks = Tasks(self)
        self._looking: Callable[[], tuple[Standing, str]] | None = None
        """What asks the history, while nobody asked it yet."""
        self._plan: Plan | None = None
        """The correction that is being sent: it stays as it is until something else is loaded."""
        self.mode = REVERSE
        self.title = self.new_title = ""
        self.standing: Standing = UNKNOWN
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
            result = self._making.repost(self.bench.chosen(), self.bench.options.choices, self.standing)
        except WorkbenchError:
            return ""  # it is said when the user goes there
        return repost_doubt(result)

    def load_correction(self, old: bytes, new: bytes, title: str = "", new_title: str = "") -> None:
        """The charges of `old` are to become those of `new`."""
        self._new, self.new_title = Document.from_bytes(new), new_title or "the corrected message"
        self._begin(Document.from_bytes(old), title or "the message that was sent", CORRECT)

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
        button = self.mode_buttons[CORRECT]
        self.correct_menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def current(self) -> Document | None:
        """The message that is shown to be opened or sent."""
        return self.bench.current()

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.bench = Bench()
        self.heading = TitleLabel("", "title")
        self.sentence = PlainLabel("", "muted", wrap=True)
        self.desk = QWidget()
        layout = QVBoxLayout(self.desk)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._header())
        layout.addWidget(self.sentence)
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

    def _header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.heading, 1)
        group = QButtonGroup(self)
        self.mode_buttons: dict[str, QToolButton] = {}
        for mode in MODES:
            button = self.mode_buttons[mode] = QToolButton()
            button.setText(_WORDS[mode])
            button.setCheckable(True)
            group.addButton(button)
            row.addWidget(button)
        self.correct_menu = QMenu(self)
        self.correct_menu.aboutToShow.connect(self._fill_menu)
        self.mode_buttons[CORRECT].setMenu(self.correct_menu)
        self.mode_buttons[CORRECT].setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.mode_buttons[CORRECT].setToolTip("Choose the message with the charges as they should be.")
        self.mode_buttons[REVERSE].setToolTip("Make the credits of the chosen lines.")
        self.mode_buttons[REPOST].setToolTip("Charge again, with new ids, what was taken back by mistake.")
        return row

    def _buttons(self) -> QHBoxLayout:
        self.open_button = QPushButton("&Open in the editor")
        self.open_button.setToolTip("One new message; the original stays as it is.")
        self.send_button = QPushButton("Se&nd…")
        row = QHBoxLayout()
        row.setSpacing(8)
        self.totals = PlainLabel("", "good", wrap=True)
        self.totals.setAccessibleName("Totals")
        row.addWidget(self.totals, 1)
        row.addWidget(self.open_button)
        row.addWidget(self.send_button)
        return row

    def _connect(self) -> None:
        for mode in (REVERSE, REPOST):
            self.mode_buttons[mode].clicked.connect(lambda _checked=False, mode=mode: self.show_mode(mode))
        self.bench.chosen_changed.connect(self.make)
        self.bench.options.changed.connect(self._options_changed)
        self.bench.options.file_wanted.connect(self._ask_convention)
        self.bench.followed.connect(self._follow)
        self.open_button.clicked.connect(self.open_message)
        self.send_button.clicked.connect(self.send_message)

    # -- choosing the corrected message -------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        self.correct_menu.clear()
        for title, raw in self._open_messages():
            action = self.correct_menu.addAction(title.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, title=title, raw=raw: self.correct_with(raw, title))
        if not self.correct_menu.isEmpty():
            self.correct_menu.addSeparator()
        self.correct_menu.addAction("A &file…", lambda: self._choose_file())

    def _choose_file(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, "The corrected message", "", "HL7 messages (*.hl7 *.txt *.dat *.msg);;All files (*)"
        )
        if name:
            self.correct_with_file(Path(name))

    def correct_with_file(self, file: Path) -> None:
        """The first message of a file has the charges as they should be."""
        try:
            messages = MessageFile.open(file)
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        if not len(messages):
            self._bridge.problem(f"{file.name} is empty; there is no message in it.")
            return
        if len(messages) > 1:
            self._bridge.warning(f"{file.name} holds {len(messages):,} messages; the first one is taken.")
        self.correct_with(messages[0], file.name)

    def correct_with(self, raw: bytes, title: str) -> None:
        """The message on the page is to become this one."""
        self._new, self.new_title = Document.from_bytes(raw), title
        self.mode = CORRECT
        self.make()

    # -- making -------------------------------------------------------------------------------------------------

    def _begin(self, document: Document, title: str, mode: str) -> None:
        self._making, self.title, self.mode = Making(document), title, mode
        self._plan, self._fresh = None, mode == REVERSE
        self.shown = Shown()
        self._master = None  # it may have been edited meanwhile
        self._offer_profile()
        self.bench.begin(document)
        self.pages.setCurrentWidget(self.desk)
        self._look_up()
        self.make()
        self.bench.focus_lines()

    def _offer_profile(self) -> None:
        """What our charges are made with takes them back; a profile that cannot be read is said, and done without."""
        try:
            profile = self._profile()
            if profile is not None:
                with QSignalBlocker(self.bench.options):  # everything is made anew anyway
                    self.bench.options.offer_profile(profile.name, convention_of(profile))
        except WorkbenchError as problem:
            self._bridge.problem(f"{problem} Choose the convention for the credit yourself.")
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
        """What the history knows; a history that cannot be read is said, and the charges are unknown."""
        self._stale = False
        self.standing, self._looking = UNKNOWN, None
        if self._making is None:
            return
        try:
            convention = self.bench.options.choices.made()
            self._looking = partial(_looked_up, self._making.document, convention, self._factory())
        except NoHistory:
            return  # nothing was sent or received yet: then nobody knows, as for a message from elsewhere
        except HistoryError as problem:
            self.standing = NOT_LOOKED_UP
            self._bridge.problem(str(problem))
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
        if self._looking is not None and self.bench.count < MANY:
            self._know(*self._looking())

    def _know(self, standing: Standing, problem: str) -> None:
        """What the history said; it was asked beside the window for a large message."""
        self.standing, self._looking = standing, None
        if problem:
            self._bridge.problem(problem)

    def _look_up_again(self) -> None:
        before = self.standing
        self._look_up()
        if self._plan is not None:
            self._look_at_plan()
        if self.standing != before or self._looking is not None or self._plan is not None:
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
            self._take(work())
        else:
            self._wait()
            self.tasks.run("make", work, self._take)

    def _wait(self) -> None:
        """Nothing can be sent while it is being made anew."""
        self._busy = True
        self.mode_buttons[self.mode].setChecked(True)
        self.totals.setText(f"Working out {self.bench.count:,} lines…")
        self.totals.set_role("muted")
        self.open_button.setEnabled(False)
        self.send_button.setEnabled(False)

    def _take(self, made: tuple[Shown, Standing, str]) -> None:
        """What was made, or why nothing was, and what the history said before."""
        shown, standing, problem = made
        self._busy = False
        if self._looking is not None:
            self._know(standing, problem)
        # A correction has other columns: the lines of a reversal do not fit there.
        keeps = shown.refusal and not shown.lines and self.mode != CORRECT
        self.shown = replace(shown, lines=self.shown.lines) if keeps else shown
        self._show()
        if self._fresh:
            self._fresh = False
            self._offer_repost()

    def _work(self, making: Making) -> Callable[[], tuple[Shown, Standing, str]]:
        """What makes everything from the choices of now; it touches no widget."""
        choices, known, name = self.bench.options.choices, self.standing, self._name
        looking = self._looking
        mode, new, chosen = self.mode, self._new, self.bench.chosen()
        master = self._charge_master() if mode == CORRECT else None

        def made(standing: Standing) -> Shown:
            try:
                if mode == CORRECT and new is not None:
                    return of_correction(making.correct(new, choices, standing, master), standing, name)
                does = making.repost if mode == REPOST else making.reverse
                return of_reversal(does(chosen, choices, standing), making.document, standing, mode, name)
            except WorkbenchError as problem:
                return Shown(refusal=str(problem), notes=(Note(str(problem), "bad"),))

        def work() -> tuple[Shown, Standing, str]:
            standing, problem = looking() if looking is not None else (known, "")
            shown = made(standing)
            _ = shown.field_lines  # now, and not when somebody waits for them
            return shown, standing, problem

        return work

    def _charge_master(self) -> ChargeMaster | None:
        """For add-ons that follow their base; without it they are compared as they stand."""
        if self._master is None:
            try:
                self._master = self._load_master()
            except WorkbenchError as problem:
                self._bridge.warning(f"{problem} Add-on codes are not followed.")
        return self._master

    def _name(self, path: MessagePath) -> str:
        from workbench.reference import dictionary

        version = self._making.document.version if self._making is not None else ""
        return dictionary(version).describe(path).name

    def _show(self) -> None:
        self.mode_buttons[self.mode].setChecked(True)
        with_what = f" with {self.new_title}" if self.mode == CORRECT else ""
        self.heading.setText(f"{_HEADINGS[self.mode]}: {self.title}{with_what}")
        self.sentence.setText(_about(self._making.document) if self._making is not None else "")
        self.bench.options.offer_rest(self.shown.rests)
        self.bench.show_result(self.shown, self.mode)
        made = bool(self.shown.messages)
        self.totals.setText(" ".join(self.shown.totals) if made else "Nothing is made.")
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
        return self._bridge.ask(_HEADINGS[self.mode], self.shown.doubt, (_ANYWAY, _NOT_YET)) == _ANYWAY

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

    def _follow(self, target: object) -> None:
        if isinstance(target, int):
            self.history_requested.emit(target)
        elif target == TAKE_REST:
            self.bench.options.take_rest()
        elif target == ANEW:
            self._make_anew()
        elif isinstance(target, str) and target in MODES:
            self.show_mode(target)

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._look_up_again()


def _looked_up(document: Document, convention: Convention, history: History) -> tuple[Standing, str]:
    """What the history knows about the charges, and why it cannot be read: "" when it can."""
    try:
        return standing_of(document, convention, history), ""
    except HistoryError as problem:
        return NOT_LOOKED_UP, str(problem)


def _about(document: Document) -> str:
    """Who and what the message is about."""
    parts = (
        ("patient", document.value("PID-3.1")),
        ("account", document.value("PID-18.1")),
        ("control id", document.control_id),
        ("HL7", document.version),
    )
    return " · ".join(f"{name} {_cut(value)}" for name, value in parts if value)


def _cut(value: str) -> str:
    """An id as a person can compare it; what is longer is no id, and stands in the message in full."""
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…"
