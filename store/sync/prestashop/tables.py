"""The tables and columns of PrestaShop that are read, and nothing else of it.

The first table of rights to give (``store.sync.examples``) is made from this list: no password, no
name, no address of anybody is in it.
"""

NEEDED: dict[str, tuple[str, ...]] = {
    "orders": (
        "id_order", "reference", "id_shop", "id_customer", "id_cart", "id_currency",
        "id_address_delivery", "current_state", "payment", "conversion_rate",
        "total_discounts_tax_excl", "total_paid_tax_incl", "total_paid_tax_excl", "total_products",
        "total_shipping_tax_excl", "valid", "date_add", "date_upd",
    ),
    "order_detail": (
        "id_order_detail", "id_order", "product_id", "product_name", "product_quantity",
        "product_quantity_reinjected", "product_reference", "total_price_tax_excl",
        "purchase_supplier_price", "original_wholesale_price",
    ),
    "order_state": ("id_order_state", "logable", "paid", "shipped"),
    "order_history": ("id_order_history", "id_order", "id_order_state", "date_add"),
    "order_slip": (
        "id_order_slip", "id_order", "total_products_tax_excl", "total_products_tax_incl",
        "amount", "date_add", "date_upd",
    ),
    "order_slip_detail": (
        "id_order_slip", "id_order_detail", "product_quantity", "amount_tax_excl",
    ),
    "order_cart_rule": (
        "id_order_cart_rule", "id_order", "id_cart_rule", "name", "value_tax_excl", "free_shipping",
    ),
    "order_payment": (
        "id_order_payment", "order_reference", "id_currency", "amount", "payment_method",
        "conversion_rate", "date_add",
    ),
    "customer": (
        "id_customer", "id_shop", "id_default_group", "email", "is_guest", "newsletter_date_add",
        "date_add", "date_upd",
    ),
    "address": ("id_address", "id_country", "id_state"),
    "country": ("id_country", "iso_code"),
    "currency": ("id_currency", "iso_code", "conversion_rate"),
    "configuration": ("name", "value", "id_shop"),
    "product": (
        "id_product", "reference", "id_category_default", "price", "wholesale_price", "date_upd",
    ),
    "product_lang": ("id_product", "id_shop", "id_lang", "name"),
}  # fmt: skip

USEFUL: dict[str, tuple[str, ...]] = {
    "shop": ("id_shop", "name", "active", "deleted"),
    "state": ("id_state", "name"),
    "group_lang": ("id_group", "id_lang", "name"),
    "cart_rule": ("id_cart_rule", "code"),
    "category": ("id_category", "id_parent", "level_depth"),
    "category_lang": ("id_category", "id_shop", "id_lang", "name"),
    "product_attribute": (
        "id_product_attribute", "id_product", "reference", "price", "wholesale_price",
    ),
    "cart": (
        "id_cart", "id_shop", "id_currency", "id_customer", "id_guest", "id_address_delivery",
        "date_add", "date_upd",
    ),
    "cart_product": ("id_cart", "id_product", "id_product_attribute", "quantity"),
    "guest": ("id_guest", "id_operating_system", "mobile_theme"),
    "operating_system": ("id_operating_system", "name"),
    "connections": (
        "id_connections", "id_shop", "id_guest", "id_page", "date_add", "http_referer",
    ),
    "connections_page": ("id_connections", "id_page", "time_start"),
    "connections_source": (
        "id_connections_source", "id_connections", "http_referer", "request_uri", "keywords",
    ),
    "page": ("id_page", "id_page_type"),
    "page_type": ("id_page_type", "name"),
    "emailsubscription": ("id", "id_shop", "email", "newsletter_date_add", "http_referer"),
}  # fmt: skip
"""Tables that older shops, or shops without a module, may not have."""

SOMETIMES: dict[str, tuple[str, ...]] = {
    "order_cart_rule": ("deleted",),
    "cart": ("checkout_session_data",),
}
"""Columns that came with a later version."""

CARTS = ("cart", "cart_product")
VISITS = ("connections", "connections_source", "guest")
PAGES = ("connections_page", "page", "page_type")
PERSONAL = frozenset({"customer", "address", "emailsubscription"})
"""Tables with names, addresses or passwords: of these the account may read our columns alone."""
