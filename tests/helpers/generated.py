"""Texts that look like messages, for property tests: odd headers, prose, blank lines, mixed line ends."""

from __future__ import annotations

from hypothesis import strategies as st

from workbench.er7 import Document

_VALUES = st.text(alphabet="aZ09 äß€^~\\&#.-", max_size=12)
_NAMES = st.sampled_from(["EVN", "PID", "PV1", "FT1", "FT1", "PR1", "DG1", "IN1", "ZED", "OBX", "NTE"])
_LINES = st.one_of(
    st.builds(lambda name, values: "|".join([name, *values]), _NAMES, st.lists(_VALUES, max_size=12)),
    st.sampled_from(["", "   ", "prose without any bar", "|||", "PV1", "\tPID|indented"]),
)
_HEADERS = st.sampled_from(
    [
        "MSH|^~\\&|A|B|||20260301||DFT^P03|7|P|2.5.1",
        "MSH|^~\\&|A|B|||2026030112+0100||DFT^P03^DFT_P03|7|P|2.3",
        "MSH|^~\\&#|A|B|||||DFT^P11||P|2.7",
        "MSH|^~\\&",
        "MSH|&&&&|y",
        "PID|no header",
    ]
)
_ENDS = st.sampled_from(["\r", "\n", "\r\n"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A document of a few lines, or none that is a message at all."""
    lines = [draw(_HEADERS), *draw(st.lists(_LINES, max_size=8))]
    text = "".join(line + draw(_ENDS) for line in lines[:-1]) + lines[-1] + draw(st.sampled_from(["", "\r", "\n"]))
    return Document.from_bytes(text.encode())


def lines(document: Document) -> list[str]:
    """The lines of a document without their ends, for comparing."""
    return [document.text[segment.line_start : segment.stop] for segment in document.segments]
