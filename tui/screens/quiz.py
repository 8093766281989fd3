"""The quiz: five figures, one after the other; guess, then see. It can be left at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from goals import quiz
from goals.targets.entry import EntryError
from store.messages import N_
from tui import format as fmt
from tui.language import _, ngettext
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.fields import TextField
from tui.widgets.footer import Footer
from tui.widgets.prose import Prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from textual.widget import Widget

    from goals.metrics.figures import Figure
    from goals.quiz import Guess, Score, Verdict
    from tui.widgets.prose import Paragraph

VERDICTS: dict[Verdict, tuple[str, str, str]] = {
    "exact": ("✓", N_("By heart!"), "good"),
    "close": ("✓", N_("Very close."), "good"),
    "near": ("≈", N_("Not far."), "mark"),
    "far": ("✗", N_("Far off: now you know it."), "bad"),
    "passed": ("·", N_("Passed: now you know it."), "dim"),
}
"""The mark, the words and the ink of a verdict."""


class Quiz(Panel[None]):
    """Every guess is kept as it is made; the score of the round once it is whole.

    It hides the page below, which has the answers.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "enter", show=False, priority=True)]
    DEFAULT_CSS = """
    Quiz > .box { width: 100%; max-width: 100%; height: 100%; max-height: 100%; padding: 1 4; }
    Quiz #asked, Quiz #told { height: auto; margin: 1 0 0 0; }
    """

    def __init__(
        self,
        figures: Sequence[Figure],
        score: Score,
        *,
        days: str,
        currency: str,
        today: date,
        keep: Callable[[Score], None],
    ) -> None:
        """``days`` names the days of the figures; ``keep`` is called with the score after each."""
        super().__init__()
        self.figures, self.score = figures, score
        self._days, self._currency, self._today, self._keep = days, currency, today, keep
        self.guesses: list[Guess] = []
        self._answered = False

    def title_text(self) -> str:
        return _("Do you know them by heart?")

    def hints(self) -> list[tuple[str, str]]:
        if self.over:
            return [("⏎", _("leave"))]
        step = _("next") if self._answered else _("guess")
        return [("⏎", step), ("Esc", _("leave"))]

    def body(self) -> Iterable[Widget]:
        yield Prose(id="asked")
        yield TextField(placeholder=_("your guess; leave it empty to pass"))
        yield Prose(id="told")

    def on_mount(self) -> None:
        super().on_mount()
        self._ask()

    @property
    def over(self) -> bool:
        """Whether every figure was asked for, and the last answer was read."""
        return len(self.guesses) == len(self.figures) and not self._answered

    @property
    def points(self) -> int:
        return sum(one.points for one in self.guesses)

    # -- asking ----------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask for the next figure."""
        figure = self.figures[len(self.guesses)]
        place = f"{len(self.guesses) + 1}/{len(self.figures)}  "
        self.query_one("#asked", Prose).show(
            [((place, "key"), (_(figure.metric.label), "strong"), (f"  {self._days}", "dim"))]
        )
        self.query_one("#told", Prose).show([((_(figure.metric.definition), "dim"),)])
        field = self.query_one(Input)
        field.display = True
        field.value = ""
        field.focus()
        self.tell()

    def action_enter(self) -> None:
        self.after_typing(self._enter)

    def _enter(self) -> None:
        self.query_one(Footer).hush()
        if self.over:
            self.dismiss(None)
        elif not self._answered:
            self._guess()
        else:
            self._answered = False
            if len(self.guesses) < len(self.figures):
                self._ask()
            else:
                self._end()

    def _guess(self) -> None:
        figure, typed = self.figures[len(self.guesses)], self.query_one(Input).value
        try:
            guess = quiz.guessed(figure, typed, self._currency)
        except EntryError:
            text = _("“{text}” cannot be read, or reads two ways: write it like 62 % or 1240.")
            self.query_one("#told", Prose).show([((text.format(text=clean(typed)), "bad"),)])
            return
        self.guesses.append(guess)
        self._answered = True
        self.score = quiz.learned(self.score, guess, self._today)
        self._keep(self.score)
        self.query_one(Input).display = False
        self.set_focus(None)
        self.query_one("#told", Prose).show(list(self._answer(guess)))
        self.tell()

    def _answer(self, guess: Guess) -> Iterable[Paragraph]:
        unit = guess.figure.metric.unit
        mark, text, ink = VERDICTS[guess.verdict]
        yield ((fmt.value(unit, guess.figure.value, self._currency), "strong"),)
        yield ((f"{mark} {_(text)}", ink),)
        if guess.said is not None and guess.off is not None:
            parts = {
                "guess": fmt.value(unit, guess.said, self._currency),
                "off": fmt.share(guess.off, 0),
            }
            yield ((_("you said {guess}: {off} off").format(**parts), "dim"),)

    # -- the end ---------------------------------------------------------------------------------

    def _end(self) -> None:
        best = self.score.best
        self.score = quiz.finished(self.score, self.points, self._today)
        self._keep(self.score)
        most = quiz.most(len(self.figures))
        text = _("{points} of {most} points").format(
            points=fmt.number(self.points), most=fmt.number(most)
        )
        self.query_one("#asked", Prose).show([((text, "strong"),)])
        self.query_one("#told", Prose).show([*self._lines(), *self._record(best)])
        self.tell()

    def _lines(self) -> Iterable[Paragraph]:
        for one in self.guesses:
            mark, _text, ink = VERDICTS[one.verdict]
            value = fmt.value(one.figure.metric.unit, one.figure.value, self._currency)
            yield (f"{mark} ", ink), (_(one.figure.metric.label), ""), (f"  {value}", "strong")

    def _record(self, before: int) -> Iterable[Paragraph]:
        said = []
        if self.points > before > 0:
            said.append(_("Your best so far: it was {points}.").format(points=fmt.number(before)))
        elif before:
            said.append(_("Your best is {points}.").format(points=fmt.number(before)))
        if self.score.streak > 1:
            text = ngettext("{n} day in a row.", "{n} days in a row.", self.score.streak)
            said.append(text.format(n=fmt.number(self.score.streak)))
        if said:
            yield ((" ".join(said), "mark"),)
