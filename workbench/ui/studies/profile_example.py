"""What a profile makes of a sample study, with clock and ids that stand still: only the profile changes it."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from workbench.charges.chargemaster.master import ChargeMaster
from workbench.charges.coding.choosing import code_study
from workbench.charges.compose.compose import Composition, compose_all
from workbench.charges.profile.model import Profile
from workbench.charges.study.report import read_report
from workbench.er7 import Document, Path
from workbench.errors import WorkbenchError

_CLOCK = datetime(2026, 3, 9, 12, 0, 0)


def example(report: Document, master: ChargeMaster, profile: Profile) -> tuple[Composition, ...]:
    """The messages of a report under a profile; a failure is a refusal. Never empty."""
    study = read_report(report)
    lines = code_study(study, master, profile)
    try:
        made = compose_all(
            study,
            lines,
            profile,
            now=_CLOCK,
            control_ids=(f"EXAMPLE{number}" for number in count(1)),
            transaction_ids=(f"CHG{number:0{profile.message.transaction_id_length - 3}}" for number in count(1)),
            release=True,
        )
    except WorkbenchError as problem:
        made = (Composition(None, str(problem), lines),)
    return made or (Composition(None, "Nothing is composed.", lines),)


def differing(before: Document | None, after: Document) -> tuple[Path, ...]:
    """The fields of `after` that are not the same in `before`; a segment that is new as a whole."""
    found: list[Path] = []
    for segment in after.segments:
        if before is None or before.get(segment.path) is None:
            found.append(segment.path)
            continue
        for field in segment.fields:
            if field.number > 2 or segment.name != "MSH":
                path = Path(segment.name, segment.occurrence, field.number)
                if (before.get(path) or "") != (after.get(path) or ""):
                    found.append(path)
    return tuple(found)
