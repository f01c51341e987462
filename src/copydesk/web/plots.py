"""Figures as SVG, drawn on the server: values in, a string out. What they say stands beside them as a table, too.

Every text has a row of its own, so that none lies over another however long it is. Colours and type are the style
sheet's (`plots.css`); here are only places. The policy of the room forbids attributes of style.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import Final, Literal

import msgspec

Tone = Literal["article", "statement", "denial", "change"]

WIDTH: Final = 920
_ROW: Final = 28
_TOP: Final = 34
_FROM: Final = 96
"""Where the axis of time begins; left of it stand the days."""
_TO: Final = 206
_TEXT: Final = 248
"""Where the words of a row begin."""
_LETTER: Final = 7.1
"""Width of a letter at the size of a row's words, on the safe side; a wide one of Chinese counts twice."""
_BARS: Final = 110
"""Height of the highest bar."""
_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_MOST_BARS: Final = 48


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a timeline."""

    day: str
    who: str
    what: str
    url: str
    tone: Tone


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One article of a graph, a row."""

    day: str
    who: str
    what: str
    url: str
    is_chosen: bool = False
    ties: tuple[tuple[int, str, float], ...] = ()
    """Rows of earlier ones, how it is kin to each, and the share of the text."""


def timeline(moments: Sequence[Moment], name: str = "timeline") -> str:
    """Moments down the page, the earliest first, each at its day on an axis of time.

    >>> "<title" in timeline([Moment(day="2024-03-09", who="Holm", what="Yes", url="/article/1", tone="statement")])
    True
    """
    at = _scale([each.day for each in moments])
    rows = []
    for rank, each in enumerate(moments):
        x, y = at(each.day), _y(rank)
        before = moments[rank - 1].day[:10] if rank else ""
        rows.append(
            _day(each.day, y, is_shown=each.day[:10] != before)
            + f'<a href="{escape(each.url)}"><title>{escape(f"{each.who}: {each.what}")}</title>'
            + f'<line class="lead" x1="{x:.1f}" y1="{y}" x2="{_TEXT - 8}" y2="{y}"/>'
            + _mark(each.tone, x, y)
            + _words(each.who, each.what, y)
            + "</a>"
        )
    told = f"{len(moments)} articles and statements from {_first(moments)} to {_last(moments)}, the earliest on top."
    return _figure(name, "Timeline", told, _axis(len(moments)) + "".join(rows), _y(len(moments)))


def graph(nodes: Sequence[Node], name: str = "origins") -> str:
    """Articles that share text, the earliest on top, with curves from each to those it shares it with."""
    at = _scale([each.day for each in nodes])
    curves, rows = [], []
    for rank, each in enumerate(nodes):
        x, y = at(each.day), _y(rank)
        for earlier, kind, share in each.ties:
            fro_x, fro_y = at(nodes[earlier].day), _y(earlier)
            bow = 18 + 5 * min(8, rank - earlier)
            curves.append(
                f'<path class="tie {escape(kind)}" d="M{fro_x:.1f} {fro_y}C{fro_x - bow:.1f} {fro_y + 12}'
                f' {x - bow:.1f} {y - 12} {x:.1f} {y}"><title>{escape(f"{kind}, {share:.0%}")}</title></path>'
            )
        share = max((tie[2] for tie in each.ties), default=0.0)
        noted = f'<text class="share" x="{x + 9:.1f}" y="{y + 4}">{share:.0%}</text>' if share else ""
        rows.append(
            _day(each.day, y, is_shown=not rank or each.day[:10] != nodes[rank - 1].day[:10])
            + f'<a href="{escape(each.url)}"><title>{escape(f"{each.who}: {each.what}")}</title>'
            + f'<circle class="node{" chosen" if each.is_chosen else ""}" cx="{x:.1f}" cy="{y}" r="5.5"/>'
            + f"{_words(each.who, each.what, y)}</a>{noted}"
        )
    told = f"{len(nodes)} articles that share text, the earliest on top; curves join those that share it."
    return _figure(name, "Origins", told, _axis(len(nodes)) + "".join(curves + rows), _y(len(nodes)))


def bars(months: Sequence[tuple[str, int, int]], name: str = "months") -> str:
    """How many there are in each month, and the part of them that answers others.

    >>> bars([("2024-03", 4, 1)]).count("<rect")
    2
    """
    shown = _filled(months)
    most = max((count for _, count, _ in shown), default=1) or 1
    step = min(44.0, (WIDTH - 40) / max(1, len(shown)))
    parts = []
    for rank, (month, count, answers) in enumerate(shown):
        x = 36 + rank * step
        high, part = _BARS * count / most, _BARS * answers / most
        parts.append(f"<g><title>{month}: {count}, of them {answers} in answer to others</title>")
        if count:
            parts.append(_bar("bar", x, step, high))
        if answers:
            parts.append(_bar("bar answers", x, step, part))
        parts.append("</g>")
    ends = f'<text class="tick" x="36" y="{_BARS + 30}">{shown[0][0]}</text>' if shown else ""
    if len(shown) * step > 130:
        ends += (
            f'<text class="tick end" text-anchor="end" x="{36 + len(shown) * step:.1f}" y="{_BARS + 30}">'
            f"{shown[-1][0]}</text>"
        )
    scale = f'<text class="tick" text-anchor="end" x="30" y="18">{most}</text>'
    ground = f'<line class="axis" x1="36" y1="{_BARS + 12}" x2="{36 + len(shown) * step:.1f}" y2="{_BARS + 12}"/>'
    told = "; ".join(f"{month}: {count}" for month, count, _ in months[-24:])
    return _figure(name, "Statements in each month", told, scale + ground + "".join(parts) + ends, _BARS + 40)


