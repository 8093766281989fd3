"""Questions about figures that cannot be answered as asked."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterable


class QuestionError(OwnerError):
    """A metric, period, dimension or formula that does not exist; the command line exits 2."""


def unknown(what: str, name: str, names: Iterable[str], remedy: str) -> QuestionError:
    """Return the error for ``name``, with the nearest of ``names`` when one is near.

    ``what`` is a msgid with the gap ``{name}``; ``remedy`` a msgid for when nothing is near.
    """
    near = get_close_matches(name.lower(), list(names), n=1, cutoff=0.6)
    if near:
        return QuestionError(what, N_("Did you mean “{near}”?"), name=name, near=near[0])
    return QuestionError(what, remedy, name=name)


def named(text: str) -> Message:
    """Return a label as a value for the gap of another sentence, translated with it."""
    return Message(text)
