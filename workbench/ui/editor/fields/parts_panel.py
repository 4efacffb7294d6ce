"""What opens below a row of the form: the repetitions as chips, and the parts of the chosen one."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from workbench.er7 import Delimiters, Field, Path
from workbench.ui.editor.fields.chips import Chips
from workbench.ui.editor.fields.facts import USUAL_PARTS, PartFacts, defined_parts, has_parts
from workbench.ui.editor.fields.held import Held
from workbench.ui.editor.fields.money import MONEY
from workbench.ui.editor.fields.part_row import PartRow
from workbench.ui.editor.fields.pieces import components, repetitions, subcomponents
from workbench.ui.editor.fields.summary import short
from workbench.ui.editor.naming import Names

_MOST = 80
"""More parts than this are no form any more; the tree and the raw text have the rest."""

_NARROW = 50
"""With fewer characters than this to a row a part is named by the end of its path."""

Key = tuple[int | None, int | None]


class PartsPanel(QWidget):
    """Parts of one field. Made when it is first opened; the rows in it when they are first needed."""

    edited = Signal(object, str)
    """The exact Path, and the raw text that the user made of it."""
    rearranged = Signal(str, str)
    """The whole field's new raw text after repetitions were added, removed or moved; and what was done."""
    opened = Signal()
    """The parts of the chosen repetition are wanted on the screen, with the keyboard in them."""
    entered = Signal(object)
    dropped = Signal(object)
    laid_out = Signal()
    """Inputs have come or gone, so that the order of the Tab key is another one."""

    def __init__(self, path: Path, name: str, datatype: str, names: Names) -> None:
        """`path` is the field's; the segment's occurrence makes no difference here."""
        super().__init__()
        self._path, self._name, self._datatype, self._names = path, name, datatype, names
        self._defined = defined_parts(path, names)
        self._raw, self._signs = "", Delimiters()
        self._held: Held = {}
        self._opened: set[int] = set()
        self._closed: set[int] = set()
        self._inner_counts: dict[int, int] = {}
        self._following = False
        self.repetition = 1
        self.rows: dict[Key, PartRow] = {}
        self.parts_shown = False
        self.chips = Chips(f"{path} {name}")
        self._parts = QWidget()
        self.column = QVBoxLayout(self._parts)
        self.column.setContentsMargins(0, 0, 0, 4)
        self.column.setSpacing(0)
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.toggled.connect(self._on_fold)
        self.column.addWidget(self.fold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 0, 0, 2)
        layout.setSpacing(2)
        layout.addWidget(self.chips)
        layout.addWidget(self._parts)
        self._parts.hide()
        self._connect_chips()

    def _connect_chips(self) -> None:
        self.chips.chosen.connect(self._on_chosen)
        self.chips.opened.connect(self._on_opened)
        self.chips.added.connect(self._on_added)
        self.chips.removed.connect(self._on_removed)
        self.chips.reordered.connect(self._on_reordered)

    # --- showing -------------------------------------------------------------------------------------------------

    def show_field(self, path: Path, field: Field | None, held: Held, signs: Delimiters, *, repeats: bool) -> None:
        """Show a field of the message; `repeats` is whether its definition lets it."""
        self._raw, self._signs, self._held = field.text if field is not None else "", signs, held
        other = path != self._path
        self._path = path
        texts = repetitions(self._raw, signs)
        if other or self.repetition > len(texts):
            self.repetition = 1 if other else len(texts)
        self.chips.setVisible(len(texts) > 1 or (self.parts_shown and repeats))
        self.chips.add.setEnabled(bool(self._raw) and bool(signs.repetition))
        self.chips.show_texts([short(text, self._datatype, signs) for text in texts], self.repetition)
        if self.parts_shown:
            self._fill(texts[self.repetition - 1], len(texts), held)

    def follow(self, cursor: Path) -> None:
        """Show the repetition and the part that the cursor of the message is in; any other cursor marks nothing."""
        here = cursor.field_path() == self._path
        texts = repetitions(self._raw, self._signs)
        if here and cursor.repetition and cursor.repetition != self.repetition and cursor.repetition <= len(texts):
            self.repetition = cursor.repetition
            self.chips.choose(self.repetition)
            self._refill()
        for (component, subcomponent), row in self.rows.items():
            at = (cursor.component, cursor.subcomponent)
            inputs_below = len(row.editor.places) > 1 and component == cursor.component
            row.show_current(here and component is not None and (at == (component, subcomponent) or inputs_below))

    def inputs(self) -> Iterator[QWidget]:
        """What takes the keyboard, in the order of the eye."""
        yield from (self.chips.bar, self.chips.add)
        for key in sorted(self.rows, key=_in_order):
            yield from self.rows[key].editor.inputs()
        yield self.fold

    def focus_first(self) -> None:
        """Put the keyboard into the first part on show."""
        for key in sorted(self.rows, key=_in_order):
            if self.rows[key].isVisibleTo(self):
                self.rows[key].editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def focus_part(self, component: int | None, subcomponent: int | None) -> None:
        """Put the keyboard into the row of a part, or of the part around it; into the first without such a row."""
        row = self.rows.get((component, subcomponent)) or self.rows.get((component, None))
        if row is not None and component is not None and row.isVisibleTo(self):
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def show_parts(self, shown: bool) -> None:
        """Open or close the parts; the caller shows the field again afterwards."""
        self.parts_shown = shown
        self._parts.setVisible(shown)

    def _fill(self, raw: str, count: int, held: Held) -> None:
        base = self._path.at(repetition=self.repetition) if count > 1 else self._path
        parts = components(raw, self._signs)
        before = set(self.rows)
        for key, text in self._wanted(parts):
            component, subcomponent = key
            path = base if component is None else base.at(component=component, subcomponent=subcomponent)
            self._row(key, path).show_part(path, text, held, self._signs)
        self._show_rows(parts)
        if set(self.rows) != before:
            self.laid_out.emit()

    def _wanted(self, parts: list[str]) -> Iterator[tuple[Key, str]]:
        """The parts that have a row, and their raw texts."""
        count = max(self._defined, len(parts) + (0 if self._datatype else 1))
        if count == 1 and not self._defined and self._datatype:
            yield (None, None), parts[0]
            return
        for number in range(1, min(count, _MOST) + 1):
            text = parts[number - 1] if number <= len(parts) else ""
            unusual = not text and not self._is_usual(number) and not self.fold.isChecked()
            if unusual and (number, None) not in self.rows:
                continue
            yield (number, None), text
            if self._is_open(number, text):
                yield from self._wanted_inner(number, text)

    def _wanted_inner(self, number: int, text: str) -> Iterator[tuple[Key, str]]:
        inner = subcomponents(text, self._signs)
        if number not in self._inner_counts:
            self._inner_counts[number] = defined_parts(self._path.at(component=number), self._names)
        for below in range(1, min(max(self._inner_counts[number], len(inner)), _MOST) + 1):
            yield (number, below), inner[below - 1] if below <= len(inner) else ""

    def _is_usual(self, number: int) -> bool:
        if not self._datatype:
            return True
        usual = USUAL_PARTS.get(self._datatype)
        return number <= self._defined if usual is None else number in usual

    def _is_open(self, number: int, text: str) -> bool:
        row = self.rows.get((number, None))
        if row is not None and row.facts.datatype in MONEY:
            # Its own input has both parts; a third one has only these rows.
            return len(subcomponents(text, self._signs)) > 2
        divided = bool(self._signs.subcomponent) and self._signs.subcomponent in text
        return number in self._opened or (divided and number not in self._closed)

    def _row(self, key: Key, path: Path) -> PartRow:
        row = self.rows.get(key)
        if row is None:
            facts = PartFacts.of(path, self._names)
            openable = (
                key[0] is not None
                and key[1] is None
                and facts.datatype not in MONEY
                and (has_parts(path, self._names) or not facts.datatype)
            )
            row = self.rows[key] = PartRow(facts, path, openable=openable)
            order = sorted(self.rows, key=_in_order)
            self.column.insertWidget(order.index(key), row)
            row.set_name_width(self._name_width(), short=self._is_narrow())
            row.edited.connect(self._on_edited)
            row.entered.connect(self.entered)
            row.dropped.connect(self.dropped)
            row.toggled.connect(lambda opened, number=key[0]: self._on_toggled(number or 1, opened))
        return row

    def _show_rows(self, parts: list[str]) -> None:
        """Show the rows that are wanted now, and say how many are not."""
        texts = dict(self._wanted(parts))
        hidden = 0
        for key, row in self.rows.items():
            number, below = key
            shown = key in texts
            if shown and below is None and number is not None:
                shown = bool(texts[key]) or self._is_usual(number) or self.fold.isChecked() or not self._datatype
                shown = shown or row.editor.line.hasFocus()
                self._show_arrow(row, number, texts[key])
            row.setVisible(shown)
        usual = {number for number in range(1, self._defined + 1) if self._is_usual(number)}
        filled = {number for number, text in enumerate(parts, 1) if text}
        hidden = len(set(range(1, self._defined + 1)) - usual - filled)
        self.fold.setText(f"{hidden} more parts")
        self.fold.setVisible(hidden > 0)

    def _show_arrow(self, row: PartRow, number: int, text: str) -> None:
        opened = self._is_open(number, text)
        if row.arrow.isChecked() != opened:
            self._following = True
            row.arrow.setChecked(opened)
            self._following = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in self.rows.values():
            row.set_name_width(self._name_width(), short=self._is_narrow())

    def _is_narrow(self) -> bool:
        return self.width() < self.fontMetrics().averageCharWidth() * _NARROW

    def _name_width(self) -> int:
        character = self.fontMetrics().averageCharWidth()
        return max(character * 14, min(character * 34, self.width() * 32 // 100))

    # --- from the user -------------------------------------------------------------------------------------------

    def _refill(self) -> None:
        texts = repetitions(self._raw, self._signs)
        if self.parts_shown:
            self._fill(texts[self.repetition - 1], len(texts), self._held)

    def _on_edited(self, path: Path, raw: str) -> None:
        row = self.rows.get((path.component, path.subcomponent)) or self.rows.get((path.component, None))
        if row is not None:
            row.touch()
        self.edited.emit(path, raw)

    def _on_toggled(self, number: int, opened: bool) -> None:
        if self._following:
            return
        (self._opened.add if opened else self._opened.discard)(number)
        (self._closed.discard if opened else self._closed.add)(number)
        self._refill()
        self.laid_out.emit()

    def _on_fold(self, opened: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self._refill()
        self.laid_out.emit()

    def _on_chosen(self, number: int) -> None:
        if number != self.repetition:
            self.repetition = number
            self._refill()
        self.entered.emit(self._path.at(repetition=number))

    def _on_opened(self, _number: int) -> None:
        self.opened.emit()

    def _on_added(self) -> None:
        if not self._raw or not self._signs.repetition:
            return
        count = len(repetitions(self._raw, self._signs)) + 1
        self._rearrange(self._raw + self._signs.repetition, f"Add {self._path.at(repetition=count)}", count)
        if self.repetition == count:
            self.opened.emit()

    def _on_removed(self, number: int) -> None:
        texts = repetitions(self._raw, self._signs)
        if len(texts) > 1 and 1 <= number <= len(texts):
            rest = texts[: number - 1] + texts[number:]
            what = f"Remove {self._path.at(repetition=number)}"
            self._rearrange(self._signs.repetition.join(rest), what, min(number, len(rest)))

    def _on_reordered(self, order: list[int]) -> None:
        texts = repetitions(self._raw, self._signs)
        if sorted(order) != list(range(1, len(texts) + 1)):
            return
        now = order.index(self.repetition) + 1
        raw = self._signs.repetition.join(texts[number - 1] for number in order)
        self._rearrange(raw, f"Reorder {self._path}", now)

    def _rearrange(self, raw: str, what: str, chosen: int) -> None:
        before, self.repetition = self.repetition, chosen
        self.rearranged.emit(raw, what)
        if self._raw == raw:
            self.entered.emit(self._path.at(repetition=chosen))
        else:  # it was refused; the chips are back in their order
            self.repetition = before
            texts = repetitions(self._raw, self._signs)
            self.chips.show_texts([short(text, self._datatype, self._signs) for text in texts], before)


def _in_order(key: Key) -> tuple[int, int]:
    return key[0] or 0, key[1] or 0
