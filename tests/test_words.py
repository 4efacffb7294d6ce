from __future__ import annotations

import pytest

from workbench.words import counted, listed


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 studies"), (1, "1 study"), (2, "2 studies"), (1000, "1,000 studies")]
)
def test_what_is_counted(number: int, said: str) -> None:
    assert counted(number, "study", "studies") == said
    assert counted(number, "row") == said.replace("studies", "rows").replace("study", "row")


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_what_is_listed(items: list[str], said: str) -> None:
    assert listed(items) == said
    assert listed(items, "or") == said.replace(" and ", " or ")
