"""The convention of a profile: what it charges can be taken back, whatever codes it has chosen."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.reversals import NOW, charge, dft

from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import named
from workbench.charges.profile.library import find_profile, profile_files
from workbench.charges.profile.model import ProfileError, default_profile, parse_profile
from workbench.charges.reversal.repost import repost
from workbench.charges.reversal.reverse import reverse


def test_the_usual_profile_has_the_convention_that_it_names() -> None:
    assert convention_of(default_profile()) == named("A")


def test_its_own_code_of_a_charge_is_read_taken_back_and_posted_again() -> None:
    convention = convention_of(parse_profile('[transaction_types]\ncharge = "XG"\n', "clinic.toml"))
    assert (convention.kind("xg"), convention.kind("CG"), convention.charge) == ("charge", "charge", "XG")
    taken = reverse(dft(charge("A1", type_="XG")), convention=convention, now=NOW, control_id="M2")
    assert taken.document is not None
    assert (taken.document.get("FT1-6"), taken.totals[0].net) == ("CR", 0)
    again = repost(taken.document, convention=convention, now=NOW, control_id="M3", new_ids=["A2"])
    assert again.document is not None
    assert again.document.get("FT1-6") == "XG"


def test_a_convention_of_ones_own_in_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('suffix = "/C"\n', encoding="utf-8")
    profile = parse_profile(f"[reversal]\nconvention = '{own}'\n", "clinic.toml")
    assert convention_of(profile).suffix == "/C"
    with pytest.raises(ProfileError, match="cannot be read"):
        parse_profile(f"[reversal]\nconvention = '{tmp_path / 'none.toml'}'\n", "clinic.toml")


@pytest.mark.parametrize("name", [file.name for file in profile_files()])
def test_what_each_of_ours_writes_is_read_as_what_it_is(name: str) -> None:
    profile = find_profile(name)
    convention, types = convention_of(profile), profile.transaction_types
    assert convention.kind(types.charge) == "charge"
    assert convention.kind(types.payment) == "payment"
    assert convention.charge == types.charge
