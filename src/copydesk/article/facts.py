"""Every fact of an article: candidates from a table of small finders, best first, chosen in one place.

A finder takes the case and yields candidates, each with how it was found and the way to its place in the capture. What
no finder finds is a fact all the same: value None, "not found".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NamedTuple

from copydesk.article import addresses, languages
from copydesk.article.addresses import absolute, essence, host_of, is_front_page, is_web
from copydesk.article.declared import ARTICLES, NOTHING, PAGES, Declared, Item, Thing, objects, read_declared, strings
from copydesk.article.evidence import (
    LEAST_CONFIDENCE,
    Candidate,
    Place,
    choose,
    clean,
    fixed,
    in_block,
    in_element,
    in_json,
    narrowed,
    nowhere,
    text_of,
    within,
)
from copydesk.article.people import MAX_NAMES, Name, kind_of, letters, names_after_by, read_names
from copydesk.article.titles import Cut, alike, cut_site
from copydesk.article.zones import in_local_time
from copydesk.blocks import Sheet
from copydesk.dates import Order, find_dates, path_date, read_date
from copydesk.dates.months import words
from copydesk.parser import Element
from copydesk.records import Block, Container, Fact, Label, Span

_LONGEST_LINE: Final = 400
"""Characters of a block or element that is read as a byline or date line; the longest seen hold a dozen names."""
_BEFORE_TITLE: Final = 3_000
"""Characters of markup above the headline in which its date line may stand; more and it is the site's own header."""
_HEADER_BLOCKS: Final = 2
"""Paragraphs of the body that may begin before the header ends: some pages put the date under the first one."""
_FEW_LINES: Final = 2
"""Byline and date blocks outside the header that can still be the article's: one of each."""
_MAX_NEAR: Final = 400
"""Elements looked at for a date or byline by their class; a page of comments has thousands."""
_SHORT_DATE_TEXT: Final = 160


class Case(NamedTuple):
    """What the finders look at."""

    sheet: Sheet
    labelled: dict[str, list[Block]]
    """The blocks with text, by the name of their label."""
    text: str
    declared: Declared
    things: list[Thing]
    """JSON-LD objects that speak of this page, the article first."""
    base: str
    order: Order
    sites: frozenset[str]
    """Names of the site and labels of its domain, as `letters` gives them."""
    header: tuple[int, int]
    """The stretch of the capture in which the article's own date and byline stand."""
    visible: str
    """What a reader sees of the page, the title in the window's bar included, in small letters."""
    owners: frozenset[str] = frozenset()
    """The same, and the pieces of a name such as "Quay Post | Harbour Union"."""
    own: tuple[Candidate, ...] = ()
    """The addresses that the page declares for itself."""
    shown: tuple[tuple[Candidate, bool], ...] = ()
    """Dates that stand in the article's header, and whether each tells of a change."""

    @property
    def source(self) -> str:
        """The text of the capture, which every place indexes."""
        return self.sheet.capture.text

    def blocks(self, *names: str) -> Iterator[Block]:
        """The blocks of these labels."""
        for name in names:
            yield from self.labelled.get(name, ())


Finder = Callable[[Case], Iterator[Candidate]]


def find_facts(sheet: Sheet, labels: Sequence[Label], text: str) -> dict[str, Fact]:
    """A fact for every name, with its evidence; `text` is the body, which decides the language."""
    case = _case(sheet, labels, text)
    return {name: choose(_candidates(case, name), case.source) for name in _FINDERS}


def _candidates(case: Case, name: str) -> list[Candidate]:
    """What the finders of a fact find, in their order.

    Those of the last resort are asked only when the others found nothing to be trusted.
    """
    found: list[Candidate] = []
    for finder in _FINDERS[name]:
        if finder not in _LAST_RESORTS or all(candidate.confidence < LEAST_CONFIDENCE for candidate in found):
            found.extend(finder(case))
    review = _REVIEWS.get(name)
    return review(found) if review else found


def _case(sheet: Sheet, labels: Sequence[Label], text: str) -> Case:
    """Gather what the finders need, each piece from those before it."""
    declared = read_declared(sheet.page) if sheet.page is not None else NOTHING
    base = _base(sheet, declared)
    labelled: dict[str, list[Block]] = {}
    for block, label in zip(sheet.blocks, labels, strict=True):
        if block.text:
            labelled.setdefault(label.name, []).append(block)
    header = _header(sheet, labelled, declared)
    things = _about_this_page(labelled, declared, base)
    case = Case(sheet, labelled, text, declared, things, base, "", frozenset(), header, _visible(sheet, declared))
    names = [str(candidate.value) for candidate in _site_declared(case)]
    pieces = [piece for name in names for piece in _SITE_PARTS.split(name)]
    sites = frozenset(filter(None, [*map(letters, names), *_domain_letters(base)]))
    case = case._replace(sites=sites, owners=sites.union(filter(None, map(letters, pieces))))
    case = case._replace(order=_order(case), own=tuple(_declared_addresses(case)))
    return case._replace(shown=tuple(_visible_dates(case)))


_SITE_PARTS: Final = re.compile(r"\s+[|–—·-]\s+|\s*\|\s*")


def _visible(sheet: Sheet, declared: Declared) -> str:
    """What a reader sees of the page."""
    shown = [block.text for block in sheet.blocks if block.text and not block.hidden]
    if declared.title is not None:
        shown.append(declared.title.text)
    return "\n".join(shown).casefold()


def _base(sheet: Sheet, declared: Declared) -> str:
    """The address that relative ones are resolved against."""
    forms = [sheet.capture.url or ""]
    forms += [item.value for item in declared.links.get("canonical", ())]
    forms += [item.value for item in declared.metas.get("og:url", ())]
    page = next(filter(is_web, forms), "")
    return absolute(declared.base, page) if declared.base else page


