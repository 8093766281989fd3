"""Files of rows: strict reading, every bad row with its line, and the rows after it unharmed."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import row_parser, tables
from store.columns.questions import AmbiguousFileError
from store.errors import ImportFileError
from store.files import open_file
from store.flat_rows import ROW, flat_rows
from store.tables import blocks, find_table, sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from store.records import LeftOut

NOBODY = 65534
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def read(
    path: Path, content: bytes, encoding: str = ""
) -> tuple[list[tuple[int, tuple[str, ...]]], list[LeftOut]]:
    """Return the rows under the header, each with its line, and what was left out."""
    path.write_bytes(content)
    with open_file(path) as file:
        found = sample(file, encoding)
        table = find_table(found, file.decided_encoding(encoding), ())
        rows: list[tuple[int, tuple[str, ...]]] = []
        bad: list[LeftOut] = []
        for block in blocks(file, table):
            rows += zip(block.lines, map(tuple, block.rows()), strict=True)
            bad += block.left_out
    return rows, bad


def cells(rows: Sequence[tuple[int, tuple[str, ...]]]) -> list[tuple[str, ...]]:
    return [row for _, row in rows]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "export.csv"


def test_rows_come_with_their_lines_also_behind_a_note_of_several_lines(path: Path) -> None:
    rows, bad = read(path, b'a,b\n1,"ring\ntwice"\r\n2,x\n\n3,y')
    assert rows == [(2, ("1", "ring\ntwice")), (4, ("2", "x")), (6, ("3", "y"))]
    assert not bad


def test_a_broken_quote_costs_its_own_row_only(path: Path) -> None:
    rows, bad = read(path, b'a,b\n1,x\n2,"y" z\n3,x\n4,"never closed\n5,x\n6,y\n')
    assert rows == [(2, ("1", "x")), (4, ("3", "x")), (6, ("5", "x")), (7, ("6", "y"))]
    assert [(row.line, row.reason) for row in bad] == [
        (3, row_parser.BROKEN_QUOTE),
        (5, row_parser.BROKEN_QUOTE),
    ]


def test_rows_too_short_or_too_long_are_rejected_but_for_empty_cells_at_the_end(path: Path) -> None:
    rows, bad = read(path, b"a,b\n1\n1,2,3\n1,2,\n,\n")
    assert rows == [(4, ("1", "2"))]
    assert [(row.line, dict(row.values)) for row in bad] == [
        (2, {"found": 1, "expected": 2}),
        (3, {"found": 3, "expected": 2}),
    ]


def test_short_rows_that_fit_together_are_not_taken_for_one(path: Path) -> None:
    rows, bad = read(path, b"a,b,c\n1\n2\n3,4,5\n")
    assert cells(rows) == [("3", "4", "5")]
    assert [row.line for row in bad] == [2, 3]


def test_a_nul_or_a_wrong_byte_rejects_its_row(path: Path) -> None:
    text = "a,b\n1,é\n2,x\0y\n3,Z\n4,ü\n".encode().replace(b"Z", b"\xff")
    rows, bad = read(path, text)
    assert cells(rows) == [("1", "é"), ("4", "ü")]
    assert [(row.line, row.reason) for row in bad] == [
        (3, row_parser.NUL),
        (4, row_parser.UNDECODABLE),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_explain_themselves(path: Path, encoding: str) -> None:
    content = "a;b\nété;naïve €\n".encode(encoding)
    if encoding == "utf-16-le":
        content = b"\xff\xfe" + content
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content
    rows, bad = read(path, content)
    assert rows == [(2, ("été", "naïve €"))]
    assert not bad


def test_half_a_character_at_the_end_rejects_the_last_row(path: Path) -> None:
    content = b"\xff\xfe" + "a,b\n1,x\n2,y".encode("utf-16-le") + b"\x20"
    rows, bad = read(path, content)
    assert cells(rows) == [("1", "x")]
    assert [row.line for row in bad] == [3]


def test_an_old_encoding_is_asked_about_with_a_guess(path: Path) -> None:
    content = "nom,ville\nFrançois,Besançon\nHélène,Orléans\n".encode("cp1252") * 5
    with pytest.raises(AmbiguousFileError, match="UTF-8") as asked:
        read(path, content)
    assert asked.value.question == "encoding"
    assert "cp1252" in asked.value.choices
    rows, _ = read(path, content, encoding="cp1252")
    assert rows[0] == (2, ("François", "Besançon"))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("N° de colis;Référence;Livré le;État\n6A1;1001;;Livré\n", "cp1252"),
        ("Désignation;Prix d’achat\nÉtui;12 €\n", "cp1252"),
        ("Straße;Größe;Menge\nWeg 1;groß;3\n", "cp1252"),
        ("Zamówienie;Imię;Miejscowość\n1;Łukasz;Łódź\n2;Małgorzata;Gdańsk\n", "cp1250"),
        ("Číslo;Jméno;Město\n1;Jiří;Plzeň\n2;Tomáš;Liberec\n3;Eliška;Děčín\n", "cp1250"),
    ],
)
def test_the_guess_follows_the_letters_of_the_language(
    path: Path, text: str, encoding: str
) -> None:
    with pytest.raises(AmbiguousFileError) as asked:
        read(path, text.encode(encoding))
    assert next(iter(asked.value.choices)) == encoding
    titles = text.split("\n", 1)[0].replace(";", " ").split()
    word = next(word for word in titles if not word.isascii() and word.isalpha())
    assert word in str(asked.value.what), "a word of the titles shows whether the guess is right"


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"%PDF-1.7\n", "is a PDF"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "is a workbook of Excel"),
        (b"<!DOCTYPE html><html>", "is a web page"),
    ],
)
def test_what_is_no_table_is_called_by_its_name(path: Path, begins: bytes, said: str) -> None:
    with pytest.raises(ImportFileError, match=said):
        read(path, begins + b" and so on")


def test_an_encoding_nobody_knows_is_named(path: Path) -> None:
    for name in ("klingon", "base64", "idna", "a\0b"):
        with pytest.raises(ImportFileError, match="no encoding"):
            read(path, b"a,b\n", encoding=name)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_makes_the_rows_equal(path: Path, delimiter: str) -> None:
    lines = [("day", "price", "note"), ("1", "1,50", "a b"), ("2", "2,50", "c;d|e\tf")]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    rows, bad = read(path, text.getvalue().encode())
    assert cells(rows) == lines[1:]
    assert not bad


def test_a_spreadsheets_word_on_the_delimiter_is_believed(path: Path) -> None:
    rows, _ = read(path, b"sep=;\na;b\n1,5;2\n")
    assert rows == [(3, ("1,5", "2"))]


def test_titles_above_the_table_are_passed_over(path: Path) -> None:
    path.write_bytes(b'Report,\n"June, 2026",\nDay,Visits\n2026-06-01,5\n')
    with open_file(path) as file:
        table = find_table(sample(file), "utf-8", ("Day", "Visits"))
    assert (table.header, table.first_line) == (("Day", "Visits"), 4)


def test_line_ends_of_very_old_computers_are_read(path: Path) -> None:
    rows, bad = read(path, b"a,b\r1,x\r2,y\r")
    assert cells(rows) == [("1", "x"), ("2", "y")]
    assert not bad


def test_a_file_of_more_columns_than_any_export_has_is_refused(path: Path) -> None:
    with pytest.raises(ImportFileError, match="columns"):
        read(path, b"a" + b"," * 1_000 + b"\n")


def test_an_endless_line_is_one_rejected_row_and_little_memory(path: Path) -> None:
    rows, bad = read(path, b"a,b\n1,x\n" + b"y" * 3_000_000 + b"\n2,x\n")
    assert cells(rows) == [("1", "x"), ("2", "x")]
    assert [(row.line, row.reason) for row in bad] == [(3, row_parser.TOO_LONG)]


def test_an_endless_quoted_cell_is_rejected_line_by_line(path: Path) -> None:
    rows, bad = read(path, b'a,b\n1,x\n2,"' + b"y\n" * 100_000 + b"3,x\n")
    assert cells(rows) == [("1", "x"), ("3", "x")]
    assert len(bad) == 100_000
    assert bad[0].line == 3


@contextmanager
def as_somebody_without_rights() -> Iterator[None]:
    """Read as “nobody” where root runs the tests: root may read everything."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("kind", ["link", "folder", "fifo", "missing", "empty"])
