"""Writing an acknowledgement for any incoming message, in that message's own delimiters, version and mode.

HL7 2.5.1 and 2.9.1, chapter 2.9 (acknowledgement modes), 2.14.8 (MSA), 2.14.5 (ERR), tables 0008 and 0155.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum

from workbench.er7 import Delimiters, Document, Path
from workbench.er7.escapes import escape
from workbench.mllp.errors import ERROR_CODES, ReportedError

Version = tuple[int, ...]

_HEADER = tuple(Path("MSH", field=number) for number in range(19))
_TRIGGER = Path("MSH", field=9, component=2)
_CONTROL_ID = _HEADER[10]
_ACCEPT_ACK_TYPE = _HEADER[15]
_USUAL = Delimiters()
_DEFAULT_VERSION = (2, 5, 1)
_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})+")
"""As `reference.versions` reads it; the wire does without the dictionaries that come with it."""
_FRAME_BYTES = re.compile(r"[\x0b\x1c]")


class Decision(Enum):
    """What the receiver decided; the code that says so depends on the mode: (original, enhanced accept)."""

    ACCEPT = ("AA", "CA")
    ERROR = ("AE", "CE")
    REJECT = ("AR", "CR")


def code_for(document: Document, decision: Decision) -> str:
    """The code of table 0008 for the message's mode: CA, CE, CR when MSH-15 asks for an accept acknowledgement."""
    original, enhanced = decision.value
    return enhanced if (document.get(_ACCEPT_ACK_TYPE) or "").strip() in ("AL", "ER", "SU") else original


def wants_reply(document: Document, decision: Decision) -> bool:
    """Whether the message asks for an answer on this connection (MSH-15, table 0155). Empty means always.

    With MSH-15 NE the standard wants nothing now; an application acknowledgement (MSH-16) is an exchange of its own.
    """
    asked = (document.get(_ACCEPT_ACK_TYPE) or "").strip()
    if asked == "NE":
        return False
    if asked == "ER":
        return decision is not Decision.ACCEPT
    if asked == "SU":
        return decision is Decision.ACCEPT
    return True


def unreadable(document: Document) -> str:
    """Why this is no single HL7 message that could be processed, as a sentence; "" when it is one."""
    headers = document.all("MSH")
    if not document.text.strip():
        return "The frame was empty."
    if not headers:
        return "This is not an HL7 message: it has no MSH segment."
    if len(headers) > 1:
        return f"The frame holds {len(headers)} messages; each message must have a frame of its own."
    if not document.message_type.strip():
        return "The message cannot be read: its MSH segment has no message type (MSH-9)."
    return ""


def build_ack(
    document: Document,
    code: str = "AA",
    text: str = "",
    errors: Iterable[ReportedError] = (),
    *,
    now: datetime,
    control_id: str,
) -> bytes:
    """The acknowledgement of `document`, unframed, every segment ended by CR. Never raises for odd messages.

    `code` goes into MSA-1 as it is. `text` goes into MSA-3 up to 2.6 (withdrawn in 2.7) and, when the code is no accept
    and no error says more, into an ERR segment as well. `control_id` becomes MSH-10 of the acknowledgement.
    """
    writer = _Writer(document)
    reported = list(errors)
    refused = code not in ("AA", "CA")
    if not reported and text and (refused or writer.version >= (2, 7)):
        reported = [
            ReportedError("207", severity="E", user_message=text)
            if refused
            else ReportedError("0", severity="I", user_message=text)
        ]
    lines = [writer.header(now, control_id), writer.answer(code, text), *writer.errors(reported)]
    return writer.encoded("".join(line + "\r" for line in lines))


def version_of(document: Document) -> Version:
    """MSH-12 as numbers, such as (2, 5, 1); 2.5.1 when it is empty or unreadable."""
    match = _VERSION.search(document.version)
    return tuple(int(part) for part in match[0].split(".")) if match else _DEFAULT_VERSION


