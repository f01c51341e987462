"""What the network looks at: numbers of every block and of every zone, in arrays.

A zone is a container with the blocks inside it. Blocks stand in page order, so the blocks of a zone are one range of
ranks, and whatever a zone adds up to is a difference of two running sums: no tree is walked here. Characters are
counted the same way, for all blocks at once.

Nothing here knows a language: characters are counted by their Unicode category. What words do (ask for money, offer a
newsletter) is left to the rules: given to the network it won nothing on domains not trained on, and cost as much time
as all the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.records import Block, Container

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_READ: Final = 700
"""Characters of a block that are counted; its kind of text shows long before."""
_SHORT: Final = 60
"""Characters of the longest text whose single words are looked up."""
_LONG: Final = 150.0
"""Letters of running text from which a block is one of the page's long ones."""
_TELLING: Final = 40.0
"""Letters from which a block can be running text."""
_LINKED: Final = 0.6
"""Share of links from which a block points elsewhere rather than tells."""
_UNENDED: Final = 0.3
_TITLED: Final = 0.2
_IN_TITLE: Final = (8, 220)
"""Characters of a line that is looked for in the document's title."""
_DESCRIBED: Final = 40
"""Characters at the start of a text that must agree for it to be the declared description."""

KINDS: Final = ("paragraph", "heading", "item", "quotation", "caption", "table", "code", "figure")
TAGS: Final = (
    "body div p section article main header footer nav aside ul ol li table tr td th tbody form figure blockquote "
    "h1 h2 h3 h4 dl dt dd button label address details center span pre fieldset dialog noscript figcaption"
).split()

# Classes of characters. A script without spaces says in one character what others say in three.
_OTHER, _LOWER, _UPPER, _LETTER, _UNSPACED, _DIGIT, _SPACE, _BREAK, _COMMA, _STOP, _QUOTE = range(11)
_DASH, _BAR, _BRACKET, _MONEY, _COLON = range(11, 16)
_CLASSES: Final = 16
_IDEOGRAPHS: Final = 3
_KIND_OF: Final = {kind: place for place, kind in enumerate(KINDS)}
_TAG_OF: Final = {tag: place for place, tag in enumerate(TAGS)}
_CAMEL: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_PLAIN: Final = re.compile(r"[a-z]+|[0-9]+")
_WORD: Final = re.compile(r"[^\W\d_]+")


class Features(NamedTuple):
    """The numbers of a page of n blocks and m zones. Ranks count blocks, places count zones."""

    blocks: Floats
    """n × the block features."""
    zones: Floats
    """m × the zone features; zone 0 is the page."""
    tags: Whole
    """m: place of each zone's element in TAGS."""
    parents: Whole
    """m: the zone around each zone; 0 around the page itself."""
    first: Whole
    last: Whole
    """m: the range of ranks inside each zone."""
    zone_of: Whole
    """n: the innermost zone of each block."""
    heading: Whole
    """n: rank of the last heading before each block; -1 where there is none."""
    size: Floats
    """n: characters of each block."""
    prose: Floats
    """n: letters of running text of each block; 0 for labels and menus."""
    link: Floats
    """n: share of each block's text that is links."""
    title: int
    """Rank of the block that the document's title names; -1 when there is none."""
    zone_words: list[tuple[str, ...]]
    inline_words: list[tuple[str, ...]]
    text_words: list[tuple[str, ...]]


