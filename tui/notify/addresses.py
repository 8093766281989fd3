"""Where to tell: ``[to.NAME]`` tables of a private TOML file, each an address with its secrets.

Nothing of an address is ever shown, logged or stored: its name stands for it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from store.errors import OwnerError
from store.messages import N_
from store.private_file import read_private
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXAMPLE = """[to.mail]
url = "mailtos://user:password@mail.example.org?to=me@example.org"

[to.phone]
url = "ntfys://ntfy.sh/a-name-nobody-guesses"

[to.webhook]
url = "jsons://hooks.example.org/kpi"
"""
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Address:
    """``url`` as the library apprise writes it; it holds secrets, so it is never part of a text."""

    name: str
    url: str = field(repr=False)


def load(path: Path) -> list[Address]:
    """Return the addresses in the order of the file.

    Raises:
        OwnerError: there is no such file, others may read it, or it cannot be understood.
    """
    text = read_private(path)
    if text is None:
        raise OwnerError(
            N_("Nobody is to be told: there is no file {path}."),
            N_("“kpi-tui notify --example” shows what to write into it."),
            path=str(path),
        )
    return parse(text, clean(path.name))


def parse(text: str, file: str) -> list[Address]:
    """Return the addresses written in ``text``; see ``load``."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError):  # a number of 5,000 digits, too
        # The parser's own words may quote the line, and with it a password.
        raise _wrong(file) from None
    named = table.pop("to", None)
    if table or not isinstance(named, dict) or not named:
        raise _wrong(file)
    return [_address(name, entry, file) for name, entry in named.items()]


def _address(name: str, entry: Any, file: str) -> Address:
    url = entry.get("url") if isinstance(entry, dict) and set(entry) == {"url"} else None
    if not isinstance(url, str) or "://" not in url or len(url) > _LONGEST:
        raise OwnerError(
            N_("{file}: [to.{name}] needs one url and nothing else."),
            N_("“kpi-tui notify --example” shows the form."),
            file=file,
            name=clean(name)[:40],
        )
    return Address(clean(name)[:40], url)


def choose(addresses: Sequence[Address], names: Sequence[str]) -> list[Address]:
    """Return the addresses of these names, all for none.

    Raises:
        OwnerError: one of them is not in the file.
    """
    known = {one.name: one for one in addresses}
    for name in names:
        if name not in known:
            raise OwnerError(
                N_("“{name}” is not among those to be told."),
                N_("Known are: {known}."),
                name=clean(name)[:40],
                known=", ".join(known),
            )
    return [known[name] for name in names] if names else list(addresses)


def _wrong(file: str) -> OwnerError:
    return OwnerError(
        N_("{file} cannot be understood."),
        N_("“kpi-tui notify --example” shows the form."),
        file=file,
    )
