"""Writing a metric of one's own: its formula is read, and answered, while it is typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from goals.metrics.metric import STAGES
from goals.metrics.own import BETTER_LABELS, UNIT_LABELS, OwnText, text_of_row
from store.own import OwnMetricRow
from tui import format as fmt
from tui import words
from tui.language import _, tr
from tui.screens.form import Form, FormField, FormReading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from goals.metrics.own import OwnDraft
    from store.errors import OwnerError
    from tui.own_desk import OwnDesk, Tried

SPARK = 30
FIELDS = ("label", "formula", "unit", "better", "stage", "short", "note")


class OwnEditor(Form[OwnMetricRow]):
    """Answers with the metric as kept."""

    DEFAULT_CSS = "OwnEditor #wrong { height: 4; }"

    def __init__(self, desk: OwnDesk, row: OwnMetricRow | None, currency: str) -> None:
        text = text_of_row(row) if row else OwnText()
        title = _("Change the figure {name}").format(name=row.name) if row else _("A new figure")
        nothing: FormReading[OwnMetricRow] = FormReading(None, {}, {})
        super().__init__(title, _fields(text), self._later, desk.keep)  # type: ignore[arg-type]
        self._own = desk
        self._row = row
        self._currency = currency
        self._last = nothing

    def _later(self, texts: Mapping[str, str]) -> FormReading[OwnMetricRow]:
        """Have the texts read in a thread: members and figures are looked up for it."""
        self.ask("draft", partial(self._own.tried, self._text(texts), self._row), self._answered)
        return self._last

    def _text(self, texts: Mapping[str, str]) -> OwnText:
        told = {name: texts[name] for name in FIELDS}
        return OwnText(name=self._row.name if self._row else "", **told)

    def _answered(self, tried: Tried) -> None:
        self._told = " ".join(self._effect(tried))
        self._last = FormReading(None, self._wrong(tried.draft), self._beside(tried))
        self._show(self._last)

    def _wrong(self, draft: OwnDraft) -> dict[str, OwnerError]:
        """Return the mistakes by field: a name that cannot be comes of its label."""
        found: dict[str, OwnerError] = dict(draft.errors)
        if "name" in found:
            found.setdefault("label", found.pop("name"))
        return found

    def _beside(self, tried: Tried) -> dict[str, str]:
        metric, row = tried.draft.metric, tried.draft.row
        if metric is None:
            return {}
        told = {"stage": _(STAGES[metric.stage])}
        if tried.trial is not None:
            told["formula"] = fmt.value(metric.unit, tried.trial.figure.value, self._currency)
        if metric.unit != self.texts["unit"]:
            told["unit"] = _(UNIT_LABELS[metric.unit])
        return told if row is None else told | {"label": row.name, "short": row.short}

    def _effect(self, tried: Tried) -> list[str]:
        """Return what it would say now, and what may be meant otherwise."""
        parts = []
        if tried.trial is not None and tried.draft.metric is not None:
            figure, spark = tried.trial.figure, tried.trial.spark
            value = fmt.value(tried.draft.metric.unit, figure.value, self._currency)
            parts.append(fmt.labelled(fmt.span(figure.span), value))
            if figure.reason is not None:
                parts.append(tr(figure.reason))
            elif any(one is not None for one in spark):
                plain = self.kpi.marks == "ascii"
                parts.append(words.spark(spark, SPARK, ascii_only=plain))
        parts += [tr(one) for one in tried.draft.warnings]
        return parts or [_("Measures, numbers, + - * / and parentheses: shipping / goods_sold")]

    def _try(self) -> None:
        self._tried = True
        asked = partial(self._own.tried, self._text(self.texts), self._row)
        self.ask("draft", asked, self._keep)

    def _keep(self, tried: Tried) -> None:
        self._answered(tried)
        row = tried.draft.row
        if row is None:
            wrong = next((one for one in FIELDS if one in self._last.errors), "formula")
            self.query_one(f"#{wrong}").focus()
            return

        def kept(_answer: object) -> None:
            self.dismiss(row)

        self.ask("save", partial(self._own.keep, tried.draft), kept, self._refused)


def _fields(text: OwnText) -> tuple[FormField, ...]:
    chosen = ("", _("as the formula says"))
    units = tuple((key, _(label)) for key, label in UNIT_LABELS.items())
    ways = tuple((key, _(label)) for key, label in BETTER_LABELS.items())
    stages = tuple((key, _(label)) for key, label in STAGES.items())
    return (
        FormField("formula", _("Formula"), text.formula, "shipping / goods_sold"),
        FormField("label", _("Name"), text.label, _("what people read")),
        FormField("unit", _("Unit"), text.unit, choices=(chosen, *units)),
        FormField("better", _("Better"), text.better or "neither", choices=ways),
        FormField("stage", _("Stage"), text.stage, choices=(chosen, *stages)),
        FormField("short", _("On its tile"), text.short, _("optional")),
        FormField("note", _("Note"), text.note, _("optional")),
    )
