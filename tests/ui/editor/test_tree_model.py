from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from workbench.er7 import Document, Path
from workbench.ui import theme
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_model import ELEMENT, MEANING, NAME, VALUE, TreeModel
from workbench.ui.editor.tree_shape import USUAL, Filter

pytestmark = pytest.mark.gui
ROLES = Qt.ItemDataRole


@pytest.fixture
def make_model(qapp: object) -> Callable[[EditSession], TreeModel]:
    def make(session: EditSession) -> TreeModel:
        model = TreeModel(session, Names(session, pytest.fail), session)
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
        return model

    return make


@pytest.fixture
def model(session: EditSession, make_model: Callable[[EditSession], TreeModel]) -> TreeModel:
    return make_model(session)


def rows(model: TreeModel, parent: QModelIndex | None = None, depth: int = 9) -> list[object]:
    """The tree as plain lists: (element, value) or (element, value, [rows below])."""
    parent = parent or QModelIndex()
    result: list[object] = []
    for row in range(model.rowCount(parent)):
        index = model.index(row, 0, parent)
        texts = (index.data(), index.siblingAtColumn(VALUE).data())
        below = rows(model, index, depth - 1) if depth > 1 else []
        result.append((*texts, below) if below else texts)
    return result


def text(model: TreeModel, path: str, column: int) -> object:
    return model.index_of(Path.parse(path), column).data()


def test_the_whole_tree_as_a_list(
    make_session: Callable[[str], EditSession], make_model: Callable[[EditSession], TreeModel]
) -> None:
    model = make_model(make_session("MSH|^~\\&|A||\rFT1||x\\T\\y^z|350&USD|a~b^c\rFT1\r\rprose, all of it\rZX1|1\r"))
    assert rows(model) == [
        ("MSH", "^~\\&|A||", [("MSH-1", "|"), ("MSH-2", "^~\\&"), ("MSH-3", "A")]),
        (
            "FT1",
            "|x\\T\\y^z|350&USD|a~b^c",
            [
                ("FT1-2", "x\\T\\y^z", [(".1", "x&y"), (".2", "z")]),
                ("FT1-3", "350&USD", [(".1", "350&USD", [(".1.1", "350"), (".1.2", "USD")])]),
                ("FT1-4", "a~b^c", [("(1)", "a"), ("(2)", "b^c", [(".1", "b"), (".2", "c")])]),
            ],
        ),
        ("FT1[2]", ""),
        ("#", ""),
        ("#[2]", "prose, all of it"),
        ("ZX1", "1", [("ZX1-1", "1")]),
    ]


def test_names_and_meanings(model: TreeModel) -> None:
    assert text(model, "FT1", NAME) == "Financial Transaction"
    assert text(model, "FT1-6", NAME) == "Transaction Type"
    assert text(model, "FT1-6", MEANING) == "Charge"
    assert text(model, "FT1-7.1", NAME) == "Identifier"


def test_a_null_is_neither_empty_nor_usual(model: TreeModel) -> None:
    index = model.index_of(Path.parse("FT1[2]-10"), VALUE)
    assert index.data() == '"" (delete)'
    assert index.data(ROLES.ForegroundRole) == theme.colour("null")
    assert index.data(ROLES.EditRole) == '""'


def test_base64_is_folded_and_not_edited_here(
    make_session: Callable[[str], EditSession], make_model: Callable[[EditSession], TreeModel]
) -> None:
    model = make_model(make_session("MSH|^~\\&\rOBX|1|ED|||^^^Base64^" + "QUJD" * 150_000))
    index = model.index_of(Path.parse("OBX-5.5"), VALUE)
    assert "base64, 600\N{NARROW NO-BREAK SPACE}000 characters" in str(index.data())
    assert not index.flags() & Qt.ItemFlag.ItemIsEditable


def test_rows_come_into_being_when_looked_into(session: EditSession) -> None:
    model = TreeModel(session, Names(session, pytest.fail), session)
    assert model.rowCount() == 5  # with the missing EVN
    assert len(model._rows) == 6
    model.index_of(Path.parse("FT1-7.2"))
    assert set(map(str, model._ids)) >= {"FT1-7.1", "FT1-7.2"}
    assert Path.parse("FT1[2]-7") not in model._ids


def test_every_row_leads_to_its_path_and_back(model: TreeModel) -> None:
    def walk(parent: QModelIndex) -> None:
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            path = model.path(index)
            if path is None:
                assert index.data() == "+ EVN"
                continue
            assert model.index_of(path) == index
            assert model.parent(index) == parent
            walk(index)

    walk(QModelIndex())
    assert model.path(QModelIndex()) is None


def test_a_path_without_a_row_leads_to_the_one_above(model: TreeModel) -> None:
    assert model.path(model.index_of(Path.parse("FT1-40"))) == Path("FT1")
    assert model.path(model.index_of(Path.parse("FT1-2.1"))) == Path.parse("FT1-2")
    assert not model.index_of(Path("ZZZ")).isValid()


def test_editing_goes_through_the_session(model: TreeModel, session: EditSession) -> None:
    index = model.index_of(Path.parse("FT1-7.2"), VALUE)
    assert model.setData(index, "New\\T\\text", ROLES.EditRole)
    assert session.document.get("FT1-7") == "76805^New\\T\\text^C4"
    assert index.data() == "New&text"
    assert session.undo_stack.undoText() == "Edit FT1-7.2"


