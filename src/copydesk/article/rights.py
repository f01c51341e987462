"""What a reader may do with an article: the licence it declares, and whether it can be read without paying."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from copydesk.article.case import Case, front_strings, metas, texts, things_of
from copydesk.article.declared import strings
from copydesk.article.evidence import Candidate, in_json

_TIERS: Final = {
    "free": "free",
    "metered": "metered",
    "locked": "locked",
    "premium": "locked",
    "paid": "locked",
    "subscriber": "locked",
}


def licenses(case: Case) -> Iterator[Candidate]:
    """The licence, as an address or in words."""
    yield from front_strings(case, "license", "licence")
    yield from texts(case.declared.links.get("license", ()), 0.9)
    for thing in things_of(case):
        yield from texts(strings(thing, "license"), 0.85)
    yield from texts(metas(case, "dcterms.license", "dcterms.rights", "dc.rights"), 0.5)


def accesses(case: Case) -> Iterator[Candidate]:
    """Free, metered or locked, as the page declares it."""
    for thing in things_of(case):
        value = thing.data.get("isAccessibleForFree")
        word = str(value).strip().rsplit("/", 1)[-1].lower()
        if value is not None and word in ("true", "false"):
            # As written in the script: a boolean is bare, some write a string.
            raw = value if isinstance(value, str) else word
            place = in_json(case.source, thing.script, "isAccessibleForFree", raw)
            yield Candidate("free" if word == "true" else "locked", "json-ld isAccessibleForFree", 0.9, place)
    for item in metas(case, "article:content_tier", "og:article:content_tier", "lp.article:content_tier"):
        if tier := _TIERS.get(item.value.strip().lower()):
            yield Candidate(tier, item.how, 0.85, item.place)
