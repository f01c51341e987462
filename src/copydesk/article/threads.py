"""Threads and live blogs: posts found by the shape that repeats, each told with its author and time on a line before.

1. Find the posts: containers of one shape that each hold text of the body and the mark of an author or a time.
2. Tell who wrote each and when: by names and properties in the markup, by links to a member's page, by a line with a
   date; where a page shows "3 hours ago", by the moment it declares.
3. Put both on a line of their own before the post, read from where they stand; the lines they came from are cut.

Nothing else moves: a post's words stay blocks of the page, in page order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from copydesk.article.comments import (
    AUTHOR_NAME,
    LONGEST_AUTHOR,
    LONGEST_HEAD,
    bare_name,
    is_action,
)
from copydesk.article.header import POST_HEAD
from copydesk.article.places import runs_of
from copydesk.blocks import Sheet
from copydesk.dates import find_dates
from copydesk.page import Page
from copydesk.records import Block, Container, Label, Mark, Span

_TEXT: Final = frozenset({"body", "comment"})
"""Labels of what the posts say: whether a page's posts are its body or comments on it, their kind decides."""
_LEAST_POSTS: Final = 2
"""Posts of one shape that make a thread; a question with a single answer is found as the answer and what opens it."""
_AS_GOOD: Final = 0.95
"""Share of the best shape's letters from which the shape with more posts is taken: pages of a thread hold its posts."""
_DEEPEST: Final = 60
"""Containers looked at above a block."""
_MEMBER: Final = re.compile(
    r"/(?:u|users?|members?|profiles?|people|@)[/@]?[^/]|[?&/](?:user_?id|uid|author|member)\b",
    re.I,
)
"""An address of a member's page."""
_TIMED: Final = re.compile(
    r"(?:^|[\s_-])(?:time|date|posted|permalink|meta|timestamp|when|age|dateline|published|created)(?=[\s_-]|$)",
    re.I,
)
_SIGNATURE: Final = re.compile(r"(?:^|[\s_-])(?:signature|sig)(?=[\s_-]|$)", re.I)
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?|\s?Uhr)?", re.I)
_BUTTONS: Final = frozenset({"button", "label", "select", "nav"})
_SENTENCE: Final = re.compile(r"[.!?…。！？؟][\"'”’»)]*$")
_DIGITS: Final = re.compile(r"\d+")
_LETTERS: Final = re.compile(r"\W+")
_REST: Final = 30
"""Letters beside author and time up to which a line says nothing else ("Posted by … on …", "#3")."""
_BETWEEN: Final = ("·", "•", "|", "–", "—", ",", "»")
"""Signs between a name and a time on one line."""
_BARE: Final = 1
"""How sure a date is by which no markup and no time of day stands."""
_CLOSE: Final = 40
"""Characters between the start tag of a time element and its text: white space, and another tag."""
_LEAST_OPENING: Final = 40
"""Letters from which text before the first post is the post that opens the thread."""


_Shape = tuple[str, str]
"""An element and the first of its names."""


class _Found(NamedTuple):
    """Words of a block, or a declared value, that name a post's author or time."""

    rank: int
    start: int
    end: int
    declared: Span | None = None


class _Declaration(NamedTuple):
    """A moment an element declares: where the element's text begins, and where the value stands."""

    text: int
    value: Span


class _Post(NamedTuple):
    """The ranks of a post's blocks, in page order."""

    ranks: list[int]


class _Group(NamedTuple):
    """The posts of one shape and the letters they hold."""

    posts: list[_Post]
    letters: int


