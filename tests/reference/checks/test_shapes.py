from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.checks.shapes import SHAPES


@pytest.mark.parametrize(
    ("datatype", "value"),
    [
        *[("NM", value) for value in ("0", "-1", "+1.5", ".5", "5.", " 12 ", "000")],
        *[("SI", value) for value in ("1", "0001", " 2")],
        *[("DT", value) for value in ("2026", "202602", "20240229")],
        *[("TM", value) for value in ("10", "1030", "103059", "103059.1234", "1030+0100")],
        *[("DTM", value) for value in ("2026", "2026022813", "20260228135959.9999-0500")],
    ],
)
def test_right(datatype: str, value: str) -> None:
    assert SHAPES[datatype](value) == ""


@pytest.mark.parametrize(
    ("datatype", "value"),
    [
        *[("NM", value) for value in ("", "-", ".", "1,5", "1e5", "1.2.3", "١", "$1", "NaN", "Infinity")],
        *[("SI", value) for value in ("-1", "1.0", "a", "²")],
        *[("DT", value) for value in ("20230229", "20261301", "2026030112", "1.3.2026", "00000101")],
        *[("TM", value) for value in ("24", "1060", "10:30", "1")],
        *[("DTM", value) for value in ("202603012400", "20260301.5", "20260", "20260301T1200")],
    ],
)
def test_wrong(datatype: str, value: str) -> None:
    assert SHAPES[datatype](value)


@given(st.sampled_from(sorted(SHAPES)), st.text())
def test_any_text_gets_an_answer(datatype: str, value: str) -> None:
    assert isinstance(SHAPES[datatype](value), str)
