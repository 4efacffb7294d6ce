"""Charge lines out of a message, quickly: fields are split by position and no parts are built.

A message of ten lines takes about a hundredth of the time that walking through its parts does. Values are read the way
`Document.value` reads them; the paths are the same. Nothing here judges a message, and nothing raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b

from workbench.charges.ledger.heads import HEAD_SEGMENTS, HeadReader
from workbench.charges.ledger.line import Kinds, LedgerLine, MessageHead, Problem
from workbench.charges.ledger.settings import default_settings
from workbench.charges.ledger.types import CHARGE, CREDIT, UNKNOWN
from workbench.charges.ledger.values import NO_MONEY, Money, read_day, read_money, read_quantity
from workbench.er7 import Delimiters, Document
from workbench.er7.delimiters import ASSUMED, HEADERS, read_delimiters
from workbench.er7.escapes import NULL, unescape
from workbench.reference.ft1_rows import columns_away, columns_swapped, layout_of, type_beside

_TYPE = 6
_LAST = 26
"""FT1 is split up to this field; the others are read when somebody asks for them."""
_REMEMBERED = 1 << 14
_SHOWN = 20
_PAD = [""] * (_LAST + 2)
_ORDERS = ("ORC", "OBR")


@dataclass(frozen=True, slots=True)
class Reading:
    """The lines of a message, and what could not be read as one, each a finished sentence."""

    lines: tuple[LedgerLine, ...] = ()
    notes: tuple[str, ...] = ()


def charge_lines(document: Document, kinds: Kinds | None = None) -> tuple[LedgerLine, ...]:
    """Every FT1 of a document, in order. Never raises; what is odd about a line is in its `problems`."""
    return read_message(document, kinds).lines


def read_message(document: Document, kinds: Kinds | None = None) -> Reading:
    """Like `charge_lines`, with notes about what looks like a charge line and is none."""
    reader = _Reader(kinds or default_settings().kinds)
    for number, line in enumerate(document.text.split("\r"), 1):
        reader.take(line, number)
    reader.end_message()
    return Reading(tuple(reader.lines), tuple(reader.notes))


class _Reader:
    """Takes the lines of a document one by one. A line is finished when its message is: PID may stand behind FT1."""

    def __init__(self, kinds: Kinds) -> None:
        self.lines: list[LedgerLine] = []
        self.notes: list[str] = []
        self._kinds = kinds
        self._delimiters = ASSUMED
        self._inside = f"FT1{ASSUMED.field}"
        self._count = 0
        self._head = HeadReader()
        self._pending: list[_Pending] = []
        self._said: list[str] = []
        """The lines of the message so far."""

    def take(self, line: str, number: int) -> None:
        """One line of the message."""
        if line[:1] in (" ", "\t"):
            line = line.lstrip(" \t")
        name = line[:3]
        if name == "FT1":
            self._charge(line, number)
        elif name in HEADERS:
            self._header(line, name)  # begins a message
        elif name in HEAD_SEGMENTS and line[3:4] == self._delimiters.field:
            self._about(line, name)
        elif name == "NTE" and self._pending and line[3:4] == self._delimiters.field:
            self._pending[-1].notes.append(line)
        elif name[:1] == "Z" and self._pending and line[3:4] == self._delimiters.field:
            self._pending[-1].extra.append(line)
        if line.find(self._inside, 3) > 0:
            self._run_together(line, name, number)
        if line:
            self._said.append(line)

    def _header(self, line: str, name: str) -> None:
        if name == "MSH":
            self.end_message()
        self._delimiters = _delimiters(line)
        self._inside = f"FT1{self._delimiters.field}"
        if name == "MSH":
            self._head.header(line, self._delimiters)

    def _charge(self, line: str, number: int) -> None:
        if line[3:4] != self._delimiters.field:
            if line[3:4] and not line[3].isalnum():
                self.notes.append(
                    f"Line {number} begins with FT1{line[3]}, but the message divides its fields with"
                    f" “{self._delimiters.field}”; the line is not counted."
                )
                return
            if line != "FT1":
                return
        self._count += 1
        self._pending.append(_Pending(line, self._count))

    def _about(self, line: str, name: str) -> None:
        fields = line.split(self._delimiters.field, 24)
        if name in _ORDERS and self._pending:
            self._pending[-1].orders.append((name, fields))
        else:
            self._head.take(name, fields)

    def _run_together(self, line: str, name: str, number: int) -> None:
        """Segments on one line (some files have no line ends) are not split silently, and not left out silently."""
        inside = line.find(self._inside, 3)
        fields = line[inside:].split(self._delimiters.field, _LAST)
        is_row = len(fields) > _TYPE and (not fields[1] or fields[1].isdigit())  # else a value that ends in FT1
        if name in ("OBX", "NTE") or (line[inside - 1 : inside].isalnum() and not is_row):
            return
        self.notes.append(
            f"Line {number} ({name}) has another FT1 inside it: segments stand on one line. It is not counted; put each"
            " segment on its own line."
        )

    def end_message(self) -> None:
        """Finish the lines of the message so far."""
        if self._pending:
            head = self._head.finish(self._delimiters)
            if not head.control_id:
                head = replace(head, fingerprint=_fingerprint(self._said))
            finish = _Finisher(head, self._kinds)
            self.lines.extend(finish(one) for one in self._pending)
            self._pending = []
        self._said = []
        self._head = HeadReader()


def _fingerprint(lines: list[str]) -> str:
    return blake2b("\r".join(lines).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


@lru_cache(256)
def _delimiters_of(beginning: str) -> Delimiters:
    return read_delimiters(beginning)


def _delimiters(header: str) -> Delimiters:
    """Of a header line; few different ones occur, so that the beginning is remembered."""
    end = header.find(header[3:4], 4) if len(header) > 4 else -1
    return _delimiters_of(header[: end + 1] if 0 < end < 32 else header)


def read_again(lines: Iterable[LedgerLine], kinds: Kinds) -> Iterator[LedgerLine]:
    """The same lines under other types; what their messages say stays."""
    head: MessageHead | None = None
    for line in lines:
        if head is not line.head:
            head = line.head
            finish = _Finisher(head, kinds)
        pending = _Pending(line.text, line.occurrence)
        pending.extra = list(line.extra)
        yield replace(finish(pending), order=line.order, notes=line.notes)


class _Pending:
    """An FT1 whose message is not at its end."""

    __slots__ = ("extra", "notes", "occurrence", "orders", "text")

    def __init__(self, text: str, occurrence: int) -> None:
        self.text = text
        self.occurrence = occurrence
        self.notes: list[str] = []
        self.orders: list[tuple[str, list[str]]] = []
        self.extra: list[str] = []


class _Finisher:
    """Makes lines under one message head."""

    def __init__(self, head: MessageHead, kinds: Kinds) -> None:
        self._head = head
        self._kinds = kinds
        self._marks = marks = head.delimiters
        self._rep, self._comp, self._escape = marks.repetition, marks.component, marks.escape
        self._codes = _codes_of(self._rep + self._comp + self._escape)
        layout = layout_of(head.version)
        self._amount, self._quantity = layout.amount, layout.quantity

    def __call__(self, one: _Pending) -> LedgerLine:
        marks, kinds = self._marks, self._kinds
        fields = one.text.split(marks.field, _LAST + 1)
        if len(fields) <= _LAST:
            fields += _PAD[len(fields) :]
        problems: list[Problem] = []
        money = self._money(fields[self._amount], problems)
        quantity = self._units(fields[self._quantity], problems)
        code = self._code(fields[6])
        kind = kinds.kind(code, money.amount)
        if self._rep and (self._rep in fields[6] or self._rep in fields[2]):
            kind = self._repeated(fields, kind, money, one.occurrence, problems)
        if not code and kind != UNKNOWN and _type_beside(fields, self._comp) is not None:
            kind = UNKNOWN  # what an empty type means by agreement holds for rows that stand where they belong
        marked = bool(one.extra) and kinds.marks(one.extra, marks.field)
        service_day = self._service_day(fields[4], problems)
        if kind == UNKNOWN:
            problem = _unknown_type(fields, one.occurrence, self._comp, self._types(fields[6]))
            problems.append(problem)
            if problem.code == "row-shifted":  # what stands in the other columns is not what belongs there
                money, quantity, service_day, problems = NO_MONEY, None, None, [problem]
        elif kind == CHARGE:
            _check_signs(money.amount, quantity, one.occurrence, problems)
        if kind in (CHARGE, CREDIT) and fields[12] and money.amount is not None and quantity is not None:
            unit = read_money(fields[12], marks.component, marks.subcomponent).amount
            if unit is not None and columns_swapped(money.amount, quantity, unit):
                problems.append(_swapped(self._amount, one.occurrence, self._head.version))
        return LedgerLine(
            self._head,
            one.occurrence,
            one.text,
            kind,
            _role(kind, marked, money.amount, quantity),
            self._first(fields[2]),
            service_day,
            self._code(fields[7]),
            self._code(fields[25]),
            self._modifiers(fields[26]),
            quantity,
            money.amount,
            money.currency,
            self._order(fields[23], one.orders),
            tuple(text for note in one.notes for text in self._note(note)) if one.notes else (),
            tuple(problems) if problems else (),
            tuple(one.extra) if one.extra else (),
        )

    def _repeated(self, fields: list[str], kind: str, money: Money, occurrence: int, problems: list[Problem]) -> str:
        """The kind of a line whose type or id repeats: of several types none is taken, of several ids the first."""
        ids = [found for one in fields[2].split(self._rep) if (found := self._first(one))]
        if len(ids) > 1:
            said = f"FT1-2 of FT1[{occurrence}] holds several ids ({', '.join(ids[:3])}); the line is counted as"
            problems.append(Problem(2, "id-repeated", f"{said} {ids[0]}."))
        kinds = {self._kinds.kind(self._code(one), money.amount) for one in fields[6].split(self._rep)}
        return kind if len(kinds) == 1 else UNKNOWN

    def _types(self, raw: str) -> list[str]:
        """What each repetition of FT1-6 says."""
        return [self._code(one) for one in (raw.split(self._rep) if self._rep else [raw])]

    def _first(self, value: str) -> str:
        """First component of the first repetition, for reading; mostly there is nothing to divide."""
        if not value:
            return ""
        if self._rep and self._rep in value:
            value = value[: value.index(self._rep)]
        if self._comp and self._comp in value:
            value = value[: value.index(self._comp)]
        if self._escape and self._escape in value:
            value = unescape(value, self._marks)
        value = value.strip()
        return "" if value == NULL else value

    def _code(self, value: str) -> str:
        """The same for fields whose values come again and again."""
        if not value:
            return ""
        found = self._codes.get(value)
        if found is None:
            found = self._codes[value] = self._first(value)
        return found

    def _money(self, raw: str, problems: list[Problem]) -> Money:
        if not raw:
            return NO_MONEY
        found = read_money(raw, self._marks.component, self._marks.subcomponent)
        if found.problem:
            problems.append(Problem(self._amount, "amount-unreadable", f"FT1-{self._amount}: {found.problem}."))
        if found.amount is not None and not found.currency and self._kinds.currency:
            return Money(found.amount, self._kinds.currency)
        return found

    def _units(self, raw: str, problems: list[Problem]) -> Decimal | None:
        if not raw:
            return None
        found, problem = read_quantity(raw, self._marks.component)
        if problem:
            problems.append(Problem(self._quantity, "quantity-unreadable", f"FT1-{self._quantity}: {problem}."))
        return found

    def _service_day(self, raw: str, problems: list[Problem]) -> date | None:
        if not raw:
            return None
        found = read_day(raw, self._marks.component)
        if found is None and raw.strip() not in ("", NULL):
            problems.append(Problem(4, "day-unreadable", f"FT1-4: “{raw[:40]}” is no day."))
        return found

    def _modifiers(self, raw: str) -> tuple[str, ...]:
        if not raw:
            return ()
        if not self._rep or self._rep not in raw:
            found = self._code(raw)
            return (found,) if found else ()
        return tuple(code for one in raw.split(self._rep) if (code := self._code(one)))

    def _order(self, raw: str, orders: list[tuple[str, list[str]]]) -> str:
        found = self._first(raw)
        if found or not orders:
            return found or self._head.order
        for _name, fields in orders:
            for number in (3, 18) if _name == "OBR" else (3,):
                if number < len(fields) and (found := self._first(fields[number])):
                    return found
        return self._head.order

    def _note(self, line: str) -> list[str]:
        """NTE-3, a text for each repetition."""
        fields = line.split(self._marks.field, 4)
        value = fields[3] if len(fields) > 3 else ""
        texts = value.split(self._rep) if self._rep else [value]
        return [unescape(one, self._marks).strip() for one in texts if one.strip() not in ("", NULL)]


class _Codes(dict[str, str]):
    """Raw values and what they are; forgets everything when it is full."""

    def __setitem__(self, raw: str, value: str) -> None:
        if len(self) >= _REMEMBERED:
            self.clear()
        super().__setitem__(raw, value)


@lru_cache(64)
def _codes_of(_marks: str) -> _Codes:
    """One memory for each set of delimiters: what a value means depends on nothing else."""
    return _Codes()


def _role(kind: str, marked: bool, amount: Decimal | None, quantity: Decimal | None) -> str:
    """What a line does; conventions that leave the type of a charge on its credit show it by a sign or a mark."""
    if kind != CHARGE:
        return kind
    negative = (amount is not None and amount < 0) or (quantity is not None and quantity < 0)
    return CREDIT if marked or negative else CHARGE


def _type_beside(fields: list[str], component: str) -> int | None:
    return type_beside(lambda number: _lone(fields[number], component))


def _lone(value: str, component: str) -> str:
    return (value.split(component)[0] if component else value).strip()


def _unknown_type(fields: list[str], occurrence: int, component: str, types: list[str]) -> Problem:
    """A type beside its place shows a shifted row: a slip of the sender, said and never mended. `types` are those of
    the repetitions of FT1-6.
    """
    number = _type_beside(fields, component)
    if number is not None:
        return Problem(
            number,
            "row-shifted",
            f"{_lone(fields[number], component)} stands in FT1-{number} of FT1[{occurrence}]; FT1-6 is Transaction"
            f" Type. The row seems to be shifted {columns_away(number)}, so it is not counted.",
        )
    if len(types) > 1 and any(types):
        several = ", ".join(one[:_SHOWN] or "empty" for one in types[:3]) + (" …" if len(types) > 3 else "")
        said = f"FT1-6 of FT1[{occurrence}] holds {len(types)} types ({several}), but a line has one"
        return Problem(6, "type-repeated", f"{said}, so the line is not counted.")
    code = fields[6].strip()
    said = (
        f"FT1-6 of FT1[{occurrence}] is “{code[:40]}”, which is in no list of types"
        if code
        else (f"FT1-6 (Transaction Type) of FT1[{occurrence}] is empty")
    )
    return Problem(6, "type-unknown", f"{said}, so the line is not counted.")


def _swapped(number: int, occurrence: int, version: str) -> Problem:
    """Amount and quantity in each other's column: said and never mended."""
    other = 21 - number  # FT1-10 and FT1-11
    return Problem(
        number,
        "columns-swapped",
        f"The message says {version or 'no version'}, where FT1-{number} of FT1[{occurrence}] is the amount and"
        f" FT1-{other} the quantity, but the numbers agree with the price in FT1-12 only the other way round.",
    )


def _check_signs(amount: Decimal | None, quantity: Decimal | None, occurrence: int, problems: list[Problem]) -> None:
    if amount is None or quantity is None or quantity >= 0 or amount <= 0:
        return
    problems.append(
        Problem(
            10,
            "signs-contradict",
            f"FT1[{occurrence}] is a charge with the quantity {quantity} and the amount {amount}: one takes off, the"
            " other adds. It is counted as a credit.",
        )
    )
