"""Order lines of any shop: one row per line, the columns named by a mapping.

It knows by itself only the files of the mappings that ship with the program; any other file is
read with ``--map``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.importers.mapped.layout import lay_out
from store.importers.mapped.line_reading import LineReading
from store.importers.mapped.mapping import ORDER_LINES, bundled, load_mapping
from store.importers.protocol import SALES_SUBJECTS, Claim, Importer
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from store.files import FileSample, SourceFile
    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Context, Record


class OrderLines(Importer):
    """Reads what a mapping describes; it knows by itself only the files of bundled mappings."""

    name = "order_lines"
    label = N_("Order lines of any shop, with a mapping of its columns")
    covers = SALES_SUBJECTS

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim the files of bundled mappings, by their columns."""
        headers = {frozenset(cell.strip() for cell in row) for row in sample.rows[:20]}
        for name in bundled():
            mapping = load_mapping(name)
            if mapping.kind != ORDER_LINES or not mapping.identifies:
                continue
            wanted = _own_columns(mapping)
            if any(wanted <= header for header in headers):
                because = Message(N_("its columns are those of {label}"), {"label": mapping.label})
                return Claim(self.name, because, name)
        return None

    def companions(self, path: Path, context: Context) -> list[Path]:
        """Return the mapping's second file."""
        joined = context.mapping.joined if context.mapping else None
        return [path.with_name(joined.file)] if joined else []

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield the file's orders, each whole, and what was left out."""
        mapping = context.mapping
        if mapping is None or mapping.kind != ORDER_LINES:
            raise ImportFileError(
                N_("The columns of {file} are not known."),
                N_("Say what they mean with --map: {known}, or a file of your own."),
                file=file.name,
                known=", ".join(bundled()),
            )
        layout = lay_out(file, mapping, context)
        if layout.repeated_keys and mapping.joined:
            yield Message(
                N_("{file} has {n} orders with two different rows; the first one counts."),
                {"file": mapping.joined.file, "n": layout.repeated_keys},
            )
        yield from LineReading(file, layout, context).records()


def _own_columns(mapping: FileMapping) -> set[str]:
    """Return the columns that tell the file: of a joined one, those it cannot do without."""
    if mapping.joined is None:
        return set(mapping.wanted())
    own = ("order", "quantity", "price", "amount", "profit", "category", "subcategory")
    return {column for role in own for column in mapping.columns.get(role, ())}


IMPORTER = OrderLines()
