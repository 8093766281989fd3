"""A metric of the owner's own as typed: read, checked, and what it would say, before it is kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from goals.metrics.catalogue import METRICS
from goals.metrics.catalogue.shop import circular, metric_of, of, of_store
from goals.metrics.errors import QuestionError, unknown
from goals.metrics.formula import SHORTHANDS, UNITS, formula_of
from goals.metrics.metric import STAGES
from goals.metrics.parsing import tree
from goals.metrics.quotient import dimension, quotient, straight
from goals.metrics.reader import HOME
from store.messages import N_, Message
from store.own import OwnMetricRow
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import TypeVar

    from goals.metrics.catalogue.shop import Catalogue
    from goals.metrics.formula import Formula, Node
    from goals.metrics.metric import Metric
    from goals.metrics.quotient import Dimension
    from store.database import Store
    from store.facts import Facts

    T = TypeVar("T")

MOST_NAME, MOST_LABEL, MOST_SHORT, MOST_NOTE = 40, 60, 18, 500
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
TAKEN = frozenset({"explain", *SHORTHANDS, *UNITS})
"""Words that mean something else where a metric is named."""
UNIT_LABELS: dict[str, str] = {
    "count": N_("a number"),
    "money": N_("an amount of money"),
    "share": N_("a share, in %"),
    "ratio": N_("a ratio, like 2.4"),
    "points": N_("points of a score"),
}
BETTER_WORDS: dict[str, int] = {"higher": 1, "lower": -1, "neither": 0}
BETTER_LABELS: dict[str, str] = {
    "higher": N_("higher is better"),
    "lower": N_("lower is better"),
    "neither": N_("neither is better"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnText:
    """Every field as typed; an empty one means "choose for me"."""

    name: str = ""
    label: str = ""
    formula: str = ""
    unit: str = ""
    better: str = ""
    stage: str = ""
    short: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """What was understood: a row to keep, or what is wrong with which field.

    There is a ``metric`` to try as soon as the formula can be read, before it has a name.
    ``warnings`` are what may be meant otherwise, and hinders nobody.
    """

    row: OwnMetricRow | None = None
    metric: Metric | None = None
    errors: Mapping[str, QuestionError] = field(default_factory=dict)
    warnings: tuple[Message, ...] = ()


def text_of_row(row: OwnMetricRow) -> OwnText:
    """Return the texts that read as this row again."""
    better = next(word for word, sign in BETTER_WORDS.items() if sign == row.better)
    return OwnText(
        name=row.name, label=row.label, formula=row.formula, unit=row.unit, better=better,
        stage=row.stage, short=row.short, note=row.note,
    )  # fmt: skip


def draft(facts: Facts, text: OwnText, *, editing: OwnMetricRow | None = None) -> OwnDraft:
    """Read a metric as typed; nothing is stored."""
    return _Reading(facts, text, editing).draft()


class _Reading:
    """One pass over the texts; what is wrong is collected, not raised."""

    def __init__(self, facts: Facts, text: OwnText, editing: OwnMetricRow | None) -> None:
        self.facts = facts
        self.text = text
        self.editing = editing
        self.known = of(facts)
        self.errors: dict[str, QuestionError] = {}

    def draft(self) -> OwnDraft:
        text = self.text
        name = self._read("name", self._name) or ""
        label = self._read("label", lambda: _label(text.label, name)) or ""
        short = self._read("short", lambda: _limited(text.short, MOST_SHORT))
        note = self._read("note", lambda: _limited(text.note, MOST_NOTE))
        better = self._read("better", lambda: _better(text.better))
        root = self._read("formula", self._root)
        unit = stage = ""
        if root is not None:
            unit = self._read("unit", lambda: _unit(text.unit, root)) or ""
            stage = self._read("stage", lambda: _stage(text.stage, root)) or ""
        if root is None or not unit or not stage:
            return OwnDraft(errors=self.errors)
        before = self.editing
        row = OwnMetricRow(
            name=name, label=label, formula=" ".join(text.formula.split()), unit=unit,
            stage=stage, short=short or _shortened(label), better=better or 0, note=note or "",
        )  # fmt: skip
        if before is not None:
            row = replace(row, id=before.id, version=before.version, state=before.state)
        made = metric_of(row, root)
        kept = None if self.errors else row
        return OwnDraft(kept, made, self.errors, tuple(self._warnings(root)))

    def _read(self, name: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except QuestionError as error:
            self.errors[name] = error
            return None

    def _name(self) -> str:
        name = self.text.name.strip() or named(self.text.label)
        if self.editing is not None and name == self.editing.name:
            return name
        if not _NAME.fullmatch(name) or len(name) > MOST_NAME:
            raise QuestionError(
                N_("“{name}” cannot be the name of a metric."),
                N_("Use up to {limit} small letters, digits and _, like shipping_share."),
                name=clean(name)[:MOST_NAME],
                limit=MOST_NAME,
            )
        taken = name in self.known.every and name not in self.known.deleted
        if name in TAKEN or name in METRICS or taken or name.startswith("my_"):
            raise QuestionError(
                N_("The name “{name}” means something else already."),
                N_("Choose another name."),
                name=name,
            )
        return name

    def _root(self) -> Node:
        own = self.editing.name if self.editing else ""
        if not self.text.formula.strip():
            raise QuestionError(
                N_("There is no formula yet."), N_("Write one, like shipping / goods_sold.")
            )
        root = tree(self.text.formula, self.known.vocabulary(own))
        if own and own in _named_by(self.known, self.text.formula):
            raise circular(own)
        if not formula_of("", root).leaves:
            raise QuestionError(
                N_("The formula names no measure."),
                N_("`kpi-tui metric measures` lists all of them."),
            )
        dimension(root)
        quotient(root)
        return root

    def _warnings(self, root: Node) -> Iterator[Message]:
        for leaf in formula_of("", root).leaves:
            if leaf.filter is None:
                continue
            members = self.facts.members(leaf.filter.dimension)
            for member in leaf.filter.members:
                if member and member != HOME and member not in members:
                    yield _no_member(leaf.filter.dimension, member, members)
        if not straight(root):
            yield Message(N_("Two measures are multiplied: each is added up over the days first."))


def _named_by(known: Catalogue, formula: str) -> frozenset[str]:
    """Return the own metrics that a formula names, over others too."""
    found: set[str] = set()
    waiting = [formula]
    while waiting:
        words = set(re.findall(r"[a-z][a-z0-9_]*", waiting.pop().lower()))
        for name in words - found:
            one = known.every.get(name)
            if one is not None and one.own is not None and name not in UNITS:
                found.add(name)
                waiting.append(one.numerator)
    return frozenset(found)


def _no_member(dimension: str, member: str, members: list[str]) -> Message:
    near = get_close_matches(member, members, n=1, cutoff=0.6)
    values = {"member": clean(member)[:40], "dimension": dimension}
    if near:
        return Message(
            N_("No row has {dimension} “{member}” yet. Did you mean “{near}”?"),
            values | {"near": clean(near[0])[:40]},
        )
    return Message(N_("No row has {dimension} “{member}” yet."), values)


def named(label: str) -> str:
    """Return the name that a label suggests: small letters and underscores."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:MOST_NAME].rstrip("_")


