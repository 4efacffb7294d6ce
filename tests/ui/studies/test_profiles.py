"""The profiles: each setting from its declaration, the live example, what is checked, saved and chosen."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from helpers.screen import StubBridge, texts
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from workbench.charges.profile.checks import complaints
from workbench.charges.profile.model import SECTIONS, Profile, ProfileError, default_profile, parse_profile
from workbench.charges.profile.sections import (
    Codes,
    Groups,
    Late,
    Message,
    Money,
    Patient,
    Reversal,
    Routing,
    TransactionTypes,
)
from workbench.er7 import Document
from workbench.er7 import Path as HL7Path
from workbench.ui.studies.choices import Choices
from workbench.ui.studies.profile_draft import SETTINGS, as_toml, changed, contradictions, why_no_name
from workbench.ui.studies.profile_example import differing
from workbench.ui.studies.profile_model import Column, SettingEditor
from workbench.ui.studies.profiles_pane import ProfilesPane

pytestmark = pytest.mark.gui


def setting(section: str, name: str):  # type: ignore[no-untyped-def]  # a Setting
    return next(one for one in SETTINGS if (one.section, one.name) == (section, name))


class Stage:
    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.bridge = StubBridge()
        self.folder = folder
        self.choices = Choices(folder)
        self.pane = ProfilesPane(self.choices, self.bridge)
        qtbot.addWidget(self.pane)
        QAbstractItemModelTester(self.pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.pane.show()

    def choose(self, name: str) -> None:
        row = [line[0] for line in texts(self.pane.list)].index(name)
        self.pane.table.selectRow(row)

    def set(self, section: str, name: str, text: str) -> bool:
        model = self.pane.model
        return model.setData(model.index(model.row_of(section, name), Column.VALUE), text)


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path) -> Stage:
    return Stage(qtbot, tmp_path)


# ---- the draft ------------------------------------------------------------------------------------------------------


def test_every_declared_setting_is_there() -> None:
    import dataclasses

    count = sum(len(dataclasses.fields(section)) for section in SECTIONS.values())
    assert len(SETTINGS) == count
    assert all(one.means for one in SETTINGS)


@pytest.mark.parametrize(
    ("section", "name", "text", "value"),
    [
        ("message", "version", "2.3", "2.3"),
        ("message", "event_code", "no", False),
        ("split", "professional_share", "40", 40),
        ("patient", "fields", "3, 5, 18", (3, 5, 18)),
        ("routing", "professional_departments", "READ, OB", ("READ", "OB")),
        ("money", "currency", "EUR", "EUR"),
    ],
)
def test_a_value_is_typed_as_it_is_shown(section: str, name: str, text: str, value: object) -> None:
    profile = changed(Profile(), setting(section, name), text)
    assert setting(section, name).value(profile) == value
    assert parse_profile(as_toml(profile), "default.toml") == profile


@pytest.mark.parametrize(
    ("section", "name", "text", "sentence"),
    [
        ("message", "version", "9.9", "it may be"),
        ("message", "event_code", "perhaps", "it may be yes or no"),
        ("split", "professional_share", "101", "0 to 100"),
        ("split", "professional_share", "many", "whole numbers"),
        ("patient", "fields", "3, x", "whole numbers"),
        ("money", "currency", "DOLLAR", "at most 3"),
    ],
)
def test_what_may_not_be_is_a_sentence(section: str, name: str, text: str, sentence: str) -> None:
    with pytest.raises(ProfileError, match=sentence):
        changed(Profile(), setting(section, name), text)


def test_odd_texts_survive_being_written() -> None:
    profile = Profile(name="odd", title='A "quoted" \\ title', about="Two\nlines")
    assert parse_profile(as_toml(profile), "odd.toml") == profile
    tomllib.loads(as_toml(profile))


def test_contradictions_name_the_setting_as_the_table_does() -> None:
    profile = changed(changed(Profile(), setting("message", "version"), "2.3"), setting("message", "event"), "P11")
    (one,) = [one for one in contradictions(profile) if "no P11" in one.text]
    assert (one.setting, one.text) == (setting("message", "event"), "Version 2.3 has no P11; it came with 2.4.")
    profile = changed(Profile(), setting("transaction_types", "payment"), "CG")
    (one,) = contradictions(profile)
    assert one.text == "Transaction types, payment is CG like a charge: the payment would be posted as a charge."


def test_every_contradiction_is_about_a_row_of_the_table() -> None:
    """Each check is made to speak; a setting that the table lacks would stop the window."""
    wrong = Profile(
        message=Message(version="2.3", event="P11"),
        transaction_types=TransactionTypes("", "", "A|B", "CG", "CG", ""),
        codes=Codes(description=True, component="split"),
        routing=Routing(separate=True, professional_endpoint="", professional_departments=("A",)),
        money=Money(currency="usd"),
        late=Late(mark="z field", segment="NTE", value=""),
        patient=Patient(fields=(1, 2)),
        groups=Groups(orders="as fits", around="charges"),
        reversal=Reversal(convention="nobody"),
    )
    assert len(contradictions(wrong)) == len(complaints(wrong)) > 10
    assert all("_" not in one.text and "line" not in one.text for one in contradictions(wrong))


@pytest.mark.parametrize("name", ["", "Großes", "../up", "a b", "x" * 41])
def test_a_name_that_is_no_file_name_is_refused(name: str) -> None:
    assert why_no_name(name)
    assert not why_no_name("our-billing")


def test_fields_that_differ_are_found() -> None:
    before = Document.from_text("MSH|^~\\&|A\rFT1|1|X|||\r")
    after = Document.from_text("MSH|^~\\&|B\rFT1|1|X|||9\rZFT|L\r")
    assert differing(before, after) == (HL7Path("MSH", 1, 3), HL7Path("FT1", 1, 5), HL7Path("ZFT"))


# ---- the pane -------------------------------------------------------------------------------------------------------


def test_the_shipped_profiles_are_listed_the_default_in_use(stage: Stage) -> None:
    rows = texts(stage.pane.list)
    assert rows[0][0] == "default"
    assert rows[0][1] == "in use"
    assert {"hl7-0017", "split"} <= {row[0] for row in rows}
    assert stage.bridge.heard == []


def test_the_example_marks_what_a_profile_does_otherwise(stage: Stage) -> None:
    assert stage.pane.example.text.extraSelections() == []
    stage.choose("hl7-0017")
    assert "other than with the default profile" in stage.pane.example.words.text()
    stage.set("message", "receiving_facility", "ELSEWHERE")
    assert "ELSEWHERE" in stage.pane.example.text.toPlainText()
    marked = [one.cursor.selectedText() for one in stage.pane.example.text.extraSelections()]
    assert marked == ["ELSEWHERE"]


def test_each_message_of_an_example_can_be_seen(stage: Stage) -> None:
    stage.set("message", "charges", "one")
    box = stage.pane.example.message
    assert box.count() == 2
    first = stage.pane.example.text.toPlainText()
    box.setCurrentIndex(1)
    assert stage.pane.example.text.toPlainText() != first


def test_a_value_that_may_not_be_is_refused_with_a_sentence(stage: Stage, qtbot: QtBot) -> None:
    assert not stage.set("message", "version", "7")
    qtbot.waitUntil(lambda: bool(stage.bridge.heard))
    assert stage.bridge.heard[0][0] == "warning"
    assert not stage.pane.is_edited


def test_contradictions_are_listed_and_keep_it_from_being_saved(stage: Stage) -> None:
    stage.pane.name.setText("ours")
    stage.set("message", "version", "2.3")
    stage.set("message", "event", "P11")
    assert ("message, event", "Version 2.3 has no P11; it came with 2.4.") in [
        tuple(row[:2]) for row in texts(stage.pane.problems)
    ]
    assert not stage.pane.save_button.isEnabled()
    stage.pane.reset_button.click()
    assert texts(stage.pane.problems) == []
    assert not stage.pane.is_edited


def test_an_edited_profile_is_saved_as_own_and_used(stage: Stage) -> None:
    stage.set("money", "currency", "EUR")
    stage.pane.name.setText("ours")
    stage.pane.save_button.click()
    assert ("ours", "own") in {(row[0], row[1]) for row in texts(stage.pane.list)}
    file = stage.folder / "profiles" / "ours.toml"
    assert file.stat().st_mode & 0o777 == 0o600
    stage.pane.use_button.click()
    assert stage.choices.profile_name == "ours"
    assert stage.choices.profile().money.currency == "EUR"
    assert Choices(stage.folder).profile_name == "ours"
    assert not stage.pane.use_button.isEnabled()
    assert not stage.pane.delete_button.isEnabled()


@pytest.mark.parametrize(
    ("section", "name", "said"),
    [
        ("transaction_types", "copayment", "transaction types, copayment: "),
        ("message", "event_code", " It is yes or no. By default: yes."),
        ("routing", "professional_departments", " It is words, divided by commas. "),
        ("patient", "fields", " It is whole numbers, divided by commas. "),
        ("split", "professional_share", " It is a whole number. "),
        ("message", "version", " It may be: 2.3, "),
    ],
)
def test_a_setting_is_explained_in_the_words_of_the_table(stage: Stage, section: str, name: str, said: str) -> None:
    row = stage.pane.model.row_of(section, name)
    stage.pane.settings.selectRow(row)
    words = stage.pane.means.text()
    part, label = (stage.pane.model.index(row, column).data() for column in (Column.PART, Column.SETTING))
    assert said in words and words.startswith(f"{part}, {label}: ")
    assert "_" not in words.partition(":")[0]


def test_a_profile_that_cannot_be_deleted_keeps_what_is_not_saved(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.pane.name.setText("ours")
    stage.pane.save()
    stage.choose("ours")
    stage.set("message", "receiving_facility", "ELSEWHERE")

    def fails(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", fails)
    stage.bridge.answers.append("Delete it")
    stage.pane.delete()
    assert "cannot be deleted: Permission denied." in stage.bridge.heard[-1][1]
    assert stage.pane.is_edited
    assert "ours" in [row[0] for row in texts(stage.pane.list)]


def test_an_own_profile_is_deleted_after_a_question(stage: Stage) -> None:
    stage.pane.name.setText("ours")
    stage.pane.save_button.click()
    stage.pane.delete_button.click()
    assert (stage.folder / "profiles" / "ours.toml").exists()
    stage.bridge.answers.append("Delete it")
    stage.pane.delete_button.click()
    assert "ours" not in {row[0] for row in texts(stage.pane.list)}


def test_changes_are_not_dropped_without_a_question(stage: Stage, qtbot: QtBot) -> None:
    stage.set("money", "currency", "EUR")
    stage.choose("split")
    assert stage.bridge.asked
    qtbot.waitUntil(lambda: stage.pane.table.currentIndex().row() == 0)
    assert stage.pane.is_edited
    stage.bridge.answers.append("Drop the changes")
    stage.choose("split")
    assert stage.pane.model.profile.name == "split"


def test_a_profile_that_cannot_be_read_shows_its_lines(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "bad.toml").write_text('title = "Bad"\n[message]\nversion = "9"\nnothing = 1\n')
    stage = Stage(qtbot, tmp_path)
    stage.choose("bad")
    assert [row[0] for row in texts(stage.pane.problems)] == ["3", "4"]
    assert not stage.pane.use_button.isEnabled()
    assert not stage.pane.model.flags(stage.pane.model.index(0, Column.VALUE)) & Qt.ItemFlag.ItemIsEditable


def test_a_contradiction_is_shown_in_full_and_leads_to_its_setting(stage: Stage) -> None:
    stage.set("message", "version", "2.3")
    stage.set("groups", "around", "charges")
    table = stage.pane.problems_table
    rows = texts(stage.pane.problems)
    row = next(number for number, cells in enumerate(rows) if cells[0] == "groups, around")
    index = stage.pane.problems.index(row, 1)
    width, height = table.columnWidth(1), table.rowHeight(row)
    needed = table.fontMetrics().boundingRect(0, 0, width, 1000, Qt.TextFlag.TextWordWrap, rows[row][1]).height()
    assert height >= needed and height < table.height()
    table.setCurrentIndex(index)
    chosen = stage.pane.model.setting(stage.pane.settings.currentIndex())
    assert chosen is not None and (chosen.section, chosen.name) == ("groups", "around")


def test_editors_offer_what_is_possible(stage: Stage) -> None:
    editor = SettingEditor()
    model = stage.pane.model
    for section, name, kind in (("message", "version", QComboBox), ("money", "currency", QLineEdit)):
        index = model.index(model.row_of(section, name), Column.VALUE)
        widget = editor.createEditor(stage.pane, QStyleOptionViewItem(), index)
        assert isinstance(widget, kind)
        editor.setEditorData(widget, index)
        editor.setModelData(widget, model, index)
    assert not stage.pane.is_edited


def test_settings_as_a_plain_list(stage: Stage) -> None:
    rows = texts(stage.pane.model)
    assert rows[0][:3] == ("message", "version", "2.5.1")
    assert stage.pane.means.text().endswith("By default: 2.5.1.")
    assert len(rows) == len(SETTINGS)
    assert default_profile() == stage.pane.model.profile
