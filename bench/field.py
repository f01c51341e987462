"""The whole field on one page: accuracy against time and by type of page, as a table and two plots.

python bench/field.py [--peers a,b] [--folds DIR] [--timed N] [--limit N] [--write] …
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import common
import peers
import quality
import speed
from common import Data
from peers import COPYDESK, PEERS, Tool

SOURCE = "wcxb_dev"
"""The one source that holds every type of page."""
TIMED = 12
"""Pages of each type that are timed."""
ROUNDS = 3
DOCUMENT = common.REPOSITORY / "docs" / "field.md"
TIME_PLOT, TYPE_PLOT = "field-time.svg", "field-types.svg"
PUBLISHED: dict[str, dict[str, float]] = {
    "rs-trafilatura": {
        "all": 0.859,
        "article": 0.932,
        "forum": 0.808,
        "documentation": 0.932,
        "product": 0.641,
        "service": 0.844,
        "collection": 0.716,
        "listing": 0.707,
    },
    "MinerU-HTML": {"all": 0.827},
}
"""What the makers of WCXB publish for two tools that are not run here: one is no Python package, one needs a GPU.

Over their 1,497 development pages, which both may have seen: not held out, and never timed beside us.
"""
OURS = "#b3261e"
THEIRS = ("#1f4e79", "#2e7d32", "#7b5ea7", "#a8631a", "#5f6b73", "#0f7f88", "#8a8d1f", "#8b4a6b")


class Standing(NamedTuple):
    """One tool: word F1 over all pages and by type, and milliseconds for a page of middling cost; None if not timed."""

    tool: str
    scores: dict[str, float]
    milliseconds: float | None


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and on request write the document with its plots."""
    options = read_options(arguments)
    data = common.open_data(options.data)
    chosen = peers.chosen_peers(options.peers)
    standings = measured(data, chosen, options)
    types = page_types(data)
    print(common.plain_table(header(types), list(lines(standings, types))))
    if options.write:
        write(options.write, standings, types, chosen)
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/field.py", description=__doc__.splitlines()[0])
    common.add_data_option(parser)
    extractors = [name for name, tool in PEERS.items() if tool.has_text]
    parser.add_argument("--peers", type=common.names, default=extractors, help=", ".join(extractors))
    parser.add_argument("--timed", type=int, default=TIMED, metavar="N", help=f"pages of each type timed ({TIMED})")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="turns on each timed page")
    common.add_run_options(parser, document=DOCUMENT, jobs=quality.JOBS)
    return parser.parse_args(arguments)


# ---- measuring


def measured(data: Data, chosen: Sequence[Tool], options: argparse.Namespace) -> list[Standing]:
    """Every tool's standing, the best first."""
    scoring = quality.read_options(["--sources", SOURCE, "--jobs", str(options.jobs)])
    scoring.limit, scoring.folds = options.limit, options.folds
    tools = [COPYDESK, *chosen]
    rows = list(quality.score_pages(data, tools, scoring))
    times = milliseconds(data, tools, options)
    found = [Standing(tool.name, by_type(rows, tool.name), times.get(tool.name)) for tool in tools]
    return sorted(found, key=lambda standing: -standing.scores["all"])


def by_type(rows: Sequence[quality.Row], tool: str) -> dict[str, float]:
    """Mean word F1 of a tool over all pages, and over those of each type."""
    found = {"all": common.mean([row.scores[tool].f1 for row in rows]) or 0.0}
    for name in {row.page_type for row in rows}:
        found[name] = common.mean([row.scores[tool].f1 for row in rows if row.page_type == name]) or 0.0
    return found


def milliseconds(data: Data, tools: Sequence[Tool], options: argparse.Namespace) -> dict[str, float]:
    """The median time of each tool's text on the same pages, tools taking turns on each."""
    pages = [
        page.body
        for name in page_types(data)
        for page in common.chosen_pages(data, SOURCE, limit=options.timed, keep=_is_of(name))
    ]
    if not pages:
        return {}
    best = speed.measure({tool.name: speed.whole(tool.name, text_call(tool)) for tool in tools}, pages, options.rounds)
    return {name: cost["median_ms"] for name, cost in speed.time_summary(best, pages).items()}


def text_call(tool: Tool) -> speed.Call:
    """A tool's quickest call that gives the text: without metadata where it can be had so."""
    return {"copydesk": speed.copydesk_text, "trafilatura": speed.trafilatura_text}.get(
        tool.name, lambda body: tool.run(body, "")
    )


def page_types(data: Data) -> list[str]:
    """The types of pages, the most frequent first."""
    counted = Counter(line.get("page_type") for line in data.pages.annotations(SOURCE))
    return [name for name, _ in counted.most_common() if name]


