from __future__ import annotations

import pytest

from workbench.charges.profile.lines import line_of
from workbench.charges.profile.model import Fault, ProfileError, check_profile, parse_profile

FAULTS = [
    ("[message]\nversion = '2.3.1'\nevent = 'P11'", 3, "has no P11"),
    ("[message]\nversion = '2.6'\n[codes]\ndescription = true", 4, "has no FT1-8"),
    ("[message]\nversion = '2.3'\n[codes]\ncomponent = 'split'", 4, "has no modifiers"),
    ("[codes]\ncomponent = 'professional'\nprocedure_code = false", 2, "26 and TC modify FT1-25"),
    ("[message]\nversion = '2.3.1'\n[groups]\norders = 'as fits'", 4, "has no orders"),
    ("[routing]\nprofessional_endpoint = ''", 2, "professional_endpoint is empty"),
    ("[routing]\nseparate = true\nfacility_endpoint = 'physician-billing'", 2, "have the same name"),
    ("[routing]\nprofessional_departments = ['A']\nfacility_departments = ['A']", 3, "stands on both sides"),
    ("[late]\nmark = 'z field'\nsegment = 'NTE'", 3, "must be Z and two capitals"),
    ("[late]\nmark = 'z field'\nvalue = ''", 3, "value is empty"),
    ("[late]\nmark = 'note'\ntext = ''", 3, "text is empty"),
    ("[message]\nversion = '2.4'\n[late]\nmark = 'note'", 4, "has no NTE behind FT1"),
    ("[message]\nevent = 'P11'\n[late]\nmark = 'note'", 4, "has no NTE behind FT1"),
    ("[late]\nafter_days = -1", 2, "it may be 0 to 9999"),
    ("[split]\nprofessional_share = 101", 2, "it may be 0 to 100"),
    ("[message]\nversion = '2.7'\n[patient]\nfields = [3, 5, 19]", 4, "PID-19 was withdrawn with 2.7"),
    ("[reversal]\nconvention = 'nobody'", 2, "There is no convention “nobody”"),
    ("[transaction_types]\ncredit = 'CD'", 0, "let them say the same"),
    ("[transaction_types]\npayment = 'CG'", 2, "the payment would be posted as a charge"),
    ("[transaction_types]\nadjustment = 'cg'", 2, "the adjustment would be posted as a charge"),
    ("[transaction_types]\ncopayment = 'CR'", 2, "the co-payment would take a charge back"),
    ("[transaction_types]\nadjustment = 'PA'", 2, "as money received is"),
    ("[transaction_types]\ncharge = 'CD'", 2, "which the convention A reads as a credit"),
    ("[transaction_types]\ncharge = 'A|B'", 2, "charge is “A|B”; | is a delimiter"),
    ("[transaction_types]\ndeposit = 'D&E'", 2, "& is a delimiter"),
    ("[codes]\ncpt = 'C^4'", 2, "^ is a delimiter"),
    ("[diagnoses]\nicd10 = 'I~10'", 2, "~ is a delimiter"),
    ("[payments]\npayment_code = 'PAY\\A'", 2, "\\ is a delimiter"),
    ("[patient]\nunknown_class = '|'", 2, "| is a delimiter"),
    ("[money]\ncurrency = 'usd'", 2, "write its three capitals"),
    ("[transaction_types]\ndeposit = 'CH'", 2, "which the convention A reads as a charge"),
    ("[message]\n\n# a comment\nversoin = '1'", 4, "perhaps version was meant"),
    ("name = 'x'\n\ntitle = 3", 3, "title must be a text"),
    ("[money]\namounts = true\n[mony]\n", 3, "unknown part “mony”"),
    ("[message]\nversion = \n", 2, "no valid TOML"),
]


@pytest.mark.parametrize(("text", "line", "told"), FAULTS)
def test_each_fault_has_its_line_and_a_sentence(text: str, line: int, told: str) -> None:
    (fault,) = check_profile(text, "site.toml")
    assert (fault.line, told in fault.text) == (line, True), fault
    assert fault.text.startswith("The profile site.toml") and fault.text.endswith(".")
    assert not line or f"line {line}" in fault.text
    with pytest.raises(ProfileError) as caught:
        parse_profile(text, "site.toml")
    assert str(caught.value) == fault.text


def test_all_faults_are_listed_in_the_order_of_the_lines() -> None:
    text = "[codes]\ncomponent = 'both'\n[money]\ncurrency = 'DOLLAR'\n[message]\nversion = '9'\n"
    assert [fault.line for fault in check_profile(text, "site.toml")] == [2, 4, 6]


def test_a_good_profile_has_none() -> None:
    assert check_profile("[codes]\ncomponent = 'split'\n", "site.toml") == ()
    assert Fault(0, "x").line == 0


@pytest.mark.parametrize(
    ("section", "setting", "line"),
    [("a", "x", 3), ("b", "x", 6), ("b", "", 5), ("b", "none", 5), ("top", "", 1), ("none", "x", 0)],
)
def test_lines(section: str, setting: str, line: int) -> None:
    text = "top = 1\n[a]\nx = 1\n\n [ b ] # comment\n 'x' = 2\n"
    assert line_of(text, section, setting) == line
