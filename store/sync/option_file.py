"""A MySQL option file (``~/.my.cnf``): who reads the shop's database, and the password.

Only what signing in needs is read, from ``[client]`` and ``[kpi-tui]``. The file must be its
owner's alone, as MySQL's own programs would have it. The password is held in a ``Secret``, which no
message, log or trace can show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.errors import OwnerError
from store.messages import N_
from store.private_file import read_private

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = ("client", "client-mariadb", "kpi-tui")
"""Later ones win, as in MySQL's own programs."""
KEYS = frozenset({"user", "password", "host", "port", "socket", "ssl-ca"})
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "s": " ", "\\": "\\", '"': '"', "'": "'"}


class Secret:
    """A text that only ``reveal`` gives away."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __bool__(self) -> bool:
        return bool(self._text)

    def reveal(self) -> str:
        """Return the text, for the driver alone."""
        return self._text


class Options(dict[str, str]):
    """What an option file says but for the password, which is in ``password``."""

    password = Secret("")


def read_options(path: Path) -> Options:
    """Return the options of a file.

    Raises:
        OwnerError: there is no file, others may read it, or a line of it makes no sense.
    """
    text = read_private(path)
    if text is None:
        raise OwnerError(
            N_("There is no option file {path}."),
            N_("Write user and password into it under [client], then run: chmod 600 {path}"),
            path=str(path),
        )
    found: dict[str, dict[str, str]] = {}
    group = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line[0] in "#;!":
            continue
        if line.startswith("["):
            group = line.strip("[] \t").lower()
            continue
        if not group:
            raise OwnerError(
                N_("{path}, line {line}: this line belongs to no group."),
                N_("Begin the file with [client]."),
                path=str(path),
                line=number,
            )
        key, _equals, value = line.partition("=")
        key = key.strip().lower().replace("_", "-")
        if group in GROUPS and key in KEYS:
            found.setdefault(group, {})[key] = _value(value)
    options = Options()
    for group in GROUPS:
        options.update(found.get(group, {}))
    options.password = Secret(options.pop("password", ""))
    return options


def _value(text: str) -> str:
    """Return a value as MySQL reads it: quotes around it are taken off, escapes are undone."""
    value = text.strip()
    if len(value) > 1 and value[0] in "\"'":
        end = value.rfind(value[0])
        if end > 0:
            value = value[1:end]
    else:
        value = value.partition(" #")[0].rstrip()
    plain, rest = "", value
    while "\\" in rest:
        before, _, rest = rest.partition("\\")
        plain += before
        known = _ESCAPES.get(rest[:1])
        plain += "\\" + rest[:1] if known is None else known
        rest = rest[1:]
    return plain + rest
