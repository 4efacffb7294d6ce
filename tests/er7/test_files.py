"""A file of many messages is cut at the headers; nothing of it is lost or hidden."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers import corpus
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import files
from workbench.er7.files import MessageFile, ReadingStoppedError
from workbench.errors import WorkbenchError

ONE = b"MSH|^~\\&|A||||1||DFT^P03|C1|T|2.5.1\rFT1|1\r"
TWO = b"MSH|^~\\&|A||||1||DFT^P03|C2|T|2.5.1\rFT1|1\r"


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        (ONE, ["C1"]),
        (ONE + TWO, ["C1", "C2"]),
        (ONE + b"\r\n\r\n" + TWO, ["C1", "C2"]),
        (b"\x0b" + ONE + b"\x1c\r\x0b" + TWO + b"\x1c\r", ["C1", "C2"]),
        (b"FHS|^~\\&|x\rBHS|^~\\&|x\r" + ONE + TWO + b"BTS|2\rFTS|1\r", ["C1", "C2"]),
        (b"log line\r\n" + ONE, ["C1"]),
        (b"\xef\xbb\xbf" + ONE, ["C1"]),
        (b"  " + ONE, ["C1"]),
        (b"FHS|^~\\&|x\rFTS|0\r", [""]),
        (b"no message", [""]),
        (b"", []),
    ],
)
def test_cut(data: bytes, ids: list[str]) -> None:
    file = MessageFile(data)
    assert [file.document(index).control_id for index in range(len(file))] == ids
    for index in range(len(file)):
        assert file.replaced(index, file[index]) == data


WIDE = ONE.decode() + TWO.decode().replace("FT1|1", "NTE|1||é Ж 😀 MSH|no header")
FRAMED = "\x0b" + WIDE.replace("MSH|^~\\&|A||||1||DFT^P03|C2", "\x1c\r\x0bMSH|^~\\&|A||||1||DFT^P03|C2") + "\x1c\r"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        (WIDE, ["C1", "C2"]),
        (WIDE.replace("\r", "\r\n"), ["C1", "C2"]),
        (FRAMED, ["C1", "C2"]),
        (f"BHS|^~\\&|Ж\r{WIDE}BTS|2\r", ["C1", "C2"]),
        (ONE.decode(), ["C1"]),
    ],
)
def test_utf_16_is_cut_like_any_other_file(text: str, ids: list[str], mark: str, codec: str) -> None:
    data = (mark + text).encode(codec)
    file = MessageFile(data)
    assert [file.document(index).control_id for index in range(len(file))] == ids
    assert {file.document(index).charset.codec for index in range(len(file))} == {codec}
    assert file.is_wide
    for index in range(len(file)):
        assert file.replaced(index, file[index]) == data
    changed = file.document(0).put("MSH-4", "Ж").to_bytes()
    assert file.replaced(0, changed) == data.replace("|A|".encode(codec), "|A|Ж".encode(codec), 1)


def test_utf_16_that_is_cut_off_is_one_message_and_said() -> None:
    data = ("\ufeff" + WIDE).encode("utf-16-le")[:-1]
    file = MessageFile(data)
    assert not file.is_wide
    assert [file[index] for index in range(len(file))] == [data]
    document = file.document(0)
    assert "damaged or cut off" in document.charset.note
    assert document.to_bytes() == data


@given(st.text(alphabet="MSHFB|\r\x0b\x1c \ufeff\u0d4dЖ😀", max_size=60), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_any_utf_16_is_cut_without_loss(text: str, codec: str) -> None:
    data = ("\ufeffMSH|" + text).encode(codec)
    file = MessageFile(data)
    assert all(start % 2 == stop % 2 == 0 for start, stop in file.spans)
    for index in range(len(file)):
        assert file.replaced(index, file[index]) == data
        assert file.document(index).to_bytes() == file[index]


def test_framing_belongs_to_its_own_message() -> None:
    file = MessageFile(b"\x0b" + ONE + b"\x1c\r\x0b" + TWO + b"\x1c\r")
    assert file[0] == b"\x0b" + ONE + b"\x1c\r"
    assert file.document(1).trail == "\x1c\r"


def test_replacing_one_leaves_the_envelope_and_the_others() -> None:
    data = b"BHS|^~\\&|x\r" + ONE + TWO + b"BTS|2\r"
    file = MessageFile(data)
    changed = file.document(1).put("FT1-2", "NEW").to_bytes()
    assert file.replaced(1, changed) == data.replace(b"C2|T|2.5.1\rFT1|1", b"C2|T|2.5.1\rFT1|1|NEW")


@given(st.binary(max_size=300))
def test_any_bytes_are_cut_without_loss(data: bytes) -> None:
    file = MessageFile(data)
    for index in range(len(file)):
        assert file.replaced(index, file[index]) == data


@pytest.mark.parametrize("file", corpus.files(), ids=corpus.name)
def test_real_files(file: Path) -> None:
    messages = MessageFile.open(file)
    assert len(messages) >= 1
    for index in range(len(messages)):
        assert messages.document(index).to_bytes() == messages[index]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError, match="There is no file"):
        MessageFile.open(tmp_path / "nothing.hl7")
    with pytest.raises(WorkbenchError, match="is a folder"):
        MessageFile.open(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WorkbenchError, match="is a pipe or a device"):
        MessageFile.open(tmp_path / "pipe")


def test_a_name_that_cannot_be_is_a_sentence() -> None:
    with pytest.raises(WorkbenchError, match="is no name of a file"):
        MessageFile.open("a\0b")


def test_whoever_watches_hears_how_much_is_there_and_can_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PIECE", 10)
    file = tmp_path / "one.hl7"
    file.write_bytes(b"MSH|^~\\&|A\rPID|1\rPV1|1\r")
    heard: list[int] = []
    assert MessageFile.open(file, heard.append).data == file.read_bytes()
    assert heard == [10, 20, 23]
    heard.clear()

    def stop(size: int) -> None:
        heard.append(size)
        raise ReadingStoppedError("enough")

    with pytest.raises(ReadingStoppedError):
        MessageFile.open(file, stop)
    assert heard == [10]
    with pytest.raises(WorkbenchError, match="There is no file"):
        MessageFile.open(tmp_path / "other.hl7", heard.append)
