"""The shapes of what the standard says: fields, segments, data types, message structures. Plain facts, no behaviour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench.er7 import Path

CODED_TYPES = frozenset("CE CF CNE CWE CE_0051 CM_CODED".split())
"""Data types of a code with its text and coding system; the last two are how the tables of old versions call it."""


@dataclass(frozen=True, slots=True)
class ComponentDef:
    """A component of a composite data type."""

    number: int
    name: str
    datatype: str
    optionality: str
    """As in FieldDef."""
    table: str
    """Four digits, or ""."""


@dataclass(frozen=True, slots=True)
class DataTypeDef:
    """A data type such as CX. A primitive one (ST, NM …) has no components."""

    name: str
    title: str
    components: tuple[ComponentDef, ...] = ()

    def component(self, number: int) -> ComponentDef | None:
        """The component with that number, counted from 1."""
        return self.components[number - 1] if 1 <= number <= len(self.components) else None


@dataclass(frozen=True, slots=True)
class FieldDef:
    """A field of a segment in one version."""

    number: int
    name: str
    datatype: str
    """Data type code; "varies" for OBX-5 and its like; "" when nothing is known."""
    optionality: str
    """R required, O optional, C conditional, B kept for backward compatibility, W withdrawn, X not used."""
    max_repetitions: int
    """1, a limit, or 0 for unlimited."""
    length: int | None
    """Maximum number of characters, where the version gives one that we know."""
    table: str
    """Four digits, or ""."""


@dataclass(frozen=True, slots=True)
class SegmentDef:
    """A segment in one version. `fields` has every number from 1 to the last, withdrawn ones included."""

    name: str
    title: str
    fields: tuple[FieldDef, ...]

    def field(self, number: int) -> FieldDef | None:
        """The field with that number, counted from 1; None beyond the last."""
        return self.fields[number - 1] if 1 <= number <= len(self.fields) else None


@dataclass(frozen=True, slots=True)
class Structure:
    """A message, a group or a segment in the tree of a message structure."""

    name: str
    kind: str
    """"message", "group", "choice" (one of the children) or "segment"."""
    required: bool = True
    repeats: bool = False
    children: tuple[Structure, ...] = ()

    def walk(self) -> Iterator[Structure]:
        """This node and everything below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def place(self, name: str) -> Structure | None:
        """Where a segment or group of that name stands in this node; None when it has no place there.

        A choice has no rows of its own in a message: what is in it stands in the node around it.
        """
        for child in self.children:
            if child.kind == "choice":
                if (found := child.place(name)) is not None:
                    return found
            elif child.name == name:
                return child
        return None

    @property
    def cardinality(self) -> str:
        """How often it may stand there: `0..1`, `1..*`."""
        return f"{int(self.required)}..{'*' if self.repeats else 1}"

    def notation(self) -> str:
        """The usual way to write it: `[X]` optional, `{X}` repeating, `<GROUP: X Y>`."""
        inner = " ".join(child.notation() for child in self.children)
        text = {"message": inner, "segment": self.name}.get(self.kind, f"<{self.name}: {inner}>")
        if self.repeats:
            text = f"{{{text}}}"
        return text if self.required else f"[{text}]"


@dataclass(frozen=True, slots=True)
class Description:
    """What the dictionary says about a path. Names are never empty; unknown parts have a generic one ("Field 3")."""

    path: Path
    name: str
    datatype: str = ""
    optionality: str = ""
    """As in FieldDef; "" when nothing is known."""
    max_repetitions: int = 1
    """1, a limit, or 0 for unlimited; 0 also where nothing is known."""
    length: int | None = None
    table: str = ""
