"""What is installed is what was meant: three packages, the sample, the languages, pinned tools."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from store.database import connect
from store.derived import is_current
from tests.conftest import PROJECT
from tui.language import LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
PACKAGES = ("tui", "goals", "store")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in a wheel built from this checkout."""
    target = tmp_path_factory.mktemp("dist")
    program = f"import hatchling.build; hatchling.build.build_wheel({str(target)!r})"
    subprocess.run([sys.executable, "-c", program], cwd=PROJECT, check=True, capture_output=True)
    return zipfile.ZipFile(next(target.glob("*.whl"))).namelist()


def test_the_wheels_top_level_is_exactly_the_three_packages(wheel: list[str]) -> None:
    top = {name.partition("/")[0] for name in wheel}
    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_the_sample_and_the_languages(wheel: list[str]) -> None:
    assert "store/sample.db" in wheel
    for code in set(LANGUAGES) - {"en"}:
        assert f"tui/locale/{code}/LC_MESSAGES/kpi_tui.mo" in wheel
    assert "store/py.typed" in wheel


def test_the_packages_own_files_are_empty_so_that_no_name_clashes() -> None:
    for name in PACKAGES:
        assert not (PROJECT / name / "__init__.py").read_text("utf-8").strip()


def test_the_constraints_pin_every_dependency_by_name_and_version_only() -> None:
    lines = (PROJECT / "constraints.txt").read_text("utf-8").split()
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9a-z.]+", line) for line in lines)
    pinned = {_plain(line.partition("==")[0]) for line in lines}
    project = PYPROJECT["project"]
    wanted = [
        *PYPROJECT["build-system"]["requires"],
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
    ]
    assert {_plain(re.split(r"[<>=[]", one)[0]) for one in wanted} <= pinned


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def test_the_command_and_its_version_are_installed() -> None:
    scripts = metadata.entry_points(group="console_scripts", name="kpi-tui")
    assert {script.value for script in scripts} == {"tui.cli:main"}
    assert metadata.version("kpi-tui") == PYPROJECT["project"]["version"]


def test_the_changelog_speaks_of_this_version() -> None:
    version = PYPROJECT["project"]["version"]
    assert f"## {version}" in (PROJECT / "CHANGELOG.md").read_text("utf-8")


def test_the_samples_figures_are_made_by_these_measures(sample_store: Path) -> None:
    with connect(sample_store, write=False) as store, store.reading() as connection:
        assert is_current(connection), "build sample.db anew: measures.py has changed since"


def test_no_file_is_too_large_to_ship() -> None:
    assert (PROJECT / "sample.db").stat().st_size <= 8_400_000
