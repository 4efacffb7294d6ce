from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.er7 import Path, Segment
from workbench.ui.editor.session import EditSession
from workbench.ui.editor.tree_shape import MOST_OUTLINED, STRETCH, Filter, GhostKey, GroupKey, Shape, StretchKey

pytestmark = pytest.mark.gui
HEAD = "MSH|^~\\&|||||||DFT^P03|1|P|2.5.1\r"


def test_groups_hold_segments_and_ghosts(make_session: Callable[[str], EditSession]) -> None:
    shape = Shape(make_session(HEAD + "PID|1\rFT1|1\rPR1|1\rFT1|2\r"))
    assert [str(key) if isinstance(key, Path) else type(key).__name__ for key in shape.below(None)] == [
        "MSH", "GhostKey", "PID", "FT1", "PR1", "FT1[2]",
    ]  # fmt: skip
    assert shape.set_view(grouped=True, shown=Filter())
    assert shape.below(None)[-1] == GroupKey((("FINANCIAL", 2),))
    first = GroupKey((("FINANCIAL", 1),))
    assert shape.below(first) == [Path("FT1"), GroupKey((("FINANCIAL", 1), ("FINANCIAL_PROCEDURE", 1)))]
    assert shape.first_path(shape.below(first)[1]) == Path("PR1")
    assert shape.line_of(GhostKey((), "EVN")) == 1
    assert list(shape.steps(Path.parse("PR1-1"))) == [
        first, GroupKey((("FINANCIAL", 1), ("FINANCIAL_PROCEDURE", 1))), Path("PR1"), Path.parse("PR1-1"),
    ]  # fmt: skip


def test_long_lists_are_divided(make_session: Callable[[str], EditSession]) -> None:
    shape = Shape(make_session(HEAD + "EVN\rPID|1\r" + "FT1|1\r" * 2000))
    assert shape.below(None) == [StretchKey(None, number) for number in range(5)]
    assert len(shape.below(StretchKey(None, 0))) == STRETCH
    assert list(shape.steps(Path.parse("FT1[2000]-1"))) == [
        StretchKey(None, 4), Path("FT1", 2000), Path.parse("FT1[2000]-1"),
    ]  # fmt: skip
    wide = Shape(make_session(HEAD + "ZZZ" + "|x" * 3000))
    assert next(iter(wide.steps(Path.parse("ZZZ-2999")))) == Path("ZZZ")
    assert StretchKey(Path("ZZZ"), 5) in list(wide.steps(Path.parse("ZZZ-2999")))


def test_of_a_very_long_message_only_the_lines_that_are_looked_at_are_made(
    make_session: Callable[[str], EditSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(HEAD + "FT1|1\rZZ1|\r" * (MOST_OUTLINED // 2) + "\r" + "FT1|1")
    made: list[Segment] = []
    path = Segment.path.fget  # type: ignore[attr-defined]  # mypy takes the property for what it gives
    monkeypatch.setattr(Segment, "path", property(lambda segment: (made.append(segment), path(segment))[1]))
    shape = Shape(session)
    last = Path("FT1", MOST_OUTLINED // 2 + 1)
    stretches = shape.below(None)
    assert len(stretches) == MOST_OUTLINED // STRETCH + 1
    assert list(shape.steps(last)) == [stretches[-1], last]
    assert shape.below(stretches[0])[:3] == [Path("MSH"), Path("FT1"), Path("ZZ1")]
    assert len(shape.below(stretches[-1])) == 3
    assert len(made) < 2 * STRETCH
    assert list(shape.steps(Path("FT1", 999_999))) == [Path("FT1", 999_999)]
    shape.set_view(grouped=False, shown=Filter(segments=frozenset({("FT1", 2), ("FT1", 3)})))
    assert shape.below(None) == [Path("FT1", 2), Path("FT1", 3)]


def test_filters(make_session: Callable[[str], EditSession]) -> None:
    shape = Shape(make_session(HEAD + "EVN|P03\rPID|1||5^6\rFT1|1||9\r"))
    shape.set_view(grouped=False, shown=Filter(hits=frozenset({Path.parse("PID-3")})))
    assert shape.below(None) == [Path("PID")]
    assert shape.below(Path("PID")) == [Path.parse("PID-3")]
    assert [str(key) for key in shape.below(Path.parse("PID-3"))] == ["PID-3.1", "PID-3.2"]
    shape.set_view(grouped=True, shown=Filter(segments=frozenset({("FT1", 1)})))
    assert shape.below(None) == [GroupKey((("FINANCIAL", 1),))]
    assert list(shape.steps(Path("PID"))) == [Path("PID")]


def test_the_outline_is_worked_out_once_for_all_views(make_session: Callable[[str], EditSession]) -> None:
    session = make_session(HEAD + "PID|1\rFT1|1\rPR1|1\r")
    shape = Shape(session)
    plain = shape.below(None)
    outline = shape.outline
    assert shape.set_view(grouped=True, shown=Filter())
    assert shape.below(None) != plain
    assert shape.set_view(grouped=False, shown=Filter(ghosts=False))
    assert shape.below(None) == [key for key in plain if isinstance(key, Path)]
    assert shape.outline is outline
    shape.take(make_session(HEAD + "PID|1\r").document, same_names=False)
    assert shape.outline is not outline
    assert shape.below(None) == [Path("MSH"), Path("PID")]
