"""One error that a receiver reports about a message: the content of an ERR segment, whatever its shape.

HL7 2.5.1, chapter 2.14.5 (ERR), tables 0357 (error code) and 0516 (severity). The phrases are our own.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.er7 import Path

ERROR_CODES = {
    "0": "accepted",
    "100": "segment missing or out of order",
    "101": "required field missing",
    "102": "wrong data type",
    "103": "code not in the table",
    "104": "value too long",
    "198": "too few or too many repetitions",
    "199": "other HL7 error",
    "200": "message type not supported",
    "201": "trigger event not supported",
    "202": "processing id not supported",
    "203": "version not supported",
    "204": "unknown key identifier",
    "205": "duplicate key identifier",
    "206": "record locked",
    "207": "application error",
}
"""Table 0357 in few words. 104 exists from 2.7 on, 198 and 199 from 2.9 on."""

WARNING_SEVERITIES = ("W", "I")
"""Table 0516: the message was processed all the same."""


@dataclass(frozen=True)
class ReportedError:
    """What one ERR segment (or one repetition of the older ERR-1) says.

    `locations` holds the paths that could be understood; `location` is the text as it came.
    `code` is ERR-3.1 (table 0357) and `code_text` ERR-3.2; `severity` is ERR-4 ("" when the shape has none);
    `application_code` and `application_text` are ERR-5.1 and ERR-5.2, `diagnostic` ERR-7, `user_message` ERR-8.
    """

    code: str = ""
    locations: tuple[Path, ...] = ()
    code_text: str = ""
    severity: str = ""
    application_code: str = ""
    application_text: str = ""
    diagnostic: str = ""
    user_message: str = ""
    location: str = ""

    @property
    def meaning(self) -> str:
        """The error code in plain words, such as "required field missing"; its own text when the code is unknown."""
        if known := ERROR_CODES.get(self.code):
            return known
        if self.code_text:
            return self.code_text
        return f"error {self.code}" if self.code else ""

    @property
    def is_warning(self) -> bool:
        """The receiver took the message in spite of this (ERR-4 is W or I)."""
        return self.severity in WARNING_SEVERITIES
