"""A lever: a dated action that should move metrics, and how it is doing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, cast, get_args

from goals.targets.exact import from_text, to_text
from store.messages import N_
from store.plans import LeverRow

if TYPE_CHECKING:
    from datetime import date

    from goals.targets.goal import Where

LeverState = Literal["idea", "planned", "running", "stopped", "done", "deleted"]
LEVER_STATES: tuple[LeverState, ...] = get_args(LeverState)

LEVER_STATE_LABELS: dict[LeverState, str] = {
    "idea": N_("idea"),
    "planned": N_("planned"),
    "running": N_("running"),
    "stopped": N_("stopped"),
    "done": N_("done"),
    "deleted": N_("deleted"),
}
LEVER_MARKS: dict[LeverState, str] = {
    "idea": "○", "planned": "◔", "running": "▶", "stopped": "■", "done": "●", "deleted": "✗",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExpectedEffect:
    """A metric the lever should move; ``expected`` is a relative change (0.05 = +5 %) if known."""

    metric: str
    expected: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """``library`` is the id of the entry it came from. ``cost`` in units of the currency.

    ``holdout``: half of the customers is spared. ``end`` is the last day it ran.
    """

    name: str
    id: int = 0
    version: int = 0
    state: LeverState = "idea"
    library: str | None = None
    effects: tuple[ExpectedEffect, ...] = ()
    where: Where = ()
    holdout: bool = False
    start: date | None = None
    end: date | None = None
    cost: Fraction = Fraction(0)
    owner: str = ""
    note: str = ""

    @property
    def metrics(self) -> tuple[str, ...]:
        return tuple(effect.metric for effect in self.effects)


def to_row(lever: Lever) -> LeverRow:
    """Return the row that keeps the lever."""
    dimension, member = lever.where[0] if lever.where else (None, None)
    return LeverRow(
        id=lever.id,
        version=lever.version,
        state=lever.state,
        name=lever.name,
        library=lever.library,
        effects=tuple(
            {
                "metric": effect.metric,
                "expected": None if effect.expected is None else to_text(effect.expected),
            }
            for effect in lever.effects
        ),
        where_dimension=dimension,
        where_member=member,
        holdout=lever.holdout,
        start_day=lever.start,
        end_day=lever.end,
        cost=to_text(lever.cost),
        owner=lever.owner,
        note=lever.note,
    )


def from_row(row: LeverRow) -> Lever:
    """Return the lever that a row keeps."""
    return Lever(
        id=row.id,
        version=row.version,
        state=cast("LeverState", row.state),
        name=row.name,
        library=row.library,
        effects=tuple(_effect(body) for body in row.effects),
        where=((row.where_dimension, row.where_member or ""),) if row.where_dimension else (),
        holdout=row.holdout,
        start=row.start_day,
        end=row.end_day,
        cost=from_text(row.cost),
        owner=row.owner,
        note=row.note,
    )


def _effect(body: object) -> ExpectedEffect:
    """Read an effect as kept: a metric's id alone, or with what is expected of it."""
    if not isinstance(body, Mapping):
        return ExpectedEffect(str(body))
    expected = body.get("expected")
    return ExpectedEffect(
        str(body["metric"]), None if expected is None else from_text(str(expected))
    )