def _header(sheet: Sheet, labelled: dict[str, list[Block]], declared: Declared) -> tuple[int, int]:
    """From a little above the headline to the second paragraph of the body; empty when there is no headline."""
    title = next((block.where for block in labelled.get("title", ())), None)
    if title is None and sheet.page is not None and declared.headings:
        at = sheet.page.offset(declared.headings[0])
        title = Span(at, at) if at is not None else None
    if title is None:
        return 0, 0
    body = [block for block in labelled.get("body", ()) if block.where.start > title.end]
    end = body[_HEADER_BLOCKS].where.start if len(body) > _HEADER_BLOCKS else body[-1].where.end if body else title.end
    return max(0, title.start - _BEFORE_TITLE), end


def _about_this_page(labelled: dict[str, list[Block]], declared: Declared, base: str) -> list[Thing]:
    """The JSON-LD objects of this page: of several articles, only the one whose address or headline fits."""
    things = declared.things
    articles = [thing for thing in things if ARTICLES.intersection(thing.types)]
    if len({_headline(thing) for thing in articles}) < 2:
        return things
    known = {letters(text_of(heading)[:500]) for heading in declared.headings}
    known.update(letters(item.value) for item in declared.metas.get("og:title", ()))
    known.update(letters(block.text) for block in labelled.get("title", ()))
    page = essence(base) if base else ""
    own = [
        thing
        for thing in articles
        if (page and page in map(essence, _thing_addresses(thing))) or letters(_headline(thing)) in known
    ]
    return own[:1] + [thing for thing in things if not ARTICLES.intersection(thing.types)]


def _headline(thing: Thing) -> str:
    found = thing.data.get("headline") or thing.data.get("name")
    return found if isinstance(found, str) else ""


def _thing_addresses(thing: Thing) -> Iterator[str]:
    """The addresses that a JSON-LD object gives for itself."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value = thing.data.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value:
            yield value


def _domain_letters(base: str) -> list[str]:
    """The domain as letters: whole, and each of its labels that can be a name."""
    host = host_of(base)
    labels = host.split(".")[:-1]
    return [letters(host), *(letters(label) for label in labels if len(label) > 3)]


_DAY_FIRST_ENDINGS: Final = frozenset(words("uk au nz ie in za sg ng ke gh pk lk my hk mt jm tt eu"))
_MONTH_FIRST_ENDINGS: Final = frozenset(words("us gov mil"))


def _order(case: Case) -> Order:
    """Whether day or month comes first in a date of figures: the language decides, in English the region or domain."""
    tags = [languages.tidy_tag(item.value) for item in _language_items(case.declared)]
    tags = [tag for tag in tags if tag]
    if not tags and (guessed := languages.guess(case.text)[0]):
        tags = [guessed]
    regions = {tag for tag in tags if tag.startswith("en-")}
    if any(tag.split("-")[0] != "en" for tag in tags):
        return "day"
    if regions:
        return "month" if regions <= {"en-US", "en-PH"} else "day"
    ending = host_of(case.base).rpartition(".")[2]
    return "day" if ending in _DAY_FIRST_ENDINGS else "month" if ending in _MONTH_FIRST_ENDINGS else ""


# Common ways to candidates.


def _metas(case: Case, *names: str) -> Iterator[Item]:
    for name in names:
        yield from case.declared.metas.get(name, ())


def _props(case: Case, *names: str) -> Iterator[tuple[Element, Item]]:
    """Microdata of the page itself: what stands in cards, comments and footers left out."""
    for name in names:
        for element, item in case.declared.props.get(name, ()):
            if not _is_apart(element):
                yield element, item


def _front(case: Case, *names: str) -> Iterator[Candidate]:
    """What front matter declares under these keys."""
    for name in names:
        fact = case.sheet.declared.get(name)
        if fact is not None and fact.value:
            parts = tuple(
                Candidate(part.value or "", part.how, part.confidence, fixed(part.where), part.kind)
                for part in fact.parts
            )
            yield Candidate(fact.value, fact.how, fact.confidence or 0.95, fixed(fact.where), fact.kind, parts)


def _front_strings(case: Case, *names: str) -> Iterator[Candidate]:
    for found in _front(case, *names):
        if isinstance(found.value, str):
            yield found


def _texts(items: Iterable[Item], confidence: float) -> Iterator[Candidate]:
    for item in items:
        if value := clean(item.value):
            yield Candidate(value, item.how, confidence, item.place)


_APART: Final = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|comments?|sidebar|side-bar|teasers?|cards?|widgets?|footer"
    r"|footnotes?|copyright|popular|trending|latest"
    r"|most-?read|more-?(?:news|stories|from|on)|promo\w*|carousel|slider|newsletter|outbrain|taboola"
    r"|read-?(?:next|also|more)|see-?also|similar"
    r"|breaking|ticker|archive\w*|upnext|listing|feed|disqus|respond|kommentar\w*|clock|current-?date"
    r"|today)(?=$|[\s_-])",
    re.IGNORECASE,
)
_OUTSIDE: Final = frozenset({"aside", "footer", "nav", "form", "figure", "figcaption", "blockquote"})
_CLIMB: Final = 12
"""Ancestors looked at for a card, comment or footer; their markup is close around what they hold."""


_OTHER_ITEMS: Final = ("review", "comment", "usercomments", "rating", "offer", "answer", "answers")


def _is_apart(element: Element) -> bool:
    """Whether an element belongs to a card, a comment, a sidebar, a footer: not to the article itself."""
    node: object = element
    for _ in range(_CLIMB):
        if not isinstance(node, Element) or node.tag in ("body", "main"):
            return False
        kind = (node.attr("itemtype") or "").strip().lower()
        if node.tag in _OUTSIDE or (node.tag == "li" and _is_card(node)) or kind.endswith(_OTHER_ITEMS):
            return True
        if (
            node is not element
            and (names := _names(node))
            and len(names) < 300
            and node.tag != "article"
            and _APART.search(names)
        ):
            return True
        node = node.parent
    return False


def _is_in_box(container: Container | None) -> bool:
    """The same for a block, by the containers it stands in."""
    for _ in range(_CLIMB):
        if container is None or container.tag in ("body", "main"):
            return False
        if container.tag in _OUTSIDE or container.tag == "button":
            return True
        if container.tag != "article" and len(container.names) < 300 and _APART.search(container.names):
            return True
        container = container.parent
    return False


def _is_card(item: Element) -> bool:
    """Whether a list item is a card: a header's own list of details ("<ul class=meta><li>date") holds no heading."""
    return any(isinstance(node, Element) and node.tag in _CARD_PARTS for node in islice(item.descendants, _MOST_CARD))


