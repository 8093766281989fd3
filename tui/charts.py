"""Charts drawn by plotext, as lines of (text, ink): in a worker, never on the event loop.

plotext is imported on the first chart and keeps its figure in a global, hence the one lock. It is
given colours only as tags, which are turned into inks here: the theme decides what they look like.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len

from tui import format as fmt
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tui.views import ChartView
    from tui.widgets.painted import Piece

Marks = Literal["braille", "block", "ascii"]
MARKS: tuple[Marks, ...] = ("braille", "block", "ascii")

_LOCK = Lock()
_MARKERS = {"braille": "braille", "block": "hd", "ascii": "*"}
_LINE, _GOAL, _BEFORE = (1, 0, 0), (2, 0, 0), (3, 0, 0)
_TAGS = {"38;2;1;0;0": "spark", "38;2;2;0;0": "mark", "38;2;3;0;0": "off"}
_ANSI = re.compile(r"\x1b\[([0-9;]*)m")
_ASCII = str.maketrans("┤├┼│─└┘┌┐┬┴", "||||-++++++")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart ready to be painted: ``lines`` of pieces, for one width and height."""

    lines: tuple[tuple[Piece, ...], ...]
    width: int
    height: int


def draw(view: ChartView, width: int, height: int, marks: Marks, currency: str) -> Drawing:
    """Return the chart of a view in exactly ``width`` × ``height`` cells."""
    drawn = (*view.points, *view.before)
    known = [float(value) for _, value in drawn if value is not None]
    if not known or width < 16 or height < 3:
        return Drawing((), width, height)
    steps = ticks(min(known), max(known), view.bounds, 2 if height < 6 else min(5, height // 2))
    with _LOCK:
        canvas = _build(view, width, height, marks, currency, steps)
    lines = tuple(tuple(_pieces(line, ascii_only=marks == "ascii")) for line in canvas)
    return Drawing(lines, width, height)


def _build(
    view: ChartView, width: int, height: int, marks: Marks, currency: str, steps: Sequence[float]
) -> list[str]:
    import plotext as plt

    plt.clear_figure()
    plt.limit_size(False, False)
    plt.plot_size(width, height)
    plt.theme("clear")
    plt.frame(False)
    plt.xaxes(True, False)
    plt.yaxes(True, False)
    last = max(1, len(view.points) - 1)
    for bound in view.bounds:
        dashes = [n * last / width for n in range(width + 1)]
        dash = "-" if marks == "ascii" else "╌"
        plt.scatter(dashes, [float(bound)] * len(dashes), marker=dash, color=_GOAL)
    for points, color in ((view.before, _BEFORE), (view.points, _LINE)):
        for xs, ys in _stretches(points):
            plt.plot(xs, ys, marker=_MARKERS[marks], color=color)
    plt.xlim(0, last)
    plt.ylim(steps[0], steps[-1])
    plt.yticks(list(steps), [_tick(view.metric.unit, step, steps, currency) for step in steps])
    places = day_ticks([day for day, _ in view.points], width)
    plt.xticks([place for place, _ in places], [text for _, text in places])
    return str(plt.build()).rstrip("\n").split("\n")


def _stretches(
    points: Sequence[tuple[date, Fraction | None]],
) -> Iterator[tuple[list[int], list[float]]]:
    """Yield the runs of known values: a gap in the data is a gap in the line."""
    xs: list[int] = []
    ys: list[float] = []
    for n, (_, value) in enumerate(points):
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
    if low == high:
        low, high = (low - abs(low) / 10, high + abs(high) / 10) if low else (0.0, 1.0)
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
    count = max(2, min(len(days), 7, (width - 8) // size))
    if len(days) == 1:
        return [(0, label(days[0]))]
    places = sorted({round(n * (len(days) - 1) / (count - 1)) for n in range(count)})
    return [(place, label(days[place])) for place in places]


def _pieces(line: str, *, ascii_only: bool) -> Iterator[Piece]:
    """Yield the texts of a line of plotext's with the ink its colour stands for."""
    ink, at = "dim", 0
    for match in _ANSI.finditer(line):
        if match.start() > at:
            yield _plain(line[at : match.start()], ascii_only=ascii_only), ink
        ink, at = _TAGS.get(match[1], "dim"), match.end()
    if at < len(line):
        yield _plain(line[at:], ascii_only=ascii_only), ink


def _plain(text: str, *, ascii_only: bool) -> str:
    return clean(text.translate(_ASCII) if ascii_only else text)
