"""A sync of many orders from MariaDB: the first, the second after a few changes, and a full one.

    python benchmarks/sync_speed.py [--orders 1000000] [--keep FOLDER]

Starts a server of its own on a socket, fills a PrestaShop's tables (two and a half lines an order,
customers, carts, credit slips), and runs ``kpi-tui sync`` as an owner would. Prints seconds, those
the command computed itself, and its peak memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from tests.mariadb import MariaServer  # noqa: E402
from tests.prestashop_shop import ACCEPTED, CANCELED, EUR, SHIPPED, USD, PrestaShop  # noqa: E402

PROGRAM = [sys.executable, "-c", "import sys; from tui.cli import main; sys.exit(main())"]
DAYS = 1_460
PRODUCTS = 5_000


def fill(shop: PrestaShop, orders: int) -> None:
    """Fill the tables on the server itself, by its sequences."""
    for number in range(1, PRODUCTS + 1):
        shop.product(number, f"Product {number}", "12.50", category=10 + number % 3, cost="5")
    shop.save()
    customers = orders // 3
    joined = f"'2022-01-01 08:00:00' + INTERVAL FLOOR(seq * {DAYS} * 1440 / {customers}) MINUTE"
    moment = f"'2022-01-01 08:00:00' + INTERVAL FLOOR(seq * {DAYS} * 1440 / {orders}) MINUTE"
    state = (
        f"CASE WHEN seq % 50 = 0 THEN {CANCELED} WHEN seq % 3 THEN {SHIPPED} ELSE {ACCEPTED} END"
    )
    lines = "1 + (seq * 7) % 4"
    total = f"({lines}) * (10 + seq % 40)"
    steps = (
        f"""INSERT INTO ps_customer (id_customer, id_shop, email, is_guest, id_default_group,
            date_add, date_upd) SELECT seq, 1, CONCAT('c', seq, '@example.org'), seq % 5 = 0, 3,
            {joined}, {joined} FROM seq_1_to_{customers}""",
        f"""INSERT INTO ps_orders (id_order, reference, id_shop, id_customer, id_cart, id_currency,
            id_address_delivery, current_state, payment, conversion_rate, total_discounts_tax_excl,
            total_paid_tax_incl, total_paid_tax_excl, total_products, total_shipping_tax_excl,
            valid, date_add, date_upd)
            SELECT seq, LPAD(HEX(seq), 9, 'A'), 1, 1 + (seq * 7919) % {customers}, seq,
            IF(seq % 20, {EUR}, {USD}), IF(seq % 9, 8, 3), {state}, 'Card',
            IF(seq % 20, 1, 1.25), IF(seq % 4, 0, 2), ROUND(1.2 * ({total} + 5), 2),
            {total} + 5, {total}, 5, seq % 50 <> 0, {moment}, {moment} FROM seq_1_to_{orders}""",
        *(
            f"""INSERT INTO ps_order_detail (id_order, id_shop, product_id, product_name,
            product_quantity, product_reference, total_price_tax_excl, purchase_supplier_price,
            original_wholesale_price)
            SELECT seq, 1, 1 + (seq * 31 + {line}) % {PRODUCTS}, 'A product in its own language', 1,
            CONCAT('R-', 1 + (seq * 31 + {line}) % {PRODUCTS}), 10 + seq % 40, 5, 5
            FROM seq_1_to_{orders} WHERE {lines} > {line} ORDER BY seq"""
            for line in range(4)
        ),
        f"""INSERT INTO ps_order_history (id_order, id_order_state, date_add)
            SELECT seq, {ACCEPTED}, {moment} FROM seq_1_to_{orders}""",
        f"""INSERT INTO ps_order_history (id_order, id_order_state, date_add)
            SELECT seq, {state}, {moment} FROM seq_1_to_{orders}""",
        f"""INSERT INTO ps_order_payment (order_reference, id_currency, amount, payment_method,
            conversion_rate, date_add)
            SELECT LPAD(HEX(seq), 9, 'A'), IF(seq % 20, {EUR}, {USD}),
            ROUND(1.2 * ({total} + 5), 2), 'Card', IF(seq % 20, 1, 1.25), {moment}
            FROM seq_1_to_{orders}""",
        f"""INSERT INTO ps_order_slip (id_order, conversion_rate, total_products_tax_excl,
            total_products_tax_incl, amount, date_add, date_upd)
            SELECT seq * 25 + 1, 1, 5, 6, 6, '2025-01-01', '2025-01-01'
            FROM seq_1_to_{orders // 25 - 1}""",
        f"""INSERT INTO ps_cart (id_cart, id_shop, id_currency, id_customer, id_address_delivery,
            date_add, date_upd) SELECT seq, 1, {EUR}, 1, 8, {moment}, {moment}
            FROM seq_1_to_{orders}""",
        f"""INSERT INTO ps_cart_product (id_cart, id_product, quantity)
            SELECT seq, 1 + seq % {PRODUCTS}, 1 FROM seq_1_to_{orders}""",
    )
    for step in steps:
        shop.server.run(step, database=shop.name)


