"""A dialog for rules of one's own: what makes two charges one charge twice, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.ledger import Settings
from workbench.charges.ledger.settings import KEY_PARTS, Duplicates, Late
from workbench.charges.ledger.settings_text import name_trouble
from workbench.ui.widgets import PlainLabel

_MOST_DAYS = 3660
_PAIRS = 2
"""Parts beside each other, so that the dialog fits on a small screen."""


class DuplicateKey(QDialog):
    """Begins with `settings`; `settings()` are those chosen, and `taken` the names of rules that would be replaced."""

    def __init__(self, settings: Settings, taken: Sequence[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._from, self._taken = settings, tuple(taken)
        self.setWindowTitle("Duplicate key")
        self.setModal(True)
        given = settings.duplicates
        self.name = QLineEdit(settings.name if not name_trouble(settings.name) else f"my-{settings.name}")
        self.name.setAccessibleName("Name of these rules")
        self.with_id = {part: _box(part, "lines with FT1-2", part in given.key) for part in KEY_PARTS}
        self.without_id = {part: _box(part, "lines without FT1-2", part in given.key_without_id) for part in KEY_PARTS}
        self.window_days = _days("Window for duplicates in days", given.window_days, "no limit")
        self.late_days = _days("Window for late charges in days", settings.late.days, "any delay")
        self.sentence = PlainLabel("", "muted", wrap=True)
        self.sentence.setAccessibleName("What these rules say")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save = self.buttons.addButton("&Save and use", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._lay_out()
        self.name.textChanged.connect(self.refresh)
        for box in (*self.with_id.values(), *self.without_id.values()):
            box.toggled.connect(self.refresh)
        for days in (self.window_days, self.late_days):
            days.valueChanged.connect(self.refresh)
        self.refresh()

    def settings(self) -> Settings:
        """What was chosen, under its new name."""
        duplicates = replace(
            self._from.duplicates,
            key=_chosen(self.with_id, self._from.duplicates.key),
            key_without_id=_chosen(self.without_id, self._from.duplicates.key_without_id),
            window_days=self.window_days.value(),
        )
        name = self.name.text().strip()
        about = f"{_sentence(duplicates)} Made from the rules {self._from.name}."
        return replace(
            self._from, name=name, title=name, about=about, duplicates=duplicates, late=Late(self.late_days.value())
        )

    def refresh(self, *_: object) -> None:
        """Say what the rules say, or why they cannot be saved."""
        settings = self.settings()
        trouble = name_trouble(settings.name)
        if not trouble and not (settings.duplicates.key and settings.duplicates.key_without_id):
            trouble = "Tick at least one field in each column; without any, every charge would be a duplicate."
        said = trouble or _sentence(settings.duplicates)
        if not trouble and settings.name in self._taken:
            said += f" The rules {settings.name} that are there already are replaced."
        self.sentence.setText(said)
        self.sentence.set_role("bad" if trouble else "muted")
        self.save.setEnabled(not trouble)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Name", self.name)
        form.addRow("&Duplicates are at most apart", self.window_days)
        form.addRow("A charge is &late after", self.late_days)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Two charges are one charge twice when all ticked fields are equal.", "heading"))
        layout.addLayout(self._grid())
        layout.addLayout(form)
        layout.addWidget(self.sentence)
        layout.addWidget(self.buttons)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        rows = -(-len(KEY_PARTS) // _PAIRS)
        for side in range(_PAIRS):
            for column, title in ((1, "With FT1-2"), (2, "Without")):
                grid.addWidget(PlainLabel(title, "muted"), 0, 4 * side + column, Qt.AlignmentFlag.AlignHCenter)
        for number, (part, where) in enumerate(KEY_PARTS.items()):
            side, row = divmod(number, rows)
            grid.addWidget(PlainLabel(f"{part.capitalize()} ({where})"), row + 1, 4 * side)
            for column, boxes in ((1, self.with_id), (2, self.without_id)):
                grid.addWidget(boxes[part], row + 1, 4 * side + column, Qt.AlignmentFlag.AlignHCenter)
        grid.setColumnMinimumWidth(3, 24)
        return grid


def _box(part: str, which: str, on: bool) -> QCheckBox:
    box = QCheckBox()
    box.setChecked(on)
    box.setAccessibleName(f"{part.capitalize()}, for {which}")
    return box


def _days(name: str, value: int, nothing: str) -> QSpinBox:
    days = QSpinBox()
    days.setRange(0, _MOST_DAYS)
    days.setSuffix(" days")
    days.setSpecialValueText(nothing)
    days.setValue(value)
    days.setAccessibleName(name)
    return days


def _chosen(boxes: dict[str, QCheckBox], before: Sequence[str]) -> tuple[str, ...]:
    """The ticked ones; those of before stay in their order."""
    order = dict.fromkeys((*before, *boxes))
    return tuple(part for part in order if boxes[part].isChecked())


def _sentence(given: Duplicates) -> str:
    window = f" and they were posted within {given.window_days} days" if given.window_days else ""
    return (
        f"With a transaction id: the same {_listed(given.key)}{window}. "
        f"Without one: the same {_listed(given.key_without_id)}{window}."
    )


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else "".join(parts)
