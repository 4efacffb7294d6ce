"""Light and dark from one table of colours. Widgets ask here for a colour by its meaning and never name one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:  # each class of Qt costs time when it is first named; the first window has no text of its own size
    from PySide6.QtGui import QFont

_LIGHT = {
    "window": "#f4f5f7",
    "base": "#ffffff",
    "alternate": "#f8f9fb",
    "text": "#1d2430",
    "border": "#d3d8e0",
    "frame": "#767d8a",
    "muted": "#5d6878",
    "accent": "#0b6e83",
    "on_accent": "#ffffff",
    "accent_soft": "#d9eef2",
    "good": "#1d7a3e",
    "warn": "#8f5a00",
    "bad": "#b3261e",
    "good_soft": "#e1f3e6",
    "warn_soft": "#fdf0d5",
    "bad_soft": "#fbe3e1",
    "delimiter": "#8d4bb8",
    "segment": "#0b5c8a",
    "field": "#1d2430",
    "escape": "#9c4f00",
    "cursor": "#fff3c4",
    "null": "#a0522d",
    "header": "#eaedf1",
    "card": "#ffffff",
}
_DARK = {
    "window": "#1e2228",
    "base": "#16191e",
    "alternate": "#1b1f25",
    "text": "#e3e7ed",
    "border": "#3a414c",
    "frame": "#868f9c",
    "muted": "#98a3b3",
    "accent": "#4cc2d9",
    "on_accent": "#0c1a1e",
    "accent_soft": "#173b44",
    "good": "#6fcf8a",
    "warn": "#f0b95a",
    "bad": "#ff8a80",
    "good_soft": "#17331f",
    "warn_soft": "#3a2d12",
    "bad_soft": "#41201e",
    "delimiter": "#c792ea",
    "segment": "#6cb6ff",
    "field": "#e3e7ed",
    "escape": "#f0a35a",
    "cursor": "#3d3a1e",
    "null": "#e0a080",
    "header": "#262b33",
    "card": "#252a32",
}

_FRAMED = ("QLineEdit", "QComboBox", "QAbstractSpinBox", "QCheckBox", "QRadioButton", "QPushButton")
_FUSION_DARKENS = 140
"""Fusion draws the frames of inputs so much darker (in per cent) than the window, on which nobody sees them when that
is dark already. Inputs are given another window colour, of which they use no more than that."""


_HALF = 128
"""Of the lightness of white."""


class _Watcher(QObject):
    changed = Signal()


class _State:
    dark = False
    fusion = False
    """Whether the application has its style."""
    zoom = 0
    usual_size = 0.0
    """Points of the program's font before any zoom; 0 until it is first needed."""
    watcher: _Watcher | None = None


_STATE = _State()
"""Qt itself has one palette per application, so this is the one place that may hold the state beside it."""


def watcher() -> _Watcher:
    """Emits `changed` when light and dark are switched or fonts change, for those who paint for themselves."""
    if _STATE.watcher is None:
        _STATE.watcher = _Watcher()
    return _STATE.watcher


def is_dark() -> bool:
    """Whether the dark palette is in use."""
    return _STATE.dark


def colour(name: str) -> QColor:
    """A colour by its meaning, such as "delimiter" or "bad". KeyError for a name that the table lacks."""
    return QColor((_DARK if _STATE.dark else _LIGHT)[name])


def monospace() -> QFont:
    """The font for HL7 text, as large as the program's font."""
    from PySide6.QtGui import QFontDatabase  # with all its writing systems; the first window shows no HL7

    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(max(QGuiApplication.font().pointSizeF(), 9.0 * min(1, 1 + _STATE.zoom / 10)))
    return font


ZOOM_STEPS = range(-3, 11)
"""How far the font can be zoomed; a step is a tenth of the usual size."""


def zoom() -> int:
    """The zoom in steps; 0 is the usual size."""
    return _STATE.zoom


def scale() -> float:
    """How large text is now beside the usual size: 1.5 at one and a half."""
    return 1 + _STATE.zoom / 10


def scaled(pixels: int) -> int:
    """So many pixels beside text of the usual size are so many beside that of now."""
    return round(pixels * scale())


