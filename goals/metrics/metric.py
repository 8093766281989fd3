"""What a metric is: arithmetic over measures, with everything a person may ask about it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from goals.metrics.estimates import ESTIMATES
from goals.metrics.parsing import parse
from store.messages import N_

if TYPE_CHECKING:
    from goals.metrics.formula import Basis, Formula

Unit = Literal["count", "money", "share", "ratio", "points"]

STAGES: dict[str, str] = {
    "acquisition": N_("Acquisition"),
    "activation": N_("Activation"),
    "retention": N_("Retention"),
    "revenue": N_("Sales"),
    "referral": N_("Referral"),
    "operations": N_("Operations"),
    "projects": N_("Projects"),
}
"""Stages in the order of the tiles (AARRR, then the shop's own work) with their labels."""

SEEDS: dict[str, str] = {
    "000": N_("article of Oxatis"),
    "001": N_("article of Marketing C2U"),
    "002": N_("magazine E-commerce, dossier"),
    "003": N_("article of Blendee"),
    "004": N_("article of DJUST"),
}
"""Where the reference figures come from."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure to compare with: what it says, who said it, and the year it is about.

    ``value`` is the figure in the metric's unit as decimal text, where it can be drawn as a line.
    """

    text: str
    seed: str
    year: int | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Two measures that tell how much a figure knows: a ``part`` of a ``whole``.

    Where there is a whole and nothing of the part, the figure would be 0 for want of data:
    ``missing`` says so instead. ``share`` is the note where the part is not all of it, ``names``
    the note that names those of a ``dimension`` of which a part is not known.
    """

    part: str
    whole: str
    missing: str = ""
    share: str = ""
    dimension: str = ""
    names: str = ""


COSTS = Known(
    "costed_sales",
    "goods_sold",
    N_("The cost of the items sold is not known."),
    N_("The cost is known for {share} of the sales."),
)

_LEFT_OUT = N_("Left out, because no gain was measured yet: {members}.")
GAINS = Known("measured_cost", "project_cost", dimension="project", names=_LEFT_OUT)
GAINS_OF_HOURS = Known(
    "measured_minutes", "milestone_minutes", dimension="project", names=_LEFT_OUT
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One entry of the catalogue; texts are msgids, formulas those of ``goals.metrics.formula``.

    ``value = scale × numerator ÷ denominator``. ``better`` is +1 where higher is better, −1 where
    lower is, 0 for neither. ``short`` has at most 18 characters, for tiles. ``known`` tells on how
    much of the sales it rests. ``measured`` names a measure without which 0 would be a lie.
    ``part`` tells that it is a part of a whole, of which nobody can aim at more than all.
    ``base`` is the count of cases that decides whether the figure rests on few, where that is not
    the denominator. ``cohort`` metrics always follow the orders of the period; ``settles`` says
    after how many days. ``own`` holds the parsed formula of a metric of the owner's own, whose
    ``numerator`` is the text as it was typed.
    """

    id: str
    label: str
    short: str = ""
    unit: Unit
    better: int
    stage: str
    numerator: str
    denominator: str | None = None
    scale: int = 1
    definition: str
    includes: str
    excludes: str
    per: str = ""
    seed: tuple[str, ...] = ()
    reference: Reference | None = None
    interval: Literal["wilson", "promoters"] | None = None
    tile: bool = True
    known: Known | None = None
    measured: str | None = None
    base: str | None = None
    cohort: bool = False
    part: bool = False
    settles: int = 0
    own: tuple[Formula, Formula | None] | None = None

    @property
    def tile_label(self) -> str:
        return self.short or self.label

    @property
    def change(self) -> Literal["relative", "points", "score"]:
        """How a change is said: shares and scores as differences, everything else in per cent."""
        if self.unit == "share":
            return "points"
        return "score" if self.unit == "points" else "relative"

    @property
    def is_part(self) -> bool:
        """Whether it lies between 0 and 100 %: a part of a whole."""
        return self.part or self.interval == "wilson"

    @property
    def additive(self) -> bool:
        """Whether values of days and members add up to the total."""
        top, bottom = self._formulas
        return bottom is None and top.additive

    @property
    def totals(self) -> bool:
        """Whether people mean a total by it: sums, and cases or people counted over all days."""
        top, bottom = self._formulas
        return bottom is None and (self.own is None or top.additive)

    @property
    def is_ratio(self) -> bool:
        """Whether something is divided, so that values of days do not add up."""
        return self._formulas[1] is not None

    @property
    def _formulas(self) -> tuple[Formula, Formula | None]:
        if self.own is not None:
            return self.own
        bottom = None if self.denominator is None else _parsed(self.denominator)
        return _parsed(self.numerator), bottom

    @property
    def formula(self) -> str:
        """The formula in one line, as shown to people."""
        whole = self.numerator
        if self.denominator is not None:
            whole = f"{_wrapped(self.numerator)} / {_wrapped(self.denominator)}"
        return whole if self.scale == 1 else f"{self.scale} * {whole}"

    def parsed(self, basis: Basis = "accounting") -> tuple[Formula, Formula | None]:
        """Return numerator and denominator, with refunds on the days that ``basis`` puts them."""
        chosen: Basis = "cohort" if self.cohort else basis
        top, bottom = self._formulas
        return top.on(chosen), None if bottom is None else bottom.on(chosen)

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures it is made of, each once, in order of appearance."""
        top, bottom = self.parsed()
        leaves = top.leaves + (bottom.leaves if bottom else ())
        return tuple(dict.fromkeys(leaf.measure for leaf in leaves))

    @property
    def told(self) -> tuple[str, ...]:
        """Those of its measures that sources give, with rows behind them; estimates have none."""
        return tuple(name for name in self.measures if name not in ESTIMATES)

    @property
    def estimated(self) -> bool:
        """Whether a model has a part in it, which takes seconds to work out."""
        return len(self.told) < len(self.measures)

    @property
    def has_basis(self) -> bool:
        """Whether the figure differs between the day of the refund and the day of the order."""
        top, bottom = self.parsed()
        return not self.cohort and (top.refunds or (bottom is not None and bottom.refunds))

    @property
    def base_formula(self) -> Formula | None:
        """The count of cases that the figure rests on, ``None`` where it rests on none."""
        if self.base is not None:
            return _parsed(self.base)
        bottom = self.parsed()[1]
        return bottom if bottom is not None and bottom.counts else None


@cache
def _parsed(text: str) -> Formula:
    return parse(text)


def _wrapped(text: str) -> str:
    return f"({text})" if " " in text else text
