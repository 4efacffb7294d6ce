"""The order in which messages leave: a credit before the charges that replace it, and nothing for what is not there.

Messages that belong together are sent one after the other; each waits until the one before it was accepted. Whoever
sends asks here, so that no account is charged twice, or credited for nothing, because of an answer that never came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.charges.lifecycle.standing import COMPOSED, Sent, taken
from workbench.charges.lifecycle.worklist import held_back_words

NOT_SENT = "not sent"
"""Verdict of a message that reached nobody."""
WAITING = "waiting"
"""Verdict of a message that is under way."""
_NEVER_TRIED = ("", COMPOSED)


def is_done(outcome: str) -> bool:
    """Whether the receiver took it, so that the message behind it may leave."""
    return taken(outcome) == "yes"


def is_nothing(outcome: str) -> bool:
    """Whether nothing of the message is, or may be, on the account. `outcome` is "" when it was not sent."""
    return not outcome or taken(outcome) == "no"


def is_refused(outcome: str) -> bool:
    """Whether the receiver said no: the same message would be refused again."""
    return taken(outcome) == "no" and outcome != NOT_SENT


def next_of(outcomes: Iterable[str]) -> int | None:
    """The number, from 0, of the message whose turn it is; None when all were accepted."""
    return next((number for number, outcome in enumerate(outcomes) if not is_done(outcome)), None)


def may_leave(outcome: str) -> bool:
    """Whether a person may send the message whose turn it is: not while it is under way, nor after a refusal."""
    return outcome != WAITING and not is_refused(outcome)


def why_held(messages: Sequence[Sent], control_id: str) -> str:
    """Why one message of a study must not leave before another, a finished sentence; "" when it may.

    `messages` are all of the study, oldest first. A credit waits for its charge, and new charges wait for the credits
    that were made before them: until each was accepted, or its charge is known not to be on the account. A charge that
    replaces another waits for that in the same way. What was made beside another message for the same charges waits for
    a person.
    """
    place = next((number for number, one in enumerate(messages) if one.control_id == control_id), None)
    if place is None:
        return ""
    if messages[place].held_back:
        return held_back_words(messages[place])
    return _without_charge(messages, place) or _without_credit(messages, place) or _without_replaced(messages, place)


def _without_charge(messages: Sequence[Sent], place: int) -> str:
    """Of a credit: none of the messages with its charge has left, or the receiver has none of them; or one that
    replaces it was made before the credit and would come after it."""
    for charge_id in _credited(messages[place]):
        carriers = _carriers(messages, charge_id)
        if carriers and not any(one.taken != "no" and one.outcome not in _NEVER_TRIED for one in carriers):
            return f"It takes back a charge that the receiver does not have: {_words(carriers[-1])}."
        late = next((one for one in _carriers(messages[:place], charge_id) if one.outcome in _NEVER_TRIED), None)
        if late is not None and _replaced(late):
            return f"The charge that it takes back was replaced before: {_words(late)}."
    return ""


def _without_replaced(messages: Sequence[Sent], place: int) -> str:
    """Of a charge that replaces an earlier one: that one could still come after it, and undo it."""
    for charge_id in _replaced(messages[place]):
        for earlier in _carriers(messages[:place], charge_id):
            if not is_done(earlier.outcome) and earlier.taken != "no":
                return f"The charge that it replaces has to be accepted first: {_words(earlier)}."
    return ""


def _without_credit(messages: Sequence[Sent], place: int) -> str:
    """Of a charge: a credit that was made before it was not accepted, so the account would be charged twice."""
    if not any(one.kind == "charge" for one in messages[place].transactions):
        return ""
    accepted = {charge_id for one in messages if is_done(one.outcome) for charge_id in _credited(one)}
    for earlier in messages[:place]:
        for charge_id in _credited(earlier):
            carriers = _carriers(messages, charge_id)
            is_gone = bool(carriers) and all(one.taken == "no" for one in carriers)
            if charge_id not in accepted and not is_gone:
                return f"The credit before it has to be accepted first: {_words(earlier)}."
    return ""


def _credited(sent: Sent) -> list[str]:
    """The transaction ids of the charges that a message takes back."""
    return [one.reverses for one in sent.transactions if one.kind == "credit" and one.reverses]


def _replaced(sent: Sent) -> list[str]:
    """The transaction ids of its charges that stand in the place of earlier ones."""
    return [one.transaction_id for one in sent.transactions if one.replaces]


def _carriers(messages: Sequence[Sent], charge_id: str) -> list[Sent]:
    """The messages with this charge, oldest first."""
    return [
        sent
        for sent in messages
        if any(one.kind == "charge" and one.transaction_id == charge_id for one in sent.transactions)
    ]


def _words(sent: Sent) -> str:
    if sent.outcome in _NEVER_TRIED:
        return f"{sent.control_id} was not sent yet"
    if sent.outcome == NOT_SENT:
        return f"{sent.control_id} could not be sent"
    if sent.outcome == WAITING:
        return f"{sent.control_id} has no answer yet"
    return f"{sent.control_id} was refused" if sent.taken == "no" else f"whether {sent.control_id} was taken is unknown"
