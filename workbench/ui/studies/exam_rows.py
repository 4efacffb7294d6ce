"""The examinations of a study that is typed in: one list, and the fields that edit the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabBar, QVBoxLayout, QWidget


class ExamRows(QWidget):
    """Keeps what was typed for each examination; the fields themselves belong to the form.

    `read` gives what the fields say, `write` fills them.
    """

    changed = Signal()

    def __init__(self, read: Callable[[], dict[str, str]], write: Callable[[Mapping[str, str]], None]) -> None:
        super().__init__()
        self._read, self._write = read, write
        self._exams: list[dict[str, str]] = [{}]
        self._shown = 0
        self.bar = QTabBar()
        self.bar.setAccessibleName("Examinations of the study")
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.addTab("Exam 1")
        self.add_button = QPushButton("Add an e&xam")
        self.add_button.setToolTip("Another examination of the same study; it begins with the facts of this one.")
        self.remove_button = QPushButton("Re&move")
        self.remove_button.setAccessibleName("Remove the examination that is shown")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.bar, 1)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        layout.addLayout(row)
        self.bar.currentChanged.connect(self._choose)
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(self.remove)
        self._enable()

    def exams(self) -> list[dict[str, str]]:
        """What was typed, examination by examination; one that says nothing of its own beside others is left out."""
        self._exams[self._shown] = self._read()
        said = [one for one in self._exams if any(one.get(name) for name in ("exam_code", "exam_text", "billing_code"))]
        return said or self._exams[:1]

    def add(self) -> None:
        """One more, with time, status and numbers of the one that is shown, and without its procedure."""
        self._exams[self._shown] = self._read()
        alike = ("accession", "order", "exam_time", "report_time", "status", "diagnoses")
        self._exams.append({name: self._exams[self._shown].get(name, "") for name in alike})
        self.bar.addTab(f"Exam {len(self._exams)}")
        self.bar.setCurrentIndex(len(self._exams) - 1)
        self._enable()

    def remove(self) -> None:
        """Take away the one that is shown."""
        if len(self._exams) == 1:
            return
        gone = self._shown
        del self._exams[gone]
        self._shown = min(gone, len(self._exams) - 1)
        self.bar.blockSignals(True)
        self.bar.removeTab(self.bar.count() - 1)
        self.bar.setCurrentIndex(self._shown)
        self.bar.blockSignals(False)
        self._write(self._exams[self._shown])
        self._enable()

    def put(self, exams: Sequence[Mapping[str, str]]) -> None:
        """These examinations, the first one shown."""
        self.clear()
        self._exams = [dict(one) for one in exams] or [{}]
        self.bar.blockSignals(True)
        for number in range(2, len(self._exams) + 1):
            self.bar.addTab(f"Exam {number}")
        self.bar.setCurrentIndex(0)
        self.bar.blockSignals(False)
        self._write(self._exams[0])
        self._enable()

    def show_exam(self, number: int) -> None:
        """Show one of them, counted from 0."""
        self.bar.setCurrentIndex(number)

    def clear(self) -> None:
        """One examination, of which nothing is known."""
        self._exams, self._shown = [{}], 0
        self.bar.blockSignals(True)
        while self.bar.count() > 1:
            self.bar.removeTab(self.bar.count() - 1)
        self.bar.blockSignals(False)
        self._enable()

    def _choose(self, number: int) -> None:
        if 0 <= number < len(self._exams) and number != self._shown:
            self._exams[self._shown] = self._read()
            self._shown = number
            self._write(self._exams[number])

    def _enable(self) -> None:
        self.remove_button.setEnabled(len(self._exams) > 1)
        self.changed.emit()
