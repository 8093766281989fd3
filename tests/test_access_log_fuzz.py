"""Any bytes at all: no traceback, and every line accounted for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.importers.access_log import sessions
from store.importers.access_log.lines import CUT_OFF, NOT_A_LINE, TOO_LONG
from store.importers.access_log.moments import NOT_A_TIME, NOT_YET
from tests.weblog import DESK, Ledger, hit

if TYPE_CHECKING:
    from pathlib import Path

QUIET = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=150,
)
LINE = hit("10:00", "/a?utm_source=x&q=y", ref="https://www.google.fr/search?q=z", by=DESK)
REASONS = {CUT_OFF, NOT_A_LINE, TOO_LONG, NOT_A_TIME, NOT_YET}

junk = st.binary(max_size=60) | st.text(max_size=40).map(str.encode)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw a line with something cut out of it and something else put in."""
    line = LINE.encode()
    start = draw(st.integers(0, len(line)))
    end = draw(st.integers(start, min(len(line), start + 30)))
    return line[:start] + draw(junk) + line[end:]


@st.composite
def told_in_json(draw: st.DrawFn) -> bytes:
    """Draw an object with anything in place of what belongs there."""
    anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | (
        st.lists(st.text(max_size=5), max_size=2)
    )  # fmt: skip
    whole = {
        "remote_addr": "192.0.2.7", "time_local": "02/Nov/2026:10:00:00 +0100", "status": "200",
        "request": "GET / HTTP/1.1", "body_bytes_sent": "12", "http_user_agent": DESK,
        "http_referer": "-", "request_time": "0.1",
    }  # fmt: skip
    for name in draw(st.sets(st.sampled_from(sorted(whole)))):
        whole[name] = draw(anything)  # type: ignore[assignment]
    return json.dumps(whole, ensure_ascii=draw(st.booleans())).encode("utf-8", "replace")


@QUIET
@given(lines=st.lists(damaged() | junk, max_size=12), cut=st.integers(0, 50))
def test_any_text_log(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], cut: int
) -> None:
    whole = "\n".join([LINE] * 13).encode() + b"\n"
    content = whole + b"\n".join(lines)
    ledger = Ledger(tmp_path_factory.mktemp("fuzz"))
    ledger.give(content[: len(content) - cut] if cut < len(content) - len(whole) else content)
    ledger.give(content)
    assert ledger.reasons <= REASONS


@QUIET
@given(lines=st.lists(told_in_json() | junk, max_size=12))
def test_any_json_log(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    whole = json.dumps({
        "remote_addr": "192.0.2.7", "time_local": "02/Nov/2026:10:00:00 +0100", "status": "200",
        "request": "GET / HTTP/1.1", "body_bytes_sent": "12", "http_user_agent": DESK,
        "http_referer": "-", "request_time": "0.1",
    }).encode()  # fmt: skip
    ledger = Ledger(tmp_path_factory.mktemp("fuzz"))
    ledger.give(b"\n".join([*[whole] * 13, *lines]))
    assert ledger.reasons <= REASONS


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("", ""),
        ("", " 0.250"),
        ("", ' "198.51.100.{n}, 10.0.0.1"'),
        ("", ' "-" 0.250'),
        ("www.example.org:443 ", ""),
        ("www.example.org ", ' "198.51.100.{n}" 1.5'),
    ],
)
def test_lines_cut_together_are_read_as_one_by_one(
    before: str, behind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        before
        + hit(f"10:{n:02}", ("/", "/x.css", "/panier", "/none")[n % 4], ip=f"192.0.2.{n % 5}",
              status=(200, 200, 200, 404, 500)[n % 5])
        + behind.format(n=n % 3)
        for n in range(60)
    ] + [LINE[:80], before + LINE.replace("/a?", r'/\"a?') + behind.format(n=1)]  # fmt: skip
    content = "\n".join([*lines[20:], *lines[:20], ""]).encode("latin-1")
    told = []
    for name in ("together", "one by one"):
        (tmp_path / name).mkdir()
        ledger = Ledger(tmp_path / name)
        assert ledger.give(content) == 1
        told.append(ledger.told)
        monkeypatch.setattr(sessions, "plain_columns", lambda *_: None)
    assert told[0] == told[1]
