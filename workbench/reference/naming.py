"""Readable names for the upper-case element codes of the definition tables: SET_ID_FT1 becomes "Set ID - FT1".

The rules cover most names; `resources/reference/definitions/names.toml` has the ones that they would spoil.
"""

from __future__ import annotations

import re

_CAPITALS = frozenset(
    "ID DRG NDC SSN VIP UOM DME ABN HIPAA ISO DEA PSRO CPU UPC CLIA MIME URL XML IP DNS RX OBX OBR ORC PID PV1 BP QRD "
    "QRF IM MSH MPI HL7 SNF ICU PCP ADT DICOM LOINC NCPDP HPC CMS EAN RNA DNA HIV EDI FT1 PR1 DG1 IN1 GT1".split()
)
_SMALL = frozenset("a an and as at for from in is of on or per the to with".split())


def readable(code: str, segment: str = "") -> str:
    """Turn an element code into words. `segment` is split off as " - FT1" when the code ends in it."""
    words = [word for word in code.split("_") if word.strip()]
    suffix = ""
    if segment and len(words) > 1 and words[-1] == segment:
        suffix = f" - {words.pop()}"
    text = " ".join(_word(word, first=position == 0) for position, word in enumerate(words))
    text = re.sub(r" S\b", "'s", text)
    return text.replace("Date Time", "Date/Time") + suffix


def _word(word: str, *, first: bool) -> str:
    if word in _CAPITALS:
        return word
    if not first and word.lower() in _SMALL:
        return word.lower()
    return word.capitalize()
