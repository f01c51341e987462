"""What the class, id and role names around a block say of it."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Elements and roles that say it without a name. A header or a form may hold the article's own head.
_BY_TAG: Final = {
    "nav": "navigation",
    "footer": "navigation",
    "aside": "related",
    "menu": "navigation",
    "button": "navigation",
    "form": "form",
    "fieldset": "form",
    "label": "form",
    "dialog": "promotion",
    "header": "header",
    "figure": "figure",
    "address": "byline",
    "figcaption": "caption",
}


_SAID_BY_TAG: Final = {tag: frozenset({said}) for tag, said in _BY_TAG.items()}
_NOTHING: Final[frozenset[str]] = frozenset()


def said_by(tag: str, names: str, role: str) -> frozenset[str]:
    """What an element says by its tag, class, id and role: keys of names.toml, and form, header, figure for tags."""
    if names or role:
        return _said_by_names(tag, names, role)
    return _SAID_BY_TAG.get(tag, _NOTHING)


@lru_cache(maxsize=16_384)
def _said_by_names(tag: str, names: str, role: str) -> frozenset[str]:
    """The same of an element that has a class, an id or a role.

    A pure function of its arguments: what is kept of one page changes nothing in the next.
    """
    table = _table()
    found = {_BY_TAG[tag]} if tag in _BY_TAG else set()
    for name in f"{names} {role}".split():
        if ":" in name or "[" in name:
            continue  # a utility class speaks of looks, or of parts that need not be there
        words = [word.lower() for word in _WORD.findall(name)]
        for place, word in enumerate(words):
            if word in table:
                found.add(table[word])
            if place and (pair := words[place - 1] + word) in table:
                found.add(table[pair])
        if len(words) > 2 and (whole := "".join(words)) in table:
            found.add(table[whole])
    return frozenset(found)


@cache
def _table() -> dict[str, str]:
    text = files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    return {word: kind for kind, words in tomllib.loads(text).items() for word in words.split()}
