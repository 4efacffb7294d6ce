"""The tree of a message on the screen: follows the cursor of the session and moves it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QValidator,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyle,
    QStyleOption,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
    QWidget,
)

from workbench.er7 import Document, EditError, Path
from workbench.ui import theme
from workbench.ui.editor.embedded import holds_embedded
from workbench.ui.editor.fields.held import Unfinished
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_cells import COLUMNS
from workbench.ui.editor.tree_model import (
    CARDINALITY,
    DATATYPE,
    ELEMENT,
    MEANING,
    NAME,
    OPTIONALITY,
    VALUE,
    PathRole,
    TreeModel,
)
from workbench.ui.editor.tree_paint import CellDelegate
from workbench.ui.widgets import plain_tooltip

_OPTIONAL = (MEANING, DATATYPE, OPTIONALITY, CARDINALITY)
"""The columns that may be hidden, and are until the user shows them."""
_INDENTATION, _TIGHT_INDENTATION = 14, 10
_MARGINS = 8
"""Pixels beside a text in its cell."""
_REOPENED = 300
"""So many rows at most are opened again where they stand in another order now."""
_TIGHT = 44
"""With less room than this, in characters, the paths get less of it."""
_LEAST = {NAME: 14, VALUE: 17, MEANING: 14}
"""Characters of these columns beside others that the user has added."""


class TreeView(QTreeView):
    """Element, name and value with its meaning; what the definition says in columns that can be shown.

    The value can be edited (F2, Enter or a double click); the same on a missing segment inserts it.
    """

    embedded_requested = Signal(object)
    """The user wants to see or save the document that is embedded at this Path."""
    field_wanted = Signal(object)
    """The user wants to edit the field at this Path, which has no row: it is empty, or the filter hides it."""
    refused = Signal(str)
    """What was typed is given up, though the user did not say so; the sentence says what and why."""
    typed = Signal()
    """Something else stands where a value is typed, or it is typed no more; the message has it when it is finished."""
    columns_changed = Signal()
    """The user has shown, hidden, moved or resized a column."""

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._following = False
        self.nothing = ""
        """What stands there while no row is shown."""
        self.tree_model = TreeModel(session, names, self)
        self.setModel(self.tree_model)
        self.setAccessibleName("Tree of the message")
        self.setUniformRowHeights(True)
        self.setIndentation(_INDENTATION)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setItemDelegate(CellDelegate(self, self.tree_model))
        self.setItemDelegateForColumn(VALUE, _ValueDelegate(session, self))
        self._prepare_header()
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        session.cursor_moved.connect(self._on_cursor_moved)
        session.changed.connect(self._on_changed)
        session.absent_changed.connect(self._on_absent)
        session.begun.connect(self._begin)
        self._begin()

    def _begin(self) -> None:
        """Go to the cursor, and open its segment."""
        self._go_to(self._session.cursor)
        self.expand(self.tree_model.index_of(self._session.cursor.segment_path()))

    def _prepare_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)  # it would go by the width before the scroll bar came
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 6)
        self._columns_are_ours = True
        # While we share the width no bar is needed, and one that came and went would change the width.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for column in _OPTIONAL:
            self.setColumnHidden(column, True)
        header.sectionHandleDoubleClicked.connect(self._keep_columns)
        header.sectionPressed.connect(self._keep_columns)
        header.sectionResized.connect(self._on_column)
        header.sectionResized.connect(self._on_width)
        header.sectionMoved.connect(self._on_column)

    def _keep_columns(self) -> None:
        """The user arranges the columns: leave them alone from now on."""
        self._columns_are_ours = False
        self.header().setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_column(self, column: int, shown: bool) -> None:
        """Show or hide one of the columns that are no part of the usual ones."""
        self.setColumnHidden(column, not shown)
        if self._columns_are_ours:
            self._share_width()
        self.columns_changed.emit()

    def _on_column(self, *_: int) -> None:
        if not self._columns_are_ours:  # else it was not the user
            self.columns_changed.emit()

    def _on_width(self, column: int, _before: int, width: int) -> None:
        if column == NAME:
            self.tree_model.set_name_room(width // self.fontMetrics().averageCharWidth())

    def columns_state(self) -> str:
        """Which columns are shown and, when the user has arranged them, how; for `restore_columns`."""
        shown = " ".join(str(column) for column in _OPTIONAL if not self.isColumnHidden(column))
        arranged = "" if self._columns_are_ours else bytes(self.header().saveState().toBase64().data()).decode("ascii")
        return f"{shown}/{arranged}" if shown or arranged else ""

    def restore_columns(self, state: str) -> None:
        """Show the columns as `columns_state` has told; nothing happens for a text that it never gave."""
        shown, _slash, arranged = state.partition("/")
        for column in _OPTIONAL:
            self.setColumnHidden(column, str(column) not in shown.split())
        if arranged and self.header().restoreState(QByteArray.fromBase64(arranged.encode("ascii", "replace"))):
            self._keep_columns()

    def _share_width(self) -> None:
        """Give every column its part of the width, so that no value hides behind a scroll bar.

        With columns that the user has added there may be one: less than this of a name or a value says nothing.
        """
        character = self.fontMetrics().averageCharWidth()
        room = self.viewport().width()
        tight = room < character * _TIGHT
        if self.indentation() != (indentation := _TIGHT_INDENTATION if tight else _INDENTATION):
            self.setIndentation(indentation)
        widths = {ELEMENT: character * (13 if tight else 16) + (character * 5 if self.tree_model.grouped else 0)}
        widths |= {DATATYPE: character * 8, OPTIONALITY: character * 8, CARDINALITY: character * 9}
        shown = {column: width for column, width in widths.items() if not self.isColumnHidden(column)}
        rest = max(0, room - sum(shown.values()))
        shares = {NAME: 44, VALUE: 56} if self.isColumnHidden(MEANING) else {NAME: 34, VALUE: 38, MEANING: 28}
        for column, share in shares.items():
            shown[column] = rest * share // 100
        shown[max(shares)] += rest - sum(shown[column] for column in shares)
        if tight and len(shares) == 2:  # a time to the second is to be read; a name has shorter ones
            moment = QFontMetrics(theme.monospace()).horizontalAdvance("0" * 14) + _MARGINS
            shown[VALUE] = max(shown[VALUE], min(moment, rest - character * 8))
            shown[NAME] = rest - shown[VALUE]
        added = any(not self.isColumnHidden(column) for column in _OPTIONAL)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if added else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if policy != self.horizontalScrollBarPolicy():  # the same again would lay it out anew
            self.setHorizontalScrollBarPolicy(policy)
        for column, width in shown.items():
            self.header().resizeSection(column, max(width, character * _LEAST.get(column, 0) if added else 0))

    def set_grouped(self, grouped: bool) -> None:
        """Show the groups of the structure, or plain segments, with the cursor where it was."""
        opened = [path for path, index in self.tree_model.known() if self.isExpanded(index)][:_REOPENED]
        self.tree_model.set_view(grouped=grouped)
        for path in opened:
            self._open(self.tree_model.index_of(path))
        if self._columns_are_ours:
            self._share_width()
        self.refresh()

    def refresh(self) -> None:
        """Rows have come and gone by another filter: show the cursor again."""
        if self.tree_model.path(self.currentIndex()) != self._session.cursor:
            self._go_to(self._session.cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns_are_ours:
            self._share_width()
        row = self.visualRect(self.currentIndex())
        if not row.isEmpty() and 0 <= row.top() < event.oldSize().height():
            self.scrollTo(self.currentIndex())  # it was in view, and stays there when the problems below grow

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.tree_model.rowCount() == 0 and self.nothing:
            painter = QPainter(self.viewport())
            painter.setPen(theme.colour("muted"))
            room = self.viewport().rect().adjusted(8, 8, -8, -8)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap), self.nothing)

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """Qt draws the arrow of a chosen row in the colour of the others, which is faint on the row's own."""
        chosen = index.row() == self.currentIndex().row() and self.selectionModel().isSelected(index)
        if chosen:
            super().drawBranches(painter, rect, index)
        if not self.tree_model.hasChildren(index):
            return
        option, width = QStyleOption(), self.indentation()
        option.rect = QRect(rect.right() - width + 1, rect.top(), width, rect.height())
        option.palette = self.palette()
        roles = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)
        for role in roles if chosen else ():
            option.palette.setColor(role, self.palette().highlightedText().color())
        elements = QStyle.PrimitiveElement
        arrow = elements.PE_IndicatorArrowDown if self.isExpanded(index) else elements.PE_IndicatorArrowRight
        self.style().drawPrimitive(arrow, option, painter, self)

    # --- cursor --------------------------------------------------------------------------------------------------

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._following or self.tree_model.updating:
            return
        path = self.tree_model.cursor_for(current)
        if path is not None:
            self._session.move_cursor(path, self)
        else:
            self._session.look_at_absent(self.tree_model.missing(current))

    def _on_cursor_moved(self, path: Path, origin: object) -> None:
        if origin is not self:
            self._go_to(path)

    def _on_absent(self) -> None:
        """Another view took the user back to the cursor, which did not move."""
        if self._session.absent is None and self.tree_model.missing(self.currentIndex()) is not None:
            self._go_to(self._session.cursor)

    def _on_changed(self, _before: Document, _after: Document, _origin: object) -> None:
        # Rows may have come or gone: the row nearest to the cursor may be another one now.
        if self.tree_model.cursor_for(self.currentIndex()) != self._session.cursor:
            self._go_to(self._session.cursor)

    def _go_to(self, path: Path) -> None:
        """Make the row of the path the current one, opening what is above it."""
        index = self.tree_model.index_of(path, max(self.currentIndex().column(), 0))
        if not index.isValid() or index == self.currentIndex():
            return
        self._following = True
        self._show_row(index)
        self._following = False

    def _open(self, index: QModelIndex) -> None:
        """Expand a row and those above it."""
        while index.isValid():
            self.expand(index)
            index = index.parent()

    def _show_row(self, index: QModelIndex) -> None:
        self._open(index.parent())
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def go_to_missing(self, segment: str) -> None:
        """Choose the row that says that a segment is missing, where it is inserted; nothing where there is none."""
        index = self.tree_model.index_of_missing(segment)
        if index.isValid():
            self._show_row(index)

    # --- what can be done with a row -----------------------------------------------------------------------------

    def edit_value(self) -> None:
        """Open the editor of the current row's value; insert a missing segment, show a document that is too long."""
        if self.tree_model.insert_missing(self.currentIndex()):
            return
        if self._is_elsewhere():
            self.field_wanted.emit(self._session.cursor)
            return
        index = self.currentIndex().siblingAtColumn(VALUE)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)
        elif (path := self.tree_model.path(index)) is not None and holds_embedded(self._session.document, path):
            self.embedded_requested.emit(path)

    def _is_elsewhere(self) -> bool:
        """Whether the cursor is in a field that has no row, so that the current one is another's."""
        cursor, row = self._session.cursor, self.tree_model.path(self.currentIndex())
        return cursor.field is not None and (row is None or row.field_path() != cursor.field_path())

    def enter(self) -> None:
        """Show the document that stands in the current row's value, whatever its length; else edit the value."""
        path = self.tree_model.path(self.currentIndex())
        if path is not None and path.field is not None and holds_embedded(self._session.document, path):
            self.embedded_requested.emit(path)
        else:
            self.edit_value()

    def finish_typing(self) -> dict[Path, Unfinished]:
        """Put what is being typed into the message, as Enter does. What it cannot take stays there, and is given."""
        editor = self._typed_in()
        if editor is None:
            return {}
        if not editor.hasAcceptableInput():
            return {editor.path: Unfinished(editor.text(), editor.reason)}
        self.commitData(editor)
        self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        return {}

    def half_typed(self) -> tuple[Path, str] | None:
        """Where something is being typed that the message could take, and what; None for nothing."""
        editor = self._typed_in()
        return (editor.path, editor.text()) if editor is not None and editor.hasAcceptableInput() else None

    def _typed_in(self) -> _ValueLine | None:
        if self.state() != QAbstractItemView.State.EditingState:
            return None
        return next((one for one in self.viewport().findChildren(_ValueLine) if not one.closed), None)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Text that the message cannot take would go without a word when the keyboard goes elsewhere."""
        if isinstance(editor, _ValueLine) and not editor.closed:
            editor.closed = True
            dropped = hint == QAbstractItemDelegate.EndEditHint.RevertModelCache  # by Escape
            if not dropped and not editor.hasAcceptableInput():
                self.refused.emit(f"“{editor.text()}” is not in the message. {editor.reason}")
            self.typed.emit()
        super().closeEditor(editor, hint)

    def copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self._session.cursor))

    def copy_value(self) -> None:
        """Copy the raw text of the current row."""
        path = self.tree_model.path(self.currentIndex())
        if path is not None:
            QGuiApplication.clipboard().setText(self._session.document.get(path) or "")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu().exec(event.globalPos())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        edit = menu.addAction("&Edit value\tF2", self.edit_value)
        editable = bool(self.currentIndex().siblingAtColumn(VALUE).flags() & Qt.ItemFlag.ItemIsEditable)
        edit.setEnabled(editable or self._is_elsewhere())
        menu.addAction("Copy &value\tCtrl+C", self.copy_value)
        menu.addAction("Copy pat&h", self.copy_path)
        menu.addSeparator()
        path = self.tree_model.path(self.currentIndex())
        if path is not None and holds_embedded(self._session.document, path):
            menu.addAction("Show or save the em&bedded document…", lambda: self.embedded_requested.emit(path))
            menu.addSeparator()
        menu.addMenu(self.columns_menu(menu))
        menu.addAction("Expa&nd all below", lambda: self.expandRecursively(self.currentIndex()))
        menu.addAction("Colla&pse all", self.collapseAll)
        menu.addSeparator()
        menu.addActions(self.actions())
        return menu

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A menu of the columns that may be hidden."""
        menu = QMenu("Col&umns", parent)
        for column in _OPTIONAL:
            action = menu.addAction(COLUMNS[column].about.split(":")[0] if column != OPTIONALITY else "Optionality")
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(column))
            action.triggered.connect(lambda shown, column=column: self.show_column(column, shown))
            menu.aboutToShow.connect(
                lambda action=action, column=column: action.setChecked(not self.isColumnHidden(column))
            )
        return menu

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint()).siblingAtColumn(VALUE)
        path = self.tree_model.path(index)
        if self.tree_model.insert_missing(index):
            return
        fixed = not index.flags() & Qt.ItemFlag.ItemIsEditable
        if path is not None and path.field is not None and fixed and holds_embedded(self._session.document, path):
            self.embedded_requested.emit(path)
            return
        super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # what the editor leaves over, such as the Enter that closes it
        elif event.key() == Qt.Key.Key_F2:
            self.edit_value()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        else:
            super().keyPressEvent(event)


