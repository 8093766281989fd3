"""Every word for people exists in every language, and one switch changes them all."""

from __future__ import annotations

import re
import runpy
from datetime import date
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from store.messages import Message, counted
from tests.conftest import PROJECT
from tui import language
from tui.language import LANGUAGES, LOCALE_DIR, _, ngettext, pick, tr

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog
    from babel.messages.catalog import Message as Entry

REMEDY = "run `python3 .ci/translations.py`, translate what it names, run it again"
TOOL = runpy.run_path(str(PROJECT / ".ci" / "translations.py"))
TRANSLATED = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize(
    ("asked", "environ", "expected"),
    [
        (None, {}, "en"),
        (None, {"LANG": "fr_FR.UTF-8"}, "fr_FR"),
        (None, {"LANG": "fr"}, "fr"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
        (None, {"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        (None, {"LANG": "C", "LC_MESSAGES": "fr_CA.UTF-8"}, "fr_CA"),
        (None, {"LANG": "en_GB.UTF-8", "LC_ALL": ""}, "en_GB"),
        ("en", {"LANG": "fr_FR.UTF-8"}, "en"),
        ("fr", {"LANG": "fr_CH.UTF-8"}, "fr_CH"),
        ("fr", {"LANG": "de_CH.UTF-8"}, "fr"),
    ],
)
def test_the_language_is_the_one_asked_for_else_the_terminals(
    asked: str | None, environ: dict[str, str], expected: str
) -> None:
    assert pick(asked, environ) == expected


def test_a_switch_changes_sentences_figures_and_days_at_once() -> None:
    message = Message("{n} days to {day}", {"n": 1240, "day": date(2026, 10, 31)})
    assert tr(message) == "1,240 days to Oct 31, 2026"
    language.use("fr")
    assert "31 oct. 2026" in tr(message)
    assert "1\u202f240" in tr(message)
    language.use("en")
    assert tr(message) == "1,240 days to Oct 31, 2026"


def test_an_unknown_language_or_territory_falls_back() -> None:
    assert language.use("xx_YY").code == "en"
    assert str(language.use("fr_ZZZ").locale) == "fr"


def test_no_french_shopkeeper_reads_zero_as_many() -> None:
    language.use("fr")
    words = ("{n} lever", "{n} levers")
    assert ngettext(*words, 0) == ngettext(*words, 1) != ngettext(*words, 2)


def test_a_counted_sentence_follows_its_number() -> None:
    values = {"n": 12, "day": date(2026, 10, 31)}
    message = counted("{n} day to {day}", "{n} days to {day}", "n", values)
    assert str(message).startswith("12 days")
    assert tr(message) == "12 days to Oct 31, 2026"
    assert tr(counted(message.text, message.many, "n", values | {"n": 1})).startswith("1 day ")


def test_braces_in_data_are_not_gaps() -> None:
    assert tr(Message("File {file}", {"file": "{day}{0!r}"})) == "File {day}{0!r}"


def test_the_empty_text_is_not_the_catalogues_header() -> None:
    language.use("fr")
    assert _("") == ""


# -- the catalogues ----------------------------------------------------------------------------


def template() -> Catalog:
    with (LOCALE_DIR / "kpi_tui.pot").open("rb") as file:
        return read_po(file)


def translation(code: str) -> Catalog:
    with (LOCALE_DIR / code / "LC_MESSAGES" / "kpi_tui.po").open("rb") as file:
        return read_po(file, locale=code)


def entries(catalog: Catalog) -> dict[object, Entry]:
    return {_name(entry): entry for entry in catalog if entry.id}


def _name(entry: Entry) -> object:
    return tuple(entry.id) if isinstance(entry.id, list | tuple) else entry.id


def texts(entry: Entry) -> list[str]:
    string = entry.string or ""
    return list(string) if isinstance(string, list | tuple) else [string]


def test_the_template_holds_every_sentence_of_the_code() -> None:
    in_code = set(entries(TOOL["in_code"]()))
    known = set(entries(template()))
    assert not in_code - known, f"sentences missing from kpi_tui.pot: {REMEDY}"
    assert not known - in_code, f"sentences in kpi_tui.pot that no code has: {REMEDY}"


def test_a_sentence_within_an_f_string_is_not_missed() -> None:
    code = """f"{sign} {_('promised')}" + fmt.plural('{n} day', '{n} ' 'days', len(N_('kept')))"""
    assert set(TOOL["marked"](code)) == {("promised",), ("{n} day", "{n} days"), ("kept",)}


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_is_complete(code: str) -> None:
    theirs = entries(translation(code))
    wanted = set(entries(template()))
    assert not wanted - set(theirs), f"sentences missing from {code}: {REMEDY}"
    assert not set(theirs) - wanted, f"sentences in {code} that no code has: {REMEDY}"
    empty = [entry.id for entry in theirs.values() if not all(texts(entry))]
    assert not empty, f"sentences without a translation in {code}: {REMEDY}"
    fuzzy = [entry.id for entry in theirs.values() if entry.fuzzy]
    assert not fuzzy, f"fuzzy translations in {code}: check them and remove the mark"


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{[^{}]*\}|%\(\w+\)s", text))


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_has_the_gaps_of_its_sentence(code: str) -> None:
    for entry in entries(translation(code)).values():
        sources = list(entry.id) if isinstance(entry.id, list | tuple) else [entry.id]
        allowed = set.union(*map(gaps, sources))
        for text in texts(entry):
            assert gaps(text) <= allowed, f"{entry.id!r} → {text!r}: a gap the sentence has not"
        assert gaps(texts(entry)[-1]) == gaps(sources[-1]), f"{entry.id!r}: a gap is missing"


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_source(code: str) -> None:
    with (LOCALE_DIR / code / "LC_MESSAGES" / "kpi_tui.mo").open("rb") as file:
        compiled = {name: texts(entry) for name, entry in entries(read_mo(file)).items()}
    source = {name: texts(entry) for name, entry in entries(translation(code)).items()}
    assert compiled == source, f"kpi_tui.mo of {code} is not made from its .po: {REMEDY}"


def test_french_typography_never_breaks_a_line_before_its_signs() -> None:
    for entry in entries(translation("fr")).values():
        for text in texts(entry):
            assert not re.search(r"[ ](?:[;:!?€»]|%(?![\w(]))|« ", text), (
                f"{text!r}: a no-break space, U+202F"
            )