_CARD_PARTS: Final = frozenset({"h2", "h3", "h4", "img"})
_MOST_CARD: Final = 40
"""Nodes at the beginning of a list item among which a card has its heading or picture."""


def _names(element: Element) -> str:
    return f"{element.attr('class') or ''} {element.attr('id') or ''}"


# Title, deck, description.


def _titles(case: Case) -> Iterator[Candidate]:
    """The visible headline where a declared title bears it out, else what the page declares."""
    declared = list(_declared_titles(case))
    wordings = dict.fromkeys(str(title.value) for title in declared)
    visible = [
        Candidate(" ".join(block.text.split()), "title block", 0.85, in_block(block, case.source, 0, len(block.text)))
        for block in case.blocks("title")
    ]
    fits = [title for title in visible if not wordings or any(alike(str(title.value), one) for one in wordings)]
    known = {letters(text) for text in (*(str(title.value) for title in fits), *wordings)}
    cuts: dict[str, Cut] = {}
    for title in [*fits, *declared, *(title for title in visible if title not in fits)]:
        text = str(title.value)
        if text not in cuts:
            cuts[text] = cut_site(text, sites=case.sites, known=known - {letters(text)})
        cut = cuts[text]
        if (name := letters(cut.title)) and name not in case.sites:
            place = narrowed(title.place, case.source, cut.title) if cut.site else title.place
            yield title._replace(value=cut.title, place=place)


def _declared_titles(case: Case) -> Iterator[Candidate]:
    for thing in case.things:
        key = "headline" if "headline" in thing.data else "name"
        yield from _texts(strings(thing, key), 0.9 if key == "headline" else 0.7)
    yield from _texts(_metas(case, "og:title"), 0.85)
    yield from _texts((item for _, item in _props(case, "headline")), 0.85)
    yield from _texts(
        _metas(case, "twitter:title", "citation_title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title"),
        0.8,
    )
    yield from _texts(_metas(case, "title"), 0.7)
    if case.declared.title is not None and case.sheet.page is not None and (text := clean(case.declared.title.text)):
        yield Candidate(text, "title element", 0.7, in_element(case.sheet.page, case.declared.title))


def _front_title(case: Case) -> Iterator[Candidate]:
    yield from _front_strings(case, "title")


def _decks(case: Case) -> Iterator[Candidate]:
    for block in case.blocks("deck"):
        yield Candidate(
            " ".join(block.text.split()), "deck block", 0.8, in_block(block, case.source, 0, len(block.text))
        )
    for thing in case.things:
        yield from _texts(strings(thing, "alternativeHeadline"), 0.6)


def _descriptions(case: Case) -> Iterator[Candidate]:
    yield from _front_strings(case, "description", "summary", "excerpt")
    yield from _texts(_metas(case, "og:description", "description"), 0.9)
    for thing in case.things:
        yield from _texts(strings(thing, "description"), 0.85)
    yield from _texts(
        _metas(case, "twitter:description", "dc.description", "dcterms.description", "sailthru.description"), 0.85
    )
    yield from _texts((item for _, item in _props(case, "description")), 0.6)


# The outlet.


def _site_declared(case: Case) -> Iterator[Candidate]:
    yield from _front_strings(case, "site", "publisher", "publication")
    for candidate in _site_items(case):
        if len(str(candidate.value)) <= 80 and not is_web(str(candidate.value)):
            yield candidate


def _site_items(case: Case) -> Iterator[Candidate]:
    yield from _texts(_metas(case, "og:site_name"), 0.95)
    for thing in case.things:
        for publisher in objects(thing, "publisher", case.declared):
            yield from _texts(strings(publisher, "name"), 0.85)
        yield from _texts(strings(thing, "publisher"), 0.8)
    for outlet in case.declared.outlets:
        yield from _texts(strings(outlet, "name"), 0.75)
    yield from _texts(
        _metas(case, "citation_journal_title", "dc.publisher", "dcterms.publisher", "cre", "al:ios:app_name"), 0.7
    )
    yield from _texts(_metas(case, "application-name", "apple-mobile-web-app-title", "publisher"), 0.65)


def _site_in_title(case: Case) -> Iterator[Candidate]:
    """The end of the title that names the domain."""
    element, page = case.declared.title, case.sheet.page
    if element is None or page is None:
        return
    cut = cut_site(clean(element.text), sites=case.sites)
    site = cut.site
    if site and not any(mark in site for mark in "|–—") and len(site) <= 60:
        yield Candidate(site, "end of title element", 0.7, within(in_element(page, element), case.source, site))


# Language.


def _language_items(declared: Declared) -> Iterator[Item]:
    if declared.language:
        yield declared.language
    for name in ("og:locale", "content-language", "dc.language", "dcterms.language", "language"):
        yield from declared.metas.get(name, ())


def _languages(case: Case) -> Iterator[Candidate]:
    """Declared tags that the text bears out, then the text itself, then the other declared ones."""
    declared = [found for found in _front_strings(case, "language", "lang") if languages.tidy_tag(str(found.value))]
    items = [*_language_items(case.declared), *(item for thing in case.things for item in strings(thing, "inLanguage"))]
    declared += [Candidate(tag, item.how, 0.8, item.place) for item in items if (tag := languages.tidy_tag(item.value))]
    guessed, confidence = languages.guess(case.text)
    if not guessed:
        yield from declared
        return
    borne_out = [found for found in declared if languages.agree(str(found.value), guessed)]
    by_text = Candidate(guessed, "text", round(min(confidence, 0.95), 3), nowhere)
    rest = [found for found in declared if found not in borne_out]
    yield from (found._replace(confidence=0.97) for found in borne_out)
    if confidence >= languages.SURE or not declared:
        yield by_text
        yield from (found._replace(confidence=0.2) for found in rest)
    else:
        yield from rest
        yield by_text


# Section, tags, licence, access.


