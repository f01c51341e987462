"""What the network looks at: numbers of every block and of every zone, in arrays.

A zone is a container with the blocks inside it. Blocks stand in page order, so the blocks of a zone are one range of
ranks, and whatever a zone adds up to is a difference of two running sums: no tree is walked here. One loop reads the
blocks into short lists and bytes; the rest is done for all of them at once, in as few calls as will do, for on a page
of 270 blocks a call costs as much as what it does.

Nothing here knows a language: characters are counted by their Unicode category. What words do (ask for money, offer a
newsletter) is left to the rules: given to the network it won nothing on domains not trained on, and cost as much time
as all the rest.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
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
_NAMED: Final = 0.3
"""Share of the document's title that a heading must be to be the headline."""
_IN_TITLE: Final = (8, 220)
"""Characters of a line that is looked for in the document's title."""
_DESCRIBED: Final = 40
"""Characters at the start of a text that must agree for it to be the declared description."""
_MANY: Final = 1_000_000
"""More than there are zones or names on a page; two numbers below it make one."""
_DEEP: Final = 8
"""Levels of lists and quotations that are told apart."""
_DEEPEST: Final = 60
"""Zones around a zone that are counted."""
_FAR: Final = 400.0
"""Blocks to a heading or a long text where there is none."""

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
_HEADING, _ITEM, _CAPTION, _TABLE, _CODE, _FIGURE = (
    KINDS.index(kind) for kind in ("heading", "item", "caption", "table", "code", "figure")
)
_KIND_OF: Final[dict[str, int]] = {kind: place for place, kind in enumerate(KINDS)}
_TAG_OF: Final[dict[str, int]] = {tag: place for place, tag in enumerate(TAGS)}
_HIDDEN, _DESCRIBES, _NUMBERED, _PICTURED, _STYLED = (1, 2, 4, 8, 16)
"""Bits of what is either so or not."""
_CAMEL: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_PLAIN: Final = re.compile(r"[a-z]+|[0-9]+")
_BETWEEN: Final = ",.:!?()/’'"
"""Signs that part words. The words of a short block need not be clean: those that are not known count for nothing."""


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
    link: Floats
    """n: share of each block's text that is links."""
    zone_names: list[str]
    """Class, id and role names of zones, each once."""
    named: Whole
    """m: place of each zone's names among these."""
    inline_names: dict[int, str]
    """Names of the inline elements inside a block, by its rank."""
    short: list[int]
    """Ranks of the short blocks."""
    short_words: list[str]
    """The words of the short blocks, in lower case; a line end closes each block's."""
    kinds: Floats
    """How likely the page is each kind of `kind.KINDS`; zero where nothing is known."""


class _Read(NamedTuple):
    """What the loop over the blocks collects, a place for each block unless said otherwise."""

    texts: list[str]
    """The part of each text that is counted."""
    sizes: list[float]
    kinds: bytearray
    levels: bytearray
    quoted: bytearray
    bits: bytearray
    repeated: bytearray
    marked: list[int]
    """Ranks of the blocks with marks."""
    marks: list[int]
    """For each of these six numbers: characters in links, links, characters emphasised, links within the page, …"""
    titled_at: list[int]
    titled: list[float]
    """Ranks of the blocks that a document title names, and how much of it they are."""
    title: int
    inline: dict[int, str]
    short: list[int]
    words: list[str]


class _Text(NamedTuple):
    """What the blocks say: arrays with a place for each block."""

    kind: NDArray[np.uint8]
    level: NDArray[np.uint8]
    bits: NDArray[np.uint8]
    hidden: Flags
    size: Floats
    """Characters."""
    read: Floats
    """Characters that were counted; at least 1."""
    letters: Floats
    parts: Floats
    """Words."""
    counts: Floats
    """n × the classes of characters."""
    first: Whole
    last: Whole
    """The class of the first and the last character."""
    ended: Flags
    """Whether it ends like a sentence."""
    links: Floats
    """n × the six numbers of `_count_marks`."""
    link: Floats
    emphasised: Floats
    """Share of the characters."""
    prose: Floats
    """Letters of running text; none where it is hidden."""
    repeated: NDArray[np.uint8]
    titled: Floats
    """How much of a document title it is."""


