"""A study that is typed in: the fields of the table, written down as a report like any other."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.charges.sources.tables import COLUMNS, exam_of, written_of
from workbench.charges.sources.written import report_of
from workbench.er7 import Document
from workbench.ui.widgets import PlainLabel, plain_tooltip

_GROUPS: dict[str, dict[str, str]] = {
    # heading: field (a column of the table) -> label
    "Patient and visit": {
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
    },
    "Examination": {
        "accession": "Accession",
        "order": "Order number",
        "exam_code": "Local code",
        "exam_text": "Name",
        "billing_code": "CPT or HCPCS",
        "side": "Side",
        "fetuses": "Fetuses",
        "gestational_age": "Gestational age",
        "exam_time": "Examined",
        "status": "Status",
        "report_time": "Signed",
        "diagnoses": "Indications",
    },
    "People": {
        "performing_id": "Read by, NPI",
        "performing_family": "Family name",
        "performing_given": "Given name",
        "ordering_id": "Ordered by, NPI",
        "ordering_family": "Family name",
        "ordering_given": "Given name",
    },
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
        groups = QHBoxLayout()
        groups.setSpacing(24)
        for heading, names in _GROUPS.items():
            groups.addWidget(self._group(heading, names), 1)
        inside = QWidget()
        inside.setLayout(groups)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inside)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.put_button, self.clear_button, self.back_button):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(PlainLabel("Enter a study", "title"))
        words = "It becomes a report (ORU^R01) on the desk. An accession or order number is needed to keep it."
        layout.addWidget(PlainLabel(words, "muted", wrap=True))
        layout.addWidget(area, 1)
        layout.addLayout(row)
        self.put_button.clicked.connect(self.enter)
        self.clear_button.clicked.connect(self.clear)
        self.back_button.clicked.connect(self.closed)

    def _group(self, heading: str, names: dict[str, str]) -> QWidget:
        group = QWidget()
        form = QFormLayout(group)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(PlainLabel(heading, "heading"))
        for name, label in names.items():
            field = self.fields[name] = self._field(name)
            field.setAccessibleName(f"{heading}: {label}")
            field.setToolTip(plain_tooltip(COLUMNS[name]))
            form.addRow(PlainLabel(label), field)
        return group

    def _field(self, name: str) -> QLineEdit | QComboBox:
        if name in _CHOICES:
            box = QComboBox()
            box.addItems(list(_CHOICES[name]))
            return box
        line = QLineEdit()
        line.setPlaceholderText(_SAMPLES.get(name, ""))
        line.returnPressed.connect(self.enter)
        return line

    def values(self) -> dict[str, str]:
        """What was typed, by column."""
        return {
            name: (field.currentText() if isinstance(field, QComboBox) else field.text()).strip()
            for name, field in self.fields.items()
        }

    def report(self, now: datetime) -> Document:
        """The study as a report; `now` is when it was written down."""
        values = self.values()
        stamp = f"{now:%Y%m%d%H%M%S}"
        written = written_of(values, (exam_of(values),))
        return report_of(written, control_id=f"ENTERED{stamp}", message_time=stamp)

    def enter(self) -> None:
        """Give the report out."""
        self.entered.emit(self.report(datetime.now()))

    def clear(self) -> None:
        """Empty all fields."""
        for field in self.fields.values():
            if isinstance(field, QComboBox):
                field.setCurrentIndex(0)
            else:
                field.clear()
