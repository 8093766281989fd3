"""What lies in a folder, what each file is taken for, and in which order they are imported.

A shop's exports lean on each other: amounts on exchange rates, lines on products' costs, deliveries
and payments on orders. ``plan`` puts them in such an order, the older file of a kind first, so that
the newer one restates it; files that are read together with another are not imported alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.errors import ImportFileError, OwnerError
from store.files import answered_encoding, open_file
from store.importers.mapped.own import own_mappings
from store.importers.protocol import SALES_SUBJECTS, Context, Turn
from store.ingest.identify import choose
from store.messages import N_, Message
from store.tables import sample
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from store.database import Store
    from store.files import FileSample
    from store.importers.mapped.own import OwnMappings
    from store.ingest.identify import Choice
    from store.ingest.request import Request

MOST_FILES = 2_000

_ARCHIVES = frozenset({".zip", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zst"})
_SHEETS = frozenset({".xls", ".xlsx", ".xlsm", ".ods", ".numbers"})
_OTHERS = frozenset(
    (
        ".pdf", ".doc", ".docx", ".odt", ".rtf", ".md", ".html", ".htm", ".css", ".js", ".py",
        ".sh", ".exe", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".mp4", ".mov",
        ".eml", ".msg", ".ics", ".db", ".db-wal", ".db-shm", ".sqlite",
        ".bak", ".part", ".crdownload", ".tmp",
    )
)  # fmt: skip
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_GZIP = b"\x1f\x8b"

HIDDEN = N_("hidden")
LINK = N_("a link: give the file it points to")
FOLDER = N_("a folder: import it by its own name")
ARCHIVE = N_("an archive: unpack it first")
SHEET = N_("a spreadsheet: save it as CSV")
OTHER = N_("not an export")
MAPPING = N_("a mapping: give it with --map")
DEVICE = N_("not a regular file")
BINARY = N_("not text")
_NOTES = frozenset(
    ("readme", "read me", "read-me", "lisez-moi", "lisezmoi", "lisez moi", "licence", "license")
)
"""Names of texts that people keep beside their exports."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is passed over; ``why`` is a msgid."""

    path: Path
    why: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A file to import: ``choice`` says as what and why, or ``error`` why it cannot be.

    ``together`` are the files that are read with it.
    """

    path: Path
    choice: Choice | None = None
    error: OwnerError | None = None
    together: tuple[Path, ...] = ()
    turn: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """``files`` in the order of importing, those that nobody can read last."""

    files: tuple[Planned, ...]
    skipped: tuple[Skipped, ...] = field(default=())


def contents(folder: Path) -> tuple[list[Path], list[Skipped]]:
    """Return the files of a folder that may be exports, and what is passed over.

    Raises:
        ImportFileError: the folder cannot be read, or holds too much to be one of exports.
    """
    try:
        found = sorted(folder.iterdir(), key=lambda one: natural(one.name))
    except OSError as error:
        raise ImportFileError(
            N_("The folder {path} cannot be read."),
            N_("Check its name, and who may read it."),
            path=clean(str(folder)),
        ) from error
    if len(found) > MOST_FILES:
        raise ImportFileError(
            N_("The folder {path} holds more than {most} files."),
            N_("Put the exports in a folder of their own."),
            path=clean(str(folder)),
            most=MOST_FILES,
        )
    files: list[Path] = []
    skipped: list[Skipped] = []
    for path in found:
        why = passed_over(path)
        if why:
            skipped.append(Skipped(path, why))
        else:
            files.append(path)
    return files, skipped


def passed_over(path: Path) -> str:
    """Return why a file of a folder is no export, ``""`` where it may be one."""
    ending = path.suffix.lower()
    if path.name.startswith(".") or path.name.endswith("~"):
        return HIDDEN
    try:
        if path.is_symlink():
            return LINK
        if path.is_dir():
            return FOLDER
        if not path.is_file():
            return DEVICE
    except OSError:
        return DEVICE
    if ending in (".txt", "") and path.stem.casefold() in _NOTES:
        return OTHER
    known = {".toml": MAPPING}
    known |= dict.fromkeys(_ARCHIVES, ARCHIVE) | dict.fromkeys(_SHEETS, SHEET)
    known |= dict.fromkeys(_OTHERS, OTHER)
    return known.get(ending) or _by_bytes(path)


def _by_bytes(path: Path) -> str:
    """Return whether the first bytes are no text; a file that cannot be read says so later."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return ""
    if head.startswith(b"PK\x03\x04"):
        return SHEET if b"xl/" in head or b"mimetype" in head else ARCHIVE
    text = b"\0" not in head or head.startswith((*_BOMS, _GZIP))
    return "" if text else BINARY


