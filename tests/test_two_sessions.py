"""Two sessions at the same store at the same time: everything that either kept is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.database import connect
from store.own import OwnMetricRow, OwnMetrics
from store.plans import Plans
from tests.planning import plan, to_plan_in
from tests.processes import running

if TYPE_CHECKING:
    from pathlib import Path

ROUNDS = 60
_EDITS = """
from store import alarms, segments
from store.errors import ConflictError
from store.own import OwnMetrics
from store.projects import ProjectEntry, Projects
from store.reviews import ReviewRow, Reviews
from tests.planning import DAY
who, rounds = sys.argv[2], int(sys.argv[3])

def again(change):
    while True:  # an editor shows both values; here the edit is simply made again
        try:
            return change()
        except ConflictError:
            pass

with connect(path) as store:
    store.author = who
    plans, own, projects = Plans(store), OwnMetrics(store), Projects(store)

    def goal():
        row = plans.goal(1)
        plans.save_goal(replace(row, target=str(int(row.target) + 1)), at=1)

    def metric():
        row = own.row(1)
        own.save(replace(row, note=str(int(row.note) + 1)), at=1)

    def segment():
        row = segments.one(store, "Dormant")
        segments.save(store, replace(row, rule=row.rule + " "), {1, 2})

    def milestone():
        row = projects.milestone(1)
        projects.save_milestone(replace(row, due_day=date.fromordinal(row.due_day.toordinal() + 1)))

    def told(rows):
        return [replace(row, better_days=row.better_days + 1) for row in rows]

    tell("ready"); wait()
    for _round in range(rounds):
        for change in (goal, metric, segment, milestone):
            again(change)
        alarms.claim(store, told)
        Reviews(store).add(ReviewRow(goal=1, day=DAY, decision="keep", note=who))
        projects.add_entry(ProjectEntry(project=1, day=DAY, kind="cost", amount=1))
    alone = 0
    for month in range(1, 13):
        new = GoalRow(title=who, metric="orders", operator=">=", target="5", kind="total",
                      start_day=date(2027, month, 1), deadline_day=date(2027, month, 28))
        try:
            plans.write_goals([new], at=1)
            alone += 1
        except ConflictError:
            pass
    tell(alone)
"""


def test_two_sessions_that_edit_everything_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    to_plan_in(path)
    plan(path)
    with connect(path) as store:
        before = Plans(store).goal(1)
        OwnMetrics(store).add(
            OwnMetricRow(
                name="own", label="Own", formula="orders", unit="count", stage="revenue", note="0"
            ),
            at=1,
        )
    with (
        running(_EDITS, path, "one", ROUNDS) as one,
        running(_EDITS, path, "other", ROUNDS) as other,
    ):
        assert one.hears() == other.hears() == "ready"
        one.go_on()
        other.go_on()
        months = [int(told) for program in (one, other) for told in program.ends()[1]]
    assert sum(months) == 12, "each month is set by one of them"
    with connect(path) as store:

        def number(question: str) -> object:
            return store.sql.execute(question).fetchone()[0]

        both = 2 * ROUNDS
        goal = Plans(store).goal(1)
        assert int(goal.target) - int(before.target) == goal.version - before.version == both
        assert [one.who for one in Plans(store).history("goal", 1)].count("other") == ROUNDS
        assert OwnMetrics(store).row(1).note == str(both)
        assert number("SELECT LENGTH(rule) - LENGTH(RTRIM(rule)) FROM segment") == both
        assert number("SELECT COUNT(*) - 1 FROM past_promise") == both
        assert number("SELECT better_days FROM goal_alarm") == both
        assert number("SELECT COUNT(*) - 1 FROM goal_review") == both
        assert number("SELECT COUNT(*) FROM project_entry") == both
        assert number("SELECT COUNT(*) FROM goal WHERE metric = 'orders'") == 12
