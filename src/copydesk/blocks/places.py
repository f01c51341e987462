"""Where in the capture a page's text was read from.

The parser tells where each start tag stands, not where text does. A `Pointer` follows the walk: it finds the next text
from the element last entered, past whatever markup lies between. The common case, text right behind its tag and
without character references, costs one comparison.
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
_UNUSUAL: Final = _RAW_TEXT | _COPIED
_LONGEST_WRITTEN: Final = 10
"""Characters that a text may take in the capture for each that it has: it may be written in character references."""
_STEPS: Final = 20
"""Characters of the page for each step that all searches together may take."""
_REACH: Final = 500
"""Pieces of markup and foreign text that one search may pass: a long list of options, a drawing."""


class Pointer:
    """A place in the capture, moved along by the walk."""

    __slots__ = ("_line_starts", "_source", "_steps", "at")

    def __init__(self, page: Page) -> None:
        self._line_starts: list[int] = page.line_starts
        self._source: str = page.capture.text
        self.at: int = 0
        """The end of the text found last."""
        # Hostile pages can make every search fail; the budget keeps the whole linear.
        self._steps: int = 10_000 + len(self._source) // _STEPS

    def find(self, element: Element | None, data: str, folded: str) -> int:
        """Where the next text node begins, white space at its ends left out; -1 when it is not there.

        `element` is the one that the walk has come to last, None when the text follows the one before it; `folded` is
        the node's text with its white space folded. The end of what was found is at `at`.
        """
        source = self._source
        if element is None:
            at = self._past_ends(self.at)
        else:
            line, column = element.source_line, element.source_col
            if line is None or column is None:  # one the parser supplied itself
                at = self.at
            else:
                start = self._line_starts[line - 1] + column
                tag = element.tag
                at = source.find(">", start) + 1
                # A tag without attributes ends there, and so does one whose quotation marks stand in pairs.
                if at - start != len(tag) + 2 and (
                    not at or source.count('"', start, at) % 2 or source.count("'", start, at) % 2
                ):
                    at = tag_end(source, start)
                if tag in _UNUSUAL:
                    at = max(at, self.at) if tag in _COPIED else self._past_raw_text(tag, at)
                self.at = at
        if source.startswith(folded, at):
            self.at = at + len(folded)
            return at
        return self._search_near(data, at)

    def _past_ends(self, at: int) -> int:
        """The place behind the end tags that stand here: text that goes on after a link or an emphasis."""
        source = self._source
        while source.startswith("</", at):
            end = source.find(">", at)
            if end < 0:
                break
            at = end + 1
        return at

    def _search_near(self, data: str, at: int) -> int:
        """Where the text begins that is not right at `at`, or is not written as it reads."""
        source = self._source
        core = data.lstrip()
        start = at + len(data) - len(core)
        core = core.rstrip()
        if source.startswith(core, start):
            self.at = start + len(core)
            return start
        # All the text before the next tag, as HTML reads it.
        written = source[at : source.find("<", at, at + _LONGEST_WRITTEN * len(data))]
        if "&" in written or "\r" in written:
            start = at + len(written) - len(written.lstrip())
            written = written.strip()
            if unescape(written).replace("\r\n", "\n") == core:
                self.at = start + len(written)
                return start
        words = core.split()
        found = self._search(core, words, at, broken=False)
        # Markup that the parser passes over (the end of what never began) leaves one text on both sides of it.
        return found if found >= 0 else self._search(core, words, at, broken=True)

    def _search(self, core: str, words: list[str], at: int, *, broken: bool) -> int:
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
                    self.at = end
                    return at
            if source[at] == "<":
                at = self._past_markup(at)
            else:
                at = source.find("<", at)
                if at < 0:
                    break
        return -1

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
