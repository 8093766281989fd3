"""Where visits and orders come from, in a few plain words: the members of dimension channel.

One table for every source, so that the spend of a campaign, the visits it brought and the orders
they made meet in one line. Three ways in: what a link is tagged with (``channel_of``), the click
number an advertiser puts on it (``CLICK_IDS``), and the names that other tools give whole groups of
channels (``channel_of_group``).

Two things are so by decision. A link tagged with Google, Microsoft or Meta and a paid medium counts
under the account that sends the bill (google ads, bing ads, facebook), whatever the format. And
``fbclid`` alone is social: Facebook puts it on every link, paid or not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DIRECT = "direct"
REFERRAL = "referral"
ORGANIC = "organic search"
PAID_SEARCH = "paid search"
GOOGLE_ADS = "google ads"
BING_ADS = "bing ads"
FACEBOOK = "facebook"
PAID_SOCIAL = "paid social"
SOCIAL = "social"
EMAIL = "email"
DISPLAY = "display"
AFFILIATE = "affiliate"
MARKETPLACE = "marketplace"
ASSISTANT = "ai assistant"
SMS = "sms"
PUSH = "push"
OTHER = "other"

CLICK_IDS: dict[str, str] = {
    "gclid": GOOGLE_ADS, "gbraid": GOOGLE_ADS, "wbraid": GOOGLE_ADS, "gclsrc": GOOGLE_ADS,
    "dclid": DISPLAY, "msclkid": BING_ADS, "ttclid": PAID_SOCIAL, "twclid": PAID_SOCIAL,
    "li_fat_id": PAID_SOCIAL, "epik": PAID_SOCIAL, "fbclid": SOCIAL, "igshid": SOCIAL,
    "mc_eid": EMAIL, "_kx": EMAIL, "awc": AFFILIATE, "irclickid": AFFILIATE, "cjevent": AFFILIATE,
}  # fmt: skip
"""Parameters that advertisers put on links, in the order they are believed."""


def _words(channel: str, text: str) -> dict[str, str]:
    return dict.fromkeys((word.replace("+", " ") for word in text.split()), channel)


# What kind of place a source is: by its name in a tag, or by its domain. Longest match counts.
_SEARCH, _META = "search", "meta"
_PLACES = {
    **_words(_SEARCH, """google bing yahoo duckduckgo duckduckgo.com ecosia ecosia.org qwant
        qwant.com lilo lilo.org startpage startpage.com brave search.brave.com baidu baidu.com
        yandex yandex.ru yandex.com ya.ru ask ask.com aol search.aol.com search.orange.fr
        lemoteur.orange.fr orange.fr sogou sogou.com so.com naver naver.com seznam seznam.cz
        search.free.fr kagi kagi.com mojeek.com dogpile.com search.lycos.com lycos.com
        presearch.com metager.org metager.de searx.me gibiru.com you.com
        com.google.android.googlequicksearchbox
        swisscows.com exalead.com daum.net rambler.ru search.com msn microsoft live.com bing.com
        search.yahoo.com altavista.com excite.com"""),
    **_words(_META, """facebook fb instagram ig meta messenger facebook.com fb.com fb.me
        instagram.com messenger.com threads.net threads.com threads an msg
        com.facebook.katana com.facebook.orca com.instagram.android facebookads facebook+ads
        meta+ads metaads facebook-ads fbads"""),
    **_words(SOCIAL, """twitter x t.co twitter.com x.com linkedin linkedin.com lnkd.in pinterest
        pinterest.com pinterest.fr pin.it tiktok tiktok.com snapchat snapchat.com youtube
        youtube.com youtu.be reddit reddit.com tumblr tumblr.com whatsapp wa.me whatsapp.com
        web.whatsapp.com telegram t.me telegram.org vk vk.com vkontakte.ru mastodon mastodon.social
        bsky bluesky bsky.app flickr.com quora.com viadeo.com vimeo.com discord discord.com
        twitch.tv weibo.com weibo wechat news.ycombinator.com stumbleupon.com delicious.com
        digg.com plus.google.com plus.url.google.com plusone.google.com xing.com nextdoor.com
        copainsdavant.linternaute.com com.twitter.android com.pinterest com.linkedin.android
        com.reddit.frontpage com.zhiliaoapp.musically org.telegram.messenger linktr.ee"""),
    **_words(EMAIL, """mail email e-mail newsletter gmail outlook hotmail mail.google.com
        com.google.android.gm outlook.live.com outlook.office.com outlook.office365.com
        mail.yahoo.com mail.live.com webmail webmail.free.fr zimbra.free.fr messagerie.orange.fr
        messageriepro3.orange.fr mail02.orange.fr webmail.orange.fr messagerie.laposte.net
        mail.aol.com mail.proton.me mail.ovh.net ex.mail.ovh.net navigator-bs.gmx.com gmx.net
        gmx.fr web.de mailchimp klaviyo brevo sendinblue mailjet mailerlite activecampaign hubspot
        hs_email hs_automation sarbacane mailpoet sendgrid emarsys splio mailchi.mp list-manage.com
        campaign-archive.com sendibm1.com klclick.com cart-recovery abandoned_cart panier"""),
    **_words(MARKETPLACE, """amazon ebay etsy cdiscount fnac rakuten priceminister manomano
        leboncoin vinted zalando aliexpress allegro wish darty laredoute amazon.com amazon.fr
        amazon.de amazon.co.uk amazon.it amazon.es amazon.be amazon.nl ebay.com ebay.fr ebay.de
        ebay.co.uk etsy.com cdiscount.com fnac.com fr.shopping.rakuten.com rakuten.com
        priceminister.com manomano.fr leboncoin.fr vinted.fr zalando.fr aliexpress.com
        ankorstore ankorstore.com faire faire.com"""),
    **_words(AFFILIATE, """awin awin1.com zanox tradedoubler tradedoubler.com effiliation
        effiliation.com track.effiliation.com kwanko metaffiliation.com cj cj.com anrdoezrs.net
        dpbolvw.net jdoqocy.com tkqlhce.com impact shareasale shareasale.com rakutenmarketing
        linksynergy.com click.linksynergy.com timeone publicidees affilae affilae.com ebuyclub
        ebuyclub.com igraal igraal.com poulpeo poulpeo.com widilo.fr mareduc.com dealabs
        dealabs.com skimlinks go.skimresources.com"""),
    **_words(DISPLAY, """criteo criteo.com criteo.net doubleclick doubleclick.net rtbhouse taboola
        taboola.com trc.taboola.com outbrain outbrain.com teads adroll googlesyndication.com
        googleadservices.com amazon-adsystem.com adnxs.com"""),
    **_words(ASSISTANT, """chatgpt chatgpt.com chat.openai.com openai perplexity perplexity.ai
        claude claude.ai gemini gemini.google.com copilot copilot.microsoft.com mistral
        chat.mistral.ai deepseek chat.deepseek.com"""),
    **_words(GOOGLE_ADS, """adwords googleads google+ads google_ads google-ads gads ads.google.com
        google+shopping googleshopping"""),
    **_words(BING_ADS, """bingads bing+ads bing_ads bing-ads microsoftads microsoft+ads
        microsoft-ads msads"""),
    **_words(DIRECT, "(direct) direct"),
    **_words(REFERRAL, """news.google.com translate.google.com docs.google.com drive.google.com
        sites.google.com groups.google.com maps.google.com code.google.com
        translate.googleusercontent.com webcache.googleusercontent.com finance.yahoo.com
        answers.yahoo.com pipes.yahoo.com"""),
}  # fmt: skip
_FAMILY = re.compile(
    r"(?:[a-z0-9-]+\.)*(google|yahoo|bing|amazon|ebay|pinterest)\.(?:com?\.)?[a-z]{2,3}\Z"
)

# What kind of link it is: utm_medium, as people write it.
_PAID = "paid"
_MEDIUMS = {
    **_words(_PAID, "cpc ppc paid cpa cpv sea sem paid+click paidads ads ad adwords pub"),
    **_words(PAID_SEARCH, "paidsearch paid+search searchads search+ads shopping+ads"),
    **_words(
        PAID_SOCIAL,
        """paidsocial paid+social social+paid socialads social+ads social+cpc
        cpc+social paid+media""",
    ),
    **_words(
        DISPLAY,
        """display banner banners cpm interstitial expandable programmatic
        retargeting remarketing native video paid+video banniere bannière""",
    ),
    **_words(
        SOCIAL,
        """social social+network social+media sm social+networks socialmedia
        organic+social social+organic post posts story stories bio réseaux+sociaux
        reseaux+sociaux influencer influenceur""",
    ),
    **_words(
        EMAIL,
        """email e+mail mail mailing newsletter emailing nl emails flow flows
        campaign+email courriel""",
    ),
    **_words(ORGANIC, "organic seo organique product+sync free+listing free+listings"),
    **_words(REFERRAL, "referral referrer link partner partenaire partenariat pr qr qrcode blog"),
    **_words(AFFILIATE, "affiliate affiliates affiliation aff affilié affilie cashback"),
    **_words(MARKETPLACE, "marketplace place+de+marche"),
    **_words(SMS, "sms mms texto"),
    **_words(PUSH, "push web+push mobile+push notification push+notification"),
    **_words(DIRECT, "(none) none"),
}
# Names other tools give to groups: GA4's channel groups, Matomo's channel types, Plausible's.
_GROUPS = {
    **_words(
        DIRECT,
        """direct direct+entry accès+direct entrées+directes entrée+directe
        direct+entries direct+/+none""",
    ),
    **_words(
        ORGANIC,
        """organic+search search+engines search+engine moteurs+de+recherche
        moteur+de+recherche recherche+organique organic+shopping organic+video
        recherche+naturelle""",
    ),
    **_words(PAID_SEARCH, "paid+search paid+shopping recherche+payante référencement+payant"),
    **_words(PAID_SOCIAL, "paid+social réseaux+sociaux+payants"),
    **_words(
        SOCIAL,
        """organic+social social social+networks social+network réseaux+sociaux
        réseau+social""",
    ),
    **_words(
        REFERRAL,
        """referral referrals websites website sites+web sites+internet
        sites+référents site+web sites+externes""",
    ),
    **_words(EMAIL, "email e-mail emails e-mails"),
    **_words(AFFILIATE, "affiliates affiliate affiliation affiliés"),
    **_words(DISPLAY, "display paid+video vidéo+payante"),
    **_words(GOOGLE_ADS, "cross-network google+ads performance+max"),
    **_words(
        ASSISTANT,
        """ai+assistants ai+assistant ai+traffic assistants+ia
        ai+chatbots""",
    ),
    **_words(SMS, "sms"),
    **_words(PUSH, "mobile+push+notifications push"),
    **_words(
        OTHER,
        """campaigns campaign campagnes campagne paid+other unassigned (other) other
        audio non+attribué autres""",
    ),
}

_SEPARATORS = re.compile(r"[\s_+./-]+")
_LONGEST = 255


def channel_of(source: str, medium: str, referrer_host: str, own_hosts: Iterable[str] = ()) -> str:
    """Return the channel of a visit: of its tag where the link has one, else of its referrer.

    ``source`` and ``medium`` are utm_source and utm_medium (or GA4's two columns), any may be
    ``''``. ``own_hosts`` are the shop's own: a page of the shop is no referrer.
    """
    if source or medium:
        tagged = _of_tag(_plain(source), _SEPARATORS.sub(" ", _plain(medium)).strip())
        if tagged != OTHER:
            return tagged
        return _of_host(referrer_host, own_hosts, nothing=OTHER)
    return _of_host(referrer_host, own_hosts, nothing=DIRECT)


def channel_of_group(name: str) -> str:
    """Return the channel for another tool's name of a group of channels; ``''`` when unknown."""
    return _GROUPS.get(_plain(name), "")


def _plain(text: str) -> str:
    return text[:_LONGEST].strip().casefold()


def _of_tag(source: str, medium: str) -> str:
    place = _place(source)
    kind = _MEDIUMS.get(medium, "")
    if kind in (_PAID, PAID_SEARCH, PAID_SOCIAL, DISPLAY):
        return _paid(source, place, kind)
    if kind == ORGANIC:
        return SOCIAL if place in (SOCIAL, _META) else ORGANIC
    if kind == REFERRAL or kind in ("", DIRECT):
        return _by_place(place, tagged=kind == "") or (kind if kind else OTHER)
    return kind


def _paid(source: str, place: str, kind: str) -> str:
    if place == _META:
        return FACEBOOK
    if place == GOOGLE_ADS or "google" in source or source == "youtube":
        return GOOGLE_ADS
    if place == BING_ADS or "bing" in source or source in ("microsoft", "msn"):
        return BING_ADS
    if place == SOCIAL:
        return PAID_SOCIAL
    if place in (AFFILIATE, DISPLAY, MARKETPLACE, EMAIL):
        return place
    return PAID_SEARCH if kind == _PAID else kind


def _by_place(place: str, *, tagged: bool) -> str:
    if place == _META:
        # Who tags a link with facebook and nothing else mostly does so in an advertisement.
        return FACEBOOK if tagged else SOCIAL
    return ORGANIC if place == _SEARCH else place


def _of_host(host: str, own_hosts: Iterable[str], nothing: str) -> str:
    host = _plain(host).rstrip(".")
    if not host or _is_own(host, own_hosts):
        return nothing
    return _by_place(_place(host), tagged=False) or REFERRAL


def _is_own(host: str, own_hosts: Iterable[str]) -> bool:
    bare = host.removeprefix("www.")
    for own in own_hosts:
        name = own.casefold().removeprefix("www.")
        if bare == name or bare.endswith("." + name):
            return True
    return False


@lru_cache(maxsize=20_000)
def _place(name: str) -> str:
    """Return what is known of a source's name or domain, else ``''``; its subdomains are alike."""
    place = _PLACES.get(name)
    if place is not None:
        return place
    if "." not in name:
        return _PLACES.get(_SEPARATORS.sub(" ", name).strip(), "")
    family = _FAMILY.match(name)
    rest = name
    while "." in rest:
        _, _, rest = rest.partition(".")
        # A name without a dot is a tag, not a domain: shop.google is not Google.
        if "." in rest and rest in _PLACES:
            return _PLACES[rest]
    return _PLACES[family[1]] if family else ""
