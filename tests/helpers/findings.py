"""A charge message without a fault, and what the checks find when a test spoils it."""

from __future__ import annotations

from datetime import date

from workbench.er7 import Document
from workbench.reference.checks import Finding, check

TODAY = date(2026, 6, 1)

_PROVIDERS = "1234567893^READER^ROSA^^^^MD^^NPPES^^^^NPI|1122334455^ORDER^OLE^^^^MD^^NPPES^^^^NPI"
_LINE = (
    "FT1|{number}|CHG00{number}||20260301141500|20260301160000|CG|{code}^A scan^C4|||1|{price}.00&USD|{price}.00&USD"
    "|USCTR||||||Z36.3^Screening^I10~O30.042^Twins^I10|" + _PROVIDERS + "||ACC17^USREPORT||{code}^A scan^C4|26^^CPTM"
)
SIGNED = "\r".join(
    [
        r"MSH|^~\&|USREPORT|WOMENSCTR|BILLING|MAINHOSP|20260301160000||DFT^P03^DFT_P03|DFT0000001|P|2.5.1"
        "||||||UNICODE UTF-8",
        "EVN|P03|20260301160000",
        "PID|1||100234^^^MAINHOSP^MR||SAMPLE^ANNA^Q||19900412|F||||||||||A5550001^^^MAINHOSP^AN",
        "PV1|1|O|USCTR^RM2||||||||||||||||V778812^^^MAINHOSP^VN",
        _LINE.format(number=1, code="76805", price=350),
        _LINE.format(number=2, code="76810", price=180),
        "",
    ]
)
"""Two charges of a signed ultrasound report, HL7 2.5.1; everything in it is made up."""


def spoilt(**puts: str) -> str:
    """SIGNED with raw texts put at paths, such as `FT1_6="CR"` or `FT1_26_1="TC"` (segment, field, component)."""
    document = Document.from_text(SIGNED)
    for name, raw in puts.items():
        segment, _, numbers = name.partition("_")
        document = document.put(f"{segment}-{numbers.replace('_', '.')}", raw)
    return document.text


def findings(text: str) -> tuple[Finding, ...]:
    """What the checks say about a text, on a day of 2026."""
    return check(Document.from_text(text), today=TODAY)


def found(text: str, code: str) -> list[str]:
    """The paths of the findings with that code."""
    return [str(finding.path) for finding in findings(text) if finding.code == code]


def only(text: str, code: str) -> Finding:
    """The one finding with that code."""
    (finding,) = [finding for finding in findings(text) if finding.code == code]
    return finding
