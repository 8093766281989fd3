"""Our import of a CSV beside ``sqlite3 .import`` of the same file, in one run.

    python benchmarks/import_speed.py FILE.csv [--map MAPPING] [--currency GBP] [--runs 3]

Prints the best of the runs: seconds of the whole command, rows a second, and the peak memory of
all its processes together. ``sqlite3`` checks nothing; we read every cell, keep rejects, tell known
orders from new ones and make the daily figures.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PROGRAM = [sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())"]


@dataclass(frozen=True)
class Run:
    seconds: float
    megabytes: float


def memory_of(group: int) -> int:
    """Return the resident kilobytes of all processes of a process group."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if os.getpgid(int(entry.name)) == group:
                for line in (entry / "status").read_text().splitlines():
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1])
        except OSError:
            continue  # it ended while we looked
    return total


def measured(command: list[str], environ: dict[str, str]) -> Run:
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, start_new_session=True
    )
    peak = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(0.02):
            peak = max(peak, memory_of(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    if code:
        raise SystemExit(f"{command[0]} ended with {code}")
    return Run(seconds, peak / 1024)


def ours(file: Path, folder: Path, options: argparse.Namespace) -> tuple[Run, Run]:
    """Return the first import, and the second one of the same file into the same store."""
    environ = os.environ | {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    store = ["--db", str(folder / "shop.db")]
    subprocess.run(
        [*PROGRAM, *store, "init", "--currency", options.currency, "--timezone", options.timezone],
        check=True, env=environ, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    command = [*PROGRAM, *store, "import", str(file)]
    if options.map:
        command += ["--map", options.map]
    return measured(command, environ), measured(command, environ)


def theirs(file: Path, folder: Path) -> Run:
    command = [
        "sqlite3", str(folder / "plain.db"), ".mode csv", f'.import "{file}" lines',
    ]  # fmt: skip
    return measured(command, dict(os.environ))


def best(runs: list[Run]) -> Run:
    return Run(min(run.seconds for run in runs), max(run.megabytes for run in runs))


def show(name: str, run: Run, rows: int, beside: Run) -> None:
    rate = rows / run.seconds
    speed = beside.seconds / run.seconds
    print(
        f"{name:34} {run.seconds:6.2f} s {rate:12,.0f} rows/s {run.megabytes:7.0f} MB"
        f" {speed:6.2f} ×"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    parser.add_argument("--map", default="")
    parser.add_argument("--currency", default="GBP")
    parser.add_argument("--timezone", default="Europe/London")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("sqlite3"):
        raise SystemExit("sqlite3 is not installed")
    with options.file.open("rb") as file:
        rows = sum(1 for _ in file) - 1
    plain, first, again = [], [], []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            plain.append(theirs(options.file, folder))
            one, two = ours(options.file, folder, options)
            first.append(one)
            again.append(two)
    beside = best(plain)
    print(f"{options.file.name}: {rows:,} lines, best of {options.runs} runs")
    show("sqlite3 .import (checks nothing)", beside, rows, beside)
    show("kpi-tui import", best(first), rows, beside)
    show("kpi-tui import, the same file again", best(again), rows, beside)


if __name__ == "__main__":
    main()
