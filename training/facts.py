"""Learn the choice of title, authors and date among their candidates, from annotated pages.

python training/facts.py --folds DIR [--data DIR] [--out FILE] [--jobs N]

DIR holds the networks of `training/train.py --folds`: every page is judged by the one that never saw its domain, as a
new page will be. Choices learned without each fold's domains are written beside them, and tell how good the choice is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import manifest
import torch
from folds import FOLDS, fold_of, weights_setter

from copydesk.article.authors import author_options, signs_of_no_author
from copydesk.article.case import Case, open_case, table_of
from copydesk.article.choice import Option, Weights, weigh
from copydesk.article.headlines import signs_of_no_title, title_options
from copydesk.article.published import OF_PUBLICATION, changes, date_options, signs_of_none
from copydesk.article.zones import in_local_time

HERE: Final = Path(__file__).resolve().parent
DATA: Final = HERE.parent.parent / "shared"
CHOICES: Final = HERE.parent / "src" / "copydesk" / "article" / "choices.json"
FACTS: Final = ("title", "authors", "published")
SOURCES: Final = {
    "title": "wcxb_dev andy_news fundus misinfo trafilatura_eval postlight recipes fundus_hist".split(),
    "authors": "wcxb_dev andy_news fundus misinfo trafilatura_eval postlight recipes zh_handmade fundus_hist".split(),
    "published": (
        "wcxb_dev andy_news fundus misinfo trafilatura_eval postlight htmldate_default zh_handmade fundus_hist "
        "mediacloud_lib"
    ).split(),
}
"""Sources whose gold is what people or a site's own parser wrote; what a general tool gave is left out."""
SOURCE_WEIGHT: Final = {"recipes": 0.5, "postlight": 0.5}
"""What a page counts for where the gold follows one reading of the markup, or a date in universal time."""
UNSURE_NONE: Final = {"wcxb_dev": 0.15}
"""What a page counts for that is annotated as undated where that means "not annotated" as often."""
NEVER_NONE: Final = {"authors": ("wcxb_dev", "andy_news"), "published": (), "title": ()}
"""Sources in which no author means that none was annotated."""
ONE_OF_SEVERAL: Final = ("wcxb_dev", "andy_news", "trafilatura_eval")
"""Sources that mostly keep one author of several: more names than the gold's are no mistake there."""
WRONG_DATES: Final = {
    "andy_news": "ebdcf498 681d18c1 7bbb0da3 f6637127 f365aea0 ebe76f91 ce0b310c 20caadc0".split(),
    "trafilatura_eval": (
        "uusisuomi.fi.angela zahlenzauberin.wordpress.com.ferien mywakenews.wordpress.com.psyop "
        "Popkultur.de-Schauspieler"
    ).split(),
}
"""Beginnings of the ids of pages whose annotated date is known to be wrong."""
SUPPORTING: Final = (
    *"json-ld meta microdata path rel byline author first shown earliest".split(),
    "declared and",
    "line with",
    "line named",
    "time header",
)
"""Beginnings of signs that never speak against a value; a negative weight would be chance."""
AGAINST: Final = ("unseen", "a change", "site", "hidden")
SEEN_ON: Final = 5
"""Pages on which a sign must stand to get a weight."""
DECAY: Final = 1.0
STEPS: Final = 300
RATE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    """One page and fact: the signs of every option, those of none, and which options are right (none if no option)."""

    source: str
    id: str
    fold: int
    options: tuple[frozenset[str], ...]
    none: tuple[str, ...]
    right: tuple[bool, ...]
    weight: float


def main(arguments: Sequence[str]) -> int:
    """Learn, tell how good it is, write."""
    options = read_options(arguments)
    torch.set_num_threads(1)
    found = gather(options)
    learned: dict[str, Weights] = {}
    held_out: list[dict[str, Weights]] = [{} for _ in range(FOLDS)]
    for table, examples in found.items():
        for fold in range(FOLDS):
            held_out[fold][table] = fit([each for each in examples if each.fold != fold])
        report(table, examples, [each[table] for each in held_out])
        learned[table] = fit(examples)
    for fold, weights in enumerate(held_out):
        write(weights, options.folds / f"choices-{fold}.json")
    write(learned, options.out)
    note_run(options, {table: len(examples) for table, examples in found.items()})
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="training/facts.py", description=__doc__.splitlines()[0])
    parser.add_argument("--folds", type=Path, required=True, metavar="DIR")
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR")
    parser.add_argument("--out", type=Path, default=CHOICES, metavar="FILE")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args(arguments)


# Pages → examples.


def gather(options: argparse.Namespace) -> dict[str, list[Example]]:
    """The examples of every table of weights, in the order of the pages."""
    sys.path[:0] = [str(options.data), str(options.data / "data"), str(HERE.parent / "bench")]
    sources = dict.fromkeys(source for fact in FACTS for source in SOURCES[fact])
    found: dict[str, list[Example]] = {f"{fact}{form}": [] for form in ("", ", text") for fact in FACTS}
    with ProcessPoolExecutor(options.jobs, initializer=_prepare, initargs=(options.folds,)) as pool:
        for source in sources:
            pages = _pages(source)
            while batch := list(islice(pages, 8 * options.jobs)):
                for examples in pool.map(_examples_of, batch):
                    for table, example in examples.items():
                        found[table].append(example)
    return found


