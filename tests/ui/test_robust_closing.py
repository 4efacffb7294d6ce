"""A tab or the window is closed in the midst of something: nothing typed goes unasked, nothing is left running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.watching import DFT, TWO, Watched
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLineEdit
from pytestqt.qtbot import QtBot

from workbench.er7 import Path as MessagePath
from workbench.ui.editor.file_check_window import FileCheckWindow
from workbench.ui.editor.saving import DISCARD, DISCARD_ALL, LOSE, SAVE, SAVE_ALL, STAY
from workbench.ui.editor.version_dialog import VersionDialog

pytestmark = [
    pytest.mark.gui,
    # The off-screen platform, of the hint that says why a text is refused.
    pytest.mark.qt_log_ignore("does not support raise", extend=True),
]


@pytest.fixture
def at(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path / "data", qapp)
    qtbot.addWidget(watched.window)
    yield watched
    watched.end()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "charges.hl7"
    made.write_bytes(DFT)
    return made


# --- something is half typed ---------------------------------------------------------------------------------------


def test_saving_takes_what_is_half_typed_in_the_tree(at: Watched, file: Path) -> None:
    at.open(file)
    at.type_into_tree("FT1-7.1", "76811")
    assert at.window.messages.save()
    assert file.read_bytes() == DFT.replace(b"76805", b"76811")
    assert not at.tab.file.is_modified()
    at.session.undo_stack.undo()
    assert at.session.document.to_bytes() == DFT


@pytest.mark.parametrize("answer", [SAVE, DISCARD, ""])
def test_a_half_typed_value_is_a_change_to_be_asked_about(at: Watched, file: Path, answer: str) -> None:
    at.open(file)
    at.type_into_tree("FT1-7.1", "76811")
    at.answers = [answer]
    assert at.window.messages.close_current() is bool(answer)
    assert [title for title, _text, _choices in at.asked] == ["Save the changes?"]
    assert file.read_bytes() == (DFT.replace(b"76805", b"76811") if answer == SAVE else DFT)
    if not answer:
        assert at.get("FT1-7.1") == "76811"


def test_the_window_asks_too(at: Watched, file: Path) -> None:
    at.open(file)
    at.type_into_tree("FT1-7.1", "76811")
    assert not at.window.close()
    assert at.asked and at.get("FT1-7.1") == "76811"
    assert at.window.isVisible()


def test_a_half_typed_value_that_the_message_cannot_take_is_asked_about(at: Watched, file: Path) -> None:
    at.open(file)
    editor = at.type_into_tree("FT1-7.1", "768|11")
    assert not at.window.messages.close_current()
    [(title, text, choices)] = at.asked
    assert title == "Close without what was typed last?" and choices == (STAY, LOSE)
    assert "“768|11” is not in the message. FT1-7.1: “|” is the field separator" in text
    assert editor.isVisible() and editor.text() == "768|11"
    at.answers = [LOSE]
    assert at.window.messages.close_current()
    assert file.read_bytes() == DFT


def test_a_half_typed_value_that_cannot_be_taken_is_said_when_the_keyboard_goes(at: Watched, file: Path) -> None:
    at.open(file)
    editor = at.type_into_tree("FT1-7.1", "768|11")
    at.view.raw.setFocus()
    assert not editor.isVisible()
    assert at.heard[-1][0] == "warning"
    assert at.last().startswith("“768|11” is not in the message. FT1-7.1: ")
    assert at.session.document.to_bytes() == DFT


def test_escape_gives_it_up_without_a_word(at: Watched, file: Path) -> None:
    at.open(file)
    editor = at.type_into_tree("FT1-7.1", "768|11")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert at.heard == [] and at.session.document.to_bytes() == DFT
    assert at.window.messages.close_current() and at.asked == []


def test_text_that_the_form_holds_back_is_asked_about(at: Watched, file: Path) -> None:
    at.open(file)
    at.window.go_to(MessagePath.parse("FT1-8"))
    at.type_into_form(8, "a|b")
    assert not at.tab.file.is_modified() or at.get("FT1-8") == "a"
    at.answers = ["", LOSE, DISCARD]
    assert not at.window.messages.close_current()
    assert "“a|b” is not in the message" in at.asked[0][1]
    assert at.window.messages.close_current()


def test_saving_says_that_the_text_held_back_is_not_in_the_file(at: Watched, file: Path) -> None:
    at.open(file)
    at.window.go_to(MessagePath.parse("FT1-2"))
    at.type_into_form(2, "B|C")
    assert at.window.messages.save()
    level, text = at.heard[-1]
    assert level == "warning" and text.startswith(f"Saved {file}, but without what was typed last. “B|C” is not in")
    assert at.view.form.rows[2].editor.line.text() == "B|C"


def test_text_held_back_waits_while_another_message_is_looked_at(at: Watched, tmp_path: Path) -> None:
    file = tmp_path / "two.hl7"
    file.write_bytes(TWO)
    at.open(file)
    at.window.go_to(MessagePath.parse("FT1-2"))
    at.type_into_form(2, "|")
    at.window.messages.step(1)
    assert at.tab.index == 1
    assert not at.window.messages.close_current()
    assert "“|” is not in the message" in at.asked[0][1]
    at.window.messages.step(-1)
    at.view.form.focus_field(2)
    assert at.view.form.rows[2].editor.line.text() == "|"


def test_a_half_typed_value_goes_into_its_message_when_another_one_is_chosen(at: Watched, tmp_path: Path) -> None:
    file = tmp_path / "two.hl7"
    file.write_bytes(TWO)
    at.open(file)
    at.type_into_tree("FT1-7.1", "76811")
    at.window.messages.step(1)
    assert at.get("FT1-7.1") == "76805"
    assert at.window.messages.save()
    assert file.read_bytes() == TWO.replace(b"76805", b"76811", 1)


def test_a_half_typed_value_goes_into_its_message_when_another_tab_is_chosen(at: Watched, tmp_path: Path) -> None:
    other = tmp_path / "other.hl7"
    other.write_bytes(DFT.replace(b"C1", b"C9"))
    file = tmp_path / "charges.hl7"
    file.write_bytes(DFT)
    at.open(other, file)
    at.type_into_tree("FT1-7.1", "76811")
    at.window.messages.turn(1)
    assert at.tab.file.title == "other.hl7"
    at.until(lambda: at.tabs[1].file.is_modified())
    assert at.tabs[1].session.document.get("FT1-7.1") == "76811"
    assert not at.tab.file.is_modified()


def test_what_is_sent_reversed_or_corrected_has_what_is_half_typed(at: Watched, file: Path) -> None:
    at.open(file)
    sent: list[bytes] = []
    at.window.messages.send_requested.disconnect()
    at.window.messages.send_requested.connect(lambda raw, *_rest: sent.append(raw))
    at.type_into_tree("FT1-7.1", "76811")
    at.window.messages.request_send()
    assert b"76811" in sent[0]
    at.type_into_tree("FT1-7.1", "76812")
    assert b"76812" in (at.window.current.as_bytes() or b"")


def test_reload_that_was_offered_before_an_edit_says_what_it_costs(at: Watched, file: Path) -> None:
    at.open(file)
    changed = DFT.replace(b"76805", b"99999")
    file.write_bytes(changed)
    at.window.messages.look_at_file()
    strip = at.window.messages.changed_strip
    assert strip.reload.text() == "Reload"
    at.type_into_tree("FT1-7.1", "76811")
    strip.reload.click()
    assert at.get("FT1-7.1") == "76811", "it was typed after the offer"
    assert strip.reload.text() == "Reload and lose my changes"
    strip.reload.click()
    assert at.session.document.to_bytes() == changed


# --- something is under way ----------------------------------------------------------------------------------------


def test_closing_while_the_message_is_checked(at: Watched, file: Path) -> None:
    at.open(file)
    at.window.current.check_now()
    assert at.window.messages.close_current()
    at.until(lambda: not at.window.tasks._under_way)
    assert at.window.problems.model.rowCount() == 0
    at.open(file)
    at.put("FT1-6", "ZZ")
    at.window.current.check_now()
    at.answers = [DISCARD]
    assert at.window.close()


def test_closing_the_tab_while_its_whole_file_is_checked(at: Watched, tmp_path: Path) -> None:
    file = tmp_path / "many.hl7"
    file.write_bytes(DFT.replace(b"|CG|", b"|??|") * 400)
    at.open(file)
    check = at.window.messages.check_file()
    assert isinstance(check, FileCheckWindow) and check.running
    assert at.window.messages.close_current()
    at.until(lambda: check.model.rowCount() > 0)
    check.wanted.emit(check.model.row(check.model.index(0, 0)))
    assert at.last() == "This file was closed; open it again to see the message."
    at.until(lambda: not check.running)


def test_closing_the_window_while_a_whole_file_is_checked(at: Watched, tmp_path: Path) -> None:
    file = tmp_path / "many.hl7"
    file.write_bytes(DFT * 400)
    at.open(file)
    check = at.window.messages.check_file()
    assert check is not None
    ended: list[object] = []
    check.destroyed.connect(lambda *_gone: ended.append(True))
    assert at.window.close()
    assert not check.running and not check.isVisible()
    del check
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert ended


@pytest.mark.parametrize("how", ["button", "Escape", "window"])
def test_the_check_of_a_whole_file_is_closed(at: Watched, tmp_path: Path, how: str) -> None:
    file = tmp_path / "many.hl7"
    file.write_bytes(DFT * 400)
    at.open(file)
    check = at.window.messages.check_file()
    assert check is not None and check.isVisible()
    close = check.buttons.button(QDialogButtonBox.StandardButton.Close)
    ways = {
        "button": lambda: QTest.mouseClick(close, Qt.MouseButton.LeftButton),
        "Escape": lambda: QTest.keyClick(check, Qt.Key.Key_Escape),
        "window": check.close,
    }
    ways[how]()
    assert not check.isVisible() and not check.running


def test_closing_the_last_tab_while_something_is_looked_for(at: Watched, file: Path) -> None:
    at.open(file)
    bar = at.window.messages.find_bar
    bar.show_find(replacing=True)
    bar.text.setText("76805")
    assert at.window.messages.close_current()
    bar.refresh()
    bar.replace_all()
    assert not bar.isVisible()
    assert "Nothing was found" in at.last()
    assert file.read_bytes() == DFT


def test_what_is_looked_for_goes_on_in_the_tab_that_comes(at: Watched, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.hl7"
    other.write_bytes(DFT.replace(b"76805", b"11111"))
    at.open(other, file)
    bar = at.window.messages.find_bar
    bar.show_find(replacing=True)
    bar.text.setText("76805")
    bar.refresh()
    assert bar.count.text() == "1 found"
    assert at.window.messages.close_current()
    bar.replacement.setText("x")
    bar.replace_all()
    assert at.session.document.to_bytes() == other.read_bytes() and not at.tab.file.is_modified()


def test_closing_the_window_while_the_report_of_another_version_is_read(at: Watched, file: Path) -> None:
    at.open(file)
    at.window.messages.message_actions.version.trigger()
    [dialog] = at.window.findChildren(VersionDialog)
    assert dialog.isVisible() and dialog.report.toPlainText()
    assert at.window.close()
    at.until(lambda: not dialog.isVisible())
    assert file.read_bytes() == DFT


def test_a_version_that_is_applied_after_its_tab_was_closed_changes_nothing(
    at: Watched, file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.hl7"
    other.write_bytes(DFT)
    at.open(other, file)
    at.window.messages.message_actions.version.trigger()
    [dialog] = at.window.findChildren(VersionDialog)
    assert at.window.messages.close_current()
    dialog.accept()
    assert (other.read_bytes(), file.read_bytes()) == (DFT, DFT)
    assert not at.tab.file.is_modified()


def test_closing_while_a_large_file_is_read(at: Watched, file: Path, tmp_path: Path) -> None:
    large = tmp_path / "large.hl7"
    large.write_bytes(DFT * 30_000)
    at.open(file)
    for _time in range(2):
        at.window.open_files([large])
        assert at.window.messages.close_current()
    assert at.tab.file.file == file
    at.window.open_files([large])
    assert at.window.close()
    assert at.asked == [] and at.heard == []
    assert at.window.messages.reading.pages() == []


def test_closing_while_text_waits_to_be_written_aside(at: Watched, file: Path, tmp_path: Path) -> None:
    at.open(file)
    at.put("FT1-7.1", "76811")
    at.answers = [DISCARD]
    assert at.window.messages.close_current()
    at.window.kept.write_now()
    kept = list((tmp_path / "data" / "unsaved").rglob("*.hl7"))
    assert kept == [], "it was discarded"


@pytest.mark.parametrize("how", ["tab", "window"])
def test_no_dialog_outlives_its_window(at: Watched, file: Path, how: str) -> None:
    at.open(file)
    at.window.messages.save_with()
    if how == "tab":
        at.window.messages.close_current()
    at.window.close()
    at.until(lambda: not any(one.isVisible() for one in at.window.findChildren(QDialog)))
    assert file.read_bytes() == DFT
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, QLineEdit) and one.isVisible()]


def test_what_is_half_typed_is_kept_for_a_crash_until_it_is_given_up(at: Watched, file: Path, tmp_path: Path) -> None:
    def kept() -> list[bytes]:
        return [one.read_bytes() for one in (tmp_path / "data" / "unsaved").rglob("*.hl7")]

    at.open(file)
    editor = at.type_into_tree("FT1-7.1", "7681")
    at.until(lambda: DFT.replace(b"76805", b"7681") in kept())
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    at.until(lambda: kept() == [])
    assert at.session.document.to_bytes() == DFT


def test_a_window_in_which_something_goes_wrong_stays(at: Watched, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at.open(file)
    at.put("FT1-6", "CR")

    def broken(**_more: object) -> bool:
        raise RuntimeError("unforeseen")

    with monkeypatch.context() as patch:
        patch.setattr(at.window.messages, "may_close_all", broken)
        with pytest.raises(RuntimeError, match="unforeseen"):  # Qt would give it to the handler of failures
            at.window.close()
    assert at.window.isVisible() and at.get("FT1-6") == "CR"
    at.answers = [DISCARD]
    assert at.window.close()


# --- several of them -----------------------------------------------------------------------------------------------


@pytest.fixture
def several(at: Watched, tmp_path: Path) -> list[Path]:
    """Four files are open, three of them with changes."""
    files = [tmp_path / f"m{number}.hl7" for number in range(4)]
    for file in files:
        file.write_bytes(DFT)
        at.open(file)
        if file is not files[2]:
            at.put("FT1-6", "CR")
    return files


EDITED = DFT.replace(b"|CG|", b"|CR|")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([SAVE_ALL], [EDITED, EDITED, DFT, EDITED]),
        ([DISCARD_ALL], [DFT] * 4),
        ([DISCARD, SAVE_ALL], [DFT, EDITED, DFT, EDITED]),
        ([SAVE, DISCARD, SAVE], [EDITED, DFT, DFT, EDITED]),
    ],
)
def test_one_answer_may_be_for_all(at: Watched, several: list[Path], answers: list[str], expected: list[bytes]) -> None:
    at.answers = list(answers)
    assert at.window.close()
    assert at.answers == [] and len(at.asked) == len(answers)
    assert [file.read_bytes() for file in several] == expected
    first, last = at.asked[0], at.asked[-1]
    assert first[1] == "m0.hl7 has changes that are not saved. So have 2 more files."
    assert first[2] == (SAVE, DISCARD, SAVE_ALL, DISCARD_ALL)
    if len(answers) == 3:
        assert last[1:] == ("m3.hl7 has changes that are not saved.", (SAVE, DISCARD))


def test_staying_forgets_the_answer_for_all(at: Watched, several: list[Path]) -> None:
    several[1].write_bytes(DFT.replace(b"76805", b"99999"))  # which is asked about for itself
    at.answers = [SAVE_ALL, ""]
    assert not at.window.close()
    assert [title for title, *_rest in at.asked] == ["Save the changes?", "The file was changed meanwhile"]
    assert [tab.file.is_modified() for tab in at.tabs] == [False, True, False, True]
    assert not at.window.close()
    assert at.asked[-1][1] == "m1.hl7 has changes that are not saved. So has one more file."
