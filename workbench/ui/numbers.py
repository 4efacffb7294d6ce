"""Values of Qt's namespace as numbers, for the first window: naming one enumeration makes all hundred of them.

That takes an eighth of the start. A property takes the number as well (`setProperty("alignment", ALIGN_TOP)`); once the
window is there, name them as usual.
"""

from __future__ import annotations

PLAIN_TEXT = 0
"""Qt.TextFormat.PlainText"""
NO_INTERACTION = 0
"""Qt.TextInteractionFlag.NoTextInteraction"""
SELECTABLE_BY_MOUSE = 1
"""Qt.TextInteractionFlag.TextSelectableByMouse"""
ALIGN_TOP = 0x20
"""Qt.AlignmentFlag.AlignTop"""
TEXT_ONLY = 1
"""Qt.ToolButtonStyle.ToolButtonTextOnly"""
