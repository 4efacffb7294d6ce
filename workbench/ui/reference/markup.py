"""Pieces of the reference panel's pages: HTML for Qt, every word escaped on its way in, colours from the theme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from workbench.er7 import Path, PathError
from workbench.errors import WorkbenchError
from workbench.ui import theme


@dataclass(frozen=True, slots=True)
class Topic:
    """A page that is not about a place in a message: kind and key as in `workbench.reference.search.Entry`."""

    kind: str
    key: str

    def __str__(self) -> str:
        return self.key


Target = Path | Topic


@dataclass
class Page:
    """HTML, and what its links `go:0`, `go:1` … lead to. `here` is what the page is about."""

    html: str = ""
    targets: list[Target] = field(default_factory=list)
    here: Target | None = None
    _linked: set[str] = field(default_factory=set)

    def add(self, html: str) -> None:
        """Put HTML at the end."""
        self.html += html

    def link(self, target: Target, text: str) -> str:
        """A link, as HTML."""
        self.targets.append(target)
        return f'<a href="go:{len(self.targets) - 1}">{escape(text)}</a>'

    def prose(self, text: str) -> str:
        """A text as HTML; words of the glossary are links where they stand for the first time on the page."""
        from workbench.reference.glossary import terms_in

        html, last = "", 0
        try:
            found = list(terms_in(text))
        except WorkbenchError:  # said on the page of the glossary itself; the text can be read without
            found = []
        for start, stop, term in found:
            if term.word in self._linked or self.here == Topic("word", term.word):
                continue
            self._linked.add(term.word)
            html += escape(text[last:start]) + self._quiet_link(Topic("word", term.word), text[start:stop])
            last = stop
        return html + escape(text[last:])

    def _quiet_link(self, target: Target, text: str) -> str:
        """A link that does not shout: in the colour of the text, underlined."""
        self.targets.append(target)
        ink = colour("field")
        return f'<a href="go:{len(self.targets) - 1}" style="color:{ink}">{escape(text)}</a>'

    def see(self, texts: Iterable[str]) -> str:
        """Links to related places, as HTML."""
        return ", ".join(self._see(text) for text in texts)

    def _see(self, text: str) -> str:
        """A link to a related place; in the same segment when it is one of the same name."""
        try:
            target = Path.parse(text)
        except PathError:
            return escape(text)
        here = self.here
        if isinstance(here, Path) and target.segment == here.segment and target.occurrence == 1:
            target = replace(target, occurrence=here.occurrence)
        return self.link(target, text)


def heading(small: str, large: str) -> str:
    """The top of a page; both are HTML."""
    return f'<p style="margin:0">{small}<br><span style="font-size:large"><b>{large}</b></span></p>'


def title(text: str, ink: str = "accent") -> str:
    """The title of a section."""
    return f'<p style="margin-bottom:0; color:{colour(ink)}"><b>{escape(text)}</b></p>'


def muted(text: str) -> str:
    """A remark."""
    return f'<p style="margin-top:0; color:{colour("muted")}">{escape(text)}</p>'


def bullets(items: Iterable[str]) -> str:
    """A list of texts that are HTML already."""
    inner = "".join(f"<li>{item}</li>" for item in items)
    return f'<ul style="margin-top:0; margin-left:16px; -qt-list-indent:0">{inner}</ul>'


def rows_table(rows: Sequence[str]) -> str:
    """A table of rows that are HTML already."""
    return f'<table cellspacing="0" cellpadding="3" width="100%">{"".join(rows)}</table>'


def quiet_cell(text: str) -> str:
    """A cell that stands back."""
    return f'<td style="color:{colour("muted")}">{escape(text)}</td>'


def with_breaks(text: str) -> str:
    """A text of several lines."""
    return escape(text).replace("\n", "<br>")


def trouble(text: str) -> str:
    """What is wrong with a data file."""
    return f'<p style="color:{colour("bad")}">{escape(text)}</p>'


def colour(name: str) -> str:
    """A colour of the theme for HTML."""
    return theme.colour(name).name()
