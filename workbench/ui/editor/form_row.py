"""One row of the form: number, name, input, meaning of the code, and what the definition says of the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from workbench.er7 import Delimiters, Field, Path
from workbench.ui import theme
from workbench.ui.editor.field_editor import FieldEditor, Place
from workbench.ui.editor.fields.arrow import Arrow
from workbench.ui.editor.fields.facts import PartFacts, codes_of, editor_for, has_parts
from workbench.ui.editor.fields.held import Unfinished, held_for
from workbench.ui.editor.fields.labels import ElidedLabel
from workbench.ui.editor.fields.meaning import Meaning, Room
from workbench.ui.editor.fields.parts_panel import PartsPanel
from workbench.ui.editor.fields.summary import says_more, summary
from workbench.ui.editor.naming import Names, shorter
from workbench.ui.editor.severity import SIGNS
from workbench.ui.widgets import PlainLabel, plain_tooltip

_OPTIONALITY = {
    "R": "required",
    "C": "conditional",
    "B": "kept for old systems",
    "W": "withdrawn",
    "X": "not used",
}


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the definition says of a field."""

    label: str
    name: str
    datatype: str
    optionality: str
    repeats: bool
    codes: Mapping[str, str] = field(default_factory=dict)
    local: frozenset[str] = frozenset()
    """The codes that are in use without being in HL7's list."""
    has_parts: bool = False
    """Whether its data type has components."""
    names: tuple[str, ...] = ()
    """The name, and shorter ones for where it has no room."""

    @classmethod
    def of(cls, path: Path, names: Names) -> RowFacts:
        """The facts of a field by its path; the occurrence of the segment makes no difference."""
        description = names.describe(path)
        codes, local = codes_of(path, names)
        return cls(
            label=f"{path.segment}-{path.field}",
            name=description.name,
            datatype=description.datatype,
            optionality=description.optionality,
            repeats=bool(description.datatype) and description.max_repetitions != 1,
            codes=codes,
            local=local,
            has_parts=has_parts(path, names),
            names=shorter(description.name, path.segment, names.name(Path(path.segment))),
        )

    @property
    def is_required(self) -> bool:
        return self.optionality == "R"

    @property
    def is_withdrawn(self) -> bool:
        return self.optionality in ("W", "X")

    @property
    def is_unknown(self) -> bool:
        """Whether the dictionary has segments of this name, but no such field."""
        return not self.datatype and not self.optionality and not self.label.startswith("Z")

    @property
    def part(self) -> PartFacts:
        """The same facts as an input needs them."""
        return PartFacts(self.name, self.datatype, self.optionality, self.codes, self.local)

    @property
    def sign(self) -> str:
        """What stands behind the name: * for required, W for withdrawn, ? for a field beyond the definition."""
        return "*" if self.is_required else "W" if self.is_withdrawn else "?" if self.is_unknown else ""

    def badge(self) -> str:
        """Data type, optionality, and the repetition separator where the field may repeat: `XCN O ~`."""
        return " ".join(part for part in (self.datatype, self.optionality, "~" if self.repeats else "") if part)

    def explanation(self) -> str:
        """The badge in words."""
        parts = [f"{self.label} {self.name}"]
        if self.datatype:
            parts.append(f"data type {self.datatype}")
        if self.optionality in _OPTIONALITY:
            parts.append(_OPTIONALITY[self.optionality])
        if self.repeats:
            parts.append("may repeat")
        if self.is_unknown:
            parts.append("not defined in this version")
        return ", ".join(parts)


