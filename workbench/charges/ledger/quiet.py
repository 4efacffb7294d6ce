"""Working on many records beside a window: nothing may hold the interpreter for long at a stretch.

The collector of cycles would look at all records again and again; a sort or a large list that is dropped does not let
another thread run until it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from heapq import merge
from typing import Any, TypeVar

from workbench import garbage

T = TypeVar("T")
AT_ONCE = 5_000
"""Records that are sorted in some 5 ms."""


def without_collector() -> AbstractContextManager[None]:
    """Keep the cycle collector quiet meanwhile. The records hold no cycles; with it, netting takes twice as long."""
    return garbage.held()


def sorted_in_turns(items: Iterable[T], key: Callable[[T], Any]) -> list[T]:
    """`sorted`, with a chance for other threads every few milliseconds."""
    found = list(items)
    if len(found) <= AT_ONCE:
        return sorted(found, key=key)
    keyed = [(key(one), number, one) for number, one in enumerate(found)]  # the number keeps equals in their order
    pieces = [sorted(keyed[start : start + AT_ONCE]) for start in range(0, len(keyed), AT_ONCE)]
    return [one for _key, _number, one in merge(*pieces)]
