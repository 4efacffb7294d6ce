"""A second opinion on a composed message: hl7apy's strict validation in the version of the message."""

from __future__ import annotations

from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message

from workbench.er7 import Document


def accepts(document: Document) -> str:
    """The name of the message when hl7apy finds nothing wrong with it; raises its error otherwise."""
    text = document.text
    if document.version == "2.7.1":  # hl7apy has no tables of 2.7.1, which has the same messages as 2.7
        text = text.replace("|2.7.1", "|2.7", 1)
    message = parse_message(text, validation_level=VALIDATION_LEVEL.STRICT)
    assert message.validate()
    return str(message.name)
