"""Names and meanings for paths of the message in a session, remembered while its version stays the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.er7 import Document, Path
from workbench.er7.escapes import unescape
from workbench.errors import WorkbenchError
from workbench.ui.editor.fields.moment import MOMENTS, NO_DATE, NO_TIME, in_words
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.values import one_line

if TYPE_CHECKING:
    from workbench.reference import Description
    from workbench.reference.tables import Table

CODED = frozenset({"CE", "CWE", "CNE", "CF", "ID", "IS"})
"""Data types whose first component is a code of the field's table."""
_WORD = re.compile(r"\w+")


class Names:
    """What the dictionary of the session's version and the code tables say about a path.

    `report` is told, once each, what is wrong with a code table's file.
    """

    def __init__(self, session: EditSession, report: Callable[[str], object]) -> None:
        self._session = session
        self._report = report
        self._reported: set[str] = set()
        self._version: str | None = None
        self._document: Document | None = None
        self._descriptions: dict[tuple[Path, str], Description] = {}
        self._tables: dict[Path, str] = {}

    def describe(self, path: Path) -> Description:
        """Name, data type and so on. The occurrence of the segment and the repetition make no difference."""
        self._refresh()
        key = _place(path), self._varies(path)
        found = self._descriptions.get(key)
        if found is None:
            found = self._descriptions[key] = self._session.dictionary().describe(key[0], varies=key[1])
        return found

    def _varies(self, path: Path) -> str:
        """The data type that the message itself gives a value: OBX-2 for OBX-5 (HL7 2.5.1, chapter 7.4.2.2)."""
        if path.segment != "OBX" or path.field != 5 or path.component is None:
            return ""
        return self._session.document.get(path.segment_path().at(field=2)) or ""

    def name(self, path: Path) -> str:
        return self.describe(path).name

    def field_count(self, segment: str) -> int:
        """How many fields the segment has in the message's version; 0 for a local one."""
        definition = self._session.dictionary().segment(segment)
        return definition.fields[-1].number if definition is not None and definition.fields else 0

    def component_count(self, path: Path) -> int:
        """How many components the data type of a field has; 0 for a primitive or unknown one."""
        definition = self._session.dictionary().datatype(self.describe(path).datatype)
        return len(definition.components) if definition is not None else 0

    def table_number(self, path: Path) -> str:
        """The code table for what stands at a path; the first component of a coded field has that of its field."""
        self._refresh()
        key = _place(path)
        found = self._tables.get(key)
        if found is None:
            found = self._tables[key] = self._find_table(key)
        return found

    def table(self, path: Path) -> Table | None:
        """The code table for a path; None when there is none or its file, which users may edit, cannot be read."""
        from workbench.reference.tables import table

        number = self.table_number(path)
        try:
            return table(number) if number else None
        except WorkbenchError as error:
            if str(error) not in self._reported:
                self._reported.add(str(error))
                self._report(str(error))
            return None

    def code(self, path: Path) -> str:
        """The code that stands at a path of the message: its first component, escapes resolved; "" when none."""
        document = self._session.document
        raw = document.get(path) or ""
        if len(raw) > 200:
            return ""
        if path.component is None and raw:
            signs = document.delimiters
            for separator in (signs.repetition, signs.component):
                raw = raw.split(separator)[0] if separator else raw
        if path.subcomponent is None and raw and document.delimiters.subcomponent:
            raw = raw.split(document.delimiters.subcomponent)[0]
        return unescape(raw, document.delimiters)

    def meaning(self, path: Path) -> str:
        """What the code at a path of the message means, or its date in words; "" when it is neither."""
        if path.field is None:
            return ""
        if not self.table_number(path):
            is_moment = self.describe(path).datatype in MOMENTS  # TS is one, whatever components it has
            if path.component is None and not is_moment and self._is_single(path):
                path = path.at(component=1)
                is_moment = self.describe(path).datatype in MOMENTS
            if is_moment:
                return self._moment(path)
            if not self.table_number(path):
                return ""
        code, table = self.code(path), self.table(path)
        if not code or table is None or code not in table.codes:
            return ""
        return table.codes[code].means

    def _is_single(self, path: Path) -> bool:
        """Whether a composite has nothing but its first component, and no row of its own for that."""
        signs, raw = self._session.document.delimiters, self._session.document.get(path) or ""
        separators = (signs.repetition, signs.component, signs.subcomponent)
        return len(raw) <= 200 and not any(one and one in raw for one in separators)

    def _moment(self, path: Path) -> str:
        """A point in time in words; "" for what is none."""
        words = in_words(self.code(path), self.describe(path).datatype)
        return "" if words.startswith("→") or words in (NO_DATE, NO_TIME) else words

    def sentence(self, path: Path) -> str:
        """Path, name, value and meaning, for a hint on hovering."""
        lines = [f"{path}  {self.name(path)}"]
        value = self._session.document.value(path) if path.field is not None else ""
        if value:
            lines.append(one_line(value)[:300])
        meaning = self.meaning(path)
        return "\n".join([*lines, f"= {meaning}"] if meaning else lines)

    def _find_table(self, key: Path) -> str:
        description = self.describe(key)
        if description.table or key.field is None or key.component != 1:
            return description.table
        field = self.describe(key.field_path())
        return field.table if field.datatype in CODED else ""

    def _refresh(self) -> None:
        document = self._session.document
        if document is self._document:  # asked a thousand times for each painting
            return
        self._document = document
        version = document.version
        if version != self._version:
            self._version = version
            self._descriptions.clear()
            self._tables.clear()


def shorter(name: str, segment: str, segment_name: str) -> tuple[str, ...]:
    """A field's name and ever shorter ones that still tell it from its neighbours.

    `Transaction Amount - Extended` of FT1 is `Amount - Extended`: every second field of a Financial Transaction begins
    with Transaction. `Set ID - FT1` is `Set ID` beside its path.
    """
    found = [name]
    bare = name.removesuffix(segment).rstrip(" -") if name.endswith(f"- {segment}") else name
    if bare and bare != name:
        found.append(bare)
    first, _space, rest = bare.partition(" ")
    if rest and first.casefold() in _WORD.findall(segment_name.casefold()):
        found.append(rest)
    return tuple(found)


def _place(path: Path) -> Path:
    return Path(path.segment, 1, path.field, None, path.component, path.subcomponent)
