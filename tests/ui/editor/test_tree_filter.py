from __future__ import annotations

import pytest

from workbench.er7 import Document, Path
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_filter import ALL, CHARGES, FILLED, MOST_HITS, PROBLEMS, filter_for, search
from workbench.ui.editor.tree_shape import USUAL

pytestmark = pytest.mark.gui


def found(session: EditSession, words: str) -> list[str]:
    return [str(path) for path in search(session.document, Names(session, pytest.fail), words).paths]


def test_values_names_and_paths_are_found(session: EditSession) -> None:
    assert found(session, "ob SCAN") == ["FT1-7.2"]
    assert found(session, "transaction id") == ["FT1-2", "FT1[2]-2"]
    assert found(session, "FT1-7") == ["FT1-7", "FT1[2]-7"]
    assert found(session, "FT1[2]-7") == ["FT1[2]-7"]
    assert found(session, "sample^") == []
    assert found(session, "family name") == ["PID-5.1"]
    assert found(session, "xyzzy") == []


def test_what_a_code_means_is_found(session: EditSession) -> None:
    session.submit(session.document.put("PID-8", "F"), "", None)
    assert "PID-8" in found(session, "fEmale")
    assert found(session, "Charge").count("FT1-6") == 1
    session.submit(session.document.put("FT1-6", "CD~CG"), "", None)
    assert "FT1-6(2)" in found(session, "charge")


def test_an_empty_field_is_found_where_it_can_be_seen(session: EditSession) -> None:
    names = Names(session, pytest.fail)
    assert search(session.document, names, "procedure code modifier").paths == ()
    paths = search(session.document, names, "procedure code modifier", empty=True).paths
    assert [str(path) for path in paths] == ["FT1-26", "FT1[2]-26"]
    assert [str(path) for path in search(session.document, names, "FT1-26", empty=True).paths] == [
        "FT1-26",
        "FT1[2]-26",
    ]
    assert search(session.document, names, "FT1-26.9", empty=True).paths == ()
    assert search(session.document, names, "FT1-999", empty=True).paths == ()


def test_what_is_written_with_escapes_is_found_as_it_reads(session: EditSession) -> None:
    session.submit(session.document.put_text("FT1-8", "this & that"), "", None)
    assert found(session, "This & That") == ["FT1-8"]


def test_too_many_hits_are_cut_off(qapp: object) -> None:
    session = EditSession(Document.from_text("MSH|^~\\&|A\rZZZ" + "|same" * (MOST_HITS + 50)))
    result = search(session.document, Names(session, pytest.fail), "same")
    assert (len(result.paths), result.more) == (MOST_HITS, True)


def test_modes(session: EditSession) -> None:
    document = session.document
    assert filter_for(FILLED, document, (), None) == USUAL
    assert filter_for(ALL, document, (), None).empty
    assert filter_for(CHARGES, document, (), None).segments == {("FT1", 1), ("FT1", 2)}
    problems = filter_for(PROBLEMS, document, [Path.parse("FT1-2"), Path("PV1")], None)
    assert problems.hits == {Path.parse("FT1-2")}
    assert problems.shows_segment(Path("FT1"))
    assert not problems.shows_segment(Path("PID"))