def _sections(case: Case) -> Iterator[Candidate]:
    yield from _front_strings(case, "section", "category")
    yield from _texts(_metas(case, "article:section", "og:article:section"), 0.9)
    for thing in case.things:
        yield from _texts(strings(thing, "articleSection"), 0.85)
    yield from _texts((item for _, item in _props(case, "articlesection")), 0.8)
    yield from _texts(
        _metas(case, "parsely-section", "section", "article.section", "cxenseparse:recs:category", "category"), 0.7
    )


_TAG_MARK: Final = re.compile(r"[,;，、]")


def _tags(case: Case) -> Iterator[Candidate]:
    """Each source's keywords as one candidate, a part for each word."""
    yield from (found for found in _front(case, "tags", "keywords") if not isinstance(found.value, str))
    for how, items in (
        ("meta article:tag", list(_metas(case, "article:tag", "og:article:tag"))),
        ("json-ld keywords", [item for thing in case.things[:1] for item in strings(thing, "keywords")]),
        ("meta news_keywords", list(_metas(case, "news_keywords"))),
        ("meta parsely-tags", list(_metas(case, "parsely-tags", "sailthru.tags"))),
        ("meta keywords", list(_metas(case, "keywords"))),
        ("microdata keywords", [item for _, item in _props(case, "keywords")]),
        ("rel tag", case.declared.links.get("a tag", [])),
    ):
        words: dict[str, Candidate] = {}
        for item in items:
            whole = clean(item.value)
            for word in filter(None, map(str.strip, _TAG_MARK.split(whole))):
                if len(word) <= 80:
                    place = item.place if word == whole else within(item.place, case.source, word)
                    words.setdefault(word.casefold(), Candidate(word, item.how, 0.85, place))
        if words:
            parts = tuple(words.values())[:60]
            yield Candidate(tuple(str(part.value) for part in parts), how, 0.85, parts[0].place, "", parts)


def _licenses(case: Case) -> Iterator[Candidate]:
    yield from _front_strings(case, "license", "licence")
    yield from _texts(case.declared.links.get("license", ()), 0.9)
    for thing in case.things:
        yield from _texts(strings(thing, "license"), 0.85)
    yield from _texts(_metas(case, "dcterms.license", "dcterms.rights", "dc.rights"), 0.5)


_TIERS: Final = {
    "free": "free",
    "metered": "metered",
    "locked": "locked",
    "premium": "locked",
    "paid": "locked",
    "subscriber": "locked",
}


def _accesses(case: Case) -> Iterator[Candidate]:
    """Free, metered or locked, as the page declares it."""
    for thing in case.things:
        value = thing.data.get("isAccessibleForFree")
        word = str(value).strip().rsplit("/", 1)[-1].lower()
        if value is not None and word in ("true", "false"):
            # As written in the script: a boolean is bare, some write a string.
            raw = value if isinstance(value, str) else word
            place = in_json(case.source, thing.script, "isAccessibleForFree", raw)
            yield Candidate("free" if word == "true" else "locked", "json-ld isAccessibleForFree", 0.9, place)
    for item in _metas(case, "article:content_tier", "og:article:content_tier", "lp.article:content_tier"):
        if tier := _TIERS.get(item.value.strip().lower()):
            yield Candidate(tier, item.how, 0.85, item.place)


# Addresses.


def _urls(case: Case) -> Iterator[Candidate]:
    capture = case.sheet.capture
    if capture.url:
        yield Candidate(capture.url, capture.url_how or "given", 0.98, fixed(capture.url_where))
    yield from _front_strings(case, "source", "url", "original", "link")
    if case.sheet.page is None:
        yield from addresses.labelled(case.sheet.blocks, case.source)
    yield from _canonicals(case)


def _canonicals(case: Case) -> Iterator[Candidate]:
    """What the page calls its own address; the front page of the site is not the address of an article."""
    found = [*_front_strings(case, "canonical", "canonical_url"), *case.own]
    deep = [candidate for candidate in found if not is_front_page(str(candidate.value))]
    own_page = not case.sheet.capture.url or is_front_page(case.sheet.capture.url)
    yield from deep
    if own_page:
        yield from (candidate for candidate in found if candidate not in deep)


def _declared_addresses(case: Case) -> Iterator[Candidate]:
    items = [*case.declared.links.get("canonical", ()), *_metas(case, "og:url")]
    confidences = {"link canonical": 0.95, "meta og:url": 0.85}
    for item in items:
        address = absolute(clean(item.value), case.base)
        if is_web(address):
            yield Candidate(address, item.how, confidences.get(item.how, 0.7), item.place)
    for thing in case.things[:1]:
        for key in ("mainEntityOfPage", "url"):
            value = thing.data.get(key)
            key = "@id" if isinstance(value, dict) else key
            value = value.get("@id") if isinstance(value, dict) else value
            if isinstance(value, str) and is_web(address := absolute(clean(value), case.base)):
                place = in_json(case.source, thing.script, key, clean(value))
                yield Candidate(address, f"json-ld {'mainEntityOfPage' if key == '@id' else key}", 0.7, place)


def _addresses(case: Case) -> Iterator[Candidate]:
    """All forms of the address, as one candidate with a part for each."""
    forms: dict[str, Candidate] = {}
    for candidate in _urls(case):
        forms.setdefault(str(candidate.value), candidate)
    for relation in ("amphtml", "shortlink"):
        for item in case.declared.links.get(relation, ()):
            address = absolute(clean(item.value), case.base)
            if is_web(address):
                forms.setdefault(address, Candidate(address, item.how, 0.8, item.place))
    if forms:
        parts = tuple(forms.values())[:20]
        yield Candidate(
            tuple(str(part.value) for part in parts), parts[0].how, parts[0].confidence, parts[0].place, "", parts
        )


# The lead picture.

_NO_PICTURE: Final = re.compile(
    r"(?:^|[/_.-])(?:logos?|placeholder|favicon|sprite|avatars?|blank|spacer|pixel|apple-touch-icon|no-?image"
    r"|default-?(?:image|og|share|social)?"
    r"|(?:og|social|share|fb|facebook)-?(?:default|image|logo)|fallback|gravatar)(?:[/_.-]|\d|$)",
    re.IGNORECASE,
)


