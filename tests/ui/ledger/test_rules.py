"""Which rules the ledger uses: a preset as it is, or what the messages show with the profiles in mind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from workbench import resources
from workbench.charges.ledger import preset
from workbench.charges.ledger.settings import AUTOMATIC
from workbench.ui.ledger.rules import with_profiles


def use(folder: Path, name: str) -> None:
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("profile", name)
    settings.sync()


def test_a_chosen_preset_stays_as_it_is(tmp_path: Path) -> None:
    assert with_profiles(preset("same-id"), tmp_path) == (preset("same-id"), ())
    assert with_profiles(preset(AUTOMATIC), None) == (preset(AUTOMATIC), ())


def test_the_profile_in_use_and_own_ones_help(tmp_path: Path) -> None:
    own = tmp_path / "profiles"
    own.mkdir()
    default = resources.path("profiles", "default.toml").read_text()
    changed = re.sub(r"(?m)^convention = .*$", 'convention = "B"', default)
    (own / "clinic.toml").write_text(changed)
    settings, problems = with_profiles(preset(AUTOMATIC), tmp_path)
    assert problems == ()
    assert settings.in_use is not None
    assert settings.in_use_of == "the profile default"
    assert len(settings.others) == 1
    use(tmp_path, "clinic")
    settings, _ = with_profiles(preset(AUTOMATIC), tmp_path)
    assert settings.in_use_of == "the profile clinic"
    assert settings.others == ()


@pytest.mark.parametrize("name", ["gone", "broken"])
def test_a_profile_that_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "broken.toml").write_text("this is no TOML")
    use(tmp_path, name)
    settings, problems = with_profiles(preset(AUTOMATIC), tmp_path)
    assert settings.in_use is None
    assert problems[0].endswith("So the ledger does without this profile.")
