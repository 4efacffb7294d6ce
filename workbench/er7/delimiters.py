"""The characters that divide a message, read from MSH-1 and MSH-2 by position (HL7 2.5.1, chapter 2.5.4)."""

from __future__ import annotations

from dataclasses import dataclass

HEADERS = ("MSH", "FHS", "BHS")
"""Segments whose first field is the field separator itself."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """One character each, or "" where the message declares none.

    A character that MSH-2 gives twice counts only the first time: `^~\\\\&` declares no subcomponent separator, and in
    `&&&&` only components can be told apart.
    """

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""
    declared: str = "^~\\&"
    """MSH-2 as it stands; "" when there is no header and the usual characters are assumed."""

    @property
    def standard(self) -> bool:
        """Whether they are the recommended ones: `|` and `^~\\&`, with `#` for truncation from 2.7 on."""
        return self.field == "|" and self.declared in ("^~\\&", "^~\\&#")

    @property
    def separators(self) -> str:
        """Field, repetition, component and subcomponent separators, without the absent ones."""
        return self.field + self.repetition + self.component + self.subcomponent


ASSUMED = Delimiters(declared="")
"""What is taken where no header says otherwise."""


def read_delimiters(header: str) -> Delimiters:
    """The delimiters that an MSH, FHS or BHS segment declares. Anything unreadable falls back to ASSUMED."""
    if header[:3] not in HEADERS or len(header) < 4:
        return ASSUMED
    field = header[3]
    declared = header[4:].split(field, 1)[0]
    if not declared:
        return Delimiters(field=field, declared="")
    seen = {field}
    chosen: list[str] = []
    # The order of MSH-2: component, repetition, escape, subcomponent, truncation (from 2.7).
    for character in declared[:5].ljust(5, "\0"):
        usable = character not in seen and character not in "\0 \t" and not character.isalnum()
        chosen.append(character if usable else "")
        seen.add(character)
    component, repetition, escape, subcomponent, truncation = chosen
    return Delimiters(field, component, repetition, escape, subcomponent, truncation, declared)
