"""No regular expression holds the program up: what could run away is tried elsewhere first."""

from __future__ import annotations

import io
import json
import re
import sys

import pytest

from workbench.cli import main
from workbench.er7 import Document
from workbench.reference.edit import trial, trial_run
from workbench.reference.edit.find import FindError, Query, TooLongError, find

SENTENCE = "The liver is of normal size and shape without any focal lesion and the bile ducts are not dilated"
TEXT = f"MSH|^~\\&|A\rPID|1||{'a' * 34}!\rOBX|1|TX|||{SENTENCE}\rOBX|2|TX|||{'b' * 300_000}\r"


@pytest.mark.parametrize("text", ["(a+)+$", r"^(\w+\s?)+\.$", "(a|a)*$", r"b+@"])
def test_an_expression_that_would_not_end_is_refused(text: str) -> None:
    with pytest.raises(TooLongError, match="takes too long; make it simpler"):
        find(Document.from_text(TEXT), Query(text, regex=True))


def test_it_is_no_matter_where_the_path_leaves_nothing_to_search() -> None:
    document = Document.from_text(TEXT)
    assert find(document, Query("(a+)+$", "FT1", regex=True)) == ()
    assert [one.found for one in find(document, Query("(a+)+$", regex=False))] == []


def test_an_escaped_value_is_tried_as_it_reads() -> None:
    document = Document.from_text("MSH|^~\\&|A\rPID|1||" + "\\T\\" * 34 + "!\r")
    with pytest.raises(TooLongError):
        find(document, Query("(&+)+$", regex=True))


def test_usual_expressions_find_what_they_always_did() -> None:
    document = Document.from_text(f"MSH|^~\\&|A\rOBX|1|TX|||{SENTENCE}\r")
    found = find(document, Query(r"(\w+) (lesion|shape)", regex=True))
    assert [one.found[0] for one in found if one.found] == ["and shape", "focal lesion"]


def test_without_a_choice_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_command", lambda: ["/nowhere/at all"])
    assert trial.ends(re.compile("^[ab]c$"), ["ac"])
    with pytest.raises(FindError, match="cannot be tried"):
        find(Document.from_text(TEXT), Query("a+", regex=True))


def test_a_packaged_program_tries_it_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert trial._command() == [sys.executable, trial.WORD]
    ran: list[str] = []
    monkeypatch.setattr(trial_run, "main", lambda: ran.append("ran") or 0)
    assert main([trial.WORD]) == 0
    assert ran == ["ran"]


def test_the_run_searches_every_value(monkeypatch: pytest.MonkeyPatch) -> None:
    question = json.dumps({"text": "a|b", "flags": 0, "seconds": 60, "values": ["", "ab"]})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(question.encode())))
    assert trial_run.main() == 0
