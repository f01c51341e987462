"""What a page declares about itself, read once: meta tags, links, JSON-LD, microdata, and the elements facts look at.

Every declared value keeps the way to its place in the capture. JSON-LD is read leniently: control characters inside
strings, trailing commas, comments, CDATA wrappers and stray semicolons are forgiven; what is still broken is ignored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, Final, NamedTuple

import msgspec

from copydesk.article.evidence import Place, clean, in_attribute, in_element, in_json, text_of
from copydesk.dates.months import words
from copydesk.page import Page
from copydesk.parser import Element
from copydesk.records import Span

_WANTED: Final = 'html,base,meta,link,title,h1,time,script[type*="ld+json"],[itemprop],a[rel],abbr[title],span[title]'
_MAX_VALUES: Final = 100
"""Values kept for one name: the tags of a page are fewer, a hostile page has millions."""
_MAX_HEADINGS: Final = 20
"""First-rank headings kept; a page has one, a careless one several."""
_MAX_PROPS: Final = 20
"""Elements kept for one microdata name; what speaks of the page comes early."""
_MAX_OBJECTS: Final = 2_000
"""JSON-LD objects looked at; graphs of shops with all their offers stay below."""

_REPAIRABLE: Final = re.compile(
    r'"(?:[^"\\]|\\.)*+"|,(?=\s*[}\]])|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*|<!\[CDATA\[|\]\]>|<!--|-->', re.DOTALL
)
ARTICLES: Final = frozenset(
    words(
        "article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle "
        "backgroundnewsarticle "
        "reviewnewsarticle asknewsarticle advertisercontentarticle satiricalarticle scholarlyarticle "
        "medicalscholarlyarticle "
        "techarticle apireference report liveblogposting socialmediaposting discussionforumposting review criticreview "
        "claimreview"
    )
)
"""Types of an object that is the page's article."""
_WORKS: Final = frozenset(
    words(
        "recipe product videoobject podcastepisode audioobject event book movie course howto qapage question "
        "softwareapplication "
        "creativework photograph imagegallery mediagallery episode dataset jobposting"
    )
)
PAGES: Final = frozenset(
    words("webpage itempage collectionpage aboutpage faqpage profilepage medicalwebpage contactpage")
)
"""Types of an object that is any page of a site; content systems declare one for each page, story or not."""
_INSIDE: Final = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "subjectOf")
"""Keys whose value speaks of the page itself; lists of other pages (hasPart, itemListElement) are left alone."""


class Item(NamedTuple):
    """One declared value, with how it was declared and where."""

    value: str
    how: str
    place: Place


class Thing(NamedTuple):
    """One JSON-LD object and the script it stands in."""

    data: dict[str, Any]
    script: Span
    source: str

    @property
    def types(self) -> list[str]:
        """Its types, in lower case and without their vocabulary."""
        found = self.data.get("@type")
        return [
            name.rsplit("/", 1)[-1].lower()
            for name in (found if isinstance(found, list) else [found])
            if isinstance(name, str)
        ]

    @property
    def speaks_of(self) -> str:
        """What it is an object of: the article, any page of a site, or a work shown on the page."""
        types = set(self.types)
        return "article" if ARTICLES & types else "page" if PAGES & types else "work"


class Declared(NamedTuple):
    """Everything a page declares."""

    metas: dict[str, list[Item]]
    links: dict[str, list[Item]]
    props: dict[str, list[tuple[Element, Item]]]
    things: list[Thing]
    """JSON-LD objects that speak of the page, the most telling first."""
    others: dict[str, Thing]
    """JSON-LD objects by their `@id`."""
    outlets: list[Thing]
    language: Item | None
    base: str
    title: Element | None
    headings: list[Element]
    times: list[Element]


NOTHING: Final = Declared({}, {}, {}, [], {}, [], None, "", None, [], [])


