"""What a message says once for all its lines: control id, sender, patient, account, visit, the one order."""

from __future__ import annotations

from workbench.charges.ledger.line import MessageHead
from workbench.er7 import Delimiters
from workbench.er7.escapes import NULL, unescape

HEAD_SEGMENTS = frozenset({"PID", "PV1", "ORC", "OBR"})

_FILLERS = {"ORC": (3,), "OBR": (3, 18)}
"""Where the number of the performing system stands; OBR-18 carries the accession number in radiology messages."""


class HeadReader:
    """Collects fields in whatever order the segments come; the first of each kind that is filled counts."""

    def __init__(self) -> None:
        self._header: list[str] = []
        self._patient: list[str] = []
        self._visit: list[str] = []
        self._orders: list[tuple[str, list[str]]] = []

    def header(self, line: str, delimiters: Delimiters) -> None:
        """MSH. Its separator is its own field 1, so that fields stand one place further left when split."""
        self._header = line.split(delimiters.field, 12) if delimiters.field else []

    def take(self, name: str, fields: list[str]) -> None:
        """PID, PV1, or an order before the first FT1."""
        if name == "PID" and not self._patient:
            self._patient = fields
        elif name == "PV1" and not self._visit:
            self._visit = fields
        elif name in _FILLERS:
            self._orders.append((name, fields))

    def finish(self, marks: Delimiters) -> MessageHead:
        """The head of the message."""
        msh = self._header
        patient, authority = self._identity(marks)
        return MessageHead(
            control_id=_field(msh, 9).strip(),
            sending_application=_part(_field(msh, 2), marks),
            sending_facility=_part(_field(msh, 3), marks),
            message_type=_field(msh, 8).strip(),
            message_time=_field(msh, 6).strip(),
            version=_part(_field(msh, 11), marks),
            patient=patient,
            patient_authority=authority,
            patient_name=_name(_field(self._patient, 5), marks),
            account=_part(_field(self._patient, 18), marks),
            visit=_part(_field(self._visit, 19), marks),
            order=self._order(marks),
            delimiters=marks,
        )

    def _identity(self, marks: Delimiters) -> tuple[str, str]:
        for number in (3, 2, 4):
            value = _field(self._patient, number)
            for repetition in value.split(marks.repetition) if marks.repetition and value else [value]:
                if found := _part(repetition, marks):
                    return found, _authority(repetition, marks)
        return "", ""

    def _order(self, marks: Delimiters) -> str:
        found = {
            number: None
            for name, fields in self._orders
            for place in _FILLERS[name]
            if (number := _part(_field(fields, place), marks))
        }
        return next(iter(found)) if len(found) == 1 else ""


def _field(fields: list[str], number: int) -> str:
    return fields[number] if number < len(fields) else ""


def _part(value: str, marks: Delimiters, number: int = 1) -> str:
    """A component of the first repetition, for reading."""
    if not value:
        return ""
    found = value.partition(marks.repetition)[0] if marks.repetition else value
    if number == 1:
        found = found.partition(marks.component)[0] if marks.component else found
    else:
        parts = found.split(marks.component) if marks.component else [found]
        found = parts[number - 1] if number <= len(parts) else ""
    if marks.escape and marks.escape in found:
        found = unescape(found, marks)
    found = found.strip()
    return "" if found == NULL else found


def _authority(value: str, marks: Delimiters) -> str:
    """Component 4 of a CX; its name, or its universal id where it has no name."""
    parts = value.split(marks.component) if marks.component else [value]
    raw = parts[3] if len(parts) > 3 else ""
    named = raw.split(marks.subcomponent) if marks.subcomponent else [raw]
    return next((one.strip() for one in named if one.strip() not in ("", NULL)), "")


def _name(value: str, marks: Delimiters) -> str:
    """Family and given name."""
    family, given = _part(value, marks), _part(value, marks, 2)
    if marks.subcomponent:
        family = family.split(marks.subcomponent)[0]
    return ", ".join(one for one in (family, given) if one)
