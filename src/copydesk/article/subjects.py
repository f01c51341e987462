"""What the page says the article is about: the section it ran in and its keywords."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from copydesk.article.case import Case, front, front_strings, metas, prop_texts, props, texts, things_of
from copydesk.article.declared import Item, strings
from copydesk.article.evidence import Candidate, clean, within

_TAG_MARK: Final = re.compile(r"[,;，、]")
_LONGEST_TAG: Final = 80
"""Characters of a keyword; longer ones are sentences."""
_MOST_TAGS: Final = 60
"""Keywords kept; lists beyond are made for search engines."""


def sections(case: Case) -> Iterator[Candidate]:
    """The section of the outlet."""
    yield from front_strings(case, "section", "category")
    yield from texts(metas(case, "article:section", "og:article:section"), 0.9)
    for thing in things_of(case):
        yield from texts(strings(thing, "articleSection"), 0.85)
    yield from prop_texts(case, "articlesection", 0.8)
    yield from texts(
        metas(case, "parsely-section", "section", "article.section", "cxenseparse:recs:category", "category"), 0.7
    )


def tags(case: Case) -> Iterator[Candidate]:
    """Each source's keywords as one candidate, a part for each word."""
    yield from (found for found in front(case, "tags", "keywords") if not isinstance(found.value, str))
    for how, items in _keywords(case):
        words: dict[str, Candidate] = {}
        for part in _split(items, case.source):
            words.setdefault(str(part.value).casefold(), part)
        if words:
            parts = tuple(words.values())[:_MOST_TAGS]
            yield Candidate(tuple(str(part.value) for part in parts), how, 0.85, parts[0].place, parts=parts)


def _keywords(case: Case) -> Iterator[tuple[str, Iterable[Item]]]:
    """The sources of keywords, best first."""
    yield "meta article:tag", metas(case, "article:tag", "og:article:tag")
    yield "json-ld keywords", (item for thing in things_of(case)[:1] for item in strings(thing, "keywords"))
    yield "meta news_keywords", metas(case, "news_keywords")
    yield "meta parsely-tags", metas(case, "parsely-tags", "sailthru.tags")
    yield "meta keywords", metas(case, "keywords")
    yield "microdata keywords", (item for _, item in props(case, "keywords"))
    yield "rel tag", case.declared.links.get("a tag", ())


def _split(items: Iterable[Item], source: str) -> Iterator[Candidate]:
    """The keywords of declared lists, one by one."""
    for item in items:
        whole = clean(item.value)
        for word in filter(None, map(str.strip, _TAG_MARK.split(whole))):
            if len(word) <= _LONGEST_TAG:
                place = item.place if word == whole else within(item.place, source, word)
                yield Candidate(word, item.how, 0.85, place)
