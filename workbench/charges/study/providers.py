"""Who took part in a study: XCN fields of OBR, ORC, OBX and PV1, and the NDL fields of OBR-32 to 34.

An NDL (HL7 2.5.1, chapter 2A.48) has the person as subcomponents of its first component, a CNN; many senders write an
XCN there instead, so both are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workbench.charges.study.model import Provider
from workbench.charges.study.reading import Reader, Value
from workbench.charges.timestamps import moment
from workbench.er7 import Segment

ROLES: dict[str, tuple[tuple[str, int], ...]] = {
    "interpreter": (("OBR", 32),),
    "assistant": (("OBR", 33),),
    "technician": (("OBR", 34),),
    "ordering": (("OBR", 16), ("ORC", 12)),
    "responsible": (("OBX", 16),),
    "attending": (("PV1", 7),),
    "referring": (("PV1", 8),),
}
"""Role -> the fields it is read from, in this order."""

_NDL_ROLES = ("interpreter", "assistant", "technician")

# Component numbers of an XCN; a CNN has the same parts up to its authority, and the id type in another place.
_XCN = {
    "identifier": 1,
    "family": 2,
    "given": 3,
    "middle": 4,
    "suffix": 5,
    "prefix": 6,
    "degree": 7,
    "authority": 9,
    "identifier_type": 13,
}
_CNN = {name: number for name, number in _XCN.items() if name != "identifier_type"}


def providers_in(reader: Reader, segments: Iterable[Segment], exam: int) -> Iterator[Provider]:
    """Everybody named in these segments, in the order of ROLES. `exam` is 0 for those of the whole study."""
    chosen = list(segments)
    for role, places in ROLES.items():
        for name, number in places:
            for segment in chosen:
                if segment.name == name:
                    yield from _people(reader.values(segment, number), role, exam)


def _people(values: Iterable[Value], role: str, exam: int) -> list[Provider]:
    people = []
    for value in values:
        person = _read(value, role, exam, as_cnn=role in _NDL_ROLES and _is_cnn(value))
        if person.identifier or person.family:
            people.append(person)
    # Where one person is listed under several numbers, the national one is what billing wants.
    return sorted(people, key=lambda one: one.identifier_type != "NPI")


def _is_cnn(value: Value) -> bool:
    """An NDL has its person in subcomponents, and a time where an XCN has the family name."""
    if len(value.subtexts(1)) > 1:
        return True
    second = value.text(2)
    return second.isdecimal() and moment(second) is not None


def _read(value: Value, role: str, exam: int, *, as_cnn: bool) -> Provider:
    if as_cnn:
        texts = value.subtexts(1)
        parts = {name: texts[number - 1] if number <= len(texts) else "" for name, number in _CNN.items()}
    else:
        parts = {name: value.text(number) for name, number in _XCN.items()}
        # A family name may have own parts (FN: surname, own prefix …); the surname is the first.
        parts |= {"family": value.subtexts(2)[0], "authority": value.subtexts(9)[0]}
    if not parts.get("identifier_type") and parts["authority"] == "NPPES":
        parts["identifier_type"] = "NPI"  # the registry NPPES issues nothing else
    return Provider(role=role, exam=exam, raw="" if as_cnn else value.raw, source=value.path, **parts)
