"""The front page: this week by event, what was changed, what was denied, and what came last."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.digest import Happening, Revised
from copydesk.archive.latest import Newest
from copydesk.archive.lines import Line
from copydesk.web import press
from copydesk.web.asked import Asked, address

_WEEK: Final = 7
_LARGE: Final = 6
"""Events that are told with their first lines, beside the largest."""
_LISTED: Final = 16
"""Events of which only the headline stands there."""
_CHANGED: Final = 8
_ANSWERED: Final = 5
_NEWEST: Final = 10


class FrontView(msgspec.Struct, frozen=True, kw_only=True):
    """A week at a glance."""

    title: str
    since: str
    until: str
    """The first day, and the last, which is included."""
    is_past: bool
    """Whether nothing was published in the last seven days, and this is the last week that has something."""
    is_gathering: bool
    """Whether the events are still being found."""
    articles: int
    outlets: int
    origins: int
    events: tuple[Happening, ...]
    """The largest first, those that are told with their first lines."""
    further: tuple[Happening, ...]
    more: int
    """Events that are in the digest alone."""
    changed: tuple[Revised, ...]
    answered: tuple[Line, ...]
    newest: tuple[Newest, ...]
    digest: str
    """Address of the whole."""


def view(archive: Archive, asked: Asked) -> FrontView:
    """The last seven days, or the last week in which something was published."""
    since, until, is_past = week_of(archive)
    found = press.press_of(archive).digest(archive, since, until)
    events = by_weight(found.happenings) if found else ()
    shown = events[: 1 + _LARGE]
    further = events[1 + _LARGE : 1 + _LARGE + _LISTED]
    last = day_before(until)
    return FrontView(
        title="The last week with news" if is_past else "This week",
        since=since,
        until=last,
        is_past=is_past,
        is_gathering=found is None,
        articles=sum(each.articles for each in events),
        outlets=len({outlet for each in events for told in each.told for outlet in told.outlets}),
        origins=sum(each.origins for each in events),
        events=shown,
        further=further,
        more=len(events) - len(shown) - len(further),
        changed=archive.changed(since, until, _CHANGED),
        answered=_telling(archive.answered(since, until, 4 * _ANSWERED)),
        newest=archive.newest(since, until, _NEWEST),
        digest=address("/digest", since=since, until=until),
    )


def _telling(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The denials that tell most: first those of which it is sure what they deny."""
    return tuple(sorted(lines, key=lambda each: not any(other.is_sure for other in each.bears_on))[:_ANSWERED])


def week_of(archive: Archive, today: date | None = None) -> tuple[str, str, bool]:
    """The seven days up to today, or up to the last with an article; the day after, and whether they are past."""
    today = today or datetime.now(UTC).date()
    last = date.fromisoformat(archive.last_day((today + timedelta(days=1)).isoformat()) or today.isoformat())
    is_past = last <= today - timedelta(days=_WEEK)
    end = (last if is_past else today) + timedelta(days=1)
    return (end - timedelta(days=_WEEK)).isoformat(), end.isoformat(), is_past


def by_weight(events: tuple[Happening, ...]) -> tuple[Happening, ...]:
    """The events by how many report them in words of their own, then by how many print them; the last first."""
    return tuple(sorted(events, key=lambda each: (each.origins, each.articles, each.told[-1].published), reverse=True))


def day_before(day: str) -> str:
    """The day before one.

    >>> day_before("2024-03-01")
    '2024-02-29'
    """
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
