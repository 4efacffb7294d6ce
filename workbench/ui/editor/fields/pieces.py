"""Raw text of a field taken apart and put together again: repetitions, components, subcomponents, the leading leaf."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from workbench.er7 import Delimiters

_Part = TypeVar("_Part")


def repetitions(raw: str, signs: Delimiters) -> list[str]:
    """The repetitions of a field; at least one."""
    return raw.split(signs.repetition) if signs.repetition else [raw]


def components(raw: str, signs: Delimiters) -> list[str]:
    """The components of one repetition; at least one."""
    return raw.split(signs.component) if signs.component else [raw]


def subcomponents(raw: str, signs: Delimiters) -> list[str]:
    """The subcomponents of one component; at least one."""
    return raw.split(signs.subcomponent) if signs.subcomponent else [raw]


def leaf_length(raw: str, signs: Delimiters) -> int:
    """How much of a raw text comes before its first separator."""
    found = (raw.find(sign) for sign in (signs.repetition, signs.component, signs.subcomponent) if sign)
    return min((place for place in found if place >= 0), default=len(raw))


def first_leaf(raw: str, signs: Delimiters) -> str:
    """The text before the first separator: `CG` of `CG^Charge~CD`."""
    return raw[: leaf_length(raw, signs)]


def with_first_leaf(raw: str, leaf: str, signs: Delimiters) -> str:
    """The raw text with another leading leaf; everything from the first separator on stays."""
    return leaf + raw[leaf_length(raw, signs) :]


def moved(parts: Sequence[_Part], start: int, to: int) -> list[_Part]:
    """The same parts with the one at index `start` at index `to`."""
    result = list(parts)
    result.insert(to, result.pop(start))
    return result
