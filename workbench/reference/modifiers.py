"""The modifiers of CPT and HCPCS that mean something to a program: parts of a service, sides, what was done twice."""

from __future__ import annotations

PROFESSIONAL, TECHNICAL = "26", "TC"
PARTS = frozenset({PROFESSIONAL, TECHNICAL})
"""The reading, and the examination without it; both on one line never stand."""

LEFT, RIGHT, BOTH = "LT", "RT", "50"
SIDES = {LEFT: "left", RIGHT: "right", BOTH: "both"}
"""Modifier -> the side that it says."""

DONE_TWICE = ("76", "77")
"""The same service once more on the same day, by the same and by another physician."""
DISTINCT = ("59", "XE", "XS", "XP", "XU")
"""Another service than the one beside it. The last four say more exactly why than the first."""

CONFLICTS = (
    # modifiers that exclude each other, and why
    (PARTS, "the reading and the technical part on one line are the whole service: send neither"),
    (frozenset({BOTH, LEFT}), "50 says both sides, LT says the left one"),
    (frozenset({BOTH, RIGHT}), "50 says both sides, RT says the right one"),
    (frozenset({LEFT, RIGHT}), "both sides on one line are 50, or two lines"),
)
