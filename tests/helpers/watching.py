"""The whole window with somebody at it: what is said and asked is noted, and questions are answered as a test says."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from workbench.app import make_window
from workbench.er7 import Path as MessagePath
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tab import MessageTab
from workbench.ui.editor.view import MessageView
from workbench.ui.window import Window

DFT = (
    b"MSH|^~\\&|US|CTR|||20260301||DFT^P03|C1|T|2.5.1\r"
    b"PID|1||100234^^^H^MR||SAMPLE^ANNA\rPV1|1|O\rFT1|1|A||20260301||CG|76805^OB scan^C4|||1\r"
)
TWO = DFT + DFT.replace(b"|C1|", b"|C2|")
PATIENCE_S = 20.0


class Watched:
    """A window on a data folder. A question that no answer waits for is dismissed."""

    def __init__(self, data: Path, application: QApplication) -> None:
        self.window: Window = make_window(application, data, dark=False)
        self.answers: list[str] = []
        self.asked: list[tuple[str, str, tuple[str, ...]]] = []
        self.heard: list[tuple[str, str]] = []
        self.window.bridge.said.connect(lambda level, text: self.heard.append((level, text)))
        self.window.bridge.ask = self._ask  # type: ignore[method-assign]
        self.window.resize(1280, 720)
        self.window.show()

    def _ask(self, title: str, text: str, choices: tuple[str, ...]) -> str:
        self.asked.append((title, text, choices))
        answer = self.answers.pop(0) if self.answers else ""
        assert answer in ("", *choices), f"{answer!r} is none of {choices}"
        return answer

    def open(self, *files: Path) -> MessageTab:
        """Open files as from the menu; the tab in front."""
        self.window.open_files(list(files))
        return self.tab

    @property
    def tab(self) -> MessageTab:
        found = self.window.messages.current_tab()
        assert found is not None
        return found

    @property
    def tabs(self) -> list[MessageTab]:
        return self.window.messages.tabs()

    @property
    def session(self) -> EditSession:
        return self.tab.session

    @property
    def view(self) -> MessageView:
        return self.tab.view

    def put(self, path: str, value: str) -> None:
        """One step that can be undone."""
        self.session.submit(self.session.document.put(path, value), f"Set {path}", None)

    def get(self, path: str) -> str | None:
        return self.session.document.get(path)

    def type_into_tree(self, path: str, text: str) -> QLineEdit:
        """Begin to edit a value in the tree, and leave it half typed."""
        self.window.go_to(MessagePath.parse(path))
        self.view.tree.edit_value()
        editor = QApplication.focusWidget()
        assert isinstance(editor, QLineEdit)
        assert self.view.tree.isAncestorOf(editor)
        editor.selectAll()
        QTest.keyClicks(editor, text)
        return editor

    def type_into_form(self, field: int, text: str) -> None:
        """Type over what stands in an input of the form."""
        self.view.fields.setCurrentWidget(self.view.form)
        self.view.form.focus_field(field)
        line = self.view.form.rows[field].editor.line
        line.selectAll()
        QTest.keyClicks(line, text)

    def until(self, condition: Callable[[], object]) -> None:
        """Let the window and the threads beside it go on until something is so."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < end, "it never came"
            QApplication.processEvents()
            time.sleep(0.01)

    def last(self) -> str:
        """What was said last."""
        return self.heard[-1][1] if self.heard else ""

    def end(self) -> None:
        """Close it whatever is asked."""
        self.window.bridge.ask = lambda _title, _text, choices: next(  # type: ignore[method-assign]
            (one for one in choices if one.startswith(("Do not", "Close"))), ""
        )
        self.window.close()
        self.window.services.engine.quit()
