"""PrestaShop 1.7 and 8: the tables of the shop, read where they live."""
