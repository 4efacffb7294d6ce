"""What the rows of the charge master say about lines that stand beside each other. It warns, it removes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.charges.lines import ChargeLine


def checked(lines: tuple[ChargeLine, ...]) -> tuple[ChargeLine, ...]:
    """The lines, each with the warnings that the others give rise to."""
    return tuple(replace(line, warnings=(*line.warnings, *_warnings(line, lines))) for line in lines)


def _warnings(line: ChargeLine, lines: tuple[ChargeLine, ...]) -> Iterator[str]:
    charge = line.charge
    if charge is None:
        return
    others = [one for one in lines if one is not line and one.charge is not None]
    for other in others:
        if other.charge is not None and any(other.charge.is_named_by(code) for code in charge.excludes):
            yield (
                f"{charge.code} and {other.charge.code} (line {other.number}) exclude each other in one session;"
                " keep the one that was documented."
            )
    if charge.base_codes and not any(
        other.charge is not None and any(other.charge.is_named_by(code) for code in charge.base_codes)
        for other in others
    ):
        yield f"{charge.code} is never charged alone; it needs one of {', '.join(charge.base_codes)} beside it."
    if charge.max_units is not None and line.units > charge.max_units:
        yield f"{line.units} units of {charge.code} are more than the charge master allows ({charge.max_units})."
    if not line.diagnoses:
        yield "There is no coded diagnosis; billing systems often refuse such a charge."
