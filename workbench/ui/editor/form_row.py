"""One row of the form: number, name, input, meaning of the code, and what the definition says of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel

from workbench.er7 import Path
from workbench.ui import theme
from workbench.ui.editor.field_editor import FieldEditor
from workbench.ui.editor.naming import Names
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

    @classmethod
    def of(cls, path: Path, names: Names) -> RowFacts:
        """The facts of a field by its path; the occurrence of the segment makes no difference."""
        description = names.describe(path)
        table = names.table(path)
        codes = {code: entry.means for code, entry in table.codes.items()} if table is not None else {}
        return cls(
            label=f"{path.segment}-{path.field}",
            name=description.name,
            datatype=description.datatype,
            optionality=description.optionality,
            repeats=bool(description.datatype) and description.max_repetitions != 1,
            codes=codes,
        )

    @property
    def is_required(self) -> bool:
        return self.optionality == "R"

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
        return ", ".join(parts)


class ElidedLabel(QLabel):
    """A label of one line that is shortened with … where there is no room. Plain text."""

    elide = Qt.TextElideMode.ElideRight

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            self.setProperty("role", role)
        self.setMinimumWidth(24)
        self.setText(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), self.elide, self.width())
        painter.drawText(self.rect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), text)


class _NameLabel(ElidedLabel):
    """Clicking it goes to the input that it names. Names that begin alike often differ at the end."""

    elide = Qt.TextElideMode.ElideMiddle

    def __init__(self, text: str, editor: FieldEditor) -> None:
        super().__init__(text)
        self._editor = editor

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._editor.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()


class FormRow:
    """The widgets of one row, put into two lines of a grid that the form owns; the second is for a problem."""

    NUMBER, NAME, MARK, EDITOR, MEANING, BADGE = range(6)

    def __init__(self, facts: RowFacts, grid: QGridLayout, line: int) -> None:
        self.facts = facts
        self.editor = FieldEditor(f"{facts.label} {facts.name}", facts.codes)
        self.number = PlainLabel(facts.label, "muted")
        self.number.setFont(theme.monospace())
        self.name = _NameLabel(facts.name, self.editor)
        self.meaning = ElidedLabel("", "muted")
        self.badge = PlainLabel(facts.badge(), "muted")
        self.mark = PlainLabel("*" if facts.is_required else "", "muted")
        self.problem: PlainLabel | None = None
        self._grid: QGridLayout | None = None
        self._line = line
        self._prepare()
        self.move_to(grid)

    def _prepare(self) -> None:
        explanation = plain_tooltip(self.facts.explanation())
        for label in (self.number, self.name, self.mark, self.badge):
            label.setToolTip(explanation)
        width = self.name.fontMetrics().averageCharWidth()
        self.name.setMinimumWidth(width * 17)
        self.name.setMaximumWidth(width * 30)
        self.badge.setMinimumWidth(width * 8)
        self.editor.setContentsMargins(0, 2, 0, 2)

    def move_to(self, grid: QGridLayout) -> None:
        """Put the widgets into a grid."""
        if grid is self._grid:
            return
        self._grid = grid
        for column, widget in ((self.NUMBER, self.number), (self.NAME, self.name), (self.MARK, self.mark)):
            grid.addWidget(widget, self._line, column)
        if self.facts.codes:
            grid.addWidget(self.editor, self._line, self.EDITOR)
            grid.addWidget(self.meaning, self._line, self.MEANING)
        else:
            grid.addWidget(self.editor, self._line, self.EDITOR, 1, 2)
        grid.addWidget(self.badge, self._line, self.BADGE)
        if self.problem is not None:
            grid.addWidget(self.problem, self._line + 1, self.EDITOR, 1, 3)

    def set_shown(self, shown: bool) -> None:
        """Whether the row is on show at all."""
        for widget in (self.number, self.name, self.mark, self.editor, self.badge):
            widget.setVisible(shown)
        if self.facts.codes:
            self.meaning.setVisible(shown)
        if self.problem is not None and not shown:
            self.problem.hide()

    def show_meaning(self, text: str) -> None:
        if text != self.meaning.text():
            self.meaning.setText(text)
            self.meaning.setToolTip(plain_tooltip(text))

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
            if self._grid is not None:
                self._grid.addWidget(self.problem, self._line + 1, self.EDITOR, 1, 3)
        self.problem.setText(text)
        self.problem.show()
