"""Rules that choose customers, read by hand with an allowlist: nothing is ever evaluated.

    rule      := both ("or" both)*
    both      := one ("and" one)*
    one       := "not" one | "(" rule ")" | condition
    condition := number-word sign amount            orders >= 2, value > 1 240,50 €
               | day-word sign (age | day)          last > 60d, first >= 2026-01-01
               | member-word ("=" | "!=") member ("," member)*   country = FR, BE
               | "segment" ("=" | "!=") name        segment = champions
               | sign-word ("within" age)?          left cart within 7d
               | "top" (share | count)              top 10 %

Words are English or French, whatever the screen's language (``rule_words``). A member with the
words of the language in it is taken whole where it is known, or stands in quotes. A text has at
most 500 characters and 30 levels.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from goals.customers import rule_words as words
from goals.customers.conditions import Age, Among, Both, Compare, Either, Has, Not, OnDay, Top
from goals.customers.rule_text import JOINED, Cursor, folded
from goals.metrics.errors import QuestionError, unknown
from goals.targets.days import parse_day, parse_start
from goals.targets.entry import MOST_CHARACTERS, EntryError, parse_amount
from goals.targets.scope import check_member
from store.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date

    from goals.customers.conditions import Rule, Sign
    from goals.customers.rule_words import Word

MOST_SIGNS = 500
MOST_LEVELS = 30
WITHIN_DAYS = 30
"""How long ago a cart may have been left where a rule does not say."""

MOST_WITHIN = 365

NO_DAY = "“{text}” cannot be read as a day."
"""What ``goals.targets.days`` says of a text that is none."""
EXAMPLE = N_("orders >= 2 and last > 60d")
NO_WORD = N_("“{name}” is nothing a rule can ask of customers.")
DID_YOU_MEAN = N_("Did you mean “{near}”?")
SEE_WORDS = N_("`kpi-tui segment add --help` lists what a rule can ask.")


_SIGNS = re.compile(r"\s*(<=|>=|=<|=>|!=|<>|≤|≥|≠|==|<|>|=)\s*")
_SAME: dict[str, Sign] = {
    "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "==": "=",
    "<": "<", ">": ">", "<=": "<=", ">=": ">=", "=": "=", "!=": "!=",
}  # fmt: skip
_AGE = re.compile(r"(\d{1,5})\s*([a-z]+)\b")
_QUOTED = re.compile(r"\s*(?:\"([^\"]*)\"|“([^”]*)”|«\s*([^»]*?)\s*»)")
_NOUN = re.compile(r"[^\s<>=!≤≥≠()]+")


def parse(text: str, known: Callable[[str], Collection[str]], today: date, currency: str) -> Rule:
    """Return the rule that a text says; ``today`` is the last day known.

    Raises:
        OwnerError: it cannot be read, or names what does not exist.
    """
    if len(text) > MOST_SIGNS:
        raise QuestionError(
            N_("The rule is longer than {limit} characters."),
            N_("Save two segments instead."),
            limit=MOST_SIGNS,
        )
    if not text.strip():
        raise QuestionError(
            N_("There is no rule yet."),
            N_("Write one like “{example}”."),
            example=Message(EXAMPLE),
        )
    return _Parser(text, known, today, currency).whole_rule()


class _Parser(Cursor):
    """Recursive descent over one text."""

    def __init__(
        self, text: str, known: Callable[[str], Collection[str]], today: date, currency: str
    ) -> None:
        super().__init__(text)
        self.known, self.today, self.currency = known, today, currency

    def whole_rule(self) -> Rule:
        rule = self._either(0)
        if self.rest():
            raise self._wrong()
        return rule

    def _wrong(self) -> QuestionError:
        return QuestionError(
            N_("The rule cannot be read at “{where}”."),
            N_("Conditions are joined by “and” or “or”: {example}."),
            where=self.rest()[:20] or "…",
            example=Message(EXAMPLE),
        )

    # -- conditions and what joins them ----------------------------------------------------------

    def _either(self, level: int) -> Rule:
        parts = [self._both(level)]
        while self.takes(words.OR):
            parts.append(self._both(level))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self, level: int) -> Rule:
        parts = [self._one(level)]
        while self.takes(words.AND):
            parts.append(self._one(level))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _one(self, level: int) -> Rule:
        if level > MOST_LEVELS:
            raise QuestionError(
                N_("The rule is nested deeper than {limit} levels."),
                N_("Save two segments instead."),
                limit=MOST_LEVELS,
            )
        if self.takes(words.NOT):
            return Not(self._one(level + 1))
        if self.takes_sign("("):
            inside = self._either(level + 1)
            if not self.takes_sign(")"):
                raise QuestionError(
                    N_("A parenthesis is not closed."), N_("Write “)” where it ends.")
                )
            return inside
        return self._condition(self._word())

    def _word(self) -> Word:
        self.skip()
        for phrase, word in words.PHRASES:
            if self.takes((phrase,)):
                return word
        noun = _NOUN.match(self.plain, self.at)
        if noun is None:
            raise self._wrong()
        name = self.text[self.at : self.at + len(noun[0])]
        if noun[0] in words.RFM:
            raise QuestionError(NO_WORD, DID_YOU_MEAN, name=name, near=f"segment = {noun[0]}")
        phrases = [phrase for phrase, _word in words.PHRASES]
        raise unknown(NO_WORD, name, phrases, SEE_WORDS)

    def _condition(self, word: Word) -> Rule:
        if word.kind in ("count", "money", "share"):
            sign = self._sign(word)
            return Compare(word.id, sign, self._amount(word))
        if word.kind == "day":
            return self._day(word)
        if word.kind == "sign":
            return Has(word.id, self._within(word))
        if word.kind == "top":
            return self._top()
        sign = self._sign(word)
        if sign not in ("=", "!="):
            raise QuestionError(
                N_("“{word}” takes = or !=."), N_("Write “{word} = …”."), word=word.words[0]
            )
        read = self._rfm if word.kind == "rfm" else self._member
        members = [read(word)]
        while self.takes_sign(",") or self.takes_sign("|"):
            members.append(read(word))
        return Among(word.id, tuple(members), sign == "=")

    def _sign(self, word: Word) -> Sign:
        found = _SIGNS.match(self.plain, self.at)
        if found is None:
            raise QuestionError(
                N_("After “{word}” a sign is missing."),
                N_("Write <, <=, =, >= or > and what to compare with."),
                word=word.words[0],
            )
        self.at = found.end()
        return _SAME[found[1]]

    # -- what is compared with -------------------------------------------------------------------

    def _amount(self, word: Word) -> Fraction:
        chunk = self.chunk()
        if not chunk or not any(letter.isdigit() for letter in chunk):
            raise QuestionError(
                N_("“{word}” is compared with a number, not with “{text}”."),
                N_("Write one like “{example}”."),
                word=word.words[0],
                text=chunk[:MOST_CHARACTERS],
                example={"count": "2", "share": "50 %"}.get(word.kind, "150"),
            )
        try:
            return parse_amount(chunk, unit=word.kind, currency=self.currency)
        except EntryError as error:
            if "{whole}" in error.what.text or "currency" in error.what.values:
                raise  # reads two ways, or in another currency: said well enough there
            raise QuestionError(
                N_("“{text}” cannot be read as a number here."),
                N_("Write one like “{example}”."),
                text=chunk[:MOST_CHARACTERS],
                example={"count": "2", "share": "50 %"}.get(word.kind, "150"),
            ) from error

    def _day(self, word: Word) -> Rule:
        sign: Sign = "<=" if self.takes(words.WITHIN) else self._sign(word)
        days = self._age()
        if days is not None:
            return Age(word.id, sign, days)
        chunk = self.chunk()
        try:
            first, last = parse_start(chunk, self.today), parse_day(chunk, self.today)
        except EntryError as error:
            if error.what.text != NO_DAY:
                raise  # reads two ways, or no such day: said well enough there
            raise self._no_age(chunk) from error
        if sign in ("=", "!="):
            inside = Both((OnDay(word.id, ">=", first), OnDay(word.id, "<=", last)))
            return inside if sign == "=" else Not(inside)
        return OnDay(word.id, sign, first if sign in (">=", "<") else last)

    @staticmethod
    def _no_age(text: str) -> QuestionError:
        return QuestionError(
            N_("“{text}” is neither an age nor a day."),
            N_("Write “60d”, “8 weeks”, “6 months” or “2026-01-31”."),
            text=text[:MOST_CHARACTERS],
        )

    def _age(self) -> int | None:
        self.skip()
        found = _AGE.match(self.plain, self.at)
        if found is None or found[2] not in words.UNITS:
            return None
        self.at = found.end()
        return int(found[1]) * words.UNITS[found[2]]

    def _within(self, word: Word) -> int:
        if not word.lasting or not self.takes(words.WITHIN):
            return WITHIN_DAYS
        days = self._age()
        if days is None:
            raise self._no_age(self.chunk())
        if not 1 <= days <= MOST_WITHIN:
            raise QuestionError(
                N_("“{word}” looks back over {most} days at most."),
                N_("Write “{word} within {usual}d”."),
                word=word.words[0],
                most=MOST_WITHIN,
                usual=WITHIN_DAYS,
            )
        return days

    def _top(self) -> Rule:
        self.takes_sign("=")
        chunk = self.chunk()
        found = re.fullmatch(r"(\d{1,7})(?:[.,](\d{1,2}))?\s*(%?)", chunk)
        whole = Fraction(f"{found[1]}.{found[2] or 0}") if found else Fraction(0)
        if found is None or not whole or (found[2] and not found[3]) or (found[3] and whole > 100):
            raise QuestionError(
                N_("“top {text}” is neither a share nor a number of customers."),
                N_("Write “top 10 %” or “top 100”."),
                text=chunk[:MOST_CHARACTERS],
            )
        return Top(share=whole / 100) if found[3] else Top(count=int(whole))

    def _member(self, word: Word) -> str:
        known = list(self.known(word.dimension))
        if self.takes(words.UNKNOWN):
            return ""
        name = self._named(known)
        if name in known:
            return name
        same = [one for one in known if one.casefold() == name.casefold()]
        if not same:
            check_member(word.dimension, name, known)
        return same[0]

    def _rfm(self, _word: Word) -> str:
        name = self._named(list(words.RFM))
        plain = "".join(folded(letter) for letter in name)
        if plain not in words.RFM:
            raise unknown(
                N_("“{name}” is not one of the segments by last order, orders and value."),
                name,
                list(words.RFM),
                N_("There are: champions, loyal, promising, new, cooling, at risk, asleep, lost."),
            )
        return words.RFM[plain]

    def _named(self, known: Sequence[str]) -> str:
        """Return the longest known member, one in quotes, or what stands up to “and”."""
        self.skip()
        rest = self.plain[self.at :]
        best = found = ""
        for name in known:
            plain = "".join(folded(letter) for letter in unicodedata.normalize("NFC", name))
            if len(plain) > len(best) and rest.startswith(plain) and _ends(rest, len(plain)):
                best = plain
                found = name
        if best:
            self.at += len(best)
            return found
        quoted = _QUOTED.match(self.text, self.at)
        if quoted:
            self.at = quoted.end()
            return next(part for part in quoted.groups() if part is not None)
        end = JOINED.search(self.plain, self.at)
        assert end is not None
        chunk = self.text[self.at : end.start()]
        chunk = re.split(r"[,|]", chunk)[0]
        self.at += len(chunk)
        return chunk.strip()[:MOST_CHARACTERS]


def _ends(rest: str, at: int) -> bool:
    """Whether a name that ends there is whole: what follows is no more of it."""
    return bool(re.match(r"\s*(?:$|[,|()])|\s+(?:and|et|or|ou)\b", rest[at:]))