class _Place(NamedTuple):
    """Where the blocks stand: arrays with a place for each block, and two facts of the page."""

    rank: Floats
    heading: Whole
    """Rank of the last heading before it; -1 where there is none."""
    below: Flags
    """Whether there is one."""
    from_title: Floats
    """Blocks behind the headline, negative before it; 0 where there is none."""
    titled: bool
    """Whether there is a headline."""
    since_long: Floats
    until_long: Floats
    """Blocks to the nearest long text on either side, itself among them."""
    told: float
    """Letters of running text on the page."""


class _Tree(NamedTuple):
    """The zones, a place for each; they stand in page order."""

    parents: Whole
    first: Whole
    last: Whole
    depth: Whole
    tags: Whole
    order: Whole
    """Siblings before it."""
    children: Whole
    named: Whole
    siblings: Whole
    """Siblings of the same shape, itself among them."""
    shapes: Whole
    """Zones of the page of the same shape."""
    zone_of: Whole
    """The innermost zone of each block."""
    names: list[str]
    """What zones are named, each name once."""


def features_of(blocks: Sequence[Block], titles: Iterable[str], description: str, kinds: Sequence[float]) -> Features:
    """The features of a page's blocks.

    Given are what the document calls itself, how it describes itself, and how likely it is each kind of page.
    """
    read = _read(blocks, [title.casefold() for title in titles if title], " ".join(description.split()))
    text = _text_of(read)
    place = _place_of(text, read.title)
    tree = _tree(blocks)
    return Features(
        blocks=_block_numbers(read, text, place),
        zones=_zone_numbers(tree, _sums(text), read.title),
        tags=tree.tags,
        parents=tree.parents,
        first=tree.first,
        last=tree.last,
        zone_of=tree.zone_of,
        heading=place.heading,
        size=text.size,
        link=text.link,
        zone_names=tree.names,
        named=tree.named,
        inline_names=read.inline,
        short=read.short,
        short_words=words_of(read.words),
        kinds=np.array(kinds, np.float32),
    )


def _text_of(read: _Read) -> _Text:
    """What the blocks say, block by block."""
    count = len(read.texts)
    kind = np.frombuffer(read.kinds, np.uint8)
    bits = np.frombuffer(read.bits, np.uint8)
    size = np.frombuffer(array("f", read.sizes), np.float32)
    titled = np.zeros(count, np.float32)
    titled[read.titled_at] = read.titled
    links = np.zeros((count, 6), np.float32)
    if read.marked:
        links[read.marked] = np.frombuffer(array("f", read.marks), np.float32).reshape(-1, 6)
    shown = np.maximum(size, 1)
    link = np.minimum(links[:, 0] / shown, 1)
    some = np.minimum(size, _READ)
    counts, first, last, ended = _characters("".join(read.texts), some.astype(np.int64))
    each = np.maximum(some, 1)
    letters, parts = (counts @ _LETTERS_PARTS).T
    parts += 1
    hidden = (bits & _HIDDEN).astype(np.bool_)
    prose = _prose(size * letters / each, ended | (counts[:, _COMMA] > 0), link, kind)
    prose[hidden] = 0.0
    return _Text(
        kind=kind,
        level=np.frombuffer(read.levels, np.uint8),
        bits=bits,
        hidden=hidden,
        size=size,
        read=each,
        letters=letters,
        parts=parts,
        counts=counts,
        first=first,
        last=last,
        ended=ended,
        links=links,
        link=link,
        emphasised=np.minimum(links[:, 2] / shown, 1),
        prose=prose,
        repeated=np.frombuffer(read.repeated, np.uint8),
        titled=titled,
    )


