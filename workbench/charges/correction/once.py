"""What a correction must not charge a second time: charges that were corrected, or posted again, before.

Another correction starts from the charges that stand now; without a credit for those, new ones come on top.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.charges.correction.fields import day_of, modifiers_of, order_of
from workbench.charges.correction.match import Charged, Difference
from workbench.charges.ft1.rows import Row
from workbench.charges.reversal.rest import Elsewhere, Standing

_NO_CHARGE = (
    "The old message holds credits and no charge, so there is nothing to correct. Charges that it took back by mistake"
    " are posted again from it; what is charged now is corrected from the message that charges it."
)
_ONCE_MORE = "once more would charge twice. Correct that message instead; where no answer came, send it again first."
ANOTHER = "If it is another service, choose to charge beside it."
"""How to go on when what looks like the same charge is none."""


def closed_refusal(rows: Sequence[Row], closed: Mapping[int, str], elsewhere: Elsewhere) -> str:
    """Why nothing may be charged for lines of the old message that are off the account; "" when it may.

    `closed` is the reason of each by number, in the words of `decide`.
    """
    if "a credit" in closed.values() and not any(row.kind == "charge" for row in rows):
        return _NO_CHARGE
    for row in rows:
        reason, again = closed.get(row.number, ""), elsewhere.reposted.get(row.number, "")
        if reason == "already reversed" and again:
            return f"{_called(row)} was posted again already: {again}; {_ONCE_MORE} {ANOTHER}"
        if reason == "already reversed" and (after := elsewhere.followed.get(row.number, "")):
            return f"{_called(row)} is taken back, and its order is charged since: {after}; {_ONCE_MORE} {ANOTHER}"
        if reason == "rejected" and (instead := elsewhere.mended.get(row.number, "")):
            return f"The receiver did not take {_called(row)}; sent instead was {instead}; {_ONCE_MORE} {ANOTHER}"
    return ""


def charged_already(
    wanted: Iterable[Charged], kept: Iterable[int], elsewhere: Elsewhere, table: Sequence[Difference]
) -> str:
    """Why the charges may not be made: a later message has one of them, and it stands. "" when none has.

    `kept` are the numbers of lines that go out under the id of the charge which they replace. A line whose old line was
    alike already stands in the place of that one: the later charge is a second service then, and was before. A charge
    on the account that the line moves to is none: there was nothing in its place.
    """
    replacing = set(kept)
    before = {one.new.row.number: one.old for one in table if one.old is not None and one.new is not None}
    for one in wanted:
        found = next((each for each in elsewhere.standing if _alike(one, each)), None)
        old = before.get(one.row.number)
        before_too = old is not None and found is not None and not found.moved and _alike(old, found)
        if found is not None and one.row.number not in replacing and not before_too:
            return (
                f"{one.row.path} ({one.code}) of the corrected message is charged already: {found.where}; {_ONCE_MORE}"
                f" To take back only the old charges, reverse them. {ANOTHER}"
            )
    return ""


def second_services(wanted: Iterable[Charged], kept: Iterable[int], elsewhere: Elsewhere) -> list[str]:
    """A sentence for every charge that is made although a later message has one alike, which stays."""
    replacing = set(kept)
    return [
        f"{one.row.path} ({one.code}) of the corrected message is charged beside {found.where}: code, modifiers, day"
        " and amount are the same, and it was taken for another service."
        for one in wanted
        if one.row.number not in replacing
        and (found := next((each for each in elsewhere.standing if _alike(one, each)), None)) is not None
    ]


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
