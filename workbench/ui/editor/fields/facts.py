"""What the dictionary says of a part of a field, as far as its input needs it, and which input fits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from workbench.er7 import Path
from workbench.ui.editor.field_editor import FieldEditor
from workbench.ui.editor.fields.date_editor import DateEditor
from workbench.ui.editor.fields.moment import MOMENTS
from workbench.ui.editor.fields.money import MONEY
from workbench.ui.editor.fields.money_editor import MoneyEditor
from workbench.ui.editor.naming import Names

USUAL_PARTS = {
    "XCN": (1, 2, 3, 9, 13),
    "CN": (1, 2, 3),
    "XPN": (1, 2, 3, 5),
    "CX": (1, 4, 5),
    "CE": (1, 2, 3, 4, 5, 6),
    "CWE": (1, 2, 3, 4, 5, 6),
    "CNE": (1, 2, 3, 4, 5, 6),
    "EI": (1, 2, 3, 4),
    "PL": (1, 2, 3, 4),
    "XON": (1, 6, 7, 10),
    "CP": (1, 2),
    "XAD": (1, 2, 3, 4, 5, 6),
    "XTN": (1, 2, 3, 4, 12),
}
"""Components that people fill, by data type; the others are folded while they are empty. Types not named show all."""
_MOST_PARTS = 60
_RANGE = "DR"


@dataclass(frozen=True, slots=True)
class PartFacts:
    """One part: its name, type and codes."""

    name: str
    datatype: str
    optionality: str
    codes: Mapping[str, str] = field(default_factory=dict)
    local: frozenset[str] = frozenset()

    @classmethod
    def of(cls, path: Path, names: Names) -> PartFacts:
        """The facts of what stands at a path."""
        description = names.describe(path)
        codes, local = codes_of(path, names)
        return cls(description.name, description.datatype, description.optionality, codes, local)

    @property
    def meanings(self) -> dict[str, str]:
        """Codes and what they mean, local ones marked."""
        return marked(self.codes, self.local)

    @property
    def is_withdrawn(self) -> bool:
        return self.optionality in ("W", "X")


def marked(codes: Mapping[str, str], local: Collection[str]) -> dict[str, str]:
    """Codes and what they mean, with a word beside the local ones."""
    return {code: f"{means} (local code)" if code in local else means for code, means in codes.items()}


def codes_of(path: Path, names: Names) -> tuple[dict[str, str], frozenset[str]]:
    """Codes and meanings for a path, and which of them are local."""
    table = names.table(path)
    if table is None:
        return {}, frozenset()
    local = frozenset(code for code, entry in table.codes.items() if entry.origin == "local")
    return {code: entry.means for code, entry in table.codes.items()}, local


def has_parts(path: Path, names: Names) -> bool:
    """Whether the data type of a field or component has more than one part."""
    second = names.describe(path.at(component=2) if path.component is None else path.at(subcomponent=2))
    return bool(second.datatype or second.optionality)


def defined_parts(path: Path, names: Names) -> int:
    """How many parts the data type of a field or component has; 0 for a primitive or unknown one."""
    describe = names.describe
    count = 0
    while count < _MOST_PARTS:
        number = count + 1
        below = path.at(component=number) if path.component is None else path.at(subcomponent=number)
        found = describe(below)
        if not found.datatype and not found.optionality:
            break
        count = number
    # A primitive value is its own first part.
    if count == 1:
        first = describe(path.at(component=1) if path.component is None else path.at(subcomponent=1))
        return 0 if first.name == describe(path).name else 1
    return count


def editor_for(name: str, facts: PartFacts, *, inner: bool = False) -> FieldEditor:
    """The input that fits a data type. `inner` for a component: its parts are subcomponents."""
    if facts.datatype in MONEY and (facts.datatype == "MO" or not inner):
        return MoneyEditor(name, facts.datatype, inner=inner)
    if facts.datatype in MOMENTS or facts.datatype == _RANGE:
        return DateEditor(name, "DTM" if facts.datatype == _RANGE else facts.datatype)
    return FieldEditor(name, facts.codes, local=facts.local)
