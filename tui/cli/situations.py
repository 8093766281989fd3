"""``kpi-tui situations``: what in the figures calls for something, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from goals.explain.situations import situations as found_situations
from store.messages import N_
from tui import format as fmt
from tui.cli.asked import json_option
from tui.cli.columns import paragraph
from tui.cli.context import emit_json, say
from tui.cli.known_day import known_day
from tui.language import _, tr
from tui.text import clean

if TYPE_CHECKING:
    from datetime import date

    from goals.explain.situations import Finding
    from store.settings import Shop
    from tui.cli.context import Session
    from tui.cli.kpi_data import Plain

MOST_LEVERS = 3


@click.command(
    help=N_(
        "Show what in your figures calls for something: the situations that hold, on which "
        "figures, and the objective and levers against each."
    )
)
@click.option("--all", "everything", is_flag=True,
              help=N_("Also those that do not hold, or that cannot be told."))  # fmt: skip
@json_option
@click.pass_obj
def situations(session: Session, everything: bool, as_json: bool) -> None:
    with session.open(write=True) as store:
        facts, shop = session.facts(store), store.shop
        as_of = known_day(session, facts)
        found = found_situations(facts, as_of)
    if as_json:
        emit_json(as_object(found, as_of))
    else:
        say("\n".join(as_text(found, as_of, shop, everything=everything)))


def as_object(found: list[Finding], as_of: date) -> Plain:
    """Return all situations as a JSON object; ``holds`` is null where it cannot be told."""
    return {
        "as_of": as_of,
        "situations": [
            {
                "id": one.situation.id,
                "title": _(one.situation.title),
                "holds": one.holds,
                "rule": _(one.situation.rule),
                "evidence": [tr(text) for text in one.evidence],
                "objective": {
                    "id": one.situation.objective.id,
                    "label": _(one.situation.objective.label),
                    "metrics": list(one.situation.objective.metrics),
                    "guardrails": list(one.situation.objective.guardrails),
                },
                "levers": [
                    {"id": lever.id, "name": _(lever.name)} for lever in one.situation.levers
                ],
            }
            for one in found
        ],
    }


def as_text(found: list[Finding], as_of: date, shop: Shop, *, everything: bool) -> list[str]:
    """Return the situations as lines of at most 80 cells."""
    until = _("up to {day}").format(day=fmt.day(as_of))
    lines = paragraph(" · ".join(part for part in (clean(shop.name), until) if part))
    holding = [one for one in found if one.holds]
    if not holding:
        lines += ["", *paragraph(_("None of the situations that are looked for holds."))]
    for one in holding:
        lines += ["", _(one.situation.title).upper(), *_evidence(one)]
        objective = _("Objective: {name}").format(name=_(one.situation.objective.label))
        lines += paragraph(objective, 2)
        names = [_(lever.name) for lever in one.situation.levers[:MOST_LEVERS]]
        more = len(one.situation.levers) - len(names)
        text = _("Levers: {names}").format(names=" · ".join(names))
        lines += paragraph(
            text + (_(" and {n} more").format(n=fmt.number(more)) if more > 0 else ""), 2
        )
        lines += paragraph(_("Rule: {text}").format(text=_(one.situation.rule)), 2)
    if everything:
        for title, state in ((_("Do not hold"), False), (_("Cannot be told"), None)):
            rest = [one for one in found if one.holds is state]
            lines += ["", title.upper()] if rest else []
            for one in rest:
                lines += [*paragraph(_(one.situation.title), 2), *_evidence(one, 5)]
    else:
        text = _("{n} more were looked for and do not hold; --all shows them.")
        lines += ["", *paragraph(text.format(n=fmt.number(len(found) - len(holding))))]
    return lines


def _evidence(one: Finding, indent: int = 2) -> list[str]:
    return [line for text in one.evidence for line in paragraph(tr(text), indent)]
