"""The tree of a message for Qt: segment, field, repetition, component, subcomponent.

Rows have integer ids and know their path; what they show is read from the session's document when it is asked for. Rows
below a row come into being when that row is opened or looked into.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics

from workbench.er7 import Component, Document, EditError, Field, Path, Repetition, Segment, Subcomponent
from workbench.er7.delimiters import HEADERS
from workbench.er7.escapes import unescape
from workbench.ui import theme
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.values import NULL, is_folded, one_line

Part = Segment | Field | Repetition | Component | Subcomponent
Index = QModelIndex | QPersistentModelIndex

ELEMENT, NAME, VALUE, MEANING = range(4)
HEADINGS = ("Element", "Name", "Value", "Meaning")
PathRole = Qt.ItemDataRole.UserRole
_ROOT = 0
_ANYWHERE = QModelIndex()


@dataclass(slots=True)
class _Row:
    path: Path | None
    parent: int
    place: int
    below: list[int] | None = None
    """Ids of the rows below; None while nobody has looked."""


class TreeModel(QAbstractItemModel):
    """A thin adapter over `session.document`. Empty fields and components have no row unless `show_empty`."""

    refused = Signal(str)
    """An edit could not be made; the sentence says why and what to do."""

    def __init__(self, session: EditSession, names: Names, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names = names
        self._document = session.document
        self.updating = False
        """Rows are coming and going: that the current row of a view changes meanwhile is not the user's doing."""
        self._show_empty = False
        self._next = _ROOT + 1
        self._rows: dict[int, _Row] = {_ROOT: _Row(None, _ROOT, 0)}
        self._ids: dict[Path, int] = {}
        self._take_fonts()
        session.changed.connect(self._on_changed)
        theme.watcher().changed.connect(self._take_fonts)

    def _take_fonts(self) -> None:
        self._plain = theme.monospace()
        self._bold = QFont(self._plain)
        self._bold.setBold(True)
        self._size = QSize(0, QFontMetrics(self._plain).height() + 8)

    # --- rows and paths ------------------------------------------------------------------------------------------

    def path(self, index: Index) -> Path | None:
        """The path of a row; None for an index that is none of ours."""
        row = self._rows.get(index.internalId()) if index.isValid() else None
        return row.path if row is not None else None

    def index_of(self, path: Path, column: int = ELEMENT) -> QModelIndex:
        """The row of a path, or of the nearest part above it that has one. Looks into rows on the way."""
        found = _ROOT
        for step in _steps(path):
            self._below(found)
            found = self._ids.get(step, found)
        row = self._rows[found]
        return QModelIndex() if found == _ROOT else self.createIndex(row.place, column, found)

    def set_show_empty(self, show: bool) -> None:
        """Whether fields of the definition that the message leaves empty have rows too."""
        if show != self._show_empty:
            self.updating = True
            self._show_empty = show
            self._synchronise(_ROOT)
            self.updating = False

    @property
    def show_empty(self) -> bool:
        return self._show_empty

    def _below(self, identity: int) -> list[int]:
        row = self._rows[identity]
        if row.below is None:
            row.below = [self._new(path, identity, place) for place, path in enumerate(self._paths_below(row.path))]
        return row.below

    def _new(self, path: Path, parent: int, place: int) -> int:
        identity, self._next = self._next, self._next + 1
        self._rows[identity] = _Row(path, parent, place)
        self._ids[path] = identity
        return identity

    def _forget(self, identity: int) -> None:
        row = self._rows.pop(identity)
        if row.path is not None and self._ids.get(row.path) == identity:
            del self._ids[row.path]
        for below in row.below or ():
            self._forget(below)

    def _paths_below(self, path: Path | None) -> list[Path]:
        if path is None:
            return [segment.path for segment in self._document.segments]
        part = self._document.part(path)
        if part is None:
            return []
        paths = [one.path for one in parts_below(part) if self._show_empty or one.text]
        if self._show_empty and isinstance(part, Segment) and not part.is_opaque:
            paths += [part.path.at(field=number) for number in self._missing_fields(part)]
        return paths

    def _missing_fields(self, segment: Segment) -> range:
        definition = self._session.dictionary().segment(segment.name)
        defined = max((field.number for field in definition.fields), default=0) if definition else 0
        return range(len(segment.fields) + 1, defined + 1)

    # --- following the session -----------------------------------------------------------------------------------

    def _on_changed(self, before: Document, after: Document, _origin: object) -> None:
        self._document = after
        self.updating = True
        self._update(before, after)
        self.updating = False

    def _update(self, before: Document, after: Document) -> None:
        old, new = before.segments, after.segments
        otherwise_read = before.delimiters != after.delimiters or before.version != after.version
        if otherwise_read or [one.name for one in old] != [one.name for one in new]:
            self._synchronise(_ROOT)
            return
        for one, other in zip(old, new, strict=True):
            if one.text != other.text and (identity := self._ids.get(other.path)) is not None:
                self._synchronise(identity, before)

    def _synchronise(self, identity: int, before: Document | None = None) -> None:
        """Give a row and all rows below it what the document now says. Rows whose path stays keep their id.

        With the document of `before`, rows below whose text is the same are left alone.
        """
        row = self._rows[identity]
        self._announce(identity)
        if row.below is None:
            return
        self._replace(identity, row.below, self._paths_below(row.path))
        for below in tuple(row.below):
            path = self._rows[below].path
            if before is None or path is None or before.get(path) != self._document.get(path):
                self._synchronise(below, before)

    def _announce(self, identity: int) -> None:
        if identity != _ROOT:
            self.dataChanged.emit(self._index(identity), self._index(identity, MEANING))

    def _replace(self, identity: int, below: list[int], paths: list[Path]) -> None:
        """Make the rows below have these paths: what both lists begin and end with stays, the middle is exchanged."""
        have = [self._rows[one].path for one in below]
        if have == paths:
            return
        head, tail = _common(have, paths)
        parent = self._index(identity)
        if head + tail < len(have):
            self.beginRemoveRows(parent, head, len(have) - tail - 1)
            gone, below[head : len(have) - tail] = below[head : len(have) - tail], []
            for one in gone:
                self._forget(one)
            self._renumber(below)
            self.endRemoveRows()
        if head + tail < len(paths):
            self.beginInsertRows(parent, head, len(paths) - tail - 1)
            below[head:head] = [self._new(path, identity, 0) for path in paths[head : len(paths) - tail]]
            self._renumber(below)
            self.endInsertRows()

    def _renumber(self, below: list[int]) -> None:
        for place, one in enumerate(below):
            self._rows[one].place = place

    def _index(self, identity: int, column: int = ELEMENT) -> QModelIndex:
        if identity == _ROOT:
            return QModelIndex()
        return self.createIndex(self._rows[identity].place, column, identity)

    # --- what a row shows ----------------------------------------------------------------------------------------

    def _text(self, part: Part | None, path: Path, column: int) -> str:
        if column == ELEMENT:
            return _label(path)
        if column == NAME:
            if isinstance(part, Segment) and part.is_opaque:
                return "Blank line" if part.is_blank else "Not a segment"
            return self._names.name(path)
        if column == VALUE:
            return self._value(part)
        return self._names.meaning(path) if part is not None and part.text else ""

    def _value(self, part: Part | None) -> str:
        if part is None:
            return ""
        raw = part.text
        if isinstance(part, Segment):
            return one_line(raw[:200] if part.is_opaque else raw[4:200])
        return one_line(raw if is_folded(raw) or parts_below(part) else unescape(raw, self._document.delimiters))

    def _colour(self, part: Part | None, column: int) -> str:
        if isinstance(part, Segment):
            return {ELEMENT: "segment", NAME: "field"}.get(column, "muted")
        if column == VALUE and part is not None:
            if part.text == NULL:
                return "null"
            return "muted" if is_folded(part.text) or parts_below(part) else "field"
        return "field" if column in (ELEMENT, VALUE) else "muted"

    def _is_editable(self, part: Part | None) -> bool:
        if part is None:
            return True
        if isinstance(part, Segment):
            return part.is_opaque and not is_folded(part.text)
        if isinstance(part, Field) and part.holds_delimiters:
            return False
        return not is_folded(part.text)

    # --- Qt ------------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _ANYWHERE) -> QModelIndex:
        if parent.isValid() and parent.column() != 0:
            return QModelIndex()
        identity = parent.internalId() if parent.isValid() else _ROOT
        below = self._below(identity) if identity in self._rows else []
        if not (0 <= row < len(below) and 0 <= column < len(HEADINGS)):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def parent(self, index: Index = _ANYWHERE) -> QModelIndex:  # type: ignore[override]
        row = self._rows.get(index.internalId()) if index.isValid() else None
        return QModelIndex() if row is None else self._index(row.parent)

    def rowCount(self, parent: Index = _ANYWHERE) -> int:
        if not parent.isValid():
            return len(self._below(_ROOT))
        if parent.column() != 0 or parent.internalId() not in self._rows:
            return 0
        return len(self._below(parent.internalId()))

    def hasChildren(self, parent: Index = _ANYWHERE) -> bool:
        """Without looking into the row: a view asks this of every segment when it opens."""
        row = self._rows.get(parent.internalId()) if parent.isValid() else self._rows[_ROOT]
        if row is None or parent.column() > 0:
            return False
        if row.below is not None or row.path is None:
            return self.rowCount(parent) > 0
        part = self._document.part(row.path)
        if self._show_empty or not isinstance(part, Segment):
            return bool(self._paths_below(row.path))
        # A field that is filled is anything but separators behind the name; in a header the separator is a field too.
        behind = part.text[3:]
        return not part.is_opaque and bool(behind if part.name in HEADERS else behind.strip(part.delimiters.field))

    def columnCount(self, _parent: Index = _ANYWHERE) -> int:
        return len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        path = self.path(index)
        if path is None:
            return None
        roles = Qt.ItemDataRole
        part = self._document.part(path)
        if role == roles.DisplayRole:
            return self._text(part, path, index.column())
        if role == roles.EditRole:
            return part.text if part is not None else ""
        if role == roles.ForegroundRole:
            return theme.colour(self._colour(part, index.column()))
        if role == roles.FontRole:
            return self._font(part, index.column())
        if role == roles.SizeHintRole:
            return self._size
        if role == roles.AccessibleTextRole:
            return f"{HEADINGS[index.column()]}: {self._text(part, path, index.column())}"
        return path if role == PathRole else None

    def _font(self, part: Part | None, column: int) -> QFont | None:
        if column not in (ELEMENT, VALUE):
            return None
        return self._bold if isinstance(part, Segment) and column == ELEMENT else self._plain

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        path = self.path(index)
        if path is None or role != Qt.ItemDataRole.EditRole or index.column() != VALUE:
            return False
        try:
            after = self._document.put(path, str(value))
        except EditError as error:
            self.refused.emit(str(error))
            return False
        self._session.submit(after, f"Edit {path}", self)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        path = self.path(index)
        if path is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == VALUE and self._is_editable(self._document.part(path)):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section] if 0 <= section < len(HEADINGS) else None
        return None


