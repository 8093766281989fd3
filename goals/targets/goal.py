"""A goal: what should be where by when, and what was known when it was set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, get_args

from goals.metrics.catalogue import METRICS
from goals.targets.exact import from_text, to_text
from store.messages import N_
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goals.metrics.metric import Metric
    from goals.targets.target import Target

Kind = Literal["level", "total", "hold", "done"]
State = Literal["open", "closed", "archived", "deleted"]
Recurrence = Literal["none", "weekly", "monthly", "quarterly"]
Where = tuple[tuple[str, str], ...]

KINDS: tuple[Kind, ...] = get_args(Kind)
RECURRENCES: tuple[Recurrence, ...] = get_args(Recurrence)
STATES: tuple[State, ...] = get_args(State)

KIND_LABELS: dict[Kind, str] = {
    "level": N_("reach a level"),
    "total": N_("add up to"),
    "hold": N_("hold"),
    "done": N_("finish a project"),
}
RECURRENCE_LABELS: dict[Recurrence, str] = {
    "none": N_("once"),
    "weekly": N_("every week"),
    "monthly": N_("every month"),
    "quarterly": N_("every quarter"),
}
STATE_LABELS: dict[State, str] = {
    "open": N_("under way"),
    "closed": N_("closed"),
    "archived": N_("archived"),
    "deleted": N_("deleted"),
}
DEFAULT_WINDOW = 28
"""Four whole weeks: every weekday counts the same."""


@dataclass(frozen=True, slots=True)
class Known:
    """A figure as it was known once: value with what it was made of, in the metric's unit."""

    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    interval: tuple[float, float] | None = None

    def to_json(self) -> dict[str, object]:
        texts = {
            name: None if number is None else to_text(number)
            for name, number in (
                ("value", self.value),
                ("numerator", self.numerator),
                ("denominator", self.denominator),
            )
        }
        return {**texts, "interval": None if self.interval is None else list(self.interval)}

    @classmethod
    def from_json(cls, body: Mapping[str, object]) -> Known:
        interval = body.get("interval")
        low_high = [float(end) for end in interval] if isinstance(interval, (list, tuple)) else []
        return cls(
            _fraction(body.get("value")),
            _fraction(body.get("numerator")),
            _fraction(body.get("denominator")),
            (low_high[0], low_high[1]) if len(low_high) == 2 else None,
        )


def _fraction(text: object) -> Fraction | None:
    return from_text(str(text)) if text is not None else None


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a change is measured from, frozen when the goal is set.

    ``figure`` is the metric over ``span``. Totals and projects start from 0 by nature: their
    ``figure`` says what as many days before brought. ``guardrails`` are the figures of the
    metrics that must not get worse, over the same days.
    """

    figure: Known
    span: Span
    guardrails: Mapping[str, Known] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        return {
            **self.figure.to_json(),
            "start": self.span.start.isoformat(),
            "end": self.span.last.isoformat(),
            "guardrails": {name: known.to_json() for name, known in self.guardrails.items()},
        }

    @classmethod
    def from_json(cls, body: Mapping[str, object]) -> Baseline:
        guardrails = body.get("guardrails")
        return cls(
            Known.from_json(body),
            Span.of(date.fromisoformat(str(body["start"])), date.fromisoformat(str(body["end"]))),
            {name: Known.from_json(known) for name, known in guardrails.items()}
            if isinstance(guardrails, dict)
            else {},
        )


@dataclass(frozen=True, slots=True)
class Closing:
    """The figure known when the goal was closed, measured up to ``day``."""

    value: Fraction | None
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """``start`` and ``deadline`` both count. ``window`` is in days, for level and hold goals.

    ``measured`` is the metric where it is one of the owner's own; ``about`` is it in any case.
    """

    title: str
    metric: str
    target: Target
    kind: Kind
    start: date
    deadline: date
    where: Where = ()
    window: int = DEFAULT_WINDOW
    recurrence: Recurrence = "none"
    stage: str = ""
    guardrails: tuple[str, ...] = ()
    note: str = ""
    baseline: Baseline | None = None
    id: int = 0
    version: int = 0
    state: State = "open"
    closing: Closing | None = None
    measured: Metric | None = field(default=None, compare=False, repr=False)

    @property
    def about(self) -> Metric:
        """The metric that the goal is about."""
        return self.measured or METRICS[self.metric]

    @property
    def origin(self) -> Fraction | None:
        """The value that progress is counted from."""
        if self.kind in ("total", "done"):
            return Fraction(0)
        return self.baseline.figure.value if self.baseline else None

    @property
    def aim(self) -> Fraction:
        """The bound that progress is counted to: of ``between`` the one nearer to the origin."""
        origin = self.origin
        return self.target.value if origin is None else self.target.bound_for(origin)
