from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

from helpers.lifecycle import NOON, Life

from workbench.charges.chargemaster.master import load_default
from workbench.charges.coding.choosing import code_study
from workbench.charges.lifecycle.coded import Coded, CodedLine, coded, from_data, to_data
from workbench.charges.lifecycle.worklist import Group, Known, worklist
from workbench.charges.profile.model import default_profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document


def version(document: Document) -> Coded:
    study = read_report(document)
    return coded(study, code_study(study, load_default()), default_profile())


def test_the_facts_of_a_report(make_report: Callable[..., Document]) -> None:
    found = version(make_report())
    assert found.holder.patient == "100234"
    assert found.holder.account == "A5550001"
    (line,) = found.lines
    assert (line.procedure_code, line.units, line.diagnoses) == ("76536", 1, ("E04.1",))
    assert (line.performed_by, line.ordered_by) == ("1234567893", "1122334455")
    assert (line.service_day, line.accession) == ("20260301", "ACC1")
    assert found.amounts == (("USD", Decimal("230.00")),)
    assert found.missing == ()


def test_what_is_missing_is_kept_beside_the_line(make_report: Callable[..., Document]) -> None:
    found = version(make_report(code="X^Nothing we know^L"))
    assert len(found.lines) == 1
    assert "choose a charge" in found.missing[0]
    assert found.amounts == ()


def test_it_survives_being_kept(make_report: Callable[..., Document]) -> None:
    found = version(make_report())
    assert from_data(json.loads(json.dumps(to_data(found)))) == found


def test_what_a_later_version_of_the_program_added_is_ignored() -> None:
    data = to_data(Coded(lines=(CodedLine(amount=Decimal("1.10")),)))
    data["lines"][0]["colour"] = "red"
    data["holder"]["colour"] = "red"
    assert from_data(data).lines[0].amount == Decimal("1.10")


def test_a_study_without_a_patient_number_is_incomplete(life: Life) -> None:
    taken = life.report(0, mrn="")
    assert taken.refusal
    assert any("PID-3" in sentence for sentence in life.known.coded.missing)
    assert [item.group for item in worklist([Known(life.known)], NOON)] == [Group.INCOMPLETE]
