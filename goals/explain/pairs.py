"""Products bought together: how often, how surely, and how much more often than by chance.

support: baskets with both, out of all · confidence: baskets with both, out of those with one ·
lift: how many times more often than if nobody cared what else is in the basket (Brin et al., 1997).
A product is what has a stock code of its own, however it was called in the course of time. Work
that takes the description instead finds fewer pairs: in Online Retail 885 at 1 %, and 970 by code.
numpy is imported inside the functions: nothing on the way to the first screen waits for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from store.messages import N_, Message
from store.products import LINE_PRODUCTS, order_lines, order_moments, product_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from store.facts import Facts
    from store.spans import Span

    Codes = NDArray[np.int64]

SUPPORT = Fraction(1, 100)
FEWEST = 5
"""Baskets below which a pair says nothing, however small the shop."""
MOST_PRODUCTS = 2_000
"""The most sold are looked at: four million pairs fit in memory."""
AT_ONCE = 4_000_000
"""Pairs counted together: more would only take more memory."""

NO_BASKETS = N_("No order of these days has lines: what was bought together is not known.")
NO_PAIR = N_("No two products were in {n} baskets together, of {baskets} in all.")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two products by number; ``first`` is the one of which more baskets with the other hold."""

    first: int
    second: int
    baskets: int
    support: Fraction
    confidence: Fraction
    lift: Fraction


@dataclass(frozen=True, slots=True)
class NamedPair:
    """A pair with what people call its products."""

    first: str
    second: str
    pair: Pair


@dataclass(frozen=True, slots=True)
class PairBook:
    """The pairs of some days, the strongest first; ``least`` baskets make a pair."""

    span: Span
    baskets: int
    least: int
    pairs: tuple[NamedPair, ...] = ()
    reason: Message | None = None


def pair_book(facts: Facts, span: Span, support: Fraction = SUPPORT) -> PairBook:
    """Return the products bought together on the days, by lift."""
    import numpy as np

    with facts.snapshot():
        orders = np.array(order_moments(facts, span), dtype="int64")
        blocks = [np.array(rows, dtype="int64").reshape(-1) for rows in order_lines(facts, span)]
    if not blocks:
        return PairBook(span, 0, 0, reason=Message(NO_BASKETS))
    # Moment and customer are one number: there are far fewer customers, and it is not 2240 yet.
    baskets = _ranked(orders[:, 1] * 2**30 + orders[:, 2])
    lines = np.concatenate(blocks)
    places = np.searchsorted(orders[:, 0], lines // LINE_PRODUCTS)
    count, found = together(baskets[places], lines % LINE_PRODUCTS, support)
    least = _least(count, support)
    if not found:
        return PairBook(span, count, least,
                        reason=Message(NO_PAIR, {"n": least, "baskets": count}))  # fmt: skip
    names = product_names(facts)
    named = tuple(NamedPair(names[one.first][0], names[one.second][0], one) for one in found)
    return PairBook(span, count, least, named)


def together(baskets: Codes, products: Codes, support: Fraction) -> tuple[int, list[Pair]]:
    """Return the number of baskets and the pairs in at least ``support`` of them, by lift.

    ``baskets`` and ``products`` are the columns of the lines. Every product counts once a basket.
    """
    import numpy as np

    # Sorted once and compared with the next one: np.unique takes many times as long.
    width = int(products.max(initial=0)) + 1
    lines = np.sort(_ranked(baskets) * width + products, kind="stable")
    lines = lines[np.append(True, lines[1:] != lines[:-1])] if lines.size else lines
    places, items = lines // width, lines % width
    count = int(np.count_nonzero(places[1:] != places[:-1])) + 1 if places.size else 0
    least = _least(count, support)
    held = np.bincount(items, minlength=width)
    kept = np.sort(np.argsort(-held, kind="stable")[:MOST_PRODUCTS])
    kept = kept[held[kept] >= least]
    if kept.size < 2:
        return count, []
    code = np.full(width, -1, dtype="int64")
    code[kept] = np.arange(kept.size)
    coded = code[items]
    places, coded = places[coded >= 0], coded[coded >= 0]
    both = _counts(places, coded, int(kept.size))
    found = []
    for place in np.flatnonzero(both >= least):
        one, other = divmod(int(place), int(kept.size))
        found.append(_pair(both[place], one, other, kept, held[kept], count))
    found.sort(key=lambda one: (-one.lift, -one.baskets, one.first, one.second))
    return count, found


def _least(baskets: int, support: Fraction) -> int:
    """Return how many baskets make a pair: the share rounded down to whole baskets."""
    return max(FEWEST, int(baskets * support))


def _ranked(values: Codes) -> Codes:
    """Return the values as numbers from 0 on, in their order."""
    import numpy as np

    order = np.argsort(values, kind="stable")
    sorted_ = values[order]
    ranks = np.empty(values.size, dtype="int64")
    ranks[order] = np.cumsum(np.append(False, sorted_[1:] != sorted_[:-1]))[: values.size]
    return ranks


def _counts(places: Codes, codes: Codes, width: int) -> Codes:
    """Return how many baskets hold each pair (lower code × width + higher code).

    Lines are compared with the next one, the one after it and so on, as long as both are of one
    basket: the work grows with the pairs there are, not with the products.
    """
    import numpy as np

    both = np.zeros(width * width, dtype="int64")
    waiting: list[Codes] = []
    held = 0
    here = np.arange(places.size)
    for shift in range(1, places.size + 1):
        here = here[here + shift < places.size]
        here = here[places[here] == places[here + shift]]
        waiting.append(codes[here] * width + codes[here + shift])
        held += here.size
        if held > AT_ONCE or not here.size:
            both += np.bincount(np.concatenate(waiting), minlength=width * width)
            waiting, held = [], 0
        if not here.size:
            break
    return both


def _pair(both: int, one: int, other: int, names: Codes, held: Codes, baskets: int) -> Pair:
    together, ours, theirs = int(both), int(held[one]), int(held[other])
    if ours > theirs:  # of the rarer one, more baskets hold the other
        one, other, ours, theirs = other, one, theirs, ours
    return Pair(
        int(names[one]), int(names[other]), together, Fraction(together, baskets),
        Fraction(together, ours), Fraction(together * baskets, ours * theirs),
    )  # fmt: skip
