"""From a study to charge lines. Every exam gives a line: what the charge master lacks is a line to complete.

What is added or warned about beside the charge of an exam: sides and fetuses by the columns of the charge master,
everything else by `rules`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from workbench.charges.chargemaster.master import Charge, ChargeMaster
from workbench.charges.coding.doubles import Stands, too_often
from workbench.charges.coding.lines import ChargeLine, Lack, Missing
from workbench.charges.coding.matching import Match, match
from workbench.charges.coding.modifiers import in_order, side_result
from workbench.charges.coding.rule_lines import Rules, added_by_rules, warned_by_rules
from workbench.charges.coding.rules import default_rules
from workbench.charges.numbers import to_cents
from workbench.charges.profile.model import Profile
from workbench.charges.study.accession import folded
from workbench.charges.study.model import Exam, Study
from workbench.charges.timestamps import day, moment, without_false_zone
from workbench.reference.modifiers import BOTH, LEFT, PARTS, RIGHT, SIDES

REPEAT = "59"
"""Modifier for the same charge again for a further fetus."""


def code_study(
    study: Study, master: ChargeMaster, profile: Profile | None = None, rules: Rules | None = None
) -> tuple[ChargeLine, ...]:
    """The charge lines of a study, numbered from 1, each with `why` and what was considered.

    Lines do not depend on the report being signed, so that they can be shown before; composing asks for that.
    The profile says whether both sides are one line or two; `rules` are ours when none are given.
    """
    chosen = default_rules() if rules is None else rules
    found = [
        match(exam, master, day(exam.exam_time), study.gestational_age(exam.number), chosen) for exam in study.exams
    ]
    asked = _asked(study, master, profile, chosen, [one.charge for one in found])
    lines: list[ChargeLine] = []
    for exam, one in zip(study.exams, found, strict=True):
        lines += _lines_of(asked, exam, one, lines)
    lines = [_borrowing(line, study) for line in warned_by_rules(lines, study, master, asked.rules)]
    for exam, one in zip(study.exams, found, strict=True):
        lines = _with_named_too(lines, exam, one)
    if not study.exams:
        sentence = study.not_a_report or "The report has no OBR segment, so it names no procedure."
        lines.append(
            ChargeLine(0, 0, why=sentence, missing=(Missing(Lack.CHARGE, f"{sentence} Choose a charge by hand."),))
        )
    return tuple(replace(line, number=number) for number, line in enumerate(lines, 1))


def _borrowing(line: ChargeLine, study: Study) -> ChargeLine:
    """A diagnosis that stands at another study of the message is better than none, and has to be looked at."""
    accessions = {exam.number: folded(exam.accession) for exam in study.exams}
    mine = folded(line.accession)
    others = [one for one in line.diagnoses if one.exam not in (0, line.exam) and accessions.get(one.exam) != mine]
    if not others:
        return line
    codes = ", ".join(one.code for one in others)
    orders = ", ".join(dict.fromkeys(f"OBR {one.exam}" for one in others))
    warning = f"It has no diagnosis of its own: {codes} is from another study ({orders}). Look whether that fits."
    return replace(line, warnings=(*line.warnings, warning))


def _with_named_too(lines: list[ChargeLine], exam: Exam, found: Match) -> list[ChargeLine]:
    """A name may mean two examinations: on the line of the one that is charged it is asked for the other."""
    there = [line.charge for line in lines]
    for place, line in enumerate(lines):
        if line.exam != exam.number or line.charge is not found.charge or found.charge is None:
            continue
        told = " ".join(line.warnings)
        more = [one for one in found.named_too if one not in there and one.code not in told]
        if not more:
            return lines
        named = " or ".join(f"{one.code} ({one.description})" for one in more)
        sentence = f"The name of the examination speaks of more: {named} may have to be charged too; add a line for it."
        return [*lines[:place], replace(line, warnings=(*line.warnings, sentence)), *lines[place + 1 :]]
    return lines


@dataclass(frozen=True)
class _Asked:
    """What coding one study goes by."""

    study: Study
    master: ChargeMaster
    profile: Profile
    rules: Rules
    ordered: frozenset[str]
    """Codes of charges that have an order of their own."""


def _asked(
    study: Study,
    master: ChargeMaster,
    profile: Profile | None,
    rules: Rules | None,
    charges: Iterable[Charge | None],
) -> _Asked:
    chosen = default_rules() if rules is None else rules
    ordered = frozenset(charge.code for charge in charges if charge is not None)
    return _Asked(study, master, profile or Profile(), chosen, ordered)


def choose_with_add_ons(
    study: Study,
    line: ChargeLine,
    charge: Charge,
    master: ChargeMaster,
    *,
    next_number: int,
    profile: Profile | None = None,
    rules: Rules | None = None,
) -> tuple[ChargeLine, ...]:
    """Like `choose`, with the lines that the charge brings along: further fetuses, the other side, what rules add.

    The chosen line keeps its number; the others are numbered from `next_number` on.
    """
    asked = _asked(study, master, profile, rules, [])
    exam = _exam_of(study, line)
    chosen = choose(study, line, charge)
    brought = list(_with_companions(asked, exam, chosen))
    first = replace(brought[0], number=line.number)
    rest = [replace(one, number=number) for number, one in enumerate(brought[1:], next_number)]
    return tuple(warned_by_rules([first, *rest], study, master, asked.rules))


def _exam_of(study: Study, line: ChargeLine) -> Exam:
    return next((one for one in study.exams if one.number == line.exam), Exam(line.exam))


def choose(study: Study, line: ChargeLine, charge: Charge) -> ChargeLine:
    """A line with a charge that a person chose for it; units are 1, its number is kept."""
    exam = _exam_of(study, line)
    chosen = _with_modifiers(_priced(_blank_line(study, exam), charge, exam), exam)
    return replace(chosen, number=line.number, why=f"{charge.code} was chosen by hand.", considered=line.considered)


def _lines_of(asked: _Asked, exam: Exam, found: Match, earlier: list[ChargeLine]) -> Iterator[ChargeLine]:
    base = _blank_line(asked.study, exam)
    if found.charge is None:
        sentence = f"{_named(exam)}: {found.why}; choose a charge, or add it to the charge master."
        why = f"{_named(exam)} has no charge yet: {found.why}."
        yield replace(
            base, why=why, considered=found.considered, missing=(Missing(Lack.CHARGE, sentence), *base.missing)
        )
        return
    why = f"{_named(exam)} is charged as {found.charge.code}: {found.why}."
    line = _with_modifiers(_priced(base, found.charge, exam), exam)
    line = replace(line, why=why, considered=found.considered, warnings=(*line.warnings, *found.otherwise))
    first = _twice_asked(asked.study, _repeat_asked(line, earlier), earlier)
    for number, one in enumerate(_with_companions(asked, exam, first)):
        yield one if number == 0 else _twice_asked(asked.study, one, earlier)


def _with_companions(asked: _Asked, exam: Exam, line: ChargeLine) -> Iterator[ChargeLine]:
    """A line with what comes along: the other side, further fetuses, and what rules add (with its own fetuses)."""
    if asked.study.fetuses_problem and line.charge is not None and _counts_fetuses(line.charge, exam, asked.master):
        sentence = f"{asked.study.fetuses_problem} Enter the units of this line, and add a line for further fetuses."
        line = replace(line, missing=(*line.missing, Missing(Lack.FETUSES, sentence)))
    line = replace(line, warnings=(*line.warnings, *_doubts(asked, exam, line)))
    yield from _sides(line, exam, asked.profile)
    if _is_open(line):
        return
    yield from _further_fetuses(asked.study, exam, line, asked.master)
    age = asked.study.gestational_age(exam.number)
    for charge, why in added_by_rules(line, exam, asked.master, asked.rules, asked.ordered, age):
        if charge.fault:
            yield _left_out(asked.study, exam, charge, why)
            continue
        added = _priced_for_both(replace(_priced(line, charge, exam), why=why, considered=()), asked.profile)
        yield added
        yield from _further_fetuses(asked.study, exam, added, asked.master)


def _doubts(asked: _Asked, exam: Exam, line: ChargeLine) -> Iterator[str]:
    """What the report says against itself, where the charge depends on it."""
    if line.charge is None:
        return
    if exam.side_problem and line.charge.side != "none":
        yield exam.side_problem
    if asked.study.fetuses_doubt and _counts_fetuses(line.charge, exam, asked.master):
        yield asked.study.fetuses_doubt


def _left_out(study: Study, exam: Exam, charge: Charge, why: str) -> ChargeLine:
    """A line that comes along, and whose row of the charge master cannot be used."""
    sentence = f"{charge.code} belongs here and is left out of the charge master. {charge.fault} Or choose a charge."
    line = _blank_line(study, exam)
    return replace(line, why=why, missing=(Missing(Lack.CHARGE, sentence), *line.missing))


def _is_open(line: ChargeLine) -> bool:
    """Whether it is still asked what is charged; only a date that is missing changes nothing about that."""
    return any(one.kind is not Lack.SERVICE_DATE for one in line.missing)


def _counts_fetuses(charge: Charge, exam: Exam, master: ChargeMaster) -> bool:
    return charge.per != "exam" or bool(master.add_ons(charge, day(exam.exam_time)))


def _sides(line: ChargeLine, exam: Exam, profile: Profile) -> Iterator[ChargeLine]:
    """Both sides of a charge for one side: two lines, where the profile wants that instead of modifier 50."""
    one_sided = line.charge is not None and line.charge.side.startswith("left-right")
    if exam.side != "both" or not one_sided or profile.codes.both_sides != "two lines":
        yield _priced_for_both(line, profile)
        return
    without = [modifier for modifier in line.modifiers if modifier != BOTH]
    for modifier, side in ((LEFT, SIDES[LEFT]), (RIGHT, SIDES[RIGHT])):
        yield replace(
            line,
            modifiers=in_order((*without, modifier)),
            why=f"{line.why} The report says both sides; this line is the {side} one, as profile {profile.name} wants.",
        )


def _priced_for_both(line: ChargeLine, profile: Profile) -> ChargeLine:
    """A line with 50 charges both sides: the price of one side by the percentage of the profile."""
    percent, one_side = profile.codes.both_sides_percent, line.unit_price
    if BOTH not in line.modifiers or one_side is None:
        return line
    line = replace(line, priced_for_both=True)
    if percent == 100:
        return line
    price = to_cents(one_side * percent / 100)
    told = f"It is for both sides (50): {percent} % of {one_side} for one, as profile {profile.name} says."
    why = f"{line.why} {told}"
    return replace(line, unit_price=price, why=why)


def _named(exam: Exam) -> str:
    return f"OBR {exam.number} “{exam.procedure.title}”"


def _blank_line(study: Study, exam: Exam) -> ChargeLine:
    """What every line of an exam has, whatever is charged."""
    missing = []
    if day(exam.exam_time) is None:
        said = f"“{exam.exam_time}” is no day" if exam.exam_time else "is empty"
        missing.append(Missing(Lack.SERVICE_DATE, f"The date of service (OBR-7) {said}; enter it."))
    elif (served := day(exam.exam_time)) and (born := day(study.patient.birth_date)) and served < born:
        told = f"The service ({served}) was before the patient was born ({born})"
        missing.append(Missing(Lack.SERVICE_DATE, f"{told}; enter the date of service, or correct the birth date."))
    return ChargeLine(
        number=0,
        exam=exam.number,
        exam_title=exam.procedure.title,
        diagnoses=study.diagnoses_for(exam.number),
        providers=study.providers,
        accession=exam.accession,
        accession_raw=exam.accession_raw,
        service_time=without_false_zone(exam.exam_time) if moment(exam.exam_time) is not None else "",
        missing=tuple(missing),
        side=exam.side,
        fetuses=study.fetuses,
        source=exam.sources.get("procedure"),
    )


def _priced(line: ChargeLine, charge: Charge, exam: Exam) -> ChargeLine:
    return replace(
        line,
        charge=charge,
        local_code=charge.local_code,
        procedure_code=charge.procedure_code,
        coding_system=charge.coding_system,
        description=charge.description,
        department=charge.department,
        unit_price=charge.unit_price,
        currency=charge.currency,
        modifiers=in_order(side_result(charge.side, exam.side).modifiers),
        side=exam.side,
        priced_for_both=False,
        warnings=(),
        cautions=(),
    )


def _with_modifiers(line: ChargeLine, exam: Exam) -> ChargeLine:
    """A line with the modifiers of the order (OBR-45, or behind the code), and what of them is not taken over.

    The side has its rule in the charge master; whether the parts (26, TC) are charged apart is the profile's.
    """
    charge = line.charge
    own = [modifier for code, modifier in exam.procedure.code_modifiers if charge and not charge.is_named_by(code)]
    given = dict.fromkeys((*exam.modifiers, *own))
    taken = [one for one in given if re.fullmatch("[0-9A-Z]{2}", one) and one not in (*SIDES, *PARTS)]
    modifiers = in_order((*line.modifiers, *taken))
    about_side = charge is not None and charge.side in ("both", "left-right")  # these tell of the side themselves
    left = [one for one in given if one not in modifiers and not (about_side and one in SIDES)]
    line = replace(line, modifiers=modifiers)
    if not left or charge is None:
        return line
    sentence = f"The order gives the modifier {', '.join(left)}, which is not on the line; add it where it is right."
    return replace(line, warnings=(*line.warnings, sentence))


def _repeat_asked(line: ChargeLine, earlier: Iterable[ChargeLine]) -> ChargeLine:
    """The same charge from a second OBR of the same study is asked about, not charged twice silently."""
    for other in earlier:
        same_study = folded(other.accession) == folded(line.accession)
        if other.charge is line.charge and other.modifiers == line.modifiers and same_study:
            sentence = (
                f"OBR {line.exam} gives the same charge ({line.local_code or line.procedure_code}) as OBR {other.exam}."
                " Charge it again only if it was done twice (modifier 76 or 77), else remove this line."
            )
            return replace(line, missing=(*line.missing, Missing(Lack.REPEAT, sentence)))
    return line


def _twice_asked(study: Study, line: ChargeLine, earlier: Iterable[ChargeLine]) -> ChargeLine:
    """What is charged by fetus, and brought by orders of one day for more than there are, is asked about.

    Any other charge under two accession numbers is what was ordered twice: `checks` warns of it.
    """
    served, charge = day(line.service_time), line.charge
    if charge is None or charge.per == "exam" or served is None or _is_open(line):
        return line
    same = [
        Stands(one.units, one.modifiers, f"OBR {one.exam}")
        for one in earlier
        if one.charge is charge and one.exam != line.exam and day(one.service_time) == served
    ]
    if (other := too_often(charge, Stands(line.units, line.modifiers), same, study.fetuses)) is None:
        return line
    sentence = (
        f"OBR {line.exam} gives {charge.code} that {other.where} brings already; together that is more than the"
        " fetuses that were examined. Charge it again only if it was done twice (modifier 76 or 77), else remove it."
    )
    return replace(line, missing=(*line.missing, Missing(Lack.REPEAT, sentence)))


def _further_fetuses(study: Study, exam: Exam, line: ChargeLine, master: ChargeMaster) -> Iterator[ChargeLine]:
    """Add-ons for every fetus after the first, or the same charge again where it is charged by fetus."""
    charge = line.charge
    if charge is None or study.fetuses is None or study.fetuses < 2 or _is_open(line):
        return
    extra = study.fetuses - 1
    counted = f"the report has {study.fetuses} fetuses ({study.fetuses_source or 'stated'})"
    if charge.per == "fetus":
        why = f"{charge.code} is charged once for each fetus, and {counted}: {extra} more, with modifier {REPEAT}."
        yield replace(
            line,
            units=extra,
            modifiers=in_order((*line.modifiers, REPEAT)),
            why=why,
            considered=(),
            warnings=(),
            source=study.fetuses_source or line.source,
        )
    for add_on in master.searched.add_ons(charge, day(exam.exam_time)):
        why = f"{add_on.code} is added to {charge.code} for every fetus after the first, and {counted}: {extra} × 1."
        if add_on.fault:
            yield replace(_left_out(study, exam, add_on, why), units=extra)
            continue
        yield replace(
            _priced(line, add_on, exam),
            units=extra,
            why=why,
            considered=(),
            source=study.fetuses_source or line.source,
        )
