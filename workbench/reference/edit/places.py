"""What may stand where, by the structure of the message's version: the list that a segment is inserted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.er7 import Document, Path
from workbench.reference.dictionary import Dictionary, dictionary
from workbench.reference.route import Route, Verdict

_ENVELOPE = frozenset({"FHS", "BHS", "BTS", "FTS"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A segment that may be inserted."""

    name: str
    title: str
    index: int
    """Before which line it would stand, from 0."""
    missing: bool = False
    """The message needs one and has none."""
    belongs: bool = True
    """This kind of message has a place for it somewhere."""


def fitting(document: Document, index: int) -> tuple[Candidate, ...]:
    """The segments that may stand before line `index`, missing ones first, then in the order of the structure.

    Empty when the dictionary has no structure for the message, or the line is outside the message.
    """
    words, route = _route(document)
    span = _message(document, index)
    if route is None or span is None:
        return ()
    names = [segment.name for segment in document.segments[span[0] : span[1]]]
    real = [name for name in names if _counts(name)]
    at = sum(_counts(name) for name in names[: index - span[0]])
    before = _complaints(route, real)
    found = [
        Candidate(name, words.describe(Path(name)).name, index, name in route.required and name not in real)
        for name in route.names
        if name != "MSH" and _fits(route, real, at, name, before)
    ]
    return tuple(sorted(found, key=lambda one: not one.missing))


def place_for(document: Document, name: str, near: int = 0) -> int | None:
    """The line (from 0) before which a segment of that name fits, nearest to line `near`; None when it fits nowhere."""
    _words, route = _route(document)
    span = _message(document, near)
    if route is None or span is None or name not in route.names:
        return None
    names = [segment.name for segment in document.segments[span[0] : span[1]]]
    real = [one for one in names if _counts(one)]
    before = _complaints(route, real)
    for index in sorted(range(span[0] + 1, span[1] + 1), key=lambda one: (abs(one - near), -one)):
        at = sum(_counts(one) for one in names[: index - span[0]])
        if _fits(route, real, at, name, before):
            return index
    return None


def others(document: Document, index: int) -> tuple[Candidate, ...]:
    """Every segment of the version's structure, then every other one that the dictionary knows, for line `index`."""
    words, route = _route(document)
    in_structure = [name for name in route.names if name != "MSH"] if route is not None else []
    rest = [name for name in words.segment_names() if name not in in_structure and name not in _ENVELOPE | {"MSH"}]
    return tuple(
        Candidate(name, words.describe(Path(name)).name, index, belongs=name in in_structure)
        for name in [*in_structure, *rest]
    )


def _route(document: Document) -> tuple[Dictionary, Route | None]:
    words = dictionary(document.version)
    signs = document.delimiters
    structure = words.structure(document.message_type.replace(signs.component or "^", "^"))
    return words, Route.of(structure) if structure is not None else None


def _message(document: Document, index: int) -> tuple[int, int] | None:
    """First line and the line behind the last of the message that line `index` belongs to; None outside of any."""
    heads = [segment.index for segment in document.segments if segment.name == "MSH"]
    before = [head for head in heads if head < max(1, index)]
    if not before:
        return None
    stop = next((head for head in heads if head > before[-1]), len(document.segments))
    while stop > before[-1] + 1 and document.segments[stop - 1].name in _ENVELOPE:
        stop -= 1
    return (before[-1], stop) if index <= stop else None


def _counts(name: str) -> bool:
    return name != "#" and name not in _ENVELOPE


def _fits(route: Route, names: Sequence[str], at: int, name: str, before: int) -> bool:
    """Whether one more segment there is right itself and makes no other one wrong."""
    longer = [*names[:at], name, *names[at:]]
    steps = list(route.follow(longer))
    return steps[at].verdict is Verdict.FITS and sum(step.verdict is not Verdict.FITS for step in steps) <= before


def _complaints(route: Route, names: Sequence[str]) -> int:
    return sum(step.verdict is not Verdict.FITS for step in route.follow(names))
