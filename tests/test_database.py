"""Opening a store: private, whole and ours, or one sentence why not."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from store.database import APPLICATION_ID, SCHEMA_VERSION, Store, connect, create, in_memory
from store.errors import StoppedError, StoreError
from store.placing import drafted, drafts
from tests.processes import folder_of_a_stranger, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a shop's store lies, once it is created."""
    with create(tmp_path / "shop.db", currency="EUR", timezone="Europe/Paris", name="Lavandière"):
        return tmp_path / "shop.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with connect(path) as opened:
        yield opened


def contents(folder: Path) -> dict[str, bytes]:
    return {name.name: name.read_bytes() for name in folder.iterdir() if name.is_file()}


# -- creating --------------------------------------------------------------------------------


def test_a_new_store_and_what_lies_beside_it_are_for_its_owner_only(tmp_path: Path) -> None:
    os.umask(0o000)
    folder = tmp_path / "new" / "folder"
    with create(folder / "shop.db", currency="EUR", timezone="Europe/Paris") as store:
        store.set_setting("asked", "yes")
        modes = {name.name: stat.S_IMODE(name.stat().st_mode) for name in folder.iterdir()}
    assert modes == {"shop.db": 0o600, "shop.db-wal": 0o600, "shop.db-shm": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [name.name for name in folder.iterdir()] == ["shop.db"]


def test_a_new_store_knows_its_shop(tmp_path: Path) -> None:
    with create(
        tmp_path / "shop.db", currency="eur", timezone="Europe/Paris", country="fr", name=" La  L "
    ) as store:
        shop = store.shop
    assert (shop.name, shop.currency, shop.timezone, shop.country) == (
        "La L", "EUR", "Europe/Paris", "FR",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["file", "dangling link", "folder"])
def test_what_exists_is_never_overwritten_by_a_new_store(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "shop.db"
    if kind == "file":
        path.write_text("letters of last year")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / "elsewhere.db")
    before = contents(tmp_path)
    with pytest.raises(StoreError, match="already a file"):
        create(path, currency="EUR", timezone="Europe/Paris")
    assert contents(tmp_path) == before
    assert not (tmp_path / "elsewhere.db").exists()


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"currency": "euros"}, "currency"),
        ({"timezone": "Paris"}, "time zone"),
        ({"timezone": "../../etc/passwd"}, "time zone"),
        ({"timezone": ""}, "time zone"),
        ({"country": "France"}, "country"),
        ({"name": "La\x1b[31mL"}, "name"),
        ({"name": "La \udc80"}, "name"),
    ],
)
def test_a_shop_that_cannot_be_is_refused_before_anything_is_written(
    tmp_path: Path, wrong: dict[str, Any], word: str
) -> None:
    asked: dict[str, Any] = {"currency": "EUR", "timezone": "Europe/Paris", **wrong}
    with pytest.raises(StoreError, match=word):
        create(tmp_path / "shop.db", **asked)
    assert list(tmp_path.iterdir()) == []


def test_of_two_programs_that_create_the_same_store_one_is_told_that_it_exists(
    tmp_path: Path,
) -> None:
    code = """
tell("ready"); wait()
try:
    create(path, currency="EUR", timezone="Europe/Paris", name=sys.argv[2]).close()
    tell("created")
except Exception as error:
    tell(type(error).__name__)
"""
    path = tmp_path / "shop.db"
    with running(code, path, "first") as first, running(code, path, "second") as second:
        assert first.hears() == second.hears() == "ready"
        first.go_on()
        second.go_on()
        assert sorted([first.hears(), second.hears()]) == ["StoreError", "created"]
    assert drafts(path) == []
    with connect(path) as store:
        assert store.shop.name in ("first", "second")


