"""Text of the data is shown as it stands: never a control sequence, never markup."""

from __future__ import annotations

import ast
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import PROJECT
from tui.text import clean, clean_lines, content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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


REPAIR = (
    "{place}: {what} reads text as markup, so that “T-Shirt [XL]” loses its size and “[/]” ends the"
    " dashboard. Paint it, or give it `content(text)` of tui/text.py."
)
SAFE_WIDGETS = {"Input", "Static"}  # Input shows what is typed; Static is looked at below
TITLES = {"border_title", "border_subtitle", "tooltip"}


def _readers_of_markup(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "textual.widgets":
            yield from ((node.lineno, n.name) for n in node.names if n.name not in SAFE_WIDGETS)
        elif isinstance(node, ast.Attribute) and node.attr == "notify":
            yield node.lineno, node.attr
        elif isinstance(node, ast.Assign) and not _is_content(node.value):
            names = {target.attr for target in node.targets if isinstance(target, ast.Attribute)}
            yield from ((node.lineno, name) for name in sorted(names & TITLES))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Static"
            and not all(_is_content(one) for one in node.args)
        ):
            yield node.lineno, "Static(str)"


def _is_content(call: ast.expr) -> bool:
    if not isinstance(call, ast.Call):
        return False
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name in ("content", "Content", "styled", "assemble")


MODULES = sorted(
    path
    for path in (PROJECT / "tui").rglob("*.py")
    if path.parent.name != "notify"  # what is sent by mail is no widget
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_screen_reads_text_as_markup(path: Path) -> None:
    found = list(_readers_of_markup(ast.parse(path.read_text("utf-8"))))
    assert not found, REPAIR.format(place=f"{path.name}:{found[0][0]}", what=found[0][1])


def test_the_lint_for_markup_finds_what_it_looks_for() -> None:
    code = """
from textual.widgets import Label
Static(name)
Static(content(name))
self.notify(name)
box.border_title = name
box.border_title = content(name)
"""
    found = [what for _line, what in _readers_of_markup(ast.parse(code))]
    assert sorted(found) == ["Label", "Static(str)", "border_title", "notify"]
