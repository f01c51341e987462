"""Dates as pages write them, in markup and in words, read as ISO 8601 text with the precision they have.

Shapes
1. ISO 8601 and what is made of it (`2024-05-07T09:30:00+0200`, `2024/5/7 9:30`, `20240507T073000Z`)
2. seconds or milliseconds since 1970
3. a day, a month's name, a year, in either order (`May 7, 2024`, `7. Mai 2024`, `2024. május 7.`, RFC 2822)
4. figures alone, year last (`07/05/2024`): the order of day and month is the language's
5. 2024年5月7日 and its kin; 7 tháng 5, 2024; 7 พ.ค. 67
6. the calendar of Iran (`۱۸ اردیبهشت ۱۴۰۳`, `1403/02/18`), and the years of Thailand (`7/5/2567`)
A time may stand after the date or before it. Nothing is compared with the clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from copydesk.dates.months import AFTER_FULL_STOP, fold, month_numbers, solar_numbers

Order = Literal["day", "month", ""]
"""Which of two figures comes first in a date such as 03/04/2024; empty when the page does not tell."""

FIRST_YEAR: Final = 1990
"""No web page is older; what reads as an older date is a birth, a model number or a system's default."""
LAST_YEAR: Final = 2100
_THAILAND: Final = 543
"""Years that the Buddhist era of Thailand is ahead."""
_LONGEST: Final = 1_500
"""Characters of a text that are searched for dates; a byline or a date line is far shorter."""
_MAY_BE_DATE: Final = re.compile(r"\d{4}|令和|[ก-ฮ]\.?\s?\d\d|\d\s?([./-])\s?\d{1,2}\1\s?\d\d")
"""What every date has: a year of four figures or of an era, or figures with one mark between them."""
_KEPT: Final = 256
"""Declared values whose date is kept: a page declares one date in many places."""
_LONGEST_DECLARED: Final = 120

_ISO: Final = re.compile(
    r"\s*(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:(?:\s*T\s*|[\s_,-]+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:]\d{1,9})?)?"
    r"\s*(Z|UTC|GMT|[A-Z]{3,4})?\s*([+-]\s?\d{1,2}:?(?:\d{2})?)?)?[Z\s]*$",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(
    r"\s*(\d{4})(\d\d)(\d\d)(?:[T\s]?(\d\d)(\d\d)(\d\d)?(?:\.\d+)?\s*(Z)?([+-]\d\d:?\d\d)?)?\s*$"
)
_EPOCH: Final = re.compile(r"\s*(\d{9,10}|\d{12,13})(?:\.\d+)?\s*$")

_WORD: Final = r"[^\s\d.,/()|:;’'\"–—-]{2,20}"
_DAY_FIRST: Final = re.compile(
    rf"(?<![\d/.,])(?<!\d:)(\d{{1,2}})(?:st|nd|rd|th|er|ère|ème|-?го|º|°|ª|\.|,)?[\s/-]{{0,3}}(?:(?:de|of|den|del|di"
    rf"|d[’'])\s{{1,3}})?"
    rf"({_WORD})\.?(?:\s?/\s?{_WORD})?,?[\s/-]{{0,3}}(?:(?:de|del|of|do ano)\s{{1,3}})?(\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    rf"({_WORD})\.?[\s-]{{1,3}}(?:the\s)?(\d{{1,2}})(?:st|nd|rd|th|º)?(?:,|\s|-"
    rf"|\.){{1,3}}(?:of\s)?(\d{{4}})(?![\d:])",
    re.IGNORECASE,
)
_YEAR_FIRST: Final = re.compile(
    rf"(?<!\d)(\d{{4}})(?:[.,]|\s?m\.|e?ko)?\s{{1,2}}({_WORD})\.?\s{{1,2}}(\d{{1,2}})(?!\d)"
)
_YEAR_DAY_MONTH: Final = re.compile(
    rf"(?<!\d)(\d{{4}})(?:\.? ?gada|[ -]?yil|[ -]?il|\s?жылғы|\s?жылдың|\s?ж\.|,)\s{{1,2}}"
    rf"(\d{{1,2}})[.-]?\s?({_WORD})"
)
_THAI: Final = re.compile(
    r"(?<!\d)(\d{1,2})\s{0,2}([ก-๛]{3,10}|[ก-ฮ]ี?\.[ก-ฮ]\.)\s{0,2}(?:พ\.ศ\.\s?|ค\.ศ\.\s?)?(\d{4}|\d\d)(?!\d)"
)
_CTIME: Final = re.compile(r"\b([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d(?::\d\d)?)(?: ([A-Z]{3,4}|[+-]\d{4}))? (\d{4})\b")
_FIGURES: Final = re.compile(r"(?<![\d/.,:-])(\d{1,2})\s?([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d/]|[.,:-]\d)")
_FIGURES_YEAR_FIRST: Final = re.compile(r"(?<![\d/.:-])(\d{4})([./-])\s?(\d{1,2})\2\s?(\d{1,2})(?!\d)")
_CJK: Final = re.compile(
    r"(?:(?<!\d)(\d{4})|令和\s?(\d{1,2}|元))\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]?"
)
_VIETNAMESE: Final = re.compile(r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})", re.IGNORECASE)

_HALF: Final = "上午|下午|晚上|午前|午後|오전|오후"
_TIME: Final = (
    rf"(?P<before>{_HALF})?\s?(?P<hour>\d{{1,2}})"
    r"(?:\s?[:：hH時时시點点]\s?(?P<minute>\d{2})(?:\s?[:：分분]\s?(?P<second>\d{2})(?:[.,]\d{1,9})?)?\s?[分분]?"
    r"|\.(?P<dotted>\d{2})(?=\s?(?:Uhr|uur|WIB|h\b|[ap]\.?m)|[\s,|)]*$|\s+[^\s\d]))?"
    r"\s?(?P<after>[ap]\.?\s?m\b\.?)?"
)
_ZONE: Final = r"\s{0,2}\(?(?P<zone>Z\b|UTC|GMT|[A-Z]{3,4}\b)?\s?(?P<shift>[+-]\d{1,2}:?(?:\d{2})?)?"
_TIME_AFTER: Final = re.compile(
    rf"(?:年|일|日)?(?P<gap>(?:[\s,|•·–—T(@/-]|\.(?=[\s,])){{0,6}}(?:(?!{_HALF})[^\W\d_]{{1,14}}[.,:]{{0,2}}[\s,"
    rf"|–—-]{{1,3}}){{0,4}}){_TIME}{_ZONE}",
    re.IGNORECASE,
)
_TIME_BEFORE: Final = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?\s?(?P<after>[ap]\.?m\b\.?)?"
    r"(?:\s?\(?(?P<zone>[A-Z]{2,4})\b\)?)?(?:[\s,|•·–—-]|on\s|\w{3,10},?\s){1,4}$",
    re.IGNORECASE,
)

