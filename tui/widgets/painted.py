"""The base of our own widgets: lines painted from (text, ink) pieces.

A line is painted only when it is dirty, costs a few dozen bytes on the wire, and its text is data:
it never passes through markup. Inks are names: their colours stay in the themes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import letters
from tui.text import clean
from tui.themes import inked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.style import Style

Piece = tuple[str, str]
"""A text and the names of its inks, later ones over earlier ones: ``("63 %", "strong on")``."""


def fit(text: str, width: int) -> str:
    """Return the text in exactly ``width`` cells; one too long ends in an ellipsis."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1).rstrip() + "…" + " " * _missing(text, width)
    return set_cell_size(text, width)


def _missing(text: str, width: int) -> int:
    return width - 1 - cell_len(set_cell_size(text, width - 1).rstrip())


def right(text: str, width: int) -> str:
    """Return the text at the right of ``width`` cells, cut as ``fit`` does."""
    return fit(text, width) if cell_len(text) >= width else " " * (width - cell_len(text)) + text


class Painted(Widget):
    """A widget that paints its own lines; subclasses give ``pieces(y, width)``."""

    DEFAULT_CSS = "Painted { color: $foreground; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: dict[int, Strip] = {}

    active = True
    """Whether keys go to this widget: the screen says so, focus is for typing alone."""

    @property
    def bar(self) -> str:
        """The mark at the left of the line under the cursor; thin where keys go elsewhere."""
        return "▌" if self.active else "▏"

    def ink(self, names: str) -> Style:
        """Return the style of some inks over the widget's own: what lies beneath shows through."""
        return inked(self.app.theme, names, self.app.theme_variables)

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        """Return what stands on line ``y``; a line that is too long is cut at the edge."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        strip = self._painted(y)
        self._shown[y] = strip
        return strip

    def repaint(self) -> None:
        """Refresh only the cells that differ from the screen: a moved cursor costs few bytes."""
        regions = []
        for y in range(self.size.height):
            before, after = self._shown.get(y), self._painted(y)
            if before is None:
                regions.append(Region(0, y, self.size.width, 1))
            elif before != after:
                runs = changed_cells(before, after)
                regions.extend(Region(start, y, end - start, 1) for start, end in runs)
        if regions:
            self.refresh(*regions)

    def _painted(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        segments: list[Segment] = []
        used = 0
        for text, inks in self.pieces(y, width):
            text = clean(text)
            if text:
                _append(segments, text, base + self.ink(inks))
                used += cell_len(text)
        if used < width:
            _append(segments, " " * (width - used), base)
        return Strip(segments).adjust_cell_length(width, base)


def _append(segments: list[Segment], text: str, style: Style) -> None:
    """Add a text; one that looks the same as part of the last one joins it, as spaces mostly do."""
    if segments:
        last, before, _ = segments[-1]
        if before is not None and (before == style or _alike_on_spaces(text, before, style)):
            segments[-1] = Segment(last + text, before)
            return
        if before is not None and _alike_on_spaces(last, before, style):
            segments[-1] = Segment(last + text, style)
            return
    segments.append(Segment(text, style))


def _alike_on_spaces(text: str, one: Style, other: Style) -> bool:
    return (
        text.isspace()
        and one.bgcolor == other.bgcolor
        and not (one.reverse or one.underline or other.reverse or other.underline)
    )


NEAR = 6
"""Changed cells this close go in one run: starting a new one costs more than the cells between."""


def changed_cells(before: Strip, after: Strip) -> list[tuple[int, int]]:
    """Return the runs of cells that differ between two lines, as (first, past the last)."""
    width = after.cell_length
    one_by_one, others = _cells(before), _cells(after)
    if not len(one_by_one) == len(others) == width:
        return [(0, width)]
    runs: list[tuple[int, int]] = []
    for n, (one, other) in enumerate(zip(one_by_one, others, strict=True)):
        if one != other:
            if runs and n - runs[-1][1] < NEAR:
                runs[-1] = (runs[-1][0], n + 1)
            else:
                runs.append((n, n + 1))
    return runs


def _cells(strip: Strip) -> list[tuple[str, Style | None]]:
    """Return what each cell shows; the second cell of a wide character repeats the first."""
    cells: list[tuple[str, Style | None]] = []
    for text, style, _control in strip:
        for letter, size in letters(text):
            if size == 0 and cells:
                cells[-1] = (cells[-1][0] + letter, cells[-1][1])
            cells.extend([(letter, style)] * size)
    return cells
