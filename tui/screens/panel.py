"""Panels over the page: they answer one question and go away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.screens.base import Asking, app_of
from tui.text import content
from tui.widgets.footer import Footer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget

    from tui.app import KpiApp

Answer = TypeVar("Answer")


class Panel(Asking, ModalScreen[Answer]):
    """A titled box with its keys below; Escape leaves it without an answer."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", show=False)]
    DEFAULT_CSS = """
    Panel {
        align: center middle;
        background: transparent;
    }
    Panel > .box {
        width: 76;
        max-width: 96%;
        height: auto;
        max-height: 96%;
        padding: 0 1;
        border: round $ink-rule;
        border-title-color: $ink-title;
        border-title-style: bold;
        background: $surface;
        &:ansi { background: $background; }
    }
    Panel Footer { dock: none; margin-top: 1; }
    """

    @property
    def kpi(self) -> KpiApp:
        return app_of(self)

    def title_text(self) -> str:
        """Return the words in the upper border."""
        return ""

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that work here with their words."""
        return []

    def body(self) -> Iterable[Widget]:
        """Yield what is in the box above the keys."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield from self.body()
            yield Footer()

    def on_mount(self) -> None:
        self.tell()

    def tell(self) -> None:
        """Write title and keys in the current language."""
        self.query_one(".box", Vertical).border_title = content(f" {self.title_text()} ")
        self.query_one(Footer).hint(self.hints())

    def after_typing(self, then: Callable[[], object]) -> None:
        """Go on once the field has taken in all the letters typed before this key."""
        (self.focused or self).call_later(then)

    def action_leave(self) -> None:
        self.dismiss(None)
