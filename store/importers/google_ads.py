"""Google Ads: a report of campaigns by day, downloaded as CSV or as "Excel .csv" (UTF-16, tabs)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.ads.importer import AdImporter
from store.importers.ads.network import Network
from store.importers.channels import GOOGLE_ADS
from store.importers.plain.words import plain
from store.messages import N_

if TYPE_CHECKING:
    from store.files import FileSample
    from store.importers.ads.layout import Found

NETWORK = Network(
    GOOGLE_ADS,
    N_("In Google Ads: Campaigns, Segment, Time, Day; then download again."),
    {
        "day": ("day", "jour", "tag", "dia", "giorno"),
        "campaign": ("campaign", "campaign name", "campagne", "nom de la campagne", "kampagne",
                     "campana", "campagna"),
        "campaign_id": ("campaign id", "id de campagne", "id de la campagne",
                        "identifiant de la campagne", "kampagnen id", "id de campana"),
        "account": ("customer id", "account", "account name", "numero client", "n client",
                    "compte", "nom du compte", "kundennummer", "konto", "kontoname"),
        "cost": ("cost", "cout", "kosten", "coste", "costo"),
        "currency": ("currency code", "currency", "code de devise", "code de la devise",
                     "code devise", "devise", "wahrungscode", "wahrung", "codigo de moneda"),
        "impressions": ("impr", "impressions", "impressionen"),
        "clicks": ("clicks", "clics", "klicks"),
    },
)  # fmt: skip
_OF_GOOGLE = frozenset({
    "impr", "campaign type", "type de campagne", "kampagnentyp", "campaign status",
    "campaign state", "etat de la campagne", "budget type", "avg cpc", "cpc moy", "ad group",
    "groupe d annonces",
    "avg cost", "cost / conv", "cout/conv", "currency code", "code de devise",
})  # fmt: skip
_OF_NO_NETWORK = frozenset({"channel", "canal", "source", "platform", "plateforme", "support"})


def _is_own(sample: FileSample, found: Found) -> bool:
    del sample
    words = {plain(title) for title in found.header}
    return (
        "campaign" in found.roles
        and not found.roles.currency
        and bool(words & _OF_GOOGLE)
        and not words & _OF_NO_NETWORK
    )


IMPORTER = AdImporter("google_ads", N_("Google Ads: campaigns by day"), NETWORK, _is_own)
