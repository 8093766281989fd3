"""Which databases are read: ``[sources.NAME]`` tables of a private TOML file.

The file says where a database is and what it is, never a password: that is in a MySQL option file
or a PostgreSQL password file, both their owner's alone, or not needed at all on a socket.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.columns.days import zone
from store.errors import ImportFileError, OwnerError
from store.importers.mapped.sections import Section
from store.messages import N_
from store.private_file import read_private
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PRESTASHOP, WOOCOMMERCE, POSTGRES = "prestashop", "woocommerce", "postgres"
KINDS = (PRESTASHOP, WOOCOMMERCE, POSTGRES)
IMPORTERS = {
    PRESTASHOP: "prestashop_database",
    WOOCOMMERCE: "woocommerce_database",
    POSTGRES: "postgres_orders",
}
"""What the imports of each kind go by, and its page for owners."""
PREFIXES = {PRESTASHOP: "ps_", WOOCOMMERCE: "wp_", POSTGRES: ""}
ALL_SHOPS = -1
"""``shop_id = "all"``: several shops of one PrestaShop, counted together."""
_NAME_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
_PREFIX_CHARACTERS = _NAME_CHARACTERS | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
_LONGEST_QUERY = 20_000


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """One database. Empty texts, 0 and ``None`` stand for what is not said.

    ``name`` is what it is called in the file, ``source`` what its rows are called in the store.
    ``timezone`` is that of naive instants. ``tls`` is ``None`` where the server decides whether it
    is used: nobody says, and the server is this machine.
    """

    name: str
    kind: str
    source: str
    database: str
    option_file: Path | None = None
    password_file: Path | None = None
    user: str = ""
    host: str = ""
    port: int = 0
    socket: str = ""
    tls: bool | None = None
    ca: str = ""
    prefix: str = ""
    shop_id: int = 0
    timezone: str = ""
    query: str = ""
    currency: str = ""
    updated: str = ""

    @property
    def identity(self) -> str:
        """What must not change for marks of an earlier sync to mean the same rows."""
        parts = (
            self.kind, self.database, self.prefix, str(self.shop_id), self.timezone, self.query,
            self.currency, self.updated, self.host, self.socket, str(self.port),
        )  # fmt: skip
        return "\0".join(parts)


class _Table(Section):
    """A table of the file; its mistakes point to the example."""

    def missing(self, key: str) -> ImportFileError:
        return ImportFileError(
            N_("{file}: {key} is missing."),
            N_("Add it; “kpi-tui sync --example” shows the form."),
            file=self.file,
            key=f"{self.path}.{key}",
        )

    def number(self, key: str) -> int:
        value = self.anything(key)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 31:
            raise self.wrong(key, N_("A whole number is expected."))
        return value


def load(path: Path) -> dict[str, SourceConfig]:
    """Return the configured sources by name.

    Raises:
        OwnerError: there is no such file, others may read it, or it cannot be understood.
    """
    text = read_private(path)
    if text is None:
        raise OwnerError(
            N_("No database is configured: there is no file {path}."),
            N_("“kpi-tui sync --example” shows what to write into it."),
            path=str(path),
        )
    return parse(text, clean(path.name), path.parent)


def parse(text: str, file: str, folder: Path) -> dict[str, SourceConfig]:
    """Return the sources written in ``text``; relative paths are meant from ``folder``."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, too
        raise ImportFileError(
            N_("{file} is not well-formed TOML: {why}."),
            N_("Mend that line; “kpi-tui sync --example” shows the form."),
            file=file,
            why=clean(str(error))[:200],
        ) from error
    top = _Table(file, "", table)
    named = top.anything("sources") or {}
    top.nothing_else()
    if not isinstance(named, dict) or not all(isinstance(one, dict) for one in named.values()):
        raise top.wrong("sources", N_("A table like [{key}] is expected."))
    return {name: _source(name, one, file, folder) for name, one in named.items()}


def choose(known: Mapping[str, SourceConfig], names: Sequence[str]) -> list[SourceConfig]:
    """Return the named sources, all of them where none is named."""
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            raise OwnerError(
                N_("There is no database called {name} in the configuration.{meant}"),
                N_("Configured are: {known}."),
                name=clean(name)[:60],
                meant=f" → {close[0]}?" if close else "",
                known=", ".join(known) or "—",
            )
    return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())


def _source(name: str, table: dict[str, Any], file: str, folder: Path) -> SourceConfig:
    section = _Table(file, f"sources.{clean(name)[:60]}", table)
    if not name or not _NAME_CHARACTERS.issuperset(name):
        raise OwnerError(
            N_("{file}: “{name}” cannot be a source's name."),
            N_("Only small letters, digits, _ and - can make a source's name."),
            file=file,
            name=clean(name)[:60],
        )
    if section.has("password"):
        raise OwnerError(
            N_("{file}: {key} does not belong here."),
            N_(
                "Take the password out. Write it into a MySQL option file of mode 600 and name that"
                " with option_file, or into a PostgreSQL password file: password_file."
            ),
            file=file,
            key=f"sources.{name}.password",
        )
    kind = section.text("kind", required=True)
    section.choice("kind", KINDS, "")
    config = SourceConfig(
        name=name,
        kind=kind,
        source=section.text("source", name if kind == POSTGRES else kind),
        database=section.text("database", required=True),
        user=section.text("user"),
        host=section.text("host"),
        port=section.number("port"),
        socket=_place(section.text("socket"), folder),
        tls=section.flag("tls", default=True) if section.has("tls") else None,
        ca=_place(section.text("ca"), folder),
        timezone=section.text("timezone"),
        **_of_kind(section, kind, folder),
    )
    section.nothing_else()
    if config.timezone:
        zone(config.timezone)
    return config


def _of_kind(section: _Table, kind: str, folder: Path) -> dict[str, Any]:
    if kind == POSTGRES:
        named = _place(section.text("password_file"), folder)
        return {
            "password_file": Path(named) if named else None,
            "query": _query(section, folder),
            "currency": section.text("currency"),
            "updated": section.text("updated"),
        }
    named = _place(section.text("option_file"), folder)
    prefix = section.text("prefix", PREFIXES[kind])
    if not _PREFIX_CHARACTERS.issuperset(prefix):
        raise section.wrong("prefix", N_("Letters, digits and _ are expected, such as ps_."))
    return {
        "option_file": Path(named) if named else None,
        "prefix": prefix,
        "shop_id": _shop(section) if kind == PRESTASHOP else 0,
    }


def _shop(section: _Table) -> int:
    return ALL_SHOPS if section.anything("shop_id") == "all" else section.number("shop_id")


def _query(section: _Table, folder: Path) -> str:
    query = section.anything("query")
    place = section.text("query_file")
    if place and query is None:
        path = Path(_place(place, folder))
        try:
            query = path.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise section.wrong("query_file", N_("A readable text file is expected.")) from error
    if query is None:
        raise section.missing("query")
    if not isinstance(query, str) or len(query) > _LONGEST_QUERY:
        raise section.wrong("query", N_("A text with an SQL query is expected."))
    return query.strip().rstrip(";").rstrip()


def _place(text: str, folder: Path) -> str:
    """Return a path as it is meant: ``~`` is the home folder, others are from the file's own."""
    if not text or text.startswith("@"):
        return text
    return str(folder / Path(text).expanduser())
