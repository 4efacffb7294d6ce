"""A reversal and the ledger read the same FT1: what one would take back is what the other counts."""

from __future__ import annotations

from helpers.reversals import dft
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.ledger.from_convention import settings_for
from workbench.charges.ledger.reader import charge_lines
from workbench.charges.profile.conventions import conventions
from workbench.reference.ft1_rows import layout_of

RULES = {one.name: (one, settings_for(one).kinds) for one in conventions()}
TYPES = st.sampled_from(["CG", "cg", "CH", "C", "CR", "cr", "CD", "PY", "PA", "CO", "AJ", "DE", "XX", "", '""'])
TYPES |= st.sampled_from(["CG^Charge^HL70017", " CG", "CR ", '""^Charge'])
NUMBERS = st.sampled_from(["", '""', "0", "-0", "1", "-1", "2", "350.00", "-350.00", "+350", "1,250", "350.00-", "x"])
MONEY = st.builds(
    str.__add__,
    NUMBERS,
    st.sampled_from(["", "&USD", "&usd", "^USD", "^UP", '&""', '&""^USD', "&EUR^USD", "^ÄÖÜ", f"&{'X' * 50}"]),
)
CODES = st.sampled_from(["", '""', "76536", " 76536 ", "76536^Neck^C4", '""^Neck^C4', "A\\T\\B", "us-neck"])
IDS = st.sampled_from(["", '""', "T1", " T1 ", "T\\S\\1", "T1^X"])
VERSIONS = st.sampled_from(["2.1", "V2.1", "1.0", "2.2", "2.3.1", "2.5.1", "2.8", "", "latest"])


@settings(max_examples=400)
@given(st.sampled_from(sorted(RULES)), VERSIONS, IDS, TYPES, CODES, CODES, NUMBERS, MONEY, MONEY)
def test_both_read_the_same(
    name: str, version: str, id_: str, type_: str, code: str, procedure: str, quantity: str, amount: str, unit: str
) -> None:
    tenth, eleventh = (amount, quantity) if layout_of(version).amount == 10 else (quantity, amount)
    line = f"FT1|1|{id_}||20260301|20260301|{type_}|{code}|||{tenth}|{eleventh}|{unit}" + "|" * 13 + procedure
    document = dft(line, version=version)
    convention, kinds = RULES[name]
    row = read_row(document, groups_of(document)[0], convention)
    (read,) = charge_lines(document, kinds)
    assert row.transaction_id == read.transaction_id
    assert (row.amount, row.quantity, row.currency) == (read.amount, read.quantity, read.currency)
    assert (row.kind or "unknown") == (read.role if read.kind == "charge" else read.kind)
    assert row.item == (read.procedure_code or read.transaction_code).upper()
    if row.kind in ("charge", "credit", ""):
        assert row.effect == (read.effect if row.kind else None)
