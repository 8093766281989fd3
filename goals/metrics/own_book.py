"""The owner's metrics: kept, changed, put aside, deleted, taken back; and what they would say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, get_args

from goals.metrics.breaks import inside, parted
from goals.metrics.catalogue import METRICS
from goals.metrics.catalogue.shop import of
from goals.metrics.courses import courses
from goals.metrics.errors import QuestionError, unknown
from goals.metrics.making import Question, as_period
from goals.metrics.own import draft, users
from goals.metrics.reader import Reader
from store.messages import N_
from store.own import OverTime, OwnMetrics, OwnSeries, SeriesUnit
from store.plans import Plans
from store.spans import Span

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from goals.metrics.figures import Figure
    from goals.metrics.metric import Metric
    from goals.metrics.own import OwnDraft, OwnText
    from store.facts import Facts
    from store.own import OwnMetricRow
    from store.versioned import HistoryEntry

Standing = Literal["shown", "retired", "deleted"]
SPARK_DAYS, SPARK_WINDOW = 84, 7
_NOT_OWN = N_("“{name}” is a metric of kpi-tui, not one of your own.")
_KEPT_STATES = ("open", "closed", "archived")
_LEVER_STATES = ("idea", "planned", "running", "stopped", "done")


@dataclass(frozen=True, slots=True)
class Entry:
    """One metric as the list shows it; ``row`` where it is the owner's own."""

    metric: Metric
    state: Standing
    row: OwnMetricRow | None = None
    broken: QuestionError | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What a metric says over the last days: its figure, and one value a day before."""

    figure: Figure
    spark: tuple[Fraction | None, ...] = ()


class OwnBook:
    """The catalogue of one shop, to be changed. ``at`` is an instant in seconds UTC."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._rows = OwnMetrics(facts.store)

    # -- reading -----------------------------------------------------------------------------

    def entries(self, *, deleted: bool = False) -> list[Entry]:
        """Return the owner's own metrics and those put aside, those on the board first."""
        known = of(self.facts)
        rows = {row.name: row for row in self._rows.rows()}
        found = []
        for name, metric in known.every.items():
            row = rows.get(name)
            state: Standing = (
                "deleted"
                if name in known.deleted
                else "retired"
                if name in known.aside
                else "shown"
            )
            if (row is not None or state == "retired") and (deleted or state != "deleted"):
                found.append(Entry(metric, state, row, known.broken.get(name)))
        return sorted(found, key=lambda one: (get_args(Standing).index(one.state), one.row is None))

    def entry(self, name: str) -> Entry:
        """Return one metric, ours or the owner's own; QuestionError where there is none."""
        known = of(self.facts)
        metric = known.metric(name)
        row = next((row for row in self._rows.rows() if row.name == name), None)
        state: Standing = "retired" if name in known.aside else "shown"
        return Entry(metric, state, row, known.broken.get(name))

    def history(self, name: str) -> list[HistoryEntry]:
        """Return every version of an own metric, the first one first."""
        return self._rows.history(self._own(name).id)

    def trial(self, metric: Metric, last: date, days: int) -> Trial:
        """Return what a metric says, kept or not, over the last days known."""
        reader = Reader(self.facts)
        span = Span.of(last - timedelta(days=days - 1), last)
        long = Span.of(last - timedelta(days=SPARK_DAYS - 1), last)
        with self.facts.snapshot():
            figure = Question(reader, metric, as_period(span), (), "accounting").figure()
            asked = Question(reader, metric, as_period(long), (), "accounting")
            course = courses([asked], long, SPARK_WINDOW)[0]
            cuts = inside(reader, asked.measures, long)
            values = parted(course, cuts, SPARK_WINDOW)
        return Trial(figure, tuple(value for _day, value in values))

    def goals_on(self, name: str) -> tuple[int, ...]:
        """Return the numbers of goals, open or not, that are about a metric or guard it."""
        return tuple(
            row.id
            for row in Plans(self.facts.store).goals(_KEPT_STATES)
            if row.metric == name or name in row.guardrails
        )

    def series(self) -> list[OwnSeries]:
        """Return every daily series of the owner's own."""
        return self._rows.series()

    # -- changing ----------------------------------------------------------------------------

    def draft(self, text: OwnText, *, editing: OwnMetricRow | None = None) -> OwnDraft:
        """Read a metric as typed; nothing is stored."""
        return draft(self.facts, text, editing=editing)

    def keep(self, found: OwnDraft, *, at: int) -> OwnMetricRow:
        """Keep a new metric, or the change of one.

        Raises:
            QuestionError: something in the draft is wrong; the formula's mistake comes first.
            ConflictError: somebody else changed it meanwhile.
        """
        for name in ("formula", *found.errors):
            if name in found.errors:
                raise found.errors[name]
        assert found.row is not None
        if found.row.id:
            return self._rows.save(found.row, at=at)
        return self._rows.add(found.row, at=at)

    def retire(self, name: str, *, at: int) -> None:
        """Put a metric aside: goals keep it, boards and lists do without."""
        self._settle(name, "retired", at)

    def restore(self, name: str, *, at: int) -> None:
        """Put a metric back on the board, a deleted one too."""
        self._settle(name, "shown", at)

    def delete(self, name: str, *, at: int) -> OwnMetricRow:
        """Take an own metric away; undo and restore bring it back.

        Raises:
            QuestionError: it is ours, or goals, levers or other metrics name it.
        """
        row = self._own(name)
        self._refuse_while_named(name)
        return self._rows.save(replace(row, state="deleted"), at=at, change="delete")

    def undo(self, name: str, *, at: int) -> OwnMetricRow:
        """Take back the last change of an own metric that still stands."""
        row = self._own(name)
        if row.version == 1:
            self._refuse_while_named(name)
        return self._rows.undo(row.id, at=at)

    def describe(self, name: str, unit: str, over_time: str) -> OwnSeries:
        """Say what a daily series of the owner's own is: its unit, and what a week makes of it."""
        if not name.startswith("my_") or not name.isascii() or not name.isidentifier():
            raise QuestionError(
                N_("“{name}” is not the name of a series of your own."),
                N_("It starts with my_, like the column that you import: my_followers."),
                name=name,
            )
        units: tuple[SeriesUnit, ...] = get_args(SeriesUnit)
        overs: tuple[OverTime, ...] = get_args(OverTime)
        one = next((known for known in units if known == unit), None)
        over = next((known for known in overs if known == over_time), None)
        if one is None or over is None:
            raise unknown(
                N_("“{name}” is no unit of a series."), unit, units,
                N_("Use count, money or thousandths."),
            )  # fmt: skip
        series = OwnSeries(name, one, over)
        self._rows.describe(series)
        return series

    def _settle(self, name: str, state: Standing, at: int) -> None:
        row = next((row for row in self._rows.rows() if row.name == name), None)
        if row is None:
            of(self.facts).metric(name)
            (self._rows.retire if state == "retired" else self._rows.restore)(name)
            return
        if state == "retired":
            of(self.facts).metric(name)
        change = "retire" if state == "retired" else "show"
        self._rows.save(replace(row, state=state), at=at, change=change)

    def _own(self, name: str) -> OwnMetricRow:
        row = next((row for row in self._rows.rows() if row.name == name), None)
        if row is not None:
            return row
        if name in METRICS:
            raise QuestionError(
                _NOT_OWN, N_("`kpi-tui metric retire {name}` puts it aside."), name=name
            )
        of(self.facts).metric(name)
        raise AssertionError(name)

    def _refuse_while_named(self, name: str) -> None:
        goals = self.goals_on(name)
        levers = [
            row.id
            for row in Plans(self.facts.store).levers(_LEVER_STATES)
            if any(isinstance(one, dict) and one.get("metric") == name for one in row.effects)
        ]
        others = users(self.facts.store, name)
        if not (goals or levers or others):
            return
        raise QuestionError(
            N_("“{name}” is named elsewhere: goals {goals}, levers {levers}, metrics {metrics}."),
            N_("Put it aside instead: `kpi-tui metric retire {name}`."),
            name=name,
            goals=", ".join(map(str, goals)) or "—",
            levers=", ".join(map(str, levers)) or "—",
            metrics=", ".join(others) or "—",
        )
