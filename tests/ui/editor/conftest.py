"""A small charge message, and sessions and views of it or of any other text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.screen import StubBridge
from pytestqt.qtbot import QtBot

from workbench.er7 import Document
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.view import MessageView

CHARGE = (
    "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r"
    "PID|1||100234^^^HOSP^MR||SAMPLE^ANNA\r"
    "FT1|1|CHG001||20260301||CG|76805^OB scan^C4|||1|350.00&USD||||||||O80^Birth^I10~Z37^Outcome^I10\r"
    'FT1|2|CHG002||20260301||CG|76810|||""\r'
)


@pytest.fixture
def make_session(qapp: object) -> Callable[[str], EditSession]:
    return lambda text: EditSession(Document.from_text(text), "Test")


@pytest.fixture
def session(make_session: Callable[[str], EditSession]) -> EditSession:
    return make_session(CHARGE)


@pytest.fixture
def bridge(qapp: object) -> StubBridge:
    return StubBridge()


@pytest.fixture
def make_view(qtbot: QtBot, bridge: StubBridge) -> Callable[[EditSession], MessageView]:
    def make(session: EditSession) -> MessageView:
        view = MessageView(session, bridge)
        qtbot.addWidget(view)
        view.resize(1280, 720)
        view.show()
        return view

    return make


@pytest.fixture
def view(session: EditSession, make_view: Callable[[EditSession], MessageView]) -> MessageView:
    return make_view(session)
