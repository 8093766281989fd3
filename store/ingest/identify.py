"""Which importer reads a file: exactly one must recognise it, or the owner says which."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.importers import importers
from store.importers.mapped.mapping import load_mapping
from store.importers.mapped.own import OwnMappings
from store.messages import N_, Message
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from store.files import FileSample
    from store.importers.mapped.mapping import FileMapping
    from store.importers.protocol import Claim, Importer

_SHOWN_COLUMNS, _SHOWN_LETTERS = 12, 40

_FEWEST_COLUMNS = 2


class UnrecognisedError(ImportFileError):
    """Nobody knows the file; ``brief`` says it without the list of who tried."""

    @property
    def brief(self) -> Message:
        text = N_("{file} was not recognised. Its columns: {columns}.")
        if "{columns}" not in self.what.text:
            text = N_("{file} was not recognised. It has no line of columns.")
        return Message(text, self.what.values)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who reads a file, with which mapping, and why."""

    importer: Importer
    mapping: FileMapping | None = None
    because: Message | None = None

    @property
    def source(self) -> str:
        """The name its rows go by where the owner gives none."""
        if self.mapping:
            return self.mapping.source
        return self.importer.source or self.importer.name


def named(name: str, known: Mapping[str, Importer] | None = None) -> Importer:
    """Return the importer of that name."""
    known = importers() if known is None else known
    if name in known:
        return known[name]
    close = get_close_matches(name, known, n=1)
    raise ImportFileError(
        N_("There is no importer {name}."),
        N_("Did you mean {close}? There are: {known}.")
        if close
        else N_("Use one of these: {known}."),
        name=clean(name)[:_SHOWN_LETTERS],
        close=close[0] if close else "",
        known=", ".join(known),
    )


def choose(
    sample: FileSample,
    *,
    importer: str | None = None,
    mapping: str | FileMapping | None = None,
    known: Mapping[str, Importer] | None = None,
    own: OwnMappings | None = None,
) -> Choice:
    """Return who reads the file: as the owner says, else the one importer that recognises it.

    ``own`` are the owner's mappings: one made for these columns comes before every importer.

    Raises:
        ImportFileError: nobody or more than one recognises it; a name that does not exist.
    """
    known = importers() if known is None else known
    own = own or OwnMappings()
    if mapping is not None:
        loaded = mapping
        if isinstance(loaded, str):
            loaded = own.named(loaded) or load_mapping(loaded)
        return Choice(named(importer or loaded.kind, known), loaded)
    if importer is not None:
        chosen = named(importer, known)
        claim = chosen.identify(sample)
        fits = load_mapping(claim.mapping) if claim and claim.mapping else None
        return Choice(chosen, fits, claim.because if claim else None)
    fitting = own.fitting(sample)
    if fitting is not None and fitting.kind in known:
        because = Message(
            N_("its columns are those of your mapping {file}"), {"file": fitting.file}
        )
        return Choice(known[fitting.kind], fitting, because)
    claims = [claim for one in known.values() if (claim := one.identify(sample))]
    claims = [claim for claim in claims if not claim.general] or claims
    if len(claims) == 1:
        claim = claims[0]
        fits = load_mapping(claim.mapping) if claim.mapping else None
        return Choice(known[claim.importer], fits, claim.because)
    if claims:
        raise _several(sample, claims)
    # A mapping that cannot be read may be the very one that was made for this file.
    raise own.problems[0] if own.problems else _nobody(sample, known)


def _several(sample: FileSample, claims: list[Claim]) -> ImportFileError:
    return ImportFileError(
        N_("{file} could be read in several ways: {claims}."),
        N_("Say which with --as, or with --map."),
        file=clean(sample.path.name),
        claims=", ".join(claim.mapping or claim.importer for claim in claims),
    )


def _nobody(sample: FileSample, known: Mapping[str, Importer]) -> ImportFileError:
    names = [clean(name)[:_SHOWN_LETTERS] for name in sample.header()[:_SHOWN_COLUMNS]]
    what = N_("{file} was not recognised; tried: {tried}. Its columns: {columns}.")
    if len(names) < _FEWEST_COLUMNS:
        what = N_("{file} was not recognised; tried: {tried}. It has no line of columns.")
    return UnrecognisedError(
        what,
        N_("Say what it is with --as, or name its columns: in the app (i, then m), or for --map."),
        file=clean(sample.path.name),
        tried=", ".join(known),
        columns=", ".join(names),
    )
