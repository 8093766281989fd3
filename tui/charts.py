"""Charts drawn by plotext, as lines of (text, ink): in a worker, never on the event loop.

plotext is imported on the first chart and keeps its figure in a global, hence the one lock. It is
given colours only as tags, which are turned into inks here: the theme decides what they look like.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len

from tui import format as fmt
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from tui.views import ChartView
    from tui.widgets.painted import Piece

Marks = Literal["braille", "block", "ascii"]
MARKS: tuple[Marks, ...] = ("braille", "block", "ascii")

_LOCK = Lock()
_MARKERS = {"braille": "braille", "block": "hd", "ascii": "*"}
PULLED = "▲"
"""Stands on the axis under the day a lever was started."""
ODD, ODD_ASCII = "◆", "#"
"""Marks a day that was not as expected."""
_LINE, _GOAL, _BEFORE, _FAN = (1, 0, 0), (2, 0, 0), (3, 0, 0), (4, 0, 0)
_TAGS = {"38;2;1;0;0": "spark", "38;2;2;0;0": "mark", "38;2;3;0;0": "off", "38;2;4;0;0": "dim"}
_ANSI = re.compile(r"\x1b\[([0-9;]*)m")
_ASCII = str.maketrans("┤├┼│─└┘┌┐┬┴▲", "||||-++++++^")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart ready to be painted: ``lines`` of pieces, for one width and height."""

    lines: tuple[tuple[Piece, ...], ...]
    width: int
    height: int


def suited_marks(environ: Mapping[str, str]) -> Marks:
    """Return the signs of charts: as asked, else braille, which Linux's own console lacks."""
    known = next((mark for mark in MARKS if mark == environ.get("KPI_TUI_CHARTS")), None)
    return known or ("block" if environ.get("TERM") == "linux" else "braille")


