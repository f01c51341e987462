"""Statements without a network: what stands in quotation marks, in any language, and who is said to have said it.

Four forms are read: a quotation with a cue beside it ("…", said Ann; Ann: "…"), a statement block ("…" — Ann), a
paragraph under a name (ANN: …), and a quotation alone, whose source stays open. Marks that do not pair are no error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from copydesk.ledger.drafts import Draft, Range

_PAIRS: Final = {
    "“": "”",
    "„": "“”",
    "«": "»",
    "»": "«»",
    "「": "」",
    "『": "』",
    "‹": "›",
    "〝": "〞〟",
    "❝": "❞",
    "﹁": "﹂",
    "《": "》",
    '"': '"',
    "”": "”",
}
"""Marks that open a quotation, with those that close it."""
_LONGEST: Final = 3_000
_FEWEST: Final = 12
"""Characters of a quotation with no cue beside it; a shorter one is a title or a word held at a distance."""
_SAYS: Final = re.compile(
    # verbs of saying, in the languages in which most news is written
    r"\b(?:sa(?:id|ys)|told|tells|added|adds|wrote|writes|asked|replied|explained|insisted|warned|argued|stated|declared"
    r"|announced|noted|tweeted|posted|recalled|joked|grumbled|sighed|claimed|conceded|admitted|shouted|according\s+to"
    r"|sagte|sagt|erklärte|teilte\s+\w+\s+mit|betonte|schrieb|fragte|so|meinte|kritisierte|warnte|laut"
    r"|a\s+(?:déclaré|dit|affirmé|expliqué|ajouté|estimé|indiqué|souligné)|dit|déclare|affirme|explique|selon|ajoute|estime"
    r"|dijo|afirmó|declaró|señaló|explicó|añadió|aseguró|según|escribió|indicó|manifestó|preguntó"
    r"|ha\s+(?:detto|dichiarato|spiegato|affermato|aggiunto)|secondo|disse|afferma|spiega|dice"
    r"|disse|afirmou|declarou|explicou|segundo|acrescentou|escreveu|contou"
    r"|zei|zegt|verklaarde|aldus|volgens|schreef|stelt|vertelt|sade|säger|sa|enligt|sier|ifølge|siger|sagde"
    r"|powiedział\w*|stwierdził\w*|dodał\w*|napisał\w*|mówi|według|řekl\w*|uvedl\w*|podle|mondta|közölte|szerint"
    r"|сказал\w*|заявил\w*|сообщил\w*|отметил\w*|добавил\w*|написал\w*|подчеркнул\w*|говорит|считает"
    r"|сказа\w+|заяви\w+|повідоми\w+|зазначи\w+|наголоси\w+|додав|додала|dedi|söyledi|belirtti|diye|açıkladı"
    r"|είπε|δήλωσε|ανέφερε|υποστήριξε|spus|declarat|adăugat|sanoi|kertoi|ütles|kata|ujar|mengatakan|menurut|nói|cho\s+biết)\b"
    r"|\b[وف]?(?:قالت?|أضافت?|أعلنت?|صرحت?|صرّحت?)\b|گفت|אמרה?|טענה?|कहा|说|表示|说道|指出|称|認為|表示|述べ|語っ|話し|言っ|말했|밝혔|전했|설명했|กล่าว",
    re.IGNORECASE,
)
_CAPITAL: Final = r"[^\W\d_a-z][\w’'.-]*"
_NAME: Final = rf"(?:{_CAPITAL})(?:[ \u00a0]+(?:(?:de|van|von|der|da|di|la|al|bin|el)[ \u00a0]+)*{_CAPITAL}){{0,4}}"
_ARABIC: Final = re.compile("[\u0600-\u06ff]")
_ARABIC_SUBJECT: Final = re.compile(
    r"\s+(?P<name>(?!إن\b|أن\b|إنه|في\b|على\b|ل)[\u0621-\u064a\u0671]+(?:\s(?!إن\b|أن\b|إنه|في\b|على\b)[\u0621-\u064a\u0671]+){0,4}?)"
    r"(?=\s*(?:[«\":،؛,.]|إن\b|أن\b|إنه|في\b|على\b|$))"
)
"""Behind a verb of saying, up to what is said, or to where or when."""
_EASTERN: Final = "\u3400-\u4dbf\u4e00-\u9fff\u30a1-\u30fa\u30fc・·々A-Za-z"
_MARKED: Final = re.compile(rf"(?:^|(?<=[、，\s」』]))(?P<name>[{_EASTERN}]{{2,24}})(?:は|が)、?$")
"""The subject of a Japanese sentence, by its particle, before what is said."""
_BEFORE_CUE: Final = re.compile(
    r"(?:^|(?<=[，,、；;\s」』”]))(?P<name>[\u4e00-\u9fff·]{2,12}?)(?:[今昨]天|对[\u4e00-\u9fff]{1,6})?$"
)
"""The beginning of a Chinese clause, up to its verb of saying."""
_BEHIND: Final = re.compile(rf"\s*[—–―-]{{1,2}}\s?(?P<name>{_NAME}(?:,[^\n“”\"]{{0,80}})?)\s*(?=\n|$)")
_LABEL: Final = re.compile(
    rf"^(?:From\s+(?:the\s+desk\s+of\s+)?|And\s+from\s+)?(?P<name>{_NAME}(?:,[^\n:“”\"]{{0,60}})?)\s*(?P<cue>[:：])\s*(?P<said>\S[^\n]*)?$",
    re.MULTILINE,
)
_NOT_LABELS: Final = frozenset(
    "note update correction read related photo image video source editor tags share q a".split()
)


def light(text: str) -> list[Draft]:
    """The statements of a text that its quotation marks and its layout show."""
    quotations = list(_quotations(text))
    found = [*_blocks(text, quotations), *_labelled(text)]
    taken = [part for draft in found for part in draft.content]
    for start, end in quotations:
        if any(begin < end and start < stop for begin, stop in taken):
            continue
        draft = _beside(text, start, end)
        if draft is not None:
            found.append(draft)
    return sorted(_merged(found), key=lambda draft: draft.start)


def _quotations(text: str) -> Iterator[Range]:
    """What stands inside paired marks, with them; an opening mark that is not closed ends with its paragraph."""
    at = 0
    while at < len(text):
        closing = _PAIRS.get(text[at])
        if closing is None or not _opens(text, at):
            at += 1
            continue
        end = text.find("\n", at)
        end = min(len(text) if end < 0 else end, at + _LONGEST)
        stop = next((place for place in range(at + 1, end) if text[place] in closing), -1)
        if stop < 0:
            if text[at] not in '"”»' and end - at > _FEWEST and text[at + 1 : end].strip():
                yield at, end
                at = end
            else:
                at += 1
            continue
        yield at, stop + 1
        at = stop + 1


def _opens(text: str, at: int) -> bool:
    """Whether a mark opens a quotation here: something other than a letter before it, something behind it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] in '"”»':
        return not before.isalnum() and not (before and before in ".,!?") and bool(after.strip())
    return bool(after.strip()) or text[at] in "«"


