"""The notions that walls speak of, found in a text of any language by the words of walls.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

# Letters and digits with the marks that some scripts write over or behind them, and apostrophes and hyphens inside.
_PART: Final = r"(?:[^\W_]+|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u200c]+)+"
_WORD: Final = re.compile(rf"{_PART}(?:[-'’]{_PART})*")
_PLAIN_WORD: Final = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
"""The same in a folded text of ASCII, found in a fifth of the time (12 µs for 58, of 240 characters)."""
_TYPOGRAPHIC: Final = "“”—–‘…\xa0«»"
"""Marks that part words; without them most texts are ASCII, which are quicker to look through."""
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_PARTICLE: Final = re.compile("^(?:[a-z]{1,2}'|[وفبلك]?ال|لل|[והבלמשכ](?=[א-ת]{3}))")
"""An article, conjunction or preposition written together with its word: French, Italian, Arabic, Hebrew."""
_ACCENT: Final = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u0652]+")
_SHORTEST: Final = 4
"""Letters of the shortest word that counts when asking how much of a line a wall's words are; others are particles."""


class _Table(NamedTuple):
    whole: dict[str, tuple[str, ...]]
    """Words, and phrases joined by spaces, with the notions they stand for."""
    stems: dict[str, tuple[str, ...]]
    lengths: tuple[int, ...]
    phrases: dict[str, tuple[int, ...]]
    """How many words the phrases have that begin with a word."""
    unspaced: re.Pattern[str]
    inside: dict[str, tuple[str, ...]]


class Found(NamedTuple):
    """What a text speaks of: its notions, and the share (0–1) of its words that stand for them."""

    notions: frozenset[str]
    share: float


def family_of() -> dict[str, str]:
    """The kind of wall that each notion belongs to."""
    return _read()[1]


def find_notions(text: str) -> Found:
    """The notions of a text, which is short: a heading, a line, a paragraph.

    >>> sorted(find_notions("Page not found").notions)
    ['missing', 'negation', 'page']
    """
    table = _read()[0]
    phrases = table.phrases
    text = text.casefold().replace("’", "'")
    for mark in _TYPOGRAPHIC if not text.isascii() else "":
        text = text.replace(mark, " ")
    said: set[str] = set()
    matched = total = 0
    unspaced = not text.isascii() and _UNSPACED.search(text) is not None
    folded = _fold(_UNSPACED.sub(" ", text) if unspaced else text)
    words: list[str] = _PLAIN_WORD.findall(folded) if folded.isascii() else _WORD.findall(folded)
    for place, word in enumerate(words):
        found = _notions_of(word)
        if word in phrases:
            for count in phrases[word]:
                found += table.whole.get(" ".join(words[place : place + count]), ())
        if found:
            said.update(found)
        if found or len(word) >= _SHORTEST:
            total += len(word)
            matched += len(word) if found else 0
    if unspaced:
        seen = 0
        for match in table.unspaced.finditer(text):
            said.update(table.inside[match[0]])
            seen += len(match[0])
        letters = len(_UNSPACED.findall(text))
        return Found(frozenset(said), min(1.0, (seen + matched) / (letters + total)))
    return Found(frozenset(said), matched / total if total else 0.0)


def _fold(text: str) -> str:
    """A text without its accents, which inflection and capitals change."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", text)))


@lru_cache(maxsize=16_384)
def _notions_of(word: str) -> tuple[str, ...]:
    """The notions of one word; one that is not known is tried again without the particle that some languages put on.

    A pure function of its argument: what is kept of one page changes nothing in the next.
    """
    table = _read()[0]
    found = table.whole.get(word, ()) + _by_stem(word, table)
    if not found and (particle := _PARTICLE.match(word)):
        word = word[particle.end() :]
        found = table.whole.get(word, ()) + _by_stem(word, table)
    return found


def _by_stem(word: str, table: _Table) -> tuple[str, ...]:
    return next((table.stems[word[:length]] for length in table.lengths if word[:length] in table.stems), ())


@cache
def _read() -> tuple[_Table, dict[str, str]]:
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    inside: dict[str, tuple[str, ...]] = {}
    family = {}
    text = files(__package__).joinpath("walls.toml").read_text(encoding="utf-8")
    for kind, notions in tomllib.loads(text).items():
        for notion, rows in notions.items():
            family[notion] = kind
            for word in rows.split():
                spoken = word.replace("_", " ").casefold()
                kept = inside if _UNSPACED.search(spoken) else stems if spoken.endswith("*") else whole
                spoken = spoken.rstrip("*") if kept is inside else _fold(spoken.rstrip("*"))
                kept[spoken] = (*kept.get(spoken, ()), notion)
    phrases: dict[str, set[int]] = {}
    for phrase in whole:
        first, *rest = phrase.split(" ")
        if rest:
            phrases.setdefault(first, set()).add(1 + len(rest))
    counts = {first: tuple(sorted(lengths)) for first, lengths in phrases.items()}
    longest_first = sorted(inside, key=lambda word: (-len(word), word))
    unspaced = re.compile("|".join(map(re.escape, longest_first)))
    return _Table(whole, stems, tuple(sorted({len(stem) for stem in stems})), counts, unspaced, inside), family
