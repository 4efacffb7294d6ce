"""An embedded text as people read it: XML that is one long line gets lines. The document itself stays as it is."""

from __future__ import annotations

from xml.dom import minidom
from xml.parsers.expat import ExpatError

from workbench.ui.editor.embedded import Embedded

MOST_TEXT = 2_000_000
"""Characters that are shown."""
_MOST_INDENTED = 200_000
"""Longer documents would take longer than a click may."""


def as_read(embedded: Embedded) -> str:
    """The text of an embedded document; XML without line breaks is indented, as far as it is well formed."""
    text = embedded.data[:MOST_TEXT].decode("utf-8", "replace")
    laid_out = "\n" in text.strip()  # by whoever wrote it
    if embedded.suffix != "xml" or laid_out or len(embedded.data) > _MOST_INDENTED:
        return text
    try:
        # Expat follows no reference to another file and stops at entities that grow beyond measure.
        document = minidom.parseString(embedded.data)
    except ExpatError:
        return text  # as it stands: whoever looks for its fault wants to see it
    lines = document.toprettyxml(indent="  ").split("\n")
    return "\n".join(line for line in lines if line.strip())
