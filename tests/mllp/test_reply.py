"""Acknowledgements that we write: delimiters, version, mode, errors, and input that is no message at all."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path as FilePath

import pytest
from helpers.corpus import files, name
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Document, Path
from workbench.mllp.acknowledgement import Acknowledgement, read_ack
from workbench.mllp.errors import ReportedError
from workbench.mllp.framing import Decoder, Frame, encode
from workbench.mllp.reply import Decision, build_ack, code_for, unreadable, version_of, wants_reply

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def message(version: str = "2.5.1", type: str = "DFT^P03", *, modes: str = "", more: str = "") -> Document:
    header = f"MSH|^~\\&|APP|FAC|BILL|HOSP|20260101||{type}|ID1|T|{version}{modes}"
    return Document.from_bytes(f"{header}\rEVN|P03\r{more}".encode())


def lines(document: Document, code: str = "AA", text: str = "", *errors: ReportedError) -> list[str]:
    return build_ack(document, code, text, errors, now=NOW, control_id="A1").decode().split("\r")


def test_an_accept_in_251() -> None:
    assert lines(message()) == [
        "MSH|^~\\&|BILL|HOSP|APP|FAC|20260102030405+0000||ACK^P03^ACK|A1|T|2.5.1",
        "MSA|AA|ID1",
        "",
    ]


@pytest.mark.parametrize(
    ("version", "type", "expected"),
    [
        ("2.1", "DFT", "ACK"),
        ("2.1", "DFT^P03", "ACK"),
        ("2.2", "DFT^P03", "ACK^P03"),
        ("2.3", "DFT^P03", "ACK^P03"),
        ("2.3.1", "DFT^P03", "ACK^P03^ACK"),
        ("2.8", "DFT^P03^DFT_P03", "ACK^P03^ACK"),
        ("2.5^DEU", "DFT^P03", "ACK^P03^ACK"),
        ("2.3.z", "DFT^P03", "ACK^P03"),
        ("", "DFT^P03", "ACK^P03^ACK"),
        ("2.5.1", "ORF", "ACK"),
    ],
)
def test_the_type_follows_the_version(version: str, type: str, expected: str) -> None:
    assert lines(message(version, type))[0].split("|")[8] == expected


def test_the_version_is_copied_with_its_components() -> None:
    assert lines(message("2.5^DEU"))[0].endswith("|T|2.5^DEU")


def test_the_character_set_is_copied_and_used() -> None:
    raw = "MSH|^~\\&|Kölner|F|B|H|1||DFT^P03|ID1|P|2.5||||||8859/1\r".encode("latin-1")
    ack = build_ack(Document.from_bytes(raw), now=NOW, control_id="A1")
    assert b"|K\xf6lner|" in ack
    assert ack.split(b"\r")[0].split(b"|")[17] == b"8859/1"


def test_utf_16_is_answered_in_bytes_that_can_be_framed() -> None:
    raw = "\ufeffMSH|^~\\&|A|B|C|D|1||DFT^P03|ID1|P|2.5\r".encode("utf-16-le")
    assert build_ack(Document.from_bytes(raw), now=NOW, control_id="A1").startswith(b"MSH|^~\\&|C|D|A|B|")


def test_own_delimiters_are_used() -> None:
    raw = b"MSH!#*$%!A#1!B!C!D!1!!DFT#P03!ID1!P!2.5.1\r"
    error = ReportedError("101", (Path.parse("PID-3(2).4"),), user_message="no # here")
    header, msa, err, _ = lines(Document.from_bytes(raw), "AE", "", error)
    assert header == "MSH!#*$%!C!D!A#1!B!20260102030405+0000!!ACK#P03#ACK!A1!P!2.5.1"
    assert msa == "MSA!AE!ID1"
    assert err == "ERR!!PID#1#3#2#4!101#required field missing#HL70357!E!!!!no $S$ here"


@pytest.mark.parametrize("declared", ["", "^", "&&&&", "^~\\\\&", "^&", "ABCD"])
def test_unusable_delimiters_are_answered_in_the_usual_ones(declared: str) -> None:
    document = Document.from_bytes(f"MSH|{declared}|A|B|C|D|1||DFT|ID1|P|2.5.1\r".encode())
    assert lines(document)[0].startswith("MSH|^~\\&|C|D|A|B|")
    assert lines(document)[1] == "MSA|AA|ID1"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2.1", ["MSA|AE|ID1|Why \\T\\ where", "ERR|101~103"]),
        (
            "2.3",
            [
                "MSA|AE|ID1|Why \\T\\ where",
                "ERR|PID^1^18^101&required field missing&HL70357~FT1^2^6^103&bad&HL70357",
            ],
        ),
        (
            "2.5.1",
            [
                "MSA|AE|ID1|Why \\T\\ where",
                "ERR||PID^1^18|101^required field missing^HL70357|E|NO_ACCOUNT^no account^HL70533",
                "ERR||FT1^2^6^1^1|103^bad^HL70357|W||||look",
            ],
        ),
        (
            "2.7",
            [
                "MSA|AE|ID1",
                "ERR||PID^1^18|101^required field missing^HL70357|E|NO_ACCOUNT^no account^HL70533",
                "ERR||FT1^2^6^1^1|103^bad^HL70357|W||||look",
            ],
        ),
    ],
)
def test_errors_take_the_shape_of_the_version(version: str, expected: list[str]) -> None:
    errors = (
        ReportedError("101", (Path.parse("PID-18"),), application_code="NO_ACCOUNT", application_text="no account"),
        ReportedError("103", (Path.parse("FT1[2]-6.1"),), code_text="bad", severity="W", user_message="look"),
    )
    assert lines(message(version), "AE", "Why & where", *errors)[1:-1] == expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("2.3", ["MSA|AR|ID1|No.", "ERR|^^^207&application error&HL70357"]),
        ("2.5", ["MSA|AR|ID1|No.", "ERR|||207^application error^HL70357|E||||No."]),
        ("2.8", ["MSA|AR|ID1", "ERR|||207^application error^HL70357|E||||No."]),
    ],
)
def test_a_refusal_has_its_reason_in_err(version: str, expected: list[str]) -> None:
    assert lines(message(version), "AR", "No.")[1:-1] == expected


def test_a_text_of_an_accept_finds_its_place_from_27_on() -> None:
    assert lines(message("2.8"), "AA", "Parked.")[1:-1] == ["MSA|AA|ID1", "ERR|||0^accepted^HL70357|I||||Parked."]


def test_a_text_of_several_lines_stays_in_one_field() -> None:
    assert lines(message(), "AA", "one\r\ntwo\x0b\x1c three")[1] == "MSA|AA|ID1|one two three"


@pytest.mark.parametrize("raw", [b"", b"hello", b"\x00\xff\x0b", b"PID|1\r", b"MSH", b"MSH|", b"<html>"])
def test_what_is_no_message_is_rejected_honestly(raw: bytes) -> None:
    document = Document.from_bytes(raw)
    why = unreadable(document)
    assert why.endswith(".")
    answer = read_ack(build_ack(document, "AR", why, now=NOW, control_id="A1"))
    assert isinstance(answer, Acknowledgement)
    assert (answer.code, answer.control_id, answer.texts[0]) == ("AR", "", why)


def test_two_messages_in_a_frame_are_not_one() -> None:
    assert "2 messages" in unreadable(Document.from_bytes(message().to_bytes() * 2))


def test_a_message_is_readable() -> None:
    assert unreadable(message()) == ""


def test_frame_bytes_in_a_control_id_do_not_cut_the_answer() -> None:
    document = Document.from_bytes(b"MSH|^~\\&|A|B|C|D|1||DFT^P03|I\x0bD\x1c1|P|2.5.1\r")
    ack = build_ack(document, now=NOW, control_id="A1")
    assert b"MSA|AA|I\\X0B\\D\\X1C\\1\r" in ack
    assert Decoder().feed(encode(ack)) == [Frame(ack)]


@pytest.mark.parametrize(
    ("modes", "decision", "code", "wanted"),
    [
        ("", Decision.ACCEPT, "AA", True),
        ("", Decision.ERROR, "AE", True),
        ("", Decision.REJECT, "AR", True),
        ("|||AL|NE", Decision.ACCEPT, "CA", True),
        ("|||AL|AL", Decision.ERROR, "CE", True),
        ("|||AL|", Decision.REJECT, "CR", True),
        ("|||ER|AL", Decision.ACCEPT, "CA", False),
        ("|||ER|AL", Decision.REJECT, "CR", True),
        ("|||SU|AL", Decision.ACCEPT, "CA", True),
        ("|||SU|AL", Decision.ERROR, "CE", False),
        ("|||NE|AL", Decision.ACCEPT, "AA", False),
        ("|||NE|NE", Decision.REJECT, "AR", False),
        ("||||AL", Decision.ACCEPT, "AA", True),
    ],
)
def test_code_and_whether_to_answer_follow_the_mode(modes: str, decision: Decision, code: str, wanted: bool) -> None:
    document = message(modes=modes)
    assert code_for(document, decision) == code
    assert wants_reply(document, decision) is wanted


@pytest.mark.parametrize("file", files(), ids=name)
def test_every_real_message_gets_an_answer_that_names_it(file: FilePath) -> None:
    document = Document.from_bytes(file.read_bytes())
    ack = build_ack(document, "AE", "No.", now=NOW, control_id="A1")
    answer = read_ack(ack)
    assert isinstance(answer, Acknowledgement)
    assert answer.code == "AE"
    if document.delimiters.standard:
        assert answer.control_id == document.control_id
    assert [event.payload for event in Decoder().feed(encode(ack)) if isinstance(event, Frame)] == [ack]


@given(raw=st.one_of(st.binary(), st.binary().map(lambda tail: b"MSH|^~\\&|A|B" + tail)), text=st.text())
def test_anything_gets_an_answer_that_can_be_framed_and_read(raw: bytes, text: str) -> None:
    ack = build_ack(Document.from_bytes(raw), "AE", text, now=NOW, control_id="A1")
    encode(ack)
    answer = read_ack(ack)
    assert isinstance(answer, Acknowledgement)
    assert answer.code == "AE"


PATHS = st.builds(
    lambda segment, occurrence, field, repetition, component, subcomponent: Path(
        segment, occurrence, field, repetition, component, component and subcomponent
    ),
    st.sampled_from(["PID", "FT1", "ZX1"]),
    st.integers(1, 9),
    st.integers(1, 50),
    st.one_of(st.none(), st.integers(2, 9)),
    st.one_of(st.none(), st.integers(1, 9)),
    st.one_of(st.none(), st.integers(1, 9)),
)
TEXTS = st.text().map(lambda text: " ".join("".join(filter(str.isprintable, text)).split()))


@given(
    error=st.builds(
        ReportedError,
        code=st.sampled_from(["100", "101", "207"]),
        locations=st.lists(PATHS, max_size=2).map(tuple),
        code_text=st.just("own words"),
        severity=st.sampled_from(["E", "W", "I", "F"]),
        application_code=st.just("X"),
        diagnostic=TEXTS,
        user_message=TEXTS,
    )
)
def test_what_we_write_we_read(error: ReportedError) -> None:
    answer = read_ack(build_ack(message(), "AE", "", [error], now=NOW, control_id="A1"))
    assert isinstance(answer, Acknowledgement)
    (read,) = answer.errors
    assert (read.code, read.locations, read.code_text, read.severity) == (
        error.code,
        error.locations,
        error.code_text,
        error.severity,
    )
    assert (read.diagnostic, read.user_message) == (error.diagnostic, error.user_message)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("V2.1", (2, 1)), ("2.7.1", (2, 7, 1)), ("", (2, 5, 1)), ("9" * 5000, (2, 5, 1)), ("HL7v2.3.1", (2, 3, 1))],
)
def test_any_version_is_read_without_falling_over(version: str, numbers: tuple[int, ...]) -> None:
    assert version_of(message(version)) == numbers
