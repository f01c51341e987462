"""Products: the description a page declares and does not show, behind what it shows.

Shops keep the description in a tab that a script fills, and declare it for search engines all the same. It is read
from where it is declared, character by character, so that each word of it leads back to the capture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final, NamedTuple

from copydesk.article.declared import read_declared
from copydesk.article.evidence import clean, in_json
from copydesk.article.places import JSON_ESCAPE
from copydesk.blocks import Sheet
from copydesk.records import Block, Container, Label, Span

DECLARED: Final = Container("script")
"""The container of text that was read from a JSON string: there escapes are read, too."""
_PRODUCTS: Final = frozenset({"product", "productgroup", "productmodel", "individualproduct", "vehicle", "car", "book"})
_LEAST: Final = 5
"""Words of the shortest description worth adding; shorter ones are the product's name again."""
_SHOWN: Final = 0.6
"""Share of a text's runs of three words over which the page shows it, if not in quite the same words."""
_TELLS_MORE: Final = 10
"""Times the length of a description over which the page's own text is it, and the declared one a summary for search
engines. Word F1 of product pages whose blocks are all rightly labelled: 0.952 without declared descriptions, 0.956 with
all of them, 0.958 with this bound (at 5 and at 10)."""
_LONGEST_WORD: Final = 60
"""Letters of the longest word in a script with spaces; what has longer ones is encoded."""
_RUN: Final = 3
"""Words compared at once: two texts about one thing share its words, but not its phrases."""
_LONGEST: Final = 30_000
"""Characters of a declared description as written; a longer one is a page of its own, or an attack."""
_WORD: Final = re.compile(r"\w+")
_ESCAPED: Final = {"n": "\n", "r": "\n", "t": " ", "b": " ", "f": " "}
_MARKUP: Final = re.compile(
    r"(?P<edge></?(?:p|div|br|li|ul|ol|h[1-6]|tr|table)\b[^<>]*>|\n\s*\n)|<[A-Za-z/!][^<>]*>|"
    r"&(?:#\d{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{0,40});",
    re.IGNORECASE,
)


class _Sign(NamedTuple):
    """One character as read, and where it was written."""

    text: str
    start: int
    end: int


def with_description(sheet: Sheet, labels: Sequence[Label]) -> tuple[list[Block], list[Label]]:
    """The blocks and labels of a product page, the declared description behind them where the page does not show it."""
    blocks, told = list(sheet.blocks), list(labels)
    pairs = zip(blocks, labels, strict=True)
    body = " ".join(block.text for block, label in pairs if label.name in ("body", "title", "deck"))
    described = list(_described(sheet))
    if _is_shown(" ".join(block.text for block in described), body):
        return blocks, told
    shown = _phrases(body)
    for block in described:
        phrases = _phrases(block.text)
        if len(phrases & shown) <= _SHOWN * len(phrases):
            blocks.append(block)
            told.append(Label("body", 0.7, "declared description, not shown on the page"))
            shown |= phrases
    return blocks, told


def _is_shown(description: str, body: str) -> bool:
    """Whether a page shows its declared description: in much the same words, or in many more of its own."""
    words = description.split()
    encoded = any(len(word) > _LONGEST_WORD and word.isascii() for word in words)
    if encoded or len(_WORD.findall(description)) < _LEAST or len(body) > _TELLS_MORE * len(description):
        return True
    phrases = _phrases(description)
    return len(phrases & _phrases(body)) > _SHOWN * len(phrases)


def _phrases(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _described(sheet: Sheet) -> Iterator[Block]:
    """The paragraphs of the description that the page's product declares in JSON-LD."""
    if sheet.page is None:
        return
    source = sheet.capture.text
    for thing in read_declared(sheet.page).things:
        value = thing.data.get("description")
        if not isinstance(value, str) or _PRODUCTS.isdisjoint(thing.types) or not clean(value):
            continue
        where = in_json(source, thing.script, "description", clean(value))()
        if where is not None and where.end - where.start <= _LONGEST:
            yield from _paragraphs(source, where)
            return


def _paragraphs(source: str, where: Span) -> Iterator[Block]:
    """The paragraphs of a JSON string, its markup and character references read."""
    line: list[_Sign] = []
    for sign in _text_of(list(_string(source, where))):
        if sign.text != "\n":
            line.append(sign)
            continue
        if (block := _block(source, line)) is not None:
            yield block
        line = []
    if (block := _block(source, line)) is not None:
        yield block


def _string(source: str, where: Span) -> Iterator[_Sign]:
    """The characters of a JSON string as written between its quotation marks."""
    at = where.start
    while at < where.end:
        if source[at] == "\\" and (escape := JSON_ESCAPE.match(source, at, where.end)):
            yield _Sign(_unescaped(escape[0]), at, escape.end())
            at = escape.end()
        else:
            yield _Sign(source[at], at, at + 1)
            at += 1


def _unescaped(escape: str) -> str:
    if escape[1] != "u":
        return _ESCAPED.get(escape[1], escape[1])
    units = bytes.fromhex(escape[2:6] + escape[8:12])
    return units.decode("utf-16-be", "replace")


def _text_of(signs: Sequence[_Sign]) -> Iterator[_Sign]:
    r"""The characters a reader sees: tags left out, references read, the edge of a paragraph as `\n`."""
    text = "".join(sign.text for sign in signs)  # a sign is one character
    at = 0
    for found in _MARKUP.finditer(text):
        yield from _plain(signs[at : found.start()])
        first, last = signs[found.start()], signs[found.end() - 1]
        if found["edge"]:
            yield _Sign("\n", first.start, last.end)
        elif found[0][0] == "&":
            read = unescape(found[0])
            # A reference that reads as markup was escaped twice: it is left out with what it would have opened.
            yield _Sign(read if len(read) == 1 else "\ufffd", first.start, last.end)
        at = found.end()
    yield from _plain(signs[at:])


def _plain(signs: Sequence[_Sign]) -> Iterator[_Sign]:
    return (_Sign(" ", *sign[1:]) if sign.text.isspace() else sign for sign in signs)


def _block(source: str, signs: Sequence[_Sign]) -> Block | None:
    """A paragraph of these characters, white space folded; a new run wherever the capture reads differently."""
    pieces: list[str] = []
    runs: list[tuple[int, int, int]] = []
    plain = False
    for sign in signs:
        if sign.text.isspace():
            if pieces and pieces[-1] != " ":
                pieces.append(" ")
            plain = False
            continue
        same = sign.end - sign.start == 1 and source[sign.start] == sign.text
        if plain and same and runs[-1][2] == sign.start:
            runs[-1] = (runs[-1][0], runs[-1][1], sign.end)
        else:
            runs.append((len(pieces), sign.start, sign.end))
        plain = same
        pieces.append(sign.text)
    text = "".join(pieces).rstrip()
    if not text:
        return None
    return Block(kind="paragraph", text=text, where=Span(runs[0][1], runs[-1][2]), runs=tuple(runs), container=DECLARED)
