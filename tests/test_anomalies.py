"""Days that were not as expected: how often, how surely found, and what stands beside them."""

from __future__ import annotations

import csv
import gzip
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from goals.explain.anomalies.budget import LEAST, judged
from goals.explain.anomalies.calendar import easter_sunday, holidays, known_days, sales
from goals.explain.anomalies.daily import NEEDED
from goals.explain.anomalies.follow import follow
from goals.explain.anomalies.watch import anomalies, odd_days
from goals.levers.book import LeverBook
from goals.levers.lever import Lever
from goals.metrics.catalogue.shop import of
from store.database import create
from store.facts import Facts
from store.plans import Plans
from store.spans import Span
from tests.builders import a_shop
from tests.plan_cli import Runner
from tests.plan_shop import PlanShop
from tui.anomaly_words import unwatched_texts
from tui.cli.anomalies import as_lines

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from goals.explain.anomalies.watch import Board

FIRST, LAST = date(2026, 1, 5), date(2026, 10, 31)
DAYS = Span.of(FIRST, LAST)
LATELY = Span.of(date(2026, 9, 1), LAST)


def noise(day: date, many: int = 11) -> int:
    """A spread that looks like chance and is the same every time."""
    return (day.toordinal() * 7919) % many - many // 2


def busy(base: int) -> Callable[[date], int]:
    return lambda day: base + base * (day.weekday() == 6) // 4 + noise(day) * base // 100


def a_watched_shop(odd: dict[date, int] | None = None, **given: Callable[[date], int]) -> PlanShop:
    shop = PlanShop(a_shop(country="FR").store)
    visits = busy(1000)
    shop.give("visits", lambda day: (odd or {}).get(day, visits(day)), DAYS)
    for measure, values in given.items():
        shop.give(measure, values, DAYS, money=measure in ("goods_sold", "spend"))
    return shop


def board(shop: PlanShop, *names: str, budget: float = 2.0, days: Span = LATELY) -> Board:
    facts = Facts(shop.store)
    known = of(facts)
    return anomalies(facts, [known[name] for name in names], LAST, days, budget=budget)


def test_a_day_far_below_the_others_is_found_with_what_was_expected() -> None:
    day = date(2026, 10, 7)
    found = board(a_watched_shop({day: 300}), "visits").found
    one = next(one for one in found if one.day == day)
    assert one.value == 300
    assert not one.above
    assert 950 <= one.expected <= 1050
    assert one.low > 300
    assert one.once_in is None, "no day of the past was as odd"
    assert one.days >= LEAST


def test_an_odd_day_does_not_make_the_days_after_it_odd() -> None:
    day = date(2026, 10, 7)
    for value in (0, 9000):
        found = board(a_watched_shop({day: value}), "visits").found
        assert [one.day for one in found if abs((one.day - day).days) <= 7] == [day]


def test_a_busy_sunday_is_no_odd_day() -> None:
    found = board(a_watched_shop(), "visits").found
    assert all(one.day.weekday() != 6 for one in found)


def test_days_that_no_import_covers_are_never_odd() -> None:
    shop = PlanShop(a_shop(country="FR").store)
    hole = {date(2026, 9, 14), date(2026, 9, 15)}
    for part in (Span.of(FIRST, date(2026, 9, 13)), Span.of(date(2026, 9, 16), LAST)):
        shop.give("visits", busy(1000), part)
    found = board(shop, "visits").found
    assert not {one.day for one in found} & hole


def test_an_empty_day_that_is_covered_is_odd() -> None:
    day = date(2026, 10, 7)
    assert day in {one.day for one in board(a_watched_shop({day: 0}), "visits").found}


def test_a_ratio_over_few_cases_is_no_odd_day() -> None:
    shop = a_watched_shop(orders=lambda day: 12 if day != date(2026, 10, 7) else 1)
    found = board(shop, "conversion_visits")
    assert [one.day for one in found.found] == [date(2026, 10, 7)], "of 1,000 visits 1 order"
    few = PlanShop(a_shop(country="FR").store)
    few.give("visits", lambda day: 20 + noise(day), DAYS)
    few.give("orders", lambda day: 2 if day != date(2026, 10, 7) else 20, DAYS)
    unwatched = board(few, "conversion_visits")
    assert unwatched.found == ()
    assert "cases" in str(unwatched.unwatched["conversion_visits"])


