"""The first screen and plain figures wait for nothing heavy: it is imported when first needed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROJECT
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = {"numpy", "pandas", "plotext", "psycopg", "pymysql", "scipy", "sqlite_utils"}
LATER = {
    "goals.customers.segments", "goals.metrics.own_book", "goals.projects.book",
    "goals.targets.grid", "goals.targets.yardstick", "tui.draft_words", "tui.screens.goal_editor",
}  # fmt: skip
"""What only some page needs: together as much as the figures themselves."""
REPAIR = (
    "{program} imports {found}, which costs up to a second each before anything is seen. Find who"
    " does with `python -X importtime`, and move that import into the function that needs it."
)

SAY = "import json, sys; print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
COMMAND = """
import io, sys
from tui.cli import main
out, sys.stdout = sys.stdout, io.StringIO()
code = main({args!r})
sys.stdout = out
assert code == 0, code
"""


def imported_by(program: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"{program}\n{SAY}"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["kpi", "--help"], id="kpi-help"),
        pytest.param(["import", "--help"], id="import-help"),
        pytest.param(["sync", "--help"], id="sync-help"),
        pytest.param(["cohorts", "--help"], id="cohorts-help"),
        pytest.param(["customers", "--help"], id="customers-help"),
        pytest.param(["morning", "--help"], id="morning-help"),
    ],
)
def test_help_imports_nothing_heavy_nor_the_screens(args: list[str]) -> None:
    found = imported_by(COMMAND.format(args=args)) & (HEAVY | {"textual", "rich"})
    assert not found, REPAIR.format(program=" ".join(["kpi-tui", *args]), found=sorted(found))


@pytest.mark.parametrize(
    "args",
    [
        ["kpi"], ["kpi", "--json"], ["goal", "list"], ["check"], ["conventions"], ["payments"],
        ["project", "list"], ["metric", "list"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_figures_and_goals_forecast_once_import_nothing_heavy_nor_the_screens(
    args: list[str], sample_store: Path
) -> None:
    assert main(["--db", str(sample_store), "goal", "list"]) == 0
    asked = ["--db", str(sample_store), *args]
    program = COMMAND.format(args=asked).replace("assert code == 0", "assert code in (0, 1)")
    found = imported_by(program) & (HEAVY | {"textual", "rich"})
    assert not found, REPAIR.format(program=" ".join(["kpi-tui", *args]), found=sorted(found))


@pytest.mark.parametrize(
    "args", [["customers"], ["segment", "list"], ["anomalies"], ["morning"]], ids=" ".join
)
def test_customers_and_odd_days_take_arrays_and_nothing_else_that_is_heavy(
    args: list[str], sample_store: Path
) -> None:
    program = COMMAND.format(args=["--db", str(sample_store), *args])
    found = imported_by(program) & ((HEAVY | {"textual", "rich"}) - {"numpy"})
    assert not found, REPAIR.format(program=" ".join(["kpi-tui", *args]), found=sorted(found))


FIRST_PAINT = """
import asyncio, json, sys
from pathlib import Path
from tui.app import KpiApp
from tui.cli.context import Session

class Watched(KpiApp):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if "painted" not in vars(self):
            self.painted = sorted(sys.modules)

async def open_it():
    app = Watched(Session(Path(%r)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
    print(json.dumps(app.painted))

asyncio.run(open_it())
"""


def test_the_first_paint_imports_nothing_heavy(sample_store: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT % str(sample_store)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    painted = set(json.loads(run.stdout))
    found = {name for name in painted if name.partition(".")[0] in HEAVY} | painted & LATER
    assert not found, REPAIR.format(program="the dashboard's first paint", found=sorted(found))
