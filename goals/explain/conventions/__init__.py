"""Why a shop's back office says something else: the same rows by the rules of other systems.

A convention is one figure of a system, told as the steps that lead from ours to it. A system is one
module with its page of documentation; ``systems`` lists them.
"""

from __future__ import annotations

from goals.explain.conventions.gaps import (
    Comparison,
    Gap,
    Item,
    check_subject,
    conventions,
    with_theirs,
)
from goals.explain.conventions.systems import SUBJECTS, SYSTEMS

__all__ = [
    "SUBJECTS", "SYSTEMS", "Comparison", "Gap", "Item", "check_subject", "conventions",
    "with_theirs",
]  # fmt: skip
