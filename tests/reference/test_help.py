"""The help texts: the loader on small files, then every file that is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import resources
from workbench.er7 import Path as Place
from workbench.errors import WorkbenchError
from workbench.reference import dictionary
from workbench.reference.help import field_help, read_segment_help, segment_help
from workbench.reference.versions import FT1_VERSIONS

HEAD = 'segment = "ZZ1"\ntitle = "A title"\nabout = "About it."\n'
FIELD = '[[field]]\nnumber = 2\nmeans = "It means."\nput = "Put this."\n'
SHIPPED = sorted(resources.path("reference", "segments").glob("*.toml"))


def written(folder: Path, text: str) -> Path:
    file = folder / "ZZ1.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_full_entry(tmp_path: Path) -> None:
    more = 'traps = ["A trap."]\nexample = "1"\nchanges = [{ version = "2.7", what = "New." }]\nsee = ["FT1-1"]\n'
    read = read_segment_help(written(tmp_path, HEAD + FIELD + more))
    assert (read.name, read.title, read.about) == ("ZZ1", "A title", "About it.")
    help_ = read.fields[2]
    assert (help_.means, help_.put, help_.example) == ("It means.", "Put this.", "1")
    assert (help_.traps, help_.changes, help_.see) == (("A trap.",), (("2.7", "New."),), ("FT1-1",))


def test_a_short_entry(tmp_path: Path) -> None:
    help_ = read_segment_help(written(tmp_path, HEAD + FIELD)).fields[2]
    assert (help_.traps, help_.changes, help_.see, help_.example) == ((), (), (), "")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + FIELD + FIELD, r"ZZ1\.toml, line 8: ZZ1-2 is explained twice"),
        (HEAD + FIELD.replace("number = 2", 'number = "2"'), r"line 4: “number” must be a whole number"),
        (HEAD + FIELD.replace("It means.", " "), r"line 4: “means” must be a text"),
        (HEAD + FIELD + "traps = [1]\n", r"line 4: each of “traps”"),
        (HEAD + FIELD + 'traps = "one"\n', r"line 4: “traps” must be a list"),
        (HEAD + FIELD + 'changes = ["2.7"]\n', r"line 4: each of “changes”"),
        (HEAD.replace("ZZ1", "ZZ2") + FIELD, r"line 1: the segment is “ZZ2”"),
        (HEAD.replace("title", "titel"), r"line 1: “title” must be a text"),
        (HEAD + "[field]\nnumber = 1\n", r"\[\[field\]\]"),
        (HEAD + FIELD + 'example = "open\n', r"at line 8"),
    ],
)
def test_a_slip_is_said_with_file_and_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(WorkbenchError, match=says):
        read_segment_help(written(tmp_path, text))


@pytest.mark.parametrize("segment", ["ZZZ", "", "../FT1", "FT1.toml", "#"])
def test_no_help_is_no_error(segment: str) -> None:
    assert segment_help(segment) is None
    assert field_help(segment, 1) is None


def test_ft1_has_help_for_every_field_of_2_8() -> None:
    for number in range(1, 44):
        assert field_help("FT1", number) is not None, number
    assert field_help("FT1", 999) is None


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_file_fits_the_definitions(file: Path) -> None:
    read = read_segment_help(file)
    last = max(len(found.fields) for version in FT1_VERSIONS if (found := dictionary(version).segment(read.name)))
    for number, help_ in read.fields.items():
        assert number <= last, f"{read.name} has no field {number}"
        for version, what in help_.changes:
            assert version in FT1_VERSIONS, f"{read.name}-{number}: {version}"
            assert what.strip()
        for see in help_.see:
            place = Place.parse(see)
            known = any(dictionary(version).segment(place.segment) for version in FT1_VERSIONS)
            assert known or place.segment.startswith("Z"), f"{read.name}-{number}: {see}"
