from __future__ import annotations

import pytest
from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from workbench.history.schema import metadata
from workbench.history.store import History


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_postgresql_understands_every_table(name: str) -> None:
    table = metadata.tables[name]
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    statements = [CreateTable(table), *map(CreateIndex, table.indexes)]
    text = "\n".join(str(statement.compile(dialect=dialect)) for statement in statements)
    assert "BLOB" not in text
    assert "AUTOINCREMENT" not in text
    if name == "keys":
        assert 'folded TEXT COLLATE "C" NOT NULL' in text
    if name == "entries":
        assert "id BIGSERIAL NOT NULL" in text
    if name == "messages":
        assert "raw BYTEA NOT NULL" in text


def test_the_bytes_are_not_among_the_rows_that_lists_read(history: History) -> None:
    with history._reading() as connection:
        columns = inspect(connection).get_columns("entries")
    assert not any("BLOB" in str(column["type"]) for column in columns)
