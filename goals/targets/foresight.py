"""Outlooks of goals: computed once for the same figures, the same goal and the same day.

They are kept in memory and in the store, so that a list of goals waits for them once a day. What
computes them needs numpy and is imported when there is something to compute.
"""

from __future__ import annotations

import json
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any

from goals.targets.outlook import Outlook
from store.errors import OwnerError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from goals.targets.goal import Goal
    from store.database import Store
    from store.facts import Facts

METHOD = 3
"""Counts up when the same figures would give other outlooks."""
SETTING = "outlooks"
MOST_KEPT = 200


class Foresight:
    """May be shared by threads; each hands in the facts of its own connection."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, tuple[str, Outlook]] | None = None
        self._new = False
        self.version = 0
        """Counts up with every outlook that was not known before."""

    def known(self, facts: Facts, goal: Goal, day: date) -> Outlook | None:
        """Return the outlook if it was computed before; nothing is computed."""
        key = _key(facts, goal, day)
        with self._lock:
            found = self._all(facts.store).get(str(goal.id)) if goal.id else None
        return found[1] if found is not None and found[0] == key else None

    def of(self, facts: Facts, goal: Goal, day: date) -> Outlook:
        """Return the outlook, computed if need be."""
        found = self.known(facts, goal, day)
        if found is None:
            from goals.forecast.outlooks import outlook

            found = outlook(facts, goal, day)
            self._keep(facts, goal, day, found)
        return found

    def tested(self, facts: Facts, goal: Goal, day: date) -> Outlook:
        """Return the outlook with the shop's own back-test, computed if need be."""
        found = self.of(facts, goal, day)
        if found.places is None and found.probability is not None:
            from goals.forecast.outlooks import tested

            found = tested(facts, goal, day, found)
            self._keep(facts, goal, day, found)
        return found

    def save(self, store: Store) -> None:
        """Keep in the store what is new; a store that cannot be written to is no mistake."""
        with self._lock:
            if not self._new or self._kept is None or store.read_only:
                return
            self._new = False
            newest = dict(list(self._kept.items())[-MOST_KEPT:])
        body = {number: {"key": key, **one.to_json()} for number, (key, one) in newest.items()}
        with suppress(OwnerError):
            store.set_setting(SETTING, json.dumps(body, separators=(",", ":")))

    def _keep(self, facts: Facts, goal: Goal, day: date, found: Outlook) -> None:
        if not goal.id:
            return
        with self._lock:
            kept = self._all(facts.store)
            kept.pop(str(goal.id), None)
            kept[str(goal.id)] = (_key(facts, goal, day), found)
            self._new = True
            self.version += 1

    def _all(self, store: Store) -> dict[str, tuple[str, Outlook]]:
        if self._kept is None:
            self._kept = _read(store.setting(SETTING) or "")
        return self._kept


def in_sight(
    foresight: Foresight, facts: Facts, *, tested: bool = False
) -> Callable[[Goal, date], Outlook]:
    """Return what a book asks for outlooks: computed where they are not known.

    ``tested``: with the shop's own back-test, which takes longer.
    """
    if tested:
        return lambda goal, day: foresight.tested(facts, goal, day)
    return lambda goal, day: foresight.of(facts, goal, day)


def at_hand(foresight: Foresight, facts: Facts) -> Callable[[Goal, date], Outlook | None]:
    """Return what a book asks for outlooks where nobody shall wait: only known ones."""
    return lambda goal, day: foresight.known(facts, goal, day)


def _key(facts: Facts, goal: Goal, day: date) -> str:
    return f"{METHOD} {facts.store.data_version} {goal.version} {day.isoformat()}"


def _read(text: str) -> dict[str, tuple[str, Outlook]]:
    """Read what was kept; what cannot be read was written by another version."""
    try:
        body: dict[str, Any] = json.loads(text or "{}")
        return {number: (one["key"], Outlook.from_json(one)) for number, one in body.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}
