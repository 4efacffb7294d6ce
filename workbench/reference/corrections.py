"""What the data files add to the definition tables: corrections, lengths, readable names, FT1 in every version.

All are in `resources/reference/definitions/`, loaded once on first use.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from workbench import resources
from workbench.er7 import Path, PathError
from workbench.reference.datafiles import read_json, read_toml, wrong
from workbench.reference.definitions import FieldDef
from workbench.reference.naming import readable
from workbench.reference.versions import SUPPORTED, rank

_OVERRIDES = ("optionality", "max_repetitions", "length", "datatype", "table")


@dataclass(frozen=True, slots=True)
class FieldCorrection:
    """Attributes of one field that are different from the tables, in versions `first` to `last`."""

    first: str
    last: str
    changes: Mapping[str, Any]

    def covers(self, version: str) -> bool:
        return (not self.first or rank(version) >= rank(self.first)) and (
            not self.last or rank(version) <= rank(self.last)
        )


@dataclass(frozen=True, slots=True)
class Corrections:
    """The content of corrections.toml."""

    fields: Mapping[tuple[str, int], tuple[FieldCorrection, ...]]
    messages: Mapping[tuple[str, str], str]
    """(structure, version) to the version whose structure is right."""
    events: Mapping[str, str]
    """Message and event to the structure that it shares."""


@cache
def corrections() -> Corrections:
    """Raises DataFileError when the file is broken."""
    file = resources.path("reference", "definitions", "corrections.toml")
    data, _ = read_toml(file)
    try:
        fields: dict[tuple[str, int], tuple[FieldCorrection, ...]] = {}
        for key, correction in _field_corrections(data["field"]):
            fields[key] = (*fields.get(key, ()), correction)
        messages = {(name, one["version"]): one["as_in"] for one in data["message"] for name in one["names"]}
        return Corrections(fields, messages, data["events"])
    except (KeyError, TypeError, PathError) as error:
        raise wrong(file, 0, f"an entry is incomplete or misspelt ({error})") from None


def _field_corrections(entries: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, int], FieldCorrection]]:
    for entry in entries:
        changes = {name: entry[name] for name in _OVERRIDES if name in entry}
        for text in entry["paths"]:
            path = Path.parse(text)
            yield (path.segment, path.field or 0), FieldCorrection(entry["from"], entry["until"], changes)


def corrected(segment: str, field: FieldDef, version: str) -> FieldDef:
    """The field with the length known for that version and with the corrections that apply to it."""
    field = replace(field, length=_length(segment, field.number, version))
    for correction in corrections().fields.get((segment, field.number), ()):
        if correction.covers(version):
            field = replace(field, **correction.changes)
    return field


@cache
def _lengths() -> dict[str, dict[str, list[tuple[str, int | None]]]]:
    lengths: dict[str, dict[str, list[tuple[str, int | None]]]]
    lengths = read_json(resources.path("reference", "definitions", "lengths.json"))
    return lengths


def _length(segment: str, number: int, version: str) -> int | None:
    """Lengths are kept as runs: [first version, length]; the last run that has begun counts."""
    runs = _lengths().get(segment, {}).get(str(number), [])
    begun = [length for first, length in runs if rank(first) <= rank(version)]
    return begun[-1] if begun else None


@cache
def _names() -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]]
    names, _ = read_toml(resources.path("reference", "definitions", "names.toml"))
    return names


def element_name(code: str, segment: str = "") -> str:
    """The readable name of a field or component whose code the tables give; "" for none."""
    return _names()["elements"].get(code) or readable(code, segment)


def component_name(code: str, datatype: str) -> str:
    """The same for a component; a word that misleads in one data type alone has a name of its own there."""
    return _names()["elements"].get(f"{datatype}.{code}") or element_name(code)


def segment_title(name: str) -> str:
    """The name of a segment in words, such as "Financial Transaction"; "" when it has none."""
    return _names()["segments"].get(name, "")


def datatype_title(name: str) -> str:
    """The name of a data type in words, such as "Composite Price"; "" when it has none."""
    return _names()["datatypes"].get(name, "")


@cache
def ft1_fields(version: str) -> tuple[FieldDef, ...]:
    """FT1 as one of `versions.FT1_VERSIONS` defines it, 22 to 56 fields, each number present.

    A withdrawn field keeps the data type it last had, so that an old value in it can still be read.
    """
    facts = read_json(resources.path("reference", "definitions", "ft1.json"))
    rows = facts[version]
    return tuple(_ft1_field(number, rows[str(number)], facts) for number in range(1, len(rows) + 1))


def _ft1_field(number: int, row: dict[str, Any], facts: dict[str, dict[str, Any]]) -> FieldDef:
    datatype = row["dt"]
    if datatype == "-":
        known = [facts[version][str(number)] for version in SUPPORTED if str(number) in facts[version]]
        datatype = [one["dt"] for one in known if one["dt"] != "-"][-1]
    return FieldDef(
        number,
        _title_case(row["name"]),
        datatype,
        row["opt"],
        0 if row["rep"] == "*" else row["rep"],
        _maximum(row["len"]) if row["opt"] != "W" else None,
        row["table"] or "",
    )


def _title_case(name: str) -> str:
    """Sources differ in capitals and dashes ("Set id - financial transaction", "Set ID FT1"): one spelling for all."""
    return element_name("_".join(name.rstrip(".").replace("-", " ").upper().split()), "FT1")


def _maximum(length: int | str | None) -> int | None:
    """12 for 12 and "1..12"; None for "C.LEN 6", which is no limit but what a receiver must be able to keep."""
    if isinstance(length, str):
        least, dots, most = length.partition("..")
        return int(most) if dots and least.isdigit() else None
    return length
