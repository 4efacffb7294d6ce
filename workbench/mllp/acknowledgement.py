"""Reading an answer: what an acknowledgement says, in both shapes of ERR, and one sentence about it in plain words.

HL7 2.5.1 and 2.9.1, chapter 2: MSA (2.14.8), ERR (2.14.5), tables 0008, 0357, 0516. Writing one is in `reply.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from workbench.er7 import Document, Path, Repetition, Segment
from workbench.er7.escapes import unescape
from workbench.mllp.errors import ReportedError
from workbench.mllp.reply import build_ack

__all__ = ["Acknowledgement", "NotAnAcknowledgement", "ReportedError", "build_ack", "explain", "read_ack"]

CODES = ("AA", "AE", "AR", "CA", "CE", "CR")
"""Table 0008, the same in every version."""
ACCEPTS = ("AA", "CA")
_LEADS = {
    "AA": "Accepted (AA)",
    "AE": "Refused (AE)",
    "AR": "Refused (AR)",
    "CA": "Taken in (CA, commit accept)",
    "CE": "Refused on arrival (CE, commit error)",
    # Two different CR: this one is MSA-1, table 0008; the other is the local credit code in FT1-6.
    "CR": "Refused on arrival (MSA-1 is CR, commit reject; this is not the credit code CR of FT1-6)",
}
_VERDICTS = {"AA": "accepted", "CA": "accepted", "AE": "error", "CE": "error", "AR": "rejected", "CR": "rejected"}
_SEGMENT_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_LONGEST_TEXT = 300
_MOST_ERRORS = 3


@dataclass(frozen=True)
class NotAnAcknowledgement:
    """An answer that is no HL7 acknowledgement. `why` is a sentence."""

    raw: bytes
    why: str


@dataclass(frozen=True)
class Acknowledgement:
    """What the receiver answered. Texts have their escape sequences resolved; MSA-1 and MSA-2 stay as they stand."""

    document: Document
    raw: bytes

    @cached_property
    def code(self) -> str:
        """MSA-1 exactly as it stands, also when it is none of HL7's codes."""
        return self.document.get("MSA-1") or ""

    @cached_property
    def standard_code(self) -> str:
        """MSA-1 without blanks and in capitals when that is one of the six codes of table 0008, else ""."""
        plain = self.code.strip().upper()
        return plain if plain in CODES else ""

    @property
    def accepted(self) -> bool:
        """MSA-1 is AA or CA, whatever ERR says. An unknown code accepts nothing."""
        return self.standard_code in ACCEPTS

    @property
    def verdict(self) -> str:
        """accepted, error (AE, CE), rejected (AR, CR), or "wrong answer" for a code that HL7 does not have."""
        return _VERDICTS.get(self.standard_code, "wrong answer")

    @property
    def is_commit_accept(self) -> bool:
        """A CA: an application acknowledgement may still follow."""
        return self.standard_code == "CA"

    @cached_property
    def control_id(self) -> str:
        """MSA-2: MSH-10 of the message that is answered. Not trimmed, not unescaped."""
        return self.document.get("MSA-2") or ""

    @cached_property
    def errors(self) -> tuple[ReportedError, ...]:
        """Every reported error, in the order of the message."""
        return tuple(error for segment in self.document.all("ERR") for error in _errors_of(segment))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Everything in words, most useful first: ERR-8, ERR-7, ERR-5.2, MSA-3, ERR-3.2. No text twice."""
        found = [error.user_message for error in self.errors]
        found += [error.diagnostic for error in self.errors]
        found += [error.application_text for error in self.errors]
        found.append(self.document.value("MSA-3") or "")
        found += [error.code_text for error in self.errors]
        plain = (" ".join(text.split()) for text in found)
        return tuple(dict.fromkeys(text for text in plain if text))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What is odd about this acknowledgement, as sentences."""
        notes = []
        if not self.standard_code:
            notes.append(f"MSA-1 is “{self.code}”, which is none of HL7's codes ({', '.join(CODES)}).")
        elif self.code != self.standard_code:
            notes.append(f"MSA-1 is written “{self.code}”; read as {self.standard_code}.")
        if self.accepted and any(error.severity in ("E", "F") for error in self.errors):
            notes.append(f"The answer contradicts itself: MSA-1 is {self.standard_code}, yet ERR-4 reports an error.")
        return tuple(notes)