def _images(case: Case) -> Iterator[Candidate]:
    yield from _front_strings(case, "image", "cover")
    for candidate in _declared_images(case):
        address = absolute(str(candidate.value), case.base)
        name = "/".join(address.split("?")[0].rsplit("/", 2)[-2:])
        if address and not address.startswith("data:") and not _NO_PICTURE.search(name):
            yield candidate._replace(value=address)


def _declared_images(case: Case) -> Iterator[Candidate]:
    yield from _texts(_metas(case, "og:image", "og:image:url", "og:image:secure_url"), 0.9)
    for thing in case.things:
        yield from _texts(strings(thing, "image"), 0.85)
        for picture in objects(thing, "image", case.declared):
            yield from _texts(strings(picture, "url"), 0.85)
            yield from _texts(strings(picture, "contentUrl"), 0.8)
        yield from _texts(strings(thing, "thumbnailUrl"), 0.7)
    yield from _texts(
        _metas(case, "twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full"), 0.85
    )
    yield from _texts(case.declared.links.get("image_src", ()), 0.8)
    yield from _texts((item for _, item in _props(case, "image")), 0.6)


# Dates.

_PUBLISHED_METAS: Final = words(
    "article:published_time article:published og:article:published_time og:published_time og:pubdate og:publish_date "
    "article.published parsely-pub-date sailthru.date pubdate publishdate publish-date publish_date publisheddate "
    "published_time published_at published_date published-date publication_date publication-date publicationdate "
    "date.published date_published datepublished datepublish originalpublicationdate article_date_original "
    "cxenseparse:recs:publishtime cxenseparse:publishtime cxenseparse:recs:articlepublishdate bt:pubdate rbpubdate "
    "iso-8601-publish-date displaydate dcterms.issued dc.date.issued dcterms.created dc.date.created dc.date "
    "dcterms.date "
    "citation_publication_date citation_online_date citation_date prism.publicationdate vr:published_time gentime "
    "article:publish_time ptime firstpublished creation_date dc.created creationdate date"
)
_MODIFIED_METAS: Final = words(
    "article:modified_time article:modified og:article:modified_time og:updated_time og:modified_time "
    "article:updated_time "
    "date.updated date_updated datemodified modified_time modified updated_time revised lastmod last-modified "
    "last_modified "
    "lastmodified dcterms.modified dc.date.modified dc.modified dcterms.modified cxenseparse:recs:modifiedtime "
    "article_date_updated iso-8601-modified-date moddate updated"
)


_VAGUE_METAS: Final = frozenset(
    words(
        "date dc.date dcterms.date dcterms.created dc.date.created dc.created creation_date creationdate gentime ptime "
        "displaydate"
    )
)
"""Names that may as well date the page, the template or the upload."""
_OF_THE_PAGE: Final = 0.8
"""Trust in a date declared for the page or a work shown on it, when a reader sees that day."""
_UNSEEN: Final = 0.4
"""Trust in such a date when no reader sees it: 3 of 18 were right on pages with known dates."""


def _published(case: Case) -> Iterator[Candidate]:
    yield from _dated(_front_strings(case, "published", "date", "publish_date", "pubdate"), case)
    if _is_front_page(case):
        return
    for thing in case.things:
        found = _dated(_texts(strings(thing, "datePublished"), 0.95), case)
        yield from found if ARTICLES.intersection(thing.types) else _seen_days(case, found)
    yield from _dated(_texts(_metas(case, *_PUBLISHED_METAS[:6]), 0.93), case)
    yield from _dated(_texts((item for _, item in _props(case, "datepublished")), 0.9), case)
    for name in filter(case.declared.metas.__contains__, _PUBLISHED_METAS[6:]):
        found = _dated(_texts(_metas(case, name), 0.85), case)
        yield from _seen_days(case, found) if name in _VAGUE_METAS else found
    yield from _dated(_texts((item for _, item in _props(case, "datecreated")), 0.75), case)
    for thing in case.things:
        for key in ("dateCreated", "uploadDate"):
            yield from _seen_days(case, _dated(_texts(strings(thing, key), 0.75), case))
    yield from (candidate for candidate, changed in case.shown if not changed)


def _is_front_page(case: Case) -> bool:
    """Whether the page is the front page of a site: what it dates is the site, or one of its cards."""
    forms = [case.sheet.capture.url or "", *(str(found.value) for found in case.own)]
    known = [form for form in forms if is_web(form)]
    return bool(known) and all(map(is_front_page, known))


