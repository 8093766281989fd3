"""Backups: whole, private, and the only way back that nothing old can undo."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from store.backup import restore, snapshot
from store.checkup import examine
from store.database import SCHEMA_VERSION, connect, create
from store.errors import StoreError
from store.ingest.lock import lock_path, only_import
from store.placing import beside, drafts
from tests.processes import running

NOW = 1_790_000_000
OPEN_IN_ANOTHER_PROGRAM = """
with connect(path) as store:
    tell(store.setting("goal")); wait()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A shop's store with a goal of 60 %, a folder of its own around it."""
    with create(tmp_path / "home" / "shop.db", currency="EUR", timezone="Europe/Paris") as store:
        store.set_setting("goal", "60")
        with store.writing() as sql:
            sql.executemany(
                "INSERT INTO member (dimension, name) VALUES ('product', ?)",
                [(f"Savon n° {number}",) for number in range(2_000)],
            )
    return tmp_path / "home" / "shop.db"


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """A backup from when the goal was 60 %; the store moves on to 50 %."""
    with connect(path) as store:
        snapshot(store, tmp_path / "monday.kpi")
        store.set_setting("goal", "50")
    return tmp_path / "monday.kpi"


def goal(path: Path) -> str | None:
    with connect(path, write=False) as store:
        return store.setting("goal")


def dump(path: Path) -> list[str]:
    """Return all that is in a store; a copy may hold its indexes and triggers in another order."""
    with closing(sqlite3.connect(path)) as looking:
        return sorted(looking.iterdump())


# -- making one ------------------------------------------------------------------------------