def with_heads(sheet: Sheet, labels: Sequence[Label]) -> tuple[list[Block], list[Label]]:
    """The blocks and labels of a thread or a live blog, a line with author and time before each post."""
    blocks = sheet.blocks
    posts = find_posts(blocks, labels)
    told = list(labels)
    heads: dict[int, Block] = {}
    declared = _declarations(sheet.page) if posts and sheet.page is not None else []
    buttons = _buttons(blocks, posts)
    before = 0
    for post in posts:
        author = _author(blocks, post)
        time = _time(blocks, post, author, declared, _declared(blocks, post, declared, before))
        if author is None and time is not None and time.declared is None:
            author = _before(blocks[time.rank], time)
        before = max(blocks[rank].where.end for rank in post.ranks)
        _settle(
            blocks,
            told,
            post,
            [found for found in (author, time) if found is not None],
            buttons,
        )
        first = next(
            (rank for rank in post.ranks if told[rank].name == "body" and blocks[rank].text),
            None,
        )
        if first is not None and (author is not None or time is not None):
            heads[first] = _head(sheet, author, time)
    return _put_before(blocks, told, heads)


def _put_before(
    blocks: Sequence[Block], labels: Sequence[Label], heads: dict[int, Block]
) -> tuple[list[Block], list[Label]]:
    """The blocks with each head before the block of its rank."""
    found: list[Block] = []
    named: list[Label] = []
    for rank, (block, label) in enumerate(zip(blocks, labels, strict=True)):
        if rank in heads:
            found.append(heads[rank])
            named.append(Label("body", label.probability, POST_HEAD))
        found.append(block)
        named.append(label)
    return found, named


# The posts --------------------------------------------------------------------------------------------------------


def find_posts(blocks: Sequence[Block], labels: Sequence[Label]) -> list[_Post]:
    """The posts of a page, in page order; none when no shape repeats that holds text and says who or when."""
    texts = [label.name in _TEXT for label in labels]
    ways = {block.hidden for block, text in zip(blocks, texts, strict=True) if text} | {""}
    signs = [block.hidden in ways and _is_sign(block) for block in blocks]
    both = _around(blocks, texts) & _around(blocks, signs)
    shapes: dict[_Shape, dict[int, list[int]]] = {}
    members: dict[int, Container] = {}
    known: dict[int, tuple[tuple[_Shape, int], ...]] = {}
    for rank, block in enumerate(blocks):
        for shape, number in _shapes(block.container, both, known, members):
            shapes.setdefault(shape, {}).setdefault(number, []).append(rank)
    groups = [group for held in shapes.values() if (group := _group(held, members, blocks, texts, signs))]
    if not groups:
        return []
    most = max(group.letters for group in groups)
    good = [group for group in groups if group.letters >= _AS_GOOD * most]
    best = max(good, key=lambda group: len(group.posts))
    return [*_opening(blocks, labels, best.posts), *best.posts]


def _around(blocks: Sequence[Block], chosen: Sequence[bool]) -> set[int]:
    """The numbers of all containers around the chosen blocks."""
    found: set[int] = set()
    for block, is_chosen in zip(blocks, chosen, strict=True):
        node = block.container if is_chosen else None
        while node is not None and node.number not in found:
            found.add(node.number)
            node = node.parent
    return found


def _shapes(
    container: Container | None,
    both: set[int],
    known: dict[int, tuple[tuple[_Shape, int], ...]],
    members: dict[int, Container],
) -> tuple[tuple[_Shape, int], ...]:
    """The innermost container of each shape around a block, of those that may be posts.

    Innermost, for an answer stands in the post it answers.
    """
    way: list[Container] = []
    for node in _chain(container):
        if node.number in known:
            break
        way.append(node)
    for node in reversed(way):
        found = known.get(node.parent.number, ()) if node.parent is not None else ()
        if node.number in both and (shape := _shape(node)) is not None:
            found = (
                *(each for each in found if each[0] != shape),
                (shape, node.number),
            )
            members[node.number] = node
        known[node.number] = found
    return known[container.number] if container is not None else ()


def _shape(node: Container) -> _Shape | None:
    """The element and the first of its names, numbers left out; None for one that cannot be a post."""
    names = node.names.split()
    if not names and node.tag not in ("article", "li"):
        return None
    return node.tag, _DIGITS.sub("", names[0]) if names else ""


