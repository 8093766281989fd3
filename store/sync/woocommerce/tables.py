"""The tables and columns of WooCommerce that are read, and nothing else of it."""

NEEDED: dict[str, tuple[str, ...]] = {
    "options": ("option_name", "option_value"),
    "posts": (
        "ID", "post_type", "post_status", "post_parent", "post_title", "post_date_gmt",
        "post_modified_gmt",
    ),
    "postmeta": ("meta_id", "post_id", "meta_key", "meta_value"),
    "woocommerce_order_items": ("order_item_id", "order_id", "order_item_type", "order_item_name"),
    "woocommerce_order_itemmeta": ("meta_id", "order_item_id", "meta_key", "meta_value"),
}  # fmt: skip

HPOS: dict[str, tuple[str, ...]] = {
    "wc_orders": (
        "id", "status", "currency", "type", "tax_amount", "total_amount", "customer_id",
        "billing_email", "date_created_gmt", "date_updated_gmt", "parent_order_id",
        "payment_method", "payment_method_title",
    ),
    "wc_order_addresses": ("order_id", "address_type", "company", "state", "country"),
    "wc_order_operational_data": (
        "order_id", "created_via", "date_paid_gmt", "shipping_tax_amount", "shipping_total_amount",
    ),
    "wc_orders_meta": ("id", "order_id", "meta_key", "meta_value"),
}  # fmt: skip
"""Needed where orders are kept in tables of their own."""

USEFUL: dict[str, tuple[str, ...]] = {
    **HPOS,
    "users": ("ID", "user_email", "user_registered"),
    "usermeta": ("user_id", "meta_key", "meta_value"),
    "terms": ("term_id", "name"),
    "term_taxonomy": ("term_taxonomy_id", "term_id", "taxonomy", "parent"),
    "term_relationships": ("object_id", "term_taxonomy_id"),
}
SOMETIMES: dict[str, tuple[str, ...]] = {}
PERSONAL = frozenset({"options", "posts", "users", "wc_orders", "wc_order_addresses"})
"""Tables with names, addresses or secrets: of these the account may read our columns alone."""