def read_declared(page: Page) -> Declared:
    """Read what the page declares, in one search of its tree."""
    metas: dict[str, list[Item]] = {}
    links: dict[str, list[Item]] = {}
    props: dict[str, list[tuple[Element, Item]]] = {}
    tagged: dict[str, list[Element]] = {}
    for element in page.tree.select(_WANTED):
        tag = element.tag
        tagged.setdefault("time" if _is_stamp(element) else tag, []).append(element)
        if tag == "meta":
            _add_meta(page, element, metas)
        elif tag in ("link", "a"):
            _add_link(page, element, links)
        if tag != "script" and (prop := element.attr("itemprop")):
            _add_prop(page, element, prop, props)
    things, others, outlets = _things(page, tagged.get("script", ()))
    bases = ((element.attr("href") or "").strip() for element in tagged.get("base", ()))
    # A drawing has a title of its own.
    titles = (element for element in tagged.get("title", ()) if element.namespace.value == "html")
    return Declared(
        metas,
        links,
        props,
        things,
        others,
        outlets,
        language=next((lang for element in tagged.get("html", ()) if (lang := _language(page, element))), None),
        base=next(filter(None, bases), ""),
        title=next(titles, None),
        headings=tagged.get("h1", [])[:_MAX_HEADINGS],
        times=tagged.get("time", [])[:_MAX_VALUES],
    )


def _is_stamp(element: Element) -> bool:
    """Whether an element bears a machine's form of the date it shows, as the hCard family of formats writes it."""
    title = element.attr("title") if element.tag in ("abbr", "span") else None
    return title is not None and _STAMP.match(title) is not None


_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]|$)")


def _language(page: Page, element: Element) -> Item | None:
    """The language that the page's element declares."""
    declared = element.attr("lang") or element.attr("xml:lang")
    return Item(declared.strip(), "html lang", in_attribute(page, element, "lang")) if declared else None


def _add_meta(page: Page, element: Element, metas: dict[str, list[Item]]) -> None:
    content = element.attr("content")
    if not content:
        return
    for key in ("property", "name", "http-equiv"):
        if name := element.attr(key):
            # Some sites write both `name` and `property`, some several properties in one.
            for word in name.lower().split():
                _append(metas, word, Item(content, f"meta {word}", in_attribute(page, element, "content")))


def _add_link(page: Page, element: Element, links: dict[str, list[Item]]) -> None:
    relation = element.attr("rel")
    said = [word for word in (relation or "").lower().split() if word in _RELATIONS]
    target = element.attr("href") if said else None
    for word in said:
        if element.tag == "link" and target and word not in _OF_ANCHORS:
            _append(links, word, Item(target.strip(), f"link {word}", in_attribute(page, element, "href")))
        elif element.tag == "a" and word in _OF_ANCHORS:
            _append(links, f"a {word}", Item(text_of(element), f"rel {word}", in_element(page, element)))
        elif element.tag == "a" and word == "license" and target:
            _append(links, "license", Item(target.strip(), "rel license", in_attribute(page, element, "href")))


_OF_ANCHORS: Final = frozenset({"author", "tag"})
_RELATIONS: Final = _OF_ANCHORS.union(words("canonical amphtml shortlink image_src license"))
"""Relations that say something of the page; the others load styles, scripts and icons."""


def _add_prop(page: Page, element: Element, names: str, props: dict[str, list[tuple[Element, Item]]]) -> None:
    for key in ("content", "datetime", "href", "src"):
        if value := element.attr(key):
            place = in_attribute(page, element, key)
            break
    else:
        value, place = "", in_element(page, element)
    for word in names.lower().split():
        if word not in _PROPS:
            continue
        found = props.setdefault(word, [])
        if len(found) < _MAX_PROPS:
            value = value or text_of(element)
            found.append((element, Item(value, f"microdata {word}", place)))


_PROPS: Final = frozenset(
    words("headline description author creator datepublished datemodified datecreated image keywords articlesection")
)


def _append(table: dict[str, list[Item]], name: str, item: Item) -> None:
    found = table.setdefault(name, [])
    if len(found) < _MAX_VALUES:
        found.append(item)


# JSON-LD.


