"""What people type leads where they want to go."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import resources
from workbench.er7 import Path as MessagePath
from workbench.reference import dictionary
from workbench.reference.search import KINDS, Entry, Index, build, table_numbers
from workbench.reference.tables import table


@pytest.fixture(scope="module")
def index() -> Index:
    return build("2.5.1", [Entry("charge", "US-X", "US-X", "76805 Pregnancy scan", ("76805",))])


@pytest.mark.parametrize(
    ("query", "kind", "key"),
    [
        ("FT1-26", "path", "FT1-26"),
        ("ft1 26", "path", "FT1-26"),
        ("FT1.26", "path", "FT1-26"),
        ("FT1", "path", "FT1"),
        ("FT1-7.2", "path", "FT1-7.2"),
        ("FT1[2]-26(1).1", "path", "FT1[2]-26(1).1"),
        ("modifier", "word", "Modifier"),
        ("modifiers", "word", "Modifier"),
        ("0340", "table", "0340"),
        ("340", "table", "0340"),
        ("table 17", "table", "0017"),
        ("CG", "code", "0017 CG"),
        ("cg", "code", "0017 CG"),
        ("26", "code", "0340 26"),
        ("TC", "code", "0340 TC"),
        ("XCN", "datatype", "XCN"),
        ("76805", "charge", "US-X"),
        ("transaction type", "path", "FT1-6"),
        ("unit cost", "path", "FT1-22"),
        ("  Professional   component ", "word", "Professional component"),
        ("sft-1", "path", "SFT-1"),
    ],
)
def test_the_first_hit_is_what_was_meant(index: Index, query: str, kind: str, key: str) -> None:
    first = index.find(query)[0]
    assert (first.kind, first.key) == (kind, key)


def test_the_middle_of_a_word_and_the_help_are_found_too(index: Index) -> None:
    assert "FT1-26" in [entry.key for entry in index.find("procedure modif")]
    assert "FT1-26" in [entry.key for entry in index.find("odifier")]
    texts = [entry for entry in index.find("credit", 200) if entry.kind == "path"]
    assert any("credit" not in f"{entry.title} {entry.detail}".casefold() for entry in texts)


@pytest.mark.parametrize("query", ["", "   ", "qqqqq", "ZZZ-1", "§", "-", "FT1-0", "a" * 5000])
def test_nothing_is_found_for_nothing(index: Index, query: str) -> None:
    assert index.find(query) == ()


def test_every_segment_of_every_version_can_be_found() -> None:
    for version in ("2.1", "2.5.1", "2.8.2"):
        book, index = dictionary(version), build(version)
        for name in book.segment_names():
            assert ("path", name) in [(entry.kind, entry.key) for entry in index.find(name)], name


def test_every_page_that_is_offered_exists(index: Index) -> None:
    book = dictionary("2.5.1")
    for entry in index.entries:
        assert entry.kind in KINDS
        assert entry.title
        if entry.kind == "path":
            path = MessagePath.parse(entry.key)
            assert book.segment(path.segment) is not None
        elif entry.kind in ("table", "code"):
            number, _, code = entry.key.partition(" ")
            found = table(number)
            assert found is not None
            assert not code or code in found.codes


def test_a_broken_file_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("tables", "segments"):
        (tmp_path / "reference" / folder).mkdir(parents=True)
    for name in ("0017", "0340"):
        source = resources.path("reference", "tables", f"{name}.toml")
        (tmp_path / "reference" / "tables" / f"{name}.toml").write_bytes(source.read_bytes())
    (tmp_path / "reference" / "tables" / "0001.toml").write_text("nonsense")
    real = resources.folder()

    def path(*parts: str) -> Path:
        return (real if "definitions" in parts or "glossary.toml" in parts else tmp_path).joinpath(*parts)

    monkeypatch.setattr(resources, "path", path)
    for cached in (table, table_numbers):
        cached.cache_clear()
    try:
        index = build("2.5.1")
        assert [trouble for trouble in index.troubles if "0001.toml" in trouble]
        assert index.find("CG")[0].key == "0017 CG"
    finally:
        for cached in (table, table_numbers):
            cached.cache_clear()


def test_the_number_of_hits_is_limited(index: Index) -> None:
    assert len(index.find("a", 7)) == 7


def test_a_word_finds_the_segments_of_a_charge_message_first() -> None:
    found = [entry.key for entry in build("2.5.1").find("modifier") if entry.kind == "path"]
    assert found.index("FT1-26") < found.index("GP2-8")
