"""The shop's three projects: one finished, one late, one on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from store.sample.books import CENT
from store.sample.fiction import LAST_DAY
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.sample.dice import Dice

WORKED, AVAILABLE, COST, GAIN = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Step:
    phase: str
    title: str
    original: date
    due: date
    reached: date | None


@dataclass(frozen=True, slots=True)
class Venture:
    """Hours a week (worked and available), euros a month; ``gain`` a month once finished."""

    name: str
    state: str
    start: date
    due: date
    finished: date | None
    steps: tuple[Step, ...]
    hours: float
    available: float
    cost: float
    gain: float = 0.0


def _step(phase: str, title: str, original: date, due: date | None, reached: date | None) -> Step:
    return Step(phase, title, original, due or original, reached)


VENTURES = (
    Venture(
        "Parcours mobile", "finished", date(2025, 11, 3), date(2026, 3, 13), date(2026, 3, 16),
        (
            _step("Étude", "Mesurer où les mobiles abandonnent",
                  date(2025, 11, 21), None, date(2025, 11, 20)),
            _step("Étude", "Maquettes du panier et du paiement",
                  date(2025, 12, 19), None, date(2025, 12, 18)),
            _step("Réalisation", "Fiche produit et panier",
                  date(2026, 1, 30), None, date(2026, 1, 30)),
            _step("Réalisation", "Paiement en une page",
                  date(2026, 2, 27), date(2026, 3, 6), date(2026, 3, 5)),
            _step("Mise en ligne", "Ouverture à tous les mobiles",
                  date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 16)),
        ),
        hours=11.0, available=14.0, cost=780.0, gain=690.0,
    ),
    Venture(
        "Boutique B2B", "running", date(2026, 5, 4), date(2026, 12, 15), None,
        (
            _step("Cadrage", "Dix clients professionnels interrogés",
                  date(2026, 5, 29), None, date(2026, 5, 27)),
            _step("Cadrage", "Grille de prix par quantité",
                  date(2026, 6, 26), None, date(2026, 6, 24)),
            _step("Réalisation", "Comptes professionnels et devis",
                  date(2026, 7, 31), None, date(2026, 7, 31)),
            _step("Réalisation", "Catalogue et commandes récurrentes",
                  date(2026, 9, 4), date(2026, 9, 25), date(2026, 9, 29)),
            _step("Pilote", "Pilote avec cinq chambres d'hôtes",
                  date(2026, 10, 16), date(2026, 11, 20), None),
            _step("Ouverture", "Ouverture à tous les professionnels",
                  date(2026, 11, 27), date(2026, 12, 15), None),
        ),
        hours=9.0, available=14.0, cost=910.0,
    ),
    Venture(
        "Emballage sans plastique", "running", date(2026, 8, 3), date(2027, 2, 26), None,
        (
            _step("Choix", "Trois fournisseurs comparés",
                  date(2026, 9, 11), None, date(2026, 9, 10)),
            _step("Choix", "Essais de casse en transport",
                  date(2026, 10, 23), None, date(2026, 10, 21)),
            _step("Déploiement", "Première commande de boîtes", date(2026, 12, 4), None, None),
            _step("Déploiement", "Tout le catalogue emballé ainsi", date(2027, 2, 26), None, None),
        ),
        hours=4.0, available=6.0, cost=160.0,
    ),
)  # fmt: skip


def entries(dice: Dice, venture: Venture) -> Iterator[tuple[int, int, int]]:
    """Yield ``(day, kind, amount)``: weekly minutes, monthly costs and gains in stored units."""
    end = min(venture.finished or LAST_DAY, LAST_DAY)
    day = venture.start + timedelta(days=4 - venture.start.weekday())
    while day <= end:
        available = round(venture.available * 60)
        worked = min(available, max(60, round(dice.normal(venture.hours * 60, 90))))
        yield to_number(day), AVAILABLE, available
        yield to_number(day), WORKED, worked
        day += timedelta(days=7)
    for month in _months(venture.start, end):
        euros = venture.cost * max(0.5, dice.normal(1.0, 0.15))
        yield to_number(month), COST, round(euros * 100) * CENT
    if venture.gain and venture.finished:
        for month in _months(venture.finished + timedelta(days=20), LAST_DAY):
            euros = venture.gain * max(0.5, dice.normal(1.0, 0.12))
            yield to_number(month), GAIN, round(euros * 100) * CENT


def _months(start: date, end: date) -> Iterator[date]:
    """Yield the last day of each month that ends between both days."""
    day = start
    while True:
        first = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        last = first - timedelta(days=1)
        if last > end:
            return
        yield last
        day = first
