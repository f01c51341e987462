"""The digest: some days, all of it, by event, and in the forms that can be taken along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.digest import Digest, Happening, Revised, span_of
from copydesk.web import press
from copydesk.web.asked import Asked, address
from copydesk.web.pages import front

PATIENCE: Final = 0.2
"""Seconds that one reader waits for a digest, before being told that it is being made."""
_PER_PAGE: Final = 40
_TOLD: Final = 8
"""Origins that are named of one event; its own page has all."""
_CHANGED: Final = 40


class DigestView(msgspec.Struct, frozen=True, kw_only=True):
    """Some days by event, page by page."""

    title: str
    since: str
    until: str
    """The first day, and the day after the last."""
    last: str
    is_gathering: bool
    articles: int
    total: int
    """Of the events."""
    events: tuple[Happening, ...]
    changed: tuple[Revised, ...]
    changes: int
    """How many articles were changed."""
    earlier: str | None
    later: str | None
    """Addresses of the pages before and after."""
    week_before: str
    week_after: str
    downloads: dict[str, str]
    """Name of a form, and where it stands."""


def view(archive: Archive, asked: Asked) -> DigestView:
    """The days asked for, by default the last seven that have something. Raises UsageError for days that are none."""
    since, until = days_of(archive, asked)
    found = press.press_of(archive).digest(archive, since, until, patience=PATIENCE)
    offset = asked.whole("offset", 0, most=5_000)
    events = front.by_weight(found.happenings) if found else ()
    changed = found.revised if found else archive.changed(since, until, _CHANGED)

    def at(offset: int) -> str:
        return address("/digest", since=since, until=until, offset=offset)

    return DigestView(
        title=f"Digest, {since} to {front.day_before(until)}",
        since=since,
        until=until,
        last=front.day_before(until),
        is_gathering=found is None,
        articles=sum(each.articles for each in events),
        total=len(events),
        events=tuple(_short(each) for each in events[offset : offset + _PER_PAGE]),
        changed=() if offset else changed[:_CHANGED],
        changes=len(changed),
        earlier=at(max(0, offset - _PER_PAGE)) if offset else None,
        later=at(offset + _PER_PAGE) if offset + _PER_PAGE < len(events) else None,
        week_before=_moved(since, until, -1),
        week_after=_moved(since, until, 1),
        downloads={
            # Who follows the digest without days wants the last week, whenever that is.
            name: address(f"/digest.{ending}", since=asked.day("since"), until=asked.day("until"))
            for name, ending in (("Markdown", "md"), ("e-book (EPUB)", "epub"), ("Atom", "atom"), ("RSS", "rss"))
        },
    )


def days_of(archive: Archive, asked: Asked) -> tuple[str, str]:
    """The days that are asked for, the last not among them."""
    since, until = asked.day("since"), asked.day("until")
    if since or until:
        return span_of(since, until)
    first, end, _ = front.week_of(archive)
    return first, end


def made(archive: Archive, asked: Asked) -> Digest | None:
    """The digest that is asked for; None while it is being made."""
    return press.press_of(archive).digest(archive, *days_of(archive, asked), patience=PATIENCE)


def _short(event: Happening) -> Happening:
    return msgspec.structs.replace(event, told=event.told[:_TOLD])


def _moved(since: str, until: str, times: int) -> str:
    first, end = date.fromisoformat(since), date.fromisoformat(until)
    try:
        step = (end - first) * times
        return address("/digest", since=(first + step).isoformat(), until=(end + step).isoformat())
    except OverflowError:
        return address("/digest", since=since, until=(end + timedelta(0)).isoformat())
