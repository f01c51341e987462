"""Articles made up: words drawn by Zipf's law, as parcels ready for filing: only the archive's time is measured."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from copydesk.archive.packing import pack, pack_small
from copydesk.archive.parcels import FactRow, Findings, Parcel, Seat, Seen
from copydesk.archive.records import Passage, State
from copydesk.archive.shingles import sketch
from copydesk.records import Capture, Fact, Span

WORDS: Final = 60_000
SITES: Final = 400


def vocabulary() -> list[str]:
    """Words that no language has, the most frequent first."""
    chance = random.Random(1)
    letters = "etaoinsrhldcumfpgwybvkxjqz"
    weights = range(len(letters), 0, -1)
    return ["".join(chance.choices(letters, weights, k=2 + int(abs(chance.gauss(4, 2))))) for _ in range(WORDS)]


WORD_LIST = vocabulary()


def articles(size: int) -> Iterator[Parcel]:
    """Articles ready for filing."""
    chance = np.random.default_rng(2)
    shares = 1 / np.arange(1, WORDS + 1)
    bounds = np.cumsum(shares / shares.sum())
    for number in range(size):
        count = int(chance.integers(150, 900))
        words = [WORD_LIST[place] for place in np.searchsorted(bounds, chance.random(count))]
        title = " ".join(words[:8]).title()
        yield parcel(number, title, paragraphs_of(words), f"2024-{1 + number % 12:02}-{1 + number % 28:02}")


def paragraphs_of(words: Sequence[str]) -> list[str]:
    """Words in paragraphs of sixty."""
    return [" ".join(words[at : at + 60]).capitalize() + "." for at in range(0, len(words), 60)]


def parcel(number: int, title: str, paragraphs: list[str], day: str, *, outlet: int = 0, hour: int = 10) -> Parcel:
    """One article made up, as it comes from its reader, captured on its day at an hour."""
    text = "\n\n".join(paragraphs)
    data = f"<html><h1>{title}</h1>{''.join(f'<p>{each}</p>' for each in paragraphs)}</html>".encode()
    paper = (number + outlet) % SITES
    url = f"https://paper{paper}.example/{day[:4]}/{number}"
    digest = hashlib.sha256(data).digest()
    values: dict[str, Any] = dict.fromkeys(("deck", "section", "modified", "image"))
    values |= {"title": title, "site": f"Paper {paper}", "language": "en"}
    values |= {"published": day, "authors": ("A B",), "tags": ()}
    findings = Findings(
        blocks=tuple(Seat("body", 0.9, "body by .90", at, at + 99) for at in range(90)),
        places=tuple((at, at + 9, at, at + 9) for at in range(0, 9 * len(paragraphs), 9)),
    )
    return Parcel(
        source=f"{number}.html",
        sha256=digest,
        size=len(data),
        packed=pack(data),
        dictionary=None,
        capture=Capture(
            sha256=digest.hex(), form="html", text="", charset="utf-8", url=url, captured=f"{day}T{hour:02}:00:00Z"
        ),
        verdict=("article", 0.9, "made up"),
        is_wall=False,
        text=text,
        markdown=pack_small(text.encode()),
        values=values,
        facts=tuple(
            FactRow(name, 0, -1, Fact(value=value, how="json-ld", where=Span(0, 9), raw="made up", confidence=0.9))
            for name, value in (values | {"url": url}).items()
            if value
        ),
        findings=pack_small(msgspec.msgpack.encode(findings)),
        state=State(verdict="article", title=title, passages=tuple(Passage("paragraph", each) for each in paragraphs)),
        addresses=(Seen(url, url.removeprefix("https://"), "given"),),
        sketch=tuple(sketch(text).view("int64").tolist()),
        warnings=(),
    )
