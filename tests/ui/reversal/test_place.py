"""The Reversal page over a real history, as a user goes through it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers import reversals
from helpers.charge_messages import dft, ft1
from helpers.lifecycle import NOON, make_desk, report
from helpers.screen import StubBridge, texts
from helpers.traffic import START, charge, credit, fill, sent
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.charges.chargemaster.master import load_default
from workbench.charges.profile.convention import convention_of
from workbench.charges.profile.conventions import Convention, named
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import Profile, default_profile, parse_profile
from workbench.er7 import Document, Segment
from workbench.history import HistoryError, NoHistory
from workbench.history.store import History
from workbench.history.studies import Studies
from workbench.ui.requests import OpenRequest
from workbench.ui.reversal.place import MANY, ReversalPlace
from workbench.ui.reversal.shown import CORRECT, REPOST, REVERSE
from workbench.ui.reversal.work import Work

pytestmark = pytest.mark.gui


class Stage:
    """A page and everything it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.bridge = StubBridge()
        self.problem: Exception | None = NoHistory("There is none.")
        self.stored: History | None = None
        self.tabs: list[tuple[str, bytes]] = []
        self.profile: Profile | None = None
        self.others: dict[str, Convention] = {}
        self.charge_master = load_default()
        self.place = ReversalPlace(
            self.history,
            self.bridge,
            lambda: self.tabs,
            lambda: self.profile,
            lambda: self.others,
            lambda: self.charge_master,
        )
        qtbot.addWidget(self.place)
        self.opened: list[OpenRequest] = []
        self.sent: list[tuple[bytes, str]] = []
        self.entries: list[int] = []
        self.place.open_requested.connect(self.opened.append)
        self.place.send_requested.connect(lambda raw, title: self.sent.append((raw, title)))
        self.place.history_requested.connect(self.entries.append)
        self.place.resize(1150, 650)
        self.place.show()

    def history(self) -> History:
        if self.stored is None:
            assert self.problem is not None
            raise self.problem
        return self.stored

    def load(self, text: str) -> ReversalPlace:
        self.place.load(text.encode(), "the message")
        return self.place

    def decisions(self) -> list[str]:
        return [row[-1] for row in texts(self.place.bench.lines)]

    def made(self) -> Document:
        document = self.place.current()
        assert document is not None
        return document


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.fixture
def filled(stage: Stage, tmp_path: Path) -> Iterator[Stage]:
    with History.open(tmp_path / "data") as history:
        fill(history)
        stage.stored = history
        yield stage


def test_at_first_it_says_what_it_is_for(stage: Stage) -> None:
    assert stage.place.pages.currentWidget() is stage.place.empty
    stage.place.make()
    stage.place.refresh(1)


def test_credits_stand_beside_the_original(stage: Stage) -> None:
    place = stage.load(reversals.SIGNED)
    assert place.head.heading.text() == "Take back: the message"
    assert stage.decisions() == ["Taken back as CHG001-R", "Taken back as CHG002-R"]
    fields = {row[0]: row for row in texts(place.bench.fields)}
    assert fields["FT1-6"][1:4] == ("Transaction Type", "CG", "CR")
    assert place.totals.text() == "530.00 and -530.00 make 0.00 USD (2 lines)."
    assert place.totals.property("role") == "good"
    assert "CHG001-R" in place.bench.message.toPlainText()
    assert "CHG001-R" not in place.bench.original.toPlainText()
    assert stage.bridge.heard == []


def test_lines_are_chosen_with_the_space_bar(qtbot: QtBot, stage: Stage) -> None:
    place = stage.load(reversals.SIGNED)
    place.bench.table.setCurrentIndex(place.bench.lines.index(1, 3))
    qtbot.keyClick(place.bench.table, Qt.Key.Key_Space)
    assert stage.decisions() == ["Taken back as CHG001-R", "Not chosen"]
    assert len(stage.made().all("FT1")) == 1
    place.bench.none_button.click()
    assert not place.send_button.isEnabled()
    assert place.totals.text() == "Nothing is made."
    assert any("No line was chosen" in note.text for note in place.bench.notes.notes)
    place.bench.all_button.click()
    assert len(stage.made().all("FT1")) == 2


def test_choosing_a_line_shows_its_fields_and_why(stage: Stage) -> None:
    place = stage.load(reversals.SIGNED)
    place.bench.table.selectRow(1)
    assert "CHG002" in place.bench.why.text()
    row = place.bench.fields_table.currentIndex().row()
    assert texts(place.bench.fields)[row][0] == "FT1[2]-1"
    assert place.bench.field_why.text().startswith("FT1[2]-1 ")


