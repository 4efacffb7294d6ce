"""Codes against their tables: off the list, local, newer than the message, or in the wrong case."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Path
from workbench.reference.checks.context import Context, Part
from workbench.reference.checks.finding import Finding, quoted
from workbench.reference.tables import Code, Table, table
from workbench.reference.versions import rank
from workbench.words import listed

_COMPLETE = frozenset("0001 0004 0008 0017 0085 0103 0123 0136 0155 0207 0339 0357 0418 0516".split())
"""Tables that we have whole. Of the others, a code that is not listed is not wrong because of that."""
_SYSTEMS = "0396"
"""Coding systems; `charge_codes` speaks of them where they matter."""
_STEERING = frozenset({"MSH", "MSA", "ERR"})
"""In these segments a wrong code breaks the exchange itself."""
_NAMED = 8


def code_finding(context: Context, part: Part, value: str, number: str) -> Iterator[Finding]:
    """At most one finding about a code that should be in that table."""
    known = table(number)
    if known is None or not known.codes or number == _SYSTEMS:
        return
    code = known.codes.get(value)
    if code is None:
        if number in _COMPLETE:
            yield _off_table(context, context.shortest(part), value, known)
    elif code.origin == "local":
        yield _local(context, context.shortest(part), code, known)
    elif number in _COMPLETE and code.since and rank(code.since) > rank(context.dictionary.ft1_version):
        path = context.shortest(part)
        text = f"{context.name(path)} is {code.code} ({code.means}), which came with HL7 {code.since}."
        hint = f"The message says version {context.dictionary.requested}; an old receiver may not know the code."
        yield Finding(path, "info", "code-newer", text, hint)


def _off_table(context: Context, path: Path, value: str, known: Table) -> Finding:
    steering = path.segment in _STEERING and known.kind == "hl7"
    text = f"{context.name(path)} is {quoted(value)}, which table {known.number} ({known.name}) does not list."
    upper = known.codes.get(value.upper())
    if upper is not None:
        hint = f"Codes are written as listed: {upper.code} is {upper.means}."
    elif known.kind == "user":
        hint = (
            f"The table is user-defined: the code is right if the receiver has agreed to it. HL7 lists {_codes(known)}."
        )
    else:
        hint = f"The table lists {_codes(known)}."
    return Finding(path, "error" if steering else "warning", "code-not-in-table", text, hint)


def _local(context: Context, path: Path, code: Code, known: Table) -> Finding:
    text = f"{context.name(path)} is {code.code} ({code.means}), which is local: table {known.number} of HL7 lacks it."
    same = [one.code for one in known.codes.values() if one.origin == "HL7" and one.means == code.means]
    hint = f"{code.note} HL7's own is {same[0]}." if same else code.note
    return Finding(path, "info", "code-local", text, hint.strip() or "Right if the receiver has agreed to it.")


def _codes(known: Table) -> str:
    codes = [f"{one.code} ({one.means})" for one in known.codes.values() if one.origin == "HL7"]
    return listed(codes) if len(codes) <= _NAMED else ", ".join([*list(known.codes)[:_NAMED], "…"])
