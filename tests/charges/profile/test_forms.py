from __future__ import annotations

import pytest

from workbench.charges.profile.checks import WITHDRAWN
from workbench.charges.profile.forms import VERSIONS, form
from workbench.charges.profile.model import default_profile
from workbench.reference import dictionary
from workbench.reference.versions import USUAL, rank


@pytest.mark.parametrize("version", VERSIONS)
def test_the_facts_are_those_of_the_dictionary(version: str) -> None:
    """What we write by, beside the definitions of the version."""
    known, facts = dictionary(version), form(version)

    def has(segment: str, number: int) -> bool:
        found = known.segment(segment)
        field = found.field(number) if found else None
        return field is not None and field.optionality not in ("W", "X")

    assert facts.modifiers is has("FT1", 26)
    assert facts.payment_link is has("FT1", 31)
    assert facts.revenue_code is has("FT1", 41)
    assert facts.description is has("FT1", 8)
    assert facts.event_code is has("EVN", 1)
    assert facts.expanded is (known.structure("DFT^P11") is not None)
    segment = known.segment("FT1")
    kind = segment.field(6) if segment else None
    assert kind is not None and facts.coded_type is (kind.datatype == "CWE")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_longest_control_id_is_that_of_the_dictionary(version: str) -> None:
    field = dictionary(version).field("MSH", 10)
    assert field is not None and form(version).longest_control_id == field.length


@pytest.mark.parametrize("version", VERSIONS)
def test_withdrawn_fields_of_the_patient_are_those_of_the_dictionary(version: str) -> None:
    segment = dictionary(version).segment("PID")
    assert segment is not None
    gone = {field.number for field in segment.fields if field.optionality == "W"}
    assert {number for number, since in WITHDRAWN.items() if rank(since) <= rank(version)} == gone


def test_a_profile_names_the_version_that_is_taken_when_nothing_is_known() -> None:
    assert default_profile().message.version == USUAL


def test_what_cannot_be_composed() -> None:
    with pytest.raises(ValueError):
        form("2.9")
