from __future__ import annotations

import os
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.composing import documents, messages, sample_study
from helpers.strict import accepts

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.profile.library import find_profile, profile_files
from workbench.charges.profile.model import ProfileError, load_profile
from workbench.charges.study.payments import Payment
from workbench.reference.checks import check

GOLDEN = Path(__file__).parent / "golden" / "profiles"
OURS = ("default", "hl7-0017", "professional-only", "quantity-sign", "same-id", "split")


def test_ours_are_there_the_default_first() -> None:
    assert tuple(one.name for one in profile_files()) == OURS
    assert not any(one.own for one in profile_files())


@pytest.mark.parametrize("name", OURS)
def test_ours_can_be_used_and_explain_themselves(name: str) -> None:
    profile = find_profile(name)
    assert (profile.name, bool(profile.title)) == (name, True)
    assert len(profile.about) > 60


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("sample", ["02-pregnancy-twins", "07-carotid-with-insurance"])
def test_what_they_compose_is_valid(master: ChargeMaster, name: str, sample: str) -> None:
    for document in documents(messages(sample_study(sample), master, find_profile(name))):
        assert [one.text for one in check(document) if one.severity == "error"] == []
        assert accepts(document) == "DFT_P03"


@pytest.mark.parametrize("name", OURS)
def test_golden(master: ChargeMaster, name: str) -> None:
    """Byte for byte. To accept a change: UPDATE_GOLDEN=1, then read the difference."""
    payments = [Payment(1, "deposit", Decimal("50.00"), "20260305", pays=(1,))]
    made = documents(messages(sample_study("02-pregnancy-twins"), master, find_profile(name), payments=payments))
    data = b"".join(document.to_bytes() for document in made)
    file = GOLDEN / f"{name}.hl7"
    if os.environ.get("UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data.replace(b"\r", b"\n"))
    assert data.decode("utf-8").split("\r") == file.read_text(encoding="utf-8").split("\n")


def test_a_profile_that_writes_one_charge_a_message(master: ChargeMaster) -> None:
    made = documents(messages(sample_study("02-pregnancy-twins"), master, find_profile("same-id")))
    assert [len(document.all("FT1")) for document in made] == [1, 1]
    assert len({document.control_id for document in made}) == 2
    assert [document.get("FT1-1") for document in made] == ["1", "1"]


def test_a_users_own_hides_one_of_ours(tmp_path: Path) -> None:
    (tmp_path / "split.toml").write_text("title = 'Mine'\n", encoding="utf-8")
    (tmp_path / "clinic.toml").write_text("title = 'Clinic'\n", encoding="utf-8")
    files = {one.name: one.own for one in profile_files(tmp_path)}
    assert files == {**dict.fromkeys(OURS, False), "split": True, "clinic": True}
    assert find_profile("split", tmp_path).title == "Mine"
    assert find_profile("clinic", tmp_path).name == "clinic"


def test_a_profile_by_file(tmp_path: Path) -> None:
    file = tmp_path / "here.toml"
    file.write_text("title = 'Here'\n", encoding="utf-8")
    assert find_profile(str(file)) == load_profile(file)
    with pytest.raises(ProfileError, match="cannot be read"):
        find_profile(str(tmp_path / "none.toml"))


@pytest.mark.parametrize(("wanted", "told"), [("quantity", "perhaps"), ("zzz", "there are default, hl7-0017")])
def test_a_name_that_is_not_there(wanted: str, told: str) -> None:
    with pytest.raises(ProfileError, match="There is no profile") as caught:
        find_profile(wanted)
    assert told in str(caught.value)
