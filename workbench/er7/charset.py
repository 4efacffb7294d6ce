"""Bytes to text and back, once and without loss: `encode(decode(data)) == data` for every input.

Which codec: a byte order mark; UTF-16 where the name of the header is written in it; MSH-18 where the bytes need it
(Japanese escape sequences) or are ASCII, so that nothing speaks against it; UTF-8 where the bytes are valid UTF-8,
whatever MSH-18 says, since many senders fill it wrongly; MSH-18; Windows-1252 or Latin-1 as a last resort.
Source of the MSH-18 codes: HL7 2.5.1, chapter 2.15.9.18, table 0211.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_CODECS = {
    "ASCII": "ascii",
    "UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "UNICODE UTF-8": "utf-8",
    "ISO IR14": "iso2022_jp",
    "ISO IR87": "iso2022_jp",
    "ISO IR159": "iso2022_jp_1",
    "GB 18030-2000": "gb18030",
    "KS X 1001": "euc_kr",
    "CNS 11643-1992": "euc_tw",
    "BIG-5": "big5",
    "BIG5": "big5",
    "SHIFT_JIS": "shift_jis",
    "CP1250": "cp1250",
    "CP1251": "cp1251",
    "CP1252": "cp1252",
}
_ISO_8859 = re.compile(r"(?:ISO[- ]?)?8859[/-](\d{1,2})", re.IGNORECASE)
_HEADER = re.compile(rb"(?:^|[\r\n\x0b\xbf \t])(?:MSH|FHS|BHS)([^\r\n])([^\r\n]{0,2000})")
_UNMARKED = (
    "UTF-16 without a byte order mark of their own; read as UTF-16. Most receivers cannot read that: save with UTF-8."
)
_CUT_OFF = "The file begins like UTF-16, but is damaged or cut off: its bytes are shown one by one."
_HEADERS = ("MSH", "FHS", "BHS")
_LABELS = {
    "latin-1": "ISO 8859-1",
    "iso2022_jp": "ISO 2022-JP",
    "iso2022_jp_1": "ISO 2022-JP-1",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "euc_kr": "KS X 1001",
    "shift_jis": "Shift JIS",
}
"""Names of codecs that are not made by a rule."""
_LEAD, _LEAD_BYTES = "\x0b\x00 \t\r\n", 64
"""What may stand before a header, and in how many bytes it is looked for."""
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Charset:
    """The codec of a message and how it was found."""

    codec: str = "utf-8"
    declared: str = ""
    """MSH-18 as it stands, first repetition."""
    note: str = ""
    """A sentence for the reader when the bytes and MSH-18 do not agree; "" when there is nothing to say."""

    @property
    def label(self) -> str:
        """The name of the set as people write it."""
        if self.codec.startswith("iso8859_"):
            return f"ISO 8859-{self.codec.removeprefix('iso8859_')}"
        if self.codec.startswith("cp"):
            return f"Windows-{self.codec.removeprefix('cp')}"
        return _LABELS.get(self.codec, self.codec.upper())

    def encode(self, text: str) -> bytes:
        """The bytes of the text. Raises UnicodeEncodeError for a character that the codec cannot hold."""
        return text.encode(self.codec)

    def missing(self, text: str) -> str:
        """The first character of the text that the codec cannot hold; "" when it holds them all."""
        try:
            text.encode(self.codec)
        except UnicodeEncodeError as error:
            return text[error.start]
        return ""


UTF_8 = Charset()
"""What messages of our own are written in."""


def codec_for(declared: str) -> str:
    """The Python codec for an MSH-18 code; "" when the code is empty or unknown."""
    code = declared.strip().upper()
    match = _ISO_8859.fullmatch(code)
    codec = f"iso8859_{match[1]}" if match else _CODECS.get(code, "")
    return codec if codec and _known(codec) else ""


def decode(data: bytes) -> tuple[str, Charset]:
    """The text of the bytes and the charset that turns it back into exactly them. Never raises."""
    for mark, codec in _BOMS:
        if data.startswith(mark) and (text := _exactly(data, codec)) is not None:
            return text, Charset(codec, _declared(data))
    if (codec := wide_codec(data)) and (text := _exactly(data, codec)) is not None:
        return text, Charset(codec, "", f"The bytes are {_UNMARKED}")
    declared = _declared(data)
    named = codec_for(declared)
    open_to_it = data.isascii() or (b"\x1b" in data and named.startswith("iso2022"))
    if named and open_to_it and (text := _exactly(data, named)) is not None:
        return text, Charset(named, declared)
    if (text := _exactly(data, "utf-8")) is not None:
        contradicts = not data.isascii() and named not in ("", "utf-8")
        note = f"MSH-18 says {declared}, but the bytes are UTF-8; read as UTF-8." if contradicts else ""
        return text, Charset("utf-8", declared, note)
    if named and (text := _exactly(data, named)) is not None:
        return text, Charset(named, declared)
    return _last_resort(data, declared)


def decode_as(data: bytes, codec: str) -> tuple[str, Charset] | None:
    """The text as the reader says it is to be read; None where the codec would not give back the same bytes."""
    text = _exactly(data, codec) if _known(codec) else None
    return None if text is None else (text, Charset(codec, _declared(data)))


def redeclared(charset: Charset, before: str, after: str) -> Charset:
    """The charset of a message of ASCII alone when its text changes: what MSH-18 names, once that is another one.

    Both texts are whole messages without what stands before the header. The bytes stay the same.
    """
    if not (before.isascii() and after.isascii()) or charset.codec.startswith("utf-16"):
        return charset
    if _first_line(before) == _first_line(after) or _declared(_first_line(before)) == _declared(_first_line(after)):
        return charset
    text, found = decode(after.encode("ascii"))
    return found if text == after else charset


def contradiction(charset: Charset, declared: str, text: str) -> str:
    """What is to be said about the charset of a text whose MSH-18 now says `declared`; "" when nothing is."""
    if charset.codec.startswith("utf-16"):
        return charset.note
    declared = declared.strip()
    if text.isascii():
        return ""
    if charset.note and declared == charset.declared:
        return charset.note
    if not (named := codec_for(declared)) or _same_bytes(text, named, charset.codec):
        return ""
    return f"MSH-18 says {declared}, but the message is kept as {charset.label}."


def _same_bytes(text: str, one: str, other: str) -> bool:
    if codecs.lookup(one).name == codecs.lookup(other).name:
        return True
    try:
        return text.encode(one) == text.encode(other)
    except UnicodeEncodeError:
        return False


def _first_line(text: str) -> bytes:
    """Of a text of ASCII with CR line ends."""
    return text[: text.find("\r") + 1 or len(text)].encode("ascii")


def wide_codec(data: bytes) -> str:
    """The codec where the bytes begin like UTF-16: by a byte order mark, or by a header written in it; else ""."""
    for mark, codec in _BOMS[1:]:
        if data.startswith(mark):
            return codec
    for codec in ("utf-16-le", "utf-16-be"):
        head = data[:_LEAD_BYTES].decode(codec, "replace").lstrip(_LEAD)
        if head[:3] in _HEADERS:
            return codec
    return ""


def _last_resort(data: bytes, declared: str) -> tuple[str, Charset]:
    promised = f"MSH-18 says {declared}, but" if declared else "MSH-18 is empty and"
    for codec, name in (("cp1252", "Windows-1252"), ("latin-1", "ISO 8859-1")):
        text = _exactly(data, codec)
        if text is not None:
            why = _CUT_OFF if wide_codec(data) else f"{promised} the bytes are not UTF-8; read as {name}."
            return text, Charset(codec, declared, why)
    raise AssertionError("Latin-1 decodes every byte")


def _declared(data: bytes) -> str:
    """MSH-18 (first repetition) of the first header, read without knowing the charset yet."""
    match = _HEADER.search(data[:20000])
    if match is None:
        return ""
    fields = match[2].split(match[1])
    if len(fields) < 17:
        return ""
    repetition = fields[0][1:2]
    value = fields[16].split(repetition)[0] if repetition else fields[16]
    return value.decode("latin-1").strip()


def _exactly(data: bytes, codec: str) -> str | None:
    """The decoded text when encoding it gives the same bytes again."""
    try:
        text = data.decode(codec)
        return text if text.encode(codec) == data else None
    except UnicodeError:
        return None


def _known(codec: str) -> bool:
    try:
        codecs.lookup(codec)
    except LookupError:
        return False
    return True
