"""Where in the capture a page's text was read from.

The parser tells where each start tag stands, not where text does. A `Pointer` follows the walk: it is set to the
element last entered, and finds the next text from there, past whatever markup lies between. The common case, text
right behind its tag and without character references, costs one comparison.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from copydesk.page import Page, tag_end
from copydesk.parser import Element

_SPACE: Final = re.compile(r"[\s\x00]*")
_REFERENCE: Final = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]*;?)")
_RAW_TEXT: Final = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
# The parser copies these when they are left open across a block; the copy says where the first one stood.
_COPIED: Final = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_STEPS: Final = 20
"""Characters of the page for each step that all searches together may take."""
_REACH: Final = 500
"""Pieces of markup and foreign text that one search may pass: a long list of options, a drawing."""


class Pointer:
    """A place in the capture, moved along by the walk."""

    __slots__ = ("_at", "_page", "_source", "_steps", "element")

    def __init__(self, page: Page) -> None:
        self._page = page
        self._source = page.capture.text
        self.element: Element | None = None
        """The element that the walk has come to last; None when the next text follows the one before it."""
        self._at = 0
        # Hostile pages can make every search fail; the budget keeps the whole linear.
        self._steps = 10_000 + len(self._source) // _STEPS

    def find(self, data: str, folded: str) -> tuple[int, int]:
        """The span of the next text node, white space at its ends left out; (-1, -1) when it is not there.

        `folded` is the node's text with its white space folded.
        """
        at = self._start()
        source = self._source
        if source.startswith(folded, at):
            self._at = end = at + len(folded)
            return at, end
        core = data.lstrip()
        start = at + len(data) - len(core)
        core = core.rstrip()
        if source.startswith(core, start):
            self._at = end = start + len(core)
            return start, end
        words = core.split()
        found = self._search(core, words, at, broken=False)
        # Markup that the parser passes over (the end of what never began) leaves one text on both sides of it.
        return found if found[0] >= 0 else self._search(core, words, at, broken=True)

    def _start(self) -> int:
        element = self.element
        if element is None:
            return self._past_ends(self._at)
        self.element = None
        place = self._page.offset(element)
        if place is None:
            return self._at
        tag = element.tag
        at = tag_end(self._source, place)
        if tag in _COPIED:
            at = max(at, self._at)
        elif tag in _RAW_TEXT:
            at = self._past_raw_text(tag, at)
        self._at = at
        return at

    def _past_ends(self, at: int) -> int:
        """The place behind the end tags that stand here: text that goes on after a link or an emphasis."""
        source = self._source
        while source.startswith("</", at):
            end = source.find(">", at)
            if end < 0:
                break
            at = end + 1
        return at

    def _search(self, core: str, words: list[str], at: int, *, broken: bool) -> tuple[int, int]:
        """Pass white space, tags, comments and foreign text until the text begins."""
        source, size = self._source, len(self._source)
        for _ in range(min(_REACH, self._steps)):
            self._steps -= 1
            at = _past_space(source, at)
            if at >= size:
                break
            if source[at] != "<" or core[0] == "<":
                end = _aligned(source, at, core, words, broken)
                if end >= 0:
                    self._at = end
                    return at, end
            if source[at] == "<":
                at = self._past_markup(at)
            else:
                at = source.find("<", at)
                if at < 0:
                    break
        return -1, -1

    def _past_markup(self, at: int) -> int:
        source = self._source
        if source.startswith("<!--", at):
            end = source.find("-->", at + 4)
            return len(source) if end < 0 else end + 3
        if source.startswith(("</", "<!", "<?"), at):
            end = source.find(">", at)
            return len(source) if end < 0 else end + 1
        if not source[at + 1 : at + 2].isalpha():
            return at + 1
        name = re.match(r"[A-Za-z0-9]+", source[at + 1 : at + 16])
        end = tag_end(source, at)
        tag = name[0].lower() if name else ""
        return self._past_raw_text(tag, end) if tag in _RAW_TEXT else end

    def _past_raw_text(self, tag: str, at: int) -> int:
        found = _CLOSING[tag].search(self._source, at)
        return found.start() if found else len(self._source)


_CLOSING: Final = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in _RAW_TEXT}


def _aligned(source: str, at: int, core: str, words: list[str], broken: bool) -> int:
    """The end of `core` if it stands at `at`, character references and white space read as HTML reads them; else -1.

    When `broken`, markup in the middle of it is passed over.
    """
    if source.startswith(core, at):
        return at + len(core)
    for word in words:
        at = _past_space(source, at)
        if source.startswith(word, at) and "&" not in word:
            at += len(word)
            continue
        at = _aligned_word(source, at, word, broken)
        if at < 0:
            return -1
    return at


def _past_space(source: str, at: int) -> int:
    """The next place that is not white space, written plainly or as a character reference."""
    while True:
        at = _SPACE.match(source, at).end()  # type: ignore[union-attr]  # it matches everywhere
        if not source.startswith("&", at):
            return at
        reference = _REFERENCE.match(source, at)
        if reference is None or not unescape(reference[0]).isspace():
            return at
        at = reference.end()


def _aligned_word(source: str, at: int, word: str, broken: bool) -> int:
    """The end of a word written with character references; -1 if it does not stand at `at`."""
    done = 0
    while done < len(word):
        char = source[at : at + 1]
        if not char:
            return -1
        if char == "&" and (reference := _REFERENCE.match(source, at)):
            read = unescape(reference[0])
            if word.startswith(read, done):
                at, done = reference.end(), done + len(read)
                continue
        if char == word[done] or (word[done] == "\ufffd" and ord(char) < 32):
            at, done = at + 1, done + 1
        elif char in "\x00\u00ad":
            at += 1
        elif char == "<" and broken:
            at = source.find(">", at) + 1
            if at == 0:
                return -1
        elif broken and char.isspace() and done == 0:
            at += 1
        else:
            return -1
    return at
