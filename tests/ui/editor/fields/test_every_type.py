"""Laws of all inputs: showing changes nothing, and an edit of one part leaves every other byte as it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path as FilePath

import pytest
from helpers.corpus import files, name
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from workbench.er7 import Document, EditError, Path
from workbench.ui.editor.fields.parts_panel import PartsPanel
from workbench.ui.editor.form import Form
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession

pytestmark = pytest.mark.gui
HEAD = "MSH|^~\\&|||||||DFT^P03|1|P|2.8\r"
EMPTY = Document.from_text(HEAD + "FT1|1" + "|" * 42 + "\rFT1|2\r")
RAW = st.text(alphabet='aZ10.^^^&~\\" é-+', max_size=40)
FIELDS = {"SI": 1, "DR": 4, "DTM": 5, "CWE": 6, "NM": 10, "CP": 11, "PL": 16, "CWE ~": 19, "XCN ~": 20, "EI": 23}
FIELDS |= {"CNE ~": 26, "CX": 30, "SI ~": 31, "XON ~": 32, "ST": 35, "CQ": 43}


@pytest.fixture
def make(qtbot: QtBot) -> Callable[[EditSession], Form]:
    def build(session: EditSession) -> Form:
        form = Form(session, Names(session, pytest.fail))
        qtbot.addWidget(form)
        return form

    return build


def panel(form: Form, number: int) -> PartsPanel:
    form.open_parts(number)
    found = form.rows[number].panel
    assert found is not None
    found.fold.setChecked(True)
    return found


@pytest.fixture
def form_of_all(make: Callable[[EditSession], Form]) -> tuple[EditSession, Form]:
    session = EditSession(EMPTY)
    form = make(session)
    for number in FIELDS.values():
        panel(form, number)
    return session, form


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
@given(st.sampled_from(sorted(FIELDS)), RAW, st.randoms(use_true_random=False))
def test_an_edit_of_one_part_leaves_the_others(
    form_of_all: tuple[EditSession, Form], kind: str, raw: str, chance: random.Random
) -> None:
    session, form = form_of_all
    number = FIELDS[kind]
    before = EMPTY.put(Path("FT1", 1, number), raw)
    session.submit(before, "", "elsewhere")
    assert session.document == before, "showing a field does not change it"
    assert form.rows[number].editor.raw == raw
    rows = [row for row in panel(form, number).rows.values() if row.isVisibleTo(form)]
    row = chance.choice(rows)
    line = chance.choice(row.editor.lines())
    place = row.editor.places[row.editor.lines().index(line)]
    said: list[Path] = []
    row.edited.connect(lambda path, _text: said.append(path))
    line.textEdited.emit("xyz")
    (path,) = said
    assert place == (None, None) or path != row.path
    after = session.document
    assert after == before.put(path, "xyz")
    assert after.get(path) == "xyz"
    for other in _leaves(before, number):
        if not _within(other, path):
            assert after.get(other) == before.get(other), f"{path} was edited, {other} is another one"


def _leaves(document: Document, number: int) -> list[Path]:
    segment = document.segment("FT1")
    assert segment is not None
    leaves = [field.path for field in segment.fields if field.number != number]
    field = segment.field(number)
    assert field is not None
    for repetition in field.repetitions:
        for component in repetition.components:
            whole = Path("FT1", 1, number, repetition.number, component.number)
            leaves += [whole.at(subcomponent=inner.number) for inner in component.subcomponents]
    return leaves


def _within(other: Path, path: Path) -> bool:
    """Whether a leaf is part of what stands at a path."""
    if other.field != path.field:
        return False
    if path.repetition is None and path.component is None:
        return True
    if (path.repetition or 1) != (other.repetition or 1) or path.component not in (None, other.component):
        return False
    return path.subcomponent in (None, other.subcomponent)


@pytest.mark.parametrize("file", files("dft")[::4], ids=name)
def test_opening_every_part_of_a_real_message_changes_nothing(
    file: FilePath, make: Callable[[EditSession], Form]
) -> None:
    raw = file.read_bytes()
    session = EditSession(Document.from_bytes(raw))
    form = make(session)
    chance = random.Random(file.name)
    segments = [segment for segment in session.document.segments if not segment.is_opaque]
    for segment in chance.sample(segments, min(3, len(segments))):
        session.move_cursor(segment.path, "elsewhere")
        filled = [number for number, row in form.rows.items() if row.editor.raw]
        for number in chance.sample(filled, min(4, len(filled))):
            form.open_parts(number)
            if form.rows[number].panel is not None:
                _edit_and_take_back(session, form, number)
    assert session.document.to_bytes() == raw


def _edit_and_take_back(session: EditSession, form: Form, number: int) -> None:
    before = session.document
    found = form.rows[number].panel
    assert found is not None
    for row in list(found.rows.values())[:2]:
        if row.editor.line.isReadOnly():
            continue
        try:
            before.put(row.path, "x")
        except EditError:
            continue
        row.editor.line.textEdited.emit("x")
    while session.undo_stack.canUndo():
        session.undo_stack.undo()
    assert session.document == before