def synced(words: list[str], environ: dict[str, str]) -> tuple[float, float, float, str]:
    """Run a sync; return its seconds, those it computed, its peak megabytes and what it said."""
    began, before = time.monotonic(), computed()
    process = subprocess.Popen(
        [*PROGRAM, "sync", *words], env=environ, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    )
    peak = 0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            try:
                status = Path(f"/proc/{process.pid}/status").read_text()
            except OSError:
                return
            for line in status.splitlines():
                if line.startswith("VmHWM:"):
                    peak = max(peak, int(line.split()[1]))
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    watcher.start()
    said, _ = process.communicate()
    watcher.join()
    if process.returncode:
        raise SystemExit(f"sync failed: {said}")
    return time.monotonic() - began, computed() - before, peak / 1024, said


def computed() -> float:
    """Return the processor seconds of all commands so far: they tell what a busy machine hides."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="a folder for the server and the store")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="kpi-sync-"))
    folder.mkdir(exist_ok=True)
    server = MariaServer(folder, "--innodb-buffer-pool-size=1G", "--innodb-log-file-size=512M")
    try:
        began = time.monotonic()
        shop = PrestaShop(server, "shop")
        shop.save()
        fill(shop, asked.orders)
        (lines,) = shop.ask("SELECT COUNT(*) FROM {p}order_detail")[0]
        print(f"{asked.orders:,} orders, {lines:,} lines made in {time.monotonic() - began:.0f} s")
        environ = os.environ | {
            "KPI_TUI_DB": str(folder / "shop.db"), "XDG_CONFIG_HOME": str(folder / "config"),
        }  # fmt: skip
        subprocess.run(
            [*PROGRAM, "init", "--currency", "EUR", "--timezone", "Europe/Paris"],
            env=environ, check=True, stdout=subprocess.DEVNULL, cwd=PROJECT,
        )  # fmt: skip
        config = folder / "shop.sources.toml"
        config.write_text(shop.config())
        config.chmod(0o600)
        report("first", *synced([], environ), asked.orders)
        report("nothing new", *synced([], environ), asked.orders)
        shop.change(
            "orders", f"MOD(id_order, {max(asked.orders // 100, 1)}) = 0",
            current_state=SHIPPED, date_upd="2026-01-05 10:00:00",
        )  # fmt: skip
        report("100 changed", *synced([], environ), asked.orders)
        server.run("DELETE FROM ps_orders WHERE id_order IN (5, 6, 7)", database=shop.name)
        report("full, 3 deleted", *synced(["--full"], environ), asked.orders)
    finally:
        server.kill()


def report(
    what: str, seconds: float, busy: float, megabytes: float, said: str, orders: int
) -> None:
    print(
        f"{what:>16}: {seconds:7.1f} s ({busy:.1f} s computing) {orders / seconds:9,.0f} orders/s"
        f"  {megabytes:5.0f} MB",
        flush=True,
    )
    for line in said.splitlines()[1:]:
        print(f"{'':>18}{line.strip()}")


if __name__ == "__main__":
    main()
