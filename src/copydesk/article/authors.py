"""Who wrote an article, as its page declares it, and which of all the bylines found is the best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from copydesk.article.bylines import joined
from copydesk.article.case import Case, front, metas, once, props, things_of
from copydesk.article.declared import ARTICLES, PAGES, Item, Thing, objects, strings
from copydesk.article.evidence import Candidate, clean, fixed, in_element, in_json, narrowed, text_of, within
from copydesk.article.header import lines_around
from copydesk.article.outlet import names_site
from copydesk.article.people import MAX_NAMES, kind_of, letters, read_names

_AUTHOR_METAS: Final = (
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
    "citation_author",
    "cxenseparse:author",
    "dc.contributor",
    "article.author",
    "authors",
)
_MOST_LINKS: Final = 10
"""Links to authors that are read; more are those of a list of stories."""
_UNSEEN_NAME: Final = 0.4
"""Trust in a name that is declared and that no reader sees, for the kinds of declaration in `_is_credible`."""
_ACCOUNT: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*|\w*(?:_|\d)\w*|[a-z]+[A-Z]\w*")
"""A name as an account has it: one word in small letters, or with a figure or underscore in it."""
_WIKI_LINK: Final = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")


def front_authors(case: Case) -> Iterator[Candidate]:
    """The authors in front matter."""
    for found in front(case, "author", "authors", "byline"):
        values = (found.value,) if isinstance(found.value, str) else found.value
        # Note-taking tools write an author as a link: "[[Ann Lee]]", "[[people/ann|Ann Lee]]".
        names = [_WIKI_LINK.sub(r"\1", value) for value in values]
        items = [Item(name, found.how, narrowed(found.place, case.source, name)) for name in names]
        yield from joined(found.how, 0.95, (part for item in items for part in _split(item, case)))


def thing_authors(case: Case) -> Iterator[Candidate]:
    """The authors in the JSON-LD of this page."""
    for thing in things_of(case):
        yield from _seen_names(case, joined("json-ld author", 0.92, _thing_names(thing, case)), types=thing.types)


def meta_authors(case: Case) -> Iterator[Candidate]:
    """The authors in meta tags, each name of a tag a source of its own."""
    for name in filter(case.declared.metas.__contains__, _AUTHOR_METAS):
        items = metas(case, name)
        parts = (part for item in items for part in _split(item, case, reverse=name.startswith("citation")))
        yield from _seen_names(case, joined(f"meta {name}", 0.85, parts))


def prop_authors(case: Case) -> Iterator[Candidate]:
    """The authors in microdata."""
    parts = (part for item in _author_props(case) for part in _split(item, case))
    yield from _seen_names(case, joined("microdata author", 0.85, parts))


def linked_authors(case: Case) -> Iterator[Candidate]:
    """The links whose relation is the author."""
    links = case.declared.links.get("a author", ())[:_MOST_LINKS]
    yield from joined("rel author", 0.8, (part for item in links for part in _split(item, case)))


def _thing_names(thing: Thing, case: Case) -> Iterator[Candidate]:
    """The authors of a JSON-LD object, in their order: names, objects, references."""
    for key in ("author", "creator"):
        value = thing.data.get(key)
        authors = value[:MAX_NAMES] if isinstance(value, list) else [value]
        parts = [part for author in authors for part in _author(thing._replace(data={key: author}), key, case)]
        yield from parts
        if parts:
            return


def _author(thing: Thing, key: str, case: Case) -> Iterator[Candidate]:
    """One author of a JSON-LD object."""
    for item in strings(thing, key):
        yield from _split(item, case)
    for author in objects(thing, key, case.declared):
        organisation = any("organization" in name for name in author.types)
        for item in strings(author, "name"):
            place = in_json(author.source, author.script, "name", item.value, after=key)
            for part in _split(Item(item.value, f"json-ld {key}", place), case):
                yield part._replace(kind="organisation") if organisation and part.kind == "person" else part


def _author_props(case: Case) -> Iterator[Item]:
    """Microdata authors: the name inside, where the author is an item of its own."""
    page = case.sheet.page
    for element, item in props(case, "author", "creator"):
        inner = element.select_one('[itemprop~="name"]') if element.attr("itemscope") is not None else None
        if inner is None or page is None:
            yield item
        elif content := inner.attr("content"):
            place = fixed(page.attribute(inner, "content"))
            yield Item(content, item.how, place)
        else:
            yield Item(text_of(inner), item.how, in_element(page, inner))


def _split(item: Item, case: Case, *, reverse: bool = False) -> Iterator[Candidate]:
    """The names of one declared value."""
    value = clean(item.value)
    if reverse and value.count(",") == 1:
        value = " ".join(part.strip() for part in reversed(value.split(",")))
    for name in read_names(value, declared=True):
        kind = kind_of(name.text) if name.kind == "person" else name.kind
        if kind == "person" and names_site(name.text, case):
            kind = "organisation"
        place = item.place if name.text == value else within(item.place, case.source, name.text)
        yield Candidate(name.text, item.how, 0.9, place, kind)


# Which declared names to trust.


def _seen_names(case: Case, candidates: Iterable[Candidate], types: Sequence[str] = ()) -> Iterator[Candidate]:
    """Declared names: those no reader sees are trusted only where such declarations are mostly right."""
    for candidate in candidates:
        # The site's name is on every page; in a meta tag it is mostly its owner's, unless the header says so.
        where = _header_text if candidate.kind == "organisation" and not types else _visible
        names = [str(name).casefold() for name in candidate.value]
        # Most stand in the byline; the text of the whole page is put together only for the others.
        seen = all(name in _bylines(case) for name in names) or all(name in where(case) for name in names)
        yield candidate if seen or _is_credible(candidate, types) else candidate._replace(confidence=_UNSEEN_NAME)


@once
def _bylines(case: Case) -> str:
    """What the bylines say to a reader, in small letters."""
    return "\n".join(block.text for block in case.blocks("byline") if not block.hidden).casefold()


@once
def _header_text(case: Case) -> str:
    """What the lines around the headline say, in small letters."""
    lines = [*case.blocks("byline", "dateline"), *lines_around(case)]
    return "\n".join(block.text for block in lines).casefold()


@once
def _visible(case: Case) -> str:
    """What a reader sees of the page, the title in the window's bar included, in small letters."""
    shown = [block.text for block in case.sheet.blocks if block.text and not block.hidden]
    if case.declared.title is not None:
        shown.append(case.declared.title.text)
    return "\n".join(shown).casefold()


