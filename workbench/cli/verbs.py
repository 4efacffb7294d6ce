"""The verbs, file by file, and the parser of all words. Loaded for a verb; the window starts without."""

from __future__ import annotations

import argparse

from workbench import __version__
from workbench.cli import chargemaster, charges, exchange, history, ledger, message, profiles, reversal, studies, window
from workbench.cli.arguments import Verbs, data_option

_FAMILIES = (message, charges, profiles, chargemaster, studies, reversal, ledger, exchange, history, window)
"""In the order of the help."""
_ABOUT = """\
A workbench for HL7 v2 charge messages (DFT^P03, DFT^P11) and their FT1 segments.

Without a verb it opens the window, with the files named. The verbs work without a screen.
"""
_EXAMPLES = """\
examples:
  dft-workbench                                 open the window
  dft-workbench charges.hl7                     open a message in the window
  dft-workbench show charges.hl7                the message as a tree, with names and meanings
  dft-workbench get charges.hl7 'FT1[2]-11'     one value
  dft-workbench check charges.hl7               what is wrong with it
  dft-workbench compose report.hl7 -o dft.hl7   a signed ultrasound report becomes a charge message
  dft-workbench reverse dft.hl7 -o credit.hl7   the message that takes the charges back
  dft-workbench listen --port 2575              be the billing system
  dft-workbench send dft.hl7 --to 127.0.0.1:2575

Exit status: 0 fine, 1 the answer is no, 2 it could not be done.
"""


def parser_and_verbs() -> tuple[argparse.ArgumentParser, frozenset[str]]:
    """The parser of all words, and the names of the verbs."""
    parser = argparse.ArgumentParser(
        "dft-workbench", description=_ABOUT, epilog=_EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"DFT Workbench {__version__}")
    data_option(parser)
    verbs = Verbs(parser)
    for family in _FAMILIES:
        family.add_to(verbs)
    return parser, verbs.names
