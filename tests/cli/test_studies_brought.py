"""An order that comes after the charge, from the first report to the correction that a person states."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.program import Program

from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.history.database import FILE
from workbench.history.store import History

REPORT = (
    "MSH|^~\\&|US|DEMO|||20260301155500||ORU^R01|R1|T|2.5.1\rPID|1||100234^^^DEMO^MR||SAMPLE^ANNA||19900412|F\r"
    "PV1|1|O\rOBR|1|P1|ACC1|US-NECK^US thyroid^L|||20260301141500|||||||||1122334455^ORDER^OLE||||||20260301155000"
    "|||F|||||||1234567893&READER&ROSA\rOBX|1|TX|IMP^Impression^L||Nothing||||||F\r"
)
ORDER = (
    "MSH|^~\\&|EHR|DEMO|||20260301||ORM^O01|O1|T|2.5.1\rPID|1||100234^^^DEMO^MR{account}\rPV1|1|O\r{insurance}"
    "ORC|NW|P1|ACC1\rOBR|1|P1|ACC1|US-NECK^US thyroid^L\r{diagnosis}"
)
ORDERS = {
    # what comes: (its parts, what the worklist says, what is in the message that charges it)
    "a diagnosis": (
        {"diagnosis": "DG1|1||N40.0^Prostate^I10\r"},
        "brought a diagnosis after the charge: N40.0",
        "N40.0",
    ),
    "an account": ({"account": "|" * 15 + "A77"}, "brought the account after the charge: A77", "A77"),
    "an insurance": (
        {"insurance": "IN1|1|P|CO1|Blue Plan\r"},
        "the insurance after the charge: Blue Plan",
        "Blue Plan",
    ),
}


class Desk(Program):
    """With a receiver that accepts."""

    def compose(self, text: str, event: str) -> tuple[list[Document], str]:
        file = self.folder / "given.hl7"
        file.write_text(text, encoding="utf-8", newline="")
        _, out, err = self.run("compose", str(file), "--event", event)
        if not out:
            return [], err
        messages = MessageFile(out.encode())
        return [messages.document(index) for index in range(len(messages))], err

    def send(self, *documents: Document) -> None:
        with History.open(self.data) as history:
            for document in documents:
                entry = history.sending(document.to_bytes(), endpoint="billing:2575", at=datetime.now(UTC))
                history.answered(entry, b"ACK", at=datetime.now(UTC), verdict="accepted", note="")

    def waits(self) -> list[tuple[str, str]]:
        return [(item["group"], item["why"]) for item in self.json("studies", "worklist")["items"]]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def order(parts: dict[str, str]) -> str:
    return ORDER.format(**{"account": "", "insurance": "", "diagnosis": "", **parts})


def types(documents: list[Document]) -> list[str]:
    return [document.value(line.path.at(field=6)) or "" for document in documents for line in document.all("FT1")]


@pytest.mark.parametrize("what", ORDERS)
def test_from_the_charge_to_the_correction(desk: Desk, what: str) -> None:
    parts, said, new = ORDERS[what]
    charges, _ = desk.compose(REPORT, "as-reported")
    desk.send(*charges)
    desk.run("studies", "seen", "ACC1")
    assert desk.waits() == []
    made, told = desk.compose(order(parts), "as-reported")
    assert made == [] and said in told
    ((group, why),) = desk.waits()
    assert group == "to look at" and said in why and "state “corrected”" in why
    assert desk.json("studies", "show", "ACC1")["look"][0]["kind"] == "news"
    made, _ = desk.compose(REPORT, "as-reported")  # the same report is no correction
    assert made == [] and len(desk.waits()) == 1
    made, told = desk.compose(REPORT, "corrected")
    assert types(made) == ["CR", "CG"]
    assert new in made[-1].text and new not in charges[0].text
    desk.send(*made)
    assert not any("after the charge" in why for _, why in desk.waits())
    made, told = desk.compose(REPORT, "corrected")
    assert made == [] and "changes nothing that is charged" in told


def test_who_has_seen_it_can_still_correct_it(desk: Desk) -> None:
    desk.compose(REPORT, "as-reported")
    desk.compose(order({"diagnosis": "DG1|1||N40.0^Prostate^I10\r"}), "as-reported")
    desk.run("studies", "seen", "ACC1")
    assert not any("after the charge" in why for _, why in desk.waits())
    assert types(desk.compose(REPORT, "corrected")[0]) == ["CR", "CG"]


@pytest.mark.parametrize("order_first", [True, False])
def test_a_history_of_before_knows_which_orders_came_after_its_charge(desk: Desk, order_first: bool) -> None:
    """What the migration finds out: the orders that were there when the study was charged."""
    steps = [REPORT, order({"diagnosis": "DG1|1||N40.0^Prostate^I10\r"})]
    for text in reversed(steps) if order_first else steps:
        desk.compose(text, "as-reported")
    connection = sqlite3.connect(desk.data / FILE)
    for table, column in (("study_messages", "made_with"), ("studies", "basis_orders"), ("studies", "held_for_age")):
        connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    connection.executescript("DROP TABLE study_profiles; UPDATE alembic_version SET version_num = '0006'")
    connection.close()
    made, _ = desk.compose(REPORT, "corrected")
    assert types(made) == ([] if order_first else ["CR", "CG"])
