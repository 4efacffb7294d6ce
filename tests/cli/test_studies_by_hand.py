"""What was done by hand about the charges of a study counts when the study is unsigned, cancelled or corrected."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from helpers.lifecycle import report
from helpers.program import Program

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.history.store import History


class Desk(Program):
    """With a receiver that accepts."""

    def event(self, event: str, document: Document | None = None) -> tuple[list[Document], str]:
        """The messages that an event makes, and what is said about it."""
        file = self.folder / "report.hl7"
        file.write_bytes((document or report()).to_bytes())
        _, out, err = self.run("compose", str(file), "--event", event)
        if not out:
            return [], err
        messages = MessageFile(out.encode())
        return [messages.document(index) for index in range(len(messages))], err

    def send(self, raw: bytes, verdict: str = "accepted") -> int:
        with History.open(self.data) as history:
            entry = history.sending(raw, endpoint="billing:2575", at=datetime.now(UTC))
            history.answered(entry, b"ACK", at=datetime.now(UTC), verdict=verdict, note="")
        return entry

    def charge(self) -> int:
        """Sign the study and send its charge; the entry."""
        (message,), _ = self.event("signed")
        return self.send(message.to_bytes())

    def by_hand(self, entry: int, *more: str) -> int:
        """A credit, or a new posting, of an entry, sent; its entry."""
        file = self.folder / "by-hand.hl7"
        file.unlink(missing_ok=True)
        status, _, err = self.run("reverse", "--entry", str(entry), "-o", str(file), *more)
        assert status == 0, err
        return self.send(file.read_bytes())

    def groups(self) -> list[str]:
        return [item["group"] for item in self.json("studies", "worklist")["items"]]

    def net(self) -> Decimal:
        """What the receiver has booked."""
        total = Decimal(0)
        with History.open_to_read(self.data) as history:
            for one in history.entries(limit=100):
                entry = history.entry(one.id)
                assert entry is not None
                total += sum((effect for _, _, effect in rows(Document.from_bytes(entry.raw))), Decimal(0))
        return total


def rows(document: Document) -> list[tuple[str, str, Decimal]]:
    """(FT1-2, FT1-6, effect on the account) of every line."""
    found = []
    for segment in document.all("FT1"):
        own, code, amount = (document.value(segment.path.at(field=number)) or "" for number in (2, 6, 11))
        money = abs(Decimal(amount.partition("^")[0].partition("&")[0]))
        found.append((own, code, -money if code in ("CR", "CD") else money))
    return found


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def halved(raw: bytes) -> bytes:
    """A credit of half the money."""
    document = Document.from_bytes(raw)
    (line,) = document.all("FT1")
    for number in (11, 12):
        path = line.path.at(field=number, component=1, subcomponent=1)
        if amount := document.value(path):
            document = document.put_text(path, f"{Decimal(amount) / 2:f}")
    return document.to_bytes()


ENDS = ["unsigned", "cancelled"]


@pytest.mark.parametrize("event", ENDS)
def test_a_credit_by_hand_is_not_made_again(desk: Desk, event: str) -> None:
    entry = desk.by_hand(desk.charge())
    made, said = desk.event(event)
    assert made == []
    assert f"entry {entry} of the history" in said and "takes back" in said
    assert desk.net() == 0
    assert desk.groups() == []


@pytest.mark.parametrize("event", ENDS)
def test_after_a_credit_in_part_only_the_rest_is_taken_back(desk: Desk, event: str) -> None:
    first = desk.charge()
    file = desk.folder / "half.hl7"
    assert desk.run("reverse", "--entry", str(first), "-o", str(file))[0] == 0
    entry = desk.send(halved(file.read_bytes()))
    whole = desk.net() * 2
    made_all, said = desk.event(event)
    assert made_all, said
    (made,) = made_all
    ((own, _, effect),) = rows(made)
    assert effect == -whole / 2
    taken = [one for sent in desk.json("studies", "show", "ACC1")["messages"] for one in sent["transactions"]]
    assert [one["kind"] for one in taken] == ["charge", "partial credit", "credit"]
    assert len({one["transaction_id"] for one in taken} & {own}) == 1 and own != taken[1]["transaction_id"]
    assert taken[0]["transaction_id"].encode() in made.to_bytes()
    assert f"entry {entry} of the history" in said and "part of" in said
    desk.send(made.to_bytes())
    assert desk.net() == 0 and desk.groups() == []


@pytest.mark.parametrize("event", ENDS)
def test_a_new_posting_by_hand_is_taken_back(desk: Desk, event: str) -> None:
    first = desk.charge()
    desk.by_hand(first)
    again = desk.by_hand(first, "--repost")
    (made,), said = desk.event(event)
    ((own, _, _),) = rows(made)
    with History.open_to_read(desk.data) as history:
        stored = history.entry(again)
    assert stored is not None
    ((posted, _, _),) = rows(Document.from_bytes(stored.raw))
    assert own == f"{posted}-R"
    assert f"entry {again} of the history" in said
    desk.send(made.to_bytes())
    assert desk.net() == 0 and desk.groups() == []


def test_a_correction_after_a_credit_by_hand_charges_alone(desk: Desk) -> None:
    desk.by_hand(desk.charge())
    made, _ = desk.event("corrected", report(5, status="C", diagnosis="E04.2"))
    assert [code for one in made for _, code, _ in rows(one)] == ["CG"]


def test_a_correction_after_a_credit_in_part_takes_back_the_rest(desk: Desk) -> None:
    first = desk.charge()
    whole = desk.net()
    file = desk.folder / "half.hl7"
    assert desk.run("reverse", "--entry", str(first), "-o", str(file))[0] == 0
    desk.send(halved(file.read_bytes()))
    made, _ = desk.event("corrected", report(5, status="C", diagnosis="E04.2"))
    assert [effect for one in made for _, _, effect in rows(one)] == [-whole / 2, whole]


def test_a_correction_after_a_new_posting_by_hand_takes_that_back(desk: Desk) -> None:
    first = desk.charge()
    desk.by_hand(first)
    desk.by_hand(first, "--repost")
    whole = desk.net()
    made, _ = desk.event("corrected", report(5, status="C", diagnosis="E04.2"))
    assert [effect for one in made for _, _, effect in rows(one)] == [-whole, whole]


@pytest.mark.parametrize("event", ENDS)
@pytest.mark.parametrize("how", [(), ("--two-messages",)])
def test_a_correction_by_hand_is_what_is_taken_back(desk: Desk, event: str, how: tuple[str, ...]) -> None:
    first = desk.charge()
    with History.open_to_read(desk.data) as history:
        stored = history.entry(first)
    assert stored is not None
    new = desk.folder / "new.hl7"
    document = Document.from_bytes(stored.raw)
    new.write_bytes(document.put_text("FT1[1]-26", "52").put_text("MSH-10", "NEW1").to_bytes())
    target = desk.folder / "corrected.hl7"
    status, _, err = desk.run("correct", str(new), "--entry", str(first), *how, "-o", str(target))
    assert status == 0, err
    files = [target] if target.exists() else sorted(desk.folder.glob("corrected*.hl7"))
    messages = MessageFile(b"".join(file.read_bytes() for file in files))
    for index in range(len(messages)):
        desk.send(messages.document(index).to_bytes())
    assert desk.net() > 0
    assert desk.groups() == []
    made, _ = desk.event(event)
    for one in made:
        desk.send(one.to_bytes())
    assert len(made) == 1
    assert desk.net() == 0 and desk.groups() == []


def test_the_worklist_sees_a_credit_by_hand_at_once(desk: Desk) -> None:
    (message,), _ = desk.event("signed")
    first = desk.send(message.to_bytes())
    (credit,), _ = desk.event("unsigned")
    desk.send(credit.to_bytes(), "rejected")
    assert "not signed but still charged" in desk.groups()
    desk.by_hand(first)
    assert "not signed but still charged" not in desk.groups()
    assert desk.json("studies", "list")[0]["state"] == "reversed"


@pytest.mark.parametrize(("observed", "status", "word"), [("B", "F", "addendum"), ("F", "C", "corrected")])
def test_what_a_person_took_back_is_not_charged_again_without_asking(
    desk: Desk, observed: str, status: str, word: str
) -> None:
    desk.by_hand(desk.charge())
    later = report(5, observed=observed, status=status, diagnosis="E04.2")
    made, said = desk.event("as-reported", later)
    assert made == []
    assert "taken back by hand" in said and f"state “{word}”" in said
    assert desk.json("studies", "list")[0]["state"] == "taken back by hand"
    assert desk.groups() == ["to look at"]
    (message,), said = desk.event(word, later)
    assert "taken back by hand" in said
    desk.send(message.to_bytes())
    assert desk.net() == Decimal("230.00")
    assert desk.json("studies", "list")[0]["state"] == "charged"
    assert desk.groups() == []


def test_after_a_signature_is_taken_back_too_a_new_one_charges_anew(desk: Desk) -> None:
    desk.by_hand(desk.charge())
    made, _ = desk.event("as-reported", report(5, status="P"))
    assert made == []
    (_message,), said = desk.event("as-reported", report(6))
    assert "so it is charged anew" in said


def test_a_refused_credit_by_hand_counts_for_nothing(desk: Desk) -> None:
    first = desk.charge()
    file = desk.folder / "x.hl7"
    assert desk.run("reverse", "--entry", str(first), "-o", str(file))[0] == 0
    desk.send(file.read_bytes(), "rejected")
    (made,), _ = desk.event("unsigned")
    desk.send(made.to_bytes())
    assert desk.groups() == []
    assert desk.json("studies", "list")[0]["state"] == "reversed"


def replaced_by_hand(desk: Desk, entry: int, amount: str) -> int:
    """The charge of an entry sent again under its id with another amount; the entry of that."""
    with History.open_to_read(desk.data) as history:
        stored = history.entry(entry)
    assert stored is not None
    new, target = desk.folder / "new.hl7", desk.folder / "instead.hl7"
    document = Document.from_bytes(stored.raw)
    for number in (11, 12):
        if document.get(f"FT1[1]-{number}"):
            document = document.put(f"FT1[1]-{number}.1.1", amount)
    new.write_bytes(document.put("MSH-10", f"NEW{amount}").to_bytes())
    target.unlink(missing_ok=True)
    words = ("correct", "--entry", str(entry), str(new), "--mode", "replace", "--same-id-replaces", "-o", str(target))
    status, _, err = desk.run(*words)
    assert status == 0, err
    (line,) = rows(Document.from_bytes(target.read_bytes()))
    assert line[1:] == ("CG", Decimal(amount))
    return desk.send(target.read_bytes())


@pytest.mark.parametrize("event", ENDS)
@pytest.mark.parametrize("seen_before", [False, True])
def test_a_replacement_by_hand_is_what_is_taken_back(desk: Desk, event: str, seen_before: bool) -> None:
    first = desk.charge()
    entry = replaced_by_hand(desk, first, "123.45")
    if seen_before:  # the list writes down what was done by hand, and knows no profile
        assert desk.groups() == []
    (made,), said = desk.event(event)
    ((_, kind, effect),) = rows(made)
    assert (kind, effect) == ("CR", Decimal("-123.45"))
    assert f"entry {entry} of the history" in said and "in the place of" in said
    desk.send(made.to_bytes())
    assert desk.groups() == []
    assert desk.json("studies", "show", "ACC1")["state"] in ("reversed", "cancelled")


def test_the_last_of_several_replacements_stands(desk: Desk) -> None:
    first = desk.charge()
    second = replaced_by_hand(desk, first, "123.45")
    replaced_by_hand(desk, second, "99.00")
    (made,), _ = desk.event("unsigned")
    assert [effect for _, _, effect in rows(made)] == [Decimal("-99.00")]


def test_a_replacement_that_was_taken_back_by_hand_is_not_credited_again(desk: Desk) -> None:
    entry = replaced_by_hand(desk, desk.charge(), "123.45")
    desk.by_hand(entry)
    assert desk.event("unsigned")[0] == []
    assert desk.groups() == []


def test_a_refused_replacement_leaves_the_charge_before_it(desk: Desk) -> None:
    first = desk.charge()
    whole = desk.net()
    file = desk.folder / "refused.hl7"
    with History.open_to_read(desk.data) as history:
        stored = history.entry(first)
    assert stored is not None
    document = Document.from_bytes(stored.raw)
    file.write_bytes(document.put("FT1[1]-11.1.1", "123.45").put("MSH-10", "NEW9").to_bytes())
    desk.send(file.read_bytes(), "rejected")
    (made,), _ = desk.event("unsigned")
    assert [effect for _, _, effect in rows(made)] == [-whole]


def test_a_refused_charge_that_was_mended_is_no_replacement(desk: Desk) -> None:
    (message,), _ = desk.event("signed")
    desk.send(message.to_bytes(), "rejected")
    desk.send(message.put("MSH-10", "MENDED").to_bytes())
    (made,), said = desk.event("unsigned")
    assert "Done by hand" not in said
    assert [kind for _, kind, _ in rows(made)] == ["CR"]


def test_a_credit_that_waits_in_the_study_is_said_and_its_id_is_not_given_again(desk: Desk) -> None:
    entry = desk.charge()
    (waiting,), _ = desk.event("unsigned")
    file = desk.folder / "by-hand.hl7"
    # FT1-2 has no room for -R2 behind ten characters, and -R is the waiting credit's.
    status, _, err = desk.run("reverse", "--entry", str(entry), "-o", str(file))
    assert status == 1
    assert f"that waits, {waiting.get('MSH-10')}, takes back" in err and "send that one instead" in err
    assert desk.run("reverse", "--entry", str(entry), "-o", str(file), "--new-id")[0] == 0
    made, there = rows(Document.from_bytes(file.read_bytes())), rows(waiting)
    assert not {own for own, _, _ in made} & {own for own, _, _ in there}
    desk.send(waiting.to_bytes())
    assert "that waits" not in desk.run("reverse", "--entry", str(entry))[2]
