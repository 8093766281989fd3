"""One registry of actions: keys, footer, help and commands all come from it."""

from __future__ import annotations

import pytest

from tui import actions
from tui.actions import places
from tui.app import KpiApp
from tui.screens.anomalies import AnomaliesPage
from tui.screens.bridge import BridgePage
from tui.screens.channels import ChannelsPage
from tui.screens.cockpit import Cockpit
from tui.screens.conventions import ConventionsPage
from tui.screens.customer import CustomerPage
from tui.screens.customers import CustomersPage
from tui.screens.goal import GoalPage
from tui.screens.goals import GoalsPage
from tui.screens.metric import MetricPage
from tui.screens.morning import MorningPage
from tui.screens.own import OwnPage
from tui.screens.payments import PaymentsPage
from tui.screens.products import ProductsPage
from tui.screens.project import ProjectPage
from tui.screens.projects import ProjectsPage
from tui.screens.segment import SegmentPage
from tui.screens.segments import SegmentsPage
from tui.screens.situations import SituationsPage
from tui.screens.sources import SourcesPage
from tui.screens.tunnel import TunnelPage
from tui.screens.value import ValuePage
from tui.screens.welcome import Welcome

PAGES = {"tiles": Cockpit, "goals": Cockpit, "metric": MetricPage, "goal": GoalPage,
         "every_goal": GoalsPage,
         "welcome": Welcome, "morning": MorningPage, "cohorts": CustomersPage,
         "segments": CustomersPage, "value": ValuePage, "customer": CustomerPage,
         "sources": SourcesPage, "segment_list": SegmentsPage, "segment": SegmentPage,
         "bridge": BridgePage, "tunnel": TunnelPage,
         "products": ProductsPage, "channels": ChannelsPage,
         "situations": SituationsPage, "anomalies": AnomaliesPage, "own": OwnPage,
         "conventions": ConventionsPage, "payments": PaymentsPage,
         "projects": ProjectsPage, "project": ProjectPage}  # fmt: skip
SWALLOWED = {"ctrl+m", "ctrl+h", "ctrl+j", "ctrl+i", "f1", "ctrl+enter"}


@pytest.mark.parametrize("place", sorted(places.EVERYWHERE))
def test_a_key_means_one_thing_in_one_place(place: str) -> None:
    keys = [key for action in actions.at(place) for key in action.keys]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("place", sorted(places.EVERYWHERE))
def test_every_action_of_a_place_can_be_run_there(place: str) -> None:
    for action in actions.at(place):
        name = f"do_{action.id}"
        assert hasattr(PAGES[place], name) or hasattr(KpiApp, name), f"write {name}"


def test_no_key_is_one_that_terminals_swallow() -> None:
    assert not {key for action in actions.ACTIONS for key in action.keys} & SWALLOWED


def test_every_action_says_in_one_short_line_what_it_does() -> None:
    for action in actions.ACTIONS:
        assert 0 < len(action.help) <= 60, action.help
        assert action.group in actions.GROUPS


def test_help_and_leaving_are_offered_everywhere() -> None:
    for place in places.EVERYWHERE:
        ids = {action.id for action in actions.at(place)}
        assert {"help", "quit", "language"} <= ids
