"""Studies in the store: one event, one transaction; ids never twice; answers from the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import repeat
from pathlib import Path

import pytest
from helpers.lifecycle import NOON, make_desk, report
from sqlalchemy.exc import IntegrityError

from workbench import resources
from workbench.charges.coding.choosing import code_study
from workbench.charges.lifecycle.desk import Desk
from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.states import Action, State
from workbench.charges.lifecycle.worklist import Group, worklist
from workbench.charges.profile.library import find_profile
from workbench.charges.sources.files import read_file
from workbench.charges.study.payment_segments import with_payments
from workbench.charges.study.payments import Payment
from workbench.charges.study.report import read_report
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.history import study_rows
from workbench.history.store import History
from workbench.history.studies import Studies
from workbench.history.study_records import Recorded, StudyDetail


class Bench:
    """Studies, a desk, and a receiver that answers."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.studies = Studies(history)
        self.desk: Desk = make_desk()

    def take(self, document: Document, stated: Event | None = None) -> Recorded:
        (one,) = self.studies.take(document, self.desk, at=NOON, stated=stated)
        return one

    def report(self, minute: int = 0, **changes: str) -> Recorded:
        return self.take(report(minute, **changes))

    def send(self, raw: bytes, verdict: str, note: str = "") -> int:
        entry = self.history.sending(raw, endpoint="billing:2575", at=NOON)
        self.history.answered(entry, b"ACK", at=NOON, verdict=verdict, note=note)
        return entry

    def answer(self, recorded: Recorded, verdict: str, note: str = "") -> list[int]:
        return [self.send(sent.raw, verdict, note) for sent in recorded.taken.messages]

    def detail(self, text: str = "ACC1") -> StudyDetail:
        number = self.studies.find(text)
        assert number is not None
        found = self.studies.detail(number)
        assert found is not None
        return found

    def count(self, table: str) -> int:
        with self.history._reading() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)


@pytest.fixture
def bench(history: History) -> Bench:
    return Bench(history)


def test_a_signed_report_is_kept_with_its_charge(bench: Bench) -> None:
    recorded = bench.report(0)
    detail = bench.detail()
    assert recorded.study == detail.summary.id
    assert (detail.summary.state, detail.summary.patient) == ("charged", "SAMPLE, ANNA 100234")
    assert detail.summary.charged == (("USD", Decimal("230.00")),)
    (version,) = detail.versions
    assert (version.raw, version.kind, version.source) == (report(0).to_bytes(), "signed", "report")
    (event,) = detail.events
    assert (event.event, event.action, event.before, event.state) == ("signed", "charge", "not signed", "charged")
    (sent,) = detail.standing.messages
    assert (sent.raw, sent.outcome) == (recorded.taken.messages[0].raw, "composed")
    assert sent.transactions == recorded.taken.messages[0].transactions


def test_what_is_read_back_is_what_was_taken(bench: Bench) -> None:
    for minute, status in enumerate("FPFC"):
        taken = bench.report(minute, status=status, diagnosis="E04.2" if status == "C" else "E04.1").taken
        assert bench.detail().standing == replace(taken.standing, study=1)


def test_the_holder_of_the_charges_is_named_while_another_patients_report_is_set_aside(bench: Bench) -> None:
    bench.answer(bench.report(0), "accepted")
    bench.report(5, mrn="999999", account="B1", code="US-KNEE^US knee^L")
    summary = bench.detail().summary
    assert (summary.state, summary.patient, summary.account) == ("charged", "SAMPLE, ANNA 100234", "A5550001")
    assert summary.title == "US thyroid"
    (item,) = bench.studies.worklist(NOON)
    assert (item.group, item.amounts) == (Group.LOOK, (("USD", Decimal("230.00")),))
    assert "999999" in item.why
    assert [item.patient for item in worklist(bench.studies.known(), NOON)] == ["SAMPLE, ANNA 100234"]
    assert [one.patient for one in bench.studies.summaries()] == ["SAMPLE, ANNA 100234"]


def test_a_repeated_report_writes_nothing(bench: Bench) -> None:
    bench.report(0)
    recorded = bench.report(0)
    assert recorded.taken.event is None
    assert [bench.count(table) for table in ("study_versions", "study_events", "study_messages")] == [1, 1, 1]


