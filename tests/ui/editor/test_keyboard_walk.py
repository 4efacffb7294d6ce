"""All that can be done with a message is done by the keyboard alone: what, by which keys, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.keyboard import Keyboard
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from workbench.app import make_window
from workbench.er7 import Path as MessagePath
from workbench.ui import theme
from workbench.ui.editor import tree_model
from workbench.ui.editor.embedded_view import EmbeddedView
from workbench.ui.editor.view import MessageView
from workbench.ui.shortcuts import ShortcutsDialog
from workbench.ui.window import Window

pytestmark = pytest.mark.gui

MOST_TABS = 6
"""So often Tab may be pressed for one thing; more is no way to get there."""
HEAD = "MSH|^~\\&|US|CTR|BILL|HOSP|20260301160000||DFT^P03^DFT_P03|C1|T|2.5.1\r"
BODY = (
    "PID|1||100234^^^HOSP^MR||SAMPLE^ANNA\r"
    "FT1|1|CHG001||20260301|20260301|CG|76805^OB scan^C4|||1|350.00&USD||||||||O80^Birth^I10~Z37^Outcome^I10"
    "|||||||TC~59\r"
    "FT1|2|CHG002||20260301||CG|76810|||1\r"
    "ZXR|1|local^text|99.5\r"
)
CHARGE = HEAD + "EVN|P03|20260301160000\r" + BODY
WITHOUT_EVENT = HEAD + BODY
BATCH = CHARGE + CHARGE.replace("|C1|", "|C2|")
STRAY_CURRENCY = CHARGE.replace("350.00&USD", "350.00^USD")
WITHOUT_TYPE = CHARGE.replace("|CG|", "||")
REPORT = (
    "MSH|^~\\&|RIS|CTR|EHR|HOSP|20260301160000||ORU^R01^ORU_R01|C2|T|2.5.1\rPID|1||100234\rOBR|1|P1|F1|76805^OB^C4\r"
    "OBX|1|ED|DOC^Document^L||^TEXT^XML^Base64^PD94bWwgdmVyc2lvbj0iMS4wIj8+PGE+YjwvYT4=||||||F\r"
)
Look = Callable[[Window], object]


@dataclass(frozen=True)
class Row:
    """Something that the editor offers, the keys for it, and how one sees that it was done."""

    part: str
    what: str
    keys: str
    look: Look
    at: str = "FT1-7"
    """Where the cursor is; the keyboard is in the tree."""
    text: str = CHARGE

    def __str__(self) -> str:
        return f"{self.part}: {self.what}"


# --- how one sees it -------------------------------------------------------------------------------------------------


def view(window: Window) -> MessageView:
    shown = window.messages.current_view()
    assert shown is not None
    return shown


def value(window: Window, path: str) -> str | None:
    return view(window).session.document.get(path)


def names(window: Window) -> list[str]:
    return [segment.name for segment in view(window).session.document.segments]


def cursor(window: Window) -> str:
    return str(view(window).session.cursor)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def inside(around: QWidget) -> bool:
    holder = QApplication.focusWidget()
    return holder is not None and (holder is around or around.isAncestorOf(holder))


def all_follow(window: Window, path: str) -> bool:
    """Whether tree, bytes, text, form, path bar and reference are at a field."""
    shown, number = view(window), MessagePath.parse(path).field
    row = shown.tree.tree_model.path(shown.tree.currentIndex())
    return (
        row is not None
        and str(row.field_path()) == path
        and shown.path_bar.path.text().startswith(path)
        and shown.form.rows[number or 0].name.font().bold()
        and path.replace("[2]", "") in window.reference.browser.toPlainText()
        and shown.raw.textCursor().blockNumber() == shown.session.document.segment(MessagePath.parse(path)).index  # type: ignore[union-attr]
    )


def reference(window: Window) -> str:
    return window.reference.browser.toPlainText() if window.reference.browser.isVisible() else ""


def dialog(kind: type[QDialog] = QDialog) -> QDialog | None:
    return next((one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()), None)


def file_of(window: Window) -> bytes:
    file = window.messages.tabs()[0].file.file
    assert file is not None
    return file.read_bytes()


def other_file(window: Window) -> bytes:
    """What was saved elsewhere."""
    file = Path(window.messages.ask_save(""))
    return file.read_bytes() if file.exists() else b""


def column_shown(window: Window, column: int) -> bool:
    return not view(window).tree.isColumnHidden(column)


def mode_rows(window: Window) -> int:
    shown = view(window).tree.tree_model
    return sum(shown.rowCount(shown.index(row, 0)) for row in range(shown.rowCount()))


READING = "Reading"
EDITING = "Editing"
FEEL = "Feel"
ROWS = (
    # --- tree --------------------------------------------------------------------------------------------------------
    Row(READING, "groups of the structure", "Ctrl+Shift+G", lambda w: view(w).tree.tree_model.grouped),
    Row(READING, "plain segments again", "Ctrl+Shift+G Ctrl+Shift+G", lambda w: not view(w).tree.tree_model.grouped),
    Row(READING, "groups, from the form", "Alt+4 Ctrl+Shift+G", lambda w: view(w).tree.tree_model.grouped),
    Row(READING, "filter: all", "Ctrl+Shift+F Tab 'A'", lambda w: view(w).tree_pane.mode == "all"),
    Row(READING, "filter: problems", "Ctrl+Shift+F Tab 'P'", lambda w: view(w).tree_pane.mode == "problems"),
    Row(READING, "filter: charges", "Ctrl+Shift+F Tab 'C'", lambda w: view(w).tree_pane.mode == "charges"),
    Row(READING, "filter: filled", "Ctrl+Shift+F Tab 'A' Home", lambda w: view(w).tree_pane.mode == "filled"),
    Row(READING, "search box: next hit", "Ctrl+Shift+F 'Birth' Return", lambda w: cursor(w) == "FT1-19(1).2", "MSH-3"),
    Row(READING, "search box: hit before", "Ctrl+Shift+F 'CHG' Shift+Return",
        lambda w: cursor(w) == "FT1[2]-2", "FT1-2"),
    Row(READING, "search box: end", "Ctrl+Shift+F 'CHG' Escape", lambda w: not view(w).tree_pane.box.text()),
    Row(READING, "insert a missing segment", "Ctrl+Home Down Return",
        lambda w: names(w)[:2] == ["MSH", "EVN"], "MSH", WITHOUT_EVENT),
    Row(READING, "fold", "Left Left", lambda w: not view(w).tree.isExpanded(view(w).tree.currentIndex())),
    Row(READING, "unfold a component", "Right Right Down", lambda w: cursor(w) == "FT1-7.2"),
    Row(READING, "subcomponent", "Right Right Right Right", lambda w: cursor(w) == "FT1-11.1.1", "FT1-11"),
    Row(READING, "unfold all below", "Ctrl+Home Menu 'n'",
        lambda w: view(w).tree.isExpanded(view(w).tree.tree_model.index_of(MessagePath.parse("MSH-9")))),
    Row(READING, "a column: data type", "Ctrl+Shift+F Tab Tab Tab Space Down Down Return",
        lambda w: column_shown(w, tree_model.DATATYPE)),
    Row(READING, "a column: optionality", "Menu 'u' Down Down Return",
        lambda w: column_shown(w, tree_model.OPTIONALITY)),
    Row(READING, "a column: cardinality", "Menu 'u' Up Return", lambda w: column_shown(w, tree_model.CARDINALITY)),
    Row(READING, "a column: meaning", "Menu 'u' Return", lambda w: column_shown(w, tree_model.MEANING)),
    # --- embedded documents ------------------------------------------------------------------------------------------
    Row(READING, "show an embedded document", "Return", lambda w: dialog(EmbeddedView), "OBX-5", REPORT),
    Row(READING, "show it from elsewhere", "Alt+M b", lambda w: dialog(EmbeddedView), "PID-3", REPORT),
    Row(READING, "save an embedded document", "Alt+M d", lambda w: b"<a>b</a>" in other_file(w),
        "PID-3", REPORT),
    Row(READING, "save it while it is shown", "Return ... Ctrl+S", lambda w: b"<a>b</a>" in other_file(w),
        "OBX-5", REPORT),
    # --- charges, text, bytes ----------------------------------------------------------------------------------------
    Row(READING, "charges: row to segment", "Alt+5 Down", lambda w: cursor(w).startswith("FT1[2]")),
    Row(READING, "charges: cell to field", "Alt+5 Home Right Right", lambda w: cursor(w) == "FT1-6"),
    Row(READING, "text: the cursor", "Alt+2 Ctrl+Home Down Down Down Down", lambda w: cursor(w) == "FT1[2]"),
    Row(READING, "text: all views follow", "Alt+2 Ctrl+Home Down Down Down Down Ctrl+Right Ctrl+Right Ctrl+Right "
        "Ctrl+Right Ctrl+Right Ctrl+Right", lambda w: all_follow(w, cursor(w)) and cursor(w) != "FT1[2]"),
    Row(READING, "text: wrap lines", "Alt+2 Alt+Z", lambda w: view(w).raw.wrap_action.isChecked()),
    Row(READING, "text: line ends", "Alt+2 Shift+Backtab Space", lambda w: view(w).raw.ends_action.isChecked()),
    Row(READING, "bytes: the cursor", "Alt+3 Ctrl+Home Down", lambda w: cursor(w) == "MSH-2", "MSH"),
    Row(READING, "bytes: end of the message", "Alt+3 Ctrl+End", lambda w: cursor(w) == "ZXR-3"),
    Row(READING, "bytes: copy", "Alt+3 Ctrl+C", lambda w: clipboard().startswith("37 36 38 30 35")),
    Row(READING, "what a hover says: path, name, meaning", "Ctrl+G 'FT1-6' Return",
        lambda w: "Transaction Type = Charge" in view(w).path_bar.name.text()),
    # --- reference ---------------------------------------------------------------------------------------------------
    Row(READING, "reference: search a place", "Shift+F1 'FT1-26' ... Return", lambda w: "FT1-26" in reference(w)),
    Row(READING, "reference: search a word", "Shift+F1 'modifier' ... Down Down Return",
        lambda w: "odifier" in reference(w)),
    Row(READING, "reference: search a table", "Shift+F1 '0017' ... Return", lambda w: "Credit" in reference(w)),
    Row(READING, "reference: search a charge", "Shift+F1 '76805' ... Return", lambda w: "76805" in reference(w)),
    Row(READING, "reference: put the cursor there", "Shift+F1 'PID-5' ... Return Left Return",
        lambda w: cursor(w) == "PID-5"),
    Row(READING, "reference: linked term", "F1 Right Right Return", lambda w: "CE" in reference(w).split("\n")[0]),
    Row(READING, "reference: back", "F1 Right Right Return Alt+Left", lambda w: "FT1-7" in reference(w).split("\n")[0]),
    Row(READING, "reference: another version", "Shift+F1 Tab End",
        lambda w: w.reference.versions.currentText() == "2.1"),
    Row(READING, "reference: end of a search", "Shift+F1 'modifier' ... Escape", lambda w: "FT1-7" in reference(w)),
    # --- the cursor --------------------------------------------------------------------------------------------------
    Row(READING, "jump to a path", "Ctrl+G 'FT1[2]-4' Return", lambda w: all_follow(w, "FT1[2]-4")),
    Row(READING, "jump to a part", "Ctrl+G 'FT1-19(2).1' Return", lambda w: cursor(w) == "FT1-19(2).1"),
    Row(READING, "jump by words", "Ctrl+G 'modifier' Return", lambda w: "26" in cursor(w)),
    Row(READING, "tree to form", "Alt+4", lambda w: inside(view(w).form.rows[7].editor)),
    Row(READING, "form to tree", "Alt+4 Tab Tab Alt+1", lambda w: inside(view(w).tree) and "FT1-7" not in cursor(w)),
    Row(READING, "copy path", "Ctrl+Shift+C", lambda w: clipboard() == "FT1-7"),
    Row(READING, "copy value", "Ctrl+C", lambda w: clipboard() == "76805^OB scan^C4"),
    Row(READING, "copy value, from the text", "Alt+2 Alt+E y", lambda w: clipboard().startswith("76805")),
    Row(READING, "copy segment", "Alt+E s", lambda w: clipboard().startswith("FT1|1|CHG001")),
    Row(READING, "copy tree as text", "Alt+E x", lambda w: "FT1-7" in clipboard() and "PID-5" in clipboard()),
    # --- form --------------------------------------------------------------------------------------------------------
    Row(EDITING, "any text into a field", "Alt+4 End '^X'", lambda w: value(w, "FT1-7") == "76805^OB scan^C4^X"),
    Row(EDITING, "a value in the tree", "F2 '76811' Return", lambda w: value(w, "FT1-7") == "76811"),
    Row(EDITING, "a code from its list", "Alt+4 Alt+Down End Return",
        lambda w: value(w, "FT1-6") not in ("CG", ""), "FT1-6"),
    Row(EDITING, "a code that no list has", "Alt+4 Ctrl+A 'ZZ'", lambda w: value(w, "FT1-6") == "ZZ", "FT1-6"),
    Row(EDITING, "a date from the calendar", "Alt+4 Alt+Down Right Return",
        lambda w: value(w, "FT1-5") == "20260302", "FT1-5"),
    Row(EDITING, "the date of now", "Alt+4 Ctrl+;", lambda w: value(w, "FT1-5") not in ("20260301", ""), "FT1-5"),
    Row(EDITING, "a date as people write it", "Alt+4 Ctrl+A '5 Mar 2026' Tab",
        lambda w: value(w, "FT1-5") == "20260305", "FT1-5"),
    Row(EDITING, "the end of a range", "Alt+4 Ctrl+Down Ctrl+Down Tab '20260303'",
        lambda w: value(w, "FT1-4") == "20260301^20260303", "FT1-4"),
    Row(EDITING, "an amount", "Alt+4 Ctrl+A '12.50'", lambda w: value(w, "FT1-11") == "12.50&USD", "FT1-11"),
    Row(EDITING, "a currency", "Alt+4 Tab Ctrl+A 'EUR'", lambda w: value(w, "FT1-11") == "350.00&EUR", "FT1-11"),
    Row(EDITING, "a currency in a wrong place", "Alt+4 Tab Tab Space", lambda w: value(w, "FT1-11") == "350.00&USD",
        "FT1-11", STRAY_CURRENCY),
    Row(EDITING, "a quantity", "Alt+4 Ctrl+A '2'", lambda w: value(w, "FT1-10") == "2", "FT1-10"),
    Row(EDITING, "a provider", "Alt+4 Ctrl+Down Ctrl+Down '1234567893' Tab 'SMITH' Tab 'JOHN'",
        lambda w: value(w, "FT1-20") == "1234567893^SMITH^JOHN", "FT1-20"),
    Row(EDITING, "a coded entry", "Alt+4 Ctrl+Down Ctrl+Down Tab Ctrl+A 'scan'",
        lambda w: value(w, "FT1-7.2") == "scan"),
    Row(EDITING, "an identifier", "Alt+4 Ctrl+Down Ctrl+Down Ctrl+A '77'",
        lambda w: value(w, "PID-3.1") == "77", "PID-3"),
    Row(EDITING, "hide the parts", "Alt+4 Ctrl+Down Ctrl+Up", lambda w: not view(w).form.rows[7].fold.isChecked()),
    Row(EDITING, "parts, by name", "Alt+E k", lambda w: view(w).form.rows[7].fold.isChecked()),
    Row(EDITING, "add a repetition", "Alt+4 Ctrl+Shift+R '26'", lambda w: value(w, "FT1-26") == "TC~59~26", "FT1-26"),
    Row(EDITING, "chips: add", "Alt+4 Tab Insert '26'", lambda w: value(w, "FT1-26") == "TC~59~26", "FT1-26"),
    Row(EDITING, "chips: remove", "Alt+4 Tab Del", lambda w: value(w, "FT1-26") == "59", "FT1-26"),
    Row(EDITING, "chips: reorder", "Alt+4 Tab Alt+Right", lambda w: value(w, "FT1-26") == "59~TC", "FT1-26"),
    Row(EDITING, "chips: reorder diagnoses", "Alt+4 Tab Right Alt+Left",
        lambda w: (value(w, "FT1-19") or "").startswith("Z37"), "FT1-19"),
    Row(EDITING, "chips: edit the second", "Alt+4 Tab Right Return Ctrl+A '26'",
        lambda w: value(w, "FT1-26") == "TC~26", "FT1-26"),
    Row(EDITING, "folded fields", "Ctrl+Shift+E", lambda w: view(w).form.rows[14].editor.isVisible()),
    Row(EDITING, "fold them again", "Ctrl+Shift+E Ctrl+Shift+E",
        lambda w: not view(w).form.rows[14].editor.isVisible()),
    Row(EDITING, "a folded field by its path", "Ctrl+G 'FT1-14' Return Alt+4 'A'", lambda w: value(w, "FT1-14") == "A"),
    Row(EDITING, "help of a field", "Alt+4 F1", lambda w: "FT1-7" in reference(w)),
    Row(EDITING, "a Z segment", "Alt+4 Ctrl+A '7'", lambda w: value(w, "ZXR-3") == "7", "ZXR-3"),
    Row(EDITING, "any other segment", "Alt+4 Ctrl+A 'F'", lambda w: value(w, "PID-8") == "F", "PID-8"),
    Row(EDITING, "give up a refused text", "Alt+2 Alt+4 End '|' Escape", lambda w: value(w, "FT1-2") == "CHG001"
        and view(w).form.rows[2].editor.line.text() == "CHG001", "FT1-2"),
    # --- structure ---------------------------------------------------------------------------------------------------
    Row(EDITING, "insert a segment from the list", "Ctrl+Shift+I 'PR1' Return",
        lambda w: names(w)[3:5] == ["FT1", "PR1"]),
    Row(EDITING, "insert a Z segment", "Ctrl+Shift+I 'ZPV' Return", lambda w: "ZPV" in names(w)),
    Row(EDITING, "duplicate a segment", "Ctrl+D", lambda w: names(w).count("FT1") == 3),
    Row(EDITING, "move a segment", "Alt+Down", lambda w: value(w, "FT1[2]-2") == "CHG001"),
    Row(EDITING, "move a segment, from the form", "Alt+4 Alt+E w", lambda w: value(w, "FT1[2]-2") == "CHG001"),
    Row(EDITING, "delete a segment", "Ctrl+Shift+K", lambda w: names(w).count("FT1") == 1),
    Row(EDITING, "delete a segment, in the tree", "Shift+Del", lambda w: names(w).count("FT1") == 1),
    Row(EDITING, "duplicate a repetition", "Ctrl+Shift+D", lambda w: value(w, "FT1-26") == "TC~59~59", "FT1-26(2)"),
    Row(EDITING, "move a repetition", "Alt+Up", lambda w: value(w, "FT1-26") == "59~TC", "FT1-26(2)"),
    Row(EDITING, "delete a repetition", "Ctrl+Shift+X", lambda w: value(w, "FT1-26") == "TC", "FT1-26(2)"),
    Row(EDITING, "add a component", "Ctrl+Shift+A", lambda w: value(w, "FT1-7") == "76805^^OB scan^C4", "FT1-7.1"),
    Row(EDITING, "duplicate a component", "Ctrl+Shift+D",
        lambda w: value(w, "FT1-7") == "76805^76805^OB scan^C4", "FT1-7.1"),
    Row(EDITING, "move a component", "Alt+Shift+Right", lambda w: value(w, "FT1-7") == "OB scan^76805^C4", "FT1-7.1"),
    Row(EDITING, "move a component back", "Alt+Shift+Left",
        lambda w: value(w, "FT1-7") == "OB scan^76805^C4", "FT1-7.2"),
    Row(EDITING, "delete a component", "Ctrl+Shift+X", lambda w: value(w, "FT1-7") == "76805^C4", "FT1-7.2"),
    Row(EDITING, "renumber", "Ctrl+D Alt+E b", lambda w: value(w, "FT1[3]-1") == "3"),
    Row(EDITING, "new control id and time", "Alt+E t", lambda w: value(w, "MSH-10") != "C1"
        and value(w, "MSH-7") != "20260301160000"),
    Row(EDITING, "change the version", "Alt+E h Alt+N Home Alt+C", lambda w: value(w, "MSH-12") == "2.1"),
    # --- find, undo, files -------------------------------------------------------------------------------------------
    Row(EDITING, "find", "Ctrl+F 'Outcome' Return", lambda w: cursor(w) == "FT1-19(2).2"),
    Row(EDITING, "find the next", "Ctrl+F 'CHG00' Return Escape F3", lambda w: cursor(w) == "FT1[2]-2", "MSH"),
    Row(EDITING, "find by path", "Ctrl+F Tab 'FT1-6' Return", lambda w: cursor(w) == "FT1-6", "MSH"),
    Row(EDITING, "find: capitals, by Tab", "Ctrl+F 'chg001' Tab Tab Space ...",
        lambda w: w.messages.find_bar.count.text() == "none"),
    Row(EDITING, "replace all in one step", "Ctrl+H 'CHG' Tab Tab 'X' Alt+A",
        lambda w: (value(w, "FT1-2"), value(w, "FT1[2]-2")) == ("X001", "X002")),
    Row(EDITING, "undo it in one step", "Ctrl+H 'CHG' Tab Tab 'X' Alt+A ... Escape Ctrl+Z",
        lambda w: (value(w, "FT1-2"), value(w, "FT1[2]-2")) == ("CHG001", "CHG002")
        and view(w).session.undo_stack.canRedo()),
    Row(EDITING, "replace one", "Ctrl+H 'CHG' Return Tab Tab 'X' Return", lambda w: value(w, "FT1-2") == "X001", "MSH"),
    Row(EDITING, "replace by path", "Ctrl+H Tab 'FT1-6' Tab 'CR' Alt+A", lambda w: value(w, "FT1[2]-6") == "CR"),
    *(
        Row(EDITING, f"undo typing, from the {pane}", f"Alt+4 End 'abc' {key} Ctrl+Z",
            lambda w: value(w, "FT1-7") == "76805^OB scan^C4" and view(w).session.undo_stack.canRedo())
        for pane, key in (("tree", "Alt+1"), ("text", "Alt+2"), ("bytes", "Alt+3"), ("form", "Alt+4"),
                          ("charges", "Alt+5"),
                          ("reference", "F1 F1"), ("find bar", "Ctrl+F"), ("search", "Ctrl+Shift+F"))
    ),
    Row(EDITING, "redo", "Alt+4 End 'abc' Ctrl+Z Ctrl+Shift+Z", lambda w: value(w, "FT1-7") == "76805^OB scan^C4abc"),
    Row(EDITING, "paste as new message", "Ctrl+Shift+V", lambda w: len(w.messages.tabs()) == 2),
    Row(EDITING, "next tab and back", "Ctrl+Shift+V Ctrl+Tab",
        lambda w: w.messages.current_tab() is w.messages.tabs()[0]),
    Row(EDITING, "close a tab", "Ctrl+Shift+V Ctrl+Tab Ctrl+W", lambda w: len(w.messages.tabs()) == 1
        and w.messages.tabs()[0].file.file is None),
    Row(EDITING, "save", "Alt+4 End '9' Ctrl+S", lambda w: b"CHG0019|" in file_of(w), "FT1-2"),
    Row(EDITING, "save as", "Alt+4 End '9' Ctrl+Shift+S", lambda w: b"CHG0019|" in other_file(w), "FT1-2"),
    Row(EDITING, "save with other line ends", "Alt+F w ... Down Down Alt+F", lambda w: b"2.5.1\nEVN" in other_file(w)),
    Row(EDITING, "save in another charset", "Alt+F w ... Alt+C Down Down Alt+M ... Alt+F",
        lambda w: b"|ASCII" in other_file(w)),
    Row(EDITING, "next message of a file", "Alt+PgDown", lambda w: value(w, "MSH-10") == "C2", "FT1-7", BATCH),
    Row(EDITING, "list of its messages", "Shift+F6 Down", lambda w: value(w, "MSH-10") == "C2", "FT1-7", BATCH),
    # --- feel --------------------------------------------------------------------------------------------------------
    Row(FEEL, "larger text", "Ctrl++ Ctrl++", lambda w: theme.zoom() == 2),
    Row(FEEL, "smaller text", "Ctrl+-", lambda w: theme.zoom() == -1),
    Row(FEEL, "usual text", "Ctrl++ Ctrl+0", lambda w: theme.zoom() == 0),
    Row(FEEL, "dark", "Alt+V d", lambda w: theme.is_dark()),
    Row(FEEL, "shortcuts, searched", "Ctrl+/ 'undo'", lambda w: 0 < shortcut_rows() < 8),
    Row(FEEL, "recent files", "Ctrl+W Alt+F r Return", lambda w: len(w.messages.tabs()) == 1),
    Row(FEEL, "sample messages", "Alt+F m Down Return", lambda w: len(w.messages.tabs()) == 2),
    Row(FEEL, "next pane", "F6", lambda w: inside(view(w).raw)),
    Row(FEEL, "pane before", "Shift+F6", lambda w: inside(w.reference)),
    Row(FEEL, "problems and back", "F8 F8", lambda w: inside(view(w).tree)),
    Row(FEEL, "a problem to its field", "F9 ... F8 Down Return",
        lambda w: inside(view(w).form) and cursor(w) == "PID-18", "MSH",
        WITHOUT_TYPE),
    Row(FEEL, "hide the reference", "Alt+V r", lambda w: not w.docks.by_title["Reference"].isVisible()),
    Row(FEEL, "hide the problems", "Alt+V b", lambda w: not w.docks.by_title["Problems"].isVisible()),
    Row(FEEL, "put the reference at the left", "Alt+V p l",
        lambda w: w.docks.place_of("Reference") == Qt.DockWidgetArea.LeftDockWidgetArea),
    Row(FEEL, "take the reference out", "Alt+V p w", lambda w: w.docks.by_title["Reference"].isFloating()),
    Row(FEEL, "put it back", "Alt+V p w Alt+V p r", lambda w: not w.docks.by_title["Reference"].isFloating()),
    Row(FEEL, "a place and back", "Ctrl+4 ... Ctrl+1", lambda w: w.on_message and inside(view(w))),
)  # fmt: skip


def shortcut_rows() -> int:
    shown = dialog(ShortcutsDialog)
    return shown.model.rowCount() if isinstance(shown, ShortcutsDialog) else 0


# --- the walk --------------------------------------------------------------------------------------------------------


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Window:
    made = make_window(qapp, tmp_path / "data", dark=False)
    qtbot.addWidget(made, before_close_func=_let_go)
    made.resize(1280, 720)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5000)
    return made


def _let_go(window: Window) -> None:
    window.bridge.ask = lambda *_words: "Do not save"  # type: ignore[method-assign]
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog):
            one.close()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.set_zoom(application, 0)
    theme.apply(application, dark=False)


@pytest.mark.qt_log_ignore("does not support (raise|grabbing the keyboard|propagateSizeHints)")
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_it_is_done_by_keyboard(
    window: Window, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: Row
) -> None:
    file = tmp_path / "charge.hl7"
    file.write_bytes(row.text.encode())
    monkeypatch.setattr(EmbeddedView, "ask_file", lambda *_: str(tmp_path / "other.hl7"))
    window.messages.ask_save = window.messages.ask_document = lambda _name: str(tmp_path / "other.hl7")
    window.open_files([file])
    shown = view(window)
    shown.session.move_cursor(MessagePath.parse(row.at), None)
    shown.tree.setFocus()
    QGuiApplication.clipboard().setText(CHARGE)
    assert shown.form.rows  # it is there before anybody can type
    hand = Keyboard(window)
    hand.type(row.keys)
    qtbot.waitUntil(lambda: not hand.running, timeout=20_000)
    qtbot.waitUntil(lambda: bool(row.look(window)), timeout=5_000)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_way_is_short(row: Row) -> None:
    assert row.keys.split().count("Tab") <= MOST_TABS
