from __future__ import annotations

from pathlib import Path

import pytest

from workbench.charges.chargemaster.words import default_vocabulary, read_vocabulary
from workbench.errors import WorkbenchError


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sono abd, ltd", "US abdomen limited"),
        ("PELVIC ULTRASOUND (TV)", "us pelvis transvaginal"),
        ("Lower-extremity venous duplex", "leg vein duplex"),
        ("OB 2nd trim. comp", "pregnancy second trimester complete"),
        ("Follow-up", "fu"),
        ("NT scan", "nuchal translucency"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    words = default_vocabulary().words
    assert words(one) == words(other)


def test_phrases_want_and_forbid() -> None:
    vocabulary = default_vocabulary()
    phrase = vocabulary.phrase("us abdomen -ltd")
    assert phrase.fits(vocabulary.words("Abdominal ultrasound"))
    assert not phrase.fits(vocabulary.words("Abdominal ultrasound limited"))
    assert not phrase.fits(vocabulary.words("Abdomen"))
    assert not vocabulary.phrase("-us").fits(vocabulary.words("anything"))


def test_no_synonym_stands_for_two_words() -> None:
    import tomllib

    from workbench import resources

    data = tomllib.loads(resources.path("charges", "words.toml").read_text(encoding="utf-8"))
    spellings = [word for words in data["synonyms"].values() for word in words.split()]
    assert len(spellings) == len(set(spellings))
    # A word that is the meaning of others must not be turned into something else.
    assert not set(data["synonyms"]) & set(spellings)


@pytest.mark.parametrize(("data", "told"), [(b"[phrases", "no valid TOML"), (b"\xff", "is not UTF-8 text")])
def test_a_broken_word_list(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "words.toml"
    path.write_bytes(data)
    with pytest.raises(WorkbenchError, match=told):
        read_vocabulary(path)
    with pytest.raises(WorkbenchError, match="cannot be read"):
        read_vocabulary(tmp_path / "none.toml")
