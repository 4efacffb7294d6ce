"""The tree of a message for Qt: groups, segments, fields, repetitions, components, subcomponents.

Rows have integer ids and a key (see tree_shape); what they show is read from the session's document when it is asked
for. Rows below a row come into being when that row is opened or looked into.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics

from workbench.er7 import Document, EditError, Path
from workbench.ui import theme
from workbench.ui.editor.difference import difference
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_cells import (
    CARDINALITY,
    COLUMNS,
    DATATYPE,
    ELEMENT,
    HEADINGS,
    MEANING,
    NAME,
    OPTIONALITY,
    VALUE,
    Cells,
)
from workbench.ui.editor.tree_shape import Filter, GhostKey, Key, Shape
from workbench.ui.widgets import plain_tooltip

if TYPE_CHECKING:
    from workbench.reference.checks import Finding

__all__ = [
    "CARDINALITY",
    "DATATYPE",
    "ELEMENT",
    "MEANING",
    "NAME",
    "OPTIONALITY",
    "PLAIN",
    "VALUE",
    "Look",
    "PathRole",
    "TreeModel",
]

Index = QModelIndex | QPersistentModelIndex

PathRole = Qt.ItemDataRole.UserRole
_ROLES = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.EditRole,
        Qt.ItemDataRole.SizeHintRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.BackgroundRole,
        Qt.ItemDataRole.FontRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        PathRole,
    )
)
"""Those that `data` answers."""
_ROOT = 0
_ANYWHERE = QModelIndex()
_STILL = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_NONE = Qt.ItemFlag.NoItemFlags
_COLUMNS = len(COLUMNS)
_EDITABLE = _STILL | Qt.ItemFlag.ItemIsEditable
PLAIN, FIXED, BOLD = "plain", "fixed", "bold"
"""Fonts of cells: the view's own, that of HL7 text, and that of segments."""


class Look(NamedTuple):
    """What a cell shows: its text, a colour of the theme, one of the fonts."""

    text: str
    colour: str
    font: str


@dataclass(slots=True)
class _Row:
    key: Key | None
    parent: int
    place: int
    below: list[int] | None = None
    """Ids of the rows below; None while nobody has looked."""
    opens: bool | None = None
    """Whether there are rows below; None while nobody has asked. A view asks again with each layout."""


