"""``kpi-tui goal import``: goals from a file of monthly targets."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from store.messages import N_, Message, counted
from tui import format as fmt
from tui.cli.context import emit_json, say
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from goals.targets.monthly import Outcome
    from store.importers.targets_reading import MonthlyTarget
    from tui.cli.context import Session

_SHOWN = 10


@click.command(
    "import",
    help=N_(
        "Set goals from a file of monthly targets: columns like month, category, target, or a"
        " column for each month. The same file again changes nothing."
    ),
    short_help=N_("Set goals from monthly targets."),
)
@click.argument("file", type=click.Path(path_type=Path), metavar=N_("FILE"))
@click.option(
    "--metric", default="revenue", show_default=True, metavar="ID",
    help=N_("What the targets are of, where the file has no such column."),
)  # fmt: skip
@click.option("--encoding", default="", metavar="NAME", help=N_("How an old file is written."))
@click.option("--dry-run", is_flag=True, help=N_("Say what would happen and store nothing."))
@click.option("--json", "as_json", is_flag=True, help=N_("Write one JSON object."))
@click.pass_obj
def import_targets(
    session: Session, file: Path, metric: str, encoding: str, dry_run: bool, as_json: bool
) -> int:
    from goals.metrics.catalogue.shop import of
    from goals.targets.checks import find_metric
    from goals.targets.monthly import keep, plan
    from store.files import open_file
    from store.importers.targets_reading import read_targets
    from tui.cli.goal import opened

    with opened(session) as book:
        find_metric(metric, of(book.facts))
        with open_file(file) as source:
            outcomes = plan(book, read_targets(source, encoding), metric, _title)
            name = source.name
        if not dry_run:
            outcomes = keep(book, outcomes, at=session.now())
    counts: Counter[str] = Counter(one.verdict for one in outcomes)
    if as_json:
        emit_json(_as_object(name, outcomes, counts, dry_run))
    else:
        say("\n".join(_as_text(name, outcomes, counts, dry_run)))
    return int(bool(outcomes) and counts["rejected"] == len(outcomes))


def _title(target: MonthlyTarget) -> str:
    """Return what tells a goal from those of other months and members."""
    month = fmt.month(target.month)
    return f"{target.member[:80]} · {month}" if target.member else month


def _as_object(
    file: str, outcomes: Sequence[Outcome], counts: Counter[str], dry_run: bool
) -> dict[str, object]:
    from goals.targets.monthly import VERDICTS

    return {
        "file": file,
        "dry_run": dry_run,
        "read": len(outcomes),
        **{verdict: counts[verdict] for verdict in VERDICTS},
        "goals": [
            {"line": one.line, "verdict": one.verdict, "id": one.goal.id or None}
            for one in outcomes
            if one.goal
        ],
        "left_out": [
            {"line": one.line, "verdict": one.verdict, "reason": one.reason, "remedy": one.remedy}
            for one in outcomes
            if one.reason
        ],
    }


def _as_text(
    file: str, outcomes: Sequence[Outcome], counts: Counter[str], dry_run: bool
) -> list[str]:
    said = (
        N_("{file}: tried as monthly targets; nothing was stored.")
        if dry_run
        else N_("{file}: goals from monthly targets.")
    )
    lines = [tr(Message(said, {"file": file})), "  " + _sum(len(outcomes), counts)]
    left_out = [one for one in outcomes if one.reason]
    for one in left_out[:_SHOWN]:
        lines.append("  " + _left_out(one))
        if one.remedy:
            lines.append("    " + tr(one.remedy))
    if len(left_out) > _SHOWN:
        lines.append("  " + _("… and more: --json lists all."))
    if not dry_run and counts["stored"] + counts["updated"]:
        lines.append("  " + _("“kpi-tui goal list” shows how they stand."))
    return lines


def _sum(read: int, counts: Counter[str]) -> str:
    """Return the sum of the receipt, in the words of an import's."""
    parts = (
        (N_("{rows} stored"), "stored"),
        (N_("{rows} updated"), "updated"),
        (N_("{rows} unchanged"), "unchanged"),
        (N_("{rows} excluded"), "excluded"),
        (N_("{rows} rejected"), "rejected"),
    )
    told = [tr(Message(text, {"rows": counts[verdict]})) for text, verdict in parts]
    rows = counted("{n} target read", "{n} targets read", "n", {"n": read})
    return f"{tr(rows)} = {' + '.join(told)}"


def _left_out(one: Outcome) -> str:
    reason = tr(one.reason) if one.reason else ""
    if one.column:
        gaps = {"line": one.line, "column": one.column, "reason": reason}
        return tr(Message(N_("line {line}, {column}: {reason}"), gaps))
    return tr(Message(N_("line {line}: {reason}"), {"line": one.line, "reason": reason}))
