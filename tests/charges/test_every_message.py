"""No message makes the billing domain fail: it is read, reversed, corrected and counted, or there is a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import files, name
from helpers.reversals import NOW, back, charge, dft

from workbench.charges import ids
from workbench.charges.correction.correct import correct
from workbench.charges.ledger import Ledger, find_flags, read_message_bytes
from workbench.charges.profile.conventions import named
from workbench.er7 import Document
from workbench.er7.files import MessageFile

OTHER = dft(charge())


def documents(file: Path) -> list[Document]:
    messages = MessageFile.open(file)
    return [messages.document(index) for index in range(len(messages))]


@pytest.mark.parametrize("file", files(), ids=name)
def test_it_is_reversed_or_refused(file: Path) -> None:
    for document in documents(file):
        result = back(document)
        assert (result.document is None) == bool(result.refusal)
        assert not result.refusal or result.refusal.endswith((".", "?"))


@pytest.mark.parametrize("file", files(), ids=name)
def test_it_is_corrected_or_refused(file: Path) -> None:
    for document in documents(file):
        for old, new in ((document, OTHER), (OTHER, document), (document, document)):
            result = correct(
                old, new, convention=named("A"), now=NOW, control_ids=ids.control_ids(), new_ids=ids.transaction_ids()
            )
            assert bool(result.messages) != bool(result.refusal)
            assert not result.refusal or result.refusal.endswith((".", "?", "”"))


@pytest.mark.parametrize("file", files(), ids=name)
def test_it_is_counted(file: Path) -> None:
    postings = [
        posting
        for document in documents(file)
        for posting in read_message_bytes(document.to_bytes(), direction="sent", verdict="accepted").postings
    ]
    ledger = Ledger.of(postings)
    assert sum(len(one.postings) for one in ledger.transactions) == len(postings)
    for flag in find_flags(ledger):
        assert flag.text.endswith((".", "?", ".)")), flag.text
