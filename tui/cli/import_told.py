"""What an import of several files says beside its receipts: what each is, and who needs help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.messages import N_, Message
from tui import format as fmt
from tui.cli.columns import paragraph
from tui.cli.context import say, say_error
from tui.cli.import_receipt import as_text, hanging, left_out_lines, sum_line
from tui.language import _, ngettext, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.errors import OwnerError
    from store.ingest.folder import Plan
    from store.ingest.receipt import Receipt


def plan_lines(plan: Plan) -> list[str]:
    """Return the files in the order of importing, those of a kind together, and who is left."""
    from store.ingest.folder import what_it_is
    from store.text import clean

    kinds: dict[str, list[str]] = {}
    for one in plan.files:
        kind = tr(what_it_is(one.choice)) if one.choice else _("Cannot be imported, see below")
        kinds.setdefault(kind, []).append(clean(one.path.name))
        for other in one.together:
            kinds[kind].append(_("with {file}").format(file=clean(other.name)))
    lines = []
    for kind, files in kinds.items():
        lines += [*hanging(kind), *paragraph(", ".join(files), 4)]
    for passed in plan.skipped:
        told = {"file": passed.path.name, "why": Message(passed.why)}
        lines += hanging(tr(Message(N_("{file} – passed over: {why}"), told)))
    if not plan.files:
        lines.append(_("There is nothing to import here."))
    return lines


class Telling:
    """Tells of many files what differs from one to the next, and the rest once."""

    def __init__(self) -> None:
        self._waits: set[str] = set()
        self._tried = False

    def receipt(self, receipt: Receipt) -> None:
        """Tell a receipt in as few lines as it takes."""
        from store.ingest.words import WAITS

        warnings = [
            said for warning in receipt.warnings if (said := tr(warning)) not in self._waits
        ]
        self._waits |= {tr(warning) for warning in receipt.warnings if warning.text == WAITS}
        if receipt.dry_run:
            say("\n".join(as_text(receipt, warnings)))
            return
        told = {"file": receipt.file, "sum": sum_line(receipt, whole=False)}
        text = tr(Message(N_("{file}: imported, {sum}."), told))
        if receipt.covers:
            text += " " + tr(Message(N_("Covers {days}."), {"days": receipt.covers}))
        say("\n".join([*hanging(text), *left_out_lines(receipt), *_indented(warnings)]))

    def error(self, file: str, error: OwnerError) -> None:
        """Tell an error so that it says which file it is of; who tried to read it, once."""
        from store.ingest.identify import UnrecognisedError

        what = tr(error.what)
        if isinstance(error, UnrecognisedError):
            what = tr(error.brief) if self._tried else what
            self._tried = True
        say_error(error, of_file(file, what))

    def end(self, receipts: Sequence[Receipt]) -> None:
        """Tell how many files are in, and name those that are not."""
        failed = [receipt.file for receipt in receipts if receipt.error]
        done = len(receipts) - len(failed)
        trial = any(receipt.dry_run for receipt in receipts)
        text = ngettext("{n} file imported", "{n} files imported", done)
        if trial:
            text = ngettext("{n} file can be imported", "{n} files can be imported", done)
        parts = [text.format(n=fmt.number(done))]
        if failed:
            text = ngettext("{n} needs you", "{n} need you", len(failed))
            text = text.format(n=fmt.number(len(failed)))
            parts.append(_("{name}: {text}").format(name=text, text=", ".join(failed)))
        lines = hanging(fmt.clauses(*parts) + ".")
        if trial:
            lines += hanging(
                _(
                    "Nothing was stored. What one file needs of another, such as exchange rates or"
                    " costs, a trial does not know yet."
                )
            )
        say()
        say("\n".join(lines))


def of_file(file: str, what: str) -> str:
    """Return what is said of a file so that it names it."""
    from store.text import clean

    name = clean(file)
    return what if name in what else _("{file}: {what}").format(file=name, what=what)


def _indented(texts: Sequence[str]) -> list[str]:
    return [line for text in texts for line in paragraph(text, 2)]
