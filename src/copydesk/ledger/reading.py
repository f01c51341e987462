"""An article → its statements: found by the tagger or by quotation marks, then told part by part.

Each part may leave its answer open, and none changes what one before it has said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from copydesk.ledger.answers import with_denials
from copydesk.ledger.around import around
from copydesk.ledger.chains import chained, is_citing, with_asked, with_cited
from copydesk.ledger.cues import cue_class, has, is_hedged, manner_of, polarity
from copydesk.ledger.dating import dated
from copydesk.ledger.drafts import Draft, Range, joined, worded
from copydesk.ledger.lexicon import is_one_of
from copydesk.ledger.names import Register
from copydesk.ledger.sources import Resolver
from copydesk.ledger.speakers import with_first_person
from copydesk.ledger.tagger import CLASSES, POLARITIES, Acts, Tagged
from copydesk.ledger.times import Told, day_of, past_times
from copydesk.records import ChainLink, Link, Polarity, Resolved, Source, Statement

_SURE: Final = 0.98
"""Probability from which the network's guess of a polarity counts where no cue tells it."""
_GAP: Final = 12
"""Characters that may part two stretches of one party's name."""
_LONGEST_PARTY: Final = 240
OF_MIND: Final = frozenset({"belief", "appearance"})
"""Classes that are no act of speech; left out unless asked for."""
_GOES_ON: Final = re.compile(r"(?:\band|\bbut|\bor|,)(?:\s+(?:also|then|later|even|instead))?\s*$", re.IGNORECASE)
_OWN_NOTE: Final = re.compile(r"(?:correction|clarification|editor[’']s note|amendment|erratum)\b", re.IGNORECASE)
_VENUE_OUTLETS: Final = re.compile(
    r"\b(?:television|tv|radio|news|podcast|programme|program|show|broadcast)\b", re.IGNORECASE
)


class Reading(NamedTuple):
    """What the statements of one article are read from."""

    text: str
    title: str = ""
    published: str | None = None
    outlet: str | None = None
    links: tuple[tuple[int, int, Link], ...] = ()
    """Links of the text with the places they stand at."""


def drafts_of(text: str, where: Literal["text", "title"], tagged: Iterable[Tagged]) -> list[Draft]:
    """What the tagger found, as drafts."""
    return [
        with_acts(
            Draft(
                where=where,
                cue=tuple(each.cue),
                content=_with_marks(text, tuple(part for part in each.content if _has_words(text, part)))
                or tuple(each.content),
                mention=_party(text, each.source, each.cue),
                addressee=_party(text, each.addressee, each.cue),
                venue=_party(text, each.venue, each.cue),
                time=tuple(each.time),
            ),
            each.acts,
        )
        for each in tagged
    ]


def with_acts(draft: Draft, acts: Acts) -> Draft:
    """A draft with what the network thinks of it."""
    return draft.but(
        confidence=round(acts.real, 3),
        cue_class=CLASSES[int(acts.classes.argmax())],
        polarity=_polarity(acts.polarities),
        hedged=acts.hedged >= 0.5,
    )


def _polarity(scores: NDArray[np.float32]) -> Polarity:
    """The network's guess where it is nearly sure: it has seen few denials, and calls much of what is negative one."""
    shares = np.exp(scores - scores.max())
    best = int(shares.argmax())
    return POLARITIES[best] if shares[best] >= _SURE * shares.sum() else "asserts"


def _has_words(text: str, part: Range) -> bool:
    return any(letter.isalnum() for letter in text[part[0] : part[1]])


def _party(text: str, spans: Sequence[Range], cue: Sequence[Range]) -> tuple[Range, ...]:
    """The words of one party: of several stretches the one nearest to the cue, with what a word parts from it."""
    groups: list[list[Range]] = []
    for span in spans:
        if groups and span[0] - groups[-1][-1][1] <= _GAP and "\n" not in text[groups[-1][-1][1] : span[0]]:
            groups[-1].append(span)
        else:
            groups.append([span])
    hulls = [(group[0][0], group[-1][1]) for group in groups]
    hulls = [(start, end) for start, end in hulls if end - start <= _LONGEST_PARTY and _has_words(text, (start, end))]
    if not hulls:
        return ()
    return (min(hulls, key=lambda hull: min(abs(hull[0] - cue[-1][1]), abs(cue[0][0] - hull[1]))),)


