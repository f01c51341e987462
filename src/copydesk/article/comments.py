"""Readers' comments: blocks of one comment put together, its author and time told from its words.

One comment is the nearest list item, article or container named for a comment that its blocks share. In captures
without containers each paragraph is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from copydesk.dates import find_dates
from copydesk.records import Block, Comment, Container
from copydesk.words import words

_CLIMB: Final = 12
"""Containers looked at above a block; the markup of a comment is close around it."""
LONGEST_HEAD: Final = 120
"""Characters of a line with a comment's author and time."""
LONGEST_AUTHOR: Final = 60
_UNIT_TAGS: Final = frozenset({"li", "article"})
_UNIT_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:comment|reply|response|kommentar|comentario|comentário|commentaire|commento|reactie|review)"
    r"(?:[_-]?(?:\d+|item|entry|container|wrapper|wrap|box|block|node|thread|inner|outer))?(?=\s|$)",
    re.IGNORECASE,
)
_ZONE_TAGS: Final = frozenset({"body", "main", "section", "aside", "ol", "ul"})
AUTHOR_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:author|autor|auteur|by|byline|user|username|nickname|name|fn|vcard|poster|commenter|cite)"
    r"(?=[\s_-]|$)",
    re.IGNORECASE,
)
_NO_COMMENT: Final = frozenset({"form", "button", "label", "nav", "fieldset", "select", "textarea"})
_ACTION: Final = re.compile(r"[\w'’]+(?:\s+[\w'’]+){0,2}(?:\s*[(·:]?\s*\d+\)?)?")
"""A line such as "Reply", "Report abuse", "Like 3": at most three words and a number."""
_BY: Final = re.compile(r"^(?:(?:posted |written )?by|von|par|por|di|door|av|af)\s+", re.IGNORECASE)
_SAYS: Final = re.compile(
    r"\s+(?:says|said|wrote|writes|schreibt|sagt|dit|dice|diz|skriver|pisze)\s*:?$", re.IGNORECASE
)
_TIME: Final = re.compile(
    r"(?:\b(?:on|at|um|am|à|le|el|a las|alle|kl\.?)\s+)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?|Uhr)?",
    re.IGNORECASE,
)
_EDGE: Final = " \t\n,;:|•·–—-()[]"
_JOINT: Final = frozenset({"on", "at", "am", "um", "le", "el"})


def comments_of(blocks: Iterable[Block]) -> tuple[Comment, ...]:
    """The comments that blocks labelled so make, in page order."""
    units: dict[int, list[Block]] = {}
    for number, block in enumerate(blocks):
        if block.kind == "heading" or is_control(block.container):
            continue
        if block.container is None:
            units[-number - 1] = [block]
        elif (unit := _unit(block.container)) is not None:
            units.setdefault(unit.number, []).append(block)
    comments = (_comment(unit) for unit in units.values())
    return tuple(comment for comment in comments if comment is not None)


def _unit(container: Container) -> Container | None:
    """The container of the whole comment: a list item or article, else the outermost one named for a comment."""
    named: Container | None = None
    node: Container | None = container
    for _ in range(_CLIMB):
        if node is None:
            break
        if node.tag in _UNIT_TAGS:
            return node
        if node.tag not in _ZONE_TAGS and _UNIT_NAME.search(node.names):
            named = node
        elif named is not None:
            break
        node = node.parent
    return named


def is_control(container: Container | None) -> bool:
    """Whether a block is part of a form or a button."""
    for _ in range(_CLIMB):
        if container is None:
            return False
        if container.tag in _NO_COMMENT:
            return True
        container = container.parent
    return False


def _comment(blocks: Sequence[Block]) -> Comment | None:
    """One comment from its blocks; None when nothing but its author, its time and its buttons is there."""
    author = published = None
    said: list[str] = []
    for block in blocks:
        text = " ".join(block.text.split())
        nameless = block is blocks[-1] and author is None and published is None
        if (not said or nameless) and (head := _head(block, text)):
            author, published = author or head[0], published or head[1]
        elif not is_action(block, text) and not _invites(text):
            said.append(block.text)
    return Comment("\n\n".join(said), author, published) if said else None


def _head(block: Block, text: str) -> tuple[str | None, str | None] | None:
    """The author and time of the line above a comment; None for any other line."""
    if len(text) > LONGEST_HEAD:
        return None
    moment = next(iter(find_dates(text)), None)
    named = bool(AUTHOR_NAME.search(f"{block.names} {block.container.names if block.container else ''}"))
    if moment is None and not (named and len(text) <= LONGEST_AUTHOR):
        return None
    rest = _TIME.sub(" ", text[: moment.start] + " | " + text[moment.end :]) if moment else text
    name = next(filter(None, (bare_name(piece) for piece in rest.split("|"))), "")
    if len(name) > LONGEST_AUTHOR or (moment is not None and name[-1:] in (".", "!", "?") and not named):
        return None
    return name or None, moment.value if moment else None


def bare_name(text: str) -> str:
    """A name without what stands around it."""
    text = _SAYS.sub("", _BY.sub("", text.strip(_EDGE))).strip(_EDGE)
    return "" if text.casefold() in _JOINT else text


def _invites(text: str) -> bool:
    """Whether a line asks the reader for a comment, or counts them."""
    return len(text) <= LONGEST_HEAD and "comment" in words().acts(text)


def is_action(block: Block, text: str) -> bool:
    """Whether a line is a button or link that acts on the comment."""
    linked = sum(mark.end - mark.start for mark in block.marks if mark.kind == "link")
    return 2 * linked > len(text) and bool(_ACTION.fullmatch(text))
