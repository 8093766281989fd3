"""Projects: one row a milestone, or one row a day with its hours, costs and gains, or both.

Rows go to the owner's own book of projects, beside what is typed there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from store.columns.cells import BadCellError, CellError
from store.columns.days import NO_MOMENT
from store.columns.numbers import NEGATIVE, money, number_parser
from store.columns.texts import needed_text, text
from store.errors import ImportFileError
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, telling_header
from store.importers.protocol import Claim, Importer
from store.messages import N_, Message
from store.money import rounded
from store.records import LeftOut, ProjectPart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from store.files import FileSample, SourceFile
    from store.importers.plain.table import Cell, PlainTable
    from store.importers.protocol import Context, Record

_ROLES = Roles(
    words={
        "project": ("project", "projet", "project name", "nom du projet"),
        "project_start": (
            "project start", "start", "start date", "debut", "date de debut", "debut du projet",
        ),
        "project_due": (
            "project due", "project end", "end", "end date", "fin", "date de fin", "fin du projet",
        ),
        "phase": ("phase", "stage", "etape", "lot"),
        "milestone": ("milestone", "jalon", "title", "titre", "task", "tache"),
        "original": (
            "original", "original date", "original day", "due", "due date", "planned",
            "planned date", "date initiale", "date d origine", "date prevue", "prevu", "prevu le",
            "echeance", "echeance initiale",
        ),
        "revised": (
            "revised", "revised date", "new date", "date revisee", "revise", "nouvelle date",
            "echeance revisee",
        ),
        "reached": (
            "reached", "reached on", "done", "done on", "completed", "completed on", "actual",
            "actual date", "atteint", "atteint le", "termine le", "fait le", "date reelle",
        ),
        "day": ("date", "day", "jour"),
        "worked": (
            "hours", "hours worked", "hours on milestones", "worked", "worked hours", "heures",
            "heures passees", "heures sur jalons", "heures travaillees", "heures jalons",
        ),
        "available": (
            "available", "hours available", "available hours", "capacity", "heures disponibles",
            "capacite",
        ),
        "cost": ("cost", "costs", "cout", "couts", "depense", "depenses"),
        "gain": ("gain", "gains", "margin gained", "benefit", "benefice", "marge gagnee"),
    },
    needed=("project",),
    telling=("milestone", "worked", "available", "cost", "gain"),
    ignored=("note", "notes", "comment", "commentaire", "status", "statut", "id", "n", "no"),
)  # fmt: skip
_AMOUNTS = ("cost", "gain")
_HOURS = ("worked", "available")
_CLOCK = re.compile(r"([0-9]{1,5}) ?(?:h|:) ?([0-5][0-9])?")
_MOST_HOURS = 100_000
_MOST_ROWS = 100_000

NO_DAY = N_("A milestone has the day it was first promised for.")
NO_ENTRY_DAY = N_("Hours and amounts have a day: their own, or that of their milestone.")
NOTHING = N_("This row says nothing of its project.")
NOT_HOURS = N_("These are not hours, like 7.5 or 7:30.")


class Projects(Importer):
    """Reads projects."""

    name = "projects"
    label = N_("Projects: milestones, hours, costs and gains")

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of known columns with a project and what becomes of it."""
        header = telling_header(sample, _ROLES)
        if not header:
            return None
        column = _ROLES.columns(header)["project"]
        because = Message(N_("it has projects, in {column}"), {"column": text(column)})
        return Claim(self.name, because, general=True)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield what each row says of a project."""
        table = open_table(file, context, _ROLES)
        yield from table.records(_Reading(table).row)


class _Reading:
    """Reads the rows of one table."""

    def __init__(self, table: PlainTable) -> None:
        self._file = table.file.name
        columns = table.columns
        self._project = table.cell(columns["project"], needed_text, "")
        self._texts = {
            role: table.cell(columns[role], text, "")
            for role in ("phase", "milestone")
            if table.has(role)
        }
        self._days = {
            role: table.days(columns[role], blank=True)
            for role in ("project_start", "project_due", "original", "revised", "reached", "day")
            if table.has(role)
        }
        numbers = [role for role in (*_HOURS, *_AMOUNTS) if table.has(role)]
        decimal = table.decimal(*(columns[role] for role in numbers))
        self._numbers: dict[str, Cell[int]] = {
            role: table.cell(columns[role], _parser(role, columns[role], decimal), 0)
            for role in numbers
        }
        self._rows = 0

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Yield what one row says."""
        project = self._project.of(row)
        phase, milestone = (self._text(role, row) for role in ("phase", "milestone"))
        start, due, original, revised, reached, own_day = (
            self._day(role, row)
            for role in ("project_start", "project_due", "original", "revised", "reached", "day")
        )
        amounts = {
            role: None if cell.is_blank(row) else cell.of(row)
            for role, cell in self._numbers.items()
        }
        # A row of hours may name a milestone that other rows tell the days of.
        hours_only = reached is None and any(amount is not None for amount in amounts.values())
        if milestone and original is None and revised is None and not hours_only:
            raise BadCellError("", CellError(NO_DAY))
        days = (own_day, reached, revised, original, start)
        day = next((one for one in days if one is not None), None)
        if day is None and any(amount is not None for amount in amounts.values()):
            raise BadCellError("", CellError(NO_ENTRY_DAY))
        told = (start, due, original, revised, reached, *amounts.values())
        if day is None or not (milestone or any(one is not None for one in told)):
            yield LeftOut(line, "", NOTHING, rejected=False)
            return
        self._rows += 1
        if self._rows > _MOST_ROWS:
            raise ImportFileError(
                N_("{file} has more than {most} rows of projects."),
                N_("Leave out what is not of your projects."),
                file=self._file,
                most=_MOST_ROWS,
            )
        yield ProjectPart(
            project, start=start, due=due, phase=phase, milestone=milestone, original=original,
            revised=revised, reached=reached, day=day, day_told=own_day is not None,
            worked=amounts.get("worked"), available=amounts.get("available"),
            cost=amounts.get("cost"), gain=amounts.get("gain"),
        )  # fmt: skip

    def _text(self, role: str, row: Sequence[str]) -> str:
        cell = self._texts.get(role)
        return cell.of(row) if cell else ""

    def _day(self, role: str, row: Sequence[str]) -> int | None:
        cell = self._days.get(role)
        moment = cell.of(row) if cell else NO_MOMENT
        return None if moment is NO_MOMENT else moment.day


def _parser(role: str, column: str, decimal: str) -> Callable[[str], int]:
    return money(column, decimal) if role in _AMOUNTS else _hours(column, decimal)


def _hours(column: str, decimal: str) -> Callable[[str], int]:
    """Return a parser of hours to minutes: ``7.5``, ``7:30``, ``7h30``."""
    number = number_parser(column, decimal, 4)

    def parse(cell: str) -> int:
        plain = cell.strip().casefold()
        clock = _CLOCK.fullmatch(plain)
        if clock:
            minutes = int(clock[1]) * 60 + int(clock[2] or 0)
        else:
            minutes = rounded(number(plain.removesuffix("h").strip()) * 60, 10_000)
        if minutes < 0:
            raise CellError(NEGATIVE)
        if minutes > _MOST_HOURS * 60:
            raise CellError(NOT_HOURS)
        return minutes

    return parse


IMPORTER = Projects()