def _with_marks(text: str, spans: tuple[Range, ...]) -> tuple[Range, ...]:
    """Content with the quotation mark that stands right outside it, and without the comma or full stop at its end."""
    found = []
    for start, end in spans:
        if start and text[start - 1] in '“"«„「' and text[start - 2 : start - 1].strip() == "":
            start -= 1
        while end < len(text) and text[end] in '”"»」' and (text[start] in '“"«„「' or text.count('"', start, end) % 2):
            end += 1
        while (
            end > start + 1
            and text[end - 1] in ",;. "
            and not (text[end - 1] == "." and text[end - 3 : end - 2] == ".")
        ):
            end -= 1
        found.append((start, end))
    return tuple(found)


def statements_of(reading: Reading, drafts: Sequence[Draft]) -> tuple[Statement, ...]:
    """The statements of an article, in the order of the text, those of its title first."""
    return with_denials(undenied(reading, drafts))


def undenied(reading: Reading, drafts: Sequence[Draft]) -> tuple[Statement, ...]:
    """The statements of an article before any is told to be a denial by what it answers."""
    register = Register(reading.text)
    resolver = Resolver(reading.text, register, reading.outlet, reading.title)
    read: list[Draft] = []
    for where, text in (("title", reading.title), ("text", reading.text)):
        own = [draft for draft in drafts if draft.where == where]
        read += _told(text, with_asked(text, with_cited(text, own)), resolver, reading)
    offset = sum(draft.where == "title" for draft in read)
    texts = {"title": reading.title, "text": reading.text}
    told = [
        *chained(reading.title, read[:offset], resolver),
        *(
            draft.but(chain=tuple(at + offset if at >= 0 else at - offset for at in draft.chain))
            for draft in chained(reading.text, read[offset:], resolver)
        ),
    ]
    key = hashlib.sha256(f"{reading.title}\0{reading.text}".encode()).hexdigest()[:12]
    return tuple(
        _record(f"{key}-{number}", texts[draft.where], draft, told, reading) for number, draft in enumerate(told, 1)
    )


def _told(text: str, drafts: Sequence[Draft], resolver: Resolver, reading: Reading) -> list[Draft]:
    """Drafts with their parties, times, class and polarity, in the order in which they are read."""
    times = past_times(text, day_of(reading.published))
    found: list[Draft] = []
    for draft in sorted(drafts, key=lambda each: (each.cue[0], each.content)):
        draft = _with_acts(text, _with_parties(text, draft, resolver, found))
        within = _around_it(text, draft, drafts)
        found.append(_with_surroundings(text, draft, resolver, times, within))
    return dated(text, with_first_person(text, found), times, reading.published)


def _with_acts(text: str, draft: Draft) -> Draft:
    cue, content = joined(text, draft.cue), joined(text, draft.content)
    mention = joined(text, draft.mention)
    head = re.split(r"\s+(?:of|by|from|for|in|on|to|into)\b|,", mention)[0].split()
    by_document = bool(head) and is_one_of(head[-1].strip("’'s"), "document") and not is_one_of(head[-1], "outlet")
    told = polarity(cue, content)
    if told == "asserts" and draft.polarity in ("denies", "corrects", "retracts", "refuses", "declines"):
        told = draft.polarity
    return draft.but(
        cue_class=cue_class(
            cue,
            draft.cue_class,
            by_document=by_document,
            by_outlet=draft.source is not None and draft.source.kind == "outlet",
            asks=re.match(r"(?:not )?to [a-z]", content) is not None and told in ("asserts", "refuses"),
        ),
        polarity=told,
        hedged=is_hedged(cue, content),
    )


def _around_it(text: str, draft: Draft, drafts: Sequence[Draft]) -> Range | None:
    """The part of another statement's content that a statement stands in: only there its own surroundings are."""
    if is_citing(joined(text, draft.cue)) or any(
        other.content == draft.content and other.cue[0] < draft.cue[0] for other in drafts
    ):
        return draft.cue[0]
    parts = [
        part
        for other in drafts
        if other is not draft and other.content != draft.content
        for part in other.content
        if part[0] <= draft.cue[0][0] and draft.cue[-1][1] <= part[1]
    ]
    return min(parts, key=lambda part: part[1] - part[0], default=None)


