"""The tree of a message on the screen: follows the cursor of the session and moves it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QValidator,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeView,
    QWidget,
)

from workbench.er7 import Document, EditError, Path
from workbench.ui import theme
from workbench.ui.editor.naming import Names
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_model import VALUE, PathRole, TreeModel
from workbench.ui.widgets import plain_tooltip


class TreeView(QTreeView):
    """Element, name, value and meaning; the value column can be edited (F2, Enter or a double click)."""

    def __init__(self, session: EditSession, names: Names, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._following = False
        self.tree_model = TreeModel(session, names, self)
        self.setModel(self.tree_model)
        self.setAccessibleName("Tree of the message")
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setItemDelegateForColumn(VALUE, _ValueDelegate(session, self))
        self._prepare_header()
        self.selectionModel().currentChanged.connect(self._on_current_changed)
        session.cursor_moved.connect(self._on_cursor_moved)
        session.changed.connect(self._on_changed)
        self._go_to(session.cursor)
        self.expand(self.tree_model.index_of(session.cursor.segment_path()))

    def _prepare_header(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)  # it would go by the width before the scroll bar came
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 6)
        self._columns_are_ours = True
        # While we share the width no bar is needed, and one that came and went would change the width.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header.sectionHandleDoubleClicked.connect(self._keep_columns)
        header.sectionPressed.connect(self._keep_columns)

    def _keep_columns(self) -> None:
        """The user arranges the columns: leave them alone from now on."""
        self._columns_are_ours = False
        self.header().setStretchLastSection(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def _share_width(self) -> None:
        """Give every column its part of the width, so that no meaning hides behind a scroll bar."""
        element = self.fontMetrics().averageCharWidth() * 16
        rest = max(0, self.viewport().width() - element)
        name, value = rest * 38 // 100, rest * 36 // 100
        for column, width in enumerate((element, name, value, rest - name - value)):
            self.header().resizeSection(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns_are_ours:
            self._share_width()

    # --- cursor --------------------------------------------------------------------------------------------------

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        path = self.tree_model.path(current)
        if path is not None and not self._following and not self.tree_model.updating:
            self._session.move_cursor(path, self)

    def _on_cursor_moved(self, path: Path, origin: object) -> None:
        if origin is not self:
            self._go_to(path)

    def _on_changed(self, _before: Document, _after: Document, _origin: object) -> None:
        # Rows may have come or gone: the row nearest to the cursor may be another one now.
        if self.tree_model.path(self.currentIndex()) != self._session.cursor:
            self._go_to(self._session.cursor)

    def _go_to(self, path: Path) -> None:
        """Make the row of the path the current one, opening what is above it."""
        index = self.tree_model.index_of(path, max(self.currentIndex().column(), 0))
        if not index.isValid() or index == self.currentIndex():
            return
        self._following = True
        above = index.parent()
        while above.isValid():
            self.expand(above)
            above = above.parent()
        self.setCurrentIndex(index)
        self.scrollTo(index)
        self._following = False

    # --- what can be done with a row -----------------------------------------------------------------------------

    def edit_value(self) -> None:
        """Open the editor of the current row's value."""
        index = self.currentIndex().siblingAtColumn(VALUE)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

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
        edit.setEnabled(bool(self.currentIndex().siblingAtColumn(VALUE).flags() & Qt.ItemFlag.ItemIsEditable))
        menu.addAction("Copy &value\tCtrl+C", self.copy_value)
        menu.addAction("Copy &path", self.copy_path)
        menu.addSeparator()
        empty = menu.addAction("&Show empty fields")
        empty.setCheckable(True)
        empty.setChecked(self.tree_model.show_empty)
        empty.toggled.connect(self.tree_model.set_show_empty)
        menu.addAction("E&xpand all below", lambda: self.expandRecursively(self.currentIndex()))
        menu.addAction("C&ollapse all", self.collapseAll)
        menu.addSeparator()
        menu.addActions(self.actions())
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # what the editor leaves over, such as the Enter that closes it
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit_value()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        else:
            super().keyPressEvent(event)


class _ValueDelegate(QStyledItemDelegate):
    """Edits the raw text of a value. Text that the message cannot take there is marked, explained and not taken."""

    def __init__(self, session: EditSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(theme.monospace())
        editor.setFrame(False)
        editor.setMaxLength(1 << 30)
        path = index.data(PathRole)
        editor.setAccessibleName(f"Value of {path}")
        editor.setValidator(_FitsThere(self._session, path, editor))
        return editor


class _FitsThere(QValidator):
    """Whether a text can stand at a path. What cannot is left in the editor, with the reason beside it."""

    def __init__(self, session: EditSession, path: Path, editor: QLineEdit) -> None:
        super().__init__(editor)
        self._session = session
        self._path = path
        self._editor = editor

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        reason = ""
        try:
            self._session.document.put(self._path, text)
        except EditError as error:
            reason = str(error)
        palette = QPalette()
        if reason:
            palette.setColor(QPalette.ColorRole.Text, theme.colour("bad"))
            below = self._editor.mapToGlobal(QPoint(0, self._editor.height()))
            QToolTip.showText(below, plain_tooltip(reason), self._editor)
        self._editor.setPalette(palette)
        state = QValidator.State.Intermediate if reason else QValidator.State.Acceptable
        return state, text, position
