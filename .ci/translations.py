"""Refreshes the catalogues: sentences marked in the code → kpi_tui.pot → .po of a language → .mo.

    python3 .ci/translations.py

Run it after adding or changing a sentence, translate what it names, and run it again. pybabel is
not used: it takes every "60 % of" for a %-format and refuses the translation.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
LOCALE_DIR = ROOT / "tui" / "locale"
DOMAIN = "kpi_tui"
PACKAGES = ("tui", "goals", "store")
MARKS = {"_": 1, "N_": 1, "ngettext": 2, "counted": 2, "plural": 2}
"""What marks a sentence, and how many of its first arguments are the sentence."""


def marked(code: str) -> Iterator[tuple[str, ...]]:
    """Yield every sentence that ``code`` marks, inside of f-strings as well."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = str(getattr(node.func, "id", None) or getattr(node.func, "attr", ""))
        texts = [getattr(each, "value", None) for each in node.args[: MARKS.get(name, 0)]]
        if texts and all(isinstance(text, str) and text for text in texts):
            yield tuple(map(str, texts))


def in_code() -> Catalog:
    """Return a template of every sentence that is marked in the code."""
    template = Catalog(fuzzy=False)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for texts in marked(path.read_text("utf-8")):
                template.add(texts if len(texts) > 1 else texts[0])
    return template


def open_entries(catalog: Catalog) -> list[str]:
    """Return what still waits for a translator."""
    waiting = []
    for entry in catalog:
        texts = entry.string if isinstance(entry.string, list | tuple) else [entry.string]
        if entry.id and (entry.fuzzy or not all(texts)):
            waiting.append(str(entry.id))
    return waiting


def main() -> int:
    template = in_code()
    with (LOCALE_DIR / f"{DOMAIN}.pot").open("wb") as file:
        write_po(file, template, width=100, sort_output=True, omit_header=True)
    waiting = 0
    for source in sorted(LOCALE_DIR.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        code = source.parent.parent.name
        with source.open("rb") as file:
            catalog = read_po(file, locale=code)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        with source.open("wb") as file:
            write_po(file, catalog, width=100, sort_output=True, ignore_obsolete=True)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)
        entries = open_entries(catalog)
        waiting += len(entries)
        for text in entries:
            sys.stdout.write(f"{code}: {text}\n")
        sys.stdout.write(f"{code}: {len(catalog)} sentences, {len(entries)} to translate\n")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
