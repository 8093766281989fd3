"""Packed logs are read as a stream: whole, from anywhere, damaged ones told in words."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import TYPE_CHECKING

import pytest

from store.errors import ImportFileError
from store.files import open_file

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"".join(b"line %d of many\n" % n for n in range(20_000))


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "access.log.2.gz"
    path.write_bytes(gzip.compress(TEXT))
    return path


def test_a_gzip_file_reads_as_what_is_in_it(packed: Path) -> None:
    with open_file(packed) as file:
        assert file.encoding == "utf-8"
        assert b"".join(file.chunks()) == TEXT
        assert file.position == file.size == packed.stat().st_size
        assert file.head(15) == TEXT[:15]


@pytest.mark.parametrize("start", [0, 1, 65_535, 65_536, 65_537, len(TEXT) - 1, len(TEXT)])
def test_it_can_be_read_from_anywhere(packed: Path, start: int) -> None:
    plain = packed.with_name("access.log")
    plain.write_bytes(TEXT)
    for path in (packed, plain):
        with open_file(path) as file:
            assert b"".join(file.chunks(start)) == TEXT[start:]


def test_several_gzip_files_in_one_are_read_through(packed: Path) -> None:
    packed.write_bytes(gzip.compress(b"one\n") + gzip.compress(TEXT) + b"\0\0" + b"\0" * 9)
    with open_file(packed) as file:
        assert b"".join(file.chunks()) == b"one\n" + TEXT


@pytest.mark.parametrize("cut", [3, 12, 400, -1, -9])
def test_a_part_of_one_is_told_in_words(packed: Path, cut: int) -> None:
    packed.write_bytes(packed.read_bytes()[:cut])
    with (
        pytest.raises(ImportFileError, match=r"access\.log\.2\.gz is a damaged gzip file"),
        open_file(packed) as file,
    ):
        b"".join(file.chunks())


def test_a_damaged_one_is_told_in_words(packed: Path) -> None:
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 0xFF
    packed.write_bytes(content)
    with pytest.raises(ImportFileError), open_file(packed) as file:
        b"".join(file.chunks())


def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    packer = zlib.compressobj(9, wbits=31)
    zeros = b"\0" * (1 << 20)
    with path.open("wb") as out:
        for _ in range(200):
            out.write(packer.compress(zeros))
        out.write(packer.flush())
    assert path.stat().st_size < 300_000
    tracemalloc.start()
    with open_file(path) as file:
        length = sum(len(chunk) for chunk in file.chunks())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length == 200 << 20
    assert peak < 2_000_000


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"PK\x03\x04", "a spreadsheet or a zip archive"),
        (b"BZh91AY", "a packed file"),
        (b"\xfd7zXZ\x00", "a packed file"),
        (b"\x28\xb5\x2f\xfd", "a packed file"),
        (b"7z\xbc\xaf\x27\x1c", "a packed file"),
    ],
)
def test_other_archives_are_refused_by_name(tmp_path: Path, start: bytes, what: str) -> None:
    path = tmp_path / "orders.xyz"
    path.write_bytes(start + b"\0" * 100)
    with pytest.raises(ImportFileError, match=f"orders.xyz is {what}"):
        open_file(path)
