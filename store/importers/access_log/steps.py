"""How far a visit came, by the addresses of its pages: product, cart, checkout, payment, order.

A pattern is an address in small letters in which ``*`` stands for anything, ``[0-9]`` for a digit
and ``[a-z]`` for a letter; it must fit the whole of ``/path`` or ``/path?parameters``. Of the steps
that fit, the last one counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PRODUCT, CART, CHECKOUT, PAYMENT, ORDER = 1, 2, 4, 8, 16
STEPS = {"product": PRODUCT, "cart": CART, "checkout": CHECKOUT, "payment": PAYMENT, "order": ORDER}
"""The bits of ``visit.steps``, by the word of a mapping, in their order."""

GENERIC = "generic"


def _patterns(**steps: str) -> dict[str, tuple[str, ...]]:
    return {step: tuple(patterns.split()) for step, patterns in steps.items()}


SHOPS: dict[str, dict[str, tuple[str, ...]]] = {
    "prestashop": _patterns(
        product="*controller=product&* *controller=product */[0-9]*-*.html */[0-9]*-*.html?*",
        cart="*controller=cart* */cart */cart?* */panier */panier?*",
        checkout="""*controller=order *controller=order&* */order */order?* */commande
            */commande?* *controller=orderopc* */commande-rapide* */quick-order*""",
        payment="""*/module/*/payment* */module/*/validation* *fc=module*payment*
            *fc=module*validation*""",
        order="""*controller=order-confirmation* *controller=orderconfirmation*
            */order-confirmation* */confirmation-commande*""",
    ),
    "woocommerce": _patterns(
        product="*/product/* */produit/* */boutique/*/* */shop/*/* *?product=*",
        cart="""*/cart/ */cart */cart/?* */cart?* */panier/ */panier */panier/?* */panier?*
            *add-to-cart=* *wc-ajax=add_to_cart*""",
        checkout="""*/checkout/ */checkout */checkout/?* */checkout?* */commande/ */commande
            */commande/?* */commande?* */validation-commande* */validation-de-la-commande*""",
        payment="*/order-pay/* *wc-ajax=checkout* */payer-commande/*",
        order="*/order-received/* */commande-recue/* *order-received=*",
    ),
    "magento": _patterns(
        product="*/catalog/product/view/*",
        cart="*/checkout/cart/* */checkout/cart",
        checkout="""*/checkout/ */checkout */checkout?* */checkout/?* */checkout/onepage/
            */checkout/onepage */checkout/index/* */onestepcheckout* */firecheckout*""",
        payment="*/payment-information */paypal/express/* */checkout/onepage/savepayment*",
        order="*/checkout/onepage/success* */onestepcheckout/*/success*",
    ),
    "shopify": _patterns(
        product="""/products/* */collections/*/products/* /[a-z][a-z]/products/*
            /[a-z][a-z]-[a-z][a-z]/products/*""",
        cart="*/cart */cart?* */cart/* /cart/add*",
        checkout="*/checkouts/* /checkout*",
        payment="*/checkouts/*step=payment_method* */checkouts/*/processing*",
        order="*/checkouts/*/thank_you* */checkouts/*/thank-you* /*/orders/*",
    ),
    GENERIC: _patterns(
        product="""*/product/* */products/* */produit/* */produits/* */p/* */item/* */article/*
            *product_id=* *id_product=* *id_produit=*""",
        cart="""*/cart */cart/ */cart?* */basket* */panier */panier/ */panier?* */caddie*
            */shopping-cart* */shopping_cart* *route=checkout/cart*""",
        checkout="""*/checkout */checkout/ */checkout?* */commander */commander/* */commander?*
            */commande */commande/ */commande?* */caisse* */livraison */checkout/*
            *route=checkout/checkout*""",
        payment="*/payment* */paiement* */checkout/payment* */commande/paiement*",
        order="""*/order-confirmation* */order/confirmation* */thank-you* */thankyou* */merci*
            */confirmation-commande* */commande/confirmation* */checkout/success*
            */order/success* *route=checkout/success*""",
    ),
}
"""Addresses of the steps by kind of shop; where nobody says which, all of them are tried."""


class StepPatterns:
    """Tells the furthest step an address stands for."""

    def __init__(self, shop: str, own: Mapping[str, Iterable[str]]) -> None:
        sets = [SHOPS[shop]] if shop else list(SHOPS.values())
        self._patterns: list[tuple[int, Fitting]] = []
        for step, bit in reversed(STEPS.items()):
            # What an owner says of a step replaces what shops of that kind mostly have.
            words = own.get(step) or dict.fromkeys(word for one in sets for word in one[step])
            self._patterns.append((bit, Fitting(words)))

    def of(self, small: str) -> int:
        """Return the bit of the last step that fits an address in small letters; 0 for none."""
        for bit, pattern in self._patterns:
            if pattern.fits(small):
                return bit
        return 0


class Fitting:
    """What fits any of some patterns.

    After a star the first place that fits is taken and never left again (an atomic group), so that
    no address, however long or odd, is looked at more than once for each star.
    """

    __slots__ = ("_pattern", "_words")

    def __init__(self, patterns: Iterable[str]) -> None:
        small = [pattern.lower() for pattern in patterns]
        self._words = tuple(dict.fromkeys(map(_longest, small)))
        """Some word of each pattern: an address without any of them need not be looked at."""
        self._pattern = re.compile("|".join(map(_regex, small)) if small else "(?!)", re.DOTALL)

    def fits(self, small: str) -> bool:
        """Whether an address in small letters fits."""
        for word in self._words:
            if word in small:
                return self._pattern.match(small) is not None
        return False


def _longest(pattern: str) -> str:
    return max(_CLASSES.sub("*", pattern).split("*"), key=len)


def _regex(pattern: str) -> str:
    first, *others = [_literally(piece) for piece in pattern.split("*")]
    if not others:
        return rf"{first}\Z"
    *middle, last = others
    return first + "".join(f"(?>.*?{piece})" for piece in middle) + (rf".*{last}\Z" if last else "")


def _literally(piece: str) -> str:
    parts = _CLASSES.split(piece)
    return "".join(part if part in ("[0-9]", "[a-z]") else re.escape(part) for part in parts)


_CLASSES = re.compile(r"(\[0-9\]|\[a-z\])")
