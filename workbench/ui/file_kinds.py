"""What the dialogs that ask for a file show: one list, so that what is saved under a name is found again under it."""

from __future__ import annotations

MESSAGES = "HL7 messages (*.hl7 *.er7 *.txt *.dat *.msg *.log);;All files (*)"
REPORTS = "HL7 reports (*.hl7 *.er7 *.txt *.dat *.msg *.oru *.log);;All files (*)"
