"""Projects, milestones and notes as typed into a form: read whole, each mistake at its field."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

from goals.projects.entry import (
    check_new,
    check_span,
    day_of,
    noted_amount,
    past_day,
    title_of,
)
from goals.targets.entry import EntryError
from store.messages import N_
from store.projects import MilestoneRow, ProjectEntry, ProjectRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from store.errors import OwnerError
    from store.projects import EntryKind

T = TypeVar("T")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Draft(Generic[T]):
    """``row`` is what would be kept, ``None`` where a field is wrong; ``days`` what was read."""

    row: T | None
    errors: Mapping[str, OwnerError]
    days: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the fields of one form; ``day_first`` says how 03/04 reads, ``None``: not known."""

    today: date
    day_first: bool | None
    currency: str = ""

    def project(self, texts: Mapping[str, str], base: ProjectRow | None) -> Draft[ProjectRow]:
        """Read name, start, end, state and note; ``base`` is the project being edited."""
        form = _Form(texts)
        name = form.read("name", title_of)
        start = form.read("start", lambda text: self._day(text, first=True))
        due = form.read("by", self._needed)
        if start is not None and due is not None:
            form.check("by", lambda: check_span(start, due))
        if form.errors or name is None or start is None or due is None:
            return Draft(None, form.errors, form.days)
        state = texts["state"]
        finished = base.finished_day if base else None
        row = base or ProjectRow(name=name, start_day=start, due_day=due)
        row = replace(
            row,
            name=name,
            start_day=start,
            due_day=due,
            state=state,
            finished_day=(finished or self.today) if state == "finished" else None,
            note=" ".join(texts["note"].split()),
        )
        return Draft(row, {}, form.days)

    def milestone(
        self,
        texts: Mapping[str, str],
        project: ProjectRow,
        known: Collection[MilestoneRow],
        base: MilestoneRow | None,
    ) -> Draft[MilestoneRow]:
        """Read title, phase, the day promised, and the day it was reached ('' for not yet)."""
        form = _Form(texts)
        title = form.read("title", title_of)
        if title is not None:
            own = base.id if base else 0
            form.check("title", lambda: check_new(title, project.name, known, own))
        due = form.read("by", self._needed)
        reached = form.read("reached", self._past) if texts["reached"].strip() else None
        if form.errors or title is None or due is None:
            return Draft(None, form.errors, form.days)
        row = base or MilestoneRow(project=project.id, title=title, original_day=due, due_day=due)
        phase = " ".join(texts["phase"].split())
        row = replace(row, title=title, phase=phase, due_day=due, reached_day=reached)
        return Draft(row, {}, form.days)

    def note(self, texts: Mapping[str, str], project: ProjectRow) -> Draft[ProjectEntry]:
        """Read hours or money of a day, for a milestone or for the whole project."""
        form = _Form(texts)
        kind: EntryKind = _kind(texts["kind"])
        amount = form.read("amount", lambda text: noted_amount(kind, text, self.currency))
        day = form.read("on", self._past)
        if form.errors or amount is None or day is None:
            return Draft(None, form.errors, form.days)
        entry = ProjectEntry(
            project=project.id,
            day=day,
            kind=kind,
            amount=amount,
            milestone=int(texts["milestone"] or 0) or None,
            note=" ".join(texts["note"].split()),
        )
        return Draft(entry, {}, form.days)

    def _day(self, text: str, *, first: bool = False) -> date:
        return day_of(text, self.today, day_first=self.day_first, first=first)

    def _needed(self, text: str) -> date:
        if not text.strip():
            raise EntryError(
                N_("It has no day yet."), N_("Type one, like “31/12” or “in 8 weeks”.")
            )
        return self._day(text)

    def _past(self, text: str) -> date:
        return past_day(text, self.today, day_first=self.day_first)


class _Form:
    """The fields read so far, and what is wrong with them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.errors: dict[str, OwnerError] = {}
        self.days: dict[str, date] = {}

    def read(self, name: str, reads: Callable[[str], V]) -> V | None:
        """Return what a field says, ``None`` where it is wrong."""
        try:
            value = reads(self.texts[name])
        except EntryError as error:
            self.errors[name] = error
            return None
        if isinstance(value, date):
            self.days[name] = value
        return value

    def check(self, name: str, checks: Callable[[], None]) -> None:
        try:
            checks()
        except EntryError as error:
            self.errors[name] = error


def _kind(text: str) -> EntryKind:
    kinds: tuple[EntryKind, ...] = ("worked", "available", "cost", "gain")
    return next((kind for kind in kinds if kind == text), "worked")