def test_only_a_regular_file_of_ones_own_is_opened(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.csv"
    if kind == "link":
        (tmp_path / "y.csv").write_text("a,b\n")
        path.symlink_to(tmp_path / "y.csv")
    elif kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "empty":
        path.touch()
    with pytest.raises(ImportFileError, match=r"x\.csv"):
        open_file(path)


def test_a_file_one_may_not_read_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        folder.chmod(0o755)
        path = folder / "x.csv"
        path.write_text("a,b\n")
        path.chmod(0o644)  # whatever the umask
        with as_somebody_without_rights():
            open_file(path).close()
        path.chmod(0)
        with as_somebody_without_rights(), pytest.raises(ImportFileError, match=r"x\.csv"):
            open_file(path)


def test_a_name_with_control_characters_does_no_harm(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError) as raised:
        open_file(tmp_path / "a\x1b[31m.csv")
    assert "\x1b" not in str(raised.value)
    with pytest.raises(ImportFileError):
        open_file(tmp_path / "a\0.csv")


_CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0\x1e\x1f\ufeff"), max_size=8)


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(_CELLS, min_size=width, max_size=width), max_size=30)
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(20, 200),
)
@QUIET
def test_every_table_written_is_read_back(
    path: Path, rows: list[list[str]], line_end: str, chunk: int
) -> None:
    width = len(rows[0]) if rows else 2
    header = [f"column {number}" for number in range(width)]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows([header, *rows])
    path.write_bytes(text.getvalue().encode())
    with pytest.MonkeyPatch.context() as small, open_file(path) as file:
        small.setattr("store.files.CHUNK", chunk)
        table = tables.Table("utf-8", ",", tuple(header), 2)
        found: list[list[str]] = []
        lines: list[int] = []
        for block in blocks(file, table):
            assert not block.left_out
            found += [list(row) for row in block.rows()]
            lines += block.lines
        assert found == [row for row in rows if row[0] or any(cell.strip() for cell in row)]
        assert lines == sorted(set(lines))


@given(st.binary(max_size=400), st.integers(8, 100))
@QUIET
def test_any_bytes_are_rows_or_reasons(path: Path, content: bytes, chunk: int) -> None:
    path.write_bytes(b"a,b\n" + content)
    with pytest.MonkeyPatch.context() as small, open_file(path) as file:
        small.setattr("store.files.CHUNK", chunk)
        seen = 0
        for block in blocks(file, tables.Table("utf-8", ",", ("a", "b"), 2)):
            assert all(len(row) == 2 for row in block.rows())
            for row in block.rows():
                for cell in row:
                    cell.encode()
            seen += len(block) + len(block.left_out)
        assert seen == file.rows


@given(
    st.text(st.sampled_from('ab,";\n \r\x1f'), max_size=60),
    st.sampled_from([",", ";"]),
    st.integers(1, 4),
)
@settings(max_examples=500)
def test_the_quick_way_reads_what_the_strict_one_reads(
    text: str, delimiter: str, width: int
) -> None:
    flat = flat_rows(text, delimiter, width)
    if flat is None:
        return
    rows = [flat[at : at + width] for at in range(0, len(flat) - 1, width + 1)]
    assert flat[width :: width + 1] == [ROW] * len(rows)
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    assert rows == list(strict)
