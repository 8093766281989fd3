"""The fields of a goal's form, from a goal's texts to widgets and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from goals.targets.goal import RECURRENCE_LABELS
from tui import format as fmt
from tui.draft_words import kind_choices, metric_choices
from tui.language import _
from tui.widgets.fields import ChoiceField, Field, ManyField, TextField

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.screen import Screen
    from textual.widget import Widget

    from goals.metrics.catalogue.shop import Catalogue
    from goals.targets.draft import Draft
    from goals.targets.texts import GoalText

FIELDS = (
    "metric", "where", "target", "kind", "by", "window", "title", "start", "recurrence",
    "guardrails", "note",
)  # fmt: skip
CHOSEN = ("metric", "where", "kind", "recurrence")
TYPED = ("target", "by", "window", "title", "start", "note")


def labels() -> dict[str, str]:
    return {
        "metric": _("Metric"),
        "where": _("Limited to"),
        "target": _("Target"),
        "kind": _("Kind"),
        "by": _("By"),
        "window": _("Measured over"),
        "title": _("Name"),
        "start": _("Start"),
        "recurrence": _("Rhythm"),
        "guardrails": _("Guardrails"),
        "note": _("Note"),
    }


def widgets(
    text: GoalText, known: Catalogue, metrics: list[tuple[str, str]], example: str
) -> Iterable[Widget]:
    """Yield the lines of the form, filled with a goal's texts."""
    hints = {
        "target": example,
        "by": _("31/12, in 8 weeks"),
        "window": _("28 days"),
        "title": _("optional"),
        "start": _("today"),
        "note": _("optional"),
    }
    choices: dict[str, list[tuple[str, str]]] = {
        "metric": metrics,
        "where": [("", _("everything"))],
        "kind": kind_choices(),
        "recurrence": [(key, _(label)) for key, label in RECURRENCE_LABELS.items()],
    }
    for name, label in labels().items():
        entry: Widget
        if name in choices:
            value = getattr(text, name) or ("none" if name == "recurrence" else "")
            entry = ChoiceField(choices[name], value, id=name)
        elif name == "guardrails":
            watched = [one for one in metric_choices(known) if known[one[0]].better]
            entry = ManyField(watched, text.guardrails, _("none"), id=name)
        else:
            entry = TextField(getattr(text, name), hints[name], id=name)
        yield Field(label, entry)


def read(screen: Screen[Any], before: GoalText) -> dict[str, Any]:
    """Return what stands in the fields; what is only said in other words stays as it was."""
    found: dict[str, Any] = {
        name: screen.query_one(f"#{name}", ChoiceField).value for name in CHOSEN
    }
    found |= {name: screen.query_one(f"#{name}", TextField).value for name in TYPED}
    found["guardrails"] = screen.query_one("#guardrails", ManyField).values
    if found["recurrence"] == "none" and not before.recurrence:
        found["recurrence"] = ""
    return found


def write(screen: Screen[Any], text: GoalText) -> None:
    """Put a goal's texts into the fields."""
    for name in CHOSEN:
        value = getattr(text, name) or ("none" if name == "recurrence" else "")
        screen.query_one(f"#{name}", ChoiceField).choose(value)
    for name in TYPED:
        screen.query_one(f"#{name}", TextField).value = getattr(text, name)
    screen.query_one("#guardrails", ManyField).take(text.guardrails)


def start_meant(draft: Draft) -> str:
    return fmt.day(draft.start) if draft.start else ""
