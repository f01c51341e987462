"""Statements of an archive in the forms of others: JSON Lines, CSV, W3C Web Annotations, schema.org claims.

Web Annotation data model (W3C Recommendation, 2017): each statement is a body about a target, its content, found again
by TextQuoteSelector and TextPositionSelector. A `Claim` of schema.org says who claimed what and where; whether it is
true is not ours to say, so there is never a rating.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

_encode: Final = msgspec.json.Encoder().encode
_COLUMNS: Final = (
    "id", "article", "title", "site", "published", "source", "kind", "cue", "content", "manner", "polarity",
    "cue_class",
    "hedged", "said", "addressee", "venue", "chain", "origins", "outlets", "links",
)  # fmt: skip

Addresses = Mapping[int, str | None]


def _json(found: Sequence[Any], links: Sequence[Any], _: Addresses) -> Iterator[str]:
    for each in found:
        own = [link for link in links if each.id in (link.later, link.earlier)]
        yield _encode({**msgspec.to_builtins(each), "links": msgspec.to_builtins(own)}).decode() + "\n"


def _csv(found: Sequence[Any], links: Sequence[Any], _: Addresses) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for each in found:
        told = each.statement
        row = (
            each.id, each.article, each.title, each.site, each.published, _party(told.source),
            told.source.kind if told.source else "unresolved", _words(told.cue), _words(told.content), told.manner,
            told.polarity, told.cue_class, told.hedged, told.said_at.value if told.said_at else "",
            _party(told.addressee),
            _party(told.venue), " > ".join(_party(link.source) for link in told.chain), each.origins, each.outlets,
            "; ".join(f"{link.kind} {link.earlier}" for link in links if link.later == each.id),
        )  # fmt: skip
        writer.writerow([_harmless(cell) for cell in row])
    yield buffer.getvalue()


def _harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _annotations(found: Sequence[Any], _: Sequence[Any], addresses: Addresses) -> Iterator[str]:
    items = []
    for each in found:
        told = each.statement
        selectors: list[dict[str, Any]] = []
        for part in told.content:
            selectors.append({"type": "TextQuoteSelector", "exact": part.text})
            selectors.append({"type": "TextPositionSelector", "start": part.start, "end": part.end})
        items.append(
            {
                "id": f"urn:copydesk:statement:{told.id}",
                "type": "Annotation",
                "motivation": "identifying",
                "body": {"type": "TextualBody", "purpose": "describing", "value": _sentence(told)},
                "target": {
                    "source": addresses.get(each.article) or f"urn:copydesk:article:{each.article}",
                    "selector": selectors,
                },
            }
        )
    page = {"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationPage", "items": items}
    yield _encode(page).decode() + "\n"


def _claims(found: Sequence[Any], _: Sequence[Any], addresses: Addresses) -> Iterator[str]:
    claims = []
    for each in found:
        told = each.statement
        kind = told.source.kind if told.source else "unresolved"
        claim: dict[str, Any] = {"@type": "Claim", "text": _words(told.content)}
        if told.source and told.source.name:
            sort = "Person" if kind == "person" else "CreativeWork" if kind == "document" else "Organization"
            claim["author"] = {"@type": sort, "name": told.source.name}
        if address := addresses.get(each.article):
            claim["appearance"] = {"@type": "NewsArticle", "url": address, "headline": each.title}
        claims.append(claim)
    yield _encode({"@context": "https://schema.org", "@graph": claims}).decode() + "\n"


def _sentence(told: Any) -> str:
    """A statement in a line: who, with what cue, on whose authority."""
    through = "".join(f", through {_party(link.source)}" for link in told.chain)
    return f"{_party(told.source) or 'not said who'}: {_words(told.cue)} ({told.polarity}){through}"


def _party(party: Any) -> str:
    if party is None:
        return ""
    return str(party.name or _words(party.mention) or party.kind)


def _words(spans: Sequence[Any]) -> str:
    return " … ".join(span.text for span in spans)


FORMS: Final[dict[str, Callable[[Sequence[Any], Sequence[Any], Addresses], Iterator[str]]]] = {
    "json": _json,
    "csv": _csv,
    "annotations": _annotations,
    "claims": _claims,
}
ADDRESSED: Final = frozenset({"annotations", "claims"})
"""Forms that name the address of an article."""
