"""Whether a quotation stands in a text: word for word, but for print, openly edited, altered, or not at all.

It fails closed. A word that differs is an alteration and is shown; brackets and ellipses may leave words out, but where
these hold a negation or a figure the quotation is altered; fewer than four words prove nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

import msgspec

from copydesk.records import Words

QuoteKind = Literal["verbatim", "typographic", "edited", "altered", "absent", "ambiguous"]
GOOD: Final = frozenset({"verbatim", "typographic", "edited"})
"""Answers by which a quotation is borne out."""
FEWEST: Final = 4
"""Words below which a quotation is no proof of anything."""
_MOST_BRACKETED: Final = 8
"""Words of the text that one bracket may stand for."""
_MOST_LEFT_OUT: Final = 150
"""Words that one ellipsis may leave out."""
_ALIKE: Final = 0.6
"""Share of words in common from which a stretch of text is what was quoted, altered."""

_TOKEN: Final = re.compile(
    r"\[\s*(?:\.\s?\.\s?\.|…)\s*\]|\(\s*(?:\.\s?\.\s?\.|…)\s*\)|…|\.\s?\.\s?\.|[\[\]]|[\w’'ʼ‘]+|[^\w\s]"
)
_FOLDED: Final = {
    **dict.fromkeys(map(ord, "“”„‟«»〝〞❝❞＂"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛ʼ‹›`´＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), None),
}
_NEGATION: Final = frozenset(
    """not no never none nobody nothing neither nor cannot without hardly barely scarcely nicht kein keine keinen nie
    niemals
    ne pas jamais aucun non mai nessuno nunca jamás ningún ninguna não nem nenhum niet geen nooit inte ej aldrig ikke
    ikkje
    nie нет не ни никогда ні не ніколи değil yok hiç 不 没 沒 無 ない لا لم لن ليس""".split()
)
_NUMBERS: Final = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen twenty thirty forty fifty sixty
    seventy eighty
    ninety hundred hundreds thousand thousands million millions billion billions half third quarter dozen double
    twice""".split()
)
_INSIDE_A_CLAUSE: Final = r"[^.!?;:,。！？\n]|\.(?=\s*[\da-z])|(?<=\d),(?=\d|$)"
_CLAUSE: Final = re.compile(rf"(?:{_INSIDE_A_CLAUSE})*")
_CLAUSE_BEFORE: Final = re.compile(rf"(?:{_INSIDE_A_CLAUSE})*$")
_SENTENCE_END: Final = frozenset(".!?。！？")


class Alteration(msgspec.Struct, frozen=True, kw_only=True):
    """One difference: what the quotation has, what the text has, and where in it."""

    kind: Literal["replaced", "added", "left out", "bracket", "ellipsis", "capital"]
    quoted: str = ""
    original: str = ""
    where: tuple[int, int] | None = None


class QuoteCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a quotation in one text. `places` are where it was found, as ranges of code points."""

    kind: QuoteKind
    reason: str
    places: tuple[Words, ...] = ()
    differences: tuple[Alteration, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether the text bears the quotation out."""
        return self.kind in GOOD


class _Token(NamedTuple):
    start: int
    end: int
    text: str
    """As it is printed, typography folded."""
    low: str


class _Match(NamedTuple):
    """Where a pattern stands: first and last word of the text, and what was edited on the way."""

    first: int
    last: int
    edits: tuple[Alteration, ...]


def check_quote(quote: str, text: str) -> QuoteCheck:
    """What became of a quotation in a text."""
    bare = _bare(quote)
    asked = [token for token in _tokens(bare) if token.text not in "[]" and not _is_ellipsis(token.text)]
    words = [token for token in asked if _is_word(token.text)]
    if len(words) < FEWEST and not (len(words) == len(bare) and len(bare) >= 2 * FEWEST):
        return QuoteCheck(kind="ambiguous", reason=f"fewer than {FEWEST} words are no proof")
    places = _occurrences(bare, text)
    if places:
        return _found("verbatim", places, "word for word")
    source = [token for token in _tokens(text) if _is_word(token.text)]
    parts = list(_parts(bare))
    whole = [item for part in parts for item in part]
    edges = _edges(bare)
    if len(parts) == 1 and not any(edges) and not any(isinstance(item, list) for item in whole):
        places = [_words(text, source, match) for match in _matches(whole, source, cased=True)]
        if places and _ends_alike(bare, text, places):
            return _found("typographic", places, "only quotation marks, dashes or spaces differ")
    matches = [_with_edges(match, edges, source, text) for match in _edited(parts, source, text)]
    if matches and (any(edges) or _ends_alike(bare, text, [_words(text, source, match) for match in matches])):
        return _judged(matches, source, text)
    return _altered(words, source, text)


