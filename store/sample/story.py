"""What happened at La Lavandière: the changes that the figures should tell of."""

from __future__ import annotations

from datetime import date

from store.sample.calendar import progress

APPLE_PAY = date(2025, 10, 6)
LOYALTY_CARD = date(2025, 11, 12)
DELIVERY_FEE_RISE = date(2025, 8, 18)
MOBILE_PATH = date(2026, 3, 16)
REMINDER_EMAIL = date(2026, 4, 7)
ORDERS_IN_POUNDS = (date(2026, 10, 13), date(2026, 10, 22))
"""Two orders in a currency that no exchange rate is known for."""
LEFT_AT_PAYMENT, LEFT_AT_PAYMENT_SECURED = 0.12, 0.22
"""Of the carts that are left, those left at the payment: more where 3-D Secure is asked for."""


def mobile_share(day: date) -> float:
    """Return the share of visits from mobiles: it grows by a quarter over the sample's time."""
    return 0.46 + 0.19 * progress(day)


def device_eagerness(device: str, day: date) -> float:
    """Return how ready the visitors of a device are to buy; the new mobile path helps them."""
    if device == "mobile":
        return 0.84 if day >= MOBILE_PATH else 0.56
    return 1.45 if device == "desktop" else 1.0


def abandonment(day: date, device: str) -> float:
    """Return the share of filled carts that do not end in an order.

    Dearer delivery makes it worse from August 2025; Apple Pay helps mobiles a little; the reminder
    e-mail takes eight points over its first ten weeks.
    """
    share = 0.75 if device == "desktop" else 0.79
    if day >= DELIVERY_FEE_RISE:
        share += 0.025
    if day >= APPLE_PAY and device == "mobile":
        share -= 0.015
    if day >= REMINDER_EMAIL:
        share -= 0.075 * min(1.0, (day - REMINDER_EMAIL).days / 70)
    return share


def loyalty(day: date) -> float:
    """Return the chance that an order is followed by another one of the same customer."""
    return 0.31 + (0.05 if day >= LOYALTY_CARD else 0.0)


def delivery_fee(day: date) -> int:
    """Return the delivery charge in cents, without tax."""
    return 492 if day >= DELIVERY_FEE_RISE else 408
