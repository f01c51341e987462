"""Headlines: a site's name is cut off a title only where something shows that it is this site's name."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from copydesk.article.people import letters

_SEPARATOR: Final = re.compile(r"\s+(?:[|\-–—:·•»«›‹/~*]{1,3}\s+|[|｜»›]\s*|\()|[|｜»›]\s*|:\s+")
_LONGEST: Final = 500
_LONGEST_SITE: Final = 60
_LEAST_LETTERS: Final = 4
"""Letters a site's name must have to be recognised inside a longer piece ("The Quay" in "The Quay Magazine")."""


class Cut(NamedTuple):
    """A title without the site's name, and what was cut off."""

    title: str
    site: str


def cut_site(title: str, *, sites: Collection[str], known: Collection[str] = ()) -> Cut:
    """A title without the name of its site, before or after it.

    `sites` are names and domain labels of the site, `known` other forms of this headline, all as `letters` gives them.

    >>> cut_site("Rain at last | Weather | Tidewater Post", sites={"tidewaterpost"}, known={"rainatlast"})
    Cut(title='Rain at last', site='Weather | Tidewater Post')
    >>> cut_site("Tidewater Post: Rain - at last", sites={"tidewaterpost"})
    Cut(title='Rain - at last', site='Tidewater Post')
    >>> cut_site("Brandt: no more rain - ever", sites={"tidewaterpost"})
    Cut(title='Brandt: no more rain - ever', site='')
    """
    if len(title) > _LONGEST:
        return Cut(title, "")
    gaps = [found.span() for found in _SEPARATOR.finditer(title)]
    for start, end in gaps:
        if letters(title[:start]) in known and title[:start].strip():
            return Cut(title[:start].strip(), title[end:].strip())
        if letters(title[end:]) in known and _is_site(title[:start], sites):
            return Cut(title[end:].strip(), title[:start].strip())
    kept, cut = title, ""
    for start, end in reversed(gaps):
        if title[:start].strip() and _is_site(kept[end:], sites):
            kept, cut = title[:start].rstrip(), title[end:].strip(" )")
        else:
            break
    if not cut and gaps and _is_site(title[: gaps[0][0]], sites) and title[gaps[0][1] :].strip():
        return Cut(title[gaps[0][1] :].strip(), title[: gaps[0][0]].strip())
    return Cut(kept, cut)


def _is_site(piece: str, sites: Collection[str]) -> bool:
    """Whether a piece of a title names the site."""
    name = letters(piece)
    if not name or len(piece) > _LONGEST_SITE:
        return False
    bare = name.removeprefix("the").removeprefix("www")
    return any(
        name == site
        or bare == site.removeprefix("the")
        or (len(site) >= _LEAST_LETTERS and site in name and len(piece.split()) <= 5)
        for site in sites
    )


def pieces_of(title: str) -> list[tuple[str, str]]:
    """The first and the last piece of a title between its separators, and all but the first and the last of them.

    >>> pieces_of("Rain at last | Weather | Tidewater Post")
    [('first', 'Rain at last'), ('last', 'Tidewater Post'), ('but the last', 'Rain at last | Weather')]
    """
    gaps = [found.span() for found in _SEPARATOR.finditer(title[:_LONGEST])]
    if not gaps:
        return []
    found = [("first", title[: gaps[0][0]]), ("last", title[gaps[-1][1] :])]
    if len(gaps) > 1:
        found.append(("but the last", title[: gaps[-1][0]]))
    return [(rank, piece.strip()) for rank, piece in found if piece.strip()]
