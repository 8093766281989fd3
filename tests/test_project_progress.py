"""How far a project is: promises kept, given up and missed, hours, money, what it brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.levers.book import LeverBook
from goals.levers.lever import Lever
from goals.projects.book import ProjectBook
from goals.projects.progress import progress, step_of
from store.database import connect, create
from store.errors import ConflictError
from store.money import MONEY_SCALE
from store.plans import Plans
from store.projects import MilestoneRow, ProjectEntry, ProjectRow, Projects
from tui import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.database import Store
    from store.projects import EntryKind

TODAY = date(2026, 11, 1)
START, DUE = date(2026, 9, 1), date(2026, 12, 31)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with create(tmp_path / "shop.db", currency="EUR", timezone="Europe/Paris") as made:
        yield made


@pytest.fixture
def projects(store: Store) -> Projects:
    return Projects(store)


def a_project(**fields: object) -> ProjectRow:
    row = ProjectRow(name="Boutique B2B", start_day=START, due_day=DUE)
    return replace(row, **fields)  # type: ignore[arg-type]


def a_milestone(day: date, reached: date | None = None, **fields: object) -> MilestoneRow:
    row = MilestoneRow(
        project=1, title="design", original_day=day, due_day=day, reached_day=reached
    )
    return replace(row, **fields)  # type: ignore[arg-type]


def noted(kind: EntryKind, amount: int) -> ProjectEntry:
    return ProjectEntry(project=1, day=START, kind=kind, amount=amount)


def test_every_promise_of_a_milestone_stays_known_in_its_order(projects: Projects) -> None:
    project = projects.add_project(a_project())
    step = projects.add_milestone(a_milestone(date(2026, 10, 1), project=project.id))
    for day in (date(2026, 10, 15), date(2026, 11, 10)):
        step = projects.save_milestone(replace(step, due_day=day))
    past = projects.past_promises()
    found = step_of(step, past["milestone", step.id], TODAY)
    assert found.promises == (date(2026, 10, 1), date(2026, 10, 15), date(2026, 11, 10))
    assert found.days_late == 31, "late since the first promise, whatever was promised after it"
    assert found.state == "late"


def test_a_promise_moved_before_promises_were_kept_still_shows_the_first_one() -> None:
    step = a_milestone(date(2026, 11, 20), due_day=date(2026, 12, 1))
    assert step_of(step, (), TODAY).promises == (date(2026, 11, 20), date(2026, 12, 1))
    assert step_of(step, (), TODAY).state == "moved"


def test_a_milestone_reached_on_its_first_day_is_on_time_and_a_day_later_is_not() -> None:
    day = date(2026, 10, 1)
    assert step_of(a_milestone(day, reached=day), (), TODAY).state == "reached"
    assert step_of(a_milestone(day, reached=date(2026, 10, 2)), (), TODAY).state == "reached_late"
    assert step_of(a_milestone(TODAY), (), TODAY).state == "open", "due today is not late"


def test_the_end_of_a_project_slips_from_its_first_promise(projects: Projects) -> None:
    row = projects.add_project(a_project())
    row = projects.save_project(replace(row, due_day=date(2027, 1, 10)))
    one = progress(row, (), (), TODAY, past=projects.past_promises())
    assert one.promises == (DUE, date(2027, 1, 10))
    assert one.slipped == 10
    assert one.standing == "slipping"


@pytest.mark.parametrize(
    ("row", "steps", "standing"),
    [
        (a_project(), (), "on_time"),
        (a_project(), (a_milestone(date(2026, 11, 20)),), "on_time"),
        (a_project(), (a_milestone(date(2026, 10, 20), due_day=DUE),), "slipping"),
        (a_project(), (a_milestone(date(2026, 10, 20)),), "late"),
        (a_project(due_day=date(2026, 10, 31)), (), "late"),
        (a_project(due_day=TODAY), (), "on_time"),
        (a_project(state="finished", due_day=START), (), "finished"),
        (a_project(state="stopped", due_day=START), (), "stopped"),
        (a_project(state="planned", start_day=date(2026, 11, 2)), (), "planned"),
        (a_project(state="planned"), (), "on_time"),
    ],
)
def test_a_project_is_late_when_a_latest_promise_is_broken_and_slips_when_one_was_moved(
    row: ProjectRow, steps: tuple[MilestoneRow, ...], standing: str
) -> None:
    assert progress(row, steps, (), TODAY).standing == standing


def test_what_a_project_brought_is_measured_or_said_not_to_be() -> None:
    spent = [noted("cost", 1000 * MONEY_SCALE), noted("worked", 600), noted("available", 900)]
    without = progress(a_project(), (), spent, TODAY)
    assert without.gain is None
    assert without.roi is None
    assert without.margin_per_hour is None
    assert without.utilisation == Fraction(2, 3)
    with_gain = progress(a_project(), (), [*spent, noted("gain", 1500 * MONEY_SCALE)], TODAY)
    assert with_gain.roi == Fraction(1, 2)
    assert with_gain.margin_per_hour == 150
    nothing = progress(a_project(), (), [noted("gain", 0), noted("cost", MONEY_SCALE)], TODAY)
    assert nothing.roi == -1, "a gain noted as 0 is measured"


def test_a_milestone_taken_out_leaves_its_hours_with_the_project(projects: Projects) -> None:
    row = projects.add_project(a_project())
    step = projects.add_milestone(a_milestone(TODAY, project=row.id))
    step = projects.save_milestone(replace(step, due_day=DUE))
    projects.add_entry(replace(noted("worked", 60), project=row.id, milestone=step.id))
    projects.remove_milestone(step)
    assert [entry.milestone for entry in projects.entries(row.id)] == [None]
    assert projects.past_promises() == {}


def test_a_project_is_not_taken_out_when_somebody_else_changed_it(projects: Projects) -> None:
    row = projects.add_project(a_project())
    projects.save_project(replace(row, note="B2B first"))
    with pytest.raises(ConflictError):
        projects.remove_project(row)
    projects.remove_project(projects.project(row.id))
    assert projects.projects() == []


def test_a_project_names_the_levers_it_puts_to_work(store: Store, projects: Projects) -> None:
    row = projects.add_project(a_project())
    levers = LeverBook(Plans(store))
    lever = levers.add(Lever(name="Prix dégressifs"), at=1)
    assert projects.link(row.id, lever.id)
    assert not projects.link(row.id, lever.id)
    book = ProjectBook(projects, Plans(store), TODAY)
    assert [one.name for one in book.one(row.id).levers] == ["Prix dégressifs"]
    assert projects.unlink(row.id, lever.id)
    assert book.one(row.id).levers == ()


def test_late_projects_come_first_and_finished_ones_last(store: Store) -> None:
    projects = Projects(store)
    projects.add_project(a_project(name="done", state="finished"))
    projects.add_project(a_project(name="well"))
    projects.add_project(a_project(name="late", due_day=date(2026, 10, 1)))
    found = ProjectBook(projects, Plans(store), TODAY).all()
    assert [one.row.name for one in found] == ["late", "well", "done"]


def test_a_read_only_store_keeps_its_projects(tmp_path: Path, store: Store) -> None:
    Projects(store).add_project(a_project())
    with connect(tmp_path / "shop.db", write=False) as reader:
        assert [row.name for row in Projects(reader).projects()] == ["Boutique B2B"]


DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2028, 1, 1))


@given(first=DAYS, last=DAYS, reached=st.none() | DAYS, today=DAYS, width=st.integers(1, 120))
def test_a_timeline_fills_its_cells_whatever_the_days(
    first: date, last: date, reached: date | None, today: date, width: int
) -> None:
    step = a_milestone(first, reached, due_day=last)
    row = a_project(start_day=min(first, last), due_day=max(first, last))
    one = progress(row, (step,), (), today)
    on = timeline.scale([one], today, width)
    for bar in (
        timeline.project_bar(one, on, today, timeline.SIGNS),
        timeline.step_bar(one.steps[0], on, today, timeline.ASCII_SIGNS),
    ):
        assert len(timeline.plain(bar)) == width
    assert len(timeline.axis(on)) == width


def test_where_one_month_alone_fits_the_axis_names_both_ends() -> None:
    on = timeline.Scale(date(2025, 11, 20), date(2026, 12, 22), 19)
    assert timeline.axis(on) == "Nov 2025   Dec 2026"
    assert timeline.axis(replace(on, width=12)).strip(), "one month where two do not fit"
