"""The picture that an `img` element shows, by the best address the page names for it.

Pages that load pictures late put a placeholder in `src` and keep the address in an attribute of their own, in a
`srcset`, in the `source` elements around, or in a `noscript` behind it. Of the renditions of a `srcset` the largest is
taken where they are what is shown (HTML, Living Standard, 4.8.4.2.1 "Srcset attributes").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from unicodedata import category
from urllib.parse import unquote

from copydesk.parser import Element
from copydesk.records import Picture

_LATE: Final = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-lazy",
    "data-full-src",
    "data-hi-res-src",
    "data-url",
)
_OFFERS: Final = ("srcset", "data-srcset", "data-lazy-srcset")
_OFFER: Final = re.compile(r"([^\s,]\S*[^\s,]|[^\s,])(?:\s+(\d+(?:\.\d+)?)([wxh]))?\s*(?:,|$)")
_NO_ADDRESS: Final = ("data:", "blob:", "about:", "javascript:")
_STAND_IN: Final = re.compile(
    r"(?:^|[/_.-])(?:blank|spacer|pixel|transparent|placeholder|loading|lazy(?:-?load)?|1x1|grey|empty|dummy|clear)"
    r"(?:[_.-]?\d*x?\d*)\.(?:gif|png|svg|jpe?g|webp)(?:$|\?)",
    re.IGNORECASE,
)
_OF_A_PICTURE: Final = re.compile(
    r"(?:https?:)?/[^\s\"'<>{}|\\^]+\.(?:jpe?g|png|gif|webp|avif)(?:\?[^\s\"'<>]*)?", re.IGNORECASE
)
_TINY: Final = frozenset({"0", "1", "2", "0px", "1px", "2px"})
_RENDITION: Final = re.compile(r"[-_]\d{2,5}x\d{2,5}(?=\.|$)|[-_](?:w|h)?\d{2,5}(?:px)?(?=\.|$)")
_SIZED: Final = re.compile(r"[-_]\d{2,5}x\d{2,5}$")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{2,5}$", re.IGNORECASE)
_SMALL: Final = 800
"""Pixels of width under which a rendition gives way to a larger one."""
_DATA: Final = re.compile(r"data:image/(?:jpe?g|png|gif|webp|avif)[;,]", re.IGNORECASE)
_SMALLEST_DATA: Final = 2_000
"""Characters from which a picture that is written out in the page is none that only holds its place."""
_LONGEST_SIGN: Final = 12
"""Characters of an emoji that is put together of many."""
_SUFFIXED: Final = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\b", re.IGNORECASE)
_SIDE: Final = re.compile(r"(\d{1,5})(?:px)?")
_MOST_LEVELS: Final = 3
"""Elements between an image and the `picture` it belongs to."""
_ICON: Final = 48
"""Pixels of both sides up to which a picture is a sign beside the text: a portrait of the author, a share button."""


class Offer(NamedTuple):
    """One rendition that a `srcset` offers: its address, and its size in pixels of width ("w") or as a factor ("x")."""

    address: str
    size: float
    unit: str


def picture_of(element: Element, link: str = "") -> Picture | None:
    """The picture that an `img` shows; None for spacers, trackers and images without an address."""
    said = element.attrs
    if ("width" in said and element.attr("width") in _TINY) or ("height" in said and element.attr("height") in _TINY):
        return None
    address = _address(element)
    if not address:
        return None
    if link and _SUFFIXED.search(link) and file_name(unquote(link)) == file_name(unquote(address)):
        link = ""  # it shows the same picture
    return Picture(address, " ".join((element.attr("alt") or "").split()), link)


def is_stand_in(address: str) -> bool:
    """Whether an address is that of no picture of the page: a placeholder, or data in its place.

    >>> is_stand_in("/img/spacer.gif"), is_stand_in("/img/quay.jpg")
    (True, False)
    """
    return address.startswith(_NO_ADDRESS) or bool(_STAND_IN.search(address))


def is_rendition(picture: Picture, before: Picture) -> bool:
    """Whether a picture is another one in a different size or format: the same file, but for its size, and text."""
    if picture.alt and picture.alt != before.alt:
        return False
    names = [each.url.split("?")[0].rpartition("/")[2] for each in (picture, before)]
    if not all(map(_SUFFIXED.search, names)):
        return picture.url == before.url  # a program that serves many pictures names them in its query
    return _SIZED.sub("", _SUFFIX.sub("", names[0])) == _SIZED.sub("", _SUFFIX.sub("", names[1]))


def is_sign_of_text(alt: str) -> bool:
    """Whether a picture stands for the sign that is its text: an emoji.

    >>> is_sign_of_text("🚢"), is_sign_of_text("❤️"), is_sign_of_text("a"), is_sign_of_text("->")
    (True, True, False, False)
    """
    return (
        0 < len(alt) <= _LONGEST_SIGN
        and all(category(sign) in ("So", "Sk", "Mn", "Cf", "Me") for sign in alt)
        and (any(category(sign) == "So" for sign in alt))
    )


def is_icon(element: Element) -> bool:
    """Whether an image is declared no larger than an icon."""
    said = element.attrs
    if "width" not in said or "height" not in said:
        return False
    sides = [_SIDE.fullmatch((element.attr(name) or "").strip()) for name in ("width", "height")]
    return all(side is not None and int(side[1]) <= _ICON for side in sides)


def _address(element: Element) -> str:
    """The best address: of the sources around, of a late picture, of the image itself; a small one gives way."""
    said = element.attrs
    for address in _sources(element):
        if not is_stand_in(address):
            return address
    sets = [element.attr(name) or "" for name in _OFFERS if name in said]
    named = [(element.attr(name) or "").strip() for name in (*_LATE, "src") if name in said]
    for address in named:
        # Most images name one good address, and their sets are not read.
        if address and not is_stand_in(address) and not any(address in offers for offers in sets):
            return address
    offers = [offer for each in sets for offer in largest_first(each)]
    small = {offer.address for offer in offers if offer.unit == "w" and offer.size < _SMALL}
    kept = [address for address in named if address not in small]
    for address in [*kept, *(offer.address for offer in offers), *named]:
        if address and not is_stand_in(address):
            return address
    for name in said:
        found = _OF_A_PICTURE.fullmatch((element.attr(name) or "").strip()) if name.startswith("data-") else None
        if found:
            return found[0]
    source = (element.attr("src") or "").lstrip() if "src" in said else ""
    return source if len(source) >= _SMALLEST_DATA and _DATA.match(source) else ""


def largest_first(offers: str) -> list[Offer]:
    """What a `srcset` offers, the largest rendition first.

    >>> [offer.address for offer in largest_first("/quay-s.jpg 320w, /quay,large.jpg 1280w")]
    ['/quay,large.jpg', '/quay-s.jpg']
    """
    found = [Offer(address, float(size or 1), unit or "x") for address, size, unit in _OFFER.findall(offers)]
    return sorted(found, key=lambda offer: -offer.size)


def _sources(element: Element) -> Iterator[str]:
    """The addresses that the sources of the `picture` around an image offer."""
    around = element.parent
    for _ in range(_MOST_LEVELS):
        if not isinstance(around, Element):
            return
        if around.tag == "picture":
            for source in around.select("source"):
                for name in _OFFERS:
                    yield from (offer.address for offer in largest_first(source.attr(name) or ""))
            return
        around = around.parent


def file_name(address: str) -> str:
    """The name of a picture's file without its size and ending: one picture has many renditions.

    >>> file_name("https://post.example/i/quay-1200x800.jpg?w=9"), file_name("/i/quay.webp")
    ('quay', 'quay')
    """
    name = address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return _RENDITION.sub("", _SUFFIX.sub("", name)).lower()
