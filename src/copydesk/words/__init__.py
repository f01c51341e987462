"""The words by which furniture, bylines and labels are known, in many languages at once.

Furniture is known by what it does: it speaks to the reader, asks for money, an address or consent, offers choices,
points elsewhere. The phrases stand in data files, one for each language, and nowhere else; a page may mix languages,
so all files are merged and none has to be chosen.

How a data file is written
    `[acts.<name>]`   `line`: phrases that count when they are (nearly) the whole block. `any`: phrases that count
                      anywhere in a block, so they must hardly ever stand in news prose: several words, speaking to
                      the reader. `any` phrases count as lines too.
    `[labels]`        words that stand before a value. A colon at the end asks for a mark (colon, dash, bar, slash)
                      or the end of the line after the word.
    `[words]`         `function`: the most frequent words (or characters, where words are not parted by spaces);
                      `reader`: the words that speak to the reader or for the publisher; `minutes`.
    `spaced`          false where phrases have no borders: they are looked for as they stand, inside longer words too.
    `scale`           what the share of function words is multiplied by, so that prose gives about 0.4 anywhere.
    `omitted`         the keys a language does without.

Phrases are parted by `|` or line ends, words by spaces. Case, apostrophes, punctuation and accents of the Arabic and
Hebrew scripts do not matter. A `*` at the end of a phrase lets its last word go on (for inflected languages).

Cost on a paragraph of forty words, as a ratio to `str.split` on the same text: `acts` 7 (10 where the text is not
ASCII), `function_share` 8 (11), `addresses_reader` 16. All languages are read once, on first use, which takes three
times as long as `tomllib` alone takes over the files (some 30 ms in all): phrases stand in rows and not in TOML arrays
because a row is one value to parse.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import islice, repeat
from operator import add
from typing import Any

__all__ = ["ACTS", "LABELS", "Words", "words"]

ACTS = (
    "money",
    "address",
    "consent",
    "account",
    "share",
    "related",
    "navigation",
    "comment",
    "promotion",
    "legal",
)
LABELS = (
    "byline",
    "published",
    "updated",
    "credit",
    "agency",
    "source",
    "correction",
    "related",
    "reading_time",
)

# Furniture shows itself where it begins or ends; a paragraph of prose need not be read whole.
HEAD, TAIL = 300, 100
# A block longer than this is no line. The longest line phrases have about fifty characters; a share bar dumped on
# one line, or a row of the menu, has more.
LONGEST_LINE = 120
# How much a line phrase of two words or more may be exceeded: "Read more here now", "Zum Thema heute".
EXTRA_WORDS, EXTRA_CHARACTERS = 2, 8
# Labels stand in the first words of a block.
LABEL_REACH = 80
# Shares are counted on the first words of a block, and each count must fit a byte.
COUNTED_WORDS = 200
_BYTE = 8

_MARKS_BEYOND = (
    r"\x80-\xa8\xaa\xab-\xb4\xb6-\xb9\xbb-\xbf\xd7\xf7\u02b9-\u02bf"
    r"\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965\u1680"
    r"\u2000-\u206f\u20a0-\u20bf\u2190-\u2bff\u3000-\u3004\u3008-\u3020\u3030\u30fb\ufe0f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
"""The marks that are not ASCII; white space is among them."""
_MARKS = rf"\s\x00-\x1f!-/:-@\[-`{{-~{_MARKS_BEYOND}"
_WORD = re.compile(rf"©|[^{_MARKS}©]+")
# The same words are found in a quarter of the time without a pattern (3 µs for 13, of 225 characters): what parts them
# is turned into spaces, the marks of careful typesetting one by one, those of ASCII by a table that makes small letters
# too.
_TYPOGRAPHIC = "’“”—–‘…\xa0«»„•"
_OTHER_MARK = re.compile(rf"[{_MARKS_BEYOND}©]")
_PLAIN = bytes(
    (ord(chr(code).lower()) if _WORD.fullmatch(chr(code)) else ord(" ")) if code < 128 else code for code in range(256)
)
_DIGITS = re.compile(r"\d+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
# What may follow a label before its value; the first group tells whether a mark stands there.
_AFTER_LABEL = re.compile(r"\s*([:：|/／=＝–—\-•·»>]?)\s*")
# What may stand before a label: brackets, list and emphasis marks.
_OPENERS = " \t\n\r([*_>•·■▶►▸–—-|“\"'【"
# Letters written in more than one way, each with the one form it is compared in: Turkish i and ı, Russian е and ё,
# Arabic and Persian letter variants. Marks that only tell how to read a word are left out.
_FOLDS = {
    "ı": "i",
    "\u0307": "",
    "\u00ad": "",
    "\u200b": "",
    "\ufeff": "",
    "ё": "е",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ک": "ك",
    "ة": "ه",
    "ـ": "",
}
_READING_MARKS = re.compile(r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u0652]")

# How a label is written in the data that asks for a mark after it.
_LABEL_MARKS = (":", "：", "/", "／", "=", "＝")
# Acts are sets of bits inside, names outside.
_BIT = {act: 1 << place for place, act in enumerate(ACTS)}
# The marks met in the data files themselves, for a quicker way to part their phrases than `_WORD`; a test compares.
_MARKS_IN_DATA = "'’ʼ\u200c-–—.,?!¿¡&/()…:·;،؟\"%>：／＝＞？！・<@+="

Phrases = tuple[tuple[str, int], ...]  # of (phrase as looked for, bit of its act)


class Words:
    """All languages merged, ready to be asked. Never changed after it is made."""

    __slots__ = (
        "_any_by_word",
        "_any_unspaced",
        "_function",
        "_label_lengths",
        "_labels",
        "_labels_unspaced",
        "_line_lengths",
        "_lines",
        "_minutes",
        "_reader",
        "_reader_exact",
        "_scales",
        "_unspaced_function",
    )

    def __init__(self, tables: Iterable[Mapping[str, Any]]) -> None:
        tables = list(tables)
        spaced = [table for table in tables if table.get("spaced", True)]
        unspaced = [table for table in tables if not table.get("spaced", True)]
        self._lines = _line_index(tables)
        self._line_lengths = _lengths(self._lines)
        self._any_by_word = _any_index(spaced)
        self._any_unspaced = _unspaced_any(unspaced)
        self._labels = {name: _label_index(tables, name) for name in LABELS}
        self._label_lengths = {name: _lengths(index) for name, index in self._labels.items()}
        # In falling order a longer label comes before the one it begins with.
        self._labels_unspaced = {
            name: sorted(
                ((label.replace(" ", ""), marked) for label, marked in _label_index(unspaced, name).items()),
                reverse=True,
            )
            for name in LABELS
        }
        self._function = _packed(table["words"]["function"].split() for table in spaced)
        readers = [table["words"]["reader"].split() for table in spaced]
        self._reader = _packed([word for word in row if not word[0].isupper()] for row in readers)
        self._reader_exact = _packed(([word for word in row if word[0].isupper()] for row in readers), fold=False)
        self._scales = tuple(float(table.get("scale", 1)) for table in spaced)
        self._unspaced_function = tuple(
            (frozenset("".join(table["words"]["function"].split())), float(table.get("scale", 1))) for table in unspaced
        )
        self._minutes = frozenset(
            word for table in tables for phrase in _phrases(table["words"]["minutes"]) for word in phrase.split()
        )

    def acts(self, text: str) -> frozenset[str]:
        """What a block does, by its words: asks for money, for an address, points elsewhere …; empty for prose.

        >>> sorted(words().acts("Sign up for our newsletter and never miss a story!"))
        ['address']
        >>> words().acts("The council will share the costs with its neighbours.")
        frozenset()
        """
        parts = _parts(text) if len(text) <= HEAD + TAIL else [*_parts(text[:HEAD]), "©", *_parts(text[-TAIL:])]
        short = len(text) <= LONGEST_LINE
        found = self._line_acts(parts) if short else 0
        if not self._any_by_word.keys().isdisjoint(parts):
            joined = f" {' '.join(parts)} "
            for word in self._any_by_word.keys() & set(parts):
                for phrase, bit in self._any_by_word[word]:
                    if phrase in joined:
                        found |= bit
        # The greatest word shows at once whether one begins beyond the alphabets; a short text is read for any letter.
        if not text.isascii() and (short or max(parts, default="") > "\u0dff") and _UNSPACED.search(text):
            joined = "".join(parts)
            for phrase, bit in self._any_unspaced:
                if phrase in joined:
                    found |= bit
        return _names(found)

    def function_share(self, text: str) -> float:
        """The share of function words in the language that has most of them: about 0.4 in prose, near 0 in a menu.

        Where words are not parted by spaces, the share of the most frequent characters, brought to the same scale.

        >>> words().function_share("It is not the first time that they have met.") > 0.5
        True
        >>> words().function_share("Home World Business Sport Culture")
        0.0
        """
        if not text.isascii() and (characters := _UNSPACED.findall(text[: LONGEST_LINE * 4])):
            letters = sum(map(str.isalpha, text[: LONGEST_LINE * 4]))
            if 2 * len(characters) > letters:
                return max(
                    (
                        min(1.0, scale * sum(map(frequent.__contains__, characters)) / len(characters))
                        for frequent, scale in self._unspaced_function
                    ),
                    default=0.0,
                )
        parts = _parts(text[: COUNTED_WORDS * 8])[:COUNTED_WORDS]
        if not parts:
            return 0.0
        counts = _unpacked(parts, self._function, len(self._scales))
        return min(1.0, max(count * scale for count, scale in zip(counts, self._scales, strict=True)) / len(parts))

    def addresses_reader(self, text: str) -> float:
        """The share of words that speak to the reader or for the publisher ("you", "our"), in the text's language.

        The language is the one with most function words, so that "du" counts in German and not in French.

        >>> words().addresses_reader("Your support keeps our work free.")
        0.3333333333333333
        """
        head = text[: COUNTED_WORDS * 8]
        parts = _parts(head)[:COUNTED_WORDS]
        if not parts:
            return 0.0
        known = _unpacked(parts, self._function, len(self._scales))
        said = _unpacked(parts, self._reader, len(self._scales))
        # German "Sie" is "you", "sie" is "they": words with a capital in the data are looked for as written.
        exact = _unpacked(_WORD.findall(head)[:COUNTED_WORDS], self._reader_exact, len(self._scales))
        reached = [low + high for low, high in zip(said, exact, strict=True)]
        best = max(map(add, known, reached))
        return min(
            1.0, max(have for base, have in zip(known, reached, strict=True) if base + have == best) / len(parts)
        )

    def is_label(self, name: str, text: str) -> bool:
        """Whether the whole text is a label of that kind (numbers and units aside for a reading time).

        >>> words().is_label("source", "Original url:")
        True
        >>> words().is_label("reading_time", "5 min read")
        True
        """
        if len(text) > LABEL_REACH:
            return False
        folded = _fold(text)
        if name == "reading_time":
            folded = _DIGITS.sub(" ", folded)
        parts = _WORD.findall(folded)
        if " ".join(parts) in self._labels[name]:
            return True
        if name != "reading_time":
            return False
        rest = [part for part in parts if part not in self._minutes]
        return len(rest) < len(parts) and " ".join(rest) in self._labels[name]

    def starts_with_label(self, name: str, text: str) -> str | None:
        """The label a text begins with, as written, with the mark and the space after it; None when there is none.

        A label that is a common word ("By") needs a word after it; whether that is a name is for the caller to see.

        >>> words().starts_with_label("credit", "Photo: Ann Lee")
        'Photo: '
        >>> words().starts_with_label("credit", "Photo shows a bridge") is None
        True
        """
        begin = _WORD.search(text, 0, LABEL_REACH)
        if begin is None or text[: begin.start()].strip(_OPENERS):
            return None
        # Most texts are turned away by their first word: no label begins with it.
        first = _fold(begin.group())
        if longest := self._label_lengths[name].get(first, 0):
            places = list(islice(_WORD.finditer(text, 0, LABEL_REACH), longest))
            parts = [_fold(place.group()) for place in places]
            for length in range(len(parts), 0, -1):
                marked = self._labels[name].get(" ".join(parts[:length]))
                if marked is None:
                    continue
                if (prefix := _with_mark(text, places[length - 1].end(), marked=marked)) is not None:
                    return prefix
        for label, marked in self._labels_unspaced[name] if not first.isascii() else ():
            if first.startswith(label):
                return _with_mark(text, begin.start() + len(label), marked=marked)
        return None

    def mentions_label(self, name: str, text: str) -> bool:
        """Whether a label stands anywhere in a short text at word borders: an agency's name in a picture credit.

        >>> words().mentions_label("agency", "Ann Lee / Getty Images")
        True
        """
        parts = _parts(text[: HEAD + TAIL])
        labels, lengths = self._labels[name], self._label_lengths[name]
        return any(
            " ".join(parts[place : place + length]) in labels
            for place, part in enumerate(parts)
            for length in range(1, lengths.get(part, 0) + 1)
        )

    def _line_acts(self, parts: list[str]) -> int:
        """Lay line phrases over a short block, longest first; the acts found, if (nearly) all of it is covered."""
        found = longest = over = over_characters = place = 0
        while place < len(parts):
            for length in range(min(self._line_lengths.get(parts[place], 0), len(parts) - place), 0, -1):
                acts = self._lines.get(" ".join(parts[place : place + length]), 0)
                if acts:
                    found |= acts
                    longest = max(longest, length)
                    place += length
                    break
            else:
                if not parts[place].isdecimal():
                    over += 1
                    over_characters += len(parts[place])
                    if over > EXTRA_WORDS or over_characters > EXTRA_CHARACTERS:
                        return 0
                place += 1
        # A single word is too common to stand for a block that says more: "Home prices", "Search for X".
        return found if not over or longest > 1 else 0


@cache
def words() -> Words:
    """The words of all languages, read on first use and kept."""
    return Words(_tables())


def _tables() -> Iterator[dict[str, Any]]:
    """The data files, in the order of their names."""
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text(encoding="utf-8"))


def _fold(text: str) -> str:
    """One form for all ways to write the same: case, composition, letter variants."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFC", text).casefold()
    for letter, plain in _FOLDS.items():
        if letter in text:
            text = text.replace(letter, plain)
    # Letters that any Arabic or Hebrew text of some length holds: only then is it worth to look for reading marks.
    if "ا" in text or "ل" in text or "ي" in text or "ו" in text or "י" in text or "ה" in text:
        return _READING_MARKS.sub("", text)
    return text


