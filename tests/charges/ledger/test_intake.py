"""From messages, files and folders to postings: what cannot be read is said, and the rest goes on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers.charge_messages import START, dft, ft1

from workbench import resources
from workbench.charges.ledger import Ledger, read_message_bytes, read_paths


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        ("accepted", "accepted"),
        ("acknowledged", "accepted"),
        ("rejected", "rejected"),
        ("error", "rejected"),
        ("refused", "rejected"),
        ("no answer", "unknown"),
        ("wrong answer", "unknown"),
        ("waiting", "unknown"),
        ("not sent", "unsent"),
        ("", "unknown"),
    ],
)
def test_verdicts(verdict: str, outcome: str) -> None:
    found = read_message_bytes(dft(ft1()).encode(), direction="sent", verdict=verdict, at=START, entry=3)
    assert [(one.outcome, one.source) for one in found.postings] == [(outcome, "entry 3")]


def test_a_charge_message_without_charges_is_said() -> None:
    assert read_message_bytes(dft().encode(), entry=3).notes == [
        "entry 3 is a DFT^P03^DFT_P03 without any FT1: there is nothing in it to count."
    ]


def test_a_signed_report_is_a_signing() -> None:
    folder = resources.path("samples", "studies")
    signed = read_message_bytes((folder / "02-pregnancy-twins.hl7").read_bytes(), at=START)
    assert [one.at for one in signed.signings] == [START.replace(tzinfo=None)]
    assert read_message_bytes((folder / "10-preliminary.hl7").read_bytes(), at=START).signings == []


def test_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.hl7").write_text(dft(ft1("B"), control_id="M2") + dft(ft1("C"), control_id="M3"))
    (tmp_path / "a.hl7").write_text(dft(ft1("A")))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    found = read_paths([tmp_path, tmp_path / "a.hl7", tmp_path / "none.hl7"])
    assert [one.line.transaction_id for one in found.postings] == ["A", "B", "C"]
    assert found.postings[2].source == f"{tmp_path / 'deep' / 'b.hl7'}, message 2"
    assert found.notes == ["1 file holds no charge lines: picture.png."]
    assert found.unreadable == [f"There is no file {tmp_path / 'none.hl7'}."]


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    assert read_paths([tmp_path]).unreadable == [f"The folder {tmp_path} is empty."]


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may read everything")
def test_a_closed_folder_is_said(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    try:
        assert "closed cannot be read" in read_paths([tmp_path]).unreadable[0]
    finally:
        closed.chmod(0o700)


def test_without_times_files_are_in_order_of_their_messages(tmp_path: Path) -> None:
    """MSH-7 is empty: the control ids 10 and 9 must not turn the order round."""
    texts = [dft(ft1("A"), control_id="9", time=""), dft(ft1("B", "CR", "-350.00&USD"), control_id="10", time="")]
    (tmp_path / "a.hl7").write_text("".join(texts).replace("20260302", ""))
    ledger = Ledger.of(read_paths([tmp_path]).postings)
    assert [one.state for one in ledger.charges] == ["reversed"]


def test_real_messages_go_in_whole(corpus: list[Path]) -> None:
    found = read_paths([file for file in corpus if file.parent.name == "dft"])
    assert found.unreadable == []
    assert len(found.postings) > 30
    ledger = Ledger.of(found.postings)
    copies = sum(len(one.postings) for one in ledger.transactions)
    assert copies == len(found.postings)
