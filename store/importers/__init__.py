"""Importers by name: every module of this package that defines ``IMPORTER``, one for each export.

What several of them share lies in rooms beside them, by kind of system (``shops``, ``ads``,
``payments``, ``traffic``, ``search_console``, ``access_log``) or of table: ``mapped`` ones, whose
columns a mapping explains, and ``plain`` ones, whose columns are known by their names.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.importers.protocol import Importer


@cache
def importers() -> dict[str, Importer]:
    """Return every importer by its name, in the order of their names."""
    found: dict[str, Importer] = {}
    for module in pkgutil.iter_modules(__path__):
        importer = getattr(import_module(f"{__name__}.{module.name}"), "IMPORTER", None)
        if importer is not None:
            found[importer.name] = importer
    return dict(sorted(found.items()))
