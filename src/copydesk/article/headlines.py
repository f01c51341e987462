"""The headline, the line under it, and the page's own summary."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from copydesk.article.case import (
    Case,
    base_of,
    front_strings,
    metas,
    once,
    prop_texts,
    signed,
    table_of,
    texts,
    things_of,
)
from copydesk.article.choice import Option, decide, options_of
from copydesk.article.declared import strings
from copydesk.article.evidence import Candidate, clean, in_block, in_element, narrowed, text_of
from copydesk.article.outlet import site_names
from copydesk.article.people import letters
from copydesk.article.titles import cut_site, pieces_of
from copydesk.records import Block


def front_titles(case: Case) -> Iterator[Candidate]:
    """The title in front matter, kept as it is."""
    yield from front_strings(case, "title")


def titles(case: Case) -> Iterator[Candidate]:
    """Every headline on offer, the likeliest first: what a reader sees and what the page declares, weighed."""
    yield from decide(table_of(case, "title"), title_options(case), signs_of_no_title(case), _FAVOURED)


def signs_of_no_title(case: Case) -> tuple[str, ...]:
    """What speaks for a page without a headline of its own."""
    return "page", f"kind {case.kind}"


@once
def title_options(case: Case) -> list[Option]:
    """The wordings on offer, each with its candidates and signs; a site's own name is none."""
    found = [*_shown(case), *_declared(case)]
    known = {letters(str(one.value)) for one in found}
    told = (form for one in found for form in _forms(one, known, case))
    options = options_of((one for one in told if letters(str(one.value)) not in site_names(case)), _wording)
    return [option._replace(signs=option.signs.union(_relations(option, options, case))) for option in options]


def _wording(candidate: Candidate) -> str:
    return letters(str(candidate.value))


def _shown(case: Case) -> Iterator[Candidate]:
    """The headlines that a reader sees: blocks labelled title, and headings of the first rank."""
    for number, block in enumerate(islice(case.blocks("title"), _MOST_SHOWN)):
        how = "title block" if number == 0 else "later title block"
        whole = _whole(block, case, "title block", 0.0)
        yield whole._replace(signs=(how, f"{how}, {block.kind}{block.level or ''}"))
        for start in _breaks(block):
            place = in_block(block, case.source, start, len(block.text))
            rest = " ".join(block.text[start:].split())
            yield whole._replace(value=rest, place=place, signs=(f"{how} without its first line",))
    page = case.sheet.page
    for number, heading in enumerate(case.declared.headings[:_MOST_SHOWN]):
        text = clean(text_of(heading))
        if text and page is not None:
            alone = len(case.declared.headings) == 1
            how = "only h1" if alone else "first h1" if number == 0 else "later h1"
            yield Candidate(text, "h1 element", 0.0, in_element(page, heading), signs=(how,))


def _breaks(block: Block) -> Iterator[int]:
    """Where the second line, or the second piece of markup, of a headline begins: a kicker may stand before it."""
    if "\n" in block.text:
        yield block.text.index("\n") + 1
    elif len(block.runs) == _KICKER_RUNS:
        yield block.runs[1][0]


def _forms(title: Candidate, known: set[str], case: Case) -> Iterator[Candidate]:
    """A title as it stands, without the site's name, and its pieces where they are titles told elsewhere too."""
    text = str(title.value)
    yield title
    how = title.signs[0]
    cut = cut_site(text, sites=site_names(case), known=known - {letters(text)})
    if cut.site:
        place = narrowed(title.place, case.source, cut.title)
        yield title._replace(value=cut.title, place=place, signs=(f"{how} without the site",))
    for rank, piece in pieces_of(text):
        if piece != cut.title and letters(piece) in known:
            place = narrowed(title.place, case.source, piece)
            yield title._replace(value=piece, place=place, signs=(f"{rank} piece of {how}",))


