"""What every test stands on: a home of its own, English, and where the real data lie."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui import language
from tui.sample import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.mariadb import MariaServer
    from tests.postgres import PostgresServer

# As tui.cli.main does, before numpy is there.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a home of its own, so that nothing of the developer's is read or written."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for kind in ("DATA", "CONFIG", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))
    for name in ("KPI_TUI_DB", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "NO_COLOR", "TEXTUAL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")  # main() sets it: this puts it back afterwards
    return home


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Start in English, whatever the test before spoke or the developer's terminal speaks."""
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(scope="session")
def real_data() -> Callable[[str], Path]:
    """Return the folder of a real data set by name; they do not ship with the project.

    They are looked for in $KPI_TUI_DATA, else in ``../shared/data`` beside the checkout. Mark the
    test ``real_data``.
    """

    def folder(name: str) -> Path:
        root = Path(os.environ.get("KPI_TUI_DATA") or PROJECT.parent / "shared" / "data")
        found = root / name
        if not found.exists():
            pytest.skip(f"no real data set “{name}” here: set KPI_TUI_DATA to the data's folder")
        return found

    return folder


@pytest.fixture
def sample_store(tmp_path: Path) -> Path:
    """A copy of the sample shop that a test may write to."""
    copy = tmp_path / "sample.db"
    shutil.copyfile(shipped(), copy)
    copy.chmod(0o600)
    return copy


@pytest.fixture(scope="session")
def built_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of known figures for the dashboard, built once; take ``desk_shop`` to write."""
    from tests.desks import build_shop

    path = tmp_path_factory.mktemp("shop") / "shop.db"
    build_shop(path)
    return path


@pytest.fixture
def desk_shop(built_shop: Path, tmp_path: Path) -> Path:
    """A copy of the shop of known figures that a test may write to."""
    from tests.desks import copied

    return copied(built_shop, tmp_path / "shop.db")


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaServer]:
    """A real MariaDB server on a socket, started once."""
    from tests.mariadb import served

    yield from served(tmp_path_factory.mktemp("mariadb"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server on a socket, started once."""
    from tests.postgres import served

    yield from served()
