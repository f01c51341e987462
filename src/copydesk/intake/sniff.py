"""The form of a text: HTML, Markdown or plain, by what stands in it; the name of the file only tips the scale."""

from __future__ import annotations

import re
from pathlib import PurePath

from copydesk.records import Form

# Counting costs 0.1 ms for each 10,000 characters; what a text is shows in its first pages.
_SAMPLE = 32_768

_DOCUMENT = re.compile(r"<(?:!doctype\s+html|html[\s/>]|head[\s>]|body[\s>])", re.IGNORECASE)
# Comments before the document type that are passed over; pages have a handful.
_MOST_COMMENTS = 100
_XML_OR_COMMENT = (("<?", "?>"), ("<!--", "-->"))

_STRUCTURE = (
    "html head body title meta link base script style noscript template article section main header footer nav aside "
    "div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table thead tbody tr td th figure figcaption blockquote pre form hr"
)
_INLINE = "a abbr b br button cite code del em font i iframe img ins input mark picture q s small span strong sub sup u"
_STRUCTURE_TAGS = frozenset(_STRUCTURE.split())
_TAGS = "|".join(sorted((*_STRUCTURE.split(), *_INLINE.split()), key=len, reverse=True))
# A tag as HTML writes it: the name of an element, then attributes or the end. `<me@x.example>`, `<https://…>` and
# `a < b` are none.
_TAG = re.compile(rf"</?({_TAGS})(?:[\s/][^<>]*+)?>", re.IGNORECASE)
_STRUCTURE_WEIGHT = 2
_INLINE_WEIGHT = 1

# A fragment that begins with a tag needs that one and its end, or one element of structure. Markup somewhere in a text
# must be dense to count: the barest hand-written page has a tag of structure every 300 characters, a text that
# mentions tags, or has one that a clean-up forgot, fewer.
_NEEDED_AT_START = 2
_NEEDED_WITHIN = 6
_CHARACTERS_PER_POINT = 150

