"""Charges of one session in two studies: each may be right by itself, and both together not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.lifecycle.coded import CodedLine
from workbench.charges.timestamps import day


def beside_of(lines: Sequence[ChargeLine], others: Sequence[CodedLine], master: ChargeMaster) -> tuple[str, ...]:
    """What the charge master says against these lines beside those of other studies of the same patient and day.

    One side may name the other alone, so both are asked.
    """
    return tuple(sentence for line in lines for other in others for sentence in _against(line, other, master))


def _against(line: ChargeLine, other: CodedLine, master: ChargeMaster) -> Iterator[str]:
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
        yield (
            f"Line {line.number} ({line.local_code or line.procedure_code}): {line.charge.code} and {other.code} of"
            f" study {other.accession or '—'} on the same day exclude each other in one session; keep the one that was"
            " documented, unless there were two sessions."
        )
