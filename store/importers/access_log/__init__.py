"""Access logs of Apache and nginx, and JSON logs of nginx, Caddy and Traefik: visits and pages.

A log is read from where the last import of it stopped, whatever it is called by now. Addresses and
browsers' names become the number of a visitor at the door and are not stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.coverage import measure_subject
from store.importers.protocol import Claim, Importer
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.files import FileSample, SourceFile
    from store.importers.access_log.rules import Rules
    from store.importers.protocol import Context, Record

_LINES, _FIRST = 2_000, 100
_FILLS = (
    "visits", "pages", "page_steps", "answered", "uptime",
    # A log tells of carts how far they came, and not what was in them.
    *map(measure_subject, ("carts", "carts_converted", "checkouts", "payments_started",
                           "payments_done", "cart_visitors", "cart_buyers")),
)  # fmt: skip


class AccessLog(Importer):
    """Reads access logs."""

    name = "access_log"
    label = N_("Web server: access log (Apache, nginx, Caddy, Traefik)")
    counts_visitors = True
    covers = _FILLS

    def identify(self, sample: FileSample) -> Claim | None:
        """Claim a file most of whose first lines are requests to a web server."""
        lines = sample.text.split("\n", _LINES)[:_LINES]
        first = next((line for line in lines if line.strip()), "").lstrip("\ufeff")
        if not (first.startswith("{") or " [" in sample.text[:100_000]):
            return None
        from store.importers.access_log.reading import layout_of
        from store.importers.access_log.rules import Rules

        if layout_of(lines, Rules()) is None:
            return None
        return Claim(self.name, Message(N_("its lines are requests to a web server")))

    def begins(self, sample: FileSample) -> int | None:
        """Return the first moment the log tells of: the parts of a rotated log are put in order."""
        from store.importers.access_log.reading import begins

        return begins(sample.text.split("\n", _FIRST)[:_FIRST])

    def extract(self, file: SourceFile, context: Context) -> Iterator[Record]:
        """Yield visits, pages and the rest as they are over; lines that are none of it, counted."""
        from store.importers.access_log.reading import LogReading

        yield from LogReading(file, context, _rules(context)).records()


def _rules(context: Context) -> Rules:
    from store.importers.access_log.rules import Rules

    return (context.mapping.log if context.mapping else None) or Rules()


IMPORTER = AccessLog()
