"""What an owner says once of the columns of a file is kept, and recognised by them next time."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from store.errors import ImportFileError
from store.files import open_file
from store.importers.mapped.mapping import load_mapping
from store.importers.mapped.own import Draft, OwnMappings, own_mappings, save, slug
from store.ingest.identify import choose
from store.tables import sample

if TYPE_CHECKING:
    from pathlib import Path

    from store.ingest.identify import Choice

HEADER = ("Ticket", "Date", "Article", "Qté", "Montant HT", 'Note "interne"')
TILL = Draft(
    kind="order_lines",
    source="Caisse d’été",
    columns={
        "order": ["Ticket"], "day": ["Date"], "product": ["Article"], "quantity": ["Qté"],
        "amount": ["Montant HT"],
    },
    date="dmy",
    decimal=",",
    header=HEADER,
)  # fmt: skip
ROWS = "T1;03/04/2026;Savon;2;12,50;x\n"


def chosen(path: Path, own: OwnMappings) -> Choice:
    with open_file(path) as file:
        return choose(sample(file), own=own)


def test_a_mapping_is_kept_privately_and_reads_back_as_it_was_made(tmp_path: Path) -> None:
    path = save(tmp_path / "config" / "mappings", TILL)
    assert path.name == "caisse-d-ete.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    mapping = load_mapping(str(path))
    assert (mapping.source, mapping.date, mapping.decimal) == ("Caisse d’été", "dmy", ",")
    assert mapping.header == HEADER
    assert mapping.columns["amount"] == ("Montant HT",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_same_columns_are_recognised_in_any_order_and_encoding(
    tmp_path: Path, encoding: str
) -> None:
    save(tmp_path / "own", TILL)
    path = tmp_path / "till.csv"
    quoted = ['"Note ""interne"""' if "Note" in one else one for one in reversed(HEADER)]
    path.write_bytes((";".join(quoted) + "\nx;12,50;2;Savon;03/04/2026;T1\n").encode(encoding))
    choice = chosen(path, own_mappings(tmp_path / "own"))
    assert choice.source == "Caisse d’été"
    assert choice.because is not None and "caisse-d-ete.toml" in str(choice.because)


def test_a_file_that_lacks_one_of_the_columns_is_not_taken_for_it(tmp_path: Path) -> None:
    save(tmp_path / "own", TILL)
    path = tmp_path / "till.csv"
    path.write_text(";".join(HEADER[:-1]) + "\n" + ROWS)
    with pytest.raises(ImportFileError, match="not recognised"):
        chosen(path, own_mappings(tmp_path / "own"))


def test_what_an_owner_said_comes_before_every_importer(tmp_path: Path) -> None:
    columns = {"day": ["day"]}
    draft = Draft("daily_series", "my tool", columns, measures={"visits": "ad_clicks"},
                  header=("day", "visits"))  # fmt: skip
    save(tmp_path / "own", draft)
    path = tmp_path / "a.csv"
    path.write_text("day,visits\n2026-03-01,4\n")
    assert chosen(path, OwnMappings()).source == "daily_series"
    assert chosen(path, own_mappings(tmp_path / "own")).source == "my tool"


def test_a_mapping_for_the_same_columns_is_replaced_and_others_are_kept(tmp_path: Path) -> None:
    own = tmp_path / "own"
    first = save(own, TILL)
    again = save(own, Draft("order_lines", "Caisse d’été", TILL.columns, header=HEADER))
    other = save(own, Draft("order_lines", "Caisse d’été", TILL.columns, header=HEADER[:-1]))
    assert again == first and load_mapping(str(first)).date == ""
    assert other.name == "caisse-d-ete-2.toml"
    assert [one.name for one in own_mappings(own).mappings] == ["caisse-d-ete-2", "caisse-d-ete"]


def test_a_mapping_that_cannot_work_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match=r"columns\.order is missing"):
        save(tmp_path / "own", Draft("order_lines", "till", {"day": ["Date"]}))
    assert not (tmp_path / "own").exists()


def test_a_damaged_mapping_is_named_when_its_file_is_recognised_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("kind = [")
    path = tmp_path / "odd.csv"
    path.write_text("colour,mood\nblue,calm\n")
    with pytest.raises(ImportFileError, match=r"broken\.toml is not well-formed"):
        chosen(path, own_mappings(tmp_path))
    path.write_text("day,visits\n2026-03-01,4\n")
    assert chosen(path, own_mappings(tmp_path)).source == "daily_series", "others do not suffer"


def test_every_letter_survives_the_writing_of_a_mapping() -> None:
    odd = 'a"b\\c\td\x7fé [x] = 1'
    draft = Draft("daily_series", odd, {"day": ["Jour"]}, measures={odd: "visits"})
    assert draft.mapping().source == odd
    assert draft.mapping().measures == {odd: "visits"}


def test_names_of_sources_make_names_of_files() -> None:
    assert [slug(one) for one in ("../../etc", "Été 2026", "日本", "")] == [
        "etc", "ete-2026", "mapping", "mapping",
    ]  # fmt: skip
