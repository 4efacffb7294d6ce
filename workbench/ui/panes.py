"""The panes beside one another while a message is on the screen, and the way of the keyboard between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtWidgets import QApplication, QWidget

from workbench.ui.widgets import focus_first

if TYPE_CHECKING:
    from workbench.er7 import Path
    from workbench.ui.editor.view import MessageView
    from workbench.ui.window import Window


@runtime_checkable
class WithPanes(Protocol):
    """A place that has panes beside one another."""

    def panes(self) -> list[tuple[QWidget, QWidget]]:
        """Each pane that is on show, and what takes the keyboard in it."""
        ...


class Panes:
    """Tree, text or bytes, form or charges, problems, reference: what is on show of them, in this order."""

    def __init__(self, window: Window) -> None:
        self._window = window

    def to_message(self) -> None:
        """Back to where the user was in the message; without one, to what is on the screen."""
        self._window.activateWindow()  # from a dock that stands before it
        view = self._view()
        if view is None:
            shown = self._shown()
            if (inside := shown.focusWidget()) is not None and inside is not shown:
                _give_keyboard(inside)
            else:
                focus_first(shown)
            return
        last = view.focusWidget()  # Qt keeps which one of its children had the keyboard last
        _give_keyboard(last if last is not None and last.isVisible() else view.tree)

    def to_field(self, path: Path) -> None:
        """Give the keyboard to the input of a field of the message, or to the tree where the form has none."""
        view = self._view()
        if view is not None:
            view.enter_field(path)

    def to_dock(self, title: str) -> None:
        """Give the keyboard to a dock that is on show, or show it; when it has the keyboard already, go back."""
        window = self._window
        window.place("messages")  # the docks come with it
        dock = window.docks.by_title[title]
        if dock.isAncestorOf(QApplication.focusWidget() or window):
            self.to_message()
        elif title == "Reference" and not dock.isVisible():  # to be read beside the field; a second press goes there
            window.docks.show(title)
        elif title == "Reference" or self._window.on_message:
            window.docks.show(title)
            _give_keyboard(self._inside(title))

    def _inside(self, title: str) -> QWidget:
        window = self._window
        return window.problems if title == "Problems" else window.reference.readable

    def _shown(self) -> QWidget:
        return self._window.stack.currentWidget() or self._window

    def step(self, by: int) -> None:
        """Give the keyboard to the next pane (1) or the one before (-1), round and round."""
        panes = self._panes()
        if not panes:
            return
        holder = QApplication.focusWidget()
        here = next((at for at, (around, _to) in enumerate(panes) if _holds(around, holder)), None)
        at = (0 if by > 0 else -1) if here is None else (here + by) % len(panes)
        _give_keyboard(panes[at][1])

    def _view(self) -> MessageView | None:
        return self._window.messages.current_view() if self._window.on_message else None

    def _panes(self) -> list[tuple[QWidget, QWidget]]:
        """Each pane that is on show, and what takes the keyboard in it."""
        found: list[tuple[QWidget, QWidget]] = []
        if (view := self._view()) is not None:
            tab = self._window.messages.current_tab()
            if tab is not None and tab.selector is not None and tab.selector.isVisible():
                found.append((tab.selector, tab.selector))
            found.append((view.tree_pane, view.tree))
            for tabs in (view.texts, view.fields):
                page = tabs.currentWidget() or tabs
                if page is not view.form:
                    found.append((tabs, page.focusWidget() or _first(page)))
                elif view.form.takes_keyboard:
                    found.append((tabs, view.form))  # it knows which of its inputs
        elif isinstance(shown := self._shown(), WithPanes):
            found += shown.panes()
        else:
            found.append((shown, shown.focusWidget() or _first(shown)))
        for title, dock in reversed(self._window.docks.by_title.items()):
            if dock.isVisible():
                found.append((dock, self._inside(title)))
        return found


def _give_keyboard(widget: QWidget) -> None:
    from PySide6.QtCore import Qt  # not before the first paint

    widget.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _holds(around: QWidget, holder: QWidget | None) -> bool:
    return holder is not None and (around is holder or around.isAncestorOf(holder))


def _first(page: QWidget) -> QWidget:
    """What takes the keyboard in a page that never had it: itself when it can, else the first input in it."""
    from PySide6.QtCore import Qt

    if page.focusPolicy() != Qt.FocusPolicy.NoFocus or page.focusProxy() is not None:
        return page
    step = page.nextInFocusChain()
    while step is not None and step is not page and page.isAncestorOf(step):
        if step.focusPolicy() & Qt.FocusPolicy.TabFocus and step.isVisible() and step.isEnabled():
            return step
        step = step.nextInFocusChain()
    return page