def _parts(text: str) -> list[str]:
    """The words of a text in the form they are compared in: what `_WORD` finds in the folded text."""
    if not text.isascii():
        for mark in _TYPOGRAPHIC:
            text = text.replace(mark, " ")
            if text.isascii():
                break
        if not text.isascii():
            text = _fold(text)
            if _OTHER_MARK.search(text):
                return _WORD.findall(text)
    return text.encode("utf-8", "surrogatepass").translate(_PLAIN).decode("utf-8", "surrogatepass").split()


@cache
def _names(bits: int) -> frozenset[str]:
    return frozenset(act for act, bit in _BIT.items() if bits & bit)


def _phrases(rows: str) -> list[str]:
    """The phrases of a value of a data file, folded, words parted by one space; a final `*` stays.

    The whole value is treated at once, because ten thousand phrases one by one would take as long as reading them.
    """
    rows = _fold(rows).replace("\n", "|")
    for mark in _MARKS_IN_DATA:
        if mark in rows:
            rows = rows.replace(mark, " ")
    rows = rows.replace("©", " © ")
    while "  " in rows:
        rows = rows.replace("  ", " ")
    return [phrase for written in rows.split("|") if (phrase := written.strip())]


def _lengths(phrases: Iterable[str]) -> dict[str, int]:
    """First word → most words of a phrase that begins with it."""
    lengths: dict[str, int] = {}
    for phrase in phrases:
        first, _, rest = phrase.partition(" ")
        length = rest.count(" ") + 2 if rest else 1
        if length > lengths.get(first, 0):
            lengths[first] = length
    return lengths