class _NameLabel(ElidedLabel):
    """Clicking it goes to the input that it names. Names that begin alike often differ at the end."""

    def __init__(self, facts: RowFacts, role: str, editor: FieldEditor) -> None:
        super().__init__(facts.name, role, elide=Qt.TextElideMode.ElideMiddle)
        self._names = facts.names
        self._editor = editor

    def shown_text(self) -> str:
        """The longest of its names that fits, or the shortest without its middle."""
        metrics, room = self.fontMetrics(), self.width()
        fitting = (name for name in self._names if metrics.horizontalAdvance(name) <= room)
        shortest = self._names[-1] if self._names else self.text()
        return next(fitting, "") or metrics.elidedText(shortest, self.elide, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), self.shown_text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._editor.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row shows; the same again need not be shown again."""

    path: Path
    raw: str
    fixed: bool
    held: tuple[tuple[Path, Unfinished], ...]
    signs: Delimiters
    datatype: str


class FormRow:
    """The widgets of one row, put into five lines of a grid that the form owns.

    The second is for a meaning that has no room beside the input, the third for a problem, the fourth for an offer to
    mend the value, the fifth for the parts and repetitions.
    """

    NUMBER, NAME, MARK, FOLD, EDITOR, MEANING, BADGE = range(7)
    LINES = 5
    _BELOW, _PROBLEM, _OFFER, _PANEL = range(1, 5)

    def __init__(self, facts: RowFacts, grid: QGridLayout, line: int) -> None:
        self.facts = facts
        self.editor = editor_for(f"{facts.label} {facts.name}", facts.part)
        self.number = PlainLabel(facts.label, "muted")
        self.number.setFont(theme.monospace())
        self.name = _NameLabel(facts, "muted" if facts.is_withdrawn else "", self.editor)
        self.meaning = Meaning()
        self.badge = PlainLabel(facts.badge(), "muted")
        self.mark = PlainLabel(facts.sign, "muted")
        self.fold = Arrow(f"Parts of {facts.label} {facts.name}")
        self.flag: PlainLabel | None = None
        self.problem: PlainLabel | None = None
        self.offer: Offer | None = None
        self.panel: PartsPanel | None = None
        # Money has two inputs that say it all, and needs the room.
        self._has_meaning = bool(facts.codes) or (says_more(facts.datatype) and len(self.editor.places) == 1)
        self._meanings = facts.part.meanings
        self._shown: Shown | None = None
        self._last: Shown | None = None
        self.offer_wired = False
        self._on_show = self._wide = self._roomy = True
        self._room = Room()
        self._grid: QGridLayout | None = None
        self._line = line
        self._prepare()
        self.move_to(grid)

    def _prepare(self) -> None:
        explanation = plain_tooltip(self.facts.explanation())
        for label in (self.number, self.name, self.mark, self.badge):
            label.setToolTip(explanation)
        width = self.name.fontMetrics().averageCharWidth()
        self.name.setMinimumWidth(width * 19)
        self.name.setMaximumWidth(width * 33)
        self.badge.setMinimumWidth(width * 8)
        self.editor.setContentsMargins(0, 2, 0, 2)
        # Like the meaning: the columns are shared by the form, whatever stands in them.
        self.editor.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def grid(self) -> QGridLayout | None:
        """Where it stands."""
        return self._grid

    @property
    def below(self) -> tuple[QWidget, ...]:
        """What is on show below its input: repetitions, a problem."""
        extras = (self.problem, self.offer)
        shown: list[QWidget] = [one for one in extras if one is not None and not one.isHidden()]
        if self.panel is not None and not self.panel.isHidden() and not self.panel.chips.isHidden():
            shown.append(self.panel.chips)
        return tuple(shown)

    def move_to(self, grid: QGridLayout) -> None:
        """Put the widgets into a grid."""
        if grid is self._grid:
            return
        self._grid = grid
        line = self._line
        grid.addWidget(self.number, line, self.NUMBER)
        grid.addWidget(self.name, line, self.NAME)
        grid.addWidget(self.mark, line, self.MARK)
        grid.addWidget(self.fold, line, self.FOLD)
        self._put_meaning()
        grid.addWidget(self.badge, line, self.BADGE)
        for widget, below in ((self.problem, self._PROBLEM), (self.offer, self._OFFER), (self.panel, self._PANEL)):
            if widget is not None:
                self._add_below(widget, below)
        if self.flag is not None:
            grid.addWidget(self.flag, line, self.MARK)

    def _put_meaning(self) -> None:
        """Input and meaning beside one another, or the input as wide as both and the meaning below it."""
        grid, line = self._grid, self._line
        if grid is None:
            return
        beside = self._has_meaning and not self.meaning.stands_below
        grid.addWidget(self.editor, line, self.EDITOR, 1, 1 if beside else 2)
        if beside:
            grid.addWidget(self.meaning, line, self.MEANING)
        elif self._has_meaning:
            grid.addWidget(self.meaning, line + self._BELOW, self.EDITOR, 1, self.BADGE - self.EDITOR + 1)

    def _place_meaning(self) -> None:
        if self._has_meaning and self.meaning.place(self._room) and self._grid is not None:
            for widget in (self.editor, self.meaning):
                self._grid.removeWidget(widget)
            self._put_meaning()

    def _add_below(self, widget: QWidget, lines: int) -> None:
        if self._grid is not None:
            first = self.EDITOR if lines == self._PROBLEM else self.NAME
            self._grid.addWidget(widget, self._line + lines, first, 1, self.BADGE - first + 1)

    def set_shown(self, shown: bool) -> None:
        """Whether the row is on show at all."""
        if shown == self._on_show:
            return
        self._on_show = shown
        for widget in (self.number, self.name, self.mark, self.fold, self.editor):
            widget.setVisible(shown)
        self.badge.setVisible(shown and self._wide)
        if self._has_meaning:
            self.meaning.setVisible(shown)
        for extra in (self.problem, self.offer, self.flag):
            if extra is not None and not shown:
                extra.hide()
        if shown and self.flag is not None:
            self._show_flag()
        if self.panel is not None:
            self.panel.setVisible(shown)
        self.touch()

    def set_room(self, room: Room, *, wide: bool, roomy: bool) -> None:
        """Whether there is room for data type and optionality (`wide`) and for names (`roomy`); and for the meaning.

        Their words are in the hints in any case.
        """
        if room != self._room:
            self._room = room
            self._place_meaning()
        if (wide, roomy) == (self._wide, self._roomy):
            return
        self._wide, self._roomy = wide, roomy
        character = self.name.fontMetrics().averageCharWidth()
        self.name.setMinimumWidth(character * (20 if roomy else 13))
        self.name.setMaximumWidth(character * (33 if wide else 21 if roomy else 15))
        self.badge.setVisible(self._on_show and wide)

    def inputs(self) -> Iterator[QWidget]:
        """What takes the keyboard, in the order of the eye."""
        yield from self.editor.inputs()
        if self.offer is not None:
            yield self.offer.button
        if self.panel is not None:
            yield from self.panel.inputs()

    def editors(self) -> Iterator[tuple[Place | None, FieldEditor]]:
        """The input of the whole field (None) and those of its parts, by component and subcomponent."""
        yield None, self.editor
        if self.panel is not None:
            for key, row in self.panel.rows.items():
                yield key, row.editor

    # --- showing a value -------------------------------------------------------------------------------------------

    def touch(self) -> None:
        """The inputs may differ from what was shown last: the next time it is shown in full."""
        self._shown = None

    @property
    def shown(self) -> Shown | None:
        """What it showed last."""
        return self._last

    def is_shown(self, shown: Shown) -> bool:
        return shown == self._shown

    def show_value(self, shown: Shown, field: Field | None) -> None:
        """Show a field of the message, and what was typed for it and refused."""
        self._shown = self._last = shown
        held = dict(shown.held)
        typed, reason = held_for(self.editor, shown.path, held)
        self.editor.show_raw(shown.raw, shown.signs, read_only=shown.fixed, held=typed)
        self.show_meaning("" if typed else summary(shown.raw, shown.datatype, shown.signs, self._meanings))
        self.show_missing(not shown.raw)
        self.show_problem(reason)
        self.fold.setVisible(self._on_show and not shown.fixed and self._has_parts(shown))
        if self.panel is not None:
            self.panel.show_field(shown.path, field, held, shown.signs, repeats=self.facts.repeats)

    def _has_parts(self, shown: Shown) -> bool:
        """Whether there is more to the field than its line shows."""
        if self.facts.repeats or not self.facts.datatype or self.facts.has_parts:
            return True
        signs = shown.signs
        return any(sign and sign in shown.raw for sign in (signs.repetition, signs.component, signs.subcomponent))

    def need_panel(self, names: Names) -> PartsPanel:
        """The parts and repetitions below the row, made when first needed."""
        if self.panel is None:
            shown = self._last
            assert shown is not None
            self.panel = PartsPanel(shown.path, self.facts.name, shown.datatype, names)
            self._add_below(self.panel, self._PANEL)
            self.panel.setVisible(self._on_show)  # now; a layout would show it when the events come round
            self.touch()
        return self.panel

    def show_meaning(self, text: str) -> None:
        if self.meaning.say(text):
            self.editor.line.setToolTip(self.meaning.toolTip())
            self._place_meaning()

    def show_missing(self, empty: bool) -> None:
        """Mark a required field that is empty."""
        role = "bad" if empty else "muted"
        if self.facts.is_required and role != self.mark.property("role"):
            self.mark.set_role(role)

    def show_current(self, current: bool) -> None:
        """Whether the cursor of the message is in this field."""
        font = self.name.font()
        if font.bold() != current:
            font.setBold(current)
            self.name.setFont(font)

    def show_problem(self, text: str) -> None:
        """Why the text in the input is not in the message; "" when it is."""
        if not text:
            if self.problem is not None:
                self.problem.hide()
            return
        if self.problem is None:
            self.problem = PlainLabel("", "bad", wrap=True)
            self._add_below(self.problem, self._PROBLEM)
        self.problem.setText(text)
        self.problem.show()

    def show_offer(self, text: str, action: str) -> Offer | None:
        """Offer to mend what stands there; "" for no offer."""
        if not text:
            if self.offer is not None:
                self.offer.hide()
            return None
        if self.offer is None:
            self.offer = Offer()
            self._add_below(self.offer, self._OFFER)
        self.offer.say(text, action)
        self.offer.setVisible(self._on_show)
        return self.offer

    def show_finding(self, severity: str, text: str) -> None:
        """Mark the row with what the checks say of the field; "" for nothing."""
        if self.flag is None:
            if not text:
                return
            self.flag = PlainLabel()
            if self._grid is not None:
                self._grid.addWidget(self.flag, self._line, self.MARK)
        sign, role = SIGNS.get(severity, SIGNS["info"])
        self.flag.setText(sign if text else "")
        self.flag.set_role(role)
        self.flag.setToolTip(plain_tooltip(text))
        self.flag.setAccessibleName(f"{severity}: {text}" if text else "")
        self._show_flag()

    def _show_flag(self) -> None:
        """In the place of the sign behind the name: there is room for one."""
        if self.flag is not None:
            flagged = bool(self.flag.text())
            self.flag.setVisible(flagged and self._on_show)
            self.mark.setVisible(not flagged and self._on_show)


class Offer(QWidget):
    """A sentence about a value, and the button that mends it."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.label = PlainLabel("", "warn", wrap=True)
        self.button = QToolButton()
        self.button.clicked.connect(lambda _checked=False: self.wanted.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(8)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button)

    def say(self, text: str, action: str) -> None:
        self.label.setText(text)
        self.button.setText(action)
        self.button.setAccessibleName(action)
