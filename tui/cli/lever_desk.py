"""An open store as the commands of levers need it, and the options that describe a lever."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import click

from goals.levers.book import LeverBook
from goals.levers.lever import ExpectedEffect
from goals.metrics.catalogue.shop import BUILT_IN, Catalogue, of_store
from goals.metrics.errors import QuestionError
from goals.targets.days import parse_day, parse_start
from goals.targets.entry import parse_amount
from goals.targets.rows import from_row
from goals.targets.texts import parse_scope
from store.messages import N_
from store.plans import Plans
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, fail, say
from tui.cli.goal import day_first
from tui.cli.goal_words import title_text
from tui.cli.lever_text import lever_lines, lever_object
from tui.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from goals.levers.lever import Lever
    from store.settings import Shop
    from tui.cli.context import Session

Command = Any
MOST_EFFECT = 10
"""An expected effect of more than +1,000 % is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Bench:
    """An open store as the commands of levers need it."""

    book: LeverBook
    plans: Plans
    shop: Shop
    today: date
    at: int
    catalogue: Catalogue = field(default_factory=lambda: BUILT_IN)

    def day(self, text: str | None, *, first: bool = False) -> date:
        """Return the day that a text names, today for none; ``first`` of a month named alone."""
        if text is None:
            return self.today
        read = parse_start if first else parse_day
        return read(text, self.today, day_first=day_first(self.shop.country))

    def goals(self) -> dict[int, str]:
        """Return the titles of goals that are not deleted, by number."""
        rows = self.plans.goals(("open", "closed", "archived"))
        return {
            row.id: title_text(from_row(row, self.catalogue), self.shop.currency) for row in rows
        }

    def linked(self) -> dict[int, list[int]]:
        """Return the numbers of goals by lever."""
        found: dict[int, list[int]] = {}
        for goal, lever in self.plans.links():
            found.setdefault(lever, []).append(goal)
        return found

    def show(self, lever: Lever, sentence: str, as_json: bool) -> None:
        """Say what was done, and the lever as it is now."""
        if as_json:
            goals = self.book.goals_of(lever.id)
            emit_json({"levers": [lever_object(lever, goals, self.shop.currency)]})
            return
        say("\n".join(paragraph(_(sentence).format(id=lever.id, name=lever.name))))
        lines = lever_lines(lever, self.goals(), self.linked(), self.shop, self.catalogue)
        say("\n".join(lines))


@contextmanager
def bench(session: Session, *, write: bool = False) -> Iterator[Bench]:
    with session.open(write=write) as store:
        plans = Plans(store)
        yield Bench(
            LeverBook(plans), plans, store.shop, session.today(store), session.now(),
            of_store(store),
        )  # fmt: skip


def fields(command: Command) -> Command:
    """Add the options that describe a lever."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.option(
            "--moves", "moves", multiple=True, metavar=N_("METRIC[=+5%]"),
            help=N_("A metric it should move, with the change expected; may be repeated."),
        ),
        click.option(
            "--where", metavar=N_("DIMENSION=MEMBER"), help=N_("It touches only this.")
        ),
        click.option("--start", metavar=N_("DAY"), help=N_("The first day it runs.")),
        click.option("--end", metavar=N_("DAY"), help=N_("The last day it runs.")),
        click.option("--cost", metavar=N_("AMOUNT"), help=N_("What it costs, in all.")),
        click.option("--owner", help=N_("Who looks after it.")),
        click.option("--note", help=N_("Anything to remember.")),
        click.option(
            "--holdout/--no-holdout", default=None, help=N_("Half of the customers are spared.")
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def changed(desk: Bench, lever: Lever, given: dict[str, Any]) -> Lever:
    """Return the lever with the options that were given."""
    told: dict[str, Any] = {
        name: given[name] for name in ("owner", "note", "holdout") if given.get(name) is not None
    }
    for name in ("start", "end"):
        if given.get(name) is not None:
            told[name] = desk.day(given[name], first=name == "start")
    if given.get("where") is not None:
        told["where"] = parse_scope(given["where"])
    if given.get("cost") is not None:
        cost = parse_amount(given["cost"], unit="money", currency=desk.shop.currency)
        if cost < 0:
            raise fail(
                N_("A lever cannot cost less than nothing."), N_("Give a cost of 0 or more.")
            )
        told["cost"] = cost
    if given.get("moves"):
        told["effects"] = tuple(_effect(text, desk.catalogue) for text in given["moves"])
    return replace(lever, **told)


def _effect(text: str, catalogue: Catalogue) -> ExpectedEffect:
    name, equals, amount = text.partition("=")
    found = catalogue.metric(name.strip()).id
    if not equals:
        return ExpectedEffect(found)
    plain = amount.strip().removeprefix("+")
    expected = parse_amount(plain, unit="share")
    if abs(expected) > MOST_EFFECT or expected == 0:
        raise QuestionError(
            N_("“{text}” is not an effect to expect."),
            N_("Write it like aov=+5% or cart_abandonment=-3%."),
            text=text,
        )
    return ExpectedEffect(found, Fraction(expected))
