"""A wish in one sentence: ``revenue >= 60000 in 2026-12``, ``aov > 70 € by 31/12``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from goals.metrics.errors import QuestionError
from goals.metrics.periods import parse_period
from goals.targets.texts import GoalText

if TYPE_CHECKING:
    from datetime import date

_METRIC = re.compile(r"\s*([A-Za-z][\w.]*)\s*(.*)", re.DOTALL)
_WHEN = re.compile(
    r"(?P<target>.*?)(?:^|\s)(?P<word>by|before|until|in|over|during|en|dans|pour|avant(?: le)?"
    r"|d[’']ici(?: le| au)?|jusqu[’']au)\s+(?P<when>[^<>=]+)",
    re.IGNORECASE | re.DOTALL,
)
_RELATIVE = frozenset({"in", "dans"})


def parse_sentence(text: str, day: date) -> GoalText:
    """Return the fields that a sentence fills; a period gives both start and deadline.

    A rate in a period is measured over its days. What follows no known word stays the target.
    """
    found = _METRIC.fullmatch(text)
    if found is None:
        return GoalText(metric=text.strip())
    metric, rest = found[1], found[2].strip()
    when = _WHEN.fullmatch(rest)
    if when is None:
        return GoalText(metric=metric, target=rest)
    wish = GoalText(metric=metric, target=when["target"].strip())
    named = when["when"].strip()
    try:
        whole = parse_period(named, day).whole
    except QuestionError:
        relative = when["word"].casefold() in _RELATIVE
        return replace(wish, by=f"{when['word']} {named}" if relative else named)
    return replace(
        wish,
        start=whole.start.isoformat(),
        by=whole.last.isoformat(),
        window=str(min(whole.days, 366)),
    )
