"""What a sheet shows that a wall shows: how little it tells, what it speaks of, and the parts it is made of.

All of it is looked at only where a wall is possible; an ordinary long article is let go after a glance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from copydesk.blocks import Sheet
from copydesk.classify.lines import letters_of
from copydesk.classify.notions import Found, find_notions
from copydesk.classify.speech import LINKED, LONG, PROSE, is_outer, is_prose, is_speech, link_share, notions_of
from copydesk.records import Block, Label

_LAST: Final = 3
"""Blocks at the end of the body of which one may break off; a gate below may have been taken for body."""
_HEADLINE: Final = 20
"""Letters of the shortest headline; shorter headings name a site or a section."""
_WEIGHTS: Final = {"body": 1.0, "deck": 1.0, "comment": 0.5, "related": 0.5, "caption": 0.5, "correction": 0.5}
"""How much of a block counts as told, by its label; a wall's foot is legal text and promotion."""
_CARD: Final = 250
_SET_ASIDE: Final = 0.2
GATE_LENGTH: Final = 400
"""Letters of the longest text on a gate."""
_NOTHING: Final = Found(frozenset(), 0.0)
LITTLE_BODY: Final = 300
BEFORE_END: Final = 4
BEHIND_END: Final = 9
"""Blocks before and behind the last of the body among which a gate is looked for; the model may take it for body."""
_ENOUGH: Final = 4_000.0
"""Letters told from which it does not matter how many more."""
_READ: Final = 300
"""Most blocks looked at. A wall is short; a page with more blocks is read from its beginning."""
_TITLE_PARTS: Final = re.compile(r"\s+[|–—·•»:-]+\s+|\s*[|»]\s*|:\s+")
_GATE: Final = re.compile(
    r"pay-?wall|reg-?wall|(?:^|[-_\s])(?:gate|gated|meter|metered|barrier|lock|locked|restricted|premium|members?-?only"
    r"|subscri\w*|abo|abonn\w*|unlock|upsell|login-?wall|piano)(?:$|[-_\s\d])",
    re.IGNORECASE,
)
_CUT_SHORT: Final = re.compile(
    r"(?:^|[-_\s])(?:fade\w*|truncat\w*|teaser|excerpt|preview|gradient|blur\w*)(?:$|[-_\s\d])", re.I
)
_ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.|。。。|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))[\"”’»]?\s*$")
_FREE: Final = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?(false|true)", re.IGNORECASE)
_REST: Final = re.compile(r"\"cssSelector\"\s*:\s*\"([^\"]{2,80})\"")
_COUNT: Final = re.compile(r"\"wordCount\"\s*:\s*\"?(\d{2,6})")
_BODY: Final = re.compile(r"\"articleBody\"\s*:\s*\"((?:[^\"\\]|\\.)*)")
_STORY: Final = (
    'meta[property="og:type"][content=article],meta[property="article:published_time"],[itemprop=articleBody],'
    "article time[datetime],[rel=author]"
)
_STORY_TYPE: Final = re.compile(r"\"@type\"\s*:\s*\[?\s*\"(?:\w*Article|BlogPosting|\w*Posting|Recipe|Product)\"")


def said_in(*places: str) -> str:
    """A selector of elements whose class, id, address or name holds one of the words."""
    names = ("class", "id", "src", "action", "name", "title")
    return ",".join(f'[{name}*="{word}" i]' for word in places for name in names)


_CAPTCHA: Final = said_in("captcha", "challenge", "turnstile", "bot-check", "botcheck", "human-check", "antibot")
_CONSENT: Final = said_in("consent", "cookie", "gdpr", "cmp-", "tcf")
_WAITING: Final = said_in("spinner", "loader", "loading", "skeleton", "placeholder", "preloader", "splash")
_ROOTS: Final = "div[id],main,app-root,[id=root],[id=app],section[id=main]"
_ROOT_NAME: Final = re.compile(r"(?:^|[-_])(?:root|app|main|content|mount|container|page)(?:$|[-_])", re.IGNORECASE)
_STATE: Final = 'script[type="application/json"],script[id*=state i],script[id*=data i]'
_BUTTONS: Final = "button,input[type=submit],input[type=button],[role=button],a[class*=btn i],a[class*=button i]"


