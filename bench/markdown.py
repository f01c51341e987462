"""Whether the copy keeps the structure of a page: headings, lists, links, pictures, tables, code, formulas, notes.

python bench/markdown.py [--sources a,b] [--folds DIR] [--lost KIND] [--write] …
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from shutil import which
from typing import Any, NamedTuple

import common
from common import Data
from peers import decoded, quiet

SOURCES = ("defuddle", "readability")
"""Sources with structure in their gold; both are the output of a tool, reviewed."""
KINDS = {
    "heading": "headings",
    "list_item": "list items",
    "link": "links",
    "image": "images",
    "table": "tables",
    "table_cell": "cells",
    "code": "code",
    "math": "math",
    "footnote": "footnotes",
}
DOCUMENT = common.REPOSITORY / "docs" / "markdown.md"
NODE = common.REPOSITORY / "bench" / "node"
"""Where the peers that run in Node are installed, if they are; `readability` writes its HTML with Turndown."""
JOBS = 2

Run = Callable[[bytes, str], str]
_worker: dict[str, Any] = {}


class Made(NamedTuple):
    """A page with what every tool wrote of it; an error is an empty copy."""

    source: str
    id: str
    gold: dict[str, Any]
    copies: dict[str, str]


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and on request write the document."""
    options = read_options(arguments)
    data = common.open_data(options.data)
    tools = [name for name in TOOLS if name == "copydesk" or name in options.peers]
    pages = list(made_pages(data, tools, options))
    scorer = importlib.import_module("scoring.markdown")
    header = ("source, tool", "text", "trigrams", *KINDS.values(), "pages")
    rows = list(table_rows(scorer, pages, tools))
    print(json.dumps([dict(zip(header, row, strict=True)) for row in rows]) if options.json else "", end="")
    if not options.json:
        print(common.plain_table(header, rows))
    if options.lost:
        for line in lost(scorer, pages, options.lost, options.show):
            print(line)
    if options.write:
        write(options.write, header, rows, tools)
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/markdown.py", description=__doc__.splitlines()[0])
    common.add_data_option(parser)
    common.add_run_options(parser, document=DOCUMENT, jobs=JOBS)
    parser.add_argument("--sources", type=common.names, default=list(SOURCES), help=f"default: {','.join(SOURCES)}")
    known = [*list(PACKAGES)[1:], *(IN_NODE if (NODE / "node_modules").exists() and which("node") else ())]
    parser.add_argument("--peers", type=common.names, default=known, help=", ".join(list(TOOLS)[1:]))
    parser.add_argument(
        "--lost", choices=tuple(KINDS), metavar="KIND", help="where elements of a kind are lost or added"
    )
    parser.add_argument("--show", type=int, default=20, metavar="N", help="pages shown by --lost")
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    return parser.parse_args(arguments)


def made_pages(data: Data, tools: Sequence[str], options: argparse.Namespace) -> Iterator[Made]:
    """Every page with what the tools write of it."""
    for name in tools:
        if name in IN_NODE:
            if not (NODE / "node_modules" / IN_NODE[name]).exists():
                raise common.Unavailable(
                    f"{name} is not installed: npm install in {NODE}, or leave it out with --peers"
                )
            continue
        try:
            version(PACKAGES[name])
        except PackageNotFoundError:
            if name != "copydesk":
                raise common.Unavailable(
                    f"{name} is not installed: pip install {PACKAGES[name]}, or leave it out with --peers"
                ) from None
    for source in options.sources:
        pages = (
            (page, tuple(tools))
            for page in common.chosen_pages(data, source, limit=options.limit)
            if page.gold.get("markdown") or page.gold.get("html_gold")
        )
        yield from common.in_order(
            make, pages, jobs=options.jobs, prepare=prepare, arguments=(data.folder, options.folds)
        )


def prepare(folder: Any, folds: Any) -> None:
    """Make a process ready for `make`."""
    quiet()
    common.open_data(folder)
    _worker["folds"] = common.held_out_weights(folds) if folds else None


def make(job: tuple[Any, tuple[str, ...]]) -> Made:
    """Every tool's copy of a page."""
    page, tools = job
    if _worker["folds"]:
        _worker["folds"](page)
    gold = {name: page.gold[name] for name in ("markdown", "html_gold", "title") if page.gold.get(name)}
    return Made(page.source, page.id, gold, {name: _guarded(TOOLS[name], page.body, page.url) for name in tools})


def _guarded(run: Run, body: bytes, url: str) -> str:
    try:
        return run(body, url) or ""
    except Exception:  # a tool that raises has made nothing of the page
        return ""


# ---- scoring


