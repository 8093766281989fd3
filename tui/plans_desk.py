"""Goals and levers for the screens: read, drafted, changed, taken back; in the desk's threads."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from goals.metrics.catalogue import shop as catalogue
from goals.targets.foresight import Foresight, at_hand, in_sight
from store.dimensions import DIMENSIONS
from tui.language import _, day_first
from tui.views import GoalView

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from goals.levers.lever import Lever
    from goals.levers.library import Entry
    from goals.targets.assess import Foresee
    from goals.targets.book import GoalBook
    from goals.targets.draft import Draft
    from goals.targets.goal import Goal
    from goals.targets.texts import GoalText
    from goals.targets.yardstick import Weighed, Yardstick
    from store.plans import HistoryEntry
    from tui.desk import Desk
    from tui.seat import Seat

DRAFT = "draft:goal:"
"""Settings under this name keep what was typed and not saved, by goal (0: a new one)."""
MOST_SCOPES = 400


@dataclass(frozen=True, slots=True)
class GoalDetail:
    """A goal with its history, for its own page."""

    view: GoalView
    history: tuple[HistoryEntry, ...]
    today: date


class PlansDesk:
    """Everything about goals and levers; every method runs in a thread of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.foresight = Foresight()

    @cached_property
    def yardstick(self) -> Yardstick:
        """What goals that are being typed are weighed against."""
        from goals.targets.yardstick import Yardstick

        return Yardstick()

    def _now(self) -> GoalBook:
        seat = self._desk.seat
        today = self._desk.session.today(seat.store)
        return self.book(seat, self._desk.day(seat), today)

    def book(self, seat: Seat, as_of: date | None, today: date) -> GoalBook:
        """Return the goals as of a day; days typed as 03/04 read as the language writes them."""
        from goals.targets.book import GoalBook
        from store.plans import Plans

        return GoalBook(
            seat.facts,
            Plans(seat.store),
            as_of=as_of,
            today=today,
            day_first=day_first(),
            foresee=at_hand(self.foresight, seat.facts),
        )

    # -- reading ---------------------------------------------------------------------------------

    def views(self, seat: Seat, as_of: date | None, today: date) -> tuple[GoalView, ...]:
        """Return the open goals, the most urgent first.

        Nobody waits for forecasts here: those known already are there, ``foreseen`` has the rest.
        """
        return self._sorted(self.book(seat, as_of, today))

    def foreseen(self) -> tuple[GoalView, ...]:
        """Return the open goals with their forecasts, computed where they were not known."""
        book = self.foreseen_book()
        views = self._sorted(book)
        self.foresight.save(self._desk.seat.store)
        return views

    def foreseen_book(self) -> GoalBook:
        """Return the goals as of today, whose forecasts are computed where they were not known."""
        book = self._now()
        book.foresee = in_sight(self.foresight, self._desk.seat.facts)
        return book

    def _sorted(self, book: GoalBook) -> tuple[GoalView, ...]:
        with book.facts.snapshot():
            views = book.views(series=False)
        views.sort(key=lambda one: (-one.urgency.score, one.goal.deadline, one.goal.id))
        return tuple(GoalView(one.assessment, one.levers, one.urgency, one.review) for one in views)

    def tested(self, number: int) -> GoalDetail:
        """Return one goal with its forecast and how past calls of its kind did."""
        store = self._desk.seat.store
        detail = self.detail(
            number, foresee=in_sight(self.foresight, self._desk.seat.facts, tested=True)
        )
        self.foresight.save(store)
        return detail

    def detail(self, number: int, foresee: Foresee | None = None) -> GoalDetail:
        """Return one goal with its history, whatever its state."""
        book = self._now()
        book.foresee = foresee or book.foresee
        found = book.view(book.goal(number), series=False)
        view = GoalView(found.assessment, found.levers, found.urgency, found.review)
        return GoalDetail(view, tuple(book.history(number)), book.today)

    # -- drafts ----------------------------------------------------------------------------------

    def draft(self, text: GoalText, editing: Goal | None) -> Draft:
        """Read a goal as typed."""
        return self._now().draft(text, editing=editing)

    def weighed(self, draft: Draft) -> Weighed | None:
        """Return how realistic a goal is that is being typed, and what else to aim at."""
        goal, day = self._considered(draft)
        if goal is None or day is None:
            return None
        facts = self._desk.seat.facts
        target = None if "target" in draft.errors else draft.target
        with facts.snapshot():
            return self.yardstick.weigh(facts, goal, target, day)

    def drafted(self, text: GoalText, editing: Goal | None) -> tuple[Draft, Weighed | None]:
        """Read a goal as typed; how realistic it is only where that takes no time."""
        draft = self.draft(text, editing)
        goal, day = self._considered(draft)
        if goal is None or day is None:
            return draft, None
        at_once = self.yardstick.at_hand(self._desk.seat.facts, goal, day)
        return draft, self.weighed(draft) if at_once else None

    def _considered(self, draft: Draft) -> tuple[Goal | None, date | None]:
        """Return a draft as a goal to weigh, and the last day known of its figure."""
        from goals.targets import figures
        from goals.targets.yardstick import considered

        goal, seat = considered(draft), self._desk.seat
        as_of = self._desk.day(seat)
        if goal is None or as_of is None:
            return goal, None
        return goal, figures.known_until(seat.facts, goal.about, as_of)

    def scopes(self, metric: str) -> list[tuple[str, str]]:
        """Return the (dimension, member) pairs that a goal of the metric can be limited to."""
        from goals.metrics.reading import split_by
        from goals.targets.scope import members

        facts = self._desk.seat.facts
        found = catalogue.of(facts).known(metric)
        with facts.snapshot():
            shared = split_by(facts, metric)
            pairs = [
                (dimension, member)
                for dimension in DIMENSIONS
                if dimension in shared and dimension != "product"
                for member in members(facts, found, dimension)[:40]
            ]
        return pairs[:MOST_SCOPES]

    def kept_text(self, goal: int) -> GoalText | None:
        """Return what was typed for a goal and not saved."""
        from goals.targets.texts import GoalText

        body = self._desk.seat.store.setting(f"{DRAFT}{goal}")
        if not body:
            return None
        try:
            texts = json.loads(body)
            return GoalText(**{**texts, "guardrails": tuple(texts.get("guardrails", ()))})
        except (TypeError, ValueError):
            return None

    def keep_text(self, goal: int, text: GoalText | None) -> None:
        """Keep what was typed; ``None`` forgets it."""
        store = self._desk.seat.store
        body = json.dumps(asdict(text)) if text is not None else ""
        if not store.read_only and (store.setting(f"{DRAFT}{goal}") or "") != body:
            store.set_setting(f"{DRAFT}{goal}", body)

    # -- changing --------------------------------------------------------------------------------

    @property
    def _at(self) -> int:
        return self._desk.session.now()

    def save(self, goal: Goal) -> Goal:
        """Keep a new goal or a change of one; what was typed for it is forgotten."""
        book = self._now()
        saved = book.edit(goal, at=self._at) if goal.id else book.add(goal, at=self._at)
        self.keep_text(goal.id, None)
        return saved

    def close(self, number: int) -> Goal:
        return self._now().close(number, at=self._at)

    def delete(self, number: int) -> Goal:
        return self._now().delete(number, at=self._at)

    # -- levers ----------------------------------------------------------------------------------

    def levers(self, goal: int) -> tuple[GoalDetail, list[Lever], list[Entry]]:
        """Return a goal, all levers, and the entries of the library that suit the goal."""
        detail = self.detail(goal)
        return detail, self._now().levers.levers(), suggested(detail.view.goal.metric)

    def link(self, goal: int, lever: int) -> bool:
        return self._now().levers.link(goal, lever, at=self._at)

    def unlink(self, goal: int, lever: int) -> bool:
        return self._now().levers.unlink(goal, lever, at=self._at)

    def take(self, goal: int, entry: str) -> Lever:
        """Make a lever from an entry of the library, in the language on screen, and link it."""
        from goals.levers import library

        book = self._now().levers
        text = _(library.entry(entry).name)
        lever = book.add(book.from_library(entry, text), at=self._at)
        book.link(goal, lever.id, at=self._at)
        return lever

    def own(self, goal: int, name: str) -> Lever:
        """Make a lever of the owner's own and link it."""
        from goals.levers.lever import ExpectedEffect, Lever

        book = self._now()
        effects = (ExpectedEffect(book.goal(goal).metric),)
        lever = book.levers.add(Lever(name=name, effects=effects), at=self._at)
        book.levers.link(goal, lever.id, at=self._at)
        return lever

    def start(self, lever: int) -> Lever:
        book = self._now()
        return book.levers.start(lever, book.today, at=self._at, today=book.today)

    def stop(self, lever: int, *, done: bool) -> Lever:
        book = self._now()
        return book.levers.stop(lever, book.today, at=self._at, done=done)


def suggested(metric: str) -> list[Entry]:
    """Return the library with the entries that move the metric first."""
    from goals.levers import library

    fitting = library.for_metric(metric)
    names = {entry.id for entry in fitting}
    others: Sequence[Entry] = tuple(library.LIBRARY.values())
    return [*fitting, *(entry for entry in others if entry.id not in names)]
