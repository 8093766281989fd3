"""The owner's own mappings: made once, kept in a folder, recognised by the columns of their file.

They come before every importer: whoever says what the columns of a file mean wants them read so,
and a later kpi-tui that learns to read the same export must not count it a second time.
"""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.importers.mapped.mapping import load_mapping, parse_mapping
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from store.files import FileSample
    from store.importers.mapped.mapping import FileMapping

_ROWS = 20
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class OwnMappings:
    """The mappings of a folder that can be read, and why others cannot."""

    mappings: tuple[FileMapping, ...] = ()
    problems: tuple[ImportFileError, ...] = ()

    def named(self, name: str) -> FileMapping | None:
        """Return the mapping of that name."""
        return next((one for one in self.mappings if one.name == name), None)

    def fitting(self, sample: FileSample) -> FileMapping | None:
        """Return the mapping whose file had these columns; of several, that of the most."""
        fits = [one for one in self.mappings if one.identifies and _fits(one, sample)]
        return max(fits, key=lambda one: len(one.header), default=None)


def own_mappings(folder: Path | None) -> OwnMappings:
    """Return the mappings in a folder, which need not exist."""
    if folder is None or not folder.is_dir():
        return OwnMappings()
    mappings: list[FileMapping] = []
    problems: list[ImportFileError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            mappings.append(load_mapping(str(path)))
        except ImportFileError as error:
            problems.append(error)
    return OwnMappings(tuple(mappings), tuple(problems))


def _fits(mapping: FileMapping, sample: FileSample) -> bool:
    wanted = set(mapping.header)
    if not wanted:
        return False
    return any(
        wanted <= {_cell(cell, mapping, sample) for cell in row} for row in sample.rows[:_ROWS]
    )


def _cell(cell: str, mapping: FileMapping, sample: FileSample) -> str:
    """Return a title as the mapping's encoding writes it; an unproven one was read as Latin-1."""
    if not sample.encoding and mapping.encoding and not cell.isascii():
        try:
            cell = cell.encode("latin-1").decode(mapping.encoding)
        except (UnicodeError, LookupError):
            return cell.strip()
    return cell.strip().lstrip("\ufeff")


@dataclass(frozen=True, slots=True)
class Draft:
    """A mapping as it is made: ``columns`` role → columns, ``dimensions`` dimension → column.

    ``measures`` are column → measure, ``statuses`` what it is worth → words of the column
    ``status``. What is ``""`` is left to the file and the owner's answers.
    """

    kind: str
    source: str
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    status: str = ""
    statuses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    date: str = ""
    decimal: str = ""
    zone: str = ""
    currency: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: Sequence[str] = ()

    def text(self) -> str:
        """Return the mapping as TOML."""
        lines = [
            f"{key} = {_quoted(value)}"
            for key in ("kind", "source", "date", "decimal", "zone", "currency", "encoding",
                        "delimiter")
            if (value := getattr(self, key))
        ]  # fmt: skip
        shown = [cell for cell in self.header if cell and len(cell) <= _LONGEST]
        if shown:
            lines.append(f"header = {_list(shown)}")
        columns = {
            role: _list(names) if len(names) > 1 else _quoted(names[0])
            for role, names in self.columns.items()
            if names
        }
        for title, table in (
            ("columns", columns),
            ("dimensions", {key: _quoted(value) for key, value in self.dimensions.items()}),
            ("measures", {_quoted(key): _quoted(value) for key, value in self.measures.items()}),
            ("constants", {key: _quoted(value) for key, value in self.constants.items()}),
            ("status", self._statuses()),
            ("options", {key: _quoted(value) for key, value in self.options.items()}),
        ):
            if table:
                lines += ["", f"[{title}]", *(f"{key} = {value}" for key, value in table.items())]
        return "\n".join(lines) + "\n"

    def _statuses(self) -> dict[str, str]:
        if not self.status:
            return {}
        words = {worth: _list(words) for worth, words in self.statuses.items() if words}
        return {"column": _quoted(self.status), **words}

    def mapping(self) -> FileMapping:
        """Return the mapping, read as any other.

        Raises:
            ImportFileError: something is missing, or does not go together.
        """
        name = slug(self.source)
        return parse_mapping(self.text(), f"{name}.toml", name)


def save(folder: Path, draft: Draft) -> Path:
    """Keep a mapping for good and return its file; one for the same columns is replaced.

    Raises:
        ImportFileError: the mapping cannot work, or the folder cannot be written.
    """
    draft.mapping()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = _place(folder, draft)
        fresh = path.with_suffix(".toml.new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(draft.text())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise ImportFileError(
            N_("The mapping cannot be written into {folder}: {why}."),
            N_("Check who may write there, and whether the disk is full."),
            folder=str(folder),
            why=error.strerror or "",
        ) from error
    return path


def _place(folder: Path, draft: Draft) -> Path:
    """Return the file to write: that of the same columns, else one that is not there yet."""
    name = slug(draft.source)
    known = own_mappings(folder).mappings
    same = [one for one in known if one.header and set(one.header) == set(draft.header)]
    if same:
        return folder / f"{same[0].name}.toml"
    names = [name, *(f"{name}-{number}" for number in range(2, 1000))]
    free = (folder / f"{one}.toml" for one in names if not (folder / f"{one}.toml").exists())
    return next(free)


def slug(source: str) -> str:
    """Return a name of a file for a source."""
    apart = re.sub("[\u2018\u2019]", "-", source)
    plain = unicodedata.normalize("NFKD", apart).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_-]+", "-", plain).strip("-")[:40] or "mapping"


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(_escaped(letter) for letter in escaped) + '"'


def _escaped(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04x}" if code < 32 or code == 127 else letter


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"
