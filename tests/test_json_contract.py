"""The objects of ``--json`` that scripts are written against: keys may be added, none may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SPAN = {"start", "end"}
KPI = {"as_of", "currency", "timezone", "period", "metrics"}
METRIC = {
    "id", "label", "unit", "value", "numerator", "denominator", "interval", "reason", "partial",
    "compare", "members", "series",
}  # fmt: skip
COMPARE = {"start", "end", "value", "change"}
MEMBER = {"member", "value", "numerator", "denominator"}
POINT = {"start", "value"}
IMPORT = {
    "file", "importer", "read", "stored", "updated", "unchanged", "excluded", "rejected", "covers",
    "rejects", "warnings",
}  # fmt: skip
REJECT = {"line", "column", "reason"}
GOAL = {
    "id", "version", "title", "metric", "where", "operator", "target", "kind", "window", "start",
    "deadline", "baseline", "value", "progress", "pace", "status", "probability", "forecast",
    "realism", "levers", "guardrails",
}  # fmt: skip
FORECAST = {"value", "low", "high"}
LEVER = {
    "id", "version", "state", "name", "library", "effects", "where", "holdout", "start", "end",
    "cost", "owner", "note", "goals",
}  # fmt: skip
GUARDRAIL = {"metric", "baseline", "value", "verdict", "clear"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_shop_on_disk(tmp_path_factory.mktemp("contract") / "shop.db")


@pytest.fixture
def shop(path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(path, capsys)


def has(found: Any, keys: Iterable[str]) -> None:
    assert isinstance(found, dict)
    assert set(keys) <= set(found), set(keys) - set(found)


def test_the_figures(shop: Runner) -> None:
    told = shop.json("kpi", "conversion_visits", "nps", "--grain", "month", "--by", "channel",
                     "--period", "90d")  # fmt: skip
    has(told, KPI)
    has(told["period"], SPAN)
    assert [one["id"] for one in told["metrics"]] == ["conversion_visits", "nps"]
    known, unknown = told["metrics"]
    for one in (known, unknown):
        has(one, METRIC)
    has(known["compare"], COMPARE)
    for point in known["series"]:
        has(point, POINT)
    low, high = known["interval"]
    assert low < known["value"] < high, "a fraction, not per cent"
    assert unknown["value"] is None and unknown["interval"] is None and unknown["reason"]
    by = shop.json("kpi", "visits", "--by", "channel")["metrics"][0]["members"]
    assert {one["member"] for one in by} == {"", "facebook"}
    for one in by:
        has(one, MEMBER)


def test_goals_and_levers(shop: Runner) -> None:
    shop.fine("goal", "add", "gmv", "250k", "--by", "31/12", "--kind", "total", "--guardrail",
              "cart_abandonment", day="2026-10-31")  # fmt: skip
    shop.fine("lever", "add", "reminder_hours", "--goal", "1", "--cost", "12,50 €")
    told = shop.json("goal", "list")
    has(told, {"goals"})
    (goal,) = told["goals"]
    shown = shop.json("goal", "show", "1")
    has(shown, {"goals"})
    for one in (goal, *shown["goals"]):
        has(one, GOAL)
        has(one["forecast"], FORECAST)
        has(one["baseline"], {"value", *SPAN})
        assert isinstance(one["realism"], dict)
        assert one["levers"] == [1] and one["where"] == {}
        for guarded in one["guardrails"]:
            has(guarded, GUARDRAIL)
        assert (one["operator"], one["target"], one["kind"]) == (">=", 250_000, "total")
        assert (one["start"], one["deadline"]) == ("2026-10-31", "2026-12-31"), "days, included"
        assert 0 <= one["probability"] <= 1
        assert one["value"] == 20 * 2400, "money in major units"
    for words in (("lever", "list"), ("lever", "show", "1")):
        (lever,) = shop.json(*words)["levers"]
        has(lever, LEVER)
        assert (lever["cost"], lever["goals"]) == (12.5, [1])
        for effect in lever["effects"]:
            has(effect, {"metric", "expected"})


def test_where_nothing_is_known_a_value_is_null_with_its_reason(shop: Runner) -> None:
    shop.fine("goal", "add", "nps", ">= 30", "--by", "31/12", "--kind", "hold")
    goal = next(one for one in shop.json("goal", "list")["goals"] if one["metric"] == "nps")
    has(goal, GOAL)
    assert goal["value"] is None and goal["probability"] is None and goal["forecast"] is None
    assert goal["reason"]
    has(goal["reasons"], {"probability", "forecast"})


def test_imports(shop: Runner, tmp_path: Path) -> None:
    file = tmp_path / "visits.csv"
    file.write_text("day,visits\n2026-10-30,41\n2026-10-31,x\n")
    told = shop.json("import", str(file), "--source", "log")
    has(told, {"imports"})
    (one,) = told["imports"]
    has(one, IMPORT)
    has(one["covers"], SPAN)
    (reject,) = one["rejects"]
    has(reject, REJECT)
    assert reject["line"] == 3
    counts = ("stored", "updated", "unchanged", "excluded", "rejected")
    assert one["read"] == sum(one[name] for name in counts) == 2
