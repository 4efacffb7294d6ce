from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest

from workbench import resources
from workbench.charges.profile.model import (
    SECTIONS,
    Profile,
    ProfileError,
    default_profile,
    load_profile,
    parse_profile,
)


def test_the_file_and_the_declarations_have_the_same_defaults() -> None:
    assert dataclasses.replace(default_profile(), about="", title="Default") == Profile()


def test_the_file_names_every_setting() -> None:
    data = tomllib.loads(resources.path("profiles", "default.toml").read_text(encoding="utf-8"))
    for name, section in SECTIONS.items():
        assert list(data[name]) == [field.name for field in dataclasses.fields(section)]


def test_every_setting_is_explained() -> None:
    for section in SECTIONS.values():
        for field in dataclasses.fields(section):
            assert field.metadata["means"].endswith("."), field.name


def test_conventions_of_the_default() -> None:
    profile = default_profile()
    assert (profile.message.version, profile.message.event) == ("2.5.1", "P03")
    assert (profile.transaction_types.charge, profile.transaction_types.credit) == ("CG", "CR")
    assert (profile.codes.cpt, profile.codes.modifier, profile.diagnoses.icd10) == ("C4", "CPTM", "I10")
    assert profile.money.currency == "USD"


def test_only_what_differs_needs_to_be_given() -> None:
    profile = parse_profile('[codes]\ncomponent = "professional"\n', "site.toml")
    assert profile.codes.component == "professional"
    assert profile.name == "site"
    assert profile.message == Profile().message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[message", "no valid TOML"),
        ("[mesage]\n", "unknown part “mesage”"),
        ("name = 3\n", "name must be a text in quotes"),
        ("message = 3\n", "must be a section of settings"),
        ("[message]\nversoin = '2.5.1'\n", "no setting “versoin”; perhaps version was meant"),
        ("[message]\nxyz = 1\n", "it has version, event"),
        ("[message]\nversion = '2.2'\n", "is “2.2”; it may be: 2.3, 2.3.1"),
        ("[message]\nversion = 2.5\n", "must be a text in quotes, not 2.5"),
        ("[message]\nsending_application = 'A\\nB'\n".replace("'", '"'), "line break"),
        ("[codes]\ncomponent = 'both'\n", "it may be: global, professional, technical"),
        ("[codes]\nprocedure_code = 'yes'\n", "must be true or false"),
        ("[patient]\nfields = 3\n", "must be a list"),
        ("[patient]\nfields = ['3']\n", "must be a whole number"),
        ("[patient]\nfields = [true]\n", "must be a whole number"),
        ("[patient]\nfields = [3, 7]\n", "must hold 5"),
        ("[patient]\nfields = [3, 5, 70]\n", "PID has the fields 2 to 39"),
        ("[providers]\nperformed_by = ['nurse']\n", "it may be: interpreter"),
        ("[transaction_types]\ncharge = ''\n", "none of them may be empty"),
        ("[transaction_types]\ncharge = 'CHARGEABLE'\n", "at most 8"),
    ],
)
def test_faults_are_named(text: str, told: str) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "site.toml")
    assert told in str(caught.value)
    assert "site.toml" in str(caught.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path / "none.toml")
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'title = "\xe4"')
    with pytest.raises(ProfileError, match="not UTF-8"):
        load_profile(latin)
