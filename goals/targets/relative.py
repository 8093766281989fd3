"""Targets written as a change: ``+10 %``, ``−2 pt``, ``+500 €``, ``x2``, ``double``.

Pure; what they are a change from is the goal's baseline. Per cent of a share read two ways and are
refused: of 60 %, +10 % may be 66 or 70.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from goals.targets.cells import rounded
from goals.targets.entry import EntryError, folded, parse_amount
from goals.targets.target import Target
from store.messages import N_, Message, Quantity

if TYPE_CHECKING:
    from goals.metrics.metric import Metric
    from goals.targets.goal import Baseline
    from goals.targets.target import Operator

_SIGNED = re.compile(r"(?P<sign>[+\-−])\s*(?P<number>[0-9][0-9 .,'’]*)\s*(?P<rest>.*)", re.DOTALL)
_TIMES = re.compile(r"[x×*]\s*(?P<number>[0-9][0-9.,]*)")
_WORDS = {
    "double": Fraction(2), "doubler": Fraction(2), "triple": Fraction(3), "tripler": Fraction(3),
    "halve": Fraction(1, 2), "half": Fraction(1, 2), "la moitie": Fraction(1, 2),
    "diviser par deux": Fraction(1, 2), "twice": Fraction(2),
}  # fmt: skip
_PERCENT = frozenset({"%", "percent", "per cent", "pour cent", "pourcent"})
_POINTS = frozenset({"pt", "pts", "point", "points"})
MOST_TIMES = 100
"""A target a hundred times as high is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Change:
    """A share of what was (``by`` percent, signed), an amount on top of it, or a multiple."""

    kind: Literal["percent", "amount", "times"]
    by: Fraction

    def of(self, value: Fraction) -> Fraction:
        """Return where the change leads from ``value``."""
        if self.kind == "times":
            return value * self.by
        return value + (abs(value) * self.by if self.kind == "percent" else self.by)


def parse_change(text: str, *, unit: str, currency: str = "") -> Change | None:
    """Return the change that a text asks for, ``None`` where it names a figure to arrive at.

    A plus is always a change; a minus only with % or points, for ``-500`` may be a profit. Raises
    ``EntryError`` for a change that cannot be meant.
    """
    plain = folded(text)
    if plain in _WORDS:
        return Change("times", _WORDS[plain])
    times = _TIMES.fullmatch(plain)
    if times is not None:
        return Change("times", _times(times["number"], text))
    found = _SIGNED.fullmatch(plain)
    if found is None:
        return None
    rest, sign = found["rest"].strip(), 1 if found["sign"] == "+" else -1
    if rest in _PERCENT:
        return _percent(found["number"], sign, unit, text)
    if rest in _POINTS:
        if unit not in ("share", "points"):
            raise EntryError(
                N_("“{text}” has a unit that this figure does not have."),
                N_("Leave out the unit, or choose another figure."),
                text=text,
            )
        if unit == "points" and sign < 0:
            return None
        amount = parse_amount(found["number"], unit="ratio")
        return Change("amount", sign * (amount / 100 if unit == "share" else amount))
    if sign < 0:
        return None
    if unit == "share":
        raise EntryError(
            N_("“{text}” reads two ways: as a fraction, or in per cent."),
            N_("Write points, like “+2 pt”, or the share to arrive at, like “60 %”."),
            text=text,
        )
    return Change("amount", parse_amount(plain[1:], unit=unit, currency=currency))


def _percent(number: str, sign: int, unit: str, text: str) -> Change:
    if unit == "share":
        raise EntryError(
            N_("“{text}” of a share reads two ways: in points, or of the share itself."),
            N_("Write points, like “+2 pt”, or the share to arrive at, like “60 %”."),
            text=text,
        )
    return Change("percent", sign * parse_amount(number, unit="ratio") / 100)


def _times(number: str, text: str) -> Fraction:
    amount = parse_amount(number, unit="ratio")
    if not 0 < amount <= MOST_TIMES:
        raise EntryError(
            N_("“{text}” cannot be read as a target."),
            N_("Write it like “< 60 %”, “≥ 1 240.50 €” or “between 50 and 60 %”."),
            text=text,
        )
    return amount


def aim(change: Change, value: Fraction, unit: str, currency: str = "") -> Target:
    """Return the target that a change from ``value`` leads to: at least, or at most, by its sign.

    Raises:
        EntryError: it changes nothing.
    """
    reached = rounded(change.of(value), unit, currency)
    if reached == rounded(value, unit, currency):
        raise EntryError(
            N_("This changes nothing: the figure would stay what it is."),
            N_("Write the figure to arrive at, like “≥ 1200”."),
        )
    operator: Operator = ">=" if reached > value else "<="
    return Target(operator, reached)


def told(text: str, target: Target, baseline: Baseline, metric: Metric, currency: str) -> Message:
    """Return what a change was read as: of which figure, and where it leads."""
    value = baseline.figure.value
    said = {
        "text": text.strip(),
        "value": None if value is None else Quantity(value, metric.unit, currency),
        "days": baseline.span,
        "target": Quantity(target.value, metric.unit, currency),
    }
    return Message(N_("{text} on {value} ({days}) is {target}."), said)
