"""What a goal aims at: an operator and one or two exact numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fractions import Fraction

Operator = Literal["<", "<=", ">", ">=", "between"]
OPERATORS: tuple[Operator, ...] = ("<", "<=", ">", ">=", "between")


@dataclass(frozen=True, slots=True)
class Target:
    """``value`` (and ``high``, for ``between`` only) in the metric's own unit: 60 % is 3/5."""

    operator: Operator
    value: Fraction
    high: Fraction | None = None

    def __post_init__(self) -> None:
        if (self.operator == "between") != (self.high is not None):
            raise ValueError("exactly the operator 'between' has a second bound")
        if self.high is not None and self.high <= self.value:
            raise ValueError("the second bound lies above the first")

    def met_by(self, value: Fraction) -> bool:
        """Compare unrounded: exactly 60 % is not below 60 %; both bounds of between count."""
        if self.operator == "<":
            return value < self.value
        if self.operator == "<=":
            return value <= self.value
        if self.operator == ">":
            return value > self.value
        if self.operator == ">=":
            return value >= self.value
        return self.high is not None and self.value <= value <= self.high

    @property
    def stays_under(self) -> bool:
        """True where less is what is wanted: a cap."""
        return self.operator in ("<", "<=")

    def bound_for(self, value: Fraction) -> Fraction:
        """Return the bound that matters from ``value``: of two bounds the nearer one."""
        if self.high is None:
            return self.value
        return self.value if value <= (self.value + self.high) / 2 else self.high

    def margin(self, value: Fraction) -> Fraction:
        """Return how far ``value`` is on the good side, negative where it misses the target."""
        if self.high is not None:
            return min(value - self.value, self.high - value)
        return self.value - value if self.stays_under else value - self.value
