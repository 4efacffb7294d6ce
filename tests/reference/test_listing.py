from __future__ import annotations

from helpers.generated import documents
from hypothesis import given

from workbench.er7 import Document
from workbench.reference.listing import as_lines

TEXT = "MSH|^~\\&|A||||||DFT^P03||P|2.5.1\rFT1|1|||||CG|76805^A\\T\\B|||||||||||||7~8\rprose\r\rZPV|x\r"


def test_parts_have_their_name_value_and_meaning() -> None:
    lines = list(as_lines(Document.from_text(TEXT), str))
    assert "FT1  Financial Transaction" in lines
    assert "  FT1-6  Transaction Type: CG  = Charge" in lines
    assert "  FT1-7  Transaction Code" in lines
    assert any(line.startswith("    FT1-7.2") and line.endswith(": A&B") for line in lines)
    assert any(line.startswith("    FT1-20(2)") and line.endswith(": 8") for line in lines)
    assert "#  (no segment)  prose" in lines
    assert "ZPV  Local segment ZPV" in lines


def test_a_value_is_shown_as_asked() -> None:
    assert any(": <CG>" in line for line in as_lines(Document.from_text(TEXT), lambda value: f"<{value}>"))


@given(documents())
def test_every_document_has_a_listing(document: Document) -> None:
    lines = list(as_lines(document, str))
    named = [segment for segment in document.segments if not segment.is_opaque]
    assert sum(not line.startswith(" ") for line in lines) >= len(named)
