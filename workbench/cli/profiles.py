"""profiles: which site profiles there are, what each says, and what is wrong with one."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from workbench.cli.arguments import Verbs, data_option, json_option, part
from workbench.cli.data import data_folder
from workbench.cli.output import FINE, NO, say, say_json
from workbench.words import counted

FOLDER = "profiles"
"""The user's own, in the folder with his data."""
DEFAULT_PROFILE = "default"
SETTINGS = "settings.ini"
"""Where the window keeps its settings, in the data folder."""


def add_to(verbs: Verbs) -> None:
    """The verb with its arguments."""
    verb = verbs.add(
        "profiles",
        profiles,
        "the site profiles: every convention that HL7 leaves open",
        "  dft-workbench profiles list\n"
        "  dft-workbench profiles show split\n"
        "  dft-workbench profiles check clinic.toml\n",
    )
    what = verb.add_subparsers(dest="what", required=True, metavar="list|show|check")
    listing = part(what, "list", "ours, and your own from the folder profiles beside the history")
    showing = part(what, "show", "every setting with its value and what it means; * marks what differs")
    showing.add_argument("name", help="a profile by name, or its TOML file")
    checking = part(what, "check", "what is wrong, with the line; exit 1 when something is")
    checking.add_argument("file", nargs="?", help="a profile by name, or its TOML file (default: all of them)")
    for parser in (listing, showing, checking):
        data_option(parser)
        json_option(parser)


def profiles(arguments: argparse.Namespace) -> int:
    """One of list, show and check."""
    does = {"list": _list, "show": _show, "check": _check}
    return does[arguments.what](arguments)


def profile_in_use(folder: Path) -> str:
    """The profile that the window uses, as its settings in the data folder say; else the default."""
    try:
        lines = (folder / SETTINGS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return DEFAULT_PROFILE  # the window was never opened
    section = ""
    for line in lines:
        if line.startswith("["):
            section = line.strip()
        name, equals, value = line.partition("=")
        if section == "[General]" and equals and name.strip() == "profile" and value.strip():
            return value.strip().strip('"')
    return DEFAULT_PROFILE


def own_folder(data: str | None) -> Path:
    """Where a user's own profiles are; it need not exist."""
    return data_folder(data) / FOLDER


def _list(arguments: argparse.Namespace) -> int:
    from workbench.charges.profile.library import profile_files
    from workbench.charges.profile.model import ProfileError, load_profile

    found = []
    for file in profile_files(own_folder(arguments.data)):
        try:
            title = load_profile(file.path).title
        except ProfileError as error:
            title = f"cannot be used: {error}"
        found.append((file, title))
    if arguments.json:
        say_json([{"name": f.name, "title": title, "own": f.own, "file": str(f.path)} for f, title in found])
    else:
        width = max((len(file.name) for file, _ in found), default=0)
        for file, title in found:
            say(f"{file.name:{width}}  {title}{'  (own)' if file.own else ''}")
    return FINE


def _show(arguments: argparse.Namespace) -> int:
    """Every setting with its value and what it means; those that differ from the default are marked."""
    from workbench.charges.profile.library import find_profile
    from workbench.charges.profile.model import SECTIONS, Profile

    profile = find_profile(arguments.name, own_folder(arguments.data))
    usual = Profile()
    sections = {
        name: [_setting(getattr(profile, name), getattr(usual, name), field) for field in dataclasses.fields(section)]
        for name, section in SECTIONS.items()
    }
    if arguments.json:
        say_json({"name": profile.name, "title": profile.title, "about": profile.about.strip(), "settings": sections})
        return FINE
    say(f"{profile.name}: {profile.title}")
    for paragraph in profile.about.strip().splitlines():
        say(paragraph)
    for name, settings in sections.items():
        say("")
        say(f"[{name}]")
        for one in settings:
            say(f"{'*' if one['differs'] else ' '} {one['name']} = {_toml(one['value'])}    # {one['means']}")
    return FINE


def _setting(section: Any, usual: Any, field: dataclasses.Field[Any]) -> dict[str, Any]:
    value = getattr(section, field.name)
    return {
        "name": field.name,
        "value": list(value) if isinstance(value, tuple) else value,
        "differs": value != getattr(usual, field.name),
        "means": field.metadata["means"],
        "choices": list(field.metadata["choices"]),
    }


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _check(arguments: argparse.Namespace) -> int:
    """Every fault of one profile, or of all of them; 1 when there is one."""
    from workbench.charges.profile.library import find_profile_file, profile_files
    from workbench.charges.profile.model import check_profile, read_profile_text

    own = own_folder(arguments.data)
    files = [find_profile_file(arguments.file, own)] if arguments.file else [one.path for one in profile_files(own)]
    found = [(file, check_profile(read_profile_text(file), file.name)) for file in files]
    faulty = sum(bool(faults) for _, faults in found)
    if arguments.json:
        say_json(
            [
                {"file": str(file), "faults": [{"line": one.line, "text": one.text} for one in faults]}
                for file, faults in found
            ]
        )
    else:
        for _, faults in found:
            for fault in faults:
                say(fault.text)
        say(f"{counted(len(found), 'profile')} checked, {faulty} cannot be used.")
    return NO if faulty else FINE
