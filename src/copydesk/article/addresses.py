"""Addresses: made absolute, compared, and read from a line of a text capture after a label such as "Source".

Nothing is fetched; an address is only ever text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import urljoin, urlsplit

from copydesk.article.evidence import Candidate, fixed, in_block
from copydesk.records import Block, Span

_LONGEST: Final = 2_083
"""Characters of an address, as many as Internet Explorer took; longer ones are data or attacks."""
_KEPT: Final = 256
"""Addresses whose parts are kept: the finders ask for those of one page again and again."""
_WEB: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]+", re.IGNORECASE)
_PLAIN: Final = re.compile(r"https?://(?!www\.)[a-z0-9-][a-z0-9.-]*(?=[/?#]|$)", re.IGNORECASE)
"""The beginning of an address whose host needs no parsing; most do not."""
_SCHEME: Final = re.compile(r"^[a-z]+://(?:www\.)?", re.IGNORECASE)
_NOWHERE: Final = ("javascript:", "data:", "about:", "blob:", "vbscript:", "file:")
_LABEL: Final = re.compile(
    r"^[\W_]*(?:(?:original|source|article|canonical|full|page|web)?[ -]?(?:url|uri|link|address|source"
    r"|article|story)|permalink|original"
    r"|(?:originally )?(?:published|retrieved|archived|saved|captured|read more|available) (?:at|from|on)|via"
    r"|quelle|original(?:artikel|quelle|adresse)?|adresse|netzadresse|fuente|enlace|fonte|lien|adresse (?:web"
    r"|url)|bron|origineel|źródło|zdroj|kaynak"
    r"|källa|kilde|lähde|adres|indirizzo|forrás|sursă|sursa|sumber|tautan|nguồn|πηγή|источник|ссылка|адрес"
    r"|оригинал|джерело|посилання"
    r"|المصدر|رابط|منبع|لینک|מקור|קישור|स्रोत|लिंक|출처|원문|링크|出典|元記事|来源|來源|原文|原文链接|原文連結|链接|連結|网址|網址)"
    r"[\s*_]*(?:[:：]|[-–—]|$)[\s*_]*",
    re.IGNORECASE,
)


def absolute(address: str, base: str | None) -> str:
    """An address resolved against the page's; as written when that cannot be done; empty for one that leads nowhere.

    >>> absolute("/a/b", "https://post.example/x"), absolute("//post.example/a", "")
    ('https://post.example/a/b', 'https://post.example/a')
    >>> absolute("http://[bad", "https://a.example")
    'http://[bad'
    """
    address = address.strip()[:_LONGEST]
    if address in ("", "#"):
        return ""
    base = base or ""
    if address.startswith("//"):
        return f"{base.split(':', 1)[0] if base.startswith('http') else 'https'}:{address}"
    if not base or is_web(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def link_target(target: str, base: str | None) -> str | None:
    """The address a link of the article leads to; None when it leads nowhere outside the page itself.

    >>> link_target("/a?b=1", "https://tide.example/x"), link_target("#top", None), link_target("javascript:x()", None)
    ('https://tide.example/a?b=1', None, None)
    """
    target = target.strip()
    if not target or target.startswith("#") or target.casefold().startswith(_NOWHERE):
        return None
    if not base:
        return target
    address = absolute(target, base)
    within = "#" in address and address.partition("#")[0] == base.partition("#")[0]
    return None if within else address


@lru_cache(maxsize=_KEPT)
def is_web(address: str) -> bool:
    """Whether this is an absolute http address.

    >>> is_web("https://a.example/x"), is_web("/x"), is_web("mailto:a@b.example")
    (True, False, False)
    """
    return _WEB.fullmatch(address) is not None and (_PLAIN.match(address) is not None or bool(host_of(address)))


@lru_cache(maxsize=_KEPT)
def host_of(address: str) -> str:
    """The host of an address, without www; empty when there is none.

    >>> host_of("https://www.Post.example:8080/x"), host_of("post")
    ('post.example', '')
    """
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@lru_cache(maxsize=_KEPT)
def is_front_page(address: str) -> bool:
    """Whether an address names a whole site and no page of it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def essence(address: str) -> str:
    """What two forms of one address have in common: no scheme, www, query, fragment or final slash.

    >>> essence("http://www.post.example/a/?utm=1#x")
    'post.example/a'
    """
    return _SCHEME.sub("", address.strip()).split("#")[0].split("?")[0].rstrip("/").lower()


def labelled(blocks: list[Block], source: str) -> Iterator[Candidate]:
    """Addresses that stand on a line of their own after a label, in the blocks of a text or Markdown capture."""
    waiting = ""
    for block in blocks:
        linked = any(mark.kind == "link" for mark in block.marks)
        if len(block.text) > _LONGEST or not block.text:
            waiting = ""
            continue
        lines = block.text.split("\n")
        at = 0
        for line in lines:
            label = _LABEL.match(line)
            rest = line[label.end() :] if label else line
            if (label or waiting) and rest:
                name = (label[0] if label else waiting).strip(" :：*_\n-–—")
                yield from _address(
                    block, source, line_start=at + len(line) - len(rest), rest=rest, name=name, linked=linked
                )
            waiting = label[0] if label and not rest else ""
            at += len(line) + 1


def _address(block: Block, source: str, *, line_start: int, rest: str, name: str, linked: bool) -> Iterator[Candidate]:
    """The address that is the rest of a line, or that its words link to."""
    core = rest.strip(" <>[]()*_.")
    if found := _WEB.fullmatch(core):
        start = line_start + rest.index(core)
        yield Candidate(found[0], f"line after {name!r}", 0.9, in_block(block, source, start, start + len(core)))
        return
    if not linked:
        return
    end = line_start + len(rest.rstrip())
    for mark in block.marks:
        if mark.kind == "link" and mark.target and mark.start <= line_start and mark.end >= end and is_web(mark.target):
            at = source.find(mark.target, block.where.start, block.where.end + len(mark.target) + 20)
            where = Span(at, at + len(mark.target)) if at >= 0 else None
            yield Candidate(mark.target, f"link after {name!r}", 0.8, fixed(where))
