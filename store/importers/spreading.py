"""Totals of a period spread over its days: whole numbers that keep both sums.

A tool gives what each member had over the period (a channel's visits, a query's clicks) and what
each day had in all. Nobody knows the two together; what is estimated here keeps every member's
total and every day's total exact, and gives the rest of a day to a member that is not named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """Return ``total`` parted in proportion to ``weights``, in whole numbers (largest remainder).

    With no weight at all every part is as large as the others, to one.
    """
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    by_rest = sorted(range(len(weights)), key=lambda at: -(total * weights[at] % whole))
    for at in by_rest[:left]:
        parts[at] += 1
    return parts


def spread(members: Sequence[int], days: Sequence[int]) -> list[list[int]]:
    """Return, for each day, the part of every member and behind them of nobody named.

    The parts of a member add up to its total, those of a day to the day's. Where the members have
    more than the days, the days are taken as large as they need to be, in proportion.
    """
    named = sum(members)
    if named > sum(days):
        days = shares(named, days)
    left = [*members, sum(days) - named]
    found = []
    for day in days:
        parts = shares(day, left) if day else [0] * len(left)
        left = [rest - part for rest, part in zip(left, parts, strict=True)]
        found.append(parts)
    return found
