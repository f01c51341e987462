"""What the annotations say of every block: the share of its words that the gold text holds, or nothing.

Page and gold are word sequences; the longest common subsequence pairs them, in order. A lone word paired inside a long
block says nothing (a menu shares "the" with every story), so only runs count, or blocks paired whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rapidfuzz.distance import LCSseq

from copydesk.records import Block

_CHARACTER: Final = re.compile(r"([\u3040-\u30ff\u3400-\u9fff])")
_WORD: Final = re.compile(r"\w+")
_SPACE: Final = re.compile(r"\s+")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_SIGNS: Final = re.compile(r"[*_#>`|]")
_RUN: Final = 3
"""Words in a row from which a match inside a longer block counts."""
UNKNOWN: Final = -1.0


def gold_text(source: str, gold: Mapping[str, Any]) -> str | None:
    """The whole text that a page's gold holds; None where it holds only snippets or facts."""
    if gold.get("text") is not None:
        return str(gold["text"])
    if source == "readability" and gold.get("html_gold"):
        from turbohtml import parse

        return str(parse(gold["html_gold"]).to_text())
    if source == "defuddle" and gold.get("markdown"):
        return _SIGNS.sub(" ", _LINK.sub(r"\1", gold["markdown"]))
    return None


def shares(blocks: Sequence[Block], gold: str) -> list[float]:
    """For each block, the share of its words that the gold text holds; UNKNOWN for a block without words."""
    words: list[str] = []
    owner: list[int] = []
    for rank, block in enumerate(blocks):
        found = words_of(block.text)
        words += found
        owner += [rank] * len(found)
    total = [0] * len(blocks)
    for rank in owner:
        total[rank] += 1
    held = [0] * len(blocks)
    numbers: dict[str, int] = {}
    page = [numbers.setdefault(word, len(numbers)) for word in words]
    wanted = [numbers.setdefault(word, len(numbers)) for word in words_of(gold)]
    if page and wanted:
        for step in LCSseq.opcodes(page, wanted):
            if step.tag != "equal":
                continue
            run = step.src_end - step.src_start
            for place in range(step.src_start, step.src_end):
                rank = owner[place]
                if run >= _RUN or 2 * run >= total[rank]:
                    held[rank] += 1
    return [count / all_words if all_words else UNKNOWN for count, all_words in zip(held, total, strict=True)]


def snippet_shares(blocks: Sequence[Block], gold: Mapping[str, Any]) -> list[float]:
    """1 for the block that holds a wanted snippet, 0 for those that hold an unwanted one, UNKNOWN for the rest."""
    texts = [_SPACE.sub(" ", block.text) for block in blocks]
    found = [UNKNOWN] * len(blocks)
    for name, value in (("without", 0.0), ("with", 1.0)):
        for snippet in gold.get(name) or ():
            wanted = _SPACE.sub(" ", snippet).strip()
            holders = [rank for rank, text in enumerate(texts) if wanted and wanted in text]
            if value == 0.0 or len(holders) == 1:
                for rank in holders:
                    found[rank] = value
            elif holders and found[holders[0]] == UNKNOWN:
                found[holders[0]] = value
    return found


def words_of(text: str) -> list[str]:
    """Lower-case words; every Chinese or Japanese character is one."""
    return _WORD.findall(_CHARACTER.sub(r" \1 ", text.lower()))