def _relations(option: Option, options: list[Option], case: Case) -> Iterator[str]:
    """What speaks for a wording beside the others."""
    text = str(option.candidates[0].value)
    own = letters(text)
    if any(f"{sign} without the site" in other.signs for other in options for sign in option.signs):
        yield "bears the site's name"
    if "title block" in option.signs and not option.signs.isdisjoint(("only h1", "first h1")):
        yield _HEADLINE
    sources = {sign for sign in option.signs if "," not in sign}
    yield f"{min(len(sources), 5)} sources"
    yield f"{min(len(text.split()), _MANY_WORDS) // 3} words" if not _is_unspaced(text) else "unspaced"
    slug = letters(urlsplit(base_of(case)).path.rsplit("/", 2)[-1] or urlsplit(base_of(case)).path)
    words = [letters(word) for word in text.split() if len(word) > _SHORT_WORD]
    if slug and words and own.isascii():
        share = sum(word in slug for word in words) / len(words)
        yield f"in the address {'all' if share == 1 else 'most' if share >= 0.5 else 'some' if share else 'none'}"
    longer = [
        other for other in options if other is not option and own and own in letters(str(other.candidates[0].value))
    ]
    shorter = [other for other in options if other is not option and letters(str(other.candidates[0].value)) in own]
    if longer:
        yield "part of another"
    if shorter:
        yield "more than another"
    if text and text[0].islower():
        yield "small first letter"


def _is_unspaced(text: str) -> bool:
    return len(text) > _UNSPACED and len(text.split()) < len(text) / _UNSPACED


_HEADLINE: Final = "headline in a heading of the first rank"
_FAVOURED: Final = {_HEADLINE: 0.8}
"""Of the wordings of one title the headline is wanted, not the one for social networks or search engines."""
_MOST_SHOWN: Final = 3
"""Headlines looked at: a page of one story shows one, a careless one two or three."""
_KICKER_RUNS: Final = 2
_MANY_WORDS: Final = 18
_SHORT_WORD: Final = 2
_UNSPACED: Final = 12


def _declared(case: Case) -> Iterator[Candidate]:
    for thing in things_of(case):
        for key in ("headline", "name"):
            if key == "headline" or "headline" not in thing.data:
                yield from signed(texts(strings(thing, key), 0.0), f"json-ld {thing.speaks_of} {key}")
    yield from signed(texts(metas(case, "og:title"), 0.0), "meta og:title")
    yield from signed(prop_texts(case, "headline", 0.0), "microdata headline")
    for name in (
        "twitter:title",
        "citation_title",
        "parsely-title",
        "sailthru.title",
        "dc.title",
        "dcterms.title",
        "title",
    ):
        yield from signed(texts(metas(case, name), 0.0), f"meta {name}")
    if case.declared.title is not None and case.sheet.page is not None and (text := clean(case.declared.title.text)):
        place = in_element(case.sheet.page, case.declared.title)
        yield Candidate(text, "title element", 0.0, place, signs=("title element",))


def decks(case: Case) -> Iterator[Candidate]:
    """The lines labelled deck, else the alternative headline."""
    for block in case.blocks("deck"):
        yield _whole(block, case, "deck block", 0.8)
    for thing in things_of(case):
        yield from texts(strings(thing, "alternativeHeadline"), 0.6)


def _whole(block: Block, case: Case, how: str, confidence: float) -> Candidate:
    """All the text of a block."""
    place = in_block(block, case.source, 0, len(block.text))
    return Candidate(" ".join(block.text.split()), how, confidence, place)


def descriptions(case: Case) -> Iterator[Candidate]:
    """The summaries that the page declares."""
    yield from front_strings(case, "description", "summary", "excerpt")
    yield from texts(metas(case, "og:description", "description"), 0.9)
    for thing in things_of(case):
        yield from texts(strings(thing, "description"), 0.85)
    yield from texts(
        metas(case, "twitter:description", "dc.description", "dcterms.description", "sailthru.description"), 0.85
    )
    yield from prop_texts(case, "description", 0.6)
