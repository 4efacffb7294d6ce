"""Pages of the reference panel about no place: a table, a code, a word, a data type, a charge, the versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING

from workbench.er7 import Path
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
)
from workbench.ui.reference.page import codes_of

if TYPE_CHECKING:
    from workbench.charges.chargemaster.master import Charge
    from workbench.reference import Dictionary
    from workbench.reference.across import Span

_USED_AT_MOST = 40


def page_about(topic: Topic, book: Dictionary, charges: Mapping[str, Charge]) -> Page:
    """The page of a topic. Never raises: what cannot be read is said on it."""
    page = Page(here=topic)
    about: dict[str, Callable[[], None]] = {
        "table": lambda: _table(page, topic.key, "", book),
        "code": lambda: _table(page, *topic.key.partition(" ")[::2], book),
        "word": lambda: _word(page, topic.key),
        "datatype": lambda: _datatype(page, topic.key, book),
        "charge": lambda: _charge(page, topic.key, charges),
    }
    try:
        about[topic.kind]()
    except WorkbenchError as error:
        page.add(trouble(str(error)))
    return page


def _table(page: Page, number: str, code: str, book: Dictionary) -> None:
    from workbench.reference.tables import table

    found = table(number)
    if found is None:
        page.add(heading(f"<b>Table {escape(number)}</b>", "No list of codes"))
        page.add(muted("There is no list of this table here. HL7 or your site says which codes count."))
    elif code in found.codes:
        one = found.codes[code]
        small = f"<code><b>{escape(code)}</b></code> in {page.link(Topic('table', number), f'table {number}')}"
        page.add(heading(small, escape(one.means)))
        if one.note:
            page.add(f"<p>{page.prose(one.note)}</p>")
        codes_of(page, found, code)
    else:
        page.add(heading(f"<b>Table {escape(number)}</b>", escape(found.name)))
        codes_of(page, found)
    _used_in(page, number, book)


def _used_in(page: Page, number: str, book: Dictionary) -> None:
    """The fields that take their codes from the table."""
    fields = [
        (name, field)
        for name in book.segment_names()
        if (segment := book.segment(name)) is not None
        for field in segment.fields
        if field.table == number
    ]
    rows = [
        f"<tr><td>{page.link(Path(name, field=field.number), f'{name}-{field.number}')}</td>"
        f"<td>{escape(field.name)}</td></tr>"
        for name, field in fields[:_USED_AT_MOST]
    ]
    if rows:
        page.add(title(f"Used in, HL7 {book.version}") + rows_table(rows))


def _word(page: Page, word: str) -> None:
    from workbench.reference.glossary import term

    found = term(word)
    page.add(heading("Glossary", escape(found.word if found else word)))
    if found is None:
        page.add(muted("The glossary does not explain this word."))
        return
    page.add(f"<p>{page.prose(found.means)}</p>")
    if found.see:
        page.add(f"{title('See also')}<p>{page.see(found.see)}</p>")


def _datatype(page: Page, name: str, book: Dictionary) -> None:
    found = book.datatype(name)
    page.add(heading(f"<code><b>{escape(name)}</b></code>", escape(found.title if found else "Data type")))
    page.add(muted(f"Data type, HL7 {book.version}"))
    if found is None or not found.components:
        page.add(muted("It has no components."))
        return
    rows = []
    for one in found.components:
        composite = (inner := book.datatype(one.datatype)) is not None and bool(inner.components)
        kind = page.link(Topic("datatype", one.datatype), one.datatype) if composite else escape(one.datatype)
        table = page.link(Topic("table", one.table), one.table) if one.table else ""
        rows.append(
            f"<tr>{quiet_cell(f'.{one.number}')}<td>{escape(one.name)}</td><td>{kind}</td><td>{table}</td></tr>"
        )
    page.add(title("Components") + rows_table(rows))


def _charge(page: Page, code: str, charges: Mapping[str, Charge]) -> None:
    charge = charges.get(code)
    if charge is None:
        page.add(heading(f"<code><b>{escape(code)}</b></code>", "Not in the charge master"))
        return
    page.add(heading(f"<code><b>{escape(charge.code)}</b></code> in the charge master", escape(charge.description)))
    price = f"{charge.unit_price} {charge.currency}" if charge.unit_price is not None else "no price"
    facts = (
        ("Procedure code", f"{charge.procedure_code} {charge.coding_system}".strip(), "FT1-25"),
        ("Price of one unit", price, "FT1-12"),
        ("Department", charge.department, "FT1-13"),
        ("Two parts (26, TC)", "yes" if charge.split else "no", "FT1-26"),
        ("Side", charge.side, "FT1-26"),
        ("Charged for each", charge.per, "FT1-10"),
        ("At most", str(charge.max_units) if charge.max_units else "", "FT1-10"),
        ("Diagnoses that usually stand with it", ", ".join(charge.diagnoses), "FT1-19"),
        ("Not together with", ", ".join(charge.excludes), ""),
        ("Add-on of", ", ".join(charge.base_codes), ""),
        ("Revenue code", charge.revenue_code, "FT1-41"),
    )
    rows = [
        f"<tr>{quiet_cell(name)}<td>{escape(value)}</td><td>{page.see([place]) if place else ''}</td></tr>"
        for name, value, place in facts
        if value
    ]
    page.add(rows_table(rows))


# --- versions --------------------------------------------------------------------------------------------------------


def add_versions(page: Page, spans: tuple[Span, ...], shown: str) -> None:
    """What each version says of a field; the run that holds the version shown is marked."""
    from workbench.reference.across import differences, summary, versions_of

    here = page.here
    assert isinstance(here, Path)
    order = versions_of(here.segment)
    page.add(title(f"{here.segment}-{here.field} in every version"))
    rows, before = [], None
    for number, span in enumerate(spans):
        mark = order.index(span.first) <= order.index(shown) <= order.index(span.last) if shown in order else False
        ground = f' bgcolor="{colour("header")}"' if mark else ""
        news = differences(before, span.field) if number else ()
        what = summary(span.field) if not number or span.field is None or before is None else "; ".join(news)
        rows.append(f"<tr{ground}><td><nobr>{escape(span.versions)}</nobr></td><td>{escape(what)}</td></tr>")
        before = span.field
    page.add(rows_table(rows))


def add_comparison(page: Page, older: str, newer: str) -> None:
    """What is different between two versions, for the field that the page is about."""
    from workbench.reference.across import differences, field_in

    here = page.here
    if not isinstance(here, Path) or here.field is None or older == newer:
        return
    news = differences(field_in(here.segment, here.field, older), field_in(here.segment, here.field, newer))
    page.add(title(f"{older} → {newer}, {here.segment}-{here.field}"))
    page.add(bullets(map(escape, news)) if news else muted("Nothing that counts is different."))
