"""What changed between two captures of one article.

Passages that are alike up to print are paired, whatever their order; of what is left, passages that are nearly alike
are compared word by word. What only the page around the article can have changed is no change: a passage that the other
capture has too, but judged to be furniture; a count of readers, a time of day told as "five minutes ago".
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from copydesk.archive.naming import kind_of
from copydesk.archive.records import Change, Comparison, Passage, State
from copydesk.archive.tokens import anchors, digest, edits, likeness, span_of, tokens_of
from copydesk.article.record import Article
from copydesk.records import Span

_ALIKE: Final = 0.4
"""Share of words by which two passages are one that was edited."""
_SAME_MOVED: Final = 0.9
"""Share of words by which a passage that is gone and one that is new are one that was moved."""
_PART: Final = 0.7
"""Share of a passage's words that another must have too many for the two to be its halves."""
_MOST_PAIRS: Final = 10_000
"""Pairs of passages that are all compared; among more only those that share a rare word or a rare run of words."""
_RARE: Final = 4
"""Passages that have a rare word or run of words, at most."""
_RUN: Final = 3
"""Words of a run: where an article has thousands of passages, few single words are left that are rare."""
_MOST_PARTNERS: Final = 8
"""Passages that one is compared with then: those it shares most with."""
_SHORT: Final = 12
"""Words of a line that is nothing but a count or a time."""
_DOUBTFUL: Final = 0.65
"""Probability below which a short passage that comes or goes is not taken for the outlet's doing."""
_DOUBTFUL_WORDS: Final = 25
_SURE: Final = 0.95
"""Probability from which a short line at the edge of an article is the outlet's doing."""
_EDGE_WORDS: Final = 10
_VOLATILE: Final = re.compile(
    # how long ago, in the languages that say so most
    r"\b(?:\d+|an?|one|few)\s*(?:[smhd]|sec(?:ond)?s?|min(?:ute)?s?|hrs?|hours?|days?|weeks?|months?)\.?\s+ago\b"
    r"|\bvor\s+(?:\d+|einer|einem|wenigen)\s+(?:sekunde|minute|stunde|tag|woche|monat)"
    r"|\bil y a\s+\d+\s+(?:seconde|minute|heure|jour|semaine|mois)"
    r"|\bhace\s+\d+\s+(?:segundo|minuto|hora|día|semana|mes)"
    r"|\bhá\s+\d+\s+(?:minuto|hora|dia)|\b\d+\s+(?:minut[oi]|or[ae]|giorn[oi])\s+fa\b"
    r"|\b\d+\s+(?:секунд|минут|час|дн|день|недел)\w*\s+назад|\b\d+\s+(?:хвилин|годин|дн)\w*\s+тому"
    r"|\b\d+\s+(?:minut|timm|dag)\w*\s+sedan|\b\d+\s+(?:minuten|uur|dagen)\s+geleden"
    r"|\b\d+\s+(?:minut|godzin|dni)\w*\s+temu|\d+\s*(?:秒|分|時間|日)前|\d+\s*(?:秒|分钟|小时|天)前"
    r"|\d+\s*(?:분|시간|일)\s*전|منذ\s+\d+\s+(?:دقيقة|دقائق|ساعة|ساعات|يوم|أيام)|\bjust now\b|\bgerade eben\b"
    # how many readers did what
    r"|\b[\d.,]+\s*[km]?\s+(?:views?|reads?|readers?|shares?|likes?|comments?|claps?|votes?|followers?|people are"
    r" reading)\b|\b[\d.,]+\s+(?:aufrufe?|kommentare?|leser|vues?|commentaires?|partages?|lecturas|visitas"
    r"|comentarios|просмотр\w*|комментари\w*)\b|\b\d+\s*(?:min(?:ute)?s?|minuten)\s+(?:read|lesezeit)\b",
    re.IGNORECASE,
)
_SEAM: Final = re.compile(r"[|–—:·•»«/-]")


def state_of(article: Article) -> State:
    """What an article is, as far as a later capture of it is compared."""
    facts = article.facts

    def value(name: str) -> str | None:
        found = facts[name].value if name in facts else None
        return found if isinstance(found, str) else None

    passages = []
    cut = set()
    for block, label in zip(article.blocks, article.labels, strict=True):
        if not block.text:
            continue
        if label.name == "body":
            passages.append(Passage(block.kind, block.text, block.level, round(label.probability, 3)))
        else:
            cut.add(digest(block.text))
    return State(
        verdict=article.verdict.kind,
        language=article.language,
        title=article.title,
        deck=article.deck,
        authors=article.authors,
        published=value("published"),
        modified=value("modified"),
        corrections=tuple(link.text for link in article.corrections),
        passages=tuple(passages),
        cut=frozenset(cut),
    )


