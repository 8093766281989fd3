"""The field of a table's cell: several texts pasted at once are several cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from goals.targets.cells import split_cells
from tui.widgets.fields import TextField

if TYPE_CHECKING:
    from textual import events


class CellField(TextField):
    """The text of a cell; several pasted at once go to the cells beside and below."""

    @dataclass
    class Pasted(Message):
        """More than one cell was pasted: ``rows`` of texts."""

        rows: list[list[str]]

    def _on_paste(self, event: events.Paste) -> None:
        """Take several cells; a single text is the base's to insert (Textual calls it next)."""
        rows = split_cells(event.text)
        if len(rows) > 1 or (rows and len(rows[0]) > 1):
            event.stop()
            event.prevent_default()
            self.post_message(self.Pasted(rows))
