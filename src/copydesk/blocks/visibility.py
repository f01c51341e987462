"""Which elements a reader would not see, from attributes and from the page's own style sheets.

The parser finds the elements; nothing is laid out. Rules inside `@media` are left alone: they hide for one screen.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from copydesk.page import Page
from copydesk.parser import Element

# Declarations that take text away from a reader, each with the name it is reported by. White space is folded first.
_HIDING: Final = re.compile(
    r"(?:^|;)\s*(?:"
    r"(?P<display_none>display:\s*none)"
    r"|(?P<visibility_hidden>visibility:\s*(?:hidden|collapse))"
    r"|(?P<opacity_0>opacity:\s*(?:0?\.0*|0(?:\.0*)?)(?=\s*(?:;|!|$)))"
    r"|(?P<font_size_0>font-size:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?(?=\s*(?:;|!|$)))"
    r"|(?P<off_screen>(?:left|right|top|text-indent|margin-left):\s*-\d{4,}(?:\.\d+)?(?:px|em|rem|pt|%)?)"
    r"|(?P<clipped>clip:\s*rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)"
    r"|clip-path:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0))"
    r")",
    re.IGNORECASE,
)
_ZERO_SIZE: Final = re.compile(
    r"(?:^|;)\s*(?:max-)?(?:height|width):\s*0(?:px|em|rem|%)?(?=\s*(?:;|!|$))", re.IGNORECASE
)
_OVERFLOW: Final = re.compile(r"(?:^|;)\s*overflow(?:-[xy])?:\s*(?:hidden|clip)", re.IGNORECASE)
_COLOUR: Final = re.compile(r"(?:^|;)\s*color:\s*([^;!]+)", re.IGNORECASE)
_BACKGROUND: Final = re.compile(r"(?:^|;)\s*background(?:-color)?:\s*(#\w+|[a-z]+(?:\([^)]*\))?)", re.IGNORECASE)
_WHITE: Final = frozenset({"#fff", "#ffffff", "white", "rgb(255,255,255)"})

_BY_ATTRIBUTE: Final = '[hidden],[aria-hidden="true"],noscript,dialog,[style]'
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
# A pseudo-class names a state the page is not in, a pseudo-element no text of the page.
_STATE: Final = re.compile(r"::?(?!not\(|first-child|last-child|nth-|root|is\(|where\()[a-z-]+", re.IGNORECASE)
_NAME: Final = re.compile(r"[.#][\w-]+")
_FEW_RULES: Final = 12
"""Up to so many rules are asked of the tree one by one; for more, its elements are sorted by name first."""
_MAX_RULES: Final = 2_000
"""Most hiding rules looked up; a bound for hostile pages."""
_FEW_PARAGRAPHS: Final = 3
"""So few paragraphs and fewer are never revealed: they may stand in a box that is closed."""
_STORY_TAGS: Final = frozenset({"div", "main", "article", "section"})
_SENT_LATE: Final = re.compile(r"(?:^| )S:[0-9a-f]+$")
"""The id under which React's server rendering sends a part that a script moves to its place."""
_BOX_NAME: Final = re.compile(r"cookie|consent|menu|modal|popup|overlay|sidebar|comments|(?:^| )ot-", re.IGNORECASE)
"""Names of boxes that may hold more paragraphs than the story, and are closed all the same."""
_MAX_STYLE: Final = 3_000_000
"""Characters of style sheets read: enough for a SingleFile page with all its sheets inside."""


def hidden_elements(page: Page) -> dict[Element, str]:
    """The elements that hide their content, each with the reason."""
    hidden: dict[Element, str] = {}
    for element in page.tree.select(_BY_ATTRIBUTE):
        if reason := _hidden_by_attribute(element):
            hidden[element] = reason
    rules = _hiding_rules(page)
    by_name = _elements_by_name(page, rules) if _needs_names(rules) else None
    for selector, reason in rules:
        for element in _matching(page, selector, by_name):
            if element.tag not in ("html", "body"):
                hidden.setdefault(element, reason)
    _reveal_story(page, hidden)
    return hidden


