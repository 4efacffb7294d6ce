"""The garbage collector, and what it would walk through for nothing: what a start loads."""

from __future__ import annotations

import gc

from workbench import garbage

_is_held = False


def hold() -> None:
    """Nothing of what a start loads is ever garbage: let nobody look for any until `resume`."""
    global _is_held
    garbage.hold()
    _is_held = True


def resume() -> None:
    """The window is there: look for garbage again, but never through what the start has loaded."""
    global _is_held
    gc.freeze()  # a collection would cost the start what is saved here
    if _is_held:
        _is_held = False
        garbage.let_go()
