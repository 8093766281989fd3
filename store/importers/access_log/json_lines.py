"""Lines of JSON logs: nginx with the keys people give it, Caddy's and Traefik's own.

One object a line. Numbers are kept as the text they are written in: nothing is counted by floats.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from store.columns.cells import CellError
from store.importers.access_log.lines import (
    CUT_OFF,
    LONGEST,
    MOST_DIGITS,
    NOT_A_LINE,
    TOO_LONG,
    Hit,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.importers.access_log.lines import Read
    from store.importers.access_log.moments import Moments

_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)
_NAMES: dict[str, tuple[str, ...]] = {
    "address": ("http_x_forwarded_for", "x_forwarded_for", "xff", "real_ip", "remote_addr",
                "remote_ip", "client_ip", "clientip", "client", "ip", "request.client_ip",
                "request.remote_ip", "ClientHost", "remote_host", "remoteIp", "host_ip",
                "remote_address", "source.ip", "address"),
    "time": ("time_iso8601", "time_local", "timestamp", "@timestamp", "time", "msec", "ts", "date",
             "datetime", "StartUTC", "StartLocal"),
    "request": ("request", "request_line"),
    "method": ("request_method", "method", "request.method", "RequestMethod", "http_method", "verb",
               "http.request.method"),
    "target": ("request_uri", "uri", "request.uri", "RequestPath", "path", "url", "target",
               "request_path", "url.original"),
    "status": ("status", "status_code", "response", "code", "DownstreamStatus",
               "http.response.status_code"),
    "size": ("body_bytes_sent", "bytes_sent", "bytes", "size", "DownstreamContentSize",
             "response_size", "responseSize", "length"),
    "referrer": ("http_referer", "http_referrer", "referer", "referrer", "request.headers.Referer",
                 "request_Referer", "http.request.referrer"),
    "agent": ("http_user_agent", "user_agent", "useragent", "userAgent", "agent",
              "request.headers.User-Agent", "request_User-Agent", "user_agent.original", "ua"),
    "host": ("http_host", "host", "server_name", "vhost", "request.host", "RequestHost", "domain"),
    "duration": ("request_time", "duration", "Duration", "response_time", "duration_ms",
                 "request_time_ms", "upstream_response_time"),
}  # fmt: skip
"""The keys of well-known logs; a point leads into an object."""
_NEEDED = ("address", "time", "status")
_NANOSECONDS = {"Duration": 1_000_000, "duration_ms": 1, "request_time_ms": 1}


@dataclass(frozen=True, slots=True)
class JsonLayout:
    """Where in an object everything is: the steps into it, by what it is."""

    keys: Mapping[str, tuple[str, ...]]
    duration: str = ""
    quoted: int = 7
    """As of text logs: more than 3 says that browsers are named."""
    plain: ClassVar[bool] = False
    host: ClassVar[bool] = False

    def hits(self, lines: list[str], moments: Moments) -> list[Read]:
        """Return what each line says: a hit, what is wrong with it, or ``None`` for a blank one."""
        found: list[Read] = []
        for line in lines:
            try:
                found.append(self._hit(line, moments))
            except CellError as error:
                found.append(error)
        return found

    def _hit(self, line: str, moments: Moments) -> Hit | None:
        line = line.strip()
        if not line:
            return None
        told = parsed(line)
        request = self._text(told, "request")
        if not request:
            target = self._text(told, "target")
            request = f"{self._text(told, 'method') or 'GET'} {target} HTTP/1.1" if target else ""
        status, size = self._text(told, "status"), self._text(told, "size")
        if len(status) != 3 or not status.isdecimal():
            raise CellError(NOT_A_LINE)
        address = self._text(told, "address").split(",")[0].strip()
        time = self._text(told, "time")
        if not address or not time:
            raise CellError(NOT_A_LINE)
        return Hit(
            _without_port(address),
            moments[time[:40]],
            request,
            status,
            int(size) if size.isdecimal() and size.isascii() and len(size) <= MOST_DIGITS else 0,
            self._text(told, "referrer") or "-",
            self._text(told, "agent") if "agent" in self.keys else "",
            self._text(told, "host").partition(":")[0],
            self._milliseconds(told),
        )

    def _text(self, told: Any, what: str) -> str:
        path = self.keys.get(what)
        if path is None:
            return ""
        return _found(told, path)

    def _milliseconds(self, told: Any) -> int:
        text = self._text(told, "duration")
        whole, point, part = text.partition(".")
        if not (whole.isdecimal() and whole.isascii() and len(whole) < 16):
            return -1
        name = self.keys["duration"][-1]
        if name in _NANOSECONDS:
            return int(whole) // _NANOSECONDS[name]
        unit = {"milliseconds": 1, "microseconds": 1_000, "nanoseconds": 1_000_000}
        if self.duration in unit:
            return int(whole) // unit[self.duration]
        if point or self.duration == "seconds" or name == "request_time":
            return int(whole) * 1000 + int(part[:3].ljust(3, "0") if part[:3].isdecimal() else 0)
        return -1


def parsed(line: str) -> dict[str, Any]:
    """Return the object of a line; raises ``CellError``. Anything may stand in a hostile line."""
    if len(line) > LONGEST:
        raise CellError(TOO_LONG)
    if not line.startswith("{"):
        raise CellError(NOT_A_LINE)
    try:
        text = line if line.isascii() else line.encode("latin-1").decode("utf-8", "replace")
        told = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise CellError(NOT_A_LINE if line.endswith("}") else CUT_OFF) from error
    if not isinstance(told, dict):
        raise CellError(NOT_A_LINE)
    # Its text goes the way of every other line's: as Latin-1.
    return told


def json_layout(
    lines: Iterable[str], own: Mapping[str, str], duration: str = ""
) -> JsonLayout | None:
    """Return where the objects have everything; ``None`` when they are no lines of a log."""
    objects = []
    for line in lines:
        try:
            objects.append(parsed(line.strip()))
        except CellError:
            continue
        if len(objects) >= 50:
            break
    keys = {what: tuple(name.split(".")) for what, name in own.items()}
    for what, names in _NAMES.items():
        if what in keys:
            continue
        for name in names:
            path = (name,) if any(name in told for told in objects) else tuple(name.split("."))
            texts = [_found(told, path) for told in objects]
            if what in _NEEDED or what == "request":
                fits = sum(_fits(what, text) for text in texts) * 2 > len(objects)
            else:
                fits = any(texts)
            if fits:
                keys[what] = path
                break
    if not objects or any(what not in keys for what in _NEEDED):
        return None
    if "request" not in keys and "target" not in keys:
        return None
    return JsonLayout(keys, duration, 7 if "agent" in keys else 3)


def _fits(what: str, text: str) -> bool:
    if what == "address":
        first = text.split(",")[0].strip()
        return bool(first) and all(letter in "0123456789abcdefABCDEF.:[]" for letter in first)
    if what == "status":
        return len(text) == 3 and text.isdecimal()
    if what == "request":
        return " " in text
    return bool(text) and any(letter.isdecimal() for letter in text)


def _found(told: Any, path: tuple[str, ...]) -> str:
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    if isinstance(told, list):
        told = told[0] if told else None
    if not isinstance(told, str):
        return ""
    return told if told.isascii() else told.encode("utf-8", "replace").decode("latin-1")


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
