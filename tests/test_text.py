"""Text of the data is shown as it stands: never a control sequence, never markup."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text import clean, clean_lines, content

hostile = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]),
        st.sampled_from("[]/@\\=\x1b\x9b\x9d\u202e\u2066\u200b\u200d\ufeff"),
    )
)


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("T-Shirt [XL]", "T-Shirt [XL]"),
        ("Cable [/]", "Cable [/]"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x1b]52;c;cm0gLXJm\x07copied", "]52;c;cm0gLXJmcopied"),
        ("\x9b2Jgone", "2Jgone"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("one\ttwo\r\nthree\u2028four", "one two  three four"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("half \ud83d", "half \ufffd"),
        ("prix\u202f: 3\u00a0€", "prix\u202f: 3\u00a0€"),
    ],
)
def test_what_data_may_show(data: str, shown: str) -> None:
    assert clean(data) == shown


@given(hostile)
def test_no_control_character_of_any_text_survives(data: str) -> None:
    left = {char for char in clean(data) if char != "\u200d"}
    assert not {char for char in left if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")}
    assert not {char for char in left if unicodedata.bidirectional(char) in _DIRECTIONS}
    assert clean(clean(data)) == clean(data)


_DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(hostile)
def test_harmless_characters_all_stay(data: str) -> None:
    harmless = [char for char in data if unicodedata.category(char)[0] in "LNPS"]
    assert [char for char in clean(data) if char in harmless and char != "\ufffd"] == [
        char for char in harmless if char != "\ufffd"
    ]


@given(hostile)
def test_lines_stay_lines(data: str) -> None:
    assert clean_lines(data).count("\n") == data.count("\n")


@given(hostile)
def test_data_on_a_screen_is_never_markup(data: str) -> None:
    shown = content(data)
    assert shown.plain == clean_lines(data)
    assert not shown.spans