def read_ack(raw: bytes) -> Acknowledgement | NotAnAcknowledgement:
    """What an answer (one unframed message) says. Never raises."""
    document = Document.from_bytes(raw)
    if not document.all("MSH"):
        return NotAnAcknowledgement(raw, _what_else(raw))
    if document.all("MSA"):
        return Acknowledgement(document, raw)
    if b"MSA" in raw:
        why = "The answer mentions MSA, but not at the start of a segment: its segments are not ended by CR."
    else:
        kind = document.message_type or "without a type"
        why = f"The answer is an HL7 message ({kind}), but it has no MSA segment, so it acknowledges nothing."
    return NotAnAcknowledgement(raw, why)


def _what_else(raw: bytes) -> str:
    """A guess, in a sentence, at what kind of service answers like this."""
    start = raw.lstrip()[:16]
    if not start:
        return "The answer is empty."
    if start.startswith((b"HTTP/", b"<!DOCTYPE", b"<html", b"<HTML")):
        return "The answer is HTTP, not HL7: a web server listens on this port."
    if start.startswith(b"SSH-"):
        return "The answer is SSH, not HL7: a remote login service listens on this port."
    if start[:2] in (b"\x15\x03", b"\x16\x03"):
        return "The answer is TLS, not plain HL7: this port expects an encrypted connection."
    if start.startswith((b"220 ", b"220-")):
        return "The answer is a mail or file service's greeting, not HL7."
    if b"MSA" in raw:
        return "The answer has an MSA segment but no MSH, so it is not a readable HL7 message."
    return f"The answer is not HL7; it begins with {excerpt(raw)}."


def excerpt(raw: bytes, most: int = 40) -> str:
    """The beginning of some bytes in quotes, control characters made visible."""
    text = raw[:most].decode("latin-1").encode("unicode_escape").decode("ascii")
    return f"“{text}{'…' if len(raw) > most else ''}”"


def _errors_of(segment: Segment) -> Iterator[ReportedError]:
    """The errors in one ERR segment. The newer shape is recognised by anything in ERR-2 to ERR-8 (2.5 and later)."""
    if any(field.text for field in segment.fields[1:8]):
        yield _newer(segment)
        return
    for repetition in _repetitions(segment, 1):
        if repetition.text:
            yield _older(repetition)


def _newer(segment: Segment) -> ReportedError:

    def value(number: int, component: int) -> str:
        return _component(segment, number, component)

    places = _repetitions(segment, 2)
    read = (_path([component.text.strip() for component in place.components]) for place in places)
    return ReportedError(
        code=value(3, 1),
        locations=tuple(path for path in read if path),
        code_text=value(3, 2),
        severity=value(4, 1).upper(),
        application_code=value(5, 1),
        application_text=value(5, 2),
        diagnostic=_whole(segment, 7),
        user_message=_whole(segment, 8),
        location="~".join(place.text for place in places),
    )


def _older(repetition: Repetition) -> ReportedError:
    """ERR-1 of 2.4 and before: segment ^ sequence ^ field ^ code & text & table; 2.1 has the code alone.

    Seen in the field as well: the code one component early, and the reason in components or subcomponents behind it.
    """
    delimiters = repetition.delimiters
    pieces = [[unescape(sub.text, delimiters) for sub in part.subcomponents] for part in repetition.components]
    if len(pieces) == 1 and not _SEGMENT_NAME.fullmatch(pieces[0][0]):
        return ReportedError(code=pieces[0][0], code_text=_piece(pieces[0], 1), location="")
    coded = next((index for index, piece in enumerate(pieces) if len(piece) > 1), 3)
    place = [piece[0].strip() for piece in pieces[: min(coded, 3)]]
    path = _path(place)
    code = pieces[coded] if coded < len(pieces) else [""]
    loose = [*code[3:], *(text for piece in pieces[coded + 1 :] for text in piece)]
    return ReportedError(
        code=code[0].strip(),
        locations=(path,) if path else (),
        code_text=_piece(code, 1),
        user_message=" ".join(text.strip() for text in loose if text.strip()),
        location=delimiters.component.join(place).strip(delimiters.component),
    )


def _piece(pieces: list[str], index: int) -> str:
    return pieces[index].strip() if index < len(pieces) else ""