class _ValueDelegate(CellDelegate):
    """Edits the raw text of a value. Text that the message cannot take there is marked, explained and not taken."""

    def __init__(self, session: EditSession, tree: TreeView) -> None:
        super().__init__(tree, tree.tree_model)
        self._session = session
        self._tree_of_values = tree

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        path = index.data(PathRole)
        editor = _ValueLine(path, parent)
        editor.setFont(theme.monospace())
        editor.setFrame(False)
        editor.setMaxLength(1 << 30)
        editor.setAccessibleName(f"Value of {path}")
        editor.setValidator(_FitsThere(self._session, path, editor))
        editor.textEdited.connect(self._tree_of_values.typed)
        return editor


class _ValueLine(QLineEdit):
    """Where a value is typed."""

    def __init__(self, path: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self.path = path
        self.reason = ""
        """Why the message cannot take what stands here; "" when it can."""
        self.closed = False


class _FitsThere(QValidator):
    """Whether a text can stand at a path. What cannot is left in the editor, with the reason beside it."""

    def __init__(self, session: EditSession, path: Path, editor: _ValueLine) -> None:
        super().__init__(editor)
        self._session = session
        self._path = path
        self._editor = editor
        theme.watcher().changed.connect(self._colour)

    def _colour(self) -> None:
        palette = QPalette()
        if self._editor.reason:
            palette.setColor(QPalette.ColorRole.Text, theme.colour("bad"))
        self._editor.setPalette(palette)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        reason = ""
        try:
            self._session.document.put(self._path, text)
        except EditError as error:
            reason = str(error)
        self._editor.reason = reason
        self._colour()
        if reason:
            below = self._editor.mapToGlobal(QPoint(0, self._editor.height()))
            QToolTip.showText(below, plain_tooltip(reason), self._editor)
        state = QValidator.State.Intermediate if reason else QValidator.State.Acceptable
        return state, text, position
