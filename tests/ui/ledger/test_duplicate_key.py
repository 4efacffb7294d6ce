"""Rules of one's own: ticked in a dialog, saved beside the data, used at once and by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from workbench.charges.ledger import Settings, preset
from workbench.charges.ledger.settings import AUTOMATIC
from workbench.ui.ledger.duplicate_key import DuplicateKey
from workbench.ui.ledger.filters import Filters

pytestmark = pytest.mark.gui


def test_the_key_is_ticked(qtbot: QtBot) -> None:
    dialog = DuplicateKey(preset(AUTOMATIC), ("mine",))
    qtbot.addWidget(dialog)
    assert dialog.name.text() == "my-automatic"
    assert dialog.settings().duplicates == preset(AUTOMATIC).duplicates
    assert dialog.settings().detect
    dialog.with_id["order"].click()
    dialog.with_id["transaction id"].click()
    dialog.window_days.setValue(30)
    dialog.late_days.setValue(2)
    assert dialog.settings().duplicates.key == ("patient", "service day", "code", "modifiers", "type", "order")
    assert (dialog.settings().duplicates.window_days, dialog.settings().late.days) == (30, 2)
    assert "type and order and they were posted within 30 days" in dialog.sentence.text()
    dialog.name.setText("mine")
    assert "replaced" in dialog.sentence.text()
    assert dialog.save.isEnabled()


@pytest.mark.parametrize("name", ["", "default", "a/b"])
def test_what_cannot_be_saved_says_why(qtbot: QtBot, name: str) -> None:
    dialog = DuplicateKey(preset("default"))
    qtbot.addWidget(dialog)
    dialog.name.setText(name)
    assert not dialog.save.isEnabled()
    assert dialog.sentence.property("role") == "bad"


def test_a_key_without_fields_cannot_be(qtbot: QtBot) -> None:
    dialog = DuplicateKey(preset("default"))
    qtbot.addWidget(dialog)
    for box in dialog.without_id.values():
        box.setChecked(False)
    assert not dialog.save.isEnabled()
    assert "at least one field" in dialog.sentence.text()


def test_saved_rules_are_used_and_found_again(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "ledger"
    filters = Filters()
    qtbot.addWidget(filters)
    assert filters.key_button.isHidden()
    filters.offer_own_rules(own)
    used: list[Settings] = []
    filters.rules_changed.connect(used.append)

    def fill(dialog: DuplicateKey) -> QDialog.DialogCode:
        dialog.name.setText("mine")
        dialog.with_id["amount"].click()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(DuplicateKey, "exec", fill)
    filters.key_button.click()
    assert filters.rules.currentData() == "mine"
    assert [one.name for one in used] == ["mine"]
    assert preset("mine", own).duplicates.key[-1] == "amount"
    again = Filters()
    qtbot.addWidget(again)
    again.offer_own_rules(own)
    assert again.rules.findData("mine") > 0
    assert again.rules.currentData() == AUTOMATIC


def test_rules_that_cannot_be_read_are_said(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("this is no TOML")
    filters = Filters()
    qtbot.addWidget(filters)
    filters.offer_own_rules(tmp_path)
    said: list[str] = []
    filters.failed.connect(said.append)
    number = filters.rules.findData("mine")
    assert filters.rules.itemText(number) == "mine: cannot be used"
    filters.rules.setCurrentIndex(number)
    filters.rules.activated.emit(number)
    assert "no valid TOML" in said[0]