def test_conventions_and_their_options(stage: Stage) -> None:
    place = stage.load(reversals.SIGNED)
    options = place.bench.options
    options.choose_convention("D")
    assert (stage.made().get("FT1-6"), stage.made().get("FT1-2")) == ("CD", "CHG001")
    assert "HL7's own code" in options.about.text()
    assert not options.new_id.isEnabled()
    options.choose_convention("reversal-day")
    assert options.service.isChecked()
    assert not options.posting.isChecked()
    assert (stage.made().get("FT1-5") or "") == "20260301160000"
    options.service.click()
    options.posting.click()
    assert stage.made().get("FT1-4") == "20260301141500"
    assert (stage.made().get("FT1-5") or "") != "20260301160000"
    assert "You changed some" in options.about.text()
    options.processing.click()
    assert stage.made().get("MSH-11") == "P"


def test_an_id_that_is_too_long_gets_a_new_one_by_choice(stage: Stage) -> None:
    place = stage.load(reversals.SIGNED.replace("CHG001", "CHG001234567"))
    assert stage.decisions()[0] == "Refused: no room"
    place.bench.options.new_id.click()
    assert stage.decisions()[0].startswith("Taken back as ")
    assert "NTE|1||Reverses CHG001234567" in stage.made().text


def test_an_option_that_cannot_be_is_said(stage: Stage) -> None:
    place = stage.load(reversals.SIGNED)
    place.bench.options.choices = place.bench.options.choices.__class__("nowhere")
    place.make()
    assert "There is no convention" in place.bench.notes.notes[0].text
    assert not place.open_button.isEnabled()


def test_it_is_opened_and_sent(stage: Stage) -> None:
    place = stage.load(reversals.SIGNED)
    place.open_button.click()
    place.send_button.click()
    assert stage.opened[0].raw == stage.sent[0][0] == stage.made().to_bytes()
    assert stage.opened[0].file is None
    assert stage.sent[0][1] == "Credits for the message"
    place.bench.options.processing.click()
    assert stage.made().control_id != Document.from_bytes(stage.sent[0][0]).control_id


def test_the_history_says_what_became_of_it(filled: Stage) -> None:
    place = filled.load(charge(1))
    assert "the receiver took it" in place.bench.notes.notes[0].text
    place.bench.notes.links[0].click()
    assert filled.entries == [1]
    filled.load(charge(3))
    assert filled.decisions() == ["Refused: rejected"]
    assert not place.send_button.isEnabled()
    filled.load(charge(4))
    assert filled.decisions() == ["Taken back as CHG004-R"]
    assert any(note.colour == "warn" and "same MSH-10" in note.text for note in place.bench.notes.notes)


def test_what_is_taken_back_already_can_be_posted_again(filled: Stage) -> None:
    place = filled.load(charge(2))
    assert filled.decisions() == ["Refused: already reversed"]
    assert [button.text() for button in place.bench.notes.links] == ["Post again", "Show entry 2", "Show entry 3"]
    place.bench.notes.links[0].click()
    assert place.mode == REPOST
    assert filled.decisions()[0].startswith("Charged again as ")
    assert filled.made().get("FT1-6") == "CG"
    place.head.mode_buttons[REVERSE].click()
    assert place.mode == REVERSE


def test_a_credit_can_only_be_posted_again(stage: Stage) -> None:
    place = stage.load(credit(1))
    assert stage.decisions() == ["Refused: a credit"]
    place.head.mode_buttons[REPOST].click()
    assert stage.made().get("FT1-11") == "350.00&USD"


def test_an_answer_that_comes_meanwhile_counts(filled: Stage) -> None:
    place = filled.load(charge(1))
    assert filled.decisions() == ["Taken back as CHG001-R"]
    assert filled.stored is not None
    sent(filled.stored, credit(1), hours=20)
    place.refresh(9)
    assert filled.decisions() == ["Refused: already reversed"]


def test_a_history_that_cannot_be_read_is_said(stage: Stage) -> None:
    stage.problem = HistoryError("The history is damaged.")
    place = stage.load(charge(1))
    assert stage.bridge.heard == [("problem", "The history is damaged.")]
    assert stage.decisions() == ["Taken back as CHG001-R"]
    first = place.bench.notes.notes[0]
    assert "could not be looked up" in first.text
    assert first.colour == "warn"
    assert not any("does not know this message" in text for text in said(stage))
    assert place.totals.property("role") == "warn"
    place.send_button.click()
    assert "could not be looked up" in stage.bridge.asked[0][1]
    assert stage.sent == []
    stage.bridge.answers.append("Go on to sending")
    place.send_button.click()
    assert len(stage.sent) == 1