def _with_parties(text: str, draft: Draft, resolver: Resolver, earlier: Sequence[Draft]) -> Draft:
    if not draft.mention:
        if _OWN_NOTE.match(joined(text, draft.cue)) and resolver.outlet:
            return draft.but(source=Source(kind="outlet", name=resolver.outlet, how="a note of this outlet"))
        for other in reversed(earlier[-3:]):
            between = text[other.cue[-1][1] : draft.cue[0][0]]
            if other.source is not None and _GOES_ON.search(between) and not re.search(r"[.!?](?:\s|$)|\n", between):
                return draft.but(source=resolver.going_on(draft.cue[0][0], other.source))
        return draft
    return draft.but(source=resolver.source(worded(text, draft.mention), where=draft.where))


def _with_surroundings(
    text: str, draft: Draft, resolver: Resolver, times: Sequence[Told], within: Range | None
) -> Draft:
    taken = [*draft.content, *draft.cue, *draft.mention]
    found = around(text, draft.cue, taken, times, within)
    to = draft.addressee or ((found.addressee,) if found.addressee else ())
    at = draft.venue or ((found.venue,) if found.venue else ())
    time: Told | None = found.time
    for start, end in draft.time:
        time = next((each for each in times if start <= each.start and each.end <= end), time)
    changes: dict[str, object] = {"addressee": to, "venue": at, "said": time}
    if to:
        is_told = has(joined(text, draft.cue), "telling")
        kind, name, how = resolver.addressee(joined(text, to).strip(" ,"), to[0][0], is_told=is_told)
        changes["to"] = Source(kind=kind, mention=worded(text, to), name=name, how=how)
    if at:
        changes["at"] = _venue(text, at, resolver)
    return draft.but(**changes)


def _venue(text: str, places: tuple[Range, ...], resolver: Resolver) -> Source:
    words = joined(text, places).strip(" ,")
    head = re.split(r"\s+(?:of|on|with|in|at|for|to|about|by)\b", words)[0]
    noun = head.split()[-1].lower()
    if noun in (
        "twitter",
        "x",
        "facebook",
        "instagram",
        "telegram",
        "media",
        "post",
        "posts",
        "thread",
        "tweet",
        "tweets",
    ):
        return Source(kind="document", mention=worded(text, places), how=f"writing: {noun}")
    if is_one_of(noun, "document") or noun in ("statement", "statements"):
        return Source(kind="document", mention=worded(text, places), how=f"writing: {noun}")
    if is_one_of(noun, "outlet") or _VENUE_OUTLETS.search(head):
        kind, name, how = resolver.resolve(words, places[0][0])
        return Source(kind="outlet", mention=worded(text, places), name=name if kind == "outlet" else None, how=how)
    return Source(kind="occasion", mention=worded(text, places), how=f"occasion: {noun}")


def _record(key: str, text: str, draft: Draft, drafts: Sequence[Draft], reading: Reading) -> Statement:
    outer = [max(number, ~number) for number in draft.chain]
    content = worded(text, draft.content)
    return Statement(
        id=key,
        where=draft.where,
        content=content,
        cue=worded(text, draft.cue),
        source=draft.source,
        chain=tuple(_link(text, number, drafts) for number in draft.chain),
        addressee=draft.to,
        venue=draft.at,
        said_at=_resolved(text, draft),
        reported_at=_reported(text, [drafts[number] for number in outer], reading),
        manner=manner_of(text, content),
        polarity=draft.polarity,
        cue_class=draft.cue_class,
        hedged=draft.hedged,
        references=_references(draft, reading),
        confidence=draft.confidence,
    )


def _link(text: str, number: int, drafts: Sequence[Draft]) -> ChainLink:
    passed = drafts[max(number, ~number)]
    source = (passed.to if number < 0 else passed.source) or Source(kind="unresolved", how="no words name it")
    return ChainLink(source=source, cue=worded(text, passed.cue))


def _resolved(text: str, draft: Draft) -> Resolved | None:
    if draft.said is None:
        return None
    found = draft.said.resolved(text)
    return Resolved(value=found.value, precision=found.precision) if draft.inherited else found


def _reported(text: str, outer: Sequence[Draft], reading: Reading) -> Resolved | None:
    """When the last of the chain reported it, or, without a chain, the article."""
    if outer:
        return _resolved(text, outer[-1])
    day = day_of(reading.published)
    return Resolved(value=day.isoformat(), precision="day") if day else None


def _references(draft: Draft, reading: Reading) -> tuple[Link, ...]:
    if draft.where == "title":
        return ()
    parts = (*draft.content, *draft.cue)
    return tuple(
        dict.fromkeys(
            link for start, end, link in reading.links if any(begin < end and start < stop for begin, stop in parts)
        )
    )
