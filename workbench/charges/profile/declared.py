"""Settings of a site profile, each declared once: type, default, a sentence, and the values it may have."""

from __future__ import annotations

import dataclasses
import difflib
import typing
from typing import Any, TypeVar

from workbench.errors import WorkbenchError

_T = TypeVar("_T")


class ProfileError(WorkbenchError):
    """A site profile that cannot be used."""


@dataclasses.dataclass(frozen=True, slots=True)
class SettingFault:
    """A setting that cannot be used. `text` is a finished sentence; `setting` is its name, "" for the whole section."""

    setting: str
    text: str


def setting(
    default: Any,
    means: str,
    *,
    choices: tuple[str, ...] = (),
    longest: int = 0,
    between: tuple[int, int] | None = None,
) -> Any:
    """A dataclass field that is a setting.

    `choices` lists what it may be; `longest` limits its characters, `between` a whole number.
    """
    metadata = {"means": means, "choices": choices, "longest": longest, "between": between}
    return dataclasses.field(default=default, metadata=metadata)


def section_from(section: type[_T], given: Any, where: str) -> _T:
    """Make a section (a dataclass of settings) from what a profile gives; `where` names it in the sentences.

    Raises ProfileError for unknown names, wrong types and values that are not among the choices.
    """
    made, faults = read_section(section, given, where)
    if faults:
        raise ProfileError(faults[0].text)
    return made


def read_section(section: type[_T], given: Any, where: str) -> tuple[_T, list[SettingFault]]:
    """Like `section_from`, but every fault is listed; a setting with a fault has its default."""
    if not isinstance(given, dict):
        text = f"{where} must be a section of settings, such as [{where.rsplit(' ', 1)[-1]}]."
        return section(), [SettingFault("", text)]
    fields = {field.name: field for field in dataclasses.fields(section)}  # type: ignore[arg-type]
    types = typing.get_type_hints(section)
    values = {}
    faults = []
    for name, value in given.items():
        if name not in fields:
            faults.append(SettingFault(name, f"{where} has no setting “{name}”{_meant(name, list(fields))}."))
            continue
        try:
            values[name] = _checked(value, types[name], fields[name].metadata, f"{where}, {name}")
        except ProfileError as error:
            faults.append(SettingFault(name, str(error)))
    return section(**values), faults


def _meant(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"; perhaps {near[0]} was meant" if near else f"; it has {', '.join(known)}"


def _checked(value: Any, wanted: Any, metadata: typing.Mapping[str, Any], where: str) -> Any:
    if typing.get_origin(wanted) is tuple:
        inner = typing.get_args(wanted)[0]
        if not isinstance(value, list):
            raise ProfileError(f"{where} must be a list in square brackets.")
        return tuple(_checked(one, inner, metadata, where) for one in value)
    # In Python True is an int too; in a profile it is not.
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ProfileError(f"{where} must be {_IN_WORDS[wanted]}, not {value!r}.")
    _check_limits(value, metadata, where)
    return value


def _check_limits(value: Any, metadata: typing.Mapping[str, Any], where: str) -> None:
    choices, longest, between = metadata["choices"], metadata["longest"], metadata["between"]
    if choices and value not in choices:
        raise ProfileError(f"{where} is “{value}”; it may be: {', '.join(str(one) for one in choices)}.")
    if longest and len(value) > longest:
        raise ProfileError(f"{where} has {len(value)} characters; at most {longest} are possible.")
    if between and not between[0] <= value <= between[1]:
        raise ProfileError(f"{where} is {value}; it may be {between[0]} to {between[1]}.")
    if isinstance(value, str) and any(character < " " for character in value):
        raise ProfileError(f"{where} has a line break or control character in it; remove it.")


_IN_WORDS = {str: "a text in quotes", bool: "true or false", int: "a whole number"}
