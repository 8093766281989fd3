"""The settings of a store: which shop it is, and the counters that say what changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from store.errors import StoreError
from store.messages import N_

if TYPE_CHECKING:
    import sqlite3

DATA_VERSION = "data_version"
"""Goes up by one with every published import: figures read before it are of yesterday."""
PLAN_VERSION = "plan_version"
"""Goes up by one with every change of a goal, lever, link or project."""


@dataclass(frozen=True, slots=True)
class Shop:
    """``currency`` is ISO 4217, ``timezone`` an IANA name, ``country`` ISO 3166 or ``''``.

    ``home_names`` are other ways in which exports write that country: “France”, “Royaume-Uni”.
    """

    name: str
    currency: str
    timezone: str
    country: str = ""
    home_names: tuple[str, ...] = ()

    @property
    def home(self) -> tuple[str, ...]:
        """Every member of the dimension country that means the shop's own; empty if not told."""
        return (self.country, *self.home_names) if self.country else ()


_TEXTS = ("name", "currency", "timezone", "country")


def checked_shop(
    name: str, currency: str, timezone: str, country: str, home_names: tuple[str, ...] = ()
) -> Shop:
    """Return the shop as it will be stored; what cannot be one is the owner's mistake."""
    currency, country = currency.strip().upper(), country.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise StoreError(
            N_("“{currency}” is not a currency code."),
            N_("Give the three letters of ISO 4217, like EUR, GBP or USD."),
            currency=currency,
        )
    if country and not re.fullmatch(r"[A-Z]{2}", country):
        raise StoreError(
            N_("“{country}” is not a country code."),
            N_("Give the two letters of ISO 3166, like FR, GB or US."),
            country=country,
        )
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise StoreError(
            N_("“{timezone}” is not a time zone."),
            N_("Give an IANA name, like Europe/Paris or America/New_York."),
            timezone=timezone,
        ) from error
    if not " ".join(name.split()).isprintable():
        raise StoreError(
            N_("The shop's name holds characters that cannot be shown."),
            N_("Type it again, with letters, digits and signs only."),
        )
    return Shop(" ".join(name.split()), currency, timezone, country, home_names)


def write_shop(connection: sqlite3.Connection, shop: Shop) -> None:
    """Keep the shop's name, currency, zone and country; the caller holds the transaction."""
    for key in _TEXTS:
        write(connection, f"shop_{key}", getattr(shop, key))
    write(connection, "shop_home_names", "\n".join(shop.home_names))


def read_shop(connection: sqlite3.Connection) -> Shop:
    """Return the shop this store is about."""
    rows: dict[str, str] = dict(
        connection.execute("SELECT key, value FROM setting WHERE key LIKE 'shop!_%' ESCAPE '!'")
    )
    names = tuple(rows.get("shop_home_names", "").split("\n"))
    return Shop(
        **{key: rows.get(f"shop_{key}", "") for key in _TEXTS},
        home_names=tuple(name for name in names if name),
    )


def read(connection: sqlite3.Connection, key: str) -> str | None:
    """Return a setting's value, ``None`` where it was never set."""
    row = connection.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def write(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Set one setting; the caller holds the transaction."""
    connection.execute(
        "INSERT INTO setting (key, value) VALUES (?, ?)"
        " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def bump(connection: sqlite3.Connection, key: str) -> int:
    """Add one to a counting setting and return it; the caller holds the transaction."""
    (number,) = connection.execute(
        "INSERT INTO setting (key, value) VALUES (?, '1') ON CONFLICT (key)"
        " DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING CAST(value AS INTEGER)",
        (key,),
    ).fetchone()
    return int(number)
