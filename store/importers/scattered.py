"""A first look through a file for orders whose rows do not lie together.

Most exports have none, a few have one (Online Retail: 1 invoice of 25,900); a file sorted by
product has nothing else. Knowing them beforehand lets every other order go on as soon as its last
row is read, in little memory.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from store.columns.texts import text
from store.tables import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import SourceFile
    from store.tables import Table

_ASCII_LIKE = ("utf-8", "utf-8-sig", "cp1252", "latin-1", "iso8859-1", "iso8859-15", "ascii")
_SMALLEST, _LARGEST = 1 << 20, 1 << 26


def scattered_refs(
    file: SourceFile, table: Table, index: int, *, many_lines: bool = False
) -> set[str]:
    """Return the texts of column ``index`` that occur in more than one run of rows.

    A few more may be named: a set of bits stands for the orders seen, and two can share a bit; and
    the fast way (first column) takes the lines inside quoted cells for rows. Where such cells are
    usual, ``many_lines`` looks the slower way. The fast way may miss an order number that holds a
    quotation mark or a delimiter: ``never_simple`` names those.
    """
    bits = bytearray(min(max(_SMALLEST, file.size // 16), _LARGEST))
    size = len(bits) * 8
    found: set[str] = set()
    last = ""
    fast = index == 0 and table.encoding in _ASCII_LIKE and not many_lines
    for ref in _first_cells(file, table) if fast else _runs(file, table, index):
        if ref == last:
            continue
        last = ref
        where, bit = divmod(hash(ref) % size, 8)
        if bits[where] >> bit & 1:
            found.add(ref)
        else:
            bits[where] |= 1 << bit
    return found


def never_simple(ref: str, table: Table) -> bool:
    """Return whether an order's number could be misread by the fast first look."""
    return '"' in ref or table.delimiter in ref


def _runs(file: SourceFile, table: Table, index: int) -> Iterator[str]:
    for block in blocks(file, table):
        for cell, _ in groupby(block.column(index)):
            yield text(cell)


def _first_cells(file: SourceFile, table: Table) -> Iterator[str]:
    """Yield what each line starts with, runs of the same as one; quotation marks are passed over.

    Lines inside a quoted cell come out too; they can only make an order look scattered.
    """
    delimiter = re.escape(table.delimiter.encode())
    pattern = re.compile(
        rb'\n"?([^"\n' + delimiter + rb']*)(?:[^\n]*\n"?\1["' + delimiter + rb"])*"
    )
    encoding, rest = table.encoding.removesuffix("-sig"), b"\n"
    for chunk in file.chunks():
        # The last line of a chunk is looked at with the next one, which may bring its rest.
        cut = chunk.rfind(b"\n")
        if cut < 0:
            rest = (rest + chunk)[:_SMALLEST]
            continue
        for cell in pattern.findall(rest + chunk[:cut]):
            yield text(cell.decode(encoding, "surrogateescape"))
        rest = chunk[cut:]
    for cell in pattern.findall(rest):
        yield text(cell.decode(encoding, "surrogateescape"))