def set_zoom(application: QApplication, steps: int) -> int:
    """Make every font larger or smaller than usual by so many steps, within ZOOM_STEPS. Returns the steps in use."""
    before, _STATE.zoom = _STATE.zoom, min(max(steps, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
    if before == _STATE.zoom:
        return before
    if not _STATE.usual_size:
        _STATE.usual_size = max(application.font().pointSizeF(), 6.0)
    font = application.font()
    font.setPointSizeF(_STATE.usual_size * (1 + _STATE.zoom / 10))
    application.setFont(font)
    _dress(application)
    watcher().changed.emit()
    _measure_rows(application)
    return _STATE.zoom


def _dress(application: QApplication) -> None:
    """Set the style sheet. It gives widgets their fonts anew, so those that show HL7 get their size after it.

    The old one goes first: in its place Qt would dress each widget once for every widget that it stands in, which are
    fourteen in the editor and took a third of a second.
    """
    application.setStyleSheet("")
    application.setStyleSheet(_style_sheet())
    if not (widgets := application.allWidgets()):
        return
    from PySide6.QtCore import Qt  # makes all of Qt's enumerations, which takes an eighth of the start

    fixed: QFont | None = None
    for widget in widgets:
        if not widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            continue
        fixed = fixed or monospace()
        own = widget.font()  # what shows HL7 has a font of its own, which does not follow the program's
        if own.family() == fixed.family():
            own.setPointSizeF(fixed.pointSizeF())
            widget.setFont(own)


def _measure_rows(application: QApplication) -> None:
    """Trees keep the height of their first row; models have their new fonts only after they were told."""
    from PySide6.QtWidgets import QTreeView  # brings everything about lists; the first window has none

    for widget in application.allWidgets():
        if isinstance(widget, QTreeView):
            widget.doItemsLayout()


def system_prefers_dark() -> bool:
    """What the desktop asks for: Fusion's own colours follow it. (The hint itself is one of Qt's enumerations.)"""
    own = QApplication.style().standardPalette()
    return own.color(QPalette.ColorRole.Window).lightness() < _HALF


def new_application(name: str) -> QApplication:
    """The Qt application, in its style from the beginning: naming it later costs a tenth of the start."""
    application = QApplication([name, "-style", "fusion"])
    _STATE.fusion = True
    return application


def apply(application: QApplication, *, dark: bool) -> None:
    """Give the application its style and palette, and tell those who paint for themselves."""
    _STATE.dark = dark
    if not _STATE.fusion:
        application.setStyle("Fusion")
        _STATE.fusion = True
    application.setPalette(_palette())
    for name in _FRAMED:
        application.setPalette(_framed(), name)  # type: ignore[arg-type]  # the stub says bytes, which it refuses
    _dress(application)
    watcher().changed.emit()


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "window"),
        (roles.WindowText, "text"),
        (roles.Base, "base"),
        (roles.AlternateBase, "alternate"),
        (roles.ToolTipBase, "base"),
        (roles.ToolTipText, "text"),
        (roles.Text, "text"),
        (roles.Button, "window"),
        (roles.ButtonText, "text"),
        (roles.BrightText, "bad"),
        (roles.Link, "accent"),
        (roles.LinkVisited, "accent"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
        (roles.PlaceholderText, "muted"),
        (roles.Mid, "border"),
        (roles.Light, "border" if _STATE.dark else "base"),  # the line below tabs
        (roles.Accent, "accent"),
    ):
        palette.setColor(role, colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("muted"))
    return palette


def _framed() -> QPalette:
    palette = _palette()
    palette.setColor(QPalette.ColorRole.Window, colour("frame").lighter(_FUSION_DARKENS))
    return palette


def _style_sheet() -> str:
    """What a palette cannot say: hairlines instead of Fusion's bevels, and room around tool buttons.

    The line of a vertical splitter is a gradient: Qt counts its margins twice and draws a bar.
    """
    border, header, soft = colour("border").name(), colour("header").name(), colour("accent_soft").name()
    muted = colour("muted").name()
    return f"""
        QToolTip {{ border: 1px solid {border}; padding: 4px; }}
        QHeaderView::section {{ background: {header}; border: none; border-right: 1px solid {border};
            border-bottom: 1px solid {border}; padding: 4px 4px; }}
        QTreeView, QTableView, QListView, QPlainTextEdit, QTextBrowser {{ border: 1px solid {border}; }}
        QTreeView::item, QListView::item {{ padding: 2px 0; }}
        QSplitter::handle {{ background: {border}; }}
        QSplitter::handle:horizontal {{ width: 1px; margin: 0 3px; }}
        QSplitter::handle:vertical {{ height: 7px; background: qlineargradient(x1:0, y1:0, x2:0, y2:1,
            stop:0.42 transparent, stop:0.43 {border}, stop:0.57 {border}, stop:0.58 transparent); }}
        QToolBar {{ background: {colour("window").name()}; border: none; border-right: 1px solid {border};
            padding: 4px; spacing: 4px; }}
        QToolButton {{ padding: 4px 8px; border: 1px solid transparent; border-radius: 4px; }}
        QToolButton:hover, QToolButton:checked {{ background: {soft}; }}
        QLabel[role="muted"] {{ color: {muted}; }}
        QLabel[role="good"] {{ color: {colour("good").name()}; }}
        QLabel[role="warn"] {{ color: {colour("warn").name()}; }}
        QLabel[role="bad"] {{ color: {colour("bad").name()}; }}
        QLabel[role="title"] {{ font-size: {15 * (1 + _STATE.zoom / 10):.1f}pt; font-weight: 600; }}
        QLabel[role="heading"] {{ font-weight: 600; }}
        QFrame[role="card"] {{ background: {colour("card").name()}; border: 1px solid {border};
            border-radius: 6px; }}
    """
