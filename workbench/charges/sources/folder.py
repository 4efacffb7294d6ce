"""A watched folder, as one step of looking: what is new, what has gone, what cannot be read.

Whoever watches calls `scan` again and again and hands back what it saw the last time. A file counts as new when it has
stopped growing: two looks in a row found it the same. A folder that disappears is said, and what was seen is kept, so
that nothing is taken twice when it comes back.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ENDINGS = (".hl7", ".er7", ".msg", ".oru", ".orm", ".txt", ".csv", ".json")
"""Files of other kinds are left alone; so are names that begin with a dot or end in .tmp or .part."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one file was like at one look."""

    size: int
    changed: int
    """Time of its last change in nanoseconds."""
    taken: bool = False
    """Whether it was given out as new in this state."""


Seen = Mapping[str, Look]
"""File name -> how it looked."""


@dataclass(frozen=True)
class Scan:
    """What one look at a folder found."""

    new: tuple[Path, ...] = ()
    """Files to read now, in the order of their names."""
    vanished: tuple[str, ...] = ()
    """Names that were there at the last look."""
    problems: tuple[str, ...] = ()
    """Finished sentences."""
    settling: tuple[str, ...] = ()
    """Names of files that are new or still growing; the next look tells."""
    seen: Seen = field(default_factory=dict)
    """To be handed to the next look."""


def scan(folder: Path, seen: Seen) -> Scan:
    """Look once. Never raises: what goes wrong is a problem."""
    try:
        with os.scandir(folder) as entries:
            found = {entry.name: entry for entry in entries if _wanted(entry.name)}
    except FileNotFoundError:
        return Scan(problems=(f"The folder {folder} is not there; it is looked for again.",), seen=seen)
    except OSError as error:
        said = f"The folder {folder} cannot be read ({error.strerror}); it is tried again."
        return Scan(problems=(said,), seen=seen)
    new, settling, problems, looks = [], [], [], {}
    for name in sorted(found):
        look, problem = _look(found[name])
        if look is None:
            problems += [problem] if problem else []
            continue
        before = seen.get(name)
        same = before is not None and (before.size, before.changed) == (look.size, look.changed)
        if before is not None and same and before.taken:
            looks[name] = before
        elif same:
            looks[name] = Look(look.size, look.changed, True)
            new.append(folder / name)
        else:
            looks[name] = look
            settling.append(name)
    vanished = tuple(name for name in seen if name not in found)
    return Scan(tuple(new), vanished, tuple(problems), tuple(settling), looks)


def _wanted(name: str) -> bool:
    return name.casefold().endswith(ENDINGS) and not name.startswith(".")


def _look(entry: os.DirEntry[str]) -> tuple[Look | None, str]:
    try:
        if not entry.is_file():
            return None, ""
        found = entry.stat()
    except FileNotFoundError:  # gone between the two questions
        return None, ""
    except OSError as error:
        return None, f"The file {entry.path} cannot be read ({error.strerror}); it is tried again."
    return Look(found.st_size, found.st_mtime_ns), ""