def _blocks(text: str, quotations: list[Range]) -> Iterator[Draft]:
    """Quotations with a dash and a name behind them, or with the name on the line below."""
    for start, end in quotations:
        found = _BEHIND.match(text, end)
        if found and "\n" not in text[end : found.start("name")].strip(" \n"):
            cue = text.index(text[end : found.start("name")].strip()[0], end)
            yield Draft("text", ((cue, cue + 1),), ((start, end),), (found.span("name"),), confidence=0.9)


def _labelled(text: str) -> Iterator[Draft]:
    """Paragraphs that begin with a name and a colon; what is said may stand in the next one."""
    for found in _LABEL.finditer(text):
        name = found["name"].split(",")[0]
        if name.lower() in _NOT_LABELS or len(name.split()) > 5:
            continue
        start, end = found.span("said") if found["said"] else (-1, -1)
        if start < 0:
            following = re.compile(r"\n+([^\n]+)").match(text, found.end())
            if following is None:
                continue
            start, end = following.span(1)
        is_said = text[start] in _PAIRS or len(text[start:end].split()) >= 4
        if is_said and _looks_like_name(name):
            cue, who = _parted(found)
            yield Draft("text", (cue,), ((start, end),), (who,), confidence=0.7)


def _parted(label: re.Match[str]) -> tuple[Range, Range]:
    """Cue and name of a label; where there are no capitals, a verb of saying in it is no part of the name."""
    start, end = label.span("name")
    verb = _SAYS.search(label["name"])
    if verb is None or unicodedata.category(verb[0][-1]) != "Lo":
        return label.span("cue"), (start, end)
    cue = start + verb.start(), start + verb.end()
    who = (start, cue[0]) if verb.start() else (cue[1], end)
    lead = len(label.string[who[0] : who[1]]) - len(label.string[who[0] : who[1]].lstrip())
    return cue, (who[0] + lead, who[0] + len(label.string[who[0] : who[1]].rstrip()))


