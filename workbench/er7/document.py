"""One message as an immutable text: read without loss, addressed by path, changed by splicing.

The text is canonical (one CR per line end); what the source really had at each line end, before the header and behind
the message is kept beside it, so that saving gives back the same bytes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from workbench.er7 import charset as charsets
from workbench.er7.charset import UTF_8, Charset
from workbench.er7.delimiters import ASSUMED, HEADERS, Delimiters, read_delimiters
from workbench.er7.edits import Edit, EditError, edit_for
from workbench.er7.escapes import escape, unescape
from workbench.er7.parts import Component, Field, Repetition, Segment, Span, Subcomponent
from workbench.er7.path import OPAQUE, Path

__all__ = ["Document", "EditError"]

_P = TypeVar("_P", Repetition, Component, Subcomponent)
_R = TypeVar("_R", Segment, Field, Repetition, Component, Subcomponent)

_LEAD = re.compile(r"[\ufeff\x0b\x00 \t\r\n]*(?=MSH|FHS|BHS)")
_BARE_LEAD = re.compile(r"\ufeff?\x0b?")
_TRAILING = "\x1c\x0b\x00\x1a \t\r\n"
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Document:
    """A message. `text` is canonical; `ends` holds one original line end for every CR in it."""

    text: str
    ends: tuple[str, ...]
    lead: str = ""
    """What stands before the header: byte order mark, VT, blanks. Kept, not shown."""
    trail: str = ""
    """What stands behind the message: FS and what follows. Kept, not shown."""
    charset: Charset = UTF_8

    # --- reading and writing -------------------------------------------------------------------------------------

    @classmethod
    def from_bytes(cls, data: bytes, codec: str = "") -> Document:
        """Read any bytes. Never raises; `to_bytes()` gives the same bytes back.

        `codec` is how they are to be read, where they can be; "" to go by the bytes and MSH-18.
        """
        chosen = charsets.decode_as(data, codec) if codec else None
        text, charset = chosen or charsets.decode(data)
        return cls._from_decoded(text, charset)

    @classmethod
    def from_text(cls, text: str) -> Document:
        """A document from text of our own making, to be written as UTF-8. Any line ends are kept."""
        return cls._from_decoded(text, UTF_8)

    @classmethod
    def _from_decoded(cls, text: str, charset: Charset) -> Document:
        match = _LEAD.match(text) or _BARE_LEAD.match(text)
        lead = match[0] if match else ""
        trail = _trail(text[len(lead) :])
        body = text[len(lead) : len(text) - len(trail)]
        canonical, ends = _canonical(body)
        return cls(canonical, ends, lead, trail, charset)

    def to_bytes(self) -> bytes:
        """The file: lead, text with its own line ends, trail. Raises EditError for what the charset cannot hold."""
        return self._encoded(self.lead + self.source_text + self.trail)

    @property
    def source_text(self) -> str:
        """The text with the line ends of the source."""
        if all(end == "\r" for end in self.ends):
            return self.text
        lines = self.text.split("\r")
        return "".join(line + end for line, end in zip(lines, (*self.ends, ""), strict=True))

    def wire(self) -> bytes:
        """The message as MLLP carries it: every line ends in CR, no blank lines, nothing before or behind."""
        lines = [segment.source[segment.line_start : segment.stop] for segment in self.segments]
        text = "".join(line + "\r" for line in lines if line.strip())
        if self.charset.codec.startswith("utf-16"):  # UTF-16 cannot be framed: its bytes may look like VT, FS or CR.
            return text.encode("utf-8")
        return self._encoded(text)

    def _encoded(self, text: str) -> bytes:
        try:
            return self.charset.encode(text)
        except UnicodeEncodeError as error:
            missing = text[error.start]
            found = self.text.find(missing)
            place = self.path_at(found) if found >= 0 else None
            raise _cannot_hold(self.charset, missing, str(place or "")) from None

    @property
    def charset_note(self) -> str:
        """A sentence when MSH-18, as it stands now, and the character set of the message do not agree; else ""."""
        return charsets.contradiction(self.charset, self.get("MSH-18(1)") or "", self.text)

    @property
    def is_declared_otherwise(self) -> bool:
        """Whether MSH-18 was changed so that it names another set than the one that the message is kept in."""
        declared = (self.get("MSH-18(1)") or "").strip()
        return declared != self.charset.declared and bool(self.charset_note)

    # --- what is in it -------------------------------------------------------------------------------------------

    @cached_property
    def delimiters(self) -> Delimiters:
        """From the first header in the message; the usual ones when there is none."""
        for line in self._lines:
            if self.text.startswith(HEADERS, line[0]):
                return read_delimiters(self.text[line[0] : line[1]])
        return ASSUMED

    @cached_property
    def _lines(self) -> tuple[Span, ...]:
        spans = []
        position = 0
        while (found := self.text.find("\r", position)) >= 0:
            spans.append((position, found))
            position = found + 1
        if position < len(self.text):
            spans.append((position, len(self.text)))
        return tuple(spans)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Every line in order, blank lines and prose included (named "#")."""
        counts: Counter[str] = Counter()
        result = []
        text, field = self.text, self.delimiters.field
        usual: set[str] = set()  # names seen at the very beginning of a line: the same three letters are one again
        for index, (start, stop) in enumerate(self._lines):
            name, indent = text[start : start + 3], 0
            if name not in usual or text[start + 3 : start + 4] != field:
                name, indent = self._name_of(start, stop)
                if not indent and name != OPAQUE:
                    usual.add(name)
            counts[name] += 1
            span = (start + indent, stop)
            result.append(Segment(self.text, self.delimiters, name, counts[name], index, start, span))
        return tuple(result)

    def divided(self) -> Document:
        """The same document, once its segments and the ways to them are worked out: of a large one beside a window."""
        _ = self._by_name, self._by_path
        return self

    def _name_of(self, start: int, stop: int) -> tuple[str, int]:
        """Segment name of a line, and how far it is indented. A header may declare its own separator."""
        line = self.text[start : min(stop, start + 64)]
        bare = line.lstrip(" \t")
        name = bare[:3]
        shaped = len(name) == 3 and name.isascii() and name.isalnum() and name.isupper() and name[0].isalpha()
        follows = bare[3:4]
        if shaped and (not follows or follows == self.delimiters.field or name in HEADERS):
            return name, len(line) - len(bare)
        return OPAQUE, 0

    def all(self, name: str) -> tuple[Segment, ...]:
        """The segments with that name, in order."""
        return self._by_name.get(name, ())

    @cached_property
    def _by_name(self) -> dict[str, tuple[Segment, ...]]:
        found: dict[str, list[Segment]] = {}
        for segment in self.segments:
            found.setdefault(segment.name, []).append(segment)
        return {name: tuple(segments) for name, segments in found.items()}

    @cached_property
    def _by_path(self) -> dict[tuple[str, int], Segment]:
        return {(segment.name, segment.occurrence): segment for segment in self.segments}

    def segment(self, path: Path | str) -> Segment | None:
        """The segment that the path lies in; None when it is not there."""
        path = Path.of(path)
        return self._by_path.get((path.segment, path.occurrence))

    def part(self, path: Path | str) -> Segment | Field | Repetition | Component | Subcomponent | None:
        """The part at a path, with its span and text; None when the message ends before it."""
        path = Path.of(path)
        segment = self.segment(path)
        if segment is None or path.field is None:
            return segment
        field = segment.field(path.field)
        if field is None or (path.repetition is None and path.component is None):
            return field
        repetition = _numbered(field.repetitions, path.repetition or 1)
        if repetition is None or path.component is None:
            return repetition
        component = _numbered(repetition.components, path.component)
        if component is None or path.subcomponent is None:
            return component
        return _numbered(component.subcomponents, path.subcomponent)

    def span(self, path: Path | str) -> Span | None:
        """Start and stop in `text`, as code points; None when it is not there."""
        part = self.part(path)
        return None if part is None else (part.start, part.stop)

    def get(self, path: Path | str) -> str | None:
        """The raw text at a path, "" when it is empty, None when the message ends before it."""
        part = self.part(path)
        return None if part is None else part.text

    def value(self, path: Path | str) -> str | None:
        """The text at a path with escape sequences resolved, for reading."""
        raw = self.get(path)
        return None if raw is None else unescape(raw, self.delimiters)

    def path_at(self, offset: int) -> Path | None:
        """The path of what stands at an offset in `text`, as deep as the text is divided there; None when empty."""
        segment = _reaching(self.segments, offset)
        if segment is None:
            return self.segments[-1].path if self.segments else None
        field = _reaching(segment.fields, offset)
        if field is None or offset < field.start:
            return segment.path
        repetition = _reaching(field.repetitions, offset)
        component = _reaching(repetition.components, offset) if repetition is not None else None
        if repetition is None or component is None:
            return field.path
        if len(component.subcomponents) > 1 and (below := _reaching(component.subcomponents, offset)) is not None:
            return below.path
        return component.path if len(repetition.components) > 1 else repetition.path

    @property
    def message_type(self) -> str:
        """MSH-9 as it stands; "" when there is none."""
        return self.get("MSH-9") or ""

    @property
    def control_id(self) -> str:
        """MSH-10; "" when there is none."""
        return self.get("MSH-10") or ""

    @property
    def version(self) -> str:
        """First component of MSH-12; "" when there is none."""
        return self.get("MSH-12.1") or ""

    # --- changing ------------------------------------------------------------------------------------------------

    def put(self, path: Path | str, raw: str) -> Document:
        """A document with the raw text at that path; delimiters are added where the segment ends before it.

        Raises EditError for a missing segment, a delimiter of a higher level, a line break, or a character that the
        charset cannot hold.
        """
        path = Path.of(path)
        edit = edit_for(self.segment(path), path, raw)
        if missing := self.charset.missing(raw):
            raise _cannot_hold(self.charset, missing, str(path))
        return self._applied(edit)

    def put_text(self, path: Path | str, text: str) -> Document:
        """Like `put`, for plain text: delimiters in it become escape sequences."""
        return self.put(path, escape(text, self.delimiters))

    def _applied(self, edit: Edit) -> Document:
        return self.splice(edit.start, edit.stop, edit.text)

    def splice(self, start: int, stop: int, text: str) -> Document:
        """Replace text[start:stop]. Line breaks in the new text become segment ends; untouched lines keep theirs.

        Raises ValueError when the span does not lie in the text.
        """
        if not 0 <= start <= stop <= len(self.text):
            raise ValueError(f"the span {start}:{stop} does not lie in a text of {len(self.text)}")
        new = _LINE_END.sub("\r", text)
        before = self.text.count("\r", 0, start)
        removed = self.text.count("\r", start, stop)
        added = new.count("\r")
        kept = self.ends[before : before + removed][:added]
        ends = (
            *self.ends[:before],
            *kept,
            *((self.usual_end,) * (added - len(kept))),
            *self.ends[before + removed :],
        )
        changed = self.text[:start] + new + self.text[stop:]
        charset = self.charset if "\ufeff" in self.lead else charsets.redeclared(self.charset, self.text, changed)
        return replace(self, text=changed, ends=ends, charset=charset)

    def with_ends(self, end: str) -> Document:
        """The same message with every line ended by CR, LF or CRLF; an open end stays open."""
        if end not in ("\r", "\n", "\r\n"):
            raise ValueError(f"{end!r} ends no line of a message")
        return replace(self, ends=(end,) * len(self.ends))

    def with_charset(self, code: str, *, declare: bool = False) -> Document:
        """The same message, to be written in the character set of an MSH-18 code; `declare` also puts it in MSH-18.

        Raises EditError, with the place, for a character that the set cannot hold, and for an unknown code.
        """
        codec = charsets.codec_for(code)
        if not codec:
            raise EditError(f"“{code}” is no character set that can be written; choose one of the list.")
        document = self.put("MSH-18", code) if declare else self
        lead = self.lead
        if "\ufeff" in lead and (codec != "utf-8" or self.charset.codec != "utf-8"):
            lead = lead.replace("\ufeff", "")  # a byte order mark belongs to the old set
        charset = Charset(codec, document.get("MSH-18(1)") or "")
        if missing := charset.missing(document.text):
            place = document.path_at(document.text.index(missing))
            raise _cannot_hold(charset, missing, str(place or ""), "choose another character set")
        return replace(document, charset=charset, lead=lead)

    @cached_property
    def usual_end(self) -> str:
        """The line end that most lines of the source have; CR when there is none."""
        return Counter(self.ends).most_common(1)[0][0] if self.ends else "\r"

    def insert_segment(self, index: int, text: str) -> Document:
        """Insert a line before line `index` (0 is the first, the number of lines appends)."""
        if index < len(self._lines):
            start = self._lines[index][0]
            return self.splice(start, start, text + "\r")
        open_end = bool(self.text) and not self.text.endswith("\r")
        # A source without a final line end stays one; otherwise the new line gets an end like the others.
        return self.splice(len(self.text), len(self.text), "\r" + text if open_end else text + "\r")

    def delete_segment(self, index: int) -> Document:
        """Delete line `index` together with its line end."""
        start, stop = self._lines[index]
        if stop < len(self.text):
            return self.splice(start, stop + 1, "")
        return self.splice(max(0, start - 1), stop, "")


