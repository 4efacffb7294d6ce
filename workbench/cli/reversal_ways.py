"""With which profile and convention charges are taken back on the command line, and what is said about that."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.cli.data import data_folder
from workbench.cli.output import complain
from workbench.cli.profiles import DEFAULT_PROFILE, own_folder, profile_in_use
from workbench.er7 import Document
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.charges.lifecycle.made_with import MadeWith
    from workbench.charges.profile.conventions import Convention
    from workbench.charges.profile.model import Profile


def ways_of(document: Document, arguments: argparse.Namespace) -> tuple[Profile | None, Convention]:
    """The profile and the convention that are named; else those that the message was made with, where that was kept,
    which is said when others are in use; else those in use. What is named against what was kept is said too."""
    made = _made_with(document, arguments)
    if made is None or arguments.profile or arguments.convention:
        profile = _profile(arguments)
        convention = _convention(profile, None, arguments)
        if made is not None:
            _complain_other(document, made, convention)
        return profile, convention
    try:
        profile = _in_use(arguments)
    except WorkbenchError:  # it was removed, or is broken by now; what was kept is enough
        return None, _convention(None, made.convention, arguments)
    if sentences := _words_of(document, made, profile):
        complain(f"{sentences} --profile takes another.")
    return profile, _convention(profile, made.convention, arguments)


def _complain_other(document: Document, made: MadeWith, convention: Convention) -> None:
    """Say that the credit is not what the receiver of the charge knows, when that is so."""
    from workbench.charges.lifecycle.made_with import same_credits

    options = ("processing_id", "include_adjustments", "no_room", "link", "same_id_replaces")
    named = replace(convention, **{name: getattr(made.convention, name) for name in options})
    if not same_credits(made.convention, named):
        complain(
            f"{document.control_id} was made with the profile {made.profile}, whose receiver knows credits by the"
            f" convention {made.convention.name}, and not by {convention.name}."
        )


def _made_with(document: Document, arguments: argparse.Namespace) -> MadeWith | None:
    """The profile that a message was made with; None when nobody kept it, or the history cannot be read."""
    from workbench.history.errors import HistoryError
    from workbench.history.store import History
    from workbench.history.studies import Studies

    try:
        with History.open_to_read(data_folder(arguments.data)) as history:
            return Studies(history).made_with(document.control_id)
    except HistoryError:  # what that means for the charges is said where their standing is looked up
        return None


def _words_of(document: Document, made: MadeWith, profile: Profile) -> str:
    """The sentence about a message that was made with another profile than the one in use; "" when it was not."""
    from workbench.charges.lifecycle.made_with import MadeWith, credits_words
    from workbench.charges.profile.convention import convention_of

    now = MadeWith(profile.name, convention_of(profile))
    return " ".join(credits_words([(document.control_id, made)], now, charges=False))


def _convention(profile: Profile | None, kept: Convention | None, arguments: argparse.Namespace) -> Convention:
    """The convention by name or by file, else the one that was kept, else that of the profile; with the options of the
    command line."""
    from workbench.charges.profile.convention import convention_of
    from workbench.charges.profile.conventions import find_convention, with_options

    wanted: str = arguments.convention
    if kept is not None:
        convention = kept
    else:
        convention = find_convention(wanted) if wanted or profile is None else convention_of(profile)
    return with_options(
        convention,
        processing_id="keep" if arguments.keep_processing_id else None,
        include_adjustments=True if arguments.include_adjustments else None,
        no_room="new id" if arguments.new_id else None,
        link=arguments.link.replace("-", " ") if arguments.link else None,
        same_id_replaces=True if getattr(arguments, "same_id_replaces", False) else None,
    )


def _profile(arguments: argparse.Namespace) -> Profile | None:
    """The profile that is named, else the one that the window uses, which is said when it is not the default.

    None where a convention is named in place of a profile.
    """
    from workbench.charges.profile.library import find_profile

    wanted: str = arguments.profile
    if not wanted and arguments.convention:
        return None
    if wanted:
        return find_profile(wanted, own_folder(arguments.data))
    profile, name = _in_use(arguments), profile_in_use(data_folder(arguments.data))
    if name != DEFAULT_PROFILE:
        complain(f"The profile {name} is in use (as chosen in the window); --profile takes another.")
    return profile


def _in_use(arguments: argparse.Namespace) -> Profile:
    from workbench.charges.profile.library import find_profile

    return find_profile(profile_in_use(data_folder(arguments.data)), own_folder(arguments.data))
