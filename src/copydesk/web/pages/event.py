"""An event: what its articles say, by origin, and who said what in them, along the days."""

from __future__ import annotations

from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.lines import Line
from copydesk.archive.occasions import Occasion
from copydesk.web import press
from copydesk.web.asked import Asked
from copydesk.web.plots import Moment, Tone, cut

_ORIGINS: Final = 24
"""Origins of which the statements are shown."""
_STATEMENTS: Final = 36
_PLOTTED: Final = 28
"""Rows of the plot; of more, what answers others and what is earliest."""
_NAME: Final = 60
_SHORT: Final = 100
"""Letters of a name, and of what is said, in a row."""
_TONES: Final[dict[str, Tone]] = {
    "denies": "denial",
    "retracts": "denial",
    "corrects": "change",
    "declines": "change",
    "refuses": "change",
}


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its timeline."""

    title: str
    event: Occasion
    lines: tuple[Line, ...]
    """What was said, by the day it was said, each once however many print it."""
    moments: tuple[Moment, ...]
    """The rows of the plot."""
    is_all_plotted: bool


def view(archive: Archive, asked: Asked) -> EventView:
    """The event of an article. Raises NotFound."""
    event = press.press_of(archive).event(archive, asked.number("article"))
    lines = _lines(archive, event)
    moments = sorted([*_articles(event), *map(moment_of, lines)], key=lambda each: each.day)
    kept = _kept(moments)
    return EventView(
        title=cut(event.title, 200),
        event=event,
        lines=lines,
        moments=tuple(kept),
        is_all_plotted=len(kept) == len(moments),
    )


def _lines(archive: Archive, event: Occasion) -> tuple[Line, ...]:
    first: dict[str, Line] = {}
    for told in event.told[:_ORIGINS]:
        for line in archive.lines_in(told.article, _STATEMENTS):
            first.setdefault(line.key, line)
    answers = [each for each in first.values() if each.polarity != "asserts"]
    rest = [each for each in first.values() if each.polarity == "asserts"]
    return tuple(sorted([*answers, *rest][:_STATEMENTS], key=lambda each: (each.day, each.id)))


def _articles(event: Occasion) -> list[Moment]:
    return [
        Moment(
            day=told.published,
            who=cut(told.site or "", _NAME),
            what=cut(told.title, _SHORT),
            url=f"/article/{told.article}",
            tone="article",
        )
        for told in event.told
    ]


def moment_of(line: Line) -> Moment:
    """A statement as a row of a plot."""
    return Moment(
        day=line.day,
        who=cut(line.source or "not said who", _NAME),
        what=cut(line.content, _SHORT),
        url=f"/article/{line.article}#s{line.id}",
        tone=_TONES.get(line.polarity, "statement"),
    )


def _kept(moments: list[Moment]) -> list[Moment]:
    """As many rows as a plot can have, what answers others first."""
    if len(moments) <= _PLOTTED:
        return moments
    order = {"denial": 0, "change": 1, "article": 2, "statement": 3}
    chosen = sorted(moments, key=lambda each: (order[each.tone], each.day))[:_PLOTTED]
    return [each for each in moments if each in chosen]