def test_a_late_report_is_kept_and_does_nothing(bench: Bench) -> None:
    bench.report(5)
    bench.report(0, status="P")
    detail = bench.detail()
    assert [version.stale for version in detail.versions] == [False, True]
    assert [event.event for event in detail.events] == ["signed", ""]
    assert detail.standing.state is State.CHARGED
    assert bench.report(9, status="P").taken.standing.state is State.REVERSED


def test_the_answer_comes_from_the_history(bench: Bench) -> None:
    recorded = bench.report(0)
    bench.answer(recorded, "error", "Unknown account")
    assert bench.detail().summary.state == "refused"
    (item,) = worklist(bench.studies.known(), NOON)
    assert (item.group, item.accession) == (Group.REJECTED, "ACC1")
    assert "Unknown account" in item.why
    back = bench.report(5, status="P")
    assert (back.taken.action, back.taken.messages) == (Action.NOTHING, ())


def test_an_acceptance_is_never_taken_back(bench: Bench) -> None:
    recorded = bench.report(0)
    bench.answer(recorded, "no answer")
    bench.answer(recorded, "accepted")
    bench.answer(recorded, "no answer")
    assert bench.detail().standing.messages[0].outcome == "accepted"


def test_a_message_that_was_mended_and_accepted_counts(bench: Bench) -> None:
    recorded = bench.report(0)
    bench.answer(recorded, "rejected")
    mended = Document.from_bytes(recorded.taken.messages[0].raw).put("MSH-10", "MENDED1").put("PV1-2", "I")
    entry = bench.send(mended.to_bytes(), "accepted")
    (sent,) = bench.detail().standing.messages
    assert (sent.outcome, sent.entry) == ("accepted", entry)
    assert bench.detail().summary.state == "charged"


def test_outcomes_outlive_the_entries_they_came_from(bench: Bench) -> None:
    recorded = bench.report(0)
    bench.answer(recorded, "accepted")
    assert bench.studies.refresh() == 1
    assert bench.studies.refresh() == 0
    bench.history.purge(NOON + timedelta(days=1))
    (sent,) = bench.detail().standing.messages
    assert (sent.outcome, sent.entry) == ("accepted", None)


def test_a_received_message_with_the_same_control_id_is_no_answer(bench: Bench) -> None:
    recorded = bench.report(0)
    raw = recorded.taken.messages[0].raw
    entry = bench.history.received(raw, peer="x", endpoint="y", at=NOON)
    bench.history.replied(entry, b"ACK", at=NOON, verdict="refused")
    assert bench.detail().standing.messages[0].outcome == "composed"


def test_ids_are_never_given_twice_whoever_hands_them_out(bench: Bench) -> None:
    first = bench.report(0)
    bench.desk = replace(make_desk())  # the counters begin again
    other = bench.take(Document.from_text(report(0).text.replace("ACC1", "ACC2").replace("P1|", "P2|")))
    ids = [one.transaction_id for it in (first, other) for one in it.taken.messages[0].transactions]
    assert ids == ["CHG0001", "CHG0002"]
    assert [it.taken.messages[0].control_id for it in (first, other)] == ["DFT0001", "DFT0002"]


def test_ids_that_were_sent_by_other_means_are_avoided_too(bench: Bench) -> None:
    bench.send(b"MSH|^~\\&|A||||||DFT^P03|DFT0001|T|2.5.1\rFT1|1|CHG0001\r", "accepted")
    recorded = bench.report(0)
    assert recorded.taken.messages[0].control_id == "DFT0002"
    assert recorded.taken.messages[0].transactions[0].transaction_id == "CHG0002"


@pytest.mark.parametrize("table", ["study_ids", "study_messages"])
def test_the_database_itself_refuses_an_id_twice(bench: Bench, table: str) -> None:
    bench.report(0)
    with bench.history._reading() as connection:
        found = connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
    columns = ", ".join(row[1] for row in found if row[1] != "id")
    with pytest.raises(IntegrityError), bench.history._writing() as connection:
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}")


def test_a_credit_that_was_refused_may_be_made_again_under_its_id(bench: Bench) -> None:
    bench.report(0)
    refused = bench.report(5, status="P")
    bench.answer(refused, "error")
    assert bench.detail().summary.state == "to reverse"
    again = bench.report(5, status="P")
    assert [one.transaction_id for one in again.taken.messages[0].transactions] == ["CHG0001-R"]


