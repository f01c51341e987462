"""What belongs to the article and what to a card, a comment, a sidebar or a footer around it.

Dates, names and microdata are found all over a page; most of them are those of other stories.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import Final

from copydesk.parser import Element
from copydesk.records import Container

_APART: Final = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|comments?|sidebar|side-bar|teasers?|cards?|widgets?|footer"
    r"|footnotes?|copyright|popular|trending|latest"
    r"|most-?read|more-?(?:news|stories|from|on)|promo\w*|carousel|slider|newsletter|outbrain|taboola"
    r"|read-?(?:next|also|more)|see-?also|similar"
    r"|breaking|ticker|archive\w*|upnext|listing|feed|disqus|respond|kommentar\w*|clock|current-?date"
    r"|today)(?=$|[\s_-])",
    re.IGNORECASE,
)
_OUTSIDE: Final = frozenset({"aside", "footer", "nav", "form", "figure", "figcaption", "blockquote"})
_OTHER_ITEMS: Final = ("review", "comment", "usercomments", "rating", "offer", "answer", "answers")
_CLIMB: Final = 12
"""Ancestors looked at for a card, comment or footer; their markup is close around what they hold."""
_LONGEST_NAMES: Final = 300
"""Characters from which class words say nothing: styling frameworks write dozens of them on one element."""
_CARD_PARTS: Final = frozenset({"h2", "h3", "h4", "img"})
_MOST_CARD: Final = 40
"""Nodes at the beginning of a list item among which a card has its heading or picture."""
_KEPT: Final = 1_024
"""Class words whose meaning is kept: the parts of a page share their ancestors."""


def is_apart(element: Element) -> bool:
    """Whether an element belongs to a card, a comment, a sidebar, a footer: not to the article itself."""
    node: object = element
    for _ in range(_CLIMB):
        if not isinstance(node, Element) or node.tag in ("body", "main"):
            return False
        kind = (node.attr("itemtype") or "").strip().lower()
        if node.tag in _OUTSIDE or (node.tag == "li" and _is_card(node)) or kind.endswith(_OTHER_ITEMS):
            return True
        if node is not element and node.tag != "article" and _says_apart(names_of(node)):
            return True
        node = node.parent
    return False


def is_in_box(container: Container | None) -> bool:
    """The same for a block, by the containers it stands in."""
    for _ in range(_CLIMB):
        if container is None or container.tag in ("body", "main"):
            return False
        if container.tag in _OUTSIDE or container.tag == "button":
            return True
        if container.tag != "article" and _says_apart(container.names):
            return True
        container = container.parent
    return False


def names_of(element: Element) -> str:
    """The words of an element's class and id."""
    return f"{element.attr('class') or ''} {element.attr('id') or ''}"


def _says_apart(names: str) -> bool:
    """Whether class words name a part beside the article."""
    return len(names) < _LONGEST_NAMES and _search_apart(names)


@lru_cache(maxsize=_KEPT)
def _search_apart(names: str) -> bool:
    return _APART.search(names) is not None


def _is_card(item: Element) -> bool:
    """Whether a list item is a card: a header's own list of details ("<ul class=meta><li>date") holds no heading."""
    return any(isinstance(node, Element) and node.tag in _CARD_PARTS for node in islice(item.descendants, _MOST_CARD))
