r"""Formulas of a page, however they were put there, as the TeX they were written in.

| how | where the TeX is |
|---|---|
| MathML | `alttext`, an `annotation` of TeX; else it is written from the elements |
| KaTeX, MathJax, Temml | an `annotation`, a `script` of type `math/tex`, an attribute, the MathML for those who hear |
| MediaWiki | `alttext`, or the alternative text of the picture beside it |
| a picture | its alternative text, or its address at a service that draws formulas |
| between delimiters | `\(…\)`, `\[…\]`, `$…$`, `$$…$$`, on a page that loads a program of formulas |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from copydesk.blocks.mathml import tex_of
from copydesk.parser import Element
from copydesk.records import FORMULA

HOLDERS: Final = ".mwe-math-element,.hurmet-tex,[data-latex],[data-tex]"
"""One of these, or of the programs below, is on every page whose formulas are inside ordinary elements."""
PROGRAMS: Final = ("katex", "KaTeX", "mathjax", "MathJax")
"""One of these stands in the source of a page whose reader's browser makes formulas of what stands in delimiters."""
_RAW: Final = re.compile(
    rf"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]|(?P<begun>\\begin\{{(?P<name>\w+\*?)\}}.+?\\end\{{(?P=name)\}})"
    rf"|(?<![\\$])\$\$(?P<dollars>[^$]+)\$\$|{FORMULA.pattern}",
    re.DOTALL,
)
_WRAPPERS: Final = re.compile(r"(?:^|\s)(?:katex(?:-display)?|mwe-math-element|hurmet-tex)(?:\s|$)")
_DRAWN: Final = re.compile(r"(?:^|\s)MathJax(?:_(?:Preview|Display|SVG(?:_Display)?|CHTML))?(?:\s|$)")
_OF_DISPLAY: Final = re.compile(r"display", re.IGNORECASE)
_TEX_ATTRIBUTES: Final = ("data-latex", "data-tex", "data-entry", "alttext")
_SHELL: Final = re.compile(r"^\{\\(?:displaystyle|textstyle) (.*)\}$", re.DOTALL)
_PICTURE: Final = re.compile(r"latex|tex\b|math|equation|formula", re.IGNORECASE)
_COMMAND: Final = re.compile(r"\\[A-Za-z]{2,}|[_^]\{")
_SERVICE: Final = re.compile(
    r"(?:[?&](?:latex|tex|chl|eq|math)=|(?:svg|gif|png)\.(?:image|latex|download)\?|\?(?=%5C|\\)|/formula/)([^&#]+)",
    re.IGNORECASE,
)


class Formula(NamedTuple):
    """A formula as TeX on one line, and whether it stands on a line of its own."""

    tex: str
    is_display: bool


def formula_of(element: Element) -> Formula | None:
    """The formula of a `math` element, a container of MathJax, or a wrapper that a program of formulas writes."""
    math = element if element.tag == "math" else element.select_one("math")
    tex = _declared(element) or (math is not None and (_declared(math) or tex_of(math))) or ""
    if not tex and (picture := element.select_one("img[alt]")) is not None:
        tex = picture.attr("alt") or ""
    tex = _tidy(tex)
    if not tex:
        return None
    shown = [element.attr("display"), element.attr("class"), math.attr("display") if math is not None else None]
    inner = element.select_one("[class*='display']") if element.tag == "span" else None
    is_display = any(said in ("block", "true") or (said and _OF_DISPLAY.search(said)) for said in shown)
    return Formula(tex, bool(is_display) or inner is not None)


def formula_of_script(element: Element) -> Formula | None:
    """The formula that a script of MathJax 2 holds; None for any other script."""
    kind = element.attr("type") or ""
    if not kind.startswith("math/tex"):
        return None
    tex = _tidy(element.text)
    return Formula(tex, "display" in kind) if tex else None


def formula_of_picture(element: Element) -> Formula | None:
    """The formula that a picture shows, by its alternative text or its address; None for a picture of something."""
    alt, address = element.attr("alt") or "", element.attr("src") or ""
    if alt and _COMMAND.search(alt) and len(alt.split()) < _WORDS:
        return Formula(_tidy(alt), _OF_DISPLAY.search(element.attr("class") or "") is not None)
    if found := _SERVICE.search(address):
        # A sign that is escaped twice, and spaces written as plus signs.
        told = alt if alt and _PICTURE.search(address) else unquote_plus(found[1])
        tex = _tidy(unquote_plus(found[1]) if "%2B" in found[1] or not alt else told)
        return Formula(tex, is_display=False) if tex else None
    if alt and _PICTURE.search(element.attr("class") or "") and _is_short_formula(alt):
        return Formula(_tidy(alt), is_display=False)
    return None


_WORDS: Final = 60


def _is_short_formula(alt: str) -> bool:
    """Whether words for a picture in a class of formulas are one: "a,b", "x", and no sentence."""
    return len(alt) <= 30 and max(map(len, re.findall(r"[^\W\d_]+", alt)), default=0) <= 2


def raw_formulas(text: str) -> Iterator[tuple[str, Formula | None]]:
    r"""The pieces of a text with formulas in delimiters: each as written, with the formula that it is, if it is one.

    >>> [formula.tex for _, formula in raw_formulas(r"Let \(x^2\) be, or $y$, at $5 or $6.") if formula]
    ['x^2', 'y']
    """
    at = 0
    for found in _RAW.finditer(text):
        inline = found["inline"] or (found["tex"] if found["sign"] == "$" else None)
        tex = _tidy(inline or found["display"] or found["begun"] or found["dollars"] or found["tex"])
        if tex:
            yield text[at : found.start()], None
            yield found[0], Formula(tex, is_display=inline is None)
            at = found.end()
    yield text[at:], None


def is_wrapper(names: str) -> bool:
    """Whether an element of these classes is the wrapper of one formula."""
    return _WRAPPERS.search(names) is not None


def is_drawn(names: str) -> bool:
    """Whether an element of these classes is what MathJax 2 drew of a formula that stands beside it in a script."""
    return _DRAWN.search(names) is not None


def _declared(element: Element) -> str:
    """The TeX that an element carries."""
    for name in _TEX_ATTRIBUTES:
        if said := element.attr(name):
            return said
    annotation = element.select_one('annotation[encoding*="tex" i]')
    return annotation.text if annotation is not None else ""


def _tidy(tex: str) -> str:
    """TeX on one line, without the shell that MediaWiki puts around it, and without delimiters."""
    tex = " ".join(tex.replace("\xa0", " ").split())
    if shell := _SHELL.match(tex):
        tex = shell[1].strip()
    for before, after in (("$$", "$$"), ("\\[", "\\]"), ("\\(", "\\)"), ("$", "$")):
        if len(tex) > len(before + after) and tex.startswith(before) and tex.endswith(after):
            tex = tex[len(before) : -len(after)].strip()
    tex = tex.rstrip("\\").rstrip()
    return tex if "$" not in tex.replace("\\$", "") else ""
