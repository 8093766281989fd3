"""The sample shop: whole, small, made again alike, and with a story that the figures tell."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from goals import sample
from goals.metrics.catalogue.shop import of
from goals.metrics.periods import parse_period
from goals.metrics.reading import breakdown, read
from goals.targets.book import GoalBook
from store.database import connect
from store.facts import Facts
from store.sample.fiction import FIRST_DAY, LAST_DAY
from store.segments import members
from store.segments import saved as saved_segments
from tui.cli.context import Session
from tui.sample import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

MOST_BYTES = 8_400_000
EMPTY_BY_NATURE = {
    "series", "exchange_rate", "replaced", "left_out", "source_state", "unmet", "revision",
    "revised_order", "restated", "feed", "removal",
    "goal_alarm", "own_series", "past_promise", "plan_author", "project_lever", "retired_metric",
    "weekly_kept", "weekly_sale_lines", "weekly_refund_lines", "weekly_returned_lines",
}  # fmt: skip
"""Tables of other sources, of work in progress, of what a second import or the owner tells, and of
what is kept when it is first asked for."""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    """The shipped sample, read from a copy as an owner would."""
    copy = tmp_path_factory.mktemp("sample") / "sample.db"
    copy.write_bytes(shipped().read_bytes())
    with connect(copy) as store:
        yield Facts(store)


def value(facts: Facts, metric: str, period: str, **where: str) -> Fraction:
    figure = read(facts, metric, parse_period(period, LAST_DAY), tuple(where.items()))
    assert figure.value is not None, figure.reason
    return figure.value


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True) as connection:
        tables = [
            str(name)
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
    connection.close()
    return found


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample made anew by its code, once for those that ask for it."""
    path = tmp_path_factory.mktemp("again") / "again.db"
    sample.build(path)
    path.chmod(0o600)
    return path


@pytest.mark.slow
def test_the_sample_shows_what_owners_make_beside_goals(again: Path, tmp_path: Path) -> None:
    """A goal of every month with its turns, a review that is due, a metric, a segment."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(again.read_bytes())
    with connect(copy, write=False) as store:
        facts = Facts(store)
        book = GoalBook(facts, as_of=LAST_DAY, today=LAST_DAY + timedelta(days=1))
        (monthly,) = (one for one in book.views(series=False) if one.goal.recurrence == "monthly")
        turns = monthly.assessment.turns
        assert [turn.met for turn in turns] == [True, False, True]
        assert all(turn.kept is not None for turn in turns)
        assert monthly.assessment.status == "reached"
        (due,) = book.due()
        assert due.review.decision == "lever" and due.days == 2
        own = next(metric for name, metric in of(facts).items() if name == "shipping_share")
        assert 0 < (read(facts, own.id, parse_period("28d", LAST_DAY)).value or 0) < 1
        (segment,) = saved_segments(store)
        assert not segment.follows and len(members(facts, segment.name)) > 100
    assert copy.stat().st_size <= MOST_BYTES


@pytest.mark.slow
def test_the_same_seed_makes_the_shipped_sample_again(again: Path) -> None:
    made, kept = content(again), content(shipped())
    assert made.keys() == kept.keys(), "run: python -m goals.sample sample.db"
    changed = [name for name in kept if made[name] != kept[name]]
    assert not changed, f"sample.db is not what its code makes; python -m goals.sample: {changed}"


def test_the_sample_is_one_small_file() -> None:
    assert shipped().stat().st_size <= MOST_BYTES


def test_every_fact_table_of_the_sample_has_rows() -> None:
    empty = {name for name, rows in content(shipped()).items() if not rows}
    assert empty <= EMPTY_BY_NATURE


def test_the_sample_tells_of_26_months_up_to_a_fixed_day(facts: Facts) -> None:
    assert facts.as_of() == LAST_DAY == date(2026, 10, 31)
    assert date(2024, 9, 1) == FIRST_DAY


def test_fewer_carts_are_abandoned_since_the_reminder(facts: Facts) -> None:
    before = value(facts, "cart_abandonment", "2025-11-01..2026-04-06")
    after = value(facts, "cart_abandonment", "2026-06-15..2026-10-31")
    assert after < before - value(facts, "cart_abandonment", "2026") / 25


def test_facebook_loses_money_while_the_shop_earns(facts: Facts) -> None:
    members = breakdown(facts, "channel_roi", "channel", parse_period("365d", LAST_DAY))
    lost = {m.member for m in members if m.figure.value is not None and m.figure.value < 0}
    assert lost == {"facebook"}
    assert value(facts, "channel_roi", "365d") > 0


def test_mobiles_bring_more_of_the_orders_each_year(facts: Facts) -> None:
    assert value(facts, "mobile_share", "2024-Q4") < value(facts, "mobile_share", "2025")
    assert value(facts, "mobile_share", "2025") < value(facts, "mobile_share", "2026-Q3")


def test_black_friday_is_the_busiest_day_of_the_year(facts: Facts) -> None:
    friday = value(facts, "visits", "2025-11-28..2025-11-28")
    ordinary = value(facts, "visits", "2025-10-01..2025-10-31") / 31
    assert friday > 1.5 * ordinary


def test_one_project_is_late_and_one_was_finished(facts: Facts) -> None:
    with facts.store.reading() as connection:
        late = connection.execute(
            "SELECT DISTINCT p.name FROM milestone m JOIN project p ON p.id = m.project"
            " WHERE m.reached_day IS NULL AND m.original_day < m.due_day"
        ).fetchall()
        finished = connection.execute(
            "SELECT name FROM project WHERE state = 'finished'"
        ).fetchall()
    assert late == [("Boutique B2B",)]
    assert finished == [("Parcours mobile",)]


def test_the_goals_of_the_sample_stand_in_different_places(facts: Facts) -> None:
    views = GoalBook(facts, as_of=LAST_DAY, today=LAST_DAY).views(series=False)
    assert len(views) >= 5
    statuses = {view.assessment.status for view in views}
    assert {"ahead", "behind"} <= statuses
    assert sum(bool(view.levers) for view in views) >= 3


def test_orders_in_a_currency_without_rate_are_left_out_and_counted(facts: Facts) -> None:
    with facts.store.reading() as connection:
        rows = connection.execute("SELECT DISTINCT currency FROM sale WHERE status = 4").fetchall()
    assert rows == [("GBP",)]


def test_the_sample_is_looked_at_on_the_morning_after_its_last_day(facts: Facts) -> None:
    """A goal set there starts from the same days, and so the same figure, as its tile."""
    today = Session(sample=True).today(facts.store)
    assert today == LAST_DAY + timedelta(days=1)
