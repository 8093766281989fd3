"""Exact numbers as text, as the store keeps them: a decimal where it ends, else a fraction."""

from __future__ import annotations

from fractions import Fraction

_MOST_DIGITS = 30


def to_text(value: Fraction) -> str:
    """Return ``0.6`` for 3/5 and ``1/3`` for a third; nothing is rounded."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    digits = max(twos, fives)
    if rest != 1 or digits > _MOST_DIGITS:
        return str(value)
    if digits == 0:
        return str(value.numerator)
    scaled = abs(value.numerator) * 10**digits // value.denominator
    whole, part = divmod(scaled, 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{digits}d}"


def from_text(text: str) -> Fraction:
    """Return the number that ``to_text`` wrote."""
    return Fraction(text)
