"""Facts by source and field, against every peer in the same run: right, missing, invented, and how sure we may be.

python bench/facts.py [--sources a,b] [--peers a,b] [--folds DIR] [--lost FIELD] [--write] …
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import common
import gains
import peers
import quality
from common import Data
from peers import COPYDESK, PEERS, Tool
from quality import Row, Section

SOURCES = (
    *("andy_news", "misinfo", "fundus", "fundus_hist", "trafilatura_eval", "wcxb_dev", "htmldate_default"),
    *("postlight", "recipes", "zh_handmade", "mediacloud_lib", "metascraper"),
)
MAIN = {
    "title": "title_exact",
    "fuzzy": "title_fuzzy",
    "author F1": "author_f1",
    "page exact": "author_page_exact",
    "invented": "author_invented",
    "date": "date_exact",
    "±1": "date_within_a_day",
    "missing": "date_missing",
    "date invented": "date_invented",
}
OTHERS = {
    "site": "site_right",
    "language": "language_right",
    "image": "image_exact",
    "file name": "image_file_name",
    "description": "description_right",
    "canonical": "canonical_right",
}
FIELDS = {"title": "title", "authors": "authors", "published": "date"}
"""Facts whose confidence is looked at, and what the gold calls them."""
UNSURE_NONE = ("wcxb_dev",)
"""Sources in which no date means "not annotated" as often as "none": left out where confidence is judged."""
DOCUMENT = common.REPOSITORY / "docs" / "facts.md"
PLOT = "facts-confidence.svg"
COLOURS = {"title": "#1f4e79", "authors": "#2e7d32", "published": "#b3261e"}


class Trust(NamedTuple):
    """Values given with a confidence in one tenth: how many, the mean confidence, the share that was right."""

    fact: str
    values: int
    confidence: float
    right: float


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and on request write the document with its plot."""
    options = read_options(arguments)
    data = common.open_data(options.data)
    chosen = peers.chosen_peers(options.peers)
    rows = list(scored(data, [COPYDESK, *chosen], options))
    found = list(sections(data, rows, [COPYDESK, *chosen]))
    quality.print_report(found, options)
    for field in options.lost or ():
        for line in gains.wrong_facts(rows, data.facts, field, options.show):
            print(line)
    if options.write:
        write(options.write, found, trusts(data, rows), chosen)
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    speaking = [name for name, tool in PEERS.items() if tool.has_facts]
    parser = argparse.ArgumentParser(prog="bench/facts.py", description=__doc__.splitlines()[0])
    common.add_data_option(parser)
    parser.add_argument("--sources", type=common.names, default=SOURCES, help=f"default: {','.join(SOURCES)}")
    parser.add_argument("--peers", type=common.names, default=speaking, help=", ".join(speaking))
    parser.add_argument(
        "--lost", type=common.names, metavar="FIELDS", help="show pages where title, authors, date fail"
    )
    parser.add_argument("--show", type=int, default=20, metavar="N", help="pages shown with --lost")
    parser.add_argument("--json", action="store_true", help="the tables as JSON")
    common.add_run_options(parser, document=DOCUMENT, jobs=quality.JOBS)
    return parser.parse_args(arguments)


def scored(data: Data, tools: Sequence[Tool], options: argparse.Namespace) -> Iterator[Row]:
    """Every page of the sources with what each tool makes of it."""
    scoring = quality.read_options(["--sources", ",".join(options.sources), "--jobs", str(options.jobs)])
    scoring.limit, scoring.folds = options.limit, options.folds
    yield from quality.score_pages(data, tools, scoring)


def sections(data: Data, rows: Sequence[Row], tools: Sequence[Tool]) -> Iterator[Section]:
    """The tables: title, people and date; the other facts; confidence."""
    for title, rates in (("title, authors, date", MAIN), ("other facts", OTHERS)):
        lines = list(_rate_lines(data, rows, tools, rates))
        yield Section(title, ("source, tool", *rates, "pages"), lines)
    header = ("fact", "values", "mean confidence", "right")
    yield Section("confidence of copydesk", header, [tuple(each) for each in trusts(data, rows)])
    yield from quality.errors_sections(rows, [tool.name for tool in tools])


