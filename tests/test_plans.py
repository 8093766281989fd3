"""Goals and levers: every change is kept, can be taken back, and none is lost in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.database import Store, connect, create, in_memory
from store.errors import ConflictError, StoreError
from store.plans import GoalRow, LeverRow, Plans
from store.projects import MilestoneRow, ProjectEntry, ProjectRow, Projects
from tests.processes import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MORNING, NOON, EVENING = 1_790_000_000, 1_790_010_000, 1_790_020_000


@pytest.fixture
def store() -> Iterator[Store]:
    with in_memory() as opened:
        yield opened


@pytest.fixture
def plans(store: Store) -> Plans:
    return Plans(store)


@pytest.fixture
def projects(store: Store) -> Projects:
    return Projects(store)


def abandonment(**fields: Any) -> GoalRow:
    asked: dict[str, Any] = {
        "title": "Fewer abandoned carts",
        "metric": "cart_abandonment",
        "operator": "<",
        "target": "0.6",
        "kind": "level",
        "start_day": date(2026, 1, 1),
        "deadline_day": date(2026, 3, 31),
    }
    return GoalRow(**(asked | fields))


def reminder(**fields: Any) -> LeverRow:
    return LeverRow(**({"name": "Reminder e-mail"} | fields))


# -- goals -----------------------------------------------------------------------------------


def test_a_goal_comes_back_as_it_was_set(plans: Plans) -> None:
    goal = plans.add_goal(
        abandonment(
            where_dimension="device",
            where_member="mobile",
            operator="between",
            target_high="0.65",
            baseline={"value": "0.632", "window": ["2025-12-04", "2025-12-31"]},
            guardrails=("revenue", {"metric": "margin", "most": "-0.05"}),
            recurrence="monthly",
            note="« avant l'été »",
        ),
        at=MORNING,
    )
    assert (goal.id, goal.version, goal.state) == (1, 1, "open")
    assert plans.goal(1) == goal
    assert plans.goals() == [goal]
    assert goal.guardrails == ("revenue", {"metric": "margin", "most": "-0.05"})


def test_every_change_of_a_goal_is_kept_with_its_time(plans: Plans) -> None:
    goal = plans.add_goal(abandonment(), at=MORNING)
    goal = plans.save_goal(replace(goal, target="0.55"), at=NOON)
    plans.save_goal(
        replace(goal, state="closed", closed_value="0.58", closed_day=date(2026, 3, 31)),
        at=EVENING,
        change="close",
    )
    history = plans.history("goal", goal.id)
    assert [(entry.version, entry.at, entry.change) for entry in history] == [
        (1, MORNING, "add"),
        (2, NOON, "edit"),
        (3, EVENING, "close"),
    ]
    assert [entry.body["target"] for entry in history] == ["0.6", "0.55", "0.55"]
    assert history[2].body["closed_day"] == "2026-03-31"


def test_saving_a_goal_as_it_is_changes_nothing(store: Store, plans: Plans) -> None:
    goal = plans.add_goal(abandonment(baseline={"value": "0.63", "days": [1, 2]}), at=MORNING)
    before = store.plan_version
    assert plans.save_goal(goal, at=NOON) == goal
    assert store.plan_version == before
    assert len(plans.history("goal", goal.id)) == 1


def test_every_change_of_plans_is_noticed_by_those_who_watch(store: Store, plans: Plans) -> None:
    seen = [store.plan_version]
    goal = plans.add_goal(abandonment(), at=MORNING)
    seen.append(store.plan_version)
    plans.save_goal(replace(goal, note="soon"), at=NOON)
    seen.append(store.plan_version)
    lever = plans.add_lever(reminder(), at=NOON)
    seen.append(store.plan_version)
    plans.link(goal.id, lever.id, at=NOON)
    seen.append(store.plan_version)
    plans.undo("goal", goal.id, at=EVENING)
    seen.append(store.plan_version)
    assert seen == sorted(set(seen))


def test_closed_and_deleted_goals_are_listed_only_when_asked_for(plans: Plans) -> None:
    open_goal = plans.add_goal(abandonment(), at=MORNING)
    closed = plans.add_goal(abandonment(state="closed"), at=MORNING)
    deleted = plans.add_goal(abandonment(state="deleted"), at=MORNING)
    assert plans.goals() == [open_goal]
    assert plans.goals(("closed", "deleted")) == [closed, deleted]
    assert plans.goals(()) == []
    assert plans.goal(deleted.id) == deleted


def test_a_goal_that_was_never_set_is_one_sentence(plans: Plans) -> None:
    for ask in (
        lambda: plans.goal(7),
        lambda: plans.undo("goal", 7, at=MORNING),
        lambda: plans.save_goal(abandonment(id=7, version=1), at=MORNING),
        lambda: plans.link(7, 1, at=NOON),
    ):
        with pytest.raises(StoreError, match="no goal with the number 7"):
            ask()


# -- two people ------------------------------------------------------------------------------


def test_of_two_edits_of_the_same_goal_the_second_sees_both_values(plans: Plans) -> None:
    read_by_both = plans.add_goal(abandonment(), at=MORNING)
    theirs = plans.save_goal(replace(read_by_both, target="0.55"), at=NOON)
    mine = replace(read_by_both, target="0.5", note="be bold")
    with pytest.raises(ConflictError) as conflict:
        plans.save_goal(mine, at=EVENING)
    assert conflict.value.mine == mine
    assert conflict.value.theirs == theirs == plans.goal(1)
    decided = plans.save_goal(replace(mine, version=theirs.version), at=EVENING)
    assert (decided.target, decided.version) == ("0.5", 3)


def test_an_edit_of_a_goal_that_somebody_deleted_is_a_conflict(plans: Plans) -> None:
    read_by_both = plans.add_goal(abandonment(), at=MORNING)
    plans.save_goal(replace(read_by_both, state="deleted"), at=NOON, change="delete")
    with pytest.raises(ConflictError):
        plans.save_goal(replace(read_by_both, target="0.5"), at=EVENING)


def test_an_undo_of_what_somebody_else_just_changed_is_a_conflict(plans: Plans) -> None:
    seen = plans.add_goal(abandonment(), at=MORNING)
    plans.save_goal(replace(seen, target="0.5"), at=NOON)
    with pytest.raises(ConflictError):
        plans.undo("goal", seen.id, at=EVENING, version=seen.version)
    assert plans.goal(seen.id).target == "0.5"


def test_programs_that_edit_one_goal_at_once_lose_no_edit(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with create(path, currency="EUR", timezone="Europe/Paris") as store:
        Plans(store).add_goal(abandonment(note="0"), at=MORNING)
    code = """
