"""Scores of copydesk by source, against peers on the same pages in the same run.

python bench/quality.py [--sources a,b] [--peers a,b] [--limit N] [--languages] [--worst N] …
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import common
import gains
from common import Data
from peers import COPYDESK, PEERS, Cache, Output, Tool, chosen_peers, page_key, quiet, run_guarded

JOBS = 2
WORDS, TOKENS, SNIPPETS = "word F1", "token F1", "snippets"
MEASURES = {
    "wcxb_dev": WORDS,
    "andy_news": TOKENS,
    "fundus": TOKENS,
    "fundus_hist": TOKENS,
    "misinfo": TOKENS,
    "newspaper4k": TOKENS,
    "zh_handmade": TOKENS,
    "trafilatura_eval": SNIPPETS,
}
"""How each source is scored. Its README names the measures; the others have facts alone."""
TEXT_SOURCES = ("wcxb_dev", "andy_news", "fundus", "misinfo", "zh_handmade", "trafilatura_eval")
GOLD_KEPT = (
    *("text", "with", "without", "title", "authors", "date", "date_raw", "site", "language", "image", "image_versions"),
    *("description", "canonical"),
)


class Job(NamedTuple):
    """A page, what is known of it already, and the tools that are still to run."""

    page: Any
    known: dict[str, Output]
    missing: tuple[str, ...]


class Score(NamedTuple):
    """One tool's text on one page; `counts` are snippets found and not, where those are the measure."""

    f1: float
    precision: float
    recall: float
    counts: tuple[int, int, int, int] | None = None


class Row(NamedTuple):
    """One page with every tool's output and score."""

    source: str
    id: str
    page_type: str
    language: str
    gold: dict[str, Any]
    outputs: dict[str, Output]
    scores: dict[str, Score]

    @property
    def name(self) -> str:
        """The page's name across sources."""
        return f"{self.source}/{self.id}"


