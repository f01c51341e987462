"""Annotated pages → what the network is trained on: features, targets, weights, and the fold of the page's domain."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import gold as gold_labels
import kinds
import numpy as np
from folds import FOLDS, fold_of, group_of
from numpy.typing import NDArray

from copydesk import intake
from copydesk.blocks import read_blocks
from copydesk.classify.features import Features, features_of
from copydesk.classify.kind import KINDS, UNKNOWN, gather
from copydesk.classify.learned import page_strings
from copydesk.classify.rules import label_blocks as label_by_rules
from copydesk.settings import Settings

_ROLES: Final = frozenset({"title", "byline", "dateline", "caption", "credit", "correction"})
"""Labels that rules give: the sources disagree on whether these are text, so the network is not told."""
SOURCE_WEIGHT: Final = {"readability": 0.3, "trafilatura_eval": 0.4, "recipes": 0.4}
"""What a page counts for where it is not whole pages that were read: a tool's output, a few snippets."""
RARE: Final = 1.5
"""What a page counts for that is no article: there are few of each kind."""
_SNIPPET_CAP: Final = 300.0
"""Letters of a block that count where a snippet of it was judged."""
_EACH: Final = 12.0
"""Letters that every block counts for beside its own, so that short ones are learned too."""
_EVENLY: Final = 0.3
"""Share of a page's weight that is spread evenly over its blocks."""


@dataclass(frozen=True, slots=True)
class Example:
    """One page: its features; for each block the target (the share of it that is body), its weight, the share held."""

    source: str
    id: str
    group: str
    language: str
    features: Features
    target: NDArray[np.float32]
    weight: NDArray[np.float32]
    share: NDArray[np.float32]
    letters: NDArray[np.float32]
    role: NDArray[np.bool_]
    f1: float
    """What 1 - F1 of the page counts for in the loss; 0 where the gold is not the whole text."""
    kind: str
    """The kind of the page; empty where that is not annotated."""
    evidence: tuple[float, ...]
    """What the model of kinds looks at; empty for a dump."""
    shares: NDArray[np.float32]
    """How likely the page is each kind, told with its address and without: 2 × kinds."""
    fold: int
    """The fold of the page's domain."""


def load(folder: Path, form: str, jobs: int) -> list[Example]:
    """All examples: of the pages as captured (form "page"), or of plain-text dumps of the articles ("text")."""
    sys.path[:0] = [str(folder), str(folder / "data"), str(Path(__file__).resolve().parent.parent / "bench")]
    found = []
    with ProcessPoolExecutor(jobs) as pool:
        waiting: deque[Future[Example | None]] = deque()
        for page in _pages():
            waiting.append(pool.submit(example_of, page, form))
            if len(waiting) >= 16 * jobs:
                found.append(waiting.popleft().result())
        found += [each.result() for each in waiting]
    return with_shares([example for example in found if example is not None])


def with_shares(examples: list[Example]) -> list[Example]:
    """Each page with what a model of kinds says of it that never saw its domain: so it will be with new pages."""
    if not any(example.evidence for example in examples):
        return examples
    told = []
    for fold in range(FOLDS):
        model = kinds.learn(kinds_of([example for example in examples if example.fold != fold]))
        for example in examples:
            if example.fold == fold and example.evidence:
                numbers = np.array([example.evidence])
                both = (model.shares(numbers), model.shares(kinds.without_address(numbers)))
                told.append(replace(example, shares=np.concatenate(both).astype(np.float32)))
            elif example.fold == fold:
                told.append(example)
    return sorted(told, key=lambda example: (example.source, example.id))


def kinds_of(examples: Sequence[Example]) -> kinds.Pages:
    """The evidence of the examples whose kind is known, as `kinds.learn` wants it."""
    known = [example for example in examples if example.kind and example.evidence]
    return kinds.Pages(
        np.array([example.evidence for example in known]),
        np.array([example.kind for example in known]),
        np.array([example.fold for example in known]),
        np.array([example.source for example in known]),
    )


def _pages() -> Iterator[Any]:
    import pages

    for source in pages.sources():
        yield from pages.pages(source)


def example_of(page: Any, form: str) -> Example | None:
    """The example a page gives; None when nothing of it is annotated."""
    if page.source == "defuddle":
        return None  # minimal made-up cases, and the gold is a tool's own output
    if form == "text" and page.page_type not in (None, "article"):
        return None
    settings = Settings()
    text = gold_labels.gold_text(page.source, page.gold)
    if form == "text":
        from dumps import browser_text

        if not text:
            return None
        capture = intake.receive(browser_text(page.body), url=None, settings=Settings(form="text"))
    else:
        capture = intake.receive(page.body, url=page.url or None, settings=settings)
    sheet = read_blocks(capture, settings)
    if not sheet.blocks or (text is None and not (page.gold.get("with") or page.gold.get("without"))):
        return None
    held = (
        gold_labels.shares(sheet.blocks, text)
        if text is not None
        else gold_labels.snippet_shares(sheet.blocks, page.gold)
    )
    if text is None and max(held) <= 0:
        return None
    share = np.array(held, np.float32)
    role = np.zeros(len(share), np.bool_)
    if form == "page":
        role = np.array([label.name in _ROLES for label in label_by_rules(sheet, settings)])
    features = features_of(sheet.blocks, *page_strings(sheet), UNKNOWN.shares)
    letters = np.expm1(features.blocks[:, 1])
    rare = RARE if page.page_type not in (None, "article") else 1.0
    return Example(
        source=page.source,
        id=page.id,
        group=group_of(page),
        language=page.language,
        features=features,
        target=share.clip(0, 1),
        weight=rare * _weights(page.source, share, letters, role, whole=text is not None),
        share=share,
        letters=letters,
        role=role,
        f1=rare if text is not None else 0.0,
        kind=_kind(page),
        evidence=tuple(gather(sheet).values) if sheet.page is not None else (),
        shares=np.zeros((2, len(KINDS)), np.float32),
        fold=fold_of(page),
    )


def _weights(
    source: str, share: NDArray[np.float32], letters: NDArray[np.float32], role: NDArray[np.bool_], *, whole: bool
) -> NDArray[np.float32]:
    """What each block counts for; those of a page add up to the weight of its source."""
    known = (share >= 0) & ~role
    if not known.any():
        return np.zeros(len(share), np.float32)
    size = (letters if whole else np.minimum(letters, _SNIPPET_CAP)) + _EACH
    by_size = np.where(known, size, 0.0)
    weight = (1 - _EVENLY) * by_size / by_size.sum() + _EVENLY * known / known.sum()
    return (SOURCE_WEIGHT.get(source, 1.0) * weight).astype(np.float32)


def _kind(page: Any) -> str:
    if page.page_type in KINDS:
        return str(page.page_type)
    return "article" if page.source in kinds.NEWS else ""