def _looks_like_name(name: str) -> bool:
    parts = name.split()
    return (
        len(parts) > 1 or (name.isupper() and len(name) > 1) or unicodedata.category(name[0]) == "Lo" or len(name) > 2
    )


def _beside(text: str, start: int, end: int) -> Draft | None:
    """A quotation with its cue and source, in the sentence around it."""
    paragraph = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    stop = re.compile(r"[.!?。！？](?=\s|$)").search(text, end, line_end)
    behind = (end, stop.start() if stop else line_end)
    before = (max(paragraph, start - 160), start)
    cues = [found for found in _SAYS.finditer(text, *behind) if found.start() - end < 80]
    if not cues:
        cues = list(_SAYS.finditer(text, *before))[-1:]
    if not cues:
        return _open(text, start, end)
    cue = cues[0]
    area = behind if cue.start() >= end else before
    name = _name_near(text, cue, area, (start, end))
    return Draft("text", (cue.span(),), ((start, end),), (name,) if name else (), confidence=0.8 if name else 0.5)


def _open(text: str, start: int, end: int) -> Draft | None:
    """A quotation alone: a statement if it is long enough to be one, its own opening mark in place of a cue."""
    is_long = end - start >= _FEWEST and len(text[start:end].split()) >= 4
    if not is_long or text[start - 1 : start].isalnum():
        return None
    return Draft("text", ((start, start + 1),), ((start, end),), confidence=0.3)


def _name_near(text: str, cue: re.Match[str], area: Range, quotation: Range) -> Range | None:
    """The capitalised name nearest to a cue, behind it before in front of it; where there are no capitals, the subject.

    A script without capitals tells no name from another word, so that there only what grammar marks is taken.
    """
    if unicodedata.category(cue[0][-1]) == "Lo":
        return _subject_near(text, cue, area, quotation)
    name = re.compile(_NAME)
    behind = name.search(text, cue.end(), area[1])
    if behind and behind.start() - cue.end() <= 40:
        return behind.span()
    in_front = list(name.finditer(text, area[0], cue.start()))
    if in_front and cue.start() - in_front[-1].end() <= 60:
        return in_front[-1].span()
    return None


def _subject_near(text: str, cue: re.Match[str], area: Range, quotation: Range) -> Range | None:
    """Whom the grammar of a script without capitals marks as the one who speaks."""
    if _ARABIC.match(cue[0]):
        found = _ARABIC_SUBJECT.match(text, cue.end(), area[1])
        return found.span("name") if found else None
    begin = max(text.rfind(sign, 0, quotation[0]) for sign in "\n。！？") + 1
    found = _MARKED.search(text, begin, quotation[0]) or _BEFORE_CUE.search(text, begin, cue.start())
    return found.span("name") if found else None


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Drafts with those made one whose cue is the same: a quotation that its cue interrupts."""
    found: dict[tuple[Range, ...], Draft] = {}
    for draft in drafts:
        other = found.get(draft.cue)
        parts = sorted({*other.content, *draft.content}) if other else draft.content
        found[draft.cue] = draft.but(content=tuple(parts))
    return list(found.values())
