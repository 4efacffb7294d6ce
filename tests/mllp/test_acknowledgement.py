"""Answers that we read: codes, both shapes of ERR, texts in the order in which they help, and what is no answer."""

from __future__ import annotations

from pathlib import Path as FilePath

import pytest
from helpers.corpus import files, name
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Path
from workbench.mllp.acknowledgement import (
    CODES,
    Acknowledgement,
    NotAnAcknowledgement,
    explain,
    read_ack,
)
from workbench.mllp.errors import ReportedError

HEADER = "MSH|^~\\&|B|H|A|F|20260101||ACK^P03^ACK|R1|P|2.5.1\r"


def ack(*segments: str, header: str = HEADER) -> Acknowledgement:
    answer = read_ack((header + "".join(segment + "\r" for segment in segments)).encode())
    assert isinstance(answer, Acknowledgement)
    return answer


def paths(error: ReportedError) -> list[str]:
    return [str(path) for path in error.locations]


@pytest.mark.parametrize(
    ("code", "accepted", "verdict"),
    [
        ("AA", True, "accepted"),
        ("CA", True, "accepted"),
        ("AE", False, "error"),
        ("CE", False, "error"),
        ("AR", False, "rejected"),
        ("CR", False, "rejected"),
        ("XX", False, "wrong answer"),
        ("", False, "wrong answer"),
        ("**BAD**", False, "wrong answer"),
        (" AA ", True, "accepted"),
        ("aa", True, "accepted"),
    ],
)
def test_a_code_and_what_it_means(code: str, accepted: bool, verdict: str) -> None:
    answer = ack(f"MSA|{code}|ID1")
    assert (answer.code, answer.accepted, answer.verdict, answer.control_id) == (code, accepted, verdict, "ID1")
    assert bool(answer.notes) is (code not in CODES)


def test_the_control_id_is_not_trimmed() -> None:
    assert ack("MSA|AA| ID1 ").control_id == " ID1 "


def test_own_delimiters() -> None:
    answer = read_ack(b"MSH!#*$%!R!F!S!F!1!!ACK!A1!P!2.5.1\rMSA!AE!M1\rERR!!PID#1#3!101#gone#HL70357!E\r")
    assert isinstance(answer, Acknowledgement)
    assert (answer.code, paths(answer.errors[0])) == ("AE", ["PID-3"])


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("PID", ["PID"]),
        ("PID^1", ["PID"]),
        ("FT1^2^6", ["FT1[2]-6"]),
        ("PID^1^3^1^4^2", ["PID-3.4.2"]),
        ("PID^1^3^2", ["PID-3(2)"]),
        ("PID^^3", ["PID-3"]),
        ("QPD^1^4^2~QPD^1^4^3", ["QPD-4(2)", "QPD-4(3)"]),
        ("PID^1^0", []),
        ("PID^one^3", []),
        ("pid^1^3", []),
        ("somewhere", []),
        ("", []),
    ],
)
def test_a_location_becomes_a_path_when_it_is_one(location: str, expected: list[str]) -> None:
    (error,) = ack("MSA|AE|1", f"ERR||{location}|101").errors
    assert paths(error) == expected
    assert error.location == location


def test_the_newer_shape() -> None:
    (error,) = ack("MSA|AE|1", "ERR||PID^1^18|101^missing^HL70357| e |7^app^HL70533||see \\F\\|raw ^ text").errors
    assert error == ReportedError(
        code="101",
        locations=(Path.parse("PID-18"),),
        code_text="missing",
        severity="E",
        application_code="7",
        application_text="app",
        diagnostic="see |",
        user_message="raw ^ text",
        location="PID^1^18",
    )


@pytest.mark.parametrize(
    ("field", "code", "where", "code_text", "message"),
    [
        ("PID^1^18^101&missing&HL70357", "101", ["PID-18"], "missing", ""),
        ("^^207&ERROR&hl70357^^^^No phone", "207", [], "ERROR", "No phone"),
        ("^^^2&ERROR&hl70357&&Because", "2", [], "ERROR", "Because"),
        ("101", "101", [], "", ""),
        ("PID", "", ["PID"], "", ""),
        ("PID^1^5^101", "101", ["PID-5"], "", ""),
    ],
)
def test_the_older_shape(field: str, code: str, where: list[str], code_text: str, message: str) -> None:
    (error,) = ack("MSA|AE|1", f"ERR|{field}").errors
    assert (error.code, paths(error), error.code_text, error.user_message) == (code, where, code_text, message)


def test_the_older_shape_repeats() -> None:
    errors = ack("MSA|AE|1", "ERR|PID^1^18^101~FT1^2^6^103").errors
    assert [(error.code, paths(error)) for error in errors] == [("101", ["PID-18"]), ("103", ["FT1[2]-6"])]


def test_texts_come_in_the_order_in_which_they_help() -> None:
    answer = ack("MSA|AE|1|msa3", "ERR||PID|101^err3|E|7^err5||err7|err8", "ERR|||102^other|E|||msa3|err8 too")
    assert answer.texts == ("err8", "err8 too", "err7", "msa3", "err5", "err3", "other")