_ZONES: Final = {
    name: minutes
    for minutes, names in (
        (0, "Z UTC GMT WET"),
        (60, "WEST BST CET MEZ"),
        (120, "CEST MESZ EET"),
        (180, "EEST MSK"),
        (420, "WIB"),
        (480, "SGT"),
        (540, "JST KST"),
        (600, "AEST"),
        (660, "AEDT"),
        (720, "NZST"),
        (780, "NZDT"),
        (-240, "EDT"),
        (-300, "EST CDT"),
        (-360, "MDT"),
        (-420, "MST PDT"),
        (-480, "PST"),
    )
    for name in names.split()
}
"""Minutes east of Greenwich. Left out: letters that mean several zones (CST, IST) and those of either season (ET)."""
_AFTERNOON: Final = ("p", "下", "晚", "午後", "오후")
_MORNING: Final = ("a", "上", "午前", "오전")

_CHANGED: Final = re.compile(
    r"updat|last (?:edit|modif|chang|revis)|modified|revised|edited|aktualisiert|geändert|stand:|update"
    r"|mis(?:e)? à jour"
    r"|modifié|actualizad|modificad|atualizad|aggiornat|modificat|обновл|изменен|оновлен|bijgewerkt|gewijzigd"
    r"|aktualizac"
    r"|zaktualizow|aktualizov|aktualisert|güncelle|uppdaterad|opdateret|oppdatert|endret|päivitetty|muokattu"
    r"|ενημέρωση"
    r"|τροποπο|تحديث|تعدیل|به‌?روز|עודכן|עדכון|अपडेट|수정|업데이트|更新|diperbarui|frissít|actualizat|cập nhật",
    re.IGNORECASE,
)


class Moment(NamedTuple):
    """A date in a text: ISO 8601, its precision (day, minute, second), its place, and whether it tells of a change."""

    value: str
    kind: str
    start: int
    end: int
    changed: bool = False


