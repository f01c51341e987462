"""When something was said: words such as "late Tuesday" or "earlier this month", read against the date line.

A weekday is the last such day up to the day of publication, a month or a day without a year the last such one; what the
tense puts ahead is the next. Words that lean on another date ("the day before") are read against the one told last.
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
    | (?:at|about|around|by|shortly\s+(?:before|after))\s+(?P<hour>[0-2]?\d)(?:[.:](?P<minute>[0-5]\d))?
        (?:\s*(?P<half>[ap]\.?m\b\.?))?(?:,?\s+(?:on\s+)?(?P<clock_day>{_DAY}))?
    | (?P<iso>\d{{4}}-\d\d-\d\d)
    | (?P<weekday>(?:(?P<which>last|this|next|this\s+past|this\s+coming)\s+)?(?P<name>{_DAY})(?:[’']s)?
        (?:\s+(?:morning|afternoon|evening|night|lunchtime))?)
    | (?P<near>yesterday|today|tonight|tomorrow|this\s+(?:morning|afternoon|evening)|last\s+night
        |earlier\s+in\s+the\s+day
        |later\s+in\s+the\s+day|in\s+the\s+early\s+hours)(?:\s+(?:morning|afternoon|evening|night))?
    | (?P<leaning>day\s+before|previous\s+(?:day|evening|night)|day\s+earlier
        |(?:next|following)\s+(?:day|morning|evening)
        |day\s+after|day\s+later|same\s+(?:day|night|evening|morning|afternoon)|that\s+(?:night|day|evening|morning|afternoon)
        |later\s+that\s+(?:day|night|evening)
        |a\s+day\s+(?P<a_day>earlier|later|before|after))
    | (?P<shift>(?P<count>\d+|[a-z]+|a\s+few|a\s+couple\s+of)\s+(?P<unit>day|week|month|year|hour|minute)s?\s+
        (?P<way>ago|earlier|later|(?:before|after)(?=\s*(?:[,.;:]|$|that\b))))
    | (?:earlier\s+|later\s+)?(?P<span>(?P<side>last|this|the\s+previous|previous|next)
        \s+(?P<of>week|weekend|month|year))
    | (?:(?:in|since|during|from|by)\s+)?{_PART}(?:(?P<month_which>last|this)\s+)?(?P<month>{_MONTH})
        (?:\s+(?:of\s+)?(?P<m_year>(?:19|20)\d\d|last\s+year|this\s+year))?
    | (?:in|since|during)\s+{_PART}(?P<year>(?:19|20)\d\d)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
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


def times_in(
    text: str, start: int, end: int, published: date | None, *, told: date | None = None, ahead: bool = False
) -> Iterator[Told]:
    """The times in a stretch of text that can be resolved.

    `published` is the day of the date line, without which only whole dates are; `told` the day that was told last.
    """
    for found in _TIMES.finditer(text, start, end):
        answer = _read(found, published, told, ahead)
        if answer is not None:
            yield Told(found.start(), found.end(), *answer)


def day_of(value: str | None) -> date | None:
    """The day of an ISO 8601 text that has one."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


_Answer = tuple[str, str]


def _read(found: re.Match[str], published: date | None, told: date | None, ahead: bool) -> _Answer | None:
    if found["iso"]:
        day = day_of(found["iso"])
        return (found["iso"], "day") if day else None
    for kind in ("md", "dm"):
        if found[f"{kind}_month"]:
            return _date(found[f"{kind}_day"], found[f"{kind}_month"], found[f"{kind}_year"], published, ahead)
    if found["hour"]:
        return _clock(found, published, ahead)
    if found["year"]:
        return found["year"], "year"
    if found["month"]:
        return _month(found, published)
    if published is None:
        return None
    if found["weekday"]:
        return _weekday(found["name"], (found["which"] or "").lower(), published, ahead)
    if found["near"]:
        return _near(found["near"].lower(), published)
    if found["leaning"]:
        back = any(word in found["leaning"].lower() for word in ("before", "previous", "earlier"))
        same = any(word in found["leaning"].lower() for word in ("same", "that"))
        anchor = told or published
        return (anchor + timedelta(0 if same else -1 if back else 1)).isoformat(), "day"
    if found["shift"]:
        return _shifted(found, published, told)
    return _span(found["side"].lower(), found["of"].lower(), published)


def _date(day: str, month: str, year: str | None, published: date | None, ahead: bool) -> _Answer | None:
    number = _month_number(month)
    if year is None and published is None:
        return None
    try:
        found = date(int(year) if year else published.year, number, int(day))  # type: ignore[union-attr]
        if year is None and published is not None and found > published and not ahead:
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


def _weekday(name: str, which: str, published: date, ahead: bool) -> _Answer:
    number = next(number for number, day in enumerate(_DAYS) if day.startswith(name.lower()[:3]))
    back = (published.weekday() - number) % 7
    if which.startswith("next") or which.endswith("coming") or (ahead and not which):
        return (published + timedelta((number - published.weekday()) % 7 or 7)).isoformat(), "day"
    if which == "last" and back == 0:
        back = 7
    return (published - timedelta(back)).isoformat(), "day"


def _clock(found: re.Match[str], published: date | None, ahead: bool) -> _Answer | None:
    """A time of day, of the day that stands behind it or of the date line's; a bare number is none."""
    half = (found["half"] or "").lower()
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if published is None or hour > 23 or not (found["minute"] or half):
        return None
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    day = _weekday(found["clock_day"], "", published, ahead)[0] if found["clock_day"] else published.isoformat()
    return f"{day}T{hour:02d}:{minute:02d}", "minute"


def _near(words: str, published: date) -> _Answer:
    shift = {"yesterday": -1, "tomorrow": 1}.get(words, -1 if words.startswith("last") else 0)
    return (published + timedelta(shift)).isoformat(), "day"


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
        return _week(anchor + timedelta(weeks=sign * count))
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 + sign * count
        return f"{months // 12}-{months % 12 + 1:02d}", "month"
    return f"{anchor.year + sign * count}", "year"


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
