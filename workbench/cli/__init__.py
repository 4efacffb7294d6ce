"""The command line: the same rooms as the window, without a screen and without Qt.

A composition root: here the parts are put together for one verb and one answer. One file for each family of verbs;
each imports what it needs when it runs, so that `--help` is quick. Exit status: 0 fine, 1 the answer is no, 2 it
could not be done. Data goes to standard output, sentences about failures to standard error.
"""

from workbench.cli.main import main

__all__ = ["main"]
