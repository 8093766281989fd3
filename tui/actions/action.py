"""What an action is, and what it can lean on where it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from goals.metrics.metric import Metric
    from tui.views import GoalView


@dataclass(frozen=True, slots=True)
class Situation:
    """What an action can lean on: the thing under the cursor, and what the store allows."""

    metric: Metric | None = None
    goal: GoalView | None = None
    read_only: bool = False
    empty: bool = False
    undoable: bool = False
    limited: bool = False
    source: str = ""
    feeds: bool = False
    answered: bool = False
    project: bool = False
    milestone: bool = False
    own: bool = False
    segment: bool = False
    own_segment: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """``keys`` are Textual's names, ``shown`` what people read; ``rank`` orders the footer.

    ``word`` is the footer's, ``help`` one sentence; rank 0 keeps an action out of the footer.
    """

    id: str
    keys: tuple[str, ...]
    shown: str
    word: str
    help: str
    places: frozenset[str]
    rank: int = 0
    group: str = "figures"
    palette: bool = True
    blocked: Callable[[Situation], str | None] | None = None

    def why_not(self, situation: Situation) -> str | None:
        """Return the msgid of why it cannot run now, or ``None``."""
        return self.blocked(situation) if self.blocked else None