def parts_below(part: Part) -> Sequence[Part]:
    """The parts that a part is divided into; none when it is not divided.

    A level that has one part only is left out, except a single component that has subcomponents.
    """
    if isinstance(part, Segment):
        return part.fields
    if isinstance(part, Field):
        if part.holds_delimiters:
            return ()
        return part.repetitions if len(part.repetitions) > 1 else parts_below(part.repetitions[0])
    if isinstance(part, Repetition):
        several = len(part.components) > 1 or len(part.components[0].subcomponents) > 1
        return part.components if several else ()
    if isinstance(part, Component):
        return part.subcomponents if len(part.subcomponents) > 1 else ()
    return ()


def _steps(path: Path) -> list[Path]:
    """The path with everything above it, from the segment down."""
    steps = [path]
    while (above := steps[-1].parent()) is not None:
        steps.append(above)
    return steps[::-1]


def _label(path: Path) -> str:
    """How a row is called: what it adds to the row above it, but for a field its segment too."""
    if path.field is None:
        return str(path)
    if path.subcomponent is not None:
        return f".{path.component}.{path.subcomponent}"
    if path.component is not None:
        return f".{path.component}"
    return f"({path.repetition})" if path.repetition is not None else f"{path.segment}-{path.field}"


def _common(one: Sequence[Path | None], two: Sequence[Path | None]) -> tuple[int, int]:
    """How many items two lists begin with and end with alike, without counting any twice."""
    limit = min(len(one), len(two))
    head = next((place for place in range(limit) if one[place] != two[place]), limit)
    rest = limit - head
    tail = next((place for place in range(rest) if one[-1 - place] != two[-1 - place]), rest)
    return head, tail
