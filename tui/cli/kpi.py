"""``kpi-tui kpi`` and ``kpi explain``: every figure without a screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from goals.metrics.catalogue import shop as catalogue
from goals.metrics.errors import QuestionError
from goals.metrics.lagging import lagging
from goals.metrics.parsing import unknown_dimension
from goals.metrics.periods import COMPARISONS, GRAINS, comparison, parse_period
from goals.metrics.reading import breakdown, excluded, overlaps, read, read_many, series
from store.dimensions import DIMENSIONS
from store.messages import N_, Message
from store.products import keep_weeks
from tui.cli.asked import members as only
from tui.cli.context import emit_json, fail, say
from tui.language import _, tr

if TYPE_CHECKING:
    from datetime import date

    from goals.metrics.figures import MemberFigure, Point, Reading, Where
    from goals.metrics.formula import Basis
    from goals.metrics.lagging import Lag
    from goals.metrics.metric import Metric
    from goals.metrics.periods import Comparison, Grain, Period
    from store.facts import Facts
    from store.settings import Shop
    from store.spans import Span
    from tui.cli.context import Session

EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command, checked."""

    period: Period
    compare: Comparison
    where: Where
    basis: Basis
    by: str | None = None
    grain: Grain | None = None


@dataclass(slots=True)
class Answer:
    """Everything the command found, ready to be written as text, JSON or CSV."""

    shop: Shop
    as_of: date
    asked: Asked
    before: Span | None
    readings: dict[str, Reading]
    lags: tuple[Lag, ...] = ()
    """What ends before ``as_of``, where one source is ahead of others."""
    named: bool = False
    """Whether metrics were asked for by name, and not all of them."""
    members: dict[str, list[MemberFigure]] = field(default_factory=dict)
    points: dict[str, list[Point]] = field(default_factory=dict)
    notes: list[Message] = field(default_factory=list)
    unsplit: dict[str, Message | None] = field(default_factory=dict)
    """Why a metric has no members by the dimension asked for."""


@click.command(
    help=N_(
        "Show your figures: all of them, or the metrics named by ID. "
        "“kpi explain ID” shows what a figure is made of and the rows behind it."
    )
)
@click.argument("ids", nargs=-1, metavar="[explain] [ID]...")
@click.option(
    "--period",
    default="28d",
    metavar="P",
    show_default=True,
    help=N_("28d, mtd, qtd, ytd, 2026-03, 2026-Q1, 2026 or 2026-01-01..2026-01-31."),
)
@click.option(
    "--compare",
    type=click.Choice(COMPARISONS),
    default="previous",
    show_default=True,
    help=N_("What to compare with: the period before, the same dates or weekdays last year."),
)
@click.option("--by", metavar=N_("DIMENSION"), help=N_("Show each member: by channel, device…"))
@click.option(
    "--where",
    multiple=True,
    metavar=N_("DIMENSION=MEMBER"),
    help=N_("Count only this member; “(unknown)” for rows without one."),
)
@click.option("--grain", type=click.Choice(GRAINS), help=N_("Show the course in time."))
@click.option(
    "--basis",
    type=click.Choice(["accounting", "cohort"]),
    default="accounting",
    show_default=True,
    help=N_("Refunds on their own day (accounting) or on the day of their order (cohort)."),
)
@click.option(
    "--rows",
    type=click.IntRange(0),
    default=10,
    metavar="N",
    help=N_("With explain: how many rows to show."),
)
@click.option(
    "--page",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help=N_("With explain: which page of the rows."),
)
@click.option("--measure", metavar="ID", help=N_("With explain: the measure whose rows to show."))
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))
@click.pass_obj
def kpi(
    session: Session,
    ids: tuple[str, ...],
    period: str,
    compare: Comparison,
    by: str | None,
    where: tuple[str, ...],
    grain: Grain | None,
    basis: Basis,
    rows: int,
    page: int,
    measure: str | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    if as_json and as_csv:
        raise click.UsageError(_("Choose --json or --csv, not both."))
    # Not read-only: figures made by an older version are made anew when they are first asked for.
    with session.open(write=True) as store:
        facts = session.facts(store)
        as_of = session.day(facts)
        try:
            explained = _explained(ids)
            known = catalogue.of(facts)
            names = [explained] if explained else list(ids) or list(known)
            for name in names:
                known.metric(name)
            if by is not None and by not in DIMENSIONS:
                raise unknown_dimension(by)
            members = only(facts, where)
            if as_of is None:
                raise _no_data()
            asked = Asked(parse_period(period, as_of), compare, members, basis, by, grain)
            if explained:
                from tui.cli.kpi_explain import show

                show(facts, as_of, explained, asked, measure, rows, page, as_json, as_csv)
                return
            answer = find(facts, as_of, names, asked, named=bool(ids))
        except QuestionError as wrong:
            raise click.UsageError(f"{tr(wrong.what)}\n{tr(wrong.remedy)}") from wrong
        _write(answer, as_json, as_csv)


def find(
    facts: Facts, as_of: date, names: list[str], asked: Asked, *, named: bool = True
) -> Answer:
    """Return the figures asked for, with their members and courses where asked."""
    period, where, basis = asked.period, asked.where, asked.basis
    if asked.by == "product":
        keep_weeks(facts, period.span, comparison(period, asked.compare))
    with facts.snapshot():
        answer = Answer(
            shop=facts.store.shop,
            as_of=as_of,
            asked=asked,
            before=comparison(period, asked.compare),
            readings=read_many(facts, names, period, asked.compare, where, basis, guess=named),
            lags=lagging(facts, as_of),
            named=named,
            notes=excluded(facts, names, period),
        )
        for name in names:
            if not named and answer.readings[name].figure.metric.estimated:
                continue
            if asked.by:
                answer.members[name] = breakdown(
                    facts, name, asked.by, period, where, basis, asked.compare
                )
                metric = answer.readings[name].figure.metric
                if overlaps(metric, asked.by) and answer.members[name]:
                    answer.notes.append(_overlap(metric, asked.by))
                if not answer.members[name]:
                    scope = (*where, (asked.by, ""))
                    answer.unsplit[name] = read(facts, name, period, scope, basis).reason
            if asked.grain:
                answer.points[name] = series(facts, name, period, asked.grain, where, basis)
    return answer


def _overlap(metric: Metric, by: str) -> Message:
    return Message(
        N_("{metric} by {dimension} add up to more than all: one may be in several."),
        {"metric": Message(metric.label), "dimension": Message(DIMENSIONS[by].label)},
    )


def _write(answer: Answer, as_json: bool, as_csv: bool) -> None:
    if as_json:
        from tui.cli.kpi_data import as_object

        emit_json(as_object(answer))
    elif as_csv:
        from tui.cli.kpi_data import as_lines

        say("\n".join(as_lines(answer)))
    else:
        from tui.cli.kpi_text import as_text

        say("\n".join(as_text(answer)))


def _explained(ids: tuple[str, ...]) -> str | None:
    """Return the metric to explain, ``None`` when the first word is not ``explain``."""
    if not ids or ids[0] != EXPLAIN:
        return None
    if len(ids) != 2:
        raise click.UsageError(_("Name one metric: “kpi-tui kpi explain aov”."))
    return ids[1]


def _no_data() -> Exception:
    return fail(
        N_("The store has no figures yet."),
        N_("Import an export of your shop: “kpi-tui import FILE”."),
    )
