"""What a rule that chooses customers is made of, once it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

Sign = Literal["<", "<=", ">", ">=", "=", "!="]


@dataclass(frozen=True, slots=True)
class Compare:
    """A number of the customer's against another: counts, money in units, shares as fractions."""

    id: str
    sign: Sign
    number: Fraction


@dataclass(frozen=True, slots=True)
class Age:
    """Days since an order, up to the last day known."""

    id: str
    sign: Sign
    days: int


@dataclass(frozen=True, slots=True)
class OnDay:
    id: str
    sign: Sign
    day: date


@dataclass(frozen=True, slots=True)
class Among:
    """One of the members, or (``keep`` false) none of them; ``""`` is the unknown one."""

    id: str
    members: tuple[str, ...]
    keep: bool


@dataclass(frozen=True, slots=True)
class Has:
    """A sign that a customer has; ``days`` is how long ago it may be."""

    id: str
    days: int


@dataclass(frozen=True, slots=True)
class Top:
    """The best customers by what they brought: a ``share`` of all, or a ``count``."""

    share: Fraction | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    part: Rule


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Rule, ...]


Rule = Compare | Age | OnDay | Among | Has | Top | Not | Both | Either
