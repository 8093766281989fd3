"""The board: the tiles of every stage, in the order in which they stand on the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goals.metrics.catalogue import STAGES
from goals.metrics.catalogue import shop as catalogue
from tui.views import StageView, TileView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from goals.metrics.catalogue.shop import Catalogue
    from goals.metrics.figures import Reading
    from tui.views import GoalView, Where


def stage_views(
    readings: Mapping[str, Reading],
    goals: Sequence[GoalView] = (),
    known: Catalogue = catalogue.BUILT_IN,
) -> tuple[StageView, ...]:
    """Return the tiles by stage, in the order of AARRR.

    What no source fills yet stands behind what there is: figures at the end of their stage, stages
    without any at the end of the row. A tile without a reading is one that is still being read.
    """
    stages = []
    for stage, label in STAGES.items():
        tiles = [
            TileView(one, readings.get(one.id), tuple(g.id for g in goals if g.metric.id == one.id))
            for one in known.values()
            if one.tile and one.stage == stage
        ]
        tiles.sort(key=lambda tile: tile.reading is not None and tile.value is None)
        stages.append(StageView(stage, label, tuple(tiles)))
    stages.sort(key=lambda stage: all(tile.reading and tile.value is None for tile in stage.tiles))
    return tuple(stages)


def limited_stages(
    stages: Sequence[StageView],
    readings: Mapping[str, Reading],
    goals: Sequence[GoalView],
    where: Where,
) -> tuple[StageView, ...]:
    """Return the same tiles with other readings, and with the goals of the same limit."""
    ours = [goal for goal in goals if goal.goal.where == where]
    return tuple(
        StageView(stage.id, stage.label, tuple(
            TileView(one.metric, readings.get(one.metric.id),
                     tuple(goal.id for goal in ours if goal.metric.id == one.metric.id))
            for one in stage.tiles
        ))
        for stage in stages
    )  # fmt: skip
