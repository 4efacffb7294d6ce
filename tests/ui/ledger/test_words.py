"""The words of the ledger: each state has its own, and nothing that is not known is said as 0.00."""

from __future__ import annotations

from decimal import Decimal

import pytest
from helpers.charge_messages import dft, ft1
from PySide6.QtCore import Qt

from workbench.charges.ledger import Ledger, read_message_bytes
from workbench.charges.ledger.balance import LINES, NOTHING, QUANTITY, Balance
from workbench.charges.ledger.flag import SEVERITIES as EVERY_SEVERITY
from workbench.charges.ledger.flags import CODES
from workbench.charges.ledger.ledger import STATES as EVERY_STATE
from workbench.charges.ledger.posting import IMPORTED, OUTCOMES
from workbench.charges.ledger.totals import Totals
from workbench.charges.ledger.views import group_by
from workbench.ui import theme
from workbench.ui.ledger.chart import PATTERNS
from workbench.ui.ledger.words import SEVERITIES, STATES, balance_words, flag_label, left_words, shown_state


@pytest.mark.parametrize("state", [*EVERY_STATE, *OUTCOMES])
def test_every_state_has_a_word_a_colour_and_a_meaning(state: str) -> None:
    style = STATES[state]
    assert style.label
    assert style.label != state
    assert style.means.endswith(".")
    assert theme.colour(style.colour).isValid()


def test_no_state_is_without_a_use() -> None:
    assert set(STATES) == {*EVERY_STATE, *OUTCOMES, IMPORTED}
    assert set(SEVERITIES) == set(EVERY_SEVERITY)


def test_states_are_told_apart() -> None:
    assert len({style.label for style in STATES.values()}) == len(STATES)
    looks = {(style.colour, PATTERNS.get(state, Qt.BrushStyle.SolidPattern)) for state, style in STATES.items()}
    assert len(looks) == len(STATES)


def test_every_flag_has_a_label() -> None:
    labels = [flag_label(code) for code in CODES]
    assert len(set(labels)) == len(labels)
    assert flag_label("rejected") == STATES["rejected"].label


def test_what_does_not_count_is_not_zero() -> None:
    assert balance_words(NOTHING) == "not counted"
    assert balance_words(Balance(amounts=(("USD", Decimal("0.00")),))) == "0.00 USD"
    both = Balance(amounts=(("EUR", Decimal(1050)), ("USD", Decimal("-2.5"))))
    assert balance_words(both) == "1,050.00 EUR and -2.50 USD"
    assert balance_words(Balance(QUANTITY, quantity=Decimal(2))) == "2 by quantity"
    assert balance_words(Balance(LINES, lines=1)) == "1 line"


def test_what_is_left_of_a_group() -> None:
    verdicts = {"A1": "error", "A2": "accepted", "A3": "accepted"}
    postings = [
        posting
        for number, (account, verdict) in enumerate(verdicts.items())
        for posting in read_message_bytes(
            dft(
                ft1(f"CHG{number}", amount="" if account == "A3" else "1050.00&USD"),
                control_id=f"M{number}",
                account=account,
            ).encode(),
            direction="sent",
            verdict=verdict,
        ).postings
    ]
    groups = group_by(Ledger.of(postings), "account")
    assert {group.key: left_words(group.totals) for group in groups} == {
        "A1": "not counted",
        "A2": "1,050.00 USD",
        "A3": "1 without",
    }


def test_only_what_a_file_does_not_say_is_imported() -> None:
    for direction, verdict, state in (("sent", "no answer", "unknown"), ("imported", "", IMPORTED)):
        postings = read_message_bytes(dft(ft1()).encode(), direction=direction, verdict=verdict).postings
        (charge,) = Ledger.of(postings).charges
        assert shown_state(charge.charge, charge.state) == state


def test_what_is_left_is_written_as_in_the_columns() -> None:
    totals = Totals((), (("USD", Decimal("597089.50")), ("", Decimal(1250)), ("JPY", Decimal(4000))), 3, 0)
    assert totals.text == "597,089.50 USD and 1,250.00 without a currency and 4,000 JPY"
