"""Choosing a file to import: what lies in a folder, and what each file is taken for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui import format as fmt
from tui.language import _, tr
from tui.screens.importing import Importing
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.fields import TextField
from tui.widgets.footer import Footer
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from tui.views import FileView


class Files(Panel[bool]):
    """Answers True when something was imported. The line above takes a path, too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
        Binding("tab,shift+tab", "nothing", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Files > .box { height: 96%; max-height: 34; }
    Files Rows { height: 1fr; margin-top: 1; }
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.files: list[FileView] = []
        self._imported = False

    def title_text(self) -> str:
        return _("Import a file")

    def hints(self) -> list[tuple[str, str]]:
        return [("↑↓", _("move")), ("⏎", _("import or open")), ("Esc", _("back"))]

    def body(self) -> Iterable[Widget]:
        yield TextField(id="path")
        yield Rows(empty=_("No folder and no CSV file here: type another path above."))

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(TextField).focus()
        self._enter(self.folder)

    # -- the list --------------------------------------------------------------------------------

    def _enter(self, folder: Path) -> None:
        self.ask("folder", partial(self.kpi.desk.files.folder, folder), partial(self._show, folder))

    def _show(self, folder: Path, files: list[FileView]) -> None:
        self.folder, self.files = folder, files
        field = self.query_one(TextField)
        field.value = str(folder)
        field.cursor_position = len(field.value)
        self._list()
        for place, file in enumerate(files):
            if not file.folder:
                question = partial(self.kpi.desk.files.taken_for, file.path)
                self.ask(f"file {place}", question, partial(self._taken, folder, place))

    def _taken(self, folder: Path, place: int, found: FileView) -> None:
        if folder == self.folder and place < len(self.files):
            self.files[place] = found
            self._list()

    def _list(self) -> None:
        rows = [Row(self.folder.parent, (("../", "title"),), ((_("the folder above"), "dim"),))]
        rows.extend(self._row(file) for file in self.files)
        self.query_one(Rows).show(rows)

    def _row(self, file: FileView) -> Row:
        name = clean(file.path.name)
        if file.folder:
            return Row(file.path, ((name + "/", "title"),))
        if file.taken_for is not None:
            tail = tr(file.taken_for)
            return Row(file.path, ((name, ""),), ((tail, "good"),))
        if file.problem is not None:
            return Row(file.path, ((name, ""),), ((_("not recognised"), "dim"),))
        return Row(file.path, ((name, ""),), (("…", "dim"),))

    # -- keys ------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self.query_one(Footer).hush()
        self.query_one(Rows).move(by)

    def action_nothing(self) -> None:
        """Keep the keys in the field."""

    @on(Input.Changed)
    def typed(self) -> None:
        self.query_one(Footer).hush()

    @on(Rows.Chosen)
    def action_choose(self) -> None:
        self.after_typing(self._choose)

    def _choose(self) -> None:
        typed = Path(self.query_one(TextField).value).expanduser()
        row = self.query_one(Rows).current
        path = row.key if row is not None and typed == self.folder else typed
        assert isinstance(path, Path)
        if path.is_dir():
            self._enter(path)
            return
        file = next((one for one in self.files if one.path == path), None)
        if file is not None and file.problem is not None:
            self.notify_at_length(tr(file.problem), tr(file.remedy) if file.remedy else "")
            return
        self.kpi.push_screen(Importing(path), self._done)

    def _done(self, imported: bool | None) -> None:
        if imported:
            self._imported = True
            self.kpi.reload()
        elif imported is None:
            self.say(_("Stopped: nothing of the file was kept."))

    def action_leave(self) -> None:
        self.dismiss(self._imported)


def size_text(size: int) -> str:
    """Return a file's size in round figures."""
    if size < 1_000_000:
        return _("{n} kB").format(n=fmt.number(max(1, size // 1000)))
    return _("{n} MB").format(n=fmt.number(size // 1_000_000))
