"""The quiz: figures by heart, guessed as people write them, and a score that is kept."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals import quiz
from goals.metrics.catalogue import METRICS
from goals.metrics.figures import Figure, Reading
from goals.quiz import Known, Score
from goals.targets.entry import EntryError
from store.spans import Span
from tests.desks import AS_OF, opened, press, screen_text
from tui import quiz_score
from tui.app import KpiApp
from tui.cli.context import Session
from tui.remembered import Remembered
from tui.screens.cockpit import Cockpit
from tui.screens.quiz import Quiz

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 1)
MONTH = Span(date(2026, 10, 1), TODAY)
SIZES = [(80, 24), (120, 40), (60, 20)]


def figure(metric: str, value: str | None, *, small: bool = False) -> Figure:
    exact = None if value is None else Fraction(value)
    return Figure(METRICS[metric], MONTH, value=exact, small=small)


@pytest.mark.parametrize(
    ("metric", "value", "said", "points", "verdict"),
    [
        ("cart_abandonment", "0.62", "62", 20, "exact"),
        ("cart_abandonment", "0.62", "62 %", 20, "exact"),
        ("cart_abandonment", "0.62", "60 %", 19, "close"),
        ("aov", "62", "50", 13, "near"),
        ("revenue", "1240", "1 240 €", 20, "exact"),
        ("revenue", "1240", "1.2k€", 19, "close"),
        ("visits", "1000", "760", 11, "near"),
        ("visits", "1000", "500", 0, "far"),
        ("visits", "1000", "90000", 0, "far"),
        ("contribution", "-300", "-300", 20, "exact"),
        ("contribution", "-300", "300", 0, "far"),
        ("visits", "1000", "  ", 0, "passed"),
    ],
)
def test_a_guess_is_judged_by_how_far_it_lies_from_the_figure(
    metric: str, value: str, said: str, points: int, verdict: str
) -> None:
    guess = quiz.guessed(figure(metric, value), said, "EUR")
    assert (guess.points, guess.verdict) == (points, verdict)


def test_a_guess_that_cannot_be_read_is_refused_and_counts_for_nothing() -> None:
    for said in ("much", "0,62", "62 £"):
        with pytest.raises(EntryError):
            quiz.guessed(figure("cart_abandonment", "0.62"), said, "EUR")


def test_only_known_figures_of_enough_cases_are_asked_for() -> None:
    readings = {
        "visits": Reading(figure("visits", "1000")),
        "orders": Reading(figure("orders", None)),
        "aov": Reading(figure("aov", "60", small=True)),
        "shares": Reading(figure("shares", "0")),
    }
    assert [one.metric.id for one in quiz.candidates(readings)] == ["visits"]


def test_figures_guessed_badly_come_back_more_often_and_those_of_today_rarely() -> None:
    figures = [figure(name, "10") for name in ("visits", "orders", "aov", "revenue")]
    yesterday = TODAY - timedelta(days=1)
    score = Score(figures={
        "visits": Known(0.0, yesterday), "orders": Known(1.0, yesterday),
        "aov": Known(1.0, TODAY), "revenue": Known(0.5, yesterday),
    })  # fmt: skip
    first = Counter(
        quiz.drawn(figures, score, TODAY, str(seed), count=1)[0].metric.id for seed in range(400)
    )
    assert first["orders"] > first["revenue"] > first["visits"]
    assert first["orders"] > 3 * first["aov"]
    drawn = quiz.drawn(figures, score, TODAY, "7", count=3)
    assert len({one.metric.id for one in drawn}) == 3
    assert drawn == quiz.drawn(figures, score, TODAY, "7", count=3)


def test_a_streak_counts_days_in_a_row_and_the_best_round_stays() -> None:
    score = quiz.finished(Score(), 40, TODAY)
    assert (score.best, score.streak) == (40, 1)
    score = quiz.finished(score, 30, TODAY)
    assert (score.best, score.streak) == (40, 1), "twice on one day is one day"
    score = quiz.finished(score, 70, TODAY + timedelta(days=1))
    assert (score.best, score.streak) == (70, 2)
    assert quiz.finished(score, 0, TODAY + timedelta(days=3)).streak == 1


def test_the_last_guess_weighs_half_of_what_is_known() -> None:
    score = quiz.learned(Score(), quiz.guessed(figure("visits", "1000"), "", "EUR"), TODAY)
    assert score.figures["visits"] == Known(1.0, TODAY)
    again = quiz.learned(score, quiz.guessed(figure("visits", "1000"), "1000", "EUR"), TODAY)
    assert again.figures["visits"].miss == 0.5


def test_a_score_is_kept_and_nonsense_in_it_passed_over() -> None:
    score = Score(70, 2, TODAY, {"visits": Known(0.5, TODAY)})
    assert quiz_score.from_state(quiz_score.to_state(score)) == score
    odd: dict[str, object] = {
        "best": "many", "streak": -4, "last": "today",
        "figures": {"visits": [2, "2026-11-01"], "aov": [0.5, 3], "orders": "x"},
    }  # fmt: skip
    assert quiz_score.from_state(odd) == Score()


def app_of(shop: Path, remembered: Remembered) -> KpiApp:
    return KpiApp(Session(shop, as_of=AS_OF), marks="braille", remembered=remembered)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_five_figures_are_guessed_and_the_score_is_kept(
    built_shop: Path, size: tuple[int, int]
) -> None:
    remembered = Remembered()
    app = app_of(built_shop, remembered)
    async with opened(app, size) as pilot:
        await press(pilot, "Q")
        panel = app.screen
        assert isinstance(panel, Quiz)
        assert len(panel.figures) == 5
        for number, one in enumerate(panel.figures, 1):
            text = screen_text(pilot)
            assert f"{number}/5" in text
            assert "ACQUISITION" not in text, "the answers are not behind the question"
            assert one.value is not None
            guess = one.value * (100 if one.metric.unit == "share" else 1)
            await press(pilot, f"'{round(float(guess), 1)}", "enter")
            assert len(panel.guesses) == number, "it was read"
            assert "off" in screen_text(pilot)
            await press(pilot, "enter")
        assert panel.points > 90
        assert f"{panel.points} of 100 points" in screen_text(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, Cockpit)
    score = quiz_score.from_state(remembered.of_shop("quiz", built_shop))
    assert (score.best, score.streak, score.last) == (panel.points, 1, AS_OF)
    assert len(score.figures) == 5


async def test_what_cannot_be_read_is_asked_again_and_escape_leaves_at_once(
    built_shop: Path,
) -> None:
    remembered = Remembered()
    app = app_of(built_shop, remembered)
    async with opened(app) as pilot:
        await press(pilot, "Q", "'many", "enter")
        assert "“many” cannot be read" in screen_text(pilot)
        panel = app.screen
        assert isinstance(panel, Quiz) and panel.guesses == []
        await press(pilot, "escape")
        assert isinstance(app.screen, Cockpit)
    assert quiz_score.from_state(remembered.of_shop("quiz", built_shop)) == Score()


async def test_figures_are_those_of_the_whole_shop_whatever_alone_is_counted(
    built_shop: Path,
) -> None:
    app = app_of(built_shop, Remembered())
    async with opened(app) as pilot:
        await press(pilot, "slash", "'facebook", "enter", "Q")
        panel = app.screen
        assert isinstance(panel, Quiz)
        assert all(not one.where for one in panel.figures)
