"""The words of `parties.toml` and `cues.toml`, read once."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, table: str = "parties") -> frozenset[str]:
    """The words listed under a name."""
    return frozenset(_table(table)[name].split())


@cache
def metonyms() -> dict[str, str]:
    """Capitals and palaces, in small letters without an article, and the government each stands for."""
    return {key.removeprefix("the "): value for key, value in _table("parties")["metonyms"].items()}


@cache
def first_names() -> dict[str, str]:
    """First names in small letters, and whether they are a woman's (f) or a man's (m)."""
    return {name: gender for gender, names in _table("first_names").items() for name in names.split()}


@cache
def numbers(name: str) -> dict[str, float]:
    """The weights of a linear model, by the measure."""
    return {key: float(value) for key, value in _table(name)["weights"].items()}


@lru_cache(maxsize=16384)
def is_one_of(word: str, name: str, table: str = "parties") -> bool:
    """Whether a word, or its singular, is listed under a name."""
    found = words(name, table)
    word = word.lower().removesuffix("'s").removesuffix("’s")
    return word in found or any(
        word.endswith(ending) and word.removesuffix(ending) + kept in found
        for ending, kept in (("s", ""), ("ies", "y"), ("men", "man"), ("women", "woman"), ("es", ""))
    )
