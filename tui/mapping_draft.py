"""A mapping while its owner makes it: what each column means, guessed by its title at first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from goals.metrics.labels import MEASURES
from store.dimensions import DIMENSIONS
from store.importers.mapped.kinds import DAILY_SERIES, KINDS, ORDER_LINES
from store.importers.plain.words import plain
from store.messages import N_
from store.records import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.importers.mapped.mapping import FileMapping
    from store.importers.mapped.own import Draft
    from store.ingest.look import RawTable

ROLE, DIMENSION, MEASURE = "role", "dimension", "measure"
STATUS = "status"
NOT_READ = ""

ROLES: dict[str, str] = {
    "order": N_("order number"), "day": N_("day"), "sku": N_("article number"),
    "product": N_("product"), "category": N_("category"), "subcategory": N_("subcategory"),
    "quantity": N_("quantity"), "price": N_("price of one unit, without tax, before discounts"),
    "amount": N_("amount of the line, without tax, after discounts"),
    "discount": N_("discount, as an amount"),
    "discount_share": N_("discount, as a share"), "cost": N_("cost of the line"),
    "unit_cost": N_("cost of one unit"), "profit": N_("margin of the line"),
    "line_tax": N_("tax of the line, to take off"), "customer": N_("customer, kept as a pseudonym"),
    "shipping": N_("shipping of the order"), "tax": N_("tax of the order"),
    "currency": N_("currency"), "refund_of": N_("number of the refunded order"),
    "measure": N_("name of the measure"), "value": N_("value of the measure"),
    "rate": N_("exchange rate"), "score": N_("score"), "id": N_("number of the answer"),
    "shop": N_("name of the shop"), "orders": N_("number of orders"),
    "with_tax": N_("sales with tax"), "without_tax": N_("sales without tax"),
    "parcel": N_("number of the parcel"), "promised": N_("promised day"),
    "shipped": N_("day of dispatch"), "delivered": N_("day of delivery"), "time": N_("time"),
    "status": N_("up or down"), "milliseconds": N_("milliseconds"), "minutes": N_("minutes"),
}  # fmt: skip
"""What people call the roles of columns; others go by their own word."""

DATES: dict[str, str] = {
    "": N_("as the file shows; asked where it reads two ways"),
    "dmy": N_("day first, 31/12/2026"),
    "mdy": N_("month first, 12/31/2026"),
    "iso": N_("year first, 2026-12-31"),
    "compact": N_("without signs, 20261231"),
}
DECIMAL_SIGNS: dict[str, str] = {
    "": N_("as the file shows; asked where it reads two ways"),
    ",": N_("a comma: 1,50"),
    ".": N_("a point: 1.50"),
}

_WORDS: dict[str, dict[str, str]] = {
    ORDER_LINES: {
        "role:order": "commande order ticket facture invoice receipt",
        "role:day": "date jour day",
        "status": "etat statut status",
        "role:sku": "sku reference ref ean code",
        "role:quantity": "quantite qte quantity qty units",
        "role:price": "prix price pu",
        "role:amount": "montant amount total sales",
        "role:discount": "remise discount",
        "role:unit_cost": "cout cost",
        "role:profit": "marge profit margin",
        "role:customer": "client customer email mail courriel",
        "role:shipping": "port livraison shipping",
        "role:currency": "devise currency",
        "role:product": "article produit product designation libelle item",
        "role:category": "categorie category rayon famille department",
        "dimension:country": "pays country",
        "dimension:channel": "canal channel source",
        "dimension:payment_method": "paiement payment",
        "dimension:promo": "promo coupon code",
    },
    DAILY_SERIES: {
        "role:day": "date jour day",
        "measure:spend": "cout cost depense depenses spend spent montant amount",
        "measure:ad_clicks": "clics clicks",
        "measure:ad_impressions": "impressions",
        "measure:visits": "visites visits sessions",
        "measure:visitors": "visiteurs visitors users utilisateurs",
        "measure:page_views": "pages views vues",
        "measure:signups": "inscriptions signups",
        "role:currency": "devise currency",
        "dimension:campaign": "campagne campaign",
        "dimension:channel": "canal channel source",
        "dimension:device": "appareil device",
        "dimension:country": "pays country",
    },
}
WORTH: dict[str, str] = {
    "paid": N_("it counts as an order"),
    "pending": N_("it is not paid yet and does not count"),
    "cancelled": N_("it was cancelled and does not count"),
    "refunded": N_("all its money was given back"),
    "test": N_("it is a test and does not count"),
}
_WORTH_WORDS = {
    "refunded": "remboursee rembourse refunded refund",
    "cancelled": "annulee annule cancelled canceled failed echec echouee echoue expired expiree",
    "pending": "attente pending hold unpaid impayee impaye draft brouillon",
    "test": "test",
}
_WITH_TAX = ["ttc", "incl", "inc", "including", "gross", "brut"]
_WITHOUT_TAX = frozenset({"role:price", "role:amount", "role:unit_cost"})
"""Meanings that nothing with tax in it is taken for: revenue would be a fifth too high."""
_DAYS = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|20[0-9]{6}\Z")


@dataclass(slots=True)
class MappingDraft:
    """``meanings`` are by column: ``role:day``, ``dimension:channel``, ``measure:spend``, or ""."""

    table: RawTable
    kind: str = ORDER_LINES
    source: str = ""
    date: str = ""
    decimal: str = ""
    meanings: dict[str, str] = field(default_factory=dict)
    worth: dict[str, str] = field(default_factory=dict)
    """What the words of the column of statuses are worth."""

    def guess(self) -> None:
        """Fill in what the titles of the columns say, each meaning once."""
        self.meanings = {}
        for meaning, words in _WORDS.get(self.kind, _named_alike(self.kind)).items():
            for column in self.table.header:
                if column in self.meanings or not _says(column, words.split()):
                    continue
                if meaning in _WITHOUT_TAX and _says(column, _WITH_TAX):
                    continue
                self.meanings[column] = meaning
                break
        if "role:day" not in self.meanings.values() and "day" in KINDS[self.kind].roles:
            for column, cells in self.table.examples.items():
                if column and column not in self.meanings and any(map(_DAYS.match, cells)):
                    self.meanings[column] = "role:day"
                    break
        taken = set(self.meanings.values())
        if {"role:price", "role:amount"} <= taken:
            # Both say the same; the price of one unit is the plainer one.
            self._drop("role:amount")
        if {"role:unit_cost", "role:profit"} <= taken:
            self._drop("role:profit")

        self._guess_worth()

    @property
    def status(self) -> str:
        """The column of statuses, ``""`` where there is none."""
        return next((name for name, one in self.meanings.items() if one == STATUS), "")

    def _guess_worth(self) -> None:
        """Say what the statuses are worth that nothing was said of yet."""
        for word in self.statuses:
            known = (one for one, words in _WORTH_WORDS.items() if _says(word, words.split()))
            self.worth.setdefault(word, next(known, "paid"))

    @property
    def statuses(self) -> tuple[str, ...]:
        """The words of that column in the first rows, in small letters."""
        words = self.table.words.get(self.status, ())
        return tuple(dict.fromkeys(word.casefold() for word in words))

    def _drop(self, meaning: str) -> None:
        self.meanings = {column: one for column, one in self.meanings.items() if one != meaning}

    def turn_into(self, kind: str) -> None:
        """Make it a mapping of another kind."""
        self.kind = kind
        self.guess()

    def mean(self, column: str, meaning: str) -> None:
        """Say what a column means; what only one column can be is taken from the other."""
        if meaning.startswith((DIMENSION, MEASURE, STATUS)):
            self._drop(meaning)
        if meaning:
            self.meanings[column] = meaning
        else:
            self.meanings.pop(column, None)
        self._guess_worth()

    def offers(self) -> Iterator[tuple[str, str, str]]:
        """Yield what a column can mean: key, msgid, group (a msgid)."""
        kind = KINDS[self.kind]
        yield NOT_READ, N_("not read"), ""
        for role in kind.roles:
            yield f"{ROLE}:{role}", ROLES.get(role, role), N_("What it is")
        if self.kind == ORDER_LINES:
            yield STATUS, N_("status of the order"), N_("What it is")
        if self.kind == DAILY_SERIES:
            from store.importers.mapped.series_layout import units

            for measure in units():
                yield f"{MEASURE}:{measure}", MEASURES.get(measure, measure), N_("Measures")
        for dimension in kind.dimensions:
            if dimension != "source":
                yield f"{DIMENSION}:{dimension}", DIMENSIONS[dimension].label, N_("Broken down by")

    def draft(self) -> Draft:
        """Return the mapping as it would be kept."""
        from store.importers.mapped.own import Draft

        columns: dict[str, list[str]] = {}
        dimensions: dict[str, str] = {}
        measures: dict[str, str] = {}
        for column in self.table.header:
            group, _colon, name = self.meanings.get(column, "").partition(":")
            if group == ROLE:
                columns.setdefault(name, []).append(column)
            elif group == DIMENSION:
                dimensions[name] = column
            elif group == MEASURE:
                measures[column] = name
        proven = self.table.encoding.startswith(("utf-8", "utf-16"))
        return Draft(
            self.kind,
            self.source.strip() or self.kind,
            columns,
            dimensions,
            measures,
            status=self.status,
            statuses={one: self._words_worth(one) for one in WORTH} if self.status else {},
            date=self.date,
            decimal=self.decimal,
            encoding="" if proven else self.table.encoding,
            header=self.table.header,
        )

    def _words_worth(self, worth: str) -> list[str]:
        """Return the words of that worth: those of the file, and those said earlier."""
        words = dict.fromkeys((*self.statuses, *self.worth))
        return [word for word in words if self.worth.get(word) == worth]

    def take(self, mapping: FileMapping) -> None:
        """Go on with a mapping made before."""
        self.kind, self.source = mapping.kind, mapping.source
        self.date, self.decimal = mapping.date, mapping.decimal
        found = {
            name: f"{ROLE}:{role}" for role, names in mapping.columns.items() for name in names
        }
        found |= {name: f"{DIMENSION}:{one}" for one, name in mapping.dimensions.items()}
        if "measure" not in mapping.columns:
            found |= {name: f"{MEASURE}:{one}" for name, one in mapping.measures.items()}
        if mapping.statuses is not None:
            found[mapping.statuses.column] = STATUS
            by_status = {status: word for word, status in worth_of().items()}
            for word, status in mapping.statuses.words.items():
                self.worth[word] = by_status[status]
            self.worth |= dict.fromkeys(mapping.statuses.refunded, "refunded")
        self.meanings = found
        self._guess_worth()


def worth_of() -> dict[str, Status]:
    """Return the statuses of orders by the word of a mapping."""
    return {"paid": Status.PAID, "pending": Status.PENDING, "cancelled": Status.CANCELLED,
            "test": Status.TEST}  # fmt: skip


def _named_alike(kind: str) -> dict[str, str]:
    """Return, for kinds without words of their own, the roles by their own names."""
    roles = {f"{ROLE}:{role}": role.replace("_", " ") for role in KINDS[kind].roles}
    dimensions = KINDS[kind].dimensions
    return roles | {f"{DIMENSION}:{one}": one.replace("_", " ") for one in dimensions}


def _says(column: str, words: list[str]) -> bool:
    told = plain(column).split()
    return any(word in told for word in words)


def meaning_of(word: str) -> str:
    """Return the msgid of what a role, a dimension or a measure is called."""
    if word in DIMENSIONS and word not in ROLES:
        return DIMENSIONS[word].label
    return ROLES.get(word) or MEASURES.get(word) or word


def source_of(file: str) -> str:
    """Return a name for a source from that of a file: without its days and numbers."""
    stem = re.sub(r"\.(csv|tsv|txt|tab|log|gz)\Z", "", file, flags=re.IGNORECASE)
    words = re.split(r"[\s_.()-]+", stem)
    kept = [word for word in words if word and not re.fullmatch(r"[0-9]+", word)]
    return " ".join(kept).casefold()[:40] or "file"