def _path(place: list[str]) -> Path | None:
    """ERL components as a path: segment, occurrence, field, repetition, component, subcomponent. None when odd."""
    if not place or not _SEGMENT_NAME.fullmatch(place[0]):
        return None
    numbers: list[int | None] = []
    for text in place[1:6]:
        if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 100_000):
            return None
        numbers.append(int(text) if text else None)
    occurrence, number, repetition, component, subcomponent = numbers + [None] * (5 - len(numbers))
    if number is None:
        return Path(place[0], occurrence or 1)
    # Many receivers write repetition 1 for every field; `MSH-3.2` reads better than `MSH-3(1).2` and means the same.
    repetition = None if repetition == 1 else repetition
    return Path(place[0], occurrence or 1, number, repetition, component, component and subcomponent)


def _repetitions(segment: Segment, number: int) -> tuple[Repetition, ...]:
    field = segment.field(number)
    return field.repetitions if field else ()


def _component(segment: Segment, number: int, component: int) -> str:
    for repetition in _repetitions(segment, number):
        if component <= len(repetition.components):
            return unescape(repetition.components[component - 1].text, segment.delimiters).strip()
        break
    return ""


def _whole(segment: Segment, number: int) -> str:
    """A text field as a whole: free text often holds delimiters that were not escaped."""
    field = segment.field(number)
    return unescape(field.text, segment.delimiters).strip() if field else ""


def explain(acknowledgement: Acknowledgement | NotAnAcknowledgement) -> str:
    """One sentence in plain words, such as "Refused (AE): required field missing at PID-18: account number needed."."""
    if isinstance(acknowledgement, NotAnAcknowledgement):
        return acknowledgement.why
    lead = _lead(acknowledgement)
    reasons = _reasons(acknowledgement)
    if reasons:
        return f"{lead}: {reasons}".rstrip(".") + "."
    if acknowledgement.accepted:
        return f"{lead}."
    return f"{lead}, without a reason: the answer has neither an ERR segment nor a text."


def _lead(acknowledgement: Acknowledgement) -> str:
    code = acknowledgement.standard_code
    if not code:
        return f"Not accepted: the answer's code “{acknowledgement.code}” is none of HL7's"
    if acknowledgement.accepted and acknowledgement.errors:
        if all(error.is_warning for error in acknowledgement.errors):
            return f"Accepted with a warning ({code})"
        if any(error.severity in ("E", "F") for error in acknowledgement.errors):
            return f"Answered {code} (accepted), yet an error is reported; check whether the charge was posted"
    return _LEADS[code]


def _reasons(acknowledgement: Acknowledgement) -> str:
    """Each error with its place and its own words, then what MSA-3 says more than that."""
    unexplained = not acknowledgement.texts
    told = (_told(error, unexplained=unexplained) for error in acknowledgement.errors)
    said = list(dict.fromkeys(filter(None, told)))
    more = f" and {len(said) - _MOST_ERRORS} more" if len(said) > _MOST_ERRORS else ""
    errors = "; ".join(said[:_MOST_ERRORS]) + more
    last = _cut(_plain(acknowledgement.document.value("MSA-3") or ""))
    names = {error.code_text.casefold() for error in acknowledgement.errors}
    if not last or last.casefold() in names or last.casefold() in errors.casefold():
        return errors
    if not errors:
        return last
    return f"{errors}; {last}" if len(said) > 1 or ": " in errors else f"{errors}: {last}"


def _told(error: ReportedError, *, unexplained: bool) -> str:
    """One error: what it is and where, and after a colon what the receiver says about this one."""
    # 207 says no more than "an error", so any text beside it says more.
    vague = error.code == "207" and not error.locations and not unexplained
    short = "" if vague else _short(error)
    words = dict.fromkeys(map(_plain, (error.user_message, error.diagnostic, error.application_text)))
    known = {error.code_text.casefold(), ""}
    telling = [text for text in words if text.casefold() not in known and text.casefold() not in short.casefold()]
    return ": ".join(filter(None, (short, _cut(", ".join(telling)))))


def _plain(text: str) -> str:
    """In one line, without the full stop that our own sentence brings."""
    return " ".join(text.split()).rstrip(".")


def _short(error: ReportedError) -> str:
    place = " and ".join(map(str, error.locations)) or " ".join(error.location.split())
    if error.meaning and place:
        return f"{error.meaning} at {place}"
    return error.meaning or (f"{'a remark' if error.is_warning else 'an error'} at {place}" if place else "")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
