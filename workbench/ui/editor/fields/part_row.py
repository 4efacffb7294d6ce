"""One part of a field: its path, its name, the input that fits its type, and what the value means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from workbench.er7 import Delimiters, Path
from workbench.ui import theme
from workbench.ui.editor.fields.arrow import Arrow
from workbench.ui.editor.fields.facts import PartFacts, editor_for
from workbench.ui.editor.fields.held import Held, below, held_for
from workbench.ui.editor.fields.labels import ElidedLabel
from workbench.ui.editor.fields.meaning import Meaning, Room
from workbench.ui.editor.fields.summary import one, says_more
from workbench.ui.widgets import PlainLabel, plain_tooltip

_EDITOR, _MEANING = 3, 4
"""Columns."""
_DEEPER = 14
"""How much further in a subcomponent stands, in pixels."""


class PartRow(QWidget):
    """The input of a component or subcomponent. The path may change with the repetition on show; the part does not."""

    edited = Signal(object, str)
    """The exact Path, and the raw text that the user made of it."""
    entered = Signal(object)
    dropped = Signal(object)
    toggled = Signal(bool)
    """The subcomponents are wanted on the screen, or not any more."""

    def __init__(self, facts: PartFacts, path: Path, *, openable: bool) -> None:
        super().__init__()
        self.facts = facts
        self.path = path
        label = str(Path(path.segment, 1, path.field, None, path.component, path.subcomponent))
        self.editor = editor_for(f"{label} {facts.name}", facts, inner=path.component is not None)
        self.number = PlainLabel("", "muted")
        self.number.setFont(theme.monospace())
        name = f"{facts.name} (withdrawn)" if facts.is_withdrawn else facts.name
        self.name = ElidedLabel(name, "muted" if facts.is_withdrawn else "")
        self.name.setToolTip(plain_tooltip(" · ".join(word for word in (name, facts.datatype) if word)))
        self.meaning = Meaning()
        # An input with two lines of its own says it all, and needs the room.
        self._has_meaning = bool(facts.codes) or (says_more(facts.datatype) and len(self.editor.places) == 1)
        self.problem: PlainLabel | None = None
        self.arrow = Arrow(f"Parts of {label} {facts.name}")
        self._openable = openable
        if not openable:  # it keeps its room, so that the inputs of all rows begin at the same place
            self.arrow.setEnabled(False)
            self.arrow.setToolTip("")
        self._state: tuple[object, ...] | None = None
        self._short = False
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        character = self.name.fontMetrics().averageCharWidth()
        inner = self.path.subcomponent is not None
        self.set_name_width(character * 18)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_DEEPER if inner else 0, 1, 0, 1)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(0)
        self._grid.addWidget(self.number, 0, 0)
        self._grid.addWidget(self.name, 0, 1)
        self._grid.addWidget(self.arrow, 0, 2)
        self.editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._put_meaning()
        self._grid.setColumnStretch(_EDITOR, 6)
        self._grid.setColumnStretch(_MEANING, 4)

    def _put_meaning(self) -> None:
        """Input and meaning beside one another, or the input as wide as both and the meaning below it."""
        beside = self._has_meaning and not self.meaning.stands_below
        self._grid.addWidget(self.editor, 0, _EDITOR, 1, 1 if beside else 2)
        if beside:
            self._grid.addWidget(self.meaning, 0, _MEANING)
        elif self._has_meaning:
            self._grid.addWidget(self.meaning, 1, _EDITOR, 1, 2)

    def _place_meaning(self) -> None:
        input_, beside = self._grid.cellRect(0, _EDITOR), self._grid.cellRect(0, _MEANING)
        room = Room(beside.width(), beside.right() - input_.left() + 1) if input_.width() > 0 else Room()
        if self._has_meaning and self.meaning.place(room):
            for widget in (self.editor, self.meaning):
                self._grid.removeWidget(widget)
            self._put_meaning()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_meaning()

    def set_name_width(self, width: int, *, short: bool = False) -> None:
        """How much room the name has, in pixels; `short` is whether there is none for more than the end of the path."""
        self.name.setFixedWidth(width - (_DEEPER if self.path.subcomponent is not None else 0))
        self._short = short and self.path.component is not None
        self.number.setFixedWidth(self.number.fontMetrics().averageCharWidth() * (5 if self._short else 12))
        self._show_number()

    def _show_number(self) -> None:
        path = self.path
        whole = str(Path(path.segment, 1, path.field, path.repetition, path.component, path.subcomponent))
        end = "".join(f".{part}" for part in (path.component, path.subcomponent) if part is not None)
        self.number.setText(end if self._short else whole)
        self.number.setToolTip(whole)

    def _connect(self) -> None:
        editor = self.editor
        editor.edited.connect(lambda raw: self.edited.emit(self.path, raw))
        editor.entered.connect(lambda: self.entered.emit(self.path))
        editor.dropped.connect(lambda: self.dropped.emit(self.path))
        editor.part_edited.connect(lambda place, raw: self.edited.emit(below(self.path, place), raw))
        editor.part_entered.connect(lambda place: self.entered.emit(below(self.path, place)))
        editor.part_dropped.connect(lambda place: self.dropped.emit(below(self.path, place)))
        editor.unfolded.connect(self._on_unfolded)
        self.arrow.toggled.connect(self._on_arrow)

    def _on_unfolded(self, wanted: bool) -> None:
        if self._openable:
            self.arrow.setChecked(wanted)

    def _on_arrow(self, opened: bool) -> None:
        self.arrow.show_fold(opened)
        self.toggled.emit(opened)

    def show_part(self, path: Path, raw: str, held: Held, signs: Delimiters) -> None:
        """Show the raw text at a path, or what was typed for it and could not be taken."""
        typed, reason = held_for(self.editor, path, held)
        state = (path, raw, typed, reason, signs)
        if state == self._state:
            return
        self._state, self.path = state, path
        self._show_number()
        self.editor.show_raw(raw, signs, held=typed)
        self.show_problem(reason)
        words = one(raw, self.facts.datatype, signs, self.facts.meanings)
        if self._has_meaning and self.meaning.say(words):
            self._place_meaning()

    def touch(self) -> None:
        """What its input shows may differ from what was shown: the next time it is shown in full."""
        self._state = None

    def show_problem(self, text: str) -> None:
        """Why the text in the input is not in the message; "" when it is."""
        if self.problem is None:
            if not text:
                return
            self.problem = PlainLabel("", "bad", wrap=True)
            self._grid.addWidget(self.problem, 2, _EDITOR, 1, 2)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_current(self, current: bool) -> None:
        """Whether the cursor of the message is in this part."""
        font = self.name.font()
        if font.bold() != current:
            font.setBold(current)
            self.name.setFont(font)
