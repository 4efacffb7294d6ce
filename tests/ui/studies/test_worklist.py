"""The worklist over a real store: what waits, what is due, what an event would do, taking in, watching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.lifecycle import report
from helpers.screen import StubBridge, texts
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.charges.chargemaster.master import load_default
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import State
from workbench.charges.profile.conventions import named
from workbench.charges.profile.library import find_profile
from workbench.charges.profile.model import default_profile
from workbench.charges.reversal.reverse import reverse
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.history.store import History
from workbench.history.studies import Studies
from workbench.ui.requests import OpenRequest
from workbench.ui.studies.batch import Job
from workbench.ui.studies.due import desk_of
from workbench.ui.studies.sending import Answer
from workbench.ui.studies.store import StudyStore
from workbench.ui.studies.worklist_pane import WorklistPane
from workbench.ui.studies.worklist_rows import ALL
from workbench.ui.tasks import Tasks

pytestmark = pytest.mark.gui


class Stage:
    """A worklist on a data folder of its own."""

    def __init__(self, qtbot: QtBot, folder: Path, tasks: Tasks) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.bridge = StubBridge()
        master, profile = load_default(), default_profile()
        self.store = StudyStore(folder, tasks)
        self.pane = WorklistPane(self.store, lambda: desk_of(master, profile), self.bridge)
        self.store.setParent(self.pane)
        qtbot.addWidget(self.pane)
        QAbstractItemModelTester(self.pane.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.sent: list[tuple[bytes, str]] = []
        self.opened: list[OpenRequest] = []
        self.completed: list[OpenRequest] = []
        self.pane.send_requested.connect(lambda raw, title: self.sent.append((raw, title)))
        self.pane.open_requested.connect(self.opened.append)
        self.pane.complete_requested.connect(self.completed.append)

    def keep(self, *documents: object) -> None:
        """Keep these reports and wait for the list."""
        jobs = [Job(f"report {number}", one) for number, one in enumerate(documents, 1)]  # type: ignore[arg-type]
        with self.qtbot.waitSignal(self.pane.batch.finished):
            self.pane.take_jobs(jobs)
        self.look()

    def look(self) -> None:
        """The list as it is now, with the chosen study beside it."""
        self.pane._close_report()
        self.settle()

    def settle(self) -> None:
        """Wait until the store has answered everything."""
        for _ in range(3):
            answered: list[object] = []
            self.store.ask("settle", lambda _studies: 1, answered.append, 0)
            self.qtbot.waitUntil(lambda answered=answered: bool(answered), timeout=10_000)

    def answer(self, verdict: str) -> None:
        """The receiver's answer to every message of the chosen study that has none."""
        detail = self.pane.study_pane.detail
        assert detail is not None
        with History.open(self.folder) as history:
            for sent in detail.standing.messages:
                if sent.entry is None:
                    entry = history.sending(sent.raw, endpoint="x:1", at=datetime.now(UTC))
                    history.answered(entry, None, at=datetime.now(UTC), verdict=verdict, note="As the test says.")
        self.look()

    @property
    def groups(self) -> list[str]:
        return [row[0] for row in texts(self.pane.model)]


@pytest.fixture
def stage(qtbot: QtBot, tmp_path: Path, tasks: Tasks) -> Stage:
    return Stage(qtbot, tmp_path / "data", tasks)


def test_without_a_history_it_says_what_to_do(stage: Stage) -> None:
    stage.look()
    assert stage.pane.pages.currentWidget() is stage.pane.empty
    assert not (stage.folder / "history.sqlite3").exists()
    assert stage.bridge.heard == []


def test_a_kept_study_waits_for_its_answer(stage: Stage) -> None:
    stage.keep(report())
    assert stage.groups == ["Not acknowledged"]
    row = texts(stage.pane.model)[0]
    assert row[3] == "ACC1"
    assert "100234" in row[4]
    assert stage.pane.study_pane.due.caption == "&Send…"
    assert stage.pane.study_pane.messages.table.isColumnHidden(3)  # nobody routes it
    stage.pane.study_pane.doing.due_button.click()
    assert stage.sent[0][0].startswith(b"MSH|")
    assert "1 ·" in stage.pane.tiles["charged and not acknowledged"].text()
    stage.answer("accepted")
    assert stage.groups == []
    assert not stage.pane.nothing.isHidden()
    stage.pane.tiles[ALL].click()
    assert stage.groups == ["Charged"]


