"""Operations and projects: the shop's own work."""

from __future__ import annotations

from goals.metrics.metric import GAINS, GAINS_OF_HOURS, Metric
from store.messages import N_

OPERATIONS = (
    Metric(
        id="availability", label=N_("Availability"), unit="share", better=1, stage="operations",
        numerator="minutes_up", denominator="minutes_checked", part=True,
        definition=N_("Minutes in which the shop answered, out of the minutes checked."),
        includes=N_("Every check that was imported."),
        excludes=N_("Minutes in which nobody checked."), per=N_("minutes checked"),
        seed=("002",),
    ),
    Metric(
        id="page_failures", label=N_("Failing pages"), unit="share", better=-1, stage="operations",
        numerator="page_failures", denominator="page_answers", interval="wilson",
        definition=N_("Pages the server could not show, out of those people asked for."),
        includes=N_("Answers of 500 and more to a person's browser, from the server's log."),
        excludes=N_("Robots, files of pages, and pages that are not there (404)."),
        per=N_("pages asked for"),
    ),
    Metric(
        id="slow_pages", label=N_("Slow pages"), unit="share", better=-1, stage="operations",
        numerator="pages_slow", denominator="pages_timed", interval="wilson",
        definition=N_("Pages that took long to answer, out of those whose time is known."),
        includes=N_("Answers of three seconds and more; a mapping of the log can say otherwise."),
        excludes=N_("Logs that do not say how long an answer took."),
        per=N_("pages with a time"),
    ),
    Metric(
        id="on_time_delivery", label=N_("Delivered on time"), short=N_("On-time delivery"),
        unit="share", better=1, stage="operations", numerator="delivered_on_time",
        denominator="delivered", interval="wilson",
        definition=N_("Parcels that arrived by the promised day, out of those delivered."),
        includes=N_("Deliveries on the day they arrived."),
        excludes=N_("Parcels still on their way."), per=N_("deliveries"), seed=("002",),
    ),
)  # fmt: skip

PROJECTS = (
    Metric(
        id="milestone_completion", label=N_("Milestones on time"), unit="share", better=1,
        stage="projects", numerator="milestones_on_time", denominator="milestones_due",
        interval="wilson",
        definition=N_("Milestones reached by their original date, out of those due by it."),
        includes=N_("Milestones whose original date lies in the period."),
        excludes=N_("Later promises do not move a milestone: the original date counts."),
        per=N_("milestones due"), seed=("004",),
    ),
    Metric(
        id="resource_utilisation", label=N_("Resource utilisation"),
        short=N_("Utilisation"), unit="share", better=1, stage="projects",
        numerator="milestone_minutes", denominator="available_minutes",
        definition=N_("Hours worked on milestones, out of the hours available."),
        includes=N_("Hours noted in the projects."), excludes=N_("Hours that nobody noted."),
        per=N_("hours available"), seed=("004",),
    ),
    Metric(
        id="project_roi", label=N_("Project ROI"), unit="share", better=1, stage="projects",
        numerator="project_gain - measured_cost", denominator="measured_cost",
        measured="project_gain", known=GAINS,
        definition=N_("What the projects brought in margin beyond their cost, out of the cost."),
        includes=N_("Gains and costs noted in the projects; gains are margin, not revenue."),
        excludes=N_("The cost of projects of which no gain was measured yet."),
        per=N_("cost of the projects with a measured gain"), seed=("004",),
    ),
    Metric(
        id="margin_per_hour", label=N_("Margin per hour"), unit="money", better=1,
        stage="projects", numerator="project_gain", denominator="measured_minutes / 60",
        measured="project_gain", known=GAINS_OF_HOURS,
        definition=N_("What the projects brought in margin, for each hour worked on them."),
        includes=N_("Gains and hours noted in the projects."),
        excludes=N_("Hours on projects of which no gain was measured yet."),
        per=N_("hours on milestones"), seed=("004",), tile=False,
    ),
)  # fmt: skip
