"""Yes or no, before something is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui.language import _
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget


class Confirm(Panel[bool]):
    """Answers True for y or Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,o,enter", "yes", show=False),
        Binding("n,escape", "leave", show=False),
    ]
    DEFAULT_CSS = "Confirm > .box { width: 60; } Confirm Prose { margin: 1 0 0 0; }"

    def __init__(self, title: str, text: str, yes: str) -> None:
        super().__init__()
        self._title, self._text, self._yes = title, text, yes

    def title_text(self) -> str:
        return self._title

    def hints(self) -> list[tuple[str, str]]:
        return [("⏎", self._yes), ("Esc", _("cancel"))]

    def body(self) -> Iterable[Widget]:
        yield Prose()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Prose).show([((clean(line), ""),) for line in self._text.split("\n")])

    def action_yes(self) -> None:
        self.dismiss(True)
