from __future__ import annotations

import pytest
from helpers.findings import SIGNED, found, only, spoilt

BODY = SIGNED[SIGNED.index("EVN") :]


def test_nothing() -> None:
    assert only("", "empty-message").severity == "error"


def test_no_header() -> None:
    assert only(BODY, "no-header").severity == "error"


def test_a_batch_without_messages_has_no_header_either() -> None:
    assert found("FHS|^~\\&|A\rBHS|^~\\&|A\rBTS|0\rFTS|1\r", "no-header") == ["MSH"]


def test_header_not_first() -> None:
    lines = SIGNED.split("\r")
    assert found("\r".join([lines[1], lines[0], *lines[2:]]), "header-not-first") == ["EVN"]


def test_framing_and_byte_order_mark() -> None:
    assert "VT" in only("\x0b" + SIGNED + "\x1c\r", "around-the-message").text
    assert "byte order mark" in only("\ufeff" + SIGNED, "around-the-message").text


def test_two_messages_in_one_text() -> None:
    assert found(SIGNED + SIGNED, "several-messages") == ["MSH[2]"]


@pytest.mark.parametrize(
    ("declared", "code", "says"),
    [
        ("", "delimiters-missing", "empty"),
        ("^~&", "delimiters-incomplete", "subcomponent"),
        ("&&&&", "delimiters-incomplete", "repetition"),
        ("*~\\&", "delimiters-unusual", "*~"),
        ("^~\\&#", "truncation-character", "2.7"),
    ],
)
def test_delimiters(declared: str, code: str, says: str) -> None:
    assert says in only(SIGNED.replace("^~\\&", declared, 1), code).text


def test_the_usual_delimiters_are_fine_and_so_is_truncation_in_2_7() -> None:
    text = SIGNED.replace("^~\\&", "^~\\&#", 1).replace("|2.5.1|", "|2.7|")
    assert found(text, "truncation-character") == []


@pytest.mark.parametrize(("message_type", "severity"), [("DFT^P99", "warning"), ("ZZZ^Z01", "info")])
def test_a_message_without_structure(message_type: str, severity: str) -> None:
    assert only(spoilt(MSH_9=message_type), "message-type-unknown").severity == severity


def test_message_type_with_other_delimiters() -> None:
    text = SIGNED.replace("^~\\&", "*~\\&", 1).replace("DFT^P03^DFT_P03", "DFT*P03*DFT_P03")
    assert found(text, "message-type-unknown") == []


def test_the_nearest_version_is_said() -> None:
    assert "2.3" in only(spoilt(MSH_12="2.3.z"), "version-nearest").text


def test_acknowledgement_mode_needs_both_fields() -> None:
    assert found(spoilt(MSH_15="AL"), "acknowledgement-mode") == ["MSH-16"]
    assert found(spoilt(MSH_16="AL"), "acknowledgement-mode") == ["MSH-15"]
    assert found(spoilt(MSH_15="AL", MSH_16="NE"), "acknowledgement-mode") == []


def test_a_character_set_that_is_not_the_one_of_the_text() -> None:
    text = SIGNED.replace("SAMPLE", "ŁUCZAK")
    finding = only(text.replace("UNICODE UTF-8", "8859/1"), "character-set")
    assert (str(finding.path), finding.severity) == ("MSH-18", "warning")
    assert finding.text == "MSH-18 says 8859/1, but the message is kept as UTF-8."
    assert found(text, "character-set") == found(SIGNED.replace("UNICODE UTF-8", "8859/1"), "character-set") == []