def test_an_event_that_fails_in_the_middle_leaves_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.report(0)
    before = bench.detail()

    def stumble(*_arguments: object, **_options: object) -> None:
        raise OSError("the light went out")

    for name in ("_give_out", "_add_event", "keep_endings"):
        with monkeypatch.context() as patch:
            patch.setattr(study_rows, name, stumble)
            with pytest.raises(OSError, match="light"):
                bench.report(5, status="P")
        assert bench.detail() == before
    assert bench.report(5, status="P").taken.standing.state is State.REVERSED


@pytest.mark.parametrize("name", ["_give_out", "_add_event", "keep_endings"])
def test_a_correction_is_kept_with_its_credits_and_charges_or_not_at_all(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Another account: the credits are one message, the new charges another, and both are one transaction."""
    bench.answer(bench.report(0), "AA")
    before, original, calls = bench.detail(), getattr(study_rows, name), []

    def stumble(*arguments: object, **options: object) -> object:
        calls.append(original(*arguments, **options))
        raise OSError("the light went out")

    with monkeypatch.context() as patch:
        patch.setattr(study_rows, name, stumble)
        with pytest.raises(OSError, match="light"):
            bench.report(5, status="C", account="A5550002")
    assert calls
    assert bench.detail() == before
    taken = bench.report(5, status="C", account="A5550002").taken
    kinds = [[one.kind for one in sent.transactions] for sent in taken.messages]
    assert kinds == [["credit"], ["charge"]]
    assert len(bench.detail().standing.messages) == 3


def test_no_more_ids_is_an_error_and_changes_nothing(bench: Bench) -> None:
    bench.desk = replace(bench.desk, transaction_ids=iter(()))
    with pytest.raises(WorkbenchError, match="transaction ids"):
        bench.report(0)
    assert bench.studies.summaries() == []


def test_ids_that_repeat_for_ever_do_not_hang(bench: Bench) -> None:
    bench.report(0)
    ids: Iterator[str] = iter([*repeat("CHG0001", 50), "CHG0099"])
    bench.desk = replace(bench.desk, transaction_ids=ids)
    bench.report(3, status="P")
    assert bench.report(5).taken.messages[0].transactions[0].transaction_id == "CHG0099"


def test_a_message_about_two_studies_is_two_studies(bench: Bench) -> None:
    document = Document.from_bytes(
        resources.path("samples", "studies", "16-one-examination-not-signed.hl7").read_bytes()
    )
    one, other = bench.studies.take(document, bench.desk, at=NOON)
    assert [it.taken.standing.state for it in (one, other)] == [State.CHARGED, State.OPEN]
    assert one.accession == "ACC26030607"
    assert len(bench.studies.summaries()) == 2


def test_an_order_and_its_report_are_one_study(bench: Bench) -> None:
    order = Document.from_text(
        "MSH|^~\\&|EHR|DEMO|||20260301100000||ORM^O01|O1|T|2.5.1\rPID|1||100234^^^DEMO^MR||SAMPLE^ANNA\r"
        "PV1|1|O\rORC|NW|P1\rOBR|1|P1||US-NECK^US thyroid^L\r"
    )
    assert bench.take(order).taken.event is Event.ORDERED
    bench.report(0)
    detail = bench.detail("acc1")
    assert [version.source for version in detail.versions] == ["order", "report"]
    assert bench.studies.find("P1") == detail.summary.id
    assert bench.take(order).taken.event is None


def test_one_order_with_two_accession_numbers_is_two_studies(bench: Bench) -> None:
    bench.report(0)
    bench.take(Document.from_text(report(0).text.replace("ACC1", "ACC2")))
    assert len(bench.studies.summaries()) == 2


def issued(report: Document, issuer: str) -> Document:
    return report.put("OBR-3", f"ACC1^{issuer}" if issuer else "ACC1")


def test_the_same_number_of_the_same_issuer_is_the_same_study(bench: Bench) -> None:
    first = bench.take(issued(report(0), "EAST"))
    again = bench.take(issued(report(5, status="C", observed="C", diagnosis="E04.2"), "East"))
    assert (again.study, again.taken.action) == (first.study, Action.CORRECT)


def test_the_same_number_of_another_issuer_is_another_study(bench: Bench) -> None:
    first = bench.take(issued(report(0), "EAST"))
    other = bench.take(issued(report(5), "WEST"))
    assert other.study != first.study and other.taken.action is Action.CHARGE
    # Each goes on as its own study.
    assert bench.take(issued(report(10, status="P", observed="P"), "WEST")).study == other.study
    assert bench.take(issued(report(10, status="P", observed="P"), "EAST")).study == first.study


def test_the_same_number_from_another_facility_is_another_study(bench: Bench) -> None:
    first = bench.take(report(0))
    other = bench.take(report(5).put("MSH-4", "ELSEWHERE"))
    assert other.study != first.study


def test_the_first_spelling_of_a_number_stays(bench: Bench) -> None:
    first = bench.take(report(0).put("OBR-3", "Acc1"))
    again = bench.take(report(5, status="C", observed="C", diagnosis="E04.2").put("OBR-3", "ACC1"))
    assert again.study == first.study
    assert bench.detail("acc1").summary.accession == "Acc1"


def test_a_number_of_an_unknown_issuer_is_the_same_study_with_a_note(bench: Bench) -> None:
    first = bench.take(issued(report(0), "EAST").put("MSH-4", ""))
    again = bench.take(issued(report(5, status="C", observed="C", diagnosis="E04.2"), "").put("MSH-4", ""))
    assert again.study == first.study
    assert any("says who gave the accession number ACC1" in note for note in again.taken.notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("MSH|^~\\&|A||||||DFT^P03|1|T|2.5.1\r", "This is DFT\\^P03; a study comes from a report"),
        ("", "This is no HL7 message"),
        ("MSH|^~\\&|A||||||ORU^R01|1|T|2.5.1\rOBR|1|||X\r", "neither an accession number"),
    ],
)
def test_what_is_no_study_is_refused_with_a_sentence(bench: Bench, text: str, said: str) -> None:
    with pytest.raises(WorkbenchError, match=said):
        bench.studies.take(Document.from_text(text), bench.desk, at=NOON)
    assert bench.count("studies") == 0


def test_tables_and_json_become_studies_too(bench: Bench) -> None:
    for name in ("studies.csv", "studies.json"):
        for given in read_file(resources.path("samples", name)):
            assert given.document is not None
            bench.studies.take(given.document, bench.desk, at=NOON)
    assert {one.accession: one.state for one in bench.studies.summaries()} == {
        "ACC26031001": "charged",
        "ACC26031002": "charged",
        "ACC26031003": "charged",
        "ACC26031004": "not signed",
        "ACC26031101": "charged",
        "ACC26031102": "cancelled",
    }


def test_every_real_report_gives_a_study_or_a_sentence(bench: Bench, corpus: list[Path]) -> None:
    recorded, refused = [], []
    for file in corpus:
        document = Document.from_bytes(file.read_bytes())
        try:
            recorded += bench.studies.take(document, bench.desk, at=NOON)
        except WorkbenchError as error:
            refused.append(str(error))
    assert [text for text in refused if not text.endswith(".")] == []
    assert [one for one in recorded if not one.taken.why] == []
    assert len(recorded) > 10
    assert bench.studies.summaries()
    worklist(bench.studies.known(), NOON)


def test_a_history_that_is_read_only_still_lists(bench: Bench, folder: Path) -> None:
    recorded = bench.report(0)
    bench.answer(recorded, "accepted")
    with History.open(folder, read_only=True) as history:
        assert [one.state for one in Studies(history).summaries()] == ["charged"]
        assert Studies(history).known()[0].standing.messages[0].outcome == "accepted"


def test_finding_a_study(bench: Bench) -> None:
    bench.report(0)
    assert [bench.studies.find(text) for text in ("ACC1", " acc1 ", "p1", "1", "2", "", "9" * 30)] == [
        1,
        1,
        1,
        1,
        None,
        None,
        None,
    ]
    assert bench.studies.detail(99) is None


def test_a_charge_beside_one_that_left_before_is_held_back(bench: Bench) -> None:
    bench.send(b"MSH|^~\\&|||||||DFT^P03|DESK1|T|2.5.1\rPID|||100234\rFT1|1|T9|||||CG\rOBR|1|P1|ACC1\r", "accepted")
    (sent,) = bench.report(0).taken.messages
    assert (sent.beside, sent.held_back) == ("DESK1", True)
    assert bench.studies.unsent() == []
    item = next(one for one in bench.studies.worklist(NOON) if one.group is Group.NOT_ACKNOWLEDGED)
    assert "held back" in item.why and "DESK1" in item.why
    assert bench.detail().standing.messages[0].held_back


def test_what_was_handed_out_and_never_came_to_the_history_holds_back_too(bench: Bench) -> None:
    (recorded,) = bench.studies.take(report(0), bench.desk, at=NOON, handed_out=("DESK2",))
    assert recorded.taken.messages[0].held_back
    assert bench.studies.unsent() == []


def test_the_very_message_that_left_is_not_held_back(bench: Bench) -> None:
    (recorded,) = bench.studies.take(report(0), bench.desk, at=NOON, handed_out=("DFT0001",))
    assert not recorded.taken.messages[0].held_back
    assert len(bench.studies.unsent()) == 1


def test_a_refused_charge_that_left_before_holds_nothing_back(bench: Bench) -> None:
    bench.send(b"MSH|^~\\&|||||||DFT^P03|DESK1|T|2.5.1\rPID|||100234\rFT1|1|T9|||||CG\rOBR|1|P1|ACC1\r", "rejected")
    assert len(bench.report(0).taken.messages) == 1
    assert len(bench.studies.unsent()) == 1


def test_two_accessions_of_one_session_that_exclude_each_other_are_warned_of(bench: Bench) -> None:
    bench.report(0, code="US-ABD-COMP^US abdomen complete^L", diagnosis="R10.11")
    second = report(5, code="US-ABD-LIM^US abdomen limited^L", diagnosis="R10.11").put("OBR-3", "ACC2")
    recorded = bench.take(second)
    assert any("ACC1" in warning and "exclude" in warning for warning in recorded.taken.warnings)
    assert Group.LOOK in [one.group for one in bench.studies.worklist(NOON) if one.accession == "ACC2"]


def test_what_a_person_has_seen_is_gone_from_the_list(bench: Bench) -> None:
    number = bench.report(0, code="US-KNEE^US knee^L").study
    assert Group.LOOK in [one.group for one in bench.studies.worklist(NOON)]
    bench.studies.seen(number)
    assert Group.LOOK not in [one.group for one in bench.studies.worklist(NOON)]
    assert bench.detail().standing.look == ()


def test_a_withdrawn_patient_is_remembered(bench: Bench) -> None:
    bench.report(0)
    bench.take(report(0), Event.WRONG_PATIENT)
    assert bench.detail().standing.wrong == ("100234",)
    assert bench.report(9).taken.action is Action.HOLD
    assert bench.detail().summary.state == "reversed"


def test_lines_of_a_person_outlive_a_restart(bench: Bench) -> None:
    study = read_report(report(0))
    lines = [replace(line, modifiers=("LT",)) for line in code_study(study, bench.desk.master, bench.desk.profile)]
    bench.studies.take(report(0), bench.desk, at=NOON, lines=lines)
    assert bench.report(5, observed="B").taken.messages == ()
    assert bench.detail().standing.coded.lines[0].modifiers == ("LT",)
    assert bench.report(9, observed="A").taken.messages == ()


def test_both_sides_of_a_split_charge_keep_the_name_of_their_receiver(bench: Bench) -> None:
    bench.desk = replace(bench.desk, profile=find_profile("split", None))
    bench.report(0)
    made = [(one.endpoint, one.control_id) for one in bench.detail().standing.messages]
    assert [name for name, _ in made] == ["physician-billing (CMS-1500)", "facility-billing (UB-04)"]
    back = bench.report(5, status="P").taken.messages
    assert [one.endpoint for one in back] == [name for name, _ in made]


def test_a_message_that_is_held_back_can_be_set_aside_for_good(bench: Bench) -> None:
    bench.send(b"MSH|^~\\&|||||||DFT^P03|DESK1|T|2.5.1\rPID|||100234\rFT1|1|T9|||||CG\rOBR|1|P1|ACC1\r", "accepted")
    (sent,) = bench.report(0).taken.messages
    with pytest.raises(WorkbenchError, match="Say why"):
        bench.studies.set_aside(sent.control_id, " ")
    bench.studies.set_aside(sent.control_id, "DESK1 is right.")
    assert not any(one.group is Group.NOT_ACKNOWLEDGED for one in bench.studies.worklist(NOON))
    (kept,) = bench.detail().standing.messages
    assert kept.set_aside and kept.note == "DESK1 is right."
    assert bench.studies.unsent() == []
    assert "set aside" in bench.studies.why_held(sent.control_id)


def test_a_message_that_is_not_held_back_cannot_be_set_aside(bench: Bench) -> None:
    (sent,) = bench.report(0).taken.messages
    for control_id in (sent.control_id, "NOBODY"):
        with pytest.raises(WorkbenchError, match="is not held back"):
            bench.studies.set_aside(control_id, "Because.")


def looks(bench: Bench, accession: str) -> list[str]:
    return [one.text for one in bench.detail(accession).standing.look]


def second(minute: int = 1, **changes: str) -> Document:
    """Another study of the same patient and day."""
    return report(minute, **changes).put("OBR-3", "ACC2").put("OBR-2", "P2")


def test_the_same_charge_in_two_studies_of_a_day_is_told_in_both(bench: Bench) -> None:
    bench.report()
    bench.take(second())
    (first,), (other,) = looks(bench, "ACC1"), looks(bench, "ACC2")
    assert first.startswith("US-NECK is charged for study ACC2 of the same day too; charge it twice only if")
    assert "US-NECK is charged for study ACC1 of the same day too" in other
    items = bench.studies.worklist(NOON)
    assert sorted(item.study for item in items if item.group is Group.LOOK) == [1, 2]


def test_what_is_taken_back_in_one_study_is_no_longer_told_in_the_other(bench: Bench) -> None:
    bench.report()
    bench.take(second())
    bench.take(second(5, status="C", code="US-CHEST^US chest^L", diagnosis="R09.1"))
    assert looks(bench, "ACC1") == []
    bench.take(second(7, status="C"))
    assert len(looks(bench, "ACC1")) == 1
    bench.take(second(9, status="X", observed="X"))
    assert looks(bench, "ACC1") == []
    assert not any(item.study == 1 for item in bench.studies.worklist(NOON) if item.group is Group.LOOK)


def test_what_goes_together_is_told_in_neither_study(bench: Bench) -> None:
    bench.report()
    bench.take(second(code="US-CHEST^US chest^L", diagnosis="R09.1"))
    bench.take(report(2, mrn="700").put("OBR-3", "ACC3").put("OBR-2", "P3"))  # the same charge, another patient
    assert (looks(bench, "ACC1"), looks(bench, "ACC2"), looks(bench, "ACC3")) == ([], [], [])


CHEQUE = Payment(1, "payment", Decimal("50.00"), "20260301", "USD", "CHECK", "Words", "CHK1", (1,))


def test_a_payment_is_kept_with_its_message(bench: Bench) -> None:
    first = bench.take(with_payments(report(0), [CHEQUE])).taken.messages[0]
    assert bench.detail().standing.messages[0].transactions == first.transactions
    (kept,) = (one.payment for one in first.transactions if one.kind == "payment")
    assert kept == CHEQUE
    again = bench.take(with_payments(report(5, status="C", observed="C", diagnosis="E04.2"), [CHEQUE])).taken
    assert not any(one.payment for sent in again.messages for one in sent.transactions)
    assert any(f"is in {first.control_id} already" in note for note in again.notes)


def test_a_payment_that_waits_is_kept_until_it_goes_out_or_a_person_has_seen_it(bench: Bench) -> None:
    number = bench.report(0).study
    bench.take(with_payments(report(2), [CHEQUE]))
    (waits,) = bench.detail().standing.look
    assert waits.payment == CHEQUE
    assert [one.group for one in bench.studies.worklist(NOON) if one.group is Group.LOOK] == [Group.LOOK]
    made = bench.report(5, status="C", observed="C", diagnosis="E04.2").taken.messages
    assert [one.payment for sent in made for one in sent.transactions if one.payment] == [CHEQUE]
    assert bench.detail().standing.look == ()
    bench.take(with_payments(report(7), [replace(CHEQUE, reference="CHK2")]))
    bench.studies.seen(number)
    later = bench.report(9, status="C", observed="C", diagnosis="E04.3").taken.messages
    assert not any(one.payment for sent in later for one in sent.transactions)