def test_a_backup_is_one_private_file_with_everything_in_it(path: Path, tmp_path: Path) -> None:
    with connect(path) as store, store.writing() as sql:
        sql.execute("UPDATE setting SET value = '55' WHERE key = 'goal'")
    with connect(path, write=False) as store:
        made = snapshot(store, tmp_path / "monday.kpi")
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [name.name for name in tmp_path.iterdir() if name.is_file()] == ["monday.kpi"]
    assert dump(made) == dump(path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root works on the stores of others")
def test_what_root_restores_or_locks_stays_its_owners(path: Path, backup: Path) -> None:
    os.chown(path, 1234, 4321)
    with only_import(path, "orders.csv"):
        pass
    restore(backup, path, at=NOW)
    for name in (path, lock_path(path)):
        assert (name.stat().st_uid, name.stat().st_gid) == (1234, 4321), name


@pytest.mark.parametrize("folder", ["file:x", 'a\'b "c" %41 ?d#', "caf\udce9"])
def test_a_backup_goes_to_the_folder_it_was_told_whatever_its_name(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    named = Path(folder, "monday.kpi")
    with connect(path) as store:
        snapshot(store, named)
        store.set_setting("goal", "50")
    restore(named, path, at=NOW)
    assert goal(path) == "60"
    assert [name.name for name in (tmp_path / folder).iterdir()] == ["monday.kpi"]


def test_a_backup_does_not_wait_for_a_writer_and_has_nothing_unfinished(
    path: Path, tmp_path: Path
) -> None:
    code = """
with connect(path) as store, store.writing() as sql:
    sql.execute("UPDATE setting SET value = '1' WHERE key = 'goal'")
    tell("writing"); wait()
"""
    with running(code, path) as other:
        assert other.hears() == "writing"
        with connect(path) as store:
            store.sql.execute("PRAGMA busy_timeout = 0")
            made = snapshot(store, tmp_path / "monday.kpi")
    assert goal(made) == "60"


def test_a_backup_never_overwrites_a_file_unless_told_to(path: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear accountant")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with connect(path) as store:
        for taken in (letter, tmp_path / "link"):
            with pytest.raises(StoreError, match="already a file"):
                snapshot(store, taken)
        assert letter.read_text() == "dear accountant"
        assert not (tmp_path / "nowhere").exists()
        snapshot(store, letter, replace=True)
    assert goal(letter) == "60"


@pytest.mark.parametrize("ending", ["", "-wal", "-shm"])
def test_a_backup_is_never_written_into_the_store_itself(path: Path, ending: str) -> None:
    with connect(path) as store:
        with pytest.raises(StoreError, match="the store itself"):
            snapshot(store, beside(path, ending), replace=True)
        with pytest.raises(StoreError, match="the store itself"):
            snapshot(store, path.parent / ".." / path.parent.name / beside(path, ending).name)
    assert goal(path) == "60"


def test_a_backup_into_a_folder_that_is_not_there_is_one_sentence(
    path: Path, tmp_path: Path
) -> None:
    with connect(path) as store, pytest.raises(StoreError, match="cannot be used"):
        snapshot(store, tmp_path / "usb stick" / "monday.kpi")


@pytest.fixture
def small_disk(tmp_path: Path) -> object:
    """A file system of 1 MiB; only where we may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk takes rights that we do not have here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_backup_onto_a_full_disk_is_one_sentence_and_leaves_nothing(
    path: Path, small_disk: Path
) -> None:
    (small_disk / "photos").write_bytes(b"x" * 900_000)
    with connect(path) as store, pytest.raises(StoreError, match="disk is full"):
        snapshot(store, small_disk / "monday.kpi")
    assert [name.name for name in small_disk.iterdir()] == ["photos"]


def test_a_store_on_a_full_disk_keeps_what_it_had(small_disk: Path) -> None:
    path = small_disk / "shop.db"
    create(path, currency="EUR", timezone="Europe/Paris").close()
    with connect(path) as store:
        store.set_setting("goal", "60")
        (small_disk / "photos").write_bytes(b"x" * 400_000)
        with pytest.raises(StoreError, match="disk is full"):
            store.set_setting("novel", "x" * 900_000)
        assert (store.setting("goal"), store.setting("novel")) == ("60", None)
    assert goal(path) == "60"


# -- going back ------------------------------------------------------------------------------


def test_a_restored_store_is_the_one_that_was_backed_up(path: Path, backup: Path) -> None:
    before = dump(backup)
    done = restore(backup, path, at=NOW)
    assert dump(path) == before
    assert goal(path) == "60"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert done.kept == beside(path, f".before-restore-{NOW}")
    assert goal(done.kept) == "50"
    assert drafts(path) == []


def test_a_stale_log_does_not_undo_a_restore(path: Path, backup: Path) -> None:
    """A program was killed: what it wrote last lies in the log, not yet in the file."""
    code = """
import os
store = connect(path)
store.set_setting("goal", "45")
os.kill(os.getpid(), 9)
"""
    with running(code, path) as program:
        program.ends()
    assert beside(path, "-wal").stat().st_size > 0
    done = restore(backup, path, at=NOW)
    assert goal(path) == "60"
    assert done.kept
    assert goal(done.kept) == "45", "and what was in the log is kept with the old store"


def test_logs_without_a_store_do_not_undo_a_restore(path: Path, backup: Path) -> None:
    path.unlink()
    beside(path, "-wal").write_bytes(b"old pages" * 1000)
    beside(path, "-shm").write_bytes(b"\0" * 32768)
    done = restore(backup, path, at=NOW)
    assert done.kept is None
    assert goal(path) == "60"


def test_a_restore_into_a_new_folder_makes_it_private(backup: Path, tmp_path: Path) -> None:
    path = tmp_path / "new machine" / "shop.db"
    assert restore(backup, path, at=NOW).kept is None
    assert goal(path) == "60"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_damaged_store_is_kept_when_a_backup_takes_its_place(path: Path, backup: Path) -> None:
    for number, damage in enumerate((b"\0" * 50, b"\xff" * 20_000)):
        whole = path.read_bytes()
        path.write_bytes(damage + whole[len(damage) :])
        damaged = path.read_bytes()
        done = restore(backup, path, at=NOW + number)
        assert goal(path) == "60"
        assert done.kept_was_damaged
        assert done.kept == beside(path, f".corrupt-{NOW + number}")
        assert done.kept.read_bytes() == damaged


def test_a_store_that_another_program_has_open_is_not_replaced(path: Path, backup: Path) -> None:
    with running(OPEN_IN_ANOTHER_PROGRAM, path) as other:
        assert other.hears() == "50"
        with pytest.raises(StoreError, match="in use"):
            restore(backup, path, at=NOW)
    assert goal(path) == "50"
    assert sorted(name.name for name in path.parent.iterdir()) == ["shop.db"]


def test_a_store_that_we_have_open_is_not_replaced(path: Path, backup: Path) -> None:
    with connect(path) as store:
        with pytest.raises(StoreError, match="in use"):
            restore(backup, path, at=NOW)
        assert store.setting("goal") == "50"


def test_a_backup_from_a_newer_kpi_tui_is_refused(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as later:
        later.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreError, match="newer kpi-tui"):
        restore(backup, path, at=NOW)
    assert goal(path) == "50"


def test_a_backup_that_was_used_as_a_store_since_is_restored_as_it_is_now(
    path: Path, backup: Path
) -> None:
    with connect(backup) as used:
        used.set_setting("goal", "58")
    restore(backup, path, at=NOW)
    assert goal(path) == "58"


def test_looking_into_a_backup_leaves_it_as_it_is(backup: Path) -> None:
    before = backup.read_bytes()
    assert goal(backup) == "60"
    assert all(finding.ok for finding in examine(backup))
    assert backup.read_bytes() == before


def test_a_store_in_use_is_not_taken_for_a_backup(path: Path, tmp_path: Path) -> None:
    live = tmp_path / "live.db"
    with (
        create(live, currency="EUR", timezone="Europe/Paris"),
        pytest.raises(StoreError, match="in use"),
    ):
        restore(live, path, at=NOW)
    with running(OPEN_IN_ANOTHER_PROGRAM, live) as other:
        other.hears()
        with connect(live) as store:
            store.set_setting("goal", "1")
        with pytest.raises(StoreError, match="not a backup"):
            restore(live, path, at=NOW)


@pytest.mark.parametrize("kind", ["missing", "empty", "text", "link", "folder"])
def test_what_is_no_backup_is_refused_and_the_store_stays(
    path: Path, backup: Path, tmp_path: Path, kind: str
) -> None:
    wrong = tmp_path / "wrong"
    if kind == "empty":
        wrong.touch()
    elif kind == "text":
        wrong.write_text("order,day,amount\n" * 100)
    elif kind == "link":
        wrong.symlink_to(backup)
    elif kind == "folder":
        wrong.mkdir()
    before = path.read_bytes()
    with pytest.raises(StoreError) as refused:
        restore(wrong, path, at=NOW)
    assert str(refused.value.remedy).startswith("Nothing was changed")
    assert path.read_bytes() == before


def damaged_copies(whole: bytes, count: int) -> list[bytes]:
    """Return backups as disks, cables and mail programs hand them back."""
    dice = random.Random(20261121)
    copies = []
    for number in range(count):
        at = dice.randrange(len(whole))
        match number % 5:
            case 0:  # a flipped bit
                copies.append(
                    whole[:at] + bytes([whole[at] ^ 1 << dice.randrange(8)]) + whole[at + 1 :]
                )
            case 1:  # cut off
                copies.append(whole[:at])
            case 2:  # a sector of zeros
                copies.append(whole[: at // 512 * 512].ljust(at // 512 * 512 + 512, b"\0"))
                copies[-1] += whole[len(copies[-1]) :]
            case 3:  # line ends "repaired"
                copies.append(whole.replace(b"\n", b"\r\n", dice.randrange(1, 50)))
            case _:  # two sectors exchanged
                first, second = sorted(dice.sample(range(len(whole) // 512), 2))
                parts = [whole[i : i + 512] for i in range(0, len(whole), 512)]
                parts[first], parts[second] = parts[second], parts[first]
                copies.append(b"".join(parts))
    return [copy for copy in copies if copy != whole]


def test_a_damaged_backup_never_becomes_the_store(path: Path, backup: Path, tmp_path: Path) -> None:
    before, sound = dump(path), dump(backup)
    whole, wrong = backup.read_bytes(), tmp_path / "damaged.kpi"
    refused = 0
    copies = damaged_copies(whole, 200)
    for number, copy in enumerate(copies):
        wrong.write_bytes(copy)
        try:
            done = restore(wrong, path, at=NOW + number)
        except StoreError:
            refused += 1
            assert dump(path) == before
        else:  # only the seal itself was damaged
            assert dump(path) == sound
            assert done.kept
            done.kept.replace(path)
    assert refused >= len(copies) - 3
    assert drafts(path) == []
