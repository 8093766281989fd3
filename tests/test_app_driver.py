"""What is sent to the terminal: the same picture, in a fraction of the bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desks import app_on, opened, press
from tui.driver import Frames, turn

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS, LINES = 20, 4
STYLES = ["", "1", "2", "7", "1;31", "38;2;1;2;3", "38;2;1;2;3;48;2;9;8;7", "1;4;38;5;12;44", "97"]

style = st.sampled_from(STYLES)
texts = st.text(st.sampled_from("ab  ─█é漢"), min_size=1, max_size=8)
span = st.tuples(st.integers(0, LINES - 1), st.integers(0, COLUMNS - 17), texts, style)
frames = st.lists(st.lists(span, min_size=1, max_size=6), min_size=1, max_size=6)


def frame_of(spans: list[tuple[int, int, str, str]]) -> str:
    """Write spans as Textual does: a move, the full style, the text, a reset."""
    parts = [
        f"\x1b[{y + 1};{x + 1}H" + (f"\x1b[{style}m{text}\x1b[0m" if style else text)
        for y, x, text, style in spans
    ]
    return "".join(parts) + "\x1b[1;1H"


def picture(sequences: list[str]) -> list[list[object]]:
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.Stream(screen)
    for sequence in sequences:
        stream.feed(sequence)
    return [[_look(screen.buffer[y][x]) for x in range(COLUMNS)] for y in range(LINES)]


def _look(cell: pyte.screens.Char) -> object:
    """What a person sees of a cell: of a space only what lies behind it."""
    if cell.data in (" ", "") and not cell.reverse and not cell.underscore:
        return (" ", cell.bg)
    return cell


@given(frames)
@settings(max_examples=300, deadline=None)
def test_spared_frames_draw_the_same_picture(found: list[list[tuple[int, int, str, str]]]) -> None:
    whole = [frame_of(spans) for spans in found if not _overlap(spans)]
    model = Frames()
    spared = [model.spare(frame) for frame in whole]
    assert None not in spared
    assert picture(whole) == picture([one for one in spared if one is not None])


def _overlap(spans: list[tuple[int, int, str, str]]) -> bool:
    """Textual never writes a cell twice in one frame."""
    from rich.cells import cell_len

    cells = [(y, x + n) for y, x, text, _style in spans for n in range(cell_len(text))]
    return len(cells) != len(set(cells))


def test_a_frame_that_changes_nothing_sends_nothing() -> None:
    model = Frames()
    frame = frame_of([(0, 0, "Visits", "1")])
    assert model.spare(frame)
    assert model.spare(frame) == ""


def test_only_the_changed_cells_are_sent() -> None:
    model = Frames()
    model.spare(frame_of([(0, 0, "Visits   10", "38;2;1;2;3;48;2;9;8;7")]))
    sent = model.spare(frame_of([(0, 0, "Visits   11", "38;2;1;2;3;48;2;9;8;7")]))
    assert sent == "\x1b[1;11H1\x1b[1;1H"


def test_what_is_no_frame_is_left_alone() -> None:
    model = Frames()
    for sequence in ("\x1b[?1049h", "\x1b]52;c;aGk=\x07", "plain", "\x1b[2J"):
        assert model.spare(sequence) is None


def test_a_colour_change_sends_the_colour_alone() -> None:
    assert turn("38;2;1;2;3;48;2;9;8;7", "38;2;4;5;6;48;2;9;8;7") == "\x1b[38;2;4;5;6m"
    assert turn("1;31", "31") == "\x1b[0;31m"
    assert turn("31", "") == "\x1b[0m"
    assert turn("", "") == ""


async def test_moving_the_cursor_repaints_two_figures_and_not_the_screen(
    built_shop: Path,
) -> None:
    """A whole page is about 1,900 cells; what a key changes must stay far below."""
    async with opened(app_on(built_shop)) as pilot:
        await press(pilot, "right")
        tiles = pilot.app.screen.query_one("Tiles")
        painted: list[int] = []
        original = tiles.refresh

        def counted(*regions: object, **options: object) -> object:
            painted.extend(getattr(region, "area", 10_000) for region in regions)
            return original(*regions, **options)  # type: ignore[arg-type]

        tiles.refresh = counted  # type: ignore[assignment, method-assign]
        await press(pilot, "left")
        assert 0 < sum(painted) <= 2 * 20 * 3
