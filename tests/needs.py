"""What some tests need besides Python.

Where it is absent they are passed over, but not where KPI_TUI_ALL_TESTS is set: .ci/run sets it,
and installs what is needed, so that no test is left out there in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence


def absent(what: str) -> NoReturn:
    """Pass the test over, or fail it where nothing may be absent."""
    said = f"no {what} here: install it (.ci/run does)"
    if os.environ.get("KPI_TUI_ALL_TESTS"):
        pytest.fail(said)
    pytest.skip(said)


def needs_strace() -> None:
    """Pass the test over where there is no strace, or none that may watch a program."""
    if shutil.which("strace") is None:
        absent("strace")
    if subprocess.run(["strace", "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace may not watch programs here")


def program(*names: str, places: Sequence[str] = ()) -> str | None:
    """Return the first of some programs that is found, also where only root's PATH leads to."""
    path = os.pathsep.join([*places, os.environ.get("PATH", os.defpath), "/usr/sbin"])
    return next((found for name in names if (found := shutil.which(name, path=path))), None)


def quick(*asked: str) -> tuple[str, ...]:
    """Return options of strace that stop at the traced calls alone: then its KILL does not come."""
    return ("-f",) if any("signal=" in word for word in asked) else ("-f", "--seccomp-bpf")