def _things(page: Page, scripts: Iterable[Element]) -> tuple[list[Thing], dict[str, Thing], list[Thing]]:
    """The objects that speak of the page (articles first), all objects by `@id`, and the outlets."""
    articles: list[Thing] = []
    works: list[Thing] = []
    pages: list[Thing] = []
    outlets: list[Thing] = []
    others: dict[str, Thing] = {}
    left = _MAX_OBJECTS
    source = page.capture.text
    for script in scripts:
        text = script.text
        place = _content(page, script, text)
        for thing in _walk(read_json(text), place, source):
            left -= 1
            if left < 0:
                break
            types = thing.types
            if isinstance(identity := thing.data.get("@id"), str) and len(thing.data) > len(("@id", "@type")):
                others.setdefault(identity, thing)
            if any(name in ARTICLES for name in types):
                articles.append(thing)
            elif any(name in _WORKS for name in types):
                works.append(thing)
            elif any(name in PAGES for name in types):
                pages.append(thing)
            elif any(name in ("website", "organization", "newsmediaorganization") for name in types):
                outlets.append(thing)
    return articles + works + pages, others, outlets


def _content(page: Page, script: Element, text: str) -> Span:
    """Where the text of a script stands."""
    tag = page.start_tag(script)
    if tag is None:
        return Span(0, 0)
    source = page.capture.text
    end = tag.end + len(text) if source.startswith(text, tag.end) else source.find("</", tag.end)
    return Span(tag.end, max(end, tag.end))


def read_json(text: str) -> list[Any]:
    r"""The values of a JSON script, mended where it can be; nothing where it cannot.

    >>> read_json('<!-- {"a": "one\ntwo", /* note */ "b": [1, 2,],} -->;')
    [{'a': 'one\ntwo', 'b': [1, 2]}]
    >>> read_json('{"a": }')
    []
    """
    try:
        return [msgspec.json.decode(text.encode("utf-8", "replace"))]
    except (msgspec.DecodeError, RecursionError):
        pass
    mended = _REPAIRABLE.sub(lambda found: found[0] if found[0][0] == '"' else "", text).strip().rstrip(";").strip()
    if mended.startswith(("{&quot;", "[{&quot;")):
        mended = unescape(mended)
    values: list[Any] = []
    decoder = json.JSONDecoder(strict=False)
    at = 0
    # Two objects side by side without a list around them are read one after the other.
    while at < len(mended) and len(values) < _MAX_VALUES:
        try:
            value, at = decoder.raw_decode(mended, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while at < len(mended) and mended[at] in " \t\r\n,;":
            at += 1
    return values


def _walk(values: list[Any], script: Span, source: str) -> Iterator[Thing]:
    """Every object of a script that may speak of the page, outer before inner."""
    queue: list[Any] = list(values)
    at = 0
    while at < len(queue) and at < _MAX_OBJECTS:
        value = queue[at]
        at += 1
        if isinstance(value, list):
            queue.extend(value[:_MAX_OBJECTS])
        elif isinstance(value, dict):
            yield Thing(value, script, source)
            queue.extend(value[key] for key in _INSIDE if isinstance(value.get(key), (dict, list)))


def strings(thing: Thing, key: str) -> Iterator[Item]:
    """The plain values under a key of a JSON-LD object, one by one."""
    found = thing.data.get(key)
    for value in found[:_MAX_VALUES] if isinstance(found, list) else [found]:
        if isinstance(value, dict) and isinstance(value.get("@value"), str):
            value = value["@value"]
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            continue
        if text := clean(str(value)):
            yield Item(
                text,
                f"json-ld {key}",
                in_json(thing.source, thing.script, key, str(value) if not isinstance(value, str) else text),
            )


def objects(thing: Thing, key: str, declared: Declared) -> Iterator[Thing]:
    """The objects under a key of a JSON-LD object, a reference replaced by what it refers to."""
    found = thing.data.get(key)
    for value in found[:_MAX_VALUES] if isinstance(found, list) else [found]:
        if isinstance(value, dict):
            identity = value.get("@id")
            known = declared.others.get(identity) if isinstance(identity, str) and "name" not in value else None
            yield known or Thing(value, thing.script, thing.source)