def _group(
    held: dict[int, list[int]],
    members: dict[int, Container],
    blocks: Sequence[Block],
    texts: Sequence[bool],
    signs: Sequence[bool],
) -> _Group | None:
    """The posts of one shape; None when they are none."""
    if len(held) < _LEAST_POSTS and not any(_is_answer(members[number]) for number in held):
        return None
    posts: list[_Post] = []
    letters = 0
    for ranks in held.values():
        said = sum(len(blocks[rank].text) for rank in ranks if texts[rank] and not signs[rank])
        if said and any(signs[rank] for rank in ranks):
            posts.append(_Post(ranks))
            letters += said
    if not posts or len(posts) < min(len(held), _LEAST_POSTS):
        return None
    return _Group(sorted(posts, key=lambda post: post.ranks[0]), letters)


_ANSWER: Final = re.compile(
    r"(?:^|[\s_-])(?:answer|suggestedanswer|acceptedanswer|reply|response)(?=[\s_-]|$)",
    re.I,
)


def _is_answer(node: Container) -> bool:
    return bool(_ANSWER.search(f"{node.names} {node.role}"))


def _is_sign(block: Block) -> bool:
    """Whether a block names an author or a time and hardly anything else."""
    return _moment(block) is not None or bool(_names(block))


def _opening(blocks: Sequence[Block], labels: Sequence[Label], posts: Sequence[_Post]) -> list[_Post]:
    """The post of another shape that opens the thread: the question above its answers."""
    start = posts[0].ranks[0]
    held = set(_numbers(blocks[start].container))
    before = [rank for rank in range(start) if labels[rank].name == "body" and blocks[rank].text]
    if sum(len(blocks[rank].text) for rank in before) < _LEAST_OPENING:
        return []
    outer: Container | None = None
    for node in _chain(blocks[before[-1]].container):
        if node.number in held:
            break
        outer = node
    if outer is None:
        return [_Post(before)]
    inside = [rank for rank in range(start) if outer.number in _numbers(blocks[rank].container)]
    return [_Post(sorted({*inside, *before}))]


def _chain(container: Container | None) -> Iterator[Container]:
    for _ in range(_DEEPEST):
        if container is None:
            return
        yield container
        container = container.parent


def _numbers(container: Container | None) -> Iterator[int]:
    return (node.number for node in _chain(container))


# Author and time --------------------------------------------------------------------------------------------------


def _author(blocks: Sequence[Block], post: _Post) -> _Found | None:
    """Who wrote a post: the words the markup is surest of, of several the first."""
    found: list[tuple[int, _Found]] = []
    for rank in post.ranks:
        block = blocks[rank]
        for strength, start, end in _names(block):
            found.append((strength, _Found(rank, start, end)))
    return max(found, key=lambda each: each[0])[1] if found else None  # max gives the first of equals


def _before(block: Block, time: _Found) -> _Found | None:
    """The name that stands before the time on one line, with a sign between them."""
    line = block.text[: time.start].rstrip()
    name = bare_name(line)
    if not line.endswith(_BETWEEN) or not name or not _is_name(name):
        return None
    start = line.find(name)
    return _Found(time.rank, start, start + len(name)) if start >= 0 else None


def _names(block: Block) -> list[tuple[int, int, int]]:
    """The words of a short line that can be a writer's name, each with its strength, start and end."""
    text = block.text
    if not text or block.quoted or len(text) > LONGEST_HEAD:
        return []
    around = list(islice(_chain(block.container), 3))
    said = " ".join([block.names, *[node.names for node in around[:2]]])
    role = " ".join([node.role for node in around])
    named = _speaks_of(AUTHOR_NAME, said)
    if not (named or block.marks or "author" in role) or _is_button(block):
        return []
    found: list[tuple[int, int, int]] = []
    linked = [mark for mark in block.marks if mark.kind == "link" and _is_name(text[mark.start : mark.end])]
    member = next((mark for mark in linked if _MEMBER.search(mark.target or "")), None)
    if member is not None:
        found.append((4 if "author" in role else 3 if named else 2, member.start, member.end))
    elif "author" in role and _is_name(text):
        found.append((4, 0, len(text)))
    elif named and linked and linked[0].end - linked[0].start + _REST >= len(text):
        found.append((2, linked[0].start, linked[0].end))
    elif named and _is_name(text) and not _SENTENCE.search(text):
        name = bare_name(text)
        start = text.find(name) if name else -1
        if start >= 0:
            found.append((1, start, start + len(name)))
    return found


