"""What a correction must not charge a second time: charges that were corrected, or posted again, before.

Another correction starts from the charges that stand now; without a credit for those, new ones come on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.charges.correction.fields import day_of, modifiers_of, order_of
from workbench.charges.correction.match import Charged
from workbench.charges.ft1.rows import Row
from workbench.charges.reversal.rest import Elsewhere, Standing

_NO_CHARGE = (
    "The old message holds credits and no charge, so there is nothing to correct. Charges that it took back by mistake"
    " are posted again from it; what is charged now is corrected from the message that charges it."
)
_ONCE_MORE = "once more would charge twice. Correct that message instead; where no answer came, send it again first."


def closed_refusal(rows: Sequence[Row], closed: Mapping[int, str], elsewhere: Elsewhere) -> str:
    """Why nothing may be charged for lines of the old message that are off the account; "" when it may.

    `closed` is the reason of each by number, in the words of `decide`.
    """
    if "a credit" in closed.values() and not any(row.kind == "charge" for row in rows):
        return _NO_CHARGE
    for row in rows:
        reason, again = closed.get(row.number, ""), elsewhere.reposted.get(row.number, "")
        if reason == "already reversed" and again:
            return f"{_called(row)} was posted again already: {again}; {_ONCE_MORE}"
        if reason == "already reversed" and (after := elsewhere.followed.get(row.number, "")):
            return f"{_called(row)} is taken back, and its order is charged since: {after}; {_ONCE_MORE}"
        if reason == "rejected" and (instead := elsewhere.mended.get(row.number, "")):
            return f"The receiver did not take {_called(row)}; sent instead was {instead}; {_ONCE_MORE}"
    return ""


def charged_already(wanted: Iterable[Charged], kept: Iterable[int], elsewhere: Elsewhere) -> str:
    """Why the charges may not be made: a later message has one of them, and it stands. "" when none has.

    `kept` are the numbers of lines that go out under the id of the charge which they replace.
    """
    replacing = set(kept)
    for one in wanted:
        found = next((each for each in elsewhere.standing if _alike(one, each)), None)
        if found is not None and one.row.number not in replacing:
            return (
                f"{one.row.path} ({one.code}) of the corrected message is charged already: {found.where}; {_ONCE_MORE}"
                " To take back only the old charges, reverse them."
            )
    return ""


def _alike(one: Charged, there: Standing) -> bool:
    """Code, modifiers, day and amount agree, and the order where both name one."""
    order = order_of(one.document, one.group)
    return (
        bool(one.code)
        and one.code == there.code
        and tuple(sorted(modifiers_of(one.document, one.group))) == there.modifiers
        and day_of(one.document, one.group) == there.day
        and one.row.amount == there.amount
        and (not order or not there.order or order == there.order)
    )


def _called(row: Row) -> str:
    return f"{row.path} ({row.transaction_id})" if row.transaction_id else str(row.path)