def test_what_is_left_of_a_charge_is_taken_back_on_a_click(filled: Stage) -> None:
    assert filled.stored is not None
    sent(filled.stored, credit(1).replace("-350.00", "-170.00"), hours=20)
    place = filled.load(charge(1))
    assert filled.decisions() == ["Refused: partly reversed"]
    rest = place.bench.options.rest
    assert rest.isVisible()
    assert "180.00 of 350.00 USD (CHG001)" in rest.text()
    assert not rest.isChecked()
    texts_said = said(filled)
    assert len(texts_said) == len(set(texts_said))
    assert not place.bench.why.isVisible(), "it is said below, with its way out"
    next(link for link in place.bench.notes.links if link.text() == "Take back what is left").click()
    assert rest.isChecked()
    assert filled.made().value("FT1-11.1.1") == "-180.00"
    rest.click()
    assert place.current() is None
    rest.click()
    place.load(charge(4).encode(), "another one")
    assert not rest.isVisible()
    assert not place.bench.options.choices.take_rest


@pytest.mark.parametrize(("verdict", "doubtful"), [("accepted", False), ("no answer", True), ("waiting", True)])
def test_posting_again_warns_when_nobody_knows_whether_the_credit_arrived(
    filled: Stage, verdict: str, doubtful: bool
) -> None:
    assert filled.stored is not None
    sent(filled.stored, credit(1), verdict, hours=20)
    place = filled.load(credit(1))
    first = place.bench.notes.notes[0]
    assert ("charges twice" in first.text) is doubtful
    place.head.mode_buttons[REPOST].click()
    first = place.bench.notes.notes[0]
    assert ("charges twice" in first.text, first.colour) == ((True, "warn") if doubtful else (False, ""))
    assert place.totals.property("role") == ("warn" if doubtful else "good")
    place.send_button.click()
    assert (len(filled.bridge.asked), len(filled.sent)) == ((1, 0) if doubtful else (0, 1))


def test_a_correction_in_two_messages_is_opened_whole(stage: Stage) -> None:
    place = stage.place
    place.load_correction(reversals.SIGNED.encode(), reversals.DETAILED.encode(), "the old", "the new")
    place.bench.options.two.click()
    assert place.bench.which.isVisible()  # whichever tab is on show
    place.bench.choose_message(1)
    assert place.open_button.text() == "&Open both in the editor"
    place.open_button.click()
    assert [one.title for one in stage.opened] == ["2 of 2: new charges for the old", "1 of 2: credits for the old"]
    place.send_button.click()  # whichever is looked at, the credits go first
    assert stage.sent[0][1] == "1 of 2: credits for the old"
    assert len(stage.sent) == 1


def test_an_add_on_that_nobody_edited_follows_its_base(stage: Stage) -> None:
    """It is shown what becomes of it, and why, before anything is made known to anybody."""
    place = stage.place
    edited = Document.from_text(reversals.SIGNED)
    for field, value in ((7, "76811^Scan^C4"), (25, "76811^Scan^C4"), (11, "510.00&USD"), (12, "510.00&USD")):
        edited = edited.put(f"FT1[1]-{field}", value)
    place.load_correction(reversals.SIGNED.encode(), edited.to_bytes(), "the old", "the new")
    assert [(row[1], row[4], row[-1]) for row in texts(place.bench.lines)] == [
        ("76805", "76811", "Changed"),
        ("76810", "76812", "Changed"),
    ]
    why = "FT1[2] (76810) is an add-on and follows its base: 76805 became 76811"
    assert any(note.text.startswith(why) for note in place.bench.notes.notes)
    assert place.totals.text() == "-530.00 credited, 900.00 charged, difference 370.00 USD."
    assert stage.made().value("FT1[4]-25.1") == "76812"


def test_another_charge_master_without_the_add_on_refuses(stage: Stage) -> None:
    place = stage.place
    ours = load_default()
    without = replace(ours, charges=tuple(one for one in ours.charges if one.procedure_code != "76812"))
    edited = Document.from_text(reversals.SIGNED)
    for field in (7, 25):
        edited = edited.put(f"FT1[1]-{field}", "76811^Scan^C4")
    stage.charge_master = without
    place.load_correction(reversals.SIGNED.encode(), edited.to_bytes(), "the old", "the new")
    assert place.current() is None
    assert any("Correct that line too." in note.text for note in place.bench.notes.notes)


