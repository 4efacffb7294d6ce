"""Composing in tests: fixed clock, counted ids, profiles from a few lines of TOML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import count

from workbench import resources
from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.compose.compose import Composition, compose_all
from workbench.charges.profile.model import Profile, parse_profile
from workbench.charges.study.model import Study
from workbench.charges.study.payments import Payment
from workbench.charges.study.report import read_report
from workbench.er7 import Document

NOW = datetime(2026, 3, 7, 9, 30)


def numbered(prefix: str) -> Iterator[str]:
    """T1, T2, T3 …"""
    return (f"{prefix}{number}" for number in count(1))


def site(text: str) -> Profile:
    """A profile from some settings."""
    return parse_profile(text, "site.toml")


def sample_study(name: str) -> Study:
    """The study of one of the reports that come with the program."""
    return read_report(Document.from_bytes(resources.path("samples", "studies", f"{name}.hl7").read_bytes()))


def messages(
    study: Study,
    master: ChargeMaster,
    profile: Profile,
    *,
    lines: Sequence[ChargeLine] | None = None,
    payments: Sequence[Payment] = (),
    now: datetime = NOW,
    release: bool = False,
) -> tuple[Composition, ...]:
    """Every composition of a study."""
    return compose_all(
        study,
        code_study(study, master, profile) if lines is None else lines,
        profile,
        now=now,
        control_ids=numbered("C"),
        transaction_ids=numbered("T"),
        payments=payments,
        release=release,
    )


def documents(compositions: Sequence[Composition]) -> list[Document]:
    """The messages; fails where there is none."""
    found = []
    for one in compositions:
        assert one.document is not None, one.refusal
        found.append(one.document)
    return found
