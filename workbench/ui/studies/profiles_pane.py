"""The profiles: which there are, what each says, an example that follows every edit, and which one is in use."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.profile.library import ProfileFile, profile_files
from workbench.charges.profile.model import (
    Fault,
    Profile,
    check_profile,
    default_profile,
    load_profile,
    read_profile_text,
)
from workbench.errors import WorkbenchError
from workbench.ui import theme
from workbench.ui.bridge import Bridge
from workbench.ui.column_room import ColumnRoom
from workbench.ui.simple_table import Line, SimpleTable
from workbench.ui.studies.choices import Choices
from workbench.ui.studies.example_view import ExampleView
from workbench.ui.studies.profile_draft import Contradiction, as_toml, contradictions, shown, why_no_name
from workbench.ui.studies.profile_model import Column, SettingEditor, SettingsModel
from workbench.ui.tables import row_table
from workbench.ui.widgets import PlainLabel, TextLine
from workbench.wholefile import write_whole

_DELETE = "Delete it"
_DROP = "Drop the changes"
_WRONG = ("Setting", "What is wrong")
_WRONG_IN_FILE = ("Line", "What is wrong")
_HIGHEST = 150
"""Pixels of the list of what is wrong; what is more is scrolled to."""


class ProfilesPane(QWidget):
    """Shipped profiles can be edited too, but are saved under a name of the user's."""

    def __init__(self, choices: Choices, bridge: Bridge) -> None:
        super().__init__()
        self._choices = choices
        self._bridge = bridge
        self._file: ProfileFile | None = None
        self._loaded = Profile()
        self._default = Profile()
        self.list = SimpleTable(("Profile", "Use"), coloured=(1,), parent=self)
        self.model = SettingsModel(self)
        self.problems = SimpleTable(_WRONG, coloured=(1,), parent=self)
        self._build()
        self._connect()

    @property
    def is_edited(self) -> bool:
        """Whether there are changes that are not saved."""
        return self.model.profile != self._loaded

    # -- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.example = ExampleView()
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        for pane in (self._list_pane(), self._settings_pane(), self.example):
            sides.addWidget(pane)
        sides.setSizes([200, 620, 316])
        for number, stretch in enumerate((1, 5, 3)):
            sides.setStretchFactor(number, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(sides)

    def _list_pane(self) -> QWidget:
        self.table = row_table("Profiles", self.list, (116, 60))
        self.about = PlainLabel("", "muted", wrap=True)
        self.about.setAccessibleName("About the profile")
        self.use_button = QPushButton("&Use this profile")
        self.delete_button = QPushButton("Delete o&wn")
        pane = QWidget()
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Profiles", "heading"))
        layout.addWidget(self.table, 1)
        layout.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.use_button)
        row.addWidget(self.delete_button)
        row.addStretch(1)
        layout.addLayout(row)
        return pane

    def _settings_pane(self) -> QWidget:
        self.heading = PlainLabel("Settings", "heading")
        self.settings = row_table("Settings", self.model, (116, 136, 108))
        ColumnRoom(self.settings, {Column.SETTING: 190, Column.VALUE: 180}, rest=230)
        self.settings.setWordWrap(True)  # two lines of what a setting means; all of it stands below
        theme.watcher().changed.connect(self._fit_rows)
        self._fit_rows()
        triggers = QAbstractItemView.EditTrigger
        self.settings.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.settings.setItemDelegateForColumn(Column.VALUE, SettingEditor(self.settings))
        self.means = PlainLabel("", "muted", wrap=True)
        self.means.setAccessibleName("What the setting means")
        self.problems_table = row_table("What is wrong", self.problems, (180,))
        self.problems_table.setWordWrap(True)
        self.problems_table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.problems_table.horizontalHeader().sectionResized.connect(self._fit_problems)
        theme.watcher().changed.connect(self._fit_problems)
        self.name = TextLine()
        self.name.setAccessibleName("Name of the own profile")
        self.name.setPlaceholderText("name, such as our-billing")
        self.save_button = QPushButton("Save as ow&n")
        self.reset_button = QPushButton("Dro&p changes")
        pane = QWidget()
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.heading, self.settings, self.means, self.problems_table):
            layout.addWidget(widget, 1 if widget is self.settings else 0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.save_button)
        row.addWidget(self.reset_button)
        layout.addLayout(row)
        return pane

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.use_button.clicked.connect(self.use)
        self.delete_button.clicked.connect(self.delete)
        self.save_button.clicked.connect(self.save)
        self.reset_button.clicked.connect(self._drop)
        self.model.edited.connect(self._follow)
        # A value is refused while its editor closes, and the bridge may open a strip: after that.
        self.model.refused.connect(lambda text: QTimer.singleShot(0, self, lambda: self._bridge.warning(text)))
        self.settings.selectionModel().currentRowChanged.connect(self._explain)
        self.problems_table.selectionModel().currentRowChanged.connect(self._go_to)
        self.name.textChanged.connect(self._show_buttons)
        self._choices.changed.connect(self._mark_used)
        for model in (self.list, self.problems, self.model):
            theme.watcher().changed.connect(model.colours_changed)

    # -- the list -----------------------------------------------------------------------------------------------

    def refresh(self, name: str = "") -> None:
        """Read the list again and show a profile: the one named, else the one that was shown, else the one in use."""
        wanted = name or (self._file.name if self._file is not None else self._choices.profile_name)
        try:
            files = profile_files(self._choices.profile_folder)
            self._default = default_profile()
        except (OSError, WorkbenchError) as problem:
            self._bridge.problem(f"The profiles cannot be listed: {problem}")
            return
        self.table.selectionModel().blockSignals(True)
        self.list.show([self._line(file) for file in files])
        row = next((row for row, file in enumerate(files) if file.name == wanted), 0)
        self.table.selectRow(row)
        self.table.selectionModel().blockSignals(False)
        if files:
            self._show_file(files[row])

    def _line(self, file: ProfileFile) -> Line:
        in_use = file.name == self._choices.profile_name
        words = ", ".join(part for part in ("in use" if in_use else "", "own" if file.own else "") if part)
        try:
            title = load_profile(file.path).title
        except WorkbenchError as problem:
            return Line((file.name, "cannot be used"), file, "bad", str(problem))
        return Line((file.name, words), file, "good" if in_use else "muted", f"{title}\n{file.path}")

    def _mark_used(self) -> None:
        if self.isVisible() and not self.is_edited:
            self.refresh()

    def _chosen(self) -> None:
        line = self.list.line(self.table.currentIndex())
        if line is None or not isinstance(line.subject, ProfileFile) or line.subject == self._file:
            return
        if self.is_edited and self._bridge.ask("Profile", "The changes are not saved.", (_DROP,)) != _DROP:
            row = next((row for row, one in enumerate(self.list.lines) if one.subject == self._file), 0)
            # Not while the selection is changing.
            QTimer.singleShot(0, self, lambda: self.table.selectRow(row))
            return
        self._show_file(line.subject)

    def _show_file(self, file: ProfileFile) -> None:
        self._file = file
        found: tuple[Fault, ...] = ()
        try:
            found = check_profile(read_profile_text(file.path), file.path.name)
            self._loaded = Profile(name=file.name) if found else load_profile(file.path)
        except WorkbenchError as problem:
            self._loaded = Profile(name=file.name)
            found = (Fault(0, str(problem)),)
        self.model.show_profile(self._loaded, editable=not found)
        self.settings.selectRow(0)
        self.heading.setText(f"Settings of {file.name}, {'your own' if file.own else 'which comes with the program'}")
        about = f"{self._loaded.title}\n{' '.join(self._loaded.about.split())}".strip()
        self.about.setText(about if not found else "This file cannot be used; the lines that are wrong are listed.")
        self.name.setText(file.name if file.own else "")
        in_file = [Line((str(one.line or ""), one.text), one, "bad", one.text) for one in found]
        self._show_problems(in_file, _WRONG_IN_FILE)
        self._show_example()
        self._show_buttons()

    # -- editing ------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        found = contradictions(self.model.profile)
        named = ((f"{one.setting.part}, {one.setting.label}", one) for one in found)
        self._show_problems([Line((where, one.text), one, "bad", one.text) for where, one in named], _WRONG)
        self._show_example()
        self._show_buttons()

    def _show_problems(self, found: Sequence[Line], headers: Sequence[str]) -> None:
        self.problems.show(found, headers)
        self.problems_table.setVisible(bool(found))
        self._fit_problems()

    def _fit_problems(self) -> None:
        """Every sentence in full, on as many lines as it takes."""
        table = self.problems_table
        table.resizeRowsToContents()
        rows = sum(table.rowHeight(row) for row in range(self.problems.rowCount()))
        frame = 2 * table.frameWidth() + table.horizontalHeader().sizeHint().height()
        table.setFixedHeight(min(rows + frame, theme.scaled(_HIGHEST)))

    def _go_to(self) -> None:
        """To the setting that is wrong."""
        line = self.problems.line(self.problems_table.currentIndex())
        if line is not None and isinstance(line.subject, Contradiction):
            row = self.model.row_of(line.subject.setting.section, line.subject.setting.name)
            self.settings.setCurrentIndex(self.model.index(row, Column.VALUE))

    def _show_example(self) -> None:
        before, words = (
            (self._loaded, "other than in the saved profile")
            if self.is_edited
            else (self._default, "other than with the default profile")
        )
        self.example.show_profiles(self._choices.master(), self.model.profile, before, words)

    def _show_buttons(self) -> None:
        file, fine = self._file, not self.problems.rowCount()
        used = file is not None and file.name == self._choices.profile_name
        self.use_button.setEnabled(file is not None and fine and not self.is_edited and not used)
        self.delete_button.setEnabled(file is not None and file.own and not used)
        self.reset_button.setEnabled(self.is_edited)
        why = why_no_name(self.name.text())
        self.save_button.setEnabled(fine and not why and self.model.editable)
        self.save_button.setToolTip(why if fine else "Correct what is wrong first.")

    def _explain(self) -> None:
        setting = self.model.setting(self.settings.currentIndex())
        if setting is None:
            self.means.setText("")
            return
        default = f"By default: {shown(setting.default) or 'empty'}."
        self.means.setText(f"{setting.part}, {setting.label}: {setting.means} {setting.possible} {default}")

    def _fit_rows(self) -> None:
        self.settings.verticalHeader().setDefaultSectionSize(2 * self.settings.fontMetrics().lineSpacing() + 8)

    def _drop(self) -> None:
        self.model.show_profile(self._loaded, editable=self.model.editable)
        self._follow()

    # -- files --------------------------------------------------------------------------------------------------

    def use(self) -> None:
        """Compose with this profile from now on."""
        if self._file is not None:
            self._choices.use_profile(self._file.name)
            self._bridge.info(f"The profile {self._file.name} is in use; the charges on the desk follow it.")
            self.refresh()

    def save(self) -> None:
        """Write the profile as the user's own, under the name in the line."""
        name = self.name.text()
        folder = self._choices.profile_folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(folder / f"{name}.toml", as_toml(self.model.profile).encode("utf-8"))
        except OSError as error:
            self._bridge.problem(f"The folder {folder} cannot be made: {error.strerror or error}.")
            return
        except WorkbenchError as problem:
            self._bridge.problem(str(problem))
            return
        self._bridge.info(f"Saved as your own profile {name}.")
        self._loaded = self.model.profile
        if name == self._choices.profile_name:
            self._choices.read_again()
        self.refresh(name)

    def delete(self) -> None:
        """Remove an own profile, after a question."""
        file = self._file
        if file is None or not file.own:
            return
        if self._bridge.ask("Delete profile", f"Delete your own profile {file.name}?", (_DELETE,)) != _DELETE:
            return
        try:
            file.path.unlink()
        except OSError as error:
            self._bridge.problem(f"{file.path} cannot be deleted: {error.strerror or error}.")
            return
        self._loaded = self.model.profile
        self.refresh()

    # -- Qt -----------------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._file is None:
            self.refresh()
