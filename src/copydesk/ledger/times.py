"""When something was said: words such as "late Tuesday" or "earlier this month", read against the date line.

A weekday is the last such day up to the day of publication, a month or a day without a year the last such one. Words
that lean on another date ("the day before") are read against the one named last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from copydesk.records import Resolved, Words

_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS: Final = {
    name: number
    for number, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
} | {"a": 1, "an": 1, "a few": 3, "several": 3, "couple of": 2, "a couple of": 2}
_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon\b|tues?\b|wed\b|thurs?\b|fri\b|sat\b|sun\b"
_MONTH: Final = (
    r"january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
)
_PART: Final = r"(?:(?:early|late|later|earlier)\s+|mid-?)?"
_TIMES: Final = re.compile(
    rf"""
    \b(?:(?:early|late|later|earlier)\s+)?(?:on\s+)?(?:the\s+)?(?:
      (?P<month_day>(?P<md_month>{_MONTH})\s+(?P<md_day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<md_year>\d{{4}}))?)
    | (?P<day_month>(?P<dm_day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<dm_month>{_MONTH})
        (?:,?\s+(?P<dm_year>\d{{4}}))?)
    | (?:at|about|around|by|shortly\s+(?:before|after)|of(?=\s+[\d.:]+\s*[ap]\.?m\b)
        |our(?=\s+[\d.:]+\s+(?:entry|post)\b))
        \s+(?P<hour>[0-2]?\d)(?:[.:](?P<minute>[0-5]\d))?
        (?:\s*(?P<half>[ap]\.?m\b\.?))?(?:,?\s+(?:on\s+)?(?P<clock_day>{_DAY}))?
    | (?P<iso>\d{{4}}-\d\d-\d\d)
    | (?P<weekday>(?:(?P<which>last|this|next|this\s+past|this\s+coming)\s+)?(?P<name>{_DAY})(?:[’']s)?
        (?:\s+(?:morning|afternoon|evening|night|lunchtime))?)
    | (?P<noon>(?:at|by|shortly\s+(?:before|after)|just\s+(?:before|after))\s+(?:noon|midday))
        (?:,?\s+(?:on\s+)?(?P<noon_day>{_DAY}))?
    | (?P<near>yesterday|today|tonight|tomorrow|this\s+(?:morning|afternoon|evening)|last\s+night
        |earlier\s+in\s+the\s+day
        |later\s+in\s+the\s+day|in\s+the\s+early\s+hours(?!\s+of))(?:\s+(?:morning|afternoon|evening|night))?
    | (?P<feast>christmas\s+eve|christmas\s+day|boxing\s+day|new\s+year[’']s\s+(?:eve|day))
    | (?P<soon>(?:within|(?:some|a\s+few|several|two|three|four|an)\s+)\s*(?:the\s+hour|hours?|minutes)
        (?:\s+(?:later|earlier|after|afterwards))?|(?:minutes|hours|moments)\s+(?:later|earlier|afterwards))
    | (?P<that_month>that\s+(?:same\s+)?month)
    | (?P<after>(?:(?P<after_count>[a-z]+)\s+days?|hours|minutes)\s+after(?=\s+(?!that\b)[\w’']))
    | (?P<leaning>(?:day|night|evening|morning)\s+before|previous\s+(?:day|evening|night)|day\s+earlier
        |(?:next|following)\s+(?:day|morning|evening)
        |day\s+after|day\s+later|same\s+(?:day|night|evening|morning|afternoon)|that\s+(?:night|day|evening|morning|afternoon)
        |later\s+that\s+(?:day|night|evening)
        |a\s+day\s+(?P<a_day>earlier|later|before|after))
    | (?P<shift>(?P<count>\d+|[a-z]+|a\s+few|a\s+couple\s+of)\s+(?P<unit>day|week|month|year|hour|minute)s?\s+
        (?P<way>ago|earlier|later|(?:before|after)(?=\s*(?:[,.;:]|$|that\b))))
    | (?P<weekend>(?:at|over)\s+the\s+weekend)
    | (?:earlier\s+|later\s+)?(?P<span>(?P<side>last|this|the\s+previous|previous|next)
        \s+(?P<of>week|weekend|month|year))
    | (?:(?:in|since|during|from|by)\s+)?{_PART}(?:(?P<month_which>last|this)\s+)?(?P<month>{_MONTH})
        (?:\s+(?:of\s+)?(?P<m_year>(?:19|20)\d\d|last\s+year|this\s+year))?
    | (?:in|since|during)\s+{_PART}(?P<year>(?:19|20)\d\d)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BEFORE_WHAT_COMES: Final = re.compile(
    r"\b(?:until|till|starting|starts?|begins?|due|resumes?|continues?|again|scheduled\s+for|set\s+for|postponed\s+to|next|before|ahead\s+of)"
    r"(?:\s+(?:on|at|from|in|to))?(?:\s+the)?\s+$",
    re.IGNORECASE,
)
_NO_DATE: Final = re.compile(
    r"\b(?i:an?|one|every|each)\s+[MTWFS][a-z]+day\b|\b(?i:her|his|its|their|my|our|your)\s+last\b|\b[Tt]he\s+[MTWFS][a-z]+day\s+[A-Z]"
    r"|\b(?:Mrs?|Ms|Dr|Chief)\.?\s+[MTWFS][a-z]+day\b"
)
"""What only looks like a date: "on a Sunday", "her last night", "the Sunday Standard", "Mr Sunday Oke"."""
_BACK: Final = re.compile(r"\b(?:ago|before|previous|earlier)\b", re.IGNORECASE)
_BARE_MAY: Final = re.compile(r"(?:in|since|during|last|this|early|late)\s+may$", re.IGNORECASE)


class Told(NamedTuple):
    """A time found in words, with the place it stands at."""

    start: int
    end: int
    value: str
    precision: str

    def resolved(self, text: str) -> Resolved:
        """The time as a record, with its words."""
        return Resolved(
            value=self.value,
            precision=self.precision,  # type: ignore[arg-type]
            span=Words(self.start, self.end, text[self.start : self.end]),
        )


def times_in(text: str, start: int, end: int, published: date | None, *, told: date | None = None) -> Iterator[Told]:
    """The times in a stretch of text that can be resolved, each leaning on the last day named before it.

    `published` is the day of the date line, without which only whole dates are; `told` the day that was named before.
    """
    month = told.isoformat()[:7] if told else None
    for found in _TIMES.finditer(text, start, end):
        if _NO_DATE.search(text, max(0, found.start() - 6), found.end() + 2):
            continue
        answer = _read(found, published, told, month)
        if answer is not None:
            yield Told(found.start(), found.end(), *answer)
            if answer[1] in ("day", "minute", "month") and not is_ahead(text, found.start()):
                month = answer[0][:7]
                told = told if _steps_aside(found) else day_of(answer[0]) or told


def past_times(text: str, published: date | None) -> tuple[Told, ...]:
    """The times of a text at which something can have been said: none that is ahead or after the day of publication."""
    return tuple(
        each
        for each in times_in(text, 0, len(text), published)
        if not is_ahead(text, each.start) and (published is None or each.value[:10] <= _last(each, published))
    )


def _last(told: Told, published: date) -> str:
    """The day of publication, as precisely as a time is told."""
    if told.precision == "week":
        return _week(published)[0]
    return published.isoformat()[: {"year": 4, "month": 7}.get(told.precision, 10)]


def is_ahead(text: str, place: int) -> bool:
    """Whether the words before a time put it ahead of what is told: "until Friday", "due to begin next week"."""
    return _BEFORE_WHAT_COMES.search(text, max(0, place - 24), place) is not None


def day_of(value: str | None) -> date | None:
    """The day of an ISO 8601 text that has one."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


_Answer = tuple[str, str]


def _steps_aside(found: re.Match[str]) -> bool:
    """Whether a time only looks back from the day the text goes on with: "the day before", "a day after it fell"."""
    return found["after"] is not None or _BACK.search(found["leaning"] or found["shift"] or "") is not None


def _read(found: re.Match[str], published: date | None, told: date | None, month: str | None) -> _Answer | None:
    if found["iso"]:
        day = day_of(found["iso"])
        return (found["iso"], "day") if day else None
    for kind in ("md", "dm"):
        if found[f"{kind}_month"]:
            return _date(found[f"{kind}_day"], found[f"{kind}_month"], found[f"{kind}_year"], published)
    if found["hour"]:
        return _clock(found, published)
    if found["year"]:
        return found["year"], "year"
    if found["month"]:
        return _month(found, published)
    if found["that_month"]:
        return (month, "month") if month else None
    if published is None:
        return None
    if found["after"]:
        return _before(found, told or published)
    if found["noon"]:
        noon = _weekday(found["noon_day"], "", published)[0] if found["noon_day"] else published.isoformat()
        return f"{noon}T12:00", "minute"
    if found["feast"]:
        return _feast(found["feast"].lower(), published)
    if found["soon"]:
        return (told or published).isoformat(), "day"
    if found["weekend"]:
        return _span("this", "weekend", published)
    if found["weekday"]:
        return _weekday(found["name"], (found["which"] or "").lower(), published)
    if found["near"]:
        return _near(found["near"].lower(), published)
    if found["leaning"]:
        back = _BACK.search(found["leaning"]) is not None
        same = any(word in found["leaning"].lower() for word in ("same", "that"))
        anchor = told or published
        return (anchor + timedelta(0 if same else -1 if back else 1)).isoformat(), "day"
    if found["shift"]:
        return _shifted(found, published, told)
    return _span(found["side"].lower(), found["of"].lower(), published)


def _date(day: str, month: str, year: str | None, published: date | None) -> _Answer | None:
    number = _month_number(month)
    if year is None and published is None:
        return None
    try:
        found = date(int(year) if year else published.year, number, int(day))  # type: ignore[union-attr]
        if year is None and published is not None and found > published:
            found = date(published.year - 1, number, int(day))
    except ValueError:
        return None
    return found.isoformat(), "day"


def _month(found: re.Match[str], published: date | None) -> _Answer | None:
    word = found["month"]
    if word.lower() == "may" and not (found["m_year"] or _BARE_MAY.search(found[0])):
        return None
    if not word[0].isupper():
        return None
    number = _month_number(word)
    year = found["m_year"]
    if year and year[0].isdigit():
        return f"{year}-{number:02d}", "month"
    if published is None:
        return None
    if year:
        return f"{published.year - year.lower().startswith('last')}-{number:02d}", "month"
    is_past = (found["month_which"] or "").lower() == "last" and number >= published.month
    return f"{published.year - (number > published.month or is_past)}-{number:02d}", "month"


def _month_number(word: str) -> int:
    return next(number for number, name in enumerate(_MONTHS, 1) if name.startswith(word.lower().rstrip(".")[:3]))


def _weekday(name: str, which: str, published: date) -> _Answer:
    number = next(number for number, day in enumerate(_DAYS) if day.startswith(name.lower()[:3]))
    back = (published.weekday() - number) % 7
    if which.startswith("next") or which.endswith("coming"):
        return (published + timedelta((number - published.weekday()) % 7 or 7)).isoformat(), "day"
    if which == "last" and back == 0:
        back = 7
    return (published - timedelta(back)).isoformat(), "day"


def _clock(found: re.Match[str], published: date | None) -> _Answer | None:
    """A time of day, of the day that stands behind it or of the date line's; a bare number is none."""
    half = (found["half"] or "").lower()
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if published is None or hour > 23 or not (found["minute"] or half):
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    day = _weekday(found["clock_day"], "", published)[0] if found["clock_day"] else published.isoformat()
    return f"{day}T{hour:02d}:{minute:02d}", "minute"


def _near(words: str, published: date) -> _Answer:
    shift = {"yesterday": -1, "tomorrow": 1}.get(words, -1 if words.startswith("last") else 0)
    return (published + timedelta(shift)).isoformat(), "day"


def _feast(name: str, published: date) -> _Answer:
    month, number = {"b": (12, 26), "n": (1, 1)}.get(name[0], (12, 25))
    if name.endswith("eve"):
        month, number = (12, 24) if name[0] == "c" else (12, 31)
    day = date(published.year, month, number)
    return (day if day <= published else day.replace(year=published.year - 1)).isoformat(), "day"


def _shifted(found: re.Match[str], published: date, told: date | None) -> _Answer | None:
    words = " ".join(found["count"].lower().split())
    count = int(words) if words.isdigit() else _NUMBERS.get(words)
    if count is None:
        return None
    unit, way = found["unit"].lower(), found["way"].lower()
    anchor = published if way == "ago" else told or published
    sign = 1 if way in ("later", "after") else -1
    if unit in ("hour", "minute"):
        return anchor.isoformat(), "day"
    if unit == "day":
        return (anchor + timedelta(sign * count)).isoformat(), "day"
    if unit == "week":
        day = anchor + timedelta(weeks=sign * count)
        return (day.isoformat(), "day") if told and way != "ago" else _week(day)
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + sign * count
        return f"{months // 12}-{months % 12 + 1:02d}", "month"
    return f"{anchor.year + sign * count}", "year"


def _before(found: re.Match[str], anchor: date) -> _Answer | None:
    """When something was that the day told is so many days after: "said on Friday, two days after he denied it"."""
    count = _NUMBERS.get(found["after_count"].lower()) if found["after_count"] else 0
    return ((anchor - timedelta(count)).isoformat(), "day") if count is not None else None


def _span(side: str, unit: str, published: date) -> _Answer:
    shift = 0 if side == "this" else 1 if side == "next" else -1
    if unit == "year":
        return f"{published.year + shift}", "year"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + shift
        return f"{months // 12}-{months % 12 + 1:02d}", "month"
    if unit == "weekend" and shift == 0 and published.weekday() < 5:
        shift = -1
    return _week(published + timedelta(weeks=shift))


def _week(day: date) -> _Answer:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}", "week"