def _place_of(text: _Text, title: int) -> _Place:
    """Where the blocks stand on the page."""
    count = len(text.size)
    rank = np.arange(count, dtype=np.float32)
    heading_at = np.where(text.kind == _HEADING, np.arange(count), -1)
    heading = np.concatenate([_NONE, np.maximum.accumulate(heading_at)[:-1]]) if count else heading_at
    long = text.prose >= _LONG
    return _Place(
        rank=rank,
        heading=heading,
        below=heading >= 0,
        from_title=rank - title if title >= 0 else np.zeros(count, np.float32),
        titled=title >= 0,
        since_long=_since(long, rank),
        until_long=_since(long[::-1], rank)[::-1],
        told=float(text.prose.sum()),
    )


def _block_numbers(read: _Read, text: _Text, place: _Place) -> Floats:
    """The features of every block; their order is that of the weights."""
    count = len(text.size)
    told = max(place.told, 1.0)
    numbers = np.empty((count, BLOCK_FEATURES), np.float32)
    logs = numbers[:, :19]
    logs[:, 0] = text.size
    logs[:, 1] = text.letters
    logs[:, 2] = text.parts
    logs[:, 3:6] = text.counts[:, _BREAKS_STOPS_COMMAS]
    logs[:, 6] = text.links[:, 1]
    logs[:, 7:10] = text.links[:, 3:]
    logs[:, 10] = text.repeated
    logs[:, 11] = place.rank
    logs[:, 12] = count - place.rank
    logs[:, 13] = count
    logs[:, 14] = place.told
    logs[:, 15] = np.where(place.below, place.rank - place.heading, _FAR)
    logs[:, 16] = np.abs(place.from_title)
    logs[:, 17] = place.since_long
    logs[:, 18] = place.until_long
    np.log1p(logs, out=logs)
    numbers[:, 19] = text.letters / text.parts
    numbers[:, 20:36] = text.counts / text.read[:, None]
    numbers[:, 36] = text.ended
    numbers[:, 37:44] = _FIRST[text.first]
    numbers[:, 44:50] = _LAST[text.last]
    numbers[:, 50] = text.link
    numbers[:, 51] = text.emphasised
    numbers[:, 52:60] = _KIND[text.kind]
    numbers[:, 60:67] = _LEVEL[np.where(text.kind == _HEADING, text.level, 0)]
    numbers[:, 67] = (text.kind == _ITEM) * text.level
    numbers[:, 68] = np.frombuffer(read.quoted, np.uint8)
    numbers[:, 69:74] = np.unpackbits(text.bits[:, None], axis=1, bitorder="little")[:, :5]
    numbers[:, 74] = text.titled
    numbers[:, 75] = place.rank / max(count, 1)
    numbers[:, 76] = (np.cumsum(text.prose) - text.prose) / told
    numbers[:, 77] = text.prose / told
    numbers[:, 78] = np.where(place.below, text.level[place.heading], 0)
    numbers[:, 79] = np.sign(place.from_title)
    numbers[:, 80] = place.titled
    return numbers


def _sums(text: _Text) -> Floats:
    """What a zone adds up of its blocks, a column for each; the columns are read by `_zone_numbers`."""
    sums = np.empty((len(text.size), 11), np.float32)
    sums[:, 0] = text.size
    sums[:, 1] = text.links[:, 0]
    sums[text.hidden, :2] = 0
    sums[:, 2] = text.prose
    sums[:, 3:6] = _KIND[text.kind][:, _HEADS_ITEMS_FIGURES]
    sums[:, 6] = text.links[:, 1]
    sums[:, 7] = text.ended
    sums[:, 8] = text.prose >= _LONG
    sums[:, 9] = (text.kind == _TABLE) | (text.kind == _CODE)
    sums[:, 10] = text.repeated > 0
    return sums


