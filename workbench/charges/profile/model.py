"""The site profile: every convention that HL7 leaves open, as data (TOML). A profile is neutral by name.

The defaults of the settings and `resources/profiles/default.toml` are the same; a profile file needs to give only what
differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench import resources
from workbench.charges.profile.checks import complaints
from workbench.charges.profile.declared import ProfileError, read_section
from workbench.charges.profile.lines import line_of
from workbench.charges.profile.whole import SECTIONS, TEXTS, Profile
from workbench.charges.text_files import read_text, toml_of

__all__ = [
    "SECTIONS",
    "Fault",
    "Profile",
    "ProfileError",
    "check_profile",
    "default_profile",
    "load_profile",
    "parse_profile",
    "read_profile_text",
]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a profile. `text` is a finished sentence that names file, line and setting."""

    line: int
    """Line in the file, from 1; 0 when it is about the whole file."""
    text: str


def default_profile() -> Profile:
    """The profile that comes with the program."""
    return load_profile(resources.path("profiles", "default.toml"))


def load_profile(path: Path) -> Profile:
    """Read a profile file. Raises ProfileError with a sentence that names the file, the line and the setting."""
    return parse_profile(read_profile_text(path), path.name)


def read_profile_text(path: Path) -> str:
    """The text of a profile file. Raises ProfileError when it cannot be read."""
    return read_text(path, "The profile", ProfileError)


def parse_profile(text: str, name: str) -> Profile:
    """Like `load_profile`, from text; `name` is what the sentences call it."""
    profile, faults = _read(text, name)
    if faults:
        raise ProfileError(faults[0].text)
    return profile


def check_profile(text: str, name: str) -> tuple[Fault, ...]:
    """Everything that is wrong with a profile, in the order of its lines; () when nothing is."""
    return tuple(sorted(_read(text, name)[1], key=lambda fault: fault.line))


def _read(text: str, name: str) -> tuple[Profile, list[Fault]]:
    """The profile, with the default for everything that has a fault, and the faults."""
    try:
        data = toml_of(text, f"The profile {name}", ProfileError)
    except ProfileError as error:
        return Profile(), [Fault(_line_in(str(error.__cause__)), str(error))]
    known = (*TEXTS, *SECTIONS)
    found: list[tuple[str, str, str]] = []
    for key in data:
        if key not in known:
            found.append((key, "", f"there is an unknown part “{key}”; known are {', '.join(known)}."))
    for key in TEXTS:
        if not isinstance(data.get(key, ""), str):
            found.append((key, "", f"{key} must be a text in quotes."))
    values: dict[str, Any] = {"name": Path(name).stem}
    values |= {key: data[key] for key in TEXTS if isinstance(data.get(key), str)}
    for key, section in SECTIONS.items():
        if key in data:
            values[key], faults = read_section(section, data[key], key)
            found += [(key, fault.setting, fault.text) for fault in faults]
    profile = Profile(**values)
    # Settings that contradict each other are told only when each of them can be read.
    if not found:
        found = [(one.section, one.setting, one.text) for one in complaints(profile)]
    return profile, [_fault(text, name, *one) for one in found]


def _fault(text: str, name: str, section: str, setting: str, sentence: str) -> Fault:
    line = line_of(text, section, setting)
    return Fault(line, f"The profile {name}, {f'line {line}: ' if line else ''}{sentence}")


def _line_in(told: str) -> int:
    """tomllib ends its sentences with `(at line 3, column 7)`."""
    words = told.replace(",", "").split()
    return int(words[words.index("line") + 1]) if "line" in words[:-1] else 0
