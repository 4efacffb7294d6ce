"""An HL7 v2 message as text, lossless. Standard library only.

This room knows the vertical-bar encoding (ER7): delimiters, escapes, character sets, line ends, and where each segment,
field, repetition, component and subcomponent stands in the text. It does not know what any of them means.

Laws, each with property tests: reading never refuses; opening and saving is byte-identical; an edit changes only
its own span.
"""

from workbench.er7.delimiters import Delimiters
from workbench.er7.document import Document, EditError
from workbench.er7.parts import Component, Field, Repetition, Segment, Subcomponent
from workbench.er7.path import Path, PathError

__all__ = [
    "Component",
    "Delimiters",
    "Document",
    "EditError",
    "Field",
    "Path",
    "PathError",
    "Repetition",
    "Segment",
    "Subcomponent",
]
