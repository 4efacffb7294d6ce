from __future__ import annotations

from pathlib import Path as FilePath

import pytest
from helpers.corpus import files, name

from workbench.er7 import Document
from workbench.reference import dictionary
from workbench.reference.outline import Group, Missing, outline


def shown(names: str, message: str = "DFT^P03", version: str = "2.5.1") -> str:
    """The outline in one line: `MSH +EVN PID FINANCIAL(FT1)`; + marks what is missing."""
    return text(outline(dictionary(version).structure(message), names.split()), names.split())


def text(group: Group, names: list[str]) -> str:
    parts = []
    for item in group.items:
        if isinstance(item, Group):
            number = f"[{item.number}]" if item.number > 1 else ""
            parts.append(f"{item.name}{number}({text(item, names)})")
        else:
            parts.append(f"+{item.name}@{item.index}" if isinstance(item, Missing) else names[item])
    return " ".join(parts)


def test_groups_repeat_and_hold_one_another() -> None:
    assert shown("MSH EVN PID FT1 PR1 PR1 FT1 IN1 IN1") == (
        "MSH EVN PID FINANCIAL(FT1 FINANCIAL_PROCEDURE(PR1) FINANCIAL_PROCEDURE[2](PR1)) FINANCIAL[2](FT1)"
        " INSURANCE(IN1) INSURANCE[2](IN1)"
    )


def test_required_segments_that_are_missing_have_a_place() -> None:
    assert shown("MSH PID FT1") == "MSH +EVN@1 PID FINANCIAL(FT1)"
    assert shown("MSH EVN PID PV1") == "MSH EVN PID PV1 +FT1@4"
    assert shown("MSH MSA", "ACK") == "MSH MSA"
    assert shown("MSH", "ACK") == "MSH +MSA@1"


def test_what_stands_elsewhere_is_not_missing() -> None:
    assert shown("MSH PID EVN FT1") == "MSH PID EVN FINANCIAL(FT1)"


def test_what_has_no_place_stays_where_it_stands() -> None:
    assert shown("MSH EVN PID FT1 ZFT # FT1 ZZZ") == "MSH EVN PID FINANCIAL(FT1 ZFT #) FINANCIAL[2](FT1 ZZZ)"


def test_a_second_one_where_one_may_stand_has_no_place() -> None:
    assert dictionary("2.3.1").structure("ACK") is not None
    assert shown("MSH MSA ERR ERR", "ACK", "2.3.1") == "MSH MSA ERR ERR"
    assert shown("MSH MSA MSA ERR ERR ERR", "ACK", "2.3.1") == "MSH MSA MSA ERR ERR ERR"


def test_several_messages_are_groups_beside_their_envelope() -> None:
    assert shown("FHS BHS MSH EVN PID FT1 MSH EVN PID FT1 BTS FTS") == (
        "FHS BHS MESSAGE(MSH EVN PID FINANCIAL(FT1)) MESSAGE[2](MSH EVN PID FINANCIAL(FT1)) BTS FTS"
    )


def test_an_unknown_structure_is_flat() -> None:
    assert shown("MSH FT1 PID", "XXX^Y99") == "MSH FT1 PID"


@pytest.mark.parametrize("file", files(), ids=name)
def test_every_line_of_every_message_is_there_once_and_in_order(file: FilePath) -> None:
    document = Document.from_bytes(file.read_bytes())
    structure = dictionary(document.version).structure(document.message_type)
    whole = outline(structure, [segment.name for segment in document.segments])
    assert list(whole.lines()) == list(range(len(document.segments)))
