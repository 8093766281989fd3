"""What a score of a survey is worth: of which question, on which scale, and its verdict.

A recommendation (NPS) is asked from 0 to 10, or from 1 to 10: 9 and 10 promote, up to 6 detract.
Satisfaction is asked from 1 to 5, in stars for instance (4 and 5 are satisfied, 1 and 2 are not),
from 1 or 0 to 10 (8 and more are satisfied, up to 4 are not), or as good and bad. Stars are
satisfaction, never NPS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.cells import CellError
from store.columns.numbers import count
from store.columns.questions import question
from store.importers.plain.words import plain
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.errors import ImportFileError

NPS, SATISFACTION = 1, 2
"""The kinds of ``answer``."""

OFF_SCALE = N_("This answer is not on the scale from {low} to {high}.")
OTHER_SCALE = N_("This answer is on another scale than from {low} to {high}.")
BLANK = -1
"""A question that was not answered."""

_GOOD = frozenset((
    "good", "great", "yes", "oui", "satisfied", "satisfait", "satisfaite", "content", "contente",
    "happy", "positive", "positif", "bon", "bien", "thumbs_up", "👍", "😀", "🙂",
))  # fmt: skip
_BAD = frozenset((
    "bad", "poor", "no", "non", "unsatisfied", "dissatisfied", "insatisfait", "insatisfaite",
    "mecontent", "mecontente", "unhappy", "negative", "negatif", "mauvais", "mal", "thumbs_down",
    "👎", "🙁", "😞",
))  # fmt: skip
_NOT_ANSWERED = frozenset(
    ("", "-", "--", "n/a", "na", "offered", "unoffered", "not offered", "none", "null",
     "proposee", "non proposee", "sans reponse")
)  # fmt: skip
_TITLE_SCALE = re.compile(r"\b([01])\s*(?:-|–|—|to|à|a|et|and|/)\s*(5|10)\b", re.IGNORECASE)
_OUT_OF = re.compile(r"(?:/|\bsur|\bout of)\s*(5|10)\b", re.IGNORECASE)
_CELL_OUT_OF = re.compile(r"(.+?)\s*(?:/|sur|out of)\s*(5|10)\Z", re.IGNORECASE)
_STARS = re.compile(r"(★{1,5})☆{0,4}\Z|([0-9])\s*(?:★|stars?|étoiles?)\Z", re.IGNORECASE)
_NPS_WORDS = re.compile(r"\bnps\b|\brecomm[ae]nd|\bnet promoter")
_STAR_WORDS = re.compile(r"\bstars?\b|\betoiles?\b")
_SATISFACTION_WORDS = re.compile(r"\bsatisf|\bcsat\b")

SURVEYS = {
    "nps-0-10": N_("would you recommend us, from 0 to 10 (NPS)"),
    "nps-1-10": N_("would you recommend us, from 1 to 10 (NPS)"),
    "satisfaction-1-5": N_("how satisfied are you, from 1 to 5"),
    "satisfaction-1-10": N_("how satisfied are you, from 1 to 10"),
    "satisfaction-0-10": N_("how satisfied are you, from 0 to 10"),
}
SURVEY = question("survey", N_("Which question the scores answer"), SURVEYS)


@dataclass(frozen=True, slots=True)
class Scale:
    """A question and the scale it was asked on; ``low == 0, high == 1`` is bad and good."""

    kind: int
    low: int
    high: int

    @property
    def name(self) -> str:
        """The scale as it is stored."""
        return f"{self.low}-{self.high}"

    def verdict(self, score: int) -> int:
        """Return 1 for promoters and satisfied customers, -1 for the contrary, 0 in between."""
        if self.high == 1:
            return 1 if score else -1
        if self.kind == NPS:
            return 1 if score >= 9 else -1 if score <= 6 else 0
        if self.high == 5:
            return 1 if score >= 4 else -1 if score <= 2 else 0
        return 1 if score >= 8 else -1 if score <= 4 else 0

    def parser(self, column: str) -> Callable[[str], int]:
        """Return a parser of scores; ``BLANK`` for a question without an answer."""
        whole = count(column, ".")

        def parse(cell: str) -> int:
            word = plain(cell) or cell.strip()
            if word in _NOT_ANSWERED or not cell.strip():
                return BLANK
            if self.high == 1 and _is_word(cell):
                return int(_worth(cell))
            body, high = _parts(cell)
            values = {"low": self.low, "high": self.high}
            if high not in (0, self.high):
                raise CellError(OTHER_SCALE, **values)
            score = whole(body.replace(",", "."))
            if not self.low <= score <= self.high:
                raise CellError(OFF_SCALE, **values)
            return score

        return parse


def _parts(cell: str) -> tuple[str, int]:
    """Return the score of a cell and the top of its scale where it says so: ``4/5``, ``★★★★☆``."""
    text = cell.strip()[:40]
    found = _CELL_OUT_OF.match(text)
    if found:
        return found[1], int(found[2])
    stars = _STARS.match(text)
    if stars:
        return (str(len(stars[1])) if stars[1] else stars[2]), 5
    return text, 0


def _is_word(cell: str) -> bool:
    return bool(_words(cell) & (_GOOD | _BAD))


def _words(cell: str) -> frozenset[str]:
    """Return the first word of a cell, plain, or its emoji: good_with_comment is good."""
    words = plain(cell).split() or [cell.strip()]
    return frozenset((*words[:1], "_".join(words[:2])))


def _worth(cell: str) -> bool:
    return bool(_words(cell) & _GOOD)


def is_question(title: str) -> bool:
    """Return whether a title asks for a recommendation or for satisfaction."""
    return kind_of(title) is not None


def kind_of(title: str) -> int | None:
    """Return what a column asks for by its title, ``None`` where it does not say."""
    word = plain(title)
    if _NPS_WORDS.search(word):
        return NPS
    found = _SATISFACTION_WORDS.search(word) or _STAR_WORDS.search(word)
    return SATISFACTION if found else None


def scale_of(title: str, cells: Sequence[str], answer: str, file: str) -> Scale | None:
    """Return the scale of a column; ``None`` for a recommendation that makes no NPS.

    Raises:
        AmbiguousFileError: neither the title nor the cells nor the owner say it.
    """
    kind = kind_of(title)
    ends = _title_ends(title)
    answered = [cell for cell in cells if plain(cell) not in _NOT_ANSWERED]
    tops = {high for cell in answered if (high := _parts(cell)[1])}
    if len(tops) == 1 and not ends:
        ends = (0 if kind == NPS and 5 not in tops else 1, tops.pop())
    if ends and kind == NPS and ends[1] == 5:
        return None
    if kind != NPS and answered and all(map(_is_word, answered)):
        return Scale(SATISFACTION, 0, 1)
    if answer in SURVEYS and (kind is None or not ends):
        said = _answered(answer)
        if kind in (None, said.kind):
            return said
    if kind == NPS:
        low, high = ends or (0, 10)
        return Scale(NPS, low, high)
    numbers = _numbers(answered)
    if kind == SATISFACTION and ends:
        return Scale(SATISFACTION, *ends)
    if kind == SATISFACTION and _STAR_WORDS.search(plain(title)):
        return Scale(SATISFACTION, 1, 5)
    if kind == SATISFACTION and any(number > 5 for number in numbers):
        return Scale(SATISFACTION, 0 if 0 in numbers else 1, 10)
    raise _ask(title, file)


def _title_ends(title: str) -> tuple[int, int] | None:
    found = _TITLE_SCALE.search(title)
    if found:
        return int(found[1]), int(found[2])
    out_of = _OUT_OF.search(title)
    return (1, int(out_of[1])) if out_of else None


def _answered(answer: str) -> Scale:
    kind, low, high = answer.split("-")
    return Scale(NPS if kind == "nps" else SATISFACTION, int(low), int(high))


def _numbers(cells: Sequence[str]) -> set[int]:
    bodies = (_parts(cell)[0].removesuffix(".0").removesuffix(",0") for cell in cells)
    return {int(body) for body in bodies if body.isascii() and body.isdigit() and len(body) < 4}


def _ask(column: str, file: str) -> ImportFileError:
    return SURVEY.asked(
        N_("{file} does not say which question the column {column} answers, on which scale."),
        N_(
            "Say it with --answer survey=nps-0-10, nps-1-10, satisfaction-1-5, satisfaction-1-10 or"
            " satisfaction-0-10."
        ),
        file=file,
        column=column,
    )
