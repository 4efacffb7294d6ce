"""Applying rules to the lines of a study: lines that a charge brings along, and warnings. See `rules`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from workbench.charges.chargemaster.master import Charge, ChargeMaster
from workbench.charges.coding.lines import Caution, ChargeLine, Considered
from workbench.charges.coding.rules import Rule
from workbench.charges.study.gestation import GestationalAge
from workbench.charges.study.model import Exam, Study
from workbench.charges.timestamps import day

Rules = Sequence[Rule]


def added_by_rules(
    line: ChargeLine,
    exam: Exam,
    master: ChargeMaster,
    rules: Rules,
    ordered: Collection[str] = (),
    age: GestationalAge | None = None,
) -> Iterator[tuple[Charge, str]]:
    """Charges that a line brings along, each with a finished sentence why.

    `ordered` are codes that the study charges anyway: what has an order of its own is not added a second time.
    """
    words = master.words.words(exam.procedure.words)
    seen = set(ordered)
    for rule in rules:
        if rule.add and not rule.beside and rule.applies(line, words, age):
            charge = effective(master.searched, rule.add, line)
            if charge is not None and charge.code not in seen and line.charge is not None:
                seen.add(charge.code)
                yield charge, f"{charge.code} is added to {line.charge.code} ({rule.name}): {rule.told(words)}."


def warned_by_rules(lines: Sequence[ChargeLine], study: Study, master: ChargeMaster, rules: Rules) -> list[ChargeLine]:
    """The lines with the warnings of the rules, and with the charges that a rule would rather see as considered."""
    exams = {exam.number: exam for exam in study.exams}
    return [_warned(line, lines, exams.get(line.exam, Exam(line.exam)), study, master, rules) for line in lines]


def _warned(
    line: ChargeLine,
    lines: Sequence[ChargeLine],
    exam: Exam,
    study: Study,
    master: ChargeMaster,
    rules: Rules,
) -> ChargeLine:
    others = [other for other in lines if other is not line]
    age = study.gestational_age(line.exam)
    words = master.words.words(exam.procedure.words)
    for rule in rules:
        if rule.add or line.charge is None or not rule.applies(line, words, age):
            continue
        if not _holds_for(rule, line.charge, exam, study):
            continue
        if rule.warn and rule.beside:
            line = replace(line, cautions=(*line.cautions, Caution(rule.warn, rule.beside)))
        elif rule.warn and rule.without_beside:
            line = replace(line, cautions=(*line.cautions, Caution(rule.warn, rule.without_beside, absent=True)))
        elif rule.warn:
            line = replace(line, warnings=(*line.warnings, rule.warn))
        elif not rule.stands_beside(others):
            continue
        elif rule.also:
            line = _asked_for_more(line, others, rule, words, master)
        elif (charge := effective(master, rule.use, line)) is not None:
            sentence = f"{charge.code} ({charge.description}) may be right instead ({rule.name}): {rule.told(words)}."
            considered = Considered(charge.code, charge.description, f"fits a rule ({rule.name}), a person decides")
            known = [one for one in line.considered if one.code != charge.code]
            line = replace(line, warnings=(*line.warnings, sentence), considered=(*known, considered))
    return line


def _holds_for(rule: Rule, charge: Charge, exam: Exam, study: Study) -> bool:
    """The conditions on the study: its fetuses, its patient, and whether a code of it named the charge."""
    if rule.fetuses_from > (study.fetuses or 1) or (rule.sex and study.patient.sex.strip().upper() != rule.sex):
        return False
    return not (rule.by_words and any(charge.is_named_by(code) for code in exam.procedure.codes))


def _asked_for_more(
    line: ChargeLine, others: Sequence[ChargeLine], rule: Rule, words: frozenset[str], master: ChargeMaster
) -> ChargeLine:
    """The line with the charges that may have to stand beside it, where none of them does."""
    found = [one for one in (effective(master, code, line) for code in rule.also) if one is not None]
    if not found or any(other.charge is one for other in others for one in found):
        return line
    named = " or ".join(f"{one.code} ({one.description})" for one in found)
    told = rule.told(words)
    sentence = f"{named} may have to be charged too ({rule.name}): {told}; add a line where it was documented."
    why_not = f"may have to be charged too ({rule.name}), a person decides"
    considered = [Considered(one.code, one.description, why_not) for one in found]
    known = [one for one in line.considered if one.code not in [other.code for other in found]]
    return replace(line, warnings=(*line.warnings, sentence), considered=(*known, *considered))


def effective(master: ChargeMaster, code: str, line: ChargeLine) -> Charge | None:
    """The row of the charge master with that code that may be charged on the day of the line."""
    return next((one for one in master.find(code) if one.is_effective(day(line.service_time))), None)
