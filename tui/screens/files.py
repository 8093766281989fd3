"""Choosing files to import: what lies in a folder, what each file is taken for, and why."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui import format as fmt
from tui.language import _, ngettext, tr
from tui.screens.importing import Importing
from tui.screens.look import LookAt
from tui.screens.panel import Panel
from tui.text import clean, plain
from tui.widgets.fields import TextField
from tui.widgets.footer import Footer
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.widget import Widget

    from tui.views import FileView
    from tui.widgets.painted import Piece


class Files(Panel[bool]):
    """Answers True when something was imported.

    Keys go to the list; ``/`` goes to the line above it, which filters the names and takes a path.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("enter", "choose", show=False, priority=True),
        Binding("tab,shift+tab", "other", show=False, priority=True),
        Binding("k", "move(-1)", show=False),
        Binding("j", "move(1)", show=False),
        Binding("space", "mark", show=False),
        Binding("a", "mark_all", show=False),
        Binding("m", "explain", show=False),
        Binding("left,h,backspace", "above", show=False),
        Binding("slash", "type", show=False),
        Binding("q", "leave", show=False),
    ]
    DEFAULT_CSS = """
    Files > .box { height: 96%; max-height: 34; }
    Files Rows { height: 1fr; margin-top: 1; }
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.files: list[FileView] = []
        self.marked: set[Path] = set()
        self._imported = False
        self._all = False
        """Whether files are marked as they are recognised."""

    def title_text(self) -> str:
        return _("Import: {folder}").format(folder=clean(str(self.folder)))

    def hints(self) -> list[tuple[str, str]]:
        if self._typing:
            return [
                ("⏎", _("open")), ("↑↓", _("move")), ("Tab", _("mark and more")),
                ("Esc", _("whole list")),
            ]  # fmt: skip
        if self.marked:
            text = ngettext("import {n} file", "import {n} files", len(self.marked))
            return [
                ("⏎", text.format(n=fmt.number(len(self.marked)))),
                (_("Space"), _("mark")), ("a", _("none")), ("Esc", _("back")),
            ]  # fmt: skip
        return [
            ("⏎", _("look or open")), (_("Space"), _("mark")), ("a", _("all")), ("m", _("columns")),
            ("/", _("find, go to")), ("←", _("above")), ("Esc", _("back")),
        ]  # fmt: skip

    def body(self) -> Iterable[Widget]:
        yield TextField(placeholder=_("/ to find a file, or to type a folder"), id="path")
        yield Rows(empty=_("Nothing like that."))

    def on_mount(self) -> None:
        super().on_mount()
        self._enter(self.folder)

    @property
    def _typing(self) -> bool:
        return self.focused is not None

    # -- the list --------------------------------------------------------------------------------

    def _enter(self, folder: Path) -> None:
        self.ask("folder", partial(self.kpi.desk.files.folder, folder), partial(self._show, folder))

    def _show(self, folder: Path, files: list[FileView]) -> None:
        self.folder, self.files = folder, files
        self.marked.clear()
        self.query_one(TextField).value = ""
        self._all = False
        self._to_list()
        self._list()
        self._to_first_file()
        for place, file in enumerate(files):
            if not (file.folder or file.passed_over):
                self._ask_what(place)

    def _ask_what(self, place: int) -> None:
        question = partial(self.kpi.desk.files.taken_for, self.files[place].path)
        self.ask(f"file {place}", question, partial(self._taken, self.folder, place))

    def _taken(self, folder: Path, place: int, found: FileView) -> None:
        if folder == self.folder and place < len(self.files):
            self.files[place] = found
            if self._all and found.taken_for is not None:
                self.marked.add(found.path)
                self.tell()
            self._list()

    def _to_first_file(self) -> None:
        rows = self.query_one(Rows)
        for place, row in enumerate(rows.rows):
            if any(one.path == row.key and not one.folder for one in self.files):
                rows.move(place - rows.cursor)
                return

    @property
    def _filter(self) -> str:
        text = self.query_one(TextField).value.strip()
        return "" if _is_path(text) else text

    def _list(self) -> None:
        words = plain(self._filter).split()
        rows = [
            self._row(file)
            for file in self.files
            if all(word in plain(file.path.name) for word in words)
        ]
        if not words:
            above = ((_("the folder above"), "dim"),)
            rows.insert(0, Row(self.folder.parent, (("  ../", "title"),), above))
        if not self.files:
            rows.append(Row(None, ((_("  No folder and no export here."), "dim"),), heading=True))
        self.query_one(Rows).show(rows)

    def _row(self, file: FileView) -> Row:
        name = clean(file.path.name)
        if file.folder:
            return Row(file.path, ((f"  {name}/", "title"),))
        if file.passed_over:
            return Row(file.path, (("  " + name, "dim"),), ((_(file.passed_over), "dim"),))
        mark: Piece = ("✓ ", "good") if file.path in self.marked else ("  ", "")
        if file.taken_for is not None:
            return Row(file.path, (mark, (name, "")), ((tr(file.taken_for), "good"),))
        if file.problem is not None:
            return Row(file.path, (mark, (name, "")), ((_("not recognised"), "mark"),))
        return Row(file.path, (mark, (name, "")), (("…", "dim"),))

    def _under_cursor(self) -> FileView | None:
        row = self.query_one(Rows).current
        return next((one for one in self.files if row is not None and one.path == row.key), None)

    # -- keys ------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self.query_one(Footer).hush()
        self.query_one(Rows).move(by)

    def action_other(self) -> None:
        """Go from the line to the list, where the filter stays, and back."""
        if self._typing:
            self._to_list()
        else:
            self.action_type()

    def action_type(self) -> None:
        self.query_one(Footer).hush()
        self.query_one(TextField).focus()
        self.call_after_refresh(self.tell)

    def _to_list(self) -> None:
        self.set_focus(None)
        self.tell()

    @on(Input.Changed)
    def typed(self) -> None:
        self.query_one(Footer).hush()
        if self.files:
            self._list()

    def action_above(self) -> None:
        self.query_one(Footer).hush()
        self._enter(self.folder.parent)

    def action_mark(self) -> None:
        file = self._under_cursor()
        if file is None or file.folder or file.passed_over:
            return
        self._all = False
        if file.problem is not None:
            self.say(_("Nobody reads this file yet: m says what its columns mean."))
            return
        self.marked ^= {file.path}
        self._list()
        self.tell()
        self.query_one(Rows).move(1)

    def action_mark_all(self) -> None:
        """Mark all that can be read, or none where some are marked."""
        found = {one.path for one in self.files if one.taken_for is not None}
        self._all = not self.marked
        self.marked = set() if self.marked else found
        self._list()
        self.tell()
        waiting = any(_waits(one) for one in self.files)
        if not found and not waiting:
            self.say(_("No file here can be read as it is."))

    @on(Rows.Chosen)
    def action_choose(self) -> None:
        self.after_typing(self._choose)

    def _choose(self) -> None:
        text = self.query_one(TextField).value.strip()
        if self._typing and _is_path(text):
            self._go_to(self.folder / Path(text).expanduser())
            return
        if self._typing:
            self._list()  # by the letters that came with this very key
            self._to_list()
        row = self.query_one(Rows).current
        if row is None:
            return
        assert isinstance(row.key, Path)
        file = self._under_cursor()
        if file is None or file.folder:
            self._enter(row.key)
        elif self.marked:
            paths = [one.path for one in self.files if one.path in self.marked]
            self._import(paths, {})
        elif file.passed_over:
            self.say(_(file.passed_over))
        else:
            self._look(file.path)

    def _go_to(self, path: Path) -> None:
        if path.is_dir():
            self._enter(path)
        else:
            self._to_list()
            self._look(path)

    def _look(self, path: Path) -> None:
        def chosen(answers: dict[str, str] | None) -> None:
            for place, one in enumerate(self.files):
                if one.path == path:
                    self._ask_what(place)  # a mapping may have been made
            if answers is not None:
                self._import([path], {path: answers})

        self.kpi.push_screen(LookAt(path), chosen)

    def action_explain(self) -> None:
        file = self._under_cursor()
        if file is None or file.folder or file.passed_over:
            return
        from tui.screens.mapping import MappingPanel

        def made(saved: bool | None) -> None:
            if saved:
                self._look(file.path)

        self.kpi.push_screen(MappingPanel(file.path), made)

    def _import(self, paths: Sequence[Path], answers: dict[Path, dict[str, str]]) -> None:
        self.kpi.push_screen(Importing(paths, answers), self._done)

    def _done(self, imported: bool | None) -> None:
        self.marked.clear()
        self._list()
        self.tell()
        if imported:
            self._imported = True
        elif imported is None:
            self.say(_("Stopped: nothing of the file was kept."))

    def action_leave(self) -> None:
        if self._typing or self._filter:
            self.query_one(TextField).value = ""
            self._to_list()
            self._list()
            return
        self.dismiss(self._imported)


def _waits(file: FileView) -> bool:
    """Whether it is not known yet what a file is."""
    return not (file.folder or file.passed_over or file.taken_for or file.problem)


def _is_path(text: str) -> bool:
    """Whether this names a place, from the folder on screen, and is no part of a name."""
    return "/" in text or text.startswith("~") or text in (".", "..")
