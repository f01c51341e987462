"""When a statement was said that has no time of its own: when its source spoke before, or when its scene was.

The order is that of the corpus' guidelines: its own words, what it answers, the same source before, the sitting that
the article reports. What is told to a reporter, in writing or afterwards is outside the scene; where no rule holds the
time stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from copydesk.ledger.around import sentence_of
from copydesk.ledger.citing import is_citing
from copydesk.ledger.cues import has, is_present
from copydesk.ledger.drafts import Draft, Range, holds, joined
from copydesk.ledger.speakers import quoted_in
from copydesk.ledger.times import Told, day_of

_SITTING: Final = re.compile(
    r"\b(?:court|hearing|trial|inquest|inquiry|tribunal|magistrates|jury|jurors|parliament|council|committee|commission"
    r"|chamber|session|sitting|debate|meeting|press conference|news conference|assembly|senate|arbitration|bench"
    r"|testified|justice|judge|(?:lower|upper) house|commons)\b",
    re.IGNORECASE,
)
_IN_THE_ROOM: Final = re.compile(
    r"\b(?:judge|justice|counsel|witness|bench|stand|dock|jury|jurors|gallery|adjourn\w*|rose until|testif\w+|testimony"
    r"|cross-examin\w*|speaker|chair|chairman|chairwoman|clerk|members|floor|vote|voted|motion|coroner|magistrate"
    r"|barrister|tribunal|sitting|session|hearing|prosecut\w+|defence|defense|bail|laughter|applause)\b",
    re.IGNORECASE,
)
_ROOM: Final = 2
"""Words of a room from which an article reports a sitting."""
_MEETING: Final = re.compile(
    r"\b(?:public|packed|parish|council|town|village|community|residents[’'])\s+meeting\b|\bmeeting\s+(?:in|at)\s+the\b",
    re.IGNORECASE,
)
"""A gathering that is reported as a sitting is, without the words of one."""
_OPENING: Final = 700
"""Characters in which an article says when it was."""
_ELSEWHERE: Final = re.compile(
    r"\b(?:outside|afterwards|after the (?:hearing|verdict|meeting|session|sitting|vote|adjournment)|reporters"
    r"|by telephone|by phone|by email|interview|reached|according to"
    r"|(?:in|with) (?:an?|his|her|its|their) (?:[\w-]+ ){0,2}(?:statement|affidavit))\b",
    re.IGNORECASE,
)
_EARLIER: Final = re.compile(r"\bhad\b", re.IGNORECASE)
_PERFECT: Final = re.compile(r"\b(?:has|have|’s|’ve)\b", re.IGNORECASE)
_HAS_TOLD: Final = re.compile(
    r"(?:has|have|’s|’ve)\s+(?:now\s+|also\s+)?(?:told|said|confirmed|announced|promised|pledged|ordered"
    r"|ruled\b(?! out)|declined|admitted|denied|called|asked|urged|warned|rejected)\b",
    re.IGNORECASE,
)
"""What an entry tells as news in the perfect; what somebody "has posted" or "has not answered" may be older."""
_JUST: Final = re.compile(r"\bjust\b|^(?:correction|clarification)|^according to$|wants? to know", re.IGNORECASE)
"""What an entry tells of now without the present tense."""
_STAMP: Final = re.compile(r"^\W*\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\.?)?\b", re.MULTILINE | re.IGNORECASE)
_STAMPS: Final = 3
_NO_ANSWER: Final = re.compile(r"\b(?:respond|return|reply|answer|reached)\w*\b", re.IGNORECASE)
_COLON: Final = re.compile(r"^[:–—-]$")
_TURNS: Final = 3
"""Speakers with a colon from which an article is an interview."""
_MET: Final = re.compile(
    r"\b(?:met|spoke|speaks|talked|interview\w*|conversation|sat down|received us|visited|caught up)\b", re.IGNORECASE
)
_ASKED: Final = re.compile(r"(?:asked|enquired|inquired|pressed|questioned|quizzed)\b", re.IGNORECASE)
_PRONOUN: Final = re.compile(r"(?:he|she|they|it)$", re.IGNORECASE)
_OF_THEM: Final = re.compile(r"\w+ of them$", re.IGNORECASE)
_THE_SAME: Final = re.compile(r"(?:the|this|that)\s+([\w-]+)$", re.IGNORECASE)
_ANY_WRITING: Final = frozenset({"message", "text", "document"})
_A_SPEAKER: Final = re.compile(r"\s+(?:him|her|them)\b")
_STANDS_BY: Final = re.compile(r"\b(?:stood|stands?) by\b|\bnothing to (?:correct|retract)\b", re.IGNORECASE)


class _Days(NamedTuple):
    """The days that an article has for what is said in it: of a sitting, of the talk it prints, of its live entries."""

    sitting: Told | None
    talk: Told | None
    live: Told | None


def dated(text: str, drafts: Sequence[Draft], times: Sequence[Told], published: str | None) -> list[Draft]:
    """The drafts of a text, in its order, with the times that they have from others; `times` are all of the text."""
    found: list[Draft] = []
    spoken: list[Draft] = []
    day = day_of(published)
    live = Told(0, 0, day.isoformat(), "day") if day and len(_STAMP.findall(text)) >= _STAMPS else None
    days = _Days(_sitting(text, drafts, times), _talk(text, drafts, times), live)
    for draft in drafts:
        if not any(other is not draft and _is_inside(draft, other) for other in drafts):
            told = _from_others(text, draft, spoken, days) if draft.said is None else None
            if told is not None:
                draft = draft.but(said=told, inherited=True)
            spoken.append(draft)
        found.append(draft)
    found = [_with_its_statement(text, draft, found) for draft in found]
    return [_with_reply(text, draft, found[number + 1 :]) for number, draft in enumerate(found)]


def _with_its_statement(text: str, draft: Draft, drafts: Sequence[Draft]) -> Draft:
    """A draft; what "we" say in the present tense of a printed statement has the statement's own day."""
    if draft.said is None and is_present(joined(text, draft.cue)):
        quoted = quoted_in(text, draft, drafts)
        if quoted is not None and quoted.said is not None:
            return draft.but(said=quoted.said, inherited=True)
    return draft


