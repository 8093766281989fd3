"""Small sources whatever the file: pages that are true, one claim a file, and no traceback."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.database import in_memory
from store.files import open_file
from store.importers import importers
from store.importers.pages import path_of
from store.ingest.identify import choose
from store.tables import sample
from tests.exports_read import a_shop, rows_of
from tests.small_sources import EXPORTS, bring, counts

if TYPE_CHECKING:
    from pathlib import Path

OURS = (
    "surveys", "shop_sales", "deliveries", "uptime_checks", "ecb_rates", "projects",
    "sales_targets",
)  # fmt: skip
SAMPLES = {
    "surveys": ["nps_fr.csv", "typeform.csv", "stars.csv", "google_forms_fr.csv"],
    "shop_sales": ["caisse.csv", "marketplaces.csv"],
    "deliveries": ["colis.csv", "shipped.csv"],
    "uptime_checks": ["checks.csv", "uptimerobot.csv"],
    "ecb_rates": ["eurofxref-hist.csv", "eurofxref.csv"],
    "projects": ["projets.csv"],
}
ANSWERS = {"date_order": "dmy", "tax_rate": "20", "within_days": "3", "survey": "nps-0-10"}


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_examples_of_a_page_are_recognised(name: str, language: str, tmp_path: Path) -> None:
    text = path_of(name, language).read_text("utf-8")
    lines = [line[4:] for line in text.splitlines() if line.startswith("    ")]
    examples = [
        re.split(r"\s{3,}", line)[part].split("(--")[0].strip()
        for line in lines
        if "kpi-tui" not in line
        for part in range(len(re.split(r"\s{3,}", line)))
    ]
    headers = [one for one in examples if re.search(r"[;,]", one) and not re.search(r"\d{2}", one)]
    if name == "ecb_rates":
        return
    assert headers or name == "sales_targets"
    path = tmp_path / "a.csv"
    for header in headers:
        row = examples[examples.index(header) + 1 :]
        sign = header_sign(header)
        cells = next(
            one for one in row if re.search(r"\d", one) and one.count(sign) == header.count(sign)
        )
        path.write_text(f"{header}\n{cells}\n", "utf-8")
        with open_file(path) as file:
            assert choose(sample(file)).importer.name == name, header


def header_sign(header: str) -> str:
    return ";" if ";" in header else ","


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_claimed_by_one_importer_alone(name: str) -> None:
    for file_name in SAMPLES[name]:
        with open_file(EXPORTS / name / file_name) as file:
            found = sample(file)
        claims = [one.name for one in importers().values() if one.identify(found)]
        # Where a status is none, the owner says with --as what the file is.
        assert claims == ([] if file_name == "checks.csv" else [name]), file_name


HOSTILE = st.sampled_from(
    [
        "=1+1", "\x1b[2J", "'; DROP TABLE answer;--", "\u202e", "1e999", "nan", "-1", "９", "\0",
        '"', "9" * 60, "2026-02-30", "99/99/9999", "☃", ",;\t", "inf", "1_000", "0001-01-01",
        "2100-12-31 23:59:59",
    ]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    """Return a file with cells, rows and bytes exchanged, doubled and lost."""
    text = original.decode("utf-8-sig", "replace")
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                lines.insert(place, lines[draw(st.integers(0, len(lines) - 1))])
            case 1:
                lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
            case 2:
                sign = ";" if ";" in lines[place] else ","
                cells = lines[place].rstrip("\r\n").split(sign)
                cells[draw(st.integers(0, len(cells) - 1))] = draw(HOSTILE)
                lines[place] = sign.join(cells) + "\n"
            case 3:
                lines[place] = draw(HOSTILE) + lines[place]
            case _:
                lines.reverse()
    raw = "".join(lines).encode("utf-8", "surrogatepass")
    if draw(st.booleans()):
        at = draw(st.integers(0, max(0, len(raw) - 1)))
        raw = raw[:at] + bytes([draw(st.integers(0, 255))]) + raw[at + 1 :]
    return raw or b"x"


@pytest.mark.parametrize("name", SAMPLES)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_hostile_file_ends_in_a_receipt_that_adds_up_or_a_sentence(
    name: str, data: st.DataObject, tmp_path: Path
) -> None:
    """Twice: what is stored of it must be found unchanged the second time."""
    which = data.draw(st.sampled_from(SAMPLES[name]))
    path = tmp_path / "hostile.csv"
    path.write_bytes(data.draw(mutated((EXPORTS / name / which).read_bytes())))
    with in_memory() as store:
        first = bring(store, path, importer=name, answers=ANSWERS)
        again = bring(store, path, importer=name, answers=ANSWERS)
    if first.error is None:
        assert first.read == sum(counts(first)[1:])
        kept = first.stored + first.updated + first.unchanged
        assert counts(again) == (first.read, 0, 0, kept, first.excluded, first.rejected)
    else:
        assert str(first.error) == str(again.error)


def test_rows_are_accounted_for_in_every_sample() -> None:
    context = a_shop(**ANSWERS)
    for name, files in SAMPLES.items():
        for file_name in files:
            with open_file(EXPORTS / name / file_name) as file:
                records = list(importers()[name].extract(file, context))
                assert sum(map(rows_of, records)) == file.rows, file_name
