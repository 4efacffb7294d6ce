from __future__ import annotations

from pathlib import Path

import pytest

from workbench.er7 import EditError
from workbench.ui.editor.open_file import OpenFile
from workbench.ui.requests import OpenRequest

pytestmark = pytest.mark.gui
ONE = b"MSH|^~\\&|A||||||DFT^P03|1|P|2.5.1\rFT1|1\r"
BATCH = (
    b"FHS|^~\\&|A\r\nBHS|^~\\&|B\r\n"
    b"MSH|^~\\&|A||||||DFT^P03|C1|P|2.3\r\nFT1|1\r\n"
    b"MSH|^~\\&|A||||||ACK|C2|P|2.3\nMSA|AA\n"
    b"MSH|^~\\&|A||||||ORU^R01|C3|P|2.3\rOBX|1\r"
    b"BTS|3\r\nFTS|1\r\n"
)


def opened(raw: bytes) -> OpenFile:
    return OpenFile(OpenRequest(raw, "test.hl7", Path("/nowhere/test.hl7")))


def put(file: OpenFile, index: int, path: str, raw: str) -> None:
    session = file.session(index)
    session.submit(session.document.put(path, raw), "", None)


def test_one_message(qapp: object) -> None:
    file = opened(ONE)
    assert len(file) == 1
    assert file.session(0).title == "test.hl7"
    assert file.session(0).index is None
    assert file.to_bytes() == ONE


@pytest.mark.parametrize("raw", [b"", b"prose", b"\xef\xbb\xbfMSH|^~\\&|A\n", b"\x0bMSH|^~\\&|A\r\x1c\r", BATCH])
def test_nothing_changed_is_nothing_changed(qapp: object, raw: bytes) -> None:
    file = opened(raw)
    file.session(0)
    assert file.to_bytes() == raw
    assert not file.is_modified()


def test_an_empty_file_can_be_filled(qapp: object) -> None:
    file = opened(b"")
    session = file.session(0)
    session.submit(session.document.splice(0, 0, "MSH|^~\\&|A"), "", None)
    assert file.to_bytes() == b"MSH|^~\\&|A"


def test_several_messages(qapp: object) -> None:
    file = opened(BATCH)
    assert len(file) == 3
    assert [file.header(index).message_type for index in range(3)] == ["DFT^P03", "ACK", "ORU^R01"]
    assert [file.header(index).control_id for index in range(3)] == ["C1", "C2", "C3"]
    assert file.session(1).title == "test.hl7 #2"
    assert file.session(1).index == 1


def test_only_what_was_edited_changes(qapp: object) -> None:
    file = opened(BATCH)
    put(file, 0, "FT1-1", "9")
    put(file, 2, "OBX-1", "8")
    assert file.to_bytes() == BATCH.replace(b"FT1|1", b"FT1|9").replace(b"OBX|1", b"OBX|8")
    assert file.is_modified()
    assert file.is_message_modified(0)
    assert not file.is_message_modified(1)
    assert file.header(0).control_id == "C1"


def test_saving_twice_and_undoing_over_a_save(qapp: object) -> None:
    file = opened(BATCH)
    put(file, 0, "FT1-1", "9")
    first = file.to_bytes()
    file.set_saved(Path("/nowhere/other.hl7"), first)
    assert not file.is_modified()
    assert file.session(0).title == "other.hl7 #1"
    assert file.session(0).file == Path("/nowhere/other.hl7")
    put(file, 1, "MSA-1", "AE")
    assert file.to_bytes() == first.replace(b"MSA|AA", b"MSA|AE")
    file.session(0).undo_stack.undo()
    assert file.to_bytes() == BATCH.replace(b"MSA|AA", b"MSA|AE")


def test_a_message_without_a_history_is_forgotten_and_read_again(qapp: object) -> None:
    file = opened(BATCH)
    first = file.session(0)
    file.leave(0)
    assert file.session(0) is not first
    put(file, 1, "MSA-1", "AE")
    second = file.session(1)
    file.leave(1)
    assert file.session(1) is second


def test_what_was_saved_is_read_again(qapp: object) -> None:
    file = opened(BATCH)
    put(file, 1, "MSA-1", "AE")
    file.set_saved(Path("/nowhere/test.hl7"), file.to_bytes())
    file.session(1).undo_stack.clear()
    file.leave(1)
    assert file.session(1).document.get("MSA-1") == "AE"


def test_a_message_of_several_that_cannot_be_written_is_named(qapp: object) -> None:
    latin = ONE.replace(b"|A|", b"|M\xfcller|")
    for raw, index, sentence in ((latin + latin, 1, r"^Message 2 of 2, FT1-1: the char"), (latin, 0, r"^FT1-1: the")):
        file = opened(raw)
        session = file.session(index)
        end = len(session.document.text) - 1
        session.submit(session.document.splice(end, end, "Ж"), "Edit", None)
        with pytest.raises(EditError, match=sentence):
            file.to_bytes()
