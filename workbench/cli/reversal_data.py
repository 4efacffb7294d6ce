"""Reversals and corrections as data for JSON. Money is text: a number in JSON is a float to most who read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.charges.correction.match import Difference
    from workbench.charges.correction.result import Correction
    from workbench.charges.ft1.segment_edit import Change
    from workbench.charges.reversal.result import Reversal, ReversedLine


def reversal_data(result: Reversal) -> dict[str, Any]:
    return {
        "refusal": result.refusal,
        "lines": [_line_data(line) for line in result.lines],
        "header": [_change_data(change) for change in result.header],
        "totals": [
            {
                "measure": total.measure,
                "currency": total.currency,
                "lines": total.lines,
                "charged": str(total.charged),
                "credited": str(total.credited),
                "net": str(total.net),
            }
            for total in result.totals
        ],
        "notes": list(result.notes),
        "message": None if result.document is None else result.document.text,
    }


def _line_data(line: ReversedLine) -> dict[str, Any]:
    return {
        "line": line.number,
        "path": str(line.path),
        "decision": line.decision,
        "reason": line.reason,
        "why": line.why,
        "transaction_id": line.row.transaction_id,
        "credit_id": None if line.credit is None else line.credit.transaction_id,
        "changes": [_change_data(change) for change in line.changes],
        "added": list(line.added),
        "warnings": list(line.warnings),
    }


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "path": str(change.path),
        "before": change.before,
        "after": change.after,
        "changed": change.changed,
        "why": change.why,
    }


def correction_data(result: Correction) -> dict[str, Any]:
    return {
        "refusal": result.refusal,
        "differences": [_difference_data(one) for one in result.differences],
        "totals": [
            {
                "currency": one.currency,
                "credited": str(one.credited),
                "replaced": str(one.replaced),
                "charged": str(one.charged),
                "net": str(one.net),
                "unpriced": one.unpriced,
            }
            for one in result.settlements
        ],
        "notes": list(result.notes),
        "messages": [document.text for document in result.messages],
    }


def _difference_data(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "text": difference.text,
        "follows": difference.follows,
        "old": None if difference.old is None else str(difference.old.row.path),
        "new": None if difference.new is None else str(difference.new.row.path),
        "fields": [
            {"name": one.name, "path": str(one.old), "before": one.before, "after": one.after, "billed": one.billed}
            for one in difference.fields
        ],
    }
