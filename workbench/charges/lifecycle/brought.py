"""What a document brought about a study that was charged without it: a diagnosis, the account, an insurance.

An order, or a report that says the same as before, is no correction, so the charge stands as it was made. A person is
told, and states “corrected” to charge the study anew with what is known by then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from workbench.charges.lifecycle.difference import Change
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import RawSegment, Study
from workbench.er7.escapes import unescape


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something that a message may bring."""

    name: str
    """As a change of the charge is called."""
    called: str
    """In a sentence."""
    values: Callable[[Study], Collection[str]]
    compared: bool = False
    """Whether it is among the facts of a charge line, or says who the charge is booked on (see `difference`)."""
    written: Callable[[Profile], bool] = lambda _profile: True
    """Whether a profile writes it."""


def _one(text: str) -> Collection[str]:
    return (text,) if text else ()


def _ordering(study: Study) -> Collection[str]:
    person = study.provider("ordering")
    return () if person is None else _one(person.name or person.identifier)


def _companies(study: Study) -> Collection[str]:
    """Each insurance by the name of its company (IN1-4), else by its number (IN1-3) or its plan (IN1-2)."""
    return [_first_of(one, (4, 3, 2), study) for one in study.insurances if one.name == "IN1"]


def _guarantors(study: Study) -> Collection[str]:
    """Each by the family name (GT1-3)."""
    return [_first_of(one, (3,), study) for one in study.guarantors]


def _first_of(one: RawSegment, numbers: Sequence[int], study: Study) -> str:
    """The first component of the first of these fields that is filled; the name of the segment when none is."""
    fields = one.text.split(study.delimiters.field or "|")
    filled = [fields[number] for number in numbers if len(fields) > number and fields[number]]
    return unescape(filled[0].partition(study.delimiters.component or "^")[0], study.delimiters) if filled else one.name


_FACTS = (
    _Fact(
        "diagnoses",
        "a diagnosis",
        lambda study: [one.code for one in study.diagnoses if one.scheme],
        compared=True,
    ),
    _Fact("account", "the account", lambda study: _one(study.visit.account), compared=True),
    _Fact("visit", "the visit", lambda study: _one(study.visit.number), compared=True),
    _Fact("ordering provider", "who ordered it", _ordering, compared=True),
    _Fact("insurance", "the insurance", _companies, written=lambda profile: profile.patient.insurance),
    _Fact(
        "guarantor",
        "the guarantor",
        _guarantors,
        written=lambda profile: profile.patient.guarantor,
    ),
    _Fact("patient class", "the patient class", lambda study: _one(study.visit.patient_class)),
    _Fact("location", "the location", lambda study: _one(study.visit.location)),
    _Fact("birth date", "the birth date", lambda study: _one(study.patient.birth_date)),
    _Fact("sex", "the sex", lambda study: _one(study.patient.sex)),
)
"""What is looked at, the dearest first. One row, one test."""


def brought(
    before: Study, after: Study, profile: Profile, *, known: Collection[str] = (), beyond: bool = False
) -> tuple[Change, ...]:
    """What `before` lacked and `after` has, as far as messages under the profile tell it.

    `known` are diagnoses that stand in the charge already. With `beyond` only what no line of a charge shows.
    """
    found = []
    for fact in _FACTS:
        if (beyond and fact.compared) or fact.values(before) or not fact.written(profile):
            continue
        if new := [one for one in dict.fromkeys(fact.values(after)) if one not in known]:
            found.append(Change(fact.name, "", ", ".join(new)))
    return tuple(found)


def brought_words(found: Collection[Change], source: str, *, refused: bool = False) -> str:
    """The sentences for a person; "" when nothing was brought. `source` is the order or the report, `refused` says
    that the receiver took no charge."""
    if not found:
        return ""
    called = {fact.name: fact.called for fact in _FACTS}
    names = [(called[one.what] if "," not in one.after else one.what, one.after) for one in found]
    if len(names) == 1:
        what = f"The {source} brought {names[0][0]} after the charge: {names[0][1]}."
    else:
        told = ", ".join(f"{name} ({value})" for name, value in names)
        what = f"The {source} brought this after the charge: {told}."
    stands = "The receiver refused the charge" if refused else "The charge stands as it was made"
    return f"{what} {stands}; state “corrected” to charge it anew with that."
