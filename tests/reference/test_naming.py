from __future__ import annotations

import pytest

from workbench.reference.corrections import element_name
from workbench.reference.naming import readable


@pytest.mark.parametrize(
    ("code", "segment", "name"),
    [
        ("SET_ID_FT1", "FT1", "Set ID - FT1"),
        ("DATE_TIME_OF_BIRTH", "PID", "Date/Time of Birth"),
        ("MOTHER_S_MAIDEN_NAME", "PID", "Mother's Maiden Name"),
        ("PERFORMED_BY_CODE", "FT1", "Performed By Code"),
        ("ID", "", "ID"),
        ("", "", ""),
    ],
)
def test_codes_become_words(code: str, segment: str, name: str) -> None:
    assert readable(code, segment) == name


def test_the_file_has_what_the_rule_would_spoil() -> None:
    assert readable("PHONE_NUMBER_HOME") == "Phone Number Home"
    assert element_name("PHONE_NUMBER_HOME") == "Phone Number - Home"
