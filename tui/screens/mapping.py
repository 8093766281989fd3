"""Saying what the columns of a file mean, where nobody recognises it: kept for the next time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType

from store.importers import importers
from store.importers.mapped.kinds import KINDS
from tui.language import _, tr
from tui.mapping_draft import (
    DATES,
    DECIMAL_SIGNS,
    NOT_READ,
    WORTH,
    MappingDraft,
    source_of,
)
from tui.screens.panel import Panel
from tui.screens.pick import Choice, Pick
from tui.screens.questions import wonder
from tui.text import clean
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textual.widget import Widget

    from store.errors import OwnerError
    from store.importers.mapped.mapping import FileMapping
    from store.ingest.look import RawTable
    from tui.views import LookView
    from tui.widgets.prose import Paragraph

KIND, SOURCE, DATE, DECIMAL = ("setting", 0), ("setting", 1), ("setting", 2), ("setting", 3)
FORM = "%d/%m/%Y %H:%M"


class MappingPanel(Panel[bool]):
    """Answers True when a mapping was kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "move(-8)", show=False),
        Binding("pagedown", "move(8)", show=False),
        Binding("enter,space", "change", show=False),
        Binding("s,ctrl+s", "save", show=False),
        Binding("x,delete", "clear", show=False),
        Binding("q", "leave", show=False),
    ]
    DEFAULT_CSS = """
    MappingPanel > .box { width: 96%; max-width: 110; height: 96%; max-height: 40; }
    MappingPanel Rows { height: 1fr; }
    MappingPanel Prose { height: auto; max-height: 5; margin-top: 1; }
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.draft: MappingDraft | None = None
        self.works = False
        self._answers: dict[str, str] = {}

    def title_text(self) -> str:
        return _("What the columns of {file} mean").format(file=clean(self.path.name))

    def hints(self) -> list[tuple[str, str]]:
        return [
            ("⏎", _("edit")), ("s", _("save")), ("Esc", _("back")), ("x", _("not read")),
            ("↑↓", _("move")),
        ]  # fmt: skip

    def body(self) -> Iterator[Widget]:
        yield Rows(empty=_("looking at the file…"))
        yield Prose()

    def on_mount(self) -> None:
        super().on_mount()
        self._ask()

    def _ask(self) -> None:
        question = partial(self.kpi.desk.files.table, self.path, dict(self._answers))
        self.ask("table", question, self._begin, self._failed)

    def _begin(self, answer: tuple[RawTable, FileMapping | None]) -> None:
        table, before = answer
        self.draft = MappingDraft(table, source=source_of(self.path.name))
        if before is not None:
            self.draft.take(before)
        else:
            self.draft.guess()
        self._list()
        self._try()

    def _failed(self, error: OwnerError) -> None:
        if wonder(self, self.path.name, error, self._answered):
            return
        self.query_one(Rows).empty = ""
        self.query_one(Rows).show([])
        self.query_one(Prose).show([((tr(error.what), "bad"),), ((tr(error.remedy), ""),)])

    def _answered(self, question: str, answer: str | None) -> None:
        if answer is None:
            self.dismiss(False)
            return
        self._answers[question] = answer
        self._ask()

    # -- what is shown ---------------------------------------------------------------------------

    def _list(self) -> None:
        draft = self.draft
        if draft is None:
            return
        rows = [
            _setting(KIND, _("What each row is"), self._kind_label(draft.kind)),
            _setting(SOURCE, _("Name of the source"), clean(draft.source)),
            _setting(DATE, _("Days"), _(DATES[draft.date]) if draft.date in DATES else draft.date),
            _setting(DECIMAL, _("Decimal sign"), _(DECIMAL_SIGNS[draft.decimal])),
            Row(None, ((_("Columns"), "title"),), heading=True),
        ]
        labels = {key: label for key, label, _group in draft.offers()}
        for column in draft.table.header:
            meaning = draft.meanings.get(column, NOT_READ)
            example = ", ".join(draft.table.examples.get(column, ()))
            told = "→ " + _(labels.get(meaning, meaning)) if meaning else _("not read")
            rows.append(
                Row(
                    ("column", column),
                    ((clean(column), ""), ("  " + clean(example), "dim")),
                    ((told, "good" if meaning else "dim"),),
                )
            )
        words = draft.statuses
        if words:
            rows.append(Row(None, ((_("Statuses"), "title"),), heading=True))
        for word in words:
            told = _(WORTH[draft.worth[word]])
            rows.append(Row(("status", word), ((clean(word), ""),), ((told, "good"),)))
        self.query_one(Rows).show(rows)

    def _kind_label(self, kind: str) -> str:
        return _(importers()[kind].label) if kind in importers() else kind

    def _try(self) -> None:
        """See at once what the first rows become."""
        self.works = False
        if self.draft is not None:
            mapping = self.draft.draft()
            question = partial(
                self.kpi.desk.files.try_mapping, self.path, mapping, dict(self._answers)
            )
            self.ask("try", question, self._tried, self._does_not_work)

    def _tried(self, view: LookView) -> None:
        self.works = True
        told = view.preview
        text: list[Paragraph] = [(("✓ ", "good"), (tr(one), "")) for one in told.first[:3]]
        text += [(("! ", "bad"), (tr(one), "dim")) for one in told.left_out[: 3 - len(text)]]
        self.query_one(Prose).show(text or [((_("The file has no rows."), "mark"),)])

    def _does_not_work(self, error: OwnerError) -> None:
        from store.columns.questions import AmbiguousFileError

        if isinstance(error, AmbiguousFileError):
            self.works = True  # it is asked when the file is imported, or said here
            self.query_one(Prose).show([((tr(error.what), "mark"),)])
            return
        self.query_one(Prose).show([(("! ", "bad"), (tr(error.what) + " ", "")),
                                    ((tr(error.remedy), "dim"),)])  # fmt: skip

    # -- keys ------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self.query_one(Footer).hush()
        self.query_one(Rows).move(by)

    @on(Rows.Chosen)
    def action_change(self) -> None:
        row, draft = self.query_one(Rows).current, self.draft
        if row is None or draft is None:
            return
        if row.key == KIND:
            known = importers()
            kinds = [Choice(kind, self._kind_label(kind)) for kind in KINDS if kind in known]
            self._pick(_("What each row is"), kinds, draft.kind, draft.turn_into)
        elif row.key == SOURCE:
            named = [Choice(draft.source, draft.source)] if draft.source else []
            self._pick(_("Name of the source"), named, "", self._call_it, typed=_("type a name"))
        elif row.key == DATE:
            forms = [Choice(key or "auto", _(label)) for key, label in DATES.items()]
            typed = _("or type a form such as {form}").format(form=FORM)
            self._pick(_("Days"), forms, draft.date or "auto", self._date, typed=typed)
        elif row.key == DECIMAL:
            signs = [Choice(key or "auto", _(label)) for key, label in DECIMAL_SIGNS.items()]
            self._pick(_("Decimal sign"), signs, draft.decimal or "auto", self._decimal)
        elif isinstance(row.key, tuple) and row.key[0] == "status":
            word = str(row.key[1])
            worth = [Choice(key, _(label), key) for key, label in WORTH.items()]
            self._pick(clean(word), worth, draft.worth[word], partial(self._weigh, word))
        elif isinstance(row.key, tuple):
            column = str(row.key[1])
            offers = [
                Choice(key or "none", _(label), group=_(group) if group else "")
                for key, label, group in draft.offers()
            ]
            current = draft.meanings.get(column, "") or "none"
            self._pick(clean(column), offers, current, partial(self._mean, column))

    def _pick(
        self, title: str, choices: list[Choice], current: str, then: object, *, typed: str = ""
    ) -> None:
        assert callable(then)

        def chosen(word: str | None) -> None:
            if word is not None:
                then(word.removeprefix("="))
                self._list()
                self._try()

        self.kpi.push_screen(Pick(title, choices, current, typed=bool(typed), hint=typed), chosen)

    def _mean(self, column: str, meaning: str) -> None:
        if self.draft is not None:
            self.draft.mean(column, "" if meaning == "none" else meaning)

    def _weigh(self, word: str, worth: str) -> None:
        if self.draft is not None:
            self.draft.worth[word] = worth

    def _call_it(self, name: str) -> None:
        if self.draft is not None:
            self.draft.source = clean(name).strip()[:60]

    def _date(self, form: str) -> None:
        if self.draft is not None:
            self.draft.date = "" if form == "auto" else form

    def _decimal(self, sign: str) -> None:
        if self.draft is not None:
            self.draft.decimal = "" if sign == "auto" else sign

    def action_clear(self) -> None:
        row = self.query_one(Rows).current
        if row is not None and isinstance(row.key, tuple) and row.key[0] == "column":
            self._mean(str(row.key[1]), "none")
            self._list()
            self._try()

    def action_save(self) -> None:
        if self.draft is None:
            return
        if not self.works:
            self.query_one(Footer).say(_("It cannot be saved yet: see below."))
            return
        mapping = self.draft.draft()
        self.ask("save", partial(self.kpi.desk.files.save_mapping, mapping), self._saved)

    def _saved(self, _path: Path) -> None:
        self.dismiss(True)

    def action_leave(self) -> None:
        self.dismiss(False)


def _setting(key: tuple[str, int], label: str, value: str) -> Row:
    return Row(key, ((label, "strong"),), ((value, ""),))
