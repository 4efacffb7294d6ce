"""What is left of a credit's id without its suffix."""

from __future__ import annotations

import pytest

from workbench.charges.reversal_ids import base_of


@pytest.mark.parametrize(
    ("id_", "suffix", "base"),
    [
        ("CHG001-R", "-R", "CHG001"),
        ("CHG001-R2", "-R", "CHG001"),
        ("CHG001", "-R", "CHG001"),
        ("CHG001-R1", "-R", "CHG001-R1"),
        ("-R", "-R", "-R"),
        ("", "-R", ""),
        ("CHG2", "", "CHG2"),
    ],
)
def test_the_base_of_an_id(id_: str, suffix: str, base: str) -> None:
    assert base_of(id_, suffix) == base
