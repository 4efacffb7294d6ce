"""Our own odd messages are all explained, and stay as odd as they are."""

from __future__ import annotations

import re

from helpers import corpus

README = (corpus.OWN / "README.md").read_text(encoding="utf-8")


def own(name: str) -> bytes:
    return (corpus.OWN / f"{name}.hl7").read_bytes()


def test_every_message_is_explained_and_there() -> None:
    told = re.findall(r"^\| `(.*\.hl7)` \| \S.* \|$", README, re.MULTILINE)
    assert sorted(told) == sorted(
        file.relative_to(corpus.OWN).as_posix() for file in corpus.files() if corpus.OWN in file.parents
    )


def test_no_tool_has_mended_what_they_are_for() -> None:
    assert b"\r" not in own("dft/line-ends-lf")
    assert own("dft/line-ends-crlf").count(b"\r\n") == own("dft/line-ends-crlf").count(b"\n") > 3
    assert not own("dft/line-end-missing").endswith((b"\r", b"\n"))
    assert own("dft/byte-order-mark").startswith(b"\xef\xbb\xbfMSH")
    assert b"M\xdcLLER" in own("dft/latin-1-as-utf-8")
    assert own("dft/blanks-trailing").endswith(b"  \r")
    assert b"\x00" in own("dft/control-characters")


def test_a_run_without_the_real_messages_still_has_every_kind() -> None:
    for kind in ("dft", "ack", "oru-us", "other"):
        assert [file for file in corpus.files(kind) if corpus.OWN in file.parents]
