"""Tags, referrers and other tools' names become the same few channels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.importers.channels import (
    _GROUPS,
    _MEDIUMS,
    _PLACES,
    CLICK_IDS,
    channel_of,
    channel_of_group,
)


@pytest.mark.parametrize(
    ("source", "medium", "channel"),
    [
        ("google", "cpc", "google ads"),
        ("Google", "CPC ", "google ads"),
        ("google", "organic", "organic search"),
        ("google", "product_sync", "organic search"),
        ("google", "display", "google ads"),
        ("youtube", "cpv", "google ads"),
        ("bing", "ppc", "bing ads"),
        ("bing", "organic", "organic search"),
        ("qwant", "cpc", "paid search"),
        ("facebook", "paid_social", "facebook"),
        ("fb", "cpc", "facebook"),
        ("ig", "paid", "facebook"),
        ("facebook", "", "facebook"),
        ("facebook", "social", "social"),
        ("m.facebook.com", "referral", "social"),
        ("l.instagram.com", "referral", "social"),
        ("tiktok", "paid-social", "paid social"),
        ("criteo", "retargeting", "display"),
        ("lemonde.fr", "banner", "display"),
        ("newsletter", "email", "email"),
        ("klaviyo", "flow", "email"),
        ("spring", "E-Mail", "email"),
        ("awin", "affiliate", "affiliate"),
        ("awin", "cpa", "affiliate"),
        ("idealo.fr", "referral", "referral"),
        ("duckduckgo.com", "referral", "organic search"),
        ("chatgpt.com", "", "ai assistant"),
        ("(direct)", "(none)", "direct"),
        ("flyer", "qr", "referral"),
        ("sms", "sms", "sms"),
        ("xyz", "xyz", "other"),
        ("", "cpc", "paid search"),
        ("", "newsletter", "email"),
    ],
)
def test_a_tag_says_the_channel(source: str, medium: str, channel: str) -> None:
    assert channel_of(source, medium, "") == channel


@pytest.mark.parametrize(
    ("host", "channel"),
    [
        ("", "direct"),
        ("shop.example", "direct"),
        ("www.shop.example", "direct"),
        ("blog.shop.example", "direct"),
        ("othershop.example", "referral"),
        ("www.google.com", "organic search"),
        ("www.google.co.uk", "organic search"),
        ("google.fr", "organic search"),
        ("www.google.com.br", "organic search"),
        ("mail.google.com", "email"),
        ("plus.google.com", "social"),
        ("news.google.com", "referral"),
        ("www.google.com.evil.example", "referral"),
        ("notgoogle.com", "referral"),
        ("fr.search.yahoo.com", "organic search"),
        ("www.bing.com", "organic search"),
        ("t.co", "social"),
        ("fr.pinterest.com", "social"),
        ("www.amazon.fr", "marketplace"),
        ("com.google.android.gm", "email"),
        ("an.example.org", "referral"),
        ("shop.x", "referral"),
        ("WWW.GOOGLE.FR.", "organic search"),
    ],
)
def test_without_a_tag_the_referrer_says_it(host: str, channel: str) -> None:
    assert channel_of("", "", host, ("www.shop.example",)) == channel


def test_an_unknown_tag_leaves_the_word_to_the_referrer() -> None:
    assert channel_of("printemps", "", "www.google.fr") == "organic search"
    assert channel_of("printemps", "", "blog.example.org") == "referral"
    assert channel_of("printemps", "", "") == "other"


@pytest.mark.parametrize(
    ("group", "channel"),
    [
        ("Organic Search", "organic search"),
        ("Paid Social", "paid social"),
        ("Cross-network", "google ads"),
        ("Unassigned", "other"),
        ("Direct Entry", "direct"),
        ("Search Engines", "organic search"),
        ("Moteurs de recherche", "organic search"),
        ("Réseaux sociaux", "social"),
        ("Websites", "referral"),
        ("Grand total", ""),
    ],
)
def test_groups_of_other_tools_have_the_same_names(group: str, channel: str) -> None:
    assert channel_of_group(group) == channel


def test_a_click_number_of_facebook_is_no_proof_of_an_advertisement() -> None:
    assert CLICK_IDS["gclid"] == "google ads"
    assert CLICK_IDS["msclkid"] == "bing ads"
    assert CLICK_IDS["fbclid"] == "social"


def test_tables_are_written_as_they_are_looked_up() -> None:
    for table in (_PLACES, _MEDIUMS, _GROUPS):
        assert all(name == name.casefold().strip() for name in table)
    assert not [name for name in _MEDIUMS if "-" in name or "_" in name or "." in name]


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=60))
def test_any_text_has_a_channel(source: str, medium: str, host: str) -> None:
    channel = channel_of(source, medium, host, ("shop.example",))
    assert channel in {
        "direct", "referral", "organic search", "paid search", "google ads", "bing ads",
        "facebook", "paid social", "social", "email", "display", "affiliate", "marketplace",
        "ai assistant", "sms", "push", "other",
    }  # fmt: skip
