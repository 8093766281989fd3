"""The forms of segments: a name and a rule, checked while they are typed; where to export."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_
from tui import format as fmt
from tui.language import _, ngettext, tr
from tui.screens.form import Form, FormField, FormReading
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from goals.customers.saved import Checked
    from store.segments import SavedSegment

FROZEN, FOLLOWS = "frozen", "follows"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says."""

    name: str
    rule: str
    follows: bool


class SegmentForm(Form["SavedSegment"]):
    """Says whom the rule chooses with every letter; answers with the segment as it was saved."""

    def __init__(self, row: SavedSegment | None = None, *, rule: str = "") -> None:
        fields = (
            FormField("name", _("Name"), row.name if row else "", _("a few words")),
            FormField(
                "rule", _("Rule"), row.rule if row else rule, _("orders >= 2 and last > 60d")
            ),
            FormField(
                "mode", _("Members"), FOLLOWS if row and row.follows else FROZEN,
                choices=(
                    (FROZEN, _("frozen: those of today")),
                    (FOLLOWS, _("found anew after each import")),
                ),
            ),
        )  # fmt: skip
        title = _("Change a segment") if row else _("A segment of your own")
        super().__init__(title, fields, lambda _texts: FormReading(None, {}, {}), lambda _row: None)
        self._row = row

    @property
    def typed(self) -> Typed:
        texts = self.texts
        return Typed(texts["name"], texts["rule"], texts["mode"] == FOLLOWS)

    def _show(self, reading: FormReading[SavedSegment]) -> None:
        """Ask the desk whom the rule chooses; what is wrong with it is said below."""
        rule = self.typed.rule
        if rule.strip():
            self.ask("check", partial(self.kpi.desk.segments.check, rule), self._counted,
                     self._wrong)  # fmt: skip
        else:
            self._hint(
                _(
                    "Ask orders, value, basket, last, first, country, category, segment, left"
                    " cart…: {example}"
                ).format(example=_("orders >= 2 and last > 60d")),
                "dim",
            )

    def _counted(self, found: Checked | None) -> None:
        if found is None:
            return
        text = ngettext(
            "{n} customer today ({share}), {sales} of sales.",
            "{n} customers today ({share}), {sales} of sales.",
            found.customers,
        ).format(
            n=fmt.number(found.customers),
            share=fmt.NO_VALUE if found.share is None else fmt.share(found.share),
            sales=fmt.NO_VALUE if found.sales_share is None else fmt.share(found.sales_share),
        )
        why = _("Frozen lets you measure what they do from now on.")
        if self.typed.follows:
            why = _("Right for a mailing; chosen by their past, so their past looks special.")
        self._hint(f"{text} {why}", "good" if found.customers else "dim")

    def _wrong(self, error: OwnerError) -> None:
        self._hint(f"{tr(error.what)} {tr(error.remedy)}", "bad")

    def _hint(self, text: str, ink: str) -> None:
        self.query_one("#wrong", Prose).show([((text, ink),)])

    def _try(self) -> None:
        typed, desk = self.typed, self.kpi.desk.segments
        if self._row is None:
            save = partial(desk.add, typed.name, typed.rule, typed.follows)
        else:
            save = partial(desk.edit, self._row, typed.name, typed.rule, typed.follows)
        self.ask("save", save, self.dismiss, self._wrong)


def export_form(path: Path, write: Callable[[Path], object]) -> Form[Path]:
    """Return the form that asks where to write a segment's pseudonyms."""

    def read(texts: Mapping[str, str]) -> FormReading[Path]:
        text = texts["file"].strip()
        if not text:
            error = OwnerError(N_("There is no file name yet."), N_("Write one ending in .csv."))
            return FormReading(None, {"file": error}, {})
        return FormReading(Path(text).expanduser(), {}, {})

    told = _("Pseudonyms, no addresses: those are in your own list of customers only.")
    fields = (FormField("file", _("File"), str(path)),)
    return Form(_("Export a segment"), fields, read, write, told=told)
