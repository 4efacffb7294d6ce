"""A desk, a study to which reports happen, and the reports."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from helpers.lifecycle import Life, make_desk, report

from workbench.charges.lifecycle.desk import Desk
from workbench.er7 import Document


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def life(desk: Desk) -> Life:
    return Life(desk)


@pytest.fixture
def make_report() -> Callable[..., Document]:
    return report
