"""The text-only path: plain-text dumps of article pages, as "select all, copy" in a browser makes them.

python bench/dumps.py [--all] [--folds DIR] [--peers a,b] [--worst N] [--show ID]

No extractor of HTML reads such a dump, so each peer is given it as a page with a paragraph for each line. "everything"
is the dump returned as it is: what there is to win, and the recall nobody can exceed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import common
import gains
from common import Data
from peers import COPYDESK, PEERS, Output, Tool, chosen_peers, quiet, run_guarded
from quality import MEASURES, SNIPPETS, Row, Score, Section, judged_text, score_text

JOBS = 2
ENGLISH, OTHER = 20, 12
"""Dumps of the default run: enough to look at each one by eye."""
PER_LANGUAGE = 3
"""Of the other languages: no more of one than this, or German would be all of them."""
ENGLISH_SOURCES = ("wcxb_dev", "andy_news", "misinfo", "fundus")
OTHER_SOURCES = ("fundus", "fundus_hist", "zh_handmade", "newspaper4k", "wcxb_dev")
SOURCES = tuple(dict.fromkeys(ENGLISH_SOURCES + OTHER_SOURCES))
EVERYTHING = "everything"

BLOCKS = frozenset(
    tag
    for line in (
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption",
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav ol p plaintext pre",
        "search section summary table tbody tfoot thead tr ul xmp",
    )
    for tag in line.split()
)
"""What a browser lays out as a block of its own (the user-agent style sheet of the HTML standard)."""
SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
"""Blocks that a copy parts from their neighbours by an empty line, for their margins."""
CELLS = frozenset(("td", "th"))
UNSEEN = frozenset(
    tag
    for line in (
        "area audio base canvas colgroup datalist embed head iframe input link math meta noembed noframes noscript",
        "object option param progress rp script select style svg template textarea title video",
    )
    for tag in line.split()
)
"""What has no text on the screen, or text that cannot be selected."""
VERBATIM = frozenset(("pre", "listing", "plaintext", "xmp"))
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")


class Dump(NamedTuple):
    """The dump of one page, with what is needed to judge an extraction from it."""

    source: str
    id: str
    language: str
    text: str
    gold: dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Make the dumps, run everything on them, print the tables."""
    options = read_options(arguments)
    data = common.open_data(options.data)
    if options.show:
        print(labelled(find_dump(data, options.show)))
        return 0
    peers = chosen_peers(options.peers)
    pages = list(chosen(data, everything=options.all))
    with common.progress("dumps", len(pages)) as step:
        rows = []
        jobs = ((page, tuple(tool.name for tool in peers)) for page in pages)
        made_ready = (data.folder, options.folds)
        for row in common.in_order(run_dump, jobs, jobs=options.jobs, prepare=prepare_worker, arguments=made_ready):
            rows.append(row)
            step()
    sections = report(rows, [COPYDESK.name, *options.peers, EVERYTHING])
    if options.json:
        print(json.dumps([section._asdict() for section in sections], ensure_ascii=False, indent=1))
        return 0
    for section in sections:
        print(f"{section.title}\n{common.plain_table(section.header, section.rows)}\n")
    for row in gains.worst(rows, options.worst, by=options.by):
        print(gains.page_report(row, data.text, judged_text(row.source, COPYDESK.name, row.outputs[COPYDESK.name])))
    if options.save:
        gains.save_run(options.save, [COPYDESK, *peers], rows)
    return 0


