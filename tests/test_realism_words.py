"""Prudent, ambitious and extreme mean something: so many such targets real shops have reached.

The bars of benchmarks/realism.py, on few enough days to be cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.goal_calibration import read
from benchmarks.realism import Called, reached, study

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

SHOPS = {
    "wiki_visits", "mad_metro", "bike", "cdnow_orders", "cdnow_basket", "uci_rev", "uci_basket",
    "superstore_orders", "superstore_rev",
}  # fmt: skip


@pytest.fixture(scope="module")
def called(real_data: Callable[[str], Path]) -> list[Called]:
    series = [one for one in read(real_data("superstore").parent) if one.name in SHOPS]
    return study(series, origins=6, paths=300, horizons=(28, 60))


@pytest.mark.parametrize(
    ("words", "least", "most"),
    [
        (("easy",), 0.88, 1.0),
        (("prudent",), 0.68, 0.9),
        (("ambitious",), 0.28, 0.52),
        (("extreme", "never seen"), 0.0, 0.16),
    ],
)
def test_as_many_targets_are_reached_as_their_word_promises(
    called: list[Called], words: tuple[str, ...], least: float, most: float
) -> None:
    ours = [one for one in called if one.by == "forecast" and one.word in words]
    assert len(ours) > 200
    assert least <= reached(ours) <= most


def test_the_three_that_are_proposed_are_reached_in_their_order(called: list[Called]) -> None:
    shares = [
        reached([one for one in called if one.by == f"{name} of three" and one.kind == "total"])
        for name in ("prudent", "ambitious", "extreme")
    ]
    assert shares[0] > 0.7 > 0.55 > shares[1] > 0.2 > shares[2]
