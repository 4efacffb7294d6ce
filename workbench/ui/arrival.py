"""Where the keyboard goes when a place comes to the front."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from workbench.ui.widgets import focus_first, has_chosen_row

_TRIES, _AGAIN_MS = 15, 100
"""How often, and how long after, the keyboard is offered to a list that comes a moment later."""


def focus_place(stack: QStackedWidget, place: QWidget, *, waits_for_list: bool, tries: int = _TRIES) -> None:
    """After the place has read what it shows; unless the user is elsewhere by then, or has begun to type.

    `waits_for_list` is for places whose lists are read beside the window.
    """
    if stack.currentWidget() is not place:
        return
    window = stack.window()
    focus_first(place, lists=tries < _TRIES)
    holder = window.focusWidget()
    if not waits_for_list or not tries or has_chosen_row(holder):
        return
    text = holder.text() if isinstance(holder, QLineEdit) else ""

    def again() -> None:
        now = window.focusWidget()
        if now is None or (now is holder and (not isinstance(now, QLineEdit) or now.text() == text)):
            focus_place(stack, place, waits_for_list=waits_for_list, tries=tries - 1)

    QTimer.singleShot(_AGAIN_MS, stack, again)
