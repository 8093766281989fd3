"""Lines of every kind of log are read alike; damaged and hostile ones are told by their number."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from store.columns.cells import CellError
from store.importers.access_log.json_lines import json_layout
from store.importers.access_log.lines import CUT_OFF, NOT_A_LINE, TOO_LONG, Hit, TextLayout
from store.importers.access_log.moments import NOT_A_TIME, NOT_YET, Moments
from store.importers.access_log.reading import begins, layout_of
from store.importers.access_log.rules import Rules
from store.spans import to_day
from tests.weblog import DESK, hit

LINE = hit("10:00", "/a?b=c", ref="https://www.example.org/x")
AT = int(datetime(2026, 11, 2, 9, tzinfo=UTC).timestamp())


def read(line: str, layout: TextLayout | None = None) -> Hit | str | None:
    chosen = layout or layout_of([line], Rules())
    assert chosen is not None, "no line of a log"
    (found,) = chosen.hits([line], Moments("Europe/Paris"))
    return found.reason if isinstance(found, CellError) else found


def parts(found: Hit | str | None) -> tuple[object, ...]:
    assert isinstance(found, Hit), found
    return (found.address, found.moment.at, found.request, found.status, found.size,
            found.referrer, found.agent, found.host, found.milliseconds)  # fmt: skip


WHOLE = ("192.0.2.7", AT, "GET /a?b=c HTTP/1.1", "200", 1000, "https://www.example.org/x", DESK)


@pytest.mark.parametrize(
    ("line", "host", "took"),
    [
        (LINE, "", -1),
        (f"{LINE}\r", "", -1),
        (f'{LINE} "-"', "", -1),
        (f"{LINE} 0.123", "", 123),
        (f'{LINE} "-" 12.5', "", 12_500),
        (f"{LINE} rt=0.005 uct=0.000", "", 5),
        (f"www.example.org:443 {LINE}", "www.example.org", -1),
        (f"www.example.org {LINE}", "www.example.org", -1),
        (LINE.replace("192.0.2.7", "10.0.0.1") + ' "192.0.2.7, 10.0.0.9"', "", -1),
        (LINE.replace(" - - [", " - Jean Dupont [", 1), "", -1),
    ],
    ids=["combined", "crlf", "forwarded", "seconds", "both", "named", "vhost with port", "vhost",
         "behind a proxy", "a user with a blank"],
)  # fmt: skip
def test_text_logs_with_what_people_put_around_them(line: str, host: str, took: int) -> None:
    assert parts(read(line)) == (*WHOLE, host, took)


def test_a_common_log_names_no_browser() -> None:
    found = read(LINE[: LINE.index(' "http')])
    assert parts(found) == (*WHOLE[:5], "-", "", "", -1)


@pytest.mark.parametrize(
    ("unit", "took"),
    [("", -1), ("seconds", 1_234_000), ("milliseconds", 1234), ("microseconds", 1)],
)
def test_a_whole_number_at_the_end_needs_the_owners_word(unit: str, took: int) -> None:
    found = layout_of([f"{LINE} 1234"], Rules(duration=unit))
    assert found is not None
    (one,) = found.hits([f"{LINE} 1234"], Moments("UTC"))
    assert isinstance(one, Hit)
    assert one.milliseconds == took


def test_escaped_letters_are_read() -> None:
    line = hit("10:00", "/caf\\xc3\\xa9", by='Mozilla/5.0 \\"odd\\" (X11)')
    found = read(line, TextLayout())
    assert isinstance(found, Hit)
    assert found.request == "GET /caf\xc3\xa9 HTTP/1.1"
    assert found.agent == 'Mozilla/5.0 "odd" (X11)'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LINE[:-1], CUT_OFF),
        (LINE[: LINE.index("200 ") + 2], CUT_OFF),
        (LINE[:60], CUT_OFF),
        (LINE[:30], NOT_A_LINE),
        ("x", NOT_A_LINE),
        ("\0" * 40, NOT_A_LINE),
        (LINE + "x" * 70_000, TOO_LONG),
        (LINE.replace("/Nov/", "/Nab/"), NOT_A_TIME),
        (LINE.replace("[02/", "[31/"), NOT_A_TIME),
        (LINE.replace("2026:10", "1970:10"), NOT_A_TIME),
        (LINE.replace(" 1000 ", " 1e3 "), CUT_OFF),
        (LINE.replace(" 1000 ", " 123456789012 "), CUT_OFF),
        (LINE.replace(" 200 ", " ²00 "), CUT_OFF),
    ],
    ids=range(13),
)
def test_a_damaged_line_says_what_is_wrong(line: str, reason: str) -> None:
    assert read(line, TextLayout()) == reason


def test_a_blank_line_is_none() -> None:
    assert read("  \r", TextLayout()) is None


@pytest.mark.parametrize(
    "told",
    [
        {"remote_addr": "192.0.2.7", "time_local": "02/Nov/2026:10:00:00 +0100", "status": "200",
         "request": "GET /a?b=c HTTP/1.1", "body_bytes_sent": "1000", "request_time": "0.25",
         "http_referer": "https://www.example.org/x", "http_user_agent": DESK},
        {"remote_addr": "192.0.2.7", "time_iso8601": "2026-11-02T10:00:00+01:00", "status": 200,
         "request_method": "GET", "request_uri": "/a?b=c", "body_bytes_sent": 1000,
         "request_time": 0.25, "http_referer": "https://www.example.org/x",
         "http_user_agent": DESK},
        {"level": "info", "ts": AT + 0.5, "logger": "http.log.access", "msg": "handled request",
         "request": {"remote_ip": "192.0.2.7", "remote_port": "1", "method": "GET",
                     "host": "www.example.org", "uri": "/a?b=c", "proto": "HTTP/2.0",
                     "headers": {"User-Agent": [DESK], "Referer": ["https://www.example.org/x"]}},
         "duration": 0.25, "size": 1000, "status": 200, "resp_headers": {}},
        {"ClientAddr": "192.0.2.7:51000", "ClientHost": "192.0.2.7", "Duration": 250_000_000,
         "DownstreamContentSize": 1000, "DownstreamStatus": 200, "RequestMethod": "GET",
         "RequestPath": "/a?b=c", "RequestHost": "www.example.org",
         "StartUTC": "2026-11-02T09:00:00.123456789Z", "request_User-Agent": DESK,
         "request_Referer": "https://www.example.org/x"},
    ],
    ids=["nginx", "nginx in parts", "caddy", "traefik"],
)  # fmt: skip
def test_json_logs(told: dict[str, object]) -> None:
    found = parts(read(json.dumps(told)))
    host = "www.example.org" if "www.example.org" in json.dumps(told.get("request", told)) else ""
    assert found[:7] == WHOLE
    assert found[7] in ("", host)
    assert found[8] == 250


def test_a_json_log_may_have_keys_of_its_own() -> None:
    line = json.dumps({"who": {"ip": "192.0.2.7"}, "when": AT * 1000, "what": "GET / HTTP/1.1",
                       "how": "200"})  # fmt: skip
    assert json_layout([line], {}) is None
    keys = {"address": "who.ip", "time": "when", "request": "what", "status": "how"}
    layout = json_layout([line], keys)
    assert layout is not None
    (found,) = layout.hits([line], Moments("UTC"))
    assert isinstance(found, Hit)
    assert (found.address, found.moment.at, found.status) == ("192.0.2.7", AT, "200")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", CUT_OFF),
        ('{"remote_addr": "1.2.3.4"}', NOT_A_LINE),
        ("[1, 2]", NOT_A_LINE),
        ('{"a":' * 5_000, CUT_OFF),
        ("{" + " " * 70_000 + "}", TOO_LONG),
        ('{"remote_addr":"1.2.3.4","time_local":"now","status":"200","request":"GET / x"}',
         NOT_A_TIME),
        ('{"remote_addr":"1.2.3.4","time_local":"now","status":2e2,"request":"GET / x"}',
         NOT_A_LINE),
    ],
    ids=range(7),
)  # fmt: skip
def test_a_damaged_json_line_says_what_is_wrong(line: str, reason: str) -> None:
    whole = '{"remote_addr":"1.2.3.4","time_local":"02/Nov/2026:10:00:00 +0100","status":"200",' + (
        '"request":"GET / HTTP/1.1"}'
    )
    layout = json_layout([whole], {})
    assert layout is not None
    (found,) = layout.hits([line], Moments("UTC"))
    assert isinstance(found, CellError)
    assert found.reason == reason


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("02/Nov/2026:10:00:00 +0100", AT),
        ("02/Nov/2026:04:30:00 -0430", AT),
        ("2026-11-02T10:00:00+01:00", AT),
        ("2026-11-02T09:00:00.999Z", AT),
        ("2026-11-02 09:00:00,5 UTC", AT),
        (f"{AT}.999", AT),
        (f"{AT}123", AT),
        ("02/Nov/2026:08:59:60 +0000", AT - 1),
    ],
)  # fmt: skip
def test_times_as_servers_write_them(text: str, at: int) -> None:
    assert Moments("Europe/Paris")[text].at == at


def test_a_line_of_days_to_come_is_none() -> None:
    moments = Moments("Europe/Paris", AT // 86_400)
    assert moments["04/Nov/2026:10:00:00 +0100"].at == AT + 2 * 86_400
    with pytest.raises(CellError) as told:
        moments["08/Nov/2026:10:00:00 +0100"]
    assert told.value.reason == NOT_YET


def test_a_day_is_the_shops_also_when_clocks_change() -> None:
    moments = Moments("Europe/Paris")
    days = {
        "24/Oct/2026:21:59:59 +0000": "2026-10-24",
        "24/Oct/2026:22:00:00 +0000": "2026-10-25",
        "25/Oct/2026:22:59:59 +0000": "2026-10-25",
        "25/Oct/2026:23:00:00 +0000": "2026-10-26",
        "01/Nov/2026:17:59:59 -0500": "2026-11-01",
        "01/Nov/2026:18:00:00 -0500": "2026-11-02",
    }
    assert {text: str(to_day(moments.day(moments[text].at))) for text in days} == days


def test_what_is_no_log_is_not_taken_for_one() -> None:
    for lines in (
        ["day,visits", "2026-01-01,3"],
        ['{"orders": []}'],
        ["{}"],
        [""],
        ["[2026-01-01] error in line 3"],
        ["AWSTATS DATA FILE 7.8"],
    ):
        assert layout_of(lines, Rules()) is None
        assert begins(lines) is None


def test_a_log_begins_with_its_earliest_line() -> None:
    assert begins([hit("10:05"), hit("10:00"), "damaged", hit("11:00")]) == AT
