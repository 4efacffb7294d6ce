"""The sample messages are what their README says, and nothing in them is real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbench import resources
from workbench.er7 import Document
from workbench.er7.files import MessageFile
from workbench.reference.checks import check

FILES = sorted(resources.path("samples").rglob("*.hl7"))
FAULTY = {
    "04-shifted-row": "FT1-10",  # the exercise
    "09-kidneys-old-system": "OBR-32.2",  # a flat name where a time belongs, as old systems send it
    "15-preliminary-without-result-status": "OBX-11",  # what it shows
}


def luhn_of_npi(number: str) -> bool:
    """Check digit of a national provider number: Luhn over 80840 and the number."""
    total = 0
    for position, digit in enumerate(reversed(f"80840{number}")):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_marked_as_tests(file: Path) -> None:
    messages = MessageFile(file.read_bytes())
    assert len(messages) >= 1
    for index in range(len(messages)):
        assert messages.document(index).get("MSH-11") == "T"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_provider_numbers_have_their_check_digit(file: Path) -> None:
    for number in re.findall(r"(?<!\d)1\d{9}(?!\d)", file.read_text(encoding="utf-8")):
        assert luhn_of_npi(number), number


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_listed_in_the_readme(file: Path) -> None:
    readme = resources.path("samples", "README.md").read_text(encoding="utf-8")
    assert f"`{file.stem}`" in readme


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_the_faulty_ones_have_errors(file: Path) -> None:
    messages = MessageFile(file.read_bytes())
    for index in range(len(messages)):
        errors = [one for one in check(messages.document(index)) if one.severity == "error"]
        if file.stem in FAULTY:
            assert FAULTY[file.stem] in [str(one.path) for one in errors]
        else:
            assert [f"{one.path} {one.text}" for one in errors] == []


def test_the_shifted_row_is_shifted() -> None:
    document = Document.from_bytes(resources.path("samples", "messages", "04-shifted-row.hl7").read_bytes())
    assert document.get("FT1-8") == "1"
    assert document.get("FT1-9") == "230.00&USD"


def test_the_credit_undoes_the_twins() -> None:
    def read(name: str) -> Document:
        return Document.from_bytes(resources.path("samples", "messages", f"{name}.hl7").read_bytes())

    charge, credit = read("02-charge-twins"), read("03-credit-twins")
    for occurrence in (1, 2):
        at = f"FT1[{occurrence}]"
        assert credit.get(f"{at}-2") == f"{charge.get(f'{at}-2')}-R"
        assert (charge.get(f"{at}-6"), credit.get(f"{at}-6")) == ("CG", "CR")
        assert credit.get(f"{at}-11") == f"-{charge.get(f'{at}-11')}"
        for same in (4, 7, 10, 12, 13, 19, 20, 21, 23, 25):
            assert charge.get(f"{at}-{same}") == credit.get(f"{at}-{same}")


def test_the_batch_holds_the_two_charges() -> None:
    batch = MessageFile(resources.path("samples", "messages", "08-batch-of-two.hl7").read_bytes())
    assert [batch.document(index).control_id for index in range(len(batch))] == ["SAMPLE0001", "SAMPLE0002"]
