from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.charges.study.model import Study

Make = Callable[..., Study]


def obx(name: str, value: str, unit: str = "", kind: str = "ST") -> tuple[str, dict[int, str]]:
    return ("OBX", {2: kind, 3: name, 5: value, 6: unit})


@pytest.mark.parametrize(
    ("row", "span"),
    [
        (obx("18185-9^Gestational age^LN", "20w3d"), (143, 143)),
        (obx("11884-4^^LN", "20.4", "wk", "NM"), (140, 146)),
        (obx("11885-1^^LN", "143", "d", "NM"), (143, 143)),
        (obx("11886-9^^LN", "20+3"), (143, 143)),
        (obx("11887-7^^LN", "20 3/7 weeks"), (143, 143)),
        (obx("11888-5^^LN", "20 weeks 3 days"), (143, 143)),
        (obx("49051-6^^LN", "20", "", "NM"), (140, 146)),
        (obx("49052-4^^LN", "40", "", "NM"), (40, 40)),
        (obx("GA^Gestational Age^L", "20w3d"), (143, 143)),
        (obx("X^EGA^L", "20w3d"), (143, 143)),
        (obx("X^GA by LMP^L", "20w3d"), (143, 143)),
        (obx("X^Composite ultrasound age^L", "20w3d"), (143, 143)),
        (obx("L1^local^L^18185-9^Gestational age^LN", "20w3d"), (143, 143)),
        # A structured number has its parts as components.
        (obx("18185-9^^LN", "^20^+^3", "wk", "SN"), (143, 143)),
        # Free text counts where a line begins with the label.
        (obx("I^Findings^L", "One fetus.\\.br\\Gestational age: 20 weeks 3 days\\.br\\Normal.", "", "FT"), (143, 143)),
        (obx("IMP^Findings^L", "EGA by LMP = 20w3d", "", "TX"), (143, 143)),
    ],
)
def test_where_the_age_is_stated(study: Make, row: tuple[str, dict[int, str]], span: tuple[int, int]) -> None:
    (found,) = study(row).gestation
    assert (found.span, str(found.source)) == (span, "OBX-5")


@pytest.mark.parametrize(
    "row",
    [
        obx("IMP^Findings^L", "At the earlier exam, gestational age 12w3d was given.", "", "TX"),
        obx("IMP^Findings^L", "Prior gestational age: 12w3d", "", "TX"),
        obx("X^GA by CRL of fetus A^L", "12w3d"),
        obx("X^Yolk sac^L", "20w3d"),
        obx("18185-9^Gestational age^LN", ""),
    ],
)
def test_what_states_no_age_of_this_exam(study: Make, row: tuple[str, dict[int, str]]) -> None:
    assert study(row).gestation == ()


@pytest.mark.parametrize(
    ("code", "span"),
    [("Z3A.20", (140, 146)), ("Z3A01", (0, 55)), ("Z3A.49", (301, 321)), ("Z3A.00", None), ("Z36.3", None)],
)
def test_weeks_of_gestation_among_the_diagnoses(study: Make, code: str, span: tuple[int, int] | None) -> None:
    found = study(("OBR", {31: f"O09.522^Risk^I10~{code}^Weeks^I10"})).gestation
    assert [one.span for one in found] == ([span] if span else [])


def test_the_name_of_the_exam_gives_a_limit(study: Make) -> None:
    found = study(("OBR", {4: "X^US OB <14 WEEKS^L"}), ("OBR", {4: "Y^US OB transvaginal^L"}))
    assert [(one.exam, one.span, str(one.source)) for one in found.gestation] == [(1, (0, 97), "OBR-4")]


def test_an_age_that_cannot_be_read_is_said(study: Make) -> None:
    found = study(obx("18185-9^Gestational age^LN", "20w9d"))
    assert "The gestational age “20w9d” (OBX-5) cannot be read; write it like 20w3d." in [g.text for g in found.gaps]
    assert found.gestational_age(1) is None
