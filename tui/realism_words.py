"""How realistic a target is, in the current language: short sentences, shorter where room is."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.targets.realism import WORD_LABELS
from goals.targets.texts import target_text
from store.spans import Span
from tui import format as fmt
from tui.chances import chance_text
from tui.cli.columns import width
from tui.language import _, current, ngettext, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from goals.targets.realism import Realism
    from goals.targets.target import Target
    from goals.targets.yardstick import Weighed

MARKS = {"easy": "·", "prudent": "✓", "ambitious": "◆", "extreme": "!", "never seen": "!!"}
INKS = {"easy": "dim", "prudent": "good", "ambitious": "mark", "extreme": "bad",
        "never seen": "bad"}  # fmt: skip
PLENTY = 1000
MONTH = 30.44
"""Days, on average."""


def lines(weighed: Weighed, currency: str) -> Iterable[str]:
    """Yield what the past says of a target, the most telling first, each a line or two."""
    found = weighed.realism
    if found.reason is not None:
        yield tr(found.reason)
    verdict = verdict_text(found)
    if verdict:
        yield verdict
    past = [asked_text(found), largest_text(found), held_text(found)]
    if any(past):
        yield " ".join(filter(None, past))
    base = base_text(found, currency)
    best = best_text(found, currency)
    if base or best:
        yield " ".join(filter(None, (base, best)))
    for note in found.notes:
        yield tr(note)


def verdict_text(found: Realism, room: int = PLENTY) -> str:
    """Return the word, the chance, how often it happened, and whether it is more than noise.

    What does not fit is left out from the end.
    """
    parts = []
    if found.word is not None:
        parts.append(f"{MARKS[found.word]} {_(WORD_LABELS[found.word])}")
    if found.chance is not None:
        parts.append(_("chance {chance}").format(chance=chance_text(found.chance)))
    parts += [one for one in (times_text(found), noise_text(found)) if one]
    while len(parts) > 2 and width(" · ".join(parts)) > room:
        parts.pop()
    return " · ".join(parts)


def times_text(found: Realism) -> str:
    """Return how many times a move was as large, in stretches that share no day."""
    if not found.of or not found.advance or found.held is not None:
        return ""
    months = round(found.days / MONTH)
    if months < 24:
        long = ngettext("{n} month", "{n} months", months).format(n=fmt.number(months))
    else:
        years = round(months / 12)
        long = ngettext("{n} year", "{n} years", years).format(n=fmt.number(years))
    if not found.apart:
        return _("never in {long}").format(long=long)
    text = ngettext("{n} time in {long}", "{n} times in {long}", found.apart)
    return text.format(n=fmt.number(found.apart), long=long)


def noise_text(found: Realism) -> str:
    """Return whether the change asked for can be told from noise."""
    if found.detectable is None or found.visible is None or found.held is not None:
        return ""
    size = change_text(found, found.visible).lstrip("+")
    if found.detectable:
        return _("beyond noise (±{size})").format(size=size)
    return _("within noise (±{size})").format(size=size)


def change_text(found: Realism, change: float) -> str:
    """Return a change of the figure with its sign."""
    return fmt.signed(Fraction(change), found.metric.change)


def asked_text(found: Realism) -> str:
    """Return what is asked for."""
    if found.change is None or found.held is not None:
        return ""
    change = change_text(found, found.change)
    if found.growth:
        return _("{change} on a year before.").format(change=change)
    text = ngettext("{change} in {n} day.", "{change} in {n} days.", found.lag)
    return text.format(change=change, n=fmt.number(found.lag))


def largest_text(found: Realism) -> str:
    """Return the largest past move that way, with its days."""
    if not found.of or not found.advance or found.held is not None:
        return ""
    move = found.largest
    if move is None:
        return _("It never went that way over so long.")
    when = fmt.day(move.end) if found.growth else fmt.span(Span.of(move.start, move.end))
    text = _("Largest so far: {change} ({when}).")
    return text.format(change=change_text(found, move.change), when=when)


def held_text(found: Realism) -> str:
    """Return how many of the past windows met a level to hold."""
    if found.held is None:
        return ""
    text = ngettext(
        "Met by {share} of past windows, {n} day on end at most.",
        "Met by {share} of past windows, {n} days on end at most.",
        found.longest or 0,
    )
    share = fmt.share(Fraction(found.held), 0)
    return text.format(share=share, n=fmt.number(found.longest or 0))


def base_text(found: Realism, currency: str) -> str:
    """Return what the change is measured from."""
    if found.base is None or found.base_days is None:
        return ""
    value = fmt.value(found.metric.unit, found.base, currency)
    text = _("A year before: {value} ({days}).") if found.growth else _("Now {value} ({days}).")
    return text.format(value=value, days=fmt.span(found.base_days))


def best_text(found: Realism, currency: str) -> str:
    """Return the best that ever was over as many days."""
    if found.best is None:
        return ""
    value = fmt.value(found.metric.unit, Fraction(found.best[0]), currency)
    text = _("Best so far: {value} ({day}).")
    return text.format(value=value, day=fmt.day(found.best[1].last))


def proposals_text(weighed: Weighed, currency: str, room: int) -> str:
    """Return the targets to choose from with their chances, and their words where room is."""
    from tui import words

    metric = weighed.realism.metric
    line = ""
    for named in (True, False):
        parts = []
        for number, one in enumerate(weighed.proposals, 1):
            target = words.bounds_text(one.target, metric, currency)
            text = fmt.labelled(str(number), f"{target} ({chance_text(one.chance)})")
            parts.append(f"{text} {_(WORD_LABELS[one.word])}" if named else text)
        line = " · ".join(parts)
        if width(line) <= room:
            return line
    return line


def typed(target: Target, weighed: Weighed) -> str:
    """Return a target as it would be typed in the current language."""
    text = target_text(target, weighed.realism.metric)
    comma = current().locale.number_symbols["latn"]["decimal"] == ","
    return text.replace(".", ",") if comma else text
