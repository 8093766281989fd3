"""Aligned columns of text for the command line, in terminal cells and not in characters."""

from __future__ import annotations

import textwrap
import unicodedata

WIDTH = 80


def width(text: str) -> int:
    """Return how many cells the text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )


def fit(text: str, cells: int) -> str:
    """Return the text cut to ``cells``, with an ellipsis where it was longer."""
    if width(text) <= cells:
        return text
    kept = ""
    for one in text:
        if width(kept + one) > cells - 1:
            break
        kept += one
    return kept + "…"


def left(text: str, cells: int) -> str:
    """Return the text filled up on the right."""
    return text + " " * (cells - width(text))


def right(text: str, cells: int) -> str:
    """Return the text filled up on the left."""
    return " " * (cells - width(text)) + text


def paragraph(text: str, indent: int = 0, *, first: str = "") -> list[str]:
    """Return the text as lines of at most 80 cells, ``first`` in the margin of the first one."""
    margin = " " * indent
    lines = textwrap.wrap(text, WIDTH - indent, break_on_hyphens=False) or [""]
    return [left(first, indent) + lines[0], *(margin + line for line in lines[1:])]


def table(
    rows: list[list[str]], aligned: str, *, gap: int = 2, widest: int = 32, room: int = 0
) -> list[str]:
    """Return rows as lines; ``aligned`` has ``l`` or ``r`` for each column.

    The first column is cut at ``widest`` cells, or later where the lines have ``room`` for more;
    trailing blanks go.
    """
    others = [max((width(row[n]) for row in rows), default=0) for n in range(1, len(aligned))]
    widest = max(widest, room - sum(others) - gap * len(others))
    rows = [[fit(row[0], widest), *row[1:]] for row in rows]
    cells = [max((width(row[0]) for row in rows), default=0), *others]
    lines = []
    for row in rows:
        parts = [
            right(text, size) if side == "r" else left(text, size)
            for text, size, side in zip(row, cells, aligned, strict=True)
        ]
        lines.append((" " * gap).join(parts).rstrip())
    return lines
