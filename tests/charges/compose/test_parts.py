from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from helpers.composing import documents, messages, sample_study, site

from workbench.charges.chargemaster.master import ChargeMaster, parse
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.parts import parts_of, side_of
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import Profile

MASTER = parse(
    b"local_code,procedure_code,description,department,unit_price,split,professional_price,matches\n"
    b"A,76536,Neck,US,100.00,yes,35.00,us thyroid\n"
    b"B,76604,Chest,US,100.00,yes,,us chest\n"
    b"C,C8929,Contrast heart,CARD,900.00,no,,contrast echo\n"
    b"D,,Without a procedure code,US,10.00,yes,,us odd\n",
    "split.csv",
)


def line(code: str, **changes: object) -> ChargeLine:
    (charge,) = MASTER.find(code)
    made = ChargeLine(
        1,
        1,
        charge=charge,
        local_code=charge.local_code,
        procedure_code=charge.procedure_code,
        department=charge.department,
        unit_price=charge.unit_price,
        service_time="20260301",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


SPLIT = site("[codes]\ncomponent = 'split'\n[split]\nprofessional_share = 40")


def brief(given: ChargeLine, profile: Profile) -> list[tuple[str, tuple[str, ...], Decimal | None, str]]:
    return [(part.component, part.modifiers, part.unit_price, part.side) for part in parts_of(given, profile)]


@pytest.mark.parametrize(
    ("component", "expected"),
    [
        ("global", [("", (), Decimal("100.00"), "professional")]),
        ("professional", [("26", ("26",), Decimal("35.00"), "professional")]),
        ("technical", [("TC", ("TC",), Decimal("65.00"), "facility")]),
        (
            "split",
            [("26", ("26",), Decimal("35.00"), "professional"), ("TC", ("TC",), Decimal("65.00"), "facility")],
        ),
    ],
)
def test_the_charge_master_divides_the_price(component: str, expected: list[object]) -> None:
    assert brief(line("A"), site(f"[codes]\ncomponent = '{component}'")) == expected


def test_else_the_share_of_the_profile_does() -> None:
    assert [part.unit_price for part in parts_of(line("B"), SPLIT)] == [Decimal("40.00"), Decimal("60.00")]
    for component, price in (("professional", "40.00"), ("technical", "60.00")):
        alone = site(f"[codes]\ncomponent = '{component}'\n[split]\nprofessional_share = 40")
        assert [part.unit_price for part in parts_of(line("B"), alone)] == [Decimal(price)]


@pytest.mark.parametrize("component", ["professional", "technical"])
def test_one_part_is_never_charged_at_the_whole_price(master: ChargeMaster, component: str) -> None:
    profile = site(f"[codes]\ncomponent = '{component}'")
    assert [part.unit_price for part in parts_of(line("B"), profile)] == [None]
    (made,) = messages(sample_study("06-thyroid"), master, profile)
    assert made.document is not None and made.document.get("FT1-11") == ""
    assert any("nothing says how the price is divided" in note for note in made.notes)


def test_the_charge_master_may_list_the_price_of_the_part_itself() -> None:
    listed = "[codes]\ncomponent = '{}'\n[split]\nlisted_price = 'part'\nprofessional_share = 40"
    alone = site(listed.format("professional"))
    assert [part.unit_price for part in parts_of(line("B"), alone)] == [Decimal("100.00")]
    # A row that tells both prices is believed.
    assert [part.unit_price for part in parts_of(line("A"), alone)] == [Decimal("35.00")]
    both = parts_of(line("B"), site(listed.format("split")))
    assert [part.unit_price for part in both] == [Decimal("40.00"), Decimal("60.00")]


def test_what_facilities_alone_charge_is_left_to_them(master: ChargeMaster) -> None:
    assert parts_of(line("C"), site("[codes]\ncomponent = 'professional'")) == ()
    (whole,) = parts_of(line("C"), SPLIT)
    assert (whole.component, whole.side) == ("", "facility")
    study = sample_study("08-heart")
    both = [line("C", number=1), line("A", number=2)]
    (made,) = messages(study, master, find_profile("professional-only"), lines=both)
    assert made.document is not None and [p.line.number for p in made.parts] == [2]
    assert any("Line 1 is left out: C8929 is charged by facilities alone" in note for note in made.notes)
    (none,) = messages(study, master, find_profile("professional-only"), lines=both[:1])
    assert none.document is None and none.refusal.startswith("Nothing is left to charge. Line 1 is left out")


def test_the_profile_that_comes_along_charges_a_share(master: ChargeMaster) -> None:
    (made,) = messages(sample_study("06-thyroid"), master, find_profile("professional-only"))
    (part,) = made.parts
    assert part.line.unit_price is not None and part.unit_price == part.line.unit_price * 40 / 100


def test_parts_add_up_to_the_cent() -> None:
    odd = line("B", unit_price=Decimal("0.05"), units=3)
    parts = parts_of(odd, SPLIT)
    assert [part.unit_price for part in parts] == [Decimal("0.02"), Decimal("0.03")]
    assert sum(part.amount or Decimal(0) for part in parts) == odd.amount


def test_a_price_changed_by_hand_is_divided_in_the_same_ratio() -> None:
    assert [part.unit_price for part in parts_of(line("A", unit_price=Decimal("200.00")), SPLIT)] == [
        Decimal("70.00"),
        Decimal("130.00"),
    ]


def test_a_price_that_cannot_be_divided_is_left_to_the_receiver(master: ChargeMaster) -> None:
    made = messages(sample_study("06-thyroid"), master, site("[codes]\ncomponent = 'split'"))[0]
    assert made.document is not None
    assert made.document.get("FT1-11") == ""
    assert any("nothing says how the price is divided" in note for note in made.notes)


@pytest.mark.parametrize("code", ["C", "D"])
def test_what_does_not_split_stays_whole(code: str) -> None:
    assert [part.component for part in parts_of(line(code), SPLIT)] == [""]


@pytest.mark.parametrize("chosen", ["26", "TC"])
def test_a_part_that_was_chosen_by_hand_is_not_overruled(chosen: str) -> None:
    (part,) = parts_of(line("A", modifiers=(chosen,)), SPLIT)
    assert (part.component, part.modifiers) == ("", (chosen,))
    assert part.side == {"26": "professional", "TC": "facility"}[chosen]


def test_26_and_tc_never_stand_on_one_line() -> None:
    both = line("A", modifiers=("26", "TC"))
    assert not both.complete
    assert "26 and TC never stand on one line" in both.to_complete[0]
    for component in ("global", "professional", "technical", "split"):
        for part in parts_of(line("A"), site(f"[codes]\ncomponent = '{component}'")):
            assert not {"26", "TC"} <= set(part.modifiers)


def test_the_technical_modifier_may_be_left_out() -> None:
    profile = site("[codes]\ncomponent = 'technical'\n[split]\ntechnical_modifier = false")
    assert brief(line("A"), profile) == [("TC", (), Decimal("65.00"), "facility")]


@pytest.mark.parametrize(
    ("modifiers", "department", "side"),
    [
        (("26",), "US", "professional"),
        (("TC",), "READING", "facility"),  # the modifier comes before the department
        ((), "READING", "professional"),
        ((), "US", "facility"),
        ((), "OTHER", "facility"),
    ],
)
def test_sides(modifiers: tuple[str, ...], department: str, side: str) -> None:
    profile = site(
        "[routing]\nprofessional_departments = ['READING']\nfacility_departments = ['US']\notherwise = 'facility'"
    )
    assert side_of(modifiers, department, profile) == side


def test_two_lines_in_one_message(master: ChargeMaster) -> None:
    (made,) = messages(sample_study("02-pregnancy-twins"), master, SPLIT)
    (document,) = documents([made])
    assert [document.get(f"FT1[{number}]-26.1") for number in range(1, 5)] == ["26", "TC", "26", "TC"]
    assert [document.get(f"FT1[{number}]-11.1.1") for number in range(1, 5)] == ["140.00", "210.00", "72.00", "108.00"]
    assert len({document.get(f"FT1[{number}]-2") for number in range(1, 5)}) == 4
    assert made.transaction_ids == ((1, "T1"), (1, "T2"), (2, "T3"), (2, "T4"))
    assert made.endpoint == ""
    assert any(
        "Line 1, 2 for physician-billing (CMS-1500); Line 1, 2 for facility-billing (UB-04)" in note
        for note in made.notes
    )


def test_two_messages_for_two_endpoints(master: ChargeMaster) -> None:
    profile = site(
        "[codes]\ncomponent = 'split'\n[routing]\nseparate = true\nprofessional_endpoint = 'doctors'\n"
        "facility_endpoint = 'hospital'\nprofessional_application = 'DOC'\n"
    )
    made = messages(sample_study("02-pregnancy-twins"), master, profile)
    first, second = documents(made)
    assert [(one.side, one.endpoint) for one in made] == [("professional", "doctors"), ("facility", "hospital")]
    assert [segment.name for segment in first.segments].count("FT1") == 2
    assert {first.get("FT1-26.1"), first.get("FT1[2]-26.1")} == {"26"}
    assert {second.get("FT1-26.1"), second.get("FT1[2]-26.1")} == {"TC"}
    assert (first.get("MSH-5"), second.get("MSH-5")) == ("DOC", "BILLING")
    assert (first.control_id, second.control_id) == ("C1", "C2")
    assert "This message is for doctors: the professional side (CMS-1500)." in made[0].notes
    assert "This message is for hospital: the facility side (UB-04)." in made[1].notes


def test_parts_may_have_departments_and_people_of_their_own(master: ChargeMaster) -> None:
    profile = site(
        "[codes]\ncomponent = 'split'\n[split]\nprofessional_department = 'READ'\ntechnical_department = 'ROOM'\n"
        "[providers]\ntechnical_performed_by = ['technician']\n"
    )
    (document,) = documents(messages(sample_study("02-pregnancy-twins"), master, profile))
    assert [document.get(f"FT1[{number}]-13") for number in (1, 2)] == ["READ", "ROOM"]
    assert [document.get(f"FT1[{number}]-20.1") for number in (1, 2)] == ["1234567893", "T100"]


def test_both_parts_of_a_charge_are_in_messages_of_their_own_where_each_charge_is(master: ChargeMaster) -> None:
    profile = site('[message]\ncharges = "one"\n[codes]\ncomponent = "split"\n')
    made = messages(sample_study("02-pregnancy-twins"), master, profile)
    found = [one.document.text.count("\rFT1|") for one in made if one.document is not None]
    assert found == [1, 1, 1, 1]


def test_a_profile_that_writes_no_diagnosis_is_told(master: ChargeMaster) -> None:
    profile = site("[diagnoses]\nin_charge = false\nsegments = false\n")
    (made,) = messages(sample_study("06-thyroid"), master, profile)
    assert any("No diagnosis is in the message" in note for note in made.notes)
    assert not any("No diagnosis" in note for note in messages(sample_study("06-thyroid"), master, site(""))[0].notes)


def test_an_invented_type_of_an_insurance_is_told(master: ChargeMaster) -> None:
    study = sample_study("07-carotid-with-insurance")
    plain = replace(study, insurances=tuple(replace(one, text=_untyped(one.text)) for one in study.insurances))
    (made,) = messages(plain, master, site('[message]\nversion = "2.8"\n'))
    assert any("IN1-3 (XX)" in note for note in made.notes)


def _untyped(text: str) -> str:
    """An IN1 whose company is an id alone."""
    fields = text.split("|")
    return "|".join([*fields[:3], "CO1", *fields[4:]]) if fields[0] == "IN1" else text


def test_the_order_number_keeps_its_issuer(master: ChargeMaster) -> None:
    study = sample_study("06-thyroid")
    (exam,) = study.exams
    assert exam.placer and exam.placer_raw.startswith(exam.placer)
    given = replace(study, exams=(replace(exam, placer="P1", placer_raw="P1^E"),))
    (made,) = messages(given, master, site('[groups]\norders = "as fits"\n'))
    assert made.document is not None
    assert "\rORC|RE|P1^E|" in made.document.text and "\rOBR|1|P1^E|" in made.document.text
