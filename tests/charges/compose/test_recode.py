from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.charges.compose.recode import recode
from workbench.er7 import Delimiters
from workbench.er7.escapes import unescape

OUT = Delimiters()
ODD = Delimiters("$", "*", ":", "!", "@", "", "*:!@")
BARE = Delimiters("|", "^", "", "", "", "", "^")


@pytest.mark.parametrize(
    ("raw", "given_delimiters", "expected"),
    [
        ("A^B&C~D\\F\\E", OUT, "A^B&C~D\\F\\E"),
        ("A*B@C:D", ODD, "A^B&C~D"),
        ("PID$1*2", ODD, "PID|1^2"),
        ("A^B|C&D~E\\F", ODD, "A\\S\\B\\F\\C\\T\\D\\R\\E\\E\\F"),
        ("O!S!NEIL", ODD, "O\\S\\NEIL"),
        ("a!.br!b!H!c!N!", ODD, "a\\.br\\b\\H\\c\\N\\"),
        ("great! really! good", ODD, "great! really! good"),
        ("A^B~C&D\\E", BARE, "A^B\\R\\C\\T\\D\\E\\E"),
        ("one\ntwo\x0b", OUT, "one\\.br\\two\\X0B\\"),
        ("", ODD, ""),
    ],
)
def test_recode(raw: str, given_delimiters: Delimiters, expected: str) -> None:
    assert recode(raw, given_delimiters, OUT) == expected


@given(st.text(alphabet="AB |^~\\&$*:!@#é", max_size=30))
def test_a_value_reads_the_same_in_other_delimiters(text: str) -> None:
    """Take a text without the delimiters of the source (so it is one value); it must read the same afterwards."""
    value = "".join(character for character in text if character not in "$*:@!")
    assert unescape(recode(value, ODD, OUT), OUT) == unescape(value, ODD)


@given(st.text(alphabet="AB^~&|", max_size=30))
def test_same_delimiters_change_nothing(text: str) -> None:
    assert recode(text, OUT, OUT) == text
