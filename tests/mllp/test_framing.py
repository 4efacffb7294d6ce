"""Frames: every sample whole, byte by byte and with a tail; every tolerance by its name; any junk without an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import files, name
from hypothesis import given
from hypothesis import strategies as st

from workbench.mllp.framing import (
    Decoder,
    Event,
    Frame,
    FramingError,
    Garbage,
    Note,
    Oversize,
    TransportAck,
    Truncated,
    encode,
)

MESSAGE = b"MSH|^~\\&|A|B|C|D|20260101||DFT^P03|ID1|P|2.5.1\rEVN|P03\rFT1|1\r"


def whole(data: bytes, **more: int) -> list[Event]:
    decoder = Decoder(**more)
    return decoder.feed(data) + decoder.eof()


def byte_by_byte(data: bytes, **more: int) -> list[Event]:
    decoder = Decoder(**more)
    return [event for byte in data for event in decoder.feed(bytes([byte]))] + decoder.eof()


def test_a_frame_is_vt_message_fs_cr() -> None:
    assert encode(b"MSH|") == b"\x0bMSH|\x1c\x0d"


@pytest.mark.parametrize(("byte", "named"), [(b"\x0b", "0x0B"), (b"\x1c", "0x1C")])
def test_a_message_with_frame_bytes_is_not_sent(byte: bytes, named: str) -> None:
    with pytest.raises(FramingError, match=named):
        encode(b"MSH|" + byte)


SAMPLES: dict[str, tuple[bytes, list[Event]]] = {
    "one frame": (encode(MESSAGE), [Frame(MESSAGE)]),
    "empty frame": (encode(b""), [Frame(b"")]),
    "two frames in a row": (encode(MESSAGE) + encode(b"MSH|2"), [Frame(MESSAGE), Frame(b"MSH|2")]),
    "transport stored": (b"\x0b\x06\x1c\x0d", [TransportAck(True)]),
    "transport not stored": (b"\x0b\x15\x1c\x0d", [TransportAck(False)]),
    "transport ack, then the answer": (b"\x0b\x06\x1c\x0d" + encode(MESSAGE), [TransportAck(True), Frame(MESSAGE)]),
    "FS without CR at the end": (b"\x0b" + MESSAGE + b"\x1c", [Frame(MESSAGE, (Note.MISSING_CR,))]),
    "FS without CR before the next": (
        b"\x0bMSH|1\x1c" + encode(b"MSH|2"),
        [Frame(b"MSH|1", (Note.MISSING_CR,)), Frame(b"MSH|2")],
    ),
    "FS inside the text": (b"\x0bMSH|a\x1cb\x1c\x0d", [Frame(b"MSH|a\x1cb", (Note.CONTROL_INSIDE,))]),
    "two FS at the end": (b"\x0bMSH|\x1c\x1c\x0d", [Frame(b"MSH|\x1c", (Note.CONTROL_INSIDE,))]),
    "VT inside the text": (b"\x0bMSH|a\x0bb\x1c\x0d", [Frame(b"MSH|a\x0bb", (Note.CONTROL_INSIDE,))]),
    "half a frame, then a whole one": (b"\x0bMSH|1\rPI" + encode(b"MSH|2"), [Truncated(b"MSH|1\rPI"), Frame(b"MSH|2")]),
    "given up twice": (
        b"\x0bMSH|1\x0bFHS|2" + encode(b"BHS|3"),
        [Truncated(b"MSH|1"), Truncated(b"FHS|2"), Frame(b"BHS|3")],
    ),
    "no VT": (MESSAGE + b"\x1c\x0d", [Frame(MESSAGE, (Note.MISSING_VT,))]),
    "no VT after a blank line": (b"\r\n" + MESSAGE + b"\x1c\x0d", [Frame(MESSAGE, (Note.MISSING_VT,))]),
    "no VT but a byte order mark": (
        b"\xef\xbb\xbfMSH|1\x1c\x0d",
        [Frame(b"\xef\xbb\xbfMSH|1", (Note.MISSING_VT,))],
    ),
    "no VT and no CR": (b"MSH|1\x1c", [Frame(b"MSH|1", (Note.MISSING_VT, Note.MISSING_CR))]),
    "line feeds": (encode(b"MSH|1\r\nPID|1\n"), [Frame(b"MSH|1\r\nPID|1\n", (Note.LF_ENDS,))]),
    "garbage before": (b"hello" + encode(MESSAGE), [Garbage(b"hello"), Frame(MESSAGE)]),
    "garbage between": (encode(MESSAGE) + b"\n" + encode(b"MSH|2"), [Frame(MESSAGE), Garbage(b"\n"), Frame(b"MSH|2")]),
    "garbage behind": (encode(MESSAGE) + b"\r\n", [Frame(MESSAGE), Garbage(b"\r\n")]),
    "garbage with an end": (b"junk\x1c\x0d" + encode(MESSAGE), [Garbage(b"junk\x1c\x0d"), Frame(MESSAGE)]),
    "an HTTP banner": (b"HTTP/1.1 400\r\n\r\n", [Garbage(b"HTTP/1.1 400\r\n\r\n")]),
    "only VT": (b"\x0b", [Truncated(b"")]),
    "only FS CR": (b"\x1c\x0d", [Garbage(b"\x1c\x0d")]),
    "only FS": (b"\x1c", [Garbage(b"\x1c")]),
    "half a frame": (b"\x0bMSH|half", [Truncated(b"MSH|half")]),
    "nothing": (b"", []),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_sample_whole(sample: tuple[bytes, list[Event]]) -> None:
    data, expected = sample
    assert whole(data) == expected


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_sample_byte_by_byte(sample: tuple[bytes, list[Event]]) -> None:
    data, expected = sample
    assert byte_by_byte(data) == expected


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_after_its_end_the_decoder_is_as_new(sample: tuple[bytes, list[Event]]) -> None:
    data, _ = sample
    decoder = Decoder()
    decoder.feed(data)
    decoder.eof()
    assert decoder.feed(encode(MESSAGE)) == [Frame(MESSAGE)]


@pytest.mark.parametrize("file", files(), ids=name)
def test_a_real_message_whole_byte_by_byte_and_with_a_tail(file: Path) -> None:
    payload = file.read_bytes().replace(b"\x0b", b"").replace(b"\x1c", b"")
    data = encode(payload)
    assert [event.payload for event in whole(data) if isinstance(event, Frame)] == [payload]
    if len(data) < 20_000:
        assert byte_by_byte(data) == whole(data)
    decoder = Decoder()
    events = decoder.feed(data + b"\x0bMSH|tail")
    assert [event.payload for event in events if isinstance(event, Frame)] == [payload]
    assert decoder.eof() == [Truncated(b"MSH|tail")]


def test_a_frame_without_cr_is_complete_when_settled() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x0bMSH|1\x1c") == []
    assert decoder.undecided
    assert decoder.settle() == [Frame(b"MSH|1", (Note.MISSING_CR,))]
    assert not decoder.undecided
    assert decoder.settle() == []


def test_the_cr_that_comes_after_settling_is_no_garbage() -> None:
    decoder = Decoder()
    decoder.feed(b"\x0bMSH|1\x1c")
    decoder.settle()
    assert decoder.feed(b"\r" + encode(b"MSH|2")) == [Frame(b"MSH|2")]
    assert decoder.eof() == []


def test_settling_in_the_middle_of_a_message_does_nothing() -> None:
    decoder = Decoder()
    decoder.feed(b"\x0bMSH|1")
    assert decoder.settle() == []
    assert decoder.inside
    assert decoder.feed(b"2\x1c\r") == [Frame(b"MSH|12")]


def test_an_oversized_message_is_counted_and_the_next_frame_is_found() -> None:
    data = encode(b"MSH|" + b"x" * 96) + encode(b"MSH|ok")
    expected = [Oversize(100, b"MSH|" + b"x" * 7), Frame(b"MSH|ok")]
    assert whole(data, max_frame=10) == expected
    assert byte_by_byte(data, max_frame=10) == expected


def test_an_oversized_message_without_end_gives_way_to_the_next_start() -> None:
    data = b"\x0bMSH|" + b"x" * 96 + encode(b"MSH|ok")
    expected = [Oversize(100, b"MSH|" + b"x" * 7), Frame(b"MSH|ok")]
    assert whole(data, max_frame=10) == expected
    assert byte_by_byte(data, max_frame=10) == expected


def test_a_message_of_exactly_the_limit_is_taken() -> None:
    assert whole(encode(b"x" * 10), max_frame=10) == [Frame(b"x" * 10)]
    assert whole(encode(b"x" * 11), max_frame=10) == [Oversize(11, b"x" * 11)]


@pytest.mark.parametrize("start", [b"", b"\x0b"], ids=["outside", "inside"])
def test_memory_is_bounded_whatever_comes(start: bytes) -> None:
    decoder = Decoder(max_frame=1000)
    decoder.feed(start)
    for _ in range(1000):
        decoder.feed(b"x" * 1000)
    assert len(decoder._buffer) <= 4096


def test_a_large_message_in_chunks_of_any_size() -> None:
    payload = bytes(range(32, 127)) * 20_000
    data = encode(payload)
    for size in (1, 7, 1000, 65536, len(data)):
        decoder = Decoder()
        events = [event for at in range(0, len(data), size) for event in decoder.feed(data[at : at + size])]
        assert events == [Frame(payload)]


ANY_PAYLOAD = st.binary().map(lambda data: data.replace(b"\x0b", b"").replace(b"\x1c", b"").replace(b"\n", b""))
TELLING = [b"\x0b", b"\x1c", b"\r", b"\n", b"\x06", b"\x15", b"MSH|", b"FHS"]
JUNK = st.lists(st.one_of(st.sampled_from(TELLING), st.binary(max_size=5))).map(b"".join)


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    chunks = []
    for size in sizes:
        chunks.append(data[:size])
        data = data[size:]
    return [*chunks, data]


@given(payloads=st.lists(ANY_PAYLOAD.filter(lambda data: data not in (b"\x06", b"\x15")), max_size=5), data=st.data())
def test_any_payloads_survive_any_chunking(payloads: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(encode, payloads))
    sizes = data.draw(st.lists(st.integers(0, max(1, len(stream) // 2)), max_size=8))
    decoder = Decoder()
    events = [event for chunk in cut(stream, sizes) for event in decoder.feed(chunk)]
    assert events == [Frame(payload) for payload in payloads]
    assert decoder.eof() == []


@given(junk=JUNK, limit=st.integers(1, 30))
def test_any_junk_is_events_and_they_do_not_depend_on_the_chunks(junk: bytes, limit: int) -> None:
    assert whole(junk, max_frame=limit) == byte_by_byte(junk, max_frame=limit)


@given(junk=JUNK)
def test_after_any_junk_and_an_end_the_next_frame_is_read(junk: bytes) -> None:
    decoder = Decoder()
    decoder.feed(junk + b"\x1c\x0d")
    assert decoder.feed(encode(MESSAGE)) == [Frame(MESSAGE)]
