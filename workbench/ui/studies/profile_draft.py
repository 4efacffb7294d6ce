"""A profile while it is edited: its settings one by one, written down as TOML, and checked. No widgets."""

from __future__ import annotations

import dataclasses
import json
import re
import typing
from dataclasses import dataclass, replace
from typing import Any

from workbench.charges.profile.checks import complaints
from workbench.charges.profile.declared import read_section
from workbench.charges.profile.model import SECTIONS, Profile, ProfileError

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


_KINDS = {
    "text": "a text",
    "yes-no": "yes or no",
    "number": "a whole number",
    "texts": "words, divided by commas",
    "numbers": "whole numbers, divided by commas",
}
"""Kind of a setting -> what is entered."""


@dataclass(frozen=True)
class Setting:
    """One declared setting. `kind` is text, yes-no, number, texts or numbers."""

    section: str
    name: str
    kind: str
    default: Any
    means: str
    choices: tuple[str, ...]

    @property
    def part(self) -> str:
        """The section, as it is called on the screen; files have it with underscores."""
        return self.section.replace("_", " ")

    @property
    def label(self) -> str:
        """The setting, as it is called on the screen."""
        return self.name.replace("_", " ")

    @property
    def possible(self) -> str:
        """A sentence about what may be entered."""
        return f"It may be: {', '.join(self.choices)}." if self.choices else f"It is {_KINDS[self.kind]}."

    def value(self, profile: Profile) -> Any:
        """What the profile says."""
        return getattr(getattr(profile, self.section), self.name)


def _kind(wanted: Any) -> str:
    if typing.get_origin(wanted) is tuple:
        return "numbers" if typing.get_args(wanted)[0] is int else "texts"
    return {bool: "yes-no", int: "number"}.get(wanted, "text")


def _settings() -> tuple[Setting, ...]:
    found = []
    for name, section in SECTIONS.items():
        types = typing.get_type_hints(section)
        for field in dataclasses.fields(section):
            meta = field.metadata
            kind = _kind(types[field.name])
            found.append(Setting(name, field.name, kind, field.default, meta["means"], tuple(meta["choices"])))
    return tuple(found)


SETTINGS: tuple[Setting, ...] = _settings()
"""Every setting of a profile, in the order in which they are declared."""


def shown(value: Any) -> str:
    """A value as a person reads and types it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def changed(profile: Profile, setting: Setting, text: str) -> Profile:
    """The profile with a setting as typed. Raises ProfileError with a sentence for what it may not be."""
    where = f"{setting.section}, {setting.name}"
    given = _typed(setting, text.strip(), where)
    section = SECTIONS[setting.section]
    made, faults = read_section(section, {setting.name: given}, setting.section)
    if faults:
        raise ProfileError(faults[0].text)
    old = getattr(profile, setting.section)
    return replace(profile, **{setting.section: replace(old, **{setting.name: getattr(made, setting.name)})})


def _typed(setting: Setting, text: str, where: str) -> Any:
    """What TOML would hold."""
    if setting.kind == "yes-no":
        if text.casefold() not in ("yes", "no", "true", "false"):
            raise ProfileError(f"{where} is “{text}”; it may be yes or no.")
        return text.casefold() in ("yes", "true")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if setting.kind == "texts":
        return parts
    try:
        if setting.kind == "number":
            return int(text)
        if setting.kind == "numbers":
            return [int(part) for part in parts]
    except ValueError:
        raise ProfileError(f"{where} is “{text}”; it must be made of whole numbers.") from None
    return text


def as_toml(profile: Profile) -> str:
    """The profile as a file: title and text, and the settings that differ from the default."""
    lines = [f"title = {_toml(profile.title)}"]
    if profile.about:
        lines.append(f"about = {_toml(profile.about)}")
    for name in SECTIONS:
        differing = [one for one in SETTINGS if one.section == name and one.value(profile) != one.default]
        if differing:
            lines += ["", f"[{name}]"]
        for one in differing:
            lines += [f"# {one.means}", f"{one.name} = {_toml(one.value(profile))}"]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    # A basic string of TOML is one of JSON, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f") if isinstance(value, str) else str(value)


_UNDERSCORED = re.compile(
    rf"\b({'|'.join(sorted({one for each in SETTINGS for one in (each.section, each.name) if '_' in one}))})\b"
)


@dataclass(frozen=True)
class Contradiction:
    """A setting that does not go with the others."""

    setting: Setting
    text: str
    """A finished sentence; it calls settings as the table does."""


def contradictions(profile: Profile) -> tuple[Contradiction, ...]:
    """What is wrong with it, by the settings of the table: there is no file yet whose lines could be told."""
    found = []
    for one in complaints(profile):
        setting = next(each for each in SETTINGS if (each.section, each.name) == (one.section, one.setting))
        text = _UNDERSCORED.sub(lambda name: name[0].replace("_", " "), one.text)
        text = text.removeprefix(f"{setting.part}, {setting.label}: ")
        found.append(Contradiction(setting, text[:1].upper() + text[1:]))
    return tuple(found)


def why_no_name(name: str) -> str:
    """Why a profile cannot be called so, a sentence; "" when it can."""
    if _NAME.fullmatch(name):
        return ""
    return "A profile's name is made of small letters, digits and hyphens, at most 40, such as our-billing."
