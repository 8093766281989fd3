"""Metrics of the owner's own from the command line: written, shown, used, put aside, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plan_cli import Runner, a_shop_on_disk

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    return Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)


def test_a_metric_is_added_and_stands_beside_ours(shop: Runner) -> None:
    out = shop.fine(
        "metric", "add", "spend_share", "spend / goods_sold", "--label", "Advertising weight",
        "--unit", "share", "--better", "lower",
    )  # fmt: skip
    assert "ADVERTISING WEIGHT (spend_share)" in out
    assert "Value       12.5%" in out, "300 € of 2,400 € a day"
    found = shop.json("kpi", "spend_share")["metrics"][0]
    assert (found["value"], found["unit"]) == (0.125, "share")
    assert "Advertising weight" in shop.fine("kpi")
    explained = shop.fine("kpi", "explain", "spend_share")
    assert "Formula     spend / goods_sold" in explained
    shop.fine("kpi", "spend_share", "--grain", "week", "--where", "channel=facebook")


def test_it_is_shown_as_json_with_both_sides_of_its_division(shop: Runner) -> None:
    shop.fine("metric", "add", "lost", "1 - carts_converted / carts", "--unit", "share")
    found = shop.json("metric", "show", "lost")["metrics"][0]
    assert found["formula"] == "1 - carts_converted / carts"
    assert (found["numerator"], found["denominator"]) == ("carts - carts_converted", "carts")
    assert found["own"] is True
    assert found["state"] == "shown"
    ours = shop.json("kpi", "cart_abandonment")["metrics"][0]
    assert found["value"] == pytest.approx(ours["value"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "x", "goods_sold + visits"), "one is money"),
        (("add", "x", "ordrs"), "Did you mean “orders”?"),
        (("add", "aov", "orders"), "means something else"),
        (("show", "shiping"), "not a metric"),
        (("edit", "aov", "--formula", "orders"), "not one of your own"),
        (("delete", "aov"), "retire aov"),
        (("series", "followers", "--unit", "count"), "my_followers"),
        (("series", "my_none"), "no series"),
    ],
)
def test_a_mistake_is_said_in_a_line_with_its_remedy(
    shop: Runner, words: tuple[str, ...], said: str
) -> None:
    code, out, err = shop.run("metric", *words)
    assert (code, out) == (1, "")
    assert said in err


def test_editing_says_which_goals_keep_an_old_baseline(shop: Runner) -> None:
    shop.fine("metric", "add", "weight", "spend / goods_sold", "--unit", "share")
    shop.fine("goal", "add", "weight", "< 10 %", "--by", "31/12")
    code, out, err = shop.run("metric", "edit", "weight", "--formula", "2 * spend / goods_sold")
    assert code == 0
    assert "25.0%" in out
    assert "Goals 1" in err
    assert "Advertising" not in shop.fine("goal", "list")
    code, _out, err = shop.run("metric", "delete", "weight")
    assert code == 1
    assert "goals 1" in err


def test_history_and_undo_bring_back_what_was(shop: Runner) -> None:
    shop.fine("metric", "add", "weight", "spend / goods_sold", "--unit", "share")
    shop.fine("metric", "edit", "weight", "--formula", "spend / orders", "--unit", "money")
    assert "spend / goods_sold → spend / orders" in shop.fine("metric", "history", "weight")
    assert "12.5%" in shop.fine("metric", "undo", "weight")
    shop.fine("metric", "delete", "weight")
    assert shop.run("kpi", "weight")[0] == 2
    shop.fine("metric", "restore", "weight")
    assert shop.json("kpi", "weight")["metrics"][0]["value"] == 0.125
    assert [one["change"] for one in shop.json("metric", "history", "weight")["history"]] == [
        "add", "edit", "undo", "delete", "show",
    ]  # fmt: skip


def test_a_metric_put_aside_is_off_the_lists_and_still_answers(shop: Runner) -> None:
    shop.fine("metric", "retire", "aov")
    assert "aov" not in [one["id"] for one in shop.json("kpi")["metrics"]]
    assert shop.json("kpi", "aov")["metrics"][0]["value"] == 60
    assert [one["id"] for one in shop.json("metric", "list")["metrics"]] == ["aov"]
    shop.fine("metric", "restore", "aov")
    assert "aov" in [one["id"] for one in shop.json("kpi")["metrics"]]


def test_a_series_of_ones_own_is_imported_named_and_used(shop: Runner, tmp_path: Path) -> None:
    rows = "".join(f"2026-11-{day:02},{day / 2},{1000 + day}\n" for day in range(1, 20))
    file = tmp_path / "mine.csv"
    file.write_text(f"day,my_rent,my_followers\n{rows}", "utf-8")
    shop.fine("metric", "series", "my_rent", "--unit", "money")
    shop.fine("metric", "series", "my_followers", "--over-time", "last")
    shop.fine("import", str(file))
    told = {one["name"]: one for one in shop.json("metric", "series")["series"]}
    assert told["my_rent"]["unit"] == "money"
    assert told["my_rent"]["covered"] == [{"start": "2026-11-01", "end": "2026-11-19"}]
    shop.fine("metric", "add", "rent_weight", "my_rent / goods_sold", "--unit", "share")
    shop.fine("metric", "add", "fans", "my_followers")
    november = ("--period", "2026-11-01..2026-11-19")
    found = {one["id"]: one["value"] for one in
             shop.json("kpi", "rent_weight", "fans", *november)["metrics"]}  # fmt: skip
    assert found["rent_weight"] == pytest.approx(95 / (19 * 2400))
    assert found["fans"] == 1019


def test_measures_are_listed_and_looked_for(shop: Runner) -> None:
    everything = shop.json("metric", "measures")["measures"]
    assert {"orders", "goods_sold", "net_sales"} <= {one["id"] for one in everything}
    assert next(one for one in everything if one["id"] == "orders")["known"]
    assert "spend" in shop.fine("metric", "measures", "spend")


def test_everything_fits_80_cells_in_french_too(shop: Runner) -> None:
    shop.fine(
        "metric", "add", "weight", "spend / goods_sold", "--unit", "share", "--label",
        "Poids de la publicité dans les ventes de la boutique", lang="fr",
    )  # fmt: skip
    for words in (("list",), ("show", "weight"), ("measures",), ("series",), ("history", "weight")):
        shop.fine("metric", *words, lang="fr")
