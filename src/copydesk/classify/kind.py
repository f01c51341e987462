"""What a page that is no wall is: an article, a live blog, a listing, a thread, a product.

1. Gather the evidence: what the page declares, the words of its address and of its class names, how its text is
   spread over blocks, and which shapes stand in it again and again. Each is a number with a name.
2. Weigh it: a logistic model, its weights in kinds.json, learned by training/kinds.py from pages whose kind people
   have named.
3. Call a page anything but an article only where that is likely: this program is made for articles.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from heapq import nlargest
from importlib.resources import files
from itertools import chain
from math import exp, log1p
from operator import mul
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from copydesk.blocks import Sheet
from copydesk.parser import Element
from copydesk.records import Block, Container, Verdict, VerdictKind

_TYPE: Final = re.compile(r'"@type"\s*:\s*(?:"([^"]{1,60})"|\[([^\]]{1,200})\])')
_SIGNS: Final = re.compile(r"[^a-z0-9]+")
_PRICE: Final = re.compile(r"[$€£¥₹₩₽฿]\s?\d|\d\s?(?:[$€£₽₫]|kr\b|zł|Kč|Ft\b|руб|円|元|USD|EUR|GBP|CHF)")
_MONEY: Final = (*"$€£¥₹₩₽฿₫円元", "zł", "Kč", "Ft", "руб", "USD", "EUR", "GBP", "CHF")
_CROWNS: Final = re.compile(r"kr\b")
_DAY: Final = re.compile(r"/(?:19|20)\d\d[/-](?:0?[1-9]|1[0-2])(?:[/-]|$)")
_WIDE: Final = re.compile("[\u2e80-\ufaff]")
"""Characters of scripts that write a syllable or a word with each."""
_LONG: Final = 120
"""Letters from which a paragraph tells something."""
_SHORT: Final = 40
"""Letters up to which a block is a label, a name or a button."""
_MOST_NAMES: Final = 20_000
"""Characters of class names read; styling frameworks write more, and say nothing with them."""
_CLOCK: Final = re.compile(r"\D{0,6}\d{1,2}[:.h]\d{2}\b")
"""What a line begins with that gives the time of an entry."""
_LIVE_TIMES: Final = 5
"""Times of day from which a page whose address calls it live has entries."""
_LIVE: Final = 0.9
"""Confidence in a live blog: there are too few to measure it."""
_NAMED: Final = 3
"""Numbers that a reason names."""
_TYPED: Final = ("html", "body", "div", "main", "section", "article", "li", "span")
"""Elements that microdata types stand on. A search of a whole page for the attribute takes 50 µs, these take 3."""
_MUCH: Final = 500
"""Letters of a long paragraph; brings the length to the scale of the other numbers."""
_SAMPLE: Final = 500
"""Letters that are looked at to tell the script."""
_PROSE: Final = frozenset({"paragraph", "item", "quotation"})


class Evidence(NamedTuple):
    """The numbers of a page, in the order of `NAMES`, and what of the evidence is no number."""

    values: list[float]
    live: str
    """Why the page is a live blog; empty when nothing says so."""


class Weights(NamedTuple):
    """The model, the scale of the numbers already worked into its weights."""

    kinds: tuple[VerdictKind, ...]
    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    """For each kind one weight for each number."""
    start: tuple[float, ...]
    usual: tuple[float, ...]
    """The numbers of an average page."""
    average: tuple[float, ...]
    """The mean weight of each number over all kinds."""
    least: float
    """Probability that a page is no article from which it is called something else."""


class Kind(NamedTuple):
    """What a page is, and how likely it is each kind of `KINDS`: all zero where nothing can be told."""

    verdict: Verdict | None
    shares: tuple[float, ...]


_LOOSE: Final = frozenset({"listing", "collection", "service"})
_FEW: Final = 25
_SURE: Final = 0.8
"""A page of fewer blocks of text is hardly ever among those the model learned from (18 of 1,170): there it must be as
sure as this of a kind that has no shape of its own. Short news was called a listing without."""


def find_kind(sheet: Sheet, model: Weights) -> Kind:
    """What a page is; nothing where it cannot be told: a text or Markdown capture, a page without text.

    It asks for no labels: a page's kind stays the same when labels are learned anew.
    """
    if sheet.page is None or not any(block.text for block in sheet.blocks):
        return UNKNOWN
    evidence = gather(sheet)
    shares = weigh(evidence.values, model)
    return Kind(_called(sheet, evidence, shares, model), tuple(shares))


def _called(sheet: Sheet, evidence: Evidence, shares: Sequence[float], model: Weights) -> Verdict:
    """What a page is called."""
    if evidence.live:
        return Verdict("live_blog", _LIVE, evidence.live)
    article = model.kinds.index("article")
    best = article if shares[article] > 1.0 - model.least else max(range(len(shares)), key=shares.__getitem__)
    if model.kinds[best] in _LOOSE and shares[best] < _SURE and sum(bool(block.text) for block in sheet.blocks) < _FEW:
        best = article
    return Verdict(model.kinds[best], round(shares[best], 3), _reason(evidence.values, model, best))


def weigh(values: Sequence[float], model: Weights) -> list[float]:
    """The probability of each kind of the model."""
    sums = [start + sum(map(mul, row, values)) for row, start in zip(model.rows, model.start, strict=True)]
    highest = max(sums)
    powers = [exp(each - highest) for each in sums]
    total = sum(powers)
    return [power / total for power in powers]


def _reason(values: Sequence[float], model: Weights, best: int) -> str:
    """The evidence on the page that spoke most for the kind."""
    spoke = nlargest(
        _NAMED,
        [
            ((value - usual) * (weight - average), name)
            for value, usual, weight, average, name in zip(
                values, model.usual, model.rows[best], model.average, model.names, strict=True
            )
            if value
        ],
    )
    told = [name.replace("_", " ") for share, name in spoke if share > 0.0]
    return f"by its {', '.join(told)}" if told else "nothing speaks for another kind"


# The evidence.


def gather(sheet: Sheet) -> Evidence:
    """The evidence of a parsed page, in a few searches of its tree and a few looks at its blocks."""
    declared = _declared(sheet)
    blocks = _shown(sheet.blocks)
    containers = _containers(blocks)
    shapes = _of_shapes(blocks, containers, declared.times)
    values = [
        *declared.values,
        *_of_address(declared.address),
        *_of_names(containers),
        *_of_text(blocks),
        *shapes,
    ]
    return Evidence(values, _live(declared, blocks))


def _live(declared: _Declared, blocks: Sequence[Block]) -> str:
    """Why the page is a live blog; empty when nothing says so.

    One that does not declare itself has the word in its address, and entries with their times; a page that only
    points to one has not.
    """
    if declared.is_live:
        return "it declares itself a live blog"
    address = declared.address.lower()
    if any(word in address for word in _tables()["live"]):
        times = max(
            declared.times, sum([1 for block in blocks if len(block.text) <= _SHORT and _CLOCK.match(block.text)])
        )
        if times >= _LIVE_TIMES:
            return f"its address calls it live, {times} times of day"
    return ""


def _shown(blocks: Sequence[Block]) -> Sequence[Block]:
    """The blocks a reader sees; all of them where most of the text is hidden, for then a script reveals it."""
    shown = []
    seen = hidden = 0
    for block in blocks:
        if block.hidden:
            hidden += len(block.text)
        else:
            seen += len(block.text)
            shown.append(block)
    return shown if seen > hidden else blocks


class _Declared(NamedTuple):
    values: list[float]
    is_live: bool
    address: str
    times: int


def _declared(sheet: Sheet) -> _Declared:
    """What the page says of itself in its markup, whatever it shows."""
    page = sheet.page
    assert page is not None
    groups = _tables()["declared"]
    found: set[str] = set()
    kind = address = ""
    dated = 0.0
    # One search for each element is quicker than one for all: the parser keeps a list of the elements of a name.
    for script in page.tree.select('script[type*="ld+json"]'):
        found.update(_types(script))
    for tag in _TYPED:
        for element in page.tree.select(f"{tag}[itemtype]"):
            found.add((element.attr("itemtype") or "").rstrip("/ ").rsplit("/", 1)[-1].lower())
    for meta in page.tree.select("meta[property]"):
        name = meta.attr("property") or ""
        if name == "og:type":
            kind = (meta.attr("content") or "").strip().lower()
        elif name == "og:url":
            address = meta.attr("content") or ""
        elif name.startswith("article:"):
            dated = 1.0
    said = set(chain.from_iterable([groups[name] for name in found if name in groups]))
    values = [float(group in said) for group in _GROUPS["declared"]]
    values += [float(kind == "article"), float("product" in kind), float(kind == "website"), dated]
    if not (address := page.capture.url or address):
        canonical = page.tree.select_one('link[rel="canonical"]')
        address = (canonical.attr("href") or "") if canonical is not None else ""
    return _Declared(values, "live" in said, address, len(page.tree.select("time")))


def _types(script: Element) -> Iterable[str]:
    for one, several in _TYPE.findall(script.text):
        for name in (one or several).replace('"', " ").replace(",", " ").split():
            yield name.rsplit("/", 1)[-1].lower()


def _of_address(address: str) -> list[float]:
    """What the address says."""
    try:
        parts = urlsplit(address.lower())
        host, path = parts.hostname or "", parts.path
    except ValueError:
        host, path = "", ""
    steps = [step for step in path.split("/") if step]
    last = steps[-1] if steps else ""
    words = [word for step in steps[:-1] for word in (step, *_SIGNS.split(step))] + [last.rsplit(".", 1)[0]]
    values = [float(count > 0) for count in _counts(words, "address")]
    values += [float(count > 0) for count in _counts(_SIGNS.split(host), "host")]
    return [
        *values,
        float(bool(address) and not steps),
        float(len(steps)) if len(steps) < 6 else 6.0,
        log1p(last.count("-") + last.count("_")),
        float(sum(map(str.isdigit, last)) >= 4),
        float(bool(_DAY.search(path))),
    ]


def _containers(blocks: Iterable[Block]) -> dict[int, Container]:
    """Every container of the blocks once, by its number."""
    found: dict[int, Container] = {}
    for block in blocks:
        node = block.container
        while node is not None and node.number not in found:
            found[node.number] = node
            node = node.parent
    return found


def _of_names(containers: Mapping[int, Container]) -> list[float]:
    """How often class and id names speak of each thing, as logarithms."""
    sums = [0] * len(_GROUPS["names"])
    left = _MOST_NAMES
    seen: set[str] = set()
    for node in containers.values():
        names = node.names
        if names not in seen:
            seen.add(names)
            for group in _named_groups(names[:left]):
                sums[group] += 1
            left -= len(names) + 1
            if left <= 0:
                break
    return [log1p(each) for each in sums]


@lru_cache(maxsize=16_384)
def _named_groups(names: str) -> tuple[int, ...]:
    """The places of the groups that class and id names speak of, as often as they do.

    A pure function of its argument: what is kept of one page changes nothing in the next.
    """
    groups = _tables()["names"]
    places = _GROUPS["names"]
    words = names.lower().replace("-", " ").replace("_", " ").split()
    return tuple([places.index(group) for word in words if word in groups for group in groups[word]])


def _of_text(blocks: Sequence[Block]) -> list[float]:
    """How the text is spread over blocks."""
    kinds: dict[str, int] = {}
    texts: list[str] = []
    short: list[str] = []
    tellers: list[int] = []  # sizes of blocks that may be prose: how much a letter counts is known behind
    letters = links = linked = code = asked = 0
    for block in blocks:
        kind, text = block.kind, block.text
        size = len(text)
        kinds[kind] = kinds.get(kind, 0) + 1
        marks = block.marks
        if marks and marks[0].kind == "link" and marks[0].end == size:
            links += 1
            linked += size
        if not size:
            continue
        texts.append(text)
        letters += size
        if size <= _SHORT:
            short.append(text)
        elif kind in _PROSE:
            tellers.append(size)
        if kind == "code":
            code += size
        if text[-1] in "?？؟":
            asked += 1
    wide = _wide(texts)
    least = _LONG / wide
    prose = [size * wide for size in tellers if size >= least]
    told = sum(prose)
    total = letters * wide or 1.0
    count = len(texts) or 1
    return [
        log1p(total),
        log1p(count),
        log1p(told),
        told / total,
        log1p(len(prose)),
        (told / len(prose) if prose else 0.0) / _MUCH,
        max(prose, default=0.0) / total,
        linked * wide / total,
        links / count,
        len(short) / count,
        code * wide / total,
        log1p(kinds.get("code", 0)),
        kinds.get("quotation", 0) / count,
        log1p(kinds.get("heading", 0)),
        kinds.get("item", 0) / count,
        log1p(kinds.get("figure", 0)),
        log1p(kinds.get("table", 0)),
        log1p(_prices("\n".join(short))),
        asked / count,
    ]


def _prices(text: str) -> int:
    """How many prices stand in a text. Most have no sign of money: 13 µs where the pattern takes 350."""
    for sign in _MONEY:
        if sign in text:
            return len(_PRICE.findall(text))
    return len(_PRICE.findall(text)) if _CROWNS.search(text) else 0


def _wide(texts: Sequence[str]) -> float:
    """How many letters of an alphabet one of the page's letters is worth: a character of Chinese stands for two."""
    sample = ""
    for text in texts[len(texts) // 3 :]:
        sample += text
        if len(sample) >= _SAMPLE:
            break
    sample = sample[:_SAMPLE]
    if not sample or sample.isascii():
        return 1.0
    return 1.0 + len(_WIDE.findall(sample)) / len(sample)


def _of_shapes(blocks: Sequence[Block], containers: Mapping[int, Container], times: int) -> list[float]:
    """Which shapes stand on the page again and again: posts, cards, entries."""
    articles = sections = forms = buttons = 0
    for node in containers.values():
        tag = node.tag
        if tag == "article":
            articles += 1
        elif tag == "section":
            sections += 1
        elif tag == "form":
            forms += 1
        elif tag == "button":
            buttons += 1
    heads: dict[tuple[str, str, int], int] = {}
    pictures: dict[tuple[str, str, int], int] = {}
    told: dict[int, int] = {}
    for block in blocks:
        kind = block.kind
        if kind == "heading":
            shape = _shape(block)
            heads[shape] = heads.get(shape, 0) + 1
        elif kind == "figure":
            shape = _shape(block)
            pictures[shape] = pictures.get(shape, 0) + 1
        elif kind in _PROSE and len(block.text) >= _LONG:
            unit = _unit(block)
            told[unit] = told.get(unit, 0) + 1
    alike: dict[tuple[str, str], int] = {}
    for number in told:
        around = containers.get(number)
        if around is not None and around.names:
            named = (around.tag, around.names)
            alike[named] = alike.get(named, 0) + 1
    return [
        log1p(times),
        log1p(articles),
        log1p(sections),
        log1p(forms),
        log1p(buttons),
        log1p(max(heads.values(), default=0)),
        log1p(max(pictures.values(), default=0)),
        log1p(max(alike.values(), default=0)),
        max(told.values(), default=0) / (sum(told.values()) or 1),
    ]


def _shape(block: Block) -> tuple[str, str, int]:
    of = block.container
    return (of.tag, of.names, block.level) if of is not None else ("", "", block.level)


def _unit(block: Block) -> int:
    """The number of the nearest container around a block that is more than the paragraph itself."""
    of = block.container
    while of is not None and of.tag in _PARTS:
        of = of.parent
    return of.number if of is not None else -1


def _counts(words: Iterable[str], table: str) -> list[int]:
    """How many of the words belong to each group of a table."""
    groups = _tables()[table]
    counted = Counter(chain.from_iterable([groups[word] for word in words if word in groups]))
    return [counted[group] for group in _GROUPS[table]]


@cache
def _tables() -> dict[str, dict[str, tuple[str, ...]]]:
    """kinds.toml, turned round: for each word the groups it stands in."""
    turned: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, groups in tomllib.loads(files(__package__).joinpath("kinds.toml").read_text(encoding="utf-8")).items():
        words = turned[table] = {}
        for group, listed in groups.items():
            for word in listed.split():
                words[word] = (*words.get(word, ()), group)
    return turned


@cache
def weights() -> Weights:
    """The model that comes with the package."""
    return read_weights(files(__package__).joinpath("kinds.json").read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """The model from the text of its file."""
    read = json.loads(text)
    mean, scale = read["mean"], read["scale"]
    rows = [
        [weight / each for weight, each in zip(read["weights"][kind], scale, strict=True)] for kind in read["kinds"]
    ]
    return Weights(
        kinds=tuple(read["kinds"]),
        names=tuple(read["numbers"]),
        rows=tuple(map(tuple, rows)),
        start=tuple(start - sum(map(mul, row, mean)) for start, row in zip(read["start"], rows, strict=True)),
        usual=tuple(mean),
        average=tuple(sum(column) / len(rows) for column in zip(*rows, strict=True)),
        least=read["least"],
    )


KINDS: Final[tuple[VerdictKind, ...]] = (
    "article", "forum", "product", "listing", "collection", "documentation", "service",
)  # fmt: skip
"""The kinds of the model, in the order of their shares."""
UNKNOWN: Final = Kind(None, (0.0,) * len(KINDS))
_PARTS: Final = frozenset({"p", "li", "ul", "ol", "blockquote"})
_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "declared": (
        "article", "live", "forum", "product", "offer", "list", "technical", "service", "questions", "recipe", "site",
    ),
    "address": ("forum", "product", "collection", "documentation", "service", "list", "article"),
    "host": ("forum", "documentation", "shop"),
    "names": (
        "post", "user", "answer", "comment", "price", "buy", "product", "card", "filter", "documentation", "service",
        "article", "live",
    ),
}  # fmt: skip
NAMES: Final[tuple[str, ...]] = (
    *(f"declared_{group}" for group in _GROUPS["declared"]),
    "shared_as_article", "shared_as_product", "shared_as_website", "article_properties",
    *(f"address_{group}" for group in _GROUPS["address"]),
    *(f"host_{group}" for group in _GROUPS["host"]),
    "front_page", "depth_of_address", "words_of_address", "number_in_address", "day_in_address",
    *(f"names_{group}" for group in _GROUPS["names"]),
    "letters", "blocks", "letters_told", "share_told", "paragraphs", "length_of_paragraphs", "longest_paragraph",
    "share_of_links", "blocks_of_links", "short_blocks", "share_of_code", "code_blocks", "share_quoted", "headings",
    "share_of_items", "pictures", "tables", "prices", "questions_asked",
    "times", "article_elements", "sections", "forms", "buttons", "headings_alike", "pictures_alike", "units_alike",
    "share_of_largest_unit",
)  # fmt: skip
"""The numbers of the evidence, in their order."""
