"""Receivers that take an id they know for a replacement: a charge that came later stands in the place of the earlier.

HL7 2.5.1 (DFT^P03, chapter 6.4.1) adds charges and knows no replacement; this is an agreement, and a setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.charges.ledger.identity import names_of_charge
from workbench.charges.ledger.line import LedgerLine
from workbench.charges.ledger.posting import SENT, Transaction
from workbench.charges.ledger.settings import Settings
from workbench.charges.ledger.types import CHARGE, CREDIT

_Key = tuple[str, str, str, str]


def replaced(transactions: Sequence[Transaction], settings: Settings) -> list[Transaction]:
    """The same transactions in the same order; those that a later message replaced are marked, when settings say so."""
    if not settings.duplicates.same_id_replaces:
        return list(transactions)
    standing: dict[_Key, list[Transaction]] = {}
    gone: set[Transaction] = set()
    for one in transactions:
        line = one.line
        if not one.live or (settings.replaces_own_only and all(each.direction != SENT for each in one.postings)):
            continue
        if line.role == CREDIT:
            # What was taken back is not replaced: the same id after it is a new charge.
            keys = (_key(line, name.transaction_id) for name in names_of_charge(line, settings))
            standing.pop(next((key for key in keys if key in standing), ("", "", "", "")), None)
        elif line.role == CHARGE and line.transaction_id:
            before = standing.setdefault(_key(line, line.transaction_id), [])
            if before and before[0].line.head is not line.head:
                gone.update(before)
                before.clear()
            before.append(one)
    return [replace(one, replaced=True) if one in gone else one for one in transactions]


def _key(line: LedgerLine, transaction_id: str) -> _Key:
    """An id means one charge for one sender and one patient."""
    head = line.head
    return head.sending_application, head.sending_facility, head.patient_key, transaction_id
