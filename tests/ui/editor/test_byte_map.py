from __future__ import annotations

from pathlib import Path as FilePath

import pytest
from helpers.corpus import files, name
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document
from workbench.ui.editor.byte_map import ByteMap


def agrees(document: Document, offset: int) -> None:
    """The bytes at the place of a character are that character."""
    made = ByteMap(document)
    place = made.to_byte(offset)
    character = document.text[offset]
    if character == "\r":
        assert made.data[place : place + 1] in (b"\r", b"\n")
    else:
        assert made.data[place:].startswith(document.charset.encode(character))
    assert made.to_offset(place) == offset


@given(st.lists(st.sampled_from(["MSH|^~\\&", "é|x", "a", "", "😀", "PID|1"]), max_size=6), st.data())
def test_there_and_back(lines: list[str], choose: st.DataObject) -> None:
    ends = [choose.draw(st.sampled_from(["\r", "\n", "\r\n"])) for _line in lines]
    lead = choose.draw(st.sampled_from(["", "\x0b", "\ufeff"]))
    document = Document.from_bytes((lead + "".join(map("".join, zip(lines, ends, strict=True)))).encode())
    if document.text:
        agrees(document, choose.draw(st.integers(0, len(document.text) - 1)))


@pytest.mark.parametrize("codec", ["latin-1", "utf-16", "iso2022_jp"])
def test_other_character_sets(codec: str) -> None:
    text = {"iso2022_jp": "MSH|^~\\&||||||||||||||||ISO IR87\rPID|漢字|x\r"}.get(codec, "MSH|^~\\&\rPID|é|x\r")
    document = Document.from_bytes(text.encode(codec))
    made = ByteMap(document)
    for offset in (0, 4, document.text.index("PID"), document.text.rindex("x")):
        assert made.data[made.to_byte(offset) :].startswith(document.charset.encode(document.text[offset]))
        assert made.to_offset(made.to_byte(offset)) == offset


def test_what_stands_outside_leads_to_its_edge() -> None:
    made = ByteMap(Document.from_bytes(b"\x0bMSH|^~\\&|A\r\x1c\r"))
    assert made.data == b"\x0bMSH|^~\\&|A\r\x1c\r"
    assert made.to_offset(0) == 0
    assert made.to_offset(len(made.data)) == 11


def test_bytes_within_a_character_belong_to_it() -> None:
    made = ByteMap(Document.from_bytes("MSH|é|x".encode()))
    assert [made.to_offset(place) for place in range(4, 8)] == [4, 4, 5, 6]


def test_a_character_that_cannot_be_written_is_said() -> None:
    document = Document.from_bytes(b"MSH|^~\\&|\xe9").splice(9, 10, "漢")
    assert "cannot be written" in ByteMap(document).trouble


@pytest.mark.parametrize("file", files("dft", "ack"), ids=name)
def test_real_messages(file: FilePath) -> None:
    document = Document.from_bytes(file.read_bytes())
    made = ByteMap(document)
    assert made.data == file.read_bytes()
    for offset in range(0, len(document.text), max(1, len(document.text) // 20)):
        agrees(document, offset)