def read_options(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench/dumps.py", description=__doc__.splitlines()[0])
    common.add_data_option(parser)
    parser.add_argument("--all", action="store_true", help="all article pages with a whole body as gold")
    parser.add_argument("--peers", type=common.names, default=["trafilatura", "justext"], help=", ".join(PEERS))
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show the N worst dumps")
    parser.add_argument(
        "--by", choices=("loss", "score"), default="score", help="worst against the best peer, or alone"
    )
    parser.add_argument("--show", metavar="ID", help="print one dump, each block with its label and the reason")
    parser.add_argument("--save", type=gains.run_path, metavar="FILE", help="keep the scores (bench/quality.py --diff)")
    parser.add_argument("--json", action="store_true", help="the tables as JSON")
    parser.add_argument(
        "--folds",
        type=Path,
        metavar="DIR",
        help="judge each dump by the weights in DIR that never saw its domain (train.py --form text --folds)",
    )
    parser.add_argument("--jobs", type=int, default=JOBS, help="processes")
    return parser.parse_args(arguments)


# ---- choosing


def chosen(data: Data, *, everything: bool) -> Iterator[Any]:
    """The article pages to dump: all, or a fixed handful of English ones and of others."""
    lines = {source: [line for line in data.pages.annotations(source) if is_article(line)] for source in SOURCES}
    wanted = (
        {f"{source}/{line['id']}" for source in SOURCES for line in lines[source]} if everything else handful(lines)
    )
    for source in SOURCES:
        ids = {name.partition("/")[2] for name in wanted if name.partition("/")[0] == source}
        yield from common.chosen_pages(data, source, keep=lambda line, ids=ids: line["id"] in ids)  # type: ignore[misc]


def is_article(line: dict[str, Any]) -> bool:
    """Whether an annotation line is of an article with a whole body as gold."""
    return line.get("page_type") in (None, "article") and bool(line["gold"].get("text"))


def handful(lines: dict[str, list[dict[str, Any]]]) -> set[str]:
    """The names of the default dumps; always the same ones."""
    english = _by_hash(lines, ENGLISH_SOURCES, lambda line: line.get("language") == "en")
    other = _by_hash(lines, OTHER_SOURCES, lambda line: line.get("language") not in ("", None, "en"))
    seen: Counter[str] = Counter()
    mixed = []
    for name, language in other:
        seen[language] += 1
        if seen[language] <= PER_LANGUAGE:
            mixed.append(name)
    return {name for name, _ in english[:ENGLISH]} | set(mixed[:OTHER])


def _by_hash(
    lines: dict[str, list[dict[str, Any]]], sources: Iterable[str], keep: Callable[[dict[str, Any]], bool]
) -> list[tuple[str, str]]:
    """Name and language of the lines kept, in the order of their names' digests."""
    kept = [
        (f"{source}/{line['id']}", line.get("language") or "")
        for source in sources
        for line in lines.get(source, ())
        if keep(line)
    ]
    return sorted(kept, key=lambda pair: hashlib.sha256(pair[0].encode()).digest())


# ---- dumping


def browser_text(body: bytes | str) -> str:
    r"""The visible text of a page, as selecting all of it and copying gives it.

    Follows the `innerText` steps of the HTML standard with the empty lines that Chromium's copy puts around paragraphs
    and headings. An own dumper, because the two at hand are made for other ends: turbohtml's `to_text` prints hidden
    elements, options and table grids, resiliparse's plain text drops by class name and prints bullets. Style sheets
    are not applied, only `style` attributes: an element that only its class hides is in the dump. Bytes that are UTF-8
    are read as such, whatever they declare: some collections keep pages converted and their declarations as they were.

    >>> browser_text("<p>One <b>two</b><br>three<script>x</script><ul><li>a<li hidden>b</ul>")
    'One two\nthree\n\na'
    """
    from turbohtml import parse

    if isinstance(body, bytes):
        with suppress(UnicodeDecodeError):
            body = body.decode()
    root = parse(body, detect_encoding=True).select_one("body")
    return "" if root is None else _laid_out(_pieces(root))


def _pieces(root: Any) -> Iterator[str | int]:
    """Text as it stands, and between texts the number of line ends that are required there."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, verbatim = stack.pop()
        if isinstance(node, (str, int)):
            yield node
            continue
        tag = getattr(node, "tag", None)
        if tag is None:
            if type(node).__name__ in ("Text", "CData"):
                yield node.text if verbatim else _SPACE.sub(" ", node.text)
            continue
        if tag in UNSEEN or _is_hidden(node):
            continue
        if tag == "br":
            yield "\n"
            continue
        around = _required_lines(tag)
        after: list[str | int] = [around] if around else []
        if tag in CELLS and node.next_sibling is not None:
            after = ["\t"]
        stack.extend((piece, verbatim) for piece in after)
        stack.extend((child, verbatim or tag in VERBATIM) for child in reversed(_shown_children(node, tag)))
        if around:
            stack.append((around, verbatim))


def _required_lines(tag: str) -> int:
    return 2 if tag in SPACED else 1 if tag in BLOCKS else 0


def _shown_children(node: Any, tag: str) -> list[Any]:
    """The children a browser shows: of closed details, the summary alone."""
    children = list(node.children)
    if tag == "details" and "open" not in node.attrs:
        return [child for child in children if getattr(child, "tag", None) == "summary"]
    return children


def _is_hidden(node: Any) -> bool:
    attributes = node.attrs
    if "hidden" in attributes or (node.tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style")
    return bool(style and _HIDING_STYLE.search(style))


def _laid_out(pieces: Iterable[str | int]) -> str:
    """Put the pieces together: of neighbouring line-end requests the largest holds, spaces at line ends go."""
    laid: list[str] = []
    pending = 0
    fresh = True
    for piece in pieces:
        if isinstance(piece, int):
            pending, fresh = max(pending, piece), True
            continue
        text = piece.removeprefix(" ") if fresh else piece
        if not text:
            continue
        if pending and laid:
            laid.append("\n" * pending)
        pending = 0
        laid.append(text)
        fresh = text[-1] in " \n\t"
    return "\n".join(line.rstrip(" \t") for line in "".join(laid).split("\n")).strip("\n")


# ---- running


def prepare_worker(folder: Path, folds: Path | None = None) -> None:
    """Make a process ready for `run_dump`."""
    quiet()
    _worker["data"] = common.open_data(folder)
    _worker["folds"] = common.held_out_weights(folds) if folds else None


_worker: dict[str, Any] = {}


def run_dump(job: tuple[Any, tuple[str, ...]]) -> Row:
    """Dump a page, extract from the dump by every tool, score all."""
    page, peers = job
    if _worker["folds"]:
        _worker["folds"](page)
    dump = dump_of(page)
    as_page = lines_as_page(dump.text)
    outputs = {
        COPYDESK.name: run_guarded(FROM_TEXT, dump.text.encode(), ""),
        **{name: run_guarded(PEERS[name], as_page, "") for name in peers},
        EVERYTHING: Output(dump.text),
    }
    scorer = _worker["data"].text
    scores = {name: score_text(scorer, dump.source, name, output, dump.gold) for name, output in outputs.items()}
    known: dict[str, Score] = {name: score for name, score in scores.items() if score is not None}
    return Row(dump.source, dump.id, "", dump.language, dump.gold, outputs, known)


def from_text(body: bytes, url: str) -> Output:
    """The product on a dump."""
    import copydesk

    article = copydesk.extract(body.decode(), form="text")
    return Output(article.text, article.title, list(article.authors))


FROM_TEXT = Tool("copydesk", "copydesk", from_text)


def dump_of(page: Any) -> Dump:
    """The dump of an annotated page."""
    return Dump(page.source, page.id, page.language, browser_text(page.body), {"text": page.gold["text"]})


def lines_as_page(text: str) -> bytes:
    r"""A page with a paragraph for each line, for tools that read HTML alone.

    >>> lines_as_page("a < b\n\nc")
    b'<!doctype html><meta charset="utf-8"><body><p>a &lt; b</p><p>c</p></body>'
    """
    paragraphs = "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())
    return f'<!doctype html><meta charset="utf-8"><body>{paragraphs}</body>'.encode()


# ---- reporting


def report(rows: Sequence[Row], tools: Sequence[str]) -> list[Section]:
    """English and other languages apart, then by source."""
    groups: dict[str, list[Row]] = {
        "English": [row for row in rows if row.language == "en"],
        "other": [row for row in rows if row.language != "en"],
    }
    for row in rows:
        groups.setdefault(row.source, []).append(row)
    header = ("dumps, tool", "F1", "P", "R", "dumps", "errors")
    table = [_line(group, tool, members) for group, members in groups.items() if members for tool in tools]
    return [Section("F1 of text taken from plain-text dumps", header, table)]


def _line(group: str, tool: str, rows: Sequence[Row]) -> tuple[object, ...]:
    scores = [row.scores[tool] for row in rows]
    columns = (common.mean([getattr(score, name) for score in scores]) for name in ("f1", "precision", "recall"))
    return (f"{group} {tool}", *columns, len(rows), sum(bool(row.outputs[tool].error) for row in rows))


def find_dump(data: Data, name: str) -> Dump:
    """The dump of one page, by `source/id` or by id. Raises Unavailable."""
    source, _, identity = name.rpartition("/") if name.partition("/")[0] not in SOURCES else name.partition("/")
    searched = (source,) if source in SOURCES else [one for one in SOURCES if MEASURES.get(one) != SNIPPETS]
    for one in searched:
        for page in common.chosen_pages(data, one, keep=lambda line: line["id"] == identity and is_article(line)):
            return dump_of(page)
    raise common.Unavailable(f"no article {name!r} with a whole body in {', '.join(searched)}")


def labelled(dump: Dump) -> str:
    """The blocks of a dump, each with its label, how sure, and the reason."""
    import copydesk

    article = copydesk.extract(dump.text, form="text")
    lines = [f"{dump.source}/{dump.id}  {dump.language}  {article.verdict.kind}: {article.verdict.reason}"]
    for block, label in zip(article.blocks, article.labels, strict=True):
        lines.append(f"{label.name:<10} {label.probability:.2f}  {block.kind:<9} {block.text}\n{'':17}({label.reason})")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(common.run_main(main))
