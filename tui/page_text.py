"""An owner's page, written in Markdown, as lines of a terminal and as paragraphs of a screen.

Only what the pages use is known: titles, paragraphs, lists, blocks of code, and two emphases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.cli.columns import WIDTH, paragraph
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.widgets.prose import Paragraph

_BULLET = re.compile(r"(\s*)(?:[-*+]|[0-9]{1,2}[.)])\s+(.*)\Z")
_SPANS = re.compile(r"(`[^`]+`|\*\*[^*]+\*\*)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is title, heading, text, item or code; ``depth`` is that of an item of a list."""

    kind: str
    text: str
    depth: int = 0


def blocks(markdown: str) -> list[Block]:
    """Return the parts of a page in their order, wrapped lines joined."""
    found: list[Block] = []
    fenced = open_text = False
    for line in map(clean, markdown.splitlines()):
        bare = line.strip()
        if bare.startswith("```"):
            fenced, open_text = not fenced, False
            continue
        bullet = _BULLET.match(line)
        if fenced or (line.startswith("    ") and not open_text and bullet is None and bare):
            found.append(Block("code", line if fenced else line[4:]))
        elif not bare:
            open_text = False
        elif bare.startswith("#"):
            kind = "title" if bare.startswith("# ") else "heading"
            found.append(Block(kind, bare.lstrip("#").strip()))
            open_text = False
        elif bullet is not None:
            found.append(Block("item", bullet[2], len(bullet[1]) // 2))
            open_text = True
        elif open_text:
            last = found.pop()
            found.append(Block(last.kind, f"{last.text} {bare}", last.depth))
        else:
            found.append(Block("text", bare))
            open_text = True
    return found


def as_lines(markdown: str) -> list[str]:
    """Return a page as plain lines for the command line, at most 80 cells each."""
    lines: list[str] = []
    before = ""
    for block in blocks(markdown):
        if before and not (block.kind == before and block.kind in ("item", "code")):
            lines.append("")
        before = block.kind
        if block.kind == "code":
            lines.append("    " + block.text)
        elif block.kind == "item":
            indent = 2 * block.depth + 2
            lines += paragraph(_bare(block.text), indent + 2, first=" " * indent + "-")
        elif block.kind in ("title", "heading"):
            lines.append(_bare(block.text))
            lines.append(("=" if block.kind == "title" else "-") * min(len(lines[-1]), WIDTH))
            before = ""
        else:
            lines += paragraph(_bare(block.text))
    return lines


def as_paragraphs(markdown: str) -> list[Paragraph]:
    """Return a page as paragraphs of a screen, without its title."""
    found: list[Paragraph] = []
    before = ""
    for block in blocks(markdown):
        if block.kind == "title":
            continue
        together = before == block.kind and block.kind in ("item", "code")
        if before and before != "heading" and not together:
            found.append(((" ", ""),))
        before = block.kind
        if block.kind == "heading":
            found.append(((block.text, "title"),))
        elif block.kind == "code":
            found.append((("  " + block.text, "strong"),))
        elif block.kind == "item":
            found.append((("  " * block.depth + "· ", "dim"), *_pieces(block.text)))
        else:
            found.append(tuple(_pieces(block.text)))
    return found


def title(markdown: str) -> str:
    """Return the title of a page."""
    return next((block.text for block in blocks(markdown) if block.kind == "title"), "")


def _bare(text: str) -> str:
    """Return text without marks of emphasis; code keeps its words."""
    return "".join(part for part, _strong in _parts(text))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    for part, strong in _parts(text):
        yield part, "strong" if strong else ""


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    for part in _SPANS.split(_LINK.sub(r"\1 (\2)", text)):
        if part.startswith("`"):
            yield part.strip("`"), True
        elif part.startswith("**"):
            yield part.strip("*"), True
        elif part:
            yield part, False
