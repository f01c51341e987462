"""An archive of made-up news as large as one likes, for what is measured of the reading room.

python bench/crowd.py FILE [--articles 100000] [--read 300] [--day 2026-12-01]

Articles are those of bench/made_up.py, their days spread over the year that ends on `--day`. Of twenty, one is changed
once (a figure of its first sentence), and one is printed by another outlet, too; each has a few sentences that say who
said what, some of which deny what another says. The statements of the last `--read` articles are read.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np

import made_up
from copydesk.archive import adding, ledger
from copydesk.archive.parcels import Parcel
from copydesk.archive.store import Store

YEAR: Final = 365
_FIRST: Final = "Ines Jonas Mara Tobias Oda Petra Nils Hanna Elin Rasmus Wanda Igor Selma Pavel Agnes Bruno".split()
_LAST: Final = "Holm Reed Quill Wren Lind Vane Aker Brook Stone Marsh Finch Thorn Hale Birch Crane Moss".split()
_PLACES: Final = "Kestrel Bay|Port Amber|Gull Island|Lowmarsh|Sandhaven|Harrow Point|Eelgate|Tarnmouth".split("|")
_THINGS: Final = "pier ferry bridge school market station library harbour festival tunnel museum railway".split()


def main(arguments: Sequence[str]) -> int:
    """Make the archive."""
    parser = argparse.ArgumentParser(prog="bench/crowd.py", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--read", type=int, default=300)
    parser.add_argument("--day", type=date.fromisoformat, default=date.today())
    options = parser.parse_args(arguments)
    crowd(options.file, options.articles, options.day, read=options.read)
    return 0


def crowd(path: Path, size: int, day: date, *, read: int = 0) -> None:
    """Make an archive of about so many articles."""
    store = Store(path)
    made = parcels(size, day)
    done = 0
    while batch := [each for _, each in zip(range(200), made, strict=False)]:
        for _ in adding.file_all(store, batch):
            done += 1
        print(f"\r{done:,} captures", end="", file=sys.stderr)
    newest = ledger.unread(store)[-read:] if read else []
    for start in range(0, len(newest), 50):
        found = [(number, *ledger._statements_of(store, number)) for number in newest[start : start + 50]]
        with store.writing():
            for each in found:
                ledger._write(store, *each)
        print(f"\r{start:,} read       ", end="", file=sys.stderr)
    print(file=sys.stderr)
    store.close()


def parcels(size: int, day: date) -> Iterator[Parcel]:
    """Captures in the order of time, the last on the day given."""
    chance, numbers = random.Random(5), np.random.default_rng(2)
    shares = 1 / np.arange(1, made_up.WORDS + 1)
    bounds = np.cumsum(shares / shares.sum())
    for number in range(size):
        count = int(numbers.integers(150, 900))
        words = [made_up.WORD_LIST[place] for place in np.searchsorted(bounds, numbers.random(count))]
        published = (day - timedelta(days=YEAR - 1 - YEAR * number // size)).isoformat()
        title, *news = _news(chance)
        rest = made_up.paragraphs_of(words)
        figure = chance.randint(5, 90)

        one, two, three = words[-3:]

        def text(figure: int, own: tuple[str, ...] = (one, two, three, *news), rest: Sequence[str] = rest) -> list[str]:
            return [f"The {own[0]} works {own[1]} cost {figure} {own[2]} million.", *own[3:], *rest]

        yield made_up.parcel(number, title, text(figure), published)
        if number % 20 == 0:
            yield made_up.parcel(number, title, text(figure + 9), published, hour=15)
        if number % 20 == 10:
            yield made_up.parcel(number, title, text(figure), published, outlet=7, hour=12)


def _news(chance: random.Random) -> tuple[str, ...]:
    """What happened, and who said so: a headline and a few sentences, with words of its own in each run of five."""
    place, thing = chance.choice(_PLACES), chance.choice(_THINGS)
    one, other = (f"{chance.choice(_FIRST)} {chance.choice(_LAST)}" for _ in range(2))
    own, way, part, time = (made_up.WORD_LIST[chance.randrange(500, made_up.WORDS)] for _ in range(4))
    return (
        f"{place} to rebuild its {own} {thing}, {one} says",
        f"The {own} {thing} of {place} {way} will be rebuilt {part}, the mayor, {one} {time}, told the {own} council.",
        f"“We have waited {way} for this {own} {thing},” said {one}, who has {part} led {place}.",
        f"{other} denied that the {own} {thing} of {place} {way} will be rebuilt {part}.",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
