"""What the dialogs that ask for a file show: one list, so that what is saved under a name is found again under it."""

from __future__ import annotations

ENDINGS = (".hl7", ".er7", ".txt", ".dat", ".msg", ".log")
"""Of files with messages."""
MESSAGES = f"HL7 messages ({' '.join(f'*{ending}' for ending in ENDINGS)});;All files (*)"
REPORTS = "HL7 reports (*.hl7 *.er7 *.txt *.dat *.msg *.oru *.log);;All files (*)"