def compare(before: State, after: State) -> Comparison:
    """What changed between two states of an article, in the order of the later one's page."""
    changes = (*_facts(before, after), *_Pages(before, after).changes())
    return Comparison("changed" if changes else "same", changes)


# ── Facts ─────────────────────────────────────────────────────────────────────────────────────────


def _facts(before: State, after: State) -> Iterator[Change]:
    """The facts that differ. One that only one capture tells did not change: the other may just not show it."""
    if before.title and after.title and not _same_title(before.title, after.title):
        yield _of_words("headline", before.title, after.title)
    if before.deck and after.deck and _words(before.deck) != _words(after.deck):
        yield _of_words("deck", before.deck, after.deck)
    if before.authors and after.authors and set(map(_words, before.authors)) != set(map(_words, after.authors)):
        yield _of_words("byline", ", ".join(before.authors), ", ".join(after.authors))
    if before.published and after.published and before.published[:10] != after.published[:10]:
        yield Change(kind="published", before=before.published, after=after.published)
    old = {_words(each): each for each in before.corrections}
    new = {_words(each): each for each in after.corrections}
    yield from (Change(kind="correction", after=text) for words, text in new.items() if words not in old)
    yield from (Change(kind="correction", before=text) for words, text in old.items() if words not in new)


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens_of(text))


def _same_title(before: str, after: str) -> bool:
    """Whether two titles are one, or one with the name of its outlet behind a dash or bar."""
    first, second = _words(before), _words(after)
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    text = before if long is first else after
    if not short or len(long) - len(short) > len(short):
        return False
    tokens = tokens_of(text)
    if long[: len(short)] == short:
        return _SEAM.search(text, tokens[len(short) - 1].end, tokens[len(short)].start) is not None
    at = len(long) - len(short)
    return long[at:] == short and _SEAM.search(text, tokens[at - 1].end, tokens[at].start) is not None


def _of_words(kind: str, before: str, after: str) -> Change:
    """The change of a fact, with the words that differ."""
    first, second = tokens_of(before), tokens_of(after)
    found = edits([token.word for token in first], [token.word for token in second])
    return Change(
        kind=kind,  # type: ignore[arg-type]
        before=before,
        after=after,
        spans_before=tuple(span_of(first, edit.start, edit.end) for edit in found if edit.start < edit.end),
        spans_after=tuple(
            span_of(second, edit.other_start, edit.other_end) for edit in found if edit.other_start < edit.other_end
        ),
    )


# ── Passages ──────────────────────────────────────────────────────────────────────────────────────


class _Line:
    """A passage with its words."""

    def __init__(self, rank: int, passage: Passage, *, is_edge: bool) -> None:
        self.rank = rank
        self.is_edge = is_edge
        """Whether it is the first or last of its article, where furniture may have been taken along."""
        self.text = passage.text
        self.probability = passage.probability
        self.tokens = tokens_of(passage.text)
        self.words = tuple(token.word for token in self.tokens)

    @cached_property
    def bag(self) -> Counter[str]:
        """How often it has each word."""
        return Counter(self.words)

    @cached_property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """Its words and runs of words, each once, in order."""
        runs = zip(*(self.words[start:] for start in range(_RUN)), strict=False)
        return tuple(dict.fromkeys((*((word,) for word in self.words), *runs)))


_Group = tuple[list[_Line], list[_Line]]
"""Passages of the earlier state and what became of them in the later."""


