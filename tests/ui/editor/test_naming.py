from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.er7 import Path
from workbench.errors import WorkbenchError
from workbench.ui.editor.naming import Names, shorter
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui


@pytest.fixture
def names(session: EditSession) -> Names:
    return Names(session, pytest.fail)


def test_names_do_not_depend_on_occurrence_and_repetition(names: Names) -> None:
    assert names.name(Path.parse("FT1[2]-6")) == names.name(Path.parse("FT1-6")) == "Transaction Type"


def test_codes_have_a_meaning(names: Names) -> None:
    assert names.meaning(Path.parse("FT1-6")) == "Charge"
    assert names.meaning(Path.parse("FT1[2]-6")) == "Charge"
    assert names.meaning(Path.parse("FT1-2")) == ""
    assert names.meaning(Path.parse("FT1")) == ""


def test_the_code_of_a_composite_is_its_first_component(
    make_session: Callable[[str], EditSession],
) -> None:
    session = make_session("MSH|^~\\&|||||||DFT^P03|1|P|2.8\rFT1|1|||||CG^Charge~CD\r")
    names = Names(session, pytest.fail)
    assert names.meaning(Path.parse("FT1-6")) == "Charge"
    assert names.meaning(Path.parse("FT1-6(1).1")) == "Charge"
    assert names.meaning(Path.parse("FT1-6(2)")) == "Credit"


def test_a_code_that_the_table_lacks_has_no_meaning(session: EditSession, names: Names) -> None:
    session.submit(session.document.put("FT1-6", "XX"), "", None)
    assert names.meaning(Path.parse("FT1-6")) == ""


def test_names_are_those_of_the_version(session: EditSession, names: Names) -> None:
    assert names.describe(Path.parse("FT1-11")).datatype == "CP"
    session.submit(session.document.put("MSH-12", "2.1"), "", None)
    assert names.describe(Path.parse("FT1-11")).datatype == "NM"


def test_the_value_of_an_observation_has_the_type_that_it_names(make_session: Callable[[str], EditSession]) -> None:
    session = make_session("MSH|^~\\&|||||||ORU^R01|1|P|2.5.1\rOBX|1|CE|||A^B\rOBX|2|ED|||A^B\r")
    names = Names(session, pytest.fail)
    assert names.name(Path.parse("OBX-5.1")) == "Identifier"
    assert names.name(Path.parse("OBX[2]-5.1")) == "Source Application"


def test_the_sentence_for_hovering(names: Names) -> None:
    assert names.sentence(Path.parse("FT1-6")) == "FT1-6  Transaction Type\nCG\n= Charge"


def test_a_broken_table_is_said_once(session: EditSession, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_number: str) -> None:
        raise WorkbenchError("0017.toml, line 3: correct the file.")

    monkeypatch.setattr("workbench.reference.tables.table", broken)
    said: list[str] = []
    names = Names(session, said.append)
    assert names.meaning(Path.parse("FT1-6")) == names.meaning(Path.parse("FT1[2]-6")) == ""
    assert said == ["0017.toml, line 3: correct the file."]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Transaction Amount - Extended", ("Transaction Amount - Extended", "Amount - Extended")),
        ("Diagnosis Code - FT1", ("Diagnosis Code - FT1", "Diagnosis Code")),
        ("Transaction ID", ("Transaction ID", "ID")),
        ("Department Code", ("Department Code",)),
        ("Transaction", ("Transaction",)),
        ("", ("",)),
    ],
)
def test_names_give_way_step_by_step(name: str, expected: tuple[str, ...]) -> None:
    assert shorter(name, "FT1", "Financial Transaction") == expected


def test_a_segment_may_have_two_names_for_one_thing() -> None:
    assert shorter("Observation Value", "OBX", "Observation/Result") == ("Observation Value", "Value")


def test_short_names_tell_the_fields_of_a_segment_apart(names: Names) -> None:
    for segment in ("FT1", "PID", "PV1", "DG1", "IN1", "GT1", "PR1", "OBX"):
        said = names.name(Path(segment))
        full = [names.name(Path(segment, 1, field)) for field in range(1, 40)]
        known = [name for name in full if name]
        assert len({shorter(name, segment, said)[-1] for name in known}) == len(set(known)), segment
