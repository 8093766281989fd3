"""Own metrics, measures and series as lines of text and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from goals.metrics.formula import DISTINCT, SHORTHANDS, UNITS
from goals.metrics.labels import MEASURES, measure_label
from goals.metrics.metric import STAGES
from goals.metrics.own import BETTER_LABELS, BETTER_WORDS, UNIT_LABELS
from goals.metrics.quotient import text_of
from store.messages import N_
from store.own import OwnMetrics
from tui import format as fmt
from tui import words
from tui.cli.columns import fit, paragraph, table
from tui.cli.context import json_value
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.metrics.metric import Metric
    from goals.metrics.own_book import Entry, Standing, Trial
    from store.facts import Facts
    from store.own import OwnSeries
    from tui.cli.kpi_data import Plain

STATE_LABELS: dict[Standing, str] = {
    "shown": N_("on the board"),
    "retired": N_("put aside"),
    "deleted": N_("deleted"),
}
MEASURE_UNITS: dict[str, str] = {
    "count": N_("number"),
    "money": N_("money"),
    "minutes": N_("minutes"),
    "thousandths": N_("decimal"),
}
OVER_TIME: dict[str, str] = {"sum": N_("its days add up"), "last": N_("its last day tells")}
SPARK_CELLS = 60


def entry_object(one: Entry, trial: Trial | None = None, currency: str = "") -> Plain:
    """Return a metric as JSON; ``value`` is that of the last 28 days, where it was asked for."""
    metric, row = one.metric, one.row
    top, bottom = metric.parsed()
    told: Plain = {
        "id": metric.id,
        "version": row.version if row else None,
        "label": _(metric.label),
        "own": row is not None,
        "state": one.state,
        "formula": metric.formula,
        "numerator": text_of(top.root),
        "denominator": text_of(bottom.root) if bottom else None,
        "unit": metric.unit,
        "better": metric.better,
        "stage": metric.stage,
        "note": row.note if row else "",
        "error": tr(one.broken.what) if one.broken else None,
    }
    if trial is not None:
        figure = trial.figure
        told |= {
            "period": {"start": figure.span.start, "end": figure.span.last},
            "value": json_value(metric.unit, figure.value, currency),
            "reason": tr(figure.reason) if figure.reason else None,
        }
    return told


def entry_lines(
    one: Entry, trial: Trial | None, currency: str, goals: Sequence[int] = ()
) -> list[str]:
    """Return everything of one metric: what it is made of, and what it says now."""
    metric = one.metric
    about = [_(STAGES[metric.stage]), _(better_label(metric)), _(STATE_LABELS[one.state])]
    lines = paragraph(f"{clean(_(metric.label)).upper()} ({metric.id}) · {' · '.join(about)}")
    lines += [*paragraph(clean(_(metric.definition))), ""]
    lines += paragraph(metric.formula, 12, first=_("Formula"))
    top, bottom = metric.parsed()
    if bottom is not None:
        lines += paragraph(text_of(top.root), 12, first=_("Above"))
        lines += paragraph(text_of(bottom.root), 12, first=_("Below"))
    lines += paragraph(_(UNIT_LABELS[metric.unit]), 12, first=_("Unit"))
    if one.broken is not None:
        lines += paragraph(f"{tr(one.broken.what)} {tr(one.broken.remedy)}", 12, first=" !")
    if trial is not None:
        lines += _said(metric, trial, currency)
    if goals:
        lines += paragraph(", ".join(map(str, goals)), 12, first=_("Goals"))
    return lines


def better_label(metric: Metric) -> str:
    word = next(word for word, sign in BETTER_WORDS.items() if sign == metric.better)
    return BETTER_LABELS[word]


def _said(metric: Metric, trial: Trial, currency: str) -> list[str]:
    figure = trial.figure
    lines = paragraph(fmt.value(metric.unit, figure.value, currency), 12, first=_("Value"))
    lines += paragraph(fmt.span(figure.span), 12, first=_("Days"))
    if figure.reason:
        lines += paragraph(tr(figure.reason), 12, first="—")
    if any(value is not None for value in trial.spark):
        lines += paragraph(words.spark(trial.spark, SPARK_CELLS), 12, first=_("Before"))
    return lines


def list_lines(entries: Sequence[Entry]) -> list[str]:
    """Return the owner's own metrics and those put aside, one a line."""
    if not entries:
        return [
            *paragraph(_("No metric of your own yet, and none put aside.")),
            *paragraph(_("“kpi-tui metric add NAME FORMULA” adds one, “retire” puts one aside.")),
        ]
    rows = [
        [
            fit(one.metric.id, 20),
            fit(clean(_(one.metric.label)), 20),
            fit(_(STATE_LABELS[one.state]) + (" !" if one.broken else ""), 14),
            fit(one.metric.formula if one.row else "", 20),
        ]
        for one in entries
    ]
    return table(rows, "llll")


# -- measures --------------------------------------------------------------------------------


class Nameable(TypedDict):
    """What a formula may name, as JSON; ``known`` are the days that any source gives it for."""

    id: str
    label: str
    unit: str
    people: bool
    known: list[Plain]


def measures_of(facts: Facts, word: str) -> list[Nameable]:
    """Return what a formula may name and whether any source gives it, those with a word in it."""
    series = {one.name: one for one in OwnMetrics(facts.store).series()}
    units = {**UNITS, **{name: one.unit for name, one in series.items()}}
    found: list[Nameable] = []
    for name in (*UNITS, *SHORTHANDS, *series):
        label = _(MEASURES[name]) if name in MEASURES else SHORTHANDS.get(name, name)
        if word.casefold() not in f"{name} {label}".casefold():
            continue
        covered = facts.coverage(name) if name not in SHORTHANDS else []
        found.append(
            {
                "id": name,
                "label": label,
                "unit": units.get(name, "money"),
                "people": name in DISTINCT,
                "known": [{"start": one.start, "end": one.last} for one in covered],
            }
        )
    return found


def measure_lines(found: Sequence[Nameable]) -> list[str]:
    """Return the measures in three columns; those that a source gives have a mark."""
    if not found:
        return paragraph(_("No measure has this word in its name."))
    rows = [
        [
            "•" if one["known"] else "",
            fit(one["id"], 26),
            fit(one["label"], 38),
            _(MEASURE_UNITS[one["unit"]]),
        ]
        for one in found
    ]
    return [
        *table(rows, "llll", widest=36),
        "",
        *paragraph(_("• imported already. A metric may be named in a formula too.")),
    ]


def series_lines(found: Sequence[OwnSeries], facts: Facts) -> list[str]:
    """Return the series of the owner's own, one a line."""
    if not found:
        text = _("No daily series of your own yet: import a file with a day and a column my_….")
        return paragraph(text)
    rows = []
    for one in found:
        spans = fmt.listed([fmt.span(span) for span in facts.coverage(one.name)])
        rows.append(
            [measure_label(one.name), _(MEASURE_UNITS[one.unit]), _(OVER_TIME[one.over_time]),
             spans or _("not imported yet")]
        )  # fmt: skip
    return table(rows, "llll", widest=40)
