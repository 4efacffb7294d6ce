"""Paths read and write themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Path, PathError

_number = st.integers(1, 500)


@st.composite
def paths(draw: st.DrawFn) -> Path:
    path = Path(draw(st.sampled_from(["MSH", "FT1", "ZX1", "#"])), draw(_number))
    if draw(st.booleans()):
        path = path.at(field=draw(_number))
        if draw(st.booleans()):
            path = path.at(repetition=draw(_number))
        if draw(st.booleans()):
            path = (
                path.at(repetition=path.repetition, component=draw(_number))
                if path.repetition
                else path.at(component=draw(_number))
            )
            if draw(st.booleans()):
                path = path.at(subcomponent=draw(_number))
    return path


@given(paths())
def test_text_and_back(path: Path) -> None:
    assert Path.parse(str(path)) == path


@given(paths())
def test_parents_end_at_the_segment(path: Path) -> None:
    steps = 0
    current: Path | None = path
    while current is not None and steps < 6:
        last, current, steps = current, current.parent(), steps + 1
    assert last == path.segment_path()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("FT1[2]-26(1).1", Path("FT1", 2, 26, 1, 1)),
        ("ft1-6", Path("FT1", 1, 6)),
        ("PID.3.1", Path("PID", 1, 3, None, 1)),
        (" PID-5.1.2 ", Path("PID", 1, 5, None, 1, 2)),
        ("ZED", Path("ZED")),
        ("#[3]", Path("#", 3)),
    ],
)
def test_parse(text: str, path: Path) -> None:
    assert Path.parse(text) == path


@pytest.mark.parametrize(
    "text",
    ["FT1-" + "9" * 5000, "FT1-٣", "", "FT", "FT1-", "FT1-0", "FT1[0]-1", "FT1-1(0)", "1FT-1", "FT1-1.2.3.4", "FT1-x"],
)
def test_parse_refuses_in_a_sentence(text: str) -> None:
    with pytest.raises(PathError, match="is no path"):
        Path.parse(text)
