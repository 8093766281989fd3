"""The catalogue: every metric once. It drives tiles, forms, ``kpi``, help, the README and tests."""

from __future__ import annotations

from goals.metrics.catalogue.acquisition import ACQUISITION
from goals.metrics.catalogue.activation import ACTIVATION
from goals.metrics.catalogue.operations import OPERATIONS, PROJECTS
from goals.metrics.catalogue.referral import REFERRAL
from goals.metrics.catalogue.retention import RETENTION
from goals.metrics.catalogue.revenue import REVENUE
from goals.metrics.errors import unknown
from goals.metrics.metric import STAGES, Metric
from store.messages import N_

METRICS: dict[str, Metric] = {
    metric.id: metric
    for metric in (
        *ACQUISITION, *ACTIVATION, *RETENTION, *REVENUE, *REFERRAL, *OPERATIONS, *PROJECTS,
    )
}  # fmt: skip
"""By id, in the order of the stages and, within one, of the tiles."""

__all__ = ["METRICS", "STAGES", "metric"]


def metric(name: str) -> Metric:
    """Return the metric with this id.

    Raises:
        QuestionError: there is none; the nearest id is named.
    """
    try:
        return METRICS[name]
    except KeyError:
        raise unknown(
            N_("“{name}” is not a metric."),
            name,
            METRICS,
            N_("`kpi-tui kpi` lists all of them."),
        ) from None