def test_a_draft_of_a_killed_run_is_swept_away_but_not_one_at_work(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    (tmp_path / ".shop.db.0badcafe.part").write_bytes(b"half a store")
    with drafted(path) as living:
        create(path, currency="EUR", timezone="Europe/Paris").close()
        assert drafts(path) == [living]
    assert drafts(path) == []


# -- what is refused -------------------------------------------------------------------------


def foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE customers (email TEXT)")
        other.commit()


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("missing", "no store"),
        ("empty", "empty"),
        ("text", "not a store"),
        ("another program's database", "not a store"),
        ("link", "not a regular file"),
        ("folder", "not a regular file"),
        ("pipe", "not a regular file"),
        ("newer", "newer kpi-tui"),
    ],
)
def test_what_is_not_our_store_is_refused_with_a_remedy_and_left_as_it_is(
    tmp_path: Path, kind: str, word: str, write: bool
) -> None:
    path = tmp_path / "shop.db"
    if kind == "empty":
        path.touch()
    elif kind == "text":
        path.write_text("order,day,amount\n" * 100)
    elif kind == "another program's database":
        foreign_database(path)
    elif kind == "link":
        create(tmp_path / "real.db", currency="EUR", timezone="Europe/Paris").close()
        path.symlink_to(tmp_path / "real.db")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "newer":
        create(path, currency="EUR", timezone="Europe/Paris").close()
        with closing(sqlite3.connect(path)) as later:
            later.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = contents(tmp_path)
    with pytest.raises(StoreError, match=word) as refused:
        connect(path, write=write)
    assert str(refused.value.remedy)
    assert contents(tmp_path) == before


def test_a_newer_store_is_refused_even_if_only_its_log_says_so(path: Path) -> None:
    newer = """
import os, sqlite3
other = sqlite3.connect(path, isolation_level=None)
other.execute("PRAGMA user_version = 99")
os.kill(os.getpid(), 9)
"""
    with running(newer, path) as other:
        other.ends()
    main, log = path.read_bytes(), path.with_name("shop.db-wal").read_bytes()
    assert log
    with pytest.raises(StoreError, match="newer kpi-tui"):
        connect(path)
    assert path.read_bytes() == main
    assert path.with_name("shop.db-wal").read_bytes() == log


def test_a_damaged_store_is_said_to_be_damaged(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 4000 + whole[4100:])
    with pytest.raises(StoreError, match="damaged") as refused, connect(path) as store:
        _ = store.shop
    assert "restore" in str(refused.value.remedy)


# -- how it is open --------------------------------------------------------------------------


def test_an_open_store_keeps_the_promises_of_its_pragmas(store: Store) -> None:
    promised = {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 2000,
        "foreign_keys": 1,
        "secure_delete": 1,
        "application_id": APPLICATION_ID,
        "user_version": SCHEMA_VERSION,
    }
    kept = {name: store.sql.execute(f"PRAGMA {name}").fetchone()[0] for name in promised}
    assert kept == promised


def test_a_store_that_others_could_read_is_made_private_when_it_is_opened(path: Path) -> None:
    path.chmod(0o644)
    with connect(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.with_name("shop.db-wal").stat().st_mode) == 0o600


def test_a_name_with_signs_of_its_own_is_just_a_name(tmp_path: Path) -> None:
    path = tmp_path / "50% #1?mode=memory&é.db"
    with create(path, currency="EUR", timezone="Europe/Paris") as store:
        store.set_setting("asked", "yes")
    assert [name.name for name in tmp_path.iterdir()] == [path.name]


def test_opening_a_store_needs_nothing_but_the_standard_library(path: Path) -> None:
    code = """
import sys
from pathlib import Path
from store.database import connect
with connect(Path(sys.argv[1])) as store:
    store.shop
heavy = {"sqlite_utils", "pandas", "numpy", "textual", "click", "babel", "scipy"}
print(*sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert not done.stderr
    assert done.stdout.split() == [], "imported when a store is opened: import it where it is used"


# -- reading and writing ---------------------------------------------------------------------


def test_a_write_is_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        connection.execute("INSERT INTO setting VALUES ('half', 'done')")
        _ = 1 / 0
    assert store.setting("half") is None
    with store.writing() as connection:
        connection.execute("INSERT INTO setting VALUES ('whole', 'done')")
    assert store.setting("whole") == "done"


def test_figures_read_together_are_of_the_same_moment(path: Path, store: Store) -> None:
    store.set_setting("goal", "60")
    with connect(path) as other, store.reading():
        assert store.setting("goal") == "60"
        other.set_setting("goal", "55")
        assert store.setting("goal") == "60"
    assert store.setting("goal") == "55"


def test_a_reader_can_not_write(path: Path) -> None:
    with connect(path, write=False) as reader:
        with pytest.raises(StoreError, match="reading only"):
            reader.set_setting("goal", "60")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader.sql.execute("DELETE FROM setting")


def test_a_store_in_use_is_one_sentence_and_nothing_is_lost(path: Path, store: Store) -> None:
    code = """