def _reaching(parts: tuple[_R, ...], offset: int) -> _R | None:
    """The first part that reaches as far as an offset; parts stand in order, so it is found by halving."""
    found = bisect_left(parts, offset, key=_stop)
    return parts[found] if found < len(parts) else None


def _stop(part: Segment | Field | Repetition | Component | Subcomponent) -> int:
    return part.stop


def _numbered(parts: tuple[_P, ...], number: int) -> _P | None:
    return parts[number - 1] if 1 <= number <= len(parts) else None


def _trail(body: str) -> str:
    """From the first FS on behind which only framing and blanks follow; "" when there is none."""
    tail = body[len(body.rstrip(_TRAILING)) :]
    begin = tail.find("\x1c")
    return tail[begin:] if begin >= 0 else ""


def _canonical(body: str) -> tuple[str, tuple[str, ...]]:
    """Text with CR line ends, and the line ends that it had."""
    if "\n" not in body:
        return body, ("\r",) * body.count("\r")
    if "\r" not in body:
        return body.replace("\n", "\r"), ("\n",) * body.count("\n")
    return _LINE_END.sub("\r", body), tuple(_LINE_END.findall(body))


_WAYS_OUT = "write another character, or save the message in another character set first"


def _cannot_hold(charset: Charset, character: str, where: str, way_out: str = _WAYS_OUT) -> EditError:
    place = f"{where}: the" if where else "The"
    return EditError(
        f"{place} character “{character}” (U+{ord(character):04X}) cannot be written in {charset.label}; {way_out}."
    )
