"""Sends a message through the library apprise: mail by SMTP, ntfy, webhooks and many more.

The library is an extra: ``pip install 'kpi-tui[notify]'``. What it logs may hold addresses, so it
is kept from the terminal and from our log.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from store.errors import OwnerError
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.notify.addresses import Address

Tone = Literal["success", "warning", "failure", "info"]


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told and who could not be."""

    reached: tuple[str, ...]
    missed: tuple[str, ...]


def send(addresses: Sequence[Address], title: str, text: str, tone: Tone) -> Told:
    """Tell every address; one that cannot be reached keeps none of the others from it.

    Raises:
        OwnerError: the library is not installed, or does not know what an address means.
    """
    try:
        import apprise
    except ImportError as error:
        raise OwnerError(
            N_("Telling people needs the library apprise, which is not installed."),
            N_("Run: python3 -m pip install 'kpi-tui[notify]'"),
        ) from error
    quiet = logging.getLogger("apprise")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False
    reached: list[str] = []
    missed: list[str] = []
    for address in addresses:
        post = apprise.Apprise(asset=apprise.AppriseAsset(app_id="kpi-tui", app_url=""))
        if not post.add(address.url):
            raise OwnerError(
                N_("The address of “{name}” is of no kind that is known."),
                N_("“kpi-tui notify --example” shows the form."),
                name=address.name,
            )
        sent = post.notify(body=text, title=title, notify_type=apprise.NotifyType(tone),
                           body_format=apprise.NotifyFormat.TEXT)  # fmt: skip
        (reached if sent else missed).append(address.name)
    return Told(tuple(reached), tuple(missed))
