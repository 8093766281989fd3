"""Sentences for people that are born below the screens and translated only there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def N_(text: str) -> str:
    """Mark a sentence for the translation catalogue; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named gaps: ``text`` is the English msgid, ``values`` fills its ``{gaps}``.

    Values stay typed (``date``, ``int``, ``str``): the screen formats them in its language.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values)