from store.errors import ConflictError
tell("ready"); wait()
with connect(path) as store:
    plans, saved, conflicts = Plans(store), 0, 0
    while saved < 50:
        goal = plans.goal(1)
        try:
            plans.save_goal(replace(goal, note=str(int(goal.note) + 1)), at=1)
            saved += 1
        except ConflictError as conflict:
            assert conflict.theirs.version > goal.version
            conflicts += 1
    tell("saved", saved)
"""
    with running(code, path) as one, running(code, path) as two, running(code, path) as three:
        editors = (one, two, three)
        assert [editor.hears() for editor in editors] == ["ready"] * 3
        for editor in editors:
            editor.go_on()
        assert [editor.hears() for editor in editors] == ["saved 50"] * 3
    with connect(path) as store:
        goal = Plans(store).goal(1)
        versions = [entry.version for entry in Plans(store).history("goal", 1)]
    assert (goal.note, goal.version) == ("150", 151)
    assert versions == list(range(1, 152))


# -- undo ------------------------------------------------------------------------------------


def test_undo_goes_back_one_change_at_a_time_to_before_the_goal(plans: Plans) -> None:
    goal = plans.add_goal(abandonment(target="0.6"), at=MORNING)
    goal = plans.save_goal(replace(goal, target="0.55"), at=MORNING)
    goal = plans.save_goal(replace(goal, target="0.5"), at=MORNING)
    assert plans.undo_goal(goal.id, at=NOON).target == "0.55"
    assert plans.undo_goal(goal.id, at=NOON).target == "0.6"
    gone = plans.undo_goal(goal.id, at=NOON)
    assert (gone.state, gone.version) == ("deleted", 6)
    with pytest.raises(StoreError, match="Nothing is left"):
        plans.undo_goal(goal.id, at=EVENING)
    assert [entry.restores for entry in plans.history("goal", goal.id)] == [
        None, None, None, 2, 1, 0,
    ]  # fmt: skip


def test_an_edit_after_an_undo_is_undone_to_what_the_undo_brought_back(plans: Plans) -> None:
    goal = plans.add_goal(abandonment(target="0.6"), at=MORNING)
    plans.save_goal(replace(goal, target="0.55"), at=MORNING)
    goal = plans.undo_goal(goal.id, at=NOON)
    plans.save_goal(replace(goal, target="0.4"), at=NOON)
    assert plans.undo_goal(goal.id, at=EVENING).target == "0.6"


def test_a_deleted_goal_comes_back_by_undo(plans: Plans) -> None:
    goal = plans.add_goal(abandonment(), at=MORNING)
    plans.save_goal(replace(goal, state="deleted"), at=NOON, change="delete")
    back = plans.undo("goal", goal.id, at=EVENING)
    assert plans.goals() == [back]
    assert replace(back, version=1) == goal


texts = st.text(st.characters(exclude_categories=["Cs"]))
edits = st.lists(st.one_of(st.just("undo"), st.tuples(texts, st.dictionaries(texts, texts))))


@given(edits)
@settings(max_examples=60, deadline=None)
def test_any_edits_and_undos_leave_the_goal_as_a_stack_of_changes_would(
    changes: list[str | tuple[str, dict[str, str]]],
) -> None:
    with in_memory() as store:
        plans = Plans(store)
        goal = plans.add_goal(abandonment(), at=MORNING)
        stack = [(goal.note, goal.baseline)]
        for change in changes:
            if isinstance(change, str):
                if len(stack) == 1:
                    continue
                stack.pop()
                goal = plans.undo_goal(goal.id, at=NOON)
            else:
                note, baseline = change
                if (note, baseline) != stack[-1]:
                    stack.append((note, baseline))
                goal = plans.save_goal(replace(goal, note=note, baseline=baseline), at=NOON)
            assert (goal.note, goal.baseline) == stack[-1]
            assert plans.goal(goal.id) == goal
        assert plans.history("goal", goal.id)[-1].version == goal.version


@pytest.mark.parametrize("hostile", [{"note": "a\udc80b"}, {"window_days": 2**70}])
def test_what_cannot_be_stored_is_one_sentence(plans: Plans, hostile: dict[str, Any]) -> None:
    with pytest.raises(StoreError, match="cannot be stored"):
        plans.add_goal(abandonment(**hostile), at=MORNING)
    assert plans.goals() == []


def test_a_text_that_looks_like_sql_is_a_text(plans: Plans) -> None:
    title = "'); DROP TABLE goal; --"
    goal = plans.add_goal(abandonment(title=title, where_member=title), at=MORNING)
    assert plans.goals() == [goal]
    assert goal.title == title


# -- levers and links ------------------------------------------------------------------------


def test_a_lever_runs_stops_and_remembers_when(plans: Plans) -> None:
    lever = plans.add_lever(
        reminder(effects=({"metric": "cart_abandonment", "by": "-0.04"},), holdout=True), at=MORNING
    )
    lever = plans.save_lever(
        replace(lever, state="running", start_day=date(2026, 2, 1)), at=NOON, change="start"
    )
    lever = plans.save_lever(
        replace(lever, state="stopped", end_day=date(2026, 3, 1)), at=EVENING, change="stop"
    )
    assert plans.lever(lever.id) == lever
    assert (lever.holdout, lever.start_day, lever.end_day) == (
        True, date(2026, 2, 1), date(2026, 3, 1),
    )  # fmt: skip
    assert [entry.change for entry in plans.history("lever", 1)] == ["add", "start", "stop"]
    assert plans.undo_lever(lever.id, at=EVENING).state == "running"


def test_levers_are_linked_to_goals_once_and_unlinked(plans: Plans) -> None:
    goal, lever = plans.add_goal(abandonment(), at=MORNING), plans.add_lever(reminder(), at=MORNING)
    assert plans.link(goal.id, lever.id, at=NOON)
    assert not plans.link(goal.id, lever.id, at=NOON)
    assert plans.links() == [(goal.id, lever.id)]
    assert plans.unlink(goal.id, lever.id, at=EVENING)
    assert not plans.unlink(goal.id, lever.id, at=EVENING)
    assert plans.links() == []
    with pytest.raises(StoreError, match="no lever with the number 9"):
        plans.link(goal.id, 9, at=NOON)


# -- projects --------------------------------------------------------------------------------


def b2b(**fields: Any) -> ProjectRow:
    asked: dict[str, Any] = {
        "name": "B2B shop",
        "start_day": date(2026, 1, 5),
        "due_day": date(2026, 6, 30),
    }
    return ProjectRow(**(asked | fields))


def test_the_first_promise_of_a_milestone_never_changes(projects: Projects) -> None:
    project = projects.add_project(b2b())
    milestone = projects.add_milestone(
        MilestoneRow(
            project=project.id,
            title="Price lists",
            original_day=date(2026, 2, 1),
            due_day=date(2026, 2, 1),
        )
    )
    late = projects.save_milestone(
        replace(milestone, original_day=date(2026, 3, 1), due_day=date(2026, 3, 1))
    )
    assert (late.original_day, late.due_day) == (date(2026, 2, 1), date(2026, 3, 1))
    assert projects.milestones(project.id) == projects.milestones() == [late]


def test_two_edits_of_a_project_conflict_like_those_of_a_goal(projects: Projects) -> None:
    seen = projects.add_project(b2b())
    projects.save_project(replace(seen, due_day=date(2026, 7, 31)))
    with pytest.raises(ConflictError):
        projects.save_project(replace(seen, state="stopped"))
    assert projects.project(seen.id).due_day == date(2026, 7, 31)


def test_two_projects_never_share_a_name(projects: Projects) -> None:
    projects.add_project(b2b())
    other = projects.add_project(b2b(name="Shop in Lyon"))
    with pytest.raises(StoreError, match="already a project named “B2B shop”"):
        projects.add_project(b2b())
    with pytest.raises(StoreError, match="already a project named “B2B shop”"):
        projects.save_project(replace(other, name="B2B shop"))
    assert [project.name for project in projects.projects()] == ["B2B shop", "Shop in Lyon"]


def test_hours_costs_and_gains_of_a_project_are_kept_by_day(
    store: Store, projects: Projects
) -> None:
    project = projects.add_project(b2b())
    before = store.data_version
    gain = projects.add_entry(
        ProjectEntry(project=project.id, day=date(2026, 3, 2), kind="gain", amount=1_500_0000)
    )
    hours = projects.add_entry(
        ProjectEntry(project=project.id, day=date(2026, 3, 1), kind="worked", amount=450)
    )
    assert projects.entries(project.id) == [hours, gain]
    assert store.data_version > before, "figures of projects are read from these rows"
    with pytest.raises(StoreError, match="no project with the number 9"):
        projects.add_entry(replace(gain, project=9))