# ── Parts ─────────────────────────────────────────────────────────────────────────────────────────


def _figure(name: str, title: str, told: str, inner: str, height: float) -> str:
    role = "img" if "<a " not in inner else "group"
    return (
        f'<svg class="plot" xmlns="http://www.w3.org/2000/svg" role="{role}" width="{WIDTH}" height="{height:.0f}"'
        f' viewBox="0 0 {WIDTH} {height:.0f}" aria-labelledby="{name}-title" aria-describedby="{name}-told">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-told">{escape(told)}</desc>{inner}</svg>'
    )


def _y(rank: int) -> int:
    return _TOP + rank * _ROW


def _axis(rows: int) -> str:
    """The frame of the axis of time: a line at its beginning and one at its end."""
    foot = _y(rows) - 14
    return "".join(f'<line class="axis" x1="{x}" y1="14" x2="{x}" y2="{foot}"/>' for x in (_FROM, _TO))


def _day(day: str, y: int, *, is_shown: bool) -> str:
    if not is_shown:
        return ""
    return f'<text class="tick" text-anchor="end" x="{_FROM - 10}" y="{y + 4}">{escape(_plain(day))}</text>'


def _plain(day: str) -> str:
    """A day in a short form of the same width.

    >>> _plain("2024-03-09T10:00:00Z"), _plain("2024-03"), _plain("2024")
    ('9 Mar 2024', 'Mar 2024', '2024')
    """
    try:
        when = date.fromisoformat(day[:10]) if len(day) >= 10 else date.fromisoformat(f"{day[:7]}-01")
    except ValueError:
        return day[:10]
    return f"{when.day} {when:%b %Y}" if len(day) >= 10 else f"{when:%b %Y}"


def _mark(tone: Tone, x: float, y: int) -> str:
    if tone == "article":
        return f'<rect class="mark article" x="{x - 4.5:.1f}" y="{y - 4.5}" width="9" height="9"/>'
    return f'<circle class="mark {tone}" cx="{x:.1f}" cy="{y}" r="5"/>'


def _words(who: str, what: str, y: int) -> str:
    room = (WIDTH - _TEXT) / _LETTER
    name = cut(who, room * 0.45)
    rest = cut(what, room - width_of(name) - 2)
    return (
        f'<text class="row" x="{_TEXT}" y="{y + 4.5}"><tspan class="who">{escape(name)}</tspan>'
        f' <tspan class="what" dx="4">{escape(rest)}</tspan></text>'
    )


def width_of(text: str) -> float:
    """How wide a text is, in letters: those of Chinese, Japanese and Korean count twice, marks not at all."""
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text
    )


def cut(text: str, room: float) -> str:
    """The beginning of a text that has room for so many letters.

    >>> cut("harbour bridge", 9), cut("pier", 9)
    ('harbour…', 'pier')
    """
    line = " ".join(text[:2_000].split())
    if width_of(line) <= room:
        return line
    while line and width_of(line) > room - 1:
        line = line[:-1]
    return f"{line.rsplit(' ', 1)[0] if ' ' in line else line}…"


def _bar(kind: str, x: float, step: float, high: float) -> str:
    return (
        f'<rect class="{kind}" x="{x + step * 0.12:.1f}" y="{_BARS + 12 - high:.1f}" width="{step * 0.76:.1f}"'
        f' height="{high:.1f}"/>'
    )


def _filled(months: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Months without a gap, or years where there would be too many."""
    known: dict[str, tuple[int, int]] = {}
    dated = [each for each in months if _MONTH.fullmatch(each[0])]
    if not dated:
        return [(month, count, answers) for month, count, answers in months][-_MOST_BARS:]
    if _months_between(dated[0][0], dated[-1][0]) > _MOST_BARS:
        for month, count, answers in dated:
            total, part = known.get(month[:4], (0, 0))
            known[month[:4]] = total + count, part + answers
        names = [f"{year:04}" for year in range(int(dated[0][0][:4]), int(dated[-1][0][:4]) + 1)][-_MOST_BARS:]
    else:
        known = {month: (count, answers) for month, count, answers in dated}
        first = int(dated[0][0][:4]) * 12 + int(dated[0][0][5:7]) - 1
        names = [
            f"{number // 12:04}-{number % 12 + 1:02}"
            for number in range(first, first + _months_between(dated[0][0], dated[-1][0]) + 1)
        ]
    return [(name, *known.get(name, (0, 0))) for name in names]


def _months_between(first: str, last: str) -> int:
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])


def _scale(days: Sequence[str]) -> Callable[[str], float]:
    """Where a day stands on the axis of time."""
    numbers = [_number(day) for day in days]
    first = min(numbers, default=0.0)
    width = max(numbers, default=0.0) - first

    def at(day: str) -> float:
        return _FROM + 8 + (_TO - _FROM - 16) * ((_number(day) - first) / width if width else 0.5)

    return at


def _number(day: str) -> float:
    """A day as a number; a month or a year counts as its first day."""
    try:
        whole = date.fromisoformat(f"{day[:10]}-01-01"[:10] if len(day) < 10 else day[:10]).toordinal()
    except ValueError:
        return 0.0
    hour = day[11:13]
    return whole + (int(hour) / 24 if hour.isdigit() else 0.0)


def _first(moments: Sequence[Moment]) -> str:
    return _plain(moments[0].day) if moments else "none"


def _last(moments: Sequence[Moment]) -> str:
    return _plain(moments[-1].day) if moments else "none"