def _seen_days(case: Case, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Dates that may be those of something else: trusted when a reader sees the day somewhere on the page."""
    for candidate in candidates:
        seen = _is_day_seen(case, str(candidate.value)[:10])
        yield candidate._replace(confidence=min(candidate.confidence, _OF_THE_PAGE) if seen else _UNSEEN)


def _is_day_seen(case: Case, day: str) -> bool:
    """Whether a short line of the page, or a `<time>`, gives this day."""
    if any((element.attr("datetime") or "").startswith(day) for element in case.declared.times):
        return True
    # A year is written in full or by its last figures; the figures of the day alone are in too many lines.
    years = (day[:4], day[2:4])
    lines = (
        block.text
        for block in case.sheet.blocks
        if block.text and not block.hidden and len(block.text) <= _LONGEST_LINE and any(y in block.text for y in years)
    )
    return any(
        moment.value.startswith(day) for line in islice(lines, _MAX_NEAR) for moment in find_dates(line, case.order)
    )


def _modified(case: Case) -> Iterator[Candidate]:
    yield from _dated(_front_strings(case, "modified", "updated", "lastmod"), case)
    for thing in case.things:
        yield from _dated(_texts(strings(thing, "dateModified"), 0.9), case)
    yield from _dated(_texts(_metas(case, *_MODIFIED_METAS), 0.88), case)
    yield from _dated(_texts((item for _, item in _props(case, "datemodified")), 0.85), case)
    yield from (candidate for candidate, changed in case.shown if changed)


def _dated(candidates: Iterable[Candidate], case: Case) -> Iterator[Candidate]:
    """Declared texts that are dates, as ISO 8601."""
    for candidate in candidates:
        moment = read_date(str(candidate.value), case.order)
        if moment:
            yield candidate._replace(value=moment.value, kind=moment.kind)


def _visible_dates(case: Case) -> Iterator[tuple[Candidate, bool]]:
    """Dates that stand in the article's header, and whether each tells of a change."""
    yield from _time_elements(case)
    for name, block in _own_lines(case, "dateline", "byline"):
        if len(block.text) <= _LONGEST_LINE:
            for moment in find_dates(block.text, case.order):
                place = in_block(block, case.source, moment.start, moment.end)
                yield Candidate(moment.value, f"{name} block", 0.8, place, moment.kind), moment.changed


def _own_lines(case: Case, *names: str) -> list[tuple[str, Block]]:
    """The byline and date blocks of the header; where there are none, the one that stands alone elsewhere.

    Several elsewhere are those of comments or of a list.
    """
    start, end = case.header
    blocks = [(name, block) for name in names for block in case.labelled.get(name, ())]
    near = [(name, block) for name, block in blocks if start <= block.where.start < end]
    return near or (blocks if len(blocks) <= _FEW_LINES else [])


_CHANGE_NAME: Final = re.compile(r"modif|updat|edit|chang|revis|aktualis", re.IGNORECASE)


def _time_elements(case: Case) -> Iterator[tuple[Candidate, bool]]:
    """`<time>` in the header of the article, cards and comments left out."""
    page = case.sheet.page
    if page is None:
        return
    start, end = case.header
    for element in case.declared.times:
        at = page.offset(element)
        if at is None or not start <= at < end or _is_apart(element):
            continue
        stamp = element.attr("datetime")
        moment = read_date(stamp, case.order) if stamp else None
        place: Place = nowhere
        if moment and stamp:
            span = page.attribute(element, "datetime")
            place = fixed(span)
        elif moment := next(iter(find_dates(text_of(element)[:_SHORT_DATE_TEXT], case.order)), None):
            place = in_element(page, element)
        if moment:
            changed = moment.changed or bool(_CHANGE_NAME.search(_names(element))) or _says_changed(element)
            yield Candidate(moment.value, "time element", 0.82, place, moment.kind), changed


def _says_changed(element: Element) -> bool:
    """Whether the words before an element say that a change is dated."""
    parent = element.parent
    if not isinstance(parent, Element):
        return False
    text = text_of(parent)[:_LONGEST_LINE]
    own = text_of(element).strip()
    at = text.find(own) if own else -1
    before = text[max(0, at - 40) : at] if at > 0 else ""
    return bool(before) and any(moment.changed for moment in find_dates(f"{before} 2000-01-01"))


_DATE_CLASSES: Final = ",".join(
    f'[{attribute}*="{word}" i]'
    for attribute, words in (
        ("class", ("date", "datum", "time", "publish", "posted", "fecha", "meta")),
        ("id", ("date", "datum")),
    )
    for word in words
)
_AUTHOR_CLASSES: Final = '[class*="byline" i],[class*="author" i],[class*="autor" i],[id*="byline" i],[id*="author" i]'


def _near(case: Case, selector: str) -> Iterator[Element]:
    """Elements of some class in the header of the article."""
    page = case.sheet.page
    start, end = case.header
    if page is None or end <= start:
        return
    for element in page.tree.select(selector)[:_MAX_NEAR]:
        at = page.offset(element)
        if (
            at is not None
            and start <= at < end
            and element.tag not in ("body", "html", "main", "article", "meta", "script")
            and not _is_apart(element)
        ):
            yield element


_FEW_AFTER: Final = 3
"""Lines below the text in which its date may stand."""
_NO_LINE: Final = frozenset({"hidden", "comment", "legal", "promotion", "title"})


def _lines_around(case: Case) -> list[Block]:
    """Short lines between the site's header and the text, nearest to the headline first; then those below the text."""
    start, end = case.header
    body = case.labelled.get("body", [])
    if end <= start and body:
        start, end = max(0, body[0].where.start - _BEFORE_TITLE), body[min(len(body) - 1, _HEADER_BLOCKS)].where.start
    title = next((block.where.end for block in case.labelled.get("title", ())), body[0].where.start if body else start)
    last = body[-1].where.end if body else end
    above: list[Block] = []
    below: list[Block] = []
    for name, blocks in case.labelled.items():
        for block in blocks if name not in _NO_LINE else ():
            at = block.where.start
            if (start <= at < end or at >= last) and len(block.text) <= _SHORT_DATE_TEXT:
                (above if at < end else below).append(block)
    above.sort(key=lambda block: (block.where.start < title, abs(block.where.start - title)))
    below.sort(key=lambda block: block.where.start)
    near = [*above[:_MAX_NEAR], *below[:_FEW_AFTER]]
    return [block for block in near if not _is_in_box(block.container)]


def _dates_by_place(case: Case) -> Iterator[Candidate]:
    """The last resort: a date in a short line around the headline, or right below the text."""
    for block in _lines_around(case):
        for moment in find_dates(block.text, case.order):
            if not moment.changed and not _is_prose(block.text, moment.start, moment.end):
                place = in_block(block, case.source, moment.start, moment.end)
                yield Candidate(moment.value, "date near the headline", 0.6, place, moment.kind)
                return


_FEW_LETTERS: Final = 25
"""Letters beside the date in a line that may end as a sentence does ("Published on 7 May 2024.")."""


def _is_prose(text: str, start: int, end: int) -> bool:
    """Whether a date in a line is told of in a sentence."""
    return text.rstrip()[-1:] in _SENTENCE_END and len(letters(text[:start] + text[end:])) > _FEW_LETTERS


_SENTENCE_END: Final = frozenset(".!?…。！？;:,")


def _dates_by_class(case: Case) -> Iterator[Candidate]:
    """The last resort: a short text with a date, in an element of the header whose class speaks of a date."""
    for element in _near(case, _DATE_CLASSES):
        text = " ".join(text_of(element)[: 4 * _SHORT_DATE_TEXT].split())
        if len(text) > _SHORT_DATE_TEXT or case.sheet.page is None:
            continue
        for moment in find_dates(text, case.order):
            if not moment.changed:
                place = within(in_element(case.sheet.page, element), case.source, text[moment.start : moment.end])
                yield Candidate(moment.value, "date by class", 0.6, place, moment.kind)
                return


def _path_dates(case: Case) -> Iterator[Candidate]:
    """The day in the path of the address: weak, for some sites file an article under another day."""
    for candidate in _urls(case):
        address = str(candidate.value)
        if moment := path_date(address):
            place = within(candidate.place, case.source, address[moment.start : moment.end])
            yield Candidate(moment.value, "address path", 0.5, place, "day")
            return


# Authors.

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


_UNSEEN_NAME: Final = 0.4
"""Trust in a name that is declared and that no reader sees, for the kinds of declaration in `_is_credible`."""
_ACCOUNT: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*|\w*(?:_|\d)\w*|[a-z]+[A-Z]\w*")
"""A name as an account has it: one word in small letters, or with a figure or underscore in it."""


def _authors(case: Case) -> Iterator[Candidate]:
    """Each source's names as one candidate."""
    yield from _front_names(case)
    for thing in case.things:
        found = _joined("json-ld author", 0.92, _thing_names(thing, case))
        yield from _seen_names(case, found, types=thing.types)
    for name in filter(case.declared.metas.__contains__, _AUTHOR_METAS):
        items = _metas(case, name)
        parts = (part for item in items for part in _split(item, case, reverse=name.startswith("citation")))
        yield from _seen_names(case, _joined(f"meta {name}", 0.85, parts))
    parts = (part for item in _author_props(case) for part in _split(item, case))
    yield from _seen_names(case, _joined("microdata author", 0.85, parts))
    yield from _bylines(case)
    links = case.declared.links.get("a author", ())[:10]
    yield from _joined("rel author", 0.8, (part for item in links for part in _split(item, case)))


def _seen_names(case: Case, candidates: Iterable[Candidate], types: Sequence[str] = ()) -> Iterator[Candidate]:
    """Declared names: those no reader sees are trusted only where such declarations were mostly right."""
    for candidate in candidates:
        # The site's name is on every page; in a meta tag it is mostly its owner's, unless the header says so.
        where = _header_text(case) if candidate.kind == "organisation" and not types else case.visible
        seen = all(str(name).casefold() in where for name in candidate.value)
        yield candidate if seen or _is_credible(candidate, types) else candidate._replace(confidence=_UNSEEN_NAME)


def _header_text(case: Case) -> str:
    """What the lines around the headline say, in small letters."""
    lines = [*case.blocks("byline", "dateline"), *_lines_around(case)]
    return "\n".join(block.text for block in lines).casefold()


def _is_credible(candidate: Candidate, types: Sequence[str]) -> bool:
    """Whether unseen names are to be trusted.

    On 230 pages with known authors, unseen ones were right: in JSON-LD of an article or work, persons 14 of 22, and
    bodies of works 6 of 7; in JSON-LD of a mere page 0 of 7; bodies of articles 3 of 15; in meta tags 1 of 17;
    account names 2 of 9. A news agency is worth knowing even so.
    """
    if candidate.kind == "agency":
        return True
    if not types or PAGES.issuperset(types) or any(_ACCOUNT.fullmatch(str(name)) for name in candidate.value):
        return False
    return candidate.kind == "person" or not ARTICLES.intersection(types)


_WIKI_LINK: Final = re.compile(r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]|]{1,200})\]\]")


