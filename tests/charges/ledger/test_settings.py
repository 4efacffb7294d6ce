"""Settings of the ledger: the file that comes along says the same as the code, and slips are sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.charge_messages import dft, ft1, posted

from workbench import resources
from workbench.charges.ledger import Ledger, Settings, default_settings, find_flags, preset
from workbench.charges.ledger.settings import KEY_PARTS, parse_settings, preset_names
from workbench.charges.profile.declared import ProfileError


def test_the_default_file_and_the_code_agree() -> None:
    given = default_settings()
    assert (given.types, given.pairing, given.duplicates, given.late) == (
        Settings().types,
        Settings().pairing,
        Settings().duplicates,
        Settings().late,
    )


@pytest.mark.parametrize("name", preset_names())
def test_presets(name: str) -> None:
    assert preset(name).name == name
    assert preset(name).about


def test_the_comment_names_every_part_of_a_key() -> None:
    text = " ".join(resources.path("ledger", "default.toml").read_text(encoding="utf-8").replace("#", "").split())
    assert f"Possible parts: {', '.join(KEY_PARTS)}." in text


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[types]\ncharge = ["X"]\n', encoding="utf-8")
    assert preset(str(file)).kinds.codes["X"] == "charge"
    assert preset(str(file)).late == Settings().late


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1", "unknown part “x”"),
        ("[late]\ndays = true", "must be a whole number"),
        ("[late]\ndays = -1", "days cannot be negative"),
        ('[duplicates]\nkey = ["moon"]', "“moon”; it may be: patient"),
        ("[duplicates]\nkey = []", "at least one part"),
        ('[types]\ncredit = ["CG"]', "the code CG stands in two lists"),
        ("[types]\ncharge = []", "at least one code"),
        ('[types]\nstatus_segment = "ABC"', "such as ZFT"),
        ("[late", "no valid TOML"),
        ("title = 3", "title must be a text"),
    ],
)
def test_slips_are_sentences(text: str, words: str) -> None:
    with pytest.raises(ProfileError, match=words):
        parse_settings(text, "mine.toml")


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"There is no preset “defualt”; perhaps default was meant"):
        preset("defualt")
    with pytest.raises(ProfileError, match="cannot be read"):
        preset(str(tmp_path / "none.toml"))
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileError, match="not UTF-8"):
        preset(str(tmp_path / "bad.toml"))


@pytest.mark.parametrize(
    ("name", "duplicate"), [("default", False), ("order-number", True), ("same-day-same-code", True)]
)
def test_presets_find_different_duplicates(name: str, duplicate: bool) -> None:
    postings = posted(dft(ft1("1"))) + posted(dft(ft1("2"), control_id="M2"), hours=1)
    found = {one.code for one in find_flags(Ledger.of(postings, preset(name)))}
    assert ("duplicate" in found) is duplicate


def test_adjustments_take_back_with_their_preset() -> None:
    settings = preset("adjustments")
    postings = posted(dft(ft1("A")), settings=settings)
    postings += posted(dft(ft1("B", "AJ", "-350.00&USD"), control_id="M2"), hours=1, settings=settings)
    ledger = Ledger.of(postings, settings)
    assert [one.state for one in ledger.charges] == ["reversed"]
