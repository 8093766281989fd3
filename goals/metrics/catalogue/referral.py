"""Referral: customers who speak of the shop."""

from __future__ import annotations

from goals.metrics.catalogue.texts import ANSWERS, NO_ANSWER, NOT_PAID, PAID_ORDERS, PER_ORDER
from goals.metrics.metric import Metric
from store.messages import N_

REFERRAL = (
    Metric(
        id="nps", label=N_("Net promoter score"), short=N_("NPS"), unit="points", better=1,
        stage="referral", numerator="promoters - detractors", denominator="nps_answers",
        scale=100, interval="promoters",
        definition=N_("Promoters (9–10) minus detractors (0–6), for 100 answers."),
        includes=ANSWERS, excludes=NO_ANSWER, per=N_("answers"), seed=("004",),
    ),
    Metric(
        id="satisfaction", label=N_("Satisfaction"), unit="share", better=1, stage="referral",
        numerator="satisfied", denominator="satisfaction_answers", interval="wilson",
        definition=N_("Satisfied answers out of all answers."),
        includes=ANSWERS, excludes=NO_ANSWER, per=N_("answers"), seed=("002",),
    ),
    Metric(
        id="referral_share", label=N_("Orders by referral"), short=N_("By referral"),
        unit="share", better=1, stage="referral",
        numerator="orders[channel=referral programme]", denominator="orders", interval="wilson",
        definition=N_("Orders that came by the referral programme, out of all orders."),
        includes=PAID_ORDERS, excludes=NOT_PAID, per=PER_ORDER, seed=("000",),
    ),
    Metric(
        id="shares", label=N_("Shares"), unit="count", better=1, stage="referral",
        numerator="shares",
        definition=N_("How many times a page or product was shared from the shop."),
        includes=N_("Shares by the shop's own buttons."),
        excludes=N_("Links that visitors copy by themselves."), seed=("000",), tile=False,
    ),
)  # fmt: skip
