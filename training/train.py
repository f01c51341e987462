"""Train the network that says what is body, from the annotated pages to the file of weights.

python training/train.py [--form page|text] [--data DIR] [--folds] [--out DIR] [--epochs N] [--seed N] [--jobs N]

With --folds, one network, and one model of kinds, is trained without the pages of each fold's domains, and written
beside the others: `bench/quality.py --folds DIR` judges every page by the two that never saw its domain.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import kinds
import manifest
import numpy as np
import torch
from dataset import Example, kinds_of, load
from folds import FOLDS
from model import Network, Scale, Vocabulary, batch_of, layers_of, prepared, text_words
from torch.nn import functional

from copydesk.classify.features import name_words
from copydesk.classify.network import write_weights

HERE: Final = Path(__file__).resolve().parent
WEIGHTS: Final = HERE.parent / "src" / "copydesk" / "classify" / "weights"
DATA: Final = HERE.parent.parent / "shared"
BATCH: Final = 16
RATE: Final = 3e-3
DECAY: Final = 1e-2
DROPOUT: Final = 0.2
SEEN_ON: Final = 5
"""Domains that must use a class word for it to get a row; fewer would be one site's own name."""
SAID_ON: Final = 8
"""Domains on which a word of a short text must stand."""
MOST_WORDS: Final = 4_000
LONGEST_WORD: Final = 24
F1_SHARE: Final = 1.0
"""Weight of the loss 1 - F1 (in letters) of a page, beside the cross entropy of its blocks."""
EARLY_SHARE: Final = 0.3
EPOCHS: Final = {"page": 12, "text": 16}
SEED: Final = {"page": 0, "text": 1}
"""Networks of dumps differ in the least sure lines. Of seeds 0 to 2, 1 keeps the invented dumps of the tests whole."""
AVERAGED: Final = {"page": 750.0, "text": 113.6}
"""Steps over which the running mean of the weights, which is what is kept, reaches back.

Pages, word F1 on one fold: 0.874 with 500 of 1,000 steps, 0.867 with a tenth of them. Dumps, English: 0.905 with 500 of
500, 0.928 with a tenth of 1,100.
"""


def main(arguments: Sequence[str]) -> int:
    """Train and write."""
    options = read_options(arguments)
    torch.set_num_threads(options.threads)
    torch.use_deterministic_algorithms(mode=True)
    began = time.time()
    examples = load(options.data, options.form, options.jobs)
    print(f"{len(examples)} pages, {sum(len(each.target) for each in examples)} blocks, {time.time() - began:.0f} s")
    options.out.mkdir(parents=True, exist_ok=True)
    folds: list[int | None] = list(range(FOLDS)) if options.folds else [None]
    if options.only is not None:
        folds = [options.only]
    for fold in folds:
        kept = [example for example in examples if fold is None or example.fold != fold]
        data = train(
            kept,
            epochs=options.epochs,
            averaged=AVERAGED[options.form],
            seed=options.seed,
            name="all" if fold is None else f"without fold {fold}",
        )
        suffix = "" if fold is None else f"-{fold}"
        file = options.out / f"{options.form}{suffix}.npz"
        file.write_bytes(data)
        if fold is not None and options.form == "page":
            kinds.write(kinds.learn(kinds_of(kept)), options.out / f"kinds{suffix}.json")
        if fold is None:
            note_run(options, len(examples), file)
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="training/train.py", description=__doc__.splitlines()[0])
    parser.add_argument("--form", choices=("page", "text"), default="page")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--folds", action="store_true", help="a network for each fold, trained without its domains")
    parser.add_argument("--only", type=int, metavar="FOLD", help="one fold of --folds")
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="DIR")
    parser.add_argument("--epochs", type=int, help=f"default: {EPOCHS}")
    parser.add_argument("--seed", type=int, help=f"default: {SEED}")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args(arguments)
    options.epochs = options.epochs or EPOCHS[options.form]
    options.seed = SEED[options.form] if options.seed is None else options.seed
    return options


