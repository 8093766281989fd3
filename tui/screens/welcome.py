"""The first screen of a store with nothing in it, or of no store at all."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui import actions
from tui.language import _
from tui.screens.base import Page, bindings
from tui.screens.panel import Panel
from tui.widgets.fields import Field, TextField
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget


class Welcome(Page):
    """Leads to the sample shop or to an import; a store is made first where there is none."""

    PLACES = frozenset({"welcome"})
    BINDINGS = bindings(PLACES)
    CSS = """
    Welcome { align: center middle; }
    Welcome > Vertical { width: 68; max-width: 96%; height: auto; }
    Welcome Rows { height: 3; margin: 1 0; }
    """

    first = True

    def __init__(self, *, missing: bool) -> None:
        super().__init__()
        self.missing = missing

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Prose(id="hello")
            yield Rows()
            yield Prose(id="where")
        yield Footer()

    def on_mount(self) -> None:
        self._write()
        self.offer()

    def situation(self) -> actions.Situation:
        return actions.Situation(empty=True)

    def retold(self) -> None:
        super().retold()
        self._write()

    def _write(self) -> None:
        self.query_one("#hello", Prose).show(
            [
                ((_("The figures, goals and levers of your shop."), "title"),),
                ((" ", ""),),
                ((_("There is nothing to show yet. How would you like to begin?"), ""),),
            ]
        )
        mine = _("Import a file of your shop")
        if self.missing:
            mine = _("Set up your own shop, then import its files")
        self.query_one(Rows).show(
            [
                Row("sample", ((_("Look at the sample shop"), ""),)),
                Row("import", ((mine, ""),)),
                Row("quit", ((_("Leave"), ""),)),
            ]
        )
        where = _("Your store: {path}").format(path=self.kpi.session.db)
        self.query_one("#where", Prose).show([((where, "dim"),)])

    # -- actions ---------------------------------------------------------------------------------

    def do_up(self) -> None:
        self.query_one(Rows).move(-1)

    def do_down(self) -> None:
        self.query_one(Rows).move(1)

    @on(Rows.Chosen)
    def do_open(self) -> None:
        row = self.query_one(Rows).current
        if row is None:
            return
        if row.key == "sample":
            self.kpi.open_sample()
        elif row.key == "import":
            self.do_import_file()
        else:
            self.kpi.leave()

    def do_import_file(self) -> None:
        if self.missing:
            self.kpi.push_screen(NewShop(), self._made)
        else:
            self.kpi.do_import_file()

    def _made(self, made: bool | None) -> None:
        if made:
            self.missing = False
            self._write()
            self.kpi.do_import_file()


class NewShop(Panel[bool]):
    """What a store must know of the shop before anything is put into it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", show=False, priority=True),
        Binding("up,shift+tab", "app.focus_previous", show=False, priority=True),
        Binding("down,tab", "app.focus_next", show=False, priority=True),
    ]

    def title_text(self) -> str:
        return _("Your shop")

    def hints(self) -> list[tuple[str, str]]:
        return [("⏎", _("make it")), ("↑↓", _("field")), ("Esc", _("back"))]

    def body(self) -> Iterable[Widget]:
        yield Field(_("Name"), TextField(id="name"))
        yield Field(_("Currency"), TextField("EUR", id="currency"))
        yield Field(_("Time zone"), TextField(local_zone(), id="timezone"))
        yield Field(_("Country"), TextField("", id="country"))

    def on_mount(self) -> None:
        super().on_mount()
        for name, example in (
            ("currency", "EUR, USD, GBP…"),
            ("timezone", "Europe/Paris…"),
            ("country", "FR, BE, CH…"),
        ):
            self.query_one(f"#field-{name}", Field).beside.say(example)
        self.query_one("#name", TextField).focus()

    def action_save(self) -> None:
        self.after_typing(self._save)

    def _save(self) -> None:
        values = {
            name: self.query_one(f"#{name}", TextField).value.strip()
            for name in ("name", "currency", "timezone", "country")
        }
        self.ask("new shop", partial(self.kpi.desk.found, **values), self._saved)

    def _saved(self, _answer: object) -> None:
        self.dismiss(True)


def local_zone() -> str:
    """Return the machine's own time zone by its name, where it has one."""
    try:
        target = Path("/etc/localtime").resolve()
    except OSError:
        return "UTC"
    _before, found, name = str(target).partition("zoneinfo/")
    return name if found else (time.tzname[0] if time.tzname[0] == "UTC" else "")
