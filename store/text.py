"""Text that came from outside, made harmless: no control character of it goes any further."""

from __future__ import annotations

_SPACES = (*range(0x09, 0x0E), 0x85, 0x2028, 0x2029)
_REMOVED = (
    *range(0x20),  # C0, with ESC
    *range(0x7F, 0xA0),  # DEL and C1, with the one-byte CSI and OSC
    0x00AD,  # soft hyphen
    0x061C, 0x180E, 0x200B, 0x200C, 0x200E, 0x200F,  # marks and zero-width; U+200D joins emoji
    *range(0x202A, 0x202F),  # bidi embeddings and overrides
    *range(0x2060, 0x2070),  # word joiner, invisible operators, bidi isolates
    0xFEFF, *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),  # tags: whole sentences can hide in them
)  # fmt: skip
_TABLE: dict[int, str] = (
    dict.fromkeys(_REMOVED, "")
    | dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
    | dict.fromkeys(_SPACES, " ")
)

FORMULA_STARTS = (*"=+-@", "\t", "\r", *"＝＋－＠")
"""A cell that begins so is run as a formula by spreadsheets, some of which read wide signs too."""


def clean(text: str) -> str:
    """Return ``text`` on one line without control, bidi and zero-width characters.

    Tabs and line ends become a space, lone surrogates U+FFFD. U+200D stays: emoji are made with it.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_TABLE)
