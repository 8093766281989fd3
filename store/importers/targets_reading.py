"""Monthly targets as shops keep them: a month, a category, a target a row, or months as columns.

They are no facts but goals, so ``kpi-tui goal import`` reads them and not an import.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from store.columns.texts import text
from store.columns.titles import unaccented
from store.errors import ImportFileError
from store.importers.plain.words import Roles, plain
from store.messages import N_
from store.records import LeftOut
from store.tables import blocks, find_table
from store.tables import sample as sample_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.files import SourceFile

DIMENSIONS = {
    "category": ("category", "categorie", "rayon", "famille"),
    "subcategory": ("subcategory", "sub category", "sous categorie", "sous famille"),
    "channel": ("channel", "canal"),
    "campaign": ("campaign", "campagne"),
    "sales_channel": ("sales channel", "canal de vente"),
    "country": ("country", "pays"),
    "region": ("region", "state", "departement"),
    "customer_group": ("customer group", "groupe de clients", "segment"),
    "device": ("device", "appareil"),
    "payment_method": ("payment method", "moyen de paiement"),
}
_ROLES = Roles(
    words={
        "month": (
            "month", "mois", "month of order date", "monthoforderdate", "period", "periode",
            "order month", "mois de commande",
        ),
        "target": (
            "target", "objectif", "cible", "goal", "sales target", "objectif de vente",
            "objectif de ventes", "objectif ca", "objectif de ca", "revenue target",
        ),
        "metric": ("metric", "indicateur", "kpi", "measure", "mesure"),
        **DIMENSIONS,
    },
    needed=("month", "target"),
)  # fmt: skip
_WIDE = Roles(
    words={"metric": ("metric", "indicateur", "kpi", "measure", "mesure"), **DIMENSIONS},
    needed=(),
    ignored=("total", "year", "annee", "totaux"),
)
_LEAST_MONTHS = 2
_MOST = 10_000
_NAMES = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "january february march april may june july august september october november december",
        "janv fevr mars avr mai juin juil aout sept oct nov dec",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    )
    for number, name in enumerate(names.split(), 1)
}
_WORD_YEAR = re.compile(r"([a-z]{3,9})\.?[ \-/']*((?:20)?[0-9]{2})")
_YEAR_FIRST = re.compile(r"(20[0-9]{2})[ \-/.]([0-9]{1,2})(?:[\-/.]01)?")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[ \-/.](20[0-9]{2})")

NOT_A_MONTH = N_("This is not a month, like 2026-04, Apr-26 or avril 2026.")
NO_TARGET = N_("There is no target in this cell.")
SEVERAL = N_("A target is for one member: this row names {n}.")


@dataclass(frozen=True, slots=True)
class MonthlyTarget:
    """What one cell says, ``value`` as it is written; ``metric`` and ``dimension`` may be blank."""

    line: int
    month: date
    value: str
    metric: str = ""
    dimension: str = ""
    member: str = ""


def month_of(cell: str) -> date | None:
    """Return the first day of the month a cell names, ``None`` where it names none."""
    word = unaccented(cell.strip()[:40])
    named = _WORD_YEAR.fullmatch(word)
    if named and named[1] in _NAMES:
        year = int(named[2])
        return date(year if year >= 100 else 2000 + year, _NAMES[named[1]], 1)
    for pattern, places in ((_YEAR_FIRST, (1, 2)), (_MONTH_FIRST, (2, 1))):
        found = pattern.fullmatch(word)
        if found and 1 <= int(found[places[1]]) <= 12:
            return date(int(found[places[0]]), int(found[places[1]]), 1)
    return None


def is_targets(header: Sequence[str]) -> bool:
    """Return whether a header is that of monthly targets, all of whose columns are known."""
    return bool(_ROLES.tells(header)) or _is_wide(header)


def _is_wide(header: Sequence[str]) -> bool:
    months = [cell for cell in header if month_of(cell)]
    others = [cell for cell in header if not month_of(cell)]
    unknown = [cell for cell in others if cell.strip() and not _WIDE.columns([cell])]
    return len(months) >= _LEAST_MONTHS and all(plain(cell) in _WIDE.ignored for cell in unknown)


def read_targets(file: SourceFile, encoding: str = "") -> Iterator[MonthlyTarget | LeftOut]:
    """Yield every target of a file, and what is none; ``file.rows`` counts its rows.

    Raises:
        ImportFileError: the file holds no targets.
    """
    known = file.decided_encoding(encoding)
    first_rows = sample_of(file, known)
    header = next(
        (cells for row in first_rows.rows[:20] if is_targets(cells := tuple(map(_title, row)))),
        None,
    )
    if header is None:
        raise ImportFileError(
            N_("{file} has no monthly targets."),
            N_("Give it columns like month, category, target, or one column for each month."),
            file=file.name,
        )
    table = find_table(first_rows, known, header)
    wide = not _ROLES.tells(header)
    columns = (_WIDE if wide else _ROLES).columns(table.header)
    dimensions = [name for name in DIMENSIONS if name in columns]
    months = [(place, cell) for place, cell in enumerate(table.header) if wide and month_of(cell)]
    given = 0
    for block in blocks(file, table):
        yield from block.left_out
        for line, row in zip(block.lines, block.rows(), strict=True):
            told = {role: row[table.header.index(column)] for role, column in columns.items()}
            named = [(name, text(told[name])) for name in dimensions if told[name].strip()]
            if len(named) > 1:
                yield LeftOut(line, "", SEVERAL, values={"n": len(named)})
                continue
            scope = named[0] if named else ("", "")
            pairs = (
                [(cell, row[place]) for place, cell in months]
                if wide
                else [(told["month"], told["target"])]
            )
            for month, value in pairs:
                given += 1
                if given > _MOST:
                    raise ImportFileError(
                        N_("{file} has more than {most} targets."),
                        N_("Leave out months that are long over."),
                        file=file.name,
                        most=_MOST,
                    )
                yield _target(line, month, value, told.get("metric", ""), scope, columns)


def _target(
    line: int, month: str, value: str, metric: str, scope: tuple[str, str], columns: dict[str, str]
) -> MonthlyTarget | LeftOut:
    first = month_of(month)
    if first is None:
        return LeftOut(line, columns.get("month", ""), NOT_A_MONTH)
    if not value.strip():
        return LeftOut(line, columns.get("target", text(month)), NO_TARGET, rejected=False)
    return MonthlyTarget(line, first, text(value), text(metric), *scope)


def _title(cell: str) -> str:
    return cell.strip().lstrip("\ufeff")
