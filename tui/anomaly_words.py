"""Odd days in words and columns, for the command line and the screens."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, cast

from tui import format as fmt
from tui import words
from tui.language import _, ngettext, tr

if TYPE_CHECKING:
    from goals.explain.anomalies.watch import Anomaly, Board
    from goals.metrics.catalogue.shop import Catalogue
    from store.messages import Message

UP, DOWN = "▲", "▼"


def sign(one: Anomaly) -> str:
    return UP if one.above else DOWN


def value(one: Anomaly, currency: str) -> str:
    return fmt.value(one.metric.unit, one.value, currency)


def usual_range(one: Anomaly, currency: str) -> str:
    """Return the range in which the day would have been as expected."""
    ends = (one.low, one.high)
    if one.metric.unit == "count":  # 1 is not within 1.02 to 9.8: whole numbers within are
        ends = (Fraction(ceil(one.low)), Fraction(floor(one.high)))
    low, high = (fmt.value(one.metric.unit, end, currency) for end in ends)
    return f"{low} – {high}"


def rarity(one: Anomaly) -> str:
    """Return how rare such a day is, by the days known before it."""
    once = one.once_in
    if once is None:
        return _("never in {n} days").format(n=fmt.number(one.days))
    text = ngettext("every day", "once in {n} days", once)
    return text.format(n=fmt.number(once))


def beside(one: Anomaly) -> list[str]:
    """Return what is known beside the day, and what moved with it."""
    told = [tr(cause) for cause in one.causes]
    if one.carrier is not None:
        where = words.where_text(((one.carrier.dimension, one.carrier.member),))
        text = _("{where} carries {share} of the gap")
        told.append(
            text.format(where=where, share=fmt.share(min(one.carrier.share, Fraction(9)), 0))
        )
    return told


def watched_text(board: Board) -> str:
    """Return how many figures were watched, and how often they rang."""
    many = len(board.watched)
    days = sum(one.judged for one in board.watched)
    alarms = sum(one.alarms for one in board.watched)
    text = ngettext("{n} figure watched", "{n} figures watched", many).format(n=fmt.number(many))
    if not days:
        return text
    rate = _("{rate} odd days in 100, budget {budget}").format(
        rate=fmt.number(Fraction(100 * alarms, days), 1),
        budget=fmt.number(Fraction(board.budget), 1),
    )
    return f"{text} · {rate}"


def unwatched_texts(board: Board, known: Catalogue) -> list[str]:
    """Return why figures are not watched, each reason once with the figures it is for.

    Those that the limit does not know come last and are only counted.
    """
    reasons: dict[str, list[str]] = {}
    unlimited: dict[str, int] = {}
    for name, why in board.unwatched.items():
        if "dimension" in why.values:
            label = tr(cast("Message", why.values["dimension"]))
            unlimited[label] = unlimited.get(label, 0) + 1
        elif name in known:
            reasons.setdefault(tr(why), []).append(_(known[name].tile_label))
    text = _("{metrics}: {reason}")
    told = [
        text.format(metrics=fmt.listed(labels), reason=reason)
        for reason, labels in sorted(reasons.items(), key=lambda one: len(one[1]))
    ]
    for label, count in unlimited.items():
        words_of = ngettext("{n} figure is not known by this: {dimension}.",
                            "{n} figures are not known by this: {dimension}.", count)  # fmt: skip
        told.append(words_of.format(n=fmt.number(count), dimension=label))
    return told
