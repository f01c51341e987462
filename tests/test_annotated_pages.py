"""Laws of the copy on every annotated page.

An option takes out its own elements and changes nothing else; a copy that is extracted again is the same copy. The
pages stand outside the repository; without them nothing is tested here. Copies under options are compared as a reader
of Markdown reads them: `test_options` compares them sign by sign, on the pages of this repository.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import copydesk
from copydesk import Article

DATA = Path(os.environ.get("COPYDESK_DATA") or Path(__file__).resolve().parents[2] / "shared") / "data"
MEDIA = frozenset({"video", "audio", "post", "chart", "map", "document"})
PARSER = MarkdownIt("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
PARSER.disable("reference")  # a note of one word is no definition of a link to those who know notes
PARSER.normalizeLinkText = str  # type: ignore[method-assign]


def pages() -> Iterator[tuple[str, bytes, str]]:
    """Every page: its name, its bytes and its address."""
    sys.path.insert(0, str(DATA))
    loader: Any = importlib.import_module("pages")
    for source in loader.sources():
        for page in loader.pages(source):
            yield f"{source}/{page.id}", page.body, page.url


def read(markdown: str, *, links: bool = True, images: bool = True, tables: bool = True) -> list[tuple[str, str]]:
    """The blocks of a copy, each with its kind and what is written in it, without the elements that are not wanted."""
    found = []
    kind, depth = "", 0
    for token in PARSER.parse(markdown):
        if token.type in ("table_open", "table_close"):
            depth += token.nesting
        elif token.type == "inline":
            if tables or not depth:
                written = inline(token.children or [], links=links, images=images)
                if written or depth:
                    found.append((kind, written))
        elif token.nesting == 1:
            kind = token.type + token.tag
        elif token.type in ("fence", "code_block", "html_block"):
            found.append((token.type, token.content))
    return found


def inline(tokens: list[Token], *, links: bool, images: bool) -> str:
    """What is written in one block."""
    parts = []
    hidden = 0
    for rank, token in enumerate(tokens):
        if token.type in ("link_open", "link_close"):
            if hidden or (token.attrs.get("title") in MEDIA and not (links and images)):
                hidden += token.nesting
            elif links and not is_picture(tokens, rank, images=images):
                parts.append(f"<{token.attrs.get('href', '/')}>")
        elif hidden:
            continue
        elif token.type == "image":
            parts.append(f" ![{token.content}]({token.attrs['src']}) " if images else " ")
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" " if token.type == "softbreak" else "\n")
        else:
            parts.append(token.content if token.nesting == 0 else token.type)
    return " ".join("".join(parts).split())


def is_picture(tokens: list[Token], rank: int, *, images: bool) -> bool:
    """Whether a link that opens or closes here holds a picture that is not wanted, and nothing else."""
    start = rank if tokens[rank].nesting == 1 else rank - 2
    kinds = [token.type for token in tokens[max(start, 0) : start + 3] if token.type != "text" or token.content]
    return not images and kinds == ["link_open", "image", "link_close"]


def broken_by_options(name: str, article: Article) -> list[str]:
    """The options that break the law on a page."""
    text, facts = article.text, article.to_dict()
    whole = article.copy(front_matter=False)
    found = [
        f"{name}: {option}"
        for option in ("links", "images", "tables")
        if read(whole, **{option: False}) != read(article.copy(front_matter=False, **{option: False}))
    ]
    if not article.copy(front_matter=False, comments=True, related=True).startswith(whole.rstrip("\n")):
        found.append(f"{name}: comments and related")
    article.copy(links=False, images=False, tables=False, comments=True, related=True)
    if (article.text, article.to_dict()) != (text, facts):
        found.append(f"{name}: the article changed")
    return found


def broken_by_second_extraction(name: str, article: Article) -> list[str]:
    """What of a page is not the same when its copy is extracted again."""
    if not article.text:
        return []
    again = copydesk.extract(article.copy(), form="markdown")
    found = [] if again.text == article.text else [f"{name}: text"]
    return found if again.markdown == article.markdown else [*found, f"{name}: markdown"]


def broken(page: tuple[str, bytes, str]) -> list[list[str]]:
    """What breaks each law on a page."""
    name, body, url = page
    try:
        article = copydesk.extract(body, url=url or None)
    except copydesk.errors.CopydeskError:
        return [[] for _ in LAWS]
    return [law(name, article) for law in LAWS]


LAWS = [broken_by_options, broken_by_second_extraction]


@pytest.fixture(scope="module")
def exceptions() -> list[list[str]]:
    """What breaks each law on all pages, each of which is extracted once."""
    if not DATA.exists():
        pytest.skip("the annotated pages are not beside the checkout")
    found: list[list[str]] = [[] for _ in LAWS]
    everything = pages()
    with ProcessPoolExecutor() as pool:
        while some := list(islice(everything, 256)):  # not all at once: a pool would read every page before the first
            for each in pool.map(broken, some, chunksize=4):
                for law, names in zip(found, each, strict=True):
                    law.extend(names)
    return found


@pytest.mark.parametrize("law", range(len(LAWS)), ids=[law.__name__ for law in LAWS])
def test_holds_on_every_annotated_page(exceptions: list[list[str]], law: int):
    """No exception."""
    assert exceptions[law] == []
