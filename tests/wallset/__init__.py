"""Walls, and stories that look like walls: pages of invented sites in many languages, made from templates and phrases.

Templates and phrases are both parted into `development`, on which the points of classify/walls.py were chosen, and
`held_out`, on which they are only checked: other markup, other words, other languages. Every template of a part is
filled with the phrases of every language of the part.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from wallset.template import Phrases, Template

MODULES = {"development": ("development", "development_more"), "held_out": ("held_out",)}
PARTS = tuple(MODULES)
STORY = "story"
"""The kind of a page that is no wall."""


class Sample(NamedTuple):
    """One page: `kinds` are the verdicts that are right, or `story` for any that is no wall."""

    part: str
    kinds: tuple[str, ...]
    language: str
    template: str
    form: str
    source: str

    def is_right(self, kind: str, *, is_wall: bool) -> bool:
        """Whether a verdict is right."""
        return not is_wall if self.kinds == (STORY,) else kind in self.kinds


def samples(part: str) -> Iterator[Sample]:
    """Every page of a part."""
    for template in templates(part):
        for language, phrases in languages(part).items():
            if template.languages and language[:2] not in template.languages:
                continue
            source = template.fill(phrases)
            yield Sample(part, template.kinds, language, template.name, template.form, source)


@cache
def languages(part: str) -> dict[str, Phrases]:
    """The phrases of a part by language."""
    text = (Path(__file__).parent / f"{part}.toml").read_text("utf-8")
    return {code: {**phrases, "lang": code[:2]} for code, phrases in tomllib.loads(text).items()}


@cache
def templates(part: str) -> tuple[Template, ...]:
    """The templates of a part."""
    modules = [import_module(f"wallset.{name}") for name in MODULES[part]]
    return tuple(value for module in modules for value in vars(module).values() if isinstance(value, Template))
