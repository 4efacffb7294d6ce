"""What is missing or odd in a report: a sentence each, nothing dropped, nothing raised."""

from __future__ import annotations

import pytest
from helpers.lifecycle import Life

from workbench.charges.lifecycle.states import State
from workbench.er7 import Document

GOOD = {
    "mrn": "100234^^^DEMO^MR",
    "account": "ACC",
    "visit": "V77",
    "ordering": "1122334455^ORDER^OLE",
    "reader": "1234567893&READER&ROSA",
    "diagnosis": "E04.1^Nodule^I10",
    "exam_time": "20260301141500",
    "status": "F",
    "observed": "F",
}
TEXT = (
    "MSH|^~\\&|US|DEMO|||20260301155500||ORU^R01|R1|T|2.5.1\rPID|1||{mrn}||SAMPLE^ANNA||19900412|F||||||||||{account}\r"
    "PV1|1|O|||||||||||||||||{visit}\r"
    "OBR|1|P1|ACC1|US-NECK^US thyroid^L|||{exam_time}|||||||||{ordering}||||||20260301155000|||{status}|||||"
    "|{diagnosis}|{reader}\rOBX|1|TX|IMP^Impression^L||Nothing||||||{observed}\r"
)


def odd(**changes: str) -> Document:
    return Document.from_text(TEXT.format(**{**GOOD, **changes}))


@pytest.mark.parametrize(
    ("changes", "state", "said"),
    [
        ({}, State.CHARGED, ""),
        ({"mrn": ""}, State.DUE, "There is no patient identifier (PID-3); a charge cannot be posted without it."),
        ({"account": "", "visit": ""}, State.CHARGED, "There is neither an account number (PID-18) nor a visit number"),
        ({"account": ""}, State.CHARGED, "There is no account number (PID-18), only the visit number V77"),
        ({"reader": ""}, State.CHARGED, "does not name who read the study (OBR-32)"),
        ({"ordering": ""}, State.CHARGED, "does not name who ordered the study"),
        ({"diagnosis": ""}, State.CHARGED, "There is no diagnosis (looked in OBR-31"),
        ({"diagnosis": "^Just words"}, State.CHARGED, "given only in words (“Just words”); add an ICD-10 code"),
        ({"exam_time": "20260230"}, State.DUE, "The date of service (OBR-7) “20260230” is no day; enter it."),
        ({"exam_time": ""}, State.DUE, "The date of service (OBR-7) is empty; enter it."),
        ({"observed": "P"}, State.CHARGED, "OBX-11 has P too, but OBR-25 decides"),
        ({"observed": ""}, State.CHARGED, ""),
        ({"status": "", "observed": "F"}, State.CHARGED, "OBR-25 is empty and every OBX-11 is F"),
        ({"status": "", "observed": ""}, State.OPEN, "neither OBR-25 nor OBX-11 has a status"),
        ({"status": "Q"}, State.OPEN, "OBR-25 is “Q”, which is no result status of table 0123"),
    ],
)
def test_a_sentence_each(life: Life, changes: dict[str, str], state: State, said: str) -> None:
    taken = life.take(odd(**changes))
    assert taken.standing.state is state
    told = " ".join((taken.why, *taken.notes))
    assert said in told
    if not changes or changes == {"observed": ""}:
        assert taken.notes == ()