def note_run(options: argparse.Namespace, pages: int, weights: Path) -> None:
    """Write into the manifest what a file of weights was made from: packs of pages, settings, its own digest."""
    packs = sorted((options.data / "data" / "pages").glob("*.tar.xz"))
    torch_version = torch.__version__.partition("+")[0]
    settings = {"pages": pages, "epochs": options.epochs, "seed": options.seed, "torch": torch_version}
    manifest.note(f"{options.form}.npz", weights, packs, **settings)


def train(examples: Sequence[Example], *, epochs: int, averaged: float, seed: int, name: str) -> bytes:
    """The file of weights of a network trained on examples."""
    chance = np.random.default_rng(seed)
    torch.manual_seed(seed)
    scale = scale_of(examples)
    vocabulary = vocabulary_of(examples)
    pages = [prepared(example, scale, vocabulary) for example in examples]
    network = Network(len(scale.block_mean), len(scale.zone_mean), vocabulary, DROPOUT)
    steady = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = -(-len(examples) // BATCH) * epochs
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps, pct_start=0.15)
    network.train()
    for epoch in range(epochs):
        began, total = time.time(), 0.0
        order = chance.permutation(len(examples))
        for start in range(0, len(order), BATCH):
            loss = loss_of(network, batch_of([pages[place] for place in order[start : start + BATCH]], chance))
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            total += float(loss.detach())
            with torch.no_grad():
                torch._foreach_lerp_(list(steady.parameters()), list(network.parameters()), 1 / averaged)
        loss = total * BATCH / len(examples)
        print(f"{name}: epoch {epoch + 1} of {epochs}, loss {loss:.4f}, {time.time() - began:.0f} s", flush=True)
    layers = layers_of(steady, scale)
    return write_weights(layers, _ordered(vocabulary.zone), _ordered(vocabulary.text))


def loss_of(network: Network, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Cross entropy of the blocks, and 1 - F1 of the pages whose whole text is known."""
    body, early = network(batch)
    pages, page = len(batch["shares"]), batch["page"]
    cross = functional.binary_cross_entropy_with_logits
    target, weight = batch["target"], batch["weight"]
    each = cross(body, target, reduction="none") + EARLY_SHARE * cross(early, target, reduction="none")
    loss = (each * weight).sum() / pages

    def summed(values: torch.Tensor) -> torch.Tensor:
        return values.new_zeros(pages).index_add(0, page, values)

    kept, counts = torch.sigmoid(body), batch["f1"]
    both = summed(kept * batch["letters"]) + summed(batch["held"])
    missed = 1 - 2 * summed(kept * batch["held"]) / both.clamp_min(1e-3)
    return loss + F1_SHARE * (missed * counts).sum() / (counts > 0).sum().clamp_min(1)


def scale_of(examples: Sequence[Example]) -> Scale:
    """Mean and deviation of every feature."""
    blocks = np.concatenate([example.features.blocks for example in examples])
    zones = np.concatenate([example.features.zones for example in examples])
    return Scale(blocks.mean(0), blocks.std(0) + 1e-3, zones.mean(0), zones.std(0) + 1e-3)


def vocabulary_of(examples: Sequence[Example]) -> Vocabulary:
    """The words that get rows: seen on several domains, and no longer than a word is."""
    named = ((each.group, map(name_words, each.features.zone_names)) for each in examples)
    zone = _common(named, SEEN_ON)
    text = _common(((each.group, text_words(each.features)) for each in examples), SAID_ON)
    return Vocabulary(zone, text)


def _common(pages: Iterable[tuple[str, Iterable[Iterable[str]]]], least: int) -> dict[str, int]:
    domains: dict[str, set[str]] = defaultdict(set)
    for group, rows in pages:
        for row in rows:
            for word in row:
                domains[word].add(group)
    kept = [word for word, seen in domains.items() if len(seen) >= least and len(word) <= LONGEST_WORD]
    kept.sort(key=lambda word: (-len(domains[word]), word))
    return {word: place for place, word in enumerate(sorted(kept[:MOST_WORDS]), 1)}


def _ordered(vocabulary: dict[str, int]) -> list[str]:
    return ["", *sorted(vocabulary, key=vocabulary.__getitem__)]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
