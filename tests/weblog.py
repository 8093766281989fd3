"""Access logs for tests, told request by request, and importing them.

log = [hit("10:00", "/"), hit("10:05", "/cart", by=PHONE)]
shop.give(log)
"""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from store.daily import ensure_current
from store.database import create
from store.facts import Facts
from store.files import open_file
from store.importers import importers
from store.importers.protocol import Context
from store.ingest.run import Request, run_import
from store.records import Fact, Kept, LeftOut, Unchanged
from store.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from store.ingest.receipt import Receipt

DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
    " Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
)
ROBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
NOW = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp())
DAY = "2026-11-02"


def hit(
    at: str, path: str = "/", *, ip: str = "192.0.2.7", by: str = DESK, status: int = 200,
    size: int = 1000, ref: str = "-", method: str = "GET", day: str = DAY, offset: int = 1,
    end: str = "",
) -> str:  # fmt: skip
    """Return a line of the combined format; ``at`` is local time at ``offset`` hours."""
    hour, minute, *second = (int(part) for part in at.split(":"))
    zone = timezone(timedelta(hours=offset))
    moment = datetime.fromisoformat(day).replace(tzinfo=zone) + timedelta(
        hours=hour, minutes=minute, seconds=(second or [0])[0]
    )
    stamp = moment.strftime("%d/%b/%Y:%H:%M:%S %z")
    return f'{ip} - - [{stamp}] "{method} {path} HTTP/1.1" {status} {size} "{ref}" "{by}"{end}'


def text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("latin-1")


class LogShop:
    """A shop whose server writes logs."""

    def __init__(self, folder: Path, zone: str = "Europe/Paris") -> None:
        self.folder = folder
        self.store = create(folder / "shop.db", currency="EUR", timezone=zone, country="FR")
        ensure_current(self.store)

    def give(self, log: Iterable[str] | bytes, name: str = "access.log", **asked: Any) -> Receipt:
        """Import a log written to a file of that name."""
        content = log if isinstance(log, bytes) else text(log)
        path = self.folder / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        asked = {"now": NOW, "key": self.folder / "key", **asked}
        (receipt,) = run_import(self.store, [path], Request(**asked))
        if receipt.error is None:
            told = (receipt.stored, receipt.updated, receipt.unchanged, receipt.excluded)
            assert receipt.read == sum(told) + receipt.rejected
        return receipt

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        return self.store.sql.execute(question).fetchall()

    def total(self, *measures: str, first: str = "2026-01-01", last: str = "2026-12-31") -> Any:
        span = Span.of(datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date())
        found = Facts(self.store).totals(measures, span)
        values = tuple(found.get(measure) for measure in measures)
        return values if len(values) > 1 else values[0]

    def by(self, measure: str, dimension: str) -> dict[str, int]:
        span = Span.of(datetime(2026, 1, 1).date(), datetime(2026, 12, 31).date())  # noqa: DTZ001
        found = Facts(self.store).by_member([measure], dimension, span)
        return {member: sums[measure] for member, sums in found.items() if sums[measure]}

    def close(self) -> None:
        self.store.close()


class Ledger:
    """What imports of logs tell, put together without a store: cheap enough to try a lot."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: dict[str, str] = {}
        self._documents: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._sums: Counter[tuple[object, ...]] = Counter()
        self.unchanged = 0
        self.reasons: set[str] = set()
        """Why lines were rejected."""

    def give(self, content: bytes, name: str = "access.log") -> int:
        """Read a log as an import does; return the rows that were rejected."""
        path = self._folder / name
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        known = sorted(visit["visitor"] for visit in self._of("visit"))
        context = Context(
            "EUR", "Europe/Paris", visitor=_visitor, visitors=known, kept=dict(self._kept)
        )
        rows = rejected = 0
        with open_file(path) as file:
            for record in importers()["access_log"].extract(file, context):
                rows += getattr(record, "rows", 0)
                if isinstance(record, Kept):
                    self._kept[record.key] = record.value
                elif isinstance(record, Fact):
                    self._take(record)
                elif isinstance(record, Unchanged):
                    self.unchanged = record.rows
                elif isinstance(record, LeftOut) and record.rejected:
                    rejected += 1
                    self.reasons.add(record.reason)
            assert rows == file.rows
        return rejected

    def _take(self, fact: Fact) -> None:
        values = fact.values
        if fact.table in ("visit", "cart"):
            ref = str(values.get("ref") or f"new {len(self._documents)}")
            self._documents[fact.table, ref] = values
        else:
            members = ("page", "next_page", "status")
            key = tuple(values.get(name) for name in ("day", *members))
            for name, count in values.items():
                if name not in ("day", *members):
                    self._sums[fact.table, name, *key] += int(str(count))

    def _of(self, table: str) -> list[Mapping[str, Any]]:
        return [values for (of, _), values in self._documents.items() if of == table]

    @property
    def told(self) -> tuple[object, ...]:
        """Everything that was told, however it was cut."""
        visits = sorted(
            sorted((name, str(value)) for name, value in values.items() if name != "ref")
            for table in ("visit", "cart")
            for values in self._of(table)
        )
        minutes = ("minutes_checked", "minutes_up")
        return visits, {key: n for key, n in self._sums.items() if n and key[1] not in minutes}


def _visitor(identity: str) -> int:
    return zlib.crc32(identity.encode("utf-8", "surrogatepass")) + 1
