"""Customers of a segment for a mailing tool: pseudonyms in a file, or the owner's own rows.

E-mails are not stored, so no file of ours can hold them. What the owner's mailing tool needs is in
the owner's own list of customers: its rows go through the same key, and those of the segment are
written as they stood there, but for cells that a spreadsheet would run: anybody can call themselves
a formula. Nothing of that list is stored.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import ImportFileError, OwnerError
from store.files import open_file
from store.messages import N_
from store.placing import SIDECARS, beside, drafted, put_in_place
from store.tables import blocks, find_table, sample
from store.text import FORMULA_STARTS, clean
from store.trouble import in_plain_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from store.facts import Facts
    from store.files import FileSample
    from store.privacy import Pseudonyms
    from store.tables import Table

_NUMBER = re.compile(r"[+-][\d\s().,/-]*")
_ENOUGH = 200
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Matched:
    """``rows`` of the owner's list are in the segment, of ``read`` of them, by ``column``.

    ``customers`` are those of the segment that were found; ``unreadable`` rows were passed over.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    read: int
    customers: int
    column: str
    encoding: str
    delimiter: str
    unreadable: int = 0


def matched(
    path: Path, keys: Pseudonyms, wanted: Collection[bytes], column: str = "", source: str = ""
) -> Matched:
    """Return the rows of a list of customers who are among the ``wanted`` keys.

    The e-mail address is looked for in ``column``, or in the one with most addresses; what has no
    @ is a customer number of ``source``. A file that proves no encoding goes through byte by byte.

    Raises:
        ImportFileError: it cannot be read, or has no such column.
    """
    wanted = frozenset(wanted)
    with open_file(path) as file:
        encoding = file.encoding or "latin-1"
        first = sample(file, encoding)
        table = find_table(first, encoding, ())
        place = _place(table, first, column)
        rows: list[tuple[str, ...]] = []
        found: set[bytes] = set()
        read = unreadable = 0
        for block in blocks(file, table):
            unreadable += len(block.left_out)
            for row in block.rows():
                read += 1
                identity = row[place].strip()
                key = keys.of(identity, source) if identity else b""
                if key in wanted and (source or "@" in identity):
                    rows.append(tuple(row))
                    found.add(key)
    written = "utf-8" if encoding.startswith("utf-16") else encoding
    return Matched(
        table.header, tuple(rows), read, len(found), table.header[place], written,
        table.delimiter, unreadable,
    )  # fmt: skip


def _place(table: Table, first: FileSample, column: str) -> int:
    if column:
        folded = [name.casefold() for name in table.header]
        if column.casefold() in folded:
            return folded.index(column.casefold())
        raise ImportFileError(
            N_("{file} has no column “{column}”."),
            N_("It has: {columns}."),
            file=clean(first.path.name),
            column=column,
            columns=", ".join(clean(name) for name in table.header[:_MOST_NAMED]),
        )
    rows = [row for row in first.rows[:_ENOUGH] if len(row) == len(table.header)]
    counts = [sum("@" in row[place] for row in rows) for place in range(len(table.header))]
    best = max(counts, default=0)
    if not best:
        raise ImportFileError(
            N_("{file} has no column of e-mail addresses."),
            N_("Name the column of customer numbers: --column NAME --source SOURCE."),
            file=clean(first.path.name),
        )
    return counts.index(best)


def sources_of_orders(facts: Facts) -> list[str]:
    """Return the sources whose customer numbers are known."""
    with facts.snapshot() as snapshot:
        found = snapshot.connection.execute(
            f"SELECT DISTINCT source FROM {snapshot.tables['sale']} WHERE customer <> 0"
        ).fetchall()
        names = snapshot.names({number for (number,) in found})
    return sorted(names[number] for (number,) in found if names[number])


def write_csv(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    replace: bool = False,
    spared: Iterable[Path] = (),
) -> None:
    """Write a table into a file that only its owner can read (0600), whole or not at all.

    ``spared`` are files that are never replaced, with what SQLite keeps beside them.

    Raises:
        OwnerError: the name is taken and ``replace`` is off, or the place cannot be written.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    table.writerows([_no_formula(cell) for cell in row] for row in rows)
    errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    if not replace and (path.exists() or path.is_symlink()):
        raise OwnerError(
            N_("{file} is there already."),
            N_("Choose another name, or replace it with --force."),
            file=clean(str(path)),
        )
    _spare(path, spared)
    with in_plain_words(path), drafted(path) as draft:
        draft.write_bytes(out.getvalue().encode(encoding, errors))
        put_in_place(draft, path, replace=replace)


def _no_formula(cell: str) -> str:
    """Return a cell no spreadsheet runs; numbers and telephone numbers stay as they are."""
    if not cell.startswith(FORMULA_STARTS) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def _spare(path: Path, spared: Iterable[Path]) -> None:
    """Refuse to write over a file that is still needed, by whatever name."""
    if not path.exists():
        return
    for one in spared:
        for needed in (one, *(beside(one, ending) for ending in SIDECARS)):
            if needed.exists() and path.samefile(needed):
                raise OwnerError(
                    N_("{file} is needed itself, so it is not replaced."),
                    N_("Choose another name."),
                    file=clean(str(path)),
                )
