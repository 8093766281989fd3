"""The benchmark of the pages' times knows every page."""

from __future__ import annotations

from benchmarks import screen_times
from tui import actions
from tui.actions import places


def test_every_page_of_the_app_is_timed() -> None:
    assert screen_times.unlisted() == set(), "add the way to it to WAYS"


def test_the_ways_begin_with_keys_of_the_figures() -> None:
    known = {key for place in places.COCKPIT for one in actions.at(place) for key in one.keys}
    assert {way.keys[0] for way in screen_times.WAYS} <= known