BLOCK_FEATURES: Final = 81
ZONE_FEATURES: Final = 29
_NONE: Final = np.array([-1])
_BREAKS_STOPS_COMMAS: Final = [_BREAK, _STOP, _COMMA]
_HEADS_ITEMS_FIGURES: Final = [_HEADING, _ITEM, _FIGURE]
_KIND: Final = np.eye(len(KINDS), dtype=np.float32)
_LEVEL: Final = np.eye(_DEEP + 1, 7, dtype=np.float32)
_LETTERS_PARTS: Final = np.zeros((_CLASSES, 2), np.float32)
"""What a character of each class adds to the letters and to the words of its text."""
_LETTERS_PARTS[[_LOWER, _UPPER, _LETTER, _UNSPACED], 0] = 1, 1, 1, _IDEOGRAPHS
_LETTERS_PARTS[[_SPACE, _BREAK, _UNSPACED], 1] = 1, 1, _IDEOGRAPHS - 1
_FIRST: Final = np.eye(_CLASSES, dtype=np.float32)[:, [_LOWER, _UPPER, _UNSPACED, _DIGIT, _QUOTE, _BAR, _BRACKET]]
_LAST: Final = np.eye(_CLASSES, dtype=np.float32)[:, [_STOP, _COLON, _BAR, _QUOTE, _DIGIT, _BRACKET]]


# ---- the blocks, one by one


def _read(blocks: Sequence[Block], titles: list[str], told: str) -> _Read:
    """What every block says, in lists."""
    count = len(blocks)
    texts: list[str] = []
    sizes: list[float] = []
    kinds, levels, quoted, bits = bytearray(count), bytearray(count), bytearray(count), bytearray(count)
    marked: list[int] = []
    marks: list[int] = []
    titled_at: list[int] = []
    titled: list[float] = []
    title, best = -1, 0
    inline: dict[int, str] = {}
    short: list[int] = []
    words: list[str] = []
    wholes: list[str] = []
    seen: dict[str, int] = {}
    head = told[:_DESCRIBED] if len(told) >= _DESCRIBED else ""
    shortest, longest = _IN_TITLE
    for rank, block in enumerate(blocks):
        text = block.text
        size = len(text)
        sizes.append(size)
        texts.append(text if size <= _READ else text[:_READ])
        kinds[rank] = _KIND_OF[block.kind]
        levels[rank] = min(block.level, _DEEP)
        quoted[rank] = min(block.quoted, _DEEP)
        flags = 0
        if block.hidden:
            flags |= _HIDDEN
        if block.ordinal is not None:
            flags |= _NUMBERED
        if block.picture is not None:
            flags |= _PICTURED
        if block.names:
            flags |= _STYLED
            inline[rank] = block.names
        if head and size >= _DESCRIBED and (text[:_DESCRIBED] in told or head in text):
            flags |= _DESCRIBES
        bits[rank] = flags
        wholes.append(text)
        seen[text] = seen.get(text, 0) + 1
        share = _in_title(text.casefold(), titles) if titles and shortest <= size <= longest else 0.0
        if share:
            titled_at.append(rank)
            titled.append(share)
        if kinds[rank] == _HEADING:
            likeness = 2 * (share > _NAMED) + (levels[rank] == 1)
            if likeness > best:
                title, best = rank, likeness
        if 0 < size <= _SHORT:
            short.append(rank)
            words.append(text.replace("\n", " ") if "\n" in text else text)
        if block.marks:
            marked.append(rank)
            _count_marks(block, marks)
    repeated = bytearray([min(seen[text] - 1, 255) if text else 0 for text in wholes])
    return _Read(
        texts=texts,
        sizes=sizes,
        kinds=kinds,
        levels=levels,
        quoted=quoted,
        bits=bits,
        repeated=repeated,
        marked=marked,
        marks=marks,
        titled_at=titled_at,
        titled=titled,
        title=title,
        inline=inline,
        short=short,
        words=words,
    )


def _in_title(text: str, titles: list[str]) -> float:
    """How much of a document title a line is, or the title of it."""
    most = 0.0
    size = len(text)
    for title in titles:
        length = len(title)
        if (text in title) if size <= length else (title in text):
            most = max(most, min(size, length) / max(size, length))
    return most