def _label(text: str, name: str) -> str:
    label = _limited(text, MOST_LABEL) or name.replace("_", " ").capitalize()
    if not label:
        raise QuestionError(N_("It has no label yet."), N_("Write what people should read."))
    return label


def _limited(text: str, most: int) -> str:
    cleaned = clean(" ".join(text.split())).strip()
    if len(cleaned) > most or any(sign in cleaned for sign in "{}"):
        raise QuestionError(
            N_("This text is longer than {limit} characters, or has curly brackets in it."),
            N_("Shorten it."),
            limit=most,
        )
    return cleaned


def _shortened(label: str) -> str:
    return "" if len(label) <= MOST_SHORT else label[: MOST_SHORT - 1].rstrip() + "…"


def _better(text: str) -> int:
    word = text.strip().lower() or "neither"
    if word not in BETTER_WORDS:
        raise unknown(
            N_("“{name}” is not a way to be better."),
            text,
            BETTER_WORDS,
            N_("Use higher, lower or neither."),
        )
    return BETTER_WORDS[word]


def _stage(text: str, root: Node) -> str:
    stage = text.strip().lower()
    if not stage:
        return _stage_of(formula_of("", root))
    if stage not in STAGES:
        raise unknown(
            N_("“{name}” is not a stage."), text, STAGES,
            N_("Use acquisition, activation, retention, revenue, referral or operations."),
        )  # fmt: skip
    return stage


def _stage_of(formula: Formula) -> str:
    """Return the stage of the first metric of ours that the first measure stands on top of."""
    first = formula.leaves[0].measure
    return next((one.stage for one in METRICS.values() if one.measures[0] == first), "revenue")


def units_of(root: Node) -> tuple[str, ...]:
    """Return the units that a formula's value may be shown in, the likeliest first.

    Raises:
        QuestionError: money times money.
    """
    whole = quotient(root)
    found = dimension(root)
    money = found.money if found else 0
    if abs(money) > 1:
        raise QuestionError(
            N_("The formula multiplies money by money, which is nothing people pay with."),
            N_("Divide one by the other, or multiply by a number."),
        )
    if money == 1:
        return ("money",)
    if whole.bottom is None:
        return ("count", "points", "ratio")
    alike = _of(whole.top) == _of(whole.bottom) != (0, 0)
    first = ("share", "ratio") if alike else ("ratio", "share")
    return (*first, "count", "points") if money == 0 else ("ratio", "count")


def _of(node: Node) -> tuple[int, int]:
    found: Dimension | None = dimension(node)
    return (found.money, found.minutes) if found else (0, 0)


def _unit(text: str, root: Node) -> str:
    fitting = units_of(root)
    unit = text.strip().lower() or fitting[0]
    if unit not in UNIT_LABELS:
        raise unknown(
            N_("“{name}” is not a unit."), text, UNIT_LABELS,
            N_("Use count, money, share, ratio or points."),
        )  # fmt: skip
    if unit not in fitting:
        raise QuestionError(
            N_("The formula gives {given}, not {unit}."),
            N_("Use {fitting}."),
            given=Message(UNIT_LABELS[fitting[0]]),
            unit=Message(UNIT_LABELS[unit]),
            fitting=", ".join(fitting),
        )
    return unit


def users(store: Store, name: str) -> tuple[str, ...]:
    """Return the own metrics whose formulas name this one."""
    known = of_store(store)
    return tuple(
        one.id
        for one in known.every.values()
        if one.own is not None
        and one.id != name
        and one.id not in known.deleted
        and name in _named_by(known, one.numerator)
    )
