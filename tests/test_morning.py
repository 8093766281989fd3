"""The morning: what changed since the owner last looked, told once, and never in the way."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from goals.explain.morning import LastLook, Morning, morning
from goals.explain.moves import moves
from goals.metrics.reading import read_many
from store.database import connect, create
from store.facts import Facts
from store.spans import Span
from tests.desks import AS_OF, opened, press, screen_lines, screen_text
from tests.import_shop import a_shop, give, order
from tests.plan_shop import PlanShop
from tui import language, paths
from tui.app import KpiApp
from tui.cli import main
from tui.cli.context import Session
from tui.last_look import from_state, to_state
from tui.remembered import Remembered
from tui.screens.cockpit import Cockpit
from tui.screens.goal import GoalPage
from tui.screens.morning import MorningPage
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from store.database import Store

SIZES = [(80, 24), (120, 40), (60, 20)]
DAYS_AGO = (AS_OF - timedelta(days=2)).isoformat()
SEEN = {"at": 1_793_260_000, "as_of": DAYS_AGO, "situations": [],
        "goals": {"1": ["on pace", 0.8], "2": ["ahead", 0.9], "3": ["ahead", 0.99]}}  # fmt: skip


class NextDay(Session):
    """Looks at the shop on the morning after its last day, without saying so by ``--as-of``."""

    def today(self, store: Store) -> date:
        return AS_OF + timedelta(days=1)


def app_of(shop: Path, seen: dict[str, object] | None) -> KpiApp:
    remembered = Remembered()
    if seen is not None:
        remembered.keep_look(shop, seen)
    return KpiApp(NextDay(shop), marks="braille", remembered=remembered)


# -- figures that moved ------------------------------------------------------------------------


def shop_of(path: Path, visits: Callable[[date], int]) -> Facts:
    store = create(path, currency="EUR", timezone="Europe/Paris", country="FR", name="Shop")
    PlanShop(store).give("visits", visits, Span(AS_OF - timedelta(days=120), AS_OF + timedelta(1)))
    return Facts(store)


def test_a_week_far_from_the_twelve_before_moved_and_one_among_them_did_not(tmp_path: Path) -> None:
    def visits(day: date) -> int:
        ago = (AS_OF - day).days
        return 160 if ago < 7 else 100 + (ago // 7) % 3

    facts = shop_of(tmp_path / "shop.db", visits)
    found = moves(facts, AS_OF, ["visits", "orders"])
    assert [one.metric.id for one in found] == ["visits"]
    assert found[0].figure.value == 7 * 160
    assert found[0].usual == Fraction(7 * 4 * (100 + 101 + 102), 12)
    assert found[0].errors > 50
    assert found[0].change.verdict == "better"
    assert moves(facts, AS_OF - timedelta(days=7), ["visits"]) == [], "no more than usual"


def test_how_far_a_week_lies_is_counted_in_errors_of_a_prediction(tmp_path: Path) -> None:
    # Weeks of 693 and 707 in turn, six of each: mean 700, standard deviation 7 √(12/11); one more
    # week errs by √(1 + 1/12) of it, so that 735 lies 4.6 errors off.
    def visits(day: date) -> int:
        week = (AS_OF - day).days // 7
        return 105 if week == 0 else 99 + 2 * (week % 2)

    (found,) = moves(shop_of(tmp_path / "shop.db", visits), AS_OF, ["visits"])
    assert [found.figure.value, found.usual] == [735, 700]
    assert found.errors == pytest.approx(35 / (7 * (12 / 11) ** 0.5 * (13 / 12) ** 0.5))


def test_weeks_that_are_not_all_known_or_never_moved_say_nothing(tmp_path: Path) -> None:
    facts = shop_of(tmp_path / "shop.db", lambda day: 100 if (AS_OF - day).days >= 7 else 160)
    assert moves(facts, AS_OF, ["visits"]) == [], "what never moved has no usual variation"
    assert moves(facts, AS_OF - timedelta(days=60), ["visits"]) == [], "twelve weeks are not known"


# -- the last look -----------------------------------------------------------------------------


def test_a_look_is_kept_and_read_as_it_was() -> None:
    look = LastLook(AS_OF, {3: ("behind", 0.4216), 5: ("reached", None)}, frozenset({"outside"}))
    state = json.loads(json.dumps(to_state(look, 17)))
    found = from_state(state)
    assert found is not None and found.at == 17
    assert found.look.as_of == AS_OF
    assert found.look.goals == {3: ("behind", 0.422), 5: ("reached", None)}
    assert found.look.situations == frozenset({"outside"})


@pytest.mark.parametrize(
    "state",
    [{}, {"as_of": 7}, {"as_of": "soon"}, {"as_of": None, "goals": {}}],
    ids=["empty", "number", "word", "null"],
)
def test_a_look_that_cannot_be_read_is_none(state: dict[str, object]) -> None:
    assert from_state(state) is None


def test_nonsense_inside_a_look_is_passed_over() -> None:
    state: dict[str, object] = {
        "as_of": "2026-10-31",
        "at": "noon",
        "goals": {"x": ["behind"], "2": "behind", "3": ["flying", 0.5], "4": ["behind", "0.5"]},
        "situations": [1, "outside"],
    }
    found = from_state(state)
    assert found is not None
    assert (found.at, found.look.goals) == (0, {4: ("behind", None)})
    assert found.look.situations == frozenset({"outside"})


def test_without_a_last_look_nothing_is_news() -> None:
    assert not Morning(AS_OF, None).news
    assert not Morning(AS_OF, AS_OF).news
    assert Morning(AS_OF, AS_OF - timedelta(days=1)).news


# -- the page ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_opens_by_itself_where_something_changed_and_escape_goes_on_to_the_figures(
    built_shop: Path, size: tuple[int, int]
) -> None:
    app = app_of(built_shop, SEEN)
    async with opened(app, size) as pilot:
        assert isinstance(app.screen, MorningPage)
        lines = screen_lines(pilot)
        text = "\n".join(lines)
        assert "2 new days: Oct 30 – 31, 2026" in text
        assert "Goals" in text and "→" in text, "a goal that turned says from what to what"
        assert "Relance par e-mail" in text, "and what to do next"
        assert not [line for line in lines if len(line) > size[0]]
        await press(pilot, "escape")
        assert isinstance(app.screen, Cockpit)
        if size[1] >= 24:
            assert "W 2 new days" in screen_text(pilot)
        await press(pilot, "W")
        assert isinstance(app.screen, MorningPage)
        await press(pilot, "enter")
        assert isinstance(app.screen, Cockpit), "the first line goes on to the figures"


async def test_every_line_opens_what_it_is_about(built_shop: Path) -> None:
    app = app_of(built_shop, SEEN)
    async with opened(app) as pilot:
        await press(pilot, "down")
        row = app.screen.query_one(Rows).current
        assert row is not None and isinstance(row.key, tuple) and row.key[0] == "goal"
        await press(pilot, "enter")
        page = app.page
        assert isinstance(page, GoalPage) and page.number == row.key[1]
        await press(pilot, "escape")
        assert app.page.place == "morning", "and comes back to the morning"


async def test_nothing_opens_where_nothing_changed_or_nobody_looked_before(
    built_shop: Path,
) -> None:
    first = app_of(built_shop, None)
    async with opened(first) as pilot:
        assert isinstance(first.screen, Cockpit)
        assert "new day" not in screen_text(pilot)
        first.keep_look()
        seen = first.remembered.look(built_shop)
    again = app_of(built_shop, dict(seen))
    async with opened(again):
        assert isinstance(again.screen, Cockpit)


async def test_whoever_is_at_work_already_is_not_interrupted(built_shop: Path) -> None:
    app = app_of(built_shop, SEEN)
    app.touched = True
    async with opened(app) as pilot:
        assert isinstance(app.screen, Cockpit)
        assert "W 2 new days" in screen_text(pilot), "a line says it"


async def test_leaving_notes_how_the_shop_stands_but_not_of_another_day(built_shop: Path) -> None:
    app = app_of(built_shop, SEEN)
    async with opened(app):
        app.leave()
        kept = app.remembered.look(built_shop)
        assert kept["as_of"] == AS_OF.isoformat()
        goals = kept["goals"]
        assert isinstance(goals, dict) and set(goals) == {"1", "2", "3"}
    past = KpiApp(Session(built_shop, as_of=AS_OF), remembered=Remembered())
    async with opened(past):
        past.leave()
        assert past.remembered.look(built_shop) == {}


async def test_the_morning_speaks_the_language_on_screen(built_shop: Path) -> None:
    app = app_of(built_shop, SEEN)
    async with opened(app) as pilot:
        before = screen_text(pilot)
        await press(pilot, "L")
        assert screen_text(pilot) != before and "30–31 oct. 2026" in screen_text(pilot)
        assert language.current().code == "fr"


# -- the command -------------------------------------------------------------------------------


def test_the_command_prints_a_text_for_a_mail_and_leaves_the_look_alone(
    built_shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = ["--db", str(built_shop), "--as-of", AS_OF.isoformat()]
    remembered = Remembered(paths.state_path())
    remembered.keep_look(built_shop, SEEN)
    assert main([*shop, "morning"]) == 0
    text = capsys.readouterr().out
    assert "2 new days: Oct 30 – 31, 2026" in text.replace("\N{THIN SPACE}", " ")
    assert "GOALS" in text and "Relance par e-mail" in text
    assert max(map(len, text.splitlines())) <= 80
    assert remembered.look(built_shop) == SEEN


def test_the_command_s_object_says_what_turned_and_what_to_do_next(
    built_shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = ["--db", str(built_shop), "--as-of", AS_OF.isoformat()]
    assert main([*shop, "morning", "--since", "2026-10-24", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["as_of"], found["since"], found["new_days"]) == ("2026-10-31", "2026-10-24", 7)
    reminder = next(one for one in found["goals"] if one["id"] == 1)
    assert reminder["next"] == "watch" and reminder["lever"] == 1 and reminder["was"] is None
    assert not any(one["new"] for one in found["situations"]), "nobody noted which held"


def test_a_silent_source_is_told_once_three_whole_days_are_missing(tmp_path: Path) -> None:
    shop, file = tmp_path / "shop.db", tmp_path / "visits.csv"
    file.write_text("day,visits\n2026-10-30,41\n2026-10-31,46\n")
    assert main(["--db", str(shop), "init", "--currency", "EUR", "--timezone", "UTC"]) == 0
    assert main(["--db", str(shop), "import", str(file)]) == 0
    with connect(shop, write=False) as store:
        facts = Facts(store)
        for missing in (1, 2):
            today = AS_OF + timedelta(days=1 + missing)
            assert morning(facts, [], {}, AS_OF, today).silent == ()
        late = morning(facts, [], {}, AS_OF, AS_OF + timedelta(days=4)).silent
        assert [(one.source, one.days) for one in late] == [("daily_series", 3)]


def test_what_is_to_do_for_every_goal_alike_is_said_once(
    built_shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    away = (AS_OF + timedelta(days=9)).isoformat()
    assert main(["--db", str(built_shop), "--as-of", away, "morning"]) == 0
    text = capsys.readouterr().out
    assert text.count("stale") == 3
    assert text.count("next: import newer figures") == 1


# -- revised since the last look, reviews that are due -----------------------------------------


def test_only_what_was_revised_since_the_last_look_is_told(tmp_path: Path) -> None:
    def noon(day: int) -> int:
        return int(datetime(2026, 3, day, 12, tzinfo=UTC).timestamp())

    as_of, week = date(2026, 3, 28), Span(date(2026, 3, 1), date(2026, 3, 29))
    with a_shop(tmp_path) as store:
        give(store, [order(str(day), day, euros=100) for day in range(28)], source="web",
             now=noon(29))  # fmt: skip
        give(store, [order("5", 5, euros=90)], source="web", now=noon(30))
        give(store, [order("6", 6, euros=80)], source="web", now=noon(31))
        facts = Facts(store)
        readings = read_many(facts, ["revenue"], week)

        def told(last: LastLook | None) -> list[Fraction | None]:
            found = morning(facts, [], readings, as_of, as_of, last)
            return [one.before for _metric, one in found.revised]

        assert told(None) == [2800], "nobody looked before: what the last weeks revised"
        assert told(LastLook(as_of, at=noon(29) + 60)) == [2800]
        assert told(LastLook(as_of, at=noon(30) + 60)) == [2790], "the first was seen already"
        assert told(LastLook(as_of, at=noon(31) + 60)) == []
        assert told(LastLook(as_of)) == [2800], "the instant is not known: after its last day"


def test_what_was_revised_and_put_back_after_the_look_is_told(tmp_path: Path) -> None:
    def noon(day: int) -> int:
        return int(datetime(2026, 3, day, 12, tzinfo=UTC).timestamp())

    as_of, week = date(2026, 3, 28), Span(date(2026, 3, 1), date(2026, 3, 29))
    with a_shop(tmp_path) as store:
        for day, euros in ((29, 100), (30, 90), (31, 100)):
            told = [order(str(n), n, euros=euros if n == 5 else 100) for n in range(28)]
            give(store, told, source="web", now=noon(day))
        facts = Facts(store)
        readings = read_many(facts, ["revenue"], week)
        assert readings["revenue"].revised is None
        last = LastLook(as_of, at=noon(30) + 60)
        (pair,) = morning(facts, [], readings, as_of, as_of, last).revised
        assert pair[1].before == 2790


def test_a_review_that_is_due_is_told_whatever_the_goal_s_status(
    desk_shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = ["--db", str(desk_shop), "--lang", "en", "--as-of"]
    early, late = AS_OF.isoformat(), (AS_OF + timedelta(days=1)).isoformat()
    assert (
        main([*shop, early, "goal", "review", "2", "--decision", "keep", "--next", "2026-11-01"])
        == 0
    )

    def asked(day: str, *words: str) -> str:
        capsys.readouterr()
        main([*shop, day, *words])
        return capsys.readouterr().out

    before = json.loads(asked(early, "morning", "--json"))["goals"]
    assert 2 not in [one["id"] for one in before]
    found = {one["id"]: one for one in json.loads(asked(late, "morning", "--json"))["goals"]}
    assert (found[2]["attention"], found[2]["next"]) == (False, "review")
    assert "next: its review is due" in asked(late, "morning")
    assert "REVIEWS DUE" not in asked(early, "check")
    text = asked(late, "check")
    assert "REVIEWS DUE\n  2 Gross" in text and "due since Nov 1, 2026" in text
