"""A source: what a person, a body, an outlet or somebody unnamed said over time, through whom, and who denied it."""

from __future__ import annotations

from collections import Counter
from typing import Final

import msgspec

from copydesk.archive.archive import Archive
from copydesk.archive.events import telling
from copydesk.archive.lines import Line, Person
from copydesk.errors import UsageError
from copydesk.web.asked import Asked, address
from copydesk.web.plots import cut

_PER_PAGE: Final = 40
_SHORT: Final = 4
"""Letters of a word that tells nothing by itself."""
_TELLING: Final = 5
"""Words of a statement that may be what it is about."""


class SourceView(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what a source said."""

    title: str
    person: Person
    lines: tuple[Line, ...]
    denials: tuple[Line, ...]
    """Those of the lines that deny, correct or take back."""
    denied: tuple[Line, ...]
    """Those of the lines that others denied."""
    through: tuple[tuple[str, int], ...]
    """Through whom the words came, and how many of these lines."""
    about: tuple[tuple[str, int], ...]
    """Words that several of these lines have."""
    months: tuple[tuple[str, int, int], ...]
    """The bars of the plot: a month, how many statements, how many of them answer others."""
    offset: int
    earlier: str | None
    later: str | None
    feed: str


def view(archive: Archive, asked: Asked) -> SourceView:
    """What a source said, the newest first. Raises NotFound for one that says nothing in the archive."""
    name = asked.text("name")
    if not name:
        raise UsageError("name", "no source is named", "choose one in the ledger: /ledger")
    person = archive.person(name)
    offset = asked.whole("offset", 0, most=10_000)
    found = archive.said_by(person.name, limit=_PER_PAGE + 1, offset=offset)
    lines = found[:_PER_PAGE]
    through = Counter(link for line in lines for link in line.chain)

    def at(offset: int) -> str:
        return address("/source", name=person.name, offset=offset)

    return SourceView(
        title=cut(person.name, 200),
        person=person,
        lines=lines,
        denials=tuple(each for each in lines if each.polarity in ("denies", "corrects", "retracts")),
        denied=tuple(each for each in lines if any(bearing.kind == "denies" for bearing in each.borne_by)),
        about=_about(lines, person.key),
        through=tuple(through.most_common(8)),
        months=tuple((each.month, each.count, each.answers) for each in person.months),
        offset=offset,
        earlier=at(max(0, offset - _PER_PAGE)) if offset else None,
        later=at(offset + _PER_PAGE) if len(found) > _PER_PAGE else None,
        feed=address("/source.atom", name=person.name),
    )


def _about(lines: tuple[Line, ...], key: str) -> tuple[tuple[str, int], ...]:
    """What several of the lines are about, as far as their words tell."""
    own = set(key.split())
    found = Counter(word for line in lines for word in telling("", line.content, _TELLING) if _may_tell(word, own))
    return tuple((word, count) for word, count in found.most_common(10) if count > 1)


def _may_tell(word: str, own: set[str]) -> bool:
    """Whether a word may be what something is about: no part of the name, and none of the short words of a language."""
    return word not in own and (len(word) > _SHORT or not word.isascii())
