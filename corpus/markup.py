"""Annotated articles between the form people write (tags in the text) and the form programs read (JSON).

    python corpus/markup.py check FILE…          what is wrong in each file, by line; status 1 if anything is
    python corpus/markup.py json FILE… > out     one JSON object a line, as `train.jsonl` and `test.jsonl` hold them
    python corpus/markup.py show FILE…           each statement in a line, for reading
    python corpus/markup.py tags FILE… --to DIR  from JSON lines back to tagged text, a file for each article

The form and what it means: `GUIDELINES.md`.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

ROLES: Final = {"s": "source", "k": "cue", "c": "content", "a": "addressee", "v": "venue", "t": "time"}
KINDS: Final = frozenset("person role organisation government outlet document unnamed unresolved".split())
VENUES: Final = KINDS | {"occasion"}
CLASSES: Final = frozenset("speech writing document commitment belief appearance".split())
POLARITIES: Final = frozenset("asserts denies declines refuses corrects retracts".split())
LINKS: Final = frozenset("denies bears_on repeats same_words corrects retracts".split())
SORTS: Final = frozenset("wire live interview statement court sport local politics science business".split())
HEADER: Final = ("id", "topic", "sort", "outlet", "published", "language", "title")
KEYS: Final = frozenset("id name kind class polarity hedged said chain addressee venue links".split())
_TAG: Final = re.compile(r"<(/?)([skcavt])(\d+)>")
_TIME: Final = re.compile(r"\d{4}(?:-W\d\d|-\d\d(?:-\d\d(?:T\d\d:\d\d)?)?)?")
_PRECISIONS: Final = {4: "year", 7: "month", 8: "week", 10: "day", 16: "minute"}
_QUOTED: Final = re.compile(
    r"“[^”\n]*(?:”|\n+(?=“)|$)|\"[^\"\n]*(?:\"|\n+(?=\")|$)|«[^»\n]*(?:»|$)|„[^“”\n]*(?:[“”]|$)|「[^」\n]*(?:」|$)"
    r"|‘[^’\n]* [^\n]*?’(?!\w)"
)


class MarkupError(ValueError):
    """A file that does not say what it should, and where."""


def read(path: Path) -> dict[str, Any]:
    """The article of a file.

    Raises:
        MarkupError: What is wrong, for people: the first thing found.

    """
    source = path.read_text(encoding="utf-8")
    body, separator, table = source.partition("\n%%\n")
    if not separator:
        raise MarkupError("no line `%%` above the table")
    header, _, marked = body.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in header.splitlines() if ": " in line)
    if missing := [name for name in HEADER if name not in fields]:
        raise MarkupError(f"header lacks {', '.join(missing)}")
    if fields["sort"] not in SORTS:
        raise MarkupError(f"no such sort: {fields['sort']}")
    datetime.date.fromisoformat(fields["published"])
    title, in_title = _stripped(fields["title"])
    paragraphs = [" ".join(each.split()) for each in re.split(r"\n\s*\n", marked.strip())]
    text, in_text = _stripped("\n\n".join(paragraphs))
    rows = [_row(line) for line in table.splitlines() if line.strip()]
    return {
        **{name: fields[name] for name in HEADER[:-1]},
        "title": title,
        "text": text,
        "statements": [_statement(row, rows, (title, in_title), (text, in_text)) for row in rows],
        "links": [
            {"kind": link["kind"], "from": row["id"], "to": link["to"], "scope": link.get("scope", "")}
            for row in rows
            for link in row.get("links", ())
        ],
    } | _no_strays({row["id"] for row in rows}, in_title | in_text)


_Marks = dict[tuple[int, str], list[list[int]]]


def _stripped(marked: str) -> tuple[str, _Marks]:
    """Text without its tags, and the spans each role of each statement has in it."""
    parts: list[str] = []
    length = at = 0
    opened: dict[tuple[int, str], int] = {}
    spans: _Marks = defaultdict(list)
    for tag in _TAG.finditer(marked):
        parts.append(marked[at : tag.start()])
        length += len(parts[-1])
        at = tag.end()
        key = int(tag[3]), ROLES[tag[2]]
        if not tag[1]:
            if key in opened:
                raise MarkupError(f"{tag[0]} opened twice")
            opened[key] = length
        elif key not in opened:
            raise MarkupError(f"{tag[0]} was not opened")
        else:
            spans[key].append([opened.pop(key), length])
    if opened:
        raise MarkupError(f"not closed: {sorted(opened)}")
    text = "".join([*parts, marked[at:]])
    if stray := re.search(r"</?\w+>", text):
        raise MarkupError(f"unknown tag {stray[0]}")
    for key, found in spans.items():
        for span in found:
            while span[0] < span[1] and text[span[0]].isspace():
                span[0] += 1
            while span[1] > span[0] and text[span[1] - 1].isspace():
                span[1] -= 1
            if span[0] == span[1]:
                raise MarkupError(f"empty {key[1]} of {key[0]}")
    return text, spans


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise MarkupError(f"table: {error}: {line[:60]}") from error
    wrong = [
        *(f"key {key}" for key in row.keys() - KEYS),
        *(f"kind {row.get('kind')}" for _ in [0] if row.get("kind") not in KINDS),
        *(f"class {row['class']}" for _ in [0] if row.get("class", "speech") not in CLASSES),
        *(f"polarity {row['polarity']}" for _ in [0] if row.get("polarity", "asserts") not in POLARITIES),
        *(f"said {row['said']}" for _ in [0] if row.get("said") and not _TIME.fullmatch(row["said"])),
        *(f"link {link}" for link in row.get("links", ()) if link.get("kind") not in LINKS or "to" not in link),
        *(
            f"{name} {row[name]}"
            for name in ("addressee", "venue")
            if row.get(name, {}).get("kind", "role") not in VENUES
        ),
    ]
    if row.get("kind") in ("person", "government", "outlet") and not row.get("name"):
        wrong.append(f"a {row['kind']} without a name")
    if row.get("kind") in ("unnamed", "unresolved", "role") and row.get("name"):
        wrong.append(f"a source that is {row['kind']} has no name")
    if wrong:
        raise MarkupError(f"statement {row.get('id')}: {'; '.join(wrong)}")
    return dict(row)


def _statement(
    row: dict[str, Any], rows: list[dict[str, Any]], title: tuple[str, _Marks], text: tuple[str, _Marks]
) -> dict[str, Any]:
    number = row["id"]
    where, (words, marks) = next(
        ((name, place) for name, place in (("title", title), ("text", text)) if (number, "cue") in place[1]), ("", text)
    )
    if not where:
        raise MarkupError(f"statement {number} has no cue")
    if (number, "content") not in marks:
        raise MarkupError(f"statement {number} has no content")
    numbers = {each["id"] for each in rows}
    for link in (*row.get("chain", ()), *(each["to"] for each in row.get("links", ()))):
        if link not in numbers and not re.fullmatch(r"addressee(?::\d+)?", str(link)):
            raise MarkupError(f"statement {number} names a statement {link} that is not there")
    if number in row.get("chain", ()):
        raise MarkupError(f"statement {number} is in its own chain")
    for link in row.get("links", ()):
        if link.get("scope") and link["scope"] not in words:
            raise MarkupError(f"statement {number}: scope {link['scope']!r} is not in the text")

    def party(role: str) -> dict[str, Any] | None:
        found = marks.get((number, role))
        told = row.get(role)
        if bool(found) != bool(told):
            raise MarkupError(f"statement {number}: {role} is {'tagged' if found else 'named'} only")
        return {"mention": found, "name": told.get("name"), "kind": told["kind"]} if told else None

    said = row.get("said")
    times = marks.get((number, "time"), [])
    return {
        "id": number,
        "where": where,
        "source": {"mention": marks.get((number, "source"), []), "name": row.get("name"), "kind": row["kind"]},
        "cue": marks[number, "cue"],
        "content": marks[number, "content"],
        "addressee": party("addressee"),
        "venue": party("venue"),
        "chain": row.get("chain", []),
        "said_at": {"value": said, "precision": _PRECISIONS[len(said)], "span": times} if said else None,
        "time": times,
        "manner": manner(words, marks[number, "content"]),
        "polarity": row.get("polarity", "asserts"),
        "cue_class": row.get("class", "speech"),
        "hedged": row.get("hedged", False),
    }


def manner(text: str, spans: list[list[int]]) -> str:
    """Whether a content is quoted (direct), told (indirect) or partly each (mixed), by its quotation marks.

    A quotation that goes on in the next paragraph has no closing mark before it. Single marks count where they hold
    more than one word.
    """
    whole = "\n".join(text[start:end] for start, end in spans)
    quoted = _QUOTED.findall(whole)
    rest = re.sub(r"\b(?:that|and|but)\b", " ", _QUOTED.sub(" ", whole))
    if not quoted:
        return "indirect"
    return "mixed" if re.search(r"\w", rest) else "direct"


def _no_strays(numbers: set[int], marks: _Marks) -> dict[str, Any]:
    if strays := sorted({number for number, _ in marks} - numbers):
        raise MarkupError(f"tagged, but not in the table: {strays}")
    return {}


def lines(article: dict[str, Any]) -> list[str]:
    """Each statement of an article, in a line."""
    shown = []
    for each in article["statements"]:
        words = article[each["where"]]

        def cut(spans: list[list[int]], words: str = words) -> str:
            return " … ".join(words[start:end] for start, end in spans)

        said = each["said_at"]["value"] if each["said_at"] else "-"
        extra = [
            f"{name} {cut(each[name]['mention'])} ({each[name]['kind']})"
            for name in ("addressee", "venue")
            if each[name]
        ]
        chain = f"chain {each['chain']}" if each["chain"] else ""
        links = [f"{link['kind']} {link['to']}" for link in article["links"] if link["from"] == each["id"]]
        acts = [each["manner"], each["cue_class"], each["polarity"], said, chain, *extra, *links]
        name = each["source"]["name"] or each["source"]["kind"]
        shown.append(
            f"{each['id']:>3} [{cut(each['source']['mention'])} = {name}] {cut(each['cue'])} | {cut(each['content'])}\n"
            f"    {'; '.join(filter(None, acts))}"
        )
    return shown


def marked_up(article: dict[str, Any]) -> str:
    """An article of the JSON form as people write it: `read` gives the same article again."""
    tags: dict[str, list[tuple[int, int, str]]] = {"title": [], "text": []}
    for each in article["statements"]:
        spans = {"source": each["source"]["mention"], "cue": each["cue"], "content": each["content"]}
        spans |= {name: each[name]["mention"] for name in ("addressee", "venue") if each[name]}
        for letter, role in ROLES.items():
            for start, end in spans.get(role, each["time"] if role == "time" else ()):
                tags[each["where"]] += [(start, 1, f"<{letter}{each['id']}>"), (end, 0, f"</{letter}{each['id']}>")]
    shown = {}
    for where, places in tags.items():
        words = article[where]
        for at, _, tag in sorted(places, key=lambda place: place[:2], reverse=True):
            words = f"{words[:at]}{tag}{words[at:]}"
        shown[where] = words
    rows = [json.dumps(_table_row(each, article["links"]), ensure_ascii=False) for each in article["statements"]]
    header = [f"{name}: {article[name]}" for name in HEADER[:-1]]
    return "\n".join([*header, f"title: {shown['title']}", "", shown["text"], "", "%%", *rows, ""])


def _table_row(each: dict[str, Any], links: list[dict[str, Any]]) -> dict[str, Any]:
    row = {"id": each["id"], "name": each["source"]["name"], "kind": each["source"]["kind"]}
    row |= {"class": each["cue_class"], "polarity": each["polarity"], "hedged": each["hedged"]}
    row |= {"said": each["said_at"]["value"] if each["said_at"] else None, "chain": each["chain"]}
    row |= {
        name: {"name": each[name]["name"], "kind": each[name]["kind"]} for name in ("addressee", "venue") if each[name]
    }
    row["links"] = [
        {"kind": link["kind"], "to": link["to"]} | ({"scope": link["scope"]} if link["scope"] else {})
        for link in links
        if link["from"] == each["id"]
    ]
    defaults = {"name": None, "class": "speech", "polarity": "asserts", "hedged": False, "said": None}
    defaults |= {"chain": [], "links": []}
    return {key: value for key, value in row.items() if key not in defaults or value != defaults[key]}


def main() -> int:
    """Check, convert or show files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("check", "json", "show", "tags"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, default=Path(), help="folder for the files of `tags`")
    options = parser.parse_args()
    if options.task == "tags":
        options.to.mkdir(parents=True, exist_ok=True)
        for line in (line for path in options.files for line in path.read_text(encoding="utf-8").splitlines()):
            article = json.loads(line)
            (options.to / f"{article['id']}.txt").write_text(marked_up(article), encoding="utf-8")
        return 0
    status = 0
    for path in options.files:
        try:
            article = read(path)
        except (MarkupError, ValueError) as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            status = 1
            continue
        if options.task == "json":
            print(json.dumps(article, ensure_ascii=False))
        elif options.task == "show":
            print(f"== {article['id']}: {article['title']}", *lines(article), sep="\n")
        else:
            print(f"{path.name}: {len(article['text'].split())} words, {len(article['statements'])} statements")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
