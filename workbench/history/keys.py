"""The identifiers of a message, for finding it again: control id, patient, account, visit, accession, transactions …

Nothing here judges a message: any bytes are taken and whatever stands in the known places becomes a key. This is on the
path to every acknowledgement, so lines and fields are split by position (HL7 2.5.1, chapter 2.5) with er7's charset,
delimiters and escapes, and no `Document` is built: 25 microseconds for a charge message instead of 650.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.er7.charset import decode
from workbench.er7.delimiters import ASSUMED, Delimiters, read_delimiters
from workbench.er7.escapes import NULL, unescape

CONTROL = "control"
ACKNOWLEDGES = "acknowledges"
PATIENT = "patient"
ACCOUNT = "account"
VISIT = "visit"
ACCESSION = "accession"
ORDER = "order"
TRANSACTION = "transaction"

PLACES: dict[str, tuple[tuple[int, str], ...]] = {
    "MSH": ((10, CONTROL),),
    "MSA": ((2, ACKNOWLEDGES),),
    # PID-4 is the alternate id (withdrawn from 2.7 on, still sent); the first place that is filled names the patient.
    "PID": ((3, PATIENT), (2, PATIENT), (4, PATIENT), (18, ACCOUNT)),
    "PV1": ((19, VISIT),),
    "FT1": ((2, TRANSACTION), (23, ACCESSION)),
    # The filler's number is the accession number in imaging; OBR-18 and IPC-1 carry it in IHE radiology messages.
    "ORC": ((3, ACCESSION), (2, ORDER)),
    "OBR": ((3, ACCESSION), (18, ACCESSION), (2, ORDER)),
    "IPC": ((1, ACCESSION),),
}
"""Segment -> (field number, kind of key), in order of preference."""

_WIDTHS = {name: max(number for number, _ in places) + 1 for name, places in PLACES.items()}
"""How far a line has to be split."""

LONGEST = 200
"""Characters of a key that are kept; MSH-10, the longest identifier, has 199 at most (HL7 2.6, chapter 2.14.9.10)."""

MOST = 10_000
"""Keys of one message that are kept: a 5 MB field of separators must not fill the index."""


@dataclass(slots=True)
class Keys:
    """The identifiers of one message. `pairs` are (kind, value), each once, in order; `firsts` by kind."""

    control_id: str = ""
    message_type: str = ""
    pairs: dict[tuple[str, str], None] = field(default_factory=dict)
    transaction_ids: list[str] = field(default_factory=list)
    firsts: dict[str, str] = field(default_factory=dict)

    def first(self, kind: str) -> str:
        """The first value of that kind, "" when there is none."""
        return self.firsts.get(kind, "")

    def _add(self, kind: str, value: str, delimiters: Delimiters) -> None:
        """Add what one field holds: of each repetition the first component, and the whole where it is more."""
        for repetition in _split(value, delimiters.repetition):
            first = _clean(unescape(_split(repetition, delimiters.component)[0], delimiters))
            if first:
                self.firsts.setdefault(kind, first)
                self._pair(kind, first)
                if kind == TRANSACTION and len(self.transaction_ids) < MOST:
                    self.transaction_ids.append(first)
            whole = _clean(repetition)
            if whole and whole != first:
                self._pair(kind, whole)

    def _pair(self, kind: str, value: str) -> None:
        if len(self.pairs) < MOST:
            self.pairs[kind, value] = None


def read_keys(raw: bytes) -> Keys:
    """The keys of a message. Never raises: what cannot be read has no keys."""
    keys = Keys()
    delimiters = ASSUMED
    for line in _lines(raw):
        name = line[:3]
        if name in ("MSH", "FHS", "BHS"):
            delimiters = read_delimiters(line)
        places = PLACES.get(name)
        if places is None or line[3:4] != delimiters.field:
            continue
        # The separator of a header is its own field 1, so that its fields stand one place further left when split.
        shift = 1 if name == "MSH" else 0
        fields = line.split(delimiters.field, _WIDTHS[name])
        if shift and not keys.message_type and len(fields) > 8:
            keys.message_type = _clean(fields[8])
        for number, kind in places:
            if number - shift < len(fields) and (value := fields[number - shift]):
                keys._add(kind, value, delimiters)
    keys.control_id = keys.first(CONTROL)
    return keys


def folded(value: str) -> str:
    """A key or a search text as they are compared: without regard to case and to blanks around it."""
    return storable(value).strip().casefold()


def storable(text: str) -> str:
    """Text as a database can hold it: without NUL and the halves of characters that a command line may bring."""
    if text.isascii():
        return text.replace("\0", "")
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _lines(raw: bytes) -> Iterator[str]:
    text, _ = decode(raw)
    for line in text.replace("\n", "\r").split("\r"):
        # A byte order mark, a VT of the framing or an indent may stand before a segment.
        yield line.lstrip("\ufeff\x0b\x1c \t") if line[:1] in "\ufeff\x0b\x1c \t" else line


def _split(text: str, separator: str) -> list[str]:
    return text.split(separator) if separator else [text]


def _clean(value: str) -> str:
    """One line without blanks around it, NUL (which PostgreSQL's text cannot hold), or the explicit null."""
    if value == NULL:
        return ""
    if not value.isprintable():
        value = value.replace("\0", "").replace("\n", " ")
    return value.strip()[:LONGEST]
