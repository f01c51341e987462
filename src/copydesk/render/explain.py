"""Why the copy is what it is: each block with its label and the reason, each fact with how and where it was found."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any, Final, Literal

import msgspec

from copydesk.article.record import Article
from copydesk.dates import same_instant
from copydesk.records import Block, Fact, Label

Style = Literal["heading", "kept", "cut", "value", "detail", "plain"]
Line = tuple[Style, str]

WIDTH: Final = 100
"""Columns when the terminal does not tell."""
_LABEL: Final = 11  # the longest label, "navigation", and a space
_KIND: Final = 10
_INDENT: Final = " " * (_LABEL + 6)
_MAX_VALUE: Final = 400
"""Characters of a fact's value or raw form that are shown; a body kept in JSON-LD would fill the screen."""
_DATES: Final = frozenset({"published", "modified"})
_WIDE: Final = ("W", "F")


def explain_dict(article: Article) -> dict[str, Any]:
    """The explanation as plain values for JSON, every block whole."""
    return {
        "source": article.capture.name,
        "sha256": article.capture.sha256,
        "form": article.capture.form,
        "charset": article.capture.charset,
        "verdict": msgspec.to_builtins(article.verdict),
        "warnings": list(article.warnings),
        "blocks": [
            {
                "label": label.name,
                "probability": label.probability,
                "reason": label.reason,
                "kind": block.kind,
                "hidden": block.hidden,
                "where": msgspec.to_builtins(block.where),
                "text": block.text,
            }
            for block, label in zip(article.blocks, article.labels, strict=True)
        ],
        "facts": {name: msgspec.to_builtins(fact) for name, fact in article.facts.items()},
    }


def explain_lines(article: Article, *, width: int = WIDTH) -> Iterator[Line]:
    """The explanation for a reader, line by line, each with the style it is shown in."""
    verdict = article.verdict
    name = article.capture.name or "input"
    yield "heading", f"{name}: {_words(verdict.kind)}, confidence {verdict.confidence:.2f}"
    yield from _folded("detail", verdict.reason, "  ", width)
    yield from _folded("detail", f"read as {article.capture.form}, {article.capture.charset}", "  ", width)
    for warning in article.warnings:
        yield from _folded("detail", f"warning: {warning}", "  ", width)
    yield "plain", ""
    yield "heading", f"{'label':<{_LABEL}}{'prob':<6}{'kind':<{_KIND}} text, and the reason"
    for block, label in zip(article.blocks, article.labels, strict=True):
        yield from _block_lines(block, label, width)
    yield "plain", ""
    yield "heading", "facts"
    for name, fact in article.facts.items():
        yield from _fact_lines(name, fact, width)


def _block_lines(block: Block, label: Label, width: int) -> Iterator[Line]:
    text = block.text or (f"[{block.picture.alt or block.picture.url}]" if block.picture else "")
    start = f"{label.name:<{_LABEL}}{label.probability:<6.2f}{block.kind:<{_KIND}} "
    # Only what can be shown is folded: a block may be megabytes.
    line = start + clipped(" ".join(text[: 2 * width].split()), width - len(start))
    yield ("kept" if label.name == "body" else "cut"), line.rstrip()
    told = not block.hidden or block.hidden in label.reason
    reason = label.reason if told else f"{label.reason}; not seen by a reader: {block.hidden}"
    yield from _folded("detail", reason, _INDENT, width)


def _fact_lines(name: str, fact: Fact, width: int) -> Iterator[Line]:
    if fact.value is None:
        yield "cut", f"{name:<{_LABEL + 5}} {'unknown; on offer were' if fact.alternatives else fact.how}"
        for other in fact.alternatives:
            yield from _folded("detail", f"{_value(other)}: {_evidence(other)}", _INDENT, width)
        return
    yield "value", f"{name:<{_LABEL + 5}} {clipped(_value(fact), width - _LABEL - 6)}"
    # Of several values each has a place of its own.
    yield from _folded("detail", _found(fact) if fact.parts else _evidence(fact), _INDENT, width)
    for part in fact.parts:
        kind = f" ({_words(part.kind)})" if part.kind else ""
        yield from _folded("detail", f"{_value(part)}{kind}: {_evidence(part)}", f"{_INDENT}· ", width)
    for other in fact.alternatives:
        same = other.value == fact.value or (name in _DATES and same_instant(_value(other), _value(fact)))
        said = "also" if same else f"not {_value(other)}:"
        yield from _folded("detail", f"{said} {_evidence(other)}", _INDENT, width)


def _value(fact: Fact) -> str:
    value = fact.value if isinstance(fact.value, str) else "; ".join(fact.value or ())
    return " ".join(value[:_MAX_VALUE].split())


def _found(fact: Fact) -> str:
    return f"{fact.how}, confidence {fact.confidence:.2f}"


def _evidence(fact: Fact) -> str:
    """How, how sure, where, and what stands there."""
    if fact.where is None:
        return _found(fact)
    raw = " ".join(fact.raw[:_MAX_VALUE].split())
    written = f", written “{clipped(raw, _MAX_VALUE // 4)}”" if raw != _value(fact) else ""
    return f"{_found(fact)}, characters {fact.where.start}–{fact.where.end}{written}"


def _folded(style: Style, text: str, indent: str, width: int) -> Iterator[Line]:
    further = " " * len(indent)
    for line in textwrap.wrap(text, max(width, 40), initial_indent=indent, subsequent_indent=further):
        yield style, line


def clipped(text: str, columns: int) -> str:
    """As much of a text as fits into so many columns of a terminal, with an ellipsis where it was cut.

    >>> clipped("harbour", 10), clipped("harbour", 5), clipped("港湾の橋", 5)
    ('harbour', 'harb…', '港湾…')
    """
    used = 0
    for place, character in enumerate(text):
        wide = 2 if unicodedata.east_asian_width(character) in _WIDE else 1
        if used + wide > columns - 1:
            rest = text[place:]
            # The last column may hold a last character, or else the ellipsis.
            return text if len(rest) == 1 and used + wide <= columns else f"{text[:place]}…"
        used += wide
    return text


def _words(name: str) -> str:
    return name.replace("_", " ")