def _of_acts(tables: list[Mapping[str, Any]], strength: str) -> Iterator[tuple[list[str], int]]:
    """For each act, its phrases in all languages and its bit."""
    for act, bit in _BIT.items():
        yield _phrases("\n".join(table["acts"][act][strength] for table in tables)), bit


def _line_index(tables: list[Mapping[str, Any]]) -> dict[str, int]:
    """Phrase → bits of its acts."""
    lines: dict[str, int] = {}
    for phrases, bit in _of_acts(tables, "line"):
        for phrase in phrases:
            lines[phrase] = lines.get(phrase, 0) | bit
    return lines


def _any_index(tables: list[Mapping[str, Any]]) -> dict[str, list[tuple[str, int]]]:
    """Rarest word → phrases that hold it, so that most blocks are done with one look for their words.

    The longest word stands for the rarest; it need not be right, only seldom met.
    """
    index: dict[str, list[tuple[str, int]]] = {}
    for phrases, bit in _of_acts(tables, "any"):
        for phrase in phrases:
            whole, _, last = phrase.rpartition(" ")
            if last[-1] == "*":
                index.setdefault(max(whole.split(" "), key=len), []).append((f" {phrase[:-1]}", bit))
            else:
                index.setdefault(max(phrase.split(" "), key=len), []).append((f" {phrase} ", bit))
    return index