def features_of(blocks: Sequence[Block], titles: Iterable[str], description: str) -> Features:
    """The features of a page's blocks, given what the document calls itself and how it describes itself."""
    text = _text_numbers(blocks)
    links = _link_numbers(blocks)
    count = len(blocks)
    kind = np.array([_KIND_OF[block.kind] for block in blocks], np.int64)
    level = np.array([block.level for block in blocks], np.int64)
    hidden = np.array([bool(block.hidden) for block in blocks], np.bool_)
    link = np.minimum(links[:, 0] / np.maximum(text.size, 1), 1.0)
    prose = _prose(text, link, kind)
    prose[hidden] = 0.0
    titled, described = _named(blocks, titles, description)
    repeated = _repeats(blocks)
    heading_at = np.where(kind == 1, np.arange(count), -1)
    above = np.concatenate([[-1], np.maximum.accumulate(heading_at)[:-1]]) if count else heading_at
    title = _title(kind, level, titled)
    columns: list[Any] = [
        *text.columns,
        link,
        np.log1p(links[:, 1]),
        np.minimum(links[:, 2] / np.maximum(text.size, 1), 1.0),
        *np.log1p(links[:, 3:]).T,
        *[kind == place for place in range(len(KINDS))],
        *[(kind == 1) & (level == rank) for rank in range(1, 7)],
        (kind == 2) * level,
        [block.ordinal is not None for block in blocks],
        [block.quoted for block in blocks],
        hidden,
        np.log1p(repeated),
        titled,
        described,
        [block.picture is not None for block in blocks],
        [bool(block.names) for block in blocks],
        *_positions(prose, above, level, title),
    ]
    numbers = np.empty((count, len(columns)), np.float32)
    for place, column in enumerate(columns):
        numbers[:, place] = column
    tree = _tree(blocks)
    zone_words = [name_words(f"{each.names} {each.role}") for each in tree.containers[1:]]
    sums = np.stack(
        [
            np.where(hidden, 0, text.size),
            np.where(hidden, 0, links[:, 0]),
            prose,
            kind == 1,
            kind == 2,
            kind == 7,
            links[:, 1],
            text.ended,
            prose >= _LONG,
            (kind == 5) | (kind == 6),
            repeated > 0,
        ],
        axis=1,
    )
    return Features(
        blocks=numbers,
        zones=_zone_numbers(tree, sums, title),
        tags=np.array([0, *[_TAG_OF.get(each.tag, len(TAGS)) for each in tree.containers[1:]]], np.int64),
        parents=tree.parents,
        first=tree.first,
        last=tree.last,
        zone_of=tree.zone_of,
        heading=above,
        size=text.size.astype(np.float32),
        prose=prose.astype(np.float32),
        link=link.astype(np.float32),
        title=title,
        zone_words=[(), *zone_words],
        inline_words=[name_words(block.names) if block.names else () for block in blocks],
        text_words=[tuple(_WORD.findall(block.text.lower())) if len(block.text) <= _SHORT else () for block in blocks],
    )


# ---- the text of the blocks


class _Text(NamedTuple):
    size: NDArray[np.float64]
    letters: NDArray[np.float64]
    """Letters of the whole block, reckoned from those of the part that was read."""
    commas: Flags
    ended: Flags
    columns: list[Any]