@lru_cache(maxsize=_KEPT)
def read_date(text: str, order: Order = "") -> Moment | None:
    """The date that a declared value is; None when it is none.

    >>> read_date("2024-05-07T09:30:00+0200").value, read_date("Tue, 07 May 2024 09:30 GMT").value
    ('2024-05-07T09:30:00+02:00', '2024-05-07T09:30+00:00')
    >>> read_date("1715067000").value, read_date("soon")
    ('2024-05-07T07:30:00+00:00', None)
    """
    if len(text) > _LONGEST_DECLARED:
        return None
    if found := _ISO.match(text):
        year, _, month, day, hour, minute, second, zone, shift = found.groups()
        return _moment(
            (int(year), int(month), int(day)), (hour, minute, second, zone, shift), (found.start(1), len(text.rstrip()))
        )
    if found := _COMPACT.match(text):
        year, month, day, hour, minute, second, zone, shift = found.groups()
        if moment := _moment(
            (int(year), int(month), int(day)), (hour, minute, second, zone, shift), (found.start(1), len(text.rstrip()))
        ):
            return moment
    if found := _EPOCH.match(text):
        return _of_epoch(found[1], found.span(1))
    return next(iter(find_dates(text, order)), None)


def find_dates(text: str, order: Order = "") -> list[Moment]:
    """The dates in a line or two of text, in their order.

    >>> [(m.value, m.changed) for m in find_dates("Published 7 May 2024, 9:30 am. Updated: May 8, 2024")]
    [('2024-05-07T09:30', False), ('2024-05-08', True)]
    """
    text = text[:_LONGEST]
    if not _MAY_BE_DATE.search(text):
        return []
    days = sorted(_days(text, order), key=lambda found: (found[1], -found[2]))
    moments: list[Moment] = []
    done = 0
    for number, (day, start, end, time) in enumerate(days):
        if start < done:
            continue
        following = min((other[1] for other in days[number + 1 :] if other[1] >= end), default=len(text))
        changed = bool(_CHANGED.search(text, max(done, start - 60), start))
        moment = _with_time(text, day, time, (done, start, end, following))
        if moment:
            moments.append(moment._replace(changed=changed))
            done = moment.end
    return moments


def order_told(texts: Iterable[str]) -> Order:
    """The order of day and month that the dates of a page agree on; empty where none tells or they differ.

    >>> order_told(["Posted 03/04/2025", "7/25/2025"]), order_told(["25/7/2025 and 7/25/2025"])
    ('month', '')
    """
    told: set[Order] = set()
    for text in texts:
        if "/20" in text:
            for found in _FIGURES.finditer(text[:_LONGEST]):
                first, second = int(found[1]), int(found[3])
                if found[2] == "/" and first != second and (first > 12) != (second > 12):
                    told.add("day" if first > 12 else "month")
    return told.pop() if len(told) == 1 else ""


_Day = tuple[int, int, int]
_Time = tuple[str | None, str | None, str | None, str | None, str | None]
_Found = tuple[_Day, int, int, _Time | None]


def _days(text: str, order: Order) -> Iterator[_Found]:
    """Every day that some shape finds, with its place and the time that stands inside it."""
    for shape in _SHAPES:
        yield from shape(text, order)


def _day_month_year(text: str, order: Order) -> Iterator[_Found]:
    for found in _DAY_FIRST.finditer(text):
        word = found[2]
        if text[found.end(1) : found.end(1) + 1] == "." and fold(word) in AFTER_FULL_STOP:
            day = _sane(int(found[3]), AFTER_FULL_STOP[fold(word)], int(found[1]))
        else:
            day = _named(found[3], word, found[1])
        if day:
            yield day, found.start(), found.end(), None


def _month_day_year(text: str, order: Order) -> Iterator[_Found]:
    for found in _MONTH_FIRST.finditer(text):
        if day := _named(found[3], found[1], found[2]):
            yield day, found.start(), found.end(), None


def _year_month_day(text: str, order: Order) -> Iterator[_Found]:
    for found in _YEAR_FIRST.finditer(text):
        if day := _named(found[1], found[2], found[3]):
            yield day, found.start(), found.end(), None


def _year_day_month(text: str, order: Order) -> Iterator[_Found]:
    for found in _YEAR_DAY_MONTH.finditer(text):
        if day := _named(found[1], found[3], found[2]):
            yield day, found.start(), found.end(), None


def _thai(text: str, order: Order) -> Iterator[_Found]:
    for found in _THAI.finditer(text):
        # A year of two figures is one of Thailand.
        year = found[3] if len(found[3]) == 4 else f"25{int(found[3]):02}"
        if day := _named(year, found[2].replace(".", ""), found[1]):
            yield day, found.start(), found.end(), None


