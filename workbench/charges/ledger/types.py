"""What a line of a bill is: what its code in FT1-6 means. The lists of codes are a setting."""

from __future__ import annotations

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
