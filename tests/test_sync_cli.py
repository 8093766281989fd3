"""``kpi-tui sync``: what it asks for, what it says, and what it never says."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import pymysql
import pytest

from store.errors import OwnerError
from store.sync.config import parse
from store.sync.examples import rights, toml
from store.sync.mysql import opened
from store.sync.option_file import read_options
from tests.prestashop_shop import PrestaShop, Sold
from tests.woocommerce_shop import WooCommerce
from tui import paths
from tui.cli import main
from tui.cli.sync import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mariadb import MariaServer
    from tests.table_rows import TableRows

SECRET = "s3cret #and; 'quoted'"


class Run(Protocol):
    def __call__(self, *words: object) -> tuple[int, str, str]: ...


@pytest.fixture
def shop(mariadb: MariaServer) -> PrestaShop:
    made = PrestaShop(mariadb, "ps")
    made.product(1, "Soap", "10")
    made.order(1, "2026-03-01 10:00:00", [Sold(1, 2, Decimal(10), "R-1")])
    made.save()
    return made


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run kpi-tui on this test's store; return its exit code, stdout and stderr."""

    def run(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--db", str(tmp_path / "shop.db"), *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    assert run("init", "--currency", "EUR", "--timezone", "Europe/Paris")[0] == 0
    return run


def configure(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "shop.sources.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def an_account(shop: TableRows, name: str, *grants: str) -> None:
    """Make an account that may do only this."""
    shop.server.run(f"DROP USER IF EXISTS '{name}'@'localhost'")
    with shop.server.as_root(shop.name) as cursor:
        cursor.execute(f"CREATE USER '{name}'@'localhost' IDENTIFIED BY %s", (SECRET,))
        for grant in grants:
            cursor.execute(grant)


def option_file(folder: Path, name: str, mode: int = 0o600, password: str = SECRET) -> Path:
    path = folder / "my.cnf"
    path.write_text(f'[client]\nuser = {name}\npassword = "{password}"\n')
    path.chmod(mode)
    return path


def test_a_sync_gives_a_receipt_for_people_and_for_programs(
    shop: PrestaShop, run: Run, tmp_path: Path
) -> None:
    configure(tmp_path, shop.config())
    code, out, err = run("sync")
    assert (code, err) == (0, "")
    assert out.splitlines()[:2] == [
        "shop: imported as prestashop_database, source prestashop.",
        "  2 rows read = 2 stored + 0 updated + 0 unchanged + 0 excluded + 0 rejected",
    ]
    code, out, err = run("sync", "shop", "--json")
    (receipt,) = json.loads(out)["imports"]
    assert (code, receipt["read"], receipt["unchanged"]) == (0, 2, 2)
    code, out, _ = run("--lang", "fr", "sync", "--full", "--dry-run")
    assert code == 0 and "2" in out


def test_each_store_has_a_configuration_of_its_own(tmp_path: Path) -> None:
    assert paths.sources_path(paths.store_path()).name == "sources.toml"
    assert paths.sources_path(paths.store_path()).parent == paths.key_path().parent
    assert paths.sources_path(tmp_path / "other.db") == tmp_path / "other.sources.toml"


def test_without_a_configuration_it_says_where_and_how(run: Run, tmp_path: Path) -> None:
    code, out, err = run("sync")
    assert (code, out) == (1, "")
    assert str(tmp_path / "shop.sources.toml") in err and "sync --example" in err


@pytest.mark.parametrize("kind", KINDS)
def test_the_example_is_a_configuration_that_reads(kind: str, run: Run, tmp_path: Path) -> None:
    (config,) = parse(toml(kind), "x.toml", tmp_path).values()
    assert config.kind == kind
    code, out, _ = run("sync", "--example", kind)
    assert code == 0
    for line in toml(kind).strip().splitlines():
        assert line.strip() in out
    assert str(tmp_path / "shop.sources.toml") in out
    assert all(right in out for right in rights(kind))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[sources.shop]\n", "sources.shop.kind is missing"),
        ('[sources.shop]\nkind = "magento"\ndatabase = "x"', "“magento” is not known"),
        ('[sources.shop]\nkind = "prestashop"', "sources.shop.database is missing"),
        (
            '[sources.shop]\nkind = "prestashop"\ndatabase = "x"\nprefex = "ps_"',
            "Did you mean prefix",
        ),
        ('[sources.shop]\nkind = "prestashop"\ndatabase = "x"\nprefix = "a`b"', "cannot be used"),
        ('[sources.shop]\nkind = "prestashop"\ndatabase = "x"\nport = "3306"', "whole number"),
        ('[sources."My shop"]\nkind = "prestashop"\ndatabase = "x"', "small letters"),
        ('[sources.shop]\nkind = "postgres"\ndatabase = "x"', "sources.shop.query is missing"),
        (
            '[sources.shop]\nkind = "prestashop"\ndatabase = "x"\ntimezone = "Mars"',
            "time zone Mars",
        ),
        ("[sources.shop", "not well-formed TOML"),
        ("x = " + "9" * 5_000, "not well-formed TOML"),
    ],
)
def test_a_mistake_in_the_configuration_is_named_with_its_place(
    text: str, words: str, run: Run, tmp_path: Path
) -> None:
    configure(tmp_path, text)
    code, out, err = run("sync")
    assert (code, out) == (1, "")
    assert words in err
    assert len(err.splitlines()) == 2


