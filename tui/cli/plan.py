"""``kpi-tui goal plan``: months by traffic, conversion and basket, and as monthly goals."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import click

from goals.metrics.catalogue import shop as catalogue
from goals.targets.checks import find_metric
from goals.targets.entry import parse_amount
from goals.targets.monthly import keep, monthly_goal, planned
from goals.targets.plan_months import parse_months
from goals.targets.target import Target
from goals.targets.texts import parse_scope
from store.errors import OwnerError
from store.messages import N_
from tui import format as fmt
from tui.chances import chance_text
from tui.cli.columns import WIDTH, paragraph, table, width
from tui.cli.context import emit_json, json_value, say
from tui.cli.goal_desk import DRY_RUN, JSON, opened, shop_of
from tui.cli.goal_words import scope_text
from tui.cli.kpi_data import rounded
from tui.cli.pins import pins_by_month
from tui.cli.solution_text import solution_object
from tui.language import _, tr

if TYPE_CHECKING:
    from goals.forecast.planning import Plan, PlannedMonth
    from goals.metrics.figures import Where
    from goals.targets.book import GoalBook
    from goals.targets.goal import Goal
    from goals.targets.monthly import Outcome
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain

SAVED = {
    "traffic": "visits", "orders": "orders", "conversion": "conversion_visits", "basket": "aov",
    "margin_rate": "margin_rate", "spend": "spend",
}  # fmt: skip
"""The metric that a driver's goal is about."""
REMEDY = N_("Plan revenue, orders, gross_margin or contribution over months to come.")


