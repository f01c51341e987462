"""One instant told twice: a date declared in universal time and shown in the page's own. The day is the page's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from copydesk.article.evidence import Candidate

_STEP: Final = timedelta(minutes=30)
"""Most zones differ by whole or half hours; with quarters as well, more chance differences would pass for a zone."""
_WEST, _EAST = timedelta(hours=-12), timedelta(hours=14)
_DECLARED: Final = ("json-ld", "meta", "microdata", "address")
"""Beginnings of the ways in which what no reader sees was found."""
_MIDDAY: Final = 12
"""Hour of universal time from which midnight somewhere to the east may be meant by a full hour."""


def days_told(candidates: Sequence[Candidate]) -> dict[str, str]:
    """The day that each value tells: of an instant in universal time, the day in the page's own zone if it has one."""
    days = {str(one.value): str(one.value)[:10] for one in candidates}
    for one in candidates:
        value = str(one.value)
        if value.endswith("+00:00") and days[value] == value[:10]:
            days[value] = str(in_local_time([one, *candidates])[0].value)[:10]
    return days


def in_local_time(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates, led by the one that gives the first one's instant in the page's own zone, if there is one."""
    first = _instant(candidates[0]) if candidates else None
    if first is None or first.utcoffset() != timedelta(0):
        return candidates
    local = _zoned(first, candidates[1:]) or _by_clock(first, candidates) or _by_midnight(first, candidates[1:])
    # Where both fall on one day, the declared form stays.
    return [local, *candidates] if local and local.value[:10] != candidates[0].value[:10] else candidates


def _zoned(first: datetime, others: Sequence[Candidate]) -> Candidate | None:
    """The candidate that gives the same instant with another zone."""
    for other in others:
        moment = _instant(other)
        if moment is not None and moment.utcoffset() and abs(moment - first) < timedelta(minutes=1):
            return other
    return None


def _by_clock(first: datetime, candidates: Sequence[Candidate]) -> Candidate | None:
    """The time shown without a zone, with the zone in which it is the declared instant."""
    for other in candidates[1:]:
        shown = _read(other)
        if shown is None or shown.tzinfo is not None or other.how.startswith(_DECLARED):
            continue
        seconds = first.second if shown.second == 0 else 0
        offset = shown.replace(tzinfo=UTC) - (first - timedelta(seconds=seconds, microseconds=first.microsecond))
        if offset and _WEST <= offset <= _EAST and offset % _STEP == timedelta(0):
            value = shown.replace(tzinfo=timezone(offset)).isoformat()
            return other._replace(
                value=value, how=f"{other.how}, zone by {candidates[0].how}", confidence=candidates[0].confidence
            )
    return None


def _by_midnight(first: datetime, others: Sequence[Candidate]) -> Candidate | None:
    """The day shown, where the declared instant is midnight at its beginning somewhere to the east."""
    if first.hour < _MIDDAY or first.minute or first.second:
        return None
    day = (first + timedelta(days=1)).date().isoformat()
    return next((other for other in others if other.value == day), None)


def _instant(candidate: Candidate) -> datetime | None:
    moment = _read(candidate)
    return moment if moment is not None and moment.tzinfo is not None else None


def _read(candidate: Candidate) -> datetime | None:
    """A candidate's date and time; None for a day alone."""
    if not isinstance(candidate.value, str) or "T" not in candidate.value:
        return None
    return datetime.fromisoformat(candidate.value)
