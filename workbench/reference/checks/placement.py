"""Whether each segment stands where the message structure wants it, and whether the required ones are there.

The structures are those of the standard's abstract message syntax (for DFT: chapter 6.4; for ACK: chapter 2.13).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.er7 import Path
from workbench.reference.checks.context import Context
from workbench.reference.checks.finding import Finding
from workbench.reference.route import Route, Step, Verdict
from workbench.words import listed


def check(context: Context) -> Iterator[Finding]:
    """Findings about missing, misplaced and repeated segments."""
    if context.kind == "DFT" and context.message and not any(one.name == "PV1" for one in context.message):
        text = "There is no PV1. The standard allows that, but nearly every receiver wants the visit."
        yield Finding(
            Path("PV1"), "info", "no-visit", text, "Add PV1 with patient class (2), location (3), visit (19)."
        )
    structure = context.structure
    if structure is None or not any(segment.name == "MSH" for segment in context.message):
        return
    route = Route.of(structure)
    if route is None:
        return
    names = [segment.name for segment in context.message]
    label = f"{_label(context)} of {context.version}"
    for name in route.required:
        if name not in names:
            text = (
                f"The segment {name} ({context.dictionary.describe(Path(name)).name}) is missing; {label} requires it."
            )
            yield Finding(Path(name), "error", "segment-missing", text, f"Add {name}. {_order(route, [*names, name])}")
    for segment, step in zip(context.message, route.follow(names), strict=True):
        local = segment.name.startswith("Z") or context.dictionary.segment(segment.name) is None
        if step.verdict is not Verdict.FITS and not local:
            yield _finding(segment.path, step, label, route, names)


def _finding(path: Path, step: Step, label: str, route: Route, names: list[str]) -> Finding:
    order = _order(route, names)
    match step.verdict:
        case Verdict.FOREIGN:
            hint = "Receivers ignore it or refuse the message."
            return Finding(path, "warning", "segment-not-in-message", f"{path} is no part of {label}.", hint)
        case Verdict.AGAIN:
            text = f"{path} is one {path.segment} too many: {label} has only one here."
            return Finding(path, "warning", "segment-repeated", text, order)
        case Verdict.ALONE:
            text = f"{path} belongs under {step.other}, which is missing before it."
            return Finding(path, "warning", "segment-without-parent", text, order)
        case Verdict.EARLY:
            text = f"{path} is out of place: in {label} it comes after {step.other}."
            return Finding(path, "warning", "segment-order", text, order)
        case _:
            text = f"{path} is out of place in {label}."
            return Finding(path, "warning", "segment-order", text, order)


def _label(context: Context) -> str:
    """The message type as people say it: DFT^P03."""
    return "^".join(part.strip() for part in context.message_type.split("^")[:2])


def _order(route: Route, names: list[str]) -> str:
    present = [name for name in route.names if name in names]
    return f"The order is {listed(present)}."
