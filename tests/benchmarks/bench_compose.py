"""Composing studies, beside building the same message with hl7apy's own API in the same run.

    .venv/bin/python tests/benchmarks/bench_compose.py

Aim: at least 20 times as fast as hl7apy, which is given the values that we composed, field by field, and gives back the
message as text; it does not note where each value came from. The rows below it are the way from the report: hl7apy's
rows there are parsing the report alone, and parsing it and building the charges from values that were coded for it.
Times are those of the processor, so that what else runs on the machine counts little.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from itertools import count

from hl7apy.core import Message, Segment
from hl7apy.parser import parse_message

from workbench import resources
from workbench.charges.chargemaster.master import load_default
from workbench.charges.coding.choosing import code_study
from workbench.charges.compose.compose import compose
from workbench.charges.profile.model import default_profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document

STUDY = "02-pregnancy-twins"
NOW = datetime(2026, 3, 7, 9, 30)


def rate(function: Callable[[], object], seconds: float = 1.0) -> float:
    """Calls per second, the best of three rounds."""
    best = 0.0
    for _round in range(3):
        done, begin = 0, time.process_time()
        while (spent := time.process_time() - begin) < seconds:
            function()
            done += 1
        best = max(best, done / spent)
    return best


def with_hl7apy(document: Document) -> str:
    """The same message, built segment by segment and field by field with hl7apy."""
    message = Message("DFT_P03", version="2.5.1")
    for segment in document.segments:
        made = message.msh if segment.name == "MSH" else Segment(segment.name, version="2.5.1")
        for field in segment.fields:
            if field.text and not (segment.name == "MSH" and field.number <= 2):
                setattr(made, f"{segment.name.lower()}_{field.number}", field.text)
        if segment.name != "MSH":
            message.add(made)
    return str(message.to_er7())


def main() -> None:
    """Measure and print."""
    master, profile = load_default(), default_profile()
    report = resources.path("samples", "studies", f"{STUDY}.hl7").read_bytes()
    study = read_report(Document.from_bytes(report))
    lines = code_study(study, master)
    numbers = count()

    def ours() -> Document:
        made = compose(
            study,
            lines,
            profile,
            now=NOW,
            control_id="C1",
            transaction_ids=(f"T{next(numbers):09}" for _ in lines),
        ).document
        assert made is not None
        return made

    def whole() -> bytes:
        found = read_report(Document.from_bytes(report))
        made = compose(
            found,
            code_study(found, master),
            profile,
            now=NOW,
            control_id="C1",
            transaction_ids=(f"T{next(numbers):09}" for _ in range(9)),
        ).document
        assert made is not None
        return made.to_bytes()

    document = ours()
    theirs = with_hl7apy(document)
    assert theirs.rstrip("\r").split("\r")[0].startswith("MSH") and theirs.count("\rFT1|") == len(lines)
    composed, apy = rate(ours), rate(lambda: with_hl7apy(document))
    coded, everything = rate(lambda: code_study(study, master)), rate(whole)
    read = rate(lambda: read_report(Document.from_bytes(report)))
    received = report.decode("utf-8").replace("\n", "\r")

    def parsed() -> object:
        return parse_message(received, find_groups=False)

    def both() -> str:
        parsed()
        return with_hl7apy(document)

    apy_parsed, apy_both = rate(parsed), rate(both)
    print(f"{STUDY}: {len(lines)} charges, {len(document.text)} characters")
    print(f"  compose                 {composed:10.0f} studies/s   {composed / apy:6.1f} × hl7apy's API")
    print(f"  hl7apy's API            {apy:10.0f} messages/s")
    print(f"  read the report         {read:10.0f} /s          {read / apy_parsed:6.1f} × hl7apy's parser")
    print(f"  hl7apy's parser         {apy_parsed:10.0f} /s")
    print(f"  code it                 {coded:10.0f} /s")
    print(f"  read, code and compose  {everything:10.0f} studies/s   {everything / apy:6.1f} × hl7apy's API alone")
    print(f"  hl7apy: parse and build {apy_both:10.0f} /s          {everything / apy_both:6.1f} × is our whole way")


if __name__ == "__main__":
    main()
