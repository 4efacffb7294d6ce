from __future__ import annotations

import pytest
from helpers.findings import found, spoilt

from workbench.reference.checks.providers import is_npi


@pytest.mark.parametrize("value", ["1234567893", "1122334455"])
def test_numbers_that_pass(value: str) -> None:
    assert is_npi(value)


@pytest.mark.parametrize(
    "value", ["1234567890", "1234567839", "123456789", "12345678931", "", "12345 7893", "１234567893"]
)
def test_numbers_that_fail(value: str) -> None:
    assert not is_npi(value)


def test_every_single_wrong_digit_is_noticed() -> None:
    good = "1234567893"
    for place in range(10):
        for digit in "0123456789":
            changed = good[:place] + digit + good[place + 1 :]
            assert is_npi(changed) is (changed == good)


def test_only_numbers_that_say_they_are_an_npi_are_looked_at() -> None:
    assert found(spoilt(FT1_20="1234567890^A^B^^^^MD^^NPPES^^^^NPI"), "npi-invalid") == ["FT1-20.1"]
    assert found(spoilt(FT1_20="1234567890^A^B^^^^MD^^NPPES^^^^LN"), "npi-invalid") == []
    assert found(spoilt(FT1_20="1234567893^A^B^^^^MD^^N^^^^NPI~77^A^B^^^^MD^^N^^^^NPI"), "npi-invalid") == [
        "FT1-20(2).1"
    ]
