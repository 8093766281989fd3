"""Why an action cannot run now: a sentence, or nothing where it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_

if TYPE_CHECKING:
    from tui.actions.action import Situation


def needs_goal(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: goals cannot be changed here.")
    return needs_a_goal(situation)


def needs_a_goal(situation: Situation) -> str | None:
    if situation.goal is None:
        return N_("Move to a goal first: Tab goes to the list of goals.")
    return None


def needs_open_goal(situation: Situation) -> str | None:
    reason = needs_goal(situation)
    if reason is None and situation.goal is not None and situation.goal.goal.state != "open":
        return N_("This goal is not under way: X opens it again.")
    return reason


def needs_metric(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: goals cannot be changed here.")
    if situation.empty:
        return N_("There are no figures yet: import a file first (i).")
    return None


def needs_figures(situation: Situation) -> str | None:
    if situation.empty:
        return N_("There are no figures yet: import a file first (i).")
    return None


def needs_limit(situation: Situation) -> str | None:
    if not situation.limited:
        return N_("This is the first page; q leaves kpi-tui.")
    return None


def needs_change(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: there is nothing to undo.")
    if not situation.undoable:
        return N_("Nothing to undo: no goal was changed since kpi-tui was opened.")
    return None


def needs_writing(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: nothing can be imported into it.")
    return None


def needs_source(situation: Situation) -> str | None:
    if not situation.source:
        return N_("Nothing was imported yet: i imports a file.")
    return None


def needs_changeable_source(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: nothing can be imported into it.")
    return needs_source(situation)


def needs_feed(situation: Situation) -> str | None:
    reason = needs_changeable_source(situation)
    if reason is None and not situation.feeds:
        return N_("All that it tells counts: no other source is in its way.")
    return reason


def needs_answer(situation: Situation) -> str | None:
    reason = needs_changeable_source(situation)
    if reason is None and not situation.answered:
        return N_("Nothing was asked about its files.")
    return reason


def needs_board_writing(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: figures cannot be changed here.")
    return None


def needs_some_figure(situation: Situation) -> str | None:
    reason = needs_board_writing(situation)
    if reason is None and situation.metric is None:
        return N_("No figure here yet: n writes one, a puts one aside.")
    return reason


def needs_own_figure(situation: Situation) -> str | None:
    reason = needs_some_figure(situation)
    if reason is None and not situation.own:
        return N_("This figure is not of your own: z puts it back on the board.")
    return reason


def needs_project_writing(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: projects cannot be changed here.")
    return None


def needs_project(situation: Situation) -> str | None:
    reason = needs_project_writing(situation)
    if reason is None and not situation.project:
        return N_("No project yet: n adds one.")
    return reason


def needs_milestone(situation: Situation) -> str | None:
    reason = needs_project_writing(situation)
    if reason is None and not situation.milestone:
        return N_("No milestone yet: n promises one.")
    return reason


def needs_segment_writing(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: no segment can be saved in it.")
    return needs_figures(situation)


def needs_segment(situation: Situation) -> str | None:
    if not situation.segment:
        return N_("Move to a segment first.")
    return None


def needs_own_segment(situation: Situation) -> str | None:
    reason = needs_segment(situation)
    if reason is None and not situation.own_segment:
        return N_("This one is not saved yet: n saves it under a name of yours.")
    if reason is None and situation.read_only:
        return N_("This store is read-only: no segment can be saved in it.")
    return reason
