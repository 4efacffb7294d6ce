"""The text of the reference panel as HTML for Qt, made from our own resources; every word is escaped on its way in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

from workbench.er7 import Document, Path, PathError
from workbench.errors import WorkbenchError
from workbench.ui import theme

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
_LONGEST = 120


@dataclass
class Page:
    """HTML, and the paths that its links `go:0`, `go:1` … lead to."""

    html: str = ""
    targets: list[Path] = field(default_factory=list)

    def add(self, html: str) -> None:
        self.html += html

    def link(self, path: Path, text: str) -> str:
        self.targets.append(path)
        return f'<a href="go:{len(self.targets) - 1}">{escape(text)}</a>'


def page_for(document: Document, dictionary: Dictionary, path: Path) -> Page:
    """What there is to say about a path of a message. Never raises: a broken resource file is said on the page."""
    page = Page()
    description = dictionary.describe(path, varies=_varies(document, path))
    _heading(page, description)
    page.add(_facts(description, dictionary))
    if document.segment(path) is None:
        page.add(_muted(f"This message has no {path.segment_path()} segment."))
    try:
        if path.field is None:
            _segment(page, document, dictionary, path)
        else:
            _place(page, document, dictionary, path, description)
    except WorkbenchError as error:
        page.add(f'<p style="color:{_colour("bad")}">{escape(str(error))}</p>')
    return page


def _heading(page: Page, description: Description) -> None:
    path = description.path
    above = path.parent()
    trail = f" in {page.link(above, str(above))}" if above is not None else ""
    page.add(
        f'<p style="margin:0"><code><b>{escape(str(path))}</b></code>{trail}'
        f'<br><span style="font-size:large"><b>{escape(description.name)}</b></span></p>'
    )


def _facts(description: Description, dictionary: Dictionary) -> str:
    parts: list[str] = []
    if description.datatype:
        definition = dictionary.datatype(description.datatype)
        title = definition.title if definition is not None else ""
        # A title that only repeats the code says nothing.
        parts.append(
            f"{description.datatype} ({title})" if title and title != description.datatype else description.datatype
        )
    if description.optionality in _OPTIONALITY:
        parts.append(_OPTIONALITY[description.optionality])
    if description.datatype and description.path.component is None:
        times = description.max_repetitions
        parts.append("repeats" if times == 0 else "once" if times == 1 else f"up to {times} times")
    if description.length:
        parts.append(f"at most {description.length} characters")
    if description.table:
        parts.append(f"table {description.table}")
    if description.path.field is not None and not parts:
        parts.append("not in the dictionary")
    parts.append(f"HL7 {dictionary.ft1_version if description.path.segment == 'FT1' else dictionary.version}")
    return f'<p style="margin-top:2px; color:{_colour("muted")}">{escape(" · ".join(parts))}</p>'


# --- a field or a part of one ----------------------------------------------------------------------------------------


def _place(page: Page, document: Document, dictionary: Dictionary, path: Path, description: Description) -> None:
    from workbench.reference.help import field_help
    from workbench.reference.tables import table

    found = table(description.table) if description.table else None
    code = _code(document, path) if found is not None else ""
    _present(page, document, path, found, code)
    help_text = field_help(path.segment, path.field or 0)
    if help_text is None:
        page.add(f'<p style="color:{_colour("muted")}">{_ONLY_DEFINITION}</p>')
    else:
        if path.component is not None:
            page.add(_title(f"About {path.segment}-{path.field}"))
        _help(page, help_text, path)
    if found is not None:
        _codes(page, found, code)
    _components(page, dictionary, path, description)


def _present(page: Page, document: Document, path: Path, found: Table | None, code: str) -> None:
    """What stands there now."""
    value = document.value(path)
    if not value:
        return
    if value == '""':
        text = '<span style="color:{}">""</span> the receiver shall delete what it has'.format(_colour("null"))
        page.add(f"{_title('In this message')}<p>{text}</p>")
        return
    shown = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}… ({len(value):,} characters)"
    page.add(f"{_title('In this message')}<p><code>{_lines(shown)}</code>{_meaning(found, code, value)}</p>")


def _meaning(found: Table | None, code: str, value: str) -> str:
    """What the code in a value means, or that the table lacks it; named when the value holds more than the code."""
    if found is None or not code:
        return ""
    named = "" if code == value else f"<br><code>{escape(code)}</code>"
    if code in found.codes:
        return f"{named} = {escape(found.codes[code].means)}"
    return f'{named} <span style="color:{_colour("warn")}">is not in table {escape(found.number)}</span>'


def _help(page: Page, help_text: FieldHelp, path: Path) -> None:
    page.add(f"<p>{escape(help_text.means)}</p>")
    if help_text.put:
        page.add(f"{_title('What goes in it')}<p>{escape(help_text.put)}</p>")
    if help_text.traps:
        page.add(_title("Watch out", "warn") + _list(help_text.traps))
    if help_text.example:
        page.add(f"{_title('Example')}<p><code>{_lines(help_text.example)}</code></p>")
    if help_text.changes:
        page.add(_title("By version") + _list(f"{version}: {what}" for version, what in help_text.changes))
    if help_text.see:
        links = ", ".join(_see(page, text, path) for text in help_text.see)
        page.add(f"{_title('See also')}<p>{links}</p>")


def _see(page: Page, text: str, here: Path) -> str:
    """A link to a related place; in the same segment when it is one of the same name."""
    try:
        target = Path.parse(text)
    except PathError:
        return escape(text)
    if target.segment == here.segment and target.occurrence == 1:
        target = replace(target, occurrence=here.occurrence)
    return page.link(target, text)


def _codes(page: Page, table: Table, current: str) -> None:
    kind = "the sites decide which codes count" if table.kind == "user" else "defined by HL7"
    page.add(_title(f"Table {table.number} {table.name}") + _muted(kind))
    if table.note:
        page.add(f"<p>{escape(table.note)}</p>")
    rows = []
    for code in table.codes.values():
        here = f' bgcolor="{_colour("accent_soft")}"' if code.code == current else ""
        marks = [*(["local"] if code.origin == "local" else []), *([f"from {code.since}"] if code.since else [])]
        note = ". ".join(part for part in (", ".join(marks), code.note) if part)
        behind = f' <span style="color:{_colour("muted")}">{escape(note)}</span>' if note else ""
        rows.append(f"<tr{here}><td><code>{escape(code.code)}</code></td><td>{escape(code.means)}{behind}</td></tr>")
    page.add(_table(rows))


def _components(page: Page, dictionary: Dictionary, path: Path, description: Description) -> None:
    definition = dictionary.datatype(description.datatype)
    if definition is None or not definition.components or path.subcomponent is not None:
        return
    level = "Subcomponents" if path.component is not None else "Components"
    page.add(_title(f"{level} of {definition.name}"))
    rows = []
    for one in definition.components:
        below = path.component is not None
        at = path.at(subcomponent=one.number) if below else replace(path, component=one.number)
        link = page.link(at, f".{one.number}")
        rows.append(f"<tr><td>{link}</td><td>{escape(one.name)}</td>{_cell(one.datatype)}</tr>")
    page.add(_table(rows))


# --- a segment -------------------------------------------------------------------------------------------------------


def _segment(page: Page, document: Document, dictionary: Dictionary, path: Path) -> None:
    from workbench.reference.help import segment_help

    help_text = segment_help(path.segment)
    definition = dictionary.segment(path.segment)
    if help_text is not None:
        page.add(f"<p>{escape(help_text.about)}</p>")
    elif path.segment == "#":
        page.add(
            _muted("This line is kept as it is. It does not begin with the name of a segment and a field separator.")
        )
    elif definition is None:
        page.add(_muted("The dictionary does not know this segment. Segments that begin with Z are made by agreement."))
    else:
        page.add(_muted(_ONLY_DEFINITION))
    if definition is not None:
        _fields(page, document, definition, path)


def _fields(page: Page, document: Document, definition: SegmentDef, path: Path) -> None:
    page.add(_title("Fields"))
    rows = []
    for one in definition.fields:
        at = path.at(field=one.number)
        required = ' <span style="color:{}">required</span>'.format(_colour("warn")) if one.optionality == "R" else ""
        name = (
            escape(one.name)
            if document.get(at)
            else f'<span style="color:{_colour("muted")}">{escape(one.name)}</span>'
        )
        rows.append(f"<tr><td>{page.link(at, str(one.number))}</td><td>{name}{required}</td>{_cell(one.datatype)}</tr>")
    page.add(_table(rows))


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


def _title(text: str, colour: str = "accent") -> str:
    return f'<p style="margin-bottom:0; color:{_colour(colour)}"><b>{escape(text)}</b></p>'


def _muted(text: str) -> str:
    return f'<p style="margin-top:0; color:{_colour("muted")}">{escape(text)}</p>'


def _list(items: Iterable[str]) -> str:
    inner = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f'<ul style="margin-top:0; margin-left:16px; -qt-list-indent:0">{inner}</ul>'


def _table(rows: Sequence[str]) -> str:
    return f'<table cellspacing="0" cellpadding="3" width="100%">{"".join(rows)}</table>'


def _cell(text: str) -> str:
    return f'<td style="color:{_colour("muted")}">{escape(text)}</td>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _colour(name: str) -> str:
    return theme.colour(name).name()
