from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument

from workbench.er7 import Delimiters
from workbench.ui.editor.highlighter import Highlighter, stretches

pytestmark = pytest.mark.gui
USUAL = Delimiters()


def marked(line: str, delimiters: Delimiters = USUAL) -> list[tuple[str, str]]:
    units = line.encode("utf-16-le")
    return [
        (units[2 * start : 2 * stop].decode("utf-16-le"), kind) for start, stop, kind in stretches(line, delimiters)
    ]


def test_names_delimiters_escapes_and_nulls_have_colours() -> None:
    assert marked('FT1|1||A\\T\\B^""|""') == [
        ("FT1", "segment"),
        ("|", "delimiter"),
        ("||", "delimiter"),
        ("\\T\\", "escape"),
        ("^", "delimiter"),
        ('""', "null"),
        ("|", "delimiter"),
        ('""', "null"),
    ]


def test_delimiters_are_those_of_the_message() -> None:
    other = Delimiters(field="!", component="@", repetition="", escape="", subcomponent="")
    assert marked("PID!a|b@c\\T\\", other) == [("PID", "segment"), ("!", "delimiter"), ("@", "delimiter")]


def test_prose_has_no_segment_name() -> None:
    assert marked("THE END") == []
    assert marked("PV1") == [("PV1", "segment")]


def test_stray_escape_characters_are_no_escapes() -> None:
    assert ("escape" in dict(map(reversed, marked("NTE|C:\\a|b\\")))) is False


def test_positions_are_those_of_qt() -> None:
    assert marked("NTE|😀|x")[1:] == [("|", "delimiter"), ("|", "delimiter")]


def test_folds_and_signs_are_marked() -> None:
    assert marked("OBX|QUJD⟨base64, 9 000 characters⟩|␋")[2:] == [
        ("⟨base64, 9 000 characters⟩", "fold"),
        ("|", "delimiter"),
        ("␋", "hidden"),
    ]


def formatted(document: QTextDocument) -> list[int]:
    blocks = (document.findBlockByNumber(number) for number in range(document.blockCount()))
    return [block.blockNumber() for block in blocks if block.layout().formats()]


def test_a_long_text_is_coloured_where_it_is_looked_at(qapp: object) -> None:
    document = QTextDocument("\n".join(["PID|1"] * 1000))
    highlighter = Highlighter(document, USUAL)
    assert formatted(document) == list(range(61))
    highlighter.cover(500, 510)
    assert set(range(500, 511)) <= set(formatted(document))
    assert 600 not in formatted(document)


def test_lines_keep_the_shapes_of_their_letters_while_they_are_in_view(qapp: object) -> None:
    document = QTextDocument()
    document.setPlainText("\n".join(f"FT1|{number}" for number in range(2000)))
    highlighter = Highlighter(document, USUAL, lines=0)

    def shaped() -> list[int]:
        blocks = (document.findBlockByNumber(number) for number in range(document.blockCount()))
        return [block.blockNumber() for block in blocks if block.layout().cacheEnabled()]

    highlighter.cover(100, 120)
    assert shaped() == [0, *range(100, 121)]
    for first in range(100, 1900, 20):
        highlighter.cover(first, first + 20)
    assert len(shaped()) < 600
    assert set(range(1880, 1901)) <= set(shaped())
    highlighter.cover(100, 120)  # coloured again after they were let go
    assert set(range(100, 121)) <= set(shaped())
    assert all(number in formatted(document) for number in range(100, 121))
