"""One file, whatever it is: reports and orders in HL7, a CSV table, or JSON. Each study becomes a message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbench.charges.sources.json_studies import read_json
from workbench.charges.sources.orders import ORDER_CODES
from workbench.charges.sources.tables import Given, read_table
from workbench.charges.study.reading import find
from workbench.er7 import Document
from workbench.er7 import Path as HL7Path
from workbench.er7.files import MessageFile
from workbench.errors import WorkbenchError

_READERS = {".csv": read_table, ".json": read_json}


def is_listed(path: Path) -> bool:
    """Whether the file lists studies (CSV, JSON) instead of holding messages."""
    return path.suffix.casefold() in _READERS


def read_file(path: Path) -> tuple[Given, ...]:
    """Every study of the file. What is no report and no order is a problem, a sentence.

    Raises WorkbenchError for a file that cannot be read at all or holds nothing.
    """
    reader = _READERS.get(path.suffix.casefold())
    found = reader(path) if reader is not None else tuple(_messages(path))
    if not found:
        raise WorkbenchError(f"{path} is empty: there is no study in it.")
    return found


def _messages(path: Path) -> Iterator[Given]:
    messages = MessageFile.open(path)
    for index in range(len(messages)):
        document = messages.document(index)
        place = f"message {index + 1}"
        if problem := why_no_study(document):
            yield Given(place, None, problem)
        else:
            yield Given(place, document)


def why_no_study(document: Document) -> str:
    """Why the message tells about no study, a sentence; "" when it does."""
    code = find(document, HL7Path("MSH", field=9, component=1)).text.upper()
    if code == "ORU" or code in ORDER_CODES:
        return ""
    if not document.all("MSH"):
        return "This is no HL7 message: it has no MSH segment. A study comes from a report, an order, CSV or JSON."
    kind = find(document, HL7Path("MSH", field=9)).text or "a message without MSH-9"
    plain = f"This is {kind}; a study comes from a report (ORU^R01) or an order (ORM^O01, OMI^O23)."
    return _merged(document, kind) or plain


def _merged(document: Document, kind: str) -> str:
    """What to do about a message that joins two patients or accounts (HL7 2.5.1, chapter 3.3.40 and 3.4.9); "" when
    the message does not."""
    pairs = (("patient", (1, 3)), ("account", (3, 18)))
    for what, (before, after) in pairs if document.all("MRG") else ():
        old = find(document, HL7Path("MRG", field=before, component=1)).text
        new = find(document, HL7Path("PID", field=after, component=1)).text
        if old and new and old != new:
            return (
                f"This is {kind}: {what} {old} (MRG-{before}) is {new} (PID-{after}) from now on. No charge moves by"
                f" it: of each study of {old} take the signed report with {new} in and state “corrected”, which moves"
                " the charges; where none is signed, state “wrong patient” for the study, then take the report in"
                " again. Do neither where the receiver moves them by itself."
            )
    return ""
