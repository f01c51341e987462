"""The lead picture that a page declares for its article; logos and placeholders are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from copydesk.article.addresses import absolute
from copydesk.article.case import Case, base_of, front_strings, metas, prop_texts, texts, things_of
from copydesk.article.declared import objects, strings
from copydesk.article.evidence import Candidate

_NO_PICTURE: Final = re.compile(
    r"(?:^|[/_.-])(?:logos?|placeholder|favicon|sprite|avatars?|blank|spacer|pixel|apple-touch-icon|no-?image"
    r"|default-?(?:image|og|share|social)?"
    r"|(?:og|social|share|fb|facebook)-?(?:default|image|logo)|fallback|gravatar)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)
_KEPT: Final = 64
"""Addresses kept: a page declares its picture in several places."""


def images(case: Case) -> Iterator[Candidate]:
    """The addresses of the lead picture."""
    yield from front_strings(case, "image", "cover")
    for candidate in _declared(case):
        address = absolute(str(candidate.value), base_of(case))
        if address and not address.startswith("data:") and not _is_decoration(address):
            yield candidate._replace(value=address)


@lru_cache(maxsize=_KEPT)
def _is_decoration(address: str) -> bool:
    """Whether the last two parts of a picture's address name a logo or placeholder."""
    name = "/".join(address.split("?")[0].rsplit("/", 2)[-2:])
    return _NO_PICTURE.search(name) is not None


def _declared(case: Case) -> Iterator[Candidate]:
    yield from texts(metas(case, "og:image", "og:image:url", "og:image:secure_url"), 0.9)
    for thing in things_of(case):
        yield from texts(strings(thing, "image"), 0.85)
        for picture in objects(thing, "image", case.declared):
            yield from texts(strings(picture, "url"), 0.85)
            yield from texts(strings(picture, "contentUrl"), 0.8)
        yield from texts(strings(thing, "thumbnailUrl"), 0.7)
    yield from texts(
        metas(case, "twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full"), 0.85
    )
    yield from texts(case.declared.links.get("image_src", ()), 0.8)
    yield from prop_texts(case, "image", 0.6)
