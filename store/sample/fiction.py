"""La Lavandière: a shop that does not exist, and everything about it that does not change.

A small French shop sells lavender, soaps and linen on the web, on a marketplace and in a boutique
in the Drôme. Nothing here is taken from a real shop, product or person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NAME = "La Lavandière"
CURRENCY = "EUR"
ZONE = "Europe/Paris"
HOME = "FR"
FIRST_DAY = date(2024, 9, 1)
LAST_DAY = date(2026, 10, 31)
"""26 months; every figure of the sample follows its last day, not today."""


@dataclass(frozen=True, slots=True)
class Product:
    """Money in cents, without tax; ``liking`` is how often it is put in a cart."""

    sku: str
    name: str
    category: str
    subcategory: str
    price: int
    cost: int
    liking: float
    returns: float = 0.035


PRODUCTS = (
    Product("SAV-LAV-100", "Savon lavande 100 g", "Savons", "Savons solides", 490, 150, 14),
    Product("SAV-OLI-100", "Savon huile d'olive 100 g", "Savons", "Savons solides", 450, 140, 9),
    Product("SAV-MIE-100", "Savon miel et amande 100 g", "Savons", "Savons solides", 520, 165, 7),
    Product("SAV-COF-6", "Coffret de 6 savons", "Savons", "Coffrets", 2490, 880, 8),
    Product("SAV-LIQ-500", "Savon liquide lavande 500 ml", "Savons", "Savons liquides",
            1150, 390, 8),
    Product("SAV-LIQ-RECH", "Recharge savon liquide 1 l", "Savons", "Savons liquides",
            1590, 520, 6),
    Product("HUI-LAV-10", "Huile essentielle de lavande 10 ml", "Senteurs", "Huiles", 990, 310, 11),
    Product("HUI-MAS-100", "Huile de massage 100 ml", "Senteurs", "Huiles", 1890, 640, 5),
    Product("BRU-OREIL", "Brume d'oreiller 100 ml", "Senteurs", "Brumes", 1690, 480, 10),
    Product("BOU-VER", "Bougie verveine", "Senteurs", "Bougies", 2190, 790, 6),
    Product("BOU-LAV", "Bougie lavande", "Senteurs", "Bougies", 2190, 790, 8),
    Product("DIF-BOIS", "Diffuseur en bois de tilleul", "Senteurs", "Diffuseurs", 3290, 1350, 4),
    Product("SAC-LAV-3", "3 sachets de lavande", "Linge parfumé", "Sachets", 1290, 330, 12),
    Product("SAC-LAV-10", "10 sachets de lavande", "Linge parfumé", "Sachets", 3490, 940, 4),
    Product("EAU-LIN-500", "Eau de linge 500 ml", "Linge parfumé", "Eaux de linge", 1390, 420, 9),
    Product("LES-LAV-1", "Lessive lavande 1 l", "Linge parfumé", "Lessives", 1190, 460, 6),
    Product("SERV-NID", "Serviette nid d'abeille", "Linge de maison", "Bain", 2690, 1180, 6, 0.09),
    Product("DRAP-BAIN", "Drap de bain lin et coton", "Linge de maison", "Bain",
            4990, 2290, 4, 0.12),
    Product("TAIE-LIN", "Taie d'oreiller en lin lavé", "Linge de maison", "Lit",
            3490, 1620, 5, 0.11),
    Product("HOUSSE-LIN", "Housse de couette en lin lavé", "Linge de maison", "Lit",
            14900, 7300, 2, 0.16),
    Product("TORCH-3", "3 torchons rayés", "Linge de maison", "Cuisine", 2490, 1020, 6, 0.06),
    Product("COF-DET", "Coffret détente", "Coffrets cadeaux", "Coffrets", 4590, 1760, 6, 0.04),
    Product("COF-BEBE", "Coffret naissance", "Coffrets cadeaux", "Coffrets", 3990, 1590, 4, 0.05),
    Product("CARTE-CAD", "Carte cadeau 50 €", "Coffrets cadeaux", "Cartes", 5000, 5000, 2, 0.0),
)  # fmt: skip

PROFESSIONAL = ("SAV-LAV-100", "SAV-LIQ-RECH", "LES-LAV-1", "SERV-NID", "SAC-LAV-3", "HUI-MAS-100")
"""What hotels, spas and guest houses order by the dozen."""


@dataclass(frozen=True, slots=True)
class Channel:
    """Shares of the visits at the start and the end, and how its visitors behave (1 = average).

    ``cost`` is euros of spend a day at the start; ``growth`` multiplies it by the end.
    """

    name: str
    first: float
    last: float
    buys: float
    bounces: float
    cost: float = 0.0
    growth: float = 1.0
    campaigns: tuple[str, ...] = ()


CHANNELS = (
    Channel("organic", 0.33, 0.31, 1.05, 0.36),
    Channel("direct", 0.18, 0.17, 1.35, 0.28),
    Channel("google ads", 0.16, 0.15, 1.15, 0.40, 8.0, 1.35,
            ("Recherche – marque", "Recherche – lavande", "Shopping")),
    Channel("facebook", 0.11, 0.14, 0.42, 0.63, 5.0, 1.9,
            ("Prospection froide", "Reciblage paniers")),
    Channel("instagram", 0.05, 0.08, 0.90, 0.50, 1.3, 1.3, ("Réels ateliers",)),
    Channel("email", 0.09, 0.09, 2.0, 0.25, 0.9, 1.3, ("Lettre du mois", "Relance panier")),
    Channel("referral", 0.05, 0.03, 0.9, 0.42),
    Channel("affiliate", 0.03, 0.02, 1.0, 0.45, 1.2, 1.0, ("Blogs maison",)),
    Channel("referral programme", 0.0, 0.01, 1.9, 0.22),
)  # fmt: skip

COUNTRIES = {"FR": 0.82, "BE": 0.08, "CH": 0.05, "DE": 0.03, "LU": 0.02}
REGIONS = {
    "Auvergne-Rhône-Alpes": 0.24, "Île-de-France": 0.22, "Provence-Alpes-Côte d'Azur": 0.14,
    "Occitanie": 0.11, "Nouvelle-Aquitaine": 0.09, "Grand Est": 0.07, "Bretagne": 0.07,
    "Hauts-de-France": 0.06,
}  # fmt: skip
LANDING_PAGES = {
    "/": 0.34, "/savons": 0.15, "/lavande": 0.13, "/linge-de-maison": 0.10, "/coffrets": 0.09,
    "/promotions": 0.07, "/blog/dormir-avec-la-lavande": 0.07, "/professionnels": 0.05,
}  # fmt: skip
KEYWORDS = {
    "la lavandière": ("/", 46.0, 0.42, 1.3),
    "savon lavande": ("/savons", 150.0, 0.035, 7.5),
    "huile essentielle lavande": ("/lavande", 310.0, 0.012, 12.0),
    "brume oreiller": ("/lavande", 120.0, 0.028, 8.1),
    "drap de bain lin": ("/linge-de-maison", 75.0, 0.018, 11.3),
    "coffret cadeau provence": ("/coffrets", 105.0, 0.030, 7.0),
}
"""Keyword: landing page, impressions a day, click rate, mean position."""

CARRIERS = {"Colissimo": 0.58, "Mondial Relay": 0.34, "Chronopost": 0.08}
