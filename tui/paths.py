"""Where kpi-tui keeps things: the store, the key of the pseudonyms, the log, the sample's copy."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Mapping

APP = "kpi-tui"
STORE_VARIABLE = "KPI_TUI_DB"


def store_path(asked: Path | None = None, environ: Mapping[str, str] | None = None) -> Path:
    """Return the store's file: the one asked for, else $KPI_TUI_DB, else the user's own."""
    environ = os.environ if environ is None else environ
    if asked is not None:
        return asked.expanduser()
    if environ.get(STORE_VARIABLE):
        return Path(environ[STORE_VARIABLE]).expanduser()
    return platformdirs.user_data_path(APP, appauthor=False) / "shop.db"


def key_path() -> Path:
    """Return the file with the key of the customers' pseudonyms.

    It lies apart from the store, so that a copy or backup of the store alone says nothing.
    """
    return platformdirs.user_config_path(APP, appauthor=False) / "pseudonyms.key"


def mappings_path() -> Path:
    """Return the folder of the owner's own mappings."""
    return platformdirs.user_config_path(APP, appauthor=False) / "mappings"


def sources_path(store: Path) -> Path:
    """Return the file that says which databases fill a store, private like the key.

    The user's own store has it in the configuration directory, any other store beside itself: no
    database can get into a store it was not meant for.
    """
    return _beside(store, "sources")


def notify_path(store: Path) -> Path:
    """Return the file that says who is told of a store's goals; private, for it holds secrets."""
    return _beside(store, "notify")


def _beside(store: Path, what: str) -> Path:
    if store == store_path(environ={}):
        return platformdirs.user_config_path(APP, appauthor=False) / f"{what}.toml"
    return store.with_name(f"{store.stem}.{what}.toml")


def log_path() -> Path:
    """Return the file that takes the traces of our own mistakes."""
    return platformdirs.user_log_path(APP, appauthor=False) / "kpi-tui.log"


def state_path() -> Path:
    """Return the file of what is remembered of the user from one run to the next."""
    return platformdirs.user_state_path(APP, appauthor=False) / "state.json"


def cache_path() -> Path:
    """Return the directory for what can be made again."""
    return platformdirs.user_cache_path(APP, appauthor=False)
