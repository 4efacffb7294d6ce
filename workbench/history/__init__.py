"""What was sent and received: every message with its answer, byte for byte, in one SQLite file of the data folder.

This room knows tables, transactions and search. It does not know who sends or receives (no socket, no event loop), what
a charge is, or how anything looks. Three promises: a message is on the disk before `received` returns; the bytes come
back exactly as they came in; a message is found by the identifiers that people have at hand.

`workbench.history.store.History` is the way in. Importing this package alone is cheap: SQLAlchemy comes with `store`.
"""

from workbench.history.errors import HistoryError, NoHistory
from workbench.history.records import Entry, EntrySummary, Received, Reply

__all__ = ["Entry", "EntrySummary", "HistoryError", "NoHistory", "Received", "Reply"]
