"""The message editor: one message in three linked views (tree, raw text, form), and the tabs that hold messages.

`EditSession` holds the one Document, its undo stack and the cursor; everything else here draws it. A view changes the
message only through `session.submit(…, origin)` and follows `changed` and `cursor_moved`.

This room does not know where messages come from, how they are sent or kept, nor the other places of the window.
"""
