"""Finding the line of a setting in the text of a profile, so that a fault can be told with its place."""

from __future__ import annotations

import re

_SECTION = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?")
_SETTING = re.compile(r"""\s*["']?([\w-]+)["']?\s*[.=]""")


def line_of(text: str, section: str, setting: str = "") -> int:
    """Line, from 1, of a setting in a section. The section's own line when the setting is not given there, else 0.

    `section` may also be a setting outside all sections. Text inside a string of several lines may be mistaken for a
    section; the place is a help for reading, nothing depends on it.
    """
    current, best = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if match := _SECTION.fullmatch(line):
            current = match[1].strip("\"'")
            if current == section:
                if not setting:
                    return number
                best = number
        elif (match := _SETTING.match(line)) and (current, match[1]) in ((section, setting), ("", section)):
            return number
    return best
