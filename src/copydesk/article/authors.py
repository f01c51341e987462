"""Who wrote an article, as its page declares it, and which of all the bylines found is the best."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from copydesk.article.addresses import host_of
from copydesk.article.bylines import bylines, joined, named_lines, names_by_class, post_authors
from copydesk.article.case import Case, base_of, front, metas, once, props, table_of, things_of
from copydesk.article.choice import Option, decide, options_of
from copydesk.article.declared import Item, Thing, objects, strings
from copydesk.article.evidence import Candidate, clean, fixed, in_element, in_json, narrowed, text_of, within
from copydesk.article.origin import is_whole_site
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
_ACCOUNT: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*|\w*(?:_|\d)\w*|[a-z]+[A-Z]\w*")
"""A name as an account has it: one word in small letters, or with a figure or underscore in it."""
_REVERSED: Final = re.compile(r"[^\W\d_][\w’'-]+, [^\W\d_][\w’'.-]+(?: [^\W\d_]\.?)?")
"""A name with the surname first, as catalogues write it."""
_WIKI_LINK: Final = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")


def front_authors(case: Case) -> Iterator[Candidate]:
    """The authors in front matter."""
    for found in front(case, "author", "authors", "byline"):
        values = (found.value,) if isinstance(found.value, str) else found.value
        # Note-taking tools write an author as a link: "[[Ann Lee]]", "[[people/ann|Ann Lee]]".
        names = [_WIKI_LINK.sub(r"\1", value) for value in values]
        items = [Item(name, found.how, narrowed(found.place, case.source, name)) for name in names]
        parts = (part for item in items for part in _split(item, case))
        yield from (one._replace(confidence=0.95) for one in joined(found.how, parts))


def authors(case: Case) -> Iterator[Candidate]:
    """Every byline that can be the article's, the likeliest first."""
    options = author_options(case)
    yield from decide(table_of(case, "authors"), options, signs_of_no_author(case, options))


@once
def author_options(case: Case) -> list[Option]:
    """The sets of names on offer, each with its candidates and signs."""
    found = [one._replace(signs=tuple(_signs(one, how, case))) for one, how in _sources(case)]
    options = options_of(found, lambda one: "|".join(sorted(map(letters, one.value))))
    return [option._replace(signs=option.signs.union(_relations(option, options, case))) for option in options]


def signs_of_no_author(case: Case, options: Sequence[Option]) -> tuple[str, ...]:
    """What speaks for a page that names no author."""
    return (
        "page",
        f"kind {case.kind}",
        f"bylines {min(sum(not option.candidates[0].how.startswith(_FAINT) for option in options), 3)}",
        *(("front page",) if is_whole_site(case) else ()),
        *(("line labelled byline",) if any(True for _ in case.blocks("byline")) else ()),
    )


def _sources(case: Case) -> Iterator[tuple[Candidate, str]]:
    """The candidates of all sources, each with the source's name among the signs."""
    for thing in things_of(case):
        yield from ((one, f"json-ld {thing.speaks_of}") for one in joined("json-ld author", _thing_names(thing, case)))
    for name in filter(case.declared.metas.__contains__, _AUTHOR_METAS):
        parts = (part for item in metas(case, name) for part in _split(item, case, reverse=name.startswith("citation")))
        yield from ((one, f"meta {name}") for one in joined(f"meta {name}", parts))
    props = (part for item in _author_props(case) for part in _split(item, case))
    yield from ((one, "microdata") for one in joined("microdata author", props))
    links = case.declared.links.get("a author", ())[:_MOST_LINKS]
    linked = (part for item in links for part in _split(item, case))
    yield from ((one, "rel author") for one in joined("rel author", linked))
    yield from ((one, one.how) for one in bylines(case))
    yield from ((one, one.how) for one in named_lines(case))
    yield from ((one, one.how) for one in names_by_class(case))
    yield from ((one, one.how) for one in post_authors(case))


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
    if value.count(",") == 1 and (reverse or (item.how.startswith("meta dc") and _REVERSED.fullmatch(value))):
        value = " ".join(part.strip() for part in reversed(value.split(",")))
    for name in read_names(value, declared=True):
        kind = kind_of(name.text) if name.kind == "person" else name.kind
        if kind == "person" and names_site(name.text, case):
            kind = "organisation"
        place = item.place if name.text == value else within(item.place, case.source, name.text)
        yield Candidate(name.text, item.how, 0.9, place, kind)


