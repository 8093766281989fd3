"""Goals said to be probable are reached as often as said, on what real shops went through.

The bars of the study in benchmarks/goal_calibration.py, on few enough days to be cheap: they are
wider than the study's own figures by what so few calls vary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.goal_calibration import Call, Sum, coverage, read, score, study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

SHOPS = {
    "wiki_visits", "mad_metro", "bike", "cdnow_orders", "cdnow_basket", "uci_rev", "uci_basket",
    "superstore_orders", "superstore_rev",
}  # fmt: skip


@pytest.fixture(scope="module")
def asked(real_data: Callable[[str], Path]) -> tuple[list[Call], list[Sum]]:
    series = [one for one in read(real_data("superstore").parent) if one.name in SHOPS]
    return study(series, origins=6, paths=300, horizons=(28, 60))


def test_of_goals_said_to_be_seventy_percent_about_seventy_percent_come(
    asked: tuple[list[Call], list[Sum]],
) -> None:
    found = score(asked[0])
    assert found.calls > 2000
    assert 0.60 <= found.came <= 0.84
    assert found.ece <= 0.05
    assert found.brier <= 0.18


def test_every_kind_of_goal_is_told_better_than_by_chance(
    asked: tuple[list[Call], list[Sum]],
) -> None:
    for kind in {call.kind for call in asked[0]}:
        ours = [call for call in asked[0] if call.kind == kind]
        assert score(ours).brier < 0.21, kind


def test_ranges_of_four_weeks_hold_as_many_sums_as_they_say(
    asked: tuple[list[Call], list[Sum]],
) -> None:
    month = [one for one in asked[1] if one.ahead == 28]
    assert 0.70 <= coverage(month, 0.8) <= 0.95
    assert coverage(month, 0.95) >= 0.85


def test_days_are_foretold_better_than_by_the_week_before(
    asked: tuple[list[Call], list[Sum]],
) -> None:
    sums = asked[1]
    assert sum(one.error for one in sums) < 0.95 * sum(one.naive for one in sums)
