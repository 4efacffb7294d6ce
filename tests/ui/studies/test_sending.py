"""Sending a whole batch: every message once, each answer in its row, and what stops a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.lifecycle import report
from helpers.screen import StubBridge, StubEngine, texts
from PySide6.QtCore import QSettings
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench.charges.chargemaster.master import load_default
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import default_profile
from workbench.er7 import Document
from workbench.history.store import History
from workbench.ui.studies.batch import Job
from workbench.ui.studies.batch_model import Column
from workbench.ui.studies.batch_pane import BatchPane
from workbench.ui.studies.due import desk_of
from workbench.ui.studies.send_bar import SEND, SendBar
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.worklist_pane import WorklistPane
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


def _report(number: int) -> Document:
    """Of another patient each: the same scan twice on one day would be something to look at, and stand first."""
    parts = {"OBR-3": f"ACC{number}", "PID-3.1": f"90000{number}", "PID-18": f"A{number}"}
    document = report()
    for path, value in parts.items():
        document = document.put(path, value)
    return document


class Stage:
    """Three kept studies, their report, and an engine that answers as the test says."""

    def __init__(self, qtbot: QtBot, folder: Path, tasks: Tasks) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.bridge, self.engine = StubBridge(), StubEngine()
        master, profile = load_default(), default_profile()
        store = StudyStore(folder, tasks)
        settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        self.list = WorklistPane(store, lambda: desk_of(master, profile), self.bridge, self.engine, settings)
        store.setParent(self.list)
        qtbot.addWidget(self.list)
        QAbstractItemModelTester(self.list.report.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        jobs = [Job(f"report {n}", _report(n)) for n in (1, 2, 3)]
        with qtbot.waitSignal(self.list.batch.finished, timeout=20_000):
            self.list.take_jobs(jobs)
        self.list.report.send_bar.host.setText("127.0.0.1")

    @property
    def pane(self) -> BatchPane:
        return self.list.report

    @property
    def answers(self) -> list[str]:
        return [row[Column.ANSWER] for row in texts(self.pane.model)]

    def begin(self) -> None:
        self.pane.send_bar.send_button.click()
        self.left(1)

    def left(self, count: int) -> None:
        """Wait until so many messages were given to the engine."""
        self.qtbot.waitUntil(lambda: len(self.engine.commands) == count, timeout=10_000)

    def answer(self, verdict: str) -> None:
        """The receiver's answer to the last message; the engine writes it down before it tells the window."""
        number = len(self.engine.commands)
        self.write_down(self.engine.commands[-1][1], verdict)
        self.engine.say("sent", id=number, entry=number, verdict=verdict, text="As the test says.")

    def write_down(self, raw: bytes, verdict: str) -> None:
        with History.open(self.folder) as history:
            entry = history.sending(raw, endpoint="x:1", at=datetime.now(UTC))
            history.answered(entry, None, at=datetime.now(UTC), verdict=verdict, note="As the history says.")

    def ended(self) -> None:
        self.qtbot.waitUntil(lambda: not self.pane.is_sending, timeout=10_000)

    @property
    def left_for(self) -> list[str]:
        """The control ids of the messages that were given to the engine."""
        return [Document.from_bytes(command[1]).control_id for command in self.engine.commands]

    def move_accounts(self, *numbers: int) -> list[list[str]]:
        """Corrections that move these studies to another account: of each the control ids of a credit and a charge."""
        for sent in self.pane.waiting():
            self.write_down(sent.raw, "accepted")
        moved = [
            Job("moved", report(5, status="C", observed="C").put("OBR-3", f"ACC{n}").put("PID-18", f"B{n}"))
            for n in numbers
        ]
        with self.qtbot.waitSignal(self.list.batch.finished, timeout=20_000):
            self.list.take_jobs(moved)
        ids = [sent.control_id for sent in self.pane.waiting()]
        assert len(ids) == 2 * len(numbers)
        return [ids[at : at + 2] for at in range(0, len(ids), 2)]


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> Stage:
    return Stage(qtbot, tmp_path / "data", tasks)


