"""Which field of a message an answer complains about, so that a refused message opens there."""

from __future__ import annotations

from workbench.er7 import Path


def blamed(answer: bytes | None) -> Path | None:
    """The first place that an error of the answer names (ERR-2, or ERR-1 of the older shape); None when none does."""
    if not answer:
        return None
    from workbench.mllp.acknowledgement import Acknowledgement, read_ack

    read = read_ack(answer)
    if not isinstance(read, Acknowledgement):
        return None
    errors = sorted(read.errors, key=lambda error: error.is_warning)
    return next((place for error in errors for place in error.locations), None)