def _count_marks(block: Block, numbers: list[int]) -> None:
    """Add a block's characters in links, links, characters emphasised, links within the page, notes, other marks."""
    linked = links = emphasised = inside = notes = others = reached = 0
    for mark in block.marks:
        kind = mark.kind
        if kind == "link":
            links += 1
            end = mark.end
            if end > reached:
                linked += end - max(reached, mark.start)
                reached = end
            target = mark.target
            if target is not None and target.startswith("#"):
                inside += 1
        elif kind == "strong" or kind == "emphasis":
            emphasised += mark.end - mark.start
        elif kind == "footnote":
            notes += 1
        else:
            others += 1
    numbers.extend((linked, links, emphasised, inside, notes, others))


# ---- characters


def _characters(whole: str, read: Whole) -> tuple[Floats, Whole, Whole, Flags]:
    """Of texts behind each other: characters by class, the classes of first and last one, whether each has ended."""
    count = len(read)
    wide = whole.encode("utf-16-le", "surrogatepass")
    if len(wide) == 2 * len(whole):
        codes: Any = np.frombuffer(wide, np.uint16)
    else:
        codes = np.minimum(np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF)
    classes = _character_classes()[codes]
    owner = np.repeat(np.arange(0, count * _CLASSES, _CLASSES), read)
    owner += classes
    counts = np.bincount(owner, minlength=count * _CLASSES).reshape(count, _CLASSES).astype(np.float32)
    if not len(classes):
        nothing = np.zeros(count, np.int64)
        return counts, nothing, nothing, nothing.astype(np.bool_)
    ends = np.cumsum(read)
    starts = ends - read
    some = read > 0
    first = np.where(some, classes[np.minimum(starts, len(classes) - 1)], _OTHER)
    last = np.where(some, classes[ends - 1], _OTHER)
    before = classes[np.maximum(ends - 2, starts) - (read == 0)]
    closing = ((last == _QUOTE) | (last == _BRACKET)) & (before == _STOP)
    return counts, first, last, (last == _STOP) | (last == _COLON) | closing


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


def _prose(letters: Floats, said: Flags, link: Floats, kind: NDArray[np.uint8]) -> Floats:
    """How much running text each block is: its letters, less for links, nothing for labels and menus."""
    telling = (letters >= _TELLING) & (link < _LINKED) & (kind < _CODE)
    prose = np.where(telling, letters * (1 - link), 0).astype(np.float32)
    prose[~said] *= _UNENDED
    prose[(kind == _HEADING) | (kind == _CAPTION)] *= _TITLED
    return prose


# ---- where a block stands


def _since(long: Flags, rank: Floats) -> Floats:
    """Blocks since the last long one, itself among them."""
    found: Floats = rank - np.maximum.accumulate(np.where(long, rank, -_FAR)) if len(rank) else rank
    return found


# ---- zones