def _with_reply(text: str, draft: Draft, later: Sequence[Draft]) -> Draft:
    """A statement; a question without a day ("Asked whether …, she says") has that of its answer."""
    if draft.said is None and later and _is_asked(text, draft, later[0]):
        return draft.but(said=later[0].said, inherited=True)
    return draft


def _is_asked(text: str, draft: Draft, reply: Draft) -> bool:
    """Whether a statement is the question that a sentence opens with for its answer: "Asked whether …, she replied"."""
    end = sentence_of(text, draft.cue[0][0], draft.cue[-1][1])[1]
    asks = _ASKED.match(text, draft.cue[0][0]) is not None and text[draft.cue[0][0]].isupper()
    return asks and draft.cue[0][0] < reply.cue[0][0] < end


def _is_inside(draft: Draft, other: Draft) -> bool:
    return other.where == draft.where and holds(other, draft.cue[0])


def _from_others(text: str, draft: Draft, spoken: Sequence[Draft], days: _Days) -> Told | None:
    """The time of a statement that has none in its own words; `spoken` are those before it that no other holds."""
    cue = joined(text, draft.cue)
    if draft.where == "text" and days.live and _happens_now(text, draft):
        return days.live
    if days.talk and (_COLON.match(cue) or is_present(cue)):
        return days.talk
    if is_citing(cue):
        return None
    last = spoken[-1] if spoken else None
    if last is not None and last.said is not None and _is_answer(text, draft, last):
        return last.said
    same = _same_occasion(text, draft, spoken)
    if same is not None and same.said is not None:
        return same.said
    before = _before(text, draft, spoken)
    if before is not None and not _is_apart(text, draft, before, last):
        if before.said is not None:
            return before.said if before.said.precision not in ("year", "month") else None
        if not _parted(text, before, draft) and not _is_now(joined(text, before.cue)):
            return None
    return days.sitting if _is_in_sitting(text, draft, spoken, days.sitting) else None


def _parted(text: str, before: Draft, draft: Draft) -> bool:
    """Whether a paragraph ends between two statements."""
    return "\n" in text[before.cue[0][0] : draft.cue[0][0]]


def _is_answer(text: str, draft: Draft, last: Draft) -> bool:
    """Whether a statement answers the one before ("Asked on Friday …, she replied"), or puts a question to it."""
    if _ASKED.match(joined(text, last.cue)) and not _parted(text, last, draft):
        return True
    in_room = _SITTING.search(text, *sentence_of(text, last.cue[0][0], last.cue[-1][1]))
    is_asked = _ASKED.match(joined(text, draft.cue)) and draft.mention
    return bool(is_asked and (in_room or _A_SPEAKER.match(text, draft.cue[-1][1])))


def _before(text: str, draft: Draft, spoken: Sequence[Draft]) -> Draft | None:
    """The statement before of the same source; of a pronoun that no name is found for, the last of the paragraph."""
    if draft.source is None or not spoken:
        return None
    if draft.source.name is None:
        words = joined(text, draft.mention)
        is_same = _OF_THEM.match(words) or (_PRONOUN.match(words) and not _parted(text, spoken[-1], draft))
        return spoken[-1] if is_same else None
    return next(
        (other for other in reversed(spoken) if other.source is not None and other.source.name == draft.source.name),
        None,
    )


def _same_occasion(text: str, draft: Draft, spoken: Sequence[Draft]) -> Draft | None:
    """The statement before made on the occasion, or in the writing, that a later one names: "told the meeting too"."""
    writings = [other for other in spoken if other.at is not None and other.at.kind == "document"]
    noun = _the_same(text, draft.mention)
    for other in reversed(writings):
        if noun in _nouns(text, other.venue) or (noun in _ANY_WRITING and not _parted(text, other, draft)):
            return other
    to = draft.addressee if draft.to is not None and draft.to.kind != "outlet" else ()
    nouns = {_the_same(text, draft.venue), _the_same(text, to)} - {""}
    return next((other for other in reversed(spoken) if nouns & _nouns(text, (*other.venue, *other.addressee))), None)


