"""The ledger as data for JSON. Money is text: a number in JSON is a float to most who read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbench.charges.ledger.views import group_by, whole

if TYPE_CHECKING:
    from workbench.charges.ledger import Charge, Flag, Ledger, Posting, Transaction
    from workbench.charges.ledger.balance import Balance
    from workbench.charges.ledger.compare import Difference
    from workbench.charges.ledger.totals import Totals


def as_data(ledger: Ledger, flags: Sequence[Flag], view: str | None) -> dict[str, Any]:
    """Everything; with a view, groups instead of single charges."""
    result: dict[str, Any] = {
        "settings": ledger.settings.name,
        "settings_why": ledger.settings_why,
        "totals": _totals(whole(ledger).totals),
    }
    if view:
        result["by"] = view
        result["groups"] = [
            {
                "key": group.key,
                "title": group.title,
                "charges": [_charge(one) for one in group.charges],
                "alone": [_transaction(one) for one in group.alone],
                "totals": _totals(group.totals),
            }
            for group in group_by(ledger, view)
        ]
    else:
        result["charges"] = [_charge(one) for one in ledger.charges]
        result["unpaired"] = [_transaction(one) for one in ledger.unpaired]
        result["others"] = [_transaction(one) for one in ledger.others]
        result["unread"] = [_transaction(one) for one in ledger.unread]
    result["flags"] = [_flag(one) for one in flags]
    return result


def pairs(ledger: Ledger, charges: Iterable[Charge], lone: Iterable[Transaction]) -> dict[str, Any]:
    """Charges with their credits, and credits that lead nowhere."""
    return {
        "settings": ledger.settings.name,
        "settings_why": ledger.settings_why,
        "charges": [_charge(one) for one in charges],
        "unpaired": [_transaction(one) for one in lone],
    }


def _charge(charge: Charge) -> dict[str, Any]:
    return {
        **_transaction(charge.charge),
        "state": charge.state,
        "balance": _balance(charge.balance),
        "credits": [
            {
                **_transaction(match.credit),
                "method": match.method,
                "how": match.how,
                "weak": match.weak,
                "rivals": match.rivals,
                "matched": list(match.comparison.matched),
                "differing": _differing(match.comparison.differing),
            }
            for match in charge.credits
        ],
        "reposted_as": _source(charge.reposted_as),
        "repost_of": _source(charge.repost_of),
        "mended_by": _source(charge.mended_by),
    }


def _transaction(one: Transaction) -> dict[str, Any]:
    line, head = one.line, one.line.head
    return {
        "kind": line.role,
        "type": line.type_code,
        "transaction_id": line.transaction_id,
        "path": str(line.path),
        "service_day": line.service_day.isoformat() if line.service_day else None,
        "posting_day": line.posting_day.isoformat() if line.posting_day else None,
        "transaction_code": line.transaction_code,
        "procedure_code": line.procedure_code,
        "modifiers": list(line.modifiers),
        "quantity": _number(line.quantity),
        "amount": _number(line.amount),
        "currency": line.currency,
        "effect": _number(line.effect),
        "patient": head.patient_key,
        "account": head.account,
        "visit": head.visit,
        "order": line.order,
        "performer": line.performer,
        "sender": [head.sending_application, head.sending_facility],
        "control_id": head.control_id,
        "version": head.version,
        "outcome": one.outcome,
        "problems": [problem.text for problem in line.problems],
        "postings": [_posting(posting) for posting in one.postings],
    }


def _posting(posting: Posting) -> dict[str, Any]:
    return {
        "direction": posting.direction,
        "outcome": posting.outcome,
        "at": posting.at.isoformat() if posting.at else None,
        "entry": posting.entry,
        "file": posting.file,
        "message": posting.message,
        "endpoint": posting.endpoint,
    }


def _balance(balance: Balance) -> dict[str, Any]:
    return {
        "by": balance.by,
        "amounts": {currency: _number(amount) for currency, amount in balance.amounts},
        "quantity": _number(balance.quantity),
        "lines": balance.lines,
        "text": balance.text,
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return {
        "lines": totals.lines,
        "net": {currency: _number(amount) for currency, amount in totals.net},
        "without_amount": totals.without_amount,
        "beside_without_amount": totals.beside,
        "open_units": str(totals.open_units),
        "netted_by_quantity": totals.netted_by_quantity,
        "netted_by_count": totals.netted_by_count,
        "text": totals.text,
        "sums": [
            {
                "kind": one.kind,
                "negative": one.negative,
                "state": one.state,
                "currency": one.currency,
                "lines": one.lines,
                "amount": _number(one.amount),
                "without_amount": one.without_amount,
                "counts": one.counts,
            }
            for one in totals.sums
        ],
    }


def _flag(one: Flag) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity,
        "text": one.text,
        "hint": one.hint,
        "matched": list(one.matched),
        "differing": _differing(one.differing),
        "lines": [
            {"transaction_id": each.line.transaction_id, "path": str(each.line.path)} for each in one.transactions
        ],
        "postings": [_posting(posting) for posting in one.postings],
    }


def _differing(differing: Iterable[Difference]) -> list[dict[str, str]]:
    return [{"field": field, "first": first, "second": second} for field, first, second in differing]


def _source(one: Transaction | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {"transaction_id": one.line.transaction_id, **_posting(one.posting)}


def _number(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
