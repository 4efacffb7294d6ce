"""Reading and cutting messages, beside limits measured in the same run.

    .venv/bin/python tests/benchmarks/bench_er7.py

Reading: a message of 200 FT1 to addressable fields, beside `str.split` of the same text by the same delimiters (the
least that any parser in Python can do) and hl7apy. Cutting: a file of many messages, beside `bytes.count(b"MSH|")`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from workbench.er7 import Document
from workbench.er7.files import MessageFile

HEADER = (
    "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C{0}|T|2.5.1\rEVN|P03|20260301160000\rPID|1||1^^^H^MR\r"
)
LINE = (
    "FT1|{0}|CHG{0:05}||20260301141500|20260301160000|CG|76805^OB scan^C4|||1|350.00&USD|350.00&USD|USCTR||||||"
    "Z36.3^Screening^I10~O30.042^Twins^I10|1234567893^READER^ROSA^^^^MD^^NPPES^^^^NPI|1122334455^ORDER^OLE||"
    "ACC-17^USREPORT||76805^OB scan^C4|26^^CPTM\r"
)


def best(function: Callable[[], object], rounds: int = 5) -> float:
    """Seconds of the fastest round."""
    times = []
    for _round in range(rounds):
        begin = time.perf_counter()
        function()
        times.append(time.perf_counter() - begin)
    return min(times)


def read_every_field(data: bytes) -> int:
    """Touch every component, as a reader of the whole message would."""
    document = Document.from_bytes(data)
    return sum(
        len(repetition.components)
        for segment in document.segments
        for field in segment.fields
        for repetition in field.repetitions
    )


def split_everything(text: str) -> int:
    """The least work that tells all components apart."""
    return sum(
        len(repetition.split("^"))
        for line in text.split("\r")
        for field in line.split("|")
        for repetition in field.split("~")
    )


def with_hl7apy(text: str) -> object:
    """What hl7apy needs for the same message."""
    from hl7apy.parser import parse_message

    return parse_message(text, find_groups=False)


def main() -> None:
    """Measure and print."""
    text = HEADER.format(1) + "".join(LINE.format(number) for number in range(1, 201))
    data = text.encode()
    ours, split = best(lambda: read_every_field(data)), best(lambda: split_everything(text))
    apy = best(lambda: with_hl7apy(text), 1)
    lines = best(lambda: Document.from_bytes(data).segments)
    edited = Document.from_bytes(data)
    edit = best(lambda: edited.put("FT1[100]-11.1", "360.00").segments)
    print(f"message of 200 FT1, {len(data)} bytes")
    print(f"  every component     {ours * 1000:8.2f} ms   {ours / split:6.1f} × str.split")
    print(f"  hl7apy              {apy * 1000:8.2f} ms   {apy / ours:6.1f} × every component")
    print(f"  segments only       {lines * 1000:8.2f} ms   {lines / split:6.2f} × str.split")
    print(f"  one edit            {edit * 1000:8.2f} ms   {edit / split:6.2f} × str.split")
    many = (text[: text.index("FT1|3|")].encode()) * 50_000
    cut, count = best(lambda: len(MessageFile(many)), 2), best(lambda: many.count(b"MSH|"), 2)
    print(f"file of 50 000 messages, {len(many) / 1e6:.0f} MB")
    print(f"  cut                 {cut * 1000:8.0f} ms   {cut / count:6.1f} × bytes.count")


if __name__ == "__main__":
    main()
