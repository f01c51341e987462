"""When an article was published and last changed: what the page declares, then what stands in its header.

Declared for the page, or for a work shown on it, a date may be that of something else; a reader's view decides then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from copydesk.article.apart import is_apart, names_of
from copydesk.article.case import Case, front_strings, metas, once, prop_texts, texts, things_of
from copydesk.article.declared import ARTICLES, PAGES, Thing, strings
from copydesk.article.evidence import Candidate, Place, fixed, in_block, in_element, text_of, within
from copydesk.article.header import LONGEST_LINE, SHORT_LINE, elements_near, header_of, lines_around, own_lines
from copydesk.article.languages import order_of
from copydesk.article.origin import is_whole_site, urls
from copydesk.article.people import letters
from copydesk.dates import find_dates, path_date, read_date
from copydesk.dates.months import words
from copydesk.page import Page
from copydesk.parser import Element

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


_VAGUE_METAS: Final = frozenset(
    words(
        "date dc.date dcterms.date dcterms.created dc.date.created dc.created creation_date creationdate gentime ptime "
        "displaydate"
    )
)
"""Names that may as well date the page, the template or the upload."""
_OF_THE_PAGE: Final = 0.8
"""Trust in a date declared for the page or a work shown on it, when a reader sees that day."""
_UNSEEN: Final = 0.4
"""Trust in such a date when no reader sees it: it is mostly that of something else."""
_ALONE: Final = 0.6
"""Trust in such a date when the page reads as one article and nothing else dates it."""
_LEAST_BODY: Final = 500
"""Characters of a body that make a page an article; what is shorter is mostly a card, a form or a notice."""
_FEW_HEADINGS: Final = 4
"""Headings of the second rank on a page of one story; on undated pages with a declared date there were 8 to 11."""
_MOST_LINES: Final = 400
"""Lines searched for a declared day; a page of a thousand comments would cost more than the answer is worth."""


def declared_dates(case: Case) -> Iterator[Candidate]:
    """The date of publication that the page declares."""
    yield from _dated(front_strings(case, "published", "date", "publish_date", "pubdate"), case)
    if is_whole_site(case):
        return
    for thing in things_of(case):
        found = _dated(texts(strings(thing, "datePublished"), 0.95), case)
        own = not PAGES.intersection(thing.types) and _is_named_as_page(thing, case)
        yield from found if ARTICLES.intersection(thing.types) else _seen_days(case, found, believed=own)
    yield from _dated(texts(metas(case, *_ARTICLE_METAS), 0.93), case)
    yield from _dated(prop_texts(case, "datepublished", 0.9), case)
    for name in filter(case.declared.metas.__contains__, _PUBLISHED_METAS):
        found = _dated(texts(metas(case, name), 0.85), case)
        yield from _seen_days(case, found, believed=name == "date") if name in _VAGUE_METAS else found
    yield from _dated(prop_texts(case, "datecreated", 0.75), case)
    for thing in things_of(case):
        for key in ("dateCreated", "uploadDate"):
            yield from _seen_days(case, _dated(texts(strings(thing, key), 0.75), case))


def shown_dates(case: Case) -> Iterator[Candidate]:
    """The dates in the header that do not tell of a change."""
    if not is_whole_site(case):
        yield from (candidate for candidate, changed in _shown(case) if not changed)


def changes(case: Case) -> Iterator[Candidate]:
    """When the article was last changed, as the page declares or shows it."""
    yield from _dated(front_strings(case, "modified", "updated", "lastmod"), case)
    for thing in things_of(case):
        yield from _dated(texts(strings(thing, "dateModified"), 0.9), case)
    yield from _dated(texts(metas(case, *_MODIFIED_METAS), 0.88), case)
    yield from _dated(prop_texts(case, "datemodified", 0.85), case)
    yield from (candidate for candidate, changed in _shown(case) if changed)


def _dated(candidates: Iterable[Candidate], case: Case) -> Iterator[Candidate]:
    """Declared texts that are dates, as ISO 8601."""
    for candidate in candidates:
        if moment := read_date(str(candidate.value), order_of(case)):
            yield candidate._replace(value=moment.value, kind=moment.kind)


def _seen_days(case: Case, candidates: Iterable[Candidate], *, believed: bool = False) -> Iterator[Candidate]:
    """Dates that may be those of something else: trusted when a reader sees the day somewhere on the page.

    Where `believed`, also when the page reads as one article and shows no date that could be meant instead.
    """
    for candidate in candidates:
        if _is_day_seen(case, str(candidate.value)[:10]):
            yield candidate._replace(confidence=min(candidate.confidence, _OF_THE_PAGE))
        else:
            yield candidate._replace(confidence=_ALONE if believed and _is_undated_article(case) else _UNSEEN)


@once
def _is_undated_article(case: Case) -> bool:
    """Whether a page reads as one article, under the headline it is named by, and shows no date of its own."""
    names = _page_names(case)
    if len(case.text) < _LEAST_BODY or len(case.declared.headings) != 1 or not names:
        return False
    heading = case.declared.headings[0]
    headline = letters(text_of(heading))
    if not headline or not any(headline in name for name in names) or not _heads_one_story(heading, case):
        return False
    return not any(True for find in (shown_dates, dates_by_place, dates_by_class, path_dates) for _ in find(case))


def _heads_one_story(heading: Element, case: Case) -> bool:
    """Whether a headline stands in an `<article>`, or on a page with few headings besides."""
    parent = heading.parent
    while isinstance(parent, Element):
        if parent.tag == "article":
            return True
        parent = parent.parent
    page = case.sheet.page
    return page is not None and len(page.tree.select("h2")) <= _FEW_HEADINGS


@once
def _page_names(case: Case) -> list[str]:
    """What the page calls itself, as letters: in the title of the window and for social networks."""
    titles = [item.value for item in metas(case, "og:title", "twitter:title")]
    if case.declared.title is not None:
        titles.append(text_of(case.declared.title))
    return [name for title in titles if (name := letters(title))]


def _is_named_as_page(thing: Thing, case: Case) -> bool:
    """Whether a JSON-LD object has the headline's name."""
    named = [letters(item.value) for key in ("headline", "name") for item in strings(thing, key)]
    return any(letters(text_of(heading)) in named for heading in case.declared.headings)


