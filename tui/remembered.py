"""What kpi-tui remembers of its user from one run to the next.

The state is the user's own, in their state directory and not in the shop's store: two people who
share a shop each have their days, their colours and their last look. A file that cannot be read, or
was written by a newer kpi-tui, counts as none; one that cannot be written is done without.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import stat
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from goals.metrics.periods import COMPARISONS, parse_period
from store.errors import OwnerError
from tui.views import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

VERSION = 1
LARGEST = 1 << 20
"""Bytes beyond which a file is none of ours."""
MOST_SHOPS = 20
"""Shops of which the last look is kept, the latest ones."""

TURN, TURNS = 0.002, 100
"""Seconds between two tries for the state, and how many of them: a write takes one or two."""

State = dict[str, object]
_YEARS = (1970, 9000)


def part(state: Mapping[str, object], name: str) -> State:
    """Return an object inside the state, empty where there is none or something else."""
    found = state.get(name)
    return dict(found) if isinstance(found, dict) else {}


def read_day(told: object) -> date | None:
    """Return a day from which others can be counted, ``None`` for anything else."""
    try:
        found = date.fromisoformat(told) if isinstance(told, str) else None
    except ValueError:
        return None
    return found if found is not None and _YEARS[0] <= found.year < _YEARS[1] else None


class Remembered:
    """The state file, or nothing but memory where there is no ``path``: tests, a run ``--as-of``.

    What is written is read afresh first, and no other terminal writes meanwhile, so that one loses
    only what both changed.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._state: State = {}

    def read(self) -> State:
        if self.path is not None:
            self._state = _read(self.path)
        return self._state

    def change(self, name: str, made: Callable[[State], State]) -> None:
        """Keep what ``made`` makes of one part of the state; the others stay as they are."""
        with contextlib.nullcontext() if self.path is None else _alone(self.path):
            state = self.read()
            state = {**state, name: made(part(state, name)), "version": VERSION}
            self._state = state
            if self.path is not None:
                with contextlib.suppress(OSError):
                    _write(self.path, state)

    # -- choices -----------------------------------------------------------------------------

    def choice(self, name: str, suggested: str) -> str:
        """Return what was chosen where the terminal suggested this, else what it suggests.

        A choice holds as long as the terminal says what it said then: a console with other colours
        or another language is another place, and has a choice of its own.
        """
        chosen = part(part(self.read(), "chosen"), name).get(suggested)
        return chosen if isinstance(chosen, str) else suggested

    def choose(self, name: str, suggested: str, value: str) -> None:
        self.change("chosen", lambda now: {**now, name: {**part(now, name), suggested: value}})

    def question(self) -> Question:
        """Return the days looked at last and what they were compared with; no limit."""
        view, usual = part(self.read(), "view"), Question()
        period, compare = view.get("period"), view.get("compare")
        known = next((one for one in COMPARISONS if one == compare), usual.compare)
        if not isinstance(period, str) or not _is_period(period):
            period = usual.period
        return Question(period, known)

    def keep_question(self, question: Question) -> None:
        view: State = {"period": question.period, "compare": question.compare}
        if part(self.read(), "view") != view:
            self.change("view", lambda _now: view)

    # -- by shop -----------------------------------------------------------------------------

    def of_shop(self, name: str, store: Path) -> State:
        """Return what is kept under a name for one shop, nothing before the first time."""
        return part(part(self.read(), name), _named(store))

    def keep_of_shop(self, name: str, store: Path, value: State) -> None:
        """Keep it; of the shops that were not opened for long nothing is kept."""

        def made(shops: State) -> State:
            shops.pop(_named(store), None)
            shops[_named(store)] = value  # the latest stand last
            return dict(list(shops.items())[-MOST_SHOPS:])

        self.change(name, made)

    def look(self, store: Path) -> State:
        """Return how a shop stood when it was looked at last."""
        return self.of_shop("looks", store)

    def keep_look(self, store: Path, look: State) -> None:
        self.keep_of_shop("looks", store, look)


def _named(store: Path) -> str:
    """Return what a shop is called: "shop.db" here is another one than "shop.db" elsewhere."""
    return str(store.absolute())


def _is_period(text: str) -> bool:
    try:
        parse_period(text, date(2000, 1, 1))
    except (OwnerError, OverflowError, ValueError):
        return False
    return True


def _read(path: Path) -> State:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # waits for no pipe
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return {}
            state = json.loads(file.read(LARGEST).decode())
    except (OSError, ValueError, RecursionError):
        return {}
    known = isinstance(state, dict) and state.get("version") == VERSION
    return state if known else {}


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one program at a time change the state; who waits too long goes on all the same."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        yield
        return
    try:
        for _turn in range(TURNS):
            with contextlib.suppress(OSError):  # somebody writes, or a file system without locks
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            time.sleep(TURN)
        yield
    finally:
        os.close(folder)


def _write(path: Path, state: State) -> None:
    """Put a whole new file in place of the old one, readable by the user alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".state-")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(state, file, indent=1)  # ASCII: a path may have bytes that are no text
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