class Section(NamedTuple):
    """One table of the report."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[object, ...]]


Group = tuple[str, Callable[[Row], bool]]
ALL: Group = ("", lambda row: True)
LANGUAGES: tuple[Group, ...] = (
    ("English", lambda row: row.language == "en"),
    ("other", lambda row: row.language not in ("", "en")),
)

_worker: dict[str, Any] = {}


def main(arguments: Sequence[str]) -> int:
    """Run the pages, score them, print the tables."""
    options = read_options(arguments)
    if options.diff:
        print(gains.difference(*map(gains.read_run, options.diff), shown=options.worst or 20))
        return 0
    data = common.open_data(options.data)
    tools = [COPYDESK, *chosen_peers(options.peers)]
    rows = list(score_pages(data, tools, options))
    sections = report(data, rows, [tool.name for tool in tools], options)
    print_report(sections, options)
    print_pages(data, rows, options)
    if options.save:
        gains.save_run(options.save, tools, rows)
    if options.write_table:
        write_table(options.write_table, sections, tools)
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/quality.py", description=__doc__.splitlines()[0])
    common.add_data_option(parser)
    parser.add_argument("--sources", type=common.names, help=f"default: {','.join(TEXT_SOURCES)}")
    parser.add_argument("--peers", type=common.names, default=["trafilatura", "resiliparse"], help=", ".join(PEERS))
    parser.add_argument("--types", type=common.names, help="only pages of these types (wcxb_dev has types)")
    parser.add_argument("--limit", type=int, metavar="N", help="at most N pages of a source, always the same ones")
    parser.add_argument("--languages", action="store_true", help="English and other languages apart as well")
    parser.add_argument("--worst", type=int, metavar="N", help="show the N worst pages")
    parser.add_argument("--by", choices=("loss", "score"), default="loss", help="worst against the best peer, or alone")
    parser.add_argument("--save", type=gains.run_path, metavar="FILE", help="keep the scores of this run")
    parser.add_argument(
        "--diff", type=gains.run_path, nargs=2, metavar=("A", "B"), help="compare two saved runs; runs nothing"
    )
    parser.add_argument("--json", action="store_true", help="the tables as JSON")
    parser.add_argument(
        "--write-table",
        type=Path,
        nargs="?",
        const=common.REPOSITORY / "docs" / "quality.md",
        metavar="FILE",
        help="write the tables into a document between markers (default docs/quality.md)",
    )
    parser.add_argument(
        "--folds",
        type=Path,
        metavar="DIR",
        help="judge each page by the weights in DIR that were trained without its domain (training/train.py --folds)",
    )
    parser.add_argument("--jobs", type=int, default=JOBS, help="processes")
    options = parser.parse_args(arguments)
    options.sources = options.sources or TEXT_SOURCES
    return options


# ---- running


def score_pages(data: Data, tools: Sequence[Tool], options: argparse.Namespace) -> Iterator[Row]:
    """Every chosen page of every chosen source, run through every tool and scored."""
    unknown = set(options.sources) - set(data.pages.sources())
    if unknown:
        raise common.Unavailable(
            f"no source {', '.join(sorted(unknown))}; there are: {', '.join(data.pages.sources())}"
        )
    caches = {tool.name: Cache(tool, common.RESULTS / "cache") for tool in tools if tool is not COPYDESK}
    for source in options.sources:
        pages = common.chosen_pages(data, source, limit=options.limit, keep=_of_type(options.types))
        jobs = (_job(page, caches) for page in pages)
        total = min(len(data.pages.annotations(source)), options.limit or 10**9)
        fresh: dict[str, dict[str, Output]] = {name: {} for name in caches}
        with common.progress(source, total) as step:
            results = common.in_order(
                run_job, jobs, jobs=options.jobs, prepare=prepare_worker, arguments=(data.folder, options.folds)
            )
            for key, ran, row in results:
                for name in ran & fresh.keys():
                    fresh[name][key] = row.outputs[name]
                step()
                yield row
        for name, found in fresh.items():
            caches[name].add(found)


def prepare_worker(folder: Path, folds: Path | None = None) -> None:
    """Make a process ready for `run_job`."""
    quiet()
    _worker["data"] = common.open_data(folder)
    _worker["folds"] = common.held_out_weights(folds) if folds else None


def run_job(job: Job) -> tuple[str, frozenset[str], Row]:
    """Run the tools on a page and score all outputs; with the page's key and the names of the tools that ran."""
    page = job.page
    if _worker["folds"]:
        _worker["folds"](page)
    ran = {name: run_guarded(_tool(name), page.body, page.url) for name in job.missing}
    outputs = {**ran, **job.known}
    gold = {name: page.gold[name] for name in GOLD_KEPT if name in page.gold}
    scores = {
        name: score_text(_worker["data"].text, page.source, name, output, gold) for name, output in outputs.items()
    }
    row = Row(page.source, page.id, page.page_type or "", page.language, gold, outputs, _known(scores))
    return page_key(page.body, page.url), frozenset(ran), row


def score_text(scorer: Any, source: str, tool: str, output: Output, gold: dict[str, Any]) -> Score | None:
    """The page's score by its source's measure; None where there is nothing to compare with."""
    measure = MEASURES.get(source)
    text = judged_text(source, tool, output)
    if measure == SNIPPETS and "with" in gold and "without" in gold:
        counts = scorer.snippet_counts(text, gold["with"], gold["without"])
        found, surplus, missed, _ = counts
        precision, recall, f1 = scorer.scores(found, found + surplus, found + missed)
        return Score(f1, precision, recall, tuple(counts))
    if measure in (WORDS, TOKENS) and "text" in gold:
        precision, recall, f1 = (scorer.word_f1 if measure == WORDS else scorer.token_f1)(text, gold["text"])
        return Score(f1, precision, recall)
    return None


