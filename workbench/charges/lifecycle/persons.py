"""Whether a report is about the patient of the study: an accession number that two patients share must move no money.

Only what says so itself moves charges from one patient to another: a signed correction, a result that was filed for
the wrong patient (OBX-11 W), or a person who states it.
"""

from __future__ import annotations

from workbench.charges.lifecycle.events import Event
from workbench.charges.lifecycle.standing import Standing
from workbench.charges.lifecycle.states import WITH_CHARGES, State
from workbench.charges.study.model import Study

_EXPLICIT = (Event.CORRECTED, Event.WRONG_PATIENT)
MONEY = (*WITH_CHARGES, State.DUE, State.REFUSED, State.TAKEN_BACK)
"""States in which the charges of the study, or what a person decided about them, can be lost."""


def patients_of(known: Standing) -> tuple[str, ...]:
    """Identifiers of those on whom charges are open, else of the patient that the last version names."""
    charged = tuple(dict.fromkeys(one.sent.holder.patient for one in known.open_charges if one.sent.holder.patient))
    return charged or ((known.coded.holder.patient,) if known.coded.holder.patient else ())


def is_other(known: Standing, study: Study) -> bool:
    """Whether the report names a patient, and it is none of the study's."""
    theirs = {one.strip().casefold() for one in patients_of(known)}
    return bool(theirs) and bool(study.patient.mrn.strip()) and study.patient.mrn.strip().casefold() not in theirs


def why_held(known: Standing, study: Study, event: Event) -> str:
    """The sentence why nothing is done about a report because of its patient; "" when that is no reason."""
    name = study.patient.mrn
    if known.state in MONEY and event not in _EXPLICIT and is_other(known, study):
        whose = ", ".join(patients_of(known))
        stands = "its charges stand" if known.state in WITH_CHARGES else "nothing is done about its charge"
        return (
            f"The report is about another patient: it names {name}, and the study is of {whose}, so {stands}. If two"
            f" studies share this number, one of them needs another; if {name} is right, or both"
            " are one patient by now, state “wrong patient” for this study, then take the report in again."
        )
    if known.state not in WITH_CHARGES and name.strip() and name in known.wrong:
        return (
            f"The result was withdrawn from patient {name} as the wrong one, and this report names {name} again, so"
            " nothing is charged. If it is right after all, state “signed”."
        )
    return ""


def why_order_held(known: Standing, order: Study) -> str:
    """The sentence why nothing is done about an order because of its patient; "" when that is no reason."""
    if known.state not in MONEY or not is_other(known, order):
        return ""
    return (
        f"The order is about another patient: it names {order.patient.mrn}, and the study is of"
        f" {', '.join(patients_of(known))}, so nothing is taken from it and nothing is done. If two studies share this"
        " number, one of them needs another."
    )


def told_of_other(known: Standing, study: Study) -> tuple[str, ...]:
    """What is said when a step is done although the patient is another one than before."""
    if not is_other(known, study):
        return ()
    whose = ", ".join(patients_of(known))
    return (f"The patient is another one: {study.patient.mrn} instead of {whose}. Look whether that is right.",)
