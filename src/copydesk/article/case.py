"""The case: one judged page as the finders of facts look at it, and the common ways from it to candidates.

What several finders ask for is read once, on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from typing import Any, Final, NamedTuple, TypeVar

from copydesk.article.addresses import absolute, essence, is_web
from copydesk.article.apart import is_apart
from copydesk.article.declared import ARTICLES, NOTHING, Declared, Item, Thing, read_declared
from copydesk.article.evidence import Candidate, clean, fixed, text_of
from copydesk.article.people import letters
from copydesk.blocks import Sheet
from copydesk.parser import Element
from copydesk.records import Block, Label

_T = TypeVar("_T")
_LONGEST_HEADLINE: Final = 500
"""Characters of a heading that are compared with a declared headline."""


class Case(NamedTuple):
    """What the finders look at."""

    sheet: Sheet
    labels: Sequence[Label]
    """One for each block of the sheet, side by side."""
    labelled: dict[str, list[Block]]
    """The blocks with text, by the name of their label."""
    text: str
    declared: Declared
    kind: str
    """What the page is, as its verdict says."""
    kept: dict[Callable[..., Any], Any]
    """What was read `once`."""

    @property
    def source(self) -> str:
        """The text of the capture, which every place indexes."""
        return self.sheet.capture.text

    def blocks(self, *names: str) -> Iterator[Block]:
        """The blocks of these labels."""
        for name in names:
            yield from self.labelled.get(name, ())


Finder = Callable[[Case], Iterator[Candidate]]
"""Yields candidates, best first, each with how it was found and the way to its place."""


def open_case(sheet: Sheet, labels: Sequence[Label], text: str, kind: str = "article") -> Case:
    """The case of a judged sheet; `text` is the body, which decides the language, `kind` that of the verdict."""
    labelled: dict[str, list[Block]] = {}
    for block, label in zip(sheet.blocks, labels, strict=True):
        if block.text:
            labelled.setdefault(label.name, []).append(block)
    return Case(
        sheet, labels, labelled, text, read_declared(sheet.page) if sheet.page is not None else NOTHING, kind, {}
    )


def once(read: Callable[[Case], _T]) -> Callable[[Case], _T]:
    """A reading of a case that several finders need: done on first use and kept with the case."""

    @wraps(read)
    def kept(case: Case) -> _T:
        if read not in case.kept:
            case.kept[read] = read(case)
        found: _T = case.kept[read]
        return found

    return kept


@once
def base_of(case: Case) -> str:
    """The address that relative ones are resolved against."""
    declared = case.declared
    forms = [case.sheet.capture.url or ""]
    forms += [item.value for item in declared.links.get("canonical", ())]
    forms += [item.value for item in declared.metas.get("og:url", ())]
    page = next(filter(is_web, forms), "")
    return absolute(declared.base, page) if declared.base else page


@once
def things_of(case: Case) -> list[Thing]:
    """The JSON-LD objects of this page: of several articles, only the one whose address or headline fits."""
    things = case.declared.things
    articles = [thing for thing in things if ARTICLES.intersection(thing.types)]
    if len({_headline(thing) for thing in articles}) < 2:
        return things
    known = {letters(text_of(heading)[:_LONGEST_HEADLINE]) for heading in case.declared.headings}
    known.update(letters(item.value) for item in metas(case, "og:title"))
    known.update(letters(block.text) for block in case.blocks("title"))
    page = essence(base_of(case))
    own = [
        thing
        for thing in articles
        if (page and page in map(essence, _addresses(thing))) or letters(_headline(thing)) in known
    ]
    return own[:1] + [thing for thing in things if not ARTICLES.intersection(thing.types)]


def _headline(thing: Thing) -> str:
    found = thing.data.get("headline") or thing.data.get("name")
    return found if isinstance(found, str) else ""


def _addresses(thing: Thing) -> Iterator[str]:
    """The addresses that a JSON-LD object gives for itself."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value = thing.data.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value:
            yield value


def table_of(case: Case, fact: str) -> str:
    """The name of the weights by which a fact is chosen: a text has no markup that could speak for a value."""
    return fact if case.sheet.page is not None else f"{fact}, text"


# Common ways to candidates.


def metas(case: Case, *names: str) -> Iterator[Item]:
    """What meta tags of these names declare."""
    for name in names:
        yield from case.declared.metas.get(name, ())


def props(case: Case, *names: str) -> Iterator[tuple[Element, Item]]:
    """Microdata of the page itself: what stands in cards, comments and footers left out."""
    for name in names:
        for element, item in case.declared.props.get(name, ()):
            if not is_apart(element):
                yield element, item


def front(case: Case, *names: str) -> Iterator[Candidate]:
    """What front matter declares under these keys."""
    for name in names:
        fact = case.sheet.declared.get(name)
        if fact is not None and fact.value:
            parts = tuple(
                Candidate(part.value or "", part.how, part.confidence, fixed(part.where), part.kind)
                for part in fact.parts
            )
            yield Candidate(fact.value, fact.how, fact.confidence or 0.95, fixed(fact.where), fact.kind, parts)


def front_strings(case: Case, *names: str) -> Iterator[Candidate]:
    """What front matter declares under these keys as one text."""
    for found in front(case, *names):
        if isinstance(found.value, str):
            yield found


def texts(items: Iterable[Item], confidence: float) -> Iterator[Candidate]:
    """Declared values as a reader sees them, those that are empty left out."""
    for item in items:
        if value := clean(item.value):
            yield Candidate(value, item.how, confidence, item.place)


def prop_texts(case: Case, name: str, confidence: float) -> Iterator[Candidate]:
    """The values of a microdata name."""
    return texts((item for _, item in props(case, name)), confidence)


def signed(candidates: Iterable[Candidate], *signs: str) -> Iterator[Candidate]:
    """The candidates with what speaks for them."""
    return (candidate._replace(signs=signs) for candidate in candidates)
