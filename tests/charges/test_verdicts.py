"""How a message ended means the same to reversals, studies and the ledger."""

from __future__ import annotations

import pytest

from workbench.charges.ledger.intake import outcome_of
from workbench.charges.ledger.posting import LIVE
from workbench.charges.lifecycle.standing import taken as taken_of_a_study
from workbench.charges.reversal.decide import known_outcome
from workbench.charges.verdicts import TAKEN, taken
from workbench.history.records import VERDICTS
from workbench.ui import verdicts


def test_every_word_of_the_history_is_known() -> None:
    assert set(TAKEN) == {*VERDICTS, "unknown"}
    assert set(verdicts.ALL) == set(VERDICTS)


@pytest.mark.parametrize("word", TAKEN)
def test_all_say_the_same(word: str) -> None:
    assert known_outcome(word) == taken_of_a_study(word) == taken(word)
    assert (outcome_of(word) in LIVE) == (taken(word) != "no")


def test_what_is_not_known_is_unknown() -> None:
    assert (taken("ate by the cat"), taken(""), outcome_of("")) == ("unknown", "unknown", "unknown")
