"""How fast the ledger nets charge lines, beside the same grouping in plain sqlite3 in the same run.

    python tests/benchmarks/bench_ledger.py [LINES]

Reading is from the bytes of messages (two FT1 each) to ledger lines; netting is from lines to charges with credits,
states and balances; the first page is the first 100 charges, or groups by account with totals, from a ledger that is
ready. The window groups by every view together with the netting, beside itself, and then only adds up the page; the
command line groups when it is asked to. sqlite3, pandas and DuckDB get the lines as rows and do what a query can: base
id, sums, balance by id; they must find what the ledger finds. pandas and DuckDB are no dependencies: where they are not
installed, that is said. The last lines are what a feed can do at its worst: thousands of lines with one id, and
thousands of charges in one message.
"""

from __future__ import annotations

import gc
import importlib.util
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from workbench.charges.correction.correct import correct  # noqa: E402
from workbench.charges.ledger import Ledger, LedgerLine, Posting, charge_lines, find_flags  # noqa: E402
from workbench.charges.ledger.quiet import without_collector  # noqa: E402
from workbench.charges.ledger.views import group_by, prepare  # noqa: E402
from workbench.charges.profile.conventions import named  # noqa: E402
from workbench.charges.reversal.reverse import reverse  # noqa: E402
from workbench.er7 import Document  # noqa: E402

