"""Providers: national provider numbers (NPI) that fail their check digit.

An NPI has ten digits, and with 80840 before it passes the Luhn test (ISO/IEC 7812). XCN: HL7 2.5.1 chapter 2A.88; the
type of the number is in component 13.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Repetition
from workbench.reference.checks.context import LONG_VALUE, Context
from workbench.reference.checks.finding import Finding, quoted

_PLACES = (
    ("FT1", (20, 21, 24)),
    ("PV1", (7, 8, 9, 17)),
    ("ORC", (12,)),
    ("OBR", (16,)),
    ("PR1", (8, 11, 12)),
)


def check(context: Context) -> Iterator[Finding]:
    """Findings about numbers that say they are an NPI."""
    for name, numbers in _PLACES:
        for segment in context.all(name):
            for number in numbers:
                field = segment.field(number)
                if field is not None and field.start < field.stop <= field.start + LONG_VALUE:
                    for repetition in field.repetitions:
                        yield from _provider(repetition)


def _provider(repetition: Repetition) -> Iterator[Finding]:
    components = repetition.components
    if len(components) < 13 or components[12].text.strip().upper() != "NPI":
        return
    value = components[0].text.strip()
    if value and not is_npi(value):
        path = repetition.path.at(component=1)
        why = "its check digit is wrong" if len(value) == 10 and value.isdigit() else "an NPI has ten digits"
        text = f"{path} is {quoted(value)} with the type NPI, but {why}."
        hint = "Look the provider up again, or name the type that the number really has."
        yield Finding(path, "warning", "npi-invalid", text, hint)


def is_npi(value: str) -> bool:
    """Whether ten digits are a well-formed NPI."""
    if not (len(value) == 10 and value.isascii() and value.isdigit()):
        return False
    total = 0
    for position, digit in enumerate(reversed("80840" + value)):
        doubled = int(digit) * (2 if position % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
