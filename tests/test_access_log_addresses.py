"""Addresses become pages, without what would tell of a person, and steps towards an order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.importers.access_log.addresses import (
    CALL,
    DAMAGED,
    FILE,
    HIDDEN,
    METHOD,
    OFFICE,
    PAGE,
    ROBOTS,
    TRAP,
    Asked,
    Requests,
    Tag,
)
from store.importers.access_log.agents import DESKTOP, MOBILE, OTHER, ROBOT, TABLET, Agents
from store.importers.access_log.arrivals import Arrivals, host_of
from store.importers.access_log.rules import Rules
from store.importers.access_log.steps import (
    CART,
    CHECKOUT,
    ORDER,
    PAYMENT,
    PRODUCT,
    SHOPS,
    Fitting,
    StepPatterns,
)


def asked(address: str, method: str = "GET", rules: Rules | None = None) -> Asked:
    return Requests(rules or Rules())[f"{method} {address} HTTP/1.1"]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", PAGE),
        ("/a/b", PAGE),
        ("/page.html", PAGE),
        ("/style.CSS?v=3", FILE),
        ("/img/x.webp", FILE),
        ("/files/notice.pdf", FILE),
        ("/wp-admin/admin-ajax.php", OFFICE),
        ("/admin123abc/index.php?controller=AdminOrders", OFFICE),
        ("/wp-json/wc/v3/x", CALL),
        ("/blog/feed/", CALL),
        ("/index.php?ajax=1&controller=x", CALL),
        ("/graphql", CALL),
        ("/robots.txt", ROBOTS),
        ("/.env", TRAP),
        ("/x/.git/config", TRAP),
        ("/a?q=%3Cscript%3E", TRAP),
        ("https://www.example.org/a", PAGE),
    ],
)
def test_what_an_address_is(address: str, kind: int) -> None:
    assert asked(address).kind == kind


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PROPFIND", "PUT"])
def test_other_methods_show_no_page(method: str) -> None:
    assert asked("/", method).kind == METHOD


@pytest.mark.parametrize("request_", ["", "-", "GET", r"\x16\x03\x01", "GET  ", "t3 12.1 x"])
def test_no_request_at_all(request_: str) -> None:
    assert Requests(Rules())[request_].kind in (DAMAGED, METHOD)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/", "/"),
        ("/index.php", "/"),
        ("/a/", "/a"),
        ("//a///b", "/a/b"),
        ("/a?utm_source=x&session=1", "/a"),
        ("/a;jsessionid=12", "/a"),
        ("/12-robe-d%C3%A9t%C3%A9.html", "/12-robe-dété.html"),
        ("/caf\xc3\xa9", "/café"),
        ("/index.php?controller=product&id_product=5&t=a", "/?controller=product&id_product=5"),
        ("/?p=12&preview=1", "/?p=12"),
        ("/recherche?s=Chapeau+de%20paille", "/recherche?s=chapeau de paille"),
        ("/recherche?s=jean@example.org", f"/recherche?s={HIDDEN}"),
        ("/recherche?s=06+12+34+56+78", f"/recherche?s={HIDDEN}"),
        ("/rappel/+33612345678", f"/rappel/{HIDDEN}"),
        ("/compte/jean@example.org/x", f"/compte/{HIDDEN}/x"),
        ("/reset/9f86d081884c7d659a2feaa0c55ad015", f"/reset/{HIDDEN}"),
        ("/t/eyJhbGciOiJIUzI1NiJ9abcd", f"/t/{HIDDEN}"),
        ("/commande/order-received/1234/?key=wc_order_x", f"/commande/order-received/{HIDDEN}"),
        ("/presentations/logstash-monitorama-2013", "/presentations/logstash-monitorama-2013"),
        ("/a%00%1b[31m", "/a[31m"),
    ],
)  # fmt: skip
def test_a_page_is_called_by_what_names_it(address: str, page: str) -> None:
    assert asked(address).page == page


def test_long_addresses_are_cut() -> None:
    assert len(asked("/" + "a/" * 900).page) <= 150


def test_an_owner_may_name_parameters_and_pages_to_leave_out() -> None:
    rules = Rules(parameters=frozenset({"ref"}), ignored=Fitting(["/intranet/*"]))
    assert asked("/x?ref=a1&b=2", rules=rules).page == "/x?ref=a1"
    assert asked("/intranet/x", rules=rules).kind == OFFICE


@pytest.mark.parametrize(
    ("shop", "address", "step"),
    [
        ("prestashop", "/12-robe.html", PRODUCT),
        ("prestashop", "/femme/12-robe.html", PRODUCT),
        ("prestashop", "/12-femme", 0),
        ("prestashop", "/index.php?controller=product&id_product=3", PRODUCT),
        ("prestashop", "/panier?action=show", CART),
        ("prestashop", "/commande", CHECKOUT),
        ("prestashop", "/fr/commande", CHECKOUT),
        ("prestashop", "/module/ps_checkout/payment", PAYMENT),
        ("prestashop", "/confirmation-commande?id_cart=3", ORDER),
        ("woocommerce", "/produit/robe/", PRODUCT),
        ("woocommerce", "/?add-to-cart=12", CART),
        ("woocommerce", "/panier/", CART),
        ("woocommerce", "/commande/", CHECKOUT),
        ("woocommerce", "/commande/order-pay/12/", PAYMENT),
        ("woocommerce", "/checkout/order-received/99/", ORDER),
        ("magento", "/checkout/cart/", CART),
        ("magento", "/checkout/", CHECKOUT),
        ("magento", "/rest/default/v1/guest-carts/x/payment-information", PAYMENT),
        ("magento", "/checkout/onepage/success/", ORDER),
        ("shopify", "/fr/products/robe", PRODUCT),
        ("shopify", "/cart", CART),
        ("shopify", "/checkouts/cn/abc/information", CHECKOUT),
        ("shopify", "/checkouts/cn/abc/thank-you", ORDER),
        ("generic", "/index.php?route=checkout/cart", CART),
        ("generic", "/paiement/carte", PAYMENT),
        ("generic", "/merci", ORDER),
        ("generic", "/blog/commander-un-tailleur", 0),
        ("", "/panier", CART),
        ("", "/blog/panier-de-saison", 0),
        ("", "/a-propos", 0),
    ],
)
def test_steps_by_kind_of_shop(shop: str, address: str, step: int) -> None:
    assert StepPatterns(shop, {}).of(address) == step


def test_what_an_owner_says_of_a_step_replaces_the_usual() -> None:
    patterns = StepPatterns("prestashop", {"cart": ["/mon-caddie*"]})
    assert patterns.of("/mon-caddie/1") == CART
    assert patterns.of("/panier") == 0
    assert patterns.of("/commande") == CHECKOUT


def test_every_kind_of_shop_has_every_step() -> None:
    assert {frozenset(one) for one in SHOPS.values()} == {
        frozenset(("product", "cart", "checkout", "payment", "order"))
    }


@given(st.lists(st.sampled_from(["a", "b", "*", "?", "[0-9]", "."]), max_size=8).map("".join),
       st.text(alphabet="ab?.5x", max_size=12))  # fmt: skip
def test_patterns_fit_as_globs_do(pattern: str, address: str) -> None:
    from fnmatch import fnmatchcase

    other = pattern.replace("?", "[?]")
    assert Fitting([pattern]).fits(address) == fnmatchcase(address, other)


def test_no_address_takes_long() -> None:
    # Without atomic groups this would take hours.
    assert asked("/1-" * 5_000).kind == PAGE
    assert asked("/" + "a" * 30_000 + "/cart").kind == PAGE


def test_tags_of_a_link() -> None:
    link = "/?utm_source=Lettre&utm_medium=email&utm_campaign=Soldes+d%27hiver&utm_term=lin"
    assert asked(link).tag == Tag("Lettre", "email", "Soldes d'hiver", "lin", "")
    assert asked("/?mtm_campaign=x&mtm_source=y").tag == Tag("y", "", "x", "", "")
    assert asked("/?gclid=abc").tag == Tag("", "", "", "", "gclid")
    assert asked("/?utm_campaign=jean@example.org").tag == Tag("", "", HIDDEN, "", "")
    assert asked("/?a=b").tag is None


@pytest.mark.parametrize(
    ("referrer", "tag", "told"),
    [
        ("-", None, ("direct", "", "")),
        ("https://www.shop.example/x", None, ("direct", "", "")),
        ("https://www.google.fr/", None, ("organic search", "", "")),
        ("http://www.google.com/search?q=robe+lin&hl=fr", None, ("organic search", "", "robe lin")),
        ("http://fr.search.yahoo.com/search?p=caf%C3%A9", None, ("organic search", "", "café")),
        ("http://www.google.com/url?q=http://shop.example", None, ("organic search", "", "")),
        ("http://www.google.com/?q=jean@example.org", None, ("organic search", "", HIDDEN)),
        ("https://l.facebook.com/", None, ("social", "", "")),
        ("https://blog.example.org/x", None, ("referral", "", "")),
        ("https://www.google.fr/", Tag("", "", "", "", "gclid"), ("google ads", "", "")),
        ("https://l.facebook.com/", Tag("", "", "", "", "fbclid"), ("social", "", "")),
        ("-", Tag("google", "cpc", "Marque", "lin", "gclid"), ("google ads", "Marque", "lin")),
        ("-", Tag("fb", "paid", "Noël", "", "fbclid"), ("facebook", "Noël", "")),
        ("https://x.example", Tag("", "", "soldes", "", ""), ("referral", "soldes", "")),
    ],
)
def test_how_a_visit_came(referrer: str, tag: Tag | None, told: tuple[str, str, str]) -> None:
    assert Arrivals(("shop.example",))[referrer, tag] == told


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://user:pass@www.Example.org:8443/x?y#z", "www.example.org"),
        ("https://www.example.org.", "www.example.org"),
        ("www.example.org/x", ""),
        ("https://", ""),
        ("https://a b/", ""),
        ("://x", ""),
        ("https://" + "a" * 300, ""),
    ],
)
def test_the_host_of_a_referrer(referrer: str, host: str) -> None:
    assert host_of(referrer) == host


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0", DESKTOP),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", DESKTOP),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/140.0.0.0 Safari/537.36", DESKTOP),
        ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; Tablet PC 2.0; rv:11.0) like Gecko", DESKTOP),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Mobile/15E148", MOBILE),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/140.0.0.0 Mobile Safari/537.36", MOBILE),
        ("Mozilla/5.0 (Linux; U; Android 2.3.4; LG-P698) Mobile Safari LG-Android-V1", MOBILE),
        ("Mozilla/5.0 (Linux; Android 13; SM-X200) Chrome/140.0.0.0 Safari/537.36", TABLET),
        ("Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Mobile/15E148", TABLET),
        ("Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) TV Safari/537.36", OTHER),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1)", MOBILE),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", ROBOT),
        ("Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2)", ROBOT),
        ("curl/8.5.0", ROBOT),
        ("python-requests/2.32", ROBOT),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36", ROBOT),
        ("kube-probe/1.30", ROBOT),
        ("Apache/2.4.6 (internal dummy connection)", ROBOT),
        ("UptimeRobot/2.0", ROBOT),
        ("-", ROBOT),
        ("", ROBOT),
        ("\x80\xff", OTHER),
    ],
)  # fmt: skip
def test_devices_and_robots_by_the_browsers_name(agent: str, device: str) -> None:
    assert Agents()[agent] == device
