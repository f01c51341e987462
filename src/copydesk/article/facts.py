"""Every fact of an article: candidates from a table of small finders, best first, chosen in one place.

Each kind of fact has a module of its own. What no finder finds is a fact all the same: value None, "not found".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from copydesk.article.authors import authors, front_authors
from copydesk.article.case import Case, Finder, open_case
from copydesk.article.evidence import LEAST_CONFIDENCE, Candidate, choose
from copydesk.article.headlines import decks, descriptions, front_titles, titles
from copydesk.article.languages import find_languages
from copydesk.article.origin import address_forms, canonicals, urls
from copydesk.article.outlet import declared_sites, site_in_title
from copydesk.article.pictures import images
from copydesk.article.published import changes, front_dates, publication_dates
from copydesk.article.rights import accesses, licenses
from copydesk.article.subjects import sections, tags
from copydesk.article.zones import in_local_time
from copydesk.blocks import Sheet
from copydesk.records import Fact, Label


def find_facts(sheet: Sheet, labels: Sequence[Label], text: str, kind: str = "article") -> dict[str, Fact]:
    """A fact for every name, with its evidence; `text` is the body, which decides the language."""
    return facts_of(open_case(sheet, labels, text, kind))


def facts_of(case: Case) -> dict[str, Fact]:
    """A fact for every name: what its finders find, reviewed, and the best of it chosen."""
    return {name: choose(_candidates(case, name), case.source, _LEAST.get(name, LEAST_CONFIDENCE)) for name in _FINDERS}


def _candidates(case: Case, name: str) -> list[Candidate]:
    """What the finders of a fact find, in their order.

    Those of the last resort are asked only when the others found nothing to be trusted.
    """
    found: list[Candidate] = []
    for finder in _FINDERS[name]:
        if finder not in _LAST_RESORTS or all(candidate.confidence < LEAST_CONFIDENCE for candidate in found):
            found.extend(finder(case))
    review = _REVIEWS.get(name)
    return review(found) if review else found


_FINDERS: Final[dict[str, tuple[Finder, ...]]] = {
    "title": (front_titles, titles),
    "deck": (decks,),
    "site": (declared_sites, site_in_title),
    "language": (find_languages,),
    "description": (descriptions,),
    "section": (sections,),
    "url": (urls,),
    "canonical_url": (canonicals,),
    "license": (licenses,),
    "authors": (front_authors, authors),
    "published": (front_dates, publication_dates),
    "modified": (changes,),
    "tags": (tags,),
    "image": (images,),
    "access": (accesses,),
    "addresses": (address_forms,),
}

_LAST_RESORTS: Final = frozenset({site_in_title})

_LEAST: Final = {"title": 0.0, "authors": 0.45}
"""Confidence from which a value is given, where not the usual: a page has a title, only its wording is in doubt; of the
authors given with 0.45, half were right."""
_REVIEWS: Final[dict[str, Callable[[list[Candidate]], list[Candidate]]]] = {
    "modified": in_local_time,
}
"""What is done with all candidates of a fact once they are found."""