def test_a_refused_message_is_sent_again_with_its_ids(stage: Stage) -> None:
    stage.keep(report())
    made = stage.pane.study_pane.detail
    assert made is not None
    stage.answer("error")
    assert stage.groups == ["Refused"]
    # The receiver would refuse the same message again: the first step is to mend it, and sending it stays possible.
    stage.pane.study_pane.doing.due_button.click()
    assert [one.raw for one in stage.opened] == [made.standing.messages[0].raw]
    assert stage.sent == []
    stage.pane.study_pane.messages.send_button.click()
    assert stage.sent == [(made.standing.messages[0].raw, stage.sent[0][1])]


def test_while_the_first_reports_are_taken_in_it_does_not_say_that_nothing_is_kept(stage: Stage) -> None:
    stage.pane.take_jobs([Job("report 1", report())])
    assert stage.pane.pages.currentWidget() is stage.pane.taking
    stage.pane.refresh_now()
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        pass
    assert stage.pane.pages.currentWidget() is not stage.pane.taking


def test_a_refused_row_of_the_report_is_amber_and_leads_to_its_study(stage: Stage) -> None:
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.take_jobs([Job("report 1", report())])
    pane = stage.pane.report
    (line,) = pane.model.lines
    assert (line.colour, pane.study_button.isEnabled()) == ("good", True)
    (sent,) = line.subject.messages
    pane._answered(sent.control_id, Answer("rejected", "No."))
    assert pane.model.lines[0].colour == "warn"
    with stage.qtbot.waitSignal(pane.study_wanted):
        pane.study_button.click()


def test_what_a_charge_lacks_is_completed_on_the_desk(stage: Stage) -> None:
    stage.keep(report(code="NOBODY^knows this^L"))
    assert "Incomplete" in stage.groups
    stage.pane.study_pane.doing.due_button.click()
    assert stage.completed[0].raw == report(code="NOBODY^knows this^L").to_bytes()


def test_an_event_says_what_it_would_do_before_it_is_done(stage: Stage) -> None:
    stage.keep(report())
    stage.answer("accepted")
    stage.pane.tiles[ALL].click()
    stage.settle()
    pane = stage.pane.study_pane
    pane.doing.event_box.setCurrentIndex(pane.doing.event_box.findData(Event.CANCELLED))
    assert "The study was cancelled, so all charges are taken back." in pane.doing.foresight.text()
    assert "1 message is made" in pane.doing.foresight.text()
    assert pane.happened.model.rowCount() == 1
    pane.doing.state_button.click()
    stage.settle()
    assert stage.groups == ["Cancelled"]
    assert [row[1:4] for row in texts(pane.happened.model)] == [
        ("Signed", "signed", "Charged"),
        ("Signed", "cancelled (stated)", "Reversed"),
    ]
    assert pane.doing.event_box.currentIndex() == 0
    assert not pane.doing.state_button.isEnabled()
    assert len(texts(pane.messages.model)) == 2
    assert b"|CR|" in stage.pane.study_pane.detail.standing.messages[1].raw  # type: ignore[union-attr]


def test_an_event_that_does_not_fit_cannot_be_stated(stage: Stage) -> None:
    stage.keep(report(status="P", observed="P"))
    stage.pane.tiles[ALL].click()
    stage.settle()
    pane = stage.pane.study_pane
    pane.doing.event_box.setCurrentIndex(pane.doing.event_box.findData(Event.SIGNED))
    assert "It cannot be taken as signed" in pane.doing.foresight.text()
    assert not pane.doing.state_button.isEnabled()


def test_a_held_correction_is_confirmed_with_one_button(stage: Stage) -> None:
    stage.keep(report())
    stage.answer("accepted")
    stage.keep(report(minute=5, diagnosis="E04.2"))
    assert "Corrected since" in stage.groups
    assert stage.pane.study_pane.due.caption == "&Correct"
    stage.pane.study_pane.doing.due_button.click()
    stage.settle()
    detail = stage.pane.study_pane.detail
    assert detail is not None
    assert detail.events[-1].event == "corrected"
    assert b"|CR|" in detail.standing.messages[-1].raw