def test_what_is_too_short_or_mostly_nothing_is_not_watched() -> None:
    shop = PlanShop(a_shop(country="FR").store)
    shop.give("visits", busy(1000), Span.of(LAST - timedelta(days=NEEDED - 2), LAST))
    shop.give("signups", lambda day: int(day.day == 3), DAYS)
    found = board(shop, "visits", "second_orders", "clv")
    assert set(found.unwatched) == {"visits", "second_orders", "clv"}
    assert str(NEEDED - 1) in str(found.unwatched["visits"])


def test_the_member_that_carries_the_gap_is_named() -> None:
    shop = PlanShop(a_shop(country="FR").store)
    day = date(2026, 10, 7)
    shop.give("visits", busy(600), DAYS, channel="organic")
    shop.give("visits", lambda at: 0 if at == day else busy(400)(at), DAYS, channel="email")
    one = next(one for one in board(shop, "visits").found if one.day == day)
    assert one.carrier is not None
    assert (one.carrier.dimension, one.carrier.member) == ("channel", "email")
    assert Fraction(8, 10) < one.carrier.share < Fraction(12, 10)


def test_a_holiday_a_lever_and_the_sales_are_told_beside_the_day() -> None:
    days = {date(2026, 7, 14): 100, date(2026, 10, 7): 100}
    shop = a_watched_shop(days)
    levers = LeverBook(Plans(shop.store))
    levers.add(Lever(name="New mail", state="running", start=date(2026, 10, 6)), at=1)
    found = {one.day: one for one in board(shop, "visits", days=DAYS).found}
    told = [str(cause) for cause in found[date(2026, 7, 14)].causes]
    assert told == ["Public holiday: national holiday", "the sales"]
    assert [cause.values["name"] for cause in found[date(2026, 10, 7)].causes] == ["New mail"]


def test_the_budget_decides_how_many_days_are_told() -> None:
    shop = a_watched_shop({LAST - timedelta(days=n): 1000 + 97 * (n % 7) for n in range(0, 90, 9)})
    counts = [len(board(shop, "visits", budget=budget, days=DAYS).found) for budget in (0.2, 2, 20)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


def test_chart_marks_are_the_days_of_the_list() -> None:
    shop = a_watched_shop({date(2026, 10, 7): 300})
    facts = Facts(shop.store)
    listed = {one.day for one in board(shop, "visits").found}
    assert set(odd_days(facts, of(facts)["visits"], LAST, LATELY)) == listed


def test_the_forecast_of_a_day_knows_nothing_of_it_nor_of_later_days() -> None:
    rng = np.random.default_rng(1)
    series = 100 + 10 * rng.standard_normal((200, 2)).cumsum(0)
    whole = follow(series).expected
    changed = series.copy()
    changed[150:] += 500
    np.testing.assert_array_equal(follow(changed).expected[: 150 + 1], whole[: 150 + 1])


def test_alarms_keep_to_the_budget_on_series_of_many_shapes() -> None:
    rng = np.random.default_rng(2)
    for draw in (
        rng.standard_normal, lambda n: rng.standard_t(2.5, n), lambda n: rng.exponential(1, n) - 1,
        lambda n: rng.standard_normal(n) * (1 + np.arange(n) / n * 3),
    ):  # fmt: skip
        rates = []
        for _one in range(12):
            told = judged(np.asarray(draw(600)).tolist()).alarms
            rates.append(100 * sum(told) / (600 - LEAST))
        assert 0.8 <= np.mean(rates) <= 2.6
        assert max(rates) <= 4


@pytest.mark.real_data
def test_alarms_keep_to_the_budget_on_real_series(real_data: Callable[[str], Path]) -> None:
    file = real_data("daily_series") / "daily_series.csv.gz"
    series: dict[str, list[float]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            series.setdefault(row["series"], []).append(float(row["value"]))
    rates = []
    for values in series.values():
        plain = np.sqrt(np.maximum(np.array(values[-1100:]), 0))[:, None]
        followed = follow(plain)
        scores = ((plain - followed.expected) / followed.usual)[:, 0].tolist()
        told = judged(scores)
        rates.append(100 * sum(told.alarms) / sum(days >= LEAST for days in told.days))
    assert 1.5 <= np.mean(rates) <= 2.5
    assert max(rates) <= 4


def test_a_spreadsheet_gets_a_line_an_odd_day() -> None:
    found = board(a_watched_shop({date(2026, 10, 7): 300}), "visits")
    head, *lines = as_lines(found, "EUR")
    assert head.startswith("day,id,label")
    assert len(lines) == len(found.found)
    assert any(line.startswith("2026-10-07,visits,Visits,count,300,") for line in lines)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2011, (4, 24)), (2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2038, (4, 25))],
)
def test_easter_falls_where_it_falls(year: int, day: tuple[int, int]) -> None:
    assert easter_sunday(year) == date(year, *day)


