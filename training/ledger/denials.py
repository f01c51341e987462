"""Fit the weights that tell what a denial answers: from the corpus to `src/copydesk/ledger/denials.toml`.

python training/ledger/denials.py [--corpus FILE] [--folds] [--strength L2] [--out FILE]

Each statement of the corpus is a choice among all others of its article and "none"; the annotated spans are read by
the same rules as an article's, so that the measures have the faults that they will have. With --folds the topics are
held out in turn, and precision and recall are printed by the probability from which a link counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from copydesk.ledger.denials import AGAIN, Choice, Context, again, candidates, context_of, of_answer
from copydesk.ledger.drafts import annotated
from copydesk.ledger.reading import Reading, undenied
from copydesk.records import Statement

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "training"))
import manifest  # noqa: E402 - it stands one folder higher

SHIPPED: Final = ROOT / "src" / "copydesk" / "ledger" / "denials.toml"
STEPS: Final = 30
ENOUGH: Final = 1e-3
"""Gain of a step, or its size, below which the weights are taken as found."""
FOLDS: Final = 6


class Row(NamedTuple):
    """One statement: its article and place, its candidates (N), their measures (N, M), and which it denies (N)."""

    article: int
    at: int
    topic: str
    places: Sequence[int]
    measures: np.ndarray
    denied: np.ndarray


class Model(NamedTuple):
    """The weights of the measures, and those of the second comparison."""

    first: np.ndarray
    second: np.ndarray


def statements(article: dict[str, Any]) -> tuple[Statement, ...]:
    """The statements of an article from its annotated spans, before any is told to be a denial by what it answers."""
    drafts = [annotated(each) for each in article["statements"]]
    return undenied(Reading(article["text"], article["title"], article["published"], article["outlet"]), drafts)


def rows_of(articles: Sequence[dict[str, Any]]) -> tuple[list[str], list[Context], list[Row]]:
    """The names of all measures, what is measured of each article once, and its statements as choices."""
    contexts = [context_of(statements(article)) for article in articles]
    found = [
        (number, *each)
        for number, (article, context) in enumerate(zip(articles, contexts, strict=True))
        for each in _rows(article, context)
    ]
    names = list(dict.fromkeys(name for *_, rows, _ in found for row in rows for name in row))
    return (
        names,
        contexts,
        [
            Row(
                number,
                at,
                articles[number]["topic"],
                places,
                np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=float),
                denied,
            )
            for number, at, places, rows, denied in found
        ],
    )


def _rows(
    article: dict[str, Any], context: Context
) -> Iterator[tuple[int, Sequence[int], list[dict[str, float]], np.ndarray]]:
    numbers = {(each["where"], each["cue"][0][0], each["content"][0][0]): each["id"] for each in article["statements"]}
    own = [numbers.get((each.where, each.cue[0].start, each.content[0].start)) for each in context.every]
    denied = {(link["from"], link["to"]) for link in article["links"] if link["kind"] == "denies"}
    for at, number in enumerate(own):
        alone = of_answer(context, at)
        places, pairs = candidates(context, at) if alone and number is not None else ([], [])
        if places:
            measures = [dict([*alone, *pair]) for pair in pairs]
            yield at, places, measures, np.array([(number, own[place]) in denied for place in places])


def fit(given: Sequence[Row], strength: float) -> np.ndarray:
    """The weights that make the annotated choices likeliest, held small by their squares (Newton's method)."""
    lengths = [len(each.denied) for each in given]
    owner = np.repeat(np.arange(len(given)), lengths)
    starts = np.cumsum([0, *lengths[:-1]])
    measures = np.concatenate([each.measures for each in given])
    denied = np.concatenate([each.denied for each in given])
    chosen = denied / np.maximum(np.bincount(owner, denied, len(given)), 1)[owner]
    held = strength * len(given)

    def judge(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.clip(measures @ weights, -30, 30)
        whole = 1 + np.bincount(owner, np.exp(scores), len(given))
        loss = np.log(whole).sum() - chosen @ scores + held / 2 * (weights @ weights)
        return float(loss), np.exp(scores) / whole[owner]

    weights = np.zeros(measures.shape[1])
    loss, likely = judge(weights)
    for _ in range(STEPS):
        weighed = measures * likely[:, None]
        means = np.add.reduceat(weighed, starts)
        curve = weighed.T @ measures - means.T @ means + held * np.eye(len(weights))
        step = np.linalg.solve(curve, measures.T @ (likely - chosen) + held * weights)
        found, likely = judge(weights - step)
        while found > loss and np.abs(step).max() > ENOUGH:
            step /= 2
            found, likely = judge(weights - step)
        weights, gain, loss = weights - step, loss - found, found
        if gain < ENOUGH:
            break
    return weights


def again_of(contexts: Sequence[Context], given: Sequence[Row], scores: Sequence[np.ndarray]) -> list[Row]:
    """The same choices with the measures of the second comparison, from the scores of the first."""
    first: dict[int, dict[int, Choice]] = {}
    for each, score in zip(given, scores, strict=True):
        first.setdefault(each.article, {})[each.at] = Choice(each.places, score.tolist())

    def measured(each: Row) -> np.ndarray:
        found = again(contexts[each.article], first[each.article], each.at)
        return np.array([[row[name] for name in AGAIN] for row in found])

    return [each._replace(measures=measured(each)) for each in given]


def folds_of(given: Sequence[Row]) -> list[set[str]]:
    """The topics that are held out together."""
    topics = sorted({each.topic for each in given})
    return [set(topics[fold::FOLDS]) for fold in range(FOLDS)]


def model_of(contexts: Sequence[Context], given: Sequence[Row], strength: float) -> Model:
    """Both sets of weights; the second is fitted to first scores of articles that the first has not seen."""
    scores: list[np.ndarray] = [np.zeros(0)] * len(given)
    for held in folds_of(given):
        weights = fit([each for each in given if each.topic not in held], strength)
        for number, each in enumerate(given):
            if each.topic in held:
                scores[number] = each.measures @ weights
    return Model(fit(given, strength), fit(again_of(contexts, given, scores), strength))


def judged(contexts: Sequence[Context], given: Sequence[Row], model: Model) -> list[tuple[float, bool, bool]]:
    """For each choice the probability of its best candidate, whether that one is denied, whether any is."""
    found = []
    for each in again_of(contexts, given, [row.measures @ model.first for row in given]):
        likely = Choice(each.places, (each.measures @ model.second).tolist()).probabilities()
        best = int(np.argmax(likely))
        found.append((likely[best], bool(each.denied[best]), bool(each.denied.any())))
    return found


def report(contexts: Sequence[Context], given: Sequence[Row], strength: float) -> None:
    """Precision and recall with topics held out."""
    found: list[tuple[float, bool, bool]] = []
    for held in folds_of(given):
        model = model_of(contexts, [each for each in given if each.topic not in held], strength)
        found += judged(contexts, [each for each in given if each.topic in held], model)
    gold = sum(there for _, _, there in found)
    print(f"strength {strength}: {len(found)} statements, {gold} denials with a target")
    for least in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8):
        told = [(right, there) for probability, right, there in found if probability >= least]
        hit = sum(right for right, _ in told)
        any_ = sum(there for _, there in told)
        print(
            f"  from {least:.2f}: precision {hit / max(1, len(told)):.2f} recall {hit / gold:.2f},"
            f" denials {any_ / max(1, len(told)):.2f} / {any_ / gold:.2f}"
        )


def main() -> int:
    """Fit, or report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus" / "train.jsonl")
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--strength", type=float, default=0.0005)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args()
    articles = [json.loads(line) for line in options.corpus.read_text(encoding="utf-8").splitlines()]
    names, contexts, given = rows_of(articles)
    if options.folds:
        report(contexts, given, options.strength)
        return 0
    model = model_of(contexts, given, options.strength)
    rows = [
        f'"{name}" = {weight:.3f}' for name, weight in zip([*names, *AGAIN], [*model.first, *model.second], strict=True)
    ]
    head = "# What each measure of `denials.py` counts; made by training/ledger/denials.py from corpus/train.jsonl.\n"
    options.out.write_text("\n".join([head + "[weights]", *rows, ""]), encoding="utf-8")
    if options.out.resolve() == SHIPPED:
        manifest.note("ledger/denials.toml", options.out, [options.corpus], strength=options.strength)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
