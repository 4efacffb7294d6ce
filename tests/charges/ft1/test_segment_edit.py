"""One segment changed by itself, with a record."""

from __future__ import annotations

import pytest
from helpers.reversals import dft
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.er7 import Document, EditError, Path


def _edit(text: str, name: str = "FT1") -> SegmentEdit:
    document = dft(text)
    segment = document.all(name)[-1]
    return SegmentEdit(document, segment)


def test_changes_are_recorded_with_the_place_in_the_message() -> None:
    document = dft("FT1|1|A", "FT1|2|B&C")
    edit = SegmentEdit(document, document.all("FT1")[1])
    edit.put(6, "CR", "Credit.")
    edit.put_text(2, "x&y", "New.", component=1)
    edit.keep(1, "Stays.")
    assert edit.text == "FT1|2|x\\T\\y||||CR"
    assert [(str(one.path), one.before, one.after, one.changed) for one in edit.changes] == [
        ("FT1[2]-6", "", "CR", True),
        ("FT1[2]-2", "B&C", "x\\T\\y", True),
        ("FT1[2]-1", "2", "2", False),
    ]


def test_two_changes_of_one_field_are_one_record() -> None:
    edit = _edit("FT1|1||||| CG^Charge")
    edit.put(6, "CR", "One.", component=1)
    edit.put(6, "Credit", "Two.", component=2)
    (change,) = edit.changes
    assert (change.before, change.after, change.why) == (" CG^Charge", "CR^Credit", "One. Two.")


def test_the_delimiters_of_the_message_are_used_and_guarded() -> None:
    document = Document.from_text("MSH#*:!$#S\rFT1#1#A\r")
    edit = SegmentEdit(document, document.all("FT1")[0])
    edit.put_text(7, "a*b|c", "Text.")
    assert edit.text == "FT1#1#A#####a!S!b|c"
    with pytest.raises(EditError):
        edit.put(2, "a#b", "No.")


def test_a_message_whose_header_is_not_first() -> None:
    document = Document.from_text("prose\rMSH#*:!$#S\rFT1#1#A*b\r")
    edit = SegmentEdit(document, document.all("FT1")[0])
    assert edit.raw(2, 2) == "b"
    assert edit.value(2) == "A"
    header = SegmentEdit(document, document.all("MSH")[0])
    header.put(10, "C", "Id.")
    assert header.text == "MSH#*:!$#S#######C"


def _put_or_refused(document: Document, path: Path, raw: str) -> Document | str:
    try:
        return document.put(path, raw)
    except EditError as refusal:
        return str(refusal)


_TEXTS = st.text("|^~&\\A1 #", max_size=24)
_PLACES = st.tuples(st.integers(1, 7), st.none() | st.integers(1, 4), st.none() | st.integers(1, 3)).map(
    lambda one: one if one[1] is not None else (one[0], None, None)
)


@given(_TEXTS, _PLACES, st.text("^~&|A\r1é", max_size=4), st.sampled_from(["FT1", "MSH", "prose "]))
def test_a_segment_is_read_and_written_as_in_its_message(
    text: str, place: tuple[int, int | None, int | None], raw: str, name: str
) -> None:
    """The quick way through one segment and the general one through the message say the same, refusals included."""
    line = {"FT1": f"FT1|{text}", "MSH": f"MSH|^~\\&|{text}", "prose ": f"prose {text}"}[name]
    header = "" if name == "MSH" else "MSH|^~\\&|A|||||||||2.5.1\r"
    document = Document.from_bytes(f"{header}{line}\r".encode("ascii"))
    segment = document.segments[-1]
    edit = SegmentEdit(document, segment)
    path = segment.path.at(field=place[0], component=place[1], subcomponent=place[2])
    assert edit.raw(*place) == (document.get(path) or "")
    wanted = document if raw == edit.raw(*place) else _put_or_refused(document, path, raw)
    if isinstance(wanted, str):
        with pytest.raises(EditError) as told:
            edit.put(place[0], raw, "", component=place[1], subcomponent=place[2])
        assert str(told.value) == wanted
        return
    edit.put(place[0], raw, "", component=place[1], subcomponent=place[2])
    assert edit.text == wanted.segments[-1].text
    after = wanted.segments[-1].path
    if after.segment == segment.name:
        for field in range(1, 9):
            assert edit.raw(field) == (wanted.get(after.at(field=field)) or "")
