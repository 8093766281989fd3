"""Sentences for people that are born below the screens and translated only there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction


def N_(text: str) -> str:
    """Mark a sentence for the translation catalogue; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named gaps: ``text`` is the English msgid, ``values`` fills its ``{gaps}``.

    Values stay typed (``date``, ``int``, ``Span``, ``Quantity``, another ``Message``, ``str``): the
    screen formats them in its language. A sentence that depends on a number comes from ``counted``.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    many: str = ""
    count: str = ""

    def __str__(self) -> str:
        one = not self.many or self.values[self.count] == 1
        return (self.text if one else self.many).format(**self.values)


def counted(one: str, many: str, count: str, values: Mapping[str, object]) -> Message:
    """Return the sentence for one or for many; ``count`` names the value that decides.

    ``counted("{n} order has no rate", "{n} orders have no rate", "n", {"n": 12})``
    """
    return Message(one, values, many, count)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure inside a sentence: ``value`` in a metric's unit (count, money, share, …)."""

    value: Fraction
    unit: str
    currency: str = ""

    def __str__(self) -> str:
        return f"{float(self.value):g}"
