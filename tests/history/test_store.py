from __future__ import annotations

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.corpus import ROOT
from helpers.history import NOON, charge, receive
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.history import HistoryError, Received, Reply
from workbench.history.store import History


def test_a_received_message_and_our_reply(history: History) -> None:
    raw = charge("C1", "P1", ("T1", "T2"))
    number = history.received(raw, peer="10.0.0.5:40000", endpoint="127.0.0.1:2575", at=NOON)
    before = history.entry(number)
    assert before is not None
    assert (before.verdict, before.answer, before.answered_at, before.elapsed) == ("waiting", None, None, None)
    later = NOON + timedelta(seconds=1.5)
    history.replied(number, b"MSH|^~\\&|ACK\rMSA|AA|C1\r", at=later, verdict="acknowledged")
    entry = history.entry(number)
    assert entry is not None
    assert (entry.raw, entry.answer) == (raw, b"MSH|^~\\&|ACK\rMSA|AA|C1\r")
    assert (entry.direction, entry.at, entry.answered_at, entry.elapsed) == ("received", NOON, later, 1.5)
    assert (entry.peer, entry.endpoint) == ("10.0.0.5:40000", "127.0.0.1:2575")
    assert (entry.control_id, entry.message_type) == ("C1", "DFT^P03^DFT_P03")
    assert (entry.patient_id, entry.account, entry.visit, entry.accession) == ("P1", "ACCP1", "VP1", "FT1")
    assert entry.transaction_ids == ("T1", "T2")
    assert (entry.verdict, entry.note, entry.size, entry.resent_of) == ("acknowledged", "", len(raw), None)


def test_a_sent_message_and_its_answer(history: History) -> None:
    first = history.sending(charge(), endpoint="billing:2575", at=NOON)
    history.answered(first, None, at=NOON, verdict="no answer", note="Nothing came within 30 s.", elapsed=30.0)
    again = history.sending(charge(), endpoint="billing:2575", at=NOON, resent_of=first)
    entry = history.entry(first)
    assert entry is not None
    assert (entry.direction, entry.verdict, entry.note) == ("sent", "no answer", "Nothing came within 30 s.")
    assert (entry.answer, entry.elapsed) == (None, 30.0)
    resent = history.entry(again)
    assert resent is not None
    assert resent.resent_of == first


def test_a_second_answer_does_not_push_out_the_first(history: History) -> None:
    number = history.sending(charge(), endpoint="e", at=NOON)
    history.answered(number, b"CA", at=NOON, verdict="accepted", note="taken")
    history.answered(number, b"AE", at=NOON, verdict="error", note="but wrong")
    entry = history.entry(number)
    assert entry is not None
    assert (entry.answer, entry.earlier_answers, entry.verdict, entry.note) == (b"AE", (b"CA",), "error", "but wrong")


def test_many_messages_and_replies_at_once_keep_their_order(history: History) -> None:
    messages = [Received(charge(f"C{n}"), "p", "e", NOON) for n in range(50)]
    numbers = history.received_many(messages)
    assert numbers == sorted(set(numbers))
    history.replied_many([Reply(number, b"ACK%d" % number, NOON, "acknowledged") for number in numbers])
    for number, message in zip(numbers, messages, strict=True):
        entry = history.entry(number)
        assert entry is not None
        assert (entry.raw, entry.answer) == (message.raw, b"ACK%d" % number)
    assert history.received_many([]) == []
    history.replied_many([])
    assert history.count() == 50


def test_the_same_and_an_empty_control_id_are_as_good_as_any(history: History) -> None:
    twins = [receive(history, charge("SAME")), receive(history, charge("SAME"))]
    nameless = [receive(history, charge("")), receive(history, charge("")), receive(history, b"")]
    assert len({*twins, *nameless}) == 5
    assert [entry.id for entry in history.entries(text="same")] == twins[::-1]


