"""The reference panel: what HL7 and our own help say about the place where the cursor is.

It draws; what it says comes from `workbench.reference`. It knows no editor and no session.
"""