def _unspaced_any(tables: list[Mapping[str, Any]]) -> Phrases:
    """Phrases as they are looked for in a text whose spaces were taken out."""
    return tuple(
        (phrase.replace(" ", "").rstrip("*"), bit) for phrases, bit in _of_acts(tables, "any") for phrase in phrases
    )


def _label_index(tables: list[Mapping[str, Any]], name: str) -> dict[str, bool]:
    """Label → whether a mark must follow it. Where two languages differ, it need not."""
    rows = "|".join(table["labels"][name] for table in tables).replace("\n", "|")
    written = [label for label in rows.split("|") if label.strip()]
    index: dict[str, bool] = {}
    for label, phrase in zip(written, _phrases(rows), strict=True):
        index[phrase] = label.rstrip().endswith(_LABEL_MARKS) and index.get(phrase, True)
    return index


def _packed(lists: Iterable[list[str]], *, fold: bool = True) -> dict[str, int]:
    """Word → one number that holds a byte for each language, 1 where the word is in its list.

    Adding the numbers of a text's words counts them for all languages in one go.
    """
    packed: dict[str, int] = {}
    for place, row in enumerate(lists):
        joined = " ".join(row)
        for word in _WORD.findall(_fold(joined) if fold else joined):
            packed[word] = packed.get(word, 0) | 1 << (_BYTE * place)
    return packed


def _unpacked(parts: list[str], packed: Mapping[str, int], languages: int) -> bytes:
    """How many of the words each language has in its list."""
    return sum(map(packed.get, parts, repeat(0))).to_bytes(languages, "little")


def _with_mark(text: str, end: int, *, marked: bool) -> str | None:
    """The text up to `end` and the mark and space after; None when a mark is asked for and none stands there."""
    after = _AFTER_LABEL.match(text, end)
    if after is None or (marked and not after.group(1) and after.end() < len(text)):
        return None
    return text[: after.end()]
