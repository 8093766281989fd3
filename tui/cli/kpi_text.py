"""The figures of ``kpi`` for people: aligned columns in 80 cells, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.metrics.metric import STAGES
from goals.metrics.selected import is_standing
from goals.metrics.window import NO_SOURCE
from tui import format as fmt
from tui.cli.columns import WIDTH, fit, left, paragraph, right, table, width
from tui.lag_words import lag_texts
from tui.language import _, tr
from tui.revised_words import REVISED, revised_texts
from tui.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from goals.metrics.figures import Change, Figure
    from goals.metrics.formula import Formula
    from store.spans import Span
    from tui.cli.kpi import Answer

LABEL = (22, 34)
"""Least and most cells of the labels: below the least, amounts go without cents."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in a column of figures; ``short`` is the label where there is little room."""

    label: str
    short: str
    figure: Figure
    change: Change | None
    revised: bool = False


def as_text(answer: Answer) -> list[str]:
    """Return the answer as lines of at most 80 cells."""
    lines = heading(answer)
    if answer.asked.by or answer.asked.grain:
        for name in answer.readings:
            lines += _members(answer, name) if answer.asked.by else []
            lines += _course(answer, name) if answer.asked.grain else []
    else:
        lines += _board(answer)
    lines += _footnotes(answer)
    return lines


def heading(answer: Answer) -> list[str]:
    """Return who, which days, and what they are compared with."""
    shop = clean(answer.shop.name)
    parts = [shop] if shop else []
    period = answer.asked.period
    days = fmt.days_to(period.span) if period.kind == "days" else fmt.span(period.span)
    parts.append(_("{period}, so far").format(period=days) if period.partial else days)
    if answer.as_of in period.span:
        parts += lag_texts(answer.lags)
    if answer.before is not None and _compares(answer):
        parts.append(_("against {days}").format(days=fmt.span(answer.before)))
    lines = paragraph(" · ".join(parts))
    scope = [f"{dimension} = {clean(member) or _('(unknown)')}"
             for dimension, member in answer.asked.where]  # fmt: skip
    if scope:
        lines += paragraph(_("Only {scope}").format(scope=", ".join(scope)))
    return lines


def _compares(answer: Answer) -> bool:
    """Whether anything is shown beside the figure before: a course in time shows none."""
    return bool(answer.asked.by) or not answer.asked.grain


# -- all metrics -----------------------------------------------------------------------------


def _board(answer: Answer) -> list[str]:
    shown = {
        name: reading.figure.metric
        for name, reading in answer.readings.items()
        if not _waits(answer, reading.figure)
    }
    rows = [
        Row(_(metric.label), _(metric.tile_label), answer.readings[name].figure,
            answer.readings[name].change, answer.readings[name].revised is not None)
        for name, metric in shown.items()
    ]  # fmt: skip
    texts = dict(zip(shown, laid_out(rows, answer.shop.currency), strict=True))
    lines: list[str] = []
    for stage, label in STAGES.items():
        names = [name for name, metric in shown.items() if metric.stage == stage]
        lines += ["", _(label).upper()] if names else []
        for name in names:
            lines.append(texts[name])
            figure = answer.readings[name].figure
            lines += _sure(figure, answer.shop.currency) if answer.named else []
    return lines


def _waits(answer: Answer, figure: Figure) -> bool:
    """Whether a metric nobody asked for by name has no source yet: it is listed below."""
    reason = figure.reason
    return not answer.named and reason is not None and reason.text == NO_SOURCE


def _sure(figure: Figure, currency: str) -> list[str]:
    """Return the terms and the interval of a metric that was asked for by name."""
    if figure.value is None:
        return []
    parts = []
    if divided := division(figure, currency):
        parts.append(divided)
    if figure.interval is not None:
        parts.append(_("95% sure: {interval}").format(interval=interval(figure, currency)))
    parts += [tr(note) for note in figure.notes if not is_standing(note)]
    return paragraph(" · ".join(parts), 2) if parts else []


def division(figure: Figure, currency: str) -> str:
    """Return what a ratio was divided by what, "" for what is no ratio."""
    if figure.denominator is None or figure.numerator is None:
        return ""
    top, bottom = figure.metric.parsed(figure.basis or "accounting")
    return (f"{term(top, figure.numerator, currency)} ÷ "
            f"{term(bottom, figure.denominator, currency)}")  # fmt: skip


def term(formula: Formula | None, value: Fraction, currency: str) -> str:
    """Return the numerator or denominator of a ratio in its own unit."""
    unit = "count" if formula is None else formula.unit
    return fmt.value("money" if unit == "money" else "count", value, currency)


def interval(figure: Figure, currency: str = "") -> str:
    """Return the 95% interval of a figure as people read it."""
    ends = [fmt.value(figure.metric.unit, Fraction(end), currency) for end in figure.interval or ()]
    return " – ".join(ends)


def marks(figure: Figure) -> str:
    """Return what the footnotes explain: ``*`` days missing at the end, ``°`` few cases."""
    return ("*" if figure.partial and figure.value is not None else " ") + (
        "°" if figure.small else " "
    )


def laid_out(rows: list[Row], currency: str) -> list[str]:
    """Return lines of at most 80 cells: label, value, value before, change, verdict in a word."""
    flagged = any(row.revised for row in rows)
    cells = [_cells(row, fmt.value, currency, flagged=flagged) for row in rows]
    if WIDTH - _needed(cells) < LABEL[0]:
        cells = [_cells(row, fmt.short, currency, flagged=flagged) for row in rows]
    room = max(LABEL[0], min(LABEL[1], WIDTH - _needed(cells)))
    lines = []
    sizes = _sizes(cells)
    for row, texts in zip(rows, cells, strict=True):
        label = row.label if width(row.label) <= room else row.short
        parts = [right(text, size) for text, size in zip(texts[:-1], sizes[:-1], strict=True)]
        lines.append(" ".join([left(fit(label, room), room), *parts, texts[-1]]).rstrip())
    return lines


