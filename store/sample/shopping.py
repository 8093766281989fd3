"""Day by day: who comes, what is put in a cart, who buys, who comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import log

from store.sample import fiction, story
from store.sample.calendar import eagerness, interest, is_sales, progress
from store.sample.dice import Choice, Dice
from store.sample.fiction import CHANNELS, LAST_DAY, Channel, Product

PRODUCT_SEEN, CART, CHECKOUT, PAYMENT, ORDER = 1, 2, 4, 8, 16
_VISITS_A_DAY = (55.0, 98.0)
_CART_CHANCE = 0.098
_BASE_OF_PEOPLE = 900


@dataclass(slots=True)
class Visit:
    day: date
    visitor: int
    channel: str
    campaign: str
    device: str
    country: str
    landing_page: str
    keyword: str
    pages: int
    steps: int
    known: bool


@dataclass(slots=True)
class Item:
    """Amounts in cents; ``price`` is what was charged for all units, after ``discount``."""

    product: Product
    units: int
    price: int
    discount: int


@dataclass(slots=True)
class Cart:
    """``step`` is the furthest reached: 0 filled, 1 checkout, 2 payment started, 3 paid."""

    visit: Visit
    items: list[Item]
    step: int
    payment_method: str = ""
    promo: str = ""
    customer: int = 0
    number: int = 0
    business: bool = False
    marketplace: bool = False
    region: str = ""

    @property
    def amount(self) -> int:
        return sum(item.price for item in self.items)

    @property
    def secured(self) -> bool:
        """Whether 3-D Secure is asked for: by card from 30 €, but for some that the bank trusts."""
        trusted = self.amount < 10_000 and self.visit.visitor % 3 == 0
        return self.payment_method == "carte" and self.amount > 3_000 and not trusted


@dataclass(slots=True)
class _Customer:
    visitor: int
    country: str
    device: str
    region: str
    business: bool
    orders: int = 0


@dataclass(slots=True)
class Shopping:
    """The whole life of the shop, one ``day()`` after the other."""

    dice: Dice
    visitors: int = 0
    recent: list[int] = field(default_factory=list)
    customers: list[_Customer] = field(default_factory=list)
    returns: dict[date, list[int]] = field(default_factory=dict)
    numbers: int = 10_000

    def day(self, day: date) -> tuple[list[Visit], list[Cart]]:
        """Return the visits of ``day`` and the carts they filled."""
        low, high = _VISITS_A_DAY
        grown = low + (high - low) * progress(day) ** 0.9
        drift = self.dice.normal(1.0, 0.07)
        channels = Choice(
            {c: c.first + (c.last - c.first) * progress(day) + 1e-9 for c in CHANNELS}
        )
        visits: list[Visit] = []
        carts: list[Cart] = []
        for _ in range(self.dice.poisson(grown * interest(day) * max(0.7, drift))):
            visit = self._visit(day, channels.pick(self.dice))
            visits.append(visit)
            cart = self._cart(visit)
            if cart:
                carts.append(cart)
        for number in self.returns.pop(day, ()):
            visit, cart = self._known_customer(day, number)
            visits.append(visit)
            carts.append(cart)
        return visits, carts

    def _device(self, day: date) -> str:
        roll = self.dice.roll()
        mobile = story.mobile_share(day)
        return "mobile" if roll < mobile else "tablet" if roll < mobile + 0.05 else "desktop"

    def _visitor(self) -> tuple[int, bool]:
        """Return who comes: mostly somebody new, else one of those seen lately."""
        if len(self.recent) > _BASE_OF_PEOPLE and self.dice.chance(0.27):
            back = min(self.dice.geometric(0.0011) + 1, len(self.recent))
            return self.recent[-back], True
        self.visitors += 1
        self.recent.append(self.visitors)
        return self.visitors, False

    def _visit(self, day: date, channel: Channel) -> Visit:
        dice = self.dice
        visitor, known = self._visitor()
        landing = _LANDING.pick(dice)
        keyword = ""
        if channel.name == "organic" and dice.chance(0.35):
            keyword = _KEYWORDS.pick(dice)
            landing = fiction.KEYWORDS[keyword][0]
        pages, steps = 1, 0
        if not dice.chance(channel.bounces * (0.85 if known else 1.03)):
            pages = 2 + dice.geometric(0.27)
            steps = PRODUCT_SEEN if dice.chance(0.78) else 0
        campaign = _pick(dice, channel.campaigns)
        device = self._device(day)
        country = _COUNTRIES.pick(dice)
        return Visit(
            day, visitor, channel.name, campaign, device, country, landing, keyword, pages, steps,
            known,
        )  # fmt: skip

    def _cart(self, visit: Visit) -> Cart | None:
        channel = _BY_NAME[visit.channel]
        chance = (
            _CART_CHANCE
            * channel.buys**0.7
            * eagerness(visit.day)
            * (1.25 if visit.known else 0.95)
        )
        chance *= story.device_eagerness(visit.device, visit.day) ** 0.6
        if not visit.steps & PRODUCT_SEEN or not self.dice.chance(chance / 0.45):
            return None
        business = self.dice.chance(0.035) or visit.landing_page == "/professionnels"
        abandoned = story.abandonment(visit.day, visit.device)
        abandoned = 1 - (1 - abandoned) * channel.buys**0.3
        return self._finish(visit, None, business, not self.dice.chance(abandoned))

    def _known_customer(self, day: date, number: int) -> tuple[Visit, Cart]:
        dice = self.dice
        customer = self.customers[number - 1]
        channel = _KNOWN_CHANNELS.pick(dice)
        campaign = "Lettre du mois" if channel == "email" else ""
        visit = Visit(
            day, customer.visitor, channel, campaign, customer.device, customer.country,
            _LANDING.pick(dice), "", 4 + dice.geometric(0.2), PRODUCT_SEEN, True,
        )  # fmt: skip
        cart = self._finish(visit, number, customer.business, dice.chance(0.72))
        return visit, cart

    def _finish(self, visit: Visit, number: int | None, business: bool, buys: bool) -> Cart:
        """Fill a cart and take it as far as it goes; a paid one becomes an order."""
        dice = self.dice
        first = number is None
        promo = self._promo(visit, first)
        cart = Cart(
            visit, self._items(visit.day, promo, business), 0, promo=promo, business=business
        )
        visit.steps |= CART
        visit.pages = max(visit.pages, 3)
        cart.payment_method = self._payment(visit, business, cart.amount)
        if not buys:
            roll = dice.roll()
            last = story.LEFT_AT_PAYMENT_SECURED if cart.secured else story.LEFT_AT_PAYMENT
            cart.step = 0 if roll < 0.52 else 1 if roll < 1 - last else 2
            visit.steps |= (0, CHECKOUT, CHECKOUT | PAYMENT)[cart.step]
            return cart
        cart.step = 3
        visit.steps |= CHECKOUT | PAYMENT | ORDER
        visit.pages += 2
        self.numbers += 1
        cart.number = self.numbers
        cart.marketplace = not business and dice.chance(0.09)
        cart.customer = number or self._new_customer(visit, business)
        buyer = self.customers[cart.customer - 1]
        buyer.orders += 1
        cart.region = buyer.region
        self._maybe_back(visit.day, cart.customer, business)
        return cart

    def _new_customer(self, visit: Visit, business: bool) -> int:
        region = _REGIONS.pick(self.dice) if visit.country == "FR" else ""
        if not business and self.dice.chance(0.06):
            region = ""  # a guest who gives as little as possible
        self.customers.append(
            _Customer(visit.visitor, visit.country, visit.device, region, business)
        )
        return len(self.customers)

    def _maybe_back(self, day: date, customer: int, business: bool) -> None:
        chance = 0.62 if business else story.loyalty(day)
        if self.dice.chance(chance):
            wait = 12 + int(-95 * log(1.0 - self.dice.roll()))
            then = day + timedelta(days=wait)
            if then <= LAST_DAY:
                self.returns.setdefault(then, []).append(customer)

    def _promo(self, visit: Visit, first: bool) -> str:
        day = visit.day
        if visit.channel == "referral programme":
            return "PARRAIN"
        if is_sales(day) and self.dice.chance(0.55):
            return "SOLDES"
        if day.month == 12 and day.day <= 20 and self.dice.chance(0.25):
            return "NOEL"
        return "BIENVENUE" if first and self.dice.chance(0.22) else ""

    def _items(self, day: date, promo: str, business: bool) -> list[Item]:
        dice = self.dice
        rate = {"SOLDES": 0.20, "NOEL": 0.15, "BIENVENUE": 0.10, "PARRAIN": 0.08}.get(promo, 0.0)
        chosen: dict[Product, int] = {}
        for _ in range(1 + dice.geometric(0.46)):
            if business:
                product = _PROFESSIONAL[dice.between(0, len(_PROFESSIONAL) - 1)]
                chosen[product] = chosen.get(product, 0) + 4 * dice.between(1, 3)
            else:
                product = _PRODUCTS.pick(dice)
                chosen[product] = chosen.get(product, 0) + (2 if dice.chance(0.16) else 1)
        items = []
        for product, units in chosen.items():
            full = product.price * units
            off = round(full * rate) if product.sku != "CARTE-CAD" else 0
            items.append(Item(product, units, full - off, off))
        return items

    def _payment(self, visit: Visit, business: bool, amount: int) -> str:
        if business and amount > 15_000:
            return "virement"
        apple = 0.16 if visit.device == "mobile" and visit.day >= story.APPLE_PAY else 0.0
        roll = self.dice.roll()
        if roll < apple:
            return "Apple Pay"
        return "PayPal" if roll < apple + 0.27 else "carte"


def _pick(dice: Dice, names: tuple[str, ...]) -> str:
    return names[dice.between(0, len(names) - 1)] if names else ""


_LANDING = Choice(fiction.LANDING_PAGES)
_KEYWORDS = Choice({word: facts[1] * facts[2] for word, facts in fiction.KEYWORDS.items()})
_COUNTRIES = Choice(fiction.COUNTRIES)
_REGIONS = Choice(fiction.REGIONS)
_PRODUCTS = Choice({product: product.liking for product in fiction.PRODUCTS})
_PROFESSIONAL = tuple(p for p in fiction.PRODUCTS if p.sku in fiction.PROFESSIONAL)
_KNOWN_CHANNELS = Choice({"email": 0.46, "direct": 0.30, "organic": 0.24})
_BY_NAME = {channel.name: channel for channel in CHANNELS}