def _pages(source: str) -> Iterator[Any]:
    import pages

    yield from pages.pages(source)


_worker: dict[str, Callable[[Any], None]] = {}


def _prepare(folder: Path) -> None:
    _worker["set"] = weights_setter(folder)


def _examples_of(page: Any) -> dict[str, Example]:
    """What a page teaches: an example for each annotated fact, of the page itself and of the article's plain text."""
    from dumps import browser_text

    _worker["set"](page)
    examples = _examples_in(judged(page.body, page.url), page)
    if page.page_type in (None, "article") and (text := browser_text(page.body)).strip():
        # Of a dump the address is known or not.
        url = page.url if hashlib.sha256(page.id.encode()).digest()[0] % 2 else ""
        examples |= _examples_in(judged(text, url, form="text"), page)
    return examples


def _examples_in(case: Case, page: Any) -> dict[str, Example]:
    told = {
        "title": lambda: (title_options(case), signs_of_no_title(case)),
        "authors": lambda: (author_options(case), signs_of_no_author(case, author_options(case))),
        "published": lambda: (date_options(case), signs_of_none(case, date_options(case))),
    }
    examples = {}
    for fact, read in told.items():
        gold = _gold(page, fact)
        if page.source not in SOURCES[fact] or gold is None:
            continue
        options, none = read()
        if fact == "published" and _is_of_change(gold, options, case):
            continue
        right = tuple(_RIGHT[fact](gold, options, page.source)) if gold else (False,) * len(options)
        weight = SOURCE_WEIGHT.get(page.source, 1.0)
        if not gold and fact == "published":
            weight *= UNSURE_NONE.get(page.source, 1.0)
        signs = tuple(option.signs for option in options)
        table = table_of(case, fact)
        examples[table] = Example(page.source, page.id, fold_of(page), signs, none, right, weight)
    return examples


def _is_of_change(gold: str, options: Sequence[Option], case: Case) -> bool:
    """Whether the annotated day is that of a change on a page that declares when it was published: another fact."""
    days = {str(change.value)[:10] for change in changes(case)}
    declared = any(option.signs & OF_PUBLICATION for option in options)
    return declared and gold[:10] in days and not any(_right_dates(gold, options, ""))


def judged(content: bytes | str, url: str, **options: object) -> Case:
    """The case of a page or a text, judged as extraction does it."""
    from copydesk import intake
    from copydesk.article.assembly import article_of
    from copydesk.blocks import read_blocks
    from copydesk.classify import classify
    from copydesk.settings import settings_from

    settings = settings_from(options)
    sheet = read_blocks(intake.receive(content, url=url or None, settings=settings), settings)
    article = article_of(sheet, classify(sheet, settings))
    told = sheet._replace(blocks=list(article.blocks))
    return open_case(told, article.labels, article.text, article.verdict.kind)


def _gold(page: Any, fact: str) -> Any:
    """The annotated value; empty where the page is annotated as having none, None where nothing is annotated."""
    key = "date" if fact == "published" else fact
    if key not in page.gold or (fact == "authors" and page.gold[key] is None):
        return None
    value = page.gold[key]
    if fact == "published" and page.id.startswith(tuple(WRONG_DATES.get(page.source, ("\0",)))):
        return None
    return value or (None if fact == "title" or page.source in NEVER_NONE[fact] else "")


def _right_titles(gold: str, options: Sequence[Option], source: str) -> Iterator[bool]:
    from scoring.facts import title_match

    return (title_match(gold, str(option.candidates[0].value)).exact for option in options)


def _right_authors(gold: Sequence[str], options: Sequence[Option], source: str) -> Iterable[bool]:
    """The sets of names nearest to the gold's, if at least half right."""
    from scoring.facts import author_counts

    counts = [author_counts(gold, list(option.candidates[0].value)) for option in options]
    f1 = [2 * each.matched / (each.gold + each.predicted) if each.predicted else 0.0 for each in counts]
    best = max(f1, default=0.0)
    return [
        share >= 0.5 and (share == best or (each.matched == each.gold and source in ONE_OF_SEVERAL))
        for share, each in zip(f1, counts, strict=True)
    ]


def _right_dates(gold: str, options: Sequence[Option], source: str) -> Iterator[bool]:
    """The days that are the gold's, in the page's own zone where it is known."""
    from scoring.facts import date_match

    for number, option in enumerate(options):
        others = [one for rank, other in enumerate(options) if rank != number for one in other.candidates]
        yield date_match(gold, str(in_local_time([*option.candidates, *others])[0].value)).exact


_RIGHT: Final[dict[str, Callable[[Any, Sequence[Option], str], Iterable[bool]]]] = {
    "title": _right_titles,
    "authors": _right_authors,
    "published": _right_dates,
}


