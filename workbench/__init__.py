"""DFT Workbench: reading, editing, checking, composing, reversing, exchanging and explaining HL7 v2 charge messages."""

__version__ = "0.1.0"
