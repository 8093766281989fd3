"""Probabilities and forecasts in words, for screens and commands."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tui import format as fmt
from tui.language import _

if TYPE_CHECKING:
    from goals.metrics.metric import Metric
    from goals.targets.outlook import Outlook


def chance_text(probability: float) -> str:
    """Return a probability as whole per cents; only what is certain is 0 or 100 %."""
    if 0 < probability < 0.01:
        return f"< {fmt.share(Fraction(1, 100), 0)}"
    if 0.99 < probability < 1:
        return f"> {fmt.share(Fraction(99, 100), 0)}"
    return fmt.share(Fraction(probability), 0)


def calls_text(asked: int, came_true: int) -> str:
    """Return how past calls of this kind on this shop's own history did."""
    text = _("of {n} such calls on this shop’s past, {true} came true")
    return text.format(n=fmt.number(asked), true=fmt.number(came_true))


def forecast_texts(outlook: Outlook, metric: Metric, currency: str) -> list[str]:
    """Return what the last day may show, and the range that holds it four times of five."""
    if outlook.value is None:
        return []
    value, low, high = (
        fmt.value(metric.unit, end, currency) for end in (outlook.value, outlook.low, outlook.high)
    )
    return [
        _("{value} at the end").format(value=value),
        _("four times of five between {low} and {high}").format(low=low, high=high),
    ]
