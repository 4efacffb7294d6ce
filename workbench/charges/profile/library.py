"""The profiles there are: those that come with the program, and a user's own in a folder beside his data."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from workbench import resources
from workbench.charges.profile.model import Profile, ProfileError, load_profile


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """One profile file. `name` is what it is chosen by: the file's name without its ending."""

    name: str
    path: Path
    own: bool
    """Whether it is the user's; one of his hides one of ours with the same name."""


def profile_files(own: Path | None = None) -> tuple[ProfileFile, ...]:
    """All profiles by name, the default first. `own` is the folder with the user's; it need not exist."""
    found = {file.stem: ProfileFile(file.stem, file, False) for file in resources.path("profiles").glob("*.toml")}
    if own is not None and own.is_dir():
        found |= {file.stem: ProfileFile(file.stem, file, True) for file in own.glob("*.toml")}
    return tuple(sorted(found.values(), key=lambda one: (one.name != "default", one.name)))


def find_profile(wanted: str, own: Path | None = None) -> Profile:
    """The profile with that name, or in that file. Raises ProfileError with a sentence."""
    return load_profile(find_profile_file(wanted, own))


def find_profile_file(wanted: str, own: Path | None = None) -> Path:
    """The file of a profile given by name or as a file. Raises ProfileError when there is none."""
    known = {one.name: one for one in profile_files(own)}
    if wanted in known:
        return known[wanted].path
    as_file = Path(wanted).expanduser()
    if as_file.suffix == ".toml" or as_file.is_file():
        return as_file
    near = difflib.get_close_matches(wanted, known, 1)
    hint = f"perhaps {near[0]} was meant" if near else f"there are {', '.join(known)}"
    raise ProfileError(f"There is no profile “{wanted}”; {hint}, or name a TOML file.")
