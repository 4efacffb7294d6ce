"""Money and waiting times on the command line are written as everywhere else; what is refused is exit status 1."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.lifecycle import report
from helpers.program import Program


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(tmp_path, capsys)


def _file(folder: Path, minute: int = 0, **changes: str) -> str:
    file = folder / f"report{minute}.hl7"
    file.write_bytes(report(minute, **changes).to_bytes())
    return str(file)


def _master(folder: Path) -> str:
    file = folder / "prices.csv"
    rows = ("local_code,procedure_code,description,unit_price,currency", "USAB,76700,US abdomen,1050,USD")
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(file)


def test_amounts_have_cents_and_thousands_and_ages_their_unit(desk: Program, tmp_path: Path) -> None:
    words = ("compose", _file(tmp_path, code="USAB^US abdomen^L"), "--charge-master", _master(tmp_path))
    assert desk.run(*words, "--event", "as-reported")[0] == 0
    assert desk.run("studies", "list")[1].endswith("  1,050.00 USD\n")
    assert "  76700  1,050.00 USD\n" in desk.run("studies", "show", "1")[1]
    out = desk.run("studies", "worklist")[1]
    assert "  charged and not acknowledged  1,050.00 USD  oldest just now\n" in out
    assert "\n         just now  " in f"\n{out}"


def test_a_copayment_is_shown_with_what_was_paid(desk: Program, tmp_path: Path) -> None:
    paid = tmp_path / "paid.csv"
    file = _file(tmp_path)
    paid.write_text("accession,kind,amount,currency\nACC1,copayment,25.00,USD\n", encoding="utf-8")
    assert desk.run("compose", file, "--payments", str(paid), "--event", "as-reported")[0] == 0
    (line,) = [one for one in desk.run("studies", "show", "1")[1].splitlines() if "co-payment" in one]
    assert line.endswith("  25.00 USD")
    (message,) = desk.json("studies", "show", "1")["messages"]
    assert [(one["kind"], one["received"]) for one in message["transactions"]] == [
        ("charge", None),
        ("co-payment", "25.00"),
    ]


@pytest.mark.parametrize("event", ["addendum", "corrected", "signed"])
def test_what_a_person_states_and_is_refused_is_exit_1(desk: Program, tmp_path: Path, event: str) -> None:
    assert desk.run("compose", _file(tmp_path), "--event", "as-reported")[0] == 0
    status, out, err = desk.run("compose", _file(tmp_path, 2, status="P", observed="P"), "--event", event)
    assert (status, out) == (1, "")
    assert f"It cannot be taken as {event}." in err
    # What a report tells by itself and means nothing is no refusal.
    assert desk.run("compose", _file(tmp_path), "--event", "as-reported")[0] == 0
