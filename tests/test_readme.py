"""What README prints works as printed: its commands are run, its tables are those of the code."""

from __future__ import annotations

import csv
import re
import runpy
import shlex
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goals.metrics.catalogue import METRICS
from goals.metrics.catalogue.texts import NOT_PAID
from goals.metrics.metric import Metric
from store.columns.numbers import count
from store.coverage import measure_subject
from store.database import create
from store.facts import Facts
from store.importers import importers
from store.importers.plain.table import open_table
from store.importers.plain.words import Roles, telling_header
from store.importers.protocol import Claim, Importer
from store.ingest.run import Request, run_import
from store.messages import N_, Message
from store.records import Fact
from store.spans import Span
from tests.conftest import PROJECT
from tui import language
from tui.cli import main

if TYPE_CHECKING:
    import pytest

README = (PROJECT / "README.md").read_text("utf-8")
CONTRIBUTING = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
LIVE = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLS = ("python3", "pipx", "~")


def commands() -> list[str]:
    """Return the commands of README's shell blocks, but those that install or open a screen."""
    lines = [line for block in LIVE.findall(README) for line in block.splitlines()]
    wanted = [line for line in lines if line and not line.startswith(INSTALLS)]
    assert all(line.startswith("kpi-tui") for line in wanted), wanted
    return [line for line in wanted if line != "kpi-tui"]


def test_the_two_commands_are_printed_as_promised() -> None:
    assert "\npython3 -m pip install . && kpi-tui --sample\n" in README
    tests = "\npython3 -m pip install -e '.[dev]' && python3 -m pytest -n auto --dist worksteal\n"
    assert tests in README and tests in CONTRIBUTING


def test_the_tables_are_those_of_the_code() -> None:
    tool = runpy.run_path(str(PROJECT / ".ci" / "readme.py"))
    assert tool["refreshed"](README) == README, "run `python3 .ci/readme.py`"


def test_the_example_metric_of_contributing_is_one() -> None:
    code = re.search(r"^```python\n(Metric\(.*?)^```$", CONTRIBUTING, re.MULTILINE | re.DOTALL)
    assert code is not None
    names = {"Metric": Metric, "N_": N_, "NOT_PAID": NOT_PAID}
    example = eval(code[1], names)
    assert isinstance(example, Metric)
    assert example.measures == ("shipping", "orders")
    assert example.id not in METRICS


def test_the_example_importer_of_contributing_reads_its_file(tmp_path: Path) -> None:
    code = re.search(r"^```python\n(ROLES = .*?)^```$", CONTRIBUTING, re.MULTILINE | re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {
        "Claim": Claim, "Fact": Fact, "Importer": Importer, "Message": Message, "N_": N_,
        "Roles": Roles, "count": count, "measure_subject": measure_subject,
        "open_table": open_table, "telling_header": telling_header,
    }  # fmt: skip
    # Annotations are but words there: what they name is not imported.
    exec("from __future__ import annotations\n" + code[1], names)
    known = {one.name: one for one in (*importers().values(), names["IMPORTER"])}
    path = tmp_path / "export.csv"
    path.write_text("Inscrit le;Nouveaux abonnés\n18/09/2026;12\n19/09/2026;1 204\n")
    with create(tmp_path / "shop.db", currency="EUR", timezone="Europe/Paris") as store:
        request = Request(now=1_790_000_000, key=tmp_path / "key", known=known)
        for _ in range(2):
            (receipt,) = run_import(store, [path], request)
            assert (receipt.importer, receipt.error, receipt.read) == ("newsletter", None, 2)
        year = Span(date(2026, 1, 1), date(2027, 1, 1))
        assert Facts(store).totals(["signups"], year) == {"signups": 1216}
        assert Facts(store).coverage(measure_subject("signups"))


def test_every_command_of_the_readme_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    _shopify_export(Path("orders_export.csv"))
    _order_lines(Path("order_lines.csv"))
    Path("exports").mkdir()
    for sample in ("matomo/visits.csv", "ecb_rates/eurofxref-hist.csv"):
        shutil.copy(PROJECT / "tests" / "exports" / sample, "exports")
    for kind, name in (("toml", "my_shop.toml"), ("csv", "traffic.csv")):
        block = re.search(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
        assert block is not None
        Path(name).write_text(block[1], "utf-8")
    for line in commands():
        code = main(shlex.split(line)[1:])
        language.use("en")
        said = capsys.readouterr()
        fine = (0, 1) if "check" in line else (0,)
        assert code in fine, f"{line}\n{said.out}\n{said.err}"
        assert said.out.strip(), f"{line} says nothing"


SHOPIFY = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
    "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,"
    "Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,"
    "Billing Country,Shipping Country,Cancelled at,Payment Method,Payment Reference,"
    "Refunded Amount,Vendor,Outstanding Balance,Location,Device ID,Id,Tags,Risk Level,Source,"
    "Lineitem discount"
)


def _shopify_export(path: Path) -> None:
    """An export of two orders a day up to yesterday, 50 € on average."""
    header = next(csv.reader([SHOPIFY]))
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, header, restval="")
        rows.writeheader()
        for number in range(240):
            day = date.today() - timedelta(days=120 - number // 2)  # noqa: DTZ011 - as an owner's
            price = 40 + number % 21
            rows.writerow(
                {
                    "Name": f"#{1001 + number}",
                    "Email": f"customer{number % 70}@example.org",
                    "Financial Status": "paid",
                    "Paid at": f"{day} 10:00:00 +0100",
                    "Fulfillment Status": "fulfilled",
                    "Currency": "EUR",
                    "Subtotal": f"{price}.00",
                    "Shipping": "5.00",
                    "Taxes": "0.00",
                    "Total": f"{price + 5}.00",
                    "Discount Amount": "0.00",
                    "Created at": f"{day} 10:00:00 +0100",
                    "Lineitem quantity": "1",
                    "Lineitem name": "Lavender soap [XL]",
                    "Lineitem price": f"{price}.00",
                    "Lineitem sku": "SOAP-1",
                    "Lineitem discount": "0.00",
                    "Shipping Country": "FR" if number % 3 else "BE",
                    "Billing Country": "FR",
                    "Payment Method": "Card",
                    "Refunded Amount": "0.00",
                    "Id": str(5_000_000 + number),
                    "Source": "web",
                }
            )


def _order_lines(path: Path) -> None:
    """A French export of order lines, two years before the other one."""
    first = date.today() - timedelta(days=800)  # noqa: DTZ011 - as an owner's
    columns = "Order number;Date;Reference;Product;Quantity;Unit price;E-mail;Country"
    lines = [
        f"{9000 + n};{first + timedelta(days=n):%d/%m/%Y};S{n % 5};Savon {n % 5};2;12,50;"
        f"client{n % 9}@example.org;FR"
        for n in range(40)
    ]
    path.write_text("\n".join([columns, *lines]) + "\n", "utf-8")
