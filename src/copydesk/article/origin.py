"""Where an article stands on the web: its address, the one its page calls canonical, and every other form of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from copydesk.article.addresses import absolute, is_front_page, is_web, labelled
from copydesk.article.case import Case, base_of, front_strings, metas, once, things_of
from copydesk.article.declared import Thing
from copydesk.article.evidence import Candidate, clean, fixed, in_json
from copydesk.article.normal_form import normal_form

_MOST_FORMS: Final = 20
"""Forms of one address that are kept; a page declares a handful."""


def urls(case: Case) -> Iterator[Candidate]:
    """The address a capture was made from, else the one its page declares."""
    capture = case.sheet.capture
    if capture.url:
        yield Candidate(capture.url, capture.url_how or "given", 0.98, fixed(capture.url_where))
    yield from front_strings(case, "source", "url", "original", "link")
    if case.sheet.page is None:
        yield from labelled(case.sheet.blocks, case.source)
    yield from canonicals(case)


def canonicals(case: Case) -> Iterator[Candidate]:
    """What the page calls its own address; the front page of the site is not the address of an article."""
    yield from _canonicals(case)


@once
def _canonicals(case: Case) -> list[Candidate]:
    """The same, read once.

    A page may contradict itself: a template left the canonical link of another article. What it declares of the address
    the capture was made from comes first then, and the other is an alternative.
    """
    found = [*front_strings(case, "canonical", "canonical_url"), *_own(case)]
    deep = [candidate for candidate in found if not is_front_page(str(candidate.value))]
    own = normal_form(case.sheet.capture.url or "")
    deep.sort(key=lambda candidate: normal_form(str(candidate.value)) != own)
    if not case.sheet.capture.url or is_front_page(case.sheet.capture.url):
        return [*deep, *(candidate for candidate in found if candidate not in deep)]
    return deep


def address_forms(case: Case) -> Iterator[Candidate]:
    """All forms of the address, as one candidate with a part for each."""
    forms: dict[str, Candidate] = {}
    for candidate in urls(case):
        forms.setdefault(str(candidate.value), candidate)
    for relation in ("amphtml", "shortlink"):
        for item in case.declared.links.get(relation, ()):
            address = absolute(clean(item.value), base_of(case))
            if is_web(address):
                forms.setdefault(address, Candidate(address, item.how, 0.8, item.place))
    if forms:
        parts = tuple(forms.values())[:_MOST_FORMS]
        first = parts[0]
        yield Candidate(tuple(str(part.value) for part in parts), first.how, first.confidence, first.place, parts=parts)


@once
def is_whole_site(case: Case) -> bool:
    """Whether the page is the front page of a site: what it dates is the site, or one of its cards."""
    forms = [case.sheet.capture.url or "", *(str(found.value) for found in _own(case))]
    known = [form for form in forms if is_web(form)]
    return bool(known) and all(map(is_front_page, known))


_CONFIDENCES: Final = {"link canonical": 0.95, "meta og:url": 0.85}


@once
def _own(case: Case) -> tuple[Candidate, ...]:
    """The addresses that the page declares for itself."""
    found: list[Candidate] = []
    for item in (*case.declared.links.get("canonical", ()), *metas(case, "og:url")):
        address = absolute(clean(item.value), base_of(case))
        if is_web(address):
            found.append(Candidate(address, item.how, _CONFIDENCES.get(item.how, 0.7), item.place))
    for thing in things_of(case)[:1]:
        found.extend(_of_thing(thing, case))
    return tuple(found)


def _of_thing(thing: Thing, case: Case) -> Iterator[Candidate]:
    """The addresses that a JSON-LD object gives for its page."""
    for key in ("mainEntityOfPage", "url"):
        value = thing.data.get(key)
        key = "@id" if isinstance(value, dict) else key
        value = value.get("@id") if isinstance(value, dict) else value
        if isinstance(value, str) and is_web(address := absolute(clean(value), base_of(case))):
            place = in_json(case.source, thing.script, key, clean(value))
            yield Candidate(address, f"json-ld {'mainEntityOfPage' if key == '@id' else key}", 0.7, place)
