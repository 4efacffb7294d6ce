"""Edits of a message that need to know what its parts mean: which segment may stand where, what a set id is, what
another version calls a field.

Everything here takes a document and gives a new one; lines that an edit does not name keep every byte. This room does
not know who asks for an edit, how it is undone, or what is on a screen.
"""

from workbench.reference.edit.result import Edited

__all__ = ["Edited"]
