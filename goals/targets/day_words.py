"""The words that days are written with, in English and French, and the shapes they come in."""

from __future__ import annotations

import re

MONTHS = (
    "january jan janvier janv", "february feb fevrier fevr fev", "march mar mars",
    "april apr avril avr", "may mai", "june jun juin", "july jul juillet juil",
    "august aug aout", "september sept sep septembre", "october oct octobre",
    "november nov novembre", "december dec decembre",
)  # fmt: skip
MONTH = {word: n for n, words in enumerate(MONTHS, 1) for word in words.split()}
WEEKDAYS = (
    "monday lundi", "tuesday mardi", "wednesday mercredi", "thursday jeudi", "friday vendredi",
    "saturday samedi", "sunday dimanche",
)  # fmt: skip
WEEKDAY = {word: n for n, words in enumerate(WEEKDAYS) for word in words.split()}
UNITS = {
    "d": "day", "day": "day", "days": "day", "j": "day", "jour": "day", "jours": "day",
    "w": "week", "week": "week", "weeks": "week", "semaine": "week", "semaines": "week",
    "sem": "week", "month": "month", "months": "month", "mois": "month",
    "quarter": "quarter", "quarters": "quarter", "trimestre": "quarter",
    "trimestres": "quarter", "year": "year", "years": "year", "an": "year", "ans": "year",
    "annee": "year", "annees": "year",
}  # fmt: skip
COUNTED = (
    "a an one un une", "two deux", "three trois", "four quatre", "five cinq", "six", "seven sept",
    "eight huit", "nine neuf", "ten dix", "eleven onze", "twelve douze",
)  # fmt: skip
NUMBER = {word: n for n, words in enumerate(COUNTED, 1) for word in words.split()}
FEASTS = {
    "christmas": (12, 25), "noel": (12, 25), "new year's eve": (12, 31),
    "new year’s eve": (12, 31), "saint-sylvestre": (12, 31), "la saint-sylvestre": (12, 31),
    "valentine's day": (2, 14), "valentine’s day": (2, 14), "saint-valentin": (2, 14),
    "la saint-valentin": (2, 14),
}  # fmt: skip
FRIDAYS = frozenset({"black friday", "le black friday"})
NAMED = {
    "today": 0, "aujourd'hui": 0, "aujourd’hui": 0, "tomorrow": 1, "demain": 1,
    "yesterday": -1, "hier": -1,
}  # fmt: skip
END_OF_UNIT = re.compile(
    r"(?:the )?(?:end of|fin)(?: (?:the|this|de la|de l['’]|du|de|d['’]))?\s*(?:cette |ce )?"
    r"(?P<next>next )?(?P<unit>week|semaine|month|mois|quarter|trimestre|year|annee|an)"
    r"(?P<next2> prochaine?)?"
)
RELATIVE = re.compile(
    r"(?:in |within |dans |d['’]ici |sous )?(?P<n>[0-9]{1,4}(?= ?[a-z])|[a-z]+(?= )) ?"
    r"(?P<unit>[a-z]+)"
    r"(?: from now)?"
)
NEXT_UNIT = re.compile(
    r"(?:the |la |le |l['’])?(?:(?P<this>this |cette |ce )|(?P<next>next |prochaine? ))?"
    r"(?P<unit>week|semaine|month|mois|quarter|trimestre|year|annee|an)"
    r"(?P<next2> prochaine?)?(?P<this2>-ci| en cours)?"
)
SHORT_ENDS = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
MIDDLE = re.compile(r"(?:mid|mi)[- ](?P<word>[a-z]+)(?: (?P<year>[0-9]{4}))?")
WEEK = re.compile(
    r"(?:(?P<y1>[0-9]{4})-?w|end of week |fin semaine |week |semaine |sem\.? |w|s)"
    r"(?P<n>[0-9]{1,2})(?:[ /-](?P<y2>[0-9]{4}))?"
)
QUARTER = re.compile(
    r"(?:end of |fin )?(?:(?P<y1>[0-9]{4})[- ]?[qt](?P<q1>[1-4])"
    r"|[qt](?P<q2>[1-4])(?:[- ]?(?P<y2>[0-9]{4}))?)"
)
NUMBERS = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})(?:[/.\- ]([0-9]{2}|[0-9]{4}))?\.?")
ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
MONTH_ONLY = re.compile(
    r"(?:the )?(?:end of |fin |in |en )?(?:(?P<word>[a-z]+)\.?(?: (?P<y1>[0-9]{4}))?"
    r"|(?P<y2>[0-9]{4})-(?P<n>[0-9]{1,2}))"
)
DAY_MONTH = re.compile(
    r"(?:[a-z]+\.?,? )?(?:the |le )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er)?(?: of)? "
    r"(?P<word>[a-z]+)\.?,?(?: (?P<year>[0-9]{4}))?"
)
MONTH_DAY = re.compile(
    r"(?P<word>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?(?: (?P<year>[0-9]{4}))?"
)
