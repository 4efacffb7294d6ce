"""How often a charge may stand on one day, and which lines are the same charge again."""

from __future__ import annotations

import pytest

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.doubles import Stands, has_whole, is_answered, limit_of, too_often


@pytest.mark.parametrize(
    ("code", "modifiers", "fetuses", "limit"),
    [
        ("76819", (), 2, 2),
        ("76819", (), None, 1),
        ("76810", (), 3, 2),
        ("76810", (), None, 1),
        ("76536", (), None, 1),
        ("76642", ("LT",), None, 1),
        ("76642", ("50",), None, 2),
        ("76881", ("LT",), None, 2),
        ("76937", (), None, 2),
    ],
)
def test_how_often(
    master: ChargeMaster, code: str, modifiers: tuple[str, ...], fetuses: int | None, limit: int
) -> None:
    assert limit_of(master.find(code)[0], modifiers, fetuses) == limit


@pytest.mark.parametrize(
    ("code", "ours", "theirs", "again"),
    [
        ("76536", (), (), True),
        ("76536", ("76",), (), False),
        ("76536", ("59",), (), False),
        ("76536", ("26",), ("TC",), False),
        ("76536", ("26",), ("26",), True),
        ("76536", ("26",), (), True),
        ("76642", ("LT",), ("RT",), False),
        ("76642", ("LT",), ("50",), True),
        ("76642", ("LT",), (), True),
    ],
)
def test_the_same_again(
    master: ChargeMaster, code: str, ours: tuple[str, ...], theirs: tuple[str, ...], again: bool
) -> None:
    other = Stands(1, theirs, "study A")
    assert (too_often(master.find(code)[0], Stands(1, ours), [other], None) is other) is again


def test_59_marks_a_further_fetus_and_answers_nothing(master: ChargeMaster) -> None:
    (profile,) = master.find("76819")
    assert not is_answered(profile, ("59",)) and is_answered(profile, ("76",))


def test_which_charges_have_one_for_both_sides(master: ChargeMaster) -> None:
    assert has_whole(master.find("93971")[0])
    assert not has_whole(master.find("76642")[0]) and not has_whole(master.find("76512")[0])
