"""Looking up whether a charge was accepted before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from helpers.charge_messages import dft, ft1
from helpers.traffic import sent

from workbench.er7 import Document
from workbench.history import NoHistory
from workbench.history.store import History
from workbench.ui.accepted import Accepted, accepted_before, clock

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def message(control: str, *charges: tuple[str, str]) -> bytes:
    lines = "".join(f"FT1|{n}|{number}||20260301||{kind}|76805\r" for n, (number, kind) in enumerate(charges, 1))
    return f"MSH|^~\\&|A|B|C|D|20260301||DFT^P03|{control}|T|2.5.1\rPID|1||7\r{lines}".encode()


def test_entries_come_newest_first_and_once(tmp_path: Path) -> None:
    with History.open(tmp_path) as history:
        for control in ("A", "B", "C"):
            entry = history.sending(message(control, ("T1", "CG"), ("T2", "CG")), endpoint="h:1", at=NOON)
            verdict = "error" if control == "C" else "accepted"
            history.answered(entry, b"", at=NOON + timedelta(seconds=1), verdict=verdict)
        found = accepted_before(lambda: history, Document.from_bytes(message("A", ("T1", "CG"), ("T2", "CG"))))
    assert found == (
        Accepted(2, NOON + timedelta(seconds=1), "h:1"),
        Accepted(1, NOON + timedelta(seconds=1), "h:1"),
    )


@pytest.mark.parametrize("raw", [b"", b"hello", message("", ("", "CG")), message("Z", ("T1", "CR"), ("T", "CG"))])
def test_what_has_nothing_in_common_is_not_found(tmp_path: Path, raw: bytes) -> None:
    with History.open(tmp_path) as history:
        entry = history.sending(message("A", ("T1", "CG")), endpoint="h:1", at=NOON)
        history.answered(entry, b"", at=NOON, verdict="accepted")
        assert accepted_before(lambda: history, Document.from_bytes(raw)) == ()


def test_an_id_is_found_behind_any_number_of_longer_ones(tmp_path: Path) -> None:
    """T1 begins like T10, T100 … and is none of them."""
    with History.open(tmp_path) as history:
        for number in range(1, 300):
            entry = history.sending(message(f"A{number}", (f"T{number}", "CG")), endpoint="h:1", at=NOON)
            history.answered(entry, b"", at=NOON, verdict="accepted")
        found = accepted_before(lambda: history, Document.from_bytes(message("B", ("T1", "CG"))))
        capitals = accepted_before(lambda: history, Document.from_bytes(message("B", ("t2", "CG"))))
    assert ([one.entry for one in found], capitals) == ([1], ())


def test_every_charge_of_a_long_message_counts(tmp_path: Path) -> None:
    many = [(f"T{number}", "CG") for number in range(1, 1200)]
    with History.open(tmp_path) as history:
        entry = history.sending(message("A", many[-1]), endpoint="h:1", at=NOON)
        history.answered(entry, b"", at=NOON, verdict="accepted")
        assert [one.entry for one in accepted_before(lambda: history, Document.from_bytes(message("B", *many)))] == [1]


def test_messages_without_a_control_id_are_not_the_same_message(tmp_path: Path) -> None:
    with History.open(tmp_path) as history:
        entry = history.sending(message("", ("T1", "CR")), endpoint="h:1", at=NOON)
        history.answered(entry, b"", at=NOON, verdict="accepted")
        assert accepted_before(lambda: history, Document.from_bytes(message("", ("T1", "CG")))) == ()


def test_no_history_has_nothing() -> None:
    def none() -> History:
        raise NoHistory("There is none.")

    assert accepted_before(None, Document.from_bytes(message("A"))) == ()
    assert accepted_before(none, Document.from_bytes(message("A"))) == ()


def test_the_time_has_a_day_when_it_was_not_today() -> None:
    assert len(clock(datetime.now(UTC))) == len("09:14")
    assert clock(NOON).startswith("2026-03-0")
    assert "(entry 7)" in Accepted(7, NOON, "h:1").words


CREDITS = {
    "A": {"identifier": "A1-R", "kind": "CR", "amount": "-350.00&USD"},
    "B": {"identifier": "N1", "kind": "CR", "amount": "350.00&USD"},
    "C": {"identifier": "N1", "kind": "CG", "amount": "-350.00&USD", "quantity": "-1"},
    "D": {"identifier": "A1", "kind": "CD", "amount": "350.00&USD"},
}


def credit(convention: str, control: str, order: str = "ACC1^US", account: str = "A1") -> str:
    fields = dict(CREDITS[convention])
    identifier, kind, amount = fields.pop("identifier"), fields.pop("kind"), fields.pop("amount")
    return dft(ft1(identifier, kind, amount, order=order, **fields), control_id=control, account=account)  # type: ignore[arg-type]


@pytest.mark.parametrize("order", ["ACC1^US", ""], ids=["order", "likeness"])
@pytest.mark.parametrize("ours", ["B", "C", "D"])
@pytest.mark.parametrize("theirs", ["A", "B"])
def test_a_second_credit_is_found_under_every_convention(tmp_path: Path, theirs: str, ours: str, order: str) -> None:
    second = credit(ours, "M9", order).replace("N1", "N2")
    with History.open(tmp_path) as history:
        sent(history, dft(ft1("A1", order=order), account="A1"))
        assert accepted_before(lambda: history, Document.from_text(second)) == ()
        entry = sent(history, credit(theirs, "M2", order), hours=1)
        found = accepted_before(lambda: history, Document.from_text(second))
    assert [(one.entry, one.message) for one in found] == [(entry, "DFT^P03^DFT_P03 M2")]
    assert found[0].second == f"A1 was taken back already by {CREDITS[theirs]['identifier']}"


def test_the_rest_of_a_charge_and_a_refused_credit_are_no_second_credit(tmp_path: Path) -> None:
    rest = dft(ft1("A1-R2", "CR", "-200.00&USD"), control_id="M3")
    with History.open(tmp_path) as history:
        sent(history, dft(ft1("A1")))
        sent(history, dft(ft1("A1-R", "CR", "-150.00&USD"), control_id="M2"), hours=1)
        sent(history, dft(ft1("A1-R", "CR", "-350.00&USD"), control_id="M2B"), "error", hours=2)
        assert accepted_before(lambda: history, Document.from_text(rest)) == ()
