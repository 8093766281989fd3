"""Projects written out in the current language: what screen and command line both say."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from goals.levers.lever import LEVER_MARKS, LEVER_STATE_LABELS
from goals.projects.progress import STANDINGS
from store.money import MONEY_SCALE
from tui import format as fmt
from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.projects.progress import Progress, Standing, Step, StepState

STANDING_INKS: dict[Standing, str] = {
    "late": "bad", "slipping": "mark", "on_time": "good", "finished": "dim", "planned": "dim",
    "idea": "dim", "stopped": "dim",
}  # fmt: skip
STEP_SIGNS: dict[StepState, str] = {
    "reached": "✓", "reached_late": "✓", "late": "!", "moved": "→", "open": "○",
}  # fmt: skip


def count_text(one: Progress) -> str:
    """Return how many milestones are reached, ``4/6``."""
    return f"{fmt.number(one.reached)}/{fmt.number(len(one.steps))}" if one.steps else fmt.NO_VALUE


def standing_text(one: Progress) -> str:
    return _(STANDINGS[one.standing])


def span_texts(one: Progress) -> list[str]:
    """Return when it began and ends, and what its end was promised for at first."""
    texts = [_("from {day}").format(day=fmt.day(one.row.start_day))]
    if one.row.finished_day is not None:
        texts.append(_("finished on {day}").format(day=fmt.day(one.row.finished_day)))
    else:
        texts.append(_("by {day}").format(day=fmt.day(one.row.due_day)))
    if one.slipped > 0:
        text = _("{days} after the first promise, {first}")
        days = fmt.plural("{n} day", "{n} days", one.slipped)
        texts.append(text.format(days=days, first=fmt.day(one.promises[0])))
    return texts


def late_text(one: Progress) -> str:
    """Return how many milestones are late, '' for none."""
    late = len(one.overdue)
    return fmt.plural("{n} milestone late", "{n} milestones late", late) if late else ""


def next_text(one: Progress) -> str:
    """Return the milestone to work on, '' when there is none."""
    step = one.next
    if step is None or one.standing in ("finished", "stopped"):
        return ""
    text = _("next: {title}, {when}")
    return text.format(title=clean(step.row.title), when=when_text(step))


def when_text(step: Step) -> str:
    """Return when a milestone is or was due, and by how much it missed its first promise."""
    if step.row.reached_day is not None:
        text = _("reached {day}").format(day=fmt.day(step.row.reached_day))
    else:
        text = _("by {day}").format(day=fmt.day(step.row.due_day))
    if step.days_late:
        return text + ", " + fmt.plural("{n} day late", "{n} days late", step.days_late)
    if step.state == "moved":
        return text + ", " + _("first {day}").format(day=fmt.day(step.row.original_day))
    return text


def short_when(step: Step) -> str:
    """Return the day of a milestone and how late it is, for a column."""
    text = fmt.short_day(step.row.reached_day or step.row.due_day)
    if step.days_late:
        text += ", " + fmt.plural("{n} d late", "{n} d late", step.days_late)
    return text


def promises_text(step: Step) -> str:
    """Return every day a milestone was promised for, in their order; '' where there is one."""
    if len(step.promises) < 2:
        return ""
    days = " → ".join(fmt.day(day) for day in step.promises)
    return _("promised for {days}").format(days=days)


def figures_texts(one: Progress, currency: str) -> list[str]:
    """Return hours, money and what they amount to; what was not noted is not measured."""
    texts = []
    if one.worked is not None or one.available is not None:
        texts.append(_hours_text(one))
    if one.cost is not None:
        texts.append(_("{amount} spent").format(amount=_money(one.cost, currency)))
    if one.gain is not None:
        texts.append(_("{amount} gained").format(amount=_money(one.gain, currency)))
    elif one.cost is not None:
        texts.append(_("gain not measured"))
    if one.roi is not None:
        texts.append(_("ROI {share}").format(share=fmt.share(one.roi, 0)))
    if one.margin_per_hour is not None:
        amount = fmt.money(one.margin_per_hour, currency)
        texts.append(_("{amount} an hour").format(amount=amount))
    return texts


def _hours_text(one: Progress) -> str:
    if one.available is None:
        return _("{amount} worked").format(amount=_hours(one.worked or 0))
    if one.worked is None:
        return _("{amount} available").format(amount=_hours(one.available))
    text = _("{worked} worked of {available}")
    said = text.format(worked=_hours(one.worked), available=_hours(one.available))
    return said if one.utilisation is None else f"{said} ({fmt.share(one.utilisation, 0)})"


def _hours(minutes: int) -> str:
    return _("{n} h").format(n=fmt.number(Fraction(minutes, 60), 1 if minutes % 60 else 0))


def _money(amount: int, currency: str) -> str:
    return fmt.money(Fraction(amount, MONEY_SCALE), currency)


def amount_text(kind: str, amount: int, currency: str) -> str:
    """Return one note of hours or money."""
    return _hours(amount) if kind in ("worked", "available") else _money(amount, currency)


def levers_text(one: Progress) -> str:
    """Return the levers it puts to work, with their states; '' for none."""
    names = [
        f"{LEVER_MARKS[lever.state]} {clean(lever.name)} ({_(LEVER_STATE_LABELS[lever.state])})"
        for lever in one.levers
    ]
    return _("levers: {names}").format(names=", ".join(names)) if names else ""


def headline(projects: Sequence[Progress]) -> str:
    """Return how many projects run, and how many milestones of them are late."""
    running = [one for one in projects if one.standing in ("late", "slipping", "on_time")]
    text = fmt.plural("{n} project running", "{n} projects running", len(running))
    late = sum(len(one.overdue) for one in running)
    if late:
        text += " · " + fmt.plural("{n} milestone late", "{n} milestones late", late)
    return text


def legend(*, ascii_only: bool = False) -> str:
    """Return what the signs of the timeline mean."""
    from tui.timeline import ASCII_SIGNS, SIGNS

    signs = ASCII_SIGNS if ascii_only else SIGNS
    meanings = (
        (signs.reached, _("reached")),
        (signs.promise, _("promised")),
        (signs.gone, _("promise given up")),
        (signs.today, _("today")),
    )
    return "  ".join(f"{sign} {meaning}" for sign, meaning in meanings)