class TreeModel(QAbstractItemModel):
    """A thin adapter over `session.document`. Which rows there are is the matter of its `Shape`."""

    refused = Signal(str)
    """An edit could not be made; the sentence says why and what to do."""

    def __init__(self, session: EditSession, names: Names, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._document = session.document
        self._shape = Shape(session)
        self._cells = Cells(session, names, self._shape)
        self.updating = False
        """Rows are coming and going: that the current row of a view changes meanwhile is not the user's doing."""
        self._next = _ROOT + 1
        self._rows: dict[int, _Row] = {_ROOT: _Row(None, _ROOT, 0)}
        self._ids: dict[Key, int] = {}
        self._take_fonts()
        session.changed.connect(self._on_changed)
        theme.watcher().changed.connect(self._take_fonts)

    def _take_fonts(self) -> None:
        plain = theme.monospace()
        bold = QFont(plain)
        bold.setBold(True)
        self._fonts = {FIXED: plain, BOLD: bold}
        self._size = QSize(0, QFontMetrics(plain).height() + 8)

    # --- rows, keys and paths ------------------------------------------------------------------------------------

    def key(self, index: Index) -> Key | None:
        """The key of a row; None for an index that is none of ours."""
        row = self._rows.get(index.internalId()) if index.isValid() else None
        return row.key if row is not None else None

    def path(self, index: Index) -> Path | None:
        """The path of a row; None for a group, a missing segment and an index that is none of ours."""
        key = self.key(index)
        return key if isinstance(key, Path) else None

    def cursor_for(self, index: Index) -> Path | None:
        """Where the cursor goes when a row is chosen: a group leads to its first segment."""
        return self._shape.first_path(self.key(index))

    def missing(self, index: Index) -> Path | None:
        """The segment that a row says is missing; None for every other row."""
        key = self.key(index)
        return Path(key.name) if isinstance(key, GhostKey) else None

    def set_name_room(self, characters: int) -> None:
        """How much of a name can be seen: a long one gives way to a shorter one. The view paints anew anyway."""
        self._cells.name_room = characters

    def index_of(self, path: Path, column: int = ELEMENT) -> QModelIndex:
        """The row of a path, or of the nearest part above it that has one. Looks into rows on the way."""
        found = _ROOT
        for step in self._shape.steps(path):
            self._below(found)
            found = self._ids.get(step, found)
        row = self._rows[found]
        return QModelIndex() if found == _ROOT else self.createIndex(row.place, column, found)

    def known(self) -> Iterator[tuple[Path, QModelIndex]]:
        """Path and row of whatever has been looked into: only those can be open."""
        for identity, row in tuple(self._rows.items()):
            if isinstance(row.key, Path) and row.below is not None:
                yield row.key, self._index(identity)

    def index_of_missing(self, segment: str, above: int = _ROOT) -> QModelIndex:
        """The row that says that a segment is missing; an invalid index where nobody misses one."""
        for identity in self._below(above):
            row = self._rows[identity]
            if isinstance(row.key, GhostKey):
                if row.key.name == segment:
                    return self.createIndex(row.place, ELEMENT, identity)
            elif not isinstance(row.key, Path):
                found = self.index_of_missing(segment, identity)
                if found.isValid():
                    return found
        return QModelIndex()

    @property
    def grouped(self) -> bool:
        """Whether the segments stand in the groups of the message's structure."""
        return self._shape.grouped

    @property
    def filter(self) -> Filter:
        return self._shape.filter

    def set_view(self, *, grouped: bool | None = None, shown: Filter | None = None) -> None:
        """Show groups or plain segments, through a filter; what is not given stays."""
        wanted = self.grouped if grouped is None else grouped
        self.updating = True
        if self._shape.set_view(grouped=wanted, shown=self.filter if shown is None else shown):
            self._synchronise(_ROOT)
        self.updating = False

    def set_findings(self, findings: Iterable[Finding]) -> None:
        """Mark the rows of these findings and the rows above them."""
        for path in self._cells.set_findings(findings):
            if (identity := self._ids.get(path)) is not None:
                self._announce(identity)

    def insert_missing(self, index: Index) -> bool:
        """Put the missing segment of a row into the message. Whether that was one, and it could be done."""
        key = self.key(index)
        if not isinstance(key, GhostKey):
            return False
        from workbench.reference.edit.segments import add

        try:
            edited = add(self._document, self._shape.line_of(key), key.name)
        except EditError as error:
            self.refused.emit(str(error))
            return False
        self._session.submit(edited.document, f"Insert {key.name}", None)
        self._session.move_cursor(edited.cursor, None)
        return True

    def _below(self, identity: int) -> list[int]:
        row = self._rows[identity]
        if row.below is None:
            row.below = [self._new(key, identity, place) for place, key in enumerate(self._shape.below(row.key))]
        return row.below

    def _new(self, key: Key, parent: int, place: int) -> int:
        identity, self._next = self._next, self._next + 1
        self._rows[identity] = _Row(key, parent, place)
        self._ids[key] = identity
        return identity

    def _forget(self, identity: int) -> None:
        row = self._rows.pop(identity)
        if row.key is not None and self._ids.get(row.key) == identity:
            del self._ids[row.key]
        for below in row.below or ():
            self._forget(below)

    # --- following the session -----------------------------------------------------------------------------------

    def _on_changed(self, before: Document, after: Document, origin: object) -> None:
        self._document = after
        self.updating = True
        if origin is self._session:
            self._begin_anew(after)
        else:
            self._update(before, after)
        self.updating = False

    def _begin_anew(self, after: Document) -> None:
        """Another message stands here now: none of its rows is one of those that were."""
        self.beginResetModel()
        self._shape.take(after, same_names=False)
        self._rows, self._ids = {_ROOT: _Row(None, _ROOT, 0)}, {}
        self.endResetModel()

    def _update(self, before: Document, after: Document) -> None:
        old, new = before.segments, after.segments
        same = len(old) == len(new) and [one.name for one in old] == [one.name for one in new]
        # Type and version say what the structure is.
        same = same and before.version == after.version and before.message_type == after.message_type
        self._shape.take(after, same_names=same)
        if before.delimiters != after.delimiters or not same:
            self._synchronise(_ROOT)
            return
        splice = difference(before.text, after.text)
        if splice is None:
            return
        first = max(0, bisect_right(new, splice.start, key=lambda one: one.line_start) - 1)
        last = bisect_right(new, splice.start + len(splice.text), key=lambda one: one.line_start)
        for one, other in zip(old[first:last], new[first:last], strict=True):
            if one.text != other.text and (identity := self._ids.get(other.path)) is not None:
                self._synchronise(identity, before)

    def _synchronise(self, identity: int, before: Document | None = None) -> None:
        """Give a row and all rows below it what the document now says. Rows whose key stays keep their id.

        With the document of `before`, rows below whose text is the same are left alone.
        """
        row = self._rows[identity]
        row.opens = None
        self._announce(identity)
        if row.below is None:
            return
        self._replace(identity, row.below, self._shape.below(row.key))
        for below in tuple(row.below):
            key = self._rows[below].key
            same = before is not None and isinstance(key, Path) and before.get(key) == self._document.get(key)
            if not same:
                self._synchronise(below, before)

    def _announce(self, identity: int) -> None:
        if identity != _ROOT:
            self.dataChanged.emit(self._index(identity), self._index(identity, len(COLUMNS) - 1))

    def _replace(self, identity: int, below: list[int], keys: Sequence[Key]) -> None:
        """Make the rows below have these keys: what both lists begin and end with stays, the middle is exchanged."""
        have = [self._rows[one].key for one in below]
        if have == keys:
            return
        head, tail = _common(have, keys)
        parent = self._index(identity)
        if head + tail < len(have):
            self.beginRemoveRows(parent, head, len(have) - tail - 1)
            gone, below[head : len(have) - tail] = below[head : len(have) - tail], []
            for one in gone:
                self._forget(one)
            self._renumber(below)
            self.endRemoveRows()
        if head + tail < len(keys):
            self.beginInsertRows(parent, head, len(keys) - tail - 1)
            below[head:head] = [self._new(key, identity, 0) for key in keys[head : len(keys) - tail]]
            self._renumber(below)
            self.endInsertRows()

    def _renumber(self, below: list[int]) -> None:
        for place, one in enumerate(below):
            self._rows[one].place = place

    def _index(self, identity: int, column: int = ELEMENT) -> QModelIndex:
        if identity == _ROOT:
            return QModelIndex()
        return self.createIndex(self._rows[identity].place, column, identity)

    # --- Qt ------------------------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _ANYWHERE) -> QModelIndex:
        identity = _ROOT
        if parent.isValid():
            if parent.column() != 0:
                return QModelIndex()
            identity = parent.internalId()
        above = self._rows.get(identity)
        if above is None:
            return QModelIndex()
        below = above.below if above.below is not None else self._below(identity)
        if not (0 <= row < len(below) and 0 <= column < _COLUMNS):
            return QModelIndex()
        return self.createIndex(row, column, below[row])

    def parent(self, index: Index = _ANYWHERE) -> QModelIndex:  # type: ignore[override]
        row = self._rows.get(index.internalId()) if index.isValid() else None
        return _ANYWHERE if row is None or row.parent == _ROOT else self._index(row.parent)

    def rowCount(self, parent: Index = _ANYWHERE) -> int:
        if not parent.isValid():
            return len(self._below(_ROOT))
        if parent.column() != 0 or parent.internalId() not in self._rows:
            return 0
        return len(self._below(parent.internalId()))

    def hasChildren(self, parent: Index = _ANYWHERE) -> bool:
        """Without looking into the row: a view asks this of every row when it opens."""
        row = self._rows.get(parent.internalId()) if parent.isValid() else self._rows[_ROOT]
        if row is None or parent.column() > 0:
            return False
        if row.below is not None or row.key is None:
            return self.rowCount(parent) > 0
        if row.opens is None:
            row.opens = self._shape.has_below(row.key)
        return row.opens

    def columnCount(self, _parent: Index = _ANYWHERE) -> int:
        return len(COLUMNS)

    def sibling(self, row: int, column: int, index: Index) -> QModelIndex:
        """In the same row without the way over the row above, which painting would go for every cell."""
        if row == index.row() and index.internalId() in self._rows and 0 <= column < len(COLUMNS):
            return self.createIndex(row, column, index.internalId())
        return super().sibling(row, column, index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in _ROLES:  # painting asks for many that nobody answers
            return None
        key = self.key(index)
        if key is None:
            return None
        roles, column = Qt.ItemDataRole, index.column()
        if role == roles.SizeHintRole:
            return self._size
        if role == roles.DisplayRole:
            return self._cells.text(key, column)
        if role == roles.EditRole:
            return (self._document.get(key) or "") if isinstance(key, Path) else ""
        if role == roles.ForegroundRole:
            return theme.colour(self._cells.colour(key, column))
        if role == roles.BackgroundRole:
            return theme.colour("cursor") if key in (self.filter.hits or ()) and column == ELEMENT else None
        if role == roles.FontRole:
            return self._font(key, column)
        return self._said(key, column, role)

    def _said(self, key: Key, column: int, role: int) -> object:
        """What is asked for a cell now and then."""
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._cells.tip(key))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{HEADINGS[column]}: {self._cells.spoken(key, column)}"
        return key if role == PathRole and isinstance(key, Path) else None

    def _font(self, key: Key, column: int) -> QFont | None:
        return self.fonts().get(self._letters(key, column))

    def _letters(self, key: Key, column: int) -> str:
        if column not in (ELEMENT, VALUE):
            return PLAIN
        return BOLD if isinstance(key, Path) and key.field is None and column == ELEMENT else FIXED

    def fonts(self) -> dict[str, QFont]:
        """The fonts that a `Look` names, other than the view's own."""
        return self._fonts

    def look(self, index: Index) -> Look | None:
        """All that a plain cell shows, for who paints many of them. None for one that is not plain."""
        key, column = self.key(index), index.column()
        if key is None or (self.filter.hits is not None and key in self.filter.hits):
            return None
        return Look(self._cells.text(key, column), self._cells.colour(key, column), self._letters(key, column))

    def meaning(self, index: Index) -> str:
        """What the code of a row means."""
        key = self.key(index)
        return self._cells.text(key, MEANING) if key is not None else ""

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
        column = index.column()
        if column != VALUE:
            return _STILL if column >= 0 else _NONE
        path = self.path(index)
        return _EDITABLE if path is not None and self._cells.is_editable(path) else _STILL

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].about
        return COLUMNS[section].title if role == Qt.ItemDataRole.DisplayRole else None


def _common(one: Sequence[Key | None], two: Sequence[Key]) -> tuple[int, int]:
    """How many items two lists begin with and end with alike, without counting any twice."""
    limit = min(len(one), len(two))
    head = next((place for place in range(limit) if one[place] != two[place]), limit)
    rest = limit - head
    tail = next((place for place in range(rest) if one[-1 - place] != two[-1 - place]), rest)
    return head, tail
