"""``kpi-tui goal what-if``: how realistic a target is, what else to aim at, what would reach it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from goals.targets import figures
from goals.targets.checks import check_bounds
from goals.targets.realism import WORD_LABELS
from goals.targets.sentence import parse_sentence
from goals.targets.yardstick import Yardstick, considered
from store.errors import OwnerError
from store.messages import N_
from tui import format as fmt
from tui import realism_words as said
from tui.chances import chance_text, forecast_texts
from tui.cli.columns import paragraph, table
from tui.cli.context import emit_json, json_value, say
from tui.cli.goal_desk import JSON, opened, shop_of
from tui.cli.goal_words import scope_text, target_text
from tui.cli.pins import pins
from tui.cli.realism_data import proposals_object, realism_object
from tui.cli.solution_text import solution_lines, solution_object
from tui.language import _, tr

if TYPE_CHECKING:
    from datetime import date

    from goals.forecast.solving import Solution
    from goals.targets.book import GoalBook
    from goals.targets.draft import Draft
    from goals.targets.goal import Goal
    from goals.targets.outlook import Outlook
    from goals.targets.yardstick import Weighed
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain


@click.command(
    "what-if",
    help=N_(
        "Weigh a target before setting it: kpi-tui goal what-if 'revenue >= 60000 in 2026-12'."
        " Shows how realistic it is by your own past, three targets to choose from, and what"
        " traffic, conversion and basket would reach it. Nothing is stored."
    ),
    short_help=N_("Weigh a target, and see what would reach it."),
)
@click.argument("words", nargs=-1, required=True, metavar=N_("METRIC TARGET"))
@click.option("--by", metavar=N_("DAY"), help=N_("The deadline: 31/12, 'in 8 weeks'."))
@click.option("--where", metavar=N_("DIMENSION=MEMBER"), help=N_("Only this: channel=facebook."))
@click.option(
    "--kind",
    type=click.Choice(("level", "total", "hold")),
    help=N_("Reach a level, add up to a total, or hold."),
)
@click.option(
    "--window", metavar=N_("DAYS"), help=N_("Days a level is measured over: 28 if not said.")
)
@click.option("--start", metavar=N_("DAY"), help=N_("The first day that counts."))
@click.option(
    "--set",
    "pinned",
    multiple=True,
    metavar=N_("DRIVER=VALUE"),
    help=N_("A driver you know: 'basket=66 €', 'traffic=150' a day; the others make up for it."),
)
@JSON
@click.pass_obj
def what_if(
    session: Session,
    /,
    words: tuple[str, ...],
    by: str | None,
    pinned: tuple[str, ...],
    as_json: bool,
    **given: str | None,
) -> None:
    with opened(session) as book:
        text = parse_sentence(" ".join(words), book.as_of or book.today)
        chosen = {name: value for name, value in given.items() if value is not None}
        if by is not None:
            chosen["by"] = by
        draft = book.draft(replace(text, **chosen))  # type: ignore[arg-type]
        goal, day = _goal(book, draft, wanted=bool(text.target))
        target = draft.target
        currency = shop_of(book).currency
        with book.facts.snapshot():
            weighed = Yardstick().weigh(book.facts, goal, target, day)
            outlook = _outlook(book, goal, day)
            held = pins(pinned, currency)
            solution = None
            if target is not None:
                from goals.forecast.solving import solve

                solution = solve(book.facts, goal, target, day, held)
        if as_json:
            emit_json(_object(goal, weighed, outlook, solution, currency))
        else:
            say("\n".join(_lines(goal, draft, weighed, outlook, solution, currency)))


def _goal(book: GoalBook, draft: Draft, *, wanted: bool) -> tuple[Goal, date]:
    """Return the goal and the last day known of its figure; what is wrong is raised.

    A target that is met already may be weighed, and none has to be written.
    """
    goal = considered(draft)
    complaints = {name: one for name, one in draft.errors.items() if name != "target"}
    unread = wanted and draft.target is None
    if goal is None or complaints or unread:
        kept = draft.errors if unread else complaints or draft.errors
        raise replace(draft, errors=kept).error() or ValueError("a draft has what it lacks")
    if draft.target is not None:
        check_bounds(goal.kind, goal.about, draft.target)
    day = None if book.as_of is None else figures.known_until(book.facts, goal.about, book.as_of)
    if day is None:
        raise OwnerError(
            N_("No import has brought figures for this goal yet."),
            N_("Import an export that has them: kpi-tui import FILE."),
        )
    return goal, day


def _outlook(book: GoalBook, goal: Goal, day: date) -> Outlook:
    from goals.forecast.outlooks import outlook

    return outlook(book.facts, goal, day)


# -- for programs ----------------------------------------------------------------------------


def _object(
    goal: Goal,
    weighed: Weighed | None,
    outlook: Outlook,
    solution: Solution | None,
    currency: str,
) -> Plain:
    unit = goal.about.unit
    ends = {"value": outlook.value, "low": outlook.low, "high": outlook.high}
    return {
        "metric": goal.metric,
        "unit": unit,
        "where": dict(goal.where),
        "operator": None if solution is None else goal.target.operator,
        "target": None if solution is None else json_value(unit, goal.target.value, currency),
        "target_high": None if solution is None else goal.target.high,
        "kind": goal.kind,
        "window": goal.window,
        "start": goal.start,
        "deadline": goal.deadline,
        "probability": None if weighed is None or solution is None else weighed.realism.chance,
        "forecast": None
        if outlook.value is None
        else {name: json_value(unit, end, currency) for name, end in ends.items()},
        "reason": outlook.reason,
        "realism": None if weighed is None else realism_object(weighed.realism, currency),
        "proposals": [] if weighed is None else proposals_object(weighed, currency),
        "drivers": None if solution is None else solution_object(solution, currency),
    }


# -- for people ------------------------------------------------------------------------------


def _lines(
    goal: Goal,
    draft: Draft,
    weighed: Weighed | None,
    outlook: Outlook,
    solution: Solution | None,
    currency: str,
) -> list[str]:
    metric = goal.about
    title = _(metric.label)
    if solution is not None:
        title += f" {target_text(goal.target, metric.unit, currency)}"
    if goal.where:
        title += f" ({scope_text(goal.where)})"
    lines = paragraph(f"{title} · {_when(goal)}")
    if weighed is not None:
        for one in said.lines(weighed, currency):
            lines += paragraph(one, 4)
        lines += _forecast(weighed, outlook, currency)
    for note in draft.notes:
        lines += paragraph(tr(note), 4)
    if weighed is not None and weighed.proposals:
        lines += ["", _("TARGETS TO CHOOSE FROM"), *_proposed(weighed, currency)]
    if solution is not None:
        lines += ["", _("WHAT WOULD REACH IT"), *solution_lines(solution, currency)]
    return lines


def _when(goal: Goal) -> str:
    from store.spans import Span

    if goal.kind == "level":
        return _("by {day}").format(day=fmt.day(goal.deadline))
    return fmt.span(Span.of(goal.start, goal.deadline))


def _forecast(weighed: Weighed, outlook: Outlook, currency: str) -> list[str]:
    texts = forecast_texts(outlook, weighed.realism.metric, currency)
    if texts:
        text = _("Forecast: {value}").format(value=" · ".join(texts))
        return paragraph(text, 4)
    reason = weighed.reason or outlook.reason
    return [] if reason is None else paragraph(tr(reason), 4)


def _proposed(weighed: Weighed, currency: str) -> list[str]:
    unit = weighed.realism.metric.unit
    rows = [
        [
            f"    {target_text(one.target, unit, currency)}",
            chance_text(one.chance),
            _(WORD_LABELS[one.word]),
        ]
        for one in weighed.proposals
    ]
    return table(rows, "lrl")
