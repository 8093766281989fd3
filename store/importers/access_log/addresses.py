"""What a request asks for: a page, a file of a page, a call of a script, or nothing for people.

Of an address only what names the page is kept: the path, and the few parameters by which shops tell
their pages apart. Everything else behind the question mark, numbers of orders, long keys and e-mail
addresses are left out: they would be personal data, and a page for every visitor.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, unquote

from store.importers.access_log.steps import CHECKOUT, ORDER, PAYMENT, Fitting

if TYPE_CHECKING:
    from store.importers.access_log.rules import Rules

PAGE, FILE, CALL, OFFICE, ROBOTS, TRAP, METHOD, DAMAGED = range(8)
"""A page; a file of one; a script's call, feed or form; the shop's back office; robots.txt; an
address only those look for who try doors; a method that shows nothing; no request at all."""

LONGEST_PAGE = 150
_LOOKED_AT = 500
"""Letters of an address that patterns are tried on: more are never the shop's own."""
_FILES = frozenset(
    word
    for line in (
        "css js mjs map json xml rss atom txt csv png jpg jpeg jpe gif webp avif svg svgz ico bmp",
        "tif tiff woff woff2 ttf otf eot mp4 m4v webm ogv mov avi flv swf mp3 m4a ogg oga wav flac",
        "pdf doc docx xls xlsx ppt pptx odt ods zip gz tgz bz2 xz 7z rar dmg exe msi deb rpm apk",
        "iso jar wasm webmanifest appcache manifest vcf ics cur less scss ts tpl key pem bin dat",
        "class torrent patch pcap py rb pl c h sh java diff md5 sha1 sig asc",
    )
    for word in line.split()
)
_CALLS = Fitting(
    ("*/ajax*", "*ajax=1*", "*ajax=true*", "*action=ajax*", "*/api/*", "/rest/*", "/graphql*",
     "*/wp-json/*", "*/wp-cron.php*", "*/xmlrpc.php*", "*/customer/section/load*", "*/feed",
     "*/feed/", "*/rss", "*/rss/", "*/rss?*", "*/rss/*", "*flav=rss*", "*flav=atom*", "*feed=rss*",
     "*feed=atom*", "*wc-ajax=*", "/.well-known/*", "/cdn-cgi/*", "*/oembed/*", "*rest_route=*",
     "/cart.js*", "*/page_cache/block/*", "/wpm@*", "/web-pixels*", "/_next/data/*", "/socket.io/*",
     "/health*", "/ping", "/status", "/server-status*", "/nginx_status*", "/_*/health*")
)  # fmt: skip
_OFFICE = Fitting(
    ("*/wp-admin*", "*/wp-login.php*", "/admin", "/admin/*", "/admin[0-9]*", "/admin?*",
     "/admin[a-z]*/index.php*", "/index.php/admin/*", "/backend/*", "/backoffice/*",
     "/administrator*", "/administration*")
)  # fmt: skip
_TRAPS = Fitting(
    ("*/.env*", "*/.git/*", "*/.aws/*", "*/.ssh/*", "*/phpmyadmin*", "*/pma/*", "*/etc/passwd*",
     "*/wp-config*", "*/eval-stdin*", "*/cgi-bin/*", "*/shell.php*", "*/boaform/*",
     "*union*select*",
     "*/vendor/phpunit*", "*/.ds_store*", "*/actuator/*", "*<script*", "*../../*", "*/hnap1*")
)  # fmt: skip
_NAMING = ("controller", "id_product", "id_category", "id_cms", "id_manufacturer", "module",
           "route", "product_id", "product", "p", "page_id", "post_type", "cat", "cpath",
           "products_id")  # fmt: skip
"""Parameters that name a page, where there is no address for each."""
_SEARCHES = Fitting(
    ("*/search", "*/search/", "*/search.php", "*/recherche", "*/recherche/",
     "*/catalogsearch/result",
     "*/catalogsearch/result/", "*/find", "*/rechercher", "*/index.php", "*/suche", "/")
)  # fmt: skip
_TAGS = ("utm_source", "utm_medium", "utm_campaign", "utm_term")
_INTERESTING = re.compile(r"utm_|clid|gbraid|wbraid|mtm_|pk_|piwik_|epik|awc=|irclick|cjevent"
                          r"|mc_eid|_kx|clsrc|igshid|gad_")  # fmt: skip
_SHORT_VALUE = re.compile(r"[A-Za-z0-9_/-]{1,60}\Z")
_MAIL = re.compile(r"[^/@]+@[^/]+")
_KEY = re.compile(
    r"(?=[^/]*[0-9])[A-Za-z0-9]{20,}\Z|[0-9a-fA-F-]{16,}\Z|(?=(?:[^/0-9]*[0-9]){4})[\w=-]{40,}\Z"
    r"|\+[0-9]{8,15}\Z"
)
_NUMBER = re.compile(r"[0-9]{3,}\Z|[A-Z]{9}\Z|(?=[^/]*[0-9])[A-Za-z0-9_-]{6,}\Z")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_VERSION = (" HTTP/1.1", " HTTP/1.0", " HTTP/2.0", " HTTP/2", " HTTP/3.0", " HTTP/3")
HIDDEN = "…"


class Tag(NamedTuple):
    """What a link was tagged with; ``click`` is the name of an advertiser's click number."""

    source: str
    medium: str
    campaign: str
    term: str
    click: str


