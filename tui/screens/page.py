"""The owner's page of an importer, on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.pages import page
from tui.language import current
from tui.page_text import as_paragraphs, title
from tui.screens.about import About

if TYPE_CHECKING:
    from tui.app import KpiApp


def open_page(app: KpiApp, importer: str) -> bool:
    """Open the page of an importer in the language on screen; False where there is none."""
    text = page(importer, current().code)
    if text is None:
        return False
    app.push_screen(About(title(text), as_paragraphs(text)))
    return True