def test_holidays_and_sales_follow_the_country() -> None:
    assert sales(2026) == (date(2026, 1, 7), date(2026, 6, 24))
    assert date(2026, 7, 14) in holidays(2026, "FR")
    assert date(2026, 7, 14) not in holidays(2026, "GB")
    assert date(2011, 8, 29) in holidays(2011, "GB")
    assert date(2026, 11, 26) in holidays(2026, "US")
    assert [str(one) for one in known_days(date(2026, 11, 28), "DE")] == [
        "Black Friday and the days after"
    ]
    assert not list(known_days(date(2026, 3, 17), ""))


# -- the command ---------------------------------------------------------------------------------


@pytest.fixture
def runner(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", country="FR", name="T") as store:
        shop = PlanShop(store)
        visits = busy(1000)
        shop.give("visits", lambda day: 300 if day == date(2026, 10, 7) else visits(day), DAYS)
    return Runner(path, capsys, day="2026-10-31")


def test_the_command_tells_text_json_and_csv_of_the_same_days(runner: Runner) -> None:
    text = runner.fine("anomalies", "--since", "2026-10-01")
    assert "Oct 7, 2026" in text
    assert "▼ Visits: 300" in text
    told = runner.json("anomalies", "visits", "--since", "2026-10-01")
    one = next(one for one in told["anomalies"] if one["day"] == "2026-10-07")
    assert (one["id"], one["value"], one["direction"]) == ("visits", 300, "below")
    assert one["range"][0] > 300
    assert told["period"] == {"start": "2026-10-01", "end": "2026-10-31"}


def test_a_budget_is_kept_for_later_runs(runner: Runner) -> None:
    assert runner.json("anomalies")["budget"] == 2
    assert runner.json("anomalies", "--budget", "5")["budget"] == 5
    assert runner.json("anomalies")["budget"] == 2, "asked once, it is not kept"
    runner.fine("anomalies", "--budget", "0.5", "--keep")
    assert runner.json("anomalies")["budget"] == 0.5


def test_the_command_says_why_a_named_figure_is_not_watched(runner: Runner) -> None:
    assert "NOT WATCHED" in runner.fine("anomalies", "nps", "visits")
    assert runner.run("anomalies", "vists")[0] == 2
    assert runner.run("anomalies", "--since", "2027-01-01")[0] == 2
    runner.fine("anomalies", lang="fr")


# -- under a limit -----------------------------------------------------------------------------


def test_under_a_limit_it_is_said_why_figures_are_not_watched(tmp_path: Path) -> None:
    """Orders are known by channel, but few a day; visits are not known by it at all."""
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", country="FR", name="Shop") as store:
        shop = PlanShop(store)
        shop.give("visits", busy(1000), DAYS)
        shop.give("orders", lambda day: int(day.day == 1), DAYS, channel="mail")
        shop.give("orders", busy(60), DAYS, channel="search")
        known = of(Facts(store))
        metrics = [known["visits"], known["orders"]]
        mail = anomalies(Facts(store), metrics, LAST, LATELY, where=(("channel", "mail"),))
        search = anomalies(Facts(store), metrics, LAST, LATELY, where=(("channel", "search"),))
    assert [one.metric.id for one in search.watched] == ["orders"], "where there is enough of it"
    assert mail.watched == ()
    assert unwatched_texts(mail, known) == [
        "Orders: On most days there is none.",
        "1 figure is not known by this: Channel.",
    ]


def test_where_nothing_is_watched_nothing_was_as_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris", country="FR", name="Shop") as store:
        shop = PlanShop(store)
        shop.give("orders", lambda day: int(day.day == 1), DAYS, channel="mail")
    told = Runner(path, capsys, day="2026-10-31").fine("anomalies", "--where", "channel=mail")
    assert "0 figures watched" in told
    assert "Orders" in told and "On most days there is none." in told
    assert "as expected" not in told