ROUNDS = 3
ALIKE = 10_000
IN_ONE = 5_000
PAGE = 100


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    raws = [message(number) for number in range(count // 2)]
    lines: list[LedgerLine] = []
    ledger = Ledger.of(())
    ways: dict[str, Callable[[], object]] = {
        "reading, from bytes": lambda: read(raws),
        "netting": lambda: Ledger.of(postings(lines)),
        "sqlite3, GROUP BY": lambda: in_sqlite(rows),
    }
    lines = read(raws)
    rows = [row(line) for line in lines]
    for package, name, way in (
        ("pandas", "pandas, groupby", lambda: in_pandas(rows)),
        ("duckdb", "DuckDB, GROUP BY", lambda: in_duckdb(rows)),
    ):
        if importlib.util.find_spec(package) is None:
            print(f"{package} is not installed, so there is no figure for it; “pip install {package}” adds it.")
        else:
            ways[name] = way
    times = {name: statistics.median(timed(way) for _ in range(ROUNDS)) for name, way in ways.items()}
    for name, seconds in times.items():
        ratio = times["netting"] / seconds
        print(f"{name:20} {len(lines) / seconds:10.0f} lines/s   netting takes {ratio:5.1f} times as long")
    check_sums(ways, Ledger.of(postings(lines)))
    ledger, other = Ledger.of(postings(lines)), Ledger.of(postings(lines))
    gc.freeze()  # as the window does
    print(f"first page, charges      {timed(lambda: [one.state for one in ledger.charges[:PAGE]]) * 1000:8.1f} ms")
    print(f"groups of all views      {timed(lambda: prepare(ledger)) * 1000:8.1f} ms (with the netting, in the window)")
    for attempt in ("first", "again"):
        print(f"first page, by account   {timed(lambda: first_page(ledger)) * 1000:8.1f} ms ({attempt})")
    print(f"the same, not grouped    {timed(lambda: first_page(other)) * 1000:8.1f} ms (on the command line)")
    print(f"all flags                {timed(lambda: find_flags(ledger)) * 1000:8.1f} ms")
    settled = sum(one.reversed for one in ledger.charges)
    gc.unfreeze()
    print(f"{len(lines)} lines, {len(ledger.charges)} charges, {settled} taken back, medians of {ROUNDS} rounds")
    all_alike(ALIKE)
    many_in_one(IN_ONE)


def all_alike(count: int) -> None:
    """As many charges as credits of one account, all with one id: every credit may mean every charge."""
    for what, cents in (("and amount", 0), ("", 1)):
        charges = [_alike(number, "CG", 10_000 + cents * number) for number in range(count // 2)]
        credits = [_alike(count + number, "CR", -10_000 - cents * number) for number in range(count // 2)]
        lines = read([*charges, *credits])
        seconds = timed(lambda: Ledger.of(postings(lines)))  # noqa: B023
        print(f"{f'netting, one id {what}':24} {len(lines) / seconds:10.0f} lines/s   {count} lines of one account")


def _alike(number: int, kind: str, cents: int) -> bytes:
    row = f"FT1|1|T1||20260301|20260301|{kind}|US^Scan^L|||1|{cents / 100:.2f}&USD||||||||||||||76801^Scan^C4"
    head = f"MSH|^~\\&|US|DEMO|BILLING|HOSP|20260301120000||DFT^P03|M{number:07}|T|2.5.1"
    return f"{head}\rPID|1||P1^^^DEMO^MR||SAMPLE^ANNA|||||||||||||A1\r{row}\r".encode()


def many_in_one(count: int) -> None:
    """One message with that many charges: taken back, and corrected to another price of each."""
    old, new = (Document.from_bytes(_of_many(count, price)) for price in ("100.00", "120.00"))
    convention, now = named("A"), datetime(2026, 3, 2, tzinfo=UTC)
    ways: dict[str, Callable[[], object]] = {
        "reverse": lambda: reverse(old, convention=convention, now=now, control_id="C1"),
        "correct": lambda: correct(
            old, new, convention=convention, now=now, control_ids=["C1"], new_ids=(f"N{n}" for n in range(count))
        ),
    }
    for name, way in ways.items():
        print(f"{name:24} {timed(way):10.2f} s         {count} charges in one message")


def _of_many(count: int, price: str) -> bytes:
    rows = (
        f"FT1|{number}|T{number}||20260301|20260301|CG|US^Scan^L|||1|{price}&USD||||||||||||"
        f"O{number % 50}||7{number % 97:04}^Scan^C4"
        for number in range(1, count + 1)
    )
    head = "MSH|^~\\&|US|DEMO|BILLING|HOSP|20260301120000||DFT^P03|M1|T|2.5.1\rPID|1||P1^^^DEMO^MR||SAMPLE^ANNA"
    return "\r".join((head, *rows, "")).encode()


def read(raws: list[bytes]) -> list[LedgerLine]:
    """As intake.py reads files."""
    with without_collector():
        return [line for raw in raws for line in charge_lines(Document.from_bytes(raw))]


def timed(way: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def message(number: int) -> bytes:
    """Two lines: charges, and in every third message the credits of the message two before."""
    credit = number % 3 == 2
    charged = number - 2 if credit else number
    sign, kind, suffix = ("-", "CR", "-R") if credit else ("", "CG", "")
    ids = [f"T{charged:06}{letter}{suffix}" for letter in "AB"]
    day = f"202603{charged % 28 + 1:02}"
    segments = [
        f"MSH|^~\\&|US|DEMO|BILLING|HOSP|{day}{number % 24:02}{number % 60:02}00||DFT^P03^DFT_P03|M{number:07}|T|2.5.1",
        f"EVN|P03|{day}120000",
        f"PID|1||{charged % 9973:06}^^^DEMO^MR||SAMPLE^ANNA||19930412|F||||||||||A{charged % 9973:06}^^^DEMO^AN",
        "PV1|1|O|USROOM^2||||||||||||||||V1^^^DEMO^VN",
    ]
    for place, one in enumerate(ids, 1):
        segments.append(
            f"FT1|{place}|{one}||{day}0930|{day}1020|{kind}|US-OB^Pregnancy^L|||1|{sign}{350 + place}.00&USD|"
            f"350.00&USD|US||||||Z36.3^Screening^I10|1234567893^READER^ROSA|1122334455^ORDER^OLE||ACC{charged}^US||"
            f"7680{place}^Scan^C4|26^^CPTM"
        )
    segments.append("DG1|1||Z36.3^Screening^I10|||W")
    return "\r".join(segments).encode() + b"\r"


def postings(lines: list[LedgerLine]) -> list[Posting]:
    """As a history of sent messages that were all accepted."""
    return [Posting(line, "sent", "accepted", entry=number, endpoint="a") for number, line in enumerate(lines)]


Row = tuple[str, str, str, str, str, int]


def row(line: LedgerLine) -> Row:
    """What a table of charges would hold; money in cents."""
    cents = 0 if line.effect is None else int(line.effect * 100)
    return (line.transaction_id, line.head.account, str(line.service_day), line.code, line.kind, cents)


_NET = """
    SELECT account, replace(id, '-R', '') AS base, sum(cents) AS rest, count(*) AS lines
    FROM lines GROUP BY account, base
"""
Found = list[tuple[str, str, int, int]]
"""Account, base id, cents that are left, lines."""


def in_sqlite(rows: list[Row]) -> Found:
    """Rows into a table in memory, then the balance of every base id."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE lines (id, account, day, code, kind, cents)")
    connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?)", rows)
    found: Found = connection.execute(_NET).fetchall()
    connection.close()
    return found


def in_pandas(rows: list[Row]) -> Found:
    """The same with pandas."""
    import pandas

    frame = pandas.DataFrame(rows, columns=["id", "account", "day", "code", "kind", "cents"])
    frame["base"] = frame["id"].str.replace("-R", "", regex=False)
    sums = frame.groupby(["account", "base"])["cents"].agg(["sum", "count"]).reset_index()
    return list(sums.itertuples(index=False, name=None))


def in_duckdb(rows: list[Row]) -> Found:
    """The same with DuckDB; the rows go in as columns, since one by one they would take minutes."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("CREATE TABLE lines (id TEXT, account TEXT, day TEXT, code TEXT, kind TEXT, cents BIGINT)")
    columns = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(f"INSERT INTO lines SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)
    found: Found = connection.execute(_NET).fetchall()
    connection.close()
    return found


def check_sums(ways: dict[str, Callable[[], object]], ledger: Ledger) -> None:
    """The same grouping must give the same rests, or the figures compare nothing."""
    wanted = sorted(int(amount * 100) for one in ledger.charges for _currency, amount in one.balance.amounts)
    for name, way in ways.items():
        if "," in name and "GROUP BY" in name.upper().replace("GROUPBY", "GROUP BY"):
            rests = sorted(int(each[2]) for each in way())  # type: ignore[attr-defined]
            print(f"{name:20} finds {'the same rests' if rests == wanted else 'OTHER RESTS'} as the ledger")


def first_page(ledger: Ledger) -> list[str]:
    """The first groups by account, with what is left."""
    return [f"{group.title} {group.totals.text}" for group in group_by(ledger, "account")[:PAGE]]


if __name__ == "__main__":
    main()
