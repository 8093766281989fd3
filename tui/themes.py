"""The looks: dark, light, the terminal's own colours, and plain where NO_COLOR is set.

Widgets name inks (``dim``, ``good``, ``mark``…), never colours; a theme says what an ink is. In the
terminal's own colours an ink is one of its sixteen, or only bold and dim, so that it can be read on
any background.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from store.messages import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

INKS = ("dim", "strong", "title", "good", "bad", "mark", "spark", "rule", "key", "cursor", "off")
BOLD = frozenset({"strong", "title", "cursor"})
DIM = frozenset({"dim", "off", "rule"})

_styles: dict[tuple[str, str], Style] = {}


def inked(theme: str, names: str, variables: Mapping[str, str]) -> Style:
    """Return the style of inks, later ones over earlier ones; ``on`` is the cursor's background."""
    if (theme, names) not in _styles:
        style = Style.null()
        for name in names.split():
            style += _ink(name, variables)
        _styles[theme, names] = style
    return _styles[theme, names]


def _ink(name: str, variables: Mapping[str, str]) -> Style:
    color = Color.parse(variables[f"ink-{name}"]).rich_color
    if name == "on":
        return Style(bgcolor=color, bold=variables["ink-on-style"] == "bold" or None)
    faint = name in DIM and variables["ink-dim-style"] == "dim"
    return Style(color=color, bold=name in BOLD or None, dim=faint or None)


_DARK = {
    "ink-dim": "#8b95a7",
    "ink-strong": "#f2f5fa",
    "ink-title": "#7f9cc9",
    "ink-good": "#7fce9b",
    "ink-bad": "#f08c7a",
    "ink-mark": "#e9b85f",
    "ink-spark": "#6f9fd8",
    "ink-rule": "#39435a",
    "ink-key": "#e9b85f",
    "ink-cursor": "#e9b85f",
    "ink-on": "#222b3d",
    "ink-off": "#5f6980",
    "ink-dim-style": "none",
    "ink-on-style": "none",
}
_LIGHT = {
    "ink-dim": "#5c6675",
    "ink-strong": "#10141c",
    "ink-title": "#2f5b9c",
    "ink-good": "#1c7a45",
    "ink-bad": "#b3361f",
    "ink-mark": "#9a5b00",
    "ink-spark": "#3a6fb5",
    "ink-rule": "#c3c9d4",
    "ink-key": "#9a5b00",
    "ink-cursor": "#b06a00",
    "ink-on": "#e4e9f2",
    "ink-off": "#9aa2b0",
    "ink-dim-style": "none",
    "ink-on-style": "none",
}
_TERMINAL = {
    "ink-dim": "ansi_default",
    "ink-strong": "ansi_default",
    "ink-title": "ansi_blue",
    "ink-good": "ansi_green",
    "ink-bad": "ansi_red",
    "ink-mark": "ansi_yellow",
    "ink-spark": "ansi_cyan",
    "ink-rule": "ansi_default",
    "ink-key": "ansi_yellow",
    "ink-cursor": "ansi_yellow",
    "ink-on": "ansi_default",
    "ink-off": "ansi_default",
    "ink-dim-style": "dim",
    "ink-on-style": "bold",
}
VARIABLE_DEFAULTS = _DARK

THEMES: dict[str, Theme] = {
    "dark": Theme(
        name="dark",
        primary="#7f9cc9",
        secondary="#6f9fd8",
        accent="#e9b85f",
        warning="#e9b85f",
        error="#f08c7a",
        success="#7fce9b",
        foreground="#d5dbe6",
        background="#131823",
        surface="#1a2130",
        panel="#222b3d",
        dark=True,
        variables=_DARK
        | {
            "block-cursor-foreground": "#131823",
            "block-cursor-background": "#e9b85f",
            "input-selection-background": "#6f9fd8 35%",
        },
    ),
    "light": Theme(
        name="light",
        primary="#2f5b9c",
        secondary="#3a6fb5",
        accent="#9a5b00",
        warning="#9a5b00",
        error="#b3361f",
        success="#1c7a45",
        foreground="#262c36",
        background="#f7f8fb",
        surface="#eef1f6",
        panel="#e4e9f2",
        dark=False,
        variables=_LIGHT | {"input-selection-background": "#3a6fb5 30%"},
    ),
    "terminal": Theme(
        name="terminal",
        primary="ansi_blue",
        secondary="ansi_cyan",
        accent="ansi_yellow",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        dark=True,
        ansi=True,
        variables=BUILTIN_THEMES["ansi-dark"].variables
        | _TERMINAL
        | {
            "border": "ansi_default",
            "border-blurred": "ansi_default",
            "block-cursor-foreground": "ansi_black",
            "block-cursor-background": "ansi_white",
            "input-cursor-background": "ansi_default",
            "input-cursor-foreground": "ansi_default",
            "input-cursor-text-style": "reverse",
            "input-selection-background": "ansi_cyan",
            "input-selection-foreground": "ansi_black",
        },
    ),
}
LABELS = {"dark": N_("Dark"), "light": N_("Light"), "terminal": N_("The terminal's own colours")}


def suited(environ: Mapping[str, str]) -> str:
    """Return the theme for a terminal that nobody has chosen one for yet.

    NO_COLOR and terminals of 8 or 16 colours get their own colours; a light background is known
    only where the terminal says so (COLORFGBG, as rxvt and Konsole set it).
    """
    if environ.get("NO_COLOR") is not None:
        return "terminal"
    many = environ.get("COLORTERM", "") in ("truecolor", "24bit") or "256color" in environ.get(
        "TERM", ""
    )
    if not many:
        return "terminal"
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    return "light" if background in ("7", "15") else "dark"