def _cells(row: Row, write: Callable[..., str], currency: str, *, flagged: bool) -> list[str]:
    unit = row.figure.metric.unit
    before, delta, word = "", "", ""
    if row.change is not None:
        before = write(unit, row.change.previous.value, currency)
        if row.change.difference is not None:
            said = fmt.delta(row.change.change, row.change.kind, row.change.verdict)
            delta, word = f"{said.arrow} {said.text}".strip(), said.word
        elif row.change.apart is not None:
            delta = "≠"
    flag = (REVISED if row.revised else " ") if flagged else ""
    return [write(unit, row.figure.value, currency) + flag + marks(row.figure), before, delta, word]


def _sizes(cells: list[list[str]]) -> list[int]:
    return [max((width(row[n]) for row in cells), default=0) for n in range(4)]


def _needed(cells: list[list[str]]) -> int:
    return sum(_sizes(cells)) + 4


# -- one metric by member or in time ---------------------------------------------------------


def _title(answer: Answer, name: str) -> list[str]:
    figure = answer.readings[name].figure
    return ["", _(figure.metric.label).upper()]


def _members(answer: Answer, name: str) -> list[str]:
    reading, currency = answer.readings[name], answer.shop.currency
    lines = _title(answer, name)
    members = answer.members.get(name, [])
    if not members:
        reason = answer.unsplit.get(name) or reading.figure.reason
        return lines + paragraph(tr(reason) if reason else fmt.NO_VALUE, 2, first="—")
    rows = [
        Row(label, label, one.figure, one.change)
        for one in members
        for label in [clean(one.member) or _("(unknown)")]
    ]
    rows.append(Row(_("All"), _("All"), reading.figure, reading.change))
    return lines + laid_out(rows, currency)


_SPANS: dict[str, Callable[[Span], str]] = {
    "month": lambda span: fmt.month(span.start),
    "year": lambda span: str(span.start.year),
}


def _course(answer: Answer, name: str) -> list[str]:
    currency = answer.shop.currency
    rows = []
    for point in answer.points.get(name, ()):
        unit = point.figure.metric.unit
        label = _SPANS.get(answer.asked.grain or "", fmt.span)(point.span)
        rows.append([label, fmt.value(unit, point.figure.value, currency)
                     + marks(point.figure)])  # fmt: skip
    return _title(answer, name) + table(rows, "lr")


# -- footnotes -------------------------------------------------------------------------------


def _footnotes(answer: Answer) -> list[str]:
    figures = [reading.figure for reading in answer.readings.values()]
    figures += [one.figure for members in answer.members.values() for one in members]
    figures += [one.figure for points in answer.points.values() for one in points]
    lines: list[str] = []
    if any(figure.partial and figure.value is not None for figure in figures):
        compared = answer.before is not None and _compares(answer)
        said = (
            _("still running, or the data end sooner: compared with as many days before")
            if compared
            else _("still running, or its data end earlier")
        )
        lines += paragraph(said, 3, first=" *")
    if any(figure.small for figure in figures):
        lines += paragraph(_("fewer than 30 cases: no verdict"), 3, first=" °")
    for name, reading in answer.readings.items():
        if reading.revised is not None:
            text = _("{name}: {text}").format(
                name=_(reading.figure.metric.tile_label), text=_revised(answer, name)
            )
            lines += paragraph(text, 3, first=f" {REVISED}")
    for reason in _apart(answer):
        lines += paragraph(reason, 3, first=" ≠")
    waiting = [one.figure for one in answer.readings.values() if _waits(answer, one.figure)]
    missing = [one.figure for one in answer.readings.values() if not _waits(answer, one.figure)]
    for reason, labels in _grouped(missing).items():
        lines += paragraph(fmt.listed(labels), 3, first=" —") + paragraph(reason, 5)
    if waiting:
        names = fmt.listed([_(figure.metric.tile_label) for figure in waiting])
        lines += paragraph(_("no source yet: {metrics}").format(metrics=names), 3, first=" —")
    standing = dict.fromkeys(tr(n) for one in figures for n in one.notes if is_standing(n))
    for text in (*(tr(note) for note in answer.notes), *standing):
        lines += paragraph(text, 3, first=" ·")
    return ["", *lines] if lines else []


def _revised(answer: Answer, name: str) -> str:
    """Return by how much a figure was revised, and the command that lists the orders."""
    reading = answer.readings[name]
    unit, revised = reading.figure.metric.unit, reading.revised
    before = fmt.value(unit, revised.before if revised else None, answer.shop.currency)
    text = _("{revised}, from {before} (kpi explain {name})")
    return text.format(revised=revised_texts(revised)[0], before=before, name=name)


def _apart(answer: Answer) -> Iterable[str]:
    """Return why figures are not compared, each reason once."""
    changes = [reading.change for reading in answer.readings.values()]
    changes += [one.change for members in answer.members.values() for one in members]
    return dict.fromkeys(tr(one.apart) for one in changes if one and one.apart)


def _grouped(figures: Iterable[Figure]) -> dict[str, list[str]]:
    """Return the metrics without a value by their reason."""
    found: dict[str, list[str]] = {}
    for figure in figures:
        if figure.reason is not None:
            found.setdefault(tr(figure.reason), []).append(_(figure.metric.tile_label))
    return found