def _the_same(text: str, party: tuple[Range, ...]) -> str:
    """The noun of a party that was named before: "the note"."""
    found = _THE_SAME.match(joined(text, party))
    return found[1].lower() if found else ""


def _nouns(text: str, party: tuple[Range, ...]) -> frozenset[str]:
    return frozenset(joined(text, party).lower().split())


def _is_apart(text: str, draft: Draft, before: Draft, last: Draft | None) -> bool:
    """Whether a statement shows another occasion than its source's before: told to an outlet, since then, no answer."""
    cue = joined(text, draft.cue)
    to, to_before = draft.to, before.to
    is_new = to is not None and to.kind == "outlet" and (to_before is None or to_before.name != to.name)
    no_answer = draft.polarity == "declines" and (
        _NO_ANSWER.search(cue) or before is not last or _parted(text, before, draft)
    )
    return bool(
        is_new
        or no_answer
        or (last is not None and _is_asked(text, last, draft))
        or _PERFECT.search(cue)
        or _STANDS_BY.search(f"{cue} {joined(text, draft.content)}")
        or (is_present(cue) and not is_present(joined(text, before.cue)))
    )


def _happens_now(text: str, draft: Draft) -> bool:
    """Whether an entry tells a statement in the present tense, or puts one of its own right."""
    cue = joined(text, draft.cue)
    is_told = draft.cue_class in ("speech", "commitment") and _HAS_TOLD.match(cue) is not None
    return (draft.cue_class != "belief" and is_present(cue)) or cue == ":" or is_told or _JUST.search(cue) is not None


def _is_now(cue: str) -> bool:
    """Whether a cue tells of no day in the past."""
    return is_present(cue) or _PERFECT.search(cue) is not None


def _talk(text: str, drafts: Sequence[Draft], times: Sequence[Told]) -> Told | None:
    """The day of the talk that an interview prints, where its opening says when the two met."""
    if sum(_COLON.match(joined(text, draft.cue)) is not None for draft in drafts) < _TURNS:
        return None
    met = _MET.search(text, 0, min(draft.start for draft in drafts))
    if met is None:
        return None
    start, end = sentence_of(text, *met.span())
    return next((each for each in times if start <= each.start < end and each.precision == "day"), None)


def _sitting(text: str, drafts: Sequence[Draft], times: Sequence[Told]) -> Told | None:
    """The day of the sitting that an article reports: the first that its opening tells."""
    opening = (each for each in times if each.precision in ("day", "minute") and not _is_said(text, each, drafts))
    first = next(opening, None)
    if first is None or first.start > _OPENING:
        return None
    is_sitting = len(_IN_THE_ROOM.findall(text)) >= _ROOM and _SITTING.search(text, 0, _OPENING)
    if is_sitting or _MEETING.search(text, *sentence_of(text, first.start, first.end)):
        return first._replace(value=first.value[:10], precision="day")
    return None


def _is_said(text: str, time: Told, drafts: Sequence[Draft]) -> bool:
    """Whether a time is part of what somebody says, or of a noun: "the statement of 9 March"."""
    is_of_noun = text[: time.start].endswith((" of ", " dated ")) and text[time.end : time.end + 1] not in ("'", "’")
    return is_of_noun or any(holds(draft, time[:2]) for draft in drafts)


def _is_in_sitting(text: str, draft: Draft, spoken: Sequence[Draft], sitting: Told | None) -> bool:
    """Whether a statement is made in the room: by somebody, aloud, and not outside, earlier or to a reporter."""
    cue = joined(text, draft.cue)
    if sitting is None or draft.where != "text" or draft.source is None or draft.polarity == "declines":
        return False
    if _EARLIER.search(cue) or _is_now(cue) or (draft.to and draft.to.kind == "outlet"):
        return False
    if draft.source.kind not in ("person", "role", "government", "unnamed") or _COLON.match(cue):
        return False
    if "spokes" in joined(text, draft.mention):
        return False
    if draft.cue_class in ("writing", "document", "belief", "appearance") or has(cue, "writing"):
        return False
    if any(_is_of_another_day(other, sitting) and not _parted(text, other, draft) for other in spoken):
        return False
    start = text.rfind("\n", 0, draft.start) + 1
    stop = text.find("\n", draft.hull[1])
    last = draft.hull[1] + 80 if stop < 0 else min(stop, draft.hull[1] + 80)
    return _ELSEWHERE.search(text, max(start, draft.start - 160), last) is None


def _is_of_another_day(draft: Draft, sitting: Told) -> bool:
    return draft.said is not None and not draft.inherited and draft.said.value[:10] != sitting.value