def judged_text(source: str, tool: str, output: Output) -> str:
    """What is compared with the gold text.

    The gold of wcxb_dev counts the title: copydesk's text is the body alone, so its title is put before it. The peers'
    text is taken as it is, which is how they score best.
    """
    if source == "wcxb_dev" and tool == COPYDESK.name and not output.error:
        return f"{output.title or ''}\n{output.text}"
    return output.text


def _job(page: Any, caches: dict[str, Cache]) -> Job:
    key = page_key(page.body, page.url)
    cached = {name: cache.get(key) for name, cache in caches.items()}
    known = {name: output for name, output in cached.items() if output is not None}
    return Job(page, known, (COPYDESK.name, *(name for name in caches if name not in known)))


def _tool(name: str) -> Tool:
    return COPYDESK if name == COPYDESK.name else PEERS[name]


def _of_type(types: list[str] | None) -> Callable[[dict[str, Any]], bool]:
    return lambda line: not types or line.get("page_type") in types


def _known(scores: dict[str, Score | None]) -> dict[str, Score]:
    return {name: score for name, score in scores.items() if score is not None}


# ---- reporting


def report(data: Data, rows: Sequence[Row], tools: Sequence[str], options: argparse.Namespace) -> list[Section]:
    """All tables that have something in them."""
    groups = (ALL, *LANGUAGES) if options.languages else (ALL,)
    made = [
        *words_sections(rows, tools, groups),
        *tokens_sections(rows, tools, groups),
        *snippets_sections(data, rows, tools, groups),
        *shingles_sections(data, rows, tools, groups),
        *errors_sections(rows, tools),
    ]
    return [section for section in made if section.rows]


def words_sections(rows: Sequence[Row], tools: Sequence[str], groups: Sequence[Group]) -> Iterator[Section]:
    """Word F1 by page type, for each source measured so."""
    for source, pages in _by_source(rows, WORDS):
        types = [name for name, _ in Counter(row.page_type for row in pages).most_common()]
        header = ("tool", "all", *(name or "untyped" for name in types), "P", "R", "pages")
        table: list[tuple[object, ...]] = []
        for label, tool, chosen in _lines(pages, tools, groups):
            scores = [row.scores[tool] for row in chosen]
            by_type = (_mean_f1([row.scores[tool] for row in chosen if row.page_type == name]) for name in types)
            table.append((label, _mean_f1(scores), *by_type, *_precision_recall(scores), len(chosen)))
        yield Section(f"word F1, {source}", header, table)


def tokens_sections(rows: Sequence[Row], tools: Sequence[str], groups: Sequence[Group]) -> Iterator[Section]:
    """Token F1, a line for each source and tool."""
    table: list[tuple[object, ...]] = []
    for source, pages in _by_source(rows, TOKENS):
        for label, tool, chosen in _lines(pages, tools, groups):
            scores = [row.scores[tool] for row in chosen]
            table.append((f"{source} {label}", _mean_f1(scores), *_precision_recall(scores), len(chosen)))
    yield Section("token F1", ("source, tool", "F1", "P", "R", "pages"), table)


def snippets_sections(
    data: Data, rows: Sequence[Row], tools: Sequence[str], groups: Sequence[Group]
) -> Iterator[Section]:
    """Wanted and unwanted snippets, counted over all pages."""
    for source, pages in _by_source(rows, SNIPPETS):
        table: list[tuple[object, ...]] = []
        for label, tool, chosen in _lines(pages, tools, groups):
            counts = [data.text.SnippetCounts(*(row.scores[tool].counts or ())) for row in chosen]
            found = data.text.snippet_scores(counts)
            names = ("precision", "recall", "f1", "accuracy", "page_perfect")
            table.append((label, *(found[name] for name in names), len(chosen)))
        yield Section(f"snippets, {source}", ("tool", "P", "R", "F1", "accuracy", "page perfect", "pages"), table)


