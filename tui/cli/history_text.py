"""What changed in a goal or lever, version by version, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from goals.levers.lever import LEVER_STATE_LABELS
from goals.targets.goal import KIND_LABELS, RECURRENCE_LABELS, STATE_LABELS
from store.messages import N_
from tui import format as fmt
from tui.cli.columns import fit, paragraph, right
from tui.cli.goal_words import plain_amount
from tui.language import _
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goals.metrics.metric import Metric
    from store.plans import HistoryEntry, LinkEntry
    from store.settings import Shop

CHANGES = {
    "add": N_("set"),
    "edit": N_("edited"),
    "close": N_("closed"),
    "reopen": N_("opened again"),
    "archive": N_("archived"),
    "delete": N_("deleted"),
    "undo": N_("taken back"),
    "restore": N_("as it was then"),
    "start": N_("started"),
    "stop": N_("stopped"),
    "retire": N_("put aside"),
    "show": N_("back on the board"),
}
FIELDS = {
    "state": N_("State"),
    "title": N_("Title"),
    "name": N_("Name"),
    "metric": N_("Metric"),
    "where_dimension": N_("Dimension"),
    "where_member": N_("Only"),
    "operator": N_("Sign"),
    "target": N_("Target"),
    "target_high": N_("Up to"),
    "kind": N_("Kind"),
    "window_days": N_("Window in days"),
    "start_day": N_("Start"),
    "deadline_day": N_("Deadline"),
    "end_day": N_("End"),
    "recurrence": N_("Rhythm"),
    "guardrails": N_("Must not get worse"),
    "effects": N_("Should move"),
    "cost": N_("Cost"),
    "owner": N_("Owner"),
    "note": N_("Note"),
    "label": N_("Label"),
    "formula": N_("Formula"),
    "unit": N_("Unit"),
    "better": N_("Better"),
    "short": N_("On its tile"),
    "holdout": N_("Half is spared"),
    "closed_value": N_("Value at closing"),
    "closed_day": N_("Known up to"),
}
"""Fields of the rows; one that is not named here is not for people (numbers, the baseline)."""

_LONGEST = 30


def history_lines(
    entries: Sequence[HistoryEntry],
    shop: Shop,
    links: Sequence[LinkEntry] = (),
    levers: Mapping[int, str] | None = None,
    *,
    known: Mapping[str, Metric],
) -> list[str]:
    """Return every version of a plan (when, what, which fields it changed) and every link.

    Who made a change is said where several did.
    """
    zone = ZoneInfo(shop.timezone)
    several = len({entry.who for entry in entries}) > 1
    told: list[tuple[int, list[str]]] = []
    before: Mapping[str, Any] = {}
    for entry in entries:
        word = _(CHANGES.get(entry.change, entry.change))
        who = f" · {clean(entry.who)}" if several and entry.who else ""
        text = f"{moment(entry.at, zone)} · {word}{who}"
        lines = paragraph(text, 5, first=right(str(entry.version), 3))
        for change in changes(before, entry.body, shop.currency, known):
            lines += paragraph(change, 7, first=" " * 7)
        told.append((entry.at, lines))
        before = entry.body
    names = levers or {}
    for link in links:
        name = clean(names.get(link.lever, str(link.lever)))
        text = f"{moment(link.at, zone)} · {link_text(name, linked=link.linked)}"
        told.append((link.at, paragraph(text, 5, first="   ")))
    told.sort(key=lambda one: one[0])
    return [line for _at, lines in told for line in lines]


def moment(at: int, zone: ZoneInfo) -> str:
    return fmt.moment(datetime.fromtimestamp(at, UTC).astimezone(zone))


def link_text(name: str, *, linked: bool) -> str:
    """Return what happened to a lever of a goal."""
    text = _("lever linked: {name}") if linked else _("lever taken off: {name}")
    return text.format(name=name)


def changes(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    currency: str,
    known: Mapping[str, Metric],
) -> list[str]:
    """Return what a version changed, field by field."""
    found = []
    for name in changed(before, after):
        old, new = (_shown(name, body.get(name), body, currency, known) for body in (before, after))
        text = _("{label}: {before} → {after}")
        found.append(text.format(label=_(FIELDS[name]), before=old, after=new))
    return found


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the fields that differ between two versions; none for the first one."""
    if not before:
        return []
    return [name for name in FIELDS if name in after and before.get(name) != after[name]]


def _shown(
    name: str, value: Any, body: Mapping[str, Any], currency: str, known: Mapping[str, Metric]
) -> str:
    if value in (None, "", [], ()):
        return fmt.NO_VALUE
    if name in ("target", "target_high", "closed_value") and body.get("metric") in known:
        unit, amount = known[body["metric"]].unit, Fraction(value)
        if name == "closed_value":
            return fmt.value(unit, amount, currency)
        return plain_amount(unit, amount, currency)
    if name == "cost":
        return fmt.money(Fraction(value), currency)
    if name.endswith("_day"):
        return fmt.day(date.fromisoformat(value))
    if name in ("state", "kind", "recurrence"):
        return _(_word(name, value))
    if name in ("metric", "guardrails", "effects"):
        return ", ".join(_metric(one, known) for one in ([value] if name == "metric" else value))
    return fmt.shown(value) if isinstance(value, bool) else fit(clean(str(value)), _LONGEST)


def _word(name: str, value: str) -> str:
    """Return the label of a state, kind or rhythm; "done" is two different things."""
    if name == "state":
        both: dict[str, str] = {str(one): label for one, label in STATE_LABELS.items()}
        both |= {str(one): label for one, label in LEVER_STATE_LABELS.items()}
        both |= {"shown": N_("on the board"), "retired": N_("put aside")}
        return both.get(value, value)
    if name == "kind":
        return {str(one): label for one, label in KIND_LABELS.items()}.get(value, value)
    return {str(one): label for one, label in RECURRENCE_LABELS.items()}.get(value, value)


def _metric(this: Any, known: Mapping[str, Metric]) -> str:
    name = str(this["metric"] if isinstance(this, dict) else this)
    return _(known[name].label) if name in known else clean(name)
