"""What an owner said once about a source's files, kept so that it is not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_
from store.text import clean

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

    from store.database import Store

_PREFIX = "answer:"
"""Settings ``answer:<source>:<question>`` keep one answer each; a question's id has no colon."""


@dataclass(frozen=True, slots=True)
class RememberedAnswer:
    """``question`` is the id of one of ``store.columns.questions``, ``answer`` the word given."""

    source: str
    question: str
    answer: str


def remembered(store: Store, source: str | None = None) -> list[RememberedAnswer]:
    """Return what was answered, for one source or for all, by source and question."""
    with store.reading() as connection:
        rows = connection.execute(
            "SELECT key, value FROM setting WHERE substr(key, 1, ?) = ? ORDER BY key",
            (len(_PREFIX), _PREFIX),
        ).fetchall()
    found = []
    for key, value in rows:
        of, _colon, question = str(key)[len(_PREFIX) :].rpartition(":")
        if source is None or of == source:
            found.append(RememberedAnswer(of, question, str(value)))
    return found


def settings_of(source: str, answers: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that keep the answers given for a source."""
    return {f"{_PREFIX}{source}:{question}": answer for question, answer in answers.items()}


def forget(store: Store, source: str, question: str) -> None:
    """Forget an answer: the next file that leaves it open is asked about again.

    Raises:
        OwnerError: nothing of the kind was answered.
    """
    known = [one.question for one in remembered(store, source)]
    with store.writing() as connection:
        if _delete(connection, source, question):
            return
    raise OwnerError(
        N_("Nothing is remembered of {question} for {source}.")
        if question
        else N_("Which answer of {source} is to be forgotten?"),
        N_("Remembered for it: {known}.") if known else N_("“kpi-tui sources” lists what is."),
        question=clean(question)[:60],
        source=clean(source)[:60],
        known=", ".join(map(clean, known)),
    )


def _delete(connection: sqlite3.Connection, source: str, question: str) -> int:
    return connection.execute(
        "DELETE FROM setting WHERE key = ?", (f"{_PREFIX}{source}:{question}",)
    ).rowcount
