"""The one kind of failure that a user is told about. Every room raises it; screen and command line show it."""

from __future__ import annotations


class WorkbenchError(Exception):
    """A failure with a sentence for the user: what happened, where, and what to do about it.

    The text is complete and final; whoever catches it shows it as it is, as plain text.
    """
