from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.er7 import Delimiters
from workbench.ui.editor.fields.summary import says_more, short, summary

USUAL = Delimiters()


@pytest.mark.parametrize(
    ("raw", "datatype", "words"),
    [
        ("", "XCN", ""),
        ('""', "XCN", "delete"),
        ("1234^MEYER&VON^EVA^^^DR^^^NPPES&2.16&ISO^L^^^NPI", "XCN", "MEYER, EVA DR · NPI 1234 (NPPES)"),
        ("998^DOE~999^ROE", "XCN", "DOE · 998; ROE · 999"),
        ("MEYER^EVA", "XPN", "MEYER, EVA"),
        ("100234^^^HOSP^MR", "CX", "MR 100234 · HOSP"),
        ("76805^OB scan^C4", "CE", "OB scan (C4)"),
        ("84460^^PROC^99213^Office^L", "CE", "PROC · also 99213 Office"),
        ("76805", "CWE", ""),
        ("76805^A\\T\\B", "CWE", "A&B"),
        ("ORD7^RIS", "EI", "ORD7 · RIS"),
        ("ORD7", "EI", ""),
        ("WARD^3^B^HOSP", "PL", "WARD · room 3 · bed B · HOSP"),
        ("79.000000&USD", "CP", "79.000000 USD"),
        ("350.00^USD", "CP", "350.00 USD"),
        ("&USD", "CP", ""),
        ("IRIS", "CP", "not a number"),
        ("2^mg", "CQ", "2 mg"),
        ("2^mg&milligram&UCUM", "CQ", "2 milligram"),
        ("1.0", "NM", ""),
        ("IRIS", "NM", "not a number"),
        ("20260301^20260303", "DR", "Sun 1 March 2026 to Tue 3 March 2026"),
        ("20260301^D", "TS", "Sun 1 March 2026"),
        ("Ward A^^^^1", "XON", "Ward A"),
        ("anything", "ST", ""),
    ],
)
def test_values_in_words(raw: str, datatype: str, words: str) -> None:
    assert summary(raw, datatype, USUAL) == words


def test_codes_of_a_table_come_first() -> None:
    codes = {"CG": "Charge", "CD": "Credit"}
    assert summary("CG^charges!^L~CD", "CWE", USUAL, codes) == "Charge; Credit"
    assert summary("ZZ", "IS", USUAL, codes) == ""


def test_a_chip_says_which_one_it_is() -> None:
    assert short("26^Professional", "CE", USUAL) == "26 Professional"
    assert short("TC", "CE", USUAL) == "TC"
    assert short("", "CE", USUAL) == ""
    assert short("998^DOE^JOHN", "XCN", USUAL) == "DOE, JOHN · 998"
    assert short("^x", "", USUAL) == "^x"


TYPES = "XCN XPN CX CE CWE CNE EI PL CP MO CQ NM SI DT TM TS DTM DR XON XAD HD ST".split()


@given(st.text(alphabet='a1^&~\\S"20.', max_size=40), st.sampled_from(TYPES))
def test_any_text_can_be_summed_up(raw: str, datatype: str) -> None:
    for signs in (USUAL, Delimiters(component="", repetition="", subcomponent="")):
        assert isinstance(summary(raw, datatype, signs), str)
        assert isinstance(short(raw, datatype, signs), str)
    says_more(datatype)


def test_data_is_not_summed_up() -> None:
    assert summary("^x" * 2000, "CE", USUAL) == ""