def _ctime(text: str, order: Order) -> Iterator[_Found]:
    for found in _CTIME.finditer(text):
        if day := _named(found[5], found[1], found[2]):
            hour, minute, *second = found[3].split(":")
            zone = found[4] or ""
            shift = zone if zone[:1] in ("+", "-") else None
            yield day, found.start(), found.end(), (hour, minute, second[0] if second else None, zone, shift)


def _figures(text: str, order: Order) -> Iterator[_Found]:
    for found in _FIGURES.finditer(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if len(found[4]) == 2:
            # Two figures for the year: too like a version or a price when parted by a hyphen.
            if found[2] == "-":
                continue
            year += 2000
        month_first = order == "month" and found[2] != "."
        if first > 12 or second > 12:
            month_first = second > 12
        elif not order and found[2] != "." and first != second:
            continue  # either may be the month: unknown
        month, day = (first, second) if month_first else (second, first)
        if sane := _sane(year, month, day):
            yield sane, found.start(), found.end(), None


def _figures_year_first(text: str, order: Order) -> Iterator[_Found]:
    for found in _FIGURES_YEAR_FIRST.finditer(text):
        if day := _sane(int(found[1]), int(found[3]), int(found[4])):
            yield day, found.start(), found.end(), None


def _cjk(text: str, order: Order) -> Iterator[_Found]:
    for found in _CJK.finditer(text):
        year = int(found[1]) if found[1] else 2018 + (1 if found[2] == "元" else int(found[2]))
        if day := _sane(year, int(found[3]), int(found[4])):
            yield day, found.start(), found.end(), None


def _vietnamese(text: str, order: Order) -> Iterator[_Found]:
    for found in _VIETNAMESE.finditer(text):
        if day := _sane(int(found[3]), int(found[2]), int(found[1])):
            yield day, found.start(), found.end(), None


def _named(year: str, word: str, day: str) -> _Day | None:
    """The day that a year, a month's name and a number make."""
    name = fold(word)
    numbers = month_numbers()
    month = numbers.get(name)
    if month is None and name[:1] == "ב":  # Hebrew writes "in May" as one word
        month = numbers.get(name[1:])
    if month is not None:
        return _sane(int(year), month, int(day))
    month = solar_numbers().get(name)
    return _sane(int(year), month, int(day)) if month is not None else None


def _sane(year: int, month: int, day: int) -> _Day | None:
    """The day, if there is such a day within the years the web has; years of Iran and of Thailand are converted."""
    if FIRST_YEAR + _THAILAND <= year <= LAST_YEAR + _THAILAND:
        year -= _THAILAND
    if 1369 <= year <= 1500:
        return _of_solar(year, month, day)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        date(year, month, day)
    except ValueError:
        return None
    return year, month, day


def _of_solar(year: int, month: int, day: int) -> _Day | None:
    """A day of the calendar of Iran in the Gregorian one, by the 33-year rule of leap years.

    It gives the leap years that were kept in the years the web has had so far.

    >>> _of_solar(1403, 12, 29), _of_solar(1404, 1, 1)
    ((2025, 3, 19), (2025, 3, 21))
    """
    if not (1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        return None
    rounds, rest = divmod(year - 1, 33)
    leaps = rounds * 8 + sum(leap <= rest for leap in (1, 5, 9, 13, 17, 22, 26, 30))
    days = (year - 1) * 365 + leaps + (month - 1) * 31 - max(0, month - 7) + day - 1
    found = date(622, 3, 21) + timedelta(days=days)
    return (found.year, found.month, found.day) if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _with_time(text: str, day: _Day, time: _Time | None, places: tuple[int, int, int, int]) -> Moment | None:
    """The day with the time that stands inside it, after it or before it, if any."""
    done, start, end, following = places
    if time:
        return _moment(day, time, (start, end))
    found = _TIME_AFTER.match(text, end, min(following, end + 70))
    if found and (found["minute"] or found["dotted"] or found["after"]) and not _CHANGED.search(found["gap"]):
        return _moment(day, _parts(found), (start, _end_of(found, text)))
    before = _TIME_BEFORE.search(text, max(done, start - 40), start)
    if before:
        parts = (_hour(before["hour"], before["after"]), before["minute"], before["second"], before["zone"], None)
        return _moment(day, parts, (before.start(), end)) or _moment(day, None, (start, end))
    return _moment(day, None, (start, end))


def _parts(found: re.Match[str]) -> _Time:
    minute = found["minute"] or found["dotted"] or "00"
    half = found["before"] or found["after"]
    return _hour(found["hour"], half), minute, found["second"], found["zone"], found["shift"]


def _hour(hour: str, half: str | None) -> str:
    """The hour of 24, from one of 12 and its half of the day."""
    number, half = int(hour), (half or "").lower()
    if half.startswith(_AFTERNOON) and number < 12:
        return str(number + 12)
    if half.startswith(_MORNING) and number == 12:
        return "0"
    return hour


def _end_of(found: re.Match[str], text: str) -> int:
    """Where the time ends: past the zone when it is one we know."""
    if (found["zone"] or "").upper() in _ZONES or found["shift"]:
        return found.end() if found["shift"] else found.end("zone")
    end = max(found.end(name) for name in ("minute", "second", "dotted", "after", "hour"))
    return end + 1 if text[end : end + 1] in ("分", "분") else end


def _moment(day: _Day, time: _Time | None, place: tuple[int, int]) -> Moment | None:
    """The moment as ISO 8601 text; the day alone when the time is none."""
    if _sane(*day) is None:
        return None
    year, month, number = _sane(*day) or day
    text = f"{year:04}-{month:02}-{number:02}"
    if time is None or time[0] is None:
        return Moment(text, "day", *place)
    hour, minute, second, zone, shift = time
    hours, minutes = int(hour or 0), int(minute or 0)
    if hours > 23 or minutes > 59:
        return Moment(text, "day", *place)
    value = f"{text}T{hours:02}:{minutes:02}"
    kind = "minute"
    if second is not None and int(second) < 60:
        value, kind = f"{value}:{int(second):02}", "second"
    return Moment(value + _offset(zone, shift), kind, *place)


def _offset(zone: str | None, shift: str | None) -> str:
    """A time zone as ISO 8601 writes it; empty when none is given or known.

    >>> _offset("GMT", "+0200"), _offset("EDT", None), _offset(None, None), _offset("z", None)
    ('+02:00', '-04:00', '', '+00:00')
    """
    minutes = _ZONES.get((zone or "").upper())
    if shift:
        figures = shift[1:].replace(":", "").strip()
        hours, rest = (int(figures[:-2]), int(figures[-2:])) if len(figures) > 2 else (int(figures), 0)
        if hours > 14 or rest > 59:
            return ""
        minutes = (hours * 60 + rest) * (-1 if shift[0] == "-" else 1)
    if minutes is None:
        return ""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _of_epoch(figures: str, place: tuple[int, int]) -> Moment | None:
    """Seconds (or milliseconds) since 1970, as a moment in UTC."""
    seconds = int(figures) // (1000 if len(figures) > 10 else 1)
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return Moment(moment.isoformat(timespec="seconds"), "second", *place)


def same_instant(left: str, right: str) -> bool:
    """Whether two stored dates can be one moment: the same instant, or the same day as far as both tell.

    >>> same_instant("2024-05-07T23:30:00-05:00", "2024-05-08T04:30:00+00:00"), same_instant("2024-05-07", "2024-05-09")
    (True, False)
    """
    if left[:10] == right[:10]:
        return True
    if "T" in left and "T" in right:
        first, second = datetime.fromisoformat(left), datetime.fromisoformat(right)
        if first.tzinfo and second.tzinfo:
            return abs(first - second) < timedelta(minutes=1)
    return False


_PATH: Final = re.compile(
    r"/((?:19|20)\d\d)(?:([/-])(\d{1,2}|[A-Za-z]{3})\2(\d{1,2})(?=[/_.-]|$)|/?(\d\d)/?(\d\d)(?=[/_.-]|$))"
)


def path_date(address: str) -> Moment | None:
    """The day that an address carries in its path.

    >>> path_date("https://a.example/2024/05/07/bridge").value, path_date("https://a.example/2024/may/07/x").value
    ('2024-05-07', '2024-05-07')
    """
    for found in _PATH.finditer(address[:2_000]):
        month, day = found[3] or found[5], found[4] or found[6]
        year = found[1]
        sane = _sane(int(year), int(month), int(day)) if month.isdigit() else _named(year, month, day)
        if sane:
            return _moment(sane, None, (found.start(1), found.end()))
    return None


_SHAPES: Final = (
    _ctime,
    _day_month_year,
    _month_day_year,
    _year_month_day,
    _figures_year_first,
    _figures,
    _year_day_month,
    _cjk,
    _vietnamese,
    _thai,
)
