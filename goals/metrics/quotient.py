"""Any formula as one quotient of two, so that sums of days are divided once, and its unit.

``a / b - c / d`` is ``(a × d - c × b) / (b × d)``: the same number, worked out of what each measure
adds up to over the days asked for. Never a mean of daily rates.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.errors import QuestionError
from goals.metrics.formula import Leaf, Node, Number, Pair
from goals.metrics.parsing import MAX_PARTS, parts, too_many_parts
from store.messages import N_

if TYPE_CHECKING:
    from goals.metrics.formula import Filter

_APART = {
    "money": N_("“{left}” and “{right}” cannot be added or taken from each other: one is money."),
    "minutes": N_("“{left}” and “{right}” cannot be added or taken from each other: one is time."),
}
_ONE = Number(Fraction(1))


@dataclass(frozen=True, slots=True)
class Quotient:
    """``top ÷ bottom``; without a ``bottom`` nothing is divided but by plain numbers."""

    top: Node
    bottom: Node | None = None


@dataclass(frozen=True, slots=True)
class Dimension:
    """Powers of money and of minutes that a value has; counts and plain numbers have none."""

    money: int = 0
    minutes: int = 0

    def times(self, other: Dimension, sign: int) -> Dimension:
        return Dimension(self.money + sign * other.money, self.minutes + sign * other.minutes)


def quotient(node: Node) -> Quotient:
    """Return a formula's tree as one quotient.

    Raises:
        QuestionError: it divides by nothing, or is too long when written out.
    """
    if not isinstance(node, Pair):
        return Quotient(node)
    left, right = quotient(node.left), quotient(node.right)
    if node.sign == "*":
        return Quotient(_times(left.top, right.top), _product(left.bottom, right.bottom))
    if node.sign == "/":
        return _divided(left, right)
    if left.bottom == right.bottom:
        return Quotient(_pair(node.sign, left.top, right.top), left.bottom)
    top = _pair(
        node.sign,
        _times(left.top, right.bottom or _ONE),
        _times(right.top, left.bottom or _ONE),
    )
    return Quotient(top, _product(left.bottom, right.bottom))


def _divided(left: Quotient, right: Quotient) -> Quotient:
    by = constant(right.top)
    if by is None:
        top = _times(left.top, right.bottom or _ONE)
        return Quotient(top, _product(left.bottom, right.top))
    if by == 0:
        raise QuestionError(
            N_("The formula divides by 0."), N_("Divide by a measure, or by another number.")
        )
    return Quotient(_pair("/", _times(left.top, right.bottom or _ONE), Number(by)), left.bottom)


def constant(node: Node) -> Fraction | None:
    """Return the number that a tree without measures is, else ``None``."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Leaf):
        return None
    left, right = constant(node.left), constant(node.right)
    if left is None or right is None:
        return None
    if node.sign == "/":
        return left / right if right else Fraction(0)
    if node.sign == "*":
        return left * right
    return left + right if node.sign == "+" else left - right


def _times(left: Node, right: Node) -> Node:
    if right == _ONE:
        return left
    return right if left == _ONE else _pair("*", left, right)


def _product(left: Node | None, right: Node | None) -> Node | None:
    if left is None or right is None:
        return left or right
    return _times(left, right)


def _pair(sign: str, left: Node, right: Node) -> Node:
    made = Pair(sign, left, right)
    if parts(made) > MAX_PARTS:
        raise too_many_parts()
    return made


def dimension(node: Node) -> Dimension | None:
    """Return the powers of a formula's value, ``None`` for a plain number, which fits anything.

    Raises:
        QuestionError: it adds what cannot be added, such as money to visits.
    """
    if isinstance(node, Number):
        return None
    if isinstance(node, Leaf):
        return Dimension(int(node.unit == "money"), int(node.unit == "minutes"))
    left, right = dimension(node.left), dimension(node.right)
    if node.sign in "*/":
        if left is None and right is None:
            return None
        sign = 1 if node.sign == "*" else -1
        return (left or Dimension()).times(right or Dimension(), sign)
    if left is not None and right is not None and left != right:
        raise QuestionError(
            _APART["money" if left.money != right.money else "minutes"],
            N_("Add like to like: money to money, numbers to numbers. Or divide one by the other."),
            left=text_of(node.left)[:40],
            right=text_of(node.right)[:40],
        )
    for plain, other in ((left, node.right), (right, node.left)):
        if plain is None and constant(other) is None and quotient(other).bottom is None:
            raise QuestionError(
                N_("A plain number added to “{other}” would count once, over a day or a year."),
                N_("Multiply by it, or add it to a quotient, like 1 - carts_converted / carts."),
                other=text_of(other)[:40],
            )
    return left or right


def text_of(node: Node) -> str:
    """Return a tree as a text that reads as the same tree again."""
    return _written(node, 0)


def _written(node: Node, above: int) -> str:
    if isinstance(node, Number):
        return _number(node.value, above)
    if isinstance(node, Leaf):
        mark = "?" if node.optional else ""
        return f"{node.measure}{mark}{'' if node.filter is None else _members(node.filter)}"
    level = 1 if node.sign in "+-" else 2
    left = _written(node.left, level)
    # What stands to the right of any sign binds more tightly: a - (b + c), a / (b * c).
    text = f"{left} {node.sign} {_written(node.right, level + 1)}"
    return f"({text})" if level < above else text


def _number(value: Fraction, above: int) -> str:
    if value < 0:
        return f"(0 - {_number(-value, 2)})"
    digits = _decimal(value)
    if digits is not None:
        return digits
    text = f"{value.numerator} / {value.denominator}"
    return f"({text})" if above > 1 else text


def _decimal(value: Fraction) -> str | None:
    """Return a number as a decimal text, ``None`` where that has no end."""
    for places in range(13):
        whole = value * 10**places
        if whole.denominator == 1:
            digits = str(whole.numerator).rjust(places + 1, "0")
            return f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return None


def _members(chosen: Filter) -> str:
    sign = "=" if chosen.keep else "!="
    return f"[{chosen.dimension}{sign}{'|'.join(name or 'unknown' for name in chosen.members)}]"


def straight(node: Node) -> bool:
    """Whether no two measures are multiplied by each other."""
    if not isinstance(node, Pair):
        return True
    if node.sign == "*" and constant(node.left) is None and constant(node.right) is None:
        return False
    return straight(node.left) and straight(node.right)
