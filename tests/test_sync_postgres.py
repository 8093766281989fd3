"""Orders of any shop by an SQL query on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from store.database import create
from store.errors import OwnerError
from store.facts import Facts
from store.sync.config import parse
from store.sync.run import SyncRequest, run_sync
from tests.sync_shop import span, sums

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.ingest.receipt import Receipt
    from tests.postgres import PostgresServer

NOW = int(datetime(2026, 4, 20, 12, tzinfo=UTC).timestamp())
TABLES = """
DROP TABLE IF EXISTS o, l;
CREATE TABLE o (number text, placed timestamptz, updated_at timestamp, email text, cur text,
                state text);
CREATE TABLE l (number text, sku text, title text, q int, price numeric(10,2), cost numeric(10,2));
INSERT INTO o SELECT 'A' || n, timestamptz '2026-03-01 22:30:00+00' + n * interval '1 hour',
    timestamp '2026-03-01 22:30:00' + n * interval '1 hour', 'c' || n % 7 || '@example.org', 'EUR',
    CASE WHEN n % 10 = 0 THEN 'cancelled' ELSE 'paid' END FROM generate_series(1, 200) n;
INSERT INTO l SELECT 'A' || n, 'S-' || line, 'Soap, "good" 100 %', 1 + n % 3, 10.50, 4
    FROM generate_series(1, 200) n, generate_series(1, 2) line;
"""
QUERY = """
SELECT o.number AS "order", o.placed AS day, l.sku, l.title AS product, l.q AS quantity, l.price,
       l.cost AS unit_cost, o.email AS customer, o.cur AS currency, o.state AS status, o.updated_at
FROM l JOIN o USING (number) WHERE l.title LIKE '%%'
ORDER BY l.sku  -- orders come scattered
"""


class Till:
    """A store filled by a query."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.store = create(
            folder / "shop.db", currency="EUR", timezone="Europe/Paris", country="FR"
        )

    def sync(self, query: str = QUERY, *, updated: str = "updated_at", **more: Any) -> Receipt:
        said = {"host": str(self.server.folder), "user": "kpi", "database": "postgres",
                **more.pop("config", {})}  # fmt: skip
        text = "[sources.till]\nkind = \"postgres\"\nquery = '''" + query + "'''\n"
        text += "".join(f'{key} = "{value}"\n' for key, value in said.items())
        text += f'updated = "{updated}"\n' if updated else ""
        sources = parse(text, "sources.toml", self.folder)
        request = SyncRequest(now=NOW, key=self.folder / "customers.key", **more)
        (receipt,) = run_sync(self.store, list(sources.values()), request)
        if receipt.error:
            raise receipt.error
        return receipt

    def total(self, measure: str, days: str = "2026") -> int:
        return Facts(self.store).totals([measure], span(days))[measure]


@pytest.fixture
def till(postgres: PostgresServer, tmp_path: Path) -> Iterator[Till]:
    postgres.run(TABLES)
    made = Till(postgres, tmp_path)
    yield made
    made.store.close()


def test_the_columns_of_a_query_are_read_by_their_names(till: Till) -> None:
    assert sums(till.sync())[:2] == (400, 400)
    units = sum(2 * (1 + n % 3) for n in range(1, 201) if n % 10)
    assert (till.total("orders"), till.total("units")) == (180, units)
    assert till.total("goods_sold") == units * 105_000
    assert till.total("cost_of_goods") == units * 40_000
    assert till.total("buyers") == 7
    assert till.total("orders", "2026-03-02") == 22, "from half past midnight in Paris"


def test_only_changed_orders_are_read_again_whole(till: Till) -> None:
    till.sync()
    till.server.run(
        "UPDATE l SET q = 9 WHERE number = 'A1' AND sku = 'S-1';"
        "UPDATE o SET updated_at = '2026-03-20 00:00:00' WHERE number = 'A1'"
    )
    receipt = till.sync()
    assert (receipt.updated, receipt.read) == (2, 2 * 49 + 2), "and those of the last two days"
    undated = QUERY.replace(", o.updated_at", "")
    assert sums(till.sync(undated, updated=""))[3] == 400, "without a date all is read"


def test_orders_that_are_gone_are_found_by_a_full_sync(till: Till) -> None:
    till.sync()
    till.server.run("DELETE FROM o WHERE number = 'A1'")
    assert till.sync().updated == 0
    receipt = till.sync(full=True)
    assert (receipt.updated, till.total("orders")) == (1, 179)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT 1 AS price", "has no column order"),
        (QUERY.replace("l.sku,", "l.sku AS article,"), "column article, which means nothing"),
        ("SELEC 1", "cannot be carried out"),
        ("SELECT * FROM not_there", "cannot be carried out"),
        ("DELETE FROM o RETURNING 1", "cannot be carried out"),
    ],
)
def test_a_query_that_cannot_be_read_is_told_with_what_to_mend(
    till: Till, query: str, words: str
) -> None:
    with pytest.raises(OwnerError, match=words):
        till.sync(query, updated="")
    till.server.run("SELECT 1 / (COUNT(*) = 200)::int FROM o")


def test_a_query_that_writes_by_the_back_door_is_refused(till: Till) -> None:
    till.server.run(
        "CREATE OR REPLACE FUNCTION spoil() RETURNS int LANGUAGE plpgsql AS"
        " $$ BEGIN DELETE FROM o; RETURN 1; END $$"
    )
    with pytest.raises(OwnerError, match="wants to change the database"):
        till.sync(QUERY.replace("l.q AS", "spoil() AS"))
    till.server.run("SELECT 1 / (COUNT(*) = 200)::int FROM o")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"database": "nothing"}, "no database nothing"),
        ({"host": "/nowhere"}, "cannot be reached"),
        ({"password_file": "nowhere"}, "no password file"),
    ],
)
def test_a_server_that_is_not_there_is_told_with_what_to_mend(
    till: Till, config: dict[str, str], words: str
) -> None:
    with pytest.raises(OwnerError, match=words):
        till.sync(config=config)


def test_a_status_nobody_knows_stops_the_sync_and_names_it(till: Till) -> None:
    till.server.run("UPDATE o SET state = 'shipped' WHERE number = 'A5'")
    with pytest.raises(OwnerError, match="shipped"):
        till.sync()
