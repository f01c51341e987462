"""A comparison as people read it: in a line, on a terminal, as HTML; and as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any, Final

import click
import msgspec

from copydesk.archive.records import Change, ChangeKind, Comparison
from copydesk.records import Span

_AROUND: Final = 60
"""Characters shown on either side of the words that differ."""
_LONGEST: Final = 80
"""Characters of a value in a summary."""
_NAMES: Final[dict[ChangeKind, str]] = {
    "headline": "headline changed",
    "deck": "deck changed",
    "byline": "byline changed",
    "published": "publication date changed",
    "figure": "figure changed",
    "quotation": "quotation changed",
    "name": "name changed",
    "date": "date changed",
    "attribution": "attribution changed",
    "negation": "negation changed",
    "wording": "wording changed",
    "correction": "correction",
    "added": "passage added",
    "removed": "passage removed",
    "moved": "passage moved",
}
_VALUES: Final = frozenset({"figure", "name", "date", "attribution", "negation", "published"})
"""Kinds whose words are short enough to stand in a summary."""
_EDITS: Final = _VALUES | {"wording", "quotation", "headline", "deck", "byline"}
"""Kinds of which the words that differ can be shown."""


def summary(comparison: Comparison) -> str:
    """All changes in a line, such as "figure changed: 12 → 21; 2 passages added"."""
    parts = []
    counts = Counter(change.kind for change in comparison.changes)
    for kind in dict.fromkeys(change.kind for change in comparison.changes):
        of_kind = [change for change in comparison.changes if change.kind == kind]
        parts.append(_summed(kind, of_kind) if counts[kind] == 1 else _counted(kind, counts[kind], of_kind))
    return "; ".join(parts)


def named(change: Change) -> str:
    """One change in a line, with the words that differ where they are few.

    >>> spans = (Span(0, 2),)
    >>> named(Change(kind="figure", before="12 men", after="21 men", spans_before=spans, spans_after=spans))
    'figure changed: 12 → 21'
    """
    before, after = words_of(change)
    if before or after:
        return f"{_NAMES[change.kind]}: {before or '–'} → {after or '–'}"
    return _summed(change.kind, [change])


def words_of(change: Change) -> tuple[str, str]:
    """The words that differ, before and after; both empty where they are too many for a line, or the whole passage."""
    if change.kind not in _EDITS or not _said(change):
        return "", ""
    if change.kind == "published":
        return change.before, change.after
    return _joined(change.before, change.spans_before), _joined(change.after, change.spans_after)


def _joined(text: str, spans: Sequence[Span]) -> str:
    return " ".join(text[span.start : span.end] for span in spans)


def _summed(kind: ChangeKind, changes: Sequence[Change]) -> str:
    change = changes[0]
    if kind == "correction":
        return "correction added" if change.after else "correction removed"
    if kind in _VALUES and (said := _said(change)):
        return f"{_NAMES[kind]}: {said}"
    return _NAMES[kind]


def _counted(kind: ChangeKind, count: int, changes: Sequence[Change]) -> str:
    if kind == "correction":
        return "corrections changed"
    noun, _, verb = _NAMES[kind].rpartition(" ")
    said = [_said(change) for change in changes] if kind in _VALUES else []
    values = f": {', '.join(said)}" if said and all(said) and len(", ".join(said)) <= _LONGEST else ""
    return f"{count} {noun}s {verb}{values}"


def _said(change: Change) -> str:
    """The words that differ, before and after; "" when they are too long for a line."""
    if change.kind == "published":
        return f"{change.before} → {change.after}"
    before, after = _joined(change.before, change.spans_before), _joined(change.after, change.spans_after)
    said = f"{before or '–'} → {after or '–'}"
    return said if len(said) <= _LONGEST else ""


def as_dict(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain values."""
    plain: dict[str, Any] = msgspec.to_builtins(comparison)
    return {**plain, "summary": summary(comparison)}


def terminal(comparison: Comparison, *, colours: bool, width: int = 100, safe: Callable[[str], str] = str) -> str:
    """A comparison for a terminal: each change with its name, what went in red, what came in green.

    `safe` makes text of pages such as may stand there.
    """
    if not comparison.changes:
        return "the same"
    gone, come = _painter("red", "[-", "-]", colours, safe), _painter("green", "{+", "+}", colours, safe)
    lines = []
    for change in comparison.changes:
        lines.append(click.style(_NAMES[change.kind], bold=True) if colours else _NAMES[change.kind])
        for sign, text in _sides(change, gone, come, around=max(_AROUND, width - 20), plain=safe):
            lines.append(f"  {sign} {text}")
        lines.append("")
    return "\n".join(lines).rstrip()


def html(comparison: Comparison) -> str:
    """A comparison as an HTML fragment: a list of changes, each with what went in `del` and what came in `ins`."""
    items = []
    for change in comparison.changes:
        sides = "".join(
            f'<p class="{"before" if sign == "-" else "after"}">{text}</p>'
            for sign, text in _sides(change, _tagged("del"), _tagged("ins"), around=10 * _AROUND, plain=escape)
        )
        items.append(f'<li class="change {change.kind}"><h3>{_NAMES[change.kind]}</h3>{sides}</li>')
    return f'<ol class="changes">{"".join(items)}</ol>' if items else '<p class="changes none">The same.</p>'


def _tagged(tag: str) -> Callable[[str], str]:
    return lambda text: f"<{tag}>{escape(text)}</{tag}>"


def _painter(
    colour: str, opening: str, closing: str, colours: bool, safe: Callable[[str], str]
) -> Callable[[str], str]:
    if colours:
        return lambda text: click.style(safe(text), fg=colour)
    return lambda text: f"{opening}{safe(text)}{closing}"


def _sides(
    change: Change,
    gone: Callable[[str], str],
    come: Callable[[str], str],
    *,
    around: int,
    plain: Callable[[str], str] = str,
) -> Iterator[tuple[str, str]]:
    """What stood there and what stands there now, the words that differ marked; of a passage that moved, itself."""
    if change.kind == "moved":
        yield "~", plain(_cut(change.after, 2 * around))
        return
    if change.before:
        yield "-", _marked(change.before, change.spans_before, gone, around, plain)
    if change.after:
        yield "+", _marked(change.after, change.spans_after, come, around, plain)


def _marked(
    text: str, spans: Sequence[Span], paint: Callable[[str], str], around: int, plain: Callable[[str], str]
) -> str:
    """A passage around the words that differ, those marked, on one line."""
    shown = [span for span in spans if span.start < span.end]
    if not shown:
        at = spans[0].start if spans else 0
        return plain(_stretch(text, max(0, at - around), min(len(text), at + around)))
    start, end = max(0, shown[0].start - around), min(len(text), shown[-1].end + around)
    parts = ["… " if start else ""]
    at = start
    for span in shown:
        parts += [plain(text[at : span.start]), paint(text[span.start : span.end])]
        at = span.end
    parts += [plain(text[at:end]), " …" if end < len(text) else ""]
    return " ".join("".join(parts).split())


def _stretch(text: str, start: int, end: int) -> str:
    return f"{'… ' if start else ''}{' '.join(text[start:end].split())}{' …' if end < len(text) else ''}"


def _cut(text: str, length: int) -> str:
    return _stretch(text, 0, min(len(text), length))