def test_nothing_of_a_batch_is_stored_when_one_message_cannot_be(history: History) -> None:
    good, bad = Received(charge(), "p", "e", NOON), Received(charge(), "p", "e", NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="no time zone"):
        history.received_many([good, bad])
    assert history.count() == 0


def test_an_answer_for_an_entry_that_is_gone_is_said(history: History) -> None:
    number = receive(history, charge())
    with pytest.raises(HistoryError, match=r"^Entry 77 is not in the history .* any more, so its answer"):
        history.replied_many([Reply(number, b"A", NOON, "acknowledged"), Reply(77, b"B", NOON, "acknowledged")])
    entry = history.entry(number)
    assert entry is not None
    assert (entry.verdict, entry.answer) == ("waiting", None)


def test_an_entry_that_does_not_exist_is_none(history: History) -> None:
    assert [history.entry(number) for number in (0, -1, 1, 2**63, 10**30)] == [None] * 5


def test_the_latest_entry(history: History) -> None:
    assert history.latest() == 0
    assert history.latest() == receive(history, charge()) - 1
    assert history.latest() == receive(history, charge()) - 1 == 1


def test_times_of_other_zones_come_back_in_utc(history: History) -> None:
    number = history.sending(b"", endpoint="e", at=datetime.fromisoformat("2026-03-01T13:00:00.5+01:00"))
    entry = history.entry(number)
    assert entry is not None
    assert (entry.at, entry.at.tzinfo) == (NOON + timedelta(seconds=0.5), UTC)


def test_text_that_no_database_can_hold_does_no_harm(history: History) -> None:
    number = history.sending(charge(), endpoint="e", at=NOON)
    history.answered(number, None, at=NOON, verdict="error", note="bad \udcff byte\0")
    assert [entry.note for entry in history.entries(note="\udcff")] == ["bad ? byte"]
    assert history.entries(text="\udcff\0", endpoint="\udcff", message_type="\udcff") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=2000), answer=st.none() | st.binary(max_size=500))
def test_any_bytes_come_back_as_they_were(history: History, raw: bytes, answer: bytes | None) -> None:
    number = receive(history, raw)
    history.replied(number, answer, at=NOON, verdict="refused")
    entry = history.entry(number)
    assert entry is not None
    assert (entry.raw, entry.answer, entry.size) == (raw, answer, len(raw))


def test_a_message_of_five_megabytes(history: History) -> None:
    raw = charge() + b"OBX|1|ED|||" + b"QUJD" * 1_310_720 + b"\r"
    entry = history.entry(receive(history, raw))
    assert entry is not None
    assert entry.raw == raw


def test_real_messages_come_back_byte_for_byte(history: History, corpus: list[Path]) -> None:
    messages = [Received(file.read_bytes(), "p", file.name, NOON) for file in corpus]
    numbers = history.received_many(messages)
    history.replied_many([Reply(n, m.raw, NOON, "refused") for n, m in zip(numbers, messages, strict=True)])
    for number, message in zip(numbers, messages, strict=True):
        entry = history.entry(number)
        assert entry is not None
        assert entry.raw == entry.answer == message.raw, message.endpoint
        if entry.control_id:
            found = history.entries(text=entry.control_id, limit=1000)
            assert number in [found_entry.id for found_entry in found], message.endpoint


def test_purging_deletes_what_is_older_and_clears_it_out_of_the_files(history: History) -> None:
    old = [receive(history, charge(f"OLD{n}", f"SECRET{n}"), n) for n in range(20)]
    history.replied(old[0], b"SECRETANSWER", at=NOON, verdict="acknowledged")
    kept = history.sending(charge("NEW"), endpoint="e", at=NOON + timedelta(hours=1), resent_of=old[3])
    purged = history.purge(NOON + timedelta(hours=1))
    assert (purged.entries, purged.erased) == (20, True)
    assert [(entry.id, entry.resent_of) for entry in history.entries()] == [(kept, None)]
    assert history.entries(text="SECRET") == []
    files = [file.read_bytes() for file in history.file.parent.iterdir()]
    assert not any(b"SECRET" in content for content in files)
    assert any(b"NEW" in content for content in files)
    assert receive(history, charge()) == kept + 1