def test_a_password_in_the_configuration_is_refused_and_not_repeated(
    run: Run, tmp_path: Path
) -> None:
    configure(
        tmp_path, f'[sources.shop]\nkind = "prestashop"\ndatabase = "x"\npassword = "{SECRET}"'
    )
    code, _, err = run("sync")
    assert code == 1
    assert "option_file" in err and SECRET not in err


def test_files_that_others_can_read_are_not_read(
    shop: PrestaShop, run: Run, tmp_path: Path
) -> None:
    path = configure(tmp_path, shop.config(), 0o644)
    code, _, err = run("sync")
    assert code == 1 and f"chmod 600 {path}" in err
    options = option_file(tmp_path, "nobody", 0o640)
    configure(tmp_path, shop.config(option_file=str(options), user=None))
    code, _, err = run("sync")
    assert code == 1 and f"chmod 600 {options}" in err


def test_an_unknown_source_is_answered_with_the_nearest(
    shop: PrestaShop, run: Run, tmp_path: Path
) -> None:
    configure(tmp_path, shop.config())
    code, _, err = run("sync", "shpo")
    assert code == 1 and "→ shop?" in err


def test_the_rights_in_the_example_are_all_it_needs(
    shop: PrestaShop, run: Run, tmp_path: Path
) -> None:
    grants = [
        one.replace("kpi_tui", "reader")
        for one in rights("prestashop", shop.name)
        if "GRANT" in one
    ]
    an_account(shop, "reader", *grants)
    options = option_file(tmp_path, "reader")
    configure(tmp_path, shop.config(option_file=str(options), user=None))
    code, out, err = run("sync")
    assert (code, err) == (0, "")
    assert "2 stored" in out
    with pytest.raises(pymysql.err.OperationalError):
        pymysql.connect(
            unix_socket=shop.server.socket, user="reader", password=SECRET, database=shop.name
        ).cursor().execute("SELECT passwd FROM ps_customer")


def test_the_rights_in_the_example_are_all_woocommerce_needs(
    mariadb: MariaServer, run: Run, tmp_path: Path
) -> None:
    shop = WooCommerce(mariadb, "woo_rights", own=True)
    shop.order(1, "2026-03-01 10:00:00", lines=[{"total": "10"}], total="10")
    shop.customer(2, "ana@example.org", "2026-03-01 10:00:00")
    shop.save()
    grants = [
        one.replace("kpi_tui", "reader")
        for one in rights("woocommerce", shop.name)
        if "GRANT" in one
    ]
    an_account(shop, "reader", *grants)
    options = option_file(tmp_path, "reader")
    configure(tmp_path, shop.config(option_file=str(options), user=None))
    code, out, err = run("sync")
    assert (code, err) == (0, "")
    assert "2 stored" in out


