from __future__ import annotations

import pytest

from workbench.ui.blame import blamed

HEAD = b"MSH|^~\\&|B|C|A|D|20260301||ACK^P03^ACK|9|P|2.5.1\r"


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        (HEAD + b"MSA|AE|1\rERR||FT1^2^6|103|E\r", "FT1[2]-6"),
        (HEAD + b"MSA|AE|1\rERR||PID^1^3|0|W\rERR||FT1^1^6|103|E\r", "FT1-6"),
        (HEAD + b"MSA|AE|1\rERR|PID^1^5^101&x&HL70357\r", "PID-5"),
        (HEAD + b"MSA|AE|1|no idea\r", None),
        (HEAD + b"MSA|AA|1\r", None),
        (b"HTTP/1.1 400 Bad Request", None),
        (None, None),
    ],
)
def test_the_first_error_that_names_a_place(answer: bytes | None, place: str | None) -> None:
    assert (str(found) if (found := blamed(answer)) else None) == place
