"""Settings written and read back are the same; names that would hide or escape are not taken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.charges.ledger.settings import (
    Duplicates,
    Late,
    Pairing,
    Settings,
    Types,
    default_settings,
    parse_settings,
    preset,
    preset_names,
)
from workbench.charges.ledger.settings_text import as_toml, name_trouble, save_settings
from workbench.charges.profile.declared import ProfileError

MINE = replace(
    preset("automatic"),
    name="mine",
    title='By "order"',
    about="Rückwärts\\ zwei.",
    types=Types(adjustments_credit=True, status_segment="ZFT", status_value='R"\\'),
    pairing=Pairing(suffixes=("-R", "~V"), by_order=False),
    duplicates=Duplicates(key=("patient", "order"), window_days=3),
    late=Late(days=9),
)


@pytest.mark.parametrize("settings", [*map(preset, preset_names()), MINE], ids=lambda one: one.name)
def test_written_and_read_back_it_is_the_same(settings: Settings) -> None:
    assert parse_settings(as_toml(settings), "x.toml") == settings


def test_only_what_differs_is_written() -> None:
    assert "[" not in as_toml(replace(default_settings(), name="mine"))
    assert "window_days = 3" in as_toml(MINE)


def test_own_rules_are_found_by_name(tmp_path: Path) -> None:
    own = tmp_path / "ledger"
    assert preset_names(own) == preset_names()
    file = save_settings(MINE, own)
    assert file.stat().st_mode & 0o077 == 0
    assert preset_names(own) == (*preset_names(), "mine")
    assert preset("mine", own) == MINE
    assert preset("default", own) == default_settings()
    with pytest.raises(ProfileError, match="perhaps mine"):
        preset("mime", own)


@pytest.mark.parametrize("name", ["", "automatic", "../out", "a/b", ".hidden", "-x", "two words", "x" * 41])
def test_a_name_that_cannot_be_is_said(tmp_path: Path, name: str) -> None:
    assert name_trouble(name).endswith(".")
    with pytest.raises(ProfileError):
        save_settings(replace(MINE, name=name), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_rules_that_cannot_be_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="at least one part"):
        save_settings(replace(MINE, duplicates=Duplicates(key=())), tmp_path)
    assert list(tmp_path.iterdir()) == []
