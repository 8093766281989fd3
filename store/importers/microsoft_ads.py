"""Microsoft Advertising (Bing): a performance report by day, with titles above and a note below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.ads.importer import AdImporter
from store.importers.ads.network import Network
from store.importers.channels import BING_ADS
from store.importers.plain.words import plain
from store.messages import N_

if TYPE_CHECKING:
    from store.files import FileSample
    from store.importers.ads.layout import Found

NETWORK = Network(
    BING_ADS,
    N_("In Microsoft Advertising: Reports, Campaign, unit of time Day; then download again."),
    {
        "day": ("gregorian date", "gregoriandate", "timeperiod", "time period", "date gregorienne",
                "gregorianisches datum", "periode", "zeitraum"),
        "campaign": ("campaign name", "campaignname", "campaign", "nom de la campagne", "campagne",
                     "nom de campagne", "kampagnenname", "kampagne"),
        "campaign_id": ("campaign id", "campaignid", "id de la campagne", "id de campagne",
                        "kampagnen id"),
        "account": ("account number", "accountnumber", "account id", "accountid", "account name",
                    "accountname", "numero de compte", "nom du compte", "kontonummer",
                    "kontoname"),
        "cost": ("spend", "depense", "depenses", "ausgaben"),
        "currency": ("currency code", "currencycode", "code de la devise", "code de devise",
                     "wahrungscode"),
        "impressions": ("impressions", "impr", "impressionen"),
        "clicks": ("clicks", "clics", "klicks"),
    },
)  # fmt: skip
_TITLES = ("report name", "nom du rapport", "berichtsname")


def _is_own(sample: FileSample, found: Found) -> bool:
    above = [plain(row[0][:60]) for row in sample.rows[: found.row] if row]
    titled = any(title.startswith(_TITLES) for title in above)
    campaign = "campaign" in found.roles or "campaign_id" in found.roles
    return campaign and ("day" in found.roles or titled)


IMPORTER = AdImporter("microsoft_ads", N_("Microsoft Advertising: campaigns by day"), NETWORK,
                      _is_own)  # fmt: skip
