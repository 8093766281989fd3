"""Making a new shop's store, with what only the screens know: what its country is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale

from store.errors import OwnerError
from store.messages import N_

if TYPE_CHECKING:
    from pathlib import Path

_LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt", "pl", "sv", "da")
_NOWHERE = frozenset({"ZZ", "XA", "XB", "UN", "EU", "EZ", "QO"})
"""Codes that stand for no country."""
_SHORT = {"GB": ("UK", "Great Britain"), "US": ("USA", "U.S.A."), "NL": ("Holland",)}


def found(path: Path, *, currency: str, timezone: str, country: str, name: str) -> None:
    """Create the store of a new shop; the mistakes of ``store.database.create`` pass through."""
    from store.database import create

    code = country.strip().upper()
    known = len(code) == 2 and code in Locale("en").territories
    if code and (not known or code in _NOWHERE):
        raise OwnerError(
            N_("“{country}” is not the code of a country."),
            N_("Write its two letters, such as FR, or leave it empty."),
            country=country.strip(),
        )
    create(
        path,
        currency=currency,
        timezone=timezone,
        country=country,
        name=name,
        home_names=names_of(country.strip().upper()),
    ).close()


def names_of(country: str) -> tuple[str, ...]:
    """Return how exports may write a country besides its code: by name, in a few languages."""
    names = [Locale(language).territories.get(country) for language in _LANGUAGES]
    return tuple(dict.fromkeys([name for name in names if name] + [*_SHORT.get(country, ())]))
