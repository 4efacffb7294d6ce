"""From the words typed to the verb, and from its failure to one sentence."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench.cli import window
from workbench.cli.output import FAILED, NotWrittenError, complain
from workbench.errors import WorkbenchError

_HELP = ("-h", "--help", "--version")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf_8()
    try:
        return _run(words)
    except WorkbenchError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _give_up_output()  # the reader has gone (`| head`); nobody is left to be told
        return FAILED
    except NotWrittenError as error:
        complain(f"The answer could not be written: {error.strerror}.")
        _give_up_output()
        return FAILED
    except OSError as error:
        what = f"{error.filename} cannot be used" if error.filename else "Something could not be read or written"
        complain(f"{what}: {error.strerror or error}.")
        return FAILED


def _give_up_output() -> None:
    """What is still held back would fail again when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(words: list[str]) -> int:
    if words[:1] == ["--try-expression"]:  # a packaged program is its own Python; see reference.edit.trial
        from workbench.reference.edit import trial_run

        return trial_run.main()
    rest = _without_data(words)
    if rest and (rest[0].isalpha() or rest[0] in _HELP):  # the window opens sooner without what only verbs need
        from workbench.cli.verbs import parser_and_verbs

        parser, verbs = parser_and_verbs()
        if rest[0] in verbs or rest[0] in _HELP:
            return _answer(parser, words)
        _refuse_unknown_verb(rest[0])
    return window.open_window(*_files_and_data(words))


def _answer(parser: argparse.ArgumentParser, words: list[str]) -> int:
    known = parser.parse_args(words)
    known.data = getattr(known, "data", None)
    function = known.function
    assert callable(function)
    return int(function(known))


def _refuse_unknown_verb(word: str) -> None:
    """A slip in a verb would otherwise open a window on a file that does not exist."""
    if not Path(word).exists():
        raise WorkbenchError(f"“{word}” is neither a verb nor a file here; “dft-workbench --help” lists the verbs.")


def _without_data(words: list[str]) -> list[str]:
    rest = list(words)
    while rest and rest[0].startswith("--data"):
        rest = rest[1:] if "=" in rest[0] else rest[2:]
    return rest


def _files_and_data(words: list[str]) -> tuple[list[str], str | None]:
    parser = argparse.ArgumentParser("dft-workbench", usage="dft-workbench [--data DIR] [FILE …]", add_help=False)
    parser.add_argument("--data", default=None)
    parser.add_argument("files", nargs="*")
    known = parser.parse_args(words)
    return known.files, known.data


def _speak_utf_8() -> None:
    """Names in messages are not limited to what an old console can show; replace rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
