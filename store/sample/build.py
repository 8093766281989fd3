"""Builds the sample shop's store: the same seed and code give the same content.

The facts go through the same stage and publishing as any import, under the sources such a shop
would have. The owner's goals and levers are added by ``goals.sample``.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from store.daily import ensure_current
from store.database import connect, create
from store.importers.protocol import SALES_SUBJECTS
from store.ingest.feed import feed
from store.privacy import Pseudonyms
from store.projects import MilestoneRow, ProjectEntry, ProjectRow, Projects
from store.sample import daily_rows, fiction, footsteps
from store.sample.books import CENT, sale
from store.sample.dice import Dice
from store.sample.shopping import Shopping
from store.sample.ventures import AVAILABLE, COST, VENTURES, WORKED, entries
from store.spans import Span, to_day, to_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from store.database import Store
    from store.ingest.stage import Stage
    from store.projects import EntryKind
    from store.sample.daily_rows import Row
    from store.sample.shopping import Cart, Visit

SEED = 1789
_SPAN = Span.of(fiction.FIRST_DAY, fiction.LAST_DAY)
_DAYS = (to_number(_SPAN.start), to_number(_SPAN.last))
NOW = int(datetime(2026, 11, 1, 6, tzinfo=UTC).timestamp())
"""When the shop's cron imported: the morning after the last day."""
_NOBODY = Pseudonyms(blake2b(b"customers that do not exist").digest())
_ENTRY_KINDS: dict[int, EntryKind] = {WORKED: "worked", AVAILABLE: "available", COST: "cost"}


def build_facts(path: Path) -> None:
    """Create the sample store at ``path`` with every fact and project, but no goal or lever."""
    with create(
        path,
        currency=fiction.CURRENCY,
        timezone=fiction.ZONE,
        country=fiction.HOME,
        name=fiction.NAME,
    ) as store:
        ensure_current(store)
        days = list(_life())
        _shop(store, days)
        _traffic(store, days)
        _others(store, days)
        _projects(store)


def seal(path: Path) -> None:
    """Make the store one small file, as it is shipped: no log beside it, no free pages."""
    with connect(path) as store:
        # The sample's customers have no key to protect: an owner's own key may join them.
        with store.writing() as connection:
            connection.execute("DELETE FROM setting WHERE key = 'customer_key_check'")
        store.sql.execute("VACUUM")
        store.sql.execute("PRAGMA journal_mode = DELETE")


def _life() -> Iterator[tuple[date, list[Visit], list[Cart]]]:
    shopping = Shopping(Dice(SEED))
    for day in _SPAN:
        yield day, *shopping.day(day)


Life = list[tuple["date", "list[Visit]", "list[Cart]"]]


@contextmanager
def _import(
    store: Store, importer: str, source: str, subjects: tuple[str, ...], first: date | None = None
) -> Iterator[Stage]:
    """Give a stage for one source and publish what it took, up to the sample's last day."""
    days = (to_number(first or _SPAN.start), _DAYS[1])
    with feed(
        store,
        importer=importer,
        source=source,
        file=f"{source}.csv",
        covers=dict.fromkeys(subjects, days),
        pseudonyms=_NOBODY,
        now=NOW,
    ) as stage:
        yield stage


def _shop(store: Store, days: Life) -> None:
    dice = Dice(SEED + 1)
    subjects = (*SALES_SUBJECTS, "payments", "deliveries", "carts")
    with _import(store, "shop_database", "boutique en ligne", subjects) as stage:
        carts: list[Row] = []
        for day, _visits, filled in days:
            for cart in filled:
                reference = f"LV-{cart.number}" if cart.step == 3 else ""
                if reference:
                    stage.add_sale(sale(dice, cart, reference))
                carts.append(_cart(day, cart, reference))
            if len(carts) > 2_000:
                stage.add_rows("cart", carts)
                carts.clear()
        stage.add_rows("cart", carts)