# Signs of Markdown: what must be there for the pattern to be tried, the pattern, points each. Two points make
# Markdown. What plain text also has (a dash at the head of a line, quoted mail, a lone number sign) comes to one point
# at most, all taken together.
_SIGNS: tuple[tuple[str, re.Pattern[str], int], ...] = (
    # link, image, reference
    ("](", re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|/|#|\./|\.\./)[^\s()]{0,500}"), 2),
    ("![", re.compile(r"!\[[^\[\]\n]{0,300}\]\([^\s()]{1,500}"), 2),
    ("]:", re.compile(r"^ {0,3}\[[^\[\]\n]{1,100}\]:[ \t]+(?:https?://|<|/|#)", re.MULTILINE), 2),
    # a headline alone at the very start, a heading of lower rank, an underlined heading
    ("# ", re.compile(r"\A\s*# +\S[^\n]*(?:\n[ \t\r]*\n|\s*\Z)"), 2),
    ("##", re.compile(r"^#{2,6} +\S", re.MULTILINE), 2),
    ("\n===", re.compile(r"^[^\W_][^\n]{1,200}\n={3,}[ \t\r]*$", re.MULTILINE), 2),
    # fenced code, the rule under a table's head, strong words
    ("```", re.compile(r"^ {0,3}```", re.MULTILINE), 2),
    ("~~~", re.compile(r"^ {0,3}~~~", re.MULTILINE), 2),
    ("---", re.compile(r"^ {0,3}(?=[^\n|]*\|)\|?[ \t]*:?-{3,}[ \t:|-]*$", re.MULTILINE), 2),
    ("**", re.compile(r"\*\*[^\s*][^*\n]{0,300}\*\*"), 1),
)
_WEAK_SIGNS = re.compile(
    r"^# +\S|^ {0,3}> ?\S|^ {0,3}[*+-] +\S|^ {0,3}\d{1,3}[.)] +\S|<https?://[^\s<>]+>|\\[*_\[\]#`>]"
    r"|(?<![\w*])\*[^\s*][^*\n]{0,200}\*(?![\w*])|(?<![\w_])_[^\s_][^_\n]{0,200}_(?![\w_])|`[^`\n]{1,200}`",
    re.MULTILINE,
)
_MARKDOWN_NEEDS = 2

_FRONT_MATTER_KEY = re.compile(r"[\w.\"' -]{1,60}:(?:\s|$)")
# Front matter longer than this is none: a dump may begin with a ruled line.
_FRONT_MATTER_LINES = 200

_MARKDOWN_NAMES = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_HTML_NAMES = frozenset({".html", ".htm", ".xhtml", ".mhtml", ".mht", ".shtml"})
_PACKED = frozenset({".gz", ".zst"})


def sniff(text: str, name: str = "") -> Form:
    r"""The form of a text.

    1. a document type, or an html, head or body tag, at its head: HTML
    2. front matter at its head: Markdown
    3. markup that outweighs the signs of Markdown, dense or from the first character on: HTML
    4. two points of Markdown signs: Markdown
    5. undecided: what the file's name says, else text

    >>> [sniff(text) for text in ("<h1>Rain</h1><p>It fell.", "It <b>fell, <me@town.example>", "## Rain\n\nIt fell.")]
    ['html', 'text', 'markdown']
    """
    if is_document(text):
        return "html"
    sample = text[:_SAMPLE]
    if has_front_matter(sample):
        return "markdown"
    markup, signs = _markup(sample) if "<" in sample else (0, False), _markdown(sample)
    points, at_start = markup
    if points > signs and (
        (at_start and points >= _NEEDED_AT_START)
        or (points >= _NEEDED_WITHIN and points * _CHARACTERS_PER_POINT >= len(sample))
    ):
        return "html"
    if signs >= _MARKDOWN_NEEDS:
        return "markdown"
    return _by_name(name, has_markup=points > 0)


def is_document(text: str) -> bool:
    r"""Whether the text begins as an HTML document does, after blanks, XML declarations and comments.

    >>> is_document("<?xml version='1.0'?>\n<!-- saved --> <HTML lang=en>"), is_document("<b>Rain</b>")
    (True, False)
    """
    at = _skip_blanks(text, 0)
    for _ in range(_MOST_COMMENTS):
        opened = next((end for start, end in _XML_OR_COMMENT if text.startswith(start, at)), "")
        if not opened:
            break
        end = text.find(opened, at + 2)
        if end < 0:
            return False
        at = _skip_blanks(text, end + len(opened))
    return _DOCUMENT.match(text, at) is not None


def has_front_matter(text: str) -> bool:
    r"""Whether the text begins with a block of `key: value` lines between two lines of three dashes.

    >>> has_front_matter("---\ntitle: Rain\n---\nIt rained."), has_front_matter("---\nIt rained.\n---\n")
    (True, False)
    """
    start = _skip_blanks(text, 0)
    if not text.startswith("---", start):
        return False
    lines = text[start : start + _SAMPLE].splitlines()[: _FRONT_MATTER_LINES + 1]
    if lines[0].rstrip() != "---":
        return False
    keys = 0
    for line in lines[1:]:
        if line.rstrip() in ("---", "..."):
            return keys > 0
        if _FRONT_MATTER_KEY.match(line):
            keys += 1
        elif line[:1] not in ("", " ", "\t", "-", "#"):
            return False
    return False


_BLANKS = re.compile(r"[\s\ufeff]*")


def _skip_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _markup(sample: str) -> tuple[int, bool]:
    """The weight of the tags outside code, and whether one stands at the very start."""
    points = 0
    start = _skip_blanks(sample, 0)
    at_start = sample.startswith("<", start) and (
        _TAG.match(sample, start) is not None or sample.startswith("<!--", start)
    )
    fenced = False
    for line in sample.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and "<" in line:
            for tag in _TAG.finditer(line):
                points += _STRUCTURE_WEIGHT if tag[1].lower() in _STRUCTURE_TAGS else _INLINE_WEIGHT
    return points, at_start


def _markdown(sample: str) -> int:
    """The points of Markdown signs; the weak ones are looked for only where one more point decides."""
    strong = sum(points * len(pattern.findall(sample)) for mark, pattern, points in _SIGNS if mark in sample)
    return strong + 1 if strong == _MARKDOWN_NEEDS - 1 and _WEAK_SIGNS.search(sample) else strong


def _by_name(name: str, *, has_markup: bool) -> Form:
    path = PurePath(name.lower())
    suffix = PurePath(path.stem).suffix if path.suffix in _PACKED else path.suffix
    if suffix in _MARKDOWN_NAMES:
        return "markdown"
    return "html" if suffix in _HTML_NAMES and has_markup else "text"
