"""Reading sample exports in tests: files to records, records to what ``expected.json`` holds."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from store.files import open_file
from store.importers import importers
from store.importers.mapped.mapping import load_mapping, parse_mapping
from store.importers.protocol import Context
from store.messages import Message
from store.records import ExchangeRate, Kept, LeftOut, Line, Lines, Sale, SeriesValue
from store.spans import to_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Record


def a_shop(
    mapping: FileMapping | None = None,
    /,
    *,
    currency: str = "EUR",
    timezone: str = "Europe/Paris",
    **answers: str,
) -> Context:
    """Return what a French shop tells an importer; a dollar was worth 1/1.2 of its euro."""

    def rate(foreign: str, _day: int) -> int | None:
        return 1_200_000 if foreign == "USD" else None

    return Context(currency, timezone, "FR", mapping, answers, rate)


def mapped(text: str) -> FileMapping:
    """Return the mapping of a TOML text."""
    return parse_mapping(text, "mine.toml", "mine")


def read(path: Path, importer: str, context: Context) -> list[Record]:
    """Return the records of a file, having checked that they account for each of its rows."""
    with open_file(path) as file:
        records = list(importers()[importer].extract(file, context))
        assert sum(rows_of(record) for record in records) == file.rows
    return records


def read_text(
    folder: Path, text: str | bytes, importer: str = "order_lines", context: Context | None = None
) -> list[Record]:
    """Return the records of a file that holds ``text``."""
    path = folder / "export.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, importer, context or a_shop())


def rows_of(record: Record) -> int:
    return 0 if isinstance(record, Message | Kept) else record.rows


def sales(records: Sequence[Record]) -> list[Sale]:
    return [record for record in records if isinstance(record, Sale)]


def values(records: Sequence[Record]) -> list[SeriesValue]:
    return [record for record in records if isinstance(record, SeriesValue)]


def left_out(records: Sequence[Record]) -> list[LeftOut]:
    return [record for record in records if isinstance(record, LeftOut)]


def warnings(records: Sequence[Record]) -> list[str]:
    return [str(record) for record in records if isinstance(record, Message)]


def told(record: Record) -> dict[str, Any]:
    """Return a record as JSON has it: without what is empty, days as dates."""
    if isinstance(record, Message):
        return {"warning": str(record)}
    kinds = {Sale: "sale", SeriesValue: "value", LeftOut: "left out", ExchangeRate: "rate"}
    plain = _plain(record)
    assert isinstance(plain, dict)
    return {"kind": kinds[type(record)], **plain}


def _plain(value: object) -> object:
    if isinstance(value, Line):
        return _plain(value._asdict())
    if is_dataclass(value):
        return _plain({each.name: getattr(value, each.name) for each in fields(value)})
    if isinstance(value, dict):
        return {
            key: to_day(each).isoformat() if key == "day" else _plain(each)
            for key, each in value.items()
            if each or (key == "value" and value["measure"])
        }
    if isinstance(value, list | Lines):
        return [_plain(each) for each in value]
    return value


def load(name: str) -> FileMapping:
    return load_mapping(name)
