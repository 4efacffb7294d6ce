"""The input of a date, a time or the start of a range: a line of raw text, a calendar, and "now"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QAbstractButton, QCalendarWidget, QMenu, QTableView, QToolButton, QWidget, QWidgetAction

from workbench.er7 import Delimiters
from workbench.reference import moments
from workbench.ui import theme
from workbench.ui.editor.field_editor import FieldEditor, Place
from workbench.ui.editor.fields.arrow import Arrow
from workbench.ui.editor.fields.moment import TIMES, as_hl7, now_like, with_day
from workbench.ui.editor.fields.pieces import first_leaf, with_first_leaf

_DATE_TIP = "As in HL7, 20260301, or as usual: 2026-03-01, 2026-03-01 10:15, 1 Mar 2026"
_TIME_TIP = "As in HL7, 1015, or as usual: 10:15, 4:30 pm"
_NOTHING: Mapping[Place, str] = {}


def _local_now() -> datetime:
    return datetime.now().astimezone()


class DateEditor(FieldEditor):
    """Any text may be typed. Calendar and "now" change the first moment alone and keep its precision and its zone."""

    def __init__(self, name: str, datatype: str, parent: QWidget | None = None) -> None:
        super().__init__(name, {}, parent)
        self._datatype = datatype
        self.clock: Callable[[], datetime] = _local_now
        self.calendar: QCalendarWidget | None = None
        self._menu: QMenu | None = None
        self.pick: QAbstractButton
        if datatype in TIMES:
            self.pick = QToolButton()
            self.pick.setText("Now")
            self.pick.setToolTip("The time now, as precise as the text is (Ctrl+;)")
            self.pick.setAccessibleName(f"Now into {name}")
            self.pick.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line has keys for it
            self.pick.clicked.connect(self.put_now)
        else:
            self.pick = Arrow(f"Calendar for {name}", opens=False)
            self.pick.setToolTip("Calendar (Alt+Down), now (Ctrl+;)")
            self.pick.clicked.connect(self.open_calendar)
        self.row.addWidget(self.pick)
        self.line.key_pressed = self._on_key
        self.line.editingFinished.connect(self._on_finished)
        self.line.setToolTip(_TIME_TIP if datatype in TIMES else _DATE_TIP)

    def show_raw(
        self, raw: str, delimiters: Delimiters, *, read_only: bool = False, held: Mapping[Place, str] = _NOTHING
    ) -> None:
        super().show_raw(raw, delimiters, read_only=read_only, held=held)
        self.pick.setEnabled(not self.line.isReadOnly())

    def put_now(self) -> None:
        """Write the moment that it is now."""
        leaf = first_leaf(self.raw, self._delimiters)
        self._put_leaf(now_like(leaf, self._datatype, self.clock()))

    def put_day(self, day: QDate) -> None:
        """Write a day; the time of the day and the zone stay."""
        if self._menu is not None:
            self._menu.close()
        leaf = first_leaf(self.raw, self._delimiters)
        self._put_leaf(with_day(leaf, day.toPython()))  # type: ignore[arg-type]  # Qt's types say object

    def _on_finished(self) -> None:
        """What was typed as people write dates becomes HL7's; what stood there before is left as it is."""
        leaf = first_leaf(self.raw, self._delimiters)
        written = as_hl7(leaf, self._datatype) if self.line.isModified() else ""
        if written:
            self._put_leaf(written, stay=False)

    def _put_leaf(self, leaf: str, *, stay: bool = True) -> None:
        if self.line.isReadOnly():
            return
        raw = with_first_leaf(self.raw, leaf, self._delimiters)
        self._raw = raw
        self.line.show_text(raw)
        if stay:
            self.line.setFocus()
        self.edited.emit(raw)

    def open_calendar(self) -> None:
        """Show the calendar below the line, at the day that stands there or today."""
        if self.line.isReadOnly() or self._datatype in TIMES:
            return
        day = moments.day(first_leaf(self.raw, self._delimiters)) or self.clock().date()
        calendar = self._calendar()
        _dress(calendar)
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        assert self._menu is not None
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        calendar.setFocus()

    def _calendar(self) -> QCalendarWidget:
        if self.calendar is None:
            self.calendar = QCalendarWidget()
            self.calendar.setLocale(QLocale(QLocale.Language.English))
            self.calendar.setFirstDayOfWeek(QLocale().firstDayOfWeek())
            self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
            self.calendar.setAccessibleName("Calendar")
            for days in self.calendar.findChildren(QTableView):  # it takes the keyboard, not the calendar around it
                days.setAccessibleName("Days of the month")
            self.calendar.setMinimumSize(280, 220)
            self.calendar.clicked.connect(self.put_day)
            self.calendar.activated.connect(self.put_day)
            self._menu = QMenu(self)
            action = QWidgetAction(self._menu)
            action.setDefaultWidget(self.calendar)
            self._menu.addAction(action)
            self._menu.addAction("&Now\tCtrl+;", self.put_now)
        return self.calendar

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Down and event.modifiers() == Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
            return True
        if event.key() == Qt.Key.Key_Semicolon and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.put_now()
            return True
        return False


def _dress(calendar: QCalendarWidget) -> None:
    """Qt has colours of its own for the weekend and for the months; take those of the theme."""
    weekend = QTextCharFormat()
    weekend.setForeground(theme.colour("muted"))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, weekend)
    calendar.setStyleSheet(f"QToolButton {{ color: {theme.colour('on_accent').name()}; }}")
