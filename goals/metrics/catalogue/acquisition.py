"""Acquisition: who comes, and what it costs to make them come."""

from __future__ import annotations

from goals.metrics.catalogue.texts import (
    ALL_VISITS,
    BOTS,
    MARGIN,
    NO_COST,
    NOT_PAID,
    PER_ORDER,
    PER_VISIT,
    SPEND,
)
from goals.metrics.metric import COSTS, Metric, Reference
from store.messages import N_

ACQUISITION = (
    Metric(
        id="visits", label=N_("Visits"), unit="count", better=1, stage="acquisition",
        numerator="visits",
        definition=N_("How many times somebody came to the shop."),
        includes=ALL_VISITS, excludes=BOTS, seed=("000", "001"),
    ),
    Metric(
        id="visitors", label=N_("Unique visitors"), unit="count", better=1, stage="acquisition",
        numerator="visitors",
        definition=N_("How many different visitors came in the period, each counted once."),
        includes=N_(
            "Visitors as the source tells them apart, by cookie or by address and browser."
        ),
        excludes=N_("Visits without any mark of the visitor. Days are never added up."),
        seed=("004",),
    ),
    Metric(
        id="spend", label=N_("Marketing spend"), short=N_("Marketing"), unit="money", better=0,
        stage="acquisition", numerator="spend",
        definition=N_("What was paid to bring visitors and customers."),
        includes=SPEND, excludes=N_("Discounts, salaries and running costs."), seed=("000",),
    ),
    Metric(
        id="cac", label=N_("Acquisition cost per order"), short=N_("CAC per order"),
        unit="money", better=-1, stage="acquisition", numerator="spend", denominator="orders",
        definition=N_("Marketing spend divided by orders: what one order costs to win."),
        includes=SPEND, excludes=NOT_PAID, per=PER_ORDER, seed=("000",),
        reference=Reference(
            N_("3,000 € of spend for 425 orders make 7.06 € an order (worked example)."), "000"
        ),
    ),
    Metric(
        id="cac_new", label=N_("Cost per new customer"), short=N_("CAC new customer"),
        unit="money", better=-1, stage="acquisition", numerator="spend",
        denominator="new_customers",
        definition=N_("Marketing spend divided by customers who ordered for the first time."),
        includes=SPEND,
        excludes=N_("Orders of known customers, and of guests who cannot be recognised."),
        per=N_("new customers"), seed=("004",),
    ),
    Metric(
        id="new_customers", label=N_("New customers"), unit="count", better=1,
        stage="acquisition", numerator="new_customers",
        definition=N_("How many customers placed their first order in the period."),
        includes=N_("First orders by date, among all orders that were ever imported."),
        excludes=N_("Guests, and first orders that are older than the data."), tile=False,
    ),
    Metric(
        id="cost_per_visit", label=N_("Cost per visit"), unit="money", better=-1,
        stage="acquisition", numerator="spend", denominator="visits",
        definition=N_(
            "Marketing spend divided by visits. Not to be taken for the cost of an order."
        ),
        includes=SPEND, excludes=BOTS, per=PER_VISIT, seed=("000",), tile=False,
    ),
    Metric(
        id="channel_roi", label=N_("Channel ROI"), unit="share", better=1, stage="acquisition",
        numerator="gross_margin - spend", denominator="spend",
        definition=N_("Gross margin left after marketing spend, for each unit of it spent."),
        includes=MARGIN, excludes=NO_COST, per=N_("marketing spend"), seed=("002",),
        known=COSTS, base="orders",
    ),
    Metric(
        id="roas", label=N_("Return on ad spend"), short=N_("ROAS"), unit="ratio", better=1,
        stage="acquisition", numerator="net_sales", denominator="spend",
        definition=N_("Revenue for each unit of marketing spend."),
        includes=N_("All revenue of the period, whether or not an advertisement led to it."),
        excludes=N_("Tax, shipping and refunds."), per=N_("marketing spend"), seed=("002",),
        base="orders",
    ),
    Metric(
        id="bounce_rate", label=N_("Bounce rate"), unit="share", better=-1, stage="acquisition",
        numerator="bounces", denominator="visits", interval="wilson",
        definition=N_("Visits that saw one page only, out of all visits."),
        includes=N_("Visits of a single page."), excludes=BOTS, per=PER_VISIT, seed=("004",),
    ),
    Metric(
        id="pages_per_visit", label=N_("Pages per visit"), unit="ratio", better=1,
        stage="acquisition", numerator="page_views", denominator="visits",
        definition=N_("Pages seen divided by visits."),
        includes=ALL_VISITS, excludes=BOTS, per=PER_VISIT, seed=("002",), tile=False,
    ),
    Metric(
        id="search_ctr", label=N_("Search click rate"), unit="share", better=1,
        stage="acquisition", numerator="search_clicks", denominator="search_impressions",
        interval="wilson",
        definition=N_("Clicks on the shop's results in search engines, out of their showings."),
        includes=N_("Free results of the search engines that were imported."),
        excludes=N_("Advertisements, and keywords that the engine keeps to itself."),
        per=N_("showings in results"), seed=("002",),
    ),
    Metric(
        id="search_position", label=N_("Mean search position"), short=N_("Search position"),
        unit="ratio", better=-1, stage="acquisition", numerator="position_sum",
        denominator="search_impressions",
        definition=N_("Mean place of the shop's results in search engines; 1 is the first."),
        includes=N_("Each showing of a result counts once, so that frequent keywords weigh more."),
        excludes=N_("Advertisements, and keywords that the engine keeps to itself."),
        per=N_("showings in results"), seed=("002",), tile=False,
    ),
)  # fmt: skip
