"""Commands in tests: what kpi-tui says and answers, run in this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tui.cli import main

if TYPE_CHECKING:
    import pytest


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Return the exit code, stdout and stderr of a command."""
    capsys.readouterr()
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def data(capsys: pytest.CaptureFixture[str], *words: object) -> dict[str, Any]:
    """Return what a command that must succeed answers as JSON."""
    code, out, err = run(capsys, *words, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found
