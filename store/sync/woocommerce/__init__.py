"""WooCommerce: orders in its own tables (HPOS) or among WordPress's posts, whichever counts."""
