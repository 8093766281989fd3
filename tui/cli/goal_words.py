"""Short texts about goals and levers, shared by the commands: targets, values, differences."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from store.dimensions import DIMENSIONS
from tui import format as fmt
from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from goals.metrics.metric import Metric
    from goals.targets.assess import Turn
    from goals.targets.goal import Goal, Where
    from goals.targets.target import Target

SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥"}
MOST_DIGITS = 6


def plain_amount(unit: str, amount: Fraction, currency: str) -> str:
    """Return an amount with the digits it has and no others: 60 %, 59.5 %, 140,000 €."""
    scale = 100 if unit == "share" else 1
    digits = next(
        (d for d in range(MOST_DIGITS) if fmt.rounded(amount * scale, d) == amount * scale),
        MOST_DIGITS,
    )
    if unit == "money" and digits:
        digits = max(digits, fmt.minor_digits(currency))
    return fmt.value(unit, amount, currency, digits=digits)


def target_text(target: Target, unit: str, currency: str) -> str:
    """Return a target as ``< 60 %`` or ``between 50 % and 60 %``."""
    if target.high is not None:
        return _("between {low} and {high}").format(
            low=plain_amount(unit, target.value, currency),
            high=plain_amount(unit, target.high, currency),
        )
    return f"{SIGNS[target.operator]} {plain_amount(unit, target.value, currency)}"


def scope_text(where: Where) -> str:
    """Return a scope as ``Channel = facebook``."""
    return ", ".join(
        f"{_(DIMENSIONS[name].label)} = {clean(member) or _('(unknown)')}" for name, member in where
    )


def wish_text(goal: Goal, currency: str, *, short: bool = False) -> str:
    """Return what is wanted: metric, target and scope; ``short`` for a narrow place."""
    metric = goal.about
    target = target_text(goal.target, metric.unit, currency)
    if goal.kind == "done" and goal.where:
        project = clean(goal.where[0][1])
        if goal.target.value == 1:
            return _("{project}: every milestone").format(project=project)
        return _("{project}: milestones {target}").format(project=project, target=target)
    text = f"{_(metric.tile_label if short else metric.label)} {target}"
    if not goal.where:
        return text
    if short:
        return f"{text} · {clean(goal.where[0][1]) or _('(unknown)')}"
    return f"{text} ({scope_text(goal.where)})"


def title_text(goal: Goal, currency: str, *, short: bool = False) -> str:
    """Return the owner's title, else what is wanted."""
    return clean(goal.title) or wish_text(goal, currency, short=short)


def short_value(goal: Goal, value: Fraction | None, currency: str) -> str:
    """Return a value for a narrow place, still never reading as the bound it is compared with."""
    unit = goal.about.unit
    if value is None:
        return fmt.NO_VALUE
    bound = goal.target.bound_for(value)
    short = fmt.short(unit, value, currency)
    if value != bound and short == fmt.short(unit, bound, currency):
        return fmt.exact(unit, value, bound, currency)
    return short


def value_text(goal: Goal, value: Fraction | None, currency: str) -> str:
    """Return a value of the goal's metric that never reads as the bound it is compared with."""
    unit = goal.about.unit
    if value is None:
        return fmt.NO_VALUE
    return fmt.exact(unit, value, goal.target.bound_for(value), currency)


def difference_text(metric: Metric, amount: Fraction, currency: str) -> str:
    """Return a difference with its sign: points for shares, the unit for everything else."""
    if metric.unit in ("share", "points"):
        points = amount * 100 if metric.unit == "share" else amount
        text = _("{points} pt").format(points=fmt.number(abs(points), _digits(points)))
    else:
        digits = None if metric.unit in ("money", "ratio") else _digits(amount)
        text = fmt.value(metric.unit, abs(amount), currency, digits=digits)
    return ("\N{MINUS SIGN}" if amount < 0 else "+") + text if amount else text


def _digits(amount: Fraction) -> int:
    """Return how many decimals show at least two digits that count."""
    size = abs(amount)
    return 0 if size >= 100 else 1 if size >= 1 else 2 if size >= Fraction(1, 10) else 3


def turn_texts(turn: Turn, goal: Goal, currency: str) -> list[str]:
    """Return the figure, the verdict, and what is known today where that is something else.

    What was recorded when the turn was over comes first: it is what was decided by then.
    """
    kept = turn.kept
    value, met = (turn.value, turn.met) if kept is None else (kept.value, kept.met)
    word = fmt.NO_VALUE if met is None else _("reached") if met else _("missed")
    texts = [value_text(goal, value, currency), word, ""]
    if kept is not None and turn.value not in (None, kept.value):
        texts[2] = _("today {value}").format(value=value_text(goal, turn.value, currency))
    elif kept is not None and kept.target != goal.target:
        target = target_text(kept.target, goal.about.unit, currency)
        texts[2] = _("target then {target}").format(target=target)
    return texts
