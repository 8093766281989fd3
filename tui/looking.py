"""Actions that change what is looked at: days, comparison, language, colours, help, rows."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from goals.metrics.catalogue import STAGES
from goals.metrics.periods import COMPARISONS, parse_period
from store.errors import OwnerError
from tui import actions, language
from tui.charts import MARKS, suited_marks
from tui.choices import compare_choices, period_choices
from tui.language import _
from tui.screens.base import Page
from tui.screens.pick import Choice, Pick
from tui.shell import Shell
from tui.themes import LABELS, suited

if TYPE_CHECKING:
    from goals.metrics.scopes import Scope
    from tui.views import Where

FIGURE = "figure:"
"""What the keys of figures begin with among the commands of the palette."""


class Looking(Shell):
    """Each ``do_<id>`` runs the action of that id in ``tui.actions``."""

    def do_period(self) -> None:
        assert self.view is not None and self.view.shop.as_of is not None
        choices = period_choices(self.view.shop.as_of)
        hint = _("type to find, or a period: 2026-03, 2026-Q1, 2026-01-01..2026-01-31")
        pick = Pick(_("Days on screen"), choices, self.question.period, typed=True, hint=hint)
        self.push_screen(pick, self._period_chosen)

    def _period_chosen(self, period: str | None) -> None:
        if not period or self.view is None or self.view.shop.as_of is None:
            return
        try:
            named = parse_period(period.removeprefix("="), self.view.shop.as_of)
        except OwnerError as error:
            self.page.fail(error)
            return
        self.ask_for(replace(self.question, period=named.text))

    def do_compare(self) -> None:
        assert self.view is not None and self.view.shop.as_of is not None
        choices = compare_choices(self.question.period, self.view.shop.as_of)
        pick = Pick(_("Compare with"), choices, self.question.compare)
        self.push_screen(pick, self._comparison_chosen)

    def _comparison_chosen(self, compare: str | None) -> None:
        found = next((one for one in COMPARISONS if one == compare), None)
        if found is not None:
            self.ask_for(replace(self.question, compare=found))

    def do_limit(self) -> None:
        """Ask what alone to count, on this page and every other one."""
        self.page.ask("scopes", self.desk.scopes, self._ask_limit)

    def do_find_lines(self) -> None:
        """Ask for a text that the lines of the list shall have."""
        from tui.screens.find import Find
        from tui.screens.limit import ROWS

        page = self.page

        def chosen(answer: str | None) -> None:
            if answer is not None:
                page.find(answer.removeprefix(ROWS) if answer.startswith(ROWS) else "")

        self.push_screen(Find(page.listed, page.found_text or ""), chosen)

    def _ask_limit(self, scopes: list[Scope]) -> None:
        from tui.screens.limit import Limit

        page = self.page
        panel = Limit(scopes, page.where, listed=page.listed, rows=page.found_text)
        self.push_screen(panel, partial(self._limit_chosen, scopes))

    def _limit_chosen(self, scopes: list[Scope], answer: str | None) -> None:
        from tui.screens.limit import EVERYTHING, ROWS, SCOPE

        if answer is None:
            return
        if answer.startswith(ROWS):
            self.page.find(answer.removeprefix(ROWS))
        elif answer == EVERYTHING:
            if self.page.found_text:
                self.page.find("")
            self.limit(())
        else:
            self.limit(scopes[int(answer.removeprefix(SCOPE))].where)

    def do_whole(self) -> None:
        self.limit(())

    def limit(self, where: Where) -> None:
        """Count this alone from now on; a page that was opened for one member goes with it."""
        for page in self.screen_stack:
            if isinstance(page, Page):
                page.own = ()
        self.ask_for(replace(self.question, where=where))

    def do_refunds(self) -> None:
        """Count refunds on the other day: revenue, margin and what hangs on them change."""
        by_order = self.question.basis == "accounting"
        said = (
            _("Refunds now count on the day of their order: sales as they ended.")
            if by_order
            else _("Refunds now count on their own day, as in the books.")
        )
        self.ask_for(replace(self.question, basis="cohort" if by_order else "accounting"))
        self.page.say(said)

    def do_language(self) -> None:
        """Go on in the other language; nothing is asked again."""
        codes = list(language.LANGUAGES)
        here = codes.index(language.current().code)
        chosen = codes[(here + 1) % len(codes)]
        language.use(language.pick(chosen))
        self.remembered.choose("language", language.pick(), chosen)
        for page in self.screen_stack:
            if isinstance(page, Page):
                page.retold()

    def do_theme(self) -> None:
        choices = [Choice(name, _(label)) for name, label in LABELS.items()]
        self.push_screen(Pick(_("Colours"), choices, self.theme), self._theme_chosen)

    def _theme_chosen(self, name: str | None) -> None:
        if name:
            self.theme = name
            self.remembered.choose("theme", suited(os.environ), name)

    def do_help(self) -> None:
        from tui.screens.help import Help

        self.push_screen(Help(self.page.place))

    def do_palette(self) -> None:
        page = self.page
        situation = page.situation()
        choices = [
            Choice(
                action.id,
                _(action.help),
                action.shown,
                _(actions.GROUPS[action.group]),
                _(why) if (why := action.why_not(situation)) else "",
            )
            for group in actions.GROUPS
            for action in actions.at(page.place)
            if action.palette and action.group == group
        ]
        if not situation.empty:
            choices.extend(
                Choice(FIGURE + one.id, _(one.label), _(STAGES[one.stage]), _("Open a figure"))
                for one in self.catalogue.values()
            )
        self.push_screen(Pick(_("Commands"), choices), self._command_chosen)

    async def _command_chosen(self, name: str | None) -> None:
        page = self.page
        if name and name.startswith(FIGURE):
            self.open_metric(self.catalogue[name.removeprefix(FIGURE)])
            return
        action = next((one for one in actions.at(page.place) if one.id == name), None)
        if action is not None:
            await page.perform(action)

    def do_marks(self) -> None:
        names = {"braille": _("braille"), "block": _("blocks"), "ascii": _("plain characters")}
        choices = [Choice(mark, names[mark]) for mark in MARKS]
        self.push_screen(Pick(_("Charts"), choices, self.marks), self._marks_chosen)

    def _marks_chosen(self, name: str | None) -> None:
        found = next((mark for mark in MARKS if mark == name), None)
        if found is None:
            return
        self.marks = found
        self.remembered.choose("marks", suited_marks(os.environ), found)
        for page in self.screen_stack:
            if isinstance(page, Page):
                page.redraw()

    def do_rows(self) -> None:
        page = self.page
        metric = page.situation().metric
        if metric is not None:
            from tui.screens.behind import Behind

            self.push_screen(Behind(metric, page.where))

    def do_revised(self) -> None:
        from tui.screens.revised import RevisedPanel

        self.push_screen(RevisedPanel())

    def do_customers(self) -> None:
        from tui.screens.customers import CustomersPage

        self.push_screen(CustomersPage())

    def do_value(self) -> None:
        from tui.screens.value import ValuePage

        self.push_screen(ValuePage())

    def do_segments(self) -> None:
        from tui.screens.segments import SegmentsPage

        self.push_screen(SegmentsPage())

    def do_why(self) -> None:
        from tui.screens.bridge import BridgePage

        self.push_screen(BridgePage(self.page.own))

    def do_tunnel(self) -> None:
        from tui.screens.tunnel import TunnelPage

        self.push_screen(TunnelPage(self.page.own))

    def do_products(self) -> None:
        from tui.screens.products import ProductsPage

        self.push_screen(ProductsPage())

    def do_channels(self) -> None:
        from tui.screens.channels import ChannelsPage

        self.push_screen(ChannelsPage(self.page.own))

    def do_conventions(self) -> None:
        from tui.screens.conventions import ConventionsPage

        metric = self.page.situation().metric
        self.push_screen(ConventionsPage(metric.id if metric else ""))

    def do_payments(self) -> None:
        from tui.screens.payments import PaymentsPage

        self.push_screen(PaymentsPage())

    def do_own(self) -> None:
        from tui.screens.own import OwnPage

        self.push_screen(OwnPage())

    def do_anomalies(self) -> None:
        from tui.screens.anomalies import AnomaliesPage

        self.push_screen(AnomaliesPage())

    def do_situations(self) -> None:
        from tui.screens.situations import SituationsPage

        self.push_screen(SituationsPage())

    def do_projects(self) -> None:
        from tui.screens.projects import ProjectsPage

        self.push_screen(ProjectsPage())

    def do_sources(self) -> None:
        from tui.screens.sources import SourcesPage

        self.push_screen(SourcesPage())

    def do_import_file(self) -> None:
        from tui.screens.files import Files

        self.push_screen(Files(Path.cwd()), self._files_imported)

    def _files_imported(self, imported: bool | None) -> None:
        if imported:
            self.reload()
