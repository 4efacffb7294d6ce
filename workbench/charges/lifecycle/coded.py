"""What one version of a study says about its charges: the facts that a biller books, in a form that can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from workbench.charges.coding.lines import ChargeLine
from workbench.charges.profile.model import Profile
from workbench.charges.study.model import Provider, Study
from workbench.charges.timestamps import day


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a charge is booked on. Two of them are equal when a biller would book on the same account."""

    patient: str = ""
    """Identifier (PID-3.1)."""
    authority: str = ""
    account: str = ""
    visit: str = ""


@dataclass(frozen=True, slots=True)
class CodedLine:
    """The facts of one charge line. All texts are display texts; the day is YYYYMMDD."""

    accession: str = ""
    local_code: str = ""
    procedure_code: str = ""
    description: str = ""
    units: int = 1
    modifiers: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    performed_by: str = ""
    ordered_by: str = ""
    service_day: str = ""
    department: str = ""
    amount: Decimal | None = None
    currency: str = ""
    parts: str = "all"
    """Which of its parts (professional, technical) stand: all, or `1 of 2`. Worked out, never kept."""

    @property
    def code(self) -> str:
        """What it is called in sentences."""
        return self.procedure_code or self.local_code or "—"


@dataclass(frozen=True, slots=True)
class Coded:
    """The charges of one version of a study."""

    holder: Holder = Holder()
    lines: tuple[CodedLine, ...] = ()
    missing: tuple[str, ...] = ()
    """What has to be completed before it can be charged, each a finished sentence."""

    @property
    def amounts(self) -> tuple[tuple[str, Decimal], ...]:
        """(currency, sum) of the lines that have a price."""
        return sums((line.currency, line.amount) for line in self.lines)


def sums(amounts: Iterable[tuple[str, Decimal | None]]) -> tuple[tuple[str, Decimal], ...]:
    """(currency, sum) for each currency; what has no amount is left out."""
    found: dict[str, Decimal] = {}
    for currency, amount in amounts:
        if amount is not None:
            found[currency] = found.get(currency, Decimal(0)) + amount
    return tuple(sorted(found.items()))


def sums_apart(amounts: Iterable[tuple[str, Decimal | None]]) -> tuple[tuple[str, Decimal], ...]:
    """Like `sums`, but what is positive and what is negative each on its own: a credit hides no missing charge."""
    given = list(amounts)
    more = sums((currency, amount) for currency, amount in given if amount is not None and amount >= 0)
    less = sums((currency, amount) for currency, amount in given if amount is not None and amount < 0)
    return tuple(sorted((*more, *less), key=lambda one: (one[0], -one[1])))


def holder_of(study: Study) -> Holder:
    """Who the charges of a study are booked on."""
    return Holder(study.patient.mrn, study.patient.authority, study.visit.account, study.visit.number)


def coded_line(line: ChargeLine, profile: Profile) -> CodedLine:
    """The facts of a charge line; the profile says which roles perform and order."""
    service_day = day(line.service_time)
    return CodedLine(
        accession=line.accession,
        local_code=line.local_code,
        procedure_code=line.procedure_code,
        description=line.description,
        units=line.units,
        modifiers=line.modifiers,
        diagnoses=tuple(one.code for one in line.diagnoses),
        performed_by=_person(line.provider(*profile.providers.performed_by)),
        ordered_by=_person(line.provider(*profile.providers.ordered_by)),
        service_day=f"{service_day:%Y%m%d}" if service_day is not None else line.service_time,
        department=line.department,
        amount=line.amount,
        currency=line.currency,
    )


def coded(study: Study, lines: Sequence[ChargeLine], profile: Profile) -> Coded:
    """The facts of a study and its lines. Lines to complete are in it too, with what they lack."""
    nobody = (gap.text for gap in study.gaps if gap.field == "patient.mrn")
    missing = tuple(dict.fromkeys((*nobody, *(sentence for line in lines for sentence in line.to_complete))))
    return Coded(holder_of(study), tuple(coded_line(line, profile) for line in lines), missing)


def _person(one: Provider | None) -> str:
    return "" if one is None else one.identifier or one.name


# ---- kept as plain data (JSON) ------------------------------------------------------------------------------------


def line_to_data(line: CodedLine) -> dict[str, Any]:
    """Plain data for keeping; amounts as text, so that no digit is lost."""
    data = asdict(line) | {"amount": None if line.amount is None else str(line.amount)}
    del data["parts"]
    return data


def line_from_data(data: Mapping[str, Any]) -> CodedLine:
    """The line that `line_to_data` wrote. What is missing there has its default."""
    known = {name: data[name] for name in CodedLine.__dataclass_fields__ if name in data and name != "parts"}
    for name in ("modifiers", "diagnoses"):
        known[name] = tuple(known.get(name) or ())
    line = CodedLine(**known)
    return replace(line, amount=_decimal(known.get("amount")))


def to_data(one: Coded) -> dict[str, Any]:
    """Plain data for keeping."""
    return {
        "holder": asdict(one.holder),
        "lines": [line_to_data(line) for line in one.lines],
        "missing": list(one.missing),
    }


def from_data(data: Mapping[str, Any]) -> Coded:
    """What `to_data` wrote."""
    holder = Holder(**{name: data["holder"].get(name, "") for name in Holder.__dataclass_fields__})
    return Coded(holder, tuple(line_from_data(line) for line in data["lines"]), tuple(data["missing"]))


def _decimal(text: object) -> Decimal | None:
    try:
        return None if text is None else Decimal(str(text))
    except InvalidOperation:
        return None
