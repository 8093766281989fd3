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
_DIGITS = re.compile(r"\d+")


class Agents(dict[str, str]):
    """Devices by the name a browser sends, ``ROBOT`` for a robot's.

    Names differ mostly in their version numbers, so what the list says is kept without them.
    """

    MOST = 20_000

    def __init__(self) -> None:
        super().__init__()
        self._robots: dict[str, bool] = {}

    def __missing__(self, agent: str) -> str:
        if len(self) >= self.MOST:
            self.clear()
        device = ROBOT if self._is_robot(agent[:1000]) else device_of(agent[:1000])
        self[agent] = device
        return device

    def _is_robot(self, agent: str) -> bool:
        listed, numbered = _listed()
        if _MONITORS.search(agent) or numbered.search(agent):
            return True
        plain = _DIGITS.sub("0", agent)
        known = self._robots.get(plain)
        if known is None:
            if len(self._robots) >= self.MOST:
                self._robots.clear()
            known = self._robots[plain] = any(part.search(agent) for part in listed)
        return known


@cache
def _listed() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str]]:
    """Return the list's patterns without a digit, several in one, and those with one."""
    # Loaded only where a log is read: the list is half a megabyte.
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA

    plain: list[str] = []
    numbered: list[str] = []
    for entry in CRAWLER_USER_AGENTS_DATA:
        pattern = entry["pattern"]
        (numbered if _DIGITS.search(pattern) or "\\d" in pattern else plain).append(pattern)
    parts = [plain[start : start + 50] for start in range(0, len(plain), 50)]
    return tuple(re.compile("|".join(part)) for part in parts), re.compile("|".join(numbered))


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
