"""Who asks: people's browsers by device, and robots that say so.

Robots are told by the list of the package ``crawler-user-agents``, which its maintainers renew, and
by a few names of monitors and programs it leaves out. A browser's name tells the device, as far as
it still does: an iPad that asks for the site of a computer is one.
"""

from __future__ import annotations

import re
from functools import cache

DESKTOP, MOBILE, TABLET, OTHER = "desktop", "mobile", "tablet", "other"
ROBOT = "robot"

_MONITORS = re.compile(
    r"internal dummy connection|kube-probe|HealthCheck|health[ _-]?check|GoogleHC|HAProxy|Monit/"
    r"|check_http|Zabbix|Prometheus|Blackbox|StatusCake|Site24x7|NodePing|Better ?(?:Uptime|Stack)"
    r"|Uptime|HetrixTools|Freshping|Datadog|Nagios|Icinga|Munin|GTmetrix|Lighthouse"
    r"|[Bb]ot\b|[Bb]ot/|\bspider\b|\bSpider\b|[Cc]rawl|[Ss]craper?\b|[Ff]eed(?:Parser|[Ff]etcher)"
    r"|^Java/|^libwww|^lwp-|^Ruby|^Go-http|^okhttp|^node-fetch|^axios/|^undici|^Dalvik/[\d.]+$"
    r"|https?://|\bwww\.|[\w.]@\w|^python|^PHP/|^WordPress/|^PrestaShop|^Mozilla/[45]\.0$|^-?$|Headless|PhantomJS|Puppeteer"
)
_TABLETS = re.compile(
    r"iPad|Tablet|PlayBook|Kindle|\bKF[A-Z]{2,5}\b|Silk/|\bSM-[TX]\d|\bGT-P\d|Nexus (?:7|9|10)\b"
    r"|\bTab\b|Lenovo (?:TB|YT)|\bMediaPad|^(?!.*Mobile).*Android"
)
_PHONES = re.compile(
    r"Mobi|iPhone|iPod|Windows Phone|BlackBerry|BB10|Opera Mini|IEMobile|webOS/|Symbian|SymbOS"
    r"|Series60|Nokia|UCWEB|\bAndroid\b|MIDP|Fennec|Maemo"
)
_COMPUTERS = re.compile(
    r"Windows (?:NT|9|3)|Win(?:9[58]|NT)|Macintosh|Mac OS X|X11|Linux|CrOS|FreeBSD|OpenBSD|NetBSD"
    r"|SunOS|Mac_PowerPC|Windows"
)
_TELEVISIONS = re.compile(
    r"\bTV\b|SmartTV|SMART-TV|Smart-TV|AppleTV|GoogleTV|HbbTV|NetCast|Web0S|Roku|BRAVIA|CrKey"
    r"|AFT[A-Z]|PlayStation|PLAYSTATION|Nintendo|Xbox|Tizen.*TV|Watch"
)
_VERSION = re.compile(r"[0-9]+(?:[._][0-9]+)+")


class Agents(dict[str, str]):
    """Devices by the name a browser sends, ``ROBOT`` for a robot's.

    Names differ mostly in their versions, so what is found out is kept without them.
    """

    MOST = 20_000

    def __init__(self) -> None:
        super().__init__()
        self._plain: dict[str, str] = {}

    def __missing__(self, agent: str) -> str:
        if len(self) >= self.MOST:
            self.clear()
        self[agent] = device = self._device(agent[:1000])
        return device

    def _device(self, agent: str) -> str:
        plain = _VERSION.sub("0", agent)
        known = self._plain.get(plain)
        if known is None:
            if len(self._plain) >= self.MOST:
                self._plain.clear()
            listed = _MONITORS.search(agent) or any(part.search(agent) for part in _listed())
            known = self._plain[plain] = ROBOT if listed else device_of(agent)
        return known


@cache
def _listed() -> tuple[re.Pattern[str], ...]:
    """Return the list's patterns, several in one."""
    # Loaded only where a log is read: the list is half a megabyte.
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA

    patterns = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA]
    parts = [patterns[start : start + 50] for start in range(0, len(patterns), 50)]
    return tuple(re.compile("|".join(part)) for part in parts)


def device_of(agent: str) -> str:
    """Return the kind of device of a browser."""
    if _TELEVISIONS.search(agent):
        return OTHER
    if "Windows NT" in agent and "Tablet PC" in agent:
        return DESKTOP  # so says Internet Explorer of every computer that could have a pen
    if _TABLETS.search(agent):
        return TABLET
    if _PHONES.search(agent):
        return MOBILE
    return DESKTOP if _COMPUTERS.search(agent) else OTHER
