"""The words of the program and where they stand in a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.er7 import Path as MessagePath
from workbench.reference.datafiles import DataFileError
from workbench.reference.glossary import glossary, read_glossary, term, terms_in


def test_every_word_is_explained_and_leads_to_real_places() -> None:
    assert len(glossary()) > 60
    for one in glossary().values():
        assert one.means.endswith((".", "!", "?", '"')), one.word
        assert [str(MessagePath.parse(path)) for path in one.see] == list(one.see)


def test_a_word_is_found_in_any_case_and_number() -> None:
    for text in ("Modifier", "modifier", "MODIFIERS"):
        found = term(text)
        assert found is not None
        assert found.word == "Modifier"
    assert term("nothing like it") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The modifier decides.", ["modifier"]),
        ("Two modifiers and a Control ID.", ["modifiers", "Control ID"]),
        ("FT1 and ft1", ["FT1"]),
        ("fieldwork, subfield, a-field", []),
        ("FT1-26 it is", []),
        ("", []),
    ],
)
def test_words_in_a_text(text: str, expected: list[str]) -> None:
    assert [text[start:stop] for start, stop, _term in terms_in(text)] == expected


def test_a_word_explained_twice_is_said_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text('[[term]]\nword = "A"\nmeans = "B."\nsee = []\n\n[[term]]\nword = "A"\nmeans = "C."\nsee = []\n')
    with pytest.raises(DataFileError, match="line 6.*twice"):
        read_glossary(file)
