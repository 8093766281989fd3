"""How a file is read and what its first rows become, in words and as an object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import format as fmt
from tui.cli.columns import WIDTH, paragraph, table
from tui.language import _, tr

if TYPE_CHECKING:
    from store.ingest.preview import Preview


def preview_lines(preview: Preview) -> list[str]:
    """Return what a trial shows of a file, as lines for people."""
    from tui.mapping_draft import meaning_of

    lines = []
    if how := facts(preview):
        lines += paragraph(_("Read as {how}.").format(how=", ".join(how)), 2)
    if preview.columns:
        lines.append("  " + _("Columns"))
        rows = [
            [
                column.name,
                _(column.kind),
                f"→ {_(meaning_of(column.becomes))}" if column.becomes else "",
            ]
            for column in preview.columns
        ]
        lines += ["    " + line for line in table(rows, "lll")]
    if preview.unused:
        text = _("Not read: {columns}.").format(columns=", ".join(preview.unused))
        lines += paragraph(text, 4, first="  ")
    if preview.first:
        lines.append("  " + _("First rows"))
        for one in preview.first:
            lines += paragraph(tr(one), 6, first="    -")
    for one in preview.left_out:
        lines += paragraph(tr(one), 6, first="    !")
    return [line[:WIDTH] if not line.strip() else line for line in lines]


def facts(preview: Preview) -> list[str]:
    """Return how the file is written: encoding, delimiter, decimal sign, days, zone."""
    found = []
    if preview.encoding:
        found.append(preview.encoding.removesuffix("-sig").upper())
    if preview.delimiter:
        parted = {"\t": _("cells parted by tabs"), " ": _("cells parted by spaces")}
        sign = _("cells parted by “{sign}”").format(sign=preview.delimiter)
        found.append(parted.get(preview.delimiter, sign))
    if preview.decimal and preview.delimiter:  # what has no cells writes numbers in one way only
        found.append(_("decimal sign “{sign}”").format(sign=preview.decimal))
    forms = list(dict.fromkeys(form for _column, form in preview.days))
    if forms:
        found.append(_("days as {form}").format(form=fmt.listed(forms)))
    if preview.zone:
        found.append(_("times of {zone}").format(zone=preview.zone))
    return found


def preview_object(preview: Preview) -> dict[str, object]:
    """Return the preview as ``kpi-tui import --dry-run --json`` writes it."""
    return {
        "encoding": preview.encoding.removesuffix("-sig") or None,
        "delimiter": preview.delimiter or None,
        "decimal": preview.decimal or None,
        "dates": [{"column": column, "format": form} for column, form in preview.days],
        "zone": preview.zone or None,
        "columns": [
            {"name": one.name, "read_as": _(one.kind), "becomes": one.becomes or None}
            for one in preview.columns
        ],
        "not_read": list(preview.unused),
        "first": list(preview.first),
        "left_out": list(preview.left_out),
    }
