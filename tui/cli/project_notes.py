"""Hours, costs and gains of projects, from the command line: note them, list them, forget one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.projects.entry import noted_amount
from store.errors import StoreError
from store.messages import N_
from store.money import MONEY_SCALE
from store.projects import ProjectEntry
from tui.cli.context import emit_json, say
from tui.cli.goal import JSON
from tui.cli.project_desk import workshop
from tui.cli.project_text import notes_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from store.projects import EntryKind
    from tui.cli.context import Session


def _noting(
    name: str, help_text: str, sentence: str, kind: Callable[[bool], EntryKind], flag: str = ""
) -> click.Command:
    """Return a command that notes hours or money of one day."""

    @click.command(name, help=help_text)
    @click.argument("project_name", metavar=N_("PROJECT"))
    @click.argument("amount", nargs=-1, required=True, metavar=N_("AMOUNT"))
    @click.option("--on", metavar=N_("DAY"), help=N_("The day: today if not said."))
    @click.option("--milestone", metavar=N_("MILESTONE"), help=N_("The milestone it was for."))
    @click.option("--available", is_flag=True, hidden=not flag, help=flag or None)
    @click.option("--note", default="", help=N_("Anything to remember."))
    @JSON
    @click.pass_obj
    def run(
        session: Session,
        /,
        project_name: str,
        amount: Sequence[str],
        on: str | None,
        milestone: str | None,
        available: bool,
        note: str,
        as_json: bool,
    ) -> None:
        with workshop(session, write=True) as desk:
            row = desk.project(project_name)
            step = None if milestone is None else desk.milestone(row, milestone)
            chosen = kind(available)
            desk.projects.add_entry(
                ProjectEntry(
                    project=row.id,
                    day=desk.past(on),
                    kind=chosen,
                    amount=noted_amount(chosen, " ".join(amount), desk.shop.currency),
                    milestone=step.id if step else None,
                    note=note,
                )
            )
            desk.show(row, sentence, as_json)

    return run


hours = _noting(
    "hours",
    N_("Note hours worked on milestones, or available for the project."),
    N_("Hours are noted: {name}"),
    lambda available: "available" if available else "worked",
    N_("Hours available, not hours worked."),
)
cost = _noting("cost", N_("Note a cost."), N_("A cost is noted: {name}"), lambda _no: "cost")
gain = _noting("gain", N_("Note a gain."), N_("A gain is noted: {name}"), lambda _no: "gain")


@click.command(help=N_("List hours, costs and gains noted for a project."))
@click.argument("name", metavar=N_("PROJECT"))
@JSON
@click.pass_obj
def notes(session: Session, name: str, as_json: bool) -> None:
    with workshop(session) as desk:
        row = desk.project(name)
        entries = desk.projects.entries(row.id)
        if as_json:
            emit_json({"notes": [_note_object(entry) for entry in entries]})
            return
        say("\n".join(notes_lines(desk.book.one(row.id), entries, desk.shop.currency)))


def _note_object(entry: ProjectEntry) -> dict[str, object]:
    minutes = entry.kind in ("worked", "available")
    return {
        "id": entry.id,
        "day": entry.day,
        "kind": entry.kind,
        "hours": round(entry.amount / 60, 2) if minutes else None,
        "amount": None if minutes else entry.amount / MONEY_SCALE,
        "milestone": entry.milestone,
        "note": entry.note,
    }


@click.command(help=N_("Take a note of hours, a cost or a gain back out, by its number."))
@click.argument("name", metavar=N_("PROJECT"))
@click.argument("number", type=int, metavar=N_("NUMBER"))
@JSON
@click.pass_obj
def forget(session: Session, name: str, number: int, as_json: bool) -> None:
    with workshop(session, write=True) as desk:
        row = desk.project(name)
        if all(entry.id != number for entry in desk.projects.entries(row.id)):
            raise StoreError(
                N_("Nothing with the number {number} was noted."),
                N_("“kpi-tui project notes” lists what was, with its numbers."),
                number=number,
            )
        desk.projects.remove_entry(number)
        desk.show(row, N_("A note is taken out: {name}"), as_json)
