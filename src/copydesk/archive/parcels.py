"""A delivery made ready for filing: everything that can be worked out without looking into the archive.

Parcels are made in parallel, the archive is written by one; so all that takes time is done here: the bytes are read and
packed, the article is extracted, its text is sampled.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from copydesk import desk, intake
from copydesk.archive.changes import state_of
from copydesk.archive.keys import address_key, is_hollow
from copydesk.archive.packing import pack, pack_small
from copydesk.archive.records import State
from copydesk.archive.shingles import sketch
from copydesk.article.places import pieces, runs_of
from copydesk.article.record import Article
from copydesk.errors import CopydeskError
from copydesk.records import Capture, Comment, Delivery, Fact, Failure, Image, Link
from copydesk.settings import Settings
from copydesk.version import __version__

_ERROR_STATUS: Final = 400
_encoder: Final = msgspec.msgpack.Encoder()


class Seat(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What became of one block of the page: its label and why, and where it stands in the capture."""

    label: str
    probability: float
    reason: str
    start: int
    end: int


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What a capture shows beside its text and facts."""

    blocks: tuple[Seat, ...] = ()
    places: tuple[tuple[int, int, int, int], ...] = ()
    """`(text_start, text_end, start, end)`: that part of the text was read from `[start, end)` of the capture.

    Formulas are not among them: their TeX is made of other signs than the capture has.
    """
    image: Image | None = None
    related: tuple[Link, ...] = ()
    references: tuple[Link, ...] = ()
    corrections: tuple[Link, ...] = ()
    comments: tuple[Comment, ...] = ()


class FactRow(msgspec.Struct, frozen=True, gc=False):
    """One value of a fact with its evidence: of what was chosen (rank 0) or of an alternative, whole (-1) or a part."""

    name: str
    rank: int
    part: int
    fact: Fact


class Seen(msgspec.Struct, frozen=True):
    """An address at which the article was seen, what its forms share, and where it was read."""

    url: str
    key: str
    how: str


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A capture, its article, and what both need in the archive."""

    source: str
    sha256: bytes
    size: int
    packed: bytes
    dictionary: int | None
    capture: Capture
    """Without its text."""
    verdict: tuple[str, float, str]
    is_wall: bool
    text: str
    markdown: bytes
    values: dict[str, Any]
    """The facts a revision shows: title, deck, site, language, section, published, modified, image, authors, tags."""
    facts: tuple[FactRow, ...]
    findings: bytes
    state: State
    addresses: tuple[Seen, ...]
    sketch: tuple[int, ...]
    warnings: tuple[str, ...]
    validators: tuple[str | None, str | None] = (None, None)
    """How its server is asked whether it has changed: entity tag, date of change."""
    version: str = __version__


def parcel_of(delivery: Delivery, settings: Settings, dictionary: tuple[int, bytes] | None = None) -> Parcel | Failure:
    """The parcel of a delivery, packed with a dictionary (its number and bytes); or why there is none."""
    try:
        capture = intake.receive_delivery(delivery, settings)
        article = desk.edit(capture, settings)
    except CopydeskError as error:
        return Failure(delivery.name or error.thing, type(error).__name__, error.message, error.next_step)
    return Parcel(
        source=delivery.name,
        sha256=bytes.fromhex(capture.sha256),
        size=len(delivery.data),
        packed=pack(delivery.data, dictionary[1] if dictionary else None),
        dictionary=dictionary[0] if dictionary else None,
        capture=msgspec.structs.replace(capture, text="", styles=()),
        verdict=_verdict(article, delivery.status),
        is_wall=article.verdict.is_wall or not article.text.strip() or (delivery.status or 0) >= _ERROR_STATUS,
        text=article.text,
        markdown=pack_small(article.markdown.encode()),
        values=_values(article),
        facts=tuple(_rows(article.facts)),
        findings=pack_small(_encoder.encode(findings_of(article))),
        state=state_of(article),
        addresses=_addresses(article, delivery.aliases),
        sketch=tuple(_signed(article.text)),
        warnings=article.warnings,
        validators=(delivery.etag, delivery.last_modified),
    )


def _verdict(article: Article, status: int | None) -> tuple[str, float, str]:
    """What the capture is; an answer with an error's status is one, whatever stands on its page."""
    found = article.verdict
    if status is not None and status >= _ERROR_STATUS and not found.is_wall:
        return "error", 1.0, f"answered with HTTP status {status}"
    return found.kind, found.confidence, found.reason


def _signed(text: str) -> list[int]:
    """The sample of a text's shingles, as the signed numbers that SQLite keeps."""
    found: list[int] = sketch(text).view("int64").tolist()
    return found


def _values(article: Article) -> dict[str, Any]:
    facts = article.facts
    names = ("title", "deck", "site", "language", "section", "published", "modified")
    values: dict[str, Any] = {name: facts[name].value if name in facts else None for name in names}
    return {
        **values,
        "image": article.image.url if article.image else None,
        "authors": article.authors,
        "tags": article.tags,
    }


def _rows(facts: dict[str, Fact]) -> list[FactRow]:
    rows = []
    for name, chosen in facts.items():
        if chosen.value is None:
            continue
        for rank, fact in enumerate((chosen, *chosen.alternatives)):
            bare = msgspec.structs.replace(fact, parts=(), alternatives=())
            rows.append(FactRow(name, rank, -1, bare))
            rows += [
                FactRow(name, rank, place, msgspec.structs.replace(part, parts=(), alternatives=()))
                for place, part in enumerate(fact.parts)
            ]
    return rows


def _addresses(article: Article, aliases: tuple[str, ...]) -> tuple[Seen, ...]:
    """Every address of the article but those that can hold no one article, each once."""
    facts = article.facts
    found: dict[str, str] = {}
    if article.capture.url:
        found[article.capture.url] = article.capture.url_how
    for name in ("url", "canonical_url"):
        fact = facts.get(name)
        if fact is not None and isinstance(fact.value, str):
            found.setdefault(fact.value, fact.how)
    addresses = facts.get("addresses")
    for part in addresses.parts if addresses is not None else ():
        if isinstance(part.value, str):
            found.setdefault(part.value, part.how)
    for alias in aliases:
        found.setdefault(alias, "redirect")
    return tuple(Seen(url, address_key(url), how) for url, how in found.items() if not is_hollow(url))


def findings_of(article: Article) -> Findings:
    """What a capture shows beside its text and facts."""
    return Findings(
        blocks=tuple(
            Seat(label.name, round(label.probability, 3), label.reason, block.where.start, block.where.end)
            for block, label in zip(article.blocks, article.labels, strict=True)
        ),
        places=tuple(places_of(article)),
        image=article.image,
        related=article.related,
        references=article.references,
        corrections=article.corrections,
        comments=article.comments,
    )


def places_of(article: Article) -> list[tuple[int, int, int, int]]:
    """Where each stretch of the text was read, in the order of the text."""
    found: list[tuple[int, int, int, int]] = []
    source = article.capture.text
    for piece in pieces(article.blocks, article.labels):
        block = article.blocks[piece.block]
        length = piece.end - piece.start
        is_whole = piece.offset == 0 and length == len(block.text)
        runs = block.runs if is_whole else runs_of(block, piece.offset, piece.offset + length, source)
        ends = [*(at for at, _, _ in runs[1:]), length]
        formulas = [mark.start - piece.offset for mark in block.marks if mark.kind == "formula"]
        found += [
            (piece.start + at, piece.start + end, start, stop)
            for (at, start, stop), end in zip(runs, ends, strict=False)  # nothing was read of a piece without runs
            if at not in formulas
        ]
    return found