def _front_names(case: Case) -> Iterator[Candidate]:
    for found in _front(case, "author", "authors", "byline"):
        values = (found.value,) if isinstance(found.value, str) else found.value
        # Note-taking tools write an author as a link: "[[Ann Lee]]", "[[people/ann|Ann Lee]]".
        names = [_WIKI_LINK.sub(r"\1", value) for value in values]
        items = [Item(name, found.how, narrowed(found.place, case.source, name)) for name in names]
        yield from _joined(found.how, 0.95, (part for item in items for part in _split(item, case)))


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
    for element, item in _props(case, "author", "creator"):
        inner = element.select_one('[itemprop~="name"]') if element.attr("itemscope") is not None else None
        if inner is None or page is None:
            yield item
        elif content := inner.attr("content"):
            place = fixed(page.attribute(inner, "content"))
            yield Item(content, item.how, place)
        else:
            yield Item(text_of(inner), item.how, in_element(page, inner))


_LONGEST_ABBREVIATION: Final = 5


def _names_site(name: str, case: Case) -> bool:
    """Whether a name is that of the site, or an abbreviation, or what the domain abbreviates.

    "Red Cross Harbour" on rch.example is the site's.
    """
    pieces = name.split()
    if len(pieces) == 1 and name.isascii() and name.isupper() and 1 < len(name) <= _LONGEST_ABBREVIATION:
        return True
    initials = "".join(piece[0] for piece in pieces).casefold()
    return letters(name) in case.owners or (len(pieces) > 2 and initials in host_of(case.base).split("."))


def _split(item: Item, case: Case, *, reverse: bool = False) -> Iterator[Candidate]:
    """The names of one declared value."""
    value = clean(item.value)
    if reverse and value.count(",") == 1:
        value = " ".join(part.strip() for part in reversed(value.split(",")))
    for name in read_names(value, declared=True):
        kind = kind_of(name.text, site="") if name.kind == "person" else name.kind
        if kind == "person" and _names_site(name.text, case):
            kind = "organisation"
        place = item.place if name.text == value else within(item.place, case.source, name.text)
        yield Candidate(name.text, item.how, 0.9, place, kind)


_PROFILE: Final = re.compile(
    r"/(?:authors?|autor(?:en|es|a|i)?|by|people|person|staff|profile|profiles|contributors?|writers?"
    r"|journalist\w*|redakt\w+|team|auteur|columnist\w*)[/?=-]|author=",
    re.IGNORECASE,
)