with connect(path) as store, store.writing() as sql:
    sql.execute("INSERT INTO setting VALUES ('theirs', '1')")
    tell("writing"); wait()
tell("written"); wait()
"""
    with running(code, path) as other:
        assert other.hears() == "writing"
        store.sql.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(StoreError, match="in use") as busy:
            store.set_setting("mine", "1")
        assert str(busy.value.remedy).startswith("Nothing was changed")
        assert store.setting("theirs") is None
        other.go_on()
        assert other.hears() == "written"
        store.set_setting("mine", "1")
    assert (store.setting("mine"), store.setting("theirs")) == ("1", "1")


def test_a_write_looks_again_and_again_until_another_one_is_done(path: Path, store: Store) -> None:
    looks: list[str] = []
    with closing(sqlite3.connect(path, isolation_level=None)) as another:
        another.execute("BEGIN IMMEDIATE")

        def seen(statement: str) -> None:
            if statement == "BEGIN IMMEDIATE":
                looks.append(statement)
                if len(looks) == 20:
                    another.execute("ROLLBACK")

        store.sql.set_trace_callback(seen)
        store.set_setting("goal", "55")
        store.sql.set_trace_callback(None)
        assert len(looks) >= 20
        assert another.execute("SELECT value FROM setting WHERE key = 'goal'").fetchone() == ("55",)
    assert store.sql.execute("PRAGMA busy_timeout").fetchone() == (2000,)


def test_a_full_disk_is_one_sentence_and_the_old_data_stay(store: Store) -> None:
    store.set_setting("goal", "60")
    (pages,) = store.sql.execute("PRAGMA page_count").fetchone()
    store.sql.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="disk is full"):
        store.set_setting("novel", "x" * 1_000_000)
    assert store.setting("goal") == "60"
    assert store.setting("novel") is None
    store.set_setting("goal", "55")
    assert store.setting("goal") == "55"


def test_a_question_can_be_stopped_and_the_store_goes_on(store: Store) -> None:
    store.sql.create_function("stop", 0, store.interrupt)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)"
        " SELECT max(i + coalesce(stop(), 0)) FROM n"
    )
    with pytest.raises(StoppedError), store.reading() as connection:
        connection.execute(endless).fetchall()
    assert store.setting("data_version") == "0"


def test_our_own_mistakes_in_sql_are_not_blamed_on_the_owner(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError), store.reading() as connection:
        connection.execute("SELECT nothing FROM nowhere")


def test_a_store_in_memory_works_like_one_on_disk() -> None:
    with in_memory(currency="GBP") as store:
        store.set_setting("goal", "60")
        assert (store.shop.currency, store.setting("goal")) == ("GBP", "60")


def test_a_shop_knows_the_names_of_its_country(tmp_path: Path) -> None:
    made = create(
        tmp_path / "uk.db",
        currency="GBP",
        timezone="Europe/London",
        country="gb",
        home_names=("United Kingdom", "UK"),
    )
    with made:
        assert made.shop.home == ("GB", "United Kingdom", "UK")


def test_a_shop_that_did_not_tell_its_country_has_no_home() -> None:
    with in_memory() as store:
        assert store.shop.home == ()


# -- when programs die or meet ---------------------------------------------------------------


def test_a_killed_program_loses_nothing_it_acknowledged_and_leaves_nothing_half(
    path: Path,
) -> None:
    code = """