@lru_cache(maxsize=4_096)
def _speaks_of(pattern: re.Pattern[str], names: str) -> bool:
    """Whether names hold a word; kept, for every post of a thread has the same names."""
    return bool(pattern.search(names))


def _is_button(block: Block) -> bool:
    """Whether a block stands in a button; a form may hold the whole thread, so that its posts can be picked."""
    return any(node.tag in _BUTTONS for node in islice(_chain(block.container), 4))


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= LONGEST_AUTHOR or "\n" in text or "://" in text or text.startswith("@"):
        return False
    return any(map(str.isalpha, text)) and not find_dates(text)


def _time(
    blocks: Sequence[Block],
    post: _Post,
    author: _Found | None,
    declared: Sequence[_Declaration],
    unshown: _Found | None,
) -> _Found | None:
    """When a post was written, as the page shows it: the line the markup is surest of, then the nearest to its author.

    A bare date can be the day on which the member joined: a moment declared in the post is surer.
    """
    best = (_BARE if unshown is not None else 0, -len(blocks))
    found = unshown
    ranks = set(post.ranks)
    for rank in post.ranks:
        if (place := _moment(blocks[rank])) is None:
            continue
        named = rank - 1 in ranks and blocks[rank - 1].text.endswith((":", "："))  # "Joined:", on a line of its own
        key = (
            0 if named else _sureness(blocks[rank], place[0], declared),
            -abs(rank - (author.rank if author else rank)),
        )
        if key[0] > best[0] or (key > best and found is not unshown):
            best, found = key, _Found(rank, *place)
    return found


def _sureness(block: Block, start: int, declared: Sequence[_Declaration]) -> int:
    """How sure a line with a date is the time of the post: 0 when it is a line of the member's profile."""
    if any(_between(declared, run[1] - _CLOSE, run[1]) is not None for run in block.runs):
        return 4
    before = block.text[:start].rstrip()
    if before.endswith((":", "：")) and len(before) <= _REST and not block.text[start:].count(":"):
        return 0
    around = f"{block.names} {block.container.names if block.container else ''}"
    return _BARE + _speaks_of(_TIMED, around) + bool(_CLOCK.search(block.text, start))


def _moment(block: Block) -> tuple[int, int] | None:
    """Where a line that tells a date or the time of day, and little else, does so."""
    text = block.text
    if not text or block.quoted or len(text) > LONGEST_HEAD:
        return None
    if (found := next(iter(find_dates(text)), None)) is not None:
        around = f"{block.names} {block.container.names if block.container else ''}"
        rest = len(text) - (found.end - found.start)
        if rest <= LONGEST_AUTHOR and (_speaks_of(_TIMED, around) or not _SENTENCE.search(text)):
            return found.start, found.end
        return None
    clock = _CLOCK.match(text)
    return clock.span() if clock is not None and len(text) <= _REST else None


def _declarations(page: Page) -> list[_Declaration]:
    """The moments that a page's time elements declare, in page order."""
    found: list[_Declaration] = []
    for element in page.tree.select("time[datetime]"):
        tag, value = page.start_tag(element), page.attribute(element, "datetime")
        if tag is not None and value is not None and value.start < value.end:
            found.append(_Declaration(tag.end, value))
    return sorted(found)


