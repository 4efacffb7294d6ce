"""The header: is there one, does it say how to read the message (MSH-1, 2, 9, 12, 18), which acknowledgement it wants.

Delimiters: HL7 2.5.1 chapter 2.5.4; MSH fields: chapter 2.15.9; acknowledgement modes: chapter 2.9.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Path
from workbench.reference.checks.context import Context
from workbench.reference.checks.finding import Finding, quoted
from workbench.reference.versions import rank
from workbench.words import counted

_MSH = Path("MSH")


def check(context: Context) -> Iterator[Finding]:
    """Findings about MSH."""
    yield from _before(context)
    if not any(segment.name == "MSH" for segment in context.segments):
        yield _no_header(context)
        return
    yield from _several(context)
    yield from _delimiters(context)
    yield from _message_type(context)
    yield from _version(context)
    yield from _charset(context)
    yield from _acknowledgement_mode(context)


def _no_header(context: Context) -> Finding:
    if not context.document.text.strip():
        return Finding(_MSH, "error", "empty-message", "There is nothing in this message.", "Open or paste a message.")
    text = "The message has no header (MSH), so its delimiters, type and version are guesses."
    return Finding(_MSH, "error", "no-header", text, r"Add a first line such as MSH|^~\&|SENDER|SITE|RECEIVER|SITE|…")


def _before(context: Context) -> Iterator[Finding]:
    lead, trail = context.document.lead, context.document.trail
    things = []
    if "\ufeff" in lead:
        things.append("a byte order mark")
    if "\x0b" in lead or "\x1c" in trail:
        things.append("framing characters of a connection (VT, FS)")
    if things:
        text = f"Around the message there is {' and '.join(things)}."
        yield Finding(_MSH, "info", "around-the-message", text, "It is kept in the file and left out when sending.")
    if context.segments and context.segments[0].name not in ("MSH", "FHS", "BHS") and context.all("MSH"):
        text = f"The message begins with {context.segments[0].name}, not with MSH."
        yield Finding(context.segments[0].path, "error", "header-not-first", text, "Move MSH to the first line.")


def _several(context: Context) -> Iterator[Finding]:
    headers = [segment for segment in context.segments if segment.name == "MSH"]
    if len(headers) > 1:
        text = (
            f"There are {counted(len(headers), 'message')} in this text; the order of segments is checked in the first."
        )
        yield Finding(headers[1].path, "warning", "several-messages", text, "Open the file to see them one by one.")


def _delimiters(context: Context) -> Iterator[Finding]:
    found = context.document.delimiters
    path = Path("MSH", field=2)
    if found.standard:
        if found.truncation and rank(context.version) < rank("2.7"):
            text = f"MSH-2 declares a truncation character ({found.truncation}), which came with 2.7."
            yield Finding(path, "info", "truncation-character", text, r"Write ^~\& unless the receiver wants it.")
        return
    if not found.declared:
        text = r"MSH-2 is empty; the message is read with the usual ^~\&."
        yield Finding(path, "error", "delimiters-missing", text, r"Write ^~\& into MSH-2.")
        return
    missing = [
        name
        for name, character in (
            ("component", found.component),
            ("repetition", found.repetition),
            ("escape", found.escape),
            ("subcomponent", found.subcomponent),
        )
        if not character
    ]
    if missing:
        text = f"MSH-2 is {quoted(found.declared)}, so there is no {' and no '.join(missing)} character."
        yield Finding(path, "warning", "delimiters-incomplete", text, r"The usual four are ^~\&.")
    else:
        text = f"The delimiters are {found.field} and {quoted(found.declared)}, not the usual | and ^~\\&."
        yield Finding(path, "info", "delimiters-unusual", text, "Allowed, but some receivers ignore MSH-1 and MSH-2.")


def _message_type(context: Context) -> Iterator[Finding]:
    message_type = context.document.message_type.strip()
    path = Path("MSH", field=9)
    if not message_type or context.structure is not None:
        return
    text = f"MSH-9 is {quoted(message_type)}; the dictionary of HL7 {context.version} has no structure for that."
    hint = "The order of segments is not checked. A charge is DFT^P03."
    yield Finding(path, "warning" if context.kind == "DFT" else "info", "message-type-unknown", text, hint)


def _version(context: Context) -> Iterator[Finding]:
    if context.dictionary.note:
        yield Finding(Path("MSH", field=12), "info", "version-nearest", context.dictionary.note)


def _charset(context: Context) -> Iterator[Finding]:
    note = context.document.charset_note
    if not note:
        return
    if note == context.document.charset.note:
        hint = "Compare MSH-18 with what the sender really writes."
        yield Finding(Path("MSH", field=18), "info", "character-set", note, hint)
    else:
        hint = "Correct MSH-18, or choose that character set in “Save with other line ends or characters”."
        yield Finding(Path("MSH", field=18), "warning", "character-set", note, hint)


def _acknowledgement_mode(context: Context) -> Iterator[Finding]:
    accept, application = context.value("MSH-15"), context.value("MSH-16")
    if bool(accept) != bool(application):
        filled, empty = (15, 16) if accept else (16, 15)
        text = f"MSH-{filled} is filled and MSH-{empty} is not; the enhanced acknowledgement mode needs both."
        hint = "Fill both, or leave both empty for the usual single answer."
        yield Finding(Path("MSH", field=empty), "info", "acknowledgement-mode", text, hint)
