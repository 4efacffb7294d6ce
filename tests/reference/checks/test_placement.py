"""Order of segments, mostly as real messages get it wrong."""

from __future__ import annotations

import pytest
from helpers.findings import SIGNED, found, only

HEAD, EVN, PID, PV1, FT1, FT2 = SIGNED.split("\r")[:6]
DG1, GT1, IN1, PR1 = (
    "DG1|1||Z36.3^Screening^I10|||W",
    "GT1|1||SAMPLE^ANNA",
    "IN1|1|PLAN|9",
    "PR1|1||76805^A scan^C4||20260301",
)
DG1_TWINS = "DG1|2||O30.042^Twins^I10|||W"


def message(*lines: str) -> str:
    return "\r".join(lines) + "\r"


@pytest.mark.parametrize(
    "lines",
    [
        (HEAD, EVN, PID, PV1, FT1),
        (HEAD, EVN, PID, FT1, FT2),
        (HEAD, EVN, PID, PV1, FT1, PR1, FT2, DG1, DG1_TWINS, GT1, IN1),
        (HEAD, EVN, PID, PV1, "ORC|RE", "OBR|1||A|X^Y", "OBX|1|TX|A^B||t||||||F", FT1),
        (HEAD, EVN, PID, PV1, FT1, "NTE|1||note", PR1, "ORC|RE", "OBR|1||A|X^Y", FT2),
        (HEAD, EVN, PID, PV1, FT1, "ZFT|1", FT2, "ZZZ|2"),
        ("BHS|^~\\&|A", HEAD, EVN, PID, PV1, FT1, "BTS|1"),
        (HEAD.replace("DFT^P03^DFT_P03", "DFT^P11"), EVN, PID, PV1, DG1, IN1, FT1, DG1, IN1, FT2, DG1),
    ],
)
def test_what_fits(lines: tuple[str, ...]) -> None:
    for code in (
        "segment-order",
        "segment-missing",
        "segment-repeated",
        "segment-without-parent",
        "segment-not-in-message",
    ):
        assert found(message(*lines), code) == []


@pytest.mark.parametrize(
    ("lines", "code", "paths"),
    [
        ((HEAD, EVN, PID, PV1, GT1, FT1), "segment-order", ["GT1"]),
        ((HEAD, EVN, PID, PV1, IN1, DG1, FT1, FT2), "segment-order", ["IN1", "DG1"]),
        ((HEAD, EVN, PID, PV1, FT1, DG1, FT2), "segment-order", ["DG1"]),
        ((HEAD, EVN, PID, FT1, PV1), "segment-order", ["PV1"]),
        ((HEAD, PID, EVN, PV1, FT1), "segment-order", ["PID"]),
        ((HEAD, EVN, PID, PV1, FT1, DG1, PR1), "segment-order", ["PR1"]),
        ((HEAD, EVN, PID, PID, FT1), "segment-repeated", ["PID[2]"]),
        ((HEAD, EVN, PID, PV1, PR1, FT1), "segment-without-parent", ["PR1"]),
        ((HEAD, EVN, PID, PV1, FT1, "IN2|1"), "segment-without-parent", ["IN2"]),
        ((HEAD, EVN, PID, PV1, FT1, "GP1|1"), "segment-not-in-message", ["GP1"]),
        ((HEAD, PID, PV1, FT1), "segment-missing", ["EVN"]),
        ((HEAD, EVN, PV1), "segment-missing", ["PID", "FT1"]),
    ],
)
def test_what_does_not_fit(lines: tuple[str, ...], code: str, paths: list[str]) -> None:
    assert sorted(found(message(*lines), code)) == sorted(paths)


def test_the_hint_gives_the_order_of_what_is_there() -> None:
    assert (
        only(message(HEAD, EVN, PID, PV1, GT1, FT1), "segment-order").hint
        == "The order is MSH, EVN, PID, PV1, FT1 and GT1."
    )


def test_2_1_wants_no_ft1() -> None:
    head = HEAD.replace("|2.5.1|", "|2.1|")
    assert found(message(head, EVN, PID), "segment-missing") == []


def test_a_visit_is_recommended_not_required() -> None:
    assert only(message(HEAD, EVN, PID, FT1), "no-visit").severity == "info"
    assert found(message(HEAD, EVN, PID, PV1, FT1), "no-visit") == []


def test_the_second_message_is_not_taken_for_the_first() -> None:
    assert found(SIGNED + SIGNED, "segment-repeated") == []
