"""Make a large access log out of a small real one: the same requests by other people, other days.

    python benchmarks/grown_log.py access.log.gz big.log --megabytes 1000 [--days 30]

Every copy of the real log has addresses of its own, half of its visitors another version of their
browser, a twentieth of its pages parameters behind them, and its visits at other hours of the day.
Lines come in the order of time within a day, as a server writes them. Made again, it is the same.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

LINE = re.compile(r"(\S+) (\S+ \S+ )\[([^\]]+)\] (.*)\n")
VERSION = re.compile(r"(Chrome|Firefox|Version|MSIE|rv:)([/ ]?)(\d+)")
PAGE = re.compile(r'^"GET (/[^ ?"]*) HTTP')
FIRST_DAY = datetime(2026, 6, 1, tzinfo=UTC)
DAY = 86_400


def read(path: Path) -> list[tuple[str, str, int, str, int]]:
    """Return address, user, second of the day, the rest and the hour's number of each line."""
    text = gzip.decompress(path.read_bytes()).decode("latin-1") if path.suffix == ".gz" else (
        path.read_text("latin-1")
    )  # fmt: skip
    lines = []
    for line in text.splitlines(keepends=True):
        found = LINE.match(line)
        if found and line.count('"') == 6:
            at = datetime.strptime(found[3], "%d/%b/%Y:%H:%M:%S %z")
            second = at.hour * 3600 + at.minute * 60 + at.second
            lines.append((found[1], found[2], second, found[4], at.day * 24 + at.hour))
    return lines


def grown(lines: list[tuple[str, str, int, str, int]], copies: int, day: datetime,
          dice: random.Random) -> list[str]:  # fmt: skip
    """Return the lines of one day: the whole real log, several times over, by other people."""
    made: list[tuple[int, str]] = []
    for _ in range(copies):
        address: dict[str, str] = {}
        starts: dict[tuple[str, int], int] = {}
        version: dict[str, int] = {}
        for who, user, second, rest, hour in lines:
            if who not in address:
                address[who] = ".".join(str(dice.randrange(1, 255)) for _ in range(4))
                version[who] = dice.randrange(0, 90) if dice.random() < 0.5 else -1
            key = (who, hour)
            if key not in starts:
                # More by day than by night, as people are.
                starts[key] = min(int(dice.triangular(0, DAY, DAY * 0.7)), DAY - 3700)
            if version[who] >= 0:
                rest = VERSION.sub(lambda m: f"{m[1]}{m[2]}{version[who] + 20}", rest)  # noqa: B023
            if dice.random() < 0.05:
                rest = PAGE.sub(rf'"GET \1?ref={dice.randrange(10**6)} HTTP', rest)
            at = starts[key] + second % 3600 % 60 * 20 + dice.randrange(20)
            stamp = (day + timedelta(seconds=at)).strftime("%d/%b/%Y:%H:%M:%S +0000")
            made.append((at, f"{address[who]} {user}[{stamp}] {rest}\n"))
    made.sort()
    return [line for _, line in made]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--days", type=int, default=30)
    options = parser.parse_args()
    lines = read(options.log)
    size = sum(len(rest) + 60 for *_, rest, _ in lines)
    copies = max(1, round(options.megabytes * 1_000_000 / options.days / size))
    dice = random.Random(20260601)
    written, day = 0, 0
    with options.target.open("w", encoding="latin-1") as out:
        while written < options.megabytes * 1_000_000:
            for line in grown(lines, copies, FIRST_DAY + timedelta(days=day), dice):
                out.write(line)
                written += len(line)
            day += 1
    print(f"{options.target}: {written / 1e6:,.0f} MB, {day} days")


if __name__ == "__main__":
    main()