def _is_day_seen(case: Case, day: str) -> bool:
    """Whether a short line of the page, or a `<time>`, gives this day."""
    if any((element.attr("datetime") or "").startswith(day) for element in case.declared.times):
        return True
    # A year is written in full or by its last figures; the figures of the day alone are in too many lines.
    years = (day[:4], day[2:4])
    lines = (
        block.text
        for block in case.sheet.blocks
        if block.text and not block.hidden and len(block.text) <= LONGEST_LINE and any(y in block.text for y in years)
    )
    return any(
        moment.value.startswith(day)
        for line in islice(lines, _MOST_LINES)
        for moment in find_dates(line, order_of(case))
    )


# What a reader sees.


@once
def _shown(case: Case) -> tuple[tuple[Candidate, bool], ...]:
    """Dates that stand in the article's header, and whether each tells of a change."""
    return (*_time_elements(case), *_labelled_dates(case))


def _labelled_dates(case: Case) -> Iterator[tuple[Candidate, bool]]:
    for name, block in own_lines(case, "dateline", "byline"):
        for moment in find_dates(block.text, order_of(case)):
            place = in_block(block, case.source, moment.start, moment.end)
            yield Candidate(moment.value, f"{name} block", 0.8, place, moment.kind), moment.changed


_CHANGE_NAME: Final = re.compile(r"modif|updat|edit|chang|revis|aktualis", re.IGNORECASE)


def _time_elements(case: Case) -> Iterator[tuple[Candidate, bool]]:
    """`<time>` in the header of the article, cards and comments left out."""
    page = case.sheet.page
    if page is None:
        return
    start, end = header_of(case)
    for element in case.declared.times:
        at = page.offset(element)
        if at is None or not start <= at < end or is_apart(element):
            continue
        if found := _of_time(element, page, case):
            yield found


def _of_time(element: Element, page: Page, case: Case) -> tuple[Candidate, bool] | None:
    """The date of a `<time>`, by its stamp or else by its text, and whether it tells of a change."""
    stamp = element.attr("datetime")
    moment = read_date(stamp, order_of(case)) if stamp else None
    place: Place = fixed(page.attribute(element, "datetime")) if moment else in_element(page, element)
    moment = moment or next(iter(find_dates(text_of(element)[:SHORT_LINE], order_of(case))), None)
    if moment is None:
        return None
    changed = moment.changed or bool(_CHANGE_NAME.search(names_of(element))) or _says_changed(element)
    return Candidate(moment.value, "time element", 0.82, place, moment.kind), changed


def _says_changed(element: Element) -> bool:
    """Whether the words before an element say that a change is dated."""
    parent = element.parent
    if not isinstance(parent, Element):
        return False
    text = text_of(parent)[:LONGEST_LINE]
    own = text_of(element).strip()
    at = text.find(own) if own else -1
    before = text[max(0, at - 40) : at] if at > 0 else ""
    return bool(before) and any(moment.changed for moment in find_dates(f"{before} 2000-01-01"))


_DATE_CLASSES: Final = ",".join(
    f'[{attribute}*="{word}" i]'
    for attribute, words in (
        ("class", ("date", "datum", "time", "publish", "posted", "fecha", "meta")),
        ("id", ("date", "datum")),
    )
    for word in words
)


def dates_by_place(case: Case) -> Iterator[Candidate]:
    """A date in a short line around the headline, or right below the text."""
    for block in lines_around(case):
        for moment in find_dates(block.text, order_of(case)):
            if not moment.changed and not _is_prose(block.text, moment.start, moment.end):
                place = in_block(block, case.source, moment.start, moment.end)
                yield Candidate(moment.value, "date near the headline", 0.6, place, moment.kind)
                return


_FEW_LETTERS: Final = 25
"""Letters beside the date in a line that may end as a sentence does ("Published on 7 May 2024.")."""


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether a date in a line is told of in a sentence."""
    return text.rstrip()[-1:] in _SENTENCE_END and len(letters(text[:start] + text[end:])) > _FEW_LETTERS


_SENTENCE_END: Final = frozenset(".!?…。！？;:,")


def dates_by_class(case: Case) -> Iterator[Candidate]:
    """A short text with a date, in an element of the header whose class speaks of a date."""
    for element in elements_near(case, _DATE_CLASSES):
        text = " ".join(text_of(element)[: 4 * SHORT_LINE].split())
        if len(text) > SHORT_LINE or case.sheet.page is None:
            continue
        for moment in find_dates(text, order_of(case)):
            if not moment.changed:
                place = within(in_element(case.sheet.page, element), case.source, text[moment.start : moment.end])
                yield Candidate(moment.value, "date by class", 0.6, place, moment.kind)
                return


def path_dates(case: Case) -> Iterator[Candidate]:
    """The day in the path of the address: weak, for some sites file an article under another day."""
    for candidate in urls(case):
        address = str(candidate.value)
        if moment := path_date(address):
            place = within(candidate.place, case.source, address[moment.start : moment.end])
            yield Candidate(moment.value, "address path", 0.5, place, "day")
            return
