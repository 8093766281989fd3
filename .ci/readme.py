"""Refreshes README's tables of keys, figures and sources from what the code knows.

python3 .ci/readme.py
"""

from __future__ import annotations

from pathlib import Path

from goals.metrics.catalogue import METRICS, STAGES
from store.importers import importers
from tui.actions import ACTIONS, GROUPS

README = Path(__file__).resolve().parent.parent / "README.md"


def keys() -> str:
    rows = ["| key | |", "|---|---|"]
    for group, label in GROUPS.items():
        rows.append(f"| **{label}** | |")
        said = dict.fromkeys((one.shown, one.help) for one in ACTIONS if one.group == group)
        rows.extend(f"| {_code(shown)} | {help_} |" for shown, help_ in said)
    return "\n".join(rows)


def figures() -> str:
    rows = [
        f"| `{metric.id}` | {metric.label} | {STAGES[metric.stage]} | `{_cell(metric.formula)}` |"
        for metric in METRICS.values()
    ]
    return "\n".join(["| id | figure | stage | made of |", "|---|---|---|---|", *rows])


def sources() -> str:
    rows = [
        f"| `{name}` | {one.label} | [page](store/importers/pages/{name}.md)"
        f" · [en français](store/importers/pages/{name}.fr.md) |"
        for name, one in sorted(importers().items(), key=lambda pair: pair[1].label)
    ]
    return "\n".join(["| importer | what it reads | |", "|---|---|---|", *rows])


def _cell(formula: str) -> str:
    return formula.replace("|", "\\|")


def _code(shown: str) -> str:
    return " ".join(f"`{key}`" for key in shown.split())


def refreshed(text: str) -> str:
    """Return README's text with its tables as the code has them."""
    tables = (("keys", keys()), ("figures", figures()), ("sources", sources()))
    for name, table in tables:
        before, start, rest = text.partition(f"<!-- {name} -->\n")
        _old, end, after = rest.partition(f"<!-- /{name} -->")
        text = f"{before}{start}{table}\n{end}{after}"
    return text


if __name__ == "__main__":
    README.write_text(refreshed(README.read_text("utf-8")), "utf-8")
