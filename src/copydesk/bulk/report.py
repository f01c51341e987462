"""The report of a run: JSON for programs, and a page with plots for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

import msgspec

from copydesk.bulk.folder import Folder
from copydesk.bulk.run import Report
from copydesk.records import WALLS

_MOST_BARS: Final = 16
_MOST_SHOWN: Final = 200
"""Failures of whole inputs that the page lists."""
_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c1e21;--dim:#62676d;--rule:#d9dce0;--bar:#3b6ea5;--wall:#b0752c;--bad:#b3423a;
--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e8e6e1;--dim:#9aa0a6;--rule:#3a3f45;--bar:#7aa7d6;--wall:#d9a25f;
--bad:#e0837b;--paper:#16181b}}
body{font:16px/1.5 Georgia,"Times New Roman",serif;color:var(--ink);background:var(--paper);max-width:62rem;
margin:3rem auto;padding:0 1.2rem}
h1{font-size:1.9rem;line-height:1.15;margin:0 0 .3rem}h2{font-size:1.1rem;margin:0 0 .6rem}
p{margin:.2rem 0}.dim,td+td,dt{color:var(--dim)}section{border-top:1px solid var(--rule);padding:1.1rem 0}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:0 2.4rem}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem;margin:1.2rem 0}
dt{font-size:.85rem}dd{margin:0;font-size:1.45rem;font-variant-numeric:tabular-nums}
svg{display:block;width:100%;height:auto;font:13px system-ui,sans-serif}svg text{fill:var(--ink)}
svg .value{fill:var(--dim);font-variant-numeric:tabular-nums}.bar{fill:var(--bar)}.wall{fill:var(--wall)}
.bad{fill:var(--bad)}table{border-collapse:collapse;font-size:.92rem}td{padding:.15rem 1rem .15rem 0;
vertical-align:top;overflow-wrap:anywhere}
"""


def write_report(folder: Folder, report: Report) -> tuple[str, str]:
    """Write `report.json` and `report.html` into the folder of a run; where they lie."""
    folder.write("report.json", msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    folder.write("report.html", page_of(report).encode("utf-8", "replace"))
    return folder.path("report.json"), folder.path("report.html")


def page_of(report: Report) -> str:
    """The report as one HTML page that asks for nothing else."""
    counts = report.counts
    seconds = sum(counts.seconds.values())
    rate = counts.records / seconds if seconds else 0.0
    figures = {
        "records": f"{counts.records:,}",
        "rows written": f"{counts.written:,}",
        "left out by filters": f"{sum(counts.left_out.values()):,}",
        "gave no page": f"{counts.failures:,}",
        "words": f"{counts.words:,}",
        "pages a second and core": f"{rate:,.1f}",
    }
    plots = (
        ("What the pages are", _bars(counts.verdicts, dict.fromkeys(WALLS, "wall"))),
        ("Languages", _bars(counts.languages, {})),
        ("Left out by filters", _bars(counts.left_out, {})),
        ("What gave no page", _bars(counts.failed, dict.fromkeys(counts.failed, "bad"))),
        ("Seconds by stage, all processes together", _bars(counts.seconds, {})),
        ("Taken out because a site repeats it", _bars(counts.repeated, {})),
    )
    sections = "".join(f"<section><h2>{title}</h2>{plot}</section>" for title, plot in plots if plot)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>copydesk bulk: report</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>{counts.written:,} rows of {counts.records:,} records</h1>"
        f'<p class="dim">{escape(report.output)} — {report.parts:,} parts, {report.parts_made:,} of them made in this '
        f"run of {_duration(report.seconds)}</p>"
        f"<dl>{''.join(f'<div><dt>{name}</dt><dd>{value}</dd></div>' for name, value in figures.items())}</dl>"
        f'<div class="columns">{sections}</div>{_unread(report)}{_made_with(report)}</body></html>\n'
    )


def _bars(table: Mapping[str, float], classes: Mapping[str, str]) -> str:
    """A bar for each entry of a table, the longest first; the shortest together as one."""
    entries = sorted(table.items(), key=lambda entry: (-entry[1], entry[0]))
    rows = [(name, value, classes.get(name, "")) for name, value in entries[:_MOST_BARS]]
    if rest := sum(value for _, value in entries[_MOST_BARS:]):
        rows.append((f"{len(entries) - _MOST_BARS} others", rest, ""))
    rows = [row for row in rows if row[1]]
    if not rows:
        return ""
    longest = max(value for _, value, _ in rows)
    lines = []
    for place, (name, value, kind) in enumerate(rows):
        y = 22 * place
        shown = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
        lines.append(
            f'<text x="0" y="{y + 14}">{escape(name.replace("_", " "))}</text>'
            f'<rect class="bar {kind}" x="150" y="{y + 3}" width="{max(1, 180 * value / longest):.1f}" height="14"/>'
            f'<text class="value" x="{156 + 180 * value / longest:.1f}" y="{y + 14}">{shown}</text>'
        )
    label = ", ".join(f"{name} {value:,.0f}" for name, value, _ in rows)
    return f'<svg viewBox="0 0 400 {22 * len(rows)}" role="img" aria-label="{escape(label)}">{"".join(lines)}</svg>'


def _unread(report: Report) -> str:
    if not report.unread:
        return ""
    rows = _rows((each.source, f"{each.message} ({each.next_step})") for each in report.unread[:_MOST_SHOWN])
    return f"<section><h2>Inputs that could not be read</h2><table>{rows}</table></section>"


def _made_with(report: Report) -> str:
    values = msgspec.to_builtins(report.made_with)
    models = values.pop("models", {})
    settings = values.pop("settings", {})
    tables = (values, settings, models)
    rows = _rows((name.replace("_", " "), _said(value)) for table in tables for name, value in table.items())
    return f"<section><h2>Made with</h2><table>{rows}</table></section>"


def _said(value: object) -> str:
    """A setting as people write it.

    >>> _said({"form": "auto", "links": True}), _said(("en", "de")), _said(())
    ('form auto, links yes', 'en, de', '–')
    """
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_said(each)}" for name, each in value.items()) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value)) or "–"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value) or "–"


def _rows(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>" for name, value in pairs)


def _duration(seconds: float) -> str:
    """A time as a person would say it.

    >>> _duration(3.4), _duration(400), _duration(9000)
    ('3 s', '6 min 40 s', '2 h 30 min')
    """
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
    return f"{seconds // 3600:.0f} h {seconds % 3600 // 60:.0f} min"
