r"""Presentational MathML → TeX, for formulas whose page does not keep the TeX they were written in.

Elements and their meaning are those of MathML Core (W3C). What has no form in TeX is written as its text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from copydesk.parser import Element, Node, Text

_DEEPEST: Final = 40
"""Elements within elements that are read; deeper ones are no formula."""
_TOKENS: Final = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_SILENT: Final = frozenset({"annotation", "annotation-xml", "mphantom", "none", "mprescripts"})
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b\ufe0e\ufe0f"))
_STYLED: Final = re.compile("[\U0001d400-\U0001d7ff]")
"""Letters of a style, which have characters of their own."""
_FUNCTIONS: Final = frozenset(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim ln log max min sec sin sinh "
    "sup tan tanh".split()
)
_SIGNS: Final = {
    "±": r"\pm",
    "∓": r"\mp",
    "×": r"\times",
    "÷": r"\div",
    "⋅": r"\cdot",
    "·": r"\cdot",
    "∗": "*",
    "∘": r"\circ",
    "−": "-",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "≈": r"\approx",
    "≡": r"\equiv",
    "∼": r"\sim",
    "≅": r"\cong",
    "≪": r"\ll",
    "≫": r"\gg",
    "∝": r"\propto",
    "∞": r"\infty",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∑": r"\sum",
    "∏": r"\prod",
    "∫": r"\int",
    "∬": r"\iint",
    "∮": r"\oint",
    "∈": r"\in",
    "∉": r"\notin",
    "∋": r"\ni",
    "⊂": r"\subset",
    "⊆": r"\subseteq",
    "⊃": r"\supset",
    "⊇": r"\supseteq",
    "∪": r"\cup",
    "∩": r"\cap",
    "∅": r"\emptyset",
    "∀": r"\forall",
    "∃": r"\exists",
    "¬": r"\neg",
    "∧": r"\land",
    "∨": r"\lor",
    "→": r"\rightarrow",
    "←": r"\leftarrow",
    "↔": r"\leftrightarrow",
    "⇒": r"\Rightarrow",
    "⇐": r"\Leftarrow",
    "⇔": r"\Leftrightarrow",
    "↦": r"\mapsto",
    "↑": r"\uparrow",
    "↓": r"\downarrow",
    "…": r"\ldots",
    "⋯": r"\cdots",
    "⋮": r"\vdots",
    "⋱": r"\ddots",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "‖": r"\|",
    "∥": r"\parallel",
    "⊥": r"\perp",
    "⌊": r"\lfloor",
    "⌋": r"\rfloor",
    "⌈": r"\lceil",
    "⌉": r"\rceil",
    "⊕": r"\oplus",
    "⊗": r"\otimes",
    "√": r"\surd",
    "⋆": r"\star",
    "†": r"\dagger",
    "ℓ": r"\ell",
    "ℏ": r"\hbar",
    "ℜ": r"\Re",
    "ℑ": r"\Im",
    "′": "'",
    "″": "''",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "_": r"\_",
    "$": r"\$",
    "\\": r"\backslash",
    "ϕ": r"\phi",
    "ϵ": r"\epsilon",
    "ϑ": r"\vartheta",
    "ϱ": r"\varrho",
    "ς": r"\varsigma",
    "φ": r"\varphi",
    "ε": r"\varepsilon",
    "ο": "o",
}
_GREEK: Final = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (\w+)$")
_PLAIN_CAPITALS: Final = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True))
_OPENING: Final = frozenset("([⟨⌊⌈")
_CLOSING: Final = frozenset(")]⟩⌋⌉")
_OVER: Final = {
    "¯": r"\overline",
    "‾": r"\overline",
    "_": r"\overline",
    "^": r"\hat",
    "ˆ": r"\hat",
    "~": r"\tilde",
    "˜": r"\tilde",
    "→": r"\vec",
    "⃗": r"\vec",
    "˙": r"\dot",
    "¨": r"\ddot",
    "ˇ": r"\check",
    "˘": r"\breve",
    "´": r"\acute",
    "⏞": r"\overbrace",
    "︷": r"\overbrace",
    "`": r"\grave",
    "―": r"\overline",
    "─": r"\overline",
}
_UNDER: Final = {"_": r"\underline", "¯": r"\underline", "‾": r"\underline", "⏟": r"\underbrace", "︸": r"\underbrace"}


def tex_of(element: Element) -> str:
    """The formula of a `math` element as TeX; empty when it has nothing to say."""
    return _read(element, 0)


def _read(element: Element, depth: int) -> str:
    if depth > _DEEPEST:
        return " ".join(element.text.split())
    tag = element.tag
    if tag in _SILENT:
        return ""
    if tag in _TOKENS:
        text = element.text.translate(_INVISIBLE)
        said = _token(tag, _STYLED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text))
        return rf"\mathbf{{{said}}}" if said and "bold" in (element.attr("mathvariant") or "") else said
    parts = [node for node in element if isinstance(node, Element) and node.tag not in _SILENT]
    build = _BUILDERS.get(tag)
    if build is not None:
        read = [_read(part, depth + 1) for part in parts]
        if len(read) >= build[0]:
            return build[1](read)
    return _row(parts or list(element), depth)


def _row(nodes: Sequence[Node], depth: int) -> str:
    """Parts side by side; brackets that open and close in one row grow with what they hold."""
    parts: list[str] = []
    opened: list[int] = []
    for node in nodes:
        if isinstance(node, Text):
            said = " ".join(node.data.split())
        elif isinstance(node, Element):
            said = _read(node, depth + 1)
        else:
            continue
        if not said:
            continue
        if _is_sign(node, _OPENING):
            opened.append(len(parts))
        elif opened and _is_sign(node, _CLOSING):
            start = opened.pop()
            parts[start] = rf"\left{parts[start]}"
            said = rf"\right{said}"
        parts.append(said)
    return " ".join(parts)


def _is_sign(node: Node, signs: frozenset[str]) -> bool:
    return isinstance(node, Element) and node.tag == "mo" and node.text.strip() in signs


def _token(tag: str, text: str) -> str:
    """A name, a number, a sign or words."""
    if tag in ("mtext", "ms"):
        words = " ".join(text.split())
        return rf"\text{{{words}}}" if words else ""
    text = text.strip()
    if tag == "mi" and len(text) > 1 and text.isalpha():
        return rf"\{text}" if text in _FUNCTIONS else rf"\mathrm{{{text}}}"
    if tag == "mo" and text in _FUNCTIONS:
        return rf"\{text}"
    return " ".join(map(_sign, text)) if tag == "mo" else "".join(map(_sign, text))


def _sign(char: str) -> str:
    """One character as TeX writes it: letters of Greek by their names."""
    if char.isascii() and char not in _SIGNS:
        return char
    if char in _SIGNS:
        return _SIGNS[char]
    if char in _PLAIN_CAPITALS:
        return rf"\mathrm{{{_PLAIN_CAPITALS[char]}}}"
    greek = _GREEK.match(unicodedata.name(char, ""))
    if greek is None:
        return char
    name = greek[2].lower().replace("lamda", "lambda")
    return rf"\{name.capitalize() if greek[1] == 'CAPITAL' else name}"


def _base(part: str) -> str:
    """A base that an index can stand at: a single thing."""
    return part if len(part) == 1 or re.fullmatch(r"\\[A-Za-z]+|\\[A-Za-z]+\{[^{}]*\}|\d+", part) else f"{{{part}}}"


def _marked(parts: Sequence[str], table: dict[str, str], sign: str) -> str:
    """A base with something over or under it: an accent where it is one."""
    accent = next((name for char, name in table.items() if _sign(char) == parts[1]), "")
    if accent:
        return f"{accent}{{{parts[0]}}}"
    if parts[0] in (r"\sum", r"\prod", r"\int", r"\lim", r"\max", r"\min", r"\sup", r"\inf"):
        return f"{parts[0]}{sign}{{{parts[1]}}}"
    return f"\\{'overset' if sign == '^' else 'underset'}{{{parts[1]}}}{{{parts[0]}}}"


def _table(rows: Sequence[str]) -> str:
    """Rows; a single one is no table."""
    if len(rows) == 1:
        return rows[0].replace(" & ", " ")
    return r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}"


_BUILDERS: Final[dict[str, tuple[int, Callable[[Sequence[str]], str]]]] = {
    "mfrac": (2, lambda parts: rf"\frac{{{parts[0]}}}{{{parts[1]}}}"),
    "msqrt": (1, lambda parts: rf"\sqrt{{{' '.join(parts)}}}"),
    "mroot": (2, lambda parts: rf"\sqrt[{parts[1]}]{{{parts[0]}}}"),
    "msup": (2, lambda parts: f"{_base(parts[0])}^{{{parts[1]}}}"),
    "msub": (2, lambda parts: f"{_base(parts[0])}_{{{parts[1]}}}"),
    "msubsup": (3, lambda parts: f"{_base(parts[0])}_{{{parts[1]}}}^{{{parts[2]}}}"),
    "munderover": (3, lambda parts: f"{_base(parts[0])}_{{{parts[1]}}}^{{{parts[2]}}}"),
    "mover": (2, lambda parts: _marked(parts, _OVER, "^")),
    "munder": (2, lambda parts: _marked(parts, _UNDER, "_")),
    "mtable": (1, _table),
    "mtr": (1, " & ".join),
    "mlabeledtr": (2, lambda parts: " & ".join([*parts[1:], parts[0]])),
}
"""How an element is written from its parts, and how many it needs to be so."""
