"""What is written can be read, and what is drawn be seen, light and dark (WCAG 2.2, criteria 1.4.3 and 1.4.11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from workbench.ui import theme

pytestmark = pytest.mark.gui
_TEXTS = "text muted accent good warn bad delimiter segment field escape null".split()
_GROUNDS = "window base alternate card header".split()


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[bool]:
    theme.apply(qapp, dark=request.param)
    yield request.param
    theme.apply(qapp, dark=False)


def _luminance(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", _GROUNDS)
@pytest.mark.parametrize("text", _TEXTS)
def test_text_on_its_ground(dark: bool, text: str, ground: str) -> None:
    assert contrast(theme.colour(text), theme.colour(ground)) >= 4.5


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on_accent", "accent"),
        ("text", "accent_soft"),
        ("good", "good_soft"),
        ("warn", "warn_soft"),
        ("bad", "bad_soft"),
        ("text", "good_soft"),
        ("text", "warn_soft"),
        ("text", "bad_soft"),
        *((text, "cursor") for text in ("delimiter", "segment", "field", "escape", "null")),
    ],
)
def test_text_on_a_coloured_ground(dark: bool, text: str, ground: str) -> None:
    assert contrast(theme.colour(text), theme.colour(ground)) >= 4.5


@pytest.mark.parametrize("ground", ["window", "base", "card"])
def test_frames_on_their_ground(dark: bool, ground: str) -> None:
    assert contrast(theme.colour("frame"), theme.colour(ground)) >= 3


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QSpinBox, QCheckBox, QRadioButton, QPushButton])
def test_the_frame_of_an_input_can_be_seen(dark: bool, kind: type[QWidget], qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    layout = QVBoxLayout(page)
    layout.addWidget(first := QPushButton("First"))  # has the focus, whose frame is another one
    layout.addWidget(one := kind())
    page.resize(200, 100)
    page.show()
    first.setFocus()
    image = page.grab().toImage()
    left, middle = one.geometry().left(), one.geometry().center().y()
    window = theme.colour("window")
    assert max(contrast(image.pixelColor(x, middle), window) for x in range(left, left + 4)) >= 3


@pytest.mark.parametrize("change", [lambda app: theme.apply(app, dark=True), lambda app: theme.set_zoom(app, 2)])
def test_a_widget_is_not_dressed_again_for_each_that_it_stands_in(
    qapp: QApplication, qtbot: QtBot, change: Callable[[QApplication], object]
) -> None:
    class Deep(QWidget):
        dressed = 0

        def changeEvent(self, event: QEvent) -> None:
            self.dressed += event.type() == QEvent.Type.StyleChange
            super().changeEvent(event)

    theme.apply(qapp, dark=False)
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = outer
    for _level in range(12):
        inner = QWidget(inner)
    deep = Deep(inner)
    outer.show()
    deep.dressed = 0
    change(qapp)
    assert 1 <= deep.dressed <= 3  # without a sheet, with one; thirteen times more otherwise
    theme.set_zoom(qapp, 0)
    theme.apply(qapp, dark=False)


@pytest.mark.parametrize(("ground", "dark"), [("#323232", True), ("#efefef", False)])
def test_the_desktop_is_asked_through_the_colours_of_the_style(
    monkeypatch: pytest.MonkeyPatch, ground: str, dark: bool
) -> None:
    class Style:
        def standardPalette(self) -> QPalette:
            return QPalette(QColor(ground))

    monkeypatch.setattr(QApplication, "style", lambda: Style())
    assert theme.system_prefers_dark() is dark
