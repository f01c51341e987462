"""Quotations checked against the article they are taken from: unaltered, openly edited, altered.

python bench/quotes.py [--data DIR] [--count N] [--seed N] [--write]

Quotations of the articles of `corpus/` (and of PolNeAR's development part, where --data has it) are taken as they
stand, or changed in one stated way; what the check says is counted by the way. No altered one may be called verbatim,
typographic or edited.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import common
from copydesk.ledger.quoting import FEWEST, GOOD, check_quote

DOCUMENT: Final = common.REPOSITORY / "docs" / "ledger-model.md"
COUNT: Final = 500
_WORD: Final = re.compile(r"[A-Za-z][a-z’']+")
_NOT: Final = re.compile(r"\s(?:not|never|no)\b|n[’']t\b")
_FIGURE: Final = re.compile(r"\d+")
_NAME: Final = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}")
_VERB: Final = re.compile(r"\b(?:is|was|will|would|can|could|has|had|may|must|should)\b")
_SWAPS: Final = {
    "is": "was", "was": "is", "will": "may", "would": "could", "can": "must", "could": "would", "has": "had",
    "had": "has", "may": "will", "must": "may", "should": "must",
}  # fmt: skip
_FEW: Final = 6
"""Words of a quotation that is taken."""

Change = Callable[[str, random.Random], str | None]


class Case(NamedTuple):
    """A quotation, its article, the way it was changed, and whether that alters what was said."""

    way: str
    is_altered: bool
    quote: str
    text: str


# ── Ways ──────────────────────────────────────────────────────────────────────────────────────────


def as_it_stands(quote: str, _: random.Random) -> str | None:
    """Nothing is changed."""
    return quote


def other_marks(quote: str, _: random.Random) -> str | None:
    """Quotation marks, apostrophes, dashes and spaces of another printer."""
    swapped = quote.translate(str.maketrans("“”‘’–—'\"", "\"\"''--’”"))
    return swapped.replace(" ", "\u00a0", 1) if swapped != quote else quote.replace(" ", "  ", 1)


def open_bracket(quote: str, chance: random.Random) -> str | None:
    """A name or pronoun explained in brackets."""
    found = [each for each in re.finditer(r"\b(?:he|she|it|they|this|that)\b", quote) if each.start() > 2]
    if not found:
        return None
    each = chance.choice(found)
    return f"{quote[: each.start()]}[the council]{quote[each.end() :]}"


def open_ellipsis(quote: str, chance: random.Random) -> str | None:
    """Harmless words left out behind an ellipsis."""
    words = quote.split()
    if len(words) < 2 * _FEW:
        return None
    at = chance.randrange(FEWEST, len(words) - FEWEST - 1)
    left_out = words[at : at + 2]
    if any(_NOT.search(f" {word}") or _FIGURE.search(word) or word.lower() in _NUMBERS for word in left_out):
        return None
    return " ".join([*words[:at], "…", *words[at + 2 :]])


_NUMBERS: Final = frozenset("one two three four five six seven eight nine ten hundred thousand million half".split())


def without_not(quote: str, _: random.Random) -> str | None:
    """A negation is lost."""
    found = _NOT.search(quote)
    return quote[: found.start()] + quote[found.end() :] if found else None


def with_not(quote: str, chance: random.Random) -> str | None:
    """A negation is put in."""
    found = list(_VERB.finditer(quote))
    if not found:
        return None
    each = chance.choice(found)
    return f"{quote[: each.end()]} not{quote[each.end() :]}"


def hidden_not(quote: str, _: random.Random) -> str | None:
    """A negation is lost behind an ellipsis."""
    found = _NOT.search(quote)
    return f"{quote[: found.start()]} …{quote[found.end() :]}" if found else None


def other_figure(quote: str, _: random.Random) -> str | None:
    """A figure is changed by one."""
    found = _FIGURE.search(quote)
    return f"{quote[: found.start()]}{int(found[0]) + 1}{quote[found.end() :]}" if found else None


def bracketed_figure(quote: str, _: random.Random) -> str | None:
    """A figure is replaced in brackets."""
    found = _FIGURE.search(quote)
    return f"{quote[: found.start()]}[many]{quote[found.end() :]}" if found else None


def other_verb(quote: str, chance: random.Random) -> str | None:
    """Another tense or mood."""
    found = list(_VERB.finditer(quote))
    if not found:
        return None
    each = chance.choice(found)
    return f"{quote[: each.start()]}{_SWAPS[each[0]]}{quote[each.end() :]}"


def other_name(quote: str, _: random.Random) -> str | None:
    """Another name."""
    found = _NAME.search(quote)
    return f"{quote[: found.start()]}Somerville{quote[found.end() :]}" if found else None


def one_word_less(quote: str, chance: random.Random) -> str | None:
    """A word in the middle is lost without a sign."""
    words = quote.split()
    at = chance.randrange(1, len(words) - 1)
    if not _WORD.fullmatch(words[at]) or words[at] in (words[at - 1], words[at + 1]):
        return None
    return " ".join(words[:at] + words[at + 1 :])


def one_word_more(quote: str, chance: random.Random) -> str | None:
    """A word is put in without a sign."""
    words = quote.split()
    at = chance.randrange(1, len(words) - 1)
    return " ".join([*words[:at], "clearly", *words[at:]])


def turned_round(quote: str, chance: random.Random) -> str | None:
    """Two neighbouring words change places."""
    words = quote.split()
    at = chance.randrange(1, len(words) - 2)
    if words[at] == words[at + 1]:
        return None
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


WAYS: Final[dict[Change, bool]] = {
    as_it_stands: False, other_marks: False, open_bracket: False, open_ellipsis: False,
    without_not: True, with_not: True, hidden_not: True, other_figure: True, bracketed_figure: True, other_verb: True,
    other_name: True, one_word_less: True, one_word_more: True, turned_round: True,
}  # fmt: skip


# ── Cases ─────────────────────────────────────────────────────────────────────────────────────────


def articles(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Texts with the contents of their statements."""
    for part in ("train", "test"):
        for line in (common.REPOSITORY / "corpus" / f"{part}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            own = [each for each in row["statements"] if each["where"] == "text"]
            yield row["text"], [_part(row["text"], each["content"]) for each in own]
    path = data / "data" / "attribution" / "polnear_dev.jsonl.xz"
    if path.is_file():
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                yield (
                    row["text"],
                    [_part(row["text"], each["content"]) for each in row["attributions"] if each["content"]],
                )


def _part(text: str, spans: Sequence[Sequence[int]]) -> str:
    """The longest part of a content, without the marks around it."""
    start, end = max(spans, key=lambda span: span[1] - span[0])
    return text[start:end].strip(" .,;:“”\"'‘’")


def cases(data: Path, count: int, chance: random.Random) -> list[Case]:
    """As many cases as are wanted, each way equally often as far as the texts allow."""
    quotes = [(quote, text) for text, found in articles(data) for quote in found if _is_fit(quote, text)]
    chance.shuffle(quotes)
    made: list[Case] = []
    by_way: Counter[str] = Counter()
    most = -(-count // len(WAYS)) + 1
    for quote, text in quotes:
        for change, is_altered in sorted(WAYS.items(), key=lambda way: by_way[way[0].__name__]):
            changed = change(quote, chance) if by_way[change.__name__] < most else None
            if changed is not None and (not is_altered or " ".join(changed.split()) not in " ".join(text.split())):
                made.append(Case(change.__name__.replace("_", " "), is_altered, changed, text))
                by_way[change.__name__] += 1
                break
        if len(made) == count:
            break
    return made


def _is_fit(quote: str, text: str) -> bool:
    return (
        len(quote.split()) >= _FEW
        and text.count(quote) == 1
        and "[" not in quote
        and "…" not in quote
        and "\n" not in quote
    )


def table(made: Sequence[Case]) -> list[str]:
    """A line for each way: how often each answer was given, and how many answers are wrong."""
    answers: dict[tuple[str, bool], Counter[str]] = {}
    for case in made:
        answers.setdefault((case.way, case.is_altered), Counter())[check_quote(case.quote, case.text).kind] += 1
    kinds = ("verbatim", "typographic", "edited", "altered", "absent", "ambiguous")
    shown = [f"| way | | {' | '.join(kinds)} | wrong |", f"|---|---|{'---|' * len(kinds)}---|"]
    for (way, is_altered), counts in sorted(answers.items(), key=lambda item: (item[0][1], item[0][0])):
        good = sum(counts[kind] for kind in GOOD)
        wrong = good if is_altered else sum(counts.values()) - good
        cells = " | ".join(str(counts[kind] or "") for kind in kinds)
        shown.append(f"| {way} | {'altered' if is_altered else 'as said'} | {cells} | {wrong} |")
    return shown


def main() -> int:
    """Make the cases, check them, print or write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=common.REPOSITORY.parent / "shared")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="the table into docs/ledger-model.md, between markers")
    options = parser.parse_args()
    made = cases(options.data, options.count, random.Random(options.seed))
    shown = [f"{len(made)} quotations, each against its article:", "", *table(made), ""]
    print(*shown, sep="\n")
    if options.write:
        written = common.write_between_markers(
            DOCUMENT.read_text(encoding="utf-8"),
            name="quotations",
            command="bench/quotes.py --write",
            text="\n".join(shown),
        )
        DOCUMENT.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