def test_what_was_taken_back_by_hand_is_charged_anew_with_one_button(stage: Stage) -> None:
    stage.keep(report())
    stage.answer("accepted")
    with History.open(stage.folder) as history:
        (entry,) = history.entries(limit=9)
        record = history.entry(entry.id)
        assert record is not None
        charge = Document.from_bytes(record.raw)
        made = reverse(charge, convention=named("A"), now=datetime.now(UTC), control_id="BYHAND1", new_ids=iter(()))
        assert made.document is not None
        number = history.sending(made.document.to_bytes(), endpoint="billing:1", at=datetime.now(UTC))
        history.answered(number, b"ACK", at=datetime.now(UTC), verdict="accepted")
    stage.keep(report(minute=5, observed="B"))
    assert "To look at" in stage.groups
    detail = stage.pane.study_pane.detail
    assert detail is not None and detail.standing.messages[-1].control_id == "BYHAND1"
    assert stage.pane.study_pane.due.caption == "&Charge anew"
    stage.pane.study_pane.doing.due_button.click()
    stage.settle()
    detail = stage.pane.study_pane.detail
    assert detail is not None
    assert detail.standing.state is State.CHARGED
    assert len(detail.standing.open_charges) == 1


def test_a_refused_credit_is_tried_again(stage: Stage) -> None:
    stage.keep(report())
    stage.answer("accepted")
    stage.keep(report(minute=5, status="P", observed="P"))
    stage.pane.tiles[""].click()
    stage.settle()
    stage.answer("error")
    assert "Still charged" in stage.groups
    assert stage.pane.study_pane.due.caption == "Re&verse"
    stage.pane.study_pane.doing.due_button.click()
    stage.settle()
    detail = stage.pane.study_pane.detail
    assert detail is not None
    assert len(detail.standing.messages) == 3
    assert detail.events[-1].action == "reverse all"


def test_reports_open_in_the_editor(stage: Stage) -> None:
    stage.keep(report())
    stage.pane.study_pane.happened.report_button.click()
    stage.pane.study_pane.messages.open_button.click()
    detail = stage.pane.study_pane.detail
    assert detail is not None
    assert [one.raw for one in stage.opened] == [report().to_bytes(), detail.standing.messages[0].raw]


def test_the_samples_as_a_folder_give_a_report(stage: Stage, tmp_path: Path) -> None:
    with stage.qtbot.waitSignal(stage.pane.batch.finished, timeout=20_000):
        stage.pane.take_files([resources.path("samples", "studies")])
    stage.settle()
    assert stage.pane.pages.currentWidget() is stage.pane.report
    words = stage.pane.report.heading.text()
    assert words.startswith("18 studies: ")
    done = {row[4]: row[0] for row in texts(stage.pane.report.model)}
    assert done["13-unknown-procedure.hl7"] == "To complete"
    target = tmp_path / "out"
    target.mkdir()
    stage.pane.report.save_into(target)
    saved = sorted(file.name for file in target.iterdir())
    assert f"{len(saved)} messages made" in words
    assert stage.bridge.heard[-1][0] == "info"
    stage.pane.report.send_next()
    stage.pane.report.send_next()  # twice before there is an answer is once
    stage.settle()
    assert len(stage.sent) == 1
    stage.pane.report.send_next()
    stage.settle()
    assert len({raw for raw, _title in stage.sent}) == 2


def test_what_cannot_be_saved_is_said(stage: Stage, tmp_path: Path) -> None:
    stage.keep(report())
    stage.pane.report.save_into(tmp_path / "nowhere")
    assert stage.bridge.heard[-1][0] == "problem"
    assert "0 of 1 messages were saved" in stage.bridge.heard[-1][1]


def test_files_that_are_no_reports_need_a_person(stage: Stage, tmp_path: Path) -> None:
    odd = tmp_path / "odd.hl7"
    odd.write_bytes(b"hello")
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.take_files([odd, tmp_path / "gone.hl7"])
    assert [row[0] for row in texts(stage.pane.report.model)] == ["Not read", "Not read"]
    assert "2 need a person" in stage.pane.report.heading.text()


def test_a_damaged_history_is_a_sentence(stage: Stage) -> None:
    stage.folder.mkdir()
    (stage.folder / "history.sqlite3").write_bytes(b"this is no database" * 100)
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.take_jobs([Job("one", report())])
    assert stage.bridge.heard[0][0] == "problem"
    assert not stage.pane.batch.is_running