def _ends_alike(bare: str, text: str, places: Sequence[Words]) -> bool:
    """Whether what is quoted as a question or an exclamation ends as one in the text too."""
    return bare[-1] not in "?!" or any(bare[-1] in text[place.end : place.end + 2] for place in places)


def _bare(quote: str) -> str:
    """A quotation without the marks around it, and the stop or comma at its end."""
    quote = quote.strip()
    while len(quote) > 1 and quote[0] in "“\"«„「『‘'" and quote[-1] in "”\"»“」』’'.,":
        inner = quote.rstrip(".,").rstrip("”\"»“」』’'") if quote[-1] in ".," else quote[:-1]
        if inner == quote:
            break
        quote = inner[1:].strip()
    return quote.rstrip(",;: ")


def _occurrences(bare: str, text: str) -> list[Words]:
    """Where a text has these very characters, as whole words."""
    found = []
    for candidate in dict.fromkeys((bare, bare.rstrip("."))):
        for match in re.finditer(re.escape(candidate), text):
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            if not (before.isalnum() and candidate[:1].isalnum()) and not (
                after.isalnum() and candidate[-1:].isalnum()
            ):
                found.append(Words(match.start(), match.end(), match[0]))
        if found:
            break
    return found


def _found(kind: QuoteKind, places: Sequence[Words], reason: str, edits: tuple[Alteration, ...] = ()) -> QuoteCheck:
    if len(places) > 1:
        return QuoteCheck(
            kind="ambiguous", reason=f"{reason}, in {len(places)} places", places=tuple(places), differences=edits
        )
    return QuoteCheck(kind=kind, reason=reason, places=tuple(places), differences=edits)


# ── Words ─────────────────────────────────────────────────────────────────────────────────────────