def _is_of(name: str) -> Any:
    return lambda line: line.get("page_type") == name


# ---- telling


def header(types: Sequence[str]) -> tuple[str, ...]:
    """The head of the table."""
    return ("tool", "all", *types, "ms/page", "× copydesk")


def lines(standings: Sequence[Standing], types: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """The rows of the table; published figures, which nobody measured here, at the end."""
    own = next((each.milliseconds for each in standings if each.tool == COPYDESK.name), None)
    for each in standings:
        spent, ratio = each.milliseconds, None
        if spent is not None and own:
            ratio = f"{spent / own:.2f}"
        scores = (each.scores.get(name) for name in ("all", *types))
        yield (each.tool, *scores, f"{spent:.1f}" if spent is not None else None, ratio)
    for tool, scores_of in PUBLISHED.items():
        yield (f"{tool} (published)", *(scores_of.get(name) for name in ("all", *types)), None, None)


def write(path: Path, standings: Sequence[Standing], types: Sequence[str], chosen: Sequence[Tool]) -> None:
    """Put the table into the document, and the plots beside it."""
    plot_time(path.with_name(TIME_PLOT), standings)
    plot_types(path.with_name(TYPE_PLOT), standings, types)
    versions = ", ".join(f"{tool.name} {tool.version}" for tool in chosen)
    text = "\n\n".join(
        (
            f"Measured in one run with copydesk {speed.copydesk_build()}, {versions}.",
            common.markdown_table(header(types), list(lines(standings, types))),
            f"![Word F1 against milliseconds a page, for every tool]({TIME_PLOT})",
            f"![Word F1 by type of page, for every tool]({TYPE_PLOT})",
        )
    )
    document = path.read_text(encoding="utf-8") if path.exists() else "# The field\n"
    path.write_text(
        common.write_between_markers(document, name="field", command="bench/field.py --write", text=text),
        encoding="utf-8",
    )


def colours(standings: Sequence[Standing]) -> Mapping[str, str]:
    """A colour for each tool, the same in both plots."""
    others = [each.tool for each in standings if each.tool != COPYDESK.name]
    return {COPYDESK.name: OURS, **{tool: THEIRS[place % len(THEIRS)] for place, tool in enumerate(sorted(others))}}


def plot_time(path: Path, standings: Sequence[Standing]) -> None:
    """Accuracy over time, on a scale of powers of ten: up and to the left is better."""
    timed = [each for each in standings if each.milliseconds is not None]
    colour = colours(standings)
    figure, axes = common.canvas(7.2, 4.4)
    for each in timed:
        axes.scatter(each.milliseconds, each.scores["all"], s=64, color=colour[each.tool], zorder=3)
        axes.annotate(
            each.tool,
            (each.milliseconds, each.scores["all"]),
            xytext=(8, -4),
            textcoords="offset points",
            color=colour[each.tool],
            fontweight="bold" if each.tool == COPYDESK.name else "normal",
        )
    for tool, scores in PUBLISHED.items():
        axes.axhline(scores["all"], color="#9aa0a6", linewidth=1, linestyle=(0, (4, 4)), zorder=1)
        axes.annotate(
            f"{tool}, published, not held out",
            (0.995, scores["all"]),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            color="#5f6368",
            fontsize=8,
        )
    axes.set_xscale("log")
    axes.margins(x=0.25, y=0.12)
    axes.set_xlabel("milliseconds a page (median, one core; fewer is better)")
    axes.set_ylabel("word F1, all types of page")
    axes.xaxis.set_major_formatter("{x:g}")
    common.save_plot(figure, path)


def plot_types(path: Path, standings: Sequence[Standing], types: Sequence[str]) -> None:
    """Accuracy by type of page: a row for each type, a dot for each tool."""
    colour = colours(standings)
    figure, axes = common.canvas(7.2, 0.5 * len(types) + 1.6)
    rows = range(len(types))
    for each in standings:
        axes.plot(
            [each.scores.get(name) for name in types],
            rows,
            "D" if each.tool == COPYDESK.name else "o",
            color=colour[each.tool],
            markersize=9 if each.tool == COPYDESK.name else 6,
            label=each.tool,
            zorder=4 if each.tool == COPYDESK.name else 3,
        )
    axes.set_yticks(list(rows), types)
    axes.invert_yaxis()
    axes.set_xlabel("word F1")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.2), ncols=4, frameon=False, fontsize=9)
    common.save_plot(figure, path)


if __name__ == "__main__":
    sys.exit(common.run_main(main))
