"""Laws of reversals, for messages that nobody thought of."""

from __future__ import annotations

from decimal import Decimal

from helpers.reversals import NOW, new_ids
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.charges.ft1.groups import groups_of
from workbench.charges.ft1.rows import read_row
from workbench.charges.numbers import total
from workbench.charges.profile.conventions import Convention, conventions, named, with_options
from workbench.charges.reversal.repost import repost
from workbench.charges.reversal.reverse import reverse
from workbench.er7 import Document

_IDS = st.text("ABC123-", min_size=0, max_size=12)
_SIGNS = st.sampled_from(["|^~\\&", "|^~\\&#", "#*:!$", "!^~\\&"])
_AMOUNTS = st.one_of(
    st.just(""),
    st.decimals(0, 99_999, places=2).map(lambda amount: f"{amount:f}"),
    st.decimals(0, 999, places=6).map(lambda amount: f"{amount:f}"),
)
_UNITS = st.sampled_from(["", "&USD", "&EUR", "^USD"])
_BEHIND = st.lists(
    st.sampled_from(["PR1|1||76805", "NTE|1||hello & co", "ZFT|1|a^b", "OBX|1|TX|||x", "ORC|RE"]), max_size=3
)


@st.composite
def _lines(draw: st.DrawFn) -> str:
    amount = draw(_AMOUNTS)
    fields = {
        1: draw(st.sampled_from(["", "1", "07"])),
        2: draw(_IDS),
        4: draw(st.sampled_from(["20260301", "20260301141500", "20260301^20260302"])),
        5: draw(st.sampled_from(["", "20260301", "202603011600"])),
        6: draw(st.sampled_from(["CG", "CH", "c", "CG^Charge^HL70017"])),
        7: draw(st.text("abc ^", max_size=8)),
        10: draw(st.sampled_from(["", "0", "1", "2", "1.0", "12"])),
        11: amount + (draw(_UNITS) if amount else ""),
        15: draw(_AMOUNTS),
        19: "Z36.3^x^I10~O30.042",
        25: draw(st.text("7680512345^", max_size=9)),
        30: draw(st.text("xyz ", max_size=5)),
    }
    last = draw(st.sampled_from([11, 15, 25, 30, 34]))
    line = "|".join(["FT1", *(fields.get(number, "") for number in range(1, last + 1))])
    return "\r".join([line, *draw(_BEHIND)])


@st.composite
def _messages(draw: st.DrawFn) -> Document:
    signs = draw(_SIGNS)
    version = draw(st.sampled_from(["2.2", "2.3", "2.4", "2.5.1", "2.8", "2.9"]))
    lines = draw(st.lists(_lines(), min_size=1, max_size=5))
    text = f"|SEND||RECV||20260301||DFT^P03|C1|P|{version}\rEVN|P03|20260301\rPID|1||7^^^A~8|\r"
    text += "\r".join(lines) + "\rDG1|1||Z36.3^x^I10\rGT1|1||x\rZZZ|end" + draw(st.sampled_from(["", "\r"]))
    text = text.translate(str.maketrans("|^~\\&", signs[:5]))
    end = draw(st.sampled_from(["\r", "\n", "\r\n"]))
    return Document.from_bytes((f"MSH{signs}" + text).replace("\r", end).encode())


_CONVENTIONS = st.sampled_from(
    [*conventions(), with_options(named("A"), no_room="new id"), with_options(named("B"), link="batch id")]
)


def _effects(document: Document, convention: Convention) -> list[Decimal]:
    rows = [read_row(document, group, convention) for group in groups_of(document)]
    return [row.effect for row in rows if row.effect is not None]


@given(_messages(), _CONVENTIONS)
def test_a_reversal_nets_to_zero_to_the_cent(document: Document, convention: Convention) -> None:
    result = reverse(document, convention=convention, now=NOW, control_id="C2", new_ids=new_ids(), outcome="accepted")
    if result.document is None:
        assert result.refusal.endswith(".")
        return
    assert result.balanced
    # Once more, without what the reversal says about itself.
    taken_back = {line.number for line in result.reversed}
    rows = [read_row(document, group, convention) for group in groups_of(document)]
    charged = total(row.effect for row in rows if row.number in taken_back and row.effect is not None)
    if convention.amount != "blank":
        assert charged + total(_effects(result.document, convention)) == 0
    assert len(result.document.all("FT1")) == len(taken_back)


@given(_messages(), _CONVENTIONS)
def test_ids_fit_and_none_is_given_twice(document: Document, convention: Convention) -> None:
    result = reverse(document, convention=convention, now=NOW, control_id="C2", new_ids=new_ids(), outcome="accepted")
    ids = [line.credit.transaction_id for line in result.reversed if line.credit is not None]
    assert all(len(one) <= 12 for one in ids)
    if convention.transaction_id != "same":
        assert all(ids) and len(set(ids)) == len(ids)
        assert not set(ids) & {line.row.transaction_id for line in result.lines}


@given(_messages(), _CONVENTIONS)
def test_untouched_fields_are_identical(document: Document, convention: Convention) -> None:
    result = reverse(document, convention=convention, now=NOW, control_id="C2", new_ids=new_ids(), outcome="accepted")
    if result.document is None:
        return
    touched = {"MSH": {7, 10, 11}, "EVN": {2, 6}}
    made = result.document
    for name in ("MSH", "EVN", "PID", "DG1", "GT1", "ZZZ"):
        before, after = document.all(name)[0], made.all(name)[0]
        for field in range(1, max(len(before.fields), len(after.fields)) + 1):
            if field not in touched.get(name, set()):
                assert made.get(after.path.at(field=field)) == document.get(before.path.at(field=field))
    for number, line in enumerate(result.reversed, 1):
        changed = {change.path.field for change in line.changes if change.path.segment == "FT1" and change.changed}
        assert changed <= {1, 2, 3, 4, 5, 6, 10, 11, 15}
        for field in range(1, 35):
            if field not in changed:
                before_text = document.get(line.path.at(field=field)) or ""
                assert (made.get(f"FT1[{number}]-{field}") or "") == before_text


@given(_messages(), st.sampled_from(["A", "B", "C", "D", "F"]), st.integers(1, 3))
def test_reversing_and_posting_again_stays_balanced(document: Document, name: str, times: int) -> None:
    """After every reversal the account is at zero, after every re-posting at what was charged first."""
    convention = with_options(named(name), no_room="new id", link="none")
    ids = new_ids()
    first = reverse(document, convention=convention, now=NOW, control_id="C0", new_ids=ids, outcome="accepted")
    assume(first.document is not None)
    taken_back = {line.number for line in first.reversed}
    rows = [read_row(document, group, convention) for group in groups_of(document)]
    charged = total(row.effect for row in rows if row.number in taken_back and row.effect is not None)
    account, charges, lines = charged, document, tuple(taken_back)
    used = {row.transaction_id for row in rows}
    for _ in range(times):
        credit = reverse(
            charges, lines=lines, convention=convention, now=NOW, control_id="C1", new_ids=ids, outcome="accepted"
        )
        assert credit.document is not None, credit.refusal
        account += total(_effects(credit.document, convention))
        assert account == 0
        again = repost(credit.document, convention=convention, now=NOW, control_id="C2", new_ids=ids)
        assert again.document is not None, again.refusal
        account += total(_effects(again.document, convention))
        assert account == charged
        new = {line.credit.transaction_id for line in again.reversed if line.credit is not None}
        assert not new & used
        used |= new
        charges, lines = again.document, tuple(range(1, len(again.document.all("FT1")) + 1))
