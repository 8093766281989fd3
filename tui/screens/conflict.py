"""Somebody else changed the same goal: both values side by side, chosen field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.binding import Binding, BindingType

from goals.targets.goal import KIND_LABELS, RECURRENCE_LABELS, STATE_LABELS
from goals.targets.texts import texts_of
from tui import format as fmt
from tui import words
from tui.goal_fields import FIELDS, labels
from tui.language import _, ngettext
from tui.screens.panel import Panel
from tui.text import clean
from tui.widgets.painted import fit
from tui.widgets.prose import Prose
from tui.widgets.rows import Row, Rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.widget import Widget

    from goals.targets.goal import Goal

LABEL = 14
STATE = "state"


def differing(mine: Goal, theirs: Goal) -> list[str]:
    """Return the fields of two versions of a goal that say something else."""
    here, there = texts_of(mine), texts_of(theirs)
    found = [name for name in FIELDS if getattr(here, name) != getattr(there, name)]
    return [*found, STATE] if mine.state != theirs.state else found


class Conflict(Panel[frozenset[str]]):
    """Answers with the fields that are to be as I typed them; the others stay as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("left,right,space,h,l", "turn", show=False),
        Binding("m", "all(True)", show=False),
        Binding("t", "all(False)", show=False),
        Binding("enter", "save", show=False),
    ]
    DEFAULT_CSS = """
    Conflict Rows { height: auto; max-height: 12; }
    Conflict Prose { height: auto; margin-bottom: 1; }
    """

    def __init__(self, mine: Goal, theirs: Goal, before: Goal | None, currency: str) -> None:
        super().__init__()
        self.mine, self.theirs, self._currency = mine, theirs, currency
        self.fields = differing(mine, theirs)
        changed = set(differing(mine, before)) if before is not None else set(self.fields)
        self.kept = frozenset(name for name in self.fields if name in changed)
        """The fields to be as I typed them: at first those that I changed."""

    def title_text(self) -> str:
        return _("Changed elsewhere meanwhile")

    def hints(self) -> list[tuple[str, str]]:
        return [
            ("⏎", _("save as marked")),
            ("←→", _("theirs or mine")),
            ("m", _("all mine")),
            ("t", _("all theirs")),
            ("Esc", _("back")),
        ]

    def body(self) -> Iterable[Widget]:
        yield Prose()
        yield Rows()

    def on_mount(self) -> None:
        super().on_mount()
        count = len(self.fields)
        text = ngettext(
            "{n} field is not as you saw it. Nothing was overwritten; ● is what will be kept.",
            "{n} fields are not as you saw them. Nothing was overwritten; ● is what will be kept.",
            count,
        )
        self.query_one(Prose).show([((text.format(n=fmt.number(count)), ""),)])
        self._list()

    def _list(self) -> None:
        names = {**labels(), STATE: _("State")}
        room = max(10, (min(76, int(self.size.width * 0.96)) - LABEL - 10) // 2)
        head = f"{'':{LABEL}} {fit('  ' + _('theirs'), room)} " + "  " + _("mine")
        rows = [Row(None, ((head, "title"),), heading=True)]
        for name in self.fields:
            mine = name in self.kept
            there, here = (shown(name, goal, self._currency) for goal in (self.theirs, self.mine))
            rows.append(
                Row(
                    name,
                    (
                        (fit(names[name], LABEL) + " ", "dim"),
                        (fit(f"{'○' if mine else '●'} {there}", room), "dim" if mine else "strong"),
                        (" ", ""),
                        (_cut(f"{'●' if mine else '○'} {here}", room), "strong" if mine else "dim"),
                    ),
                )
            )
        self.query_one(Rows).show(rows)
        self.query_one(Rows).styles.height = min(12, len(rows))

    def action_move(self, by: int) -> None:
        self.query_one(Rows).move(by)

    @on(Rows.Chosen)
    def action_turn(self) -> None:
        row = self.query_one(Rows).current
        if row is not None and isinstance(row.key, str):
            self.kept = self.kept ^ {row.key}
            self._list()

    def action_all(self, mine: bool) -> None:
        self.kept = frozenset(self.fields) if mine else frozenset()
        self._list()

    def action_save(self) -> None:
        self.dismiss(self.kept)


def _cut(text: str, room: int) -> str:
    return fit(text, room) if cell_len(text) > room else text


def shown(name: str, goal: Goal, currency: str) -> str:
    """Return one field of a goal as people read it."""
    known = {
        "metric": lambda: _(goal.about.label),
        "where": lambda: words.where_text(goal.where) or _("everything"),
        "target": lambda: words.bounds_text(goal.target, goal.about, currency),
        "kind": lambda: _(KIND_LABELS[goal.kind]),
        "by": lambda: fmt.day(goal.deadline),
        "window": lambda: fmt.plural("{n} day", "{n} days", goal.window),
        "title": lambda: clean(goal.title) or fmt.NO_VALUE,
        "start": lambda: fmt.day(goal.start),
        "recurrence": lambda: _(RECURRENCE_LABELS[goal.recurrence]),
        "guardrails": lambda: ", ".join(goal.guardrails) or fmt.NO_VALUE,
        "note": lambda: clean(goal.note) or fmt.NO_VALUE,
        STATE: lambda: _(STATE_LABELS[goal.state]),
    }
    return known[name]()
