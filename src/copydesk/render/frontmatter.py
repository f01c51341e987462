"""The front matter of a copy: YAML that every parser reads, with the keys note-taking tools already use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from hashlib import sha256

from copydesk.render.described import Described


def front_matter(article: Described) -> str:
    """The facts of an article as a YAML block between `---` lines; what is unknown is left out.

    Every value is a double-quoted string, or a list of these: a form that YAML 1.1, YAML 1.2 and JSON agree on.
    """
    return front_matter_of(_entries(article))


def front_matter_of(entries: Iterable[tuple[str, str | tuple[str, ...] | None]]) -> str:
    """Keys and values as the same block, for whoever has facts and no article."""
    lines = [f"{key}: {_written(value)}" for key, value in entries if value]
    return "---\n" + "\n".join(lines) + "\n---\n"


def _entries(article: Described) -> list[tuple[str, str | tuple[str, ...] | None]]:
    return [
        ("title", article.title),
        ("source", article.url),
        ("author", article.authors),
        ("published", _value(article, "published")),
        ("modified", _value(article, "modified")),
        ("created", _value(article, "captured")),
        ("captured", _value(article, "captured")),
        ("description", article.description),
        ("tags", article.tags),
        ("canonical", article.canonical_url),
        ("site", article.site),
        ("section", article.section),
        ("language", article.language),
        ("image", _value(article, "image")),
        ("license", article.license),
        ("sha256", _value(article, "sha256") or article.capture.sha256),
        ("text_sha256", sha256(article.text.encode()).hexdigest() if article.text else None),
    ]


def _value(article: Described, name: str) -> str | None:
    fact = article.facts.get(name)
    return fact.value if fact is not None and isinstance(fact.value, str) else None


def _written(value: str | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_quoted(item) for item in value) + "]"
    return _quoted(value)


def _quoted(value: str) -> str:
    """A JSON string, which is a YAML double-quoted string as long as these line separators are escaped."""
    quoted = json.dumps(value, ensure_ascii=False)
    for char in ("\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff"):
        quoted = quoted.replace(char, f"\\u{ord(char):04x}")
    return quoted
