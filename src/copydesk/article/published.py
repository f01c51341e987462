"""When an article was published and last changed: every date that the page declares or shows is weighed.

Declared for the page, or for a work shown on it, a date may be that of something else; a reader's view decides then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from copydesk.article.case import Case, front_strings, metas, once, prop_texts, signed, table_of, texts, things_of
from copydesk.article.choice import Option, decide, options_of
from copydesk.article.declared import strings
from copydesk.article.evidence import Candidate, within
from copydesk.article.languages import order_of
from copydesk.article.origin import is_whole_site, urls
from copydesk.article.shown import shown_dates
from copydesk.article.zones import days_told, in_local_time
from copydesk.dates import path_date, read_date
from copydesk.dates.months import words

_ARTICLE_METAS: Final = words(
    "article:published_time article:published og:article:published_time og:published_time og:pubdate og:publish_date"
)
"""Names that date the article and nothing else."""
_PUBLISHED_METAS: Final = words(
    "article.published parsely-pub-date sailthru.date pubdate publishdate publish-date publish_date publisheddate "
    "published_time published_at published_date published-date publication_date publication-date publicationdate "
    "date.published date_published datepublished datepublish originalpublicationdate article_date_original "
    "cxenseparse:recs:publishtime cxenseparse:publishtime cxenseparse:recs:articlepublishdate bt:pubdate rbpubdate "
    "iso-8601-publish-date displaydate dcterms.issued dc.date.issued dcterms.created dc.date.created dc.date "
    "dcterms.date "
    "citation_publication_date citation_online_date citation_date prism.publicationdate vr:published_time gentime "
    "article:publish_time ptime firstpublished creation_date dc.created creationdate date"
)
_MODIFIED_METAS: Final = words(
    "article:modified_time article:modified og:article:modified_time og:updated_time og:modified_time "
    "article:updated_time "
    "date.updated date_updated datemodified modified_time modified updated_time revised lastmod last-modified "
    "last_modified "
    "lastmodified dcterms.modified dc.date.modified dc.modified dcterms.modified cxenseparse:recs:modifiedtime "
    "article_date_updated iso-8601-modified-date moddate updated"
)

_KNOWN_METAS: Final = frozenset((*_ARTICLE_METAS, *_PUBLISHED_METAS, *_MODIFIED_METAS))
_NAMES_PUBLICATION: Final = re.compile(r"publi[sc]|pub-?date|release-?date|posted", re.IGNORECASE)
_TEXT_LENGTHS: Final = (200, 800, 3_000)
"""Characters of a body that make it a note, a short text, a text."""
_MANY_DAYS: Final = (2, 5, 12)
"""Days on a page that are a few, several, many."""


def front_dates(case: Case) -> Iterator[Candidate]:
    """The date of publication in front matter."""
    yield from _dated(front_strings(case, "published", "date", "publish_date", "pubdate"), case)


def publication_dates(case: Case) -> Iterator[Candidate]:
    """Every date that can be that of publication, the likeliest first."""
    options = date_options(case)
    yield from in_local_time(decide(table_of(case, "published"), options, signs_of_none(case, options)))


def changes(case: Case) -> Iterator[Candidate]:
    """When the article was last changed, as the page declares or shows it."""
    yield from _dated(front_strings(case, "modified", "updated", "lastmod"), case)
    yield from _declared_changes(case)
    for candidate, changed in shown_dates(case):
        if changed and not _OWN_PLACES.isdisjoint(candidate.signs):
            yield candidate._replace(confidence=0.8, signs=())


_OWN_PLACES: Final = frozenset(
    ("time header", "line header", "line near above", "line opening", "line near below", "line dateline", "line byline")
)
"""Where a date of change is that of the article, not of a card or a comment."""


def _declared_changes(case: Case) -> Iterator[Candidate]:
    for thing in things_of(case):
        yield from _dated(texts(strings(thing, "dateModified"), 0.9), case)
    yield from _dated(texts(metas(case, *_MODIFIED_METAS), 0.88), case)
    yield from _dated(prop_texts(case, "datemodified", 0.85), case)


def _dated(candidates: Iterable[Candidate], case: Case) -> Iterator[Candidate]:
    """Declared texts that are dates, as ISO 8601."""
    for candidate in candidates:
        if moment := read_date(str(candidate.value), order_of(case)):
            yield candidate._replace(value=moment.value, kind=moment.kind)


# The options, and what speaks for each.


@once
def date_options(case: Case) -> list[Option]:
    """The days on offer, each with its candidates and signs; a day after the capture's own is none.

    What a front page declares and shows dates the site, or one of its cards.
    """
    if is_whole_site(case):
        return []
    found = [*_declared_dates(case), *(candidate for candidate, _ in shown_dates(case)), *_path_dates(case)]
    latest = (case.sheet.capture.captured or "")[:10]
    found = [one for one in found if not latest or _day(one) <= latest]
    days = days_told(found)
    options = options_of(found, lambda one: days[str(one.value)])
    options = [option._replace(signs=option.signs.union(signs)) for option, signs in _relations(case, options)]
    if not any(map(_is_of_publication, options)):
        return options
    # Where the page tells when it was published, the day of a change is not that.
    return [option for option in options if _families(option, _DECLARED) or not _is_change(option)]


OF_PUBLICATION: Final = frozenset({"json-ld article datePublished", "meta: of the article", "microdata datepublished"})
_OF_HEADER: Final = frozenset({"line header, dateline", "line header, byline", "time header"})


def _is_of_publication(option: Option) -> bool:
    """Whether a day is declared as that of publication, or stands in the header and is not said to be a change's."""
    return bool(option.signs & OF_PUBLICATION) or any(
        not _OF_HEADER.isdisjoint(candidate.signs) and not _tells_change(candidate) for candidate in option.candidates
    )


