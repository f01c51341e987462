"""Text as a network reads it: words, their pieces of a vocabulary, and windows of a few paragraphs.

The pieces are WordPiece's (Wu et al. 2016), matched greedily, longest first, over lower-case words without accents;
what that loses is told apart: how a word is written (capitals, figures) and whether it stands inside quotation marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

UNKNOWN: Final = "[UNK]"
START: Final = "[CLS]"
END: Final = "[SEP]"
SHAPES: Final = 6
"""How a word can be written: small letters, a capital first, all capitals, mixed, with figures, a sign."""
QUOTED: Final = 4
"""Where a word can stand: outside quotation marks, inside double ones, inside single ones, or it is such a mark."""
LONGEST: Final = 224
"""Pieces of a window, at most."""
ENOUGH: Final = 128
"""Pieces from which a window takes no further paragraph."""
_MOST_LETTERS: Final = 60
_WORD: Final = re.compile(r"[^\W_]+|[^\s]")
_OPENING: Final = frozenset("“«„「『‹")
_CLOSING: Final = frozenset("”»」』›")


class Word(NamedTuple):
    """One word of a text: where it stands, how it is written, and whether inside quotation marks."""

    start: int
    end: int
    shape: int
    quoted: int


class Window(NamedTuple):
    """Words that are read together.

    `pieces` are numbers of the vocabulary, with one that starts the window and one after each paragraph; `heads[i]` is
    the place of the first piece of the i-th word; `owners` gives for each piece the word it belongs to, or -1.
    """

    words: tuple[Word, ...]
    pieces: tuple[int, ...]
    heads: tuple[int, ...]
    owners: tuple[int, ...]


def words_of(text: str) -> list[Word]:
    """The words and signs of a text, in order."""
    found = []
    double = single = False
    for match in _WORD.finditer(text):
        start, end = match.span()
        sign = text[start]
        if end == start + 1 and (sign in "\"'‘’" or sign in _OPENING or sign in _CLOSING):
            before, after = text[start - 1 : start], text[end : end + 1]
            if sign in "'‘’":
                opens = sign != "’" and not before.isalnum() and not after.isspace() and not single
                closes = single and sign != "‘" and not after.isalnum()
                if opens or closes:
                    single = opens
                found.append(Word(start, end, 5, 3 if opens or closes else _state(double=double, single=single)))
            else:
                double = sign in _OPENING or (sign == '"' and not double)
                single = False
                found.append(Word(start, end, 5, 3))
            continue
        if "\n" in text[found[-1].end if found else 0 : start]:
            single = False
            if double and not _goes_on(text, start):
                double = False
        found.append(Word(start, end, _shape(text[start:end]), _state(double=double, single=single)))
    return found


def _goes_on(text: str, start: int) -> bool:
    """Whether a paragraph that begins inside a quotation begins with its opening mark again (then it stands before)."""
    return text[start - 1 : start] in ("“", "«", "„", '"')


def _state(*, double: bool, single: bool) -> int:
    return 1 if double else 2 if single else 0


def _shape(word: str) -> int:
    if word.islower():
        return 0
    if not word[0].isalnum():
        return 5
    if any(letter.isdigit() for letter in word):
        return 4
    if len(word) == 1 or word[1:].islower():
        return 1
    return 2 if word.isupper() else 3


class Vocabulary:
    """The pieces that a network knows."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.pieces = tuple(pieces)
        self.numbers: Mapping[str, int] = {piece: number for number, piece in enumerate(self.pieces)}
        self.unknown = self.numbers[UNKNOWN]
        self._known: dict[str, tuple[int, ...]] = {}

    def pieces_of(self, word: str) -> tuple[int, ...]:
        """The pieces of one word; a sign that no piece holds is one unknown."""
        found = self._known.get(word)
        if found is None:
            if len(self._known) > 100_000:
                self._known.clear()
            found = self._known[word] = self._split(plain(word))
        return found

    def _split(self, word: str) -> tuple[int, ...]:
        if not word or len(word) > _MOST_LETTERS:
            return (self.unknown,)
        numbers = []
        at = 0
        while at < len(word):
            prefix = "##" if at else ""
            for end in range(len(word), at, -1):
                number = self.numbers.get(prefix + word[at:end])
                if number is not None:
                    numbers.append(number)
                    at = end
                    break
            else:
                return (self.unknown,)
        return tuple(numbers)


def plain(word: str) -> str:
    """A word in small letters without accents."""
    word = word.lower()
    if word.isascii():
        return word
    word = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "–": "-", "—": "-"}.get(word, word)
    return "".join(
        letter for letter in unicodedata.normalize("NFD", word) if unicodedata.category(letter) not in ("Mn", "Cf")
    )


def windows(text: str, vocabulary: Vocabulary) -> Iterator[Window]:
    """A text as windows of whole paragraphs; a paragraph that is too long for one is cut at the ends of sentences."""
    start, end = vocabulary.numbers[START], vocabulary.numbers[END]
    room = LONGEST - 2
    words: list[Word] = []
    pieces, owners, heads = [start], [-1], list[int]()

    def closed() -> Window:
        window = Window(tuple(words), tuple(pieces), tuple(heads), tuple(owners))
        words.clear()
        heads.clear()
        pieces[:], owners[:] = [start], [-1]
        return window

    for part in _parts(text, words_of(text), vocabulary, room):
        size = sum(len(vocabulary.pieces_of(text[word.start : word.end])) for word in part)
        if words and (len(pieces) >= ENOUGH or len(pieces) + size + 1 > LONGEST):
            yield closed()
        for word in part:
            found = vocabulary.pieces_of(text[word.start : word.end])
            heads.append(len(pieces))
            pieces.extend(found)
            owners.extend([len(words)] * len(found))
            words.append(word)
        pieces.append(end)
        owners.append(-1)
    if words:
        yield closed()


def _parts(text: str, words: Sequence[Word], vocabulary: Vocabulary, room: int) -> Iterator[Sequence[Word]]:
    """The paragraphs, long ones cut behind the last sentence that fits (a word that fits, where none does)."""
    begin = 0
    for number in range(1, len(words) + 1):
        if number == len(words) or "\n" in text[words[number - 1].end : words[number].start]:
            yield from _cut(text, words[begin:number], vocabulary, room)
            begin = number


def _cut(text: str, words: Sequence[Word], vocabulary: Vocabulary, room: int) -> Iterator[Sequence[Word]]:
    begin = size = 0
    sentence = 0
    for number, word in enumerate(words):
        count = len(vocabulary.pieces_of(text[word.start : word.end]))
        if size + count > room:
            end = sentence if sentence > begin else number
            yield words[begin:end]
            begin = end
            size = sum(len(vocabulary.pieces_of(text[each.start : each.end])) for each in words[begin:number])
        size += count
        if text[word.start] in ".!?…" and number + 1 < len(words) and words[number + 1].quoted == 0:
            sentence = number + 1
    yield words[begin:]
