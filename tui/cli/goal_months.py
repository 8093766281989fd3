"""``kpi-tui goal months``: targets month by month, for everything or by member, in one go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from goals.targets.grid import MONTHS, changes, read_cells, read_grid, sum_of
from goals.targets.plan_months import MOST_MONTHS, parse_months
from store.dimensions import DIMENSIONS
from store.errors import OwnerError
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import paragraph, table
from tui.cli.context import emit_json, fail, json_value, say
from tui.cli.goal_desk import DRY_RUN, JSON, opened, shop_of
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from goals.targets.grid import Grid, Line, Place
    from tui.cli.context import Session

_SET = re.compile(r"(?P<months>[^:=]+)(?::(?P<member>[^=]*))?=(?P<text>.*)", re.DOTALL)


@click.command(
    help=N_(
        "Show and set targets month by month: kpi-tui goal months revenue --set 2026-12=12k --set"
        " '2027-01..2027-03=+5 %'. A cell takes an amount, a change on last year, = for the month"
        " before, ~ for the forecast, or - for none. Every month is kept, or none."
    ),
    short_help=N_("Set targets month by month."),
)
@click.argument("metric", metavar=N_("METRIC"))
@click.option(
    "--by", "dimension", default="", metavar=N_("DIMENSION"), help=N_("A line for each member.")
)
@click.option(
    "--months",
    "many",
    type=click.IntRange(1, MOST_MONTHS),
    default=MONTHS,
    show_default=True,
    metavar="N",
    help=N_("How many months, from the present one on."),
)
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar=N_("MONTH[:MEMBER]=TARGET"),
    help=N_("A target; may be given several times."),
)
@DRY_RUN
@JSON
@click.pass_obj
def months(
    session: Session,
    metric: str,
    dimension: str,
    many: int,
    given: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    from tui import month_words  # its words are the grid's: they need the screens' libraries

    if dimension and dimension not in DIMENSIONS:
        raise click.UsageError(_("There is no dimension “{name}”.").format(name=dimension))
    with opened(session) as book:
        grid, currency = read_grid(book, metric, dimension, many=many), shop_of(book).currency
        texts = dict(place for text in given for place in _places(grid, text))
        typed = read_cells(grid, texts, currency)
        for problem in typed.errors.values():
            raise problem
        found = changes(book, grid, typed.amounts, month_words.goal_title)
        ids = [] if dry_run else [goal.id for goal in book.write(found, at=session.now())]
        if as_json:
            emit_json({**_object(grid, typed.amounts, currency), "changed": ids})
            return
        say("\n".join(_lines(grid, typed.amounts, currency)))
        if dry_run and found:
            say(_("Only a trial: nothing was stored."))
        elif ids:
            text = fmt.plural("{n} month set.", "{n} months set.", len(ids))
            numbers = " ".join(map(str, ids))
            back = _("Take it back: kpi-tui goal undo {numbers}").format(numbers=numbers)
            say("\n".join(paragraph(f"{text} {back}")))


def _places(grid: Grid, given: str) -> list[tuple[Place, str]]:
    """Return the cells that ``2026-12:member=12k`` names, each with its text."""
    found = _SET.fullmatch(given)
    if found is None:
        raise fail(
            N_("“{text}” names no month with a target."),
            N_("Write it like 2026-12=12k, or 2026-12:Paris=12k for a member."),
            text=given,
        )
    wanted = parse_months(found["months"])
    line = _line(grid, (found["member"] or "").strip())
    missing = [span for span in wanted if span not in grid.months]
    if missing:
        raise fail(
            N_("{month} is not among the months shown."),
            N_("Ask for more of them: --months 24. Months that are over have no targets any more."),
            month=missing[0].start,
        )
    return [((line, grid.months.index(span)), found["text"].strip()) for span in wanted]


def _line(grid: Grid, member: str) -> int:
    names = [line.member.casefold() for line in grid.lines]
    if member.casefold() in names:
        return names.index(member.casefold())
    if not grid.dimension:
        raise fail(
            N_("There is one line only, of everything."),
            N_("Add --by and a dimension to plan by member, like --by channel."),
        )
    raise OwnerError(
        N_("“{member}” is no line of the table.") if member else N_("A month has no member."),
        N_("There are: {known}. Name one after the month: 2026-12:{first}=12k."),
        member=member,
        known=[line.member for line in grid.lines][:5],
        first=grid.lines[0].member if grid.lines else "",
    )


def _lines(grid: Grid, amounts: Mapping[Place, Fraction | None], currency: str) -> Sequence[str]:
    from tui import month_words

    unit, lines = grid.metric.unit, paragraph(_(grid.metric.label))
    head = ["", _("target"), _("last year"), _("change"), _("forecast"), _("four times of five")]
    for number, line in enumerate(grid.lines):
        rows = [head]
        for month, cell in enumerate(line.cells):
            target, ahead = amounts.get((number, month), cell.target), cell.ahead
            change = ""
            if target is not None and ahead.last_year:
                change = month_words.change_text(grid, target, ahead.last_year)
            middle = None if ahead.expected is None else ahead.expected.value
            rows.append([
                fmt.month(ahead.span.start),
                month_words.amount(grid, target, currency) or fmt.NO_VALUE,
                fmt.short(unit, ahead.last_year, currency),
                change,
                fmt.short(unit, middle, currency),
                month_words.range_text(ahead, unit, currency),
            ])  # fmt: skip
        total = sum_of(grid, number, amounts)
        if total is not None:
            rows.append([_("Sum"), month_words.amount(grid, total, currency), "", "", "", ""])
        lines += ["", *([month_words.line_label(grid, number)] if line.where else [])]
        lines += [f"  {row}" for row in table(rows, "lrrrrr")]
    if grid.reason is not None:
        lines += ["", *paragraph(tr(grid.reason))]
    return lines


def _object(
    grid: Grid, amounts: Mapping[Place, Fraction | None], currency: str
) -> dict[str, object]:
    unit = grid.metric.unit

    def number(value: Fraction | None) -> float | int | None:
        return json_value(unit, value, currency)

    def cells(place: int, line: Line) -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for month, cell in enumerate(line.cells):
            expected = cell.ahead.expected
            found.append({
                "start": cell.ahead.span.start,
                "end": cell.ahead.span.last,
                "goal": cell.goal.id if cell.goal else None,
                "target": number(amounts.get((place, month), cell.target)),
                "last_year": number(cell.ahead.last_year),
                "forecast": None if expected is None else {
                    "value": number(expected.value),
                    "low": number(expected.low),
                    "high": number(expected.high),
                },
            })  # fmt: skip
        return found

    return {
        "metric": grid.metric.id,
        "unit": unit,
        "dimension": grid.dimension or None,
        "reason": grid.reason,
        "lines": [
            {
                "member": line.member if line.where else None,
                "months": cells(place, line),
                "sum": number(sum_of(grid, place, amounts)),
            }
            for place, line in enumerate(grid.lines)
        ],
    }
