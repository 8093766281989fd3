"""Means of payment, the payment with 3-D Secure and without, fraud, and what asking costs."""

from __future__ import annotations

from goals.explain.payments.means import PaymentBook, payment_book
from goals.explain.payments.tallying import Means, Side
from goals.explain.payments.trade import Band, Plan, Trade

__all__ = ["Band", "Means", "PaymentBook", "Plan", "Side", "Trade", "payment_book"]
