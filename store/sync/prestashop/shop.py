"""What a PrestaShop says of itself: zone, currencies, states of orders, names of its groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_
from store.sync.config import ALL_SHOPS
from store.sync.prestashop.tables import NEEDED, SOMETIMES, USEFUL
from store.sync.schema import Schema
from store.sync.values import Clock, rate, said, whole
from store.text import clean

if TYPE_CHECKING:
    from store.importers.protocol import Context
    from store.sync.mysql import Database

_SETTINGS = (
    "PS_TIMEZONE", "PS_CURRENCY_DEFAULT", "PS_LANG_DEFAULT", "PS_OS_CANCELED", "PS_OS_ERROR",
    "PS_OS_REFUND", "PS_SHOP_DOMAIN", "PS_SHOP_DOMAIN_SSL", "PS_SHOP_DEFAULT",
)  # fmt: skip
_MOBILE = ("android", "iphone", "ios", "windows phone", "blackberry", "symbian")
_DESKTOP = ("windows", "mac", "linux", "ubuntu", "chrome")


@dataclass(frozen=True, slots=True)
class State:
    """A state of orders, by its flags: ``counts`` when it makes an order one that is paid."""

    counts: bool
    shipped: bool


class Shop:
    """One shop, or several counted together; ``where`` narrows a table to it."""

    def __init__(self, database: Database, context: Context) -> None:
        self.database = database
        self.context = context
        self.schema = Schema(database, [*NEEDED, *USEFUL])
        self.schema.need(NEEDED)
        self.number = self._number()
        told = self._settings()
        self.clock = Clock(
            context.timezone, database.config.timezone or told.get("PS_TIMEZONE", "")
        )
        self.language = whole(told.get("PS_LANG_DEFAULT")) or 1
        self.restocked = {whole(told.get(name)) for name in ("PS_OS_CANCELED", "PS_OS_ERROR")} - {0}
        """States in which PrestaShop puts the goods back into stock."""
        self.ended = self.restocked | {whole(told.get("PS_OS_REFUND"))} - {0}
        """States of orders that came to nothing, whatever their numbers are in this shop."""
        self.hosts = {
            told[name] for name in ("PS_SHOP_DOMAIN", "PS_SHOP_DOMAIN_SSL") if told.get(name)
        }
        self.names_of = self.number or whole(told.get("PS_SHOP_DEFAULT")) or 1
        """The shop whose names of products and categories are taken."""
        self.currencies = {
            whole(number): (said(code).upper(), rate(by))
            for number, code, by in database.rows(
                f"SELECT id_currency, iso_code, conversion_rate FROM {self.table('currency')}"
            )
        }
        default = whole(told.get("PS_CURRENCY_DEFAULT"))
        self.currency = self.currencies.get(default, ("", 0))[0]
        self.worth = self._worth()
        """Units of the store's currency for one of the shop's own, × 10^6; ``None``: unknown."""
        self.states = {
            whole(number): State(logable == "1" or paid == "1", shipped == "1")
            for number, logable, paid, shipped in database.rows(
                f"SELECT id_order_state, logable, paid, shipped FROM {self.table('order_state')}"
            )
        }
        self.countries = {
            whole(number): said(code).upper()
            for number, code in database.rows(
                f"SELECT id_country, iso_code FROM {self.table('country')}"
            )
        }
        self.regions = self._named("state", "id_state", "name")
        self.groups = self._named("group_lang", "id_group", "name", f"id_lang = {self.language}")
        self.devices = {
            number: device_of(name)
            for number, name in self._named(
                "operating_system", "id_operating_system", "name"
            ).items()
        }

    def table(self, name: str) -> str:
        return self.database.table(name)

    def has(self, *tables: str) -> bool:
        """Whether optional tables are there, with all we read of them."""
        return all(self.schema.has(table, *USEFUL[table]) for table in tables)

    def has_column(self, table: str) -> bool:
        """Whether a table has the columns that came with a later version."""
        return self.schema.has(table, *SOMETIMES[table])

    def where(self, alias: str) -> str:
        """Return the condition that a row is of this shop, to follow another with AND."""
        return f"{alias}.id_shop = {self.number}" if self.number else "TRUE"

    def _worth(self) -> int | None:
        if self.currency == self.context.currency:
            return 10**6
        return next(
            (by for code, by in self.currencies.values() if code == self.context.currency and by),
            None,
        )

    def _number(self) -> int:
        """Return the number of the shop that is meant, 0 for all of them."""
        asked = self.database.config.shop_id
        if asked == ALL_SHOPS or not self.has("shop"):
            return max(asked, 0)
        shops = {
            whole(number): clean(name or "")
            for number, name in self.database.rows(
                f"SELECT id_shop, name FROM {self.table('shop')} WHERE deleted = 0 ORDER BY id_shop"
            )
        }
        listed = ", ".join(f"{number} ({name})" for number, name in shops.items())
        if asked and asked not in shops:
            raise OwnerError(
                N_("There is no shop {number} in {database}."),
                N_("Its shops are: {shops}."),
                number=str(asked),
                database=self.database.name,
                shops=listed,
            )
        if not asked and len(shops) > 1:
            raise OwnerError(
                N_("{database} holds several shops: {shops}."),
                N_(
                    "Say which one counts here with shop_id = 1, or count them together with"
                    ' shop_id = "all".'
                ),
                database=self.database.name,
                shops=listed,
            )
        return asked if len(shops) > 1 else 0

    def _settings(self) -> dict[str, str]:
        """Return PrestaShop's own settings, those of this shop before those of all."""
        names = ", ".join(["%s"] * len(_SETTINGS))
        found: dict[str, str] = {}
        for name, value, shop in self.database.rows(
            f"SELECT name, value, id_shop FROM {self.table('configuration')}"
            f" WHERE name IN ({names}) AND (id_shop IS NULL OR id_shop = %s)"
            " ORDER BY id_shop IS NOT NULL",
            *_SETTINGS,
            self.number,
        ):
            del shop
            if value:
                found[str(name)] = value.strip()
        return found

    def _named(self, table: str, key: str, name: str, where: str = "TRUE") -> dict[int, str]:
        if not self.schema.has(table, key, name):
            return {}
        return {
            whole(number): said(text)
            for number, text in self.database.rows(
                f"SELECT {key}, {name} FROM {self.table(table)} WHERE {where}"
            )
        }


def device_of(system: str) -> str:
    """Return the device that an operating system's name speaks of."""
    name = system.casefold()
    if "ipad" in name or "tablet" in name:
        return "tablet"
    if any(word in name for word in _MOBILE):
        return "mobile"
    return "desktop" if any(word in name for word in _DESKTOP) else ""
