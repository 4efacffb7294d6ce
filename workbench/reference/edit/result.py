"""What an edit gives back, and the two ways of rewriting lines that every edit is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.er7 import Document, EditError, Path, Segment
from workbench.er7.delimiters import HEADERS


@dataclass(frozen=True, slots=True)
class Edited:
    """The new message, and where in it the eye should be."""

    document: Document
    cursor: Path


def with_lines(document: Document, lines: Mapping[int, str]) -> Document:
    """The message with the segments on these lines (index from 0) replaced. Indentation and line ends stay.

    Raises EditError for a line break or for a character that the charset cannot hold.
    """
    pieces: list[str] = []
    position = 0
    for index in sorted(lines):
        segment, text = document.segments[index], lines[index]
        if "\r" in text or "\n" in text:
            raise EditError(f"{segment.path}: a line break would end the segment.")
        if missing := document.charset.missing(text):
            raise EditError(f"{segment.path}: “{missing}” cannot be written in {document.charset.label}.")
        pieces += [document.text[position : segment.start], text]
        position = segment.stop
    pieces.append(document.text[position:])
    text = "".join(pieces)
    return document if text == document.text else replace(document, text=text)


def alone(document: Document, segment: Segment) -> Document:
    """One segment as a document of its own, with the header that says how to read it: its path loses its number.

    Many edits of one segment are cheap there, however long the message is.
    """
    header = next((one.text for one in document.segments if one.name in HEADERS), "")
    text = segment.text if segment.name in HEADERS or not header else f"{header}\r{segment.text}"
    return Document(text, ("\r",) * text.count("\r"), charset=document.charset)


def line(document: Document, index: int) -> Segment:
    """The segment on a line, from 0. Raises EditError when there is none."""
    if not 0 <= index < len(document.segments):
        raise EditError(f"There is no line {index + 1} in this message.")
    return document.segments[index]
