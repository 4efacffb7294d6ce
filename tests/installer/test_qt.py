from __future__ import annotations

from collections.abc import Sequence

import pytest
from helpers.fake_commands import FakeCommands

from installer import qt
from installer.commands import Outcome
from installer.place import Place
from installer.stop import Stop
from installer.system_packages import Machine
from workbench.screen import Screen

NO_SCREEN, X11, WAYLAND = Screen("none"), Screen("x11"), Screen("wayland")


class System:
    """The libraries of a machine; apt-get brings those whose packages it is asked for."""

    def __init__(self, *missing: str, apt_works: bool = True) -> None:
        self.missing = set(missing)
        self.apt_works = apt_works
        self.commands = FakeCommands({"install": self.install})

    def has(self, name: str) -> bool:
        return name not in self.missing

    def install(self, arguments: Sequence[str]) -> Outcome:
        if self.apt_works:
            self.missing -= {need.name for need in (*qt._ALWAYS, *qt._X11, *qt._WAYLAND) if need.debian in arguments}
        return Outcome(0, "")

    def check(self, screen: Screen, machine: Machine, platform: str = "linux") -> None:
        qt.check_libraries(screen, machine, self.commands, print, is_there=self.has, platform=platform)


def test_complete_system_runs_nothing(user: Machine) -> None:
    system = System()
    system.check(X11, user)
    assert system.commands.asked == []


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_the_packages_bring_everything(platform: str, user: Machine) -> None:
    System("libEGL.so.1").check(Screen("native"), user, platform)


def test_user_is_told_the_line(user: Machine) -> None:
    system = System("libEGL.so.1", "libxcb-cursor.so.0")
    with pytest.raises(Stop, match=r"sudo apt-get .* libegl1 libxcb-cursor0$"):
        system.check(X11, user)


def test_without_a_screen_the_libraries_for_one_are_not_asked_for(user: Machine) -> None:
    System("libxcb-cursor.so.0", "libwayland-client.so.0").check(NO_SCREEN, user)


def test_wayland_needs_its_own(user: Machine) -> None:
    System("libxcb-cursor.so.0").check(WAYLAND, user)
    with pytest.raises(Stop, match="libwayland-client0"):
        System("libwayland-client.so.0").check(WAYLAND, user)


def test_root_gets_what_is_missing_and_what_a_screen_will_need(root: Machine) -> None:
    system = System("libEGL.so.1", "libxcb-cursor.so.0")
    system.check(NO_SCREEN, root)
    assert system.commands.asked[-1][-2:] == ("libegl1", "libxcb-cursor0")


def test_root_without_a_screen_fetches_nothing_for_a_screen_alone(root: Machine) -> None:
    system = System("libxcb-cursor.so.0")
    system.check(NO_SCREEN, root)
    assert system.commands.asked == []


def test_library_that_does_not_load_after_all_is_told(root: Machine) -> None:
    with pytest.raises(Stop, match=r"libEGL\.so\.1\. The packages are installed, and yet"):
        System("libEGL.so.1", apt_works=False).check(NO_SCREEN, root)


def test_real_linker_is_asked() -> None:
    assert not qt.loads("libsurely-not-there.so.99")


@pytest.fixture
def made(place: Place) -> Place:
    place.venv.mkdir()
    return place


def test_qt_is_started_once_and_then_remembered(made: Place, user: Machine) -> None:
    commands = FakeCommands({"-c": Outcome(0, "letters: yes\n")})
    qt.check_start(made, user, commands, print)
    qt.check_start(made, user, commands, print)
    assert len(commands.asked) == 1
    assert commands.environments[0]["QT_QPA_PLATFORM"] == "offscreen"


def test_machine_without_letters(made: Place, user: Machine, root: Machine) -> None:
    commands = FakeCommands({"-c": Outcome(0, "letters: no\n")})
    with pytest.raises(Stop, match=r"sudo apt-get .* fonts-dejavu-core$"):
        qt.check_start(made, user, commands, print)
    with pytest.raises(Stop, match="Qt finds none"):
        qt.check_start(made, root, commands, print)
    answers = iter(["no", "yes"])
    commands = FakeCommands({"-c": lambda _: Outcome(0, f"letters: {next(answers)}\n")})
    qt.check_start(made, root, commands, print)
    assert commands.asked_with("fonts-dejavu-core")


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome(1, "Traceback …\nImportError: libnew.so.1: cannot open shared object file"), "libnew.so.1"),
        (Outcome(-6, ""), "it ended with -6"),
        (Outcome(-11, "letters: yes\n"), "does not start"),
    ],
)
def test_qt_that_does_not_start_is_told_and_tried_again(
    made: Place, user: Machine, outcome: Outcome, words: str
) -> None:
    for _ in range(2):
        with pytest.raises(Stop, match=words):
            qt.check_start(made, user, FakeCommands({"-c": outcome}), print)