def _text_numbers(blocks: Sequence[Block]) -> _Text:
    """Characters of every block, counted by class."""
    count = len(blocks)
    texts = [block.text if len(block.text) <= _READ else block.text[:_READ] for block in blocks]
    size = np.array([len(block.text) for block in blocks], np.float64)
    read = np.array([len(text) for text in texts], np.int64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _character_classes()[np.minimum(codes, 0xFFFF)]
    owner = np.repeat(np.arange(0, count * _CLASSES, _CLASSES), read)
    counts = np.bincount(owner + classes, minlength=count * _CLASSES).reshape(count, _CLASSES).astype(np.float64)
    first, last, before = _edges(classes, read)
    each = np.maximum(read, 1)
    letters = counts[:, _LOWER] + counts[:, _UPPER] + counts[:, _LETTER] + _IDEOGRAPHS * counts[:, _UNSPACED]
    parts = counts[:, _SPACE] + counts[:, _BREAK] + 1 + (_IDEOGRAPHS - 1) * counts[:, _UNSPACED]
    closing = (last == _QUOTE) | (last == _BRACKET)
    ended = (last == _STOP) | (last == _COLON) | (closing & (before == _STOP))
    shares = counts / each[:, None]
    columns = [
        np.log1p(size),
        np.log1p(letters),
        np.log1p(parts),
        letters / np.maximum(parts, 1),
        *[
            shares[:, place]
            for place in (
                *(_LOWER, _UPPER, _LETTER, _UNSPACED, _DIGIT, _SPACE, _COMMA, _STOP, _QUOTE, _DASH, _BAR, _BRACKET),
                *(_MONEY, _COLON, _OTHER),
            )
        ],
        np.log1p(counts[:, _BREAK]),
        np.log1p(counts[:, _STOP]),
        np.log1p(counts[:, _COMMA]),
        ended,
        *[first == place for place in (_LOWER, _UPPER, _UNSPACED, _DIGIT, _QUOTE, _BAR, _BRACKET)],
        *[last == place for place in (_STOP, _COLON, _BAR, _QUOTE, _DIGIT, _BRACKET)],
    ]
    return _Text(size, size * letters / each, counts[:, _COMMA] > 0, ended, columns)


def _edges(classes: NDArray[np.uint8], read: Whole) -> tuple[Whole, Whole, Whole]:
    """Class of the first, the last and the last but one character of each text; _OTHER where there is none."""
    first, last, before = (np.zeros(len(read), np.int64) for _ in range(3))
    some = read > 0
    if some.any():
        ends = np.cumsum(read)[some]
        starts = ends - read[some]
        first[some] = classes[starts]
        last[some] = classes[ends - 1]
        before[some] = classes[np.maximum(ends - 2, starts)]
    return first, last, before


@cache
def _character_classes() -> NDArray[np.uint8]:
    """The class of every character of the Basic Multilingual Plane."""
    table = np.zeros(0x10000, np.uint8)
    signs = {
        _COMMA: ",،、，;；",
        _STOP: ".!?…。！？؟।։",
        _QUOTE: "\"'“”„«»‘’‚「」『』‹›",
        _BAR: "|•·/→▸►▶◄←",
        _COLON: ":：",
        _MONEY: "%",
        _BREAK: "\n\t",
    }
    by_sign = {sign: place for place, row in signs.items() for sign in row}
    by_category = {"Ll": _LOWER, "Lu": _UPPER, "Lt": _UPPER, "Pd": _DASH, "Ps": _BRACKET, "Pe": _BRACKET, "Sc": _MONEY}
    by_group = {"L": _LETTER, "M": _LETTER, "N": _DIGIT, "Z": _SPACE}
    unspaced = ((0x0E00, 0x0E7F), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF))
    for code in range(0x10000):
        sign = chr(code)
        category = unicodedata.category(sign)
        table[code] = by_sign.get(sign, by_category.get(category, by_group.get(category[0], _OTHER)))
    for begin, end in unspaced:
        table[begin : end + 1] = _UNSPACED
    return table


def _prose(text: _Text, link: NDArray[np.float64], kind: Whole) -> NDArray[np.float64]:
    """How much running text each block is: its letters, less for links, nothing for labels and menus."""
    telling = (text.letters >= _TELLING) & (link < _LINKED) & (kind != 6) & (kind != 7)
    prose = np.where(telling, text.letters * (1.0 - link), 0.0)
    prose[~(text.ended | text.commas)] *= _UNENDED
    prose[(kind == 1) | (kind == 4)] *= _TITLED
    return prose


def _link_numbers(blocks: Sequence[Block]) -> NDArray[np.float64]:
    """Of every block: characters in links, links, characters emphasised, links within the page, notes, other marks."""
    numbers = np.zeros((len(blocks), 6))
    for rank, block in enumerate(blocks):
        if not block.marks:
            continue
        linked = links = emphasised = within = notes = others = reached = 0
        for mark in block.marks:
            if mark.kind == "link":
                links += 1
                if mark.end > reached:
                    linked += mark.end - max(reached, mark.start)
                    reached = mark.end
                within += mark.target is not None and mark.target.startswith("#")
            elif mark.kind in ("strong", "emphasis"):
                emphasised += mark.end - mark.start
            elif mark.kind == "footnote":
                notes += 1
            else:
                others += 1
        numbers[rank] = linked, links, emphasised, within, notes, others
    return numbers


