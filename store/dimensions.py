"""The dimensions: what a measure can be broken down by, each once."""

from __future__ import annotations

from dataclasses import dataclass

from store.messages import N_


@dataclass(frozen=True, slots=True)
class Dimension:
    """``id`` is the word of the command line and the column; ``label`` what screens show."""

    id: str
    label: str


SEGMENT = "segment"
"""Saved segments of customers: of no row, but of whoever a row belongs to; one may be in several.

Where a relation knows it, its SQL is the customer of the row, and not a member's id.
"""

DIMENSIONS: dict[str, Dimension] = {
    dimension.id: dimension
    for dimension in (
        Dimension("channel", N_("Channel")),
        Dimension("campaign", N_("Campaign")),
        Dimension("promo", N_("Promotion code")),
        Dimension("device", N_("Device")),
        Dimension("country", N_("Country")),
        Dimension("region", N_("Region")),
        Dimension("customer_type", N_("New or known customer")),
        Dimension("customer_group", N_("Customer group")),
        Dimension("sales_channel", N_("Sales channel")),
        Dimension("category", N_("Category")),
        Dimension("subcategory", N_("Subcategory")),
        Dimension("product", N_("Product")),
        Dimension("payment_method", N_("Payment method")),
        Dimension("landing_page", N_("Landing page")),
        Dimension("page", N_("Page")),
        Dimension("keyword", N_("Search keyword")),
        Dimension("carrier", N_("Carrier")),
        Dimension("cost_kind", N_("Kind of cost")),
        Dimension("project", N_("Project")),
        Dimension("source", N_("Source")),
        Dimension("segment", N_("Segment")),
    )
}
