"""What may come of a goal: its probability, a forecast, and how past calls of this kind did.

Plain values, kept beside the goal; ``goals.forecast`` computes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from store.messages import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAST_CALLS = 5
"""Fewer past calls say nothing of the next."""


@dataclass(frozen=True, slots=True)
class Fan:
    """A day to come with the value that is as likely to be passed as not, and its 80 % range."""

    day: date
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """``probability`` of reaching the goal; ``value`` on its last day with the 80 % range.

    ``reason`` says why there is no probability. ``places`` are, for past days on which the same
    was asked, the shares of paths that did worse than what then came: the shop's own back-test
    (``None`` before it was run).
    """

    probability: float | None = None
    value: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    reason: Message | None = None
    fan: tuple[Fan, ...] = ()
    places: tuple[float, ...] | None = None

    @property
    def calls(self) -> tuple[int, int] | None:
        """How many past calls with this probability there were, and how many came true.

        Each past day could have been asked for the target that its paths met with just this
        probability: it was met where what came lies among that share of the paths.
        """
        if self.probability is None or self.places is None or len(self.places) < LEAST_CALLS:
            return None
        true = sum(place >= 1 - self.probability for place in self.places)
        return len(self.places), true

    def to_json(self) -> dict[str, Any]:
        def text(value: Fraction | None) -> float | None:
            return None if value is None else float(value)

        return {
            "probability": self.probability,
            "value": text(self.value),
            "low": text(self.low),
            "high": text(self.high),
            "reason": None if self.reason is None else _packed(self.reason),
            "fan": [[one.day.isoformat(), one.value, one.low, one.high] for one in self.fan],
            "places": None if self.places is None else list(self.places),
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Outlook:
        def number(name: str) -> Fraction | None:
            return None if body[name] is None else Fraction(body[name])

        places = body["places"]
        return cls(
            body["probability"],
            number("value"),
            number("low"),
            number("high"),
            None if body["reason"] is None else _unpacked(body["reason"]),
            tuple(Fan(date.fromisoformat(day), *ends) for day, *ends in body["fan"]),
            None if places is None else tuple(places),
        )


def _packed(message: Message) -> dict[str, Any]:
    values: dict[str, dict[str, Any]] = {}
    for name, value in message.values.items():
        if isinstance(value, date):
            values[name] = {"day": value.isoformat()}
        elif isinstance(value, Message):
            values[name] = {"message": _packed(value)}
        else:
            values[name] = {"is": value if isinstance(value, int) else str(value)}
    return {"text": message.text, "many": message.many, "count": message.count, "values": values}


def _unpacked(body: Mapping[str, Any]) -> Message:
    values: dict[str, object] = {}
    for name, value in body["values"].items():
        if "day" in value:
            values[name] = date.fromisoformat(value["day"])
        elif "message" in value:
            values[name] = _unpacked(value["message"])
        else:
            values[name] = value["is"]
    return Message(body["text"], values, body["many"], body["count"])
