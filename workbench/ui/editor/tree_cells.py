"""What the cells of the tree say about a row: texts, colours, hints. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from workbench.er7 import Field, Path, Segment
from workbench.er7.escapes import unescape
from workbench.ui.editor.naming import Names, shorter
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.severity import SIGNS
from workbench.ui.editor.tree_shape import GhostKey, GroupKey, Key, Part, Shape, StretchKey, parts_below
from workbench.ui.editor.values import NULL, is_folded, one_line

if TYPE_CHECKING:
    from workbench.reference.checks import Finding


class Column(NamedTuple):
    title: str
    about: str


COLUMNS = (
    Column("Element", "Group, segment, field, repetition, component"),
    Column("Name", "What the standard calls it in the message's version"),
    Column("Value", "What stands in the message, escapes resolved; behind = what a code means"),
    Column("Meaning", "What the code means in its table, a date in words"),
    Column("Type", "Data type"),
    Column("Opt.", "R required, O optional, C conditional, B backward compatible, W withdrawn, X not used"),
    Column("Card.", "How often it may stand there: from..to, * without limit"),
)
HEADINGS = tuple(column.title for column in COLUMNS)
ELEMENT, NAME, VALUE, MEANING, DATATYPE, OPTIONALITY, CARDINALITY = range(len(COLUMNS))

_ORDER = ("error", "warning", "info")


class Cells:
    """Texts and colours by key and column, from the session's document."""

    def __init__(self, session: EditSession, names: Names, shape: Shape) -> None:
        self._session = session
        self._names = names
        self._shape = shape
        self._severities: dict[Path, str] = {}
        self._problems: dict[Path, list[str]] = {}
        self.name_room = 18
        """So many characters of a name can be seen."""

    # --- findings ------------------------------------------------------------------------------------------------

    def set_findings(self, findings: Iterable[Finding]) -> set[Path]:
        """Remember where something is wrong; the paths whose mark is another one now."""
        severities: dict[Path, str] = {}
        self._problems = {}
        for finding in findings:
            self._problems.setdefault(finding.path, []).append(finding.text)
            step: Path | None = finding.path
            while step is not None:
                worst = severities.get(step, "info")
                severities[step] = min(worst, finding.severity, key=_ORDER.index)
                step = step.parent()
        before, self._severities = self._severities, severities
        return {path for path in {*before, *severities} if before.get(path) != severities.get(path)}

    # --- texts ---------------------------------------------------------------------------------------------------

    def text(self, key: Key, column: int) -> str:
        if not isinstance(key, Path):
            return self._other(key, column)
        if column == ELEMENT:
            sign = SIGNS.get(self._severities.get(key, ""), ("",))[0]
            return f"{sign} {label(key)}" if sign else label(key)
        part = self._session.document.part(key)
        if column == NAME:
            if isinstance(part, Segment) and part.is_opaque:
                return "Blank line" if part.is_blank else "Not a segment"
            return self._short_name(key)
        if column == VALUE:
            return self._value(part)
        if column == MEANING:
            several = isinstance(part, Field) and len(part.repetitions) > 1  # each has a row and a meaning of its own
            return self._names.meaning(key) if part is not None and part.text and not several else ""
        return self._defined(key, column)

    def _short_name(self, path: Path) -> str:
        """A long name of a field begins like its neighbours', and the column would show nothing else of it."""
        name = self._names.name(path)
        if len(name) <= self.name_room or path.component is not None or path.field is None:
            return name
        names = shorter(name, path.segment, self._names.name(Path(path.segment)))
        return next((one for one in names if len(one) <= self.name_room), names[-1])

    def spoken(self, key: Key, column: int) -> str:
        """What a screen reader says: the value with its meaning, as the eye sees it, and the whole name."""
        if column == NAME and isinstance(key, Path) and key.field is not None:
            return self._names.name(key)
        text = self.text(key, column)
        if column == VALUE and (meaning := self.text(key, MEANING)):
            return f"{text} = {meaning}"
        return text

    def tip(self, key: Key) -> str:
        """Path, name, value, meaning and problems."""
        if isinstance(key, Path):
            return "\n".join([self._names.sentence(key), *self._problems.get(key, ())])
        if isinstance(key, GhostKey):
            return (
                f"{key.name}  {self._names.name(Path(key.name))}\nRequired here, but not in the message."
                " Double click or Enter inserts it."
            )
        return f"{self.text(key, ELEMENT)}  {self.text(key, NAME)}"

    def _other(self, key: GroupKey | GhostKey | StretchKey, column: int) -> str:
        if isinstance(key, GhostKey):
            texts = {ELEMENT: f"+ {key.name}", NAME: self._names.name(Path(key.name)), OPTIONALITY: "R"}
            return texts.get(column, "missing – Enter inserts it" if column == VALUE else "")
        if isinstance(key, GroupKey):
            if column == NAME:
                count = self._shape.count(key)
                return f"Group, {count} segment{'s' if count != 1 else ''}"
            texts = {ELEMENT: _group_label(key), VALUE: self._first_value(key)}
            return texts[column] if column in texts else self._placed(key, column)
        ends = self._shape.stretch_ends(key)
        if ends is None or column != ELEMENT:
            return ""
        return " … ".join(self.text(one, ELEMENT) for one in ends)

    def _first_value(self, key: GroupKey) -> str:
        """What tells groups that are closed from one another."""
        path = self._shape.first_path(key)
        return self._value(self._session.document.part(path)) if path is not None else ""

    def _value(self, part: Part | None) -> str:
        if part is None:
            return ""
        raw = part.text
        if isinstance(part, Segment):
            return one_line(raw[:200] if part.is_opaque else raw[4:200])
        return one_line(raw if is_folded(raw) or parts_below(part) else unescape(raw, part.delimiters))

    def _defined(self, path: Path, column: int) -> str:
        if path.field is None:
            return self._placed(path, column)
        found = self._names.describe(path)
        if column == DATATYPE:
            return found.datatype
        if column == OPTIONALITY:
            return found.optionality
        if path.component is not None or path.repetition is not None or not found.datatype:
            return ""
        least = "1" if found.optionality == "R" else "0"
        return f"{least}..{found.max_repetitions or '*'}"

    def _placed(self, key: Path | GroupKey, column: int) -> str:
        """Whether the structure of the message asks for a segment or group there, and how often it may stand."""
        if column not in (OPTIONALITY, CARDINALITY) or (place := self._shape.place(key)) is None:
            return ""
        if column == OPTIONALITY:
            return "R" if place.required else "O"
        return place.cardinality

    # --- looks ---------------------------------------------------------------------------------------------------

    def colour(self, key: Key, column: int) -> str:
        """A name for `theme.colour`."""
        if isinstance(key, GhostKey):
            return "warn" if column == ELEMENT else "muted"
        if not isinstance(key, Path):
            return "accent" if column == ELEMENT and isinstance(key, GroupKey) else "muted"
        if column == ELEMENT and (severity := self._severities.get(key, "info")) != "info":
            return SIGNS[severity][1]
        part = self._session.document.part(key)
        if isinstance(part, Segment):
            return {ELEMENT: "segment", NAME: "field"}.get(column, "muted")
        if column == VALUE and part is not None:
            if part.text == NULL:
                return "null"
            return "muted" if is_folded(part.text) or parts_below(part) else "field"
        return "field" if column in (ELEMENT, VALUE) else "muted"

    def is_editable(self, path: Path) -> bool:
        """Whether the value of a row can be edited in the tree."""
        part = self._session.document.part(path)
        if part is None:
            return True
        if isinstance(part, Segment):
            return part.is_opaque and not is_folded(part.text)
        if isinstance(part, Field) and part.holds_delimiters:
            return False
        return not is_folded(part.text)


def _group_label(key: GroupKey) -> str:
    """The name without that of the group around it, which some tables put before it, and its number."""
    name, number = key.trail[-1]
    around = f"{key.trail[-2][0]}_" if len(key.trail) > 1 else ""
    name = name.removeprefix(around)
    return f"{name}[{number}]" if number > 1 else name


def label(path: Path) -> str:
    """How a row is called: what it adds to the row above it, but for a field its segment too."""
    if path.field is None:
        return str(path)
    if path.subcomponent is not None:
        return f".{path.component}.{path.subcomponent}"
    if path.component is not None:
        return f".{path.component}"
    return f"({path.repetition})" if path.repetition is not None else f"{path.segment}-{path.field}"
