"""Settings of the ledger as a TOML file: only what differs from `resources/ledger/default.toml`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from workbench.charges.ledger.settings import Settings, default_settings, parse_settings, preset_names
from workbench.charges.profile.declared import ProfileError
from workbench.wholefile import write_whole

__all__ = ["as_toml", "name_trouble", "save_settings"]

_SECTIONS = ("types", "pairing", "duplicates", "late")
_LONGEST = 40


def as_toml(settings: Settings) -> str:
    """The text of a file that reads back as these settings."""
    return "\n".join(_lines(settings)) + "\n"


def _lines(settings: Settings) -> Iterator[str]:
    yield "# Made in the Ledger. What is not here is as in the rules that come with the program."
    yield ""
    for key in ("name", "title", "about"):
        yield f"{key} = {_value(' '.join(getattr(settings, key).split()))}"
    if settings.detect:
        yield "detect = true"
    usual = default_settings()
    for key in _SECTIONS:
        section, as_usual = getattr(settings, key), getattr(usual, key)
        given = [(one.name, getattr(section, one.name)) for one in fields(section)]
        changed = [(name, value) for name, value in given if value != getattr(as_usual, name)]
        if changed:
            yield f"\n[{key}]"
            yield from (f"{name} = {_value(value)}" for name, value in changed)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, int):
        return str(value)
    # A basic string of TOML is one of JSON, but for DEL, which JSON leaves as it is.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")


def name_trouble(name: str) -> str:
    """Why a preset of one's own cannot have this name, a sentence; "" when it can."""
    if not name:
        return "Give these rules a name."
    if name in preset_names():
        return f"“{name}” are rules that come with the program; choose another name."
    if len(name) > _LONGEST or not all(one.isalnum() or one in "-_" for one in name) or not name[0].isalnum():
        return f"A name has letters, digits, - and _, {_LONGEST} at most."
    return ""


def save_settings(settings: Settings, folder: Path) -> Path:
    """Write the settings into a folder of one's own, which is made. Raises WorkbenchError with a sentence."""
    if trouble := name_trouble(settings.name):
        raise ProfileError(trouble)
    text = as_toml(settings)
    parse_settings(text, settings.name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ProfileError(f"The folder {folder} cannot be made: {error.strerror or error}.") from None
    file = folder / f"{settings.name}.toml"
    write_whole(file, text.encode())
    return file
