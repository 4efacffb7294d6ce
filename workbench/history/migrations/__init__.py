"""The steps that bring a history of any older version up to date, one small file each.

A new step: a file `r0002_subject.py` beside the last with `revision`, `down_revision` and `upgrade()`, its name in
STEPS, and `HEAD` and `KNOWN` in schema.py; then a fixture of the new version (tests/history/make_fixture.py).
Steps only go up, are never changed once released, and spell out the tables instead of importing schema.py, which
moves on.

They are ordinary modules and not files that Alembic searches for: every kind of distribution has them without being
told. Importing this package loads Alembic.
"""

from workbench.history.migrations import (
    r0001_entries,
    r0002_studies,
    r0003_worklist,
    r0004_to_look_at,
    r0005_endpoint,
    r0006_by_hand,
    r0007_made_with,
)

STEPS = (
    r0001_entries,
    r0002_studies,
    r0003_worklist,
    r0004_to_look_at,
    r0005_endpoint,
    r0006_by_hand,
    r0007_made_with,
)
"""Oldest first."""