# ---- what the page says of its blocks


def _named(blocks: Sequence[Block], titles: Iterable[str], description: str) -> tuple[Floats, Flags]:
    """How much of a document title each block is, and which blocks begin as the declared description does."""
    known = [title.casefold() for title in titles if title]
    told = " ".join(description.split())
    head = told[:_DESCRIBED] if len(told) >= _DESCRIBED else ""
    titled = np.zeros(len(blocks), np.float32)
    described = np.zeros(len(blocks), np.bool_)
    shortest, longest = _IN_TITLE
    for rank, block in enumerate(blocks):
        text = block.text
        if shortest <= len(text) <= longest and known:
            folded = text.casefold()
            for title in known:
                if folded in title or title in folded:
                    titled[rank] = max(titled[rank], min(len(folded), len(title)) / max(len(folded), len(title)))
        if head and len(text) >= _DESCRIBED:
            described[rank] = head in text or text[:_DESCRIBED] in told
    return titled, described


def _repeats(blocks: Sequence[Block]) -> Floats:
    """How many other blocks of the page have the same text."""
    seen: dict[str, int] = {}
    for block in blocks:
        seen[block.text] = seen.get(block.text, 0) + 1
    return np.array([seen[block.text] - 1 if block.text else 0 for block in blocks], np.float32)


def _title(kind: Whole, level: Whole, titled: Floats) -> int:
    """The first heading that the document's title names, a first-rank one before others; -1 when there is none."""
    ranks = np.flatnonzero((kind == 1) & ((titled > 0.3) | (level == 1)))
    if not len(ranks):
        return -1
    return int(ranks[np.argmax(2 * (titled[ranks] > 0.3) + (level[ranks] == 1))])


def _positions(prose: NDArray[np.float64], heading: Whole, level: Whole, title: int) -> list[Any]:
    """Where every block stands: on the page, in its running text, below its heading and title, by its long blocks."""
    count = len(prose)
    rank = np.arange(count)
    total = max(float(prose.sum()), 1.0)
    long = prose >= _LONG
    before = np.maximum.accumulate(np.where(long, rank, -1)) if count else rank
    after = np.minimum.accumulate(np.where(long, rank, 10**6)[::-1])[::-1] if count else rank
    from_title = rank - title
    return [
        rank / max(count, 1),
        np.log1p(rank),
        np.log1p(count - rank),
        np.log1p(count),
        (np.cumsum(prose) - prose) / total,
        prose / total,
        np.log1p(total),
        np.where(heading >= 0, np.log1p(rank - heading), 6.0),
        np.where(heading >= 0, level[heading], 0),
        np.sign(from_title) * np.log1p(np.abs(from_title)) if title >= 0 else 0.0,
        title >= 0,
        np.where(before >= 0, np.log1p(rank - before), 7.0),
        np.where(after < 10**6, np.log1p(np.maximum(after - rank, 0)), 7.0),
    ]


# ---- zones


class _Tree(NamedTuple):
    containers: list[Container]
    parents: Whole
    first: Whole
    last: Whole
    zone_of: Whole
    depth: Whole


_PAGE: Final = Container("page", number=-1)


