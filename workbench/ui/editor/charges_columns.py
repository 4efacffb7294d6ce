"""The columns of the charges table. Knows nothing of the ledger, which is loaded when there is a charge to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table and the field that it shows."""

    title: str
    field: int
    about: str
    is_number: bool = False


COLUMNS = (
    Column("Set", 1, "FT1-1 Set ID"),
    Column("Transaction", 2, "FT1-2 Transaction ID"),
    Column("Date", 4, "FT1-4 Transaction Date"),
    Column("Type", 6, "FT1-6 Transaction Type, with its meaning"),
    Column("Code", 25, "FT1-25 Procedure Code; FT1-7 Transaction Code where it is empty or another one"),
    Column("Mod.", 26, "FT1-26 Procedure Code Modifier, in the order of the message"),
    Column("Qty", 10, "FT1-10 Transaction Quantity (FT1-11 in 2.1)", True),
    Column("Amount", 11, "FT1-11 Transaction Amount Extended (FT1-10 in 2.1)", True),
    Column("Diagnosis", 19, "FT1-19 Diagnosis Code, all repetitions"),
    Column("Performed by", 20, "FT1-20 Performed By Code"),
    Column("Ordered by", 21, "FT1-21 Ordered By Code"),
)
SET_ID, TRANSACTION, DATE, TYPE, CODE, MODIFIERS, QUANTITY, AMOUNT, DIAGNOSIS, PERFORMED, ORDERED = range(len(COLUMNS))
