"""From what the archive says back to what it was read from: the text of a capture, and where in it a passage stands."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from copydesk import intake
from copydesk.archive.packing import unpack
from copydesk.archive.parcels import Findings
from copydesk.archive.reading import body
from copydesk.archive.store import Store
from copydesk.errors import NotFound
from copydesk.records import Delivery, LabelName, Span
from copydesk.settings import Settings

_findings: Final = msgspec.msgpack.Decoder(Findings).decode
_TAG: Final = re.compile(r"<[A-Za-z/!?][^>]*>")
_UNSEEN: Final = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)


class CutBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A block of a capture that is not in the copy: what it is, why, what it says, and where it stands."""

    label: LabelName
    probability: float
    reason: str
    text: str
    where: Span


def source_text(store: Store, capture: int) -> str:
    """The text of a capture, which all its offsets index. Raises NotFound; IntakeError for what cannot be read."""
    row = store.row("SELECT name, url, form FROM capture WHERE id = ?", capture)
    if row is None:
        raise NotFound(f"capture {capture}", "not in the archive", "copydesk history lists the captures of an article")
    name, url, form = row
    delivery = Delivery(data=body(store, capture), name=name, url=url)
    return intake.receive_delivery(delivery, Settings(form=form)).text


def places(store: Store, capture: int) -> tuple[tuple[int, int, int, int], ...]:
    """Where each stretch of a capture's text was read, in its order: `(text_start, text_end, start, end)`."""
    return _shown(store, capture).places


def place_in(found: tuple[tuple[int, int, int, int], ...], start: int, end: int) -> Span | None:
    """Where `[start, end)` of a text stands in its capture, by the stretches it was read in; None if that is open."""
    touched = [each for each in found if each[0] < end and each[1] > start]
    if not touched:
        return None
    return Span(min(each[2] for each in touched), max(each[3] for each in touched))


def cut_blocks(store: Store, capture: int, limit: int = 200) -> tuple[CutBlock, ...]:
    """The blocks of a capture that are not in its copy, in page order, so many at most."""
    source = source_text(store, capture)
    row = store.row("SELECT form FROM capture WHERE id = ?", capture)
    return tuple(_cut(_shown(store, capture), source, row[0] == "html", limit))


def _cut(shown: Findings, source: str, is_html: bool, limit: int) -> Iterator[CutBlock]:
    left = limit
    for seat in shown.blocks:
        if seat.label == "body" or not left:
            continue
        raw = source[seat.start : seat.end]
        text = " ".join(html.unescape(_TAG.sub(" ", _UNSEEN.sub(" ", raw))).split()) if is_html else raw.strip()
        if not text:
            continue
        left -= 1
        label: Any = seat.label
        where = Span(seat.start, seat.end)
        yield CutBlock(label=label, probability=seat.probability, reason=seat.reason, text=text, where=where)


def _shown(store: Store, capture: int) -> Findings:
    row = store.row("SELECT findings FROM capture WHERE id = ?", capture)
    if row is None:
        raise NotFound(f"capture {capture}", "not in the archive", "copydesk history lists the captures of an article")
    return _findings(unpack(row[0]))
