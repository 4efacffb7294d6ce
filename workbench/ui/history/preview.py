"""One entry of the history: what happened in words, and the message beside its answer as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from workbench.er7 import Document
from workbench.mllp.acknowledgement import explain, read_ack
from workbench.ui import verdicts
from workbench.ui.history.model import other_side
from workbench.ui.message_text import MessageText
from workbench.ui.widgets import PlainLabel

if TYPE_CHECKING:
    from workbench.history import Entry


class Preview(QWidget):
    """Shows an Entry, or nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.words = PlainLabel("", wrap=True)
        self.words.setAccessibleName("What happened")
        self.facts = PlainLabel("", "muted", wrap=True)
        self.facts.setAccessibleName("Times and addresses")
        self.message, message_side = _side("Message")
        self.answer, self.answer_side = _side("Answer")
        sides = QSplitter(Qt.Orientation.Horizontal)
        sides.setChildrenCollapsible(False)
        sides.addWidget(message_side)
        sides.addWidget(self.answer_side)
        sides.setSizes([600, 400])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.words)
        layout.addWidget(self.facts)
        layout.addWidget(sides, 1)
        self.show_nothing()

    def show_entry(self, entry: Entry) -> None:
        """Both sides as text, and the answer in words."""
        self.words.setText(words_about(entry))
        self.words.set_role(verdicts.style(entry.verdict).colour)
        self.facts.setText(_facts(entry))
        self.message.show_message(Document.from_bytes(entry.raw))
        self.answer.show_message(Document.from_bytes(entry.answer or b""))
        waiting = entry.verdict == "waiting"
        self.answer.setPlaceholderText("The answer is still to come." if waiting else "There was no answer.")

    def show_nothing(self, text: str = "Select an entry to see its message and its answer.") -> None:
        """No entry, and why."""
        self.words.setText(text)
        self.words.set_role("muted")
        self.facts.setText("")
        self.message.clear()
        self.answer.clear()
        self.answer.setPlaceholderText("")


def _side(title: str) -> tuple[MessageText, QWidget]:
    """A titled text."""
    text = MessageText(title)
    side = QWidget()
    layout = QVBoxLayout(side)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(PlainLabel(title, "heading"))
    layout.addWidget(text, 1)
    return text, side


def words_about(entry: Entry) -> str:
    """What the answer says, or why there is none; and what was noted besides."""
    style = verdicts.style(entry.verdict)
    if entry.answer is None:
        return f"{style.label}. {entry.note or style.means}"
    answered = explain(read_ack(entry.answer))
    if entry.direction == "received":
        answered = f"We answered: {answered}"
    return answered if not entry.note or entry.note in answered else f"{answered} {entry.note}"


def _facts(entry: Entry) -> str:
    way = "sent to" if entry.direction == "sent" else "received from"
    facts = [f"{way} {other_side(entry)}", entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")]
    if entry.direction == "received" and entry.peer:
        facts.append(f"on {entry.endpoint}")
    if entry.elapsed is not None and entry.answer is not None:
        facts.append(f"answered after {_duration(entry.elapsed)}")
    if entry.earlier_answers:
        facts.append(f"{len(entry.earlier_answers) + 1} answers, the last one shown")
    if entry.resent_of is not None:
        facts.append(f"sent again from entry {entry.resent_of}")
    return " · ".join([*facts, f"entry {entry.id}", f"{entry.size:,} bytes"])


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
