from __future__ import annotations

import pytest

from workbench.er7 import Path
from workbench.ui.editor.embedded import Embedded
from workbench.ui.editor.embedded_text import as_read


def xml(data: str, suffix: str = "xml") -> Embedded:
    return Embedded(Path.parse("OBX-5.5"), "XML text", suffix, data.encode(), "text")


def test_xml_in_one_line_gets_lines_and_keeps_its_names() -> None:
    assert as_read(
        xml('<?xml version="1.0"?><h:a xmlns:h="urn:x"><b>hi</b><!-- so --><c d="1"/></h:a>')
    ).splitlines() == [
        '<?xml version="1.0" ?>',
        '<h:a xmlns:h="urn:x">',
        "  <b>hi</b>",
        "  <!-- so -->",
        '  <c d="1"/>',
        "</h:a>",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?>\n<a><b>laid out</b></a>",
        "<?xml version='1.0'?><a><b>cut off</a>",
        "<?xml version='1.0'?><a><b></b></a>" + " " * 200_000,
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><a>&y;</a>",
    ],
)
def test_what_is_laid_out_broken_or_long_is_shown_as_it_stands(text: str) -> None:
    assert as_read(xml(text)) == text


def test_other_files_are_never_read_for_an_entity() -> None:
    text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
    assert "root:" not in as_read(xml(text))


def test_entities_that_grow_beyond_measure_are_not_followed() -> None:
    steps = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    text = f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e0 'lol'>{steps}]><a>&e11;</a>"
    assert as_read(xml(text)) == text


def test_other_texts_stay_as_they_are() -> None:
    assert as_read(xml("{\\rtf1 <a><b/></a>}", "rtf")) == "{\\rtf1 <a><b/></a>}"
