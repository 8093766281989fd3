"""Charts and sparklines: round values at the side, days below, gaps kept, every size held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from goals.metrics.catalogue import METRICS
from tui import language, words
from tui.charts import MARKS, Marks, day_ticks, draw, ticks
from tui.views import ChartView

START = date(2026, 10, 4)
values = st.none() | st.fractions(-(10**6), 10**6, max_denominator=1000)


def chart_of(points: list[Fraction | None], bounds: tuple[Fraction, ...] = ()) -> ChartView:
    days = [START + timedelta(days=n) for n in range(len(points))]
    return ChartView(METRICS["revenue"], tuple(zip(days, points, strict=True)), bounds=bounds)


def text_of(view: ChartView, width: int, height: int, marks: Marks = "braille") -> list[str]:
    drawing = draw(view, width, height, marks, "EUR")
    return ["".join(text for text, _ink in line) for line in drawing.lines]


@given(
    st.lists(values, min_size=1, max_size=60),
    st.integers(16, 130),
    st.integers(3, 30),
    st.sampled_from(MARKS),
)
@settings(max_examples=60, deadline=None)
def test_a_chart_fills_its_room_and_never_more(
    points: list[Fraction | None], width: int, height: int, marks: Marks
) -> None:
    lines = text_of(chart_of(points), width, height, marks)
    assert len(lines) in (0, height)
    assert all(cell_len(line) <= width for line in lines)


def test_the_day_a_lever_was_started_is_marked_on_the_axis() -> None:
    points: list[Fraction | None] = [Fraction(n) for n in range(29)]
    pulled = replace(chart_of(points), pulled=(START + timedelta(days=14),))
    axis = text_of(pulled, 40, 8)[-2]
    assert axis.count("▲") == 1
    assert abs(axis.index("▲") - (len(axis) + axis.index("└")) / 2) <= 1, "in the middle"
    assert "^" in text_of(pulled, 40, 8, "ascii")[-2]


def test_values_at_the_side_are_round_and_enclose_line_and_target() -> None:
    assert ticks(512, 1180, (), 5) == [400, 600, 800, 1000, 1200]
    assert ticks(0.602, 0.658, (Fraction(3, 5),), 5) == pytest.approx([0.6, 0.62, 0.64, 0.66])
    low, high = ticks(10, 10, (), 3)[0], ticks(10, 10, (), 3)[-1]
    assert low < 10 < high, "a flat line lies inside"


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.integers(2, 6))
def test_ticks_rise_and_hold_everything(one: float, other: float, most: int) -> None:
    found = ticks(min(one, other), max(one, other), (), most)
    assert found == sorted(found) and 2 <= len(found) <= max(most, 2)
    slack = 1e-6 * max(1.0, abs(one), abs(other))
    assert found[0] <= min(one, other) + slack and max(one, other) <= found[-1] + slack


def test_a_gap_in_the_data_is_a_gap_in_the_line() -> None:
    known = [Fraction(5)] * 10
    lines = text_of(chart_of([*known, *[None] * 10, *known]), 70, 8)
    drawn = "".join(lines[:-2])
    row = max(lines[:-2], key=lambda line: sum(c in drawn and ord(c) > 0x2800 for c in line))
    assert "   " in row.strip(), "nothing is drawn where nothing is known"


def test_the_target_is_a_line_of_its_own_sign_not_only_of_its_own_colour() -> None:
    view = chart_of([Fraction(n) for n in range(20)], bounds=(Fraction(15),))
    assert "╌" in "".join(text_of(view, 60, 10))
    assert "-" in "".join(text_of(view, 60, 10, "ascii"))


def test_without_braille_or_blocks_plain_characters_draw_the_chart() -> None:
    view = chart_of([Fraction(n % 7) for n in range(28)])
    lines = text_of(view, 60, 10, "ascii")
    assert all(line.replace("€", "").isascii() for line in lines)


def test_the_first_and_last_day_are_named_in_the_language_on_screen() -> None:
    days = [START + timedelta(days=n) for n in range(28)]
    language.use("fr")
    labels = [label for _place, label in day_ticks(days, 80)]
    assert labels[0] == "4 oct." and labels[-1] == "31 oct."


def test_nothing_known_draws_nothing_so_that_the_reason_has_room() -> None:
    assert text_of(chart_of([None] * 20), 60, 10) == []


@given(st.lists(values, max_size=400), st.integers(0, 30))
def test_a_sparkline_never_exceeds_its_width_and_ends_with_the_newest_value(
    points: list[Fraction | None], width: int
) -> None:
    line = words.spark(points, width)
    assert cell_len(line) <= width
    if line and points[-1] is not None:
        assert line[-1] != " "
    if line and points[-1] is not None and points[-1] == max(p for p in points if p is not None):
        assert line[-1] in "█▄", "the newest value is the highest, or all are the same"


@given(st.fractions(-3, 3) | st.none(), st.fractions(0, 1) | st.none(), st.integers(4, 30))
def test_a_progress_bar_is_as_wide_as_asked_whatever_the_progress(
    progress: Fraction | None, expected: Fraction | None, width: int
) -> None:
    assert cell_len(words.bar(progress, expected, width)) == width
