"""Add-ons that nobody edited follow their base, as the charge master has it; else the correction is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from helpers.reversals import AS_SENT, NOW, SIGNED, charge, dft, new_ids

from workbench.charges.chargemaster import master as chargemaster
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.correction.correct import MODES, REPLACE, Correction, correct
from workbench.er7 import Document

COLUMNS = "local_code,procedure_code,coding_system,description,unit_price,currency,per,base_codes,professional_price"
ROWS = (
    "B1,76805,CPT,Complete scan,350.00,USD,exam,,140.00",
    "A1,76810,CPT,Complete extra fetus,180.00,USD,extra fetus,76805,70.00",
    "B2,76811,CPT,Detailed scan,510.00,USD,exam,,200.00",
)
DETAILED_EXTRA = "A2,76812,CPT,Detailed extra fetus,390.00,USD,extra fetus,76811,160.00"
LOCAL_DETAILED = DETAILED_EXTRA.replace("76812", "")
EUROS = DETAILED_EXTRA.replace("USD", "EUR")
ANOTHER = DETAILED_EXTRA.replace("A2,76812", "A3,76813")
UNPRICED = DETAILED_EXTRA.replace("390.00", "").replace("160.00", "")


def _master(*rows: str) -> ChargeMaster:
    return chargemaster.parse("\n".join((COLUMNS, *rows)).encode(), "ours.csv")


def _put(document: Document, *values: tuple[str, str]) -> Document:
    for path, value in values:
        document = document.put(path, value)
    return document


def _base(document: Document, code: str = "76811", price: str = "510.00") -> Document:
    """The base becomes another one; the add-on is left as it was."""
    codes = [(f"FT1[1]-{field}", f"{code}^Detailed scan 1st fetus^C4") for field in (7, 25)]
    return _put(document, *codes, *((f"FT1[1]-{field}", f"{price}&USD") for field in (11, 12)))


def _signed() -> Document:
    return Document.from_text(SIGNED)


def _coded(id_: str, code: str) -> str:
    return charge(id_).replace("US-NECK^Neck^L", f"{code}^Scan^C4")


def _correct(old: Document, new: Document, master: ChargeMaster | None = None, **options: Any) -> Correction:
    given: dict[str, Any] = {"control_ids": ["M1", "M2"], "new_ids": new_ids(), "outcome": "accepted", **options}
    master = master or chargemaster.load_default()
    return correct(old, new, convention=AS_SENT, now=NOW, master=master, **given)


def _last(result: Correction, field: int) -> str:
    """Of the last line of the last message."""
    document = result.messages[-1]
    return document.get(document.all("FT1")[-1].path.at(field=field)) or ""


@pytest.mark.parametrize("mode", MODES)
def test_the_add_on_of_the_new_base_is_charged(mode: str) -> None:
    result = _correct(_signed(), _base(_signed()), mode=mode)
    assert not result.refusal
    pairs = [(one.old, one.new, one.kind) for one in result.differences]
    rows = [(old.code, new.code, kind) for old, new, kind in pairs if old is not None and new is not None]
    assert rows == [("76805", "76811", "changed"), ("76810", "76812", "changed")]
    told = result.differences[1].text
    assert "76810 → 76812" not in told  # raw fields, as they stand
    assert "180.00&USD → 390.00&USD" in told
    assert "follows its base: 76805 became 76811, to which 76812 belongs in the charge master" in told
    assert _last(result, 25) == "76812^Detailed anatomy, extra fetus^C4"
    assert (_last(result, 7), _last(result, 11), _last(result, 12)) == (_last(result, 25), "390.00&USD", "390.00&USD")
    assert _last(result, 26) == "26^^CPTM"
    assert [one.net for one in result.settlements] == [Decimal("370.00")]
    credits = 0 if mode == REPLACE else 2
    assert [len(one.all("FT1")) for one in result.messages] == [credits + 2]


def test_units_stay_and_are_multiplied() -> None:
    old = _put(_signed(), ("FT1[2]-10", "2"), ("FT1[2]-11", "360.00&USD"))
    result = _correct(old, _base(old))
    assert (_last(result, 10), _last(result, 11), _last(result, 12)) == ("2", "780.00&USD", "390.00&USD")


def test_every_code_is_replaced_by_its_like() -> None:
    """Local by local, procedure by procedure; descriptions, and PR1 behind the line, go along."""
    text = SIGNED.replace("CG|76810^OB scan extra fetus^C4||", "CG|A1^Extra^L^76810^Extra^C4|Extra|Alt")
    old = Document.from_text(text + "PR1|1||76810^Extra^C4|Extra\rNTE|1||Second fetus\r")
    result = _correct(old, _base(old), _master(*ROWS, DETAILED_EXTRA))
    assert not result.refusal
    assert _last(result, 7) == "A2^Detailed extra fetus^L^76812^Detailed extra fetus^C4"
    assert (_last(result, 8), _last(result, 9)) == ("Detailed extra fetus", "")
    message = result.messages[-1]
    assert message.text.endswith("PR1|1||76812^Detailed extra fetus^C4|Detailed extra fetus\rNTE|1||Second fetus\r")


def test_a_part_costs_what_the_charge_master_says_of_the_part() -> None:
    """Modifier 26 at the professional price of the old row becomes the professional price of the new one."""
    old = _put(_signed(), ("FT1[2]-11", "70.00&USD"), ("FT1[2]-12", "70.00&USD"))
    assert _last(_correct(old, _base(old), _master(*ROWS, DETAILED_EXTRA)), 11) == "160.00&USD"
    technical = _put(old, ("FT1[2]-26", "TC^^CPTM"), ("FT1[2]-11", "110.00&USD"), ("FT1[2]-12", "110.00&USD"))
    assert _last(_correct(technical, _base(technical), _master(*ROWS, DETAILED_EXTRA)), 11) == "230.00&USD"
    # Where the line has the price of the whole row, that is how this feed charges.
    assert _last(_correct(_signed(), _base(_signed()), _master(*ROWS, DETAILED_EXTRA)), 11) == "390.00&USD"


def test_a_line_without_amounts_gets_none() -> None:
    old = _put(_signed(), *((f"FT1[{line}]-{field}", "") for line in (1, 2) for field in (11, 12)))
    new = _put(old, *((f"FT1[1]-{field}", "76811^Detailed^C4") for field in (7, 25)))
    result = _correct(old, new)
    assert _last(result, 25) == "76812^Detailed anatomy, extra fetus^C4"
    assert (_last(result, 11), _last(result, 12)) == ("", "")


def test_an_add_on_is_taken_back_with_its_base() -> None:
    """Whoever takes the base out of the message has not kept a charge for a fetus after the first."""
    old = dft(_coded("T1", "76805"), _coded("T2", "76810"), _coded("T3", "76700"))
    new = dft(_coded("T2", "76810"), _coded("T3", "76700"))
    for mode in MODES:
        result = _correct(old, new, mode=mode)
        kinds = [one.kind for one in result.differences]
        assert (result.refusal, kinds) == ("", ["removed", "removed", "unchanged"]), mode
        assert result.differences[1].text == (
            "FT1[2] (76810) is not charged any more: it is an add-on to 76805, which is not charged any more either."
        )
    only = _correct(old, new, mode="changed lines")
    assert only.transaction_ids == ("T1-R", "T2-R")


def test_nothing_but_an_add_on_left_is_nothing_left() -> None:
    old = dft(_coded("T1", "76805"), _coded("T2", "76810"))
    result = _correct(old, dft(_coded("T2", "76810")))
    assert (result.refusal, result.transaction_ids) == ("", ("T1-R", "T2-R"))


@pytest.mark.parametrize("rows", [(), (LOCAL_DETAILED,), (EUROS,), (UNPRICED,), (DETAILED_EXTRA, ANOTHER)])
def test_what_the_charge_master_does_not_know_is_refused(rows: tuple[str, ...]) -> None:
    """No add-on, none with such a code, another currency, no price, several that would fit."""
    result = _correct(_signed(), _base(_signed()), _master(*ROWS, *rows))
    assert result.messages == ()
    assert "FT1[2] (76810) of the corrected message is an add-on to 76805" in result.refusal
    assert result.refusal.endswith("Correct that line too.")
    assert [one.kind for one in result.differences] == ["changed", "unchanged"]


@pytest.mark.parametrize(
    "values",
    [
        (("FT1[2]-12", "200.00&USD"), ("FT1[2]-11", "200.00&USD")),
        (("FT1[2]-11", "100.00&USD"),),
        (("FT1[2]-7", "76812^Detailed^C4"),),
    ],
)
def test_an_add_on_that_somebody_edited_is_not_overwritten(values: tuple[tuple[str, str], ...]) -> None:
    new = _put(_base(_signed()), *values)
    result = _correct(_signed(), new)
    assert "Correct that line too." in result.refusal


def test_an_amount_that_does_not_agree_is_not_guessed() -> None:
    """A discount, or a part of the price: nobody knows what it would be of the new price."""
    old = _put(_signed(), ("FT1[2]-11", "90.00&USD"))
    assert "Correct that line too." in _correct(old, _base(old)).refusal
    part = _put(_signed(), ("FT1[2]-11", "71.00&USD"), ("FT1[2]-12", "71.00&USD"))
    assert "Correct that line too." in _correct(part, _base(part)).refusal


def test_an_add_on_that_is_there_already_is_not_charged_twice() -> None:
    new = _base(_signed())
    line = new.all("FT1")[1].text.replace("76810", "76812").replace("CHG002", "CHG003")
    result = _correct(_signed(), Document.from_text(new.text + line + "\r"))
    assert "Correct that line too." in result.refusal


def test_each_exam_has_its_own_base() -> None:
    """The add-on of another exam, whose base stays, is not touched."""
    other = [one.text.replace("ACC20260301-17", "ACC2").replace("CHG00", "CHG01") for one in _signed().all("FT1")]
    old = Document.from_text(SIGNED + "".join(f"{line}\r" for line in other))
    result = _correct(old, _base(old), mode="changed lines")
    assert [one.kind for one in result.differences] == ["changed", "changed", "unchanged", "unchanged"]
    assert result.transaction_ids == ("CHG001-R", "CHG002-R", "N000000001", "N000000002")


SHARED = tuple(",".join((*row.split(",")[:-1], "")) for row in (*ROWS, DETAILED_EXTRA))
"""The same charge master, which does not say what the professional part costs."""


def test_a_part_by_the_profiles_share_follows_with_the_share() -> None:
    """40 % of 180.00 becomes 40 % of 390.00; the technical part what is left of each."""
    master = _master(*SHARED)
    old = _put(_signed(), ("FT1[2]-11", "72.00&USD"), ("FT1[2]-12", "72.00&USD"))
    result = _correct(old, _base(old), master, professional_share=40)
    assert (result.refusal, _last(result, 11), _last(result, 12)) == ("", "156.00&USD", "156.00&USD")
    technical = _put(old, ("FT1[2]-26", "TC^^CPTM"), ("FT1[2]-11", "108.00&USD"), ("FT1[2]-12", "108.00&USD"))
    assert _last(_correct(technical, _base(technical), master, professional_share=40), 11) == "234.00&USD"


@pytest.mark.parametrize("share", [0, 39, 41, 100])
def test_a_share_that_the_line_was_not_charged_with_is_no_price(share: int) -> None:
    old = _put(_signed(), ("FT1[2]-11", "72.00&USD"), ("FT1[2]-12", "72.00&USD"))
    result = _correct(old, _base(old), _master(*SHARED), professional_share=share)
    assert result.messages == () and "Correct that line too." in result.refusal


def test_an_add_on_is_not_chosen_without_its_base_nor_the_base_without_it() -> None:
    new = _base(_signed())
    for number, other in ((1, "FT1[2] (76810)"), (2, "FT1 (76805)")):
        result = _correct(_signed(), new, lines=[number])
        assert result.messages == ()
        assert other in result.refusal and result.refusal.endswith("choose both.")
    assert len(_correct(_signed(), new, lines=[1, 2]).messages[0].all("FT1")) == 4