@click.command(
    "plan",
    help=N_(
        "Plan months by traffic, conversion and basket: kpi-tui goal plan revenue"
        " 2026-12..2027-03 --target '60 k€'. Figures start from your own season; the target is"
        " laid on the months as the season lies. With --save it becomes monthly goals."
    ),
    short_help=N_("Plan months by traffic, conversion and basket."),
)
@click.argument("metric", metavar=N_("METRIC"))
@click.argument("months", metavar=N_("MONTHS"))
@click.option("--target", metavar=N_("AMOUNT"), help=N_("What all the months are to bring."))
@click.option(
    "--set",
    "said",
    multiple=True,
    metavar=N_("DRIVER=VALUE"),
    help=N_(
        "A driver you know, for every month or one: 'basket=66 €', '2026-12 traffic=150' a day."
    ),
)
@click.option("--where", metavar=N_("DIMENSION=MEMBER"), help=N_("Only this: channel=facebook."))
@click.option("--save", is_flag=True, help=N_("Keep the targets as goals, one a month."))
@click.option("--drivers", is_flag=True, help=N_("With --save: a goal for each driver too."))
@DRY_RUN
@JSON
@click.pass_obj
def plan(
    session: Session,
    /,
    metric: str,
    months: str,
    target: str | None,
    said: tuple[str, ...],
    where: str | None,
    save: bool,
    drivers: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    with opened(session) as book:
        scope, currency = parse_scope(where or ""), shop_of(book).currency
        found = _found(book, metric, months, target, said, scope)
        outcomes = _saved(book, found, scope, drivers=drivers) if save else []
        kept = keep(book, outcomes, at=session.now()) if save and not dry_run else outcomes
    if as_json:
        goals = [_goal(one) for one in kept]
        emit_json({**_object(found, scope, currency), "goals": goals})
        return
    lines = _lines(found, scope, currency, aimed=target is not None)
    if save:
        stored = sum(one.verdict in ("stored", "updated") for one in kept)
        text = fmt.plural("{n} goal kept.", "{n} goals kept.", stored)
        if dry_run:
            text = fmt.plural("{n} goal would be kept.", "{n} goals would be kept.", stored)
        lines += ["", text]
    say("\n".join(lines))


def _found(
    book: GoalBook,
    metric: str,
    months: str,
    target: str | None,
    said: tuple[str, ...],
    where: Where,
) -> Plan:
    """Return the plan that is asked for; what is wrong with it is raised."""
    from goals.forecast.planning import plan as planned_by

    currency = shop_of(book).currency
    about, spans = find_metric(metric, catalogue.of(book.facts)), parse_months(months)
    if book.as_of is None:
        raise OwnerError(
            N_("No import has brought figures yet."),
            N_("Import an export first: kpi-tui import FILE."),
        )
    aim = None
    if target is not None:
        aim = parse_amount(target, unit=about.unit, currency=currency)
    pinned = pins_by_month(said, currency)
    digits = fmt.minor_digits(currency) if about.unit == "money" else 0
    with book.facts.snapshot():
        found = planned_by(
            book.facts, about, spans, book.as_of,
            where=where, target=aim, pinned=pinned, digits=digits,
        )  # fmt: skip
    if found.reason is not None:
        raise OwnerError(found.reason.text, REMEDY, **found.reason.values)
    return found


def _goal(one: Outcome) -> Plain:
    goal = one.goal
    return {
        "verdict": one.verdict,
        "id": goal.id if goal else None,
        "metric": goal.metric if goal else None,
    }


def _saved(book: GoalBook, found: Plan, where: Where, *, drivers: bool) -> list[Outcome]:
    """Return the goals of the months that have a target, and of their drivers where asked."""
    goals: list[Goal] = []
    for one in found.months:
        first = one.month.span.start
        if one.target is None or one.solution is None:
            continue
        aim = Target(">=", one.target)
        goals.append(monthly_goal(book, found.metric, where, first, aim, ""))
        if not drivers or one.month.known:
            continue
        for driver in one.solution.drivers:
            if driver.together is None:
                continue
            metric = catalogue.of(book.facts).known(SAVED[driver.id])
            up = driver.id != "spend"
            value = _said(driver.unit, driver.together, up=up)
            bound = Target(">=" if up else "<=", value)
            goals.append(monthly_goal(book, metric, where, first, bound, ""))
    if not goals:
        raise OwnerError(
            N_("There is no target to keep."),
            N_("Give one: --target '60 k€', or --set 'basket=66 €'."),
        )
    return planned(book, goals)


def _said(unit: str, value: Fraction, *, up: bool) -> Fraction:
    """Return a value with the digits that people say, on the side that still reaches the target."""
    digits = {"count": 0, "share": 4}.get(unit, 2)
    scaled = value * 10**digits
    whole = -(-scaled.numerator // scaled.denominator) if up else int(scaled)
    return Fraction(whole, 10**digits)


# -- for people ------------------------------------------------------------------------------


def _lines(found: Plan, where: Where, currency: str, *, aimed: bool) -> list[str]:
    title = _(found.metric.label)
    if where:
        title += f" ({scope_text(where)})"
    drivers = next(one.forecast.factors for one in found.months if one.forecast is not None)
    names = {
        "traffic": _("visits/day"), "orders": _("orders/day"), "conversion": _("conversion"),
        "basket": _("basket"), "margin_rate": _("margin"),
    }  # fmt: skip
    shown = [one.id for one in drivers if one.id in names]
    head = ["", _("in all"), *(names[one] for one in shown), _("last year"), _("4 of 5 times")]
    rows = [head]
    for one in found.months:
        rows += _rows(one, shown, found.metric.unit, currency)
    drawn: list[str] = []
    for gap in (2, 1):
        drawn = table(rows, "l" + "r" * (len(head) - 1), gap=gap)
        if max(map(width, drawn)) <= WIDTH:
            break
    lines = [*paragraph(title), *drawn]
    asked = [one for one in found.months if one.target is not None]
    expected = sum((one.month.expected.value for one in found.months if one.month.expected),
                   Fraction(0))  # fmt: skip
    unit = found.metric.unit
    text = _("All months: {value} forecast").format(value=fmt.short(unit, expected, currency))
    if asked:
        total = sum((one.target for one in asked if one.target is not None), Fraction(0))
        text += " · " + _("{value} planned").format(value=fmt.short(unit, total, currency))
    lines += ["", *paragraph(text)]
    if aimed:
        lines += paragraph(_("The mix asks most of what has moved most in your own past."))
    for one in found.months:
        if one.solution is not None and one.solution.reason is not None:
            lines += paragraph(
                fmt.labelled(fmt.month(one.month.span.start), tr(one.solution.reason))
            )
    notes = dict.fromkeys(
        note for one in found.months if one.solution for note in map(tr, one.solution.notes)
    )
    for note in notes or map(tr, found.notes):
        lines += paragraph(note)
    return lines


def _rows(one: PlannedMonth, shown: list[str], unit: str, currency: str) -> list[list[str]]:
    """Return the forecast of a month, and below it what is planned with its chance."""
    month = fmt.month(one.month.span.start)
    expected = one.month.expected
    blank = ["—"] * len(shown)
    before = fmt.short(unit, one.month.last_year, currency)
    if expected is None or one.forecast is None:
        return [[month, "—", *blank, before, ""]]
    values = {factor.id: factor.value for factor in one.forecast.factors}
    days = one.month.span.days
    ends = " – ".join(fmt.short(unit, end, "") if unit != "money" else fmt.number(end)
                      for end in (expected.low, expected.high))  # fmt: skip
    ends = _("what came") if one.month.over else ends
    rows = [
        [
            month,
            fmt.short(unit, expected.value, currency),
            *(_driver(name, values[name], days, currency) for name in shown),
            before,
            ends,
        ]
    ]
    if one.target is None or one.solution is None or one.chance is None:
        return rows
    needed = {driver.id: driver.together for driver in one.solution.drivers}
    left = one.solution.span.days
    label = _("by plan") if not one.month.known else _("days left")
    rows.append(
        [
            f"  {label}",
            fmt.short(unit, one.target, currency),
            *(_driver(name, needed.get(name), left, currency) for name in shown),
            "",
            _("chance {chance}").format(chance=chance_text(one.chance)),
        ]
    )
    return rows


def _driver(name: str, value: Fraction | None, days: int, currency: str) -> str:
    if value is None:
        return "—"
    if name in ("traffic", "orders"):
        return fmt.number(value / days, 0 if value >= 100 * days else 1)
    return fmt.short("share" if name in ("conversion", "margin_rate") else "money", value, currency)


# -- for programs ----------------------------------------------------------------------------


def _object(found: Plan, where: Where, currency: str) -> Plain:
    unit = found.metric.unit

    def number(value: Fraction | None) -> float | int | None:
        return json_value(unit, value, currency)

    return {
        "metric": found.metric.id,
        "unit": unit,
        "currency": currency,
        "where": dict(where),
        "notes": list(found.notes),
        "months": [
            {
                "start": one.month.span.start,
                "end": one.month.span.last,
                "known_days": one.month.known,
                "forecast": None if one.month.expected is None else {
                    "value": number(one.month.expected.value),
                    "low": number(one.month.expected.low),
                    "high": number(one.month.expected.high),
                },
                "last_year": number(one.month.last_year),
                "target": number(one.target),
                "chance": rounded(one.chance),
                "drivers": None if one.forecast is None else {
                    factor.id: float(factor.value) for factor in one.forecast.factors
                },
                "needed": None
                if one.solution is None
                else solution_object(one.solution, currency),
            }
            for one in found.months
        ],
    }  # fmt: skip
