"""Dates of charges: service in the future or before birth, a range the wrong way round, posted before it happened.

FT1-4: HL7 2.5.1 chapter 6.5.1.4 (a range from 2.5 on); FT1-5: 6.5.1.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from workbench.er7 import Segment
from workbench.reference.checks.context import Context, first
from workbench.reference.checks.finding import Finding
from workbench.reference.moments import day as read_day


def check(context: Context) -> Iterator[Finding]:
    """Findings about FT1-4 and FT1-5."""
    birth = read_day(context.value("PID-7"))
    for line in context.all("FT1"):
        path = line.path.at(field=4)
        service = read_day(first(line, 4))
        if service is None:
            continue
        if service > context.today + timedelta(days=1):  # A day for the other side of the world.
            text = f"{path} (Transaction Date) is {service}, which is in the future."
            yield Finding(path, "warning", "service-in-future", text, "It is the day of the service; correct it.")
        if birth is not None and service < birth:
            text = f"{path} (Transaction Date) is {service}, before the patient's birth on {birth} (PID-7)."
            yield Finding(path, "warning", "service-before-birth", text, "Correct the date, or check the patient.")
        yield from _range(context, line)
        yield from _posting(line)


def _range(context: Context, line: Segment) -> Iterator[Finding]:
    path = line.path.at(field=4)
    start, end = first(line, 4), first(line, 4, 2)
    known = context.dictionary.field("FT1", 4)
    if not read_day(end) or known is None:
        return
    if known.datatype != "DR":
        text = f"{path} has a range of dates; HL7 {context.dictionary.ft1_version} takes one date there."
        yield Finding(
            path, "info", "range-too-early", text, "Ranges came with 2.5; older receivers read the first date."
        )
    begun, ended = read_day(start), read_day(end)
    if begun and ended and ended < begun:
        text = f"{path} ends on {ended}, before it begins on {begun}."
        yield Finding(path, "warning", "range-reversed", text, "Exchange the two dates.")


def _posting(line: Segment) -> Iterator[Finding]:
    path = line.path.at(field=5)
    service = read_day(first(line, 4))
    posted = read_day(first(line, 5))
    if service and posted and posted < service:
        text = f"{path} (Transaction Posting Date) is {posted}, before the service on {service} (FT1-4)."
        yield Finding(path, "info", "posted-before-service", text, "FT1-4 is the service, FT1-5 the posting.")
