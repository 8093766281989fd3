"""Our import of an access log beside GoAccess on the same file, in one run.

    python benchmarks/log_speed.py big.log [--runs 3]

``benchmarks/grown_log.py`` makes a large log out of a small one. Prints the best of the runs:
seconds of the whole command, MB and lines a second, and the peak memory of all its processes
together. GoAccess keeps its counts in memory and writes one report (JSON here); we store visits,
pages and paths for good, each in the shop's time zone, and find the place again the second time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from import_speed import Run, best, measured, ours


def theirs(file: Path, folder: Path) -> Run:
    report = folder / "report.json"
    command = [
        "goaccess", str(file), "--log-format=COMBINED", "--no-progress", "--no-global-config",
        "-o", str(report),
    ]  # fmt: skip
    return measured(command, dict(os.environ))


def show(name: str, run: Run, lines: int, size: int, beside: Run) -> None:
    print(
        f"{name:38} {run.seconds:7.2f} s {size / 1e6 / run.seconds:6.1f} MB/s"
        f" {lines / run.seconds:9,.0f} lines/s {run.megabytes:5.0f} MB"
        f" {beside.seconds / run.seconds:6.2f} ×"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("file", type=Path)
    parser.add_argument("--map", default="")
    parser.add_argument("--currency", default="EUR")
    parser.add_argument("--timezone", default="Europe/Paris")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not shutil.which("goaccess"):
        raise SystemExit("goaccess is not installed")
    with options.file.open("rb") as file:
        lines = sum(1 for _ in file)
    size = options.file.stat().st_size
    beside, first, again = [], [], []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            beside.append(theirs(options.file, folder))
            one, two = ours(options.file, folder, options)
            first.append(one)
            again.append(two)
    print(
        f"{options.file.name}: {lines:,} lines, {size / 1e6:,.0f} MB, best of {options.runs} runs"
    )
    goaccess = best(beside)
    show("goaccess", goaccess, lines, size, goaccess)
    show("kpi-tui import", best(first), lines, size, goaccess)
    show("kpi-tui import, the same file again", best(again), lines, size, goaccess)


if __name__ == "__main__":
    main()
