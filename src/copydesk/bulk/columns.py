"""The columns of bulk output: what each holds, of what kind it is, and how it is read off an article.

One table, at the foot: the schema of a Parquet file, the keys of a JSON line and the documentation are made of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import urlsplit

import msgspec

from copydesk.article.record import Article
from copydesk.errors import UsageError
from copydesk.records import Fact

Kind = Literal["string", "strings", "double", "count", "facts", "cut", "links"]
"""What a column holds; `writing` says how Parquet has it."""
_LONG: Final = 1_000_000
"""Letters of a text of which not all words are held at once."""
_WORD: Final = re.compile(r"\S+")
_SIGN: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""A sign of a script that parts no words: it counts as one."""


class Column(NamedTuple):
    """One column: its name, its kind, what it holds, and what gives it of an article."""

    name: str
    kind: Kind
    about: str
    value: Callable[[Article], Any]


def names_of(chosen: Iterable[str]) -> list[str]:
    """The names of columns, each once, in the order of the table. Raises UsageError for one that is not there."""
    wanted = set(chosen)
    if unknown := sorted(wanted - COLUMNS.keys()):
        raise UsageError(", ".join(unknown), "no such column", f"the columns are {', '.join(COLUMNS)}")
    if not wanted:
        raise UsageError("columns", "none is chosen", f"the columns are {', '.join(COLUMNS)}")
    return [name for name in COLUMNS if name in wanted or name == "source"]


def row_of(article: Article, names: Iterable[str]) -> dict[str, Any]:
    """The named columns of an article."""
    return {name: COLUMNS[name].value(article) for name in names}


def words_in(text: str) -> int:
    """How many words a text has; in scripts that part none, how many signs.

    >>> words_in("Rain at last"), words_in("雨が降る"), words_in("NHKは、雨 2 mm")
    (3, 4, 5)
    """
    if text.isascii() or not (signs := sum(1 for _ in _SIGN.finditer(text))):
        return sum(1 for _ in _words(text))
    others = _words(_SIGN.sub(" ", text))
    return signs + sum(any(letter.isalnum() for letter in word) for word in others)


def _words(text: str) -> Iterable[str]:
    """What white space parts."""
    return text.split() if len(text) < _LONG else (found[0] for found in _WORD.finditer(text))


def _fact(name: str) -> Callable[[Article], Any]:
    def value(article: Article) -> Any:
        found = article.facts.get(name)
        return found.value if found else None

    return value


def _facts(article: Article) -> list[dict[str, Any]]:
    return [row for name, fact in article.facts.items() for row in _fact_rows(name, fact)]


def _fact_rows(name: str, fact: Fact) -> Iterator[dict[str, Any]]:
    """A row for each value of a fact that was found."""
    for each in fact.parts or (fact,):
        if each.value is None:
            continue
        values = (each.value,) if isinstance(each.value, str) else each.value
        start, end = (each.where.start, each.where.end) if each.where else (None, None)
        for value in values:
            yield {
                "name": name,
                "value": value,
                "how": each.how,
                "raw": each.raw,
                "start": start,
                "end": end,
                "confidence": round(each.confidence, 4),
                "kind": each.kind,
            }


def _cut(article: Article) -> list[dict[str, Any]]:
    return [
        {"text": each.text, "label": each.label, "probability": round(each.probability, 4), "reason": each.reason}
        for each in article.cut
    ]


def _links(article: Article) -> list[dict[str, str]]:
    return [{"url": each.url, "text": each.text} for each in article.references]


def _statements(article: Article) -> str:
    from copydesk.ledger import statements

    return msgspec.json.encode(statements(article)).decode() if article.text.strip() else "[]"


def host_of(url: str | None) -> str | None:
    """The host of an address, without port and www.

    >>> host_of("https://www.quay.example:8080/a")
    'quay.example'
    """
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _sha256_of_text(article: Article) -> str:
    from hashlib import sha256

    return sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()


_TABLE: Final = (
    Column("source", "string", "Where the page was read: file, and record by its byte.", lambda a: a.capture.name),
    Column("url", "string", "Address of the page.", lambda a: a.url),
    Column("host", "string", "Host of that address, without www.", lambda a: host_of(a.url)),
    Column("canonical_url", "string", "Address that the page calls its own.", _fact("canonical_url")),
    Column("captured", "string", "When it was captured, ISO 8601.", lambda a: a.capture.captured),
    Column("sha256", "string", "SHA-256 of the page's bytes as received.", lambda a: a.capture.sha256),
    Column("form", "string", "Form of the page: html, text or markdown.", lambda a: a.capture.form),
    Column("verdict", "string", "What the page is: article, listing …, or the wall it is.", lambda a: a.verdict.kind),
    Column("confidence", "double", "How sure that verdict is, 0 to 1.", lambda a: round(a.verdict.confidence, 4)),
    Column("reason", "string", "What that verdict rests on.", lambda a: a.verdict.reason),
    Column("language", "string", "Language of the text, BCP 47.", _fact("language")),
    Column("title", "string", "Headline, without the site's name.", _fact("title")),
    Column("deck", "string", "Line under the headline.", _fact("deck")),
    Column("authors", "strings", "Authors as printed.", lambda a: list(a.authors)),
    Column("published", "string", "Published: ISO 8601 day or time.", _fact("published")),
    Column("modified", "string", "Last changed: ISO 8601 day or time.", _fact("modified")),
    Column("site", "string", "Name of the outlet.", _fact("site")),
    Column("section", "string", "Section of the outlet.", _fact("section")),
    Column("description", "string", "The page's own summary.", _fact("description")),
    Column("tags", "strings", "Keywords that the page declares.", lambda a: list(a.tags)),
    Column("license", "string", "Licence that the page declares.", _fact("license")),
    Column("access", "string", "Whether the whole is free to read, as declared.", _fact("access")),
    Column("words", "count", "Words of the text; signs, in scripts without spaces.", lambda a: words_in(a.text)),
    Column("text", "string", "The body as plain text.", lambda a: a.text),
    Column("text_sha256", "string", "SHA-256 of that text.", _sha256_of_text),
    Column("markdown", "string", "The body as Markdown.", lambda a: a.markdown),
    Column("facts", "facts", "Each fact with how and where it was found; places index the decoded page.", _facts),
    Column("links", "links", "Links inside the body.", _links),
    Column("cut", "cut", "What is not in the text, and why.", _cut),
    Column("statements", "string", "Who said what, as JSON.", _statements),
    Column("warnings", "strings", "What was odd about the page.", lambda a: list(a.warnings)),
)
COLUMNS: Final = {column.name: column for column in _TABLE}
"""Each column by its name."""
_ON_REQUEST: Final = frozenset({"form", "canonical_url", "text_sha256", "links", "cut", "statements"})
DEFAULT: Final = tuple(name for name in COLUMNS if name not in _ON_REQUEST)
"""The columns that are written when none are chosen."""
