from __future__ import annotations

import base64

import pytest

from workbench.er7 import Document, Path
from workbench.ui.editor.embedded import first_embedded, holds_embedded, kind_of, read_embedded

PDF = b"%PDF-1.4 " + b"x" * 600
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 3


def message(value: str, kind: str = "ED") -> Document:
    return Document.from_text(f"MSH|^~\\&|A\rOBX|1|{kind}|X||{value}||||||F\r")


@pytest.mark.parametrize(("data", "suffix"), [(PDF, "pdf"), (PNG, "png"), (b"{\\rtf1 " + b"y" * 500, "rtf")])
def test_base64_in_a_component(data: bytes, suffix: str) -> None:
    document = message(f"^AP^^Base64^{base64.b64encode(data).decode()}")
    for path in ("OBX", "OBX-5", "OBX-5.5"):
        assert holds_embedded(document, Path.parse(path))
        found = read_embedded(document, Path.parse(path))
        assert found is not None
        assert (str(found.path), found.data, found.suffix, found.note) == ("OBX-5.5", data, suffix, "")


def test_a_short_document_and_hexadecimal() -> None:
    assert read_embedded(message("^AP^^Hex^" + PDF[:60].hex()), Path("OBX")).data == PDF[:60]  # type: ignore[union-attr]


def test_base64_that_is_cut_off_is_read_as_far_as_it_goes() -> None:
    found = read_embedded(message("^AP^^Base64^" + base64.b64encode(PDF).decode()[:-3]), Path("OBX"))
    assert found is not None
    assert PDF.startswith(found.data)
    assert "end may be missing" in found.note


def test_xml_and_rtf_as_text_with_escapes_resolved() -> None:
    xml = "<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'><a>1 \\T\\amp; 2</a></ClinicalDocument>"
    found = read_embedded(message(xml, "ST"), Path.parse("OBX-5"))
    assert found is not None
    assert (found.kind, found.suffix, found.encoding) == ("CDA document (XML)", "xml", "text")
    assert b"1 &amp; 2" in found.data


def test_what_is_no_document() -> None:
    prose = "a longer text that says nothing in particular, over some sixty characters"
    assert not holds_embedded(message(prose, "TX"), Path("OBX"))
    assert not holds_embedded(message("short"), Path("OBX"))
    assert not holds_embedded(message("short"), Path("MSH"))
    assert read_embedded(message("short"), Path.parse("OBX-5")) is None


def test_the_kind_follows_from_the_bytes_alone() -> None:
    assert kind_of(b"MZ\x90\0") == ("Data of an unknown kind", "bin")
    assert kind_of(b"plain text\r\n") == ("Text", "txt")
    assert kind_of(b"<!DOCTYPE html><script>") == ("HTML text", "html")
    assert kind_of(b"") == ("Data of an unknown kind", "bin")


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n1", "png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpg"),
        (b"{\\rtf1 hi}", "rtf"),
        (b"<?xml?><a/>", "xml"),
        (b"PK\x03\x04abcdef", "zip"),
    ],
)
def test_a_short_one_is_known_by_its_beginning_in_any_segment(data: bytes, suffix: str) -> None:
    document = Document.from_text(f"MSH|^~\\&|A\rZPD|1|{base64.b64encode(data).decode()}\r")
    found = read_embedded(document, Path.parse("ZPD-2"))
    assert found is not None
    assert (found.suffix, found.data) == (suffix, data)


def test_short_rtf_and_xml_as_text() -> None:
    assert read_embedded(message("{\\E\\rtf1 hi}", "TX"), Path.parse("OBX-5")).suffix == "rtf"  # type: ignore[union-attr]
    assert read_embedded(message("<?xml version='1.0'?><a/>", "TX"), Path("OBX")).suffix == "xml"  # type: ignore[union-attr]


def test_the_one_that_is_meant() -> None:
    pdf = base64.b64encode(PDF[:30]).decode()
    document = Document.from_text(f"MSH|^~\\&|A\rPID|1\rOBX|1|ED|X||^AP^^Base64^{pdf}\rOBX|2|ED|X||^AP^^Base64^{pdf}\r")
    assert str(first_embedded(document, Path("PID"))) == "OBX-5"
    assert str(first_embedded(document, Path.parse("OBX[2]-3"))) == "OBX[2]"
    assert first_embedded(message("short"), Path("OBX")) is None
