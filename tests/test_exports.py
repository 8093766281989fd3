"""Every sample export under ``exports`` gives the receipt and the figures its ``case.json`` says.

The figures were worked out by hand. A case::

    {"why": "how the figures come about",
     "shop": {"currency": "EUR", "timezone": "Europe/Paris", "country": "FR"},
     "files": ["a.csv"], "as": null, "map": null, "covers": "2026-09-01..2026-09-30",
     "answers": {"date_order": "dmy"}, "now": "2026-11-21",
     "receipts": [{"importer": "google_ads", "read": 4, "stored": 3, "excluded": 1}],
     "warnings": 0,
     "figures": [{"measure": "spend", "period": "2026-09-01..2026-09-30",
                  "where": {"channel": "google ads"}, "value": 172.45},
                 {"metric": "revenue", "period": "2026-09", "value": null}]}

What a receipt of the case leaves out is not looked at, but for counts, which are then 0.
"""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from goals.metrics.formula import in_units
from goals.metrics.periods import parse_period
from goals.metrics.reading import read
from store.daily import ensure_current
from store.database import create
from store.facts import Facts
from store.ingest import older
from store.ingest.run import Request, run_import
from store.spans import Span

EXPORTS = Path(__file__).parent / "exports"
CASES = sorted(EXPORTS.rglob("case*.json"))
COUNTS = ("stored", "updated", "unchanged", "excluded", "rejected")


@pytest.mark.parametrize("path", CASES, ids=lambda path: str(path.relative_to(EXPORTS)))
def test_the_sample_export_gives_its_receipt_and_figures(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(older, "_WRITTEN_TOGETHER", 1 << 40)  # a checkout says nothing of age
    case: dict[str, Any] = json.loads(path.read_text("utf-8"))
    shop = {"currency": "EUR", "timezone": "Europe/Paris", "country": "FR", **case.get("shop", {})}
    with closing(create(tmp_path / "shop.db", **shop)) as store:
        ensure_current(store)
        receipts = run_import(
            store,
            [path.parent / name for name in case["files"]],
            _request(case, shop["timezone"], path.parent, tmp_path / "key"),
        )
        for receipt, expected in zip(receipts, case["receipts"], strict=True):
            assert receipt.error is None, f"{receipt.file}: {receipt.error}"
            told = {name: getattr(receipt, name) for name in ("importer", "source", "read")}
            told |= {name: getattr(receipt, name) for name in COUNTS}
            covers = receipt.covers
            told["covers"] = covers and {"start": str(covers.start), "end": str(covers.last)}
            wanted = dict.fromkeys(COUNTS, 0) | expected
            assert {name: told[name] for name in wanted} == wanted, list(receipt.rejects)
        if "warnings" in case:
            assert sum(len(receipt.warnings) for receipt in receipts) == case["warnings"]
        facts = Facts(store)
        found = [_figure(facts, figure) for figure in case["figures"]]
    assert found == [None if one["value"] is None else exact(one) for one in case["figures"]]


def exact(figure: dict[str, Any]) -> Fraction:
    return Fraction(str(figure["value"]))


def _request(case: dict[str, Any], timezone: str, folder: Path, key: Path) -> Request:
    noon = datetime.combine(
        date.fromisoformat(case.get("now", "2026-11-21")), time(12), ZoneInfo(timezone)
    )
    mapping = case.get("map")
    return Request(
        now=int(noon.timestamp()),
        importer=case.get("as"),
        mapping=str(folder / mapping) if mapping and mapping.endswith(".toml") else mapping,
        source=case.get("source"),
        covers=_days(case["covers"]) if case.get("covers") else None,
        answers=case.get("answers", {}),
        key=key,
    )


def _days(text: str) -> Span:
    start, _dots, last = text.partition("..")
    return Span.of(date.fromisoformat(start), date.fromisoformat(last or start))


def _figure(facts: Facts, figure: dict[str, Any]) -> Fraction | None:
    """Return what the store says; a share is compared at the digits that the case writes."""
    where = tuple(figure.get("where", {}).items())
    as_of = facts.as_of()
    assert as_of is not None, "the import covers no day"
    period = parse_period(figure["period"], as_of)
    if "measure" in figure:
        measure = figure["measure"]
        value = facts.totals([measure], period.span, where).get(measure)
        if value is None:
            return None
        return in_units(measure, value)
    found = read(facts, figure["metric"], period, where).value
    if found is None or figure["value"] is None:
        return found
    wanted = exact(figure)
    digits = len(str(figure["value"]).partition(".")[2])
    return wanted if round(found, digits) == wanted else found
