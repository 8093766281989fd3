"""Importing several files or a folder: what each is taken for first, then one by one."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import click

from store.messages import N_, Message
from tui.cli.columns import table
from tui.cli.context import say, say_error
from tui.cli.import_receipt import as_object, as_text, hanging
from tui.cli.import_told import Telling, of_file, plan_lines
from tui.language import _, tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from store.columns.questions import AmbiguousFileError
    from store.database import Store
    from store.errors import OwnerError
    from store.ingest.folder import Plan, Planned
    from store.ingest.receipt import Receipt
    from store.ingest.request import Request
    from tui.cli.import_watch import Watch


@dataclass(slots=True)
class Outcome:
    """What became of the files of one command, in the order they were imported."""

    answers: Mapping[str, str]
    """What is said to the files that ask it."""
    receipts: list[Receipt] = field(default_factory=list)
    plan: Plan | None = None
    stopped: bool = False
    telling: Telling = field(default_factory=Telling)

    @property
    def failed(self) -> bool:
        return any(receipt.error for receipt in self.receipts)


def import_paths(
    store: Store, paths: Sequence[Path], request: Request, watch: Watch, *, talk: bool
) -> Outcome:
    """Import files and folders; each receipt is told as soon as it is there, where we ``talk``.

    One file named alone is imported as it is. Of several, and of folders, it is said first what
    each is taken for, and they are imported in the order in which they lean on each other; an
    answer given for all of them goes only to those that ask.
    """
    from store.ingest.folder import Planned, plan

    if len(paths) == 1 and not paths[0].is_dir():
        outcome = Outcome(answers={})
        return _import_each(store, [Planned(paths[0])], request, watch, outcome, talk=talk)
    found = plan(store, paths, request)
    if talk:
        say("\n".join(plan_lines(found)))
        say()
    outcome = Outcome(plan=found, answers=request.answers)
    request = replace(request, answers={})
    outcome = _import_each(store, found.files, request, watch, outcome, talk=talk)
    if talk and outcome.receipts:
        outcome.telling.end(outcome.receipts)
    return outcome


def _import_each(
    store: Store,
    files: Sequence[Planned],
    request: Request,
    watch: Watch,
    outcome: Outcome,
    *,
    talk: bool,
) -> Outcome:
    from store.ingest.receipt import Receipt
    from store.ingest.run import Stopped
    from store.text import clean

    for one in files:
        if one.error is not None:
            receipt = Receipt(clean(one.path.name), error=one.error, dry_run=request.dry_run)
        else:
            try:
                receipt = _import_one(store, one, request, outcome.answers, ask=talk)
            except Stopped:
                watch.clear()
                told = {"file": one.path.name}
                say(Message(N_("Stopped. Nothing of {file} was stored."), told), err=True)
                outcome.stopped = True
                return outcome
        watch.clear()
        outcome.receipts.append(receipt)
        if outcome.plan is not None and receipt.error:
            outcome.telling.error(receipt.file, receipt.error)
        elif receipt.error:
            say_error(receipt.error)
        elif outcome.plan is not None and talk:
            outcome.telling.receipt(receipt)
        elif talk:
            say("\n".join(as_text(receipt)))
    return outcome


def _import_one(
    store: Store, one: Planned, request: Request, given: Mapping[str, str], *, ask: bool
) -> Receipt:
    """Import a file; what it leaves open is asked, and the answer is for this file alone."""
    from store.columns.questions import AmbiguousFileError
    from store.ingest.run import run_import

    (receipt,) = run_import(store, [one.path], request)
    while isinstance(receipt.error, AmbiguousFileError):
        question = receipt.error.question
        more = {question: given[question]} if question in given else _answered(receipt, ask=ask)
        if not more or question in request.answers:
            break
        request = replace(request, answers={**request.answers, **more})
        (receipt,) = run_import(store, [one.path], request)
    return receipt


def _answered(receipt: Receipt, *, ask: bool) -> dict[str, str]:
    """Ask the owner what the file leaves open, where there is an owner to ask."""
    from store.columns.questions import AmbiguousFileError

    error = receipt.error
    if not ask or not isinstance(error, AmbiguousFileError) or not sys.stdin.isatty():
        return {}
    say("\n".join(hanging(of_file(receipt.file, tr(error.what)))), err=True)
    rows = [[word, _(meaning)] for word, meaning in error.choices.items()]
    for line in table(rows, "ll"):
        say("  " + line, err=True)
    return {error.question: _ask(error)}


def _ask(error: AmbiguousFileError) -> str:
    from store.columns.questions import question_of

    question = question_of(error.question)
    if error.choices and (question is None or question.fits is None):
        words = click.Choice(list(error.choices))
        return str(click.prompt(_("Which is it?"), type=words, err=True))
    example = question.example if question else ""
    first = next(iter(error.choices), "")
    while True:
        asked = _("Which is it?") if first else _("Your answer, such as {example}")
        given = str(
            click.prompt(asked.format(example=example), default=first or None, err=True)
        ).strip()
        if question is None or question.accepts(given) or given in error.choices:
            return given
        text = _("“{answer}” is not one, such as {example}.")
        say(text.format(answer=given, example=example), err=True)


def outcome_object(outcome: Outcome) -> dict[str, object]:
    """Return all of it as ``kpi-tui import --json`` writes it."""
    done = outcome.receipts
    result: dict[str, object] = {"imports": [as_object(one) for one in done if not one.error]}
    errors = [_error_object(one.file, one.error) for one in done if one.error]
    if errors:
        result["errors"] = errors
    if outcome.plan is not None:
        result["files"] = [_planned_object(one) for one in outcome.plan.files]
        result["skipped"] = [
            {"file": one.path.name, "reason": Message(one.why)} for one in outcome.plan.skipped
        ]
    return result


def _error_object(file: str, error: OwnerError) -> dict[str, object]:
    from store.columns.questions import AmbiguousFileError

    told: dict[str, object] = {"file": file, "what": error.what, "remedy": error.remedy}
    if isinstance(error, AmbiguousFileError):
        told |= {"question": error.question, "answers": list(error.choices)}
    return told


def _planned_object(one: Planned) -> dict[str, object]:
    choice = one.choice
    mapping = choice.mapping if choice else None
    return {
        "file": one.path.name,
        "importer": choice.importer.name if choice else None,
        "mapping": mapping.name if mapping else None,
        "source": choice.source if choice else None,
        "because": tr(choice.because) if choice and choice.because else None,
        "together": [path.name for path in one.together],
    }
