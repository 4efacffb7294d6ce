"""What a code in FT1-6 means (user-defined table 0017), and what a line does to an account.

HL7 lists CG, CD, PY, AJ and CO; CR, PA and DE are local, CH and C are seen in laboratory feeds. The table is a setting.
"""

from __future__ import annotations

from collections.abc import Mapping

CHARGE = "charge"
CREDIT = "credit"
PAYMENT = "payment"
ADJUSTMENT = "adjustment"
COPAYMENT = "co-payment"
DEPOSIT = "deposit"
UNKNOWN = "unknown"

KINDS = (CHARGE, CREDIT, PAYMENT, ADJUSTMENT, COPAYMENT, DEPOSIT, UNKNOWN)
"""What a line can be, in the order in which they are shown."""

RECEIVED_MONEY = (PAYMENT, COPAYMENT, DEPOSIT)

USUAL: Mapping[str, str] = {
    "CG": CHARGE,
    "CH": CHARGE,
    "C": CHARGE,
    "CR": CREDIT,
    "CD": CREDIT,
    "PY": PAYMENT,
    "PA": PAYMENT,
    "AJ": ADJUSTMENT,
    "CO": COPAYMENT,
    "DE": DEPOSIT,
}
"""Code in capitals -> kind."""
