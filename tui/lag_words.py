"""Sources that lag behind the others, in words: ``orders to 30 Oct``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import format as fmt
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from goals.metrics.lagging import Lag


def lag_texts(lags: Iterable[Lag]) -> list[str]:
    """Return, for each day that figures end on too early, which they are."""
    text = _("{measures} to {day}")
    return [
        text.format(measures=fmt.listed([tr(name) for name in one.names]),
                    day=fmt.short_day(one.last))
        for one in lags
    ]  # fmt: skip


def lag_objects(lags: Sequence[Lag]) -> list[dict[str, object]]:
    """Return the same for programs: a measure and its last day each."""
    return [{"measure": measure, "last_day": one.last} for one in lags for measure in one.measures]
