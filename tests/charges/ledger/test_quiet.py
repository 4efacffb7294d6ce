"""Sorting a little at a time gives what sorting at once gives."""

from __future__ import annotations

import gc
import random

from workbench.charges.ledger.quiet import AT_ONCE, sorted_in_turns, without_collector


def test_sorting_in_turns_is_sorting() -> None:
    dice = random.Random(7)
    for count in (0, 1, AT_ONCE, 3 * AT_ONCE + 1):
        pairs = [(dice.randrange(50), number) for number in range(count)]
        assert sorted_in_turns(pairs, lambda pair: pair[0]) == sorted(pairs, key=lambda pair: pair[0])


def test_the_collector_comes_back() -> None:
    with without_collector():
        assert not gc.isenabled()
        with without_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
