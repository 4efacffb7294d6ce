"""Every edit on every real message: it is made or refused in words, and the lines that it does not name stay."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers import corpus
from helpers.generated import lines

from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.reference.edit import identity, places, renumber, repetitions, segments
from workbench.reference.edit.find import Query, find, replace_matches

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("file", corpus.files(), ids=corpus.name)
def test_edits(file: Path) -> None:
    document = Document.from_bytes(file.read_bytes())
    if len(document.text) > 200_000 or not document.segments:
        return
    middle = len(document.segments) // 2
    before = lines(document)
    added = segments.add(document, middle, "ZZ9").document
    assert lines(added)[:middle] + lines(added)[middle + 1 :] == before
    assert segments.delete(added, middle).document.to_bytes() == document.to_bytes()
    counted = sum(segment.name in renumber.counted(document) for segment in document.segments)
    third = document.segments[middle].path.at(field=3)
    for most, edit in (
        (0, lambda: segments.duplicate(document, middle).document),
        (0, lambda: segments.move(document, middle, 1).document),
        (1, lambda: repetitions.add(document, third).document),
        (2, lambda: identity.renewed(document, now=NOW, control_id="NEW")),
        (counted, lambda: renumber.renumber(document)),
    ):
        with contextlib.suppress(WorkbenchError):
            after = edit()
            assert len(set(before) - set(lines(after))) <= most
            assert (after.lead, after.trail) == (document.lead, document.trail)
            after.to_bytes()
    for candidate in places.fitting(document, middle):
        assert candidate.title


@pytest.mark.parametrize("file", corpus.files(), ids=corpus.name)
def test_replacing_there_and_back(file: Path) -> None:
    document = Document.from_bytes(file.read_bytes())
    token = "<{!}>"
    found = find(document, Query("1", path="*-*"))
    if len(document.text) > 200_000 or token in document.text:
        return
    changed = replace_matches(document, found, token)
    if len(find(changed, Query(token, match_case=True))) == len(found) and changed.delimiters == document.delimiters:
        back = replace_matches(changed, find(changed, Query(token, match_case=True)), "1")
        assert back.text == document.text or "\\X" in document.text
    assert changed.ends == document.ends