def test_a_watched_folder_takes_what_comes_and_says_when_it_is_gone(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    watch = stage.pane.watch
    watch.timer.setInterval(10)
    assert watch.folder is None
    watch.start(folder)
    (folder / "one.hl7").write_bytes(report().to_bytes())
    with stage.qtbot.waitSignal(stage.pane.batch.finished, timeout=10_000):
        pass
    assert "1 file taken in" in stage.pane.watching.words.text()
    (folder / "one.hl7").unlink()
    folder.rmdir()
    stage.qtbot.waitUntil(lambda: any("is not there" in text for _level, text in stage.bridge.heard))
    folder.mkdir()
    stage.qtbot.waitUntil(lambda: any("there again" in text for _level, text in stage.bridge.heard))
    assert sum("is not there" in text for _level, text in stage.bridge.heard) == 1
    watch.stop()
    assert stage.pane.watching.words.text() == ""


def test_an_event_is_about_one_study_of_its_report(stage: Stage) -> None:
    file = next(resources.path("samples", "studies").glob("04-*.hl7"))
    stage.keep(Document.from_bytes(file.read_bytes()))
    stage.pane.tiles[ALL].click()
    stage.settle()
    first = stage.pane.study()
    pane = stage.pane.study_pane
    pane.doing.event_box.setCurrentIndex(pane.doing.event_box.findData(Event.CANCELLED))
    pane.doing.state_button.click()
    stage.settle()
    assert sorted(stage.groups) == ["Cancelled", "Charged"]
    assert stage.pane.study() == first


def test_news_about_others_leaves_the_chosen_study_alone(stage: Stage) -> None:
    stage.keep(report())
    pane = stage.pane.study_pane
    pane.doing.event_box.setCurrentIndex(2)
    stage.keep(report(minute=1, account="A9").put("OBR-3", "ACC2"))
    assert pane.detail is not None
    assert pane.detail.summary.accession == "ACC1"
    assert pane.doing.event_box.currentIndex() == 2


def test_a_report_goes_back_to_the_desk(stage: Stage) -> None:
    stage.keep(report())
    stage.pane.study_pane.doing.desk_button.click()
    assert [one.raw for one in stage.completed] == [report().to_bytes()]


def test_a_convention_that_is_gone_ends_the_batch_with_a_sentence(stage: Stage) -> None:
    def broken() -> Desk:
        raise WorkbenchError("There is no such convention.")

    stage.pane.batch._make_desk = broken
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.take_jobs([Job("one", report())])
    assert stage.bridge.heard == [("problem", "There is no such convention.")]


def test_a_batch_can_be_cancelled(stage: Stage) -> None:
    jobs = [Job(f"report {number}", report().put("OBR-3", f"ACC{number}")) for number in range(60)]
    seen: list[tuple[int, int]] = []
    stage.pane.batch.progress.connect(lambda done, known: seen.append((done, known)))
    stage.pane.batch.progress.connect(lambda done, _known: stage.pane.batch.cancel() if done else None)
    with stage.qtbot.waitSignal(stage.pane.batch.finished, timeout=20_000) as finished:
        stage.pane.take_jobs(jobs)
    # A portion is as many as fit into a moment, so only the first one is known to be smaller than all of them.
    assert seen[0] == (0, 60)
    assert 0 < len(finished.args[0]) == seen[1][0] < 60


def test_the_count_moves_while_studies_are_taken_in(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.ui.studies.batch._PORTION_S", 0.0)
    jobs = [Job(f"report {number}", report().put("OBR-3", f"ACC{number}")) for number in range(5)]
    said: list[str] = []
    stage.pane.batch.progress.connect(lambda _done, _known: said.append(stage.pane.bar.progress.text()))
    with stage.qtbot.waitSignal(stage.pane.batch.finished, timeout=20_000) as finished:
        stage.pane.take_jobs(jobs)
    assert said == [f"Taking in {number} of 5…" for number in range(6)]
    assert [one.place for one in finished.args[0]] == [f"report {number}" for number in range(5)]


def test_what_a_watched_folder_brings_and_nobody_can_read_is_said_once(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "odd.hl7").write_bytes(b"hello")
    (folder / "half.csv").write_bytes(b"accession,mrn\n\xff\xfe")
    (folder / "good.hl7").write_bytes(report().to_bytes())
    (folder / "again.hl7").write_bytes(report().to_bytes())
    watch = stage.pane.watch
    watch.timer.setInterval(10)
    with stage.qtbot.waitSignal(stage.pane.batch.finished, timeout=10_000):
        watch.start(folder)
    said = [text for level, text in stage.bridge.heard if level == "warning"]
    assert said == ["From the watched folder: 4 studies: 1 message made, 2 need a person. See the last report."]
    assert stage.pane.bar.report_button.isEnabled()
    assert stage.pane.pages.currentWidget() is not stage.pane.report
    done = {row[4]: row[0] for row in texts(stage.pane.report.model)}
    assert done == {"again.hl7": "Charged", "good.hl7": "Nothing new", "half.csv": "Not read", "odd.hl7": "Not read"}
    stage.settle()
    assert not stage.pane.batch.is_running
    watch.stop()


def test_a_folder_that_cannot_be_read_is_a_row(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_folder: Path) -> Iterator[Path]:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "iterdir", gone)
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.take_files([tmp_path])
    ((done, _study, _count, _answer, place, why),) = texts(stage.pane.report.model)
    assert (done, place) == ("Not read", tmp_path.name)
    assert "No such file or directory" in why


def test_enter_in_a_row_does_what_it_needs(stage: Stage) -> None:
    stage.keep(report())
    stage.settle()
    stage.pane.table.activated.emit(stage.pane.model.index(0, 0))
    assert stage.sent[0][0].startswith(b"MSH|")


KNEE = {"code": "US-KNEE^US knee^L", "diagnosis": "M25.561"}


def test_a_charge_with_a_warning_is_amber_and_counted_until_it_is_seen(stage: Stage) -> None:
    stage.keep(report(**KNEE))
    assert texts(stage.pane.report.model)[0][0] == "Charged, to look at"
    assert stage.pane.report.heading.text() == "1 study: 1 message made, 1 with warnings, none needs a person."
    assert "To look at" in stage.groups
    pane = stage.pane.study_pane
    assert "Line 1" in pane.doing.look.text()
    pane.doing.seen_button.click()
    stage.settle()
    assert "To look at" not in stage.groups
    assert pane.doing.look_box.isHidden() and pane.doing.seen_button.isHidden()


def test_a_message_beside_one_that_left_is_held_back_everywhere(stage: Stage) -> None:
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.take_jobs([Job("desk", report(), handed_out=("DESK1",))])
    stage.settle()
    assert stage.pane.report.waiting() == []
    stage.pane._close_report()
    stage.settle()
    pane = stage.pane.study_pane
    assert pane.due.caption == "" and "DESK1" in pane.due.text
    assert texts(pane.messages.model)[0][1] == "Held back"
    stage.pane.ask_unsent()
    stage.settle()
    assert stage.bridge.heard[-1] == ("info", "Everything that was made has left.")


def test_what_a_watched_folder_could_not_bring_is_kept_until_it_is_seen(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "junk.hl7").write_bytes(b"hello")
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.watch.start(folder)
    assert "0 files taken in" in stage.pane.watching.words.text()
    (folder / "good.hl7").write_bytes(report().to_bytes())
    with stage.qtbot.waitSignal(stage.pane.batch.finished):
        stage.pane.watch.look()
    assert "1 file taken in" in stage.pane.watching.words.text()
    assert stage.pane.watching.failed_button.text() == "1 &not taken in"
    stage.pane.show_failed()
    assert [row[4] for row in texts(stage.pane.report.model)] == ["junk.hl7"]
    stage.pane.watching.forget_failed()
    assert stage.pane.watching.failed_button.isHidden()


def test_a_watched_folder_that_went_away_is_not_said_to_be_watched(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    stage.pane.watch.start(folder)
    stage.settle()
    folder.rmdir()
    with stage.qtbot.waitSignal(stage.pane.watch.trouble):
        stage.pane.watch.look()
    assert stage.pane.watching.words.text() == "in cannot be watched"
    folder.mkdir()
    with stage.qtbot.waitSignal(stage.pane.watch.back):
        stage.pane.watch.look()
    stage.settle()
    assert stage.pane.watching.words.text() == "Watching in: 0 files taken in"


def test_a_charge_that_is_held_for_its_age_is_released_with_one_button(stage: Stage) -> None:
    profile = replace(default_profile(), late=replace(default_profile().late, hold_after_days=1))
    make = stage.pane._make_desk
    for owner in (stage.pane, stage.pane.batch, stage.pane.study_pane.doing):
        owner._make_desk = lambda: replace(make(), profile=profile)  # type: ignore[attr-defined]
    stage.keep(report())
    assert "Not charged" in stage.groups
    pane = stage.pane.study_pane
    assert pane.due.caption == "&Release and charge"
    pane.doing.due_button.click()
    stage.settle()
    assert "Not charged" not in stage.groups
    assert pane.due.caption == "&Send…"
    stage.keep(report(5, status="C", diagnosis="E04.2"))
    assert pane.due.caption == "&Release and correct"
    pane.doing.due_button.click()
    stage.settle()
    assert pane.due.caption == "&Send…"


def test_what_an_order_brings_after_the_charge_is_charged_with_one_button(stage: Stage) -> None:
    stage.keep(Document.from_text(report().text.replace("E04.1^Reason^I10", "")))
    stage.answer("accepted")
    order = (
        "MSH|^~\\&|EHR|DEMO|||20260301||ORM^O01|O1|T|2.5.1\rPID|1||100234^^^DEMO^MR\rORC|NW|P1|ACC1\r"
        "OBR|1|P1|ACC1|US-NECK^US thyroid^L\rDG1|1||N40.0^Prostate^I10\r"
    )
    stage.keep(Document.from_text(order))
    pane = stage.pane.study_pane
    assert stage.groups == ["To look at"]
    assert pane.doing.look.text().startswith("The order brought a diagnosis after the charge: N40.0.")
    assert pane.due.caption == "&Correct"
    pane.doing.due_button.click()
    stage.settle()
    assert pane.due.caption == "&Send…"
    assert pane.detail is not None
    assert b"N40.0" in pane.detail.standing.messages[-1].raw
    assert "To look at" not in stage.groups


def test_a_credit_under_another_profile_is_foreseen_and_said(stage: Stage) -> None:
    stage.keep(report())
    profile = find_profile("same-id")
    for owner in (stage.pane, stage.pane.batch, stage.pane.study_pane.doing):
        owner._make_desk = lambda: desk_of(load_default(), profile)  # type: ignore[attr-defined]
    doing = stage.pane.study_pane.doing
    doing.event_box.setCurrentIndex(doing.event_box.findData(Event.UNSIGNED))
    assert "the credits go out in the convention of default (A)" in doing.foresight.text()
    doing.state_button.click()
    stage.settle()
    assert stage.pane.study_pane.detail is not None
    assert Document.from_bytes(stage.pane.study_pane.detail.standing.messages[-1].raw).get("FT1-6") == "CR"
    assert any("was made with the profile default, and same-id is chosen now" in said for _, said in stage.bridge.heard)


def test_the_list_is_searched_by_patient_accession_and_exam(stage: Stage) -> None:
    stage.keep(report(), report(minute=1, account="A9", mrn="700").put("OBR-3", "ACC2").put("PID-5", "SPECIMEN^KARL"))
    assert stage.pane.model.rowCount() == 2
    stage.pane.pages.setCurrentWidget(stage.pane.report)
    assert stage.pane.bar.search.isHidden()
    stage.look()
    assert not stage.pane.bar.search.isHidden()
    stage.pane.bar.search.setText("karl  thyroid")
    assert [row[3] for row in texts(stage.pane.model)] == ["ACC2"]
    stage.pane.bar.search.setText("nobody")
    assert stage.groups == []
    assert stage.pane.nothing.text() == "Nothing here has “nobody”."
    assert not stage.pane.nothing.isHidden()
    stage.pane.show_study(1)  # what is asked for by name is found, whatever is searched for
    stage.settle()
    assert stage.pane.bar.search.text() == ""
    assert stage.pane.study() == 1


def test_an_event_is_not_stated_about_a_study_that_changed_meanwhile(stage: Stage) -> None:
    stage.keep(report())
    stage.answer("accepted")
    stage.pane.tiles[ALL].click()
    stage.settle()
    doing = stage.pane.study_pane.doing
    doing.event_box.setCurrentIndex(doing.event_box.findData(Event.UNSIGNED))
    with History.open(stage.folder) as history:  # somebody else, on the same data folder
        desk = desk_of(load_default(), default_profile())
        Studies(history).take(report(), desk, at=datetime.now(UTC), stated=Event.CANCELLED)
    doing.state_button.click()
    stage.settle()
    assert "has changed meanwhile: it is cancelled now, and nothing was done" in stage.bridge.heard[-1][1]
    assert stage.groups == ["Cancelled"]
    assert stage.pane.study_pane.isEnabled()


def test_the_message_that_was_made_just_now_is_looked_at(stage: Stage) -> None:
    stage.keep(report())
    stage.pane.tiles[ALL].click()
    stage.settle()
    pane = stage.pane.study_pane
    first = pane.messages.message()
    pane.doing.event_box.setCurrentIndex(pane.doing.event_box.findData(Event.CANCELLED))
    pane.doing.state_button.click()
    stage.settle()
    made = pane.messages.message()
    assert made is not None
    assert made is not first
    assert b"|CR|" in made.raw
