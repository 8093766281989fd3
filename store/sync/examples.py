"""What an owner writes to have a database read: the configuration, the account, its rights."""

from __future__ import annotations

from store.sync.config import POSTGRES, PRESTASHOP, WOOCOMMERCE
from store.sync.prestashop import tables as prestashop
from store.sync.woocommerce import tables as woocommerce

USER = "kpi_tui"
_QUERY = """SELECT o.number AS "order", o.placed_at AS day, l.sku, l.title AS product,
       l.quantity, l.price, o.email AS customer, o.country
FROM orders o JOIN order_lines l ON l.order_id = o.id"""

_TOML = {
    PRESTASHOP: """[sources.shop]
kind = "prestashop"
database = "prestashop"
prefix = "ps_"
socket = "/run/mysqld/mysqld.sock"
option_file = "~/.my.cnf"
""",
    WOOCOMMERCE: """[sources.shop]
kind = "woocommerce"
database = "wordpress"
prefix = "wp_"
socket = "/run/mysqld/mysqld.sock"
option_file = "~/.my.cnf"
""",
    POSTGRES: f'''[sources.till]
kind = "postgres"
database = "till"
host = "/run/postgresql"
user = "{USER}"
updated = "updated_at"
query = """
{_QUERY}
"""
''',
}
_OPTION_FILE = f"""[client]
user = {USER}
password = "…"
"""


def toml(kind: str) -> str:
    """Return a configuration to start from."""
    return _TOML[kind]


def option_file(kind: str) -> str:
    """Return the file that holds the password; PostgreSQL has its own."""
    return "localhost:5432:till:kpi_tui:…\n" if kind == POSTGRES else _OPTION_FILE


def rights(kind: str, database: str = "", prefix: str = "") -> list[str]:
    """Return the SQL that makes an account which can read what is needed, and nothing else."""
    if kind == POSTGRES:
        return [
            f"CREATE ROLE {USER} LOGIN PASSWORD '…';",
            f"GRANT SELECT ON orders, order_lines TO {USER};",
        ]
    named = prestashop if kind == PRESTASHOP else woocommerce
    database = database or ("prestashop" if kind == PRESTASHOP else "wordpress")
    prefix = prefix or ("ps_" if kind == PRESTASHOP else "wp_")
    columns: dict[str, list[str]] = {}
    for tables in (named.NEEDED, named.USEFUL, named.SOMETIMES):
        for table, names in tables.items():
            columns.setdefault(table, []).extend(names)
    account = f"'{USER}'@'localhost'"
    statements = [f"CREATE USER {account} IDENTIFIED BY '…';"]
    for table, names in columns.items():
        only = f" ({', '.join(names)})" if table in named.PERSONAL else ""
        statements.append(f"GRANT SELECT{only} ON `{database}`.`{prefix}{table}` TO {account};")
    return statements
