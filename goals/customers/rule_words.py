"""The words of rules that choose customers: what can be asked of one, in English and French."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "money", "share", "day", "member", "rfm", "sign", "top"]


@dataclass(frozen=True, slots=True)
class Word:
    """What can be asked: ``words`` are how people write it, in small letters without accents.

    ``kind`` says what follows: a number of some unit, a day or an age, a member of ``dimension``,
    nothing (a sign that a customer has or has not; ``lasting`` signs may say within how many days),
    or a share of the best.
    """

    id: str
    kind: Kind
    words: tuple[str, ...]
    dimension: str = ""
    lasting: bool = False


WORDS: tuple[Word, ...] = (
    Word("orders", "count", ("orders", "commandes")),
    Word("value", "money", ("value", "sales", "montant", "valeur")),
    Word("basket", "money", ("basket", "panier", "panier moyen")),
    Word("margin", "money", ("margin", "marge")),
    Word("items", "count", ("items", "articles")),
    Word("returns", "count", ("returns", "retours")),
    Word("return_share", "share", ("return share", "taux de retour")),
    Word("discounted", "count", ("discounted", "commandes remisees")),
    Word("full_price", "count", ("full price", "plein tarif")),
    Word("last", "day", ("last", "last order", "derniere", "derniere commande")),
    Word("first", "day", ("first", "first order", "premiere", "premiere commande")),
    Word("first_channel", "member", ("first channel", "premier canal"), "channel"),
    Word("first_campaign", "member", ("first campaign", "premiere campagne"), "campaign"),
    Word("channel", "member", ("channel", "canal"), "channel"),
    Word("campaign", "member", ("campaign", "campagne"), "campaign"),
    Word("promo", "member", ("promo", "promotion code", "code promo"), "promo"),
    Word("device", "member", ("device", "appareil"), "device"),
    Word("country", "member", ("country", "pays"), "country"),
    Word("region", "member", ("region",), "region"),
    Word("group", "member", ("group", "customer group", "groupe"), "customer_group"),
    Word("sales_channel", "member", ("sales channel", "canal de vente"), "sales_channel"),
    Word("payment", "member", ("payment", "payment method", "paiement"), "payment_method"),
    Word("category", "member", ("category", "categorie"), "category"),
    Word("subcategory", "member", ("subcategory", "sous-categorie"), "subcategory"),
    Word("product", "member", ("product", "produit"), "product"),
    Word("segment", "rfm", ("segment", "rfm")),
    Word("seen_product", "sign", ("seen product", "produit vu"), lasting=True),
    Word("left_cart", "sign", ("left cart", "panier laisse", "panier abandonne"), lasting=True),
    Word("left_payment", "sign", ("left payment", "paiement laisse", "paiement abandonne"),
         lasting=True),
    Word("second_due", "sign", ("second order due", "deuxieme commande attendue")),
    Word("newsletter", "sign", ("newsletter", "infolettre")),
    Word("account", "sign", ("account", "compte")),
    Word("loyalty_card", "sign", ("loyalty card", "carte de fidelite")),
    Word("promoter", "sign", ("promoter", "promoteur")),
    Word("detractor", "sign", ("detractor", "detracteur")),
    Word("top", "top", ("top",)),
)  # fmt: skip
BY_ID = {word.id: word for word in WORDS}
PHRASES: tuple[tuple[str, Word], ...] = tuple(
    sorted(
        ((phrase, word) for word in WORDS for phrase in word.words), key=lambda one: -len(one[0])
    )
)
"""Every way to write a word, the longest first: “first channel” is not “first”."""

RFM = {
    "champions": "champions", "loyal": "loyal", "fideles": "loyal", "promising": "promising",
    "prometteurs": "promising", "new": "new", "nouveaux": "new", "cooling": "cooling",
    "cooling down": "cooling", "tiedes": "cooling", "at risk": "at_risk", "at_risk": "at_risk",
    "a risque": "at_risk", "asleep": "asleep", "endormis": "asleep", "lost": "lost",
    "perdus": "lost",
}  # fmt: skip
"""Segments by how lately, how often and for how much, as people write them."""

AND, OR, NOT, WITHIN = ("and", "et"), ("or", "ou"), ("not", "non", "pas"), ("within", "sous")
UNKNOWN = ("(unknown)", "unknown", "(inconnu)", "inconnu")
UNITS = {
    **dict.fromkeys(("d", "day", "days", "j", "jour", "jours"), 1),
    **dict.fromkeys(("w", "week", "weeks", "sem", "semaine", "semaines"), 7),
    **dict.fromkeys(("m", "month", "months", "mois"), 30),
    **dict.fromkeys(("y", "year", "years", "an", "ans"), 365),
}
"""Days of the units in which ages are written."""
