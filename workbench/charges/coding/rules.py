"""Rules as data: what a charge and the words, diagnoses and other lines of its study ask for. Read from rules.toml.

A rule adds a line or warns; it never takes a line away and never blocks one. `rules.toml` explains the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.charges.chargemaster.master import Charge
from workbench.charges.coding.lines import ChargeLine
from workbench.charges.study.gestation import AgeLimit, GestationalAge, read_limit
from workbench.charges.text_files import read_toml
from workbench.errors import WorkbenchError

EFFECTS = ("add", "also", "use", "warn")


class RulesError(WorkbenchError):
    """A file of rules that cannot be used."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. All conditions that are given must hold; exactly one of its effects is given."""

    name: str
    of: tuple[str, ...]
    """In capitals, and so are `beside` and `without_beside`."""
    words: tuple[str, ...] = ()
    any_words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    without_beside: tuple[str, ...] = ()
    """With `warn` alone: it holds while no line has one of these codes."""
    fetuses_from: int = 0
    """The report states at least so many fetuses."""
    sex: str = ""
    """PID-8 is this (HL7 table 0001: M, F)."""
    diagnoses: tuple[str, ...] = ()
    without_diagnoses: tuple[str, ...] = ()
    gestation: AgeLimit | None = None
    """The age of the pregnancy. A rule that uses or warns on it also speaks against that charge in the search."""
    by_words: bool = False
    """Whether the charge must have been found by words: a code of the report is what somebody meant."""
    add: str = ""
    also: tuple[str, ...] = ()
    use: str = ""
    warn: str = ""

    def applies(self, line: ChargeLine, words: frozenset[str], age: GestationalAge | None = None) -> bool:
        """Whether all conditions hold that are about the line itself; `words` and `age` are of its examination."""
        return _charged(line, self.of) and self._said(words) and self._reasons(line) and self._at(age)

    def speaks_against(self, charge: Charge, age: GestationalAge | None) -> bool:
        """Whether the age of the pregnancy alone says that the charge is not the one."""
        return (
            self.gestation is not None
            and not (self.add or self.also or self.words or self.any_words or self.diagnoses or self.beside)
            and self.gestation.holds(age)
            and not charge.names.isdisjoint(self.of)
        )

    def _at(self, age: GestationalAge | None) -> bool:
        return self.gestation is None or self.gestation.holds(age)

    def stands_beside(self, others: Iterable[ChargeLine]) -> bool:
        """Whether the condition on the lines beside it holds."""
        return not self.beside or any(_charged(other, self.beside) for other in others)

    def _said(self, words: frozenset[str]) -> bool:
        return (
            words.issuperset(self.words)
            and (not self.any_words or not words.isdisjoint(self.any_words))
            and words.isdisjoint(self.without_words)
        )

    def _reasons(self, line: ChargeLine) -> bool:
        codes = [diagnosis.code.upper() for diagnosis in line.diagnoses]
        return (not self.diagnoses or any(code.startswith(self.diagnoses) for code in codes)) and not (
            self.without_diagnoses and any(code.startswith(self.without_diagnoses) for code in codes)
        )

    def told(self, words: frozenset[str]) -> str:
        """What the rule found in the words of an examination, or did not find: a clause for the reason of a line."""
        said = [*self.words, *sorted(words.intersection(self.any_words))]
        told = [f"the examination names {', '.join(said)}"] if said else []
        if self.gestation is not None:
            told.append(f"the gestational age is {self.gestation.told}")
        if not told and self.without_words:
            told.append(f"the examination names none of {', '.join(self.without_words)}")
        return " and ".join(told) or "the rule has no further condition"


def _charged(line: ChargeLine, codes: tuple[str, ...]) -> bool:
    return line.charge is not None and not line.charge.names.isdisjoint(codes)


def load_rules(path: Path) -> tuple[Rule, ...]:
    """Read a file of rules. Raises RulesError with a sentence that names the rule."""
    data = read_toml(path, "The rules", RulesError, many=True)
    given = data.get("rule", [])
    if not isinstance(given, list) or set(data) - {"rule"}:
        raise RulesError(f"The rules {path} must consist of [[rule]] sections and nothing else.")
    return tuple(_rule(one, f"The rules {path.name}, rule {number}") for number, one in enumerate(given, 1))


def _rule(given: dict[str, Any], where: str) -> Rule:
    known = {field.name: field.type for field in fields(Rule)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise RulesError(f"{where}: “{name}” is not known; a rule has {', '.join(known)}.")
        kind, fits = _KINDS[known[name]] if name != "gestation" else _KINDS["str"]
        if not fits(value):
            raise RulesError(f"{where}: {name} must be {kind}.")
        values[name] = tuple(value) if isinstance(value, list) else value
        if name in ("of", "beside", "without_beside"):  # compared with the names of a charge, which are in capitals
            values[name] = tuple(code.upper() for code in value)
    if not values.get("name") or not values.get("of"):
        raise RulesError(f"{where}: it needs a name and the codes that it is about (of).")
    if sum(bool(values.get(effect)) for effect in EFFECTS) != 1:
        raise RulesError(f"{where} “{values['name']}”: it must have exactly one of {', '.join(EFFECTS)}.")
    if "gestation" in values and (limit := read_limit(values["gestation"])) is None:
        raise RulesError(f"{where}: gestation is “{values['gestation']}”; write it like before 14w0d or from 14w0d.")
    return Rule(**values | ({"gestation": limit} if "gestation" in values else {}))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


_KINDS: dict[object, tuple[str, Callable[[object], bool]]] = {
    # type of a field -> what it is called, whether a value is one
    "str": ("a text", lambda value: isinstance(value, str)),
    "int": ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    "bool": ("true or false", lambda value: isinstance(value, bool)),
    "tuple[str, ...]": ("a list of texts", _is_texts),
}


@lru_cache(maxsize=1)
def default_rules() -> tuple[Rule, ...]:
    """The rules that come with the program; none when the file was removed."""
    path = resources.path("charges", "rules.toml")
    return load_rules(path) if path.exists() else ()