# What speaks for a byline.


def _signs(candidate: Candidate, source: str, case: Case) -> Iterator[str]:
    """What a source is worth for names of this kind, seen or not."""
    names = [str(name) for name in candidate.value]
    kind = candidate.kind
    if kind == "organisation" and all(names_site(name, case) for name in names):
        kind = "site"
    elif kind == "person" and all(map(_ACCOUNT.fullmatch, names)):
        kind = "account"
    declared = source.startswith(_DECLARED)
    yield from candidate.signs
    yield source
    yield f"{source}, {kind}"
    if source.startswith("meta"):
        yield "meta"
        yield f"meta, {kind}"
    if declared:
        seen = _is_seen(names, case)
        yield f"declared, {kind}, {'seen' if seen else 'unseen'}"
        if not seen:
            yield f"{source.split(' ')[0]}, {kind}, unseen"


_DECLARED: Final = ("json-ld", "meta", "microdata")


def _relations(option: Option, options: Sequence[Option], case: Case) -> Iterator[str]:
    """What speaks for a set of names beside the others, and for the names themselves."""
    names = [str(name) for name in option.candidates[0].value]
    kind = option.candidates[0].kind
    own = set(map(letters, names))
    others = [
        (set(map(letters, map(str, other.candidates[0].value))), other) for other in options if other is not option
    ]
    placed = tuple(f"{one.how} " for one in option.candidates)
    sources = {sign for sign in option.signs if "," not in sign and not sign.startswith(("meta ", *placed))}
    yield f"{min(len(sources), 3)} sources"
    yield f"{kind}, {len(names) if len(names) < 3 else 'many'} names"
    if kind == "person":
        words = [len(name.split()) for name in names]
        yield f"shortest name {min(min(words), 3)}"
        yield f"longest name {min(max(words), 4)}"
    if kind != "person" and any(other.candidates[0].kind == "person" for _, other in others):
        yield f"{kind} beside persons"
    for theirs, other in others:
        relation = "more than" if own > theirs else "less than" if own < theirs else ""
        if relation:
            yield f"{relation} {other.candidates[0].how.split(' ')[0]}"
            yield f"{option.candidates[0].how.split(' ')[0]} {relation} {other.candidates[0].how.split(' ')[0]}"
        elif not own & theirs and not other.candidates[0].how.startswith(_FAINT):
            yield f"against {other.candidates[0].kind}, {other.candidates[0].how}"
    if kind == "person" and not any(one.how.startswith(_DECLARED) for one in option.candidates):
        begun = sum(_begins_lines(name, case) for name in names)
        yield f"person, begins {min(begun, 3)} lines"
    host = letters(host_of(base_of(case)))
    if host and any(len(word) > _SHORT_WORD and letters(word) in host for name in names for word in name.split()):
        yield f"{kind} named in the domain"


_FAINT: Final = ("name alone", "date line", "line ")
"""Sources that say little against another: most lines with names around a text are no bylines."""
_SHORT_WORD: Final = 3


def _begins_lines(name: str, case: Case) -> int:
    """How many sentences of the page begin with a name, as those about an author do: "Ann Lee is a reporter in …"."""
    least = len(name) + _TOLD
    return sum(len(block.text) > least and block.text.startswith(name) for block in case.sheet.blocks)


_TOLD: Final = 20
"""Letters behind a name that say something of it."""


def _is_seen(names: Sequence[str], case: Case) -> bool:
    """Whether a reader sees all the names; most stand in the byline, the whole page is put together for the others."""
    folded = [name.casefold() for name in names]
    return all(name in _bylines(case) for name in folded) or all(name in _visible(case) for name in folded)


@once
def _bylines(case: Case) -> str:
    """What the bylines say to a reader, in small letters."""
    return "\n".join(block.text for block in case.blocks("byline") if not block.hidden).casefold()


@once
def _visible(case: Case) -> str:
    """What a reader sees of the page, the title in the window's bar included, in small letters."""
    shown = [block.text for block in case.sheet.blocks if block.text and not block.hidden]
    if case.declared.title is not None:
        shown.append(case.declared.title.text)
    return "\n".join(shown).casefold()
