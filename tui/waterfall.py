"""A waterfall in a terminal: from the figure before, step by step, to the figure now.

Each line has a label, what the factor was and is, what it did in money, and a bar that begins
where the one above ended. The same lines serve the screen and the command line.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tui import format as fmt
from tui.cli.columns import fit, left, right
from tui.cli.columns import width as cell_len
from tui.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.explain.bridge import Bridge, Part
    from tui.widgets.painted import Piece

SIGNS = {"whole": "█", "up": "▓", "down": "░"}
PLAIN = {"whole": "#", "up": "+", "down": "-"}
"""Gains and losses are told apart without colour, and without a font for shades."""

LEAST_BAR, MOST_BAR = 8, 60
CUT = Fraction(1, 2)
"""Where all levels lie above this part of the highest, the axis begins nearer to them."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line; a bar from ``start`` to ``end``, ``total`` for the two figures at the ends."""

    label: str
    factor: str
    amount: str
    start: Fraction
    end: Fraction
    total: bool = False

    @property
    def kind(self) -> str:
        if self.total:
            return "whole"
        return "up" if self.end >= self.start else "down"


def signed_money(amount: Fraction, currency: str, digits: int | None = None) -> str:
    """Return an amount with its sign; nothing has none."""
    text = fmt.money(amount, currency, digits)
    return f"+{text}" if amount > 0 and fmt.rounded(amount, 6) else text


def steps(bridge: Bridge, currency: str, *, short: bool = False) -> list[Step]:
    """Return the lines of a bridge that has parts."""
    assert bridge.before is not None
    assert bridge.now is not None
    whole = fmt.short_money if short else fmt.money
    lines = [
        Step(_("Before"), "", whole(bridge.before, currency), Fraction(0), bridge.before, True)
    ]
    level = bridge.before
    for one in bridge.parts:
        amount = signed_money(one.amount, currency, 0 if short else None)
        lines.append(Step(_(one.label), factor(one, currency), amount, level, level + one.amount))
        level += one.amount
    lines.append(Step(_("Now"), "", whole(bridge.now, currency), Fraction(0), bridge.now, True))
    return lines


def factor(part: Part, currency: str) -> str:
    """Return what the factor was and what it is: ``4.59 % → 5.22 %``."""
    if part.before is None or part.now is None or part.unit is None:
        return ""
    ends = [fmt.short(part.unit, end, currency) for end in (part.before, part.now)]
    return " → ".join(ends)


def drawn(lines: Sequence[Step], width: int, *, plain: bool = False) -> list[list[Piece]]:
    """Return the lines as pieces of at most ``width`` cells; narrow ones do without the factors."""
    label = max((cell_len(one.label) for one in lines), default=0)
    amount = max((cell_len(one.amount) for one in lines), default=0)
    factors = max((cell_len(one.factor) for one in lines), default=0)
    if width - label - factors - amount - 6 < LEAST_BAR:
        factors = 0
    label = min(label, max(8, width - amount - 4 - LEAST_BAR))
    room = min(MOST_BAR, width - label - amount - (factors + 2 if factors else 0) - 4)
    low, high = axis(lines)
    found = []
    for one in lines:
        ink = {"whole": "strong", "up": "good", "down": "bad"}[one.kind]
        pieces: list[Piece] = [(left(fit(one.label, label), label), "title" if one.total else "")]
        if factors:
            pieces.append(("  " + right(one.factor, factors), "dim"))
        pieces.append(("  " + right(one.amount, amount), ink if not one.total else "strong"))
        if room >= LEAST_BAR:
            pieces += _bar(one, low, high, room, PLAIN if plain else SIGNS)
        found.append(pieces)
    return found


def axis(lines: Sequence[Step]) -> tuple[Fraction, Fraction]:
    """Return the lowest and highest value that the bars have room for.

    Small steps of a large figure could not be seen from zero: then the axis begins higher.
    """
    ends = [level for one in lines for level in ((one.end,) if one.total else (one.start, one.end))]
    low, high = min(ends, default=Fraction(0)), max(ends, default=Fraction(0))
    if low > CUT * high > 0:
        return max(Fraction(0), low - (high - low) / 2), high
    return min(low, Fraction(0)), max(high, Fraction(0))


def is_cut(lines: Sequence[Step]) -> bool:
    """Whether the bars do not begin at zero."""
    return axis(lines)[0] > 0


def _bar(one: Step, low: Fraction, high: Fraction, room: int, signs: dict[str, str]) -> list[Piece]:
    span = high - low
    if not span:
        return []
    start = max(one.start, low) if one.total else one.start
    ends = sorted((start, one.end))
    first, last = (round((end - low) / span * room) for end in ends)
    if last == first and one.end != one.start:
        first, last = (first, first + 1) if first < room else (room - 1, room)
    ink = {"whole": "spark", "up": "good", "down": "bad"}[one.kind]
    return [("  " + " " * first, ""), (signs[one.kind] * (last - first), ink)]
