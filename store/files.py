"""Opening the owner's files: regular files only, links not followed, encodings never guessed.

UTF-8 (with or without mark) and UTF-16 with a mark explain themselves. Anything else is a question
to the owner (``AmbiguousFileError``), with the likeliest answer first.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.columns.questions import ENCODING, AmbiguousFileError, ask_encoding
from store.errors import ImportFileError
from store.messages import N_
from store.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

CHUNK = 1 << 16
"""Bytes read at once: rows made of 64 kB stay in the processor's cache while they are read."""

_CHECKED = 1 << 26
"""Bytes read to tell the encoding; a wrong byte further on rejects its own row."""
_GUESSED = 1 << 16
_NOT_OF_FILES = ("idna", "punycode", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape",
                 "unicode-escape", "undefined")  # fmt: skip
_ENOUGH = 10_000
_WRONG = re.compile("[\udc80-\udcff]")
_WHOLE = re.compile("[^\x00-\x7f\udc80-\udcff]")

_GZIP = b"\x1f\x8b"
_MAGIC_BYTES = 16
_UNPACK = N_("Unpack it and import what is in it; of packed files only .gz is read as it is.")
_EXPORT = N_("Export the figures themselves from your shop, as CSV.")
_SIGN_IN = N_("Often it is the page to sign in: sign in and export again.")
_NOT_TEXT = (
    (b"PK\x03\x04", N_("{file} is a spreadsheet or a zip archive."),
     N_("Save the table as CSV, or unpack the archive.")),
    (b"BZh", N_("{file} is a packed file."), _UNPACK),
    (b"\xfd7zXZ\x00", N_("{file} is a packed file."), _UNPACK),
    (b"\x28\xb5\x2f\xfd", N_("{file} is a packed file."), _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", N_("{file} is a packed file."), _UNPACK),
    (b"\xd0\xcf\x11\xe0", N_("{file} is a workbook of Excel."), N_("Save the table as CSV.")),
    (b"%PDF", N_("{file} is a PDF."), _EXPORT),
    *((magic, N_("{file} is a picture."), _EXPORT)
      for magic in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")),
    (b"<!doctype html", N_("{file} is a web page and no export."), _SIGN_IN),
    (b"<html", N_("{file} is a web page and no export."), _SIGN_IN),
)  # fmt: skip
"""Files that people try and that hold no text, by their first bytes."""
_ASKED = {"cp1252": "cp1252", "windows-1252": "cp1252", "latin-1": "latin-1",
          "iso-8859-1": "latin-1"}  # fmt: skip
_SIGNS = "€°«»’‘“”–—…·×§©®\u00a0"
_LETTERS = {
    "cp1252": frozenset("àâäáåçéèêëîïíôöóùûüúÿñœßÀÂÄÁÅÇÉÈÊËÎÏÍÔÖÓÙÛÜÚÑŒ²µ" + _SIGNS),
    "cp1250": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽäľĺôŕöőüűÖŐÜŰ" + _SIGNS),
}
"""What text has beyond ASCII, by the encoding of old programs that writes it; the first fits."""
_POUNDS = re.compile("£(?=[0-9 ])|(?<=[0-9 ])£")
_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_SHOWN_LETTERS = 60


@dataclass(frozen=True, slots=True)
class FileSample:
    """The first rows of a file, for ``Importer.identify``: ``rows`` are at most 1,000, raw.

    ``encoding`` is ``""`` where only the owner can say it: cells beyond ASCII are then unreliable.
    """

    path: Path
    size: int
    encoding: str
    delimiter: str
    rows: tuple[tuple[str, ...], ...]
    skipped: int = 0
    """Lines before the first row that only say how the file is written (``sep=;``)."""
    text: str = ""
    """The beginning of the file as it is written, whole lines where there are any."""

    def header(self) -> tuple[str, ...]:
        """Return the first row that is not blank, cells trimmed; ``()`` when there is none."""
        for row in self.rows:
            if any(cell.strip() for cell in row):
                return tuple(cell.strip() for cell in row)
        return ()


class SourceFile:
    """A regular file open for reading; ``position`` of ``size`` bytes say how far it was read.

    ``rows`` are the rows of data seen by the last reading of its table (``store.tables.blocks``).
    ``made_at`` is when it was last written, in seconds UTC. A context manager. ``encoding`` is what
    the file proves to be, ``""`` when it proves nothing.
    """

    def __init__(self, path: Path, raw: io.FileIO, size: int) -> None:
        self.path = path
        self.size = size
        self.position = 0
        self.rows = 0
        self.made_at = os.fstat(raw.fileno()).st_mtime_ns // 10**9
        self._raw = raw
        self.encoding = _proven_encoding(self)

    @property
    def name(self) -> str:
        """The file's own name, harmless to show."""
        return clean(self.path.name)

    def chunks(self, start: int = 0) -> Iterator[bytes]:
        """Yield the file from its beginning, or from byte ``start`` on, 64 kB at a time."""
        self._raw.seek(start)
        self.position = start
        while chunk := self._raw.read(CHUNK):
            self.position += len(chunk)
            yield chunk

    def head(self, size: int) -> bytes:
        """Return the first ``size`` bytes."""
        self._raw.seek(0)
        return self._raw.read(size)

    def decided_encoding(self, named: str = "") -> str:
        """Return the encoding to read with; ``named`` is the mapping's or the owner's answer.

        Raises ``AmbiguousFileError`` when neither the file nor its owner says it.
        """
        if named:
            try:
                b" ".decode(named, "replace")  # refuses codecs that are not of text
                name = codecs.lookup(named).name
                if name in _NOT_OF_FILES:
                    raise LookupError(name)
                return name
            except (LookupError, ValueError) as error:
                raise ImportFileError(
                    N_("There is no encoding {encoding}."),
                    N_("Use utf-8, utf-16, cp1252 or latin-1."),
                    encoding=clean(named)[:40],
                ) from error
        if not self.encoding:
            raise _unsure(self.name, self.head(_GUESSED))
        return self.encoding

    def close(self) -> None:
        self._raw.close()

    def __enter__(self) -> SourceFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def answered_encoding(file: SourceFile, answers: Mapping[str, str]) -> str:
    """Return what the owner answered, ``""`` for a file that proves its encoding itself.

    One answer may be given for many files, or kept for a source whose next export is in UTF-8.
    """
    return "" if file.encoding else answers.get(ENCODING, "")


def open_file(path: Path) -> SourceFile:
    """Open a file to import; ``ImportFileError`` when it is missing, a link, a folder or a device.

    Only the last part of ``path`` may not be a link: the owner's folders may be.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    shown = clean(path.name) or clean(str(path))
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise _unopened(shown, error) from error
    try:
        size = _size_of(descriptor, shown)
    except BaseException:
        os.close(descriptor)
        raise
    raw = io.FileIO(descriptor, "rb", closefd=True)
    try:
        kind = _kind_of(os.pread(descriptor, _MAGIC_BYTES, 0), shown)
        return kind(path, raw, size)
    except BaseException:
        raw.close()
        raise


def _size_of(descriptor: int, shown: str) -> int:
    """Return the size of a regular file that holds something."""
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise ImportFileError(
            N_("{file} is not a regular file."),
            N_("Give the file itself, not a folder, a link or a device."),
            file=shown,
        )
    if found.st_size == 0:
        raise ImportFileError(
            N_("{file} is empty."), N_("Export it again from your shop."), file=shown
        )
    return found.st_size


def _kind_of(start: bytes, shown: str) -> type[SourceFile]:
    """Return how a file that starts so is read; what only looks like text in part is refused."""
    if start.startswith(_GZIP):
        from store.gzipped import GzippedFile

        return GzippedFile
    for magic, what, remedy in _NOT_TEXT:
        if start.lower().startswith(magic.lower()):
            raise ImportFileError(what, remedy, file=shown)
    return SourceFile


def _unopened(shown: str, error: OSError | ValueError) -> ImportFileError:
    code = error.errno if isinstance(error, OSError) else None
    if code == errno.ENOENT:
        return ImportFileError(
            N_("There is no file {file}."), N_("Check its name and folder."), file=shown
        )
    if code in (errno.ELOOP, errno.EMLINK):
        return ImportFileError(
            N_("{file} is a link."), N_("Give the file it points to."), file=shown
        )
    if code in (errno.EACCES, errno.EPERM):
        return ImportFileError(
            N_("You may not read {file}."), N_("Check who may read the file."), file=shown
        )
    return ImportFileError(
        N_("{file} cannot be opened: {why}."),
        N_("Check its name and folder."),
        file=shown,
        why=(error.strerror or "" if isinstance(error, OSError) else str(error)),
    )


def _proven_encoding(file: SourceFile) -> str:
    """Return the encoding that the bytes prove, or ``""``.

    A file with whole UTF-8 characters and some wrong bytes is a damaged UTF-8 file, whose wrong
    rows are rejected; one with wrong bytes only is in an older encoding.
    """
    head = file.head(4)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    whole = wrong = 0
    for chunk in file.chunks():
        if not (chunk.isascii() and decoder.getstate()[0] == b""):
            text = decoder.decode(chunk)
            wrong += len(_WRONG.findall(text))
            whole += len(_WHOLE.findall(text))
        if file.position >= _CHECKED or wrong > _ENOUGH:
            break
    return "utf-8" if whole >= wrong else ""


def _unsure(name: str, head: bytes) -> AmbiguousFileError:
    """Return the question for a file that proves nothing, with words of its titles to judge by."""
    likely = _likely_encoding(head)
    titles = head.lstrip().split(b"\n", 1)[0].decode(likely, "replace")
    words = dict.fromkeys(word for word in _WORD.findall(titles) if not word.isascii())
    return ask_encoding(name, likely, clean(", ".join(words))[:_SHOWN_LETTERS])


def _likely_encoding(head: bytes) -> str:
    for encoding, letters in _LETTERS.items():
        text = _POUNDS.sub("", head.decode(encoding, "replace"))
        beyond = [letter for letter in text if not letter.isascii()]
        if sum(letter in letters for letter in beyond) >= len(beyond) * 9 // 10:
            return encoding
    # Loaded only here: files in other old encodings are rare, and it takes a while to load.
    from charset_normalizer import from_bytes

    best = from_bytes(head).best()
    return _ASKED.get(best.encoding.replace("_", "-"), best.encoding) if best else "cp1252"
