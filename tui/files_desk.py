"""Files for the screens: what lies in a folder, what each is taken for, importing, mapping."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_, Message
from tui.views import FileView, LookView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from store.importers.mapped.mapping import FileMapping
    from store.importers.mapped.own import Draft
    from store.ingest.identify import Choice
    from store.ingest.look import RawTable
    from store.ingest.receipt import Progress, Receipt
    from store.ingest.request import Request
    from store.records import LeftOut
    from tui.desk import Desk

MOST_FILES = 500


class FilesDesk:
    """Everything about files; every method runs in a thread of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def folder(self, path: Path) -> list[FileView]:
        """Return the folders, then the files that may be exports, then what is passed over."""
        from store.ingest.folder import FOLDER, HIDDEN, natural, passed_over

        try:
            found = sorted(path.iterdir(), key=lambda one: natural(one.name))
        except OSError as error:
            raise OwnerError(
                N_("The folder {path} cannot be read."),
                N_("Choose another one."),
                path=str(path),
            ) from error
        folders: list[FileView] = []
        files: list[FileView] = []
        passed: list[FileView] = []
        for one in found:
            why = passed_over(one)
            if why == FOLDER:
                folders.append(FileView(one, folder=True))
            elif why and why != HIDDEN:
                passed.append(FileView(one, passed_over=why))
            elif not why:
                files.append(FileView(one, size=_size(one)))
        return [*folders, *files, *passed][:MOST_FILES]

    def taken_for(self, path: Path) -> FileView:
        """Return what a file is taken for, by its first rows."""
        from store.files import open_file
        from store.importers.mapped.own import own_mappings
        from store.ingest.identify import choose
        from store.tables import sample

        own = own_mappings(self._desk.session.mappings)
        try:
            with open_file(path) as file:
                choice = choose(sample(file), own=own)
        except OwnerError as error:
            return FileView(path, size=_size(path), problem=error.what, remedy=error.remedy)
        elsewhere = str(getattr(choice.importer, "elsewhere", ""))
        if elsewhere:  # another command takes it
            return FileView(path, size=_size(path), passed_over=elsewhere)
        return FileView(path, size=_size(path), taken_for=_label(choice), because=choice.because)

    def in_order(self, paths: Sequence[Path]) -> list[Path]:
        """Return the files of one import in the order in which they need each other."""
        from store.ingest.folder import plan

        found = plan(self._desk.seat.store, paths, self._request({}))
        passed = [one.path for one in found.skipped if one.path in paths]
        return [*(one.path for one in found.files), *passed]

    def look(self, path: Path, answers: Mapping[str, str]) -> LookView:
        """Return how a file would be read, and what its first rows become."""
        from store.ingest.look import look

        found = look(self._desk.seat.store, path, self._request(answers))
        choice = found.choice
        own = choice.mapping.name if choice.mapping and choice.mapping.header else ""
        return LookView(_label(choice), choice.importer.name, found.source, found.preview, own)

    def import_file(
        self,
        path: Path,
        *,
        answers: Mapping[str, str],
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
        trial: bool = False,
    ) -> Receipt | None:
        """Import one file, in a store of its own; ``None`` when the owner stopped it."""
        from store.ingest.run import Stopped, run_import

        request = replace(self._request(answers, trial=trial), progress=progress, stop=stop)
        with self._desk.session.open(write=True) as store, suppress(Stopped):
            (receipt,) = run_import(store, [path], request)
            return receipt
        return None

    def _request(
        self,
        answers: Mapping[str, str],
        *,
        trial: bool = False,
        mapping: FileMapping | None = None,
    ) -> Request:
        from store.ingest.request import Request

        session = self._desk.session
        return Request(
            now=session.now(),
            answers=answers,
            key=session.key,
            mapping=mapping,
            mappings=session.mappings,
            dry_run=trial,
        )

    def left_out(
        self, importing: int, after: tuple[int, int] | None
    ) -> tuple[list[LeftOut], tuple[int, int] | None]:
        """Return the next rows that an import left out, and where the following ones begin."""
        from store.ingest.history import left_out_page

        return left_out_page(self._desk.seat.store, importing, after)

    # -- mappings --------------------------------------------------------------------------------

    def table(self, path: Path, answers: Mapping[str, str]) -> tuple[RawTable, FileMapping | None]:
        """Return the columns of a file that is to be explained, and how it was explained before."""
        from store.files import open_file
        from store.importers.mapped.own import own_mappings
        from store.ingest.look import raw_table
        from store.tables import sample

        table = raw_table(path, answers)
        with open_file(path) as file:
            before = own_mappings(self._desk.session.mappings).fitting(sample(file))
        if before is not None and (before.rules or before.joined or before.trim_end):
            raise OwnerError(
                N_("{file} has rules that were written by hand."),
                N_("Change them in {folder}, with any editor."),
                file=before.file,
                folder=str(self._desk.session.mappings),
            )
        return table, before

    def try_mapping(self, path: Path, draft: Draft, answers: Mapping[str, str]) -> LookView:
        """Return how a file would be read with a mapping that is being made."""
        from store.ingest.look import look

        request = self._request(answers, mapping=draft.mapping())
        found = look(self._desk.seat.store, path, request)
        return LookView(_label(found.choice), draft.kind, found.source, found.preview)

    def save_mapping(self, draft: Draft) -> Path:
        """Keep a mapping; a file with the same columns is recognised from now on."""
        from store.importers.mapped.own import save

        return save(self._desk.session.mappings, draft)


def _label(choice: Choice) -> Message:
    label = Message(choice.importer.label)
    if choice.mapping is None:
        return label
    return Message(N_("{mapping}: {label}"), {"label": label, "mapping": choice.mapping.source})


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