class _Pages:
    """The passages of two states, being compared."""

    def __init__(self, before: State, after: State) -> None:
        self.before = before
        self.after = after
        self.language = (after.language or before.language or "").partition("-")[0]
        self.corrections = {_words(each) for each in (*before.corrections, *after.corrections)}

    def changes(self) -> list[Change]:
        """Every change of the passages, in the order of the later state."""
        first, second = self.lines(self.before), self.lines(self.after)
        pairs = anchors([line.words for line in first], [line.words for line in second])
        groups: list[_Group] = []
        gone: list[_Line] = []
        new: list[_Line] = []
        for start, other in _gaps(pairs, len(first), len(second)):
            edited, lost, found = _grouped(first[start], second[other])
            groups += edited
            gone += lost
            new += found
        changes = [*self.moves(gone, new), *(change for group in groups for change in self.edited(*group))]
        changes += [self.whole("removed", line) for line in gone if not self.is_noise(line, self.after)]
        changes += [self.whole("added", line) for line in new if not self.is_noise(line, self.before)]
        return sorted(changes, key=lambda change: (max(change.rank_after, change.rank_before), change.rank_before))

    def lines(self, state: State) -> list[_Line]:
        """The passages of a state that have words and are more than a count or a time."""
        last = len(state.passages) - 1
        lines = (_Line(rank, passage, is_edge=rank in (0, last)) for rank, passage in enumerate(state.passages))
        return [line for line in lines if line.words and not _is_volatile(line) and line.words not in self.corrections]

    def is_noise(self, line: _Line, other: State) -> bool:
        """Whether a passage comes or goes by a judgement of ours: the other has it, or it reads like furniture."""
        if digest(line.text) in other.cut:
            return True
        if line.is_edge and len(line.words) <= _EDGE_WORDS and line.probability < _SURE:
            return True
        return line.probability < _DOUBTFUL and len(line.words) < _DOUBTFUL_WORDS

    def moves(self, gone: list[_Line], new: list[_Line]) -> Iterator[Change]:
        """The passages that stand elsewhere, taken out of both lists."""
        pairs = _moved(gone, new)
        for before, after in pairs:
            line, found = gone[before], new[after]
            yield Change(kind="moved", before=line.text, after=found.text, rank_before=line.rank, rank_after=found.rank)
            yield from self.edited([line], [found])
        left, right = {before for before, _ in pairs}, {after for _, after in pairs}
        gone[:] = [line for place, line in enumerate(gone) if place not in left]
        new[:] = [line for place, line in enumerate(new) if place not in right]

    def whole(self, kind: str, line: _Line) -> Change:
        """A passage that came or went."""
        if kind == "added":
            return Change(kind="added", after=line.text, spans_after=(Span(0, len(line.text)),), rank_after=line.rank)
        return Change(kind="removed", before=line.text, spans_before=(Span(0, len(line.text)),), rank_before=line.rank)

    def edited(self, first: list[_Line], second: list[_Line]) -> Iterator[Change]:
        """The changes inside passages that were edited, each with the words that differ."""
        before, after = _Run(first), _Run(second)
        for edit in edits(before.words, after.words):
            line, start, end = before.place(edit.start, edit.end)
            there, other_start, other_end = after.place(edit.other_start, edit.other_end)
            spans = span_of(line.tokens, start, end), span_of(there.tokens, other_start, other_end)
            if _is_volatile_edit(line.text, spans[0], there.text, spans[1]):
                continue
            yield Change(
                kind=kind_of(
                    (line.text, line.tokens, start, end),
                    (there.text, there.tokens, other_start, other_end),
                    self.language,
                ),
                before=line.text,
                after=there.text,
                spans_before=(spans[0],),
                spans_after=(spans[1],),
                rank_before=line.rank,
                rank_after=there.rank,
            )


