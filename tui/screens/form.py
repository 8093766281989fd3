"""A short form: fields one under the other, read and checked while they are typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.language import _, tr
from tui.screens.panel import Panel
from tui.screens.pick import Choice, Pick
from tui.widgets.fields import ChoiceField, Field, TextField
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textual.widget import Widget

    from store.errors import OwnerError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FormField:
    """``choices`` (key, label) make it one of several; ``hint`` shows in an empty one."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FormReading(Generic[T]):
    """What the fields say: the thing to keep, or the mistakes; ``beside`` is said at a field."""

    row: T | None
    errors: Mapping[str, OwnerError]
    beside: Mapping[str, str]


class Form(Panel[T]):
    """Answers with what was read, once ``save`` kept it in a thread; Escape keeps nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", show=False, priority=True),
        Binding("up,shift+tab", "app.focus_previous", show=False, priority=True),
        Binding("down,tab", "app.focus_next", show=False, priority=True),
    ]
    DEFAULT_CSS = "Form #wrong { height: 2; margin-top: 1; }"

    def __init__(
        self,
        title: str,
        fields: Sequence[FormField],
        read: Callable[[Mapping[str, str]], FormReading[T]],
        save: Callable[[T], object],
        *,
        told: str = "",
    ) -> None:
        super().__init__()
        self._title, self._fields = title, fields
        self._read, self._save = read, save
        self._told = told
        self._tried = False

    def title_text(self) -> str:
        return self._title

    def hints(self) -> list[tuple[str, str]]:
        turning = [("←→", _("choose"))] if isinstance(self.focused, ChoiceField) else []
        return [("⏎", _("save")), ("↑↓", _("field")), *turning, ("Esc", _("leave"))]

    def body(self) -> Iterable[Widget]:
        for one in self._fields:
            entry = (
                ChoiceField(one.choices, one.value, id=one.name)
                if one.choices
                else TextField(one.value, one.hint, id=one.name)
            )
            yield Field(one.label, entry)
        yield Prose(id="wrong")

    def on_mount(self) -> None:
        super().on_mount()
        first = next((one for one in self._fields if not one.choices), self._fields[0])
        self.query_one(f"#{first.name}").focus()
        self.changed()

    def on_descendant_focus(self) -> None:
        self.tell()

    @property
    def texts(self) -> dict[str, str]:
        found = {}
        for one in self._fields:
            entry = self.query_one(f"#{one.name}")
            assert isinstance(entry, ChoiceField | TextField)
            found[one.name] = entry.value
        return found

    @on(Input.Changed)
    @on(ChoiceField.Changed)
    def changed(self) -> None:
        self.query_one(Footer).hush()
        self._show(self._read(self.texts))

    def _show(self, reading: FormReading[T]) -> None:
        texts = self.texts
        shown = ""
        for one in self._fields:
            beside = self.query_one(f"#field-{one.name}", Field).beside
            error = reading.errors.get(one.name)
            if error is not None and (self._tried or texts[one.name].strip()):
                beside.say("!", "bad")
                shown = shown or f"{tr(error.what)} {tr(error.remedy)}"
            else:
                beside.say(reading.beside.get(one.name, ""))
        wrong = self.query_one("#wrong", Prose)
        wrong.show([((shown, "bad"),)] if shown else [((self._told, "dim"),)])

    @on(ChoiceField.Listed)
    def listed(self, event: ChoiceField.Listed) -> None:
        field = event.field
        choices = [Choice(key, label) for key, label in field.choices]
        title = next(one.label for one in self._fields if one.name == field.id)

        def chosen(key: str | None) -> None:
            if key is not None:
                field.choose(key)

        self.kpi.push_screen(Pick(title, choices, field.value), chosen)

    def action_save(self) -> None:
        """Keep it when everything is right, else go to what is not."""
        self.after_typing(self._try)

    def _try(self) -> None:
        self._tried = True
        reading = self._read(self.texts)
        self._show(reading)
        if reading.row is None:
            wrong = next(one.name for one in self._fields if one.name in reading.errors)
            self.query_one(f"#{wrong}").focus()
            return
        row = reading.row

        def kept(_answer: object) -> None:
            self.dismiss(row)

        self.ask("save", partial(self._save, row), kept, self._refused)

    def _refused(self, error: OwnerError) -> None:
        said = f"{tr(error.what)} {tr(error.remedy)}"
        self.query_one("#wrong", Prose).show([((said, "bad"),)])
