"""Reading a TOML table key by key, so that every mistake says where it is and what was meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from store.errors import ImportFileError
from store.messages import N_, Message
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST = 200


class Section:
    """One table of a mapping file; ``path`` is its key (``""`` for the whole file)."""

    def __init__(self, file: str, path: str, table: Mapping[str, Any]) -> None:
        self.file = file
        self.path = path
        self._table = table
        self._asked: dict[str, None] = {}

    def has(self, key: str) -> bool:
        self._asked[key] = None
        return key in self._table

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        if not self.has(key):
            if required:
                raise self.missing(key)
            return default
        return self._text_of(key, self._table[key])

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._table[key] if self.has(key) else default
        if not isinstance(value, bool):
            raise self.wrong(key, N_("true or false is expected."))
        return value

    def character(self, key: str) -> str:
        value = self.text(key)
        if len(value) > 1 or value in ('"', "\n", "\r"):
            raise self.wrong(key, N_("One character is expected."))
        return value

    def choice(self, key: str, choices: Sequence[str], default: str) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self._one_of(key, value, choices)
        return value

    def several(self, key: str) -> tuple[str, ...]:
        """Return one text or a list of them."""
        if not self.has(key):
            return ()
        value = self._table[key]
        values = value if isinstance(value, list) else [value]
        if not values:
            raise self.wrong(key, N_("A text or a list of texts is expected."))
        return tuple(self._text_of(key, each) for each in values)

    def anything(self, key: str) -> Any:
        return self._table[key] if self.has(key) else None

    def section(self, key: str) -> Section:
        """Return the table under ``key``, an empty one where there is none."""
        value = self._table[key] if self.has(key) else {}
        if not isinstance(value, dict):
            raise self.wrong(key, N_("A table like [{key}] is expected."))
        return Section(self.file, self._at(key), value)

    def sections(self, key: str) -> list[Section]:
        """Return the tables of ``[[key]]``, in their order."""
        value = self._table[key] if self.has(key) else []
        if not (isinstance(value, list) and all(isinstance(each, dict) for each in value)):
            raise self.wrong(key, N_("Tables like [[{key}]] are expected."))
        return [
            Section(self.file, f"{self._at(key)}[{number}]", each)
            for number, each in enumerate(value, 1)
        ]

    def texts_by(self, keys: Sequence[str]) -> dict[str, str]:
        """Return the texts under some of ``keys``; any other key is a mistake."""
        found = {key: self.text(key) for key in keys if self.has(key)}
        self.nothing_else()
        return found

    def free_texts(self) -> dict[str, str]:
        """Return the texts under whatever keys there are."""
        return {key: self.text(key) for key in self._table}

    def nothing_else(self) -> None:
        """Raise for the first key that nobody asked for."""
        for key in self._table:
            if key not in self._asked:
                raise self._one_of("", key, tuple(self._asked))

    def missing(self, key: str) -> ImportFileError:
        return ImportFileError(
            N_("{file}: {key} is missing."),
            N_("Add it; the mappings in the documentation show the form."),
            file=self.file,
            key=self._at(key),
        )

    def wrong(self, key: str, expected: str) -> ImportFileError:
        return ImportFileError(
            N_("{file}: {key} cannot be used."),
            "{expected}",
            file=self.file,
            key=self._at(key),
            expected=Message(expected, {"key": self._at(key)}),
        )

    def _one_of(self, key: str, found: str, known: Sequence[str]) -> ImportFileError:
        close = get_close_matches(found, [word for word in known if word], n=1, cutoff=0.5)
        shown = clean(str(found))[:60]
        where = self._at(key) if key else (self.path or N_("the top of the file"))
        if close:
            return ImportFileError(
                N_("{file}: “{found}” is not known in {where}."),
                N_("Did you mean {meant}?"),
                file=self.file,
                found=shown,
                where=where,
                meant=close[0],
            )
        return ImportFileError(
            N_("{file}: “{found}” is not known in {where}."),
            N_("Known are: {known}."),
            file=self.file,
            found=shown,
            where=where,
            known=", ".join(word for word in known if word),
        )

    def _text_of(self, key: str, value: object) -> str:
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise self.wrong(key, N_("A short text in quotation marks is expected."))
        return value

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key