def _is_change(option: Option) -> bool:
    """Whether a day is said to be that of a change, by the page's declarations or wherever it stands."""
    return "day of a declared change" in option.signs or all(map(_tells_change, option.candidates))


def _tells_change(candidate: Candidate) -> bool:
    return any(sign.endswith("a change") for sign in candidate.signs)


def signs_of_none(case: Case, options: list[Option]) -> tuple[str, ...]:
    """What speaks for a page without a date."""
    return (
        "page",
        f"kind {case.kind}",
        f"text {_rank(len(case.text), _TEXT_LENGTHS)}",
        f"days {_rank(len(options), _MANY_DAYS)}",
    )


def _day(candidate: Candidate) -> str:
    return str(candidate.value)[:10]


def _rank(number: int, bounds: tuple[int, ...]) -> int:
    return sum(number > bound for bound in bounds)


def _declared_dates(case: Case) -> Iterator[Candidate]:
    """The dates of publication that the page declares."""
    for thing in things_of(case):
        for key in ("datePublished", "dateCreated", "uploadDate"):
            signs = (f"json-ld {thing.speaks_of} {key}",)
            yield from signed(_dated(texts(strings(thing, key), 0.0), case), *signs)
    for name in filter(case.declared.metas.__contains__, _ARTICLE_METAS):
        yield from signed(_dated(texts(metas(case, name), 0.0), case), "meta: of the article")
    for name in filter(case.declared.metas.__contains__, _PUBLISHED_METAS):
        yield from signed(_dated(texts(metas(case, name), 0.0), case), "meta", f"meta {name}")
    for name in case.declared.metas:
        if _NAMES_PUBLICATION.search(name) and name not in _KNOWN_METAS:
            yield from signed(_dated(texts(metas(case, name), 0.0), case), "meta", "meta of another name")
    for name in ("datepublished", "datecreated"):
        yield from signed(_dated(prop_texts(case, name, 0.0), case), f"microdata {name}")


def _path_dates(case: Case) -> Iterator[Candidate]:
    """The day in the path of the address; some sites file an article under another day."""
    for candidate in urls(case):
        address = str(candidate.value)
        if moment := path_date(address):
            place = within(candidate.place, case.source, address[moment.start : moment.end])
            yield Candidate(moment.value, "address path", 0.0, place, "day", signs=("path",))
            return


_VAGUE: Final = ("json-ld page", "json-ld work", "meta ", "json-ld article dateCreated", "json-ld article uploadDate")
"""Declarations that may as well date the page, the template or the upload; what a reader sees decides."""
_DECLARED: Final = ("json-ld", "meta", "microdata")
_SHOWN: Final = ("line", "time")


def _relations(case: Case, options: list[Option]) -> Iterator[tuple[Option, list[str]]]:
    """Each option with the signs that it has beside the others."""
    changed = {_day(candidate) for candidate in _declared_changes(case)}
    declared = [option for option in options if _families(option, _DECLARED)]
    earliest = min((_day(option.candidates[0]) for option in declared), default="")
    led: set[str] = set()
    has_line = [not _DATE_LINES.isdisjoint(option.signs) for option in options]
    latest = max((_day(option.candidates[0]) for option in options), default="")
    for number, option in enumerate(options):
        day = _day(option.candidates[0])
        families = _families(option, _DECLARED)
        seen = bool(_families(option, _SHOWN))
        signs: list[str] = []
        if families:
            signs.append("declared and seen" if seen else "declared alone")
            signs += [f"{sign}, unseen" for sign in option.signs if not seen and sign.startswith(_VAGUE)]
            signs += ["earliest declared"] if day == earliest else []
        elif declared:
            signs.append(f"{_gap(earliest, day)} the declared")
        if not has_line[number] and any(has_line):
            signs.append("beside a date line, declared" if families else "beside a date line")
        if seen and not families and len(options) > 1 and day == latest:
            signs += [f"latest day, {sign}" for sign in option.signs if sign in _CLOCKS]
        if day in changed:
            signs.append("day of a declared change")
        # The first line of a zone is more likely the page's own than the ones after it.
        new = {sign for sign in option.signs if sign.startswith(_SHOWN) and "," not in sign} - led
        led |= new
        signs += [f"first {sign}" for sign in new]
        yield option, signs


def _gap(first: str, day: str) -> str:
    """How long after another a day is, in words."""
    days = (date.fromisoformat(day) - date.fromisoformat(first)).days
    bounds = ((-3, "long before"), (0, "before"), (4, "days after"), (60, "weeks after"))
    return next((words for bound, words in bounds if days < bound), "long after")


_DATE_LINES: Final = frozenset(
    f"line {zone}, {label}" for zone in ("header", "near above", "opening") for label in ("dateline", "byline")
)
"""What a date in the header's own line has among its signs."""
_CLOCKS: Final = frozenset({"line navigation", "line near above", "line middle above", "line far above"})
"""Where a page tells the day of the visit, which is later than all others on it."""


def _families(option: Option, names: tuple[str, ...]) -> set[str]:
    return {name for name in names if any(sign.startswith(name) for sign in option.signs)}
