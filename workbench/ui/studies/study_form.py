"""A study that is typed in: the fields of the table, written down as a report like any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.sources.insurances import GUARANTOR, INSURANCE, with_insurances
from workbench.charges.sources.tables import COLUMNS, PAYMENT_COLUMNS, exam_of, written_of
from workbench.charges.sources.written import report_of
from workbench.charges.study.payment_files import payment_from
from workbench.charges.study.payments import KINDS
from workbench.er7 import Document
from workbench.errors import WorkbenchError
from workbench.ui.studies.exam_rows import ExamRows
from workbench.ui.studies.form_checks import Wrong, problems_of
from workbench.ui.studies.form_rows import FormRows
from workbench.ui.widgets import PlainLabel, TextLine, plain_tooltip

_PATIENT = {
    # field (a column of the table) -> label
    "mrn": "Patient number",
    "mrn_authority": "Issued by",
    "family": "Family name",
    "given": "Given name",
    "birth_date": "Born",
    "sex": "Sex",
    "account": "Account",
    "visit": "Visit",
    "patient_class": "Class",
    "location": "Location",
}
_EXAM = {
    "accession": "Accession",
    "order": "Order number",
    "exam_code": "Local code",
    "exam_text": "Name",
    "billing_code": "CPT or HCPCS",
    "side": "Side",
    "exam_time": "Examined",
    "status": "Status",
    "report_time": "Signed",
    "diagnoses": "Indications",
}
_STUDY = {"fetuses": "Fetuses", "gestational_age": "Gestational age"}
_PEOPLE = {
    # beginning of the columns of a person -> what the person did, and what the number is called
    "performing": ("Read by", "NPI"),
    "signing": ("Signed by", "NPI"),
    "technician": ("Scanned by", "number"),
    "ordering": ("Ordered by", "NPI"),
}
_PAYMENT = {
    name.removeprefix("payment_"): (header, PAYMENT_COLUMNS[name])
    for name, header in {
        "payment_kind": "Kind",
        "payment_amount": "Amount",
        "payment_date": "Date",
        "payment_currency": "Currency",
        "payment_code": "Code",
        "payment_text": "Words",
        "payment_reference": "Reference",
        "payment_pays": "Pays lines",
    }.items()
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "sex": ("", "F", "M", "O", "U"),
    "patient_class": ("O", "I", "E"),
    "side": ("", "left", "right", "both"),
    "status": ("final", "preliminary", "corrected", "draft", "cancelled"),
}
_SAMPLES = {
    "birth_date": "1990-04-12",
    "exam_time": "2026-03-01 14:15",
    "report_time": "2026-03-01 15:50",
    "diagnoses": "Z36.3 Screening; O30.042",
    "exam_text": "US thyroid",
    "gestational_age": "20w3d",
}


class _Typed(NamedTuple):
    """Everything that was typed for one study."""

    values: dict[str, str]
    exams: list[dict[str, str]]
    payments: list[dict[str, str]]
    insurances: list[dict[str, str]]
    guarantors: list[dict[str, str]]


class StudyForm(QWidget):
    """Every field may stay empty; what is missing shows in the study, as with any report."""

    entered = Signal(object)
    """The report, a Document."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self.put_button = QPushButton("&Put it on the desk")
        self.clear_button = QPushButton("C&lear")
        self.back_button = QPushButton("&Back")
        self.again_button = QPushButton("Fill in the last &one again")
        self.again_button.setToolTip("What was put on the desk last, to be corrected and put there once more.")
        self.again_button.setEnabled(False)
        self._last: _Typed | None = None
        self.exams = ExamRows(lambda: self._typed(_EXAM), self._write_exam)
        self.payments = FormRows("Payments and adjustments", "Add a &payment", _PAYMENT, tuple(KINDS))
        self.insurances = FormRows("Insurances", "Add an &insurance", INSURANCE)
        self.guarantors = FormRows("Guarantor", "Add a &guarantor", GUARANTOR)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self._inside())
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.put_button, self.clear_button, self.again_button, self.back_button):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Enter a study", "title"))
        words = "It becomes a report (ORU^R01) on the desk. An accession or order number is needed to keep it."
        layout.addWidget(PlainLabel(words, "muted", wrap=True))
        self.problem = PlainLabel("", "bad", wrap=True)
        self.problem.setAccessibleName("What is wrong")
        self.problem.hide()
        layout.addWidget(area, 1)
        layout.addWidget(self.problem)
        layout.addLayout(row)
        self.put_button.clicked.connect(self.enter)
        self.clear_button.clicked.connect(self.clear)
        self.back_button.clicked.connect(self.closed)
        self.again_button.clicked.connect(self.fill_again)
        # What was wrong is being mended; whether it is right now is said when it is put on the desk.
        for field in self.fields.values():
            changed = field.currentIndexChanged if isinstance(field, QComboBox) else field.textEdited
            changed.connect(self.problem.hide)
        for rows in (self.payments, self.insurances, self.guarantors):
            rows.table.itemChanged.connect(self.problem.hide)

    def _inside(self) -> QWidget:
        """Fields above, tables of what there may be several of below."""
        people = QVBoxLayout()
        people.setSpacing(16)
        people.addWidget(self._people())
        people.addWidget(self._group("Pregnancy", _STUDY))
        people.addStretch(1)
        examination = self._group("Examination", _EXAM, self.exams)
        groups = QHBoxLayout()
        groups.setSpacing(24)
        groups.addWidget(self._group("Patient and visit", _PATIENT), 1)
        groups.addWidget(examination, 1)
        groups.addLayout(people, 1)
        self.tables = QTabWidget()
        self.tables.setDocumentMode(True)
        self.tables.tabBar().setDrawBase(False)
        for title, rows in (
            ("Pa&yments and adjustments", self.payments),
            ("I&nsurances", self.insurances),
            ("Guaran&tor", self.guarantors),
        ):
            self.tables.addTab(rows, title)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(16)
        layout.addLayout(groups)
        layout.addWidget(self.tables, 1)
        return inside

    def _group(self, heading: str, names: dict[str, str], above: QWidget | None = None) -> QWidget:
        group = QWidget()
        form = QFormLayout(group)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(PlainLabel(heading, "heading"))
        if above is not None:
            form.addRow(above)
        for name, label in names.items():
            form.addRow(PlainLabel(label), self._named_field(name, f"{heading}: {label}"))
        return group

    def _people(self) -> QWidget:
        """A number, and beside each other the names, for each person."""
        group = QWidget()
        form = QFormLayout(group)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(PlainLabel("People", "heading"))
        for role, (did, number) in _PEOPLE.items():
            form.addRow(PlainLabel(f"{did}, {number}"), self._named_field(f"{role}_id", f"People: {did}, {number}"))
            names = QHBoxLayout()
            names.setSpacing(8)
            for part in ("family", "given"):
                names.addWidget(self._named_field(f"{role}_{part}", f"People: {did}, {part} name"), 1)
            form.addRow(PlainLabel("Family, given name"), names)
        return group

    def _named_field(self, name: str, accessible: str) -> QLineEdit | QComboBox:
        field = self.fields[name] = self._field(name)
        field.setAccessibleName(accessible)
        field.setToolTip(plain_tooltip(COLUMNS[name]))
        return field

    def _field(self, name: str) -> QLineEdit | QComboBox:
        if name in _CHOICES:
            box = QComboBox()
            box.addItems(list(_CHOICES[name]))
            return box
        line = TextLine()
        line.setPlaceholderText(_SAMPLES.get(name, ""))
        line.returnPressed.connect(self.enter)
        return line

    def values(self) -> dict[str, str]:
        """What was typed, by column; of the examinations the one that is shown."""
        return self._typed(self.fields)

    def _typed(self, names: Iterable[str]) -> dict[str, str]:
        return {
            name: (field.currentText() if isinstance(field, QComboBox) else field.text()).strip()
            for name, field in ((name, self.fields[name]) for name in names)
        }

    def _write_exam(self, values: Mapping[str, str]) -> None:
        for name in _EXAM:
            field, text = self.fields[name], values.get(name, "")
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(field.findText(text), 0))
            else:
                field.setText(text)

    def report(self, now: datetime) -> Document:
        """The study as a report; `now` is when it was written down. Raises PaymentsError for money that is none."""
        values = self.values()
        stamp = f"{now:%Y%m%d%H%M%S}"
        payments = tuple(
            payment_from(cells, number, f"Payment {number}") for number, cells in enumerate(self.payments.rows(), 1)
        )
        written = written_of(values, tuple(exam_of(one) for one in self.exams.exams()), payments)
        report = report_of(written, control_id=f"ENTERED{stamp}", message_time=stamp)
        return with_insurances(report, self.guarantors.rows(), self.insurances.rows())

    def enter(self) -> None:
        """Give the report out, or say what is wrong with it."""
        exams = self.exams.exams()
        if (wrong := next(problems_of(self.values(), exams), None)) is not None:
            self._point_at(wrong)
            return
        try:
            report = self.report(datetime.now())
        except WorkbenchError as problem:
            self.problem.setText(str(problem))
            self.problem.show()
            return
        self.problem.hide()
        self._last = _Typed(self.values(), exams, self.payments.rows(), self.insurances.rows(), self.guarantors.rows())
        self.again_button.setEnabled(True)
        self.entered.emit(report)

    def _point_at(self, wrong: Wrong) -> None:
        """Say what is wrong with a field, and put the keyboard there."""
        if wrong.field in _EXAM:
            self.exams.show_exam(wrong.exam)
        label = {**_PATIENT, **_EXAM, **_STUDY}[wrong.field]
        self.problem.setText(f"{label}: {wrong.text}")
        self.problem.show()
        field = self.fields[wrong.field]
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()

    def fill_again(self) -> None:
        """What was put on the desk last stands in the form once more."""
        if self._last is None:
            return
        self.clear()
        for name, field in self.fields.items():
            text = self._last.values.get(name, "")
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(field.findText(text), 0))
            else:
                field.setText(text)
        self.exams.put(self._last.exams)
        for rows, typed in (
            (self.payments, self._last.payments),
            (self.insurances, self._last.insurances),
            (self.guarantors, self._last.guarantors),
        ):
            for one in typed:
                rows.add(one)

    def clear(self) -> None:
        """Empty all fields."""
        for field in self.fields.values():
            if isinstance(field, QComboBox):
                field.setCurrentIndex(0)
            else:
                field.clear()
        for rows in (self.payments, self.insurances, self.guarantors):
            rows.clear()
        self.exams.clear()
        self.problem.hide()
