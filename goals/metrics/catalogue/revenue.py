"""Revenue: orders, baskets, margin, and what eats them."""

from __future__ import annotations

from goals.metrics.catalogue.texts import (
    ITEMS,
    MARGIN,
    NO_COST,
    NOT_PAID,
    PAID_ORDERS,
    PER_CUSTOMER,
    PER_ORDER,
    PER_VISITOR,
)
from goals.metrics.metric import COSTS, Known, Metric, Reference
from store.messages import N_

_NO_TAX = N_("Tax, shipping and refunds; cancelled, pending and test orders.")

REVENUE = (
    Metric(
        id="revenue", label=N_("Revenue"), unit="money", better=1, stage="revenue",
        numerator="net_sales",
        definition=N_("What customers paid for items, minus what was given back."),
        includes=ITEMS, excludes=NOT_PAID, seed=("000",),
    ),
    Metric(
        id="orders", label=N_("Orders"), unit="count", better=1, stage="revenue",
        numerator="orders", definition=N_("How many orders were placed and paid."),
        includes=PAID_ORDERS, excludes=NOT_PAID, seed=("000",),
    ),
    Metric(
        id="aov", label=N_("Average order value"), short=N_("Average basket"), unit="money",
        better=1, stage="revenue", numerator="goods_sold", denominator="orders",
        definition=N_("Price charged for the items divided by orders; returns are not deducted."),
        includes=ITEMS, excludes=_NO_TAX, per=PER_ORDER, seed=("000", "001", "004"),
    ),
    Metric(
        id="gross_margin", label=N_("Gross margin"), unit="money", better=1, stage="revenue",
        numerator="gross_margin", known=COSTS,
        definition=N_("Sales of items minus what these items cost to buy, refunds deducted."),
        includes=MARGIN, excludes=NO_COST, seed=("000",),
    ),
    Metric(
        id="margin_rate", label=N_("Margin rate"), unit="share", better=1, stage="revenue",
        numerator="gross_margin", denominator="costed_sales", known=COSTS, base="orders",
        definition=N_("Gross margin out of the sales of items whose cost is known."),
        includes=MARGIN, excludes=NO_COST, per=N_("sales of items with a known cost"),
        seed=("000",),
    ),
    Metric(
        id="contribution", label=N_("Profit after acquisition"), short=N_("Profit after CAC"),
        unit="money", better=1, stage="revenue",
        numerator="gross_margin - spend - running_costs", known=COSTS,
        definition=N_("Gross margin minus marketing spend and running costs."),
        includes=MARGIN, excludes=N_("Items without a known cost; taxes on profit."),
        seed=("000",),
        reference=Reference(
            N_("Basket times margin must cover acquisition and running costs."), "000"
        ),
    ),
    Metric(
        id="gmv", label=N_("Gross merchandise value"), short=N_("Gross sales"), unit="money",
        better=1, stage="revenue", numerator="goods_sold",
        definition=N_("Price charged for all items sold; returns are not deducted."),
        includes=ITEMS, excludes=_NO_TAX, seed=("004",), tile=False,
    ),
    Metric(
        id="spend_per_customer", label=N_("Revenue per customer"), short=N_("Per customer"),
        unit="money", better=1, stage="revenue",
        numerator="goods_sold[customer_type=new|returning]", denominator="buyers",
        definition=N_("Price charged for the items divided by the customers who bought."),
        includes=N_("Paid orders of customers who can be recognised."),
        excludes=N_("Orders of guests."), per=PER_CUSTOMER, seed=("000", "003"), tile=False,
    ),
    Metric(
        id="checkout_value", label=N_("Average cart at payment"), short=N_("Cart at payment"),
        unit="money", better=1, stage="revenue", numerator="checkout_amount",
        denominator="checkouts",
        definition=N_("Mean amount of the carts that reach the checkout, bought or not."),
        includes=N_("Carts that reached the checkout."), excludes=N_("Carts left before it."),
        per=N_("carts at the checkout"), seed=("004",), tile=False,
    ),
    Metric(
        id="items_per_order", label=N_("Items per order"), unit="ratio", better=1,
        stage="revenue", numerator="units", denominator="orders",
        definition=N_("Items sold divided by orders."), includes=PAID_ORDERS, excludes=NOT_PAID,
        per=PER_ORDER, seed=("001",), tile=False,
    ),
    Metric(
        id="discount_rate", label=N_("Discounts"), unit="share", better=-1, stage="revenue",
        numerator="discounts", denominator="goods_sold + discounts", base="orders",
        part=True,
        definition=N_("Discounts given, out of the prices before discount."),
        includes=N_("Discounts on items and on whole orders, and promotion codes."),
        excludes=N_("Lower catalogue prices that the export does not show as discounts."),
        per=N_("sales before discounts"), tile=False,
    ),
    Metric(
        id="profit_per_human", label=N_("Profit per human"), short=N_("Profit per human"),
        unit="money", better=1, stage="revenue", numerator="gross_margin - spend",
        denominator="visitors", known=COSTS,
        definition=N_("Gross margin minus marketing spend, for each unique visitor."),
        includes=MARGIN, excludes=N_("Running costs; items without a known cost."),
        per=PER_VISITOR, seed=("003",), tile=False,
    ),
    Metric(
        id="max_cpa", label=N_("Highest bearable CPA"), short=N_("Highest CPA"), unit="money",
        better=1, stage="revenue", numerator="gross_margin", denominator="orders", known=COSTS,
        definition=N_("Gross margin per order: an order may not cost more to win."),
        includes=MARGIN, excludes=NO_COST, per=PER_ORDER, seed=("001",), tile=False,
    ),
    Metric(
        id="return_rate", label=N_("Returns"), unit="share", better=-1, stage="revenue",
        numerator="orders_returned", denominator="orders", interval="wilson", cohort=True,
        settles=30,
        known=Known(
            "orders_returned", "refunds_of_orders",
            N_("No refund names its order: returned orders cannot be counted."),
        ),
        definition=N_(
            "Orders of the period of which something was given back since, out of its orders."
        ),
        includes=N_("Refunds and returns that name their order, whenever they came."),
        excludes=N_("Refunds that name no order."), per=PER_ORDER, seed=("000",),
    ),
    Metric(
        id="refunds", label=N_("Refunds"), unit="money", better=-1, stage="revenue",
        numerator="refunds",
        definition=N_("Money given back for items, on the day it was given back."),
        includes=N_("Refunds for items, without tax and shipping."), excludes=NOT_PAID,
        tile=False,
    ),
    Metric(
        id="refund_share", label=N_("Refunded share"), unit="share", better=-1, stage="revenue",
        numerator="refunds", denominator="goods_sold", base="orders",
        definition=N_("Money given back for items, out of the price charged for items."),
        includes=N_("Refunds for items, without tax and shipping."),
        excludes=NOT_PAID, per=N_("gross sales"), tile=False,
    ),
    Metric(
        id="fraud_rate", label=N_("Fraud"), unit="share", better=-1, stage="revenue",
        numerator="fraud_amount", denominator="paid_amount", part=True,
        definition=N_("Money lost to fraud, out of the money paid."),
        includes=N_("Payments reported as fraud, on the day of the payment."),
        excludes=N_("Attempts that were refused before payment."), per=N_("money paid"),
        seed=("002",),
        reference=Reference(
            N_(
                "0.26% in 2009, 0.25% in 2008; the same text's 82.2 M€ of 25 bn€ would be 0.33%."
            ),
            "002", 2009, "0.0026",
        ),
        tile=False,
    ),
    Metric(
        id="mobile_share", label=N_("Orders on mobile and tablet"), short=N_("Mobile orders"),
        unit="share", better=1, stage="revenue", numerator="orders[device=mobile|tablet]",
        denominator="orders", interval="wilson",
        definition=N_("Orders placed on a phone or a tablet, out of all orders."),
        includes=PAID_ORDERS, excludes=NOT_PAID, per=PER_ORDER, seed=("000",),
        reference=Reference(N_("Above 20% of the orders."), "000", value="0.20"),
    ),
    Metric(
        id="export_share", label=N_("Export"), short=N_("Export share"), unit="share", better=1,
        stage="revenue", numerator="net_sales[country!=home|unknown]", denominator="net_sales",
        base="orders", part=True,
        definition=N_("Revenue from other countries than the shop's own, out of all revenue."),
        includes=N_("Orders by their country of delivery, refunds deducted."),
        excludes=N_("Orders whose country is unknown count as revenue, not as export."),
        per=N_("revenue"), seed=("002",),
        reference=Reference(
            N_("11% of the online revenue of small shops."), "002", 2010, "0.11"
        ),
        tile=False,
    ),
    Metric(
        id="ecommerce_share", label=N_("Online share of all sales"), short=N_("Online share"),
        unit="share", better=1, stage="revenue",
        numerator="net_sales[sales_channel!=store] + other_goods?[sales_channel!=store]",
        denominator="net_sales + other_goods?", part=True,
        definition=N_("Revenue from everywhere but physical shops, out of all revenue."),
        includes=N_("The web shop, marketplaces, and the sales elsewhere that were imported."),
        excludes=N_("Sales that were never imported."), per=N_("all sales"), seed=("004",),
        tile=False,
    ),
)  # fmt: skip