def test_a_refused_password_is_told_without_it(
    shop: PrestaShop, run: Run, tmp_path: Path, own_home: Path
) -> None:
    an_account(shop, "reader")
    options = option_file(tmp_path, "reader", password="wrong-" + "password")
    configure(tmp_path, shop.config(option_file=str(options), user=None))
    code, out, err = run("sync")
    assert code == 1
    assert "refuses the user or the password" in err and "option file" in err
    assert "wrong-password" not in out + err
    for path in (*own_home.rglob("*"), *tmp_path.rglob("shop.db*")):
        assert not path.is_file() or b"wrong-password" not in path.read_bytes()


def test_a_missing_right_is_told_with_the_way_to_give_it(
    shop: PrestaShop, run: Run, tmp_path: Path
) -> None:
    an_account(shop, "reader", "GRANT SELECT ON ps_configuration TO 'reader'@'localhost'")
    options = option_file(tmp_path, "reader")
    configure(tmp_path, shop.config(option_file=str(options), user=None))
    code, _, err = run("sync")
    assert code == 1
    assert "may not read" in err and "sync --example" in err


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prefix": "shop_"}, 'prefix = "ps_"'),
        ({"database": "nothing_here"}, "no database nothing_here"),
        ({"database": "mysql"}, "does not hold the tables"),
        ({"socket": "/nowhere/s.sock"}, "cannot be reached at /nowhere/s.sock"),
    ],
)
def test_a_database_that_is_not_there_is_told_with_what_to_mend(
    shop: PrestaShop, run: Run, tmp_path: Path, change: dict[str, str], words: str
) -> None:
    configure(tmp_path, shop.config(**change))
    code, out, err = run("sync")
    assert (code, out, len(err.splitlines())) == (1, "", 2)
    assert words in err


def test_one_source_that_fails_does_not_keep_the_others_from_being_read(
    shop: PrestaShop, run: Run, tmp_path: Path
) -> None:
    broken = shop.config(socket="/nowhere/s.sock").replace("sources.shop", "sources.broken")
    configure(tmp_path, broken + shop.config())
    code, out, err = run("sync", "--json")
    told = json.loads(out)
    assert code == 1 and "cannot be reached" in err
    assert [one["file"] for one in told["errors"]] == ["broken"]
    assert [one["file"] for one in told["imports"]] == ["shop"]


def test_the_shops_database_is_only_ever_read(shop: PrestaShop, tmp_path: Path) -> None:
    (config,) = parse(shop.config(), "x.toml", tmp_path).values()
    with opened(config) as database:
        assert database.one("SELECT @@tx_isolation, @@time_zone") == (
            "REPEATABLE-READ", "+00:00",
        )  # fmt: skip
        with pytest.raises(OwnerError, match=r"error 1792"):
            database.all("DELETE FROM ps_orders")
    assert shop.ask("SELECT COUNT(*) FROM {p}orders") == ((1,),)


def test_one_snapshot_holds_while_the_shop_goes_on(shop: PrestaShop, tmp_path: Path) -> None:
    (config,) = parse(shop.config(), "x.toml", tmp_path).values()
    with opened(config) as database:
        shop.order(2, "2026-03-01 10:00:00", [Sold(1, 2, Decimal(10))])
        shop.save()
        assert database.one("SELECT COUNT(*) FROM ps_orders") == ("1",)


def test_an_option_file_is_read_as_mysql_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "my.cnf"
    path.write_text(
        "# mine\n[mysqldump]\nuser=other\n[client]\nuser = shop # me\npassword='a b#c'\n"
        'socket="/run/x.sock"\n[kpi-tui]\nUser=kpi\nport=3307\nloose-thing\n'
    )
    path.chmod(0o600)
    options = read_options(path)
    assert dict(options) == {"user": "kpi", "socket": "/run/x.sock", "port": "3307"}
    assert options.password.reveal() == "a b#c"
    assert "a b" not in f"{options!r} {options.password!r} {options.password}"


def test_what_the_example_prints_is_toml_with_a_remark_on_every_secret() -> None:
    for kind in KINDS:
        assert "password" not in str(tomllib.loads(toml(kind)))