def test_what_the_message_cannot_take_is_refused_in_words(model: TreeModel, session: EditSession) -> None:
    said: list[str] = []
    model.refused.connect(said.append)
    assert not model.setData(model.index_of(Path.parse("FT1-2"), VALUE), "a|b", ROLES.EditRole)
    assert "field separator" in said[0]
    assert not session.is_modified()


def test_only_values_are_edited(model: TreeModel, session: EditSession) -> None:
    editable = Qt.ItemFlag.ItemIsEditable
    assert not model.setData(model.index_of(Path.parse("FT1-2"), NAME), "x", ROLES.EditRole)
    assert not model.index_of(Path("FT1"), VALUE).flags() & editable
    assert not model.index_of(Path.parse("MSH-2"), VALUE).flags() & editable
    assert model.index_of(Path.parse("FT1-7"), VALUE).flags() & editable


def changes(model: TreeModel) -> list[str]:
    """Records what the model announces."""
    seen: list[str] = []
    model.dataChanged.connect(lambda first, last: seen.append(f"data {model.path(first)}..{model.path(last)}"))
    model.rowsInserted.connect(lambda parent, first, last: seen.append(f"in {model.path(parent)} {first}..{last}"))
    model.rowsRemoved.connect(lambda parent, first, last: seen.append(f"out {model.path(parent)} {first}..{last}"))
    model.modelReset.connect(lambda: seen.append("reset"))
    return seen


def test_a_change_of_the_same_shape_is_a_change_of_data(model: TreeModel, session: EditSession) -> None:
    rows(model)
    seen = changes(model)
    session.submit(session.document.put("FT1-2", "OTHER"), "", None)
    assert seen
    assert all(line.startswith("data FT1") and "[2]" not in line for line in seen)


def test_a_change_of_shape_inserts_and_removes_rows_and_keeps_the_others(
    model: TreeModel, session: EditSession
) -> None:
    rows(model)
    kept = QPersistentModelIndex(model.index_of(Path.parse("FT1-7.1")))
    seen = changes(model)
    session.submit(session.document.put("FT1-3", "BATCH"), "", None)
    session.submit(session.document.put("FT1-2", ""), "", None)
    assert [line for line in seen if not line.startswith("data")] == ["in FT1 2..2", "out FT1 1..1"]
    assert kept.isValid()
    assert model.path(kept) == Path.parse("FT1-7.1")


def test_segments_come_and_go(model: TreeModel, session: EditSession) -> None:
    rows(model)
    session.submit(session.document.insert_segment(2, "EVN|P03"), "", None)
    assert [row[0] for row in rows(model, depth=1)] == ["MSH", "PID", "EVN", "FT1", "FT1[2]"]  # type: ignore[index]
    session.submit(session.document.delete_segment(3), "", None)
    assert rows(model, model.index_of(Path("FT1")))[1] == ("FT1-2", "CHG002")


def test_other_delimiters_are_another_tree(model: TreeModel, session: EditSession) -> None:
    rows(model)
    session.submit(session.document.put("MSH-2", "*~\\&"), "", None)
    assert model.rowCount(model.index_of(Path.parse("FT1-7"))) == 0
    assert text(model, "FT1-7", VALUE) == "76805^OB scan^C4"


def test_empty_fields_on_demand(
    make_session: Callable[[str], EditSession], make_model: Callable[[EditSession], TreeModel]
) -> None:
    session = make_session("MSH|^~\\&\rFT1|1||A\r")
    model = make_model(session)
    before = model.rowCount(model.index_of(Path("FT1")))
    model.set_view(shown=Filter(empty=True))
    defined = session.dictionary().segment("FT1")
    assert defined is not None
    assert model.rowCount(model.index_of(Path("FT1"))) == len(defined.fields)
    index = model.index_of(Path.parse("FT1-31"), VALUE)
    assert model.setData(index, "1", ROLES.EditRole)
    assert session.document.get("FT1-31") == "1"
    session.undo_stack.undo()
    model.set_view(shown=USUAL)
    assert model.rowCount(model.index_of(Path("FT1"))) == before


@pytest.mark.parametrize("seed", range(4))
def test_it_stays_the_same_as_a_new_model_under_random_edits(
    make_session: Callable[[str], EditSession], make_model: Callable[[EditSession], TreeModel], seed: int
) -> None:
    session = make_session("MSH|^~\\&|A\rFT1|1|a^b|~c&d\r\rFT1|2\r")
    model = make_model(session)
    chance = random.Random(seed)
    rows(model)
    for _ in range(20):
        length = len(session.document.text)
        start = chance.randint(0, length)
        stop = min(length, start + chance.choice((0, 0, 1, 3, 9)))
        new = chance.choice(("", "x", "|", "^", "~", "&", "\r", "|a^b~c|", "\rFT1|9", '""'))
        session.submit(session.document.splice(start, stop, new), "", None)
        fresh = TreeModel(session, Names(session, pytest.fail), session)
        assert rows(model) == rows(fresh)
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert rows(model) == rows(TreeModel(session, Names(session, pytest.fail), session))


def test_an_empty_message_has_no_rows(
    make_session: Callable[[str], EditSession], make_model: Callable[[EditSession], TreeModel]
) -> None:
    session = make_session("")
    model = make_model(session)
    assert rows(model) == []
    session.submit(Document.from_text("MSH|^~\\&|A"), "", None)
    assert rows(model, depth=1) == [("MSH", "^~\\&|A")]
    assert model.headerData(ELEMENT, Qt.Orientation.Horizontal) == "Element"
