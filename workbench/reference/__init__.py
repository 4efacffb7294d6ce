"""What HL7 says about a path, and what is wrong with a message by that measure.

This room knows the definitions of HL7 2.1 to 2.8.2 (segments, fields, data types, message structures) and the FT1
segment of 2.9, our own help texts and the meanings of codes, and it checks a document against them. It does not know
what a charge is worth, how a report becomes a charge, who sends or receives, or what a screen is. It is the only room
that imports hl7apy, and it uses it as a book of tables, never as a parser: everything is looked up by number, because
those tables have holes from 2.6 on.

Start at `dictionary(version)`; the help texts are in `help`, the code tables in `tables`, the findings in `checks`.
"""

from workbench.reference.definitions import (
    ComponentDef,
    DataTypeDef,
    Description,
    FieldDef,
    SegmentDef,
    Structure,
)
from workbench.reference.dictionary import Dictionary, dictionary

__all__ = [
    "ComponentDef",
    "DataTypeDef",
    "Description",
    "Dictionary",
    "FieldDef",
    "SegmentDef",
    "Structure",
    "dictionary",
]