def plan(store: Store, paths: Sequence[Path], request: Request) -> Plan:
    """Look at every file, and at every file of the folders among ``paths``.

    Raises:
        ImportFileError: a folder that cannot be read.
    """
    files: list[Path] = []
    skipped: list[Skipped] = []
    for path in paths:
        if path.is_dir():
            inside, passed = contents(path)
            files += inside
            skipped += passed
        else:
            files.append(path)
    own = own_mappings(request.mappings)
    looked = [_looked(store, path, request, own) for path in dict.fromkeys(files)]
    with_others = _companions(looked)
    kept = [one for one in looked if one.path not in with_others]
    elsewhere = {one.path: why for one in kept if (why := _for_another_command(one))}
    skipped += [Skipped(path, why) for path, why in elsewhere.items()]
    kept = [one for one in kept if one.path not in elsewhere]
    readable = sorted((one for one in kept if one.error is None), key=_turn_of)
    return Plan((*readable, *(one for one in kept if one.error is not None)), tuple(skipped))


def _for_another_command(one: Planned) -> str:
    """Return which command takes a file that is none of figures, ``""`` for all others."""
    return one.choice.importer.elsewhere if one.choice else ""


def _turn_of(one: Planned) -> tuple[object, ...]:
    return one.turn


def _companions(looked: Iterable[Planned]) -> Collection[Path]:
    """Return the files that are read with another; of two that name each other, the first stays."""
    taken: set[Path] = set()
    for one in looked:
        if one.path not in taken:
            taken.update(path for path in one.together if path != one.path)
    return taken


def _looked(store: Store, path: Path, request: Request, own: OwnMappings) -> Planned:
    try:
        with open_file(path) as file:
            found = sample(file, answered_encoding(file, request.answers))
            choice = choose(
                found,
                importer=request.importer,
                mapping=request.mapping,
                known=request.known,
                own=own,
            )
            begins = choice.importer.begins(found)
            minute = (path.stat().st_mtime_ns // 10**9 if begins is None else begins) // 60
    except OwnerError as error:
        return Planned(path, error=error)
    except OSError:
        return Planned(path, error=_gone(path))
    shop = store.shop
    context = Context(shop.currency, shop.timezone, shop.country, choice.mapping, request.answers)
    return Planned(
        path,
        choice,
        together=tuple(choice.importer.companions(path, context)),
        turn=(turn(choice, found, context), minute, natural(path.name)),
    )


def _gone(path: Path) -> ImportFileError:
    return ImportFileError(
        N_("There is no file {file}."), N_("Check its name and folder."), file=clean(path.name)
    )


def turn(choice: Choice, found: FileSample, context: Context) -> int:
    """Return when a file is imported: as its importer says, else as what it fills tells."""
    said = choice.importer.turn(found, context)
    if said is not None:
        return said
    try:
        fills = choice.importer.fills(found, context)
    except OwnerError:
        return Turn.LAST
    if not fills:
        return Turn.PRODUCTS  # nothing that has a day: others lean on it
    return Turn.ORDERS if fills & set(SALES_SUBJECTS) else Turn.LAST


def natural(name: str) -> tuple[object, ...]:
    """Return what to sort a name by: its numbers count as numbers, so that 9 comes before 10."""
    parts = re.split(r"([0-9]{1,18})", name.casefold())
    return tuple((int(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts))


def what_it_is(choice: Choice) -> Message:
    """Return in words what a file is taken for, and why."""
    label = Message(choice.mapping.label if choice.mapping else choice.importer.label)
    if choice.because is None:
        return label
    values = {"label": label, "because": choice.because}
    return Message(N_("{label} (because {because})"), values)