def _rate_lines(
    data: Data, rows: Sequence[Row], tools: Sequence[Tool], rates: dict[str, str]
) -> Iterator[tuple[object, ...]]:
    for source in dict.fromkeys(row.source for row in rows):
        pages = [row for row in rows if row.source == source]
        for tool in tools:
            table = data.facts.FactsTable()
            for row in pages:
                table.add(row.gold, row.outputs[tool.name].facts())
            found = table.summary()
            # A tool that gives dates alone is judged by these.
            figures = [found.get(rate) if tool.has_text or "date" in rate else None for rate in rates.values()]
            if any(figure is not None for figure in figures):
                yield (f"{source} {tool.name}", *figures, len(pages))


# ---- confidence


def trusts(data: Data, rows: Sequence[Row]) -> list[Trust]:
    """For each fact and tenth of confidence, how many of the values given were right."""
    found = []
    for fact, field in FIELDS.items():
        given = sorted(
            (_confidence(row, fact), _is_right(data, row, field)) for row in rows if _is_judged(row, fact, field)
        )
        for low, high in pairwise([tenth / 10 for tenth in range(11)]):
            part = [(sure, right) for sure, right in given if low <= sure < high or sure == high == 1]
            if part:
                mean, share = (sum(column) / len(part) for column in zip(*part, strict=True))
                found.append(Trust(fact, len(part), mean, share))
    return found


def _confidence(row: Row, fact: str) -> float:
    more = row.outputs[COPYDESK.name].more or {}
    return float(more.get("confidence", {}).get(fact, 0.0))


def _is_judged(row: Row, fact: str, field: str) -> bool:
    """Whether a value was given, and the gold says what it should be."""
    if field not in row.gold or not _confidence(row, fact) or (row.gold[field] is None and field != "date"):
        return False
    return bool(row.gold[field]) or row.source not in UNSURE_NONE


def _is_right(data: Data, row: Row, field: str) -> bool:
    gold, found = row.gold[field], row.outputs[COPYDESK.name].facts()[field]
    if not gold:
        return False
    if field == "title":
        return bool(data.facts.title_match(gold, found).exact)
    if field == "authors":
        return bool(data.facts.author_counts(gold, found).exact)
    return bool(data.facts.date_match(gold, found, str(row.gold.get("date_raw") or "")).exact)


# ---- telling


def write(path: Path, found: Sequence[Section], trust: Sequence[Trust], chosen: Sequence[Tool]) -> None:
    """Put the tables into the document, and the plot beside it."""
    plot(path.with_name(PLOT), trust)
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in (COPYDESK, *chosen))
    tables = [
        f"### {section.title}\n\n{common.markdown_table(section.header, section.rows)}"
        for section in found
        if not section.title.startswith("errors")
    ]
    image = f"![Share of values that were right, by the confidence they were given with]({PLOT})"
    text = "\n\n".join((f"Measured in one run with {versions}.", *tables, image))
    document = path.read_text(encoding="utf-8") if path.exists() else "# Facts\n"
    path.write_text(
        common.write_between_markers(document, name="facts", command="bench/facts.py --write", text=text),
        encoding="utf-8",
    )


def plot(path: Path, trust: Sequence[Trust]) -> None:
    """Reliability: the share of right values over the confidence they were given with; on the diagonal both agree."""
    figure, axes = common.canvas(5.6, 4.6)
    axes.plot([0, 1], [0, 1], color="#9aa0a6", linewidth=1, linestyle=(0, (4, 4)), zorder=1)
    for fact, colour in COLOURS.items():
        part = [each for each in trust if each.fact == fact]
        sizes = [12 + 3 * each.values**0.5 for each in part]
        axes.plot([each.confidence for each in part], [each.right for each in part], color=colour, label=fact, zorder=2)
        axes.scatter([each.confidence for each in part], [each.right for each in part], s=sizes, color=colour, zorder=3)
    axes.set_xlabel("confidence given")
    axes.set_ylabel("share that was right")
    axes.legend(frameon=False)
    common.save_plot(figure, path)


if __name__ == "__main__":
    sys.exit(common.run_main(main))