def _is_credible(candidate: Candidate, types: Sequence[str]) -> bool:
    """Whether unseen names are to be trusted.

    On pages with known authors, unseen ones were mostly right in JSON-LD of an article or work (persons) and of a work
    (bodies); mostly wrong in JSON-LD of a mere page, in meta tags, as an article's body, as the name of an account.
    A news agency is worth knowing even so.
    """
    if candidate.kind == "agency":
        return True
    if not types or PAGES.issuperset(types) or any(_ACCOUNT.fullmatch(str(name)) for name in candidate.value):
        return False
    return candidate.kind == "person" or not ARTICLES.intersection(types)


def best_byline(found: list[Candidate]) -> list[Candidate]:
    """Candidates with persons before those with bodies; one that has all names of the first and more comes first."""
    ranked = sorted(found, key=lambda candidate: candidate.kind != "person")
    if not ranked or ranked[0].kind != "person":
        return ranked
    first = {letters(name) for name in ranked[0].value}
    for candidate in ranked[1:]:
        names = {letters(name) for name in candidate.value}
        # Microdata and links may be those of the cards around the article.
        if candidate.kind == "person" and first < names and not candidate.how.startswith(("microdata", "rel")):
            return [candidate, *(other for other in ranked if other is not candidate)]
    return ranked
