"""The base of our own widgets: lines painted from (text, ink) pieces.

A line is painted only when it is dirty, costs a few dozen bytes on the wire, and its text is data:
it never passes through markup. Inks are component classes, so colours stay in the themes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.text import clean
from tui.themes import INKS

if TYPE_CHECKING:
    from collections.abc import Iterable

Piece = tuple[str, str]
"""A text and the names of its inks, later ones over earlier ones: ``("63 %", "strong on")``."""

_RULES = "\n".join(
    f"    & > .ink--{ink} {{ color: $ink-{ink}; }}"
    for ink in INKS
    if ink not in ("on", "strong", "dim", "off", "rule", "title", "cursor")
)


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

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"ink--{ink}" for ink in INKS}
    DEFAULT_CSS = f"""
    Painted {{
        color: $foreground;
{_RULES}
        & > .ink--strong {{ color: $ink-strong; text-style: bold; }}
        & > .ink--title {{ color: $ink-title; text-style: bold; }}
        & > .ink--cursor {{ color: $ink-cursor; text-style: bold; }}
        & > .ink--dim {{ color: $ink-dim; text-style: $ink-dim-style; }}
        & > .ink--off {{ color: $ink-off; text-style: $ink-dim-style; }}
        & > .ink--rule {{ color: $ink-rule; text-style: $ink-dim-style; }}
        & > .ink--on {{ background: $ink-on; text-style: $ink-on-style; }}
    }}
    """

    @property
    def bar(self) -> str:
        """The mark at the left of the line under the cursor; thin where keys go elsewhere."""
        return "▌" if self.has_focus else "▏"

    def ink(self, names: str) -> Style:
        """Return the style of some inks, each partial: what lies beneath shows through."""
        style = Style.null()
        for name in names.split():
            style += self.get_component_rich_style(f"ink--{name}", partial=True)
        return style

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        """Return what stands on line ``y``; a line that is too long is cut at the edge."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        segments = [
            Segment(clean(text), base + self.ink(inks))
            for text, inks in self.pieces(y, width)
            if text
        ]
        return Strip(segments).adjust_cell_length(width, base)
