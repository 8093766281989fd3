"""Where another source begins to count, nothing is compared and no line is drawn across."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.metrics.catalogue import METRICS
from goals.metrics.reading import breakdown, compare, read, read_many
from goals.targets.book import GoalBook
from goals.targets.texts import GoalText
from store.facts import Facts
from store.ingest.choosing import choose_feed
from store.spans import to_day
from tests.builders import days
from tests.import_shop import MARCH, a_shop, give, order, visits
from tui.charts import draw
from tui.cli import main
from tui.standing import standing
from tui.views import ChartView, GoalView

if TYPE_CHECKING:
    from pathlib import Path

    from store.database import Store

MARCH_DAYS = days("2026-03-01", "2026-03-31")
APART = "Not compared: ga4 counts since 2026-03-15, before that log."


@pytest.fixture
def shop(tmp_path: Path) -> Store:
    """Sixty days of 100 visits in a log and 60 in GA4, which counts from March 15 on."""
    store = a_shop(tmp_path)
    for source, value in (("log", 100), ("ga4", 60)):
        told = [visits(day, value, channel="email") for day in range(60)]
        give(store, told, source=source)
    give(store, [order(str(day), day) for day in range(60)], source="web")
    choose_feed(store, "visits", ["ga4"], date(2026, 3, 15))
    return store


def test_across_a_change_of_source_there_is_a_reason_and_no_change(shop: Store) -> None:
    facts = Facts(shop)
    across = compare(facts, "visits", days("2026-03-20", "2026-03-29"), "previous")
    assert across is not None
    assert (across.change, across.difference, across.verdict) == (None, None, None)
    assert str(across.apart) == APART
    assert across.previous.value == 5 * 100 + 5 * 60
    later = compare(facts, "visits", days("2026-04-05", "2026-04-10"), "previous")
    assert later is not None
    assert later.change == 0
    assert later.apart is None
    sales = compare(facts, "orders", days("2026-03-20", "2026-03-29"), "previous")
    assert sales is not None
    assert sales.change == 0
    assert sales.apart is None


def test_a_ratio_is_not_compared_when_one_of_its_terms_changes_source(shop: Store) -> None:
    change = compare(Facts(shop), "conversion_visits", days("2026-03-15", "2026-03-28"), "previous")
    assert change is not None
    assert str(change.apart) == APART
    (member,) = breakdown(
        Facts(shop), "visits", "channel", days("2026-03-15", "2026-03-28"), compare="previous"
    )
    assert member.change is not None
    assert str(member.change.apart) == APART


def test_days_of_one_source_are_compared_across_days_of_another(shop: Store) -> None:
    choose_feed(shop, "visits", ["log"], date(2026, 4, 1))
    april = days("2026-04-06", "2026-04-11")
    facts = Facts(shop)
    (change,) = [read_many(facts, ["visits"], april, "previous")["visits"].change]
    assert change is not None
    assert str(change.apart).startswith("Not compared: log counts since 2026-04-01")
    assert [one.day for one in facts.breaks()["visits"]] == [date(2026, 3, 15), date(2026, 4, 1)]


def test_a_figure_over_both_says_so(shop: Store) -> None:
    figure = read(Facts(shop), "visits", MARCH_DAYS)
    assert figure.value == 14 * 100 + 17 * 60
    assert [str(note) for note in figure.notes] == [
        "Counted by log before 2026-03-15, by ga4 since."
    ]
    assert read(Facts(shop), "visits", days("2026-03-15", "2026-03-31")).notes == ()


def test_no_smoothed_value_mixes_two_ways_of_counting(shop: Store) -> None:
    reading = read_many(
        Facts(shop), ["visits"], MARCH_DAYS, spark_days=20, spark_window=7
    )["visits"]  # fmt: skip
    first = date(2026, 3, 12)
    known = {first + timedelta(days=n): value for n, value in enumerate(reading.spark)}
    missing = [day for day, value in known.items() if value is None]
    assert missing == list(days("2026-03-15", "2026-03-20"))
    assert known[date(2026, 3, 14)] == 700
    assert known[date(2026, 3, 21)] == 420


def test_a_change_before_the_first_data_is_no_break(shop: Store) -> None:
    choose_feed(shop, "visits", ["ga4"], date(2026, 2, 1))
    assert Facts(shop).breaks() == {}


def test_a_goal_over_both_says_so_and_is_judged_as_before(
    shop: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(shop.path)
    shop.close()
    day = ["--lang", "en", "--db", path, "--as-of", "2026-04-29"]
    wish = ["visits", "> 3000", "--by", "2026-05-31"]
    assert main([*day, "goal", "add", *wish]) == 0
    capsys.readouterr()
    assert main([*day, "goal", "show", "1"]) == 0
    assert "≠" not in capsys.readouterr().out
    assert main([*day, "sources", "use", "visits", "log", "--from", "2026-04-20"]) == 0
    capsys.readouterr()
    assert main([*day, "goal", "show", "1"]) == 0
    out = capsys.readouterr().out
    assert "≠ Counted by ga4 before Apr 20, 2026, by log since." in out
    assert main([*day, "goal", "list", "--json"]) == 0
    (goal,) = json.loads(capsys.readouterr().out)["goals"]
    assert goal["breaks"] == ["Counted by ga4 before Apr 20, 2026, by log since."]


def test_the_goals_page_says_so_too(shop: Store) -> None:
    book = GoalBook(Facts(shop), as_of=date(2026, 4, 29), today=date(2026, 4, 30))
    draft = book.draft(GoalText(metric="visits", target="> 3000", by="2026-05-31"))
    assert draft.goal is not None

    def said() -> str:
        found = book.assess(book.add(draft.goal, at=0)) if draft.goal else None
        assert found is not None
        return "".join(text for line in standing(GoalView(found, ()), "EUR") for text, _ink in line)

    assert "≠" not in said()
    choose_feed(shop, "visits", ["log"], date(2026, 4, 20))
    book = GoalBook(Facts(shop), as_of=date(2026, 4, 29), today=date(2026, 4, 30))
    assert "≠ Counted by ga4 before Apr 20, 2026, by log since." in said()


@pytest.mark.parametrize("marks", ["braille", "ascii"])
def test_a_chart_is_cut_where_the_source_changes(marks: str) -> None:
    points = tuple((to_day(MARCH + n), Fraction(100 if n < 10 else 60)) for n in range(20))
    whole = ChartView(METRICS["visits"], points)
    cut = ChartView(METRICS["visits"], points, breaks=(to_day(MARCH + 10),))
    wall = ":" if marks == "ascii" else "┊"
    drawn = ["".join(text for text, _ in line) for line in draw(cut, 60, 12, marks, "EUR").lines]  # type: ignore[arg-type]
    assert sum(wall in line for line in drawn) >= 6
    plain = draw(whole, 60, 12, marks, "EUR")  # type: ignore[arg-type]
    assert not any(wall in text for line in plain.lines for text, _ in line)


def test_the_command_line_says_why_nothing_is_compared(
    shop: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(shop.path)
    shop.close()
    asked = ["kpi", "visits", "orders", "--period", "2026-03-15..2026-03-28"]
    assert main(["--lang", "en", "--db", path, *asked]) == 0
    out = capsys.readouterr().out
    (line,) = (line for line in out.splitlines() if line.startswith("Visits"))
    assert line.split()[1:] == ["840", "1,400", "≠"]
    assert " ≠ Not compared: ga4 counts since Mar 15, 2026, before that log." in out
    assert main(["--lang", "en", "--db", path, *asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    first, second = (one["compare"] for one in told["metrics"])
    assert (first["value"], first["change"], first["verdict"]) == (1400, None, None)
    assert first["reason"] == "Not compared: ga4 counts since Mar 15, 2026, before that log."
    assert (second["change"], second["reason"]) == (0, None)
