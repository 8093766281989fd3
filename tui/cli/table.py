"""The table of commands: a command's module is imported when it is called, not before.

Help texts of commands and options are marked with ``N_`` and translated where they are shown, so
that a command written with plain Click speaks the language of the run.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

import click

from store.messages import N_
from tui.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Entry:
    """``target`` is ``module:object``; ``line`` its one line in ``kpi-tui --help``."""

    target: str
    line: str


COMMANDS: dict[str, Entry] = {
    "init": Entry("tui.cli.imports:init", N_("Create your shop's store.")),
    "import": Entry("tui.cli.imports:import_", N_("Read exports of your shop into the store.")),
    "sync": Entry("tui.cli.sync:sync", N_("Read your shop's own database into the store.")),
    "sources": Entry("tui.cli.sources:sources", N_("What can be imported, and what was.")),
    "rejects": Entry(
        "tui.cli.import_history:rejects", N_("Rows that an import left out, and why.")
    ),
    "kpi": Entry("tui.cli.kpi:kpi", N_("Your figures, as text, JSON or CSV.")),
    "metric": Entry("tui.cli.metric:metric", N_("Figures of your own by formula.")),
    "cohorts": Entry(
        "tui.cli.cohorts:cohorts", N_("How many customers come back, month after month.")
    ),
    "customers": Entry("tui.cli.customers:customers", N_("Your customers in segments.")),
    "segment": Entry(
        "tui.cli.segment:segment", N_("Customers chosen by a rule: saved, as a scope, exported.")
    ),
    "bridge": Entry("tui.cli.bridge:bridge", N_("Why revenue, margin and profit moved.")),
    "funnel": Entry("tui.cli.funnel:funnel", N_("From a visit to an order, step by step.")),
    "situations": Entry(
        "tui.cli.situations:situations", N_("What calls for something, and what to do about it.")
    ),
    "morning": Entry(
        "tui.cli.morning:morning", N_("What changed since you last looked, and what to do next.")
    ),
    "anomalies": Entry(
        "tui.cli.anomalies:anomalies", N_("Days on which figures were not as expected.")
    ),
    "channels": Entry(
        "tui.cli.channels:channels", N_("What each channel costs and brings; which one loses.")
    ),
    "conventions": Entry(
        "tui.cli.conventions:conventions", N_("Why your back office shows other figures.")
    ),
    "payments": Entry(
        "tui.cli.payments:payments", N_("Means of payment, 3-D Secure, fraud, and the trade-off.")
    ),
    "products": Entry("tui.cli.products:products", N_("What sells, and what is bought together.")),
    "pages": Entry("tui.cli.pages:pages", N_("Pages seen, entered by, left from, failing.")),
    "paths": Entry("tui.cli.pages:paths", N_("How visits go through your shop.")),
    "goal": Entry("tui.cli.goal:goal", N_("Set goals and follow them.")),
    "lever": Entry("tui.cli.lever:lever", N_("Plan and run what should move a figure.")),
    "project": Entry("tui.cli.project:project", N_("Projects with milestones, hours and costs.")),
    "check": Entry("tui.cli.check:check", N_("Which goals need attention, for cron.")),
    "notify": Entry("tui.cli.notify:notify", N_("Who is told of goals, and a trial of it.")),
    "backup": Entry("tui.cli.upkeep:backup", N_("Write a copy of the store to a file.")),
    "restore": Entry("tui.cli.upkeep:restore", N_("Put a backup in the store's place.")),
    "doctor": Entry("tui.cli.upkeep:doctor", N_("Check the store and say what was checked.")),
    "purge": Entry("tui.cli.privacy:purge", N_("Forget customers not heard of for years.")),
    "erase": Entry("tui.cli.privacy:erase", N_("Forget one customer, by e-mail address.")),
}


def load(entry: Entry) -> click.Command:
    """Import a command."""
    module, _colon, name = entry.target.partition(":")
    command = getattr(import_module(module), name)
    if not isinstance(command, click.Command):
        raise TypeError(entry.target)
    return command


def translated(command: click.Command) -> click.Command:
    """Return a copy of a command whose help texts are in the current language."""
    twin = copy.copy(command)
    twin.help, twin.short_help = _said(command.help), _said(command.short_help)
    twin.epilog = _said(command.epilog)
    twin.params = [_translated_parameter(parameter) for parameter in command.params]
    if isinstance(twin, click.Group):
        twin.commands = {name: translated(one) for name, one in twin.commands.items()}
    return twin


PLACEHOLDERS = {"name": N_("NAME"), "formula": N_("FORMULA"), "file": N_("FILE")}
"""What arguments are called in the help, by their names in the code."""


def _said(text: str | None) -> str | None:
    return _(text) if text else text


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    twin = copy.copy(parameter)
    if isinstance(twin, click.Option):
        twin.help = _said(twin.help)
        if isinstance(twin.prompt, str):
            twin.prompt = _(twin.prompt)
    twin.metavar = _said(twin.metavar)
    if twin.metavar is None:
        twin.metavar = _placeholder(parameter)
    return twin


def _placeholder(parameter: click.Parameter) -> str | None:
    """Return what stands in the help for a value that has no word of its own there."""
    if isinstance(parameter, click.Option):
        return _("TEXT") if parameter.type is click.STRING else None
    word = PLACEHOLDERS.get(parameter.name or "")
    if word is None:
        return None
    return _(word) if parameter.required else f"[{_(word)}]"


class CommandTable(click.Group):
    """A group whose commands come from ``COMMANDS``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        return translated(load(entry)) if entry else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows: Iterable[tuple[str, str]] = [(name, _(one.line)) for name, one in COMMANDS.items()]
        with formatter.section(_("Commands")):
            formatter.write_dl(list(rows))
