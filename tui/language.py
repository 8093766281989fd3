"""The language people read: sentences by gettext, figures and days by Babel.

``_`` and ``ngettext`` translate when they are called, so one switch changes every screen. There is
one current language a process, as there is one terminal.
"""

from __future__ import annotations

import gettext as _gettext
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.messages import Message

DOMAIN = "kpi_tui"
LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES: dict[str, str] = {"en": "English", "fr": "Français"}
"""The languages with a complete catalogue, by code, named in their own words."""


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` is a key of ``LANGUAGES``; ``locale`` formats figures and days (``fr_CH`` too)."""

    code: str
    locale: Locale
    catalogue: _gettext.NullTranslations


@cache
def _language(identifier: str) -> Language:
    code = identifier.partition("_")[0]
    if code not in LANGUAGES:
        code = identifier = "en"
    try:
        locale = Locale.parse(identifier)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse(code)
    catalogue = _gettext.translation(DOMAIN, LOCALE_DIR, [code], fallback=True)
    return Language(code, locale, catalogue)


_current = _language("en")


def current() -> Language:
    """Return the language in use now."""
    return _current


def use(code: str) -> Language:
    """Make ``code`` (``fr``, ``en``, ``fr_CH``) the language; an unknown one means English."""
    global _current
    _current = _language(code)
    return _current


def day_first() -> bool | None:
    """Return how 03/04 reads in the language in use; ``None`` where it reads two ways."""
    locale = _current.locale
    if locale.language != "en":
        return True
    return None if locale.territory is None else locale.territory != "US"


def pick(code: str | None = None, environ: Mapping[str, str] | None = None) -> str:
    """Return what to ``use``: the ``code`` asked for, else what the environment's locale says.

    LC_ALL, then LC_MESSAGES, then LANG decide, the first that is set, as everywhere on Unix. The
    territory is kept (Swiss francs are not grouped as in France); ``C`` and unknown mean English.
    """
    environ = os.environ if environ is None else environ
    named = next((environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(n)), "")
    theirs = named.partition(".")[0].partition("@")[0]
    language = theirs.partition("_")[0]
    if code is not None and language != code:
        return code
    return theirs if language in LANGUAGES else "en"


def _(text: str) -> str:
    """Return ``text`` in the current language."""
    return _current.catalogue.gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the sentence for ``count`` things in the current language, gaps still open."""
    return _current.catalogue.ngettext(one, many, count)


def _counted(one: str, many: str, count: int) -> str:
    """Return the sentence for a count, also where the catalogue has the two as single sentences."""
    text = ngettext(one, many, count)
    if text in (one, many):
        single = _current.locale.plural_form(count) == "one"
        return _(one if single else many)
    return text


def tr(message: Message) -> str:
    """Return a message from below in the current language, its values formatted in it."""
    # format reads the current language from here, so here it can only be imported when called.
    from tui.format import shown

    if message.many:
        count = message.values[message.count]
        text = _counted(message.text, message.many, count if isinstance(count, int) else 2)
    else:
        text = _(message.text)
    return text.format(**{name: shown(value) for name, value in message.values.items()})