class Signs:
    """The signs on one sheet; each is found when first asked for."""

    def __init__(self, sheet: Sheet, labels: Sequence[Label]) -> None:
        self.sheet = sheet
        self.tree = sheet.page.tree if sheet.page is not None else None
        self.pairs = [(block, label) for block, label in zip(sheet.blocks, labels, strict=True) if block.text.strip()]
        self.seen = [(block, label) for block, label in self.pairs if label.name != "hidden"]
        self._outer: dict[int, bool] = {}
        self.body = [block for block, label in self.seen if label.name == "body"]

    def is_outer(self, block: Block) -> bool:
        """Whether a block stands in a menu or a footer."""
        container = block.container
        if container is None:
            return False
        known = self._outer.get(container.number)
        if known is None:
            known = self._outer[container.number] = is_outer(container)
        return known

    # How much the page tells.

    @cached_property
    def blocks(self) -> list[tuple[Block, Label, Found]]:
        """The visible blocks that are no menu, with the notions each speaks of; of a long page, its beginning."""
        kept: list[tuple[Block, Label, Found]] = []
        for block, label in self.seen:
            if len(kept) == _READ:
                break
            if label.name != "body" and self.is_menu(block):
                continue
            kept.append((block, label, notions_of(block.text)))
        return kept

    @cached_property
    def end(self) -> list[tuple[Block, Label, Found]]:
        """The blocks about the end of the body, where a gate stands; all of them on a page with hardly any body."""
        last = first = -1
        for place, (block, label) in enumerate(self.seen):
            if label.name == "body" and is_prose(block):
                last = place
                first = place if first < 0 else first
        if last < 0 or self.body_letters < LITTLE_BODY:
            return self.blocks
        near = self.seen[max(first, last - BEFORE_END) : last + BEHIND_END]
        return [
            (block, label, _NOTHING if len(block.text) > GATE_LENGTH else notions_of(block.text))
            for block, label in near
        ]

    @cached_property
    def told(self) -> float:
        """Letters of running text that is not the speech of a wall; less of what is no body."""
        told = 0.0
        pointed = False
        for block, label in self.seen:
            weight = _WEIGHTS.get(label.name, _SET_ASIDE)
            if pointed and len(block.text) <= _CARD:
                weight = min(weight, _SET_ASIDE)  # the text of a card, under its linked title
            pointed = link_share(block) > LINKED and letters_of(block.text) >= _HEADLINE
            if weight and label.name != "body" and self.is_outer(block):
                weight = 0.0
            if weight and is_prose(block) and not is_speech(notions_of(block.text), block):
                told += weight * letters_of(block.text)
                if told > _ENOUGH:
                    break
        return told

    @cached_property
    def cards(self) -> int:
        """Letters of the visible links and short lines outside of menus that are not the speech of a wall."""
        return sum(letters_of(block.text) for block, _ in self.seen if not self.is_outer(block) and not is_prose(block))

    @cached_property
    def leads(self) -> int:
        """Linked titles outside of menus: the ways to other stories."""
        return sum(
            link_share(block) > LINKED and letters_of(block.text) >= _HEADLINE and not self.is_outer(block)
            for block, _ in self.seen
        )

    @cached_property
    def unseen(self) -> int:
        """Letters of running text that is there and hidden."""
        return sum(
            letters_of(block.text)
            for block, label in self.pairs
            if label.name == "hidden" and block.hidden != "noscript" and is_prose(block)
        )

    def is_menu(self, block: Block) -> bool:
        """Whether a block belongs to a menu or a footer, or is a link to elsewhere."""
        outer = self.is_outer(block)
        return len(block.text) < PROSE if outer else len(block.text) > PROSE and link_share(block) > LINKED

    @cached_property
    def seen_letters(self) -> int:
        """Letters of all that is visible outside of menus."""
        return sum(letters_of(block.text) for block, _, _ in self.blocks)

    # What it speaks of.

    @cached_property
    def heads(self) -> list[str]:
        """The document's title in its parts, and the first headings."""
        found = []
        if self.tree is not None and (title := self.tree.select_one("head title")) is not None:
            text = " ".join(title.text.split())
            found += [text, *_TITLE_PARTS.split(text)[:4]]
        headings = [b.text for b, _ in self.seen if b.kind == "heading" and not self.is_outer(b)][:3]
        if self.tree is None:
            headings += [block.text for block, _ in self.seen[:5] if letters_of(block.text) <= 80]
        elif not headings:
            headings = [block.text for block, _, _ in self.blocks[:3] if len(block.text) <= 80]
        return [head for head in (*found, *headings) if head.strip()]

    @cached_property
    def head_notions(self) -> list[tuple[str, Found]]:
        """The heads, each with its notions."""
        return [(head, notions_of(head)) for head in dict.fromkeys(self.heads)]

    @cached_property
    def headline(self) -> bool:
        """Whether a heading that is no wall's stands above running text."""
        return self.told >= 2 * PROSE and any(
            block.kind == "heading"
            and block.level <= 2
            and letters_of(block.text) >= _HEADLINE
            and not self.is_outer(block)
            and link_share(block) <= LINKED
            and not is_speech(found, block)
            for block, _, found in self.blocks
        )

    @cached_property
    def buttons(self) -> frozenset[str]:
        """The notions of the page's buttons; in a dump, of its short lines."""
        said: set[str] = set()
        for text in self._button_texts():
            if 0 < len(text) <= 60:
                said |= find_notions(text).notions
        return frozenset(said)

    def _button_texts(self) -> Iterable[str]:
        if self.tree is None:
            return [block.text for block, _ in self.seen[:60] if len(block.text) <= PROSE]
        return [
            " ".join((element.attr("value") or "" if element.tag == "input" else element.text).split())
            for element in self.tree.select(_BUTTONS)[:60]
        ]

    @cached_property
    def hidden_notions(self) -> frozenset[str]:
        """What is said to readers without scripts."""
        said: set[str] = set()
        for block, _ in self.pairs:
            if block.hidden == "noscript" and len(block.text) <= LONG:
                said |= find_notions(block.text).notions
        return frozenset(said)

    # The parts it is made of.

    def has(self, selector: str) -> bool:
        """Whether an element is there."""
        return self.tree is not None and self.tree.select_one(selector) is not None

    @cached_property
    def captcha_part(self) -> bool:
        """Whether a part is named for a challenge."""
        return self.has(_CAPTCHA)

    @cached_property
    def consent_part(self) -> bool:
        """Whether a part is named for consent."""
        return self.has(_CONSENT)

    @cached_property
    def waiting(self) -> bool:
        """A spinner, or a skeleton of what is to come."""
        return self.has(_WAITING)

    @cached_property
    def scripts(self) -> int:
        """How many scripts there are, or are to be fetched."""
        if self.tree is None:
            return 0
        return len(self.tree.select("script:not([type='application/ld+json']),link[rel=modulepreload],link[as=script]"))

    @cached_property
    def state(self) -> bool:
        """A large state in JSON beside the scripts."""
        return self.tree is not None and any(len(e.text) > 400 for e in self.tree.select(_STATE)[:8])

    @cached_property
    def empty_root(self) -> bool:
        """An element for scripts to fill, named for it, with no text in it."""
        if self.tree is None:
            return False
        for element in self.tree.select(_ROOTS)[:80]:
            name = element.attr("id") or element.tag
            if _ROOT_NAME.search(name) and not element.text.strip() and not element.select("img,video,picture"):
                return True
        return False

    @cached_property
    def story(self) -> int:
        """How many things say that this is one story: 0 to 2."""
        if self.tree is None:
            return 0
        return int(self.has(_STORY)) + int(bool(_STORY_TYPE.search(self.sheet.capture.text)))

    @cached_property
    def noindex(self) -> bool:
        """Whether the page asks to be left out of indexes."""
        return self.has("meta[name=robots i][content*=noindex i]")

    @cached_property
    def refresh(self) -> bool:
        """Whether the page reloads itself."""
        return self.has("meta[http-equiv=refresh i]")

    @cached_property
    def password(self) -> bool:
        """Whether a password is asked for."""
        return self.has("input[type=password]")

    # Paywalls.

    @cached_property
    def declared_closed(self) -> bool:
        """Whether the page declares itself closed to those who do not pay."""
        text = self.sheet.capture.text
        if "isAccessibleForFree" not in text:
            return False
        return any(found[1].lower() == "false" for found in _FREE.finditer(text))

    @cached_property
    def rest(self) -> bool | None:
        """Whether the part declared closed is there with text; None when no such part is declared."""
        if self.tree is None or not self.declared_closed:
            return None
        found = None
        for match in _REST.finditer(self.sheet.capture.text):
            try:
                elements = self.tree.select(match[1])
            except ValueError:
                continue
            found = bool(found) or sum(letters_of(" ".join(e.text.split())) for e in elements[:40]) > 600
        return found

    @cached_property
    def declared_words(self) -> int:
        """Words that the page declares its story to have; 0 when it does not say."""
        text = self.sheet.capture.text
        if "wordCount" not in text:
            return 0
        return max((int(found[1]) for found in _COUNT.finditer(text)), default=0)

    @cached_property
    def body_letters(self) -> int:
        """Letters of the body, headings left out."""
        return sum(letters_of(block.text) for block in self.body if block.kind != "heading")

    @staticmethod
    def is_gate(block: Block) -> bool:
        """Whether a block stands in a part named for a gate."""
        return _is_named(block, _GATE)

    @cached_property
    def teaser_named(self) -> bool:
        """Whether the body ends in a part named for a teaser."""
        return bool(self.body) and _is_named(self.body[-1], _CUT_SHORT)

    @cached_property
    def broken_off(self) -> bool:
        """Whether the last sentence of the body breaks off."""
        prose = [b for b in self.body if letters_of(b.text) >= PROSE // 2 and b.kind in ("paragraph", "quotation")]
        return any(_ELLIPSIS.search(block.text) for block in prose[-_LAST:])


def _is_named(block: Block, names: re.Pattern[str]) -> bool:
    container, steps = block.container, 0
    while container is not None and steps < 4 and container.tag not in ("body", "html", "main"):
        if container.names and len(container.names) < 200 and names.search(container.names):
            return True
        container, steps = container.parent, steps + 1
    return False
