"""Finding the row of the charge master that a procedure means: by local code, by procedure code, by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workbench.charges.chargemaster.master import Charge, ChargeMaster
from workbench.charges.coding.lines import Considered
from workbench.charges.coding.rules import Rule
from workbench.charges.study.gestation import GestationalAge
from workbench.charges.study.model import Exam, Procedure

MOST_CONSIDERED = 6
_TELL_NOTHING = frozenset({"us", "bilateral", "unilateral", "complete", "limited", "followup"})
"""Words that say nothing about what was examined."""
_TELL_NO_OTHER = _TELL_NOTHING | frozenset(
    "ob fetal first second third trimester 14 weeks doppler duplex color guidance additional infant".split()
)
"""Words that make no second examination of one name: which part, when, and ways that rules speak about."""


@dataclass(frozen=True, slots=True)
class Match:
    """The row that was found, or None. `why` is a clause for the line; `considered` are those not taken."""

    charge: Charge | None
    why: str
    considered: tuple[Considered, ...] = ()
    named_too: tuple[Charge, ...] = ()
    """Other charges that fit a part of the name which the chosen one does not speak of: a second examination?"""
    otherwise: tuple[str, ...] = ()
    """Sentences about codes of the report that mean another charge than the chosen one."""


@dataclass(frozen=True, slots=True)
class _Pregnancy:
    """What the gestational age says about charges, by the rules that have a condition on it."""

    age: GestationalAge | None
    rules: Sequence[Rule]

    def divided(self, charges: Sequence[Charge]) -> tuple[list[Charge], list[Considered]]:
        """Those that the age allows, and the others with the clause that says why not."""
        allowed: list[Charge] = []
        others: list[Considered] = []
        for charge in charges:
            rule = None
            if self.age is not None:
                rule = next((one for one in self.rules if one.speaks_against(charge, self.age)), None)
            if rule is None:
                allowed.append(charge)
            else:
                why_not = f"does not go with the gestational age {self.told} ({rule.name})"
                others.append(Considered(charge.code, charge.description, why_not))
        return allowed, others

    @property
    def told(self) -> str:
        return "" if self.age is None else self.age.told


def match(
    exam: Exam, master: ChargeMaster, day: date | None, age: GestationalAge | None = None, rules: Sequence[Rule] = ()
) -> Match:
    """The row for an exam on a day of service. The first step that finds rows decides; two equal ones are none.

    Of equal ones the gestational age decides, where `rules` have conditions on it. It does not overrule a code of the
    report; a name that contradicts it is a question for a person. A row that is left out for a fault keeps what it
    fits: that is a question too, and no other row is charged for it.
    """
    found = _match(exam, master.searched, day, age, rules)
    if found.charge is None:
        return found
    if not found.charge.fault:
        return replace(found, otherwise=tuple(_otherwise(exam.procedure, found.charge, master, day)))
    why = f"{found.charge.code} fits and is left out of the charge master ({found.charge.fault.rstrip('.')})"
    return Match(None, why, found.considered)


def _otherwise(procedure: Procedure, chosen: Charge, master: ChargeMaster, day: date | None) -> Iterator[str]:
    """Codes of the report that mean something else. A local code of OBR-4 that no row has is no contradiction."""
    for code in procedure.codes:
        rows = [one for one in (*master.find(code), *master.listing(code)) if one.is_effective(day)]
        if not rows and code == procedure.procedure_code and chosen.procedure_code:
            rows_told = "no row of the charge master has it"
        elif not rows or any(one is chosen for one in rows):
            continue
        else:
            rows_told = f"that is {rows[0].code} ({rows[0].description})"
        yield (
            f"The report gives the code {code} too: {rows_told}, and {chosen.code} is charged. Look which of them was"
            " done."
        )


def _match(
    exam: Exam, master: ChargeMaster, day: date | None, age: GestationalAge | None, rules: Sequence[Rule]
) -> Match:
    ended: list[Considered] = []
    pregnancy = _Pregnancy(age, [rule for rule in rules if rule.gestation is not None] if age is not None else ())
    for found, how in _by_code(exam.procedure, master):
        current = _effective(found, day, ended)
        if len(current) == 1:
            return Match(current[0], how, tuple(ended))
        if current:
            return _narrowed(current, exam, master, how, ended, pregnancy)
    return _by_words(exam, master, day, ended, pregnancy)


def _by_code(procedure: Procedure, master: ChargeMaster) -> list[tuple[tuple[Charge, ...], str]]:
    """Candidates of each step with a clause that says how they were found."""
    steps = []
    for code in procedure.codes:
        wanted = code.upper()
        local = tuple(one for one in master.find(wanted) if one.local_code.upper() == wanted)
        steps.append((local, f"the report's code {code} is its local code"))
    for code in procedure.codes:
        wanted = code.upper()
        billed = tuple(one for one in master.find(wanted) if one.procedure_code.upper() == wanted)
        steps.append((billed, f"the report's code {code} is its procedure code"))
    for code in procedure.codes:
        steps.append((master.listing(code), f"the report's code {code} is listed among its matches"))
    return [(found, how) for found, how in steps if found]


def _effective(found: Sequence[Charge], day: date | None, ended: list[Considered]) -> list[Charge]:
    """Those that may be charged for the day; the others are noted in `ended`."""
    current = []
    for charge in found:
        if charge.is_effective(day):
            current.append(charge)
        elif charge.code not in [one.code for one in ended]:
            span = f"from {charge.effective_from}" if charge.effective_from else ""
            span = f"{span} until {charge.effective_to}".strip() if charge.effective_to else span
            ended.append(Considered(charge.code, charge.description, f"may be charged only {span}, not on {day}"))
    return current


def _narrowed(
    current: list[Charge],
    exam: Exam,
    master: ChargeMaster,
    how: str,
    ended: list[Considered],
    pregnancy: _Pregnancy,
) -> Match:
    """Several rows with the same code: the words decide among them, then the gestational age."""
    scores = _scores(current, _exam_words(exam, master))
    best = max(scores.values(), default=0)
    top = [charge for charge in current if scores[charge.code] == best]
    if len(top) == 1:
        others = _not_taken([one for one in current if one is not top[0]], "has the same code, but its words fit less")
        return Match(top[0], f"{how} and its words fit best", (*others, *ended))
    allowed, excluded = pregnancy.divided(top)
    if len(allowed) == 1:
        return Match(allowed[0], f"{how} and the gestational age is {pregnancy.told}", (*excluded, *ended))
    return Match(None, f"{len(top)} rows have the same code", (*_not_taken(top, "has the same code"), *ended))


def _by_words(
    exam: Exam, master: ChargeMaster, day: date | None, ended: list[Considered], pregnancy: _Pregnancy
) -> Match:
    said = exam.procedure.words or " ".join(exam.procedure.codes)
    if not said:
        return Match(None, "OBR-4 names no procedure", tuple(ended))
    if other := _other_examination(exam, master):
        return Match(None, f"{other} says that it is no ultrasound examination", tuple(ended))
    words = _exam_words(exam, master)
    current = _effective(master.fitting(words), day, ended)
    if not current:
        return Match(None, f"no row of the charge master fits “{said}”", (*ended, *_near(words, master, day)))
    scores = _scores(current, words)
    best = max(scores.values())
    equal = [charge for charge in current if scores[charge.code] == best]
    rest = sorted((one for one in current if scores[one.code] < best), key=lambda one: -scores[one.code])
    less = _not_taken(rest, "fits fewer of the words")
    top, excluded = pregnancy.divided(equal)
    if not top:
        why = f"“{said}” contradicts the gestational age {pregnancy.told}"
        return Match(None, why, (*excluded, *less, *ended))
    if len(top) > 1:
        why = f"{len(top)} rows fit “{said}” equally well"
        if {_undecided(charge, pregnancy) for charge in top} == {True}:
            why += f", and the gestational age {pregnancy.told} does not decide"
        return Match(None, why, (*_not_taken(top, "fits equally well"), *excluded, *less))
    phrase = max((one for one in top[0].matches if one.fits(words)), key=lambda one: len(one.required))
    told = " ".join(part for part in phrase.text.split() if not part.startswith("-"))
    how = f"the words “{told}” occur in it"
    if excluded:
        how += f", and the gestational age is {pregnancy.told}"
    return Match(top[0], how, (*excluded, *less, *ended), _named_too(top[0], rest, words))


def _named_too(chosen: Charge, rest: Sequence[Charge], words: frozenset[str]) -> tuple[Charge, ...]:
    """Of the charges that fit less well, those that speak of something else than the chosen one does."""
    told = {word for phrase in chosen.matches if phrase.fits(words) for word in phrase.required} | _TELL_NO_OTHER
    found = []
    for charge in rest:
        apart = {code.upper() for code in charge.excludes} & chosen.names
        apart |= {code.upper() for code in chosen.excludes} & charge.names
        if apart or charge.per == "extra fetus" or charge.base_codes:
            continue
        if any(phrase.fits(words) and phrase.required - told for phrase in charge.matches):
            found.append(charge)
    return tuple(found)


def _undecided(charge: Charge, pregnancy: _Pregnancy) -> bool:
    """Whether the charge depends on the gestational age, and what is said of it lies on both sides."""
    return any(charge.is_named_by(code) for rule in pregnancy.rules for code in rule.of)


def _exam_words(exam: Exam, master: ChargeMaster) -> frozenset[str]:
    words = master.words.words(exam.procedure.words)
    if exam.modality.upper() in master.words.ultrasound_sections:
        words |= {"us"}
    if exam.side == "both":
        words |= {"bilateral"}
    elif exam.side:
        words |= {"unilateral"}
    return words


def _other_examination(exam: Exam, master: ChargeMaster) -> str:
    """What says that the exam is no ultrasound; "" when nothing does."""
    vocabulary = master.words
    if exam.modality.upper() in vocabulary.other_sections:
        return f"OBR-24 ({exam.modality})"
    words = vocabulary.words(exam.procedure.words)
    if "us" in words:
        return ""
    other = sorted(words & vocabulary.other_examinations)
    return f"the word “{other[0]}”" if other else ""


def _scores(charges: Sequence[Charge], words: frozenset[str]) -> dict[str, int]:
    """Code -> number of words of its longest fitting phrase."""
    return {
        charge.code: max((len(one.required) for one in charge.matches if one.fits(words)), default=0)
        for charge in charges
    }


def _near(words: frozenset[str], master: ChargeMaster, day: date | None) -> list[Considered]:
    """Rows that share a telling word with the exam, the nearest first."""
    found = []
    for charge in master.charges:
        if not charge.is_effective(day):
            continue
        for phrase in charge.matches:
            shared = (phrase.required & words) - _TELL_NOTHING
            if shared and not phrase.forbidden & words:
                lacking = sorted(phrase.required - words)
                found.append((len(lacking), -len(shared), charge, lacking))
    nearest: dict[str, Considered] = {}
    for _, _, charge, lacking in sorted(found, key=lambda one: one[:2]):
        why_not = f"wants the word{'s' if len(lacking) > 1 else ''} {', '.join(lacking)} too"
        nearest.setdefault(charge.code, Considered(charge.code, charge.description, why_not))
    return list(nearest.values())[:MOST_CONSIDERED]


def _not_taken(charges: Sequence[Charge], why_not: str) -> tuple[Considered, ...]:
    return tuple(Considered(one.code, one.description, why_not) for one in charges[:MOST_CONSIDERED])
