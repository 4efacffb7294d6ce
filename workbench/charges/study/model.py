"""What a report says about one ultrasound study, and where in the message it says so.

All texts are display texts (escape sequences resolved) unless a name ends in `_raw`: raw text stands as it was
received, in the delimiters of the report, so that what is copied is what came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.charges.study.gestation import AgeStatement, GestationalAge, combined
from workbench.charges.study.payments import Payment
from workbench.charges.study.status import Judgement, Signed, judge
from workbench.er7 import Delimiters, Path
from workbench.reference.procedure_shapes import without_modifier

Sources = Mapping[str, Path]
"""Attribute name -> where its value stands in the report. An attribute that is missing here was not found."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a charge needs and the report does not give (or gives in a way that must be looked at)."""

    field: str
    """Attribute of the study, dotted: `patient.mrn`, `visit.account`, `exam[2].procedure`."""
    text: str
    """A finished sentence: what is missing, where it was looked for, what to do."""


@dataclass(frozen=True, slots=True)
class Patient:
    """PID: who was examined."""

    mrn: str = ""
    authority: str = ""
    family: str = ""
    given: str = ""
    middle: str = ""
    birth_date: str = ""
    """As received, YYYYMMDD and perhaps a time."""
    sex: str = ""
    fields_raw: Mapping[int, str] = field(default_factory=dict)
    """PID field number -> raw text, only for fields that are filled."""
    sources: Sources = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Family, given and middle name for reading."""
        rest = " ".join(part for part in (self.given, self.middle) if part)
        return ", ".join(part for part in (self.family, rest) if part)


@dataclass(frozen=True, slots=True)
class Visit:
    """PID-18 and PV1: which account and visit the charge belongs to."""

    account: str = ""
    number: str = ""
    patient_class: str = ""
    location: str = ""
    number_raw: str = ""
    location_raw: str = ""
    sources: Sources = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provider:
    """A person with a part in the study. `role` is one of ROLES in `providers`."""

    role: str
    identifier: str = ""
    family: str = ""
    given: str = ""
    middle: str = ""
    suffix: str = ""
    prefix: str = ""
    degree: str = ""
    authority: str = ""
    identifier_type: str = ""
    raw: str = ""
    """The XCN as received; "" when the report gave the person in another shape (OBR-32 is an NDL)."""
    exam: int = 0
    """Number of the exam; 0 when named for the whole study (PV1)."""
    source: Path | None = None

    @property
    def name(self) -> str:
        """Family, given name and degree for reading."""
        given = " ".join(part for part in (self.given, self.middle) if part)
        name = ", ".join(part for part in (self.family, given) if part)
        return f"{name} {self.degree}".strip() if self.degree else name


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A reason for the study. `code` is "" when the report gives it only in words."""

    code: str = ""
    text: str = ""
    system: str = ""
    """Coding system as received."""
    scheme: str = ""
    """"icd10" or "icd9" when the code can go on a claim, "" for words and for other coding systems."""
    exam: int = 0
    """Number of the exam it was given for (OBR-31, OBX); 0 when it counts for the whole study (DG1)."""
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """OBR-4 (and OBR-44): what was examined. Up to three codes for the same thing."""

    code: str = ""
    text: str = ""
    system: str = ""
    alternate_code: str = ""
    alternate_text: str = ""
    alternate_system: str = ""
    procedure_code: str = ""
    """OBR-44, where the report carries the billing code itself."""

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code that the report gives, the billing code first; then codes without their modifier (76536-52)."""
        given = [code for code in (self.procedure_code, self.code, self.alternate_code) if code]
        plain = [found[0] for code in given if (found := without_modifier(code))]
        return tuple(dict.fromkeys((*given, *plain)))

    @property
    def code_modifiers(self) -> tuple[tuple[str, str], ...]:
        """(code, modifier) of codes that are written with one: 76536-52."""
        found = ((code, without_modifier(code)) for code in (self.code, self.alternate_code))
        return tuple((code, one[1]) for code, one in found if one)

    @property
    def words(self) -> str:
        """Every text that the report gives."""
        return " ".join(dict.fromkeys(text for text in (self.text, self.alternate_text) if text))

    @property
    def title(self) -> str:
        """A short name for reading: text, else code, else a dash."""
        return self.text or self.alternate_text or self.code or self.alternate_code or "—"


@dataclass(frozen=True, slots=True)
class Exam:
    """One OBR with what belongs to it."""

    number: int
    procedure: Procedure = Procedure()
    side: str = ""
    """"left", "right", "both" or "" when the report does not say."""
    side_unread: str = ""
    """What is named as the side and is none."""
    side_problem: str = ""
    """A sentence when places that state the side do not agree."""
    modifiers: tuple[str, ...] = ()
    """OBR-45 as received, in capitals; what it says of the side is in `side` too."""
    modality: str = ""
    """OBR-24, the section that examined: US, CT …"""
    accession: str = ""
    accession_raw: str = ""
    accession_issuer: str = ""
    """Who gave the accession number (EI-2, else EI-3), "" when the report does not say."""
    placer: str = ""
    placer_raw: str = ""
    """OBR-2 (ORC-2) as received, with who gave the number."""
    exam_time: str = ""
    report_time: str = ""
    status: str = ""
    """OBR-25 as received, trimmed."""
    judgement: Judgement = Judgement("none", "")
    sources: Sources = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawSegment:
    """A segment that is passed on as it was received (GT1, IN1, IN2, IN3)."""

    name: str
    text: str
    source: Path


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """One state that the report has had; a single report knows only its own."""

    kind: str
    at: str
    """OBR-22, or MSH-7 when that is empty; as received."""
    control_id: str


@dataclass(frozen=True)
class Study:
    """One ultrasound study as one report tells it."""

    message_type: str = ""
    version: str = ""
    control_id: str = ""
    message_time: str = ""
    facility: str = ""
    """MSH-4, the sending facility: its namespace, else its universal id."""
    delimiters: Delimiters = Delimiters()
    patient: Patient = Patient()
    visit: Visit = Visit()
    exams: tuple[Exam, ...] = ()
    fetuses: int | None = None
    fetuses_source: Path | None = None
    fetuses_problem: str = ""
    """A sentence when what the report states cannot be a count, or contradicts itself; then `fetuses` is None."""
    fetuses_doubt: str = ""
    """A sentence when something in the report speaks of another count than `fetuses`."""
    gestation: tuple[AgeStatement, ...] = ()
    """Everything that the report says about the age of a pregnancy; `gestational_age` is what it amounts to."""
    providers: tuple[Provider, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    guarantors: tuple[RawSegment, ...] = ()
    insurances: tuple[RawSegment, ...] = ()
    history: tuple[StatusEvent, ...] = ()
    payments: tuple[Payment, ...] = ()
    """Money received and adjustments. HL7 has no place for them in a report; `payment_segments` has ours."""
    gaps: tuple[Gap, ...] = ()
    not_a_report: str = ""
    """A sentence when the message is no ORU report with results; "" when it is."""

    @property
    def signed(self) -> Signed:
        """Whether charges may be posted from this report, and why (or why not)."""
        if self.not_a_report:
            return Signed(False, "no report", self.not_a_report)
        return judge([(exam.procedure.title, exam.judgement) for exam in self.exams])

    @property
    def accession(self) -> str:
        """Of the first exam that has one."""
        return next((exam.accession for exam in self.exams if exam.accession), "")

    @property
    def placer(self) -> str:
        """Placer order number of the first exam that has one."""
        return next((exam.placer for exam in self.exams if exam.placer), "")

    @property
    def exam_time(self) -> str:
        """Of the first exam that has one, as received."""
        return next((exam.exam_time for exam in self.exams if exam.exam_time), "")

    @property
    def report_time(self) -> str:
        """The latest report time (OBR-22) of the exams, as received."""
        return max((exam.report_time for exam in self.exams), default="")

    def diagnoses_for(self, exam: int) -> tuple[Diagnosis, ...]:
        """Billable diagnoses of one exam: its own and those of the whole study; all of the study when it has none.

        The same code is given once, in the order of the report.
        """
        billable = [one for one in self.diagnoses if one.scheme]
        own = [one for one in billable if one.exam in (0, exam)]
        first_of_code: dict[str, Diagnosis] = {}
        for one in own or billable:
            first_of_code.setdefault(one.code, one)
        return tuple(first_of_code.values())

    def gestational_age(self, exam: int) -> GestationalAge | None:
        """What is said of the pregnancy at one exam; None when nothing readable is."""
        return combined(self.gestation, exam) if self.gestation else None

    def provider(self, *roles: str, exam: int = 0) -> Provider | None:
        """The first person found under these roles, in their order; those of the given exam come before others."""
        return pick_provider(self.providers, roles, exam)


def pick_provider(providers: Sequence[Provider], roles: Sequence[str], exam: int) -> Provider | None:
    """The first role that somebody has decides; among those the one of the exam, then of the study, then of others."""
    for role in roles:
        found = [one for one in providers if one.role == role]
        if found:
            return min(found, key=lambda one: (one.exam != exam, one.exam != 0))
    return None
