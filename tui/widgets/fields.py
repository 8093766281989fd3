"""The lines of a form: a label, what is typed or chosen, and beside it what that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from tui.text import clean
from tui.widgets.painted import Painted, Piece, fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.widget import Widget


class Say(Painted):
    """One line of text beside a field."""

    DEFAULT_CSS = "Say { height: 1; }"

    def __init__(self, text: str = "", ink: str = "dim", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.text, self._ink = text, ink

    def say(self, text: str, ink: str = "dim") -> None:
        if (text, ink) != (self.text, self._ink):
            wider = cell_len(text) != cell_len(self.text)
            self.text, self._ink = text, ink
            if wider and self.styles.width is not None and self.styles.width.is_auto:
                self.refresh(layout=True)
            else:
                self.repaint()

    def get_content_width(self, container: object, viewport: object) -> int:
        return cell_len(clean(self.text))

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        yield fit(self.text, width), self._ink


class ChoiceField(Painted, can_focus=True):
    """One of several, turned by the arrows or by typing its first letters; space lists them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right", "turn(1)", show=False),
        Binding("space", "list", show=False),
    ]
    DEFAULT_CSS = "ChoiceField { height: 1; }"

    @dataclass
    class Changed(Message):
        """Another choice was made."""

        field: ChoiceField

    @dataclass
    class Listed(Message):
        """The owner asks for the list."""

        field: ChoiceField

    def __init__(
        self, choices: Sequence[tuple[str, str]], value: str = "", *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.choices = choices
        self.value = value

    @property
    def label(self) -> str:
        return next((label for key, label in self.choices if key == self.value), self.value)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        self.choices = choices
        self.repaint()

    def choose(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.repaint()
            self.post_message(self.Changed(self))

    def action_turn(self, by: int) -> None:
        keys = [key for key, _label in self.choices]
        if keys:
            place = keys.index(self.value) if self.value in keys else -1
            self.choose(keys[(place + by) % len(keys)])

    def action_list(self) -> None:
        self.post_message(self.Listed(self))

    def on_click(self) -> None:
        self.post_message(self.Listed(self))

    def on_focus(self) -> None:
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    def pieces(self, y: int, width: int) -> Iterable[Piece]:
        on = " on" if self.has_focus else ""
        yield "‹ " if self.has_focus else "  ", "key" + on
        yield fit(self.label, width - 4), ("strong" if self.has_focus else "") + on
        yield " ›" if self.has_focus else "  ", "key" + on


class TextField(Input):
    """A text typed on one line; what it holds is data and never markup."""

    DEFAULT_CSS = """
    TextField.-textual-compact, TextField.-textual-compact:focus {
        height: 1;
        border: none;
        padding: 0 2;
        background: $surface;
        &:ansi { background: $background; }
    }
    TextField.-textual-compact:focus { background: $ink-on; }
    """

    def __init__(self, value: str = "", placeholder: str = "", *, id: str | None = None) -> None:
        super().__init__(value, placeholder=placeholder, compact=True, id=id)
        self.cursor_blink = False  # each blink would be bytes over the wire

    async def _on_key(self, event: events.Key) -> None:
        """Run what edits at once: a binding of ours would come after letters typed behind it.

        Over a slow line many keys arrive in one go, and must have their effect in their order.
        """
        action = _EDITING.get(event.key)
        if action is None:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        await self.run_action(action)


_EDITING = {
    key: binding.action
    for binding in Input.BINDINGS
    if isinstance(binding, Binding) and binding.action != "submit"
    for key in binding.key.split(",")
}
"""What keys do in a text, by Textual's own bindings."""


class Field(Horizontal):
    """Label, field, and what it means or what is wrong with it."""

    DEFAULT_CSS = """
    Field { height: 1; }
    Field > .label { width: 14; }
    Field > .entry { width: 1fr; min-width: 14; }
    Field > .beside { width: auto; max-width: 45%; margin-left: 1; }
    """

    def __init__(self, label: str, entry: Widget) -> None:
        super().__init__(id=f"field-{entry.id}")
        self._label = Say(label)
        self._label.add_class("label")
        self.entry = entry
        self.entry.add_class("entry")
        self.beside = Say()
        self.beside.add_class("beside")

    def compose(self) -> ComposeResult:
        yield self._label
        yield self.entry
        yield self.beside

    def rename(self, label: str) -> None:
        self._label.say(label)


class ManyField(ChoiceField):
    """Several of many: space lists them, and choosing one puts it in or takes it out."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right,space", "list", show=False),
        Binding("delete,backspace", "clear", show=False),
    ]

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        values: tuple[str, ...],
        nothing: str,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(choices, id=id)
        self.values = values
        self._nothing = nothing

    @property
    def label(self) -> str:
        names = dict(self.choices)
        return ", ".join(names.get(one, one) for one in self.values) or self._nothing

    def choose(self, value: str) -> None:
        """Put one in, or take it out again."""
        there = value in self.values
        self.take(tuple(one for one in self.values if one != value) + (() if there else (value,)))

    def take(self, values: tuple[str, ...]) -> None:
        """Have these and no others."""
        if values != self.values:
            self.values = values
            self.repaint()
            self.post_message(self.Changed(self))

    def action_clear(self) -> None:
        self.take(())
