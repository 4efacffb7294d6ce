"""Messages and shortcuts for the tests of reversals and corrections. All people and numbers are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workbench.charges.profile.conventions import Convention, named, with_options
from workbench.charges.reversal.reverse import Reversal, reverse
from workbench.er7 import Document

NOW = datetime(2026, 3, 2, 9, 0, 0)
AS_SENT = with_options(named("A"), processing_id="keep")
"""Convention A, with MSH-11 as it was."""

_HEADER = "MSH|^~\\&|USREPORT|WOMENSCTR|BILLING|MAINHOSP|{time}||DFT^P03^DFT_P03|{control}|P|2.5.1||||||UNICODE UTF-8\r"
_REST = (
    "EVN|P03|{time}\r"
    "PID|1||100234^^^MAINHOSP^MR||SAMPLE^ANNA^Q||19900412|F||||||||||A5550001^^^MAINHOSP^AN\r"
    "PV1|1|O|USCTR^RM2||||||||||||||||V778812^^^MAINHOSP^VN\r"
)
_LINE = (
    "FT1|{number}|{id}||20260301141500|{posted}|{type}|{code}|||1|{sign}{amount}&USD|{amount}&USD|USCTR||||||"
    "Z36.3^Screening malformation^I10~O30.042^Twins DCDA 2nd tri^I10|1234567893^READER^ROSA^^^^MD^^NPPES^^^^NPI|"
    "1122334455^ORDER^OLE^^^^MD^^NPPES^^^^NPI||ACC20260301-17^USREPORT||{code}|26^^CPTM\r"
)
_COMPLETE, _EXTRA = ("76805^OB scan 1st fetus^C4", "350.00"), ("76810^OB scan extra fetus^C4", "180.00")
_DETAILED, _DETAILED_EXTRA = (
    ("76811^Detailed scan 1st fetus^C4", "510.00"),
    ("76812^Detailed scan extra fetus^C4", "390.00"),
)


def _message(time: str, control: str, *lines: tuple[str, str, tuple[str, str]]) -> str:
    text = (_HEADER + _REST).format(time=time, control=control)
    for number, (id_, type_, (code, amount)) in enumerate(lines, 1):
        sign = "-" if type_ == "CR" else ""
        text += _LINE.format(number=number, id=id_, posted=time, type=type_, code=code, amount=amount, sign=sign)
    return text


SIGNED = _message("20260301160000", "DFT0000001", ("CHG001", "CG", _COMPLETE), ("CHG002", "CG", _EXTRA))
"""Reference message A: the report was signed."""
REVERSED = _message("20260302090000", "DFT0000002", ("CHG001-R", "CR", _COMPLETE), ("CHG002-R", "CR", _EXTRA))
"""Reference message B: the report was unsigned or cancelled."""
CORRECTED = _message(
    "20260303100000",
    "DFT0000003",
    ("CHG001-R", "CR", _COMPLETE),
    ("CHG002-R", "CR", _EXTRA),
    ("CHG003", "CG", _DETAILED),
    ("CHG004", "CG", _DETAILED_EXTRA),
)
"""Reference message C: a corrected report was signed after A."""
DETAILED = _message("20260303095500", "DFT0000009", ("CHG003", "CG", _DETAILED), ("CHG004", "CG", _DETAILED_EXTRA))
"""The charges of the corrected report by themselves."""


def dft(
    *lines: str, version: str = "2.5.1", event: str = "P03", marks: str = "^~\\&", separator: str = "|"
) -> Document:
    """A message with these lines behind the header, PID and PV1; write them with | and ^~\\&."""
    text = f"MSH|^~\\&|SEND|FAC|RECV|FAC|20260301160000||DFT^{event}|C1|P|{version}\rEVN|{event}|20260301160000\r"
    text += "PID|1||100234||SAMPLE^ANNA\rPV1|1|O\r" + "".join(f"{line}\r" for line in lines)
    header, rest = text[3:8], text[8:]
    assert header == "|^~\\&"
    signs = separator + marks[:4]
    translated = rest.translate(str.maketrans("|^~\\&"[: len(signs)], signs))
    return Document.from_text(f"MSH{separator}{marks}{translated}")


def charge(id_: str = "T1", type_: str = "CG", quantity: str = "1", amount: str = "350.00&USD", unit: str = "") -> str:
    """An FT1 with the columns of 2.2 and later."""
    return f"FT1|1|{id_}||20260301|20260301|{type_}|US-NECK^Neck^L|||{quantity}|{amount}|{unit}"


def new_ids() -> Iterator[str]:
    """N000000001, N000000002 …"""
    return (f"N{number:09d}" for number in range(1, 10_000))


def back(document: Document, convention: Convention | str = "A", **options: Any) -> Reversal:
    """Reverse with what tests do not care about filled in; the original counts as accepted."""
    given = {"outcome": "accepted", "new_ids": new_ids(), "now": NOW, "control_id": "DFT0000002", **options}
    chosen = named(convention) if isinstance(convention, str) else convention
    return reverse(document, convention=chosen, **given)


def text(reversal: Reversal) -> str:
    """The text of the message that was made; fails with the refusal when there is none."""
    assert reversal.document is not None, reversal.refusal
    return reversal.document.text


def made(reversal: Reversal, path: str) -> str | None:
    """A raw value of the message that was made."""
    assert reversal.document is not None, reversal.refusal
    return reversal.document.get(path)