# Examples → weights.


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """The weights under which the right options are likeliest, small ones preferred."""
    names = _names(examples)
    numbers = {name: number for number, name in enumerate(names)}
    rows: list[list[str]] = []
    of_page: list[int] = []
    right: list[bool] = []
    for number, example in enumerate(examples):
        for signs, is_right in zip(example.options, example.right, strict=True):
            rows.append(sorted(signs))
            right.append(is_right)
        rows.append([f"none {sign}" for sign in example.none])
        right.append(not any(example.right))
        of_page += [number] * (len(example.options) + 1)
    known = [[numbers[sign] for sign in row if sign in numbers] for row in rows]
    flat = torch.tensor([number for row in known for number in row])
    starts = torch.tensor([0, *torch.tensor([len(row) for row in known]).cumsum(0).tolist()[:-1]])
    pages, true = torch.tensor(of_page), torch.tensor(right)
    importance = torch.tensor([example.weight for example in examples])
    weights = torch.zeros(len(names), 1, requires_grad=True)
    supporting = torch.tensor([_supports(name) for name in names])
    optimiser = torch.optim.Adam([weights], lr=RATE)
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimiser, [STEPS // 2, STEPS * 3 // 4], gamma=0.3)
    for _ in range(STEPS):
        optimiser.zero_grad()
        scores = torch.nn.functional.embedding_bag(flat, weights, starts, mode="sum")[:, 0]
        chosen = scores.masked_fill(~true, -1e4)
        loss = (importance * (_log_sum(scores, pages) - _log_sum(chosen, pages))).sum()
        (loss + DECAY / 2 * (weights**2).sum()).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            weights[supporting] = weights[supporting].clamp(min=0)
    found = {name: round(weight, 3) for name, weight in zip(names, weights[:, 0].tolist(), strict=True)}
    return {name: weight for name, weight in sorted(found.items()) if weight}


def _names(examples: Sequence[Example]) -> list[str]:
    counts: Counter[str] = Counter()
    for example in examples:
        counts.update({sign for signs in example.options for sign in signs})
        counts.update(f"none {sign}" for sign in example.none)
    return sorted(name for name, count in counts.items() if count >= SEEN_ON)


def _supports(name: str) -> bool:
    return name.startswith(SUPPORTING) and not name.endswith(AGAINST)


def _log_sum(scores: torch.Tensor, pages: torch.Tensor) -> torch.Tensor:
    """For each page the logarithm of the sum of the exponentials of its scores."""
    number = int(pages[-1]) + 1
    highest = torch.full((number,), -1e9).scatter_reduce(0, pages, scores.detach(), "amax")
    return highest + torch.zeros(number).scatter_add(0, pages, (scores - highest[pages]).exp()).log()


def write(weights: Mapping[str, Weights], path: Path) -> None:
    """Write the weights."""
    path.write_text(json.dumps(weights, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")


def note_run(options: argparse.Namespace, pages: Mapping[str, int]) -> None:
    """Write into the manifest what the choices were learned from."""
    if options.out != CHOICES:
        return
    used = sorted({source for fact in FACTS for source in SOURCES[fact]})
    packs = [options.data / "data" / "pages" / f"{source}.tar.xz" for source in used]
    torch_version = torch.__version__.partition("+")[0]
    manifest.note("choices.json", options.out, packs, pages=dict(pages), torch=torch_version)


# How good it is.


def report(table: str, examples: Sequence[Example], weights: Sequence[Weights]) -> None:
    """Print, domains held out: how often the chosen value is right by source, and whether the confidence is."""
    told = []
    for example in examples:
        options = [Option([], signs) for signs in example.options]
        shares = weigh(options, example.none, weights[example.fold])
        best = max(range(len(shares)), key=shares.__getitem__, default=None)
        told.append((example, shares[best] if best is not None else 0.0, best is not None and example.right[best]))
    print(f"\n{table}: source, pages with it, right, possible; pages without, invented")
    for source in SOURCES[table.partition(",")[0]]:
        has = [row for row in told if row[0].source == source and any(row[0].right)]
        lacks = [row for row in told if row[0].source == source and not any(row[0].right)]
        right = sum(is_right and share >= 0.5 for _, share, is_right in has)
        given = sum(share >= 0.5 for _, share, _ in lacks)
        print(
            f"  {source:18}{len(has):6}{right / max(1, len(has)):8.3f}{len(lacks):8}{given / max(1, len(lacks)):8.3f}"
        )
    for tenth in range(10):
        rows = [row for row in told if tenth <= row[1] * 10 < tenth + 1 or (tenth == 9 and row[1] == 1)]
        whole = sum(row[0].weight for row in rows)
        if whole:
            mean = sum(row[0].weight * row[1] for row in rows) / whole
            right = sum(row[0].weight * row[2] for row in rows) / whole
            print(f"  confidence {mean:.2f}: right {right:.2f} of {len(rows)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