def _between(declared: Sequence[_Declaration], start: int, end: int) -> _Declaration | None:
    """The first declaration whose element's text begins in a stretch of the capture, its end included."""
    at = bisect_left(declared, start, key=lambda each: each.text)
    return declared[at] if at < len(declared) and declared[at].text <= end else None


def _declared(blocks: Sequence[Block], post: _Post, declared: Sequence[_Declaration], before: int) -> _Found | None:
    """The moment declared in a post, between the end of the one before and its own."""
    end = max(blocks[rank].where.end for rank in post.ranks)
    found = _between(declared, before, end)
    return _Found(post.ranks[0], 0, 0, found.value) if found is not None else None


def _head(sheet: Sheet, author: _Found | None, time: _Found | None) -> Block:
    """The line with author and time, its runs leading to where they stand."""
    source = sheet.capture.text
    text = ""
    runs: list[tuple[int, int, int]] = []
    for found in (author, time):
        if found is None:
            continue
        text += " " if text else ""
        if found.declared is not None:
            runs.append((len(text), found.declared.start, found.declared.end))
            text += source[found.declared.start : found.declared.end].strip()
        else:
            block = sheet.blocks[found.rank]
            runs += [(len(text) + at, start, end) for at, start, end in runs_of(block, found.start, found.end, source)]
            text += " ".join(block.text[found.start : found.end].split())
    of = sheet.blocks[(author or time).rank]  # type: ignore[union-attr]  # one of them is there
    where = Span(min(run[1] for run in runs), max(run[2] for run in runs)) if runs else Span(0, 0)
    marks = (Mark("strong", 0, author.end - author.start),) if author is not None else ()
    return Block(
        kind="paragraph",
        text=text,
        where=where,
        marks=marks,
        runs=tuple(runs),
        container=of.container,
    )


def _settle(
    blocks: Sequence[Block],
    labels: list[Label],
    post: _Post,
    found: Sequence[_Found],
    buttons: frozenset[str],
) -> None:
    """A post's words are body; lines that author and time were read from are not, nor are buttons and signatures."""
    taken: dict[int, int] = {}
    for each in found:
        if each.declared is None:
            taken[each.rank] = taken.get(each.rank, 0) + each.end - each.start
    signed = {rank for rank in post.ranks if _is_signature(blocks[rank])}
    if all(rank in signed or rank in taken for rank in post.ranks if labels[rank].name in _TEXT):
        signed = set()  # names that speak of a signature around the post itself
    said = any(labels[rank].name == "body" and rank not in taken and blocks[rank].text for rank in post.ranks)
    for rank in post.ranks:
        block, label = blocks[rank], labels[rank]
        if label.name not in _TEXT:
            continue
        if rank in taken and len(_LETTERS.sub("", block.text)) - taken[rank] <= _REST:
            labels[rank] = Label("byline", 0.8, "author or time of a post, told on the line before it")
        elif _without_numbers(block.text) in buttons:
            labels[rank] = Label("navigation", 0.8, "a button of a post")
        elif rank in signed:
            labels[rank] = Label("navigation", 0.8, "a signature under a post")
        elif label.name == "comment" and not said:
            labels[rank] = Label("body", label.probability, f"a post of the thread; {label.reason}")


def _buttons(blocks: Sequence[Block], posts: Sequence[_Post]) -> frozenset[str]:
    """The words of the buttons under the posts: short links or buttons that most posts have."""
    seen: Counter[str] = Counter()
    for post in posts:
        seen.update(
            {
                _without_numbers(blocks[rank].text)
                for rank in post.ranks
                if is_action(blocks[rank], blocks[rank].text) or _is_button(blocks[rank])
            }
        )
    return frozenset(text for text, count in seen.items() if count >= max(_LEAST_POSTS, len(posts) / 2))


def _without_numbers(text: str) -> str:
    return _DIGITS.sub("", text).strip().casefold()


def _is_signature(block: Block) -> bool:
    return any(_speaks_of(_SIGNATURE, node.names) for node in islice(_chain(block.container), 4))
