"""The text of the reference panel as HTML for Qt, made from our own resources; every word is escaped on its way in."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError
from workbench.ui.reference.markup import (
    Page,
    Topic,
    bullets,
    colour,
    heading,
    muted,
    quiet_cell,
    rows_table,
    title,
    trouble,
    with_breaks,
)

if TYPE_CHECKING:
    from workbench.reference import Description, Dictionary, SegmentDef
    from workbench.reference.help import FieldHelp
    from workbench.reference.tables import Table

_OPTIONALITY = {
    "R": "required",
    "O": "optional",
    "C": "conditional",
    "B": "kept for old systems",
    "W": "withdrawn",
    "X": "not used",
}
_ONLY_DEFINITION = "There is no help of our own for this place; this is the dictionary's entry."
_UNKNOWN = "HL7 does not say what stands here; sender and receiver agree on it."
_LONGEST = 120


def page_for(document: Document | None, dictionary: Dictionary, path: Path) -> Page:
    """What there is to say about a path, and about its value when there is a message. Never raises.

    A broken resource file is said on the page.
    """
    page = Page(here=path)
    message = document or Document.from_text("")
    description = dictionary.describe(path, varies=_varies(message, path))
    _heading(page, description)
    _facts(page, description, dictionary)
    if document is not None and document.segment(path) is None:
        page.add(muted(f"This message has no {path.segment_path()} segment."))
    try:
        if path.field is None:
            _segment(page, message, dictionary, path)
        else:
            _place(page, message, dictionary, path, description)
    except WorkbenchError as error:
        page.add(trouble(str(error)))
    return page


def _heading(page: Page, description: Description) -> None:
    path = description.path
    above = path.parent()
    trail = f" in {page.link(above, str(above))}" if above is not None else ""
    page.add(heading(f"<code><b>{escape(str(path))}</b></code>{trail}", escape(description.name)))


def _facts(page: Page, description: Description, dictionary: Dictionary) -> None:
    """Type, optionality and so on in one line; pieces of HTML."""
    parts = [_datatype(page, description.datatype, dictionary)] if description.datatype else []
    if description.optionality in _OPTIONALITY:
        parts.append(_OPTIONALITY[description.optionality])
    if description.datatype and description.path.component is None:
        times = description.max_repetitions
        parts.append("repeats" if times == 0 else "once" if times == 1 else f"up to {times} times")
    if description.length:
        parts.append(f"at most {description.length} characters")
    if description.table:
        parts.append(f"table {page.link(Topic('table', description.table), description.table)}")
    if description.path.field is not None and not parts:
        parts.append("not in the dictionary")
    parts.append(f"HL7 {dictionary.ft1_version if description.path.segment == 'FT1' else dictionary.version}")
    page.add(f'<p style="margin-top:2px; color:{colour("muted")}">{" · ".join(parts)}</p>')


def _datatype(page: Page, name: str, dictionary: Dictionary) -> str:
    """The data type as HTML; a composite one leads to its page. A title that only repeats the code says nothing."""
    definition = dictionary.datatype(name)
    shown = page.link(Topic("datatype", name), name) if definition and definition.components else escape(name)
    return f"{shown} ({escape(definition.title)})" if definition and definition.title not in ("", name) else shown


# --- a field or a part of one ----------------------------------------------------------------------------------------


def _place(page: Page, document: Document, dictionary: Dictionary, path: Path, description: Description) -> None:
    from workbench.reference.help import field_help
    from workbench.reference.tables import table

    found = table(description.table) if description.table else None
    code = _code(document, path) if found is not None else ""
    _present(page, document, path, found, code)
    help_text = field_help(path.segment, path.field or 0)
    if help_text is None:
        page.add(muted(_ONLY_DEFINITION if description.datatype else _UNKNOWN))
    else:
        if path.component is not None:
            page.add(title(f"About {path.segment}-{path.field}"))
        _help(page, help_text)
    if found is not None:
        codes_of(page, found, code)
    _components(page, dictionary, path, description)


def _present(page: Page, document: Document, path: Path, found: Table | None, code: str) -> None:
    """What stands there now."""
    value = document.value(path)
    if not value:
        return
    if value == '""':
        text = '<span style="color:{}">""</span> the receiver shall delete what it has'.format(colour("null"))
        page.add(f"{title('In this message')}<p>{text}</p>")
        return
    shown = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… ({len(value):,} characters)"
    page.add(f"{title('In this message')}<p><code>{with_breaks(shown)}</code>{_meaning(found, code, value)}</p>")


def _meaning(found: Table | None, code: str, value: str) -> str:
    """What the code in a value means, or that the table lacks it; named when the value holds more than the code."""
    if found is None or not code:
        return ""
    named = "" if code == value else f"<br><code>{escape(code)}</code>"
    if not found.codes and found.kind == "user":  # HL7 gives no values: there is nothing to be wrong about
        return f'{named} <span style="color:{colour("muted")}">a code of your site</span>'
    if code in found.codes:
        return f"{named} = {escape(found.codes[code].means)}"
    return f'{named} <span style="color:{colour("warn")}">is not in table {escape(found.number)}</span>'


def _help(page: Page, help_text: FieldHelp) -> None:
    page.add(f"<p>{page.prose(help_text.means)}</p>")
    if help_text.put:
        page.add(f"{title('What goes in it')}<p>{page.prose(help_text.put)}</p>")
    if help_text.traps:
        page.add(title("Watch out", "warn") + bullets(map(page.prose, help_text.traps)))
    if help_text.example:
        page.add(f"{title('Example')}<p><code>{with_breaks(help_text.example)}</code></p>")
    if help_text.changes:
        page.add(title("By version") + bullets(page.prose(f"{since}: {what}") for since, what in help_text.changes))
    if help_text.see:
        page.add(f"{title('See also')}<p>{page.see(help_text.see)}</p>")


def codes_of(page: Page, table: Table, current: str = "") -> None:
    """A code table; the row of the current code is marked."""
    kind = "the sites decide which codes count" if table.kind == "user" else "defined by HL7"
    page.add(title(f"Table {table.number} {table.name}") + muted(kind))
    if table.note:
        page.add(f"<p>{page.prose(table.note)}</p>")
    rows = []
    for code in table.codes.values():
        here = f' bgcolor="{colour("accent_soft")}"' if code.code == current else ""
        marks = [*(["local"] if code.origin == "local" else []), *([f"from {code.since}"] if code.since else [])]
        note = ". ".join(part for part in (", ".join(marks), code.note) if part)
        behind = f' <span style="color:{colour("muted")}">{escape(note)}</span>' if note else ""
        rows.append(f"<tr{here}><td><code>{escape(code.code)}</code></td><td>{escape(code.means)}{behind}</td></tr>")
    page.add(rows_table(rows))


def _components(page: Page, dictionary: Dictionary, path: Path, description: Description) -> None:
    definition = dictionary.datatype(description.datatype)
    if definition is None or not definition.components or path.subcomponent is not None:
        return
    level = "Subcomponents" if path.component is not None else "Components"
    page.add(title(f"{level} of {definition.name}"))
    rows = []
    for one in definition.components:
        below = path.component is not None
        at = path.at(subcomponent=one.number) if below else replace(path, component=one.number)
        link = page.link(at, f".{one.number}")
        rows.append(f"<tr><td>{link}</td><td>{escape(one.name)}</td>{quiet_cell(one.datatype)}</tr>")
    page.add(rows_table(rows))


# --- a segment -------------------------------------------------------------------------------------------------------


def _segment(page: Page, document: Document, dictionary: Dictionary, path: Path) -> None:
    from workbench.reference.help import segment_help

    help_text = segment_help(path.segment)
    definition = dictionary.segment(path.segment)
    if help_text is not None:
        page.add(f"<p>{page.prose(help_text.about)}</p>")
    elif path.segment == "#":
        page.add(
            muted("This line is kept as it is. It does not begin with the name of a segment and a field separator.")
        )
    elif definition is None:
        page.add(muted("The dictionary does not know this segment. Segments that begin with Z are made by agreement."))
    else:
        page.add(muted(_ONLY_DEFINITION))
    if definition is not None:
        _fields(page, document, definition, path)


def _fields(page: Page, document: Document, definition: SegmentDef, path: Path) -> None:
    page.add(title("Fields"))
    rows = []
    for one in definition.fields:
        at = path.at(field=one.number)
        required = ' <span style="color:{}">required</span>'.format(colour("warn")) if one.optionality == "R" else ""
        name = (
            escape(one.name) if document.get(at) else f'<span style="color:{colour("muted")}">{escape(one.name)}</span>'
        )
        link = page.link(at, str(one.number))
        rows.append(f"<tr><td>{link}</td><td>{name}{required}</td>{quiet_cell(one.datatype)}</tr>")
    page.add(rows_table(rows))


# --- small pieces ----------------------------------------------------------------------------------------------------


def _code(document: Document, path: Path) -> str:
    """The code that stands at a path: its first component."""
    raw = (document.get(path) or "")[:400]
    signs = document.delimiters
    separators = (
        (signs.repetition, signs.component, signs.subcomponent) if path.component is None else (signs.subcomponent,)
    )
    for separator in separators:
        raw = raw.split(separator)[0] if separator else raw
    return raw


def _varies(document: Document, path: Path) -> str:
    """OBX-2 gives the data type of OBX-5 (HL7 2.5.1, chapter 7.4.2.2)."""
    return (document.get(path.segment_path().at(field=2)) or "") if path.segment == "OBX" and path.field == 5 else ""
