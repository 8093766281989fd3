"""Mappings: a small TOML file that says what the columns of any shop's export mean.

Bundled ones lie in ``store/importers/mappings`` and are used by name; an owner's own is a path. A
mistake names the file, the key and, where it can, what was meant.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from store.columns.days import Clocks, moments
from store.errors import ImportFileError
from store.files import open_file
from store.importers.mapped.kinds import ACCESS_LOG, DAILY_SERIES, KINDS, ORDER_LINES, ORDER_ROLES
from store.importers.mapped.rules import Rule, StatusWords, read_rule, read_status_words
from store.importers.mapped.sections import Section
from store.messages import N_
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.importers.access_log.rules import Rules

_FOLDER = Path(__file__).parent.with_name("mappings")
_LARGEST = 1 << 18

__all__ = [
    "DAILY_SERIES", "ORDER_LINES", "ORDER_ROLES", "FileMapping", "Joined", "bundled",
    "load_mapping", "parse_mapping",
]  # fmt: skip

BUNDLED_LABELS = (
    N_("Online Retail (UCI): one row per invoice line"),
    N_("Superstore (Tableau), by region"),
    N_("Superstore (Tableau), by state"),
    N_("Indian shop with sales targets: order details and list of orders"),
)
BUNDLED_REASONS = (
    N_("A correction of the books, not a sale"),
    N_("Moved in the stock, not sold"),
    N_("Without a price"),
)
"""The sentences of bundled mappings, here for the translation catalogue."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A second file beside the first: its columns join those of each row with the same ``on``."""

    file: str
    on: str
    key: str


@dataclass(frozen=True, slots=True)
class FileMapping:
    """What a file's columns mean. ``columns``: role → the file's columns (several are joined).

    ``decimal``, ``date``, ``zone``, ``encoding`` and ``currency`` are ``""`` where the mapping
    leaves them to the file, the owner's answer or the shop. ``file`` is the mapping's own name.
    ``unknown`` are words in the column of a dimension that say that nobody knows, ``options`` what
    the mapping answers of the questions of its kind.
    """

    name: str
    file: str
    label: str
    kind: str
    source: str
    identifies: bool
    encoding: str
    delimiter: str
    decimal: str
    date: str
    zone: str
    currency: str
    columns: Mapping[str, tuple[str, ...]]
    dimensions: Mapping[str, str]
    constants: Mapping[str, str]
    measures: Mapping[str, str]
    trim_end: Mapping[str, str]
    unknown: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    statuses: StatusWords | None
    joined: Joined | None
    options: Mapping[str, str] = field(default_factory=dict)
    header: tuple[str, ...] = ()
    """Every column of the file it was made for: what an owner's own mapping is recognised by."""
    log: Rules | None = None
    """For the log of a web server, what its lines and addresses mean."""

    def wanted(self) -> list[str]:
        """Return every column the mapping names, each once, in its order.

        In a long file ``[measures]`` names words of its measure column, not columns.
        """
        named = [column for columns in self.columns.values() for column in columns]
        named += self.dimensions.values()
        named += () if "measure" in self.columns else self.measures
        named += [rule.column for rule in self.rules]
        if self.statuses is not None:
            named.append(self.statuses.column)
        if self.joined is not None:
            named.append(self.joined.on)
        return list(dict.fromkeys(named))


