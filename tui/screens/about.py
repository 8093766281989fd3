"""All there is to say of a figure or a goal: what a small screen cuts can be read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui.language import _
from tui.screens.panel import Panel
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from tui.widgets.prose import Paragraph


class About(Panel[None]):
    """Scrolls where it does not fit; any key that opened it closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_text(-1)", show=False),
        Binding("down,j", "scroll_text(1)", show=False),
        Binding("pageup", "scroll_text(-8)", show=False),
        Binding("pagedown,space", "scroll_text(8)", show=False),
        Binding("escape,q,m,enter", "leave", show=False),
    ]
    DEFAULT_CSS = "About Prose { height: auto; }"

    def __init__(self, title: str, text: Sequence[Paragraph]) -> None:
        super().__init__()
        self._title, self._text = title, text

    def title_text(self) -> str:
        return self._title

    def hints(self) -> list[tuple[str, str]]:
        return [("↑↓", _("scroll")), ("Esc", _("back"))]

    def body(self) -> Iterable[Widget]:
        yield Prose()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Prose).show(self._text)
        self.on_resize()

    def on_resize(self) -> None:
        self.query_one(Prose).styles.max_height = max(3, int(self.size.height * 0.96) - 4)

    def action_scroll_text(self, by: int) -> None:
        self.query_one(Prose).move(by)


class Notice(About):
    """What went wrong, where one line is too short to say it and what to do about it."""

    def hints(self) -> list[tuple[str, str]]:
        return [("⏎", _("go on"))]
