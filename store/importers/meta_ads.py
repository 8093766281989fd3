"""Meta Ads (Facebook, Instagram): an export of the ads manager; the currency is in a title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.importers.ads.importer import AdImporter
from store.importers.ads.network import Network
from store.importers.channels import FACEBOOK
from store.importers.plain.words import plain
from store.messages import N_

if TYPE_CHECKING:
    from store.files import FileSample
    from store.importers.ads.layout import Found

NETWORK = Network(
    FACEBOOK,
    N_("In the ads manager: Breakdown, By time, Day; then export the table again."),
    {
        "day": ("day", "jour", "tag", "dia", "giorno"),
        "first": ("reporting starts", "debut des rapports", "debut du rapport",
                  "auswertungsstart", "inicio del informe"),
        "last": ("reporting ends", "fin des rapports", "fin du rapport", "auswertungsende",
                 "fin del informe"),
        "campaign": ("campaign name", "nom de la campagne", "kampagnenname",
                     "nombre de la campana", "nome della campagna"),
        "campaign_id": ("campaign id", "id de la campagne", "id de campagne",
                        "identifiant de la campagne", "kampagnen id"),
        "account": ("account id", "account name", "id du compte", "identifiant du compte",
                    "nom du compte", "konto id", "kontoname"),
        "cost": ("amount spent", "montant depense", "ausgegebener betrag", "importe gastado",
                 "importo speso"),
        "currency": ("currency", "devise", "wahrung"),
        "impressions": ("impressions", "impressionen", "impresiones", "impressioni"),
        "clicks": ("link clicks", "clics sur un lien", "clics sur le lien", "link klicks",
                   "clicks all", "clics tous", "klicks alle"),
    },
)  # fmt: skip


def _is_own(sample: FileSample, found: Found) -> bool:
    del sample
    title = plain(found.header[found.roles.places["cost"]])
    return title.startswith(NETWORK.titles["cost"])


IMPORTER = AdImporter("meta_ads", N_("Meta Ads: campaigns of Facebook and Instagram"), NETWORK,
                      _is_own)  # fmt: skip
