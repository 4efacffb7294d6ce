from __future__ import annotations

from pathlib import Path

from workbench.charges.sources.folder import Scan, scan


def names(found: Scan) -> list[str]:
    return [path.name for path in found.new]


def test_a_file_is_given_once_when_it_has_stopped_growing(tmp_path: Path) -> None:
    file = tmp_path / "a.hl7"
    file.write_text("MSH")
    first = scan(tmp_path, {})
    assert (names(first), first.settling) == ([], ("a.hl7",))
    file.write_text("MSH|^~")
    grown = scan(tmp_path, first.seen)
    assert (names(grown), grown.settling) == ([], ("a.hl7",))
    still = scan(tmp_path, grown.seen)
    assert (names(still), still.settling) == (["a.hl7"], ())
    assert names(scan(tmp_path, still.seen)) == []


def test_a_file_that_changes_is_given_again(tmp_path: Path) -> None:
    file = tmp_path / "a.hl7"
    file.write_text("one")
    seen = scan(tmp_path, scan(tmp_path, {}).seen).seen
    file.write_text("two two")
    assert names(scan(tmp_path, scan(tmp_path, seen).seen)) == ["a.hl7"]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    for name in (".a.hl7", "a.hl7.tmp", "a.pdf", "a.hl7.part"):
        (tmp_path / name).write_text("x")
    (tmp_path / "folder.hl7").mkdir()
    found = scan(tmp_path, {})
    assert (found.new, found.settling, found.problems) == ((), (), ())


def test_a_file_that_vanishes_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.hl7").write_text("x")
    seen = scan(tmp_path, {}).seen
    (tmp_path / "a.hl7").unlink()
    found = scan(tmp_path, seen)
    assert (found.vanished, found.seen) == (("a.hl7",), {})


def test_a_folder_that_disappears_is_said_and_nothing_is_taken_twice(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.hl7").write_text("x")
    taken = scan(folder, scan(folder, {}).seen)
    assert names(taken) == ["a.hl7"]
    away = folder.rename(tmp_path / "away")
    gone = scan(folder, taken.seen)
    assert gone.problems == (f"The folder {folder} is not there; it is looked for again.",)
    assert gone.vanished == ()
    away.rename(folder)
    assert names(scan(folder, gone.seen)) == []


def test_a_file_in_the_place_of_the_folder_is_a_sentence(tmp_path: Path) -> None:
    place = tmp_path / "in"
    place.write_text("x")
    (problem,) = scan(place, {}).problems
    assert problem.endswith("it is tried again.")


def test_a_broken_link_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.hl7").symlink_to(tmp_path / "nowhere")
    found = scan(tmp_path, {})
    assert (found.new, found.settling, found.problems) == ((), (), ())
