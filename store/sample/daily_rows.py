"""What a day leaves in the shop's other files: spend, searches, sign-ups, answers, costs.

Every function yields rows of one fact table: column values by name, dimension members as texts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from store.sample import story
from store.sample.books import CENT
from store.sample.calendar import interest, is_black_friday, progress
from store.sample.fiction import CHANNELS, KEYWORDS
from store.spans import to_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from store.sample.dice import Dice
    from store.sample.shopping import Cart, Visit

Row = dict[str, object]
SIGNUP, ACCOUNT, LOYALTY, SHARE, REFERRAL = 1, 2, 3, 4, 5
RECOMMENDATION, SATISFACTION = 1, 2


def spend(dice: Dice, day: date, visits: list[Visit]) -> Iterator[Row]:
    """Advertising by channel and campaign; the clicks are the visits that came."""
    for channel in CHANNELS:
        if not channel.cost:
            continue
        budget = channel.cost * (1 + (channel.growth - 1) * progress(day))
        budget *= math.sqrt(interest(day)) * (1.4 if is_black_friday(day) else 1.0)
        for campaign in channel.campaigns:
            came = sum(v.channel == channel.name and v.campaign == campaign for v in visits)
            share = budget / len(channel.campaigns) * max(0.3, dice.normal(1.0, 0.18))
            yield {
                "day": to_number(day),
                "channel": channel.name,
                "campaign": campaign,
                "amount": round(share * 100) * CENT,
                "impressions": came * dice.between(25, 60) + dice.between(50, 200),
                "clicks": came + dice.poisson(came * 0.08),
            }


def searches(dice: Dice, day: date) -> Iterator[Row]:
    """What a search engine's console shows by keyword and page."""
    for keyword, (page, shown, rate, position) in KEYWORDS.items():
        impressions = dice.poisson(shown * interest(day) * (0.8 + 0.5 * progress(day)))
        if not impressions:
            continue
        place = max(1.0, dice.normal(position - 1.2 * progress(day), 0.4))
        yield {
            "day": to_number(day),
            "keyword": keyword,
            "landing_page": page,
            "impressions": impressions,
            "clicks": min(impressions, dice.poisson(impressions * rate)),
            "position": round(impressions * place * 1000),
        }


def engagement(dice: Dice, day: date, visits: list[Visit], carts: list[Cart]) -> Iterator[Row]:
    """Sign-ups, accounts, loyalty cards, shares and referrals, by channel and device."""
    counts: dict[tuple[int, str, str], int] = {}

    def note(kind: int, channel: str, device: str) -> None:
        key = (kind, channel, device)
        counts[key] = counts.get(key, 0) + 1

    for visit in visits:
        if visit.pages > 1 and dice.chance(0.026 if not visit.known else 0.008):
            note(SIGNUP, visit.channel, visit.device)
        if visit.pages > 3 and dice.chance(0.012):
            note(SHARE, visit.channel, visit.device)
    for cart in carts:
        if cart.step >= 1 and dice.chance(0.34):
            note(ACCOUNT, cart.visit.channel, cart.visit.device)
        if cart.step == 3 and day >= story.LOYALTY_CARD and dice.chance(0.16):
            note(LOYALTY, cart.visit.channel, cart.visit.device)
        if cart.step == 3 and dice.chance(0.05):
            note(REFERRAL, cart.visit.channel, cart.visit.device)
    for (kind, channel, device), times in counts.items():
        yield {
            "day": to_number(day),
            "kind": kind,
            "channel": channel,
            "device": device,
            "times": times,
        }


def answers(dice: Dice, day: date, delivered: list[Cart]) -> Iterator[Row]:
    """A recommendation question and a satisfaction question, a week or so after the order."""
    for cart in delivered:
        group = "professionnels" if cart.business else "particuliers"
        category = cart.items[0].product.category
        where: Row = {
            "day": to_number(day),
            "channel": cart.visit.channel,
            "category": category,
            "customer_group": group,
        }
        linen = category == "Linge de maison"
        if dice.chance(0.17):
            score = round(dice.normal(8.35 + 0.35 * progress(day) - 0.5 * linen, 1.7))
            score = min(10, max(0, score))
            verdict = 1 if score >= 9 else -1 if score <= 6 else 0
            yield {
                **where,
                "kind": RECOMMENDATION,
                "scale": "0-10",
                "score": score,
                "verdict": verdict,
            }
        if dice.chance(0.13):
            stars = min(5, max(1, round(dice.normal(4.25 - 0.3 * linen, 0.9))))
            verdict = 1 if stars >= 4 else -1 if stars <= 2 else 0
            yield {
                **where,
                "kind": SATISFACTION,
                "scale": "1-5",
                "score": stars,
                "verdict": verdict,
            }


def uptime(dice: Dice, day: date) -> Row:
    """One check a minute, some of them missed; a real breakdown every few months."""
    down = dice.poisson(1.2) if dice.chance(0.10) else 0
    if dice.chance(0.008):
        down += dice.between(25, 140)
    checked = 1440 - dice.between(0, 3)
    return {
        "day": to_number(day),
        "minutes_checked": checked,
        "minutes_up": checked - min(down, checked),
        "milliseconds": round(dice.normal(420, 60)),
    }


def running_costs(day: date) -> Iterator[Row]:
    """What the shop costs without selling anything, spread over the days of the month."""
    for kind, euros_a_month in (("abonnements", 284.0), ("local et énergie", 640.0)):
        cents = round(euros_a_month * 12 / 365 * 100)
        yield {"day": to_number(day), "cost_kind": kind, "amount": cents * CENT}


def boutique(dice: Dice, day: date) -> Iterator[Row]:
    """The boutique's till, known as a daily sum; closed on Sundays and Mondays."""
    if day.weekday() in (0, 6):
        return
    tickets = dice.poisson(6.5 * interest(day) ** 0.6)
    if tickets:
        cents = sum(round(max(600.0, dice.normal(2650, 1100))) for _ in range(tickets))
        yield {
            "day": to_number(day),
            "sales_channel": "store",
            "country": "FR",
            "orders": tickets,
            "goods": cents * CENT,
        }