def test_lines_of_a_correction_are_chosen(qtbot: QtBot, stage: Stage) -> None:
    """Those that were not chosen stay in the list and as they are; of what is added nothing can be left out."""
    place = stage.place
    others = ("76816^Other^C4", "76820^Third^C4")
    old = dft(ft1("CHG021"), ft1("CHG022", number=2, code=others[0]), control_id="M21")
    new = dft(
        ft1("CHG021", amount="99.00&USD"),
        ft1("CHG022", amount="98.00&USD", number=2, code=others[0]),
        ft1("CHG023", number=3, code=others[1]),
        control_id="N21",
    )
    place.load_correction(old.encode(), new.encode(), "the old", "the new")
    table, model = place.bench.table, place.bench.lines
    assert stage.decisions() == ["Changed", "Changed", "Added"]
    assert [line.number > 0 for line in place.shown.lines] == [True, True, False]
    table.setCurrentIndex(model.index(1, 2))
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert stage.decisions() == ["Changed", "Not chosen", "Added"]
    assert b"CHG021-R" in stage.made().to_bytes()
    assert b"CHG022" not in stage.made().to_bytes()
    assert any("FT1[2] (76816) was not chosen" in note.text for note in place.bench.notes.notes)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert b"CHG022-R" in stage.made().to_bytes()
    assert place.bench.all_button.isVisible()


