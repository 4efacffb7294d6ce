"""From choices to messages: ids stay while the choices change, and what was given away keeps its own."""

from __future__ import annotations

from datetime import datetime

import pytest
from helpers import reversals

from workbench.charges.profile.conventions import conventions
from workbench.er7 import Document
from workbench.ui.reversal.lookup import Standing
from workbench.ui.reversal.making import Choices, Making, choices_of, with_convention

ALL = frozenset({1, 2})
NOW = datetime(2026, 3, 2, 9, 0)


@pytest.fixture
def making() -> Making:
    return Making(Document.from_text(reversals.SIGNED), NOW)


def raw(result: object) -> bytes:
    document = getattr(result, "document", None)
    assert isinstance(document, Document)
    return document.to_bytes()


def test_a_preview_is_the_same_each_time(making: Making) -> None:
    new = Choices("B")
    assert raw(making.reverse(ALL, new)) == raw(making.reverse(ALL, new))


def test_choices_change_only_what_they_are_about(making: Making) -> None:
    first = making.reverse(ALL, Choices())
    second = making.reverse(ALL, Choices(keep_processing_id=True))
    assert first.document is not None
    assert second.document is not None
    assert second.document.get("MSH-11") == "P"
    assert first.document.control_id == second.document.control_id


def test_what_was_given_away_keeps_its_ids(making: Making) -> None:
    given = making.reverse(ALL, Choices("B"))
    making.given((raw(given),))
    assert raw(making.reverse(ALL, Choices("B"))) == raw(given)
    other = making.reverse({1}, Choices("B"))
    assert given.document is not None
    assert other.document is not None
    assert other.document.control_id != given.document.control_id
    ids = {given.document.value(f"FT1[{number}]-2.1") for number in (1, 2)}
    assert other.document.value("FT1-2.1") not in ids


def test_every_convention_is_what_it_says() -> None:
    for one in conventions():
        assert choices_of(one).made() == one, one.name


def test_another_convention_keeps_what_concerns_corrections() -> None:
    chosen = with_convention(Choices(mode="replace", two_messages=True, keep_processing_id=True), "reversal-day")
    assert chosen == Choices("reversal-day", True, False, mode="replace", two_messages=True)


def test_what_is_known_goes_into_the_decision(making: Making) -> None:
    standing = Standing({"CHG001": "CHG001-R in entry 3"}, {2: "rejected"})
    result = making.reverse(ALL, Choices(), standing)
    assert result.document is None
    assert [line.reason for line in result.lines] == ["already reversed", "rejected"]
    again = making.repost(ALL, Choices(), standing)
    assert [line.decision for line in again.lines] == ["reversed", "refused"]


def test_a_correction_and_its_ids(making: Making) -> None:
    new = Document.from_text(reversals.DETAILED)
    one = making.correct(new, Choices())
    assert len(one.messages) == 1
    two = making.correct(new, Choices(two_messages=True))
    assert len(two.messages) == 2
    assert len({message.control_id for message in two.messages}) == 2