def _cart(day: date, cart: Cart, reference: str) -> Row:
    visit = cart.visit
    amount = cart.amount * CENT
    return {
        "day": to_number(day),
        "visitor": visit.visitor,
        "customer": f"client-{cart.customer}" if cart.customer else "",
        "channel": visit.channel,
        "device": visit.device,
        "country": visit.country,
        "payment_method": cart.payment_method if cart.step >= 2 else "",
        "step": cart.step,
        "amount": amount,
        "units": sum(item.units for item in cart.items),
        "secured": int(cart.step >= 2 and cart.secured),
        "sale_doc": reference,
    }


def _traffic(store: Store, days: Life) -> None:
    dice = Dice(SEED + 2)
    with _import(store, "access_log", "journal du serveur", ("visits", "uptime")) as stage:
        for day, visits, _carts in days:
            stage.add_rows("visit", map(_visit, visits))
            stage.add_rows("uptime", [daily_rows.uptime(dice, day)])
    _footsteps(store, days)


def _footsteps(store: Store, days: Life) -> None:
    dice = Dice(SEED + 5)
    first = footsteps.FIRST_LOGGED
    subjects = ("pages", "page_steps", "answered")
    with _import(store, "access_log", "journal du serveur", subjects, first) as stage:
        for day, visits, _carts in days:
            if day >= first:
                pages, steps = footsteps.footsteps(dice, day, visits)
                stage.add_rows("page", pages)
                stage.add_rows("page_step", steps)
                stage.add_rows("answered", footsteps.answers(dice, day, pages))


def _visit(visit: Visit) -> Row:
    return {
        "day": to_number(visit.day),
        "visitor": visit.visitor,
        "channel": visit.channel,
        "campaign": visit.campaign,
        "device": visit.device,
        "country": visit.country,
        "landing_page": visit.landing_page,
        "keyword": visit.keyword,
        "pages": visit.pages,
        "steps": visit.steps,
        "known": int(visit.known),
    }


def _others(store: Store, days: Life) -> None:
    dice = Dice(SEED + 3)
    with _import(store, "spend", "régies publicitaires", ("spend",)) as stage:
        for day, visits, _carts in days:
            stage.add_rows("spend", daily_rows.spend(dice, day, visits))
    with _import(store, "search_console", "console de recherche", ("search",)) as stage:
        for day, _visits, _carts in days:
            stage.add_rows("search_result", daily_rows.searches(dice, day))
    with _import(store, "engagement", "lettre et comptes", ("engagement",)) as stage:
        for day, visits, carts in days:
            stage.add_rows("engagement", daily_rows.engagement(dice, day, visits, carts))
    with _import(store, "survey", "enquêtes", ("answers",)) as stage:
        by_day = {day: [c for c in carts if c.step == 3] for day, _visits, carts in days}
        for day in _SPAN:
            asked = by_day.get(day - timedelta(days=8), [])
            stage.add_rows("answer", daily_rows.answers(dice, day, asked))
    with _import(store, "running_costs", "comptabilité", ("running_costs",)) as stage:
        for day in _SPAN:
            stage.add_rows("running_cost", daily_rows.running_costs(day))
    with _import(store, "till", "caisse de la boutique", ("other_sales",)) as stage:
        for day in _SPAN:
            stage.add_rows("other_sale", daily_rows.boutique(dice, day))


def _projects(store: Store) -> None:
    dice = Dice(SEED + 4)
    projects = Projects(store)
    for venture in VENTURES:
        project = projects.add_project(
            ProjectRow(
                name=venture.name,
                state=venture.state,
                start_day=venture.start,
                due_day=venture.due,
                finished_day=venture.finished,
            )
        )
        for step in venture.steps:
            projects.add_milestone(
                MilestoneRow(
                    project=project.id,
                    phase=step.phase,
                    title=step.title,
                    original_day=step.original,
                    due_day=step.due,
                    reached_day=step.reached,
                )
            )
        for day, kind, amount in entries(dice, venture):
            projects.add_entry(
                ProjectEntry(
                    project=project.id,
                    day=to_day(day),
                    kind=_ENTRY_KINDS.get(kind, "gain"),
                    amount=amount,
                )
            )
