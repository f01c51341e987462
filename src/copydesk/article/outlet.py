"""The outlet: the name of the site, declared or cut off the page's title, and whether some other name is the site's.

Titles and bylines carry the site's name without saying so; it is known by what the page declares and by its domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from copydesk.article.addresses import host_of, is_web
from copydesk.article.case import Case, base_of, front_strings, metas, once, texts, things_of
from copydesk.article.declared import objects, strings
from copydesk.article.evidence import Candidate, clean, in_element, within
from copydesk.article.people import letters
from copydesk.article.titles import cut_site

_LONGEST_SITE: Final = 80
"""Characters of a declared name of a site; longer ones are slogans or descriptions."""
_LONGEST_IN_TITLE: Final = 60
_LEAST_DOMAIN: Final = 4
"""Letters of a domain's label that can be a name; shorter ones are "www", "co", a country."""
_LONGEST_ABBREVIATION: Final = 5
_PARTS: Final = re.compile(r"\s+[|–—·-]\s+|\s*\|\s*")


def declared_sites(case: Case) -> Iterator[Candidate]:
    """What the page declares as its site, addresses and slogans left out."""
    yield from front_strings(case, "site", "publisher", "publication")
    for candidate in _declared(case):
        if len(str(candidate.value)) <= _LONGEST_SITE and not is_web(str(candidate.value)):
            yield candidate


def _declared(case: Case) -> Iterator[Candidate]:
    yield from texts(metas(case, "og:site_name"), 0.95)
    for thing in things_of(case):
        for publisher in objects(thing, "publisher", case.declared):
            yield from texts(strings(publisher, "name"), 0.85)
        yield from texts(strings(thing, "publisher"), 0.8)
    for outlet in case.declared.outlets:
        yield from texts(strings(outlet, "name"), 0.75)
    yield from texts(
        metas(case, "citation_journal_title", "dc.publisher", "dcterms.publisher", "cre", "al:ios:app_name"), 0.7
    )
    yield from texts(metas(case, "application-name", "apple-mobile-web-app-title", "publisher"), 0.65)


def site_in_title(case: Case) -> Iterator[Candidate]:
    """The end of the title that names the domain."""
    element, page = case.declared.title, case.sheet.page
    if element is None or page is None:
        return
    site = cut_site(clean(element.text), sites=site_names(case)).site
    if site and not any(mark in site for mark in "|–—") and len(site) <= _LONGEST_IN_TITLE:
        yield Candidate(site, "end of title element", 0.7, within(in_element(page, element), case.source, site))


@once
def site_names(case: Case) -> frozenset[str]:
    """Names of the site and labels of its domain, as `letters` gives them."""
    names = (letters(str(candidate.value)) for candidate in declared_sites(case))
    host = host_of(base_of(case))
    labels = (letters(label) for label in host.split(".")[:-1] if len(label) >= _LEAST_DOMAIN)
    return frozenset(filter(None, (*names, letters(host), *labels)))


@once
def labels_of(case: Case) -> frozenset[str]:
    """The labels of the domain, as written."""
    return frozenset(host_of(base_of(case)).split("."))


@once
def _owners(case: Case) -> frozenset[str]:
    """The same, and the pieces of a name such as "Quay Post | Harbour Union"."""
    pieces = (piece for candidate in declared_sites(case) for piece in _PARTS.split(str(candidate.value)))
    return site_names(case).union(filter(None, map(letters, pieces)))


def names_site(name: str, case: Case) -> bool:
    """Whether a name is that of the site, or an abbreviation, or what the domain abbreviates.

    "Red Cross Harbour" on rch.example is the site's.
    """
    pieces = name.split()
    if len(pieces) == 1 and name.isascii() and name.isupper() and 1 < len(name) <= _LONGEST_ABBREVIATION:
        return True
    if letters(name) in _owners(case):
        return True
    if len(pieces) > 1 and len(pieces[0]) > 2 and pieces[0].isupper() and pieces[0].casefold() in labels_of(case):
        return True  # "MDR HARBOUR" on mdr.example
    initials = "".join(piece[0] for piece in pieces).casefold()
    return len(pieces) > 2 and initials in labels_of(case)
