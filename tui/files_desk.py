"""Files for the screens: what lies in a folder, what each is taken for, and importing one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_, Message
from tui.views import FileView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from store.ingest.receipt import Progress, Receipt
    from tui.desk import Desk

MOST_FILES = 200
ENDINGS = frozenset({".csv", ".tsv", ".txt", ".tab"})


class FilesDesk:
    """Everything about files; every method runs in a thread of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def folder(self, path: Path) -> list[FileView]:
        """Return the folders, then the files that could be an export; hidden ones left out."""
        try:
            found = sorted(path.iterdir(), key=lambda one: one.name.casefold())
        except OSError as error:
            raise OwnerError(
                N_("The folder {path} cannot be read."),
                N_("Choose another one."),
                path=str(path),
            ) from error
        seen = [one for one in found if not one.name.startswith(".") and not one.is_symlink()]
        folders = [FileView(one, folder=True) for one in seen if _is_folder(one)]
        files = [
            FileView(one, size=one.stat().st_size)
            for one in seen
            if one.suffix.lower() in ENDINGS and one.is_file()
        ]
        return [*folders, *files][:MOST_FILES]

    def taken_for(self, path: Path) -> FileView:
        """Return what a file is taken for, by its first rows."""
        from store.files import open_file
        from store.ingest.identify import choose
        from store.tables import sample

        size = path.stat().st_size
        try:
            with open_file(path) as file:
                choice = choose(sample(file))
        except OwnerError as error:
            return FileView(path, size=size, problem=error.what, remedy=error.remedy)
        label = Message(choice.importer.label)
        if choice.mapping is not None:
            named = {"label": label, "mapping": choice.mapping.source}
            return FileView(path, size=size, taken_for=Message(N_("{mapping}: {label}"), named))
        return FileView(path, size=size, taken_for=label)

    def import_file(
        self,
        path: Path,
        *,
        answers: Mapping[str, str],
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
    ) -> Receipt | None:
        """Import one file, in a store of its own; ``None`` when the owner stopped it."""
        from store.ingest.run import Request, Stopped, run_import

        session = self._desk.session
        request = Request(
            now=session.now(),
            answers=answers,
            key=session.key,
            progress=progress,
            stop=stop,
        )
        with session.open(write=True) as store, suppress(Stopped):
            (receipt,) = run_import(store, [path], request)
            return receipt
        return None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
