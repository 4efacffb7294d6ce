"""Numbers and lists in sentences, the same everywhere: 1 row, 1,000 rows; a, b and c."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, one: str, many: str = "") -> str:
    """`(2, "field")` gives "2 fields"; `many` where an s does not make the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: Sequence[str], last: str = "and") -> str:
    """`["a", "b", "c"]` gives "a, b and c"; "" for nothing."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""
