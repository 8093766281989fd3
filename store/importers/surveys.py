"""Surveys: one row an answer, with a score for a recommendation (NPS) or for satisfaction.

Recognised are tables whose columns all have known names (date, score, note, e-mail, channel…), and
what Typeform and Google Forms export, where the question itself is the title of its column.
Comments and names are never read; an e-mail leaves memory only as a pseudonym.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from itertools import product
from typing import TYPE_CHECKING

from store.columns.texts import text
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, plain, telling_header
from store.importers.protocol import Claim, Importer
from store.importers.survey_scale import BLANK, Scale, is_question, scale_of
from store.messages import N_, Message
from store.records import Fact, LeftOut
from store.tables import sample as sample_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.columns.days import Moment
    from store.files import FileSample, SourceFile
    from store.importers.plain.table import Cell, PlainTable
    from store.importers.protocol import Context, Record

_SCORES = (
    "score", "note", "rating", "nps", "nps score", "note nps", "score nps", "recommendation",
    "recommandation", "satisfaction", "csat", "stars", "etoiles", "star rating",
    "satisfaction score", "satisfaction rating", "note de satisfaction", "nombre d etoiles",
)  # fmt: skip
_ON = ("", " /5", " /10", "/5", "/10", " 0 10", " 1 10", " 1 5", " sur 5", " sur 10")
_ROLES = Roles(
    words={
        "day": (
            "date", "day", "jour", "created at", "submitted at", "response date", "answered at",
            "date de reponse", "date reponse", "timestamp", "horodateur", "responded at",
        ),
        "score": tuple(f"{word}{on}" for word, on in product(_SCORES, _ON)),
        "id": ("id", "response id", "id reponse", "id de reponse", "answer id", "ticket id"),
        "customer": (
            "email", "e mail", "mail", "courriel", "customer", "client", "customer email",
            "email client", "e mail client", "customer e mail", "email address", "adresse e mail",
            "adresse email", "adresse mail",
        ),
        "channel": ("channel", "canal", "source"),
        "category": ("category", "categorie", "topic", "theme", "sujet"),
        "customer_group": ("customer group", "groupe de clients", "groupe", "group", "segment"),
    },
    needed=("day", "score"),
    ignored=(
        "comment", "comments", "commentaire", "commentaires", "verbatim", "feedback", "avis",
        "reason", "raison", "name", "nom", "first name", "last name", "prenom", "phone",
        "telephone", "language", "langue", "country", "pays", "order", "commande", "tags", "url",
    ),
)  # fmt: skip
_DIMENSIONS = ("channel", "category", "customer_group")
_FORM_ROLES = Roles(
    words={
        "day": ("submit date utc", "timestamp", "horodateur"),
        "id": ("#",),
        "customer": (
            "email", "e mail", "email address", "adresse e mail", "username", "nom d utilisateur",
        ),
    },
    needed=("day",),
)  # fmt: skip
"""Typeform and Google Forms: the questions are columns, whatever else is asked."""

NO_NPS = N_(
    "“{column}” asks for a recommendation from 1 to 5: that makes no NPS, and is passed over."
)
NO_ANSWER = N_("The question was not answered.")
TWICE = N_("This file gives it twice; the first one counts.")


class Surveys(Importer):
    """Reads answers to surveys."""

    name = "surveys"
    label = N_("Answers to surveys: recommendation (NPS) or satisfaction")
    covers = ("answers",)

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a table of known columns with a score, or a form's export with such a question."""
        header = telling_header(sample, _ROLES)
        if header:
            column = _ROLES.columns(header)["score"]
            because = Message(N_("it has a day and a score, in {column}"), {"column": text(column)})
            return Claim(self.name, because, general=True)
        asked = _questions(sample)
        if not asked:
            return None
        because = Message(
            N_("it is a form's export that asks “{column}”"), {"column": text(asked[0])[:80]}
        )
        return Claim(self.name, because, general=True)

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield an answer for each question of each row."""
        mapping = context.mapping
        asked = () if mapping else _questions(sample_of(file))
        roles = _FORM_ROLES if asked else _ROLES
        table = open_table(file, context, roles, dimensions=_DIMENSIONS)
        if mapping:
            asked = mapping.columns["score"]
        reading = _Reading(table, asked or (table.columns["score"],))
        yield from reading.passed_over
        yield from table.records(reading.row)


def _questions(sample: FileSample) -> tuple[str, ...]:
    """Return the questions of a form's export that ask for a score, ``()`` for other files."""
    header = tuple(cell.lstrip("\ufeff") for cell in sample.header())
    if "day" not in _FORM_ROLES.columns(header) or telling_header(sample, _ROLES):
        return ()
    return tuple(column for column in header if is_question(column))


class _Reading:
    """Reads the rows of one table; ``passed_over`` are questions that make no figure."""

    def __init__(self, table: PlainTable, asked: Sequence[str]) -> None:
        self.passed_over: list[Message] = []
        day = table.columns["day"]
        self._days = table.days(day, zone="UTC" if plain(day).endswith(" utc") else "")
        answer = table.option("survey")
        self._scores: list[tuple[Scale, Cell[int], str]] = []
        for column in asked:
            scale = scale_of(column, table.cells(column), answer, table.file.name)
            if scale is None:
                self.passed_over.append(Message(NO_NPS, {"column": text(column)[:80]}))
            else:
                cell = table.cell(column, scale.parser(column), BLANK)
                self._scores.append((scale, cell, _told_apart(column)))
        self._ids = self._optional(table, "id")
        self._customers = self._optional(table, "customer")
        self._members = table.members()
        self._seen: set[str] = set()
        self._same: Counter[str] = Counter()

    @staticmethod
    def _optional(table: PlainTable, role: str) -> Cell[str] | None:
        return table.cell(table.columns[role], text, "") if table.has(role) else None

    def row(self, line: int, row: Sequence[str]) -> Iterator[Record]:
        """Yield the answers of one row, the first of which counts for it."""
        moment = self._days.of(row)
        members = self._members(row)
        customer = self._customers.of(row) if self._customers else ""
        name = self._ids.of(row) if self._ids else ""
        rows = 1
        twice = False
        for number, (scale, cell, title) in enumerate(self._scores):
            score = cell.of(row)
            if score == BLANK:
                continue
            ref = self._ref(f"{name}|{number}" if name else "", title, moment, score)
            if not ref:
                twice = True
                continue
            values = {
                "day": moment.day, "ref": ref, "kind": scale.kind, "scale": scale.name,
                "score": score, "verdict": scale.verdict(score), "customer": customer, **members,
            }  # fmt: skip
            yield Fact("answer", values, rows)
            rows = 0
        if rows:
            yield LeftOut(line, "", TWICE if twice else NO_ANSWER, rejected=False)

    def _ref(self, name: str, title: str, moment: Moment, score: int) -> str:
        """Return what names an answer in a later export, ``""`` for one that was there already.

        Without a number of its own an answer is the n-th of its question, instant and score. An
        address is no number: it must not be stored.
        """
        if name and "@" not in name:
            if name in self._seen:
                return ""
            self._seen.add(name)
            return name
        alike = f"{moment.at or moment.day}|{title}|{score}"
        self._same[alike] += 1
        return f"{alike}|{self._same[alike]}"


def _told_apart(question: str) -> str:
    """Return a short word for a question: two surveys of a day must not pass for one."""
    return blake2b(plain(question).encode(), digest_size=4).hexdigest()


IMPORTER = Surveys()