def test_no_number_is_given_twice_even_when_the_newest_is_purged(history: History) -> None:
    last = receive(history, charge())
    history.purge(NOON + timedelta(days=1))
    assert history.latest() == 0
    assert receive(history, charge()) == last + 1


def test_purging_while_somebody_reads_says_that_the_bytes_are_still_there(folder: Path) -> None:
    with History.open(folder, timeout=0.1) as history, History.open(folder) as other:
        receive(history, charge("OLD"))
        with other._reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM entries").scalar()
            purged = history.purge(NOON + timedelta(days=1))
        assert (purged.entries, purged.erased) == (1, False)
        assert history.purge(NOON).erased


def test_threads_share_one_history(history: History) -> None:
    def work(name: str) -> None:
        for number in range(20):
            receive(history, charge(f"{name}{number}"))
            assert history.entries(text=f"{name}{number}", limit=1)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("A", "B", "C")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {entry.control_id for entry in history.entries()} == {f"{name}{n}" for name in "ABC" for n in range(20)}


def test_a_closed_history_stays_closed(folder: Path) -> None:
    history = History.open(folder)
    receive(history, charge())
    history.close()
    history.close()
    with pytest.raises(ValueError, match="is closed"):
        history.entries()
    with pytest.raises(ValueError, match="is closed"):
        receive(history, charge())


def test_one_that_was_closed_because_its_file_is_gone_says_so(folder: Path) -> None:
    """Somebody else may have shared it, and shows the sentence."""
    history = History.open(folder)
    receive(history, charge())
    history.close()
    history.file.rename(history.file.with_name("elsewhere"))
    with pytest.raises(HistoryError, match="moved or deleted"):
        history.entries()
    with pytest.raises(HistoryError, match="moved or deleted"):
        receive(history, charge())


def test_closing_leaves_one_file(folder: Path) -> None:
    with History.open(folder) as history:
        receive(history, charge())
        history.entries()
    assert [file.name for file in folder.iterdir()] == ["history.sqlite3"]


def test_the_package_alone_loads_neither_sqlalchemy_nor_alembic_nor_qt() -> None:
    program = "import sys, workbench.history as h; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "workbench" in loaded
    assert not loaded & {"sqlalchemy", "alembic", "PySide6", "hl7apy"}


def test_opening_an_up_to_date_history_does_not_load_alembic(folder: Path) -> None:
    History.open(folder).close()
    program = (
        "import sys, pathlib; from workbench.history.store import History;"
        "History.open(pathlib.Path(sys.argv[1])).close(); print(*sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "sqlalchemy" in loaded
    assert not loaded & {"alembic", "PySide6", "hl7apy"}


def test_many_messages_are_read_in_one_go(history: History) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    ids = [history.received(b"MSH|^~\\&|%d" % number, peer="p", endpoint="e", at=at) for number in range(3)]
    assert history.raws([*ids, 999]) == {number: b"MSH|^~\\&|%d" % index for index, number in enumerate(ids)}
    assert history.raws([]) == {}


def test_whole_identifiers_find_every_entry(history: History) -> None:
    ids = [receive(history, charge(f"C{number}", "P1", (f"T{number}",))) for number in range(60)]
    other = receive(history, charge("C1", "P12", ("T1",)))
    assert history.ids_with_keys([("patient", "p1")]) == ids
    assert history.ids_with_keys([("transaction", f"T{number}") for number in range(2000)]) == [*ids, other]
    assert history.ids_with_keys([("control", "C1"), ("patient", "P12"), ("account", "")]) == [ids[1], other]
    assert history.ids_with_keys([]) == []
    assert [one.id for one in history.summaries([other, ids[0], 9999])] == [ids[0], other]
