"""Charges with their credits: does what was sent, received or imported add up?

`charge_lines` reads the FT1 segments of a message, whoever wrote it; a `Posting` says what became of a line;
`Ledger.of` nets all postings; `flags` says what is wrong, `views` and `totals` sum up, `export` and `statement` print.

This room knows no history and no screen: whoever has messages makes postings of them (see intake.py). HL7 has no rule
for reversals (2.9.1, chapter 6), so what counts as a credit and what pairs it with its charge are settings. Money is
Decimal; an amount that a line does not have is None and never 0.00.
"""

from workbench.charges.ledger.flags import Flag, find_flags
from workbench.charges.ledger.intake import Intake, read_message_bytes, read_paths
from workbench.charges.ledger.ledger import Charge, Ledger, Signing, charges_named
from workbench.charges.ledger.line import LedgerLine, MessageHead
from workbench.charges.ledger.posting import Posting, Transaction
from workbench.charges.ledger.reader import Reading, charge_lines, read_message
from workbench.charges.ledger.settings import Settings, default_settings, load_settings, preset

__all__ = [
    "Charge",
    "Flag",
    "Intake",
    "Ledger",
    "LedgerLine",
    "MessageHead",
    "Posting",
    "Reading",
    "Settings",
    "Signing",
    "Transaction",
    "charge_lines",
    "charges_named",
    "default_settings",
    "find_flags",
    "load_settings",
    "preset",
    "read_message",
    "read_message_bytes",
    "read_paths",
]