def test_a_line_that_cannot_be_corrected_is_left_out_of_the_correction(filled: Stage) -> None:
    """Refused for one line, the others can be corrected by themselves."""
    place = filled.place
    assert filled.stored is not None
    old = dft(ft1("CHG021"), ft1("CHG022", number=2), control_id="M21")
    new = dft(ft1("CHG021", amount="99.00&USD"), ft1("CHG022", amount="98.00&USD", number=2), control_id="N21")
    sent(filled.stored, old, hours=20)
    sent(filled.stored, dft(ft1("CHG022-R", "CR", "-100.00&USD"), control_id="M22"), hours=21)
    place.load_correction(old.encode(), new.encode(), "the old", "the new")
    assert place.current() is None
    assert [row[0] for row in texts(place.bench.lines)] == ["CHG021", "CHG022"]
    place.bench.lines.setData(place.bench.lines.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert [one[-1] for one in texts(place.bench.lines)] == ["Changed", "Not chosen"]
    assert filled.made().value("FT1[1]-2.1") == "CHG021-R"
    assert b"CHG022" not in filled.made().to_bytes()


def test_a_correction_is_one_step(stage: Stage) -> None:
    """Undone, what it was made from stands there: in both messages where there are two."""
    place = stage.place
    place.load_correction(reversals.SIGNED.encode(), reversals.DETAILED.encode(), "the old", "the new")
    place.open_button.click()
    (request,) = stage.opened
    assert (request.before, request.step) == (reversals.DETAILED.encode(), "Make the correction")
    assert request.raw == stage.made().to_bytes()
    place.bench.options.two.click()
    place.open_button.click()
    charges, credits = stage.opened[1:]
    assert (charges.before, credits.before) == (reversals.DETAILED.encode(), reversals.SIGNED.encode())
    assert {one.step for one in (charges, credits)} == {"Make the correction"}
    assert charges.together == credits.together != ""
    assert request.together == ""
    place.load(reversals.SIGNED.encode(), "the message")
    place.open_button.click()
    assert stage.opened[-1].before is None


def test_a_correction_shows_differences_and_messages_in_order(stage: Stage) -> None:
    place = stage.place
    place.load_correction(reversals.SIGNED.encode(), reversals.DETAILED.encode(), "the old", "the new")
    assert place.head.heading.text() == "Correct: the old with the new"
    assert [row[-1] for row in texts(place.bench.lines)] == ["Changed", "Changed"]
    assert place.totals.text() == "-530.00 credited, 900.00 charged, difference 370.00 USD."
    assert not place.bench.which.isVisibleTo(place)
    place.bench.options.two.click()
    assert [place.bench.which.itemText(number) for number in range(2)] == ["1 of 2: credits", "2 of 2: new charges"]
    assert place.send_button.text() == "Se&nd 1 of 2…"
    place.send_button.click()
    ((raw, title),) = stage.sent
    first = Document.from_bytes(raw)
    assert {first.value(f"FT1[{number}]-6") for number in (1, 2)} == {"CR"}
    assert title == "1 of 2: credits for the old"


@pytest.fixture
def correcting(stage: Stage, tmp_path: Path) -> Iterator[Stage]:
    """A correction of two messages, the first of which was given to be sent."""
    with History.open(tmp_path / "data") as history:
        sent(history, reversals.SIGNED)
        stage.stored = history
        stage.place.load_correction(reversals.SIGNED.encode(), reversals.DETAILED.encode(), "the old", "the new")
        stage.place.bench.options.two.click()
        stage.place.send_button.click()
        yield stage


def said(stage: Stage) -> list[str]:
    return [note.text for note in stage.place.bench.notes.notes]


def test_the_second_message_waits_for_the_first(correcting: Stage) -> None:
    place, history = correcting.place, correcting.stored
    assert history is not None
    assert said(correcting) == [
        "1 of 2: credits: not sent yet.",
        "2 of 2: new charges: waits until the message before was accepted.",
    ]
    assert not place.bench.options.isEnabled()
    first = Document.from_bytes(correcting.sent[0][0])
    entry = sent(history, first.text, "waiting", hours=1)
    place.refresh(entry)
    assert not place.send_button.isEnabled()
    history.answered(entry, None, at=START, verdict="accepted")
    place.refresh(entry)
    assert place.send_button.text() == "Se&nd 2 of 2…"
    place.send_button.click()
    second = Document.from_bytes(correcting.sent[1][0])
    assert {second.value(f"FT1[{number}]-6") for number in (1, 2)} == {"CG"}
    assert place.current() == second
    place.refresh(sent(history, second.text, hours=2))
    assert said(correcting)[-1] == "The correction is done; nothing of it has to be sent again."
    assert not place.send_button.isEnabled()
    place.head.mode_buttons[REVERSE].click()
    place.show_mode(CORRECT)
    assert not place.send_button.isEnabled(), "what is done is not done again"


def test_another_message_that_is_chosen_then_is_another_correction(correcting: Stage) -> None:
    """Else the page would name one message and send the charges of another."""
    place = correcting.place
    place.head.correction_chosen.emit(reversals.SIGNED.encode(), "another")
    assert place.head.heading.text() == "Correct: the old with another"
    assert any("nothing to correct" in text for text in said(correcting))
    assert not place.send_button.isEnabled()
    assert place.bench.options.isEnabled()


def test_credits_that_were_refused_hold_the_new_charges_back(correcting: Stage) -> None:
    place, history = correcting.place, correcting.stored
    assert history is not None
    first = Document.from_bytes(correcting.sent[0][0])
    entry = sent(history, first.text, "error", hours=1)
    place.refresh(entry)
    assert not place.send_button.isEnabled()
    assert [link.text() for link in place.bench.notes.links] == [f"Show entry {entry}", "Make it anew"]
    place.bench.notes.links[0].click()
    assert correcting.entries == [entry]
    place.bench.notes.links[1].click()
    assert place.send_button.isEnabled()
    assert place.send_button.text() == "Se&nd 1 of 2…"
    assert place.bench.options.isEnabled()
    assert place.shown.messages[0].control_id != first.control_id


@pytest.mark.parametrize("known", [True, False], ids=["sent from here", "from elsewhere"])
def test_new_charges_that_were_refused_are_made_anew_without_credits(stage: Stage, tmp_path: Path, known: bool) -> None:
    with History.open(tmp_path / "data") as history:
        if known:
            sent(history, reversals.SIGNED)
        stage.stored = history
        place = stage.place
        place.load_correction(reversals.SIGNED.encode(), reversals.DETAILED.encode(), "the old", "the new")
        place.bench.options.two.click()
        place.send_button.click()
        place.refresh(sent(history, Document.from_bytes(stage.sent[0][0]).text, hours=1))
        place.send_button.click()
        refused = Document.from_bytes(stage.sent[1][0])
        place.refresh(sent(history, refused.text, "error", hours=2))
        assert not place.send_button.isEnabled()
        assert place.bench.notes.links[-1].text() == "Make the new charges anew"
        place.bench.notes.links[-1].click()
        assert place.send_button.isEnabled()
        assert place.bench.options.isEnabled()
        (made,) = place.shown.messages
        assert [made.value(f"FT1[{number}]-6") for number in (1, 2, 3)] == ["CG", "CG", None]
        assert made.control_id != refused.control_id


def test_a_correction_that_was_made_before_is_refused_in_the_window(stage: Stage, tmp_path: Path) -> None:
    with History.open(tmp_path / "data") as history:
        sent(history, reversals.SIGNED)
        sent(history, reversals.CORRECTED, hours=1)
        stage.stored = history
        place = stage.load(reversals.SIGNED)
        assert place.bench.lines.rowCount() == 2
        place.correct_with(reversals.DETAILED.encode(), "the new")
        assert place.mode == CORRECT
        assert not place.send_button.isEnabled()
        assert "entry 2 of the history" in place.shown.refusal
        assert (place.bench.notes.notes[0].link, place.bench.notes.notes[0].target) == ("Show entry 2", 2)
        columns = place.bench.lines.columnCount()
        assert all(len(line.cells) == columns for line in place.shown.lines), "lines of the reversal do not fit"


def test_credits_without_an_answer_are_sent_again_as_they_are(correcting: Stage) -> None:
    place, history = correcting.place, correcting.stored
    assert history is not None
    first = Document.from_bytes(correcting.sent[0][0])
    place.refresh(sent(history, first.text, "no answer", hours=1))
    assert place.send_button.text() == "Se&nd 1 of 2…"
    place.send_button.click()
    assert correcting.sent[1] == correcting.sent[0]


def test_the_corrected_message_comes_from_a_tab_or_a_file(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stage.load(reversals.SIGNED)
    stage.tabs = [("R&D", reversals.DETAILED.encode())]
    place.head.fill_menu()
    actions = place.head.correct_menu.actions()
    assert [action.text() for action in actions] == ["R&&D", "", "A &file…"]
    actions[0].trigger()
    assert place.mode == CORRECT
    assert place.head.heading.text() == "Correct: the message with R&D"
    file = tmp_path / "new.hl7"
    file.write_text(reversals.DETAILED + reversals.SIGNED, newline="")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words: (str(file), ""))
    place.head.fill_menu()
    place.head.correct_menu.actions()[-1].trigger()
    assert place.head.heading.text() == "Correct: the message with new.hl7"
    assert "holds 2 messages" in stage.bridge.heard[-1][1]
    place.head.correct_with_file(tmp_path / "gone.hl7")
    assert stage.bridge.heard[-1][0] == "problem"
    place.head.mode_buttons[REVERSE].click()
    assert stage.decisions() == ["Taken back as CHG001-R", "Taken back as CHG002-R"]


def test_the_same_charges_have_nothing_to_correct(stage: Stage) -> None:
    stage.place.load_correction(reversals.SIGNED.encode(), reversals.SIGNED.encode())
    assert any("nothing to correct" in note.text for note in stage.place.bench.notes.notes)
    assert not stage.place.send_button.isEnabled()


@pytest.mark.parametrize("text", ["", "prose", "MSH|^~\\&|A\r", reversals.SIGNED + reversals.SIGNED])
def test_what_is_no_charge_message_says_why(stage: Stage, text: str) -> None:
    place = stage.load(text)
    assert stage.decisions() == []
    assert place.bench.notes.notes[0].colour == "bad"
    assert not place.open_button.isEnabled()


def test_links_are_reached_from_the_notes(filled: Stage) -> None:
    place = filled.load(charge(2))
    links = place.bench.notes.links
    assert len(links) > 1
    reached, widget = [], place.bench.notes.nextInFocusChain()
    while widget is not place.bench.notes:
        if isinstance(widget, QPushButton) and widget.isVisibleTo(place):
            reached.append(widget)
        widget = widget.nextInFocusChain()
    assert reached[: len(links)] == links


def test_content_is_never_markup(stage: Stage) -> None:
    place = stage.load(reversals.SIGNED.replace("CHG001", "<b>1</b>"))
    labels = [place.head.heading, place.head.sentence, place.bench.why, place.bench.field_why, place.totals]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_importing_the_page_does_not_load_the_dictionary() -> None:
    import subprocess
    import sys

    code = "import workbench.ui.reversal.place, sys; sys.exit('sqlalchemy' in sys.modules or 'hl7apy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_profile_in_use_says_how_its_own_charges_are_taken_back(stage: Stage) -> None:
    own = reversals.SIGNED.replace("|CG|", "|XG|")
    assert stage.load(own).current() is None
    stage.profile = parse_profile('name = "clinic"\n[transaction_types]\ncharge = "XG"\n', "clinic.toml")
    assert stage.load(own).current() is not None
    assert stage.made().get("FT1-6") == "CR"
    options = stage.place.bench.options
    assert options.convention.currentText() == "Of the profile clinic: Type CR, negative amount, id with -R"
    assert "You changed" not in options.about.text()
    options.processing.click()
    assert "You changed" in options.about.text()
    stage.profile = default_profile()
    stage.load(reversals.SIGNED)
    assert options.convention.currentData() == "A"
    assert options.convention.itemText(0).startswith("A:")


def test_what_was_chosen_stays_while_the_profile_does(stage: Stage) -> None:
    stage.profile = default_profile()
    stage.load(reversals.SIGNED)
    stage.place.bench.options.choose_convention("C")
    stage.load(reversals.SIGNED)
    assert stage.place.bench.options.convention.currentData() == "C"


def test_the_charge_of_a_study_is_taken_back_with_the_profile_that_it_was_made_with(filled: Stage) -> None:
    assert filled.stored is not None
    profile = find_profile("same-id")
    desk = replace(make_desk(), profile=profile, convention=convention_of(profile))
    (recorded,) = Studies(filled.stored).take(report(), desk, at=NOON)
    filled.profile = default_profile()
    filled.load(recorded.taken.messages[0].raw.decode())
    assert filled.place.bench.options.convention.currentText().startswith("Of the profile same-id: ")
    assert (filled.made().get("FT1-6"), filled.made().get("FT1-2")) == ("CD", "CHG0001")
    assert "was made with the profile same-id, and default is chosen now" in filled.bridge.heard[-1][1]
    filled.load(reversals.SIGNED)  # made for no study: the profile in use
    assert filled.made().get("FT1-6") == "CR"


def test_a_profile_that_cannot_be_read_is_said(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Profile:
        return parse_profile("[reversal]\nconvention = 'nobody'\n", "clinic.toml")

    monkeypatch.setattr(stage.place, "_profile", broken)
    assert stage.load(reversals.SIGNED).current() is not None
    assert "There is no convention “nobody”" in stage.bridge.heard[-1][1]


def large(lines: int = MANY + 20) -> str:
    return dft(*(ft1(f"CHG{number:03}") for number in range(1, lines + 1)), control_id="M1")


def test_a_large_message_is_worked_out_beside_the_window(qtbot: QtBot, stage: Stage) -> None:
    place = stage.load(large())
    assert place.is_busy
    assert place.totals.text() == "Working out 120 lines…"
    assert not place.send_button.isEnabled()
    qtbot.waitUntil(lambda: not place.is_busy)
    assert len(stage.made().all("FT1")) == 120
    place.bench.table.setCurrentIndex(place.bench.lines.index(1, 3))
    for row in (1, 2, 3):  # the last choice counts, whatever is under way
        place.bench.table.setCurrentIndex(place.bench.lines.index(row, 0))
        qtbot.keyClick(place.bench.table, Qt.Key.Key_Space)
    assert not place.send_button.isEnabled()
    place.send_message()
    place.open_message()
    assert (stage.sent, stage.opened) == ([], [])
    qtbot.waitUntil(lambda: not place.is_busy)
    assert len(stage.made().all("FT1")) == 117
    place.send_button.click()
    assert len(Document.from_bytes(stage.sent[0][0]).all("FT1")) == 117


def test_what_is_loaded_meanwhile_is_not_overwritten(qtbot: QtBot, stage: Stage) -> None:
    stage.load(large())
    place = stage.load(charge(1))
    assert not place.is_busy
    qtbot.wait(500)
    assert stage.decisions() == ["Taken back as CHG001-R"]


def test_a_large_message_of_credits_is_offered_to_be_posted_again(qtbot: QtBot, stage: Stage) -> None:
    place = stage.load(large().replace("|CG|", "|CR|"))
    qtbot.waitUntil(lambda: not place.is_busy)
    assert "can be posted again" in place.bench.notes.notes[0].text


def test_closing_waits_for_what_is_under_way(qtbot: QtBot, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, gate = threading.Event(), threading.Event()
    ended: list[bool] = []
    done = Work.done

    def slow(work: Work) -> object:
        begun.set()
        gate.wait(5)
        made = done(work)
        ended.append(True)
        return made

    monkeypatch.setattr(Work, "done", slow)
    place = stage.load(large())
    assert begun.wait(5)
    threading.Timer(0.05, gate.set).start()
    place.stop()
    assert ended == [True]
    qtbot.wait(20)
    assert place.is_busy  # nothing is delivered to a window that is gone


def test_posting_a_charge_again_warns_when_its_credit_may_not_have_arrived(filled: Stage) -> None:
    assert filled.stored is not None
    sent(filled.stored, credit(1), "no answer", hours=20)
    place = filled.load(charge(1))
    place.head.mode_buttons[REPOST].click()
    first = place.bench.notes.notes[0]
    assert ("charges twice" in first.text, first.colour) == (True, "warn")
    place.send_button.click()
    assert (len(filled.bridge.asked), filled.sent) == (1, [])


def chosen_label(stage: Stage) -> str:
    return stage.place.bench.options.convention.currentText()


def test_other_profiles_of_the_site_are_in_the_list(stage: Stage) -> None:
    own = replace(named("B"), title="Ours", charges=("CG", "XX"))
    stage.others = {"default": named("A"), "clinic": own}
    place = stage.load(charge(1))
    box = place.bench.options.convention
    labels = [box.itemText(number) for number in range(box.count())]
    assert labels[-2:] == ["Of the profile clinic: Ours", "Convention from a file…"]
    box.setCurrentIndex(box.count() - 2)
    box.activated.emit(box.currentIndex())
    assert chosen_label(stage) == "Of the profile clinic: Ours"
    assert place.bench.options.choices.made().title == "Ours"
    place.load(charge(2).encode(), "the next")
    assert chosen_label(stage) == "Of the profile clinic: Ours"
    place.bench.options.choose_convention("A")
    stage.others = {}
    place.load(charge(3).encode(), "one more")
    assert box.findText("Of the profile clinic: Ours") == -1


def test_a_convention_comes_from_a_file(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = resources.path("profiles", "conventions").joinpath("b.toml").read_text()
    file = tmp_path / "ours.toml"
    file.write_text(re.sub(r"(?m)^title = .*$", 'title = "Ours"', text))
    place = stage.load(charge(1))
    box = place.bench.options.convention
    before = stage.made().value("FT1-6")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_words: (str(file), ""))
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    assert chosen_label(stage) == "Ours (ours.toml)"
    assert (before, stage.made().value("FT1-6")) == ("CR", named("B").credit)
    file.write_text("no TOML at all")
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)
    assert chosen_label(stage) == "Ours (ours.toml)"
    assert stage.bridge.heard[-1][0] == "problem"


def test_the_history_is_asked_about_a_large_message_too(qtbot: QtBot, filled: Stage) -> None:
    assert filled.stored is not None
    entry = sent(filled.stored, large(), "error", hours=30)
    place = filled.load(large())
    qtbot.waitUntil(lambda: not place.is_busy)
    assert set(filled.decisions()) == {"Refused: rejected"}
    sent(filled.stored, large(), hours=31)
    place.refresh(entry + 1)
    assert place.is_busy
    qtbot.waitUntil(lambda: not place.is_busy)
    assert "Refused: rejected" not in filled.decisions()


def test_a_damaged_history_is_said_for_a_large_message_too(
    qtbot: QtBot, filled: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise HistoryError("The history is damaged.")

    monkeypatch.setattr("workbench.ui.reversal.work.standing_of", broken)
    place = filled.load(large())
    qtbot.waitUntil(lambda: not place.is_busy)
    assert filled.bridge.heard == [("problem", "The history is damaged.")]
    assert place.totals.property("role") == "warn"
    place.bench.none_button.click()
    qtbot.waitUntil(lambda: not place.is_busy)
    assert len(filled.bridge.heard) == 1


def test_the_study_is_one_step_away(stage: Stage) -> None:
    wanted: list[str] = []
    stage.place.study_requested.connect(wanted.append)
    stage.place.load(charge(1).encode(), "charge")
    stage.place.study_button.click()
    assert wanted == ["ACC1"]


def test_without_an_order_there_is_no_study(stage: Stage) -> None:
    stage.place.load(charge(1).replace("ACC1^US", "").encode(), "charge")
    assert not stage.place.study_button.isEnabled()


def test_of_thousands_of_lines_without_an_order_none_is_divided_where_it_holds_the_window_up(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, spans = threading.get_ident(), Segment._spans
    divided: list[Segment] = []

    def noted(segment: Segment) -> list[tuple[int, int]]:
        if segment.name == "FT1" and threading.get_ident() == here:
            divided.append(segment)
        return spans(segment)

    monkeypatch.setattr(Segment, "_spans", noted)
    raw = re.sub("ACC[^|^]*\\^US", "", large()).encode()
    stage.place.load(raw, "large")
    assert not stage.place.study_button.isEnabled()
    assert divided == []
    stage.place.load(raw.rstrip(b"\r") + b"\rFT1|9999" + b"|" * 22 + b"ACC9^US\r", "large")
    assert stage.place.study_button.isEnabled()
    assert len(divided) == 1
    qtbot.waitUntil(lambda: not stage.place.is_busy)


def test_each_message_of_a_correction_shows_its_own_fields(stage: Stage) -> None:
    bench = stage.place.bench
    stage.place.load_correction(reversals.SIGNED.encode(), reversals.DETAILED.encode(), "the old", "the new")
    together = [row[0] for row in texts(bench.fields)]
    bench.options.two.click()
    credits = texts(bench.fields)
    assert ("FT1-6", "CG", "CR") in [(row[0], row[2], row[3]) for row in credits]
    bench.which.setCurrentIndex(1)
    bench.which.activated.emit(1)
    charges = texts(bench.fields)
    assert charges != credits
    assert not any(row[3] == "CR" for row in charges)
    assert len(together) == len(credits) + len(charges)


def test_lines_are_counted_as_on_the_command_line(stage: Stage) -> None:
    text = charge(1).replace("FT1|1|", "FT1|7|")
    stage.place.load(text.encode(), "charge")
    assert texts(stage.place.bench.lines)[0][0] == "1"


def test_where_nothing_can_be_compared_the_original_is_shown(stage: Stage) -> None:
    bench = stage.place.bench
    stage.place.load(credit(1).encode(), "a credit")
    assert bench.tabs.currentWidget() is bench.original
    stage.place.load(charge(1).encode(), "a charge")
    assert bench.tabs.currentIndex() == 0
