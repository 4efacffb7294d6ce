"""Bytes to text without loss, and honest about the guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7.charset import Charset, codec_for, decode


@given(st.binary())
def test_every_input_comes_back(data: bytes) -> None:
    text, charset = decode(data)
    assert charset.encode(text) == data


def header(charset: str) -> str:
    return "MSH|^~\\&" + "|" * 16 + charset + "\rPID|1||2||"


@pytest.mark.parametrize(
    ("data", "codec", "note"),
    [
        (b"MSH|^~\\&|A", "utf-8", ""),
        ((header("") + "Müller").encode(), "utf-8", ""),
        ((header("8859/1") + "Müller").encode(), "utf-8", "MSH-18 says 8859/1"),
        ((header("8859/1") + "Müller").encode("latin-1"), "iso8859_1", ""),
        ((header("8859/15") + "€").encode("iso8859-15"), "iso8859_15", ""),
        ((header("") + "Müller").encode("latin-1"), "cp1252", "MSH-18 is empty"),
        ((header("nonsense") + "Müller").encode("latin-1"), "cp1252", "MSH-18 says nonsense"),
        ((header("~ISO IR87") + "山田").encode("iso2022_jp"), "utf-8", ""),
        ((header("ISO IR87") + "山田").encode("iso2022_jp"), "iso2022_jp", ""),
        ("\ufeffMSH|^~\\&|ä".encode(), "utf-8", ""),
        ("\ufeffMSH|^~\\&|ä".encode("utf-16-le"), "utf-16-le", ""),
        ("MSH|^~\\&|ä".encode("utf-16-le"), "utf-16-le", "UTF-16 without a byte order mark"),
        ("BHS|^~\\&|ä".encode("utf-16-be"), "utf-16-be", "UTF-16 without a byte order mark"),
        (b"MSH|^~\\&|\x81\xff", "latin-1", "MSH-18 is empty"),
        (header("8859/1").encode(), "iso8859_1", ""),
        (header("8859/2~UNICODE UTF-8").encode(), "iso8859_2", ""),
        (header("ASCII").encode(), "ascii", ""),
        (header("ISO IR87").encode(), "iso2022_jp", ""),
        (header("").encode(), "utf-8", ""),
        (header("nonsense").encode(), "utf-8", ""),
        (b"\xef\xbb\xbf" + header("8859/1").encode(), "utf-8", ""),
        (header("CNS 11643-1992").encode() + b"\xa4\xff", "cp1252", "MSH-18 says CNS 11643-1992"),
    ],
)
def test_which_codec(data: bytes, codec: str, note: str) -> None:
    text, charset = decode(data)
    assert charset.codec == codec
    assert note in charset.note and bool(note) == bool(charset.note)
    assert charset.encode(text) == data


def test_codes_of_table_0211() -> None:
    assert codec_for("8859/9") == "iso8859_9"
    assert codec_for("UNICODE UTF-8") == "utf-8"
    assert codec_for("8859/99") == ""
    assert codec_for("") == ""


def test_missing_names_the_character() -> None:
    assert Charset("latin-1").missing("aä漢b") == "漢"
    assert Charset("latin-1").missing("aäb") == ""


@pytest.mark.parametrize(
    ("codec", "label"),
    [("utf-8", "UTF-8"), ("iso8859_15", "ISO 8859-15"), ("cp1250", "Windows-1250"), ("gb18030", "GB 18030")],
)
def test_a_set_is_called_as_people_write_it(codec: str, label: str) -> None:
    assert Charset(codec).label == label
