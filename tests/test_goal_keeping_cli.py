"""Goals in order by command: copied, reviewed, restored, listed by urgency, planned by months."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


def goal(shop: Runner, *words: str, day: str = "2026-10-31") -> int:
    return int(shop.json("goal", "add", *words, day=day)["goals"][0]["id"])


# -- copies ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "deadline", "copied"),
    [
        ("2026-11-01", "2026-11-30", ("2026-12-01", "2026-12-31")),
        ("2026-10-01", "2026-12-31", ("2027-01-01", "2027-03-31")),
        ("2026-01-01", "2026-12-31", ("2027-01-01", "2027-12-31")),
        ("2026-11-05", "2026-11-25", ("2026-11-26", "2026-12-16")),
        ("2026-08-01", "2026-11-20", ("2026-11-21", "2027-03-12")),
    ],
)
def test_a_copy_has_the_next_like_stretch_of_days(
    shop: Runner, start: str, deadline: str, copied: tuple[str, str]
) -> None:
    number = goal(shop, "gmv", "100000", "--by", deadline, "--start", start)
    (copy,) = shop.json("goal", "duplicate", str(number))["goals"]
    assert (copy["start"], copy["deadline"]) == copied
    assert copy["id"] != number
    assert (copy["metric"], copy["target"], copy["kind"]) == ("gmv", 100000, "total")


def test_a_copy_of_a_goal_long_over_lies_ahead(shop: Runner) -> None:
    number = goal(shop, "gmv", "70000", "--by", "2026-07-31", "--start", "2026-07-01",
                  day="2026-06-30")  # fmt: skip
    (copy,) = shop.json("goal", "duplicate", str(number))["goals"]
    assert (copy["start"], copy["deadline"]) == ("2026-11-01", "2026-11-30")


def test_a_copy_takes_no_name_of_other_days_and_what_is_said(shop: Runner) -> None:
    number = goal(shop, "gmv", "70000", "--by", "30/11", "--title", "Ventes de novembre 2026")
    copy = shop.json("goal", "duplicate", str(number), "--target", "80k", "--dry-run")["goals"][0]
    assert "2026" not in copy["title"]
    assert copy["target"] == 80000
    assert len(shop.json("goal", "list")["goals"]) == 1, "only shown"


# -- reviews ---------------------------------------------------------------------------------


def test_a_review_is_noted_and_asked_for_again_when_it_is_due(shop: Runner) -> None:
    number = str(goal(shop, "gmv", "100000", "--by", "31/12"))
    out = shop.fine("goal", "review", number, "--decision", "lever", "--note", "send mails",
                    "--next", "in 2 weeks", day="2026-11-05")  # fmt: skip
    assert "pull a lever · next look on Nov 19, 2026" in out
    assert "kpi-tui lever link" in out, "what follows from it"
    assert "Review due" not in shop.fine("goal", "list", day="2026-11-18")
    assert "Review due since Nov 19, 2026" in shop.fine("goal", "list", day="2026-11-19")
    (listed,) = shop.json("goal", "list", day="2026-11-19")["goals"]
    assert listed["review"] == {
        "day": "2026-11-05", "decision": "lever", "note": "send mails", "next": "2026-11-19",
        "due": True,
    }  # fmt: skip
    assert listed["urgency"]["weight"] == 1.3, "a review that is due weighs in"
    shop.fine("goal", "review", number, "--decision", "keep", day="2026-11-19")
    assert "Review due" not in shop.fine("goal", "list", day="2026-11-19"), "looked at"
    both = shop.json("goal", "review", number)["reviews"]
    assert [one["decision"] for one in both] == ["lever", "keep"]


@pytest.mark.parametrize("again", ["yesterday", "2020-01-01", "soon", "3000-01-01"])
def test_the_next_look_lies_ahead(shop: Runner, again: str) -> None:
    number = str(goal(shop, "gmv", "100000", "--by", "31/12"))
    code, _out, err = shop.run("goal", "review", number, "--decision", "keep", "--next", again)
    assert code == 1
    assert len(err.splitlines()) == 2
    assert shop.json("goal", "review", number)["reviews"] == []


def test_a_closed_goal_and_one_that_is_not_there_are_not_reviewed(shop: Runner) -> None:
    number = str(goal(shop, "gmv", "100000", "--by", "31/12"))
    shop.fine("goal", "close", number)
    for one in (number, "99"):
        assert shop.run("goal", "review", one, "--decision", "keep")[0] == 1
    assert shop.run("goal", "review", number, "--note", "why?")[0] == 2


# -- versions --------------------------------------------------------------------------------


def test_a_version_comes_back_and_undo_takes_that_back(shop: Runner) -> None:
    number = str(goal(shop, "gmv", "100000", "--by", "31/12"))
    shop.fine("goal", "edit", number, "--target", "90000")
    shop.fine("goal", "delete", number)
    (back,) = shop.json("goal", "restore", number, "1")["goals"]
    assert (back["state"], back["target"], back["version"]) == ("open", 100000, 4)
    (undone,) = shop.json("goal", "undo", number)["goals"]
    assert (undone["state"], undone["target"]) == ("deleted", 90000)
    assert shop.run("goal", "restore", number, "77")[0] == 1
    assert "as it was then" in shop.fine("goal", "history", number)


def test_the_history_tells_of_levers_linked_and_taken_off(shop: Runner) -> None:
    number = str(goal(shop, "gmv", "100000", "--by", "31/12"))
    shop.fine("lever", "add", "Parcel notes", "--goal", number)
    shop.fine("lever", "unlink", "1", number)
    out = shop.fine("goal", "history", number)
    assert "lever linked: Parcel notes" in out
    assert "lever taken off: Parcel notes" in out
    links = shop.json("goal", "history", number)["links"]
    assert [(one["lever"], one["linked"]) for one in links] == [(1, True), (1, False)]


def test_several_goals_are_taken_back_together_or_not_at_all(shop: Runner) -> None:
    numbers = [str(goal(shop, "gmv", str(many), "--by", "31/12")) for many in (100, 200)]
    assert shop.run("goal", "undo", *numbers, "99")[0] == 1
    assert len(shop.json("goal", "list")["goals"]) == 2
    shop.fine("goal", "undo", *numbers)
    assert shop.json("goal", "list")["goals"] == []


# -- lists -----------------------------------------------------------------------------------


def test_the_list_begins_with_the_most_urgent_and_prints_the_terms(shop: Runner) -> None:
    calm = goal(shop, "gmv", "100", "--by", "31/12")
    late = goal(shop, "cart_abandonment", "< 40 %", "--by", "31/12")
    found = shop.json("goal", "list")["goals"]
    assert [one["id"] for one in found] == [late, calm]
    for one in found:
        pressing = one["urgency"]
        product = pressing["doubt"] * pressing["near"] * pressing["weight"]
        assert pressing["score"] == pytest.approx(product, abs=1e-3)
    assert found[0]["urgency"]["near"] == pytest.approx(28 / (28 + 42), abs=1e-3)
    out = shop.fine("goal", "list", "--why")
    assert "to miss it × 0.40 (42 days left)" in out
    order = shop.json("goal", "list", "--sort", "title")["goals"]
    assert [one["id"] for one in order] == [late, calm]


def test_the_list_shows_only_what_is_asked_for(shop: Runner) -> None:
    reached = goal(shop, "gmv", "100", "--by", "31/12")
    late = goal(shop, "cart_abandonment", "< 40 %", "--by", "31/12")

    def listed(*words: str) -> list[int]:
        return [one["id"] for one in shop.json("goal", "list", *words)["goals"]]

    assert listed("--stage", "activation") == [late]
    assert listed("--status", "attention") == [late]
    assert listed("--status", "reached") == [reached]
    assert listed("--status", "reached", "--stage", "activation") == []
    assert "No goal is like that" in shop.fine("goal", "list", "--status", "missed")


def test_a_closed_goal_shows_the_figure_known_then_beside_todays(shop: Runner) -> None:
    number = str(goal(shop, "orders", "2400", "--by", "31/12"))
    shop.fine("goal", "close", number, day="2026-11-10")
    out = shop.fine("goal", "list", "--state", "closed")
    assert "Closed with 440, known up to Nov 10, 2026" in out


# -- months ----------------------------------------------------------------------------------


def test_months_are_set_in_one_go_and_taken_back_in_one(shop: Runner) -> None:
    told = shop.json("goal", "months", "gmv", "--set", "2026-12=80k", "--set",
                     "2027-01..2027-02=70 000 €", "--months", "4")  # fmt: skip
    assert [one["target"] for one in told["lines"][0]["months"]] == [None, 80000, 70000, 70000]
    assert told["lines"][0]["sum"] == 220000
    assert len(told["changed"]) == 3
    shop.fine("goal", "undo", *map(str, told["changed"]))
    assert shop.json("goal", "list")["goals"] == []


def test_a_mistake_in_one_month_keeps_all_of_them_out(shop: Runner) -> None:
    code, _out, err = shop.run(
        "goal", "months", "gmv", "--set", "2026-12=80k", "--set", "2027-01=many"
    )
    assert (code, len(err.splitlines())) == (1, 2)
    assert shop.json("goal", "list")["goals"] == []
    for wrong in ("2026-12", "2020-01=5", "2026-12:Paris=5", "december=5"):
        assert shop.run("goal", "months", "gmv", "--set", wrong)[0] == 1


def test_a_trial_stores_no_month(shop: Runner) -> None:
    out = shop.fine("goal", "months", "gmv", "--set", "2026-12=80k", "--dry-run")
    assert "€80,000" in out and "nothing was stored" in out
    assert shop.json("goal", "list")["goals"] == []


# -- check -----------------------------------------------------------------------------------


def test_check_names_why_and_the_next_step(shop: Runner) -> None:
    number = goal(shop, "cart_abandonment", "< 40 %", "--by", "31/12")
    code, out, _err = shop.run("check")
    assert code == 1
    assert "Next: link a lever: kpi-tui lever library --metric cart_abandonment" in out
    shop.fine("lever", "add", "Reminders", "--goal", str(number))
    assert "Next: start “Reminders”: kpi-tui lever start 1" in shop.run("check")[1]
    told = json.loads(shop.run("check", "--json")[1])
    assert told["attention"][0]["next"].startswith("Next: start")
    assert told["reviews_due"] == []
    assert "import the newest figures" in shop.run("check", day="2026-11-23")[1]