class _Writer:
    """Writes segments in the delimiters and the version of the message that is answered."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.own = _usable(document.delimiters)
        self.delimiters = document.delimiters if self.own else _USUAL
        self.version = version_of(document)

    def header(self, now: datetime, control_id: str) -> str:
        """MSH: sender and receiver exchanged, MSH-11, MSH-12 and MSH-18 copied."""

        def copied(number: int) -> str:
            return self._copied(_HEADER[number])

        fields = [
            "MSH",
            self.delimiters.declared,
            copied(5),
            copied(6),
            copied(3),
            copied(4),
            now.strftime("%Y%m%d%H%M%S%z"),
            "",
            self._message_type(),
            escape(control_id, self.delimiters),
            copied(11) or "P",
            copied(12) or ".".join(str(number) for number in _DEFAULT_VERSION),
        ]
        if character_set := copied(18):
            fields += ["", "", "", "", "", character_set]
        return self.delimiters.field.join(fields)

    def _message_type(self) -> str:
        """MSH-9: `ACK` in 2.1, with the trigger event from 2.2, with the structure from 2.3.1 on."""
        trigger = self._copied(_TRIGGER)
        if self.version < (2, 2) or not trigger:
            return "ACK"
        parts = ["ACK", trigger, "ACK"] if self.version >= (2, 3, 1) else ["ACK", trigger]
        return self.delimiters.component.join(parts)

    def answer(self, code: str, text: str) -> str:
        """MSA: the code, MSH-10 of the message, and the text where the version still has a place for it."""
        fields = ["MSA", code, self._copied(_CONTROL_ID)]
        if text and self.version < (2, 7):
            fields.append(self._escaped(text))
        return self.delimiters.field.join(fields)

    def errors(self, reported: Sequence[ReportedError]) -> list[str]:
        """The ERR segments in the shape of the version: one with repetitions before 2.5, one for each error since."""
        if not reported:
            return []
        if self.version < (2, 5):
            write = self._code_only if self.version < (2, 2) else self._code_and_location
            repetitions = self.delimiters.repetition.join(write(error) for error in reported)
            return [self.delimiters.field.join(["ERR", repetitions])]
        return [self._error_segment(error) for error in reported]

    def _code_only(self, error: ReportedError) -> str:
        return self._escaped(error.code or "207")

    def _code_and_location(self, error: ReportedError) -> str:
        """ERR-1 of 2.2 to 2.4: segment ^ sequence ^ field ^ code & text & table."""
        where = error.locations[0] if error.locations else None
        number = str(where.field) if where and where.field is not None else ""
        code = self._coded(error, self.delimiters.subcomponent)
        place = [where.segment, str(where.occurrence), number] if where else ["", "", ""]
        return self.delimiters.component.join([*place, code])

    def _error_segment(self, error: ReportedError) -> str:
        """ERR of 2.5 and later; ERR-1 stays empty."""
        component = self.delimiters.component
        application = [error.application_code, error.application_text, "HL70533"]
        fields = [
            "ERR",
            "",
            self.delimiters.repetition.join(component.join(_location(path)) for path in error.locations),
            self._coded(error, component),
            error.severity or "E",
            component.join(map(self._escaped, application)) if any(application[:2]) else "",
            "",
            self._escaped(error.diagnostic),
            self._escaped(error.user_message),
        ]
        return self.delimiters.field.join(fields).rstrip(self.delimiters.field)

    def _coded(self, error: ReportedError, separator: str) -> str:
        code = error.code or "207"
        text = error.code_text or ERROR_CODES.get(code, "")
        return separator.join([self._escaped(code), self._escaped(text), "HL70357"])

    def _copied(self, path: Path) -> str:
        """A value of the message as it stands; in other delimiters when those of the message cannot be used."""
        raw = self.document.get(path) or ""
        if not self.own:
            raw = escape(self.document.value(path) or "", self.delimiters)
        return _FRAME_BYTES.sub(lambda found: escape(found[0], self.delimiters), raw)

    def _escaped(self, text: str) -> str:
        return escape(" ".join(text.split()), self.delimiters)

    def encoded(self, text: str) -> bytes:
        """In the charset of the message; what it lacks becomes "?". UTF-16 cannot be framed: UTF-8 instead."""
        codec = self.document.charset.codec
        return text.encode("utf-8" if codec.startswith("utf-16") else codec, errors="replace")


def _usable(delimiters: Delimiters) -> bool:
    """All five can be written and told apart. Otherwise the answer is written in the usual ones."""
    signs = (
        delimiters.field,
        delimiters.component,
        delimiters.repetition,
        delimiters.escape,
        delimiters.subcomponent,
    )
    return bool(delimiters.declared) and all(
        sign.isascii() and sign.isprintable() and sign.strip() and not sign.isalnum() for sign in signs
    )


def _location(path: Path) -> list[str]:
    """ERR-2 (ERL): segment, its occurrence, field, repetition, component, subcomponent; as far as known."""
    if path.field is None:
        return [path.segment, str(path.occurrence)]
    repetition = path.repetition if path.repetition or path.component is None else 1
    numbers = [path.field, repetition, path.component, path.subcomponent]
    return [path.segment, str(path.occurrence), *(str(number) for number in numbers if number is not None)]
