"""Charges of kept studies under a profile that is another one by the time they are taken back."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.lifecycle import report
from helpers.program import Program

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.history.database import FILE
from workbench.history.store import History

FIXTURES = Path(__file__).parent.parent / "history" / "fixtures"
AS_MADE = {
    # profile: FT1-6, FT1-10, FT1-11 of the credit of a charge that was made with it
    "default": ("CR", "1", "-230.00"),
    "quantity-sign": ("CG", "-1", "-230.00"),
    "same-id": ("CD", "1", "230.00"),
}


class Desk(Program):
    """With a receiver that accepts."""

    def event(self, event: str, profile: str, document: Document | None = None) -> tuple[list[Document], str]:
        file = self.folder / "report.hl7"
        file.write_bytes((document or report()).to_bytes())
        _, out, err = self.run("compose", str(file), "--event", event, "--profile", profile)
        if not out:
            return [], err
        messages = MessageFile(out.encode())
        return [messages.document(index) for index in range(len(messages))], err

    def send(self, *documents: Document) -> list[int]:
        entries = []
        with History.open(self.data) as history:
            for document in documents:
                entry = history.sending(document.to_bytes(), endpoint="billing:2575", at=datetime.now(UTC))
                history.answered(entry, b"ACK", at=datetime.now(UTC), verdict="accepted", note="")
                entries.append(entry)
        return entries

    def own_profile(self, text: str) -> None:
        folder = self.data / "profiles"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "clinic.toml").write_text(f'name = "clinic"\n{text}', encoding="utf-8")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def facts(document: Document) -> list[tuple[str, ...]]:
    """(FT1-6, FT1-10, FT1-11) of every line."""
    return [
        tuple((document.get(line.path.at(field=number)) or "").partition("&")[0] for number in (6, 10, 11))
        for line in document.all("FT1")
    ]


@pytest.mark.parametrize("event", ["unsigned", "cancelled"])
@pytest.mark.parametrize(
    ("before", "now"), [("default", "quantity-sign"), ("default", "same-id"), ("same-id", "default")]
)
def test_a_credit_is_as_its_charge_was(desk: Desk, before: str, now: str, event: str) -> None:
    (charge,), _ = desk.event("signed", before)
    desk.send(charge)
    (credit,), said = desk.event(event, now)
    assert facts(credit) == [AS_MADE[before]]
    assert f"was made with the profile {before}, and {now} is chosen now" in said
    desk.send(credit)
    assert desk.json("studies", "worklist")["items"] == []


@pytest.mark.parametrize(
    ("before", "now"), [("default", "quantity-sign"), ("default", "same-id"), ("same-id", "default")]
)
def test_a_correction_credits_as_it_was_and_charges_as_it_is(desk: Desk, before: str, now: str) -> None:
    (charge,), _ = desk.event("signed", before)
    desk.send(charge)
    (credit, new), said = desk.event("as-reported", now, report(5, status="C", diagnosis="E04.2"))
    assert facts(credit) == [AS_MADE[before]]
    assert facts(new) == [("CG", "1", "230.00")]
    assert f"the new charges are made with {now}" in said
    desk.send(credit, new)
    assert desk.json("studies", "worklist")["items"] == []
    (again,), said = desk.event("cancelled", before, report(5, status="C", diagnosis="E04.2"))
    assert facts(again) == [AS_MADE[now]]
    assert f"was made with the profile {now}" in said


def test_a_profile_that_was_edited_between(desk: Desk) -> None:
    desk.own_profile('[transaction_types]\ncredit = "CD"\n[reversal]\nconvention = "D"\n')
    desk.event("signed", "clinic")
    desk.own_profile("")
    (credit,), said = desk.event("unsigned", "clinic")
    assert facts(credit) == [AS_MADE["same-id"]]
    assert "The profile clinic was changed since" in said


def test_a_profile_that_was_deleted(desk: Desk) -> None:
    desk.own_profile('[transaction_types]\ncredit = "CD"\n[reversal]\nconvention = "D"\n')
    desk.event("signed", "clinic")
    shutil.rmtree(desk.data / "profiles")
    (credit,), said = desk.event("unsigned", "default")
    assert facts(credit) == [AS_MADE["same-id"]]
    assert "was made with the profile clinic, and default is chosen now" in said


def test_both_messages_of_a_split_go_back_to_where_they_went(desk: Desk) -> None:
    charges, _ = desk.event("signed", "split")
    desk.send(*charges)
    desk.event("unsigned", "quantity-sign")
    sent = desk.json("studies", "show", "ACC1")["messages"]
    assert [one["endpoint"] for one in sent] == ["physician-billing (CMS-1500)", "facility-billing (UB-04)"] * 2
    assert [one["made_with"] for one in sent] == [{"profile": "split", "convention": "A"}] * 4
    assert [one["transactions"][0]["kind"] for one in sent] == ["charge", "charge", "credit", "credit"]


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("revision_000[2-6].sql")), ids=lambda file: file.stem)
def test_of_an_older_history_the_profile_is_not_known(desk: Desk, file: Path) -> None:
    desk.data.mkdir()
    connection = sqlite3.connect(desk.data / FILE)
    connection.executescript(file.read_text(encoding="utf-8"))
    connection.close()
    (credit,), said = desk.event("unsigned", "quantity-sign", report(5, status="C", diagnosis="E04.2"))
    assert facts(credit) == [AS_MADE["quantity-sign"]]
    assert "It is not known with which profile" in said and "quantity-sign (C), which is chosen now" in said
    assert desk.json("studies", "show", "ACC1")["messages"][0]["made_with"] is None


# ---- by hand ---------------------------------------------------------------------------------------------------------


def test_reversing_an_entry_takes_the_convention_of_its_profile(desk: Desk) -> None:
    (charge,), _ = desk.event("signed", "same-id")
    (entry,) = desk.send(charge)
    _, out, err = desk.run("reverse", "--entry", str(entry))
    assert facts(Document.from_text(out)) == [AS_MADE["same-id"]]
    assert "was made with the profile same-id, and default is chosen now" in err and "--profile takes another" in err
    _, out, err = desk.run("reverse", "--entry", str(entry), "--profile", "quantity-sign")
    assert facts(Document.from_text(out)) == [AS_MADE["quantity-sign"]]
    assert "made with the profile same-id, whose receiver knows credits by the convention D, and not by C." in err
    _, out, err = desk.run("reverse", "--entry", str(entry), "--convention", "A")
    assert facts(Document.from_text(out)) == [AS_MADE["default"]]
    assert "and not by A." in err
    _, out, err = desk.run("reverse", "--entry", str(entry), "--profile", "same-id", "--keep-processing-id")
    assert "and not by" not in err


def test_a_profile_in_use_that_is_gone_stops_nothing_that_was_kept(desk: Desk) -> None:
    desk.own_profile('[transaction_types]\ncredit = "CD"\n[reversal]\nconvention = "D"\n')
    (charge,), _ = desk.event("signed", "clinic")
    (entry,) = desk.send(charge)
    (desk.data / "settings.ini").write_text("[General]\nprofile=clinic\n", encoding="utf-8")
    shutil.rmtree(desk.data / "profiles")
    status, out, _err = desk.run("reverse", "--entry", str(entry))
    assert (status, facts(Document.from_text(out))) == (0, [AS_MADE["same-id"]])


def test_correcting_a_file_takes_the_convention_of_its_profile(desk: Desk) -> None:
    (charge,), _ = desk.event("signed", "quantity-sign")
    old, new = desk.folder / "old.hl7", desk.folder / "new.hl7"
    old.write_bytes(charge.to_bytes())
    new.write_bytes(charge.put_text("FT1-25.1", "76604").put_text("FT1-7.1", "76604").to_bytes())
    _, out, err = desk.run("correct", str(old), str(new))
    assert facts(Document.from_text(out))[0] == AS_MADE["quantity-sign"]
    assert "was made with the profile quantity-sign" in err


def test_a_message_that_nobody_kept_is_taken_back_with_the_profile_in_use(desk: Desk) -> None:
    (charge,), _ = desk.event("signed", "quantity-sign")
    file = desk.folder / "other.hl7"
    file.write_bytes(charge.put_text("MSH-10", "ELSEWHERE1").to_bytes())
    _, out, err = desk.run("reverse", str(file))
    assert facts(Document.from_text(out)) == [AS_MADE["default"]]
    assert "made with" not in err


def test_what_was_done_by_hand_is_known_whatever_is_chosen_then(desk: Desk) -> None:
    (charge,), _ = desk.event("signed", "same-id")
    (entry,) = desk.send(charge)
    file = desk.folder / "credit.hl7"
    assert desk.run("reverse", "--entry", str(entry), "-o", str(file))[0] == 0
    desk.send(Document.from_bytes(file.read_bytes()))
    made, said = desk.event("unsigned", "quantity-sign")
    assert made == []
    assert "Done by hand" in said
    assert desk.json("studies", "worklist")["items"] == []


def test_files_are_named_after_whom_they_are_for(desk: Desk) -> None:
    desk.event("signed", "split")
    target = desk.folder / "out"
    target.mkdir()
    assert desk.run("compose", str(desk.folder / "report.hl7"), "--event", "unsigned", "-o", str(target))[0] == 0
    names = sorted(file.stem.partition("-")[2] for file in target.iterdir())
    assert names == ["facility-billing", "physician-billing"]