def test_all_are_sent_one_after_the_other_and_never_again(stage: Stage) -> None:
    assert stage.pane.send_bar.send_button.text() == "&Send all (3)"
    stage.begin()
    assert stage.answers == ["Waiting", "", ""]
    for number in (1, 2, 3):
        stage.left(number)
        stage.answer("accepted")
    stage.qtbot.waitUntil(lambda: not stage.pane.is_sending)
    assert stage.answers == ["Accepted"] * 3
    assert len({command[1] for command in stage.engine.commands}) == 3
    assert stage.pane.send_bar.words.text() == "3 of 3 accepted."
    assert not stage.pane.send_bar.send_button.isEnabled()
    assert not stage.pane.send_button.isEnabled()


def test_the_first_that_is_not_accepted_ends_the_run(stage: Stage) -> None:
    stage.begin()
    stage.answer("error")
    assert stage.answers == ["Refused", "", ""]
    assert stage.pane.send_bar.words.text() == "0 of 3 accepted, 1 not accepted, 2 not sent."
    # What was refused would be refused again; the two others were never tried.
    assert stage.pane.send_bar.send_button.text() == "&Send all (2)"


def test_a_run_may_go_on_behind_a_refusal_but_not_when_nobody_is_there(stage: Stage) -> None:
    stage.pane.send_bar.stops.setChecked(False)
    stage.begin()
    stage.answer("error")
    stage.left(2)
    stage.engine.say("failed", id=2, verdict="not sent", text="Nobody listens there.")
    assert stage.answers == ["Refused", "Not sent", ""]
    assert not stage.pane.is_sending
    assert stage.pane.send_bar.words.text() == "0 of 3 accepted, 1 not accepted, 2 not sent."
    assert stage.pane.send_bar.send_button.text() == "&Send all (2)"


def test_what_reached_nobody_is_sent_when_it_is_asked_for_again(stage: Stage) -> None:
    stage.begin()
    stage.answer("not sent")
    assert stage.answers == ["Not sent", "", ""]
    assert stage.pane.send_bar.send_button.text() == "&Send all (3)"
    stage.pane.refresh()
    stage.pane.send_bar.send_button.click()
    for number in (2, 3, 4):
        stage.left(number)
        stage.answer("accepted")
    stage.ended()
    assert stage.left_for[0] == stage.left_for[1]
    assert stage.answers == ["Accepted"] * 3


NOT_ACCEPTED = ("rejected", "error", "no answer", "wrong answer", "not sent")


@pytest.mark.parametrize("verdict", NOT_ACCEPTED)
@pytest.mark.parametrize("stops", [True, False])
def test_new_charges_leave_only_behind_their_accepted_credit(stage: Stage, verdict: str, stops: bool) -> None:
    """Else the account would have the old charges and the new ones."""
    (credit, new), (other_credit, other_new) = stage.move_accounts(1, 2)
    stage.pane.send_bar.stops.setChecked(stops)
    stage.begin()
    stage.answer(verdict)
    if not stops and verdict != "not sent":  # the other study goes on
        for number in (2, 3):
            stage.left(number)
            stage.answer("accepted")
        assert stage.left_for[1:] == [other_credit, other_new]
        assert credit in stage.pane.answers[new].text
    stage.ended()
    assert new not in stage.left_for
    assert new in [sent.control_id for sent in stage.pane.waiting()]
    # The credit is not accepted by asking again, nor by listing what was not sent.
    before = len(stage.left_for)
    if verdict == "not sent":
        stage.pane.send_bar.stops.setChecked(True)
        stage.pane.send_bar.send_button.click()
        stage.left(before + 1)
        assert stage.left_for[-1] == credit
        stage.answer("error")
    stage.ended()
    stage.list.ask_unsent()
    stage.qtbot.waitUntil(lambda: "not sent yet" in stage.pane.heading.text(), timeout=10_000)
    stage.pane.send_bar.stops.setChecked(False)
    stage.pane.send_bar.send_button.click()
    stage.qtbot.waitUntil(lambda: new in stage.pane.answers, timeout=10_000)
    assert "The credit before it has to be accepted first" in stage.pane.answers[new].text
    assert new not in stage.left_for


@pytest.mark.parametrize("stops", [True, False])
def test_credits_and_charges_leave_in_their_order(stage: Stage, stops: bool) -> None:
    pairs = stage.move_accounts(1, 2)
    stage.pane.send_bar.stops.setChecked(stops)
    stage.begin()
    for number in (1, 2, 3, 4):
        stage.left(number)
        stage.answer("accepted")
    stage.ended()
    assert stage.left_for == [one for pair in pairs for one in pair]
    assert stage.pane.send_bar.words.text() == "4 of 4 accepted."


