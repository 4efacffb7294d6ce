"""The codes of FT1-6 (user-defined table 0017) that are met, by what they say. Case does not matter to any reader.

HL7 lists CG, CD, PY and AJ, and CO from 2.4 on (2.5.1, chapter 6.5.1.6); CR, PA and DE are local, CH and C are seen in
laboratory feeds. Conventions, profiles and the settings of the ledger begin with these lists.
"""

from __future__ import annotations

CHARGES = ("CG", "CH", "C")
CREDITS = ("CR", "CD")
PAYMENTS = ("PY", "PA")
ADJUSTMENTS = ("AJ",)
COPAYMENTS = ("CO",)
DEPOSITS = ("DE",)
MONEY_RECEIVED = frozenset((*PAYMENTS, *COPAYMENTS, *DEPOSITS))
ALL = frozenset((*CHARGES, *CREDITS, *ADJUSTMENTS, *MONEY_RECEIVED))
HL7_LISTED = ("CG", "CD", "PY", "AJ", "CO")
"""Those that HL7's table suggests; a site may use others."""