def shingles_sections(
    data: Data, rows: Sequence[Row], tools: Sequence[str], groups: Sequence[Group]
) -> Iterator[Section]:
    """Runs of four words, and the share of pages whose words are all right in order, where the gold is a whole body."""
    table: list[tuple[object, ...]] = []
    for source, pages in (*_by_source(rows, WORDS), *_by_source(rows, TOKENS)):
        for label, tool, chosen in _lines(pages, tools, groups):
            pairs = ((judged_text(source, tool, row.outputs[tool]), row.gold["text"]) for row in chosen)
            found = data.text.shingle_scores(pairs)
            table.append((f"{source} {label}", found.f1, found.precision, found.recall, found.accuracy, len(chosen)))
    yield Section("shingles", ("source, tool", "F1", "P", "R", "perfect", "pages"), table)


def errors_sections(rows: Sequence[Row], tools: Sequence[str]) -> Iterator[Section]:
    """Pages on which a tool raised or ran out of time; they were scored as empty."""
    table: list[tuple[object, ...]] = []
    for tool in tools:
        failed = [row for row in rows if row.outputs[tool].error]
        for kind, number in Counter(row.outputs[tool].error for row in failed).most_common(5):
            first = next(row.name for row in failed if row.outputs[tool].error == kind)
            table.append((tool, number, kind, first))
    yield Section("errors (scored as empty)", ("tool", "pages", "error", "first"), table)


def print_report(sections: Iterable[Section], options: argparse.Namespace) -> None:
    """The tables, for a reader or as JSON."""
    if options.json:
        print(json.dumps([section._asdict() for section in sections], ensure_ascii=False, indent=1))
        return
    for section in sections:
        print(f"{section.title}\n{common.plain_table(section.header, section.rows)}\n")


def print_pages(data: Data, rows: Sequence[Row], options: argparse.Namespace) -> None:
    """The pages asked for, with text of theirs: for a person's eyes, so never with --json or in a file."""
    if options.json:
        return
    if options.worst:
        for row in gains.worst(rows, options.worst, by=options.by):
            print(gains.page_report(row, data.text, judged_text(row.source, COPYDESK.name, row.outputs[COPYDESK.name])))


def write_table(path: Path, sections: Sequence[Section], tools: Sequence[Tool]) -> None:
    """Put the tables into a document between their markers; errors name pages and are left out."""
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in tools)
    tables = [
        f"### {section.title}\n\n{common.markdown_table(section.header, section.rows)}"
        for section in sections
        if not section.title.startswith("errors")
    ]
    document = path.read_text(encoding="utf-8") if path.exists() else "# Quality\n"
    text = "\n\n".join((f"Measured in one run with {versions}.", *tables))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        common.write_between_markers(document, name="quality", command="bench/quality.py --write-table", text=text),
        encoding="utf-8",
    )


def _by_source(rows: Sequence[Row], measure: str) -> Iterator[tuple[str, list[Row]]]:
    for source in dict.fromkeys(row.source for row in rows if MEASURES.get(row.source) == measure):
        scored = [row for row in rows if row.source == source and row.scores]
        if scored:
            yield source, scored


def _lines(
    rows: Sequence[Row], tools: Sequence[str], groups: Sequence[Group]
) -> Iterator[tuple[str, str, Sequence[Row]]]:
    """Label, tool and pages of each line of a table; a group without pages has no line."""
    for group, belongs in groups:
        chosen = [row for row in rows if belongs(row)]
        for tool in tools if chosen else ():
            yield f"{tool} {group}".strip(), tool, chosen


def _mean_f1(scores: Sequence[Score]) -> float | None:
    return common.mean([score.f1 for score in scores])


def _precision_recall(scores: Sequence[Score]) -> tuple[float | None, float | None]:
    return common.mean([score.precision for score in scores]), common.mean([score.recall for score in scores])


if __name__ == "__main__":
    raise SystemExit(common.run_main(main))
