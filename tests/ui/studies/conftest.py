"""Conventions with ids that a test can foresee, and the sample studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

import pytest
from pytestqt.qtbot import QtBot

from workbench import resources
from workbench.charges.chargemaster.master import load_default
from workbench.charges.profile.model import default_profile
from workbench.er7 import Document
from workbench.ui.studies.work import Conventions, StudyWork
from workbench.ui.tasks import Tasks

NOON = datetime(2026, 3, 1, 12, 0, 0)


def numbered(letter: str) -> Iterator[str]:
    return (f"{letter}{number}" for number in count(1))


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """Work beside the window, ended with the test."""
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def conventions() -> Conventions:
    return Conventions(load_default(), default_profile(), numbered("M"), numbered("C"))


@pytest.fixture
def sample(conventions: Conventions) -> Callable[[str], StudyWork]:
    """The sample study whose file name begins so, composed."""

    def open_sample(beginning: str) -> StudyWork:
        file = next(resources.path("samples", "studies").glob(f"{beginning}*.hl7"))
        work = StudyWork(Document.from_bytes(file.read_bytes()), conventions, file, None)
        work.recompose(NOON)
        return work

    return open_sample