store = connect(path)
for number in range(20):
    store.set_setting(f"done {number}", "yes")
    tell(number)
with store.writing() as sql:
    sql.execute("INSERT INTO setting VALUES ('half', 'yes')")
    tell("half"); wait()
"""
    with running(code, path) as program:
        while program.hears() != "half":
            pass
        program.kill()
        program.ends()
    with connect(path) as store:
        assert all(store.setting(f"done {number}") for number in range(20))
        assert store.setting("half") is None
        assert store.sql.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_closing_one_connection_leaves_the_locks_of_the_others(path: Path, store: Store) -> None:
    """SQLite's locks are a process's, and closing any descriptor of a file would drop them."""
    store.set_setting("goal", "60")
    connect(path).close()
    with pytest.raises(StoreError):
        create(path, currency="EUR", timezone="Europe/Paris")
    leave_wal = """
import sqlite3
other = sqlite3.connect(path, timeout=0)
try:
    other.execute("PRAGMA journal_mode = DELETE")
    tell("alone")
except sqlite3.OperationalError as error:
    tell(error)
"""
    with running(leave_wal, path) as other:
        assert other.hears() == "database is locked"


def test_a_log_that_grew_large_is_emptied(path: Path, store: Store) -> None:
    log = path.with_name("shop.db-wal")
    store.sql.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(40):
        store.set_setting(f"note {number}", "x" * 1_000_000)
    assert log.stat().st_size > 32 * 1024 * 1024
    store.keep_log_short()
    assert log.stat().st_size == 0


# -- read-only places ------------------------------------------------------------------------


@pytest.mark.parametrize("locked", ["folder", "file", "both"])
def test_a_store_in_a_read_only_place_can_be_read(locked: str) -> None:
    with folder_of_a_stranger() as folder:
        path = folder / "shop.db"
        create(path, currency="EUR", timezone="Europe/Paris", name="La L").close()
        if locked in ("file", "both"):
            path.chmod(0o400)
        if locked in ("folder", "both"):
            folder.chmod(0o500)
        with connect(path) as store:
            assert store.read_only
            assert store.shop.name == "La L"
            with pytest.raises(StoreError, match="reading only"):
                store.set_setting("goal", "60")
        assert [name.name for name in folder.iterdir()] == ["shop.db"]


def test_a_read_only_reader_sees_what_lies_in_a_living_log() -> None:
    with folder_of_a_stranger() as folder:
        path = folder / "shop.db"
        create(path, currency="EUR", timezone="Europe/Paris").close()
        with connect(path) as writer:
            writer.set_setting("goal", "60")
            folder.chmod(0o500)
            with connect(path) as store:
                assert store.read_only
                assert store.setting("goal") == "60"
            folder.chmod(0o700)


def test_a_log_that_cannot_be_read_in_a_read_only_place_is_one_sentence() -> None:
    with folder_of_a_stranger() as folder:
        path = folder / "shop.db"
        create(path, currency="EUR", timezone="Europe/Paris").close()
        path.with_name("shop.db-wal").write_bytes(b"x" * 5000)
        folder.chmod(0o500)
        with pytest.raises(StoreError), connect(path) as store:
            _ = store.shop


def test_a_store_read_without_locks_notices_that_it_was_changed() -> None:
    with folder_of_a_stranger() as folder:
        path = folder / "shop.db"
        create(path, currency="EUR", timezone="Europe/Paris").close()
        path.chmod(0o400)
        with connect(path) as reader:
            assert reader.setting("goal") is None
            path.chmod(0o600)
            with connect(path) as writer:
                writer.set_setting("goal", "60")
            with pytest.raises(StoreError, match="changed by somebody else"):
                reader.setting("goal")


def test_a_place_where_nothing_may_be_written_gets_no_store() -> None:
    with folder_of_a_stranger() as folder:
        folder.chmod(0o500)
        with pytest.raises(StoreError, match="cannot be used"):
            create(folder / "shop.db", currency="EUR", timezone="Europe/Paris")
