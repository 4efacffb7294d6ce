"""Reports for tests: built field by field, so that a test shows only what it is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench import resources
from workbench.charges.chargemaster.master import ChargeMaster, load_default, parse
from workbench.charges.study.model import Study
from workbench.charges.study.report import read_report
from workbench.er7 import Document

SEGMENTS: dict[str, dict[int, str]] = {
    "MSH": {2: "^~\\&", 3: "US", 4: "DEMO", 7: "20260301155500", 9: "ORU^R01^ORU_R01", 10: "R1", 11: "T", 12: "2.5.1"},
    "PID": {1: "1", 3: "100234^^^DEMO^MR", 5: "SAMPLE^ANNA^Q", 7: "19900412", 8: "F", 18: "A5550001^^^DEMO^AN"},
    "PV1": {1: "1", 2: "O", 3: "USCTR^RM2", 19: "V778812^^^DEMO^VN"},
    "OBR": {
        1: "1",
        2: "P1^EHR",
        3: "ACC1^US",
        4: "X1^US thyroid^L",
        7: "20260301141500",
        16: "1122334455^ORDER^OLE^^^^MD^^NPPES^^^^NPI",
        22: "20260301155000",
        25: "F",
        31: "E04.1^Nodule^I10",
        32: "1234567893&READER&ROSA&&&&MD&&NPPES",
        34: "T1&TECH&TOM",
    },
    "OBX": {1: "1", 2: "TX", 3: "IMP^Impression^L", 5: "Text", 11: "F"},
}

Row = tuple[str, dict[int, str]]


def segment(name: str, changes: dict[int, str]) -> str:
    """A segment with its usual fields and the given ones instead."""
    fields = {**SEGMENTS.get(name, {}), **changes}
    first = 2 if name == "MSH" else 1
    return "|".join([name, *(fields.get(number, "") for number in range(first, max(fields, default=0) + 1))])


def report_text(*rows: Row) -> str:
    """An ORU^R01 with these rows; MSH, PID, PV1, OBR and OBX are put in as usual unless a row of that name is given."""
    names = [name for name, _ in rows]
    usual = [(name, {}) for name in ("MSH", "PID", "PV1") if name not in names]
    given_heads = [row for row in rows if row[0] in ("MSH", "PID", "PV1")]
    heads = sorted([*usual, *given_heads], key=lambda row: ("MSH", "PID", "PV1").index(row[0]))
    body = [row for row in rows if row[0] not in ("MSH", "PID", "PV1")]
    if "OBR" not in names:
        body = [("OBR", {}), *body]
    if "OBX" not in names:
        body = [*body, ("OBX", {})]
    return "".join(f"{segment(*row)}\r" for row in [*heads, *body])


@pytest.fixture
def study() -> Callable[..., Study]:
    """study(("OBR", {25: "P"})): the study of a report with these changes."""
    return lambda *rows: read_report(Document.from_text(report_text(*rows)))


@pytest.fixture(scope="session")
def master() -> ChargeMaster:
    """The charge master that comes with the program."""
    return load_default()


@pytest.fixture
def small_master() -> Callable[[str], ChargeMaster]:
    """small_master("local_code,…\\n…"): a charge master from text."""
    return lambda text: parse(text.encode("utf-8"), "small.csv")


@pytest.fixture
def sample() -> Callable[[str], Document]:
    """sample("02-pregnancy-twins"): one of the reports that come with the program."""
    return lambda name: Document.from_bytes(resources.path("samples", "studies", f"{name}.hl7").read_bytes())