class Asked(NamedTuple):
    """A request: ``page`` is the page's name where there is one, ``step`` a bit of the funnel."""

    kind: int
    page: str = ""
    step: int = 0
    tag: Tag | None = None
    shows: bool = True
    """Whether it was a GET, which shows a page; a form that is sent may be a step, not a view."""
    passes: bool = False
    """Whether it is a step even when it is answered with another address: a form, a bank's page."""


class Requests(dict[str, Asked]):
    """What requests ask for, by their text; most come again and again."""

    MOST = 50_000

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self._rules = rules

    def __missing__(self, request: str) -> Asked:
        if len(self) >= self.MOST:
            self.clear()
        asked = self[request] = self._asked(request)
        return asked

    def _asked(self, request: str) -> Asked:
        method, _, rest = request.partition(" ")
        target = rest
        for version in _VERSION:
            if rest.endswith(version):
                target = rest[: -len(version)]
                break
        if not target.strip() or not method.isalpha():
            return Asked(DAMAGED)
        if target.startswith(("http://", "https://")):  # as a proxy is asked
            target = "/" + target.split("/", 3)[-1] if target.count("/") > 2 else "/"
        path, _, query = target.partition("?")
        path = path.partition("#")[0]
        if path.lower().endswith("/robots.txt"):
            return Asked(ROBOTS)
        if _TRAPS.fits(unquote(target[:_LOOKED_AT]).lower()):
            return Asked(TRAP)
        if method not in ("GET", "POST"):
            return Asked(METHOD)
        last = path.rpartition("/")[2]
        if "." in last and last.rpartition(".")[2].lower() in _FILES:
            return Asked(FILE)
        return self._page(path, query[:2000], shows=method == "GET")

    def _page(self, path: str, query: str, *, shows: bool) -> Asked:
        rules = self._rules
        address = f"{path}?{query}" if query else path
        small = _readable(address[:_LOOKED_AT]).lower()
        step = rules.steps.of(small)
        if rules.ignored.fits(small) or _OFFICE.fits(small):
            return Asked(OFFICE)
        if not step and (not shows or _CALLS.fits(small)):
            return Asked(CALL)
        tag = _tag(query) if query and _INTERESTING.search(query) else None
        passes = bool(step) and (not shows or step == PAYMENT)
        return Asked(PAGE, self._name(path, query, step), step, tag, shows, passes)

    def _name(self, path: str, query: str, step: int) -> str:
        """Return the page's name: its path, harmless, with the parameters that name it."""
        name = harmless(_readable(path), secret=step >= CHECKOUT)
        if not query:
            return name
        naming: list[str] = []
        search = _SEARCHES.fits(name.lower())
        for key, value in _parameters(query):
            small = key.lower()
            known = small in _NAMING or small in self._rules.parameters
            if known and _SHORT_VALUE.match(value) and not (step == ORDER and value.isdigit()):
                naming.append(f"{key}={value}")
            elif search and small in self._rules.searches and value.strip():
                naming.append(f"{key}={search_term(value)}")
        return f"{name}?{'&'.join(naming)}"[:LONGEST_PAGE] if naming else name


def harmless(path: str, *, secret: bool = False) -> str:
    """Return a path without what may tell of a person: mail addresses, keys, numbers of orders."""
    parts = re.sub(r"/{2,}", "/", path.partition(";")[0]).split("/")
    kept = []
    for part in parts:
        if "@" in part:
            part = _MAIL.sub(HIDDEN, part)
        if _KEY.match(part) or (secret and _NUMBER.match(part)):
            part = HIDDEN
        kept.append(part)
    if kept and kept[-1].lower() in ("index.html", "index.htm", "index.php"):
        kept[-1] = ""
    name = "/".join(kept).rstrip("/") or "/"
    return name[:LONGEST_PAGE] if name.startswith("/") else f"/{name}"[:LONGEST_PAGE]


def search_term(text: str) -> str:
    """Return what somebody looked for, unless it may tell who: mail addresses, long numbers."""
    words = " ".join(text.split()).lower()
    if "@" in words or sum(letter.isdigit() for letter in words) > 6:
        return HIDDEN
    return words[:60]


def _tag(query: str) -> Tag | None:
    from store.importers.channels import CLICK_IDS

    given = {key.lower(): value.strip() for key, value in reversed(_parameters(query))}
    source, medium, campaign, term = (
        (given.get(name) or given.get(name.replace("utm_", "mtm_"))
         or given.get(name.replace("utm_", "pk_")) or given.get(name.replace("utm_", "piwik_"))
         or "")[:100]
        for name in _TAGS
    )  # fmt: skip
    term = term or (given.get("mtm_kwd") or given.get("pk_kwd") or "")[:100]
    click = next((name for name in CLICK_IDS if given.get(name)), "")
    if not (source or medium or campaign or click):
        return None
    return Tag(source, medium, _plain(campaign), search_term(term) if term else "", click)


def _plain(text: str) -> str:
    return HIDDEN if "@" in text else text


def _parameters(query: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(query, keep_blank_values=False, max_num_fields=60, errors="replace")
    except ValueError:
        return []
    return [(_text(key), _text(value)) for key, value in pairs]


def _readable(path: str) -> str:
    """Return a path as people read it: percent signs resolved where that gives text."""
    if "%" in path:
        path = unquote(path, errors="replace")
    return _text(path)


def _text(text: str) -> str:
    """Return text that was read as Latin-1 as the UTF-8 it mostly is."""
    if text.isascii():
        return _CONTROL.sub("", text)
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        text = text.encode("latin-1").decode("utf-8")
    return _CONTROL.sub("", text)
