"""The headline, the line under it, and the page's own summary."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.article.case import Case, front_strings, metas, prop_texts, texts, things_of
from copydesk.article.declared import strings
from copydesk.article.evidence import Candidate, clean, in_block, in_element, narrowed
from copydesk.article.outlet import site_names
from copydesk.article.people import letters
from copydesk.article.titles import Cut, alike, cut_site
from copydesk.records import Block

_ELEMENT = "title element"


def front_titles(case: Case) -> Iterator[Candidate]:
    """The title in front matter, kept as it is."""
    yield from front_strings(case, "title")


def titles(case: Case) -> Iterator[Candidate]:
    """The visible headline where a declared title bears it out, else what the page declares.

    The title element comes last: it may name the site, the section, or nothing ("Untitled document").
    """
    declared = list(_declared(case))
    weak = [title for title in declared if title.how == _ELEMENT]
    wordings = dict.fromkeys(str(title.value) for title in declared)
    visible = [_whole(block, case, "title block", 0.85) for block in case.blocks("title")]
    fits = [title for title in visible if not wordings or any(alike(str(title.value), one) for one in wordings)]
    known = {letters(text) for text in (*(str(title.value) for title in fits), *wordings)}
    cuts: dict[str, Cut] = {}
    others = (title for title in visible if title not in fits)
    for title in [*fits, *(title for title in declared if title not in weak), *others, *weak]:
        text = str(title.value)
        if text not in cuts:
            cuts[text] = cut_site(text, sites=site_names(case), known=known - {letters(text)})
        cut = cuts[text]
        if (name := letters(cut.title)) and name not in site_names(case):
            place = narrowed(title.place, case.source, cut.title) if cut.site else title.place
            yield title._replace(value=cut.title, place=place)


def _declared(case: Case) -> Iterator[Candidate]:
    for thing in things_of(case):
        key = "headline" if "headline" in thing.data else "name"
        yield from texts(strings(thing, key), 0.9 if key == "headline" else 0.7)
    yield from texts(metas(case, "og:title"), 0.85)
    yield from prop_texts(case, "headline", 0.85)
    yield from texts(
        metas(case, "twitter:title", "citation_title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title"),
        0.8,
    )
    yield from texts(metas(case, "title"), 0.7)
    if case.declared.title is not None and case.sheet.page is not None and (text := clean(case.declared.title.text)):
        yield Candidate(text, _ELEMENT, 0.7, in_element(case.sheet.page, case.declared.title))


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
