"""Documents inside a message: what kind of file stands in a value, and its bytes. Nothing is ever run.

OBX-5 of type ED or RP (HL7 2.5.1, chapter 2A.24 and 2A.62) and bare base64 elsewhere. The kind follows from the first
bytes, never from what the message claims: a viewer must not be talked into anything.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from workbench.er7 import Document, Path
from workbench.er7.escapes import unescape
from workbench.ui.editor.values import is_base64

MOST = 64_000_000
"""More characters than this are not decoded on the screen's thread."""
_SHORTEST = 60
"""Fewer characters than this are a document only when they begin like one."""
_LEAST = 12
_BEGINNINGS = ("JVBERi0", "iVBORw0KGgo", "/9j/4", "R0lGOD", "SUkqA", "TU0AK", "e1xydG", "PD94bW", "UEsDB", "77u/PD94bW")
"""Base64 of the first bytes of PDF, PNG, JPEG, GIF, TIFF, RTF, XML (also with a byte order mark) and ZIP."""
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}\s*){30,}")
_SIGNATURES = (
    (b"%PDF-", "PDF document", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "PNG image", "png"),
    (b"\xff\xd8\xff", "JPEG image", "jpg"),
    (b"GIF8", "GIF image", "gif"),
    (b"BM", "BMP image", "bmp"),
    (b"II*\0", "TIFF image", "tif"),
    (b"MM\0*", "TIFF image", "tif"),
    (b"{\\rtf", "RTF text", "rtf"),
    (b"PK\x03\x04", "ZIP archive", "zip"),
)
IMAGES = frozenset({"png", "jpg", "gif", "bmp"})
TEXTS = frozenset({"rtf", "xml", "html", "txt"})


@dataclass(frozen=True)
class Embedded:
    """A document found at a path."""

    path: Path
    kind: str
    """In words, such as "PDF document"."""
    suffix: str
    """For a file name, without a dot."""
    data: bytes
    encoding: str
    """How it stands in the message: "base64", "hexadecimal" or "text"."""
    note: str = ""
    """What is odd about it, a sentence; "" when nothing is."""


def holds_embedded(document: Document, path: Path) -> bool:
    """Whether a document seems to stand at a path or in its parts, without decoding it."""
    return _candidate(document, path) is not None


def read_embedded(document: Document, path: Path) -> Embedded | None:
    """The document that stands at a path or in one of its parts; None when there is none."""
    found = _candidate(document, path)
    if found is None:
        return None
    where, raw = found
    text = unescape(raw, document.delimiters)
    plain = _plain_kind(text)
    if plain is not None:
        return Embedded(where, *plain, text.encode("utf-8"), "text")
    data, encoding, note = _decoded(text, _says_hex(document, where))
    kind, suffix = kind_of(data)
    return Embedded(where, kind, suffix, data, encoding, note)


def first_embedded(document: Document, cursor: Path) -> Path | None:
    """The document at the cursor, else in its segment, else the first one of the message; None when there is none."""
    for path in (cursor, cursor.segment_path()):
        if holds_embedded(document, path):
            return path
    for segment in document.segments:
        for field in segment.fields:
            if field.stop - field.start >= _LEAST and holds_embedded(document, field.path):
                return field.path
    return None


def file_name(embedded: Embedded) -> str:
    """A name for the file that it is saved into."""
    return f"{str(embedded.path).replace('[', '-').replace(']', '')}.{embedded.suffix}"


def _candidate(document: Document, path: Path) -> tuple[Path, str] | None:
    """Path and raw text of what looks like a document: the part itself, or the first one in its field that does."""
    if path.field is None:
        if path.segment != "OBX":
            return None
        path = path.at(field=5)
    raw = document.get(path) or ""
    signs = document.delimiters
    if len(raw) < _LEAST:
        return None
    if path.component is None and signs.component and signs.component in raw:
        first = raw.split(signs.repetition)[0] if signs.repetition else raw
        for number, piece in enumerate(first.split(signs.component), 1):
            if _looks(piece, document, path):
                return path.at(component=number), piece
    return (path, raw) if _looks(raw, document, path) else None


def _looks(raw: str, document: Document, path: Path) -> bool:
    if len(raw) < _LEAST or len(raw) > MOST:
        return False
    if raw.startswith(_BEGINNINGS) and _BASE64.fullmatch(raw[:4000]) is not None:
        return True
    if is_base64(raw) or _plain_kind(unescape(raw[:4000], document.delimiters)) is not None:
        return True
    if path.segment != "OBX" or path.field != 5 or len(raw) < _SHORTEST:
        return False
    says = (document.get(path.segment_path().at(field=2)) or "").strip()
    return says in ("ED", "RP") and (_BASE64.fullmatch(raw[:4000]) is not None or _HEX.match(raw[:400]) is not None)


def _plain_kind(text: str) -> tuple[str, str] | None:
    head = text[:2000].lstrip("\ufeff \t\r\n")
    if head.startswith("{\\rtf"):
        return "RTF text", "rtf"
    if head.startswith("<?xml") or re.match(r"<(?:[A-Za-z]+:)?ClinicalDocument[\s>]", head):
        return ("CDA document (XML)" if "ClinicalDocument" in text[:4000] else "XML text"), "xml"
    if re.match(r"<(?:!doctype html|html)[\s>]", head, re.IGNORECASE):
        return "HTML text", "html"
    return None


def _says_hex(document: Document, path: Path) -> bool:
    """ED-4 and its like say how the data are written: table 0299, HL7 2.5.1 chapter 2.15.9.299."""
    field = path.field_path()
    return (document.get(field.at(component=4)) or "").strip().casefold() == "hex"


def _decoded(text: str, is_hex: bool) -> tuple[bytes, str, str]:
    bare = "".join(text.split())
    if is_hex and _HEX.match(text[:400]):
        even = bare[: len(bare) // 2 * 2]
        try:
            return bytes.fromhex(even), "hexadecimal", "" if even == bare else "Its last half byte is missing."
        except ValueError:
            pass  # it says hex and is none: taken for base64
    kept = bare.rstrip("=")
    whole = kept[: len(kept) // 4 * 4]
    rest = kept[len(whole) :]
    tail = rest + "=" * (-len(rest) % 4) if len(rest) > 1 else ""
    note = (
        "" if len(rest) != 1 and len(bare) % 4 == 0 else "Its length is no multiple of four, so its end may be missing."
    )
    try:
        return base64.b64decode(whole + tail, validate=True), "base64", note
    except (binascii.Error, ValueError):
        data = base64.b64decode(re.sub(r"[^A-Za-z0-9+/]", "", bare)[: len(whole)], validate=False)
        return data, "base64", "Some of its characters are no base64 and were left out."


def kind_of(data: bytes) -> tuple[str, str]:
    """What the first bytes say: a kind in words, and a suffix for a file."""
    for beginning, kind, suffix in _SIGNATURES:
        if data.startswith(beginning):
            return kind, suffix
    head = data[:4000].decode("utf-8", "ignore")
    if found := _plain_kind(head):
        return found
    printable = bool(data) and all(byte >= 32 or byte in b"\t\r\n\f" for byte in data[:4000])
    return ("Text", "txt") if printable and _is_utf8(data) else ("Data of an unknown kind", "bin")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