def _bylines(case: Case) -> Iterator[Candidate]:
    """The names in the blocks labelled byline: first the words that link to a profile, else the text."""
    parts: list[Candidate] = []
    for _, block in _own_lines(case, "byline"):
        if len(block.text) > _LONGEST_LINE:
            continue
        linked = [
            (mark.start, block.text[mark.start : mark.end])
            for mark in block.marks
            if mark.kind == "link" and _PROFILE.search(mark.target or "")
        ]
        for start, text in linked or [(0, block.text)]:
            for name in read_names(text, declared=bool(linked)):
                at = block.text.find(name.text, start)
                place = in_block(block, case.source, at, at + len(name.text)) if at >= 0 else nowhere
                kind = "organisation" if _names_site(name.text, case) else name.kind
                parts.append(Candidate(name.text, "byline block", 0.8, place, kind))
    yield from _joined("byline block", 0.82, parts)


_AUTHOR_WORD: Final = re.compile(
    r"(?:^|[\s_-])(?:by|byline|bylines|author|authors|autor|autoren|auteur|autore|writer|writtenby|creator|vcard|fn)"
    r"(?=[\s_-]|$)",
    re.IGNORECASE,
)
_BARE_NAME: Final = re.compile(r"[^\W\d_]+(?:[.’' -]{1,2}[^\W\d_]+)*\.?")
_NAME_WORDS: Final = (2, 4)
"""Words of a bare name: one alone is a section, five are a headline."""


def _names_by_place(case: Case) -> Iterator[Candidate]:
    """A name in a short line around the headline: after "by", in a line named for its author, or beside the date."""
    lines = _lines_around(case)
    for block in lines:
        names = names_after_by(block.text)
        if names and " " not in names[0].text and not find_dates(block.text, case.order):
            # "Text Planning" is a menu's path, "7 May 2024 by Ann" a byline.
            names = []
        if not names and _AUTHOR_WORD.search(f"{block.names} {block.container.names if block.container else ''}"):
            names = read_names(block.text)
        if names:
            yield from _joined("name near the headline", 0.7, _in_line(block, names, case))
            return
    yield from _bare_names(case, lines)


def _bare_names(case: Case, lines: Sequence[Block]) -> Iterator[Candidate]:
    """A line that is nothing but a name, next to one that is nothing but a date."""
    ordered = sorted(lines, key=lambda block: block.where.start)
    for block, after in pairwise(ordered):
        if _may_be_name(block) and _is_date_alone(after.text):
            names = [name for name in read_names(block.text) if name.kind == "person"]
            if names and not _names_site(block.text, case):
                yield from _joined("name beside the date", 0.55, _in_line(block, names, case))
                return


def _may_be_name(block: Block) -> bool:
    """Whether a line is a few words, letters alone."""
    least, most = _NAME_WORDS
    return least <= len(block.text.split()) <= most and not block.marks and bool(_BARE_NAME.fullmatch(block.text))


def _is_date_alone(text: str) -> bool:
    """Whether a line is a date and hardly a word more."""
    moments = find_dates(text) if len(text) <= _SHORT_DATE_TEXT else []
    return bool(moments) and len(letters(text)) - len(letters(text[moments[0].start : moments[0].end])) <= _AROUND_DATE


_AROUND_DATE: Final = 10
"""Letters that may stand beside a date: a weekday or a time."""


def _in_line(block: Block, names: Iterable[Name], case: Case) -> Iterator[Candidate]:
    """The names found in a block's text."""
    for name in names:
        at = block.text.find(name.text)
        place = in_block(block, case.source, at, at + len(name.text)) if at >= 0 else nowhere
        yield Candidate(name.text, "name near the headline", 0.6, place, name.kind)


def _names_by_class(case: Case) -> Iterator[Candidate]:
    """The last resort: a short text in an element of the header whose class speaks of an author."""
    page = case.sheet.page
    for element in _near(case, _AUTHOR_CLASSES):
        # Two elements side by side are two things: "<b>By</b><a>Ann Lee</a><span>Editor</span>".
        text = " | ".join(" ".join(piece.split()) for piece in islice(element.stripped_strings, 8))
        if page is None or not text or len(text) > _SHORT_DATE_TEXT:
            continue
        item = Item(text, "author by class", in_element(page, element))
        parts = [
            Candidate(name.text, item.how, 0.6, within(item.place, case.source, name.text), name.kind)
            for name in read_names(text)
        ]
        if parts:
            yield from _joined(item.how, 0.6, parts)
            return


_BODY: Final = 0.6
"""Trust in a byline that names a body: often the site itself, where the author is not known."""


def _joined(how: str, confidence: float, parts: Iterable[Candidate]) -> Iterator[Candidate]:
    """The names of one source as one candidate: persons; where there are none, the body it names."""
    found: dict[str, Candidate] = {}
    for part in parts:
        if len(found) < MAX_NAMES:
            found.setdefault(letters(str(part.value)), part)
    persons = [part for part in found.values() if part.kind == "person"]
    bodies = [part for part in found.values() if part.kind != "person"]
    named = persons or bodies
    if named:
        kind = "person" if persons else bodies[0].kind
        names = tuple(str(part.value) for part in named)
        yield Candidate(
            names, how, confidence if persons else min(confidence, _BODY), named[0].place, kind, (*persons, *bodies)
        )


def _best_byline(found: list[Candidate]) -> list[Candidate]:
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


_LAST_RESORTS: Final = frozenset({_dates_by_place, _dates_by_class, _names_by_place, _names_by_class, _site_in_title})

_FINDERS: Final[dict[str, tuple[Finder, ...]]] = {
    "title": (_front_title, _titles),
    "deck": (_decks,),
    "site": (_site_declared, _site_in_title),
    "language": (_languages,),
    "description": (_descriptions,),
    "section": (_sections,),
    "url": (_urls,),
    "canonical_url": (_canonicals,),
    "license": (_licenses,),
    "authors": (_authors, _names_by_place, _names_by_class),
    "published": (_published, _dates_by_place, _dates_by_class, _path_dates),
    "modified": (_modified,),
    "tags": (_tags,),
    "image": (_images,),
    "access": (_accesses,),
    "addresses": (_addresses,),
}

_REVIEWS: Final[dict[str, Callable[[list[Candidate]], list[Candidate]]]] = {
    "authors": _best_byline,
    "published": in_local_time,
    "modified": in_local_time,
}
"""What is done with all candidates of a fact once they are found."""