def _reveal_story(page: Page, hidden: dict[Element, str]) -> None:
    """Take out what only hides until a script has run: parts that the server sends late, and most of the page's text.

    It changes 55 of the annotated pages; on some twenty of them most of what it shows is text of the gold.
    """
    most = max(len(page.tree.select("p")) // 2, _FEW_PARAGRAPHS)
    for element, reason in list(hidden.items()):
        if reason == "noscript" or element.tag not in _STORY_TAGS:
            continue
        name = f"{element.attr('class') or ''} {element.attr('id') or ''}"
        if _SENT_LATE.search(name) or (len(element.select("p")) > most and not _BOX_NAME.search(name)):
            del hidden[element]


@lru_cache(maxsize=1024)  # a sheet says `display:none` in a hundred rules
def hides(declarations: str) -> str:
    """Why these style declarations hide text; empty when they do not.

    >>> hides("color: red; DISPLAY: none"), hides("opacity:0.5"), hides("color:#fff;background:white")
    ('display none', '', 'white on white')
    """
    if found := _HIDING.search(declarations):
        return (found.lastgroup or "hidden").replace("_", " ")
    if "overflow" in declarations and _ZERO_SIZE.search(declarations) and _OVERFLOW.search(declarations):
        return "zero size"
    if "background" not in declarations:
        return ""
    colour, background = _COLOUR.search(declarations), _BACKGROUND.search(declarations)
    if colour and background and _same_colour(colour[1], background[1]):
        return "white on white" if _plain(colour[1]) in _WHITE else "same colour as its ground"
    return ""


def _hidden_by_attribute(element: Element) -> str:
    tag = element.tag
    if tag == "noscript":
        return "noscript"
    said = element.attrs
    if tag == "dialog" and "open" not in said:
        return "closed dialog"
    if "hidden" in said and element.attr("hidden") != "until-found":
        return "hidden attribute"
    if element.attr("aria-hidden") == "true":
        return "aria-hidden"
    style = element.attr("style") if "style" in said else None
    return hides(style) if style else ""


def _hiding_rules(page: Page) -> list[tuple[str, str]]:
    """Selectors of the rules that hide, with the reason: of the sheets that came with the page, and of those in it."""
    rules: list[tuple[str, str]] = []
    left = _MAX_STYLE
    inside = page.tree.select("style:not([media]), style[media=all], style[media=screen]")
    for css in (*page.capture.styles, *(style.text for style in inside)):
        if len(css) > left or len(rules) >= _MAX_RULES:
            continue
        left -= len(css)
        for selector, reason in hiding_rules(css):
            rules.extend((part, reason) for part in selector.split(",") if not _STATE.search(part))
    return rules[:_MAX_RULES]


def hiding_rules(css: str) -> list[tuple[str, str]]:
    """Selector and reason of each rule of a style sheet that hides, outside of `@media` and the like.

    >>> hiding_rules("p{color:red} .x, .y{display:none} @media print{.z{display:none}}")
    [('.x, .y', 'display none')]
    """
    if "/*" in css:
        css = _COMMENT.sub("", css)
    found: list[tuple[str, str]] = []
    depth = 0
    for rule in css.split("}"):
        opened = rule.count("{")
        if depth == 0 and opened == 1 and _may_hide(rule):
            selector, _, declarations = rule.partition("{")
            # A statement such as `@import` may stand before the selector.
            selector = selector.rpartition(";")[2].strip()
            if not selector.startswith("@") and (reason := hides(declarations)):
                found.append((selector, reason))
        depth = max(0, depth + opened - 1)
    return found


def _may_hide(rule: str) -> bool:
    """A cheap question before the expensive one: few rules get past it."""
    return (
        ("none" in rule and "display" in rule)
        or "hidden" in rule
        or "opacity:0" in rule
        or "opacity: 0" in rule
        or "opacity:." in rule
        or ":-9" in rule
        or ": -9" in rule
        or "-1000" in rule
        or "clip" in rule
        or "size:0" in rule
        or "size: 0" in rule
        or "collapse" in rule
        or ("background" in rule and ("#fff" in rule or "white" in rule))
    )


def _needs_names(rules: list[tuple[str, str]]) -> bool:
    """Whether to sort the elements by name: it costs as much as asking the tree for a dozen selectors.

    What a rule excludes must be on the page as well: scripts set the class whose absence hides (`:not(.loaded)`).
    """
    return len(rules) > _FEW_RULES or any(":not(" in selector for selector, _ in rules)


def _elements_by_name(page: Page, rules: list[tuple[str, str]]) -> dict[str, list[Element]]:
    """The elements of the page by the class words (`.name`) and ids (`#name`) that the rules name."""
    wanted = {name for selector, _ in rules for name in _NAME.findall(selector)}
    by_classes: dict[str, list[Element]] = {}
    for element in page.tree.select("[class]"):
        by_classes.setdefault(element.attr("class") or "", []).append(element)
    found: dict[str, list[Element]] = {}
    for classes, elements in by_classes.items():
        for word in classes.split():
            if f".{word}" in wanted:
                found.setdefault(f".{word}", []).extend(elements)
    for element in page.tree.select("[id]"):
        name = f"#{element.attr('id')}"
        if name in wanted:
            found.setdefault(name, []).append(element)
    return found


def _matching(page: Page, selector: str, by_name: dict[str, list[Element]] | None) -> list[Element]:
    """The elements a selector matches. Most rules of a site's sheet name what only other pages have."""
    if by_name is not None:
        names = _NAME.findall(selector)
        if not all(name in by_name for name in names):
            return []
        if names == [selector.strip()]:
            return by_name[names[0]]
    try:
        return page.tree.select(selector)
    except ValueError:  # a selector of a newer or vendor-specific kind: it hides nothing that we know of
        return []


def _same_colour(left: str, right: str) -> bool:
    first, second = _plain(left), _plain(right)
    return first == second or (first in _WHITE and second in _WHITE)


def _plain(colour: str) -> str:
    return "".join(colour.lower().split())