@pytest.mark.parametrize("verdict", [*NOT_ACCEPTED, "accepted", "waiting"])
@pytest.mark.parametrize("stops", [True, False])
def test_a_credit_that_was_tried_by_other_means_counts_as_it_ended(stage: Stage, verdict: str, stops: bool) -> None:
    ((credit, new),) = stage.move_accounts(1)
    raw = next(sent.raw for sent in stage.pane.waiting() if sent.control_id == credit)
    stage.write_down(raw, verdict)
    stage.pane.send_bar.stops.setChecked(stops)
    stage.pane.send_bar.send_button.click()
    if verdict == "not sent":
        stage.left(1)
        stage.answer("error")
    elif verdict == "accepted":
        stage.left(1)
        stage.answer("accepted")
    stage.ended()
    assert stage.left_for == {"not sent": [credit], "accepted": [new]}.get(verdict, [])


def test_one_by_one_new_charges_wait_for_their_credit_too(stage: Stage) -> None:
    (credit, new), (other, _other_new) = stage.move_accounts(1, 2)
    raws = {sent.control_id: sent.raw for sent in stage.pane.waiting()}
    loaded: list[bytes] = []
    stage.pane.send_requested.connect(lambda raw, _title: loaded.append(raw))
    for count in (1, 2):
        stage.pane.send_next()
        stage.qtbot.waitUntil(lambda count=count: len(loaded) == count, timeout=10_000)
    assert loaded == [raws[credit], raws[other]]  # the charges are passed over
    stage.pane.send_next()
    stage.qtbot.waitUntil(lambda: bool(stage.bridge.heard), timeout=10_000)
    assert stage.bridge.heard[-1] == (
        "warning",
        f"{new} was not loaded. The credit before it has to be accepted first: {credit} was not sent yet.",
    )
    stage.write_down(raws[credit], "accepted")
    stage.pane.send_next()
    stage.qtbot.waitUntil(lambda: len(loaded) == 3, timeout=10_000)
    assert loaded[-1] == raws[new]


def test_a_history_that_cannot_be_read_ends_the_run_with_its_reason(stage: Stage) -> None:
    """Unread, nobody knows whether a message was sent before; and the next click tries again."""
    file = stage.folder / "history.sqlite3"
    whole = file.read_bytes()
    for one in stage.folder.glob("history.sqlite3-*"):
        one.unlink()
    file.write_bytes(b"no database " * 100)
    stage.pane.send_bar.send_button.click()
    stage.ended()
    assert stage.engine.commands == []
    assert stage.answers == ["Not sent", "", ""]
    assert stage.pane.send_bar.words.text() == "0 of 3 accepted, 3 not sent."
    assert "history.sqlite3" in stage.pane.answers[stage.pane.waiting()[0].control_id].text
    file.write_bytes(whole)
    stage.begin()
    stage.answer("accepted")


def test_a_failure_that_nobody_foresaw_ends_the_run_too(
    stage: Stage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_studies: object, _control_id: str) -> str:
        raise ZeroDivisionError("as the test says")

    monkeypatch.setattr("workbench.history.studies.Studies.why_held", fail)
    with qtbot.captureExceptions() as caught:
        stage.pane.send_bar.send_button.click()
        stage.ended()
        qtbot.waitUntil(lambda: bool(caught), timeout=10_000)
    assert stage.engine.commands == []
    assert stage.answers == ["Not sent", "", ""]


def test_an_engine_that_fails_at_once_ends_the_run(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_message: object, resent_of: int | None = None) -> int:
        stage.engine.say("failed", id=7, verdict="not sent", text="The engine does not run.")
        return 7

    monkeypatch.setattr(stage.engine, "send", fail)
    stage.pane.send_bar.send_button.click()
    stage.ended()
    assert stage.answers == ["Not sent", "", ""]


def test_stopping_while_the_history_is_asked_sends_nothing(stage: Stage) -> None:
    stage.pane.send_bar.send_button.click()
    stage.pane.send_bar.cancel_button.click()
    stage.ended()
    assert stage.engine.commands == []
    assert stage.pane.send_bar.words.text() == "0 of 3 accepted, 3 not sent."