def bundled() -> list[str]:
    """Return the names of the mappings that ship with the program."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def load_mapping(name: str) -> FileMapping:
    """Return a bundled mapping by its name, or the one in the file at that path."""
    if name in bundled():
        return _bundled_mapping(name)
    path = Path(name)
    if path.suffix != ".toml" and not path.exists():
        raise ImportFileError(
            N_("There is no mapping {name}."),
            N_("Use one of {known}, or the path of a .toml file.{meant}"),
            name=clean(name)[:80],
            known=", ".join(bundled()),
            meant=_meant(name, bundled()),
        )
    return parse_mapping(_read(path), clean(path.name), path.stem)


@cache
def _bundled_mapping(name: str) -> FileMapping:
    path = _FOLDER / f"{name}.toml"
    return parse_mapping(path.read_text("utf-8"), path.name, name)


def _read(path: Path) -> str:
    with open_file(path) as file:
        if file.size > _LARGEST:
            raise ImportFileError(
                N_("{file} is too large for a mapping."),
                N_("Give the mapping with --map and the export as the file to import."),
                file=file.name,
            )
        try:
            return file.head(_LARGEST).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ImportFileError(
                N_("{file} is not UTF-8 text."), N_("Save the mapping as UTF-8."), file=file.name
            ) from error


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1)
    return f" → {close[0]}?" if close else ""


def parse_mapping(text: str, file: str, name: str) -> FileMapping:
    """Return the mapping written in ``text``; ``file`` is what errors call it."""
    table = _parsed(text, file)
    base = table.pop("extends", None)
    if base is not None:
        if base not in bundled():
            raise ImportFileError(
                N_("{file}: extends names no mapping that ships with the program."),
                N_("Use one of {known}."),
                file=file,
                known=", ".join(bundled()),
            )
        below = _parsed((_FOLDER / f"{base}.toml").read_text("utf-8"), f"{base}.toml")
        table = _over(below, table)
    return _mapping(Section(file, "", table), name)


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # endless numbers, too
        raise ImportFileError(
            N_("{file} is not well-formed TOML: {why}."),
            N_("Mend that line; the mappings in the documentation show the form."),
            file=file,
            why=clean(str(error))[:200],
        ) from error


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _over(old, value)
        else:
            merged[key] = value
    return merged


def _mapping(top: Section, name: str) -> FileMapping:
    kind = top.choice("kind", tuple(KINDS), default=ORDER_LINES)
    roles = KINDS[kind].roles
    known = tuple(dimension for dimension in KINDS[kind].dimensions if dimension != "source")
    mapping = FileMapping(
        name=name,
        file=top.file,
        label=top.text("label", name),
        kind=kind,
        source=top.text("source", kind if kind == ACCESS_LOG else name),
        identifies=top.flag("identifies", default=True),
        encoding=top.text("encoding"),
        delimiter=top.character("delimiter"),
        decimal=top.choice("decimal", ("", ".", ","), default=""),
        date=top.text("date"),
        zone=top.text("zone"),
        currency=top.text("currency"),
        columns=_columns(top.section("columns"), roles),
        dimensions=top.section("dimensions").texts_by(known),
        constants=top.section("constants").texts_by(known),
        measures=top.section("measures").free_texts(),
        trim_end=top.section("trim_end").texts_by(roles),
        unknown=_columns(top.section("unknown"), known),
        rules=tuple(read_rule(section) for section in top.sections("rule")),
        statuses=read_status_words(top.section("status")) if top.has("status") else None,
        joined=_joined(top.section("joined")) if top.has("joined") else None,
        options=top.section("options").texts_by(KINDS[kind].options),
        header=top.several("header"),
        log=_log_rules(top) if kind == ACCESS_LOG else None,
    )
    top.nothing_else()
    _check(top, mapping)
    return mapping


def _log_rules(top: Section) -> Rules:
    from store.importers.access_log.rules import read_rules

    return read_rules(top)


def _columns(section: Section, roles: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return one text or several under some of ``roles``; any other key is a mistake."""
    columns = {role: section.several(role) for role in roles if section.has(role)}
    section.nothing_else()
    return columns


def _joined(section: Section) -> Joined:
    on = section.text("on", required=True)
    joined = Joined(section.text("file", required=True), on, section.text("key", on))
    section.nothing_else()
    if Path(joined.file).name != joined.file:
        raise section.wrong("file", N_("The name of a file in the same folder is expected."))
    return joined


def _check(top: Section, mapping: FileMapping) -> None:
    """Raise for a mapping that reads well and cannot work."""
    columns = top.section("columns")
    if mapping.kind == ORDER_LINES:
        for role in ("order", "day", "quantity"):
            if role not in mapping.columns:
                raise columns.missing(role)
        if ("price" in mapping.columns) == ("amount" in mapping.columns):
            raise columns.wrong(
                "price", N_("Either price (of one unit) or amount (of the line) is needed.")
            )
        costs = {"cost", "unit_cost", "profit"} & mapping.columns.keys()
        if len(costs) > 1:
            raise columns.wrong(min(costs), N_("Only one of cost, unit_cost and profit is read."))
    else:
        for role in KINDS[mapping.kind].needed:
            if role not in mapping.columns:
                raise columns.missing(role)
    if mapping.date:
        try:
            moments(Clocks.of("UTC", mapping.zone), mapping.date)
        except ValueError as error:
            raise top.wrong(
                "date", N_("A format like %d/%m/%Y %H:%M is expected, or iso, dmy or mdy.")
            ) from error
    elif mapping.zone:
        Clocks.of("UTC", mapping.zone)
