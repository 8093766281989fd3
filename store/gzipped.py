"""Reading a gzip file as if it were unpacked: a stream, never the whole of it in memory.

Rotated logs lie about as ``access.log.2.gz``. Whatever its contents unpack to, no more than a chunk
is held at a time, so a small file that unpacks to terabytes only takes long, and can be stopped.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from store.errors import ImportFileError
from store.files import CHUNK, SourceFile
from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

_WITH_HEADER = 16 + zlib.MAX_WBITS


class GzippedFile(SourceFile):
    """A gzip file: ``size`` and ``position`` are of the packed bytes, contents are unpacked."""

    def chunks(self, start: int = 0) -> Iterator[bytes]:
        """Yield the contents from byte ``start`` on; what comes before is unpacked and left."""
        for chunk in self._unpacked():
            if start >= len(chunk):
                start -= len(chunk)
                continue
            yield chunk[start:] if start else chunk
            start = 0

    def head(self, size: int) -> bytes:
        """Return the first ``size`` bytes of the contents, as far as they can be unpacked."""
        found: list[bytes] = []
        length = 0
        try:
            for chunk in self._unpacked():
                found.append(chunk)
                length += len(chunk)
                if length >= size:
                    break
        except ImportFileError:
            if not found:
                raise
        return b"".join(found)[:size]

    def _unpacked(self) -> Iterator[bytes]:
        self._raw.seek(0)
        self.position = 0
        unpacker = zlib.decompressobj(_WITH_HEADER)
        started = False
        while packed := self._raw.read(CHUNK):
            self.position += len(packed)
            while packed:
                if unpacker.eof:  # several gzip files one behind the other are one
                    packed = packed.lstrip(b"\0") if started else packed
                    if not packed:
                        break
                    unpacker = zlib.decompressobj(_WITH_HEADER)
                try:
                    chunk = unpacker.decompress(packed, CHUNK)
                except zlib.error as error:
                    raise self._damaged() from error
                started = True
                packed = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
                if chunk:
                    yield chunk
        while not unpacker.eof:
            chunk = unpacker.decompress(unpacker.unconsumed_tail, CHUNK)
            if not chunk:
                raise self._damaged()
            yield chunk

    def _damaged(self) -> ImportFileError:
        return ImportFileError(
            N_("{file} is a damaged gzip file, or only a part of one."),
            N_("Copy it again from the server."),
            file=self.name,
        )
