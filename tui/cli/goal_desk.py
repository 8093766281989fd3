"""An open store as the commands of goals need it, and the options that describe a goal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from goals.targets.book import GoalBook
from goals.targets.foresight import Foresight, in_sight
from goals.targets.goal import KINDS, RECURRENCES
from store.messages import N_
from tui.cli.context import emit_json, say
from tui.cli.goal_data import goal_object
from tui.cli.goal_text import draft_lines, goal_lines, saved_lines
from tui.cli.realism_data import realism_of
from tui.language import _, current

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from goals.targets.draft import Draft
    from goals.targets.goal import Goal
    from store.settings import Shop
    from tui.cli.context import Session

Command = Any
MONTH_FIRST = frozenset({"US"})


def day_first(country: str) -> bool | None:
    """Return how 03/04 reads to this owner: by language, else by the shop's country."""
    if current().code == "fr":
        return True
    return None if not country else country not in MONTH_FIRST


@contextmanager
def opened(session: Session, *, tested: bool = False) -> Iterator[GoalBook]:
    """Open the store and hand out its goals, seen on the session's day.

    ``tested``: with how past calls of their kind did.

    With the right to write even to look: figures an older version made are made anew first, and
    turns of recurring goals that are over are recorded as they are known.
    """
    with session.open(write=True) as store:
        facts = session.facts(store)
        known, asked = facts.as_of(), session.day(facts)
        foresight = Foresight()
        book = GoalBook(
            facts,
            as_of=asked if known is None or asked is None else min(known, asked),
            today=session.today(store),
            day_first=day_first(store.shop.country),
        )
        if not store.read_only and book.as_of == known:
            book.record_turns()
        book.foresee = in_sight(foresight, facts, tested=tested)
        yield book
        foresight.save(store)


def shop_of(book: GoalBook) -> Shop:
    return book.facts.store.shop


def show_goal(book: GoalBook, goal: Goal, sentence: str, as_json: bool) -> None:
    """Say what was done, and how the goal stands now."""
    view = book.view(goal, series=False)
    shop = shop_of(book)
    if as_json:
        emit_json({"goals": [goal_object(view, shop.currency, realism_of(book, view))]})
        return
    say("\n".join(saved_lines(goal, shop.currency, _(sentence))))
    say("\n".join(goal_lines(view, shop.currency)))


def show_goals(book: GoalBook, goals: Sequence[Goal]) -> None:
    """Write how several goals stand now as one JSON object."""
    currency = shop_of(book).currency
    views = [book.view(one, series=False) for one in goals]
    emit_json({"goals": [goal_object(view, currency, realism_of(book, view)) for view in views]})


def whole(draft: Draft) -> Goal:
    """Return the goal of a draft.

    Raises:
        OwnerError: something in it is wrong.
    """
    problem = draft.error()
    if problem is not None or draft.goal is None:
        raise problem or ValueError("a draft without complaints is whole")
    return draft.goal


def keep_new(
    book: GoalBook, draft: Draft, *, at: int, dry_run: bool, as_json: bool, said: str
) -> None:
    """Keep a drafted goal, or only show it; ``said`` has the gaps id and title."""
    goal = whole(draft)
    if dry_run:
        show_goal(book, goal, N_("This would be set: {title}"), as_json)
    else:
        show_goal(book, book.add(goal, at=at), said, as_json)
    if not as_json and draft.notes:
        say("\n".join(draft_lines(draft)))


JSON = click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
DRY_RUN = click.option("--dry-run", is_flag=True, help=N_("Only show what would be set."))
NUMBER = click.argument("number", type=int, metavar=N_("NUMBER"))


def fields(command: Command) -> Command:
    """Add the options that describe a goal."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.option("--title", help=N_("A title in your own words.")),
        click.option(
            "--where", metavar=N_("DIMENSION=MEMBER"), help=N_("Only this: channel=facebook.")
        ),
        click.option(
            "--kind", type=click.Choice(KINDS),
            help=N_("Reach a level, add up to a total, hold, or get a project done."),
        ),
        click.option(
            "--window", metavar=N_("DAYS"),
            help=N_("Days a level is measured over: 28 if not said."),
        ),
        click.option("--start", metavar=N_("DAY"), help=N_("The first day that counts.")),
        click.option(
            "--every", "recurrence", type=click.Choice(RECURRENCES),
            help=N_("Judge every week, month or quarter by itself."),
        ),
        click.option(
            "--guardrail", "guardrails", multiple=True, metavar="ID",
            help=N_("A metric that must not get worse; may be given several times."),
        ),
        click.option("--note", help=N_("Anything to remember.")),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def told(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was said of the options given."""
    return {name: value for name, value in given.items() if value is not None and value != ()}
