"""The owner's page of each importer: how to get the export, what is read, how it counts.

``<importer>.md`` is English, ``<importer>.<language>.md`` another language. Plain Markdown: a
title, the headings of ``HEADINGS`` in their order, paragraphs, lists, ``code``.
"""

from __future__ import annotations

import re
from pathlib import Path

_FOLDER = Path(__file__).parent

WIDTH = 78
LINES = 45
HEADINGS: dict[str, tuple[str, ...]] = {
    "en": ("Get it", "What is read", "How it counts", "Beware"),
    "fr": ("L’obtenir", "Ce qui est lu", "Comment c’est compté", "Attention"),
}
"""The second-level headings of a page, by language."""


def path_of(name: str, language: str = "en") -> Path:
    """Return where the page of an importer lies, whether it exists or not."""
    return _FOLDER / (f"{name}.md" if language == "en" else f"{name}.{language}.md")


def page(name: str, language: str = "en") -> str | None:
    """Return the page of an importer as Markdown, in English where the language has none.

    ``None`` when there is no such page.
    """
    if not re.fullmatch(r"[a-z0-9_]+", name):
        return None
    for path in (path_of(name, language), path_of(name)):
        if path.is_file():
            return path.read_text("utf-8")
    return None


def pages() -> list[str]:
    """Return the names that have a page."""
    return sorted(path.stem for path in _FOLDER.glob("*.md") if "." not in path.stem)
