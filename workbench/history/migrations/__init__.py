"""The steps that bring a history of any older version up to date, one small file each in `versions`.

A new step: a file `r0002_subject.py` beside the last with `revision`, `down_revision` and `upgrade()`; then `HEAD` and
`KNOWN` in schema.py, and a fixture of the version before it in the tests. Steps only go up, are never changed once
released, and spell out the tables instead of importing schema.py, which moves on. Alembic finds the files by their
place in the package, so the source files themselves have to be part of every distribution.
"""