def _tree(blocks: Sequence[Block]) -> _Tree:
    """The containers of the blocks as zones, each behind the one around it, with the range of blocks inside."""
    places: dict[int, int] = {}
    names: dict[str, int] = {"": 0}
    shapes: dict[int, int] = {0: 0}
    alike: dict[int, int] = {0: 0}
    tags, parents, first, last, depth, order, children = [0], [0], [0], [len(blocks)], [0], [0], [0]
    named, shape_of, alike_of = [0], [0], [0]
    zone_of: list[int] = []
    number, zone = -1, 0
    for rank, block in enumerate(blocks):
        container = block.container
        if container is None:
            number, zone = -1, 0
        else:
            own: int = container.number
            if own != number:
                number = own
                zone = places.get(own, -1)
                if zone < 0:
                    missing: list[Container] = [container]
                    zone = 0
                    around = container.parent
                    while around is not None:
                        found = places.get(around.number, -1)
                        if found >= 0:
                            zone = found
                            break
                        missing.append(around)
                        around = around.parent
                    missing.reverse()
                    for inner in missing:
                        outer = zone
                        zone = len(parents)
                        places[inner.number] = zone
                        tag = _TAG_OF.get(inner.tag, len(TAGS))
                        role = inner.role
                        name = names.setdefault(f"{inner.names} {role}" if role else inner.names, len(names))
                        shape = shapes.setdefault(name * _MANY + tag, len(shapes))
                        tags.append(tag)
                        named.append(name)
                        shape_of.append(shape)
                        alike_of.append(alike.setdefault(outer * _MANY + shape, len(alike)))
                        parents.append(outer)
                        depth.append(min(depth[outer] + 1, _DEEPEST))
                        order.append(children[outer])
                        children[outer] += 1
                        children.append(0)
                        first.append(rank)
                        last.append(0)
            last[zone] = rank + 1
        zone_of.append(zone)
    for place in range(len(parents) - 1, 0, -1):
        outer = parents[place]
        if last[place] > last[outer]:
            last[outer] = last[place]
    rows = parents + first + last + depth + tags + order + children + named + alike_of + shape_of
    numbers = np.frombuffer(array("q", rows), np.int64).reshape(10, -1)
    return _Tree(
        parents=numbers[0],
        first=numbers[1],
        last=numbers[2],
        depth=numbers[3],
        tags=numbers[4],
        order=numbers[5],
        children=numbers[6],
        named=numbers[7],
        siblings=np.bincount(numbers[8])[numbers[8]],
        shapes=np.bincount(numbers[9])[numbers[9]],
        zone_of=np.frombuffer(array("q", zone_of), np.int64),
        names=list(names),
    )


def _zone_numbers(tree: _Tree, sums: Floats, title: int) -> Floats:
    """The features of every zone: what it holds, how often its shape is repeated, and where it stands."""
    parents, first, last = tree.parents, tree.first, tree.last
    running = np.zeros((len(sums) + 1, sums.shape[1]), np.float32)
    np.cumsum(sums, axis=0, out=running[1:])
    inside = running[last] - running[first]
    text, link, prose = inside[:, 0], inside[:, 1], inside[:, 2]
    count = (last - first).astype(np.float32)
    np.maximum(count, 1, out=count)
    pages = max(float(last[0]), 1.0)
    numbers = np.empty((len(parents), ZONE_FEATURES), np.float32)
    logs = numbers[:, :9]
    logs[:, 0] = text
    logs[:, 1] = prose
    logs[:, 2] = count
    logs[:, 3] = inside[:, 8]
    logs[:, 4] = text / count
    logs[:, 5] = tree.children
    logs[:, 6] = tree.siblings
    logs[:, 7] = tree.shapes
    logs[:, 8] = tree.order
    np.maximum(logs, 0, out=logs)
    np.log1p(logs, out=logs)
    numbers[:, 9:17] = inside[:, 3:] / count[:, None]
    numbers[:, 17] = text / max(float(text[0]), 1.0)
    numbers[:, 18] = prose / max(float(prose[0]), 1.0)
    numbers[:, 19] = link / np.maximum(text, 1)
    numbers[:, 20] = count / pages
    numbers[:, 21] = tree.depth / 10
    numbers[:, 22] = tree.order / np.maximum(tree.children[parents], 1)
    numbers[:, 23] = prose / np.maximum(prose[parents], 1)
    numbers[:, 24] = text / np.maximum(text[parents], 1)
    numbers[:, 25] = first / pages
    numbers[:, 26] = last / pages
    numbers[:, 27] = (first <= title) & (title < last)
    numbers[:, 28] = tree.siblings / np.maximum(tree.children[parents], 1)
    return numbers


# ---- words


def words_of(lines: list[str]) -> list[str]:
    r"""The words of some lines in lower case, a line end after each line.

    >>> words_of(["Home", "Read more: sport"])
    ['home', '\n', 'read', 'more', '', 'sport', '\n']
    """
    if not lines:
        return []
    joined = " \n ".join(lines).lower() + " \n"
    for sign in _BETWEEN:
        joined = joined.replace(sign, " ")
    return joined.split(" ")


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
