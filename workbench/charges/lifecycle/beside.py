"""Charges of one session in two studies: each may be right by itself, and both together not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.charges.chargemaster.master import Charge, ChargeMaster
from workbench.charges.coding.doubles import BOTH_SIDES, Stands, has_whole, is_other_side, too_often
from workbench.charges.coding.lines import ChargeLine, Lack, Missing
from workbench.charges.lifecycle.coded import CodedLine
from workbench.charges.timestamps import day


@dataclass(frozen=True, slots=True)
class Against:
    """What does not go together in two studies. Both are to be looked at: nobody knows which of them is wrong."""

    text: str
    """For the study that is charged now, with its line: a finished sentence that names the other one."""
    other: str
    """Accession number of the other study."""
    back: str
    """The same for the other study."""


def against_beside(
    lines: Sequence[ChargeLine], others: Sequence[CodedLine], master: ChargeMaster
) -> tuple[Against, ...]:
    """What the charge master says against these lines beside those of other studies of the same patient and day.

    One side may name the other alone, so both are asked.
    """
    against = (found for line in lines for other in others for found in _against(line, other, master))
    return (*against, *(found for line in lines for found in _again(line, others)))


def beside_of(lines: Sequence[ChargeLine], others: Sequence[CodedLine], master: ChargeMaster) -> tuple[str, ...]:
    """The same, the sentences for the study of these lines alone."""
    return tuple(one.text for one in against_beside(lines, others, master))


def _again(line: ChargeLine, others: Sequence[CodedLine]) -> Iterator[Against]:
    if line.charge is None or line.charge.per != "exam":
        return
    opening = f"Line {line.number} ({line.local_code or line.procedure_code}): "
    side = next((one for one in others if _is_other_side(line, line.charge, one)), None)
    if side is not None:
        whole = ", ".join(line.charge.excludes)
        told, back = (
            BOTH_SIDES.format(code=line.charge.code, where=f"study {where or '—'}", whole=whole)
            for where in (side.accession, line.accession)
        )
        yield Against(opening + told, side.accession, back)
    if (other := _twice(line, line.charge, others, None)) is not None:
        told, back = (_TWICE.format(line.charge.code, where or "—") for where in (other.where, line.accession))
        yield Against(opening + told, other.where, back)


_TWICE = (
    "{} is charged for study {} of the same day too; charge it twice only if it was done twice (modifier 76 or 77)."
)


def codes_beside(lines: Sequence[ChargeLine], others: Sequence[CodedLine]) -> frozenset[str]:
    """The codes, in capitals, that other studies charge for a day of these lines."""
    same = [one for one in others if any(_is_same_day(line, one) for line in lines)]
    return frozenset(code.upper() for one in same for code in (one.local_code, one.procedure_code) if code)


def asked_beside(
    lines: Sequence[ChargeLine], others: Sequence[CodedLine], fetuses: int | None
) -> tuple[ChargeLine, ...]:
    """The lines; those by fetus with a question, where other studies of the day charge for as many as there are."""
    return tuple(_asked(line, others, fetuses) for line in lines)


def _asked(line: ChargeLine, others: Sequence[CodedLine], fetuses: int | None) -> ChargeLine:
    charge = line.charge
    if charge is None or charge.per == "exam" or not line.complete:
        return line
    if (other := _twice(line, charge, others, fetuses)) is None:
        return line
    sentence = (
        f"{charge.code} is charged for study {other.where or '—'} of the same day already; together that is more than"
        " the fetuses that were examined. Charge it only if it was done twice (modifier 76 or 77), else remove it."
    )
    return replace(line, missing=(*line.missing, Missing(Lack.REPEAT, sentence)))


def _is_other_side(line: ChargeLine, charge: Charge, other: CodedLine) -> bool:
    return (
        has_whole(charge)
        and _is_same(line, other)
        and _is_same_day(line, other)
        and is_other_side(line.modifiers, other.modifiers)
    )


def _is_same_day(line: ChargeLine, other: CodedLine) -> bool:
    served = day(line.service_time)
    return served is not None and f"{served:%Y%m%d}" == other.service_day


def _twice(line: ChargeLine, charge: Charge, others: Sequence[CodedLine], fetuses: int | None) -> Stands | None:
    """The study of the day with which the charge stands more often than it may."""
    same = [
        Stands(one.units, one.modifiers, one.accession)
        for one in others
        if _is_same_day(line, one) and _is_same(line, one)
    ]
    return too_often(charge, Stands(line.units, line.modifiers), same, fetuses)


def _is_same(line: ChargeLine, other: CodedLine) -> bool:
    """By procedure code where both have one: two local codes may bill the same."""
    if line.procedure_code and other.procedure_code:
        return line.procedure_code.upper() == other.procedure_code.upper()
    return bool(line.local_code) and line.local_code.upper() == other.local_code.upper()


def _against(line: ChargeLine, other: CodedLine, master: ChargeMaster) -> Iterator[Against]:
    served = day(line.service_time)
    if line.charge is None or served is None or f"{served:%Y%m%d}" != other.service_day:
        return
    theirs = {code.upper() for code in (other.local_code, other.procedure_code) if code}
    ours = {code.upper() for code in (line.charge.code, *line.charge.codes, line.procedure_code) if code}
    said = {code.upper() for code in line.charge.excludes}
    # The local code says which charge it was; several may share the procedure code.
    named = master.find(other.local_code) or master.find(other.procedure_code)
    against_us = {code.upper() for charge in named for code in charge.excludes}
    if theirs & said or ours & against_us:
        told = _EXCLUDES.format(line.charge.code, other.code, other.accession or "—")
        back = _EXCLUDES.format(other.code, line.charge.code, line.accession or "—")
        yield Against(f"Line {line.number} ({line.local_code or line.procedure_code}): {told}", other.accession, back)


_EXCLUDES = (
    "{} and {} of study {} on the same day exclude each other in one session; keep the one that was documented, unless"
    " there were two sessions."
)
