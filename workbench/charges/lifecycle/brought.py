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
    changes: bool = False
    """Whether it is told too when it was there and is another one now: more than how the same thing is written."""
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
    """Each insurance by the name of its company (IN1-4), else by its number (IN1-3) or its plan (IN1-2); and by the
    number of the policy (IN1-36)."""
    insurances = [one for one in study.insurances if one.name == "IN1"]
    return [f"{_first_of(one, (4, 3, 2), study)} {_first_of(one, (36,), study, '')}".strip() for one in insurances]


def _guarantors(study: Study) -> Collection[str]:
    """Each by the family name (GT1-3)."""
    return [_first_of(one, (3,), study) for one in study.guarantors]


def _first_of(one: RawSegment, numbers: Sequence[int], study: Study, otherwise: str | None = None) -> str:
    """The first component of the first of these fields that is filled; `otherwise`, else the name of the segment, when
    none is."""
    fields = one.text.split(study.delimiters.field or "|")
    filled = [fields[number] for number in numbers if len(fields) > number and fields[number]]
    if not filled:
        return one.name if otherwise is None else otherwise
    return unescape(filled[0].partition(study.delimiters.component or "^")[0], study.delimiters)


_FACTS = (
    _Fact(
        "diagnoses",
        "a diagnosis",
        lambda study: [one.code for one in study.diagnoses if one.scheme],
        changes=True,
        compared=True,
    ),
    _Fact("account", "the account", lambda study: _one(study.visit.account), changes=True, compared=True),
    _Fact("visit", "the visit", lambda study: _one(study.visit.number), changes=True, compared=True),
    _Fact("ordering provider", "who ordered it", _ordering, changes=True, compared=True),
    _Fact("insurance", "the insurance", _companies, changes=True, written=lambda profile: profile.patient.insurance),
    _Fact(
        "guarantor",
        "the guarantor",
        _guarantors,
        changes=True,
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
    """What `before` lacked and `after` has, or has otherwise, as far as messages under the profile tell it.

    `known` are diagnoses that stand in the charge already. With `beyond` only what no line of a charge shows.
    """
    found = []
    for fact in _FACTS:
        if (beyond and fact.compared) or not fact.written(profile):
            continue
        old, new = (list(dict.fromkeys(fact.values(study))) for study in (before, after))
        if new and new != old and (fact.changes or not old) and not set(new) <= set(known):
            found.append(Change(fact.name, ", ".join(old), ", ".join(new)))
    return tuple(found)


def brought_words(found: Collection[Change], source: str, *, refused: bool = False) -> str:
    """The sentences for a person; "" when nothing was brought. `source` is the order or the report, `refused` says
    that the receiver took no charge."""
    if not found:
        return ""
    called = {fact.name: fact.called for fact in _FACTS}
    names = [called[one.what] if "," not in one.after else one.what for one in found]
    values = [f"{one.before} → {one.after}" if one.before else one.after for one in found]
    did = "changed" if all(one.before for one in found) else "brought"
    if len(found) == 1:
        what = f"The {source} {did} {names[0]} after the charge: {values[0]}."
    else:
        told = ", ".join(f"{name} ({value})" for name, value in zip(names, values, strict=True))
        what = f"The {source} {did} this after the charge: {told}."
    stands = "The receiver refused the charge" if refused else "The charge stands as it was made"
    return f"{what} {stands}; state “corrected” to charge it anew with that."