@pytest.mark.parametrize("said", [{"verdict": "no answer"}, {}])
def test_what_has_no_answer_is_not_sent_again(stage: Stage, said: dict[str, str]) -> None:
    """Whether the receiver has it is not known: only a person may repeat it."""
    stage.pane.send_bar.stops.setChecked(False)
    stage.begin()
    stage.engine.say("failed", id=1, text="The engine stopped.", **said)
    stage.left(2)
    stage.pane.send_bar.cancel_button.click()
    stage.answer("accepted")
    assert stage.answers == ["No answer", "Accepted", ""]
    assert [sent.raw for sent in stage.pane.waiting()] == [stage.pane.messages[2][0].raw]


def test_what_was_sent_by_other_means_is_not_sent_again(stage: Stage) -> None:
    with History.open(stage.folder) as history:
        entry = history.sending(stage.pane.waiting()[0].raw, endpoint="x:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="accepted", note="Thanks.")
    stage.pane.send_bar.send_button.click()
    stage.left(1)
    assert stage.answers == ["Accepted", "Waiting", ""]
    assert "It was sent before, so it was not sent again. Thanks." in texts_of_tip(stage, 0)


def texts_of_tip(stage: Stage, row: int) -> str:
    return stage.pane.model.lines[row].tip


def test_another_machine_is_asked_about(stage: Stage) -> None:
    stage.pane.send_bar.host.setText("billing.example")
    stage.pane.send_bar.send_button.click()
    assert "3 messages will leave this computer" in stage.bridge.asked[0][1]
    assert not stage.pane.is_sending
    stage.bridge.answers = [SEND]
    stage.begin()
    assert stage.engine.commands[0][2:4] == ("billing.example", 2575)


def test_what_was_made_and_never_left_is_listed_from_the_worklist(stage: Stage) -> None:
    stage.begin()
    stage.answer("error")
    with History.open(stage.folder) as history:
        entry = history.sending(stage.pane.messages[0][0].raw, endpoint="x:1", at=datetime.now(UTC))
        history.answered(entry, None, at=datetime.now(UTC), verdict="error")
    stage.pane.back_button.click()
    stage.list.bar.unsent_button.click()
    stage.qtbot.waitUntil(lambda: stage.pane.heading.text() == "2 made and not sent yet.", timeout=10_000)
    assert stage.list.pages.currentWidget() is stage.pane
    assert [row[Column.STUDY] for row in texts(stage.pane.model)] == ["ACC2", "ACC3"]
    assert stage.pane.send_bar.send_button.text() == "&Send all (2)"


def test_what_is_routed_to_one_receiver_never_goes_to_the_other(stage: Stage) -> None:
    split = find_profile("split", None)
    make = stage.list.batch._make_desk
    stage.list.batch._make_desk = lambda: replace(make(), profile=split)
    jobs = [Job(f"report {n}", report().put("OBR-3", f"SPLIT{n}").put("PID-18", f"S{n}")) for n in (1, 2)]
    with stage.qtbot.waitSignal(stage.list.batch.finished, timeout=20_000):
        stage.list.take_jobs(jobs)
    bar = stage.pane.send_bar
    names = [bar.receiver_box.itemText(number) for number in range(bar.receiver_box.count())]
    assert names == ["physician-billing (CMS-1500)", "facility-billing (UB-04)"]
    assert bar.send_button.text() == "&Send all (2)"
    bar.host.setText("127.0.0.1")
    bar.port.setValue(4001)
    stage.begin()
    stage.answer("accepted")
    stage.left(2)
    stage.answer("accepted")
    stage.ended()
    physicians = {sent.control_id for sent, _ in stage.pane.messages if sent.endpoint == names[0]}
    assert set(stage.left_for) == physicians and len(physicians) == 2
    assert (bar.receiver, bar.send_button.text()) == (names[1], "&Send all (2)")
    assert bar.port.value() != 4001, "each receiver keeps its own address"
    again = SendBar(stage.bridge, bar._settings)
    stage.qtbot.addWidget(again)
    again.show_waiting({names[0]: 1}, production=False)
    assert again.port.value() == 4001