def _tokens(text: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(text):
        folded = unicodedata.normalize("NFKC", match[0].translate(_FOLDED)).strip("'") or match[0]
        found.append(_Token(match.start(), match.end(), folded, folded.casefold()))
    return found


def _is_word(text: str) -> bool:
    return any(letter.isalnum() for letter in text) or text in "%°€$£¥₹₽"


def _is_ellipsis(text: str) -> bool:
    return text.strip("[]() ") in ("…", "...", ". . .") or (set(text) <= set(".… []()") and text.count(".") >= 3)


_Item = _Token | list[_Token]


def _parts(quote: str) -> Iterator[list[_Item]]:
    """A quotation cut at its ellipses; a bracket is one item with the words in it."""
    part: list[_Item] = []
    bracket: list[_Token] | None = None
    for token in _tokens(quote):
        if _is_ellipsis(token.text):
            if part:
                yield part
            part = []
        elif token.text == "[":
            bracket = []
        elif token.text == "]":
            if bracket is not None:
                part.append(bracket)
            bracket = None
        elif _is_word(token.text):
            (part if bracket is None else bracket).append(token)
    if bracket:
        part.extend(bracket)
    if part:
        yield part


# ── Matching ──────────────────────────────────────────────────────────────────────────────────────


def _matches(items: Sequence[_Item], source: Sequence[_Token], *, cased: bool, start: int = 0) -> Iterator[_Match]:
    """Where the items stand in the text, one after the other; a bracket stands for some words or for none."""
    index: dict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(source):
        index[token.low].append(place)
    lead = next((number for number, item in enumerate(items) if isinstance(item, _Token)), None)
    if lead is None:
        return
    first = items[lead]
    assert isinstance(first, _Token)
    seen: set[tuple[int, int]] = set()
    for place in index[first.low]:
        if place < start:
            continue
        for match in _from(items[lead:], source, place, place, (), cased=cased, is_start=True):
            edits = match.edits
            if lead:
                inside = items[0]
                assert isinstance(inside, list)
                edits = (_bracket(inside, ()), *edits)
            if (match.first, match.last) not in seen:
                seen.add((match.first, match.last))
                yield _Match(match.first, match.last, edits)


def _from(
    items: Sequence[_Item],
    source: Sequence[_Token],
    first: int,
    place: int,
    edits: tuple[Alteration, ...],
    *,
    cased: bool,
    is_start: bool = False,
) -> Iterator[_Match]:
    """The ways in which items fit the text from a place on; the shortest stretch for each bracket is tried first."""
    while items and isinstance(items[0], _Token):
        if place >= len(source) or source[place].low != items[0].low:
            return
        if source[place].text != items[0].text:
            if cased or not is_start:
                return
            change = Alteration(
                kind="capital",
                quoted=items[0].text,
                original=source[place].text,
                where=(source[place].start, source[place].end),
            )
            edits = (*edits, change)
        items, place, is_start = items[1:], place + 1, False
    if not items:
        yield _Match(first, place - 1, edits)
        return
    inside = items[0]
    assert isinstance(inside, list)
    most = min(_MOST_BRACKETED, len(source) - place) if len(items) > 1 else 0  # at the end see `_with_edges`
    for count in range(most + 1):
        replaced = tuple(source[place : place + count])
        if [token.text for token in inside] == [token.text for token in replaced]:
            yield from _from(items[1:], source, first, place + count, edits, cased=cased)
            return
        yield from _from(items[1:], source, first, place + count, (*edits, _bracket(inside, replaced)), cased=cased)


def _bracket(inside: Sequence[_Token], replaced: Sequence[_Token]) -> Alteration:
    return Alteration(
        kind="bracket",
        quoted=f"[{' '.join(token.text for token in inside)}]",
        original=" ".join(token.text for token in replaced),
        where=(replaced[0].start, replaced[-1].end) if replaced else None,
    )


def _edited(parts: Sequence[Sequence[_Item]], source: Sequence[_Token], text: str) -> Iterator[_Match]:
    """Where all parts stand in order, not too far from one another."""
    if not parts:
        return
    for match in _matches(parts[0], source, cased=False):
        yield from _rest(parts[1:], source, match, text)


def _rest(parts: Sequence[Sequence[_Item]], source: Sequence[_Token], so_far: _Match, text: str) -> Iterator[_Match]:
    if not parts:
        yield so_far
        return
    for match in _matches(parts[0], source, cased=False, start=so_far.last + 1):
        if match.first - so_far.last > _MOST_LEFT_OUT:
            break
        left_out = source[so_far.last + 1 : match.first]
        edit = Alteration(
            kind="ellipsis",
            quoted="…",
            original=text[left_out[0].start : left_out[-1].end] if left_out else "",
            where=(left_out[0].start, left_out[-1].end) if left_out else None,
        )
        joined = _Match(so_far.first, match.last, (*so_far.edits, edit, *match.edits))
        yield from _rest(parts[1:], source, joined, text)
        return


def _edges(quote: str) -> tuple[str, str]:
    """The bracket or ellipsis that a quotation begins with, and the one it ends with."""
    tokens = [
        token for token in _tokens(quote) if _is_word(token.text) or _is_ellipsis(token.text) or token.text in "[]"
    ]
    if not tokens:
        return "", ""
    first, last = tokens[0].text, tokens[-1].text
    opening = quote[: quote.index("]") + 1] if first == "[" and "]" in quote else "…" if _is_ellipsis(first) else ""
    closing = quote[quote.rindex("[") :] if last == "]" and "[" in quote else "…" if _is_ellipsis(last) else ""
    return opening.strip(), closing.strip(" .,!?;:")


def _with_edges(match: _Match, edges: tuple[str, str], source: Sequence[_Token], text: str) -> _Match:
    """A match with what stands in the text where the quotation opens or ends in a bracket or an ellipsis.

    How much was left out there it does not say; it is taken to be the rest of the clause.
    """
    start, end = source[match.first].start, source[match.last].end
    before = _CLAUSE_BEFORE.search(text, 0, start)
    after = _CLAUSE.match(text, end)
    assert before is not None
    assert after is not None
    edits = [edit for edit in match.edits if edit.kind != "bracket" or edit.where is not None]
    for quoted, (begin, stop) in zip(edges, (before.span(), after.span()), strict=True):
        if quoted:
            begin += len(text[begin:stop]) - len(text[begin:stop].lstrip(' ”“"’'))
            original = text[begin:stop].rstrip(' ”“"’')
            where = (begin, begin + len(original)) if original else None
            kind: Literal["bracket", "ellipsis"] = "bracket" if quoted[0] == "[" else "ellipsis"
            edits.append(Alteration(kind=kind, quoted=quoted, original=original, where=where))
    return _Match(match.first, match.last, tuple(edits))


def _judged(matches: Sequence[_Match], source: Sequence[_Token], text: str) -> QuoteCheck:
    """Openly edited, unless what is left out or replaced holds a negation or a figure."""
    fair = [match for match in matches if not any(_hides(edit, text) for edit in match.edits)]
    chosen = fair or list(matches)
    places = list(dict.fromkeys(_words(text, source, match) for match in chosen))
    if not fair:
        hidden = next(edit for edit in chosen[0].edits if _hides(edit, text))
        return QuoteCheck(
            kind="altered",
            reason=f"what is left out changes the sense: {hidden.original or hidden.quoted}",
            places=tuple(places[:1]),
            differences=chosen[0].edits,
        )
    edits = chosen[0].edits
    if not edits:
        return _found("typographic", places, "only quotation marks, dashes or spaces differ")
    said = ", ".join(dict.fromkeys(edit.kind for edit in edits))
    return _found("edited", places, f"openly edited: {said}", edits)


def _hides(edit: Alteration, text: str) -> bool:
    """Whether an edit hides, or puts in, a negation or a figure; whole sentences left out may have them."""
    if edit.kind == "capital":
        return False
    original = edit.original
    if edit.kind == "ellipsis" and edit.where:
        # Of what is left out between two sentences, only what belongs to these counts.
        sentences = re.split(r"(?<=[.!?。！？])[”\"’»]?\s+", original)
        if len(sentences) > 1 and text[edit.where[0] - 2 : edit.where[0] - 1] in _SENTENCE_END:
            sentences = [sentences[-1]]
        original = " ".join(sentences if len(sentences) < 3 else (sentences[0], sentences[-1]))
    return _telling(original) != _telling(edit.quoted)


def _telling(words: str) -> frozenset[str]:
    """The negations and figures among words."""
    return frozenset(
        "no" if _is_negation(token.low) else token.low
        for token in _tokens(words)
        if _is_negation(token.low) or token.low in _NUMBERS or any(letter.isdigit() for letter in token.low)
    )


def _is_negation(low: str) -> bool:
    return low in _NEGATION or low.endswith("n't")


# ── What is altered ───────────────────────────────────────────────────────────────────────────────


def _altered(words: Sequence[_Token], source: Sequence[_Token], text: str) -> QuoteCheck:
    """The stretch of the text that a quotation has most words of, and how they differ; or nothing."""
    asked = [token.text for token in words]
    best: tuple[float, int, int] | None = None
    low = [token.low for token in words]
    index: dict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(source):
        index[token.low].append(place)
    votes: dict[int, int] = defaultdict(int)
    for number, word in enumerate(low):
        for place in index[word][:200]:
            votes[(place - number) // 4] += 1
    for bucket in sorted(votes, key=lambda each: -(votes[each] + votes.get(each + 1, 0)))[:8]:
        start = max(0, bucket * 4 - 4)
        window = source[start : start + len(words) + 12]
        matcher = SequenceMatcher(None, low, [token.low for token in window], autojunk=False)
        blocks = [block for block in matcher.get_matching_blocks() if block.size]
        if not blocks:
            continue
        first, last = start + blocks[0].b, start + blocks[-1].b + blocks[-1].size
        shared = sum(block.size for block in blocks)
        score = 2 * shared / (len(words) + last - first)
        if shared >= FEWEST - 1 and (best is None or score > best[0]):
            best = score, first, last
    if best is None or best[0] < _ALIKE:
        return QuoteCheck(kind="absent", reason="the text does not have these words")
    window = list(source[best[1] : best[2]])
    matcher = SequenceMatcher(None, asked, [token.text for token in window], autojunk=False)
    differences = tuple(
        Alteration(
            kind="replaced" if tag == "replace" else "added" if tag == "delete" else "left out",
            quoted=" ".join(asked[first:last]),
            original=" ".join(token.text for token in window[other:other_last]),
            where=(window[other].start, window[other_last - 1].end) if other_last > other else None,
        )
        for tag, first, last, other, other_last in matcher.get_opcodes()
        if tag != "equal"
    )
    where = Words(window[0].start, window[-1].end, text[window[0].start : window[-1].end])
    count = f"{len(differences)} difference{'s' * (len(differences) != 1)}"
    return QuoteCheck(
        kind="altered",
        reason=f"{count} from the text",
        places=(where,),
        differences=differences,
    )


def _words(text: str, source: Sequence[_Token], match: _Match) -> Words:
    start, end = source[match.first].start, source[match.last].end
    return Words(start, end, text[start:end])


# ── Anchors ───────────────────────────────────────────────────────────────────────────────────────


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """Words with what stands before and behind them (TextQuoteSelector of the W3C Web Annotation data model)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


def anchor_of(text: str, start: int, end: int, around: int = 32) -> Anchor:
    """An anchor for a stretch of a text."""
    return Anchor(exact=text[start:end], prefix=text[max(0, start - around) : start], suffix=text[end : end + around])


def place_of(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Where an anchor stands in a text that may have changed; None when its words are gone, or not to be told apart."""
    found = re.finditer(re.escape(anchor.exact), text) if anchor.exact else ()
    starts = [match.start() for match in found]
    size = len(anchor.exact)
    if len(starts) > 1:
        beside = [
            start
            for start in starts
            if text[:start].endswith(anchor.prefix[-12:]) and text[start + size :].startswith(anchor.suffix[:12])
        ]
        if len(beside) != 1:
            beside = [
                start
                for start in starts
                if text[:start].endswith(anchor.prefix) or text[start + size :].startswith(anchor.suffix)
            ]
        starts = beside
    return (starts[0], starts[0] + size) if len(starts) == 1 else None