def draw(view: ChartView, width: int, height: int, marks: Marks, currency: str) -> Drawing:
    """Return the chart of a view in exactly ``width`` × ``height`` cells."""
    drawn = (*view.points, *view.before)
    known = [float(value) for _, value in drawn if value is not None]
    known += [end for one in view.fan for end in (one.low, one.high)]
    if not known or width < 16 or height < 3:
        return Drawing((), width, height)
    steps = ticks(min(known), max(known), view.bounds, 2 if height < 6 else min(5, height // 2))
    labels = [_tick(view.metric.unit, step, steps, currency) for step in steps]
    margin = max(cell_len(label) for label in labels)
    canvas = width - margin - 1
    if canvas < 8:
        return Drawing((), width, height)
    with _LOCK:
        rows = _build(view, canvas, height - 2, marks, steps)
    lines = [*_with_heights(rows, labels, margin), *_days(view, canvas, margin)]
    if marks == "ascii":
        lines = [tuple((text.translate(_ASCII), ink) for text, ink in line) for line in lines]
    return Drawing(tuple(lines), width, height)


def _build(
    view: ChartView, width: int, height: int, marks: Marks, steps: Sequence[float]
) -> list[tuple[Piece, ...]]:
    """Return the lines of the chart without its axes: plotext places those by chance (a set)."""
    import plotext as plt

    plt.clear_figure()
    plt.limit_size(False, False)
    plt.plot_size(width, height)
    plt.theme("clear")
    plt.frame(False)
    plt.xaxes(False, False)
    plt.yaxes(False, False)
    last = max(1, len(view.points) - 1)
    rise = (steps[-1] - steps[0]) / height
    shade = "," if marks == "ascii" else "░"
    for place, low, high in _shade(view, last / width):
        rows = range(max(1, math.ceil((high - low) / rise) + 1))
        heights = [min(high, low + n * rise) for n in rows]
        plt.scatter([place] * len(heights), heights, marker=shade, color=_FAN)
    for bound in view.bounds:
        dashes = [n * last / width for n in range(width + 1)]
        dash = "-" if marks == "ascii" else "╌"
        plt.scatter(dashes, [float(bound)] * len(dashes), marker=dash, color=_GOAL)
    cuts = _cuts(view)
    for cut in cuts:
        heights = [steps[0] + n * (steps[-1] - steps[0]) / height for n in range(height + 1)]
        wall = ":" if marks == "ascii" else "┊"
        plt.scatter([cut - 0.5] * len(heights), heights, marker=wall, color=_BEFORE)
    dots = "." if marks == "ascii" else "·"
    for points, color, marker, parted in (
        (view.before, _BEFORE, dots, ()),
        (view.points, _LINE, _MARKERS[marks], cuts),
    ):
        for xs, ys in _stretches(points, parted):
            plt.plot(xs, ys, marker=marker, color=color)
    odd = [
        (n, float(value)) for n, (day, value) in enumerate(view.points)
        if value is not None and day in view.odd
    ]  # fmt: skip
    if odd:
        marker = ODD_ASCII if marks == "ascii" else ODD
        plt.scatter([n for n, _ in odd], [at for _, at in odd], marker=marker, color=_GOAL)
    plt.xlim(0, last)
    plt.ylim(steps[0], steps[-1])
    plt.xticks([], [])
    plt.yticks([], [])
    drawn = str(plt.build()).rstrip("\n").split("\n")
    return [tuple(_pieces(line)) for line in drawn[:height]]


def _with_heights(
    rows: Sequence[tuple[Piece, ...]], labels: Sequence[str], margin: int
) -> Iterator[tuple[Piece, ...]]:
    """Yield the lines with the values at the left, evenly spread from the lowest up."""
    last = len(rows) - 1
    places = {
        last - round(n * last / max(1, len(labels) - 1)): label for n, label in enumerate(labels)
    }
    for n, row in enumerate(rows):
        label = places.get(n, "")
        yield ((" " * (margin - cell_len(label)) + label + ("┤" if label else "│"), "dim"), *row)


def _days(view: ChartView, width: int, margin: int) -> Iterator[tuple[Piece, ...]]:
    """Yield the axis of days and its labels, each under its day, none beyond the edges."""
    days = [day for day, _value in view.points]
    last = max(1, len(days) - 1)
    axis, below = ["─"] * width, [" "] * (margin + 1 + width)
    free = 0
    for place, label in day_ticks(days, width):
        column = round(place * (width - 1) / last)
        axis[column] = "┬"
        start = margin + 1 + column - cell_len(label) // 2
        start = max(0, min(start, len(below) - cell_len(label)))
        if start >= free:
            below[start : start + cell_len(label)] = label
            free = start + cell_len(label) + 1
    pulled = {round((day - days[0]).days * (width - 1) / last) for day in view.pulled}
    yield ((" " * margin + "└", "dim"), *_marked(axis, pulled))
    yield (("".join(below).rstrip(), "dim"),)


def _marked(axis: Sequence[str], pulled: set[int]) -> Iterator[Piece]:
    """Yield the axis with a sign where levers were started."""
    for n, line in enumerate(axis):
        yield (PULLED, "mark") if n in pulled else (line, "dim")


def _shade(view: ChartView, step: float) -> Iterator[tuple[float, float, float]]:
    """Yield the columns of the forecast's range, each with its ends, from the last known day on."""
    first = view.points[0][0]
    corners = [((one.day - first).days, one.low, one.high) for one in view.fan]
    known = [(n, float(value)) for n, (_, value) in enumerate(view.points) if value is not None]
    if known and corners and known[-1][0] < corners[0][0]:
        corners.insert(0, (known[-1][0], known[-1][1], known[-1][1]))
    for (begin, low, high), (end, later_low, later_high) in pairwise(corners):
        place = math.ceil(begin / step) * step
        while place <= end:
            share = (place - begin) / max(1, end - begin)
            yield place, low + (later_low - low) * share, high + (later_high - high) * share
            place += step


def _cuts(view: ChartView) -> tuple[int, ...]:
    """Return the places of the first points that another source counts."""
    days = [day for day, _ in view.points]
    places = (bisect_left(days, day) for day in view.breaks)
    return tuple(place for place in places if 0 < place < len(days))


def _stretches(
    points: Sequence[tuple[date, Fraction | None]], cuts: Sequence[int] = ()
) -> Iterator[tuple[list[int], list[float]]]:
    """Yield the runs of known values: a gap in the data, or a cut, is a gap in the line."""
    xs: list[int] = []
    ys: list[float] = []
    for n, (_, value) in enumerate(points):
        if xs and n in cuts:
            yield xs, ys
            xs, ys = [], []
        if value is not None:
            xs.append(n)
            ys.append(float(value))
        elif xs:
            yield xs, ys
            xs, ys = [], []
    if xs:
        yield xs, ys


def ticks(low: float, high: float, bounds: Sequence[Fraction], most: int) -> list[float]:
    """Return 2 to ``most`` round values that enclose the line and the goal's bounds."""
    low = min([low, *(float(bound) for bound in bounds)])
    high = max([high, *(float(bound) for bound in bounds)])
    if high - low <= 1e-12 * max(abs(low), abs(high), 1.0):
        apart = abs(low) / 10 if abs(low) > 1e-9 else 1.0
        low, high = low - apart, high + apart
    if most == 2:
        step = 10 ** (math.floor(math.log10(high - low)) - 1)
        return [math.floor(low / step) * step, math.ceil(high / step) * step]
    rough = (high - low) / (most - 1)
    scale = 10 ** math.floor(math.log10(rough))
    for factor in (1, 2, 2.5, 5, 10, 20, 25, 50):
        step = factor * scale
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            return [n * step for n in range(first, last + 1)]
    return [low, high]


def _tick(unit: str, step: float, steps: Sequence[float], currency: str) -> str:
    """Return a tick's label with just the digits that tell it from its neighbours."""
    gap = steps[1] - steps[0]
    scale = 2 if unit == "share" else 0
    digits = max(0, -math.floor(math.log10(gap) + 1e-9) - scale)
    if round(gap * 10 ** (digits + scale), 6) % 1:
        digits += 1
    figure = Fraction(step).limit_denominator(10**9)
    return fmt.value(unit, figure, currency, digits=digits)


def day_ticks(days: Sequence[date], width: int) -> list[tuple[int, str]]:
    """Return evenly spaced days with their labels, the first and the last among them."""
    if not days:
        return []
    years = (days[-1] - days[0]).days > 400
    label = fmt.month if years else fmt.short_day
    size = max(cell_len(label(days[0])), cell_len(label(days[-1]))) + 4
    count = max(2, min(len(days), 7, width // size))
    if len(days) == 1:
        return [(0, label(days[0]))]
    places = sorted({round(n * (len(days) - 1) / (count - 1)) for n in range(count)})
    return [(place, label(days[place])) for place in places]


def _pieces(line: str) -> Iterator[Piece]:
    """Yield the texts of a line of plotext's with the ink its colour stands for."""
    ink, at = "dim", 0
    for match in _ANSI.finditer(line):
        if match.start() > at:
            yield clean(line[at : match.start()]), ink
        ink, at = _TAGS.get(match[1], "dim"), match.end()
    if at < len(line):
        yield clean(line[at:]), ink