@pytest.mark.parametrize(
    ("segments", "sentence"),
    [
        (["MSA|AA|1"], "Accepted (AA)."),
        (["MSA|CA|1"], "Taken in (CA, commit accept)."),
        (["MSA|AE|1", "ERR||PID^1^18|101|E"], "Refused (AE): required field missing at PID-18."),
        (
            ["MSA|AE|1", "ERR||PID^1^18|101^Required field missing^HL70357|E||||Account number needed."],
            "Refused (AE): required field missing at PID-18: Account number needed.",
        ),
        (["MSA|AE|1|Because."], "Refused (AE): Because."),
        (["MSA|AR|1", "ERR|||207^Application error^HL70357|E||||Down"], "Refused (AR): Down."),
        (
            ["MSA|AE|1", "ERR||PID^1^18|101|E||||Account needed.", "ERR||FT1^2^6|103|E||||CX is unknown."],
            "Refused (AE): required field missing at PID-18: Account needed; "
            "code not in the table at FT1[2]-6: CX is unknown.",
        ),
        (
            ["MSA|AE|1|Two errors", "ERR||PID^1^18|101|E||||Account needed", "ERR||FT1^1^6|103|E"],
            "Refused (AE): required field missing at PID-18: Account needed; code not in the table at FT1-6; "
            "Two errors.",
        ),
        (
            ["MSA|AE|1|Account needed", "ERR||PID^1^18|101|E||||Account needed"],
            "Refused (AE): required field missing at PID-18: Account needed.",
        ),
        (
            ["MSA|AE|1|Account needed", "ERR||PID^1^18|101|E"],
            "Refused (AE): required field missing at PID-18: Account needed.",
        ),
        (["MSA|AE|1"], "Refused (AE), without a reason: the answer has neither an ERR segment nor a text."),
        (["MSA|AE|1", "ERR|||999^Strange|E"], "Refused (AE): Strange."),
        (["MSA|AE|1", "ERR|||500"], "Refused (AE): error 500."),
        (["MSA|AA|1", "ERR||PID^1^2||W||||ignored"], "Accepted with a warning (AA): a remark at PID-2: ignored."),
        (
            ["MSA|AA|1", "ERR||PID^1^2|103|E"],
            "Answered AA (accepted), yet an error is reported; check whether the charge was posted: "
            "code not in the table at PID-2.",
        ),
        (["MSA|XX|1|Vendor said no"], "Not accepted: the answer's code “XX” is none of HL7's: Vendor said no."),
        (
            ["MSA|AE|1", *[f"ERR||PID^1^{number}|101" for number in range(1, 6)]],
            "Refused (AE): required field missing at PID-1; required field missing at PID-2; "
            "required field missing at PID-3 and 2 more.",
        ),
    ],
)
def test_one_sentence(segments: list[str], sentence: str) -> None:
    assert explain(ack(*segments)) == sentence


def test_the_commit_reject_is_told_apart_from_the_credit_code() -> None:
    sentence = explain(ack("MSA|CR|1|No"))
    assert "MSA-1 is CR" in sentence
    assert "FT1-6" in sentence


def test_a_contradiction_is_noted() -> None:
    assert any("contradicts" in note for note in ack("MSA|AA|1", "ERR|||207|E").notes)
    assert ack("MSA|AA|1", "ERR|||0|I").notes == ()


def test_a_long_text_is_cut() -> None:
    assert len(explain(ack("MSA|AE|1|" + "x" * 5000))) < 400


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (b"", "empty"),
        (b"HTTP/1.1 400 Bad Request\r\n", "web server"),
        (b"<html>", "web server"),
        (b"SSH-2.0-x\r\n", "SSH"),
        (b"\x15\x03\x01\x00\x02\x02\x16", "TLS"),
        (b"220 mail ESMTP\r\n", "mail"),
        (b"MSA|AA|1\r", "no MSH"),
        (b"\x00\x01", "not HL7"),
        (b"MSH|^~\\&|A|B|C|D|1||DFT^P03|1|P|2.5\rEVN|P03\r", "no MSA"),
        (b"MSH|^~\\&|A|B|C|D|1||ACK|1|P|2.5 MSA|AA|1", "start of a segment"),
    ],
)
def test_what_is_no_acknowledgement_is_named(raw: bytes, word: str) -> None:
    answer = read_ack(raw)
    assert isinstance(answer, NotAnAcknowledgement)
    assert word in answer.why
    assert explain(answer) == answer.why


@pytest.mark.parametrize("file", files("ack"), ids=name)
def test_real_acknowledgements_are_read_and_explained(file: FilePath) -> None:
    answer = read_ack(file.read_bytes())
    assert isinstance(answer, Acknowledgement)
    assert answer.control_id or "|" in answer.document.text
    for text in answer.texts:
        assert text == " ".join(text.split())
    sentence = explain(answer)
    assert sentence.endswith(".")
    assert "\r" not in sentence
    assert len(answer.errors) >= len(answer.document.all("ERR"))


@given(st.one_of(st.binary(), st.binary().map(lambda tail: HEADER.encode() + b"MSA|AE|1\rERR|" + tail)))
def test_anything_is_read_and_explained(raw: bytes) -> None:
    assert explain(read_ack(raw))
