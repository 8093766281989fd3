"""Derived tables are rebuilt when the measures change, and only then."""

from __future__ import annotations

import os
import subprocess
import sys

ASK = "from store.derived import fingerprint; print(fingerprint())"


def test_every_process_calls_the_same_measures_by_the_same_word() -> None:
    words = {
        subprocess.run(
            [sys.executable, "-c", ASK],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(words) == 1, "a set in store.measures is written out in the order of its hashes"
