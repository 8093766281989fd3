"""What the commands of analysis share: the period, the comparison, the members counted."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from goals.metrics.errors import QuestionError
from goals.metrics.parsing import unknown_dimension
from goals.metrics.periods import COMPARISONS
from goals.targets.scope import check_member
from store.dimensions import DIMENSIONS, SEGMENT
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import paragraph
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goals.metrics.figures import Where
    from goals.metrics.periods import Period
    from store.facts import Facts
    from store.settings import Shop
    from store.spans import Span

F = TypeVar("F", bound="Callable[..., Any]")

PERIODS = N_("28d, mtd, qtd, ytd, 2026-03, 2026-Q1, 2026 or 2026-01-01..2026-01-31.")


def period_option(default: str = "28d") -> Callable[[F], F]:
    """Give a command ``--period``."""
    return click.option("--period", default=default, metavar="P", show_default=True, help=PERIODS)


compare_option = click.option(
    "--compare",
    type=click.Choice(COMPARISONS),
    default="previous",
    show_default=True,
    help=N_("What to compare with: the period before, the same dates or weekdays last year."),
)
where_option = click.option(
    "--where",
    multiple=True,
    metavar=N_("DIMENSION=MEMBER"),
    help=N_("Count only this member; “(unknown)” for rows without one."),
)
json_option = click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
csv_option = click.option("--csv", "as_csv", is_flag=True, help=N_("Write CSV for a spreadsheet."))


def one_form(*, as_json: bool, as_csv: bool) -> None:
    """Refuse two forms of output at once."""
    if as_json and as_csv:
        raise click.UsageError(_("Choose --json or --csv, not both."))


@contextmanager
def as_usage() -> Iterator[None]:
    """Turn a question that cannot be answered as asked into a mistake of usage: exit 2."""
    try:
        yield
    except QuestionError as wrong:
        raise click.UsageError(f"{tr(wrong.what)}\n{tr(wrong.remedy)}") from wrong


def members(facts: Facts, texts: tuple[str, ...]) -> Where:
    """Return what ``--where`` limits the figures to."""
    return tuple(_member(facts, text) for text in texts)


def _member(facts: Facts, text: str) -> tuple[str, str]:
    dimension, equals, member = text.partition("=")
    if not equals:
        raise QuestionError(
            N_("“{text}” is not a filter."),
            N_("Write a dimension, = and a member: --where channel=email."),
            text=text,
        )
    if dimension not in DIMENSIONS:
        raise unknown_dimension(dimension)
    if member in ("", "(unknown)", _("(unknown)")):
        return dimension, ""
    known = facts.members(dimension)
    if known or dimension == SEGMENT:  # a slip of the keyboard is no channel that sold nothing
        check_member(dimension, member, known)
    return dimension, member


def heading(shop: Shop, period: Period, before: Span | None, where: Where = ()) -> list[str]:
    """Return who, which days, what they are compared with, and what alone is counted."""
    name = clean(shop.name)
    days = fmt.days_to(period.span) if period.kind == "days" else fmt.span(period.span)
    parts = [name] if name else []
    parts.append(_("{period}, so far").format(period=days) if period.partial else days)
    if before is not None:
        parts.append(_("against {days}").format(days=fmt.span(before)))
    lines = paragraph(" · ".join(parts))
    return lines + scope_lines(where)


def scope_lines(where: Where) -> list[str]:
    """Return what alone is counted."""
    scope = [f"{name} = {clean(member) or _('(unknown)')}" for name, member in where]
    return paragraph(_("Only {scope}").format(scope=", ".join(scope))) if scope else []