def _tree(blocks: Sequence[Block]) -> _Tree:
    """The containers of the blocks as zones, each behind the one around it, with the range of blocks inside."""
    places = {_PAGE.number: 0}
    containers = [_PAGE]
    parents, first, last, depth = [0], [0], [len(blocks)], [0]
    zone_of = np.zeros(len(blocks), np.int64)
    number, zone = -1, 0
    for rank, block in enumerate(blocks):
        container = block.container
        if container is None:
            number, zone = -1, 0
            continue
        if container.number != number:
            number = container.number
            zone = places.get(number, -1)
            if zone < 0:
                missing = []
                around: Container | None = container
                while around is not None and around.number not in places:
                    missing.append(around)
                    around = around.parent
                zone = 0 if around is None else places[around.number]
                for inner in reversed(missing):
                    parents.append(zone)
                    depth.append(depth[zone] + 1)
                    zone = places[inner.number] = len(containers)
                    containers.append(inner)
                    first.append(rank)
                    last.append(rank + 1)
        last[zone] = rank + 1
        zone_of[rank] = zone
    for place in range(len(containers) - 1, 0, -1):
        around_it = parents[place]
        if last[place] > last[around_it]:
            last[around_it] = last[place]
    return _Tree(
        containers,
        np.array(parents, np.int64),
        np.array(first, np.int64),
        np.array(last, np.int64),
        zone_of,
        np.array(depth, np.int64),
    )


def within(numbers: NDArray[Any], first: Whole, last: Whole) -> NDArray[np.float64]:
    """What the rows of `numbers`, one for each block, add up to in each zone's range."""
    running = np.zeros((len(numbers) + 1, *numbers.shape[1:]))
    np.cumsum(numbers, axis=0, out=running[1:])
    return running[last] - running[first]


def _zone_numbers(tree: _Tree, sums: NDArray[Any], title: int) -> Floats:
    """The features of every zone: what it holds, how often its shape is repeated, and where it stands."""
    parents, first, last = tree.parents, tree.first, tree.last
    inside = within(sums, first, last)
    text, link, prose, heads, items, figures, links, ended, long, code, repeated = inside.T
    count = np.maximum(last - first, 1)
    children = np.bincount(parents[1:], minlength=len(parents))
    order = _order(parents, children)
    pages = max(float(last[0]), 1.0)
    columns: list[Any] = [
        text / max(text[0], 1.0),
        prose / max(prose[0], 1.0),
        np.log1p(text),
        np.log1p(prose),
        link / np.maximum(text, 1),
        count / pages,
        np.log1p(count),
        *[each / count for each in (heads, items, figures, code, ended, long, repeated)],
        np.log1p(long),
        np.log1p(text / count),
        links / count,
        np.log1p(children),
        *_likeness(tree),
        tree.depth / 10,
        np.log1p(order),
        order / np.maximum(children[parents], 1),
        prose / np.maximum(prose[parents], 1),
        text / np.maximum(text[parents], 1),
        first / pages,
        last / pages,
        (first <= title) & (title < last),
    ]
    numbers = np.empty((len(parents), len(columns)), np.float32)
    for place, column in enumerate(columns):
        numbers[:, place] = column
    return numbers


def _order(parents: Whole, children: Whole) -> Whole:
    """The place of every zone among its siblings, counted from 0; zones stand in page order."""
    order = np.zeros(len(parents), np.int64)
    by_parent = np.argsort(parents[1:], kind="stable") + 1
    starts = np.cumsum(children) - children
    order[by_parent] = np.arange(len(by_parent)) - starts[parents[by_parent]]
    return order


def _likeness(tree: _Tree) -> tuple[Any, Any]:
    """How many siblings, and how many zones of the page, have the same element and names: cards, posts, entries."""
    shapes: dict[tuple[str, str], int] = {}
    shape = np.array([shapes.setdefault((each.tag, each.names), len(shapes)) for each in tree.containers], np.int64)
    alike = np.bincount(shape)[shape]
    _, place, counts = np.unique(tree.parents * len(shapes) + shape, return_inverse=True, return_counts=True)
    return np.log1p(counts[place]), np.log1p(alike)


# ---- words


@lru_cache(maxsize=16_384)
def name_words(names: str) -> tuple[str, ...]:
    """The single words of class, id and role names, each once, in lower case.

    A pure function of its argument: what is kept of one page changes nothing in the next.

    >>> name_words("post-body articleText x2")
    ('post', 'body', 'article', 'text', 'x', '2')
    """
    if names.islower():
        return tuple(dict.fromkeys(_PLAIN.findall(names)))
    return tuple(dict.fromkeys(word.lower() for word in _CAMEL.findall(names)))
