"""Learn what a page is from pages whose kind people have named: the weights of `copydesk.classify.kind`.

python training/kinds.py [--data DIR] [--out FILE]

Prints how well the kind is told on domains that were not learned from, then writes the weights learned from all. Every
page is learned twice, with its address and without: half of what people save does not say where it came from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from folds import FOLDS, fold_of
from numpy.typing import NDArray

from copydesk import intake
from copydesk.blocks import read_blocks
from copydesk.classify.kind import KINDS, NAMES, gather
from copydesk.settings import Settings

HERE: Final = Path(__file__).resolve().parent
WEIGHTS: Final = HERE.parent / "src" / "copydesk" / "classify" / "kinds.json"
DATA: Final = HERE.parent.parent / "shared"
TYPED: Final = "wcxb_dev"
NEWS: Final = ("fundus", "fundus_hist", "andy_news", "misinfo", "zh_handmade")
"""Sources that hold articles and nothing else."""
DECAY: Final = 10.0
"""Weight of the penalty on large weights. Macro-F1 on held-out domains: 0.744 at 20, 0.746 at 10 and at 7."""
STEPS: Final = 1_000
"""Steps of the optimiser, at most; it ends sooner, where nothing moves any more."""
LEAST: Final = 0.6
"""Probability that a page is no article from which it is called something else: 1 % false calls on news pages."""
DIGITS: Final = 4
"""Digits of a weight that are kept, so that the same weights come out of another machine's last digits."""
_OF_ADDRESS: Final = np.array(
    [
        name.startswith(("address_", "host_")) or name.endswith("_address") or name == "front_page"
        for name in NAMES
    ]
)  # fmt: skip


class Pages(NamedTuple):
    """The pages side by side: their numbers, their kinds, their domains' folds, their sources."""

    numbers: NDArray[np.float64]
    kinds: NDArray[np.str_]
    folds: NDArray[np.int64]
    sources: NDArray[np.str_]


class Model(NamedTuple):
    """What is learned: the scale of the numbers, and a row of weights for each kind."""

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    rows: NDArray[np.float64]
    start: NDArray[np.float64]

    def shares(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of each kind for each page."""
        sums = (numbers - self.mean) / self.scale @ self.rows.T + self.start
        powers = np.exp(sums - sums.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def main(arguments: Sequence[str]) -> int:
    """Measure, learn, write."""
    parser = argparse.ArgumentParser(prog="training/kinds.py", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--out", type=Path, default=WEIGHTS, metavar="FILE")
    options = parser.parse_args(arguments)
    pages = read_pages(options.data)
    measure(pages)
    write(learn(pages), options.out)
    return 0


def read_pages(folder: Path) -> Pages:
    """The evidence of every page whose kind is known."""
    sys.path[:0] = [str(folder), str(folder / "data")]
    found = list(_read())
    numbers, kinds, folds, sources = zip(*found, strict=True)
    return Pages(np.array(numbers), np.array(kinds), np.array(folds), np.array(sources))


def _read() -> Iterator[tuple[list[float], str, int, str]]:
    import pages

    settings = Settings()
    for source in (TYPED, *NEWS):
        for page in pages.pages(source):
            kind = page.page_type if source == TYPED else "article"
            sheet = read_blocks(intake.receive(page.body, url=page.url or None, settings=settings), settings)
            if kind in KINDS and sheet.page is not None and any(each.text for each in sheet.blocks):
                yield gather(sheet).values, kind, fold_of(page), source


def learn(pages: Pages) -> Model:
    """The model that these pages teach."""
    mean, scale = pages.numbers.mean(axis=0), pages.numbers.std(axis=0)
    scale[scale == 0.0] = 1.0
    numbers = (np.vstack([pages.numbers, without_address(pages.numbers)]) - mean) / scale
    rows, start = _fit(numbers, np.tile([KINDS.index(kind) for kind in pages.kinds], 2))
    return Model(mean, scale, rows, start)


def _fit(numbers: NDArray[np.float64], kinds: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The weights at which the penalised likelihood is greatest; there is one such place, whatever the beginning."""
    given, wanted = torch.from_numpy(numbers), torch.from_numpy(kinds)
    rows = torch.zeros(len(KINDS), numbers.shape[1], dtype=torch.float64, requires_grad=True)
    start = torch.zeros(len(KINDS), dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS(
        [rows, start], max_iter=STEPS, tolerance_grad=1e-8, tolerance_change=1e-12, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        # Each page counts once, though it is there twice.
        value = 0.5 * torch.nn.functional.cross_entropy(given @ rows.T + start, wanted, reduction="sum")
        value = value + 0.5 * DECAY * (rows**2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    return rows.detach().numpy(), start.detach().numpy()


def without_address(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same evidence of pages that do not say where they came from."""
    return np.where(_OF_ADDRESS, 0.0, numbers)


def measure(pages: Pages) -> None:
    """Print how well the kind is told on domains that were not learned from."""
    for name, numbers in (("with address", pages.numbers), ("without", without_address(pages.numbers))):
        shares = np.zeros((len(pages.kinds), len(KINDS)))
        for fold in range(FOLDS):
            held = pages.folds == fold
            shares[held] = learn(Pages(*(each[~held] for each in pages))).shares(numbers[held])
        print(f"\n{name}")
        report(pages, shares)


def report(pages: Pages, shares: NDArray[np.float64]) -> None:
    """Print scores on the pages whose kinds were named one by one, and false calls on news."""
    names = np.array(KINDS)
    called = np.where(shares[:, 0] > 1.0 - LEAST, "article", names[shares.argmax(axis=1)])
    typed = pages.sources == TYPED
    table = np.array([[((pages.kinds == true) & (called == told) & typed).sum() for told in KINDS] for true in KINDS])
    each = 2 * table.diagonal() / (table.sum(axis=0) + table.sum(axis=1))
    print(f"macro-F1 {each.mean():.3f}; accuracy {table.trace() / table.sum():.3f}")
    print("  ".join(f"{kind} {score:.2f}" for kind, score in zip(KINDS, each, strict=True)))
    print(table)
    print(f"calibration error {_calibration(pages.kinds[typed], shares[typed]):.3f}")
    for source in NEWS:
        of = pages.sources == source
        print(f"{source}: {(called[of] != 'article').sum()} of {of.sum()} not called an article")


def _calibration(kinds: NDArray[Any], shares: NDArray[np.float64]) -> float:
    """Expected calibration error, in ten bins."""
    sure = shares.max(axis=1)
    right = np.array(KINDS)[shares.argmax(axis=1)] == kinds
    bins = np.minimum((sure * 10).astype(int), 9)
    return float(sum(abs(sure[bins == bin].sum() - right[bins == bin].sum()) for bin in range(10)) / len(kinds))


def write(model: Model, path: Path) -> None:
    """The model as JSON, one line for each list."""
    lists: dict[str, object] = {
        "kinds": list(KINDS),
        "least": LEAST,
        "numbers": list(NAMES),
        "mean": _rounded(model.mean),
        "scale": _rounded(model.scale),
        "start": _rounded(model.start),
    }
    rows = {kind: _rounded(row) for kind, row in zip(KINDS, model.rows, strict=True)}
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in lists.items()]
    inner = ",\n".join(f"    {json.dumps(kind)}: {json.dumps(row)}" for kind, row in rows.items())
    path.write_text("{\n" + ",\n".join([*lines, f'  "weights": {{\n{inner}\n  }}']) + "\n}\n", encoding="utf-8")
    print(f"\n{path}: {path.stat().st_size} bytes")


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
