"""A file whose name is no text is opened, shown, kept and saved under exactly that name."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QUrl
from PySide6.QtWidgets import QApplication

from workbench.ui.file_names import as_kept, breakable, from_kept, meant, on_screen
from workbench.ui.recent import RecentFiles

pytestmark = pytest.mark.gui
BYTES = pytest.mark.skipif(sys.platform != "linux", reason="names are text there")


def test_what_is_text_is_shown_as_it_is() -> None:
    for name in ("a.hl7", "Müller Ж 😀.hl7", ""):
        assert on_screen(name) == name
    assert on_screen(Path("/tmp/ü")) == "/tmp/ü"


def test_what_is_no_text_is_shown_by_a_sign() -> None:
    assert on_screen("caf\udce9.hl7") == "caf�.hl7"


def test_a_name_too_long_for_a_line_can_be_broken() -> None:
    text = f"/tmp/{'x' * 200}.hl7 cannot be written."
    shown = breakable(text)
    assert shown.replace("\u200b", "") == text
    assert max(len(one) for one in re.split("[\u200b/ ]", shown)) <= 20
    usual = "/home/somebody/with/a/very/long/path/of/many/folders/that/is/no/trouble/at/all/charges.hl7 was saved."
    assert breakable(usual) == usual


@pytest.mark.parametrize("name", ["/tmp/a.hl7", "/tmp/Müller & Söhne.hl7", "/tmp/caf\udce9 50%.hl7"])
def test_the_name_survives_being_kept(name: str) -> None:
    assert from_kept(as_kept(Path(name))) == Path(name)
    assert on_screen(as_kept(Path(name))) == as_kept(Path(name))


@BYTES
def test_a_name_from_qt_means_the_file_that_is_there(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xfcber"))
    folder.mkdir()
    file = Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.hl7"))
    file.write_bytes(b"MSH")
    assert meant(on_screen(str(file))) == file
    assert meant(QUrl.fromEncoded(b"file://" + os.fsencode(tmp_path) + b"/%FCber/caf%E9.hl7").toLocalFile()) == file
    (folder / "caf\udcea.hl7").write_bytes(b"MSH")
    assert meant(on_screen(str(file))) == Path(on_screen(str(file))), "it may be either"
    assert meant(str(tmp_path / "none" / "�.hl7")) == tmp_path / "none" / "�.hl7"


@BYTES
def test_a_recent_file_of_such_a_name_is_found_again(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "caf\udce9.hl7"
    file.write_bytes(b"MSH")
    ini = str(tmp_path / "settings.ini")
    settings = QSettings(ini, QSettings.Format.IniFormat)
    RecentFiles(settings).remember(file)
    RecentFiles(settings).remember(tmp_path / "b.hl7")
    settings.sync()
    del settings
    again = RecentFiles(QSettings(ini, QSettings.Format.IniFormat))
    assert again.files() == [tmp_path / "b.hl7", file]
    again.forget(file)
    assert again.files() == [tmp_path / "b.hl7"]
