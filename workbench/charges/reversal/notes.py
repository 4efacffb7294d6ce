"""What a person has to know about a reversal as a whole, each a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.charges.ft1.rows import Row
from workbench.charges.money_text import money
from workbench.charges.numbers import total
from workbench.charges.reversal.decide import Circumstances
from workbench.charges.reversal.result import SKIPPED, ReversedLine
from workbench.er7 import Document


def notes_about(document: Document, lines: Sequence[ReversedLine], known: Circumstances) -> Iterator[str]:
    """In the order of their weight."""
    made = [line for line in lines if line.is_reversed]
    yield from _outcome(made, known)
    yield from _mixed([line.row for line in lines])
    yield from _not_reversed(lines)
    yield from _money(made, known)
    kind = document.get("MSH-9.1") or "empty"
    if kind.strip().upper() != "DFT":
        yield f"MSH-9 is {kind}, not DFT; the charges in it were reversed all the same."


def _outcome(made: Sequence[ReversedLine], known: Circumstances) -> Iterator[str]:
    unknown = [line for line in made if known.of(line.number) == "unknown"]
    if unknown:
        yield (
            f"Whether the receiver took {_listed(unknown)} is not known here. If there was no answer, send the original"
            " again with the same MSH-10 first; a credit for a charge that never arrived stands alone."
        )


def _mixed(rows: Sequence[Row]) -> Iterator[str]:
    """Charges and credits in one message: perhaps they net out already."""
    credits = [row for row in rows if row.kind == "credit"]
    booked = [row for row in rows if row.kind in ("charge", "credit")]
    if not credits or len(credits) == len(booked):
        return
    sums = []
    for currency in dict.fromkeys(row.currency for row in booked if row.effect is not None):
        effects = [row.effect for row in booked if row.currency == currency and row.effect is not None]
        sums.append(money(total(effects), currency))
    together = f" Together they make {' and '.join(sums)}." if sums else ""
    yield f"The message has credits beside its charges ({', '.join(str(row.path) for row in credits)}).{together}"


def _not_reversed(lines: Sequence[ReversedLine]) -> Iterator[str]:
    """Nothing is skipped silently."""
    for line in lines:
        if line.decision == SKIPPED or line.decision == "refused":
            yield f"Not reversed: {line.why}"


def _money(made: Sequence[ReversedLine], known: Circumstances) -> Iterator[str]:
    without = [line for line in made if line.row.amount is None]
    if without:
        by = "by quantity" if all(line.row.quantity is not None for line in without) else "by quantity or line"
        if len(without) == 1:
            yield f"{_listed(without)} has no amount: it nets to zero {by}, and the receiver prices it."
        else:
            yield f"{_listed(without)} have no amounts: they net to zero {by}, and the receiver prices them."
    elif known.convention.amount == "blank":
        yield f"The convention {known.convention.name} sends no amounts: the lines net to zero by quantity."
    currencies = list(dict.fromkeys(line.row.currency or "none" for line in made if line.row.amount is not None))
    if len(currencies) > 1:
        yield f"There are several currencies ({', '.join(currencies)}); each is added up by itself."


def _listed(lines: Sequence[ReversedLine]) -> str:
    """FT1, FT1[2] and FT1[3]; long lists are cut."""
    paths = [str(line.path) for line in lines]
    if len(paths) > 4:
        paths = [*paths[:3], f"{len(paths) - 3} more"]
    return paths[0] if len(paths) == 1 else f"{', '.join(paths[:-1])} and {paths[-1]}"