class _Run:
    """The words of passages that follow one another, as one row of words."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self.lines = lines
        self.words = [word for line in lines for word in line.words]

    def place(self, start: int, end: int) -> tuple[_Line, int, int]:
        """The passage in which a stretch of the row begins, and where in it; what runs on into the next is left out."""
        at = 0
        for line in self.lines:
            if start < at + len(line.words) or line is self.lines[-1]:
                return line, start - at, min(max(end, start) - at, len(line.words))
            at += len(line.words)
        raise ValueError("no passages")


def _gaps(pairs: Sequence[tuple[int, int]], length: int, other_length: int) -> Iterator[tuple[slice, slice]]:
    """The stretches between pairs, in both sequences, that are not both empty."""
    at = there = 0
    for first, second in (*pairs, (length, other_length)):
        if first > at or second > there:
            yield slice(at, first), slice(there, second)
        at, there = first + 1, second + 1


def _grouped(first: list[_Line], second: list[_Line]) -> tuple[list[_Group], list[_Line], list[_Line]]:
    """Which passages of a gap became which; those that became nothing, and those that came from nothing."""
    if [word for line in first for word in line.words] == [word for line in second for word in line.words]:
        return [], [], []  # only the breaks between paragraphs differ
    groups: list[_Group] = [([first[a]], [second[b]]) for a, b in _alike(first, second)]
    _take_parts(groups, first, side=0)
    _take_parts(groups, second, side=1)
    taken = [{id(line) for group in groups for line in group[side]} for side in (0, 1)]
    return (
        groups,
        [line for line in first if id(line) not in taken[0]],
        [line for line in second if id(line) not in taken[1]],
    )


def _alike(first: list[_Line], second: list[_Line]) -> list[tuple[int, int]]:
    """The pairs of passages that are nearly alike, in order."""
    scored = []
    for a, b in _candidates(first, second):
        score = likeness(first[a].bag, second[b].bag)
        if score >= _ALIKE:
            scored.append((score, a, b))
    taken: list[tuple[int, int]] = []
    for _, a, b in sorted(scored, key=lambda each: (-each[0], abs(each[1] - each[2]), each[1])):
        at = bisect_left(taken, (a, b))
        fits_left = at == 0 or (taken[at - 1][0] < a and taken[at - 1][1] < b)
        if fits_left and (at == len(taken) or (a < taken[at][0] and b < taken[at][1])):
            taken.insert(at, (a, b))
    return taken


def _candidates(first: Sequence[_Line], second: Sequence[_Line]) -> Iterator[tuple[int, int]]:
    """The pairs of passages that are worth comparing; their number grows with that of the passages alone."""
    if len(first) * len(second) <= _MOST_PAIRS:
        yield from itertools.product(range(len(first)), range(len(second)))
        return
    having: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, line in enumerate(second):
        for key in line.keys:
            having[key].append(place)
    for place, line in enumerate(first):
        shared: Counter[int] = Counter()
        for key in line.keys:
            if len(places := having.get(key, ())) <= _RARE:
                shared.update(places)
        for there, _ in shared.most_common(_MOST_PARTNERS):
            yield place, there


def _moved(gone: Sequence[_Line], new: Sequence[_Line]) -> list[tuple[int, int]]:
    """The passages of `new` that stood among `gone`, each once: the same words before those that are nearly alike."""
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for there in reversed(range(len(new))):
        same[new[there].words].append(there)
    found = {place: same[line.words].pop() for place, line in enumerate(gone) if same.get(line.words)}
    left = [place for place in range(len(gone)) if place not in found]
    free = sorted(set(range(len(new))).difference(found.values()))
    taken: set[int] = set()
    for a, b in _candidates([gone[place] for place in left], [new[there] for there in free]):
        place, there = left[a], free[b]
        if place not in found and there not in taken and _is_moved(gone[place], new[there]):
            found[place] = there
            taken.add(there)
    return sorted(found.items())


def _take_parts(groups: list[_Group], lines: list[_Line], *, side: int) -> None:
    """Add to each group the passages beside its own that its counterpart holds as well: halves of what was one."""
    taken = {id(line) for group in groups for line in group[side]}
    places = {id(line): place for place, line in enumerate(lines)}
    for group in groups:
        for step in (1, -1):
            place = places[id(group[side][0])] + step
            while 0 <= place < len(lines) and id(lines[place]) not in taken:
                own: Counter[str] = sum((line.bag for line in group[side]), Counter())
                other: Counter[str] = sum((line.bag for line in group[1 - side]), Counter())
                bag = lines[place].bag
                if (bag & (other - own)).total() < _PART * bag.total():
                    break
                group[side].insert(len(group[side]) if step > 0 else 0, lines[place])
                taken.add(id(lines[place]))
                place += step


def _is_moved(line: _Line, other: _Line) -> bool:
    return min(len(line.words), len(other.words)) > _SHORT and likeness(line.bag, other.bag) >= _SAME_MOVED


def _is_volatile(line: _Line) -> bool:
    """Whether a passage is nothing but a count or a relative time."""
    return len(line.words) <= _SHORT and _VOLATILE.search(line.text) is not None


def _is_volatile_edit(before: str, span: Span, after: str, other: Span) -> bool:
    """Whether the words that differ lie inside a count or a relative time on both sides."""
    return _in_volatile(before, span) and _in_volatile(after, other)


def _in_volatile(text: str, span: Span) -> bool:
    return any(found.start() <= span.start and span.end <= found.end() for found in _VOLATILE.finditer(text))
