from __future__ import annotations

from helpers.findings import found

HEAD = "MSH|^~\\&|B|C|A|D|20260301||ACK^P03^ACK|9|P|2.5.1\r"


def test_a_plain_answer_is_fine() -> None:
    for code in ("no-msa", "answer-contradicts", "no-reason"):
        assert found(HEAD + "MSA|AA|1\r", code) == []


def test_an_answer_without_msa() -> None:
    assert found(HEAD, "no-msa") == ["MSA"]


def test_accepted_and_an_error_at_once() -> None:
    assert found(HEAD + "MSA|AA|1\rERR||FT1^1^6|103|E\r", "answer-contradicts") == ["MSA-1"]
    assert found(HEAD + "MSA|AA|1\rERR||FT1^1^6|103|W\r", "answer-contradicts") == []


def test_refused_without_a_reason() -> None:
    assert found(HEAD + "MSA|AE|1\r", "no-reason") == ["MSA-1"]
    assert found(HEAD + "MSA|AE|1|unknown patient\r", "no-reason") == []
    assert found(HEAD + "MSA|AE|1\rERR||PID^1^3|204|E\r", "no-reason") == []


def test_an_unknown_code_is_an_error() -> None:
    assert found(HEAD + "MSA|XX|1\r", "code-not-in-table") == ["MSA-1"]
