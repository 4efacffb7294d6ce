"""A value of a composite type in a few words, for beside its raw text: who, what code, which identifier, how much."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbench.er7 import Delimiters
from workbench.er7.escapes import unescape
from workbench.ui.editor.fields.moment import MOMENTS, in_words, range_in_words
from workbench.ui.editor.fields.money import MONEY, is_number, read_money
from workbench.ui.editor.fields.pieces import components, first_leaf, repetitions, subcomponents
from workbench.ui.editor.values import NULL

_LONGEST = 1000
"""A longer value is data, not something to sum up."""
_CODED = frozenset({"CE", "CWE", "CNE", "CF", "CM_CODED", "CE_0051"})
_NUMBERS = frozenset({"NM", "SI"})


class _Parts:
    """The parts of one repetition as text for reading; "" for those that are not there."""

    def __init__(self, raw: str, signs: Delimiters) -> None:
        self._components = components(raw, signs)
        self._signs = signs

    def __call__(self, component: int, subcomponent: int = 1) -> str:
        if component > len(self._components):
            return ""
        inner = subcomponents(self._components[component - 1], self._signs)
        return unescape(inner[subcomponent - 1], self._signs) if subcomponent <= len(inner) else ""


def says_more(datatype: str) -> bool:
    """Whether values of this type are told in words beside their raw text."""
    known = datatype in _WRITERS or datatype in _CODED or datatype in _NUMBERS
    return known or datatype in MOMENTS or datatype in MONEY or datatype == "DR"


def summary(raw: str, datatype: str, signs: Delimiters, codes: Mapping[str, str] | None = None) -> str:
    """A field's raw text in words, its repetitions one after the other; "" where the text says as much itself.

    `codes` are the codes of the field's table and their meanings.
    """
    if not raw or len(raw) > _LONGEST:
        return ""
    if datatype == "DR":
        parts = components(repetitions(raw, signs)[0], signs)
        ends = [first_leaf(part, signs) for part in parts[:2]]
        return range_in_words(ends[0], ends[1] if len(ends) > 1 else "")
    found = (one(part, datatype, signs, codes) for part in repetitions(raw, signs))
    return "; ".join(words for words in found if words)


def one(raw: str, datatype: str, signs: Delimiters, codes: Mapping[str, str] | None = None) -> str:
    """One repetition, or a component, in words."""
    if not raw or len(raw) > _LONGEST:
        return ""
    if raw == NULL:
        return "delete"
    if datatype in MOMENTS:
        return in_words(first_leaf(raw, signs), datatype)
    if datatype in MONEY:
        return _money(raw, datatype, signs)
    leaf = unescape(first_leaf(raw, signs), signs)
    if datatype in _NUMBERS:
        return "" if not leaf or is_number(leaf) else "not a number"
    if codes and leaf in codes:
        return codes[leaf]
    write = _WRITERS.get("CWE" if datatype in _CODED else datatype)
    return write(_Parts(raw, signs)) if write is not None else ""


def short(raw: str, datatype: str, signs: Delimiters) -> str:
    """One repetition for a chip: its first part and what tells it apart; "" when it is empty."""
    words = one(raw, datatype, signs)
    leaf = unescape(first_leaf(raw, signs), signs)
    if words and leaf and leaf not in words and datatype in _CODED:
        return f"{leaf} {words}"
    return words or leaf or unescape(raw, signs)


def _money(raw: str, datatype: str, signs: Delimiters) -> str:
    money = read_money(raw, datatype, signs)
    if money.amount and not is_number(money.amount):
        return "not a number"
    # Nothing for an empty amount: a charge without a price is not one of 0.00.
    return " ".join(part for part in (money.amount, money.currency or money.stray) if part) if money.amount else ""


def _person(identifier: str, family: str, given: str, degree: str, authority: str, kind: str) -> str:
    name = ", ".join(part for part in (family, given) if part)
    name = f"{name} {degree}".strip() if degree and name else name
    label = " ".join(part for part in (kind, identifier) if part) if identifier else ""
    if authority and label:
        label += f" ({authority})"
    return " · ".join(part for part in (name, label) if part)


def _xcn(part: _Parts) -> str:
    return _person(part(1), part(2), part(3), part(6), part(9), part(13))


def _xpn(part: _Parts) -> str:
    return _person("", part(1), part(2), part(5), "", "")


def _cx(part: _Parts) -> str:
    return " · ".join(text for text in (f"{part(5)} {part(1)}".strip(), part(4)) if text)


def _coded(part: _Parts) -> str:
    text = part(2) or part(9)
    system = part(3)
    other = " ".join(word for word in (part(4), part(5)) if word)
    said = f"{text} ({system})" if text and system else text or system
    return " · ".join(word for word in (said, f"also {other}" if other else "") if word)


def _ei(part: _Parts) -> str:
    return " · ".join(text for text in (part(1), part(2) or part(3)) if text) if part(2) or part(3) else ""


def _pl(part: _Parts) -> str:
    words = (part(1), f"room {part(2)}" if part(2) else "", f"bed {part(3)}" if part(3) else "", part(4))
    return " · ".join(word for word in words if word)


def _xon(part: _Parts) -> str:
    return " · ".join(text for text in (part(1), part(10) or part(3)) if text)


def _quantity(part: _Parts) -> str:
    if part(1) and not is_number(part(1)):
        return "not a number"
    return " ".join(text for text in (part(1), part(2, 2) or part(2)) if text) if part(2) else ""


def _address(part: _Parts) -> str:
    return ", ".join(text for text in (part(1), part(3), part(4), part(5), part(6)) if text)


def _designator(part: _Parts) -> str:
    return part(1) if part(2) else ""


_WRITERS: dict[str, Callable[[_Parts], str]] = {
    "XCN": _xcn,
    "CN": _xcn,
    "CN_PERSON": _xcn,
    "PPN": _xcn,
    "XPN": _xpn,
    "PN": _xpn,
    "CX": _cx,
    "CWE": _coded,
    "EI": _ei,
    "CM_FILLER": _ei,
    "PL": _pl,
    "CM_INTERNAL_LOCATION": _pl,
    "XON": _xon,
    "CQ": _quantity,
    "XAD": _address,
    "AD": _address,
    "HD": _designator,
}
