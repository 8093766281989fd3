"""The commands that look after the store: what they say, and how they end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from store.database import connect, create
from store.placing import beside
from tests.processes import running
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with create(tmp_path / "shop.db", currency="EUR", timezone="Europe/Paris") as store:
        store.set_setting("goal", "60")
    return tmp_path / "shop.db"


def test_a_backup_and_its_restore_say_where_things_are(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monday = tmp_path / "monday.kpi"
    assert main(["--db", str(path), "backup", str(monday)]) == 0
    said = capsys.readouterr()
    assert f"restore {monday}" in said.out
    assert not said.err
    with connect(path) as store:
        store.set_setting("goal", "50")
    assert main(["--db", str(path), "restore", str(monday)]) == 0
    said = capsys.readouterr()
    assert f"{path}.before-restore-" in said.out
    with connect(path) as store:
        assert store.setting("goal") == "60"


def test_a_backup_replaces_a_file_only_by_force(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monday = tmp_path / "monday.kpi"
    monday.write_text("dear accountant")
    assert main(["--db", str(path), "backup", str(monday)]) == 1
    said = capsys.readouterr()
    assert not said.out
    assert len(said.err.splitlines()) == 2
    assert monday.read_text() == "dear accountant"
    assert main(["--db", str(path), "backup", "--force", str(monday)]) == 0


def test_a_restore_says_that_a_damaged_store_is_kept(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monday = tmp_path / "monday.kpi"
    main(["--db", str(path), "backup", str(monday)])
    path.write_bytes(b"\0" * 5000)
    capsys.readouterr()
    assert main(["--db", str(path), "restore", str(monday)]) == 0
    assert f"damaged store that was there is kept as {path}.corrupt-" in capsys.readouterr().out


def test_a_restore_into_a_store_in_use_is_two_lines_and_exit_1(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monday = tmp_path / "monday.kpi"
    main(["--db", str(path), "backup", str(monday)])
    capsys.readouterr()
    with running("with connect(path) as store: tell(store.data_version); wait()", path) as other:
        other.hears()
        assert main(["--db", str(path), "restore", str(monday)]) == 1
    said = capsys.readouterr()
    assert not said.out
    assert len(said.err.splitlines()) == 2
    assert "in use" in said.err


def test_a_sound_store_passes_every_check(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--db", str(path), "doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) >= 6
    assert all(line.startswith("✓") for line in lines)


def test_the_checks_are_also_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--db", str(path), "doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["path"] == str(path)
    assert all(check["ok"] and check["what"] for check in found["checks"])


@pytest.mark.parametrize(
    "trouble", ["missing", "readable", "damaged", "draft", "cut short", "altered"]
)
def test_each_trouble_is_named_with_a_remedy_and_exit_1(
    path: Path, trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    match trouble:
        case "missing":
            path.unlink()
        case "readable":
            path.chmod(0o644)
        case "damaged":
            whole = path.read_bytes()
            path.write_bytes(whole[:4096] + b"\xff" * 8192 + whole[12288:])
        case "draft":
            path.with_name(".shop.db.0badcafe.part").write_bytes(b"half")
        case "cut short":
            with connect(path) as store, store.writing() as sql:
                sql.execute(
                    "INSERT INTO import (importer, source, file, state, started_at)"
                    " VALUES ('order_lines', 'shop', 'a.csv', 'pending', 1)"
                )
        case "altered":
            with connect(path) as store, store.writing() as sql:
                sql.execute("ALTER TABLE lever DROP COLUMN note")
    assert main(["--db", str(path), "doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    troubled = [number for number, line in enumerate(lines) if line.startswith("!")]
    assert len(troubled) == 1
    assert lines[troubled[0] + 1].startswith("  ")


def test_looking_changes_nothing(path: Path) -> None:
    path.chmod(0o644)
    before = path.read_bytes()
    main(["--db", str(path), "doctor"])
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o644
    assert not beside(path, "-wal").exists()
