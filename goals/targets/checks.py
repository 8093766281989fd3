"""What every goal must be, whatever the figures: its metric, its kind, its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.metrics.catalogue.shop import BUILT_IN
from goals.metrics.errors import QuestionError
from goals.targets.entry import EntryError
from store.messages import N_, Message, Quantity

if TYPE_CHECKING:
    from fractions import Fraction

    from goals.metrics.catalogue.shop import Catalogue
    from goals.metrics.metric import Metric
    from goals.targets.goal import Kind, Where
    from goals.targets.target import Target

NEVER_ABOVE_ALL = frozenset({"margin_rate"})
"""Shares that may be negative, but take no more than all of it."""


def default_kind(metric: Metric, where: Where) -> Kind:
    """Return the kind that is meant when nobody says: sums add up, rates reach a level."""
    if metric.id == "milestone_completion" and where and where[0][0] == "project":
        return "done"
    if metric.totals and metric.unit in ("count", "money"):
        return "total"
    return "level"


def find_metric(text: str, catalogue: Catalogue = BUILT_IN) -> Metric:
    if not text.strip():
        raise EntryError(
            N_("There is no metric yet."), N_("Name one, like cart_abandonment or revenue.")
        )
    return catalogue.metric(text.strip())


def check_kind(kind: Kind, metric: Metric, where: Where) -> None:
    if kind == "total" and not metric.totals:
        raise QuestionError(
            N_("{label} is a rate: its days do not add up to a total."),
            N_("Use the kind “level” or “hold”."),
            label=Message(metric.label),
        )
    if kind == "done" and not (where and where[0][0] == "project"):
        raise QuestionError(
            N_("A goal of the kind “done” needs a project."),
            N_("Name it as the scope: project=NAME."),
        )


def check_bounds(kind: Kind, metric: Metric, target: Target) -> None:
    """Refuse what no figure can ever be."""
    _check_range(metric, target)
    if kind == "total" and target.value <= 0:
        raise EntryError(
            N_("A total starts from nothing: its target lies above 0."),
            N_("Write a target above 0, or use the kind “level” or “hold”."),
        )
    if kind == "done" and (
        target.operator not in (">", ">=") or not 0 < target.value <= 1
        or (target.operator == ">" and target.value == 1)
    ):  # fmt: skip
        raise EntryError(
            N_("A project is done when its milestones are reached: aim at up to 100 %."),
            N_("Write “>= 100 %”, or a smaller share of the milestones."),
        )


def limits(metric: Metric) -> tuple[int | None, int | None]:
    """Return what a figure can be at least and at most, ``None`` where nothing bounds it."""
    if metric.is_part:
        return 0, 1
    if metric.interval == "promoters":
        return -100, 100
    if metric.unit == "count" and "-" not in metric.formula:
        return 0, None
    return None, 1 if metric.id in NEVER_ABOVE_ALL else None


def _check_range(metric: Metric, target: Target) -> None:
    """Refuse bounds outside what the figure can be, and what lies beyond its very ends."""
    low, high = limits(metric)
    bounds = [bound for bound in (target.value, target.high) if bound is not None]
    below = low is not None and (
        any(bound < low for bound in bounds) or (target.operator == "<" and target.value == low)
    )
    above = high is not None and (
        any(bound > high for bound in bounds) or (target.operator == ">" and target.value == high)
    )
    if not (below or above):
        return
    text = N_("{label} is never below 0.")
    if metric.is_part:
        text = N_("{label} lies between 0 and 100 %.")
    elif metric.interval == "promoters":
        text = N_("{label} lies between −100 and 100.")
    elif above:
        text = N_("{label} is never above 100 %.")
    raise EntryError(text, N_("Write a target in between."), label=Message(metric.label))


def nothing_to_start_from(reason: Message | None) -> QuestionError:
    """Return the refusal of a goal that would start from no figure."""
    return QuestionError(
        N_("There is no figure to start from. {reason}"),
        N_("Import the days before the start, or choose another metric or window."),
        reason=reason or "",
    )


def check_level(
    metric: Metric,
    target: Target,
    value: Fraction | None,
    reason: Message | None,
    currency: str,
    *,
    running: bool = False,
) -> None:
    """Refuse a level that is where the figure is today, or that is met already.

    ``running``: the goal is under way, and the figure the one it was set from.
    """
    if value is None:
        raise nothing_to_start_from(reason)
    now = Quantity(value, metric.unit, currency)
    if running and (value in (target.value, target.high) or target.met_by(value)):
        raise EntryError(
            N_("The goal was set from {value}, which meets this target."),
            N_("Aim further, or set a new goal from today's figure."),
            value=now,
        )
    if value in (target.value, target.high):
        raise EntryError(
            N_("The target is what the figure is today: {value}."),
            N_("Aim at another figure, or use the kind “hold” to keep this one."),
            value=now,
        )
    if target.met_by(value):
        raise EntryError(
            N_("The target is met already: today it is {value}."),
            N_("Aim further, or use the kind “hold” to keep it there."),
            value=now,
        )
