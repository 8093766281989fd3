"""Every action once: its keys, its word in the footer, its line in the help and the palette.

A screen says where it stands (``place``) and in which ``Situation``; it has one method ``do_<id>``
an action. An action that cannot run now says why instead of doing nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from goals.metrics.metric import Metric
    from tui.views import GoalView


@dataclass(frozen=True, slots=True)
class Situation:
    """What an action can lean on: the thing under the cursor, and what the store allows."""

    metric: Metric | None = None
    goal: GoalView | None = None
    read_only: bool = False
    empty: bool = False
    undoable: bool = False
    source: str = ""
    feeds: bool = False
    answered: bool = False


def _needs_goal(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: goals cannot be changed here.")
    if situation.goal is None:
        return N_("Move to a goal first: Tab goes to the list of goals.")
    return None


def _needs_open_goal(situation: Situation) -> str | None:
    reason = _needs_goal(situation)
    if reason is None and situation.goal is not None and situation.goal.goal.state != "open":
        return N_("This goal is closed: u opens it again.")
    return reason


def _needs_metric(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: goals cannot be changed here.")
    if situation.empty:
        return N_("There are no figures yet: import a file first (i).")
    return None


def _needs_figures(situation: Situation) -> str | None:
    if situation.empty:
        return N_("There are no figures yet: import a file first (i).")
    return None


def _needs_change(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: there is nothing to undo.")
    if not situation.undoable:
        return N_("Nothing to undo: no goal was changed since kpi-tui was opened.")
    return None


def _needs_writing(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: nothing can be imported into it.")
    return None


def _needs_source(situation: Situation) -> str | None:
    if not situation.source:
        return N_("Nothing was imported yet: i imports a file.")
    return None


def _needs_changeable_source(situation: Situation) -> str | None:
    if situation.read_only:
        return N_("This store is read-only: nothing can be imported into it.")
    return _needs_source(situation)


def _needs_feed(situation: Situation) -> str | None:
    reason = _needs_changeable_source(situation)
    if reason is None and not situation.feeds:
        return N_("All that it tells counts: no other source is in its way.")
    return reason


def _needs_answer(situation: Situation) -> str | None:
    reason = _needs_changeable_source(situation)
    if reason is None and not situation.answered:
        return N_("Nothing was asked about its files.")
    return reason


@dataclass(frozen=True, slots=True)
class Action:
    """``keys`` are Textual's names, ``shown`` what people read; ``rank`` orders the footer.

    ``word`` is the footer's, ``help`` one sentence; rank 0 keeps an action out of the footer.
    """

    id: str
    keys: tuple[str, ...]
    shown: str
    word: str
    help: str
    places: frozenset[str]
    rank: int = 0
    group: str = "figures"
    palette: bool = True
    blocked: Callable[[Situation], str | None] | None = None

    def why_not(self, situation: Situation) -> str | None:
        """Return the msgid of why it cannot run now, or ``None``."""
        return self.blocked(situation) if self.blocked else None


COCKPIT = frozenset({"tiles", "goals"})
PAGES = COCKPIT | {"metric", "goal"}
CUSTOMERS = frozenset({"cohorts", "segments"})
SOURCES = frozenset({"sources"})
BRIDGE = frozenset({"bridge"})
TUNNEL = frozenset({"tunnel"})
PRODUCTS = frozenset({"products"})
CHANNELS = frozenset({"channels"})
SITUATIONS = frozenset({"situations"})
_SPLIT = BRIDGE | TUNNEL
_OVER_DAYS = BRIDGE | TUNNEL | PRODUCTS | CHANNELS
ANALYSES = _OVER_DAYS | SITUATIONS
EVERYWHERE = PAGES | CUSTOMERS | SOURCES | ANALYSES | {"welcome"}
_GOALS = frozenset({"goals", "goal"})
_LISTS = EVERYWHERE

GROUPS: dict[str, str] = {
    "moving": N_("Moving"),
    "figures": N_("Figures"),
    "goals": N_("Goals and levers"),
    "sources": N_("Sources"),
    "more": N_("More"),
}

ACTIONS: tuple[Action, ...] = (
    # -- moving ----------------------------------------------------------------------------------
    Action("up", ("up", "k"), "↑ k", N_("up"), N_("Move up"), _LISTS, 0, "moving", False),
    Action("down", ("down", "j"), "↓ j", N_("down"), N_("Move down"), _LISTS, 0, "moving", False),
    Action("left", ("left", "h"), "← h", N_("left"), N_("Move to the stage before"),
           frozenset({"tiles", "metric"}) | _OVER_DAYS, 0, "moving", False),
    Action("right", ("right", "l"), "→ l", N_("right"), N_("Move to the stage after"),
           frozenset({"tiles", "metric"}) | _OVER_DAYS, 0, "moving", False),
    Action("to_goals", ("tab", "shift+tab"), "Tab", N_("goals"), N_("Go to the goals"),
           frozenset({"tiles"}), 75, "moving"),
    Action("to_figures", ("tab", "shift+tab"), "Tab", N_("figures"), N_("Go back to the figures"),
           frozenset({"goals"}), 55, "moving"),
    Action("open", ("enter",), "⏎", N_("open"),
           N_("Open the figure, goal or lever under the cursor"),
           COCKPIT | (ANALYSES - PRODUCTS) | {"metric", "goal", "welcome"}, 100, "moving", False),
    Action("back", ("escape",), "Esc", N_("back"), N_("Go back"),
           CUSTOMERS | SOURCES | ANALYSES | {"metric", "goal"}, 95, "moving", False),
    Action("earlier", ("left", "h"), "← h", N_("earlier"), N_("Scroll to the months before"),
           CUSTOMERS, 0, "moving", False),
    Action("later", ("right", "l"), "→ l", N_("later"), N_("Scroll to the months after"),
           CUSTOMERS, 0, "moving", False),
    Action("to_segments", ("tab", "shift+tab"), "Tab", N_("segments"), N_("Go to the segments"),
           frozenset({"cohorts"}), 75, "moving"),
    Action("to_cohorts", ("tab", "shift+tab"), "Tab", N_("cohorts"), N_("Go back to the cohorts"),
           frozenset({"segments"}), 75, "moving"),
    Action("earlier_text", ("pageup",), "PgUp", N_("scroll up"), N_("Scroll what is said below"),
           SOURCES | ANALYSES, 0, "moving", False),
    Action("later_text", ("pagedown", "space"), "PgDn", N_("scroll down"),
           N_("Scroll what is said below, further on"), SOURCES | ANALYSES, 0, "moving", False),
    # -- figures ---------------------------------------------------------------------------------
    Action("period", ("p",), "p", N_("period"), N_("Choose the days on screen"),
           COCKPIT | _OVER_DAYS | {"metric"}, 70, blocked=_needs_figures),
    Action("compare", ("c",), "c", N_("compare"), N_("Choose what the figures are compared with"),
           COCKPIT | _OVER_DAYS | {"metric"}, 60, blocked=_needs_figures),
    Action("breakdown", ("b",), "b", N_("break down"),
           N_("Break the figure down by channel, device, country…"),
           _SPLIT | {"metric"}, 80, blocked=_needs_figures),
    Action("why", ("w",), "w", N_("why"), N_("See why revenue, margin and profit moved"),
           COCKPIT | {"metric"}, 29, blocked=_needs_figures),
    Action("tunnel", ("t",), "t", N_("tunnel"), N_("Follow visits to the order, step by step"),
           COCKPIT | {"metric"}, 27, blocked=_needs_figures),
    Action("products", ("P",), "P", N_("products"),
           N_("See what sells, and what is bought together"),
           COCKPIT | {"metric"}, 25, blocked=_needs_figures),
    Action("channels", ("A",), "A", N_("channels"),
           N_("See what each channel costs and brings"),
           COCKPIT | {"metric"}, 24, blocked=_needs_figures),
    Action("situations", ("S",), "S", N_("situations"),
           N_("See what calls for something, and what to do"),
           COCKPIT | {"metric"}, 23, blocked=_needs_figures),
    Action("sort", ("o",), "o", N_("sort"), N_("Choose what decides which come first"),
           PRODUCTS, 84, blocked=_needs_figures),
    Action("worst", ("w",), "w", N_("worst first"), N_("Turn the list round: worst or best first"),
           PRODUCTS, 83, blocked=_needs_figures),
    Action("subject", ("m",), "m", N_("other figure"), N_("Explain revenue, margin or profit"),
           BRIDGE, 82, blocked=_needs_figures),
    Action("rows", ("v",), "v", N_("rows"), N_("See the rows behind the figure"),
           COCKPIT | {"metric"}, 58, blocked=_needs_figures),
    Action("revised", ("R",), "R", N_("revised"),
           N_("See the orders that later exports told differently"),
           COCKPIT | {"metric"}, 0, blocked=_needs_figures),
    Action("about", ("m",), "m", N_("details"), N_("Read all there is to say about it"),
           frozenset({"metric", "goal"}), 82),
    Action("customers", ("C",), "C", N_("customers"),
           N_("See who comes back, and your customers in segments"),
           COCKPIT | {"metric"}, 28, blocked=_needs_figures),
    Action("measure", ("m",), "m", N_("other figure"),
           N_("Show customers, their share, or their sales so far"),
           CUSTOMERS, 80, blocked=_needs_figures),
    Action("refresh", ("r",), "r", N_("read again"), N_("Read the figures again"),
           COCKPIT, 0, "more"),
    Action("copy", ("y",), "y", N_("copy"), N_("Copy the figure to the clipboard"),
           PAGES | ANALYSES, 0, blocked=_needs_figures),
    # -- goals -----------------------------------------------------------------------------------
    Action("goal_add", ("g", "a"), "g", N_("goal"), N_("Set a goal for the figure"),
           PAGES | SITUATIONS, 90, "goals", blocked=_needs_metric),
    Action("goal_edit", ("e",), "e", N_("edit"), N_("Edit the goal"),
           _GOALS, 85, "goals", blocked=_needs_open_goal),
    Action("goal_close", ("x",), "x", N_("close"),
           N_("Close the goal: its figure is kept as it stands"),
           _GOALS, 50, "goals", blocked=_needs_open_goal),
    Action("goal_delete", ("d", "delete"), "d", N_("delete"), N_("Delete the goal, after asking"),
           _GOALS, 45, "goals", blocked=_needs_goal),
    Action("lever_link", ("l",), "l", N_("lever"),
           N_("Link a lever to the goal, from the library or one of yours"),
           _GOALS, 80, "goals", blocked=_needs_open_goal),
    Action("undo", ("u",), "u", N_("undo"), N_("Undo the last change of a goal"),
           PAGES, 40, "goals", blocked=_needs_change),
    # -- sources ---------------------------------------------------------------------------------
    Action("source_page", ("enter", "o"), "⏎", N_("its page"),
           N_("Read how to get its export, and how it counts"), SOURCES, 90, "sources",
           blocked=_needs_source),
    Action("source_use", ("f",), "f", N_("which counts"),
           N_("Choose which source counts, where several tell the same"), SOURCES, 85, "sources",
           blocked=_needs_feed),
    Action("source_rows", ("v",), "v", N_("rows left out"),
           N_("See the rows that its last import left out"), SOURCES, 80, "sources",
           blocked=_needs_source),
    Action("source_forget", ("a",), "a", N_("answers"),
           N_("Forget an answer: its next file asks again"), SOURCES, 60, "sources",
           blocked=_needs_answer),
    Action("source_remove", ("d", "delete"), "d", N_("take out"),
           N_("Take a source out of figures and store, after asking"), SOURCES, 50, "sources",
           blocked=_needs_changeable_source),
    # -- more ------------------------------------------------------------------------------------
    Action("import_file", ("i",), "i", N_("import"), N_("Import a file of your shop"),
           EVERYWHERE - {"goal"}, 65, "more", blocked=_needs_writing),
    Action("sources", ("s",), "s", N_("sources"),
           N_("See what each source covers, and which one counts"),
           COCKPIT | CUSTOMERS | ANALYSES | {"metric", "welcome"}, 26, "more"),
    Action("language", ("L",), "L", N_("français"), N_("Switch to French"), EVERYWHERE, 30, "more"),
    Action("theme", ("T",), "T", N_("colours"), N_("Change the colours"), EVERYWHERE, 0, "more"),
    Action("marks", ("M",), "M", N_("chart signs"),
           N_("Draw charts with braille, blocks or plain characters"), EVERYWHERE, 0, "more"),
    Action("palette", ("ctrl+p", "colon"), "ctrl+p", N_("commands"), N_("Find a command by name"),
           EVERYWHERE, 20, "more", False),
    Action("help", ("question_mark",), "?", N_("help"), N_("Show every key"),
           EVERYWHERE, 99, "more"),
    Action("quit", ("q", "ctrl+q"), "q", N_("quit"), N_("Leave kpi-tui"), EVERYWHERE, 35, "more"),
)  # fmt: skip


def at(place: str) -> Iterator[Action]:
    """Yield the actions of a place in the order of the registry."""
    return (action for action in ACTIONS if place in action.places)


def by_key(place: str, key: str) -> Action | None:
    """Return what a key does in a place."""
    return next((action for action in at(place) if key in action.keys), None)


def keys_of(places: frozenset[str]) -> list[str]:
    """Return every key that does something in one of the places."""
    return list(dict.fromkeys(key for a in ACTIONS if a.places & places for key in a.keys))