def table_rows(scorer: Any, pages: Sequence[Made], tools: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """A row for each source and tool: F1 of text, of runs of three words, and of each kind."""
    for source in dict.fromkeys(page.source for page in pages):
        for tool in tools:
            table = scorer.FidelityTable()
            own = [page for page in pages if page.source == source]
            for page in own:
                table.add(scorer.structure(page.copies[tool]), gold_structure(scorer, page), page.gold.get("title"))
            found = table.summary()
            figures = [found[kind]["f1"] if kind in found else None for kind in KINDS]
            yield (f"{source} {tool}", found["text_f1"], found["trigram_f1"], *figures, len(own))


def gold_structure(scorer: Any, page: Made) -> Any:
    """The structure that the gold of a page has, in whichever form it is kept."""
    if "markdown" in page.gold:
        return scorer.structure(page.gold["markdown"])
    return scorer.html_structure(page.gold["html_gold"])


def lost(scorer: Any, pages: Sequence[Made], kind: str, shown: int) -> Iterator[str]:
    """Where the copy lacks elements of a kind or has others, the worst pages first."""
    from collections import Counter

    worst = []
    for page in pages:
        title = page.gold.get("title")
        gold = Counter(gold_structure(scorer, page).without_title(title).elements[kind])
        found = Counter(scorer.structure(page.copies["copydesk"]).without_title(title).elements[kind])
        missing, added = gold - found, found - gold
        if missing or added:
            worst.append((missing.total() + added.total(), page, missing, added, gold.total()))
    worst.sort(key=lambda each: -each[0])
    for _, page, missing, added, total in worst[:shown]:
        yield f"\n{page.source}/{page.id}: {total} in the gold, {missing.total()} lost, {added.total()} added"
        yield from (f"  - {value[:150]}" for value in list(missing)[:6])
        yield from (f"  + {value[:150]}" for value in list(added)[:6])


# ---- the tools


def copydesk(body: bytes, url: str) -> str:
    """The whole copy."""
    import copydesk

    return copydesk.extract(body, url=url or None).copy(front_matter=False)


def trafilatura(body: bytes, url: str) -> str:
    """Its Markdown with everything it can keep."""
    import trafilatura

    kept = {f"include_{name}": True for name in ("links", "images", "tables", "formatting")}
    return trafilatura.extract(body, url=url or None, output_format="markdown", include_comments=False, **kept) or ""


def turbohtml(body: bytes, url: str) -> str:
    """The part of the page that the parser takes for the article, by its own writer."""
    from turbohtml import parse

    node = parse(body).main_content()
    return node.to_markdown() if node is not None else ""


def html_to_markdown(body: bytes, url: str) -> str:
    """The whole page: it does not look for the article."""
    from html_to_markdown import convert

    found: Any = convert(body.decode("utf-8", "replace"))
    return found if isinstance(found, str) else str(getattr(found, "content", None) or found["content"])


def in_node(tool: str, body: bytes, url: str) -> str:
    """The Markdown of a peer that runs in Node, by one process that stays."""
    process = _worker.get("node")
    if process is None:
        process = subprocess.Popen(["node", "peers.mjs"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        _worker["node"] = process
    page = {"tool": tool, "html": decoded(body), "url": url}
    process.stdin.write(json.dumps(page).encode() + b"\n")
    process.stdin.flush()
    return str(json.loads(process.stdout.readline()).get("markdown") or "")


TOOLS: dict[str, Run] = {
    "copydesk": copydesk,
    "trafilatura": trafilatura,
    "turbohtml": turbohtml,
    "html-to-markdown": html_to_markdown,
    "defuddle": partial(in_node, "defuddle"),
    "readability": partial(in_node, "readability"),
}
IN_NODE = {"defuddle": "defuddle", "readability": "@mozilla/readability"}
PACKAGES = {name: name for name in TOOLS if name not in IN_NODE}


def write(path: Any, header: Sequence[str], rows: Sequence[Sequence[object]], tools: Sequence[str]) -> None:
    """Put the table into the document."""
    versions = ", ".join(f"{name} {_version(name)}" for name in tools)
    document = path.read_text(encoding="utf-8") if path.exists() else "# Markdown\n"
    text = f"F1, measured in one run with {versions}.\n\n{common.markdown_table(header, rows)}"
    command = "bench/markdown.py --write"
    path.write_text(
        common.write_between_markers(document, name="markdown", command=command, text=text), encoding="utf-8"
    )


def _version(name: str) -> str:
    if name == "copydesk":
        return str(importlib.import_module("copydesk").__version__)
    if name in IN_NODE:
        package = NODE / "node_modules" / IN_NODE[name] / "package.json"
        return str(json.loads(package.read_text(encoding="utf-8"))["version"])
    return version(PACKAGES[name])


if __name__ == "__main__":
    sys.exit(common.run_main(main))
