"""Message structures, against the expanded text of the three that charges need."""

from __future__ import annotations

import pytest

from workbench.reference import dictionary
from workbench.reference.versions import SUPPORTED

ORDERS_2_5 = (
    "[{{<{0}COMMON_ORDER: [ORC] [{{<{0}TIMING_QUANTITY: TQ1 [{{TQ2}}]>}}] [<{0}ORDER: OBR [{{NTE}}]>]"
    " [{{<{0}OBSERVATION: OBX [{{NTE}}]>}}]>}}]"
)
P03 = {
    "2.1": "MSH EVN PID [PV1] [{FT1}]",
    "2.2": "MSH EVN PID [PV1] [PV2] [{OBX}] {FT1}",
    "2.3": "MSH EVN PID [PD1] [PV1] [PV2] [{DB1}] [{OBX}] {<FINANCIAL: FT1 [{<FINANCIAL_PROCEDURE: PR1 [{ROL}]>}]>}"
    " [{DG1}] [DRG] [{GT1}] [{<INSURANCE: IN1 [IN2] [IN3]>}] [ACC]",
    "2.5.1": "MSH [{SFT}] EVN PID [PD1] [{ROL}] [PV1] [PV2] [{ROL}] [{DB1}] "
    + ORDERS_2_5.format("")
    + " {<FINANCIAL: FT1 [NTE] [{<FINANCIAL_PROCEDURE: PR1 [{ROL}]>}] "
    + ORDERS_2_5.format("FINANCIAL_")
    + ">} [{DG1}] [DRG] [{GT1}] [{<INSURANCE: IN1 [IN2] [{IN3}] [{ROL}]>}] [ACC]",
}


def notation(version: str, message_type: str) -> str:
    structure = dictionary(version).structure(message_type)
    assert structure is not None
    return structure.notation()


@pytest.mark.parametrize("version", P03)
def test_dft_p03(version: str) -> None:
    assert notation(version, "DFT^P03") == P03[version]


@pytest.mark.parametrize("version", ["2.7", "2.8", "2.8.1", "2.8.2", "2.9"])
@pytest.mark.parametrize("message_type", ["DFT^P03", "DFT^P11"])
def test_pv1_opens_the_visit_group_from_2_7_on(version: str, message_type: str) -> None:
    assert "[<VISIT: PV1 [PV2]" in notation(version, message_type)


@pytest.mark.parametrize("version", SUPPORTED[:4])
def test_p11_came_with_2_4(version: str) -> None:
    assert dictionary(version).structure("DFT^P11") is None
    assert dictionary("2.4").structure("DFT^P11") is not None


def test_p11_has_diagnoses_before_and_inside_the_transactions() -> None:
    text = notation("2.5.1", "DFT^P11^DFT_P11")
    assert text.index("[{DG1}]") < text.index("FT1") < text.rindex("[{DG1}]")


@pytest.mark.parametrize(
    ("version", "expected"),
    [("2.1", "MSH MSA [ERR]"), ("2.5.1", "MSH [{SFT}] MSA [{ERR}]"), ("2.8.2", "MSH [{SFT}] [UAC] MSA [{ERR}]")],
)
def test_ack(version: str, expected: str) -> None:
    assert notation(version, "ACK^P03^ACK") == expected


@pytest.mark.parametrize(
    ("message_type", "name"),
    [
        ("DFT^P03", "DFT_P03"),
        ("dft^p03^DFT_P03", "DFT_P03"),
        ("DFT_P03", "DFT_P03"),
        ("DFT", "DFT_P03"),
        ("ACK", "ACK"),
        ("ACK^P03", "ACK"),
        ("ORU^R01", "ORU_R01"),
        ("ADT^A08", "ADT_A01"),
        ("ADT^A08^ADT_A01", "ADT_A01"),
        ("RSP^K22^RSP_K21", "RSP_K21"),
    ],
)
def test_lookup_by_message_type(message_type: str, name: str) -> None:
    structure = dictionary("2.5.1").structure(message_type)
    assert structure is not None
    assert structure.name == name


@pytest.mark.parametrize("message_type", ["", "^", "XYZ^Z99", "ZFT^Z01^ZFT_Z01", "^^"])
def test_an_unknown_message_has_no_structure(message_type: str) -> None:
    assert dictionary("2.5.1").structure(message_type) is None


@pytest.mark.parametrize("version", SUPPORTED)
def test_every_structure_of_every_version_can_be_built(version: str) -> None:
    from workbench.reference.hl7apy_tables import message_names, message_structure

    for name in message_names(version):
        structure = message_structure(version, name)
        assert structure is not None
        assert all(node.name for node in structure.walk())
