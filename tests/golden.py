"""The golden cases: each folder under cases/ that holds a capture, with what we expect of it.

A folder holds `capture.html|txt|md`, the whole `copy.md`, the facts the case speaks for in `facts.json`, and if need be
`capture.json` (options of `extract`), `absent.txt` (phrases that must not be in the copy) and `note.md`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

import copydesk
from copydesk import Article

CASES = Path(__file__).resolve().parent / "cases"

# Digests name the bytes, not the article: a comma in the furniture of a page would change them.
VOLATILE = ("sha256:", "text_sha256:")

# Facts that are not read by the attribute of their name.
READERS: dict[str, Callable[[Article], Any]] = {
    "verdict": lambda article: article.verdict.kind,
    "is_wall": lambda article: article.verdict.is_wall,
    "text": lambda article: article.text,
    "published": lambda article: article.facts["published"].value,
    "modified": lambda article: article.facts["modified"].value,
    "authors_kind": lambda article: [part.kind for part in article.facts["authors"].parts],
    "comments": lambda article: len(article.comments),
    "captured": lambda article: article.capture.captured,
    "charset": lambda article: article.capture.charset,
}


class Case(NamedTuple):
    """One golden folder."""

    name: str
    folder: Path
    capture: Path

    def article(self) -> Article:
        """What copydesk makes of the capture, by the options in capture.json."""
        return _article(self)

    def copy(self) -> str:
        """The copy, without the lines that name bytes."""
        return steady(self.article().copy())

    def fact(self, name: str) -> Any:
        """One fact as plain JSON values."""
        value = READERS.get(name, lambda article: getattr(article, name))(self.article())
        return msgspec.json.decode(msgspec.json.encode(value))

    def facts(self) -> dict[str, Any]:
        """The facts this case speaks for; empty when the file is missing, which its own test reports."""
        path = self.folder / "facts.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else {}

    def absent(self) -> list[str]:
        """Phrases that must not be in the copy."""
        path = self.folder / "absent.txt"
        return path.read_text("utf-8").split("\n")[:-1] if path.exists() else []

    def options(self) -> dict[str, Any]:
        """Keywords of `extract` for this capture."""
        path = self.folder / "capture.json"
        return json.loads(path.read_text("utf-8")) if path.exists() else {}


def cases() -> list[Case]:
    """Every golden case, by name."""
    captures = sorted(CASES.glob("*/*/capture.*"))
    return [
        Case(f"{path.parent.parent.name}/{path.parent.name}", path.parent, path)
        for path in captures
        if path.suffix != ".json"
    ]


def steady(copy: str) -> str:
    """A copy without the lines of its front matter that name bytes."""
    return "\n".join(line for line in copy.split("\n") if not line.startswith(VOLATILE))


@cache
def _article(case: Case) -> Article:
    return copydesk.extract(case.capture, **case.options())
