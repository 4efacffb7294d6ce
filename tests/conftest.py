"""What every test stands on: no screen, no user's own folders, the same generated cases everywhere, and no noise."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import corpus as real_messages
from helpers.noise import LogRecorder
from hypothesis import HealthCheck, settings

# Before anything imports Qt. Whoever wants to see the windows sets QT_QPA_PLATFORM (for instance to "xcb").
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# "steady" is what the test command runs: the same cases every time, so that a red run is about the change.
# "search" is for looking for new cases: HYPOTHESIS_PROFILE=search.
# Neither watches the clock: a slow machine is not a failure.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


@pytest.fixture(scope="session")
def corpus() -> list[Path]:
    """Our own odd messages, and the real ones where a folder of them is named."""
    return real_messages.files()


def pytest_report_header() -> str:
    """Nobody should take a run over our own messages for one over real ones."""
    found = len(real_messages.real())
    where = (
        f"and {found} real ones in {real_messages.FOLDER}" if found else f"alone; for real ones too {real_messages.HOW}"
    )
    return f"messages: {len(real_messages.files()) - found} odd ones of our own, {where}"


@pytest.fixture(autouse=True, scope="session")
def folders_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Point the per-user folders somewhere else: a test that forgets to say where must not find a person's data.

    Environment variables, so child processes have them too. Windows has no such variables for platformdirs;
    the tests name their folders anyway, this is the net below.
    """
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
            folder = home / variable.lower()
            folder.mkdir(mode=0o700)  # Qt warns about a runtime folder that others can read
            patch.setenv(variable, str(folder))
        yield


@pytest.fixture(autouse=True)
def quiet_logs(request: pytest.FixtureRequest) -> Iterator[None]:
    """A warning in the log that the test did not announce with `@pytest.mark.logs` makes it fail.

    asyncio reports lost exceptions in no other way.
    """
    recorder = LogRecorder(logging.WARNING)
    root = logging.getLogger()
    root.addHandler(recorder)
    yield
    root.removeHandler(recorder)
    if recorder.lines and request.node.get_closest_marker("logs") is None:
        pytest.fail("unannounced log records:\n" + "\n".join(recorder.lines))
