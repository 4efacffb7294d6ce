"""One segment changed by itself, with a record."""

from __future__ import annotations

import pytest
from helpers.reversals import dft

from workbench.charges.ft1.segment_edit import SegmentEdit
from workbench.er7 import Document, EditError


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
