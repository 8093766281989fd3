"""Telling the owner: mail, webhook and ntfy taken by real servers on loopback; secrets kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests import listeners
from tests.plan_cli import Runner, a_shop_on_disk
from tui.cli import main
from tui.notify import addresses
from tui.paths import notify_path

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    """A shop whose only goal is far out of reach."""
    runner = Runner(a_shop_on_disk(tmp_path / "shop.db"), capsys)
    runner.run(
        "goal", "add", "cart_abandonment", "< 40 %", "--by", "2026-12-31", "--title", "Fewer carts",
        day="2026-09-01",
    )  # fmt: skip
    return runner


def addressed(shop: Runner, *urls: str, mode: int = 0o600) -> Path:
    path = shop.db.with_name("shop.notify.toml")
    lines = [f'[to.n{place}]\nurl = "{url}"\n' for place, url in enumerate(urls, 1)]
    path.write_text("\n".join(lines), encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_addresses_of_a_store_lie_beside_it(shop: Runner) -> None:
    assert notify_path(shop.db) == shop.db.with_name("shop.notify.toml")


def test_a_goal_that_needs_attention_is_told_of_once_by_webhook(shop: Runner) -> None:
    with listeners.web() as server:
        addressed(shop, f"json://{server.address}/kpi")
        assert shop.run("check", "--notify")[0] == 1
        assert shop.run("check", "--notify")[0] == 1
        ((path, said),) = server.told
    assert path == "/kpi"
    assert said["title"] == "La Test: 1 goal needs you"
    assert said["message"].startswith("Needs attention")
    assert "Fewer carts" in said["message"]
    assert said["type"] == "warning"


def test_a_mail_says_in_french_what_the_screen_says(shop: Runner) -> None:
    with listeners.mail() as server:
        address = f"mailto://{server.address}?from=shop@example.org&to=me@example.org"
        addressed(shop, address)
        shop.run("check", "--notify", lang="fr")
        (letter,) = server.mails
    assert "me@example.org" in letter["To"]
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Fewer carts" in body.get_content()


def test_a_trial_reaches_ntfy_without_touching_any_goal(shop: Runner) -> None:
    with listeners.web() as server:
        addressed(shop, f"ntfy://{server.address}/a-name-nobody-guesses")
        assert "n1: told." in shop.fine("notify")
        ((_path, said),) = server.told
        assert said["topic"] == "a-name-nobody-guesses"
        shop.run("check", "--notify")
        assert len(server.told) == 2, "the goal is news still"


def test_what_nobody_took_is_news_the_next_time(shop: Runner) -> None:
    with listeners.web(status=500) as server:
        addressed(shop, f"json://{server.address}/kpi")
        code, _out, err = shop.run("check", "--notify")
        assert code == 1
        assert "n1 could not be told" in err
        server.status = 200
        shop.run("check", "--notify")
        shop.run("check", "--notify")
        assert len(server.told) == 2


def test_one_that_cannot_be_reached_keeps_no_other_from_being_told(shop: Runner) -> None:
    with listeners.web() as server, listeners.web(status=500) as deaf:
        addressed(shop, f"json://{deaf.address}/x", f"json://{server.address}/kpi")
        _code, _out, err = shop.run("check", "--notify")
        assert "n1 could not be told" in err
        shop.run("check", "--notify")
        assert len(server.told) == 1


def test_only_those_named_are_told(shop: Runner) -> None:
    with listeners.web() as server, listeners.web() as other:
        addressed(shop, f"json://{server.address}/1", f"json://{other.address}/2")
        shop.run("check", "--notify", "--to", "n2")
        assert (len(server.told), len(other.told)) == (0, 1)
        code, _out, err = shop.run("check", "--notify", "--to", "n9")
        assert code == 2
        assert "“n9” is not among those to be told." in err


def test_a_file_that_others_may_read_is_refused(shop: Runner) -> None:
    path = addressed(shop, "json://127.0.0.1:1/x", mode=0o644)
    code, _out, err = shop.run("check", "--notify")
    assert code == 2
    assert "chmod 600" in err.replace("\n", " ")
    assert str(path.name) in err


@pytest.mark.parametrize(
    "text",
    [
        'password = "s3cret"',
        "[to.s3cret]\nurl = " + "9" * 5_000,
        '[to.me]\nurl = "mailto://me:s3cret@',
        '[to.me]\nurl = "s3cret"',
        '[to.me]\nurl = "json://x:s3cret@127.0.0.1"\nother = 1',
        '[to.me]\nurl = "nosuchkind://x:s3cret@127.0.0.1"',
    ],
)
def test_a_file_that_cannot_be_used_is_said_so_without_its_secrets(shop: Runner, text: str) -> None:
    addressed(shop).write_text(text, encoding="utf-8")
    code, out, err = shop.run("notify")
    assert code == 1
    assert "kpi-tui notify --example" in err.replace("\n", " ")
    assert "s3cret" not in out + err


def test_an_address_that_fails_shows_no_secret(shop: Runner) -> None:
    addressed(shop, "json://user:s3cret@127.0.0.1:1/hook")
    code, out, err = shop.run("notify")
    assert code == 1
    assert "s3cret" not in out + err


def test_without_a_file_the_example_says_what_to_write(shop: Runner) -> None:
    code, _out, err = shop.run("check", "--notify")
    assert code == 2
    assert "notify --example" in err.replace("\n", " ")
    main(["--db", str(shop.db), "notify", "--example"])
    out = shop.capsys.readouterr().out
    assert "mailtos://" in out
    assert "chmod 600" in out
    main(["--db", str(shop.db), "notify", "--example", "--json"])
    told = json.loads(shop.capsys.readouterr().out)
    assert told["file"].endswith("notify.toml")
    assert addresses.parse(told["example"], "x")
