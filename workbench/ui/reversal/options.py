"""How a credit is written: the convention with its explanation, and what it leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from workbench.charges.correction.correct import MODES
from workbench.charges.profile.conventions import DEFAULT, Convention, conventions, named
from workbench.ui import theme
from workbench.ui.reversal.making import Choices, with_convention
from workbench.ui.widgets import PlainLabel

OF_PROFILE = "of the profile"
"""Stands in the list for the convention of the profile in use, when it is none of those with a name."""
FROM_FILE = "from a file"
"""Stands in the list for what is asked for then."""
_OTHER = "profile "
_FEW = 3
_LINKS = (("note", "as a note (NTE)"), ("batch id", "in FT1-3"), ("none", "not in the message"))
_MODES = {
    "reverse and rebill": "Every open charge is taken back and charged anew.",
    "changed lines": "Only what a bill would show differently is taken back and charged anew.",
    "replace": "The same ids are sent again; only lines that are gone are taken back.",
}


class Options(QWidget):
    """Holds the Choices; `changed` when the user makes another one."""

    changed = Signal()
    file_wanted = Signal()
    """A convention of the user's own is to be read from a file."""

    def __init__(self) -> None:
        super().__init__()
        self.choices = Choices()
        self._profile, self._of_profile = "", named(DEFAULT)
        self._own: dict[str, Convention] = {}
        """Conventions that have no name here: of profiles and from files, by their place in the list."""
        self.convention = QComboBox()
        self.convention.setAccessibleName("Convention for a credit")
        for one in conventions():
            self.convention.addItem(f"{one.name}: {one.title}", one.name)
        self.convention.addItem("Convention from a file…", FROM_FILE)
        self.about = PlainLabel("", "muted", wrap=True)
        self.about.setAccessibleName("About the convention")
        self.service = QCheckBox("Day of the reversal in FT1-&4 (day of service)")
        self.posting = QCheckBox("Day of the reversal in FT1-&5 (posting)")
        self.new_id = QCheckBox("Id too lon&g: a new id, with a link")
        self.link = QComboBox()
        self.link.setAccessibleName("Where the link to the charge stands")
        for value, label in _LINKS:
            self.link.addItem(label, value)
        self.adjustments = QCheckBox("Take back ad&justments (AJ) too")
        self.processing = QCheckBox("&Keep MSH-11 as it was sent")
        self.rest = QCheckBox()
        self.rest.hide()
        self.correction = self._correction_row()
        self._lay_out()
        self._show()
        self._connect()
        self._paint()
        theme.watcher().changed.connect(self._paint)

    def _paint(self) -> None:
        """Fusion draws the frame of a box darker than the window: on a dark one the box needs a lighter ground."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.colour("border" if theme.is_dark() else "base"))
        for box in self.findChildren(QCheckBox):
            box.setPalette(palette)

    def show_mode(self, *, correcting: bool) -> None:
        """Whether the choices of a correction are offered."""
        self.correction.setVisible(correcting)

    def _correction_row(self) -> QWidget:
        self.mode = QComboBox()
        self.mode.setAccessibleName("Way of correcting")
        for mode in MODES:
            self.mode.addItem(mode.capitalize(), mode)
        self.two = QCheckBox("&Two messages, credits first")
        self.mode_about = PlainLabel("", "muted", wrap=True)
        box = QWidget()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.mode)
        row.addWidget(self.two)
        row.addStretch(1)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.mode_about)
        box.hide()
        return box

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.posting, 0, 0)
        grid.addWidget(self.service, 1, 0)
        grid.addWidget(self.adjustments, 2, 0)
        grid.addWidget(self.new_id, 0, 1)
        grid.addWidget(self.link, 1, 1)
        grid.addWidget(self.processing, 2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.rest)
        layout.addWidget(self.correction)
        layout.addWidget(PlainLabel("Convention", "heading"))
        layout.addWidget(self.convention)
        layout.addWidget(self.about)
        layout.addLayout(grid)

    def _connect(self) -> None:
        self.convention.activated.connect(self._other_convention)
        self.mode.activated.connect(lambda: self._choose(mode=self.mode.currentData()))
        self.two.clicked.connect(lambda on: self._choose(two_messages=on))
        self.service.clicked.connect(lambda on: self._choose(date_in_service=on))
        self.posting.clicked.connect(lambda on: self._choose(date_in_posting=on))
        self.rest.clicked.connect(self.take_rest)
        self.new_id.clicked.connect(lambda on: self._choose(new_id=on))
        self.link.activated.connect(lambda: self._choose(link=self.link.currentData()))
        self.adjustments.clicked.connect(lambda on: self._choose(include_adjustments=on))
        self.processing.clicked.connect(lambda on: self._choose(keep_processing_id=on))

    def begin(self) -> None:
        """Other charges: what was decided about the rests and the likes of those before is not about these."""
        self.choices = replace(self.choices, take_rest=False, another_service=False)
        self.offer_rest(())

    def offer_rest(self, rests: Sequence[str]) -> None:
        """What is left of charges that were taken back in part, each in words; nothing hides the choice."""
        said = " and ".join(rests[:_FEW]) + (f" and {len(rests) - _FEW} more" if len(rests) > _FEW else "")
        self.rest.setText(f"Take back &what is left: {said.replace('&', '&&')}")
        self.rest.setChecked(self.choices.take_rest)
        self.rest.setVisible(bool(rests))

    def take_rest(self, wanted: bool = True) -> None:
        """Whether what is left of such charges is taken back."""
        self._choose(take_rest=wanted)

    def charge_beside(self) -> None:
        """What is charged alike elsewhere is another service."""
        self._choose(another_service=True)

    def choose_convention(self, name: str) -> None:
        """Another convention, with its own options; OF_PROFILE for that of the profile in use."""
        of_profile = self._own.get(name)
        self.choices = with_convention(self.choices, name, of_profile)
        self._show()
        self.changed.emit()

    def offer_profile(self, profile: str, convention: Convention) -> None:
        """The convention of the profile in use; it is chosen unless it is the one that was offered before."""
        if (profile, convention) == (self._profile, self._of_profile):
            return
        self._profile, self._of_profile = profile, convention
        if (before := self.convention.findData(OF_PROFILE)) >= 0:
            self.convention.removeItem(before)
        self._own.pop(OF_PROFILE, None)
        if convention in conventions():  # it has a name already
            self.choose_convention(convention.name)
            return
        self._own[OF_PROFILE] = convention
        self.convention.insertItem(0, f"Of the profile {profile}: {convention.title}", OF_PROFILE)
        self.choose_convention(OF_PROFILE)

    def offer_others(self, others: Mapping[str, Convention]) -> None:
        """Conventions of other profiles, by the name of the profile; what has a name here already is not said twice."""
        chosen = self._key()
        for key in [one for one in self._own if one.startswith(_OTHER)]:
            if key != chosen:
                self.convention.removeItem(self.convention.findData(key))
                del self._own[key]
        for profile, convention in others.items():
            if convention not in conventions() and convention not in self._own.values():
                self._add(_OTHER + profile, f"Of the profile {profile}: {convention.title}", convention)
        self._show()

    def use_file(self, name: str, convention: Convention) -> None:
        """A convention that was read from a file with this name."""
        self._add(name, f"{convention.title or convention.name} ({name})", convention)
        self.choose_convention(name)

    def _add(self, key: str, label: str, convention: Convention) -> None:
        self._own[key] = convention
        if (there := self.convention.findData(key)) >= 0:
            self.convention.setItemText(there, label)
        else:
            self.convention.insertItem(self.convention.findData(FROM_FILE), label, key)

    def _key(self) -> str:
        """Which entry of the list is chosen."""
        own = self.choices.of_profile
        return next((key for key, one in self._own.items() if one == own), self.choices.convention)

    def _other_convention(self) -> None:
        if self.convention.currentData() == FROM_FILE:
            self._show()  # what was chosen stays until the file is read
            self.file_wanted.emit()
        else:
            self.choose_convention(self.convention.currentData())

    def _choose(self, **choice: object) -> None:
        self.choices = replace(self.choices, **choice)  # type: ignore[arg-type]
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        chosen, convention = self.choices, self.choices.base()
        key = self._key()
        self.convention.setCurrentIndex(self.convention.findData(key))
        changed = with_convention(chosen, key, chosen.of_profile) != chosen
        self.about.setText(convention.about + (" You changed some of its options." if changed else ""))
        for box, on in (
            (self.service, chosen.date_in_service),
            (self.posting, chosen.date_in_posting),
            (self.new_id, chosen.new_id),
            (self.adjustments, chosen.include_adjustments),
            (self.processing, chosen.keep_processing_id),
            (self.two, chosen.two_messages),
            (self.rest, chosen.take_rest),
        ):
            box.setChecked(on)
        self.link.setCurrentIndex(self.link.findData(chosen.link))
        self.new_id.setEnabled(convention.transaction_id == "suffix")
        self.link.setEnabled(convention.transaction_id == "new" or (self.new_id.isEnabled() and chosen.new_id))
        self.mode.setCurrentIndex(self.mode.findData(chosen.mode))
        self.mode_about.setText(_MODES.get(chosen.mode, ""))
