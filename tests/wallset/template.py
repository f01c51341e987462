"""What a template is: a function of phrases to a page, with the verdicts that are right for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Phrases = dict[str, str]


class Template(NamedTuple):
    """A page with its words left out."""

    name: str
    kinds: tuple[str, ...]
    fill: Callable[[Phrases], str]
    form: str = "html"
    languages: tuple[str, ...] = ()
    """The languages it is written for; all when empty."""


def template(*kinds: str, form: str = "html", languages: tuple[str, ...] = ()) -> Callable[..., Template]:
    """Make a template of a function, by its name."""
    return lambda fill: Template(fill.__name__, kinds, fill, form, languages)


def entries(phrases: Phrases) -> list[str]:
    """The entries of the menu."""
    return [entry.strip() for entry in phrases["nav"].split("|")]
