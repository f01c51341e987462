"""Looking at single pages: the worst of a run, wrong facts, and what changed between two saved runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from common import RESULTS, Unavailable, figure, mean, plain_table
from peers import COPYDESK, Tool

if TYPE_CHECKING:
    from quality import Row

CHANGE = 0.02
"""A page counts as gained or lost when its score moved by more; two gold versions of one page differ by as much."""
LINES_SHOWN = 5
WIDTH = 120

Run = dict[str, dict[str, Any]]


def run_path(text: str) -> Path:
    """Where a saved run lies: a bare name stands for a file among the results.

    >>> run_path("main").name, str(run_path("/tmp/a.json"))
    ('main.json', '/tmp/a.json')
    """
    path = Path(text)
    return path if path.parent != Path() else RESULTS / "runs" / path.with_suffix(".json").name


def save_run(path: Path, tools: Sequence[Tool], rows: Sequence[Row]) -> None:
    """Keep every page's score by every tool, without any text of the page."""
    pages = {
        row.name: {
            "source": row.source,
            "type": row.page_type,
            "language": row.language,
            "scores": {name: round(score.f1, 5) for name, score in row.scores.items()},
        }
        for row in rows
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"tools": {tool.name: tool.version for tool in tools}, "pages": pages}), encoding="utf-8"
    )


def read_run(path: Path) -> Run:
    """The pages of a saved run. Raises Unavailable."""
    try:
        pages: Run = json.loads(path.read_text(encoding="utf-8"))["pages"]
    except (OSError, ValueError, KeyError) as error:
        raise Unavailable(f"{path} is no saved run ({type(error).__name__}); make one with --save") from None
    return pages


def difference(before: Run, after: Run, *, shown: int) -> str:
    """Mean change by source and type, and the pages gained and lost, largest first, at most `shown` of each."""
    changes = page_changes(before, after)
    if not changes:
        return "the two runs have no scored page in common"
    gained = sorted((item for item in changes.items() if item[1] > CHANGE), key=lambda item: -item[1])
    lost = sorted((item for item in changes.items() if item[1] < -CHANGE), key=lambda item: item[1])
    parts = [
        plain_table(("", "pages", "before", "after", "change", "gained", "lost"), list(_change_rows(before, after)))
    ]
    for title, listed in (("gained", gained), ("lost", lost)):
        rows = [(name, _score(before[name]), _score(after[name]), f"{change:+.3f}") for name, change in listed[:shown]]
        parts.append(
            f"{title}: {len(listed)} pages"
            + (f"\n{plain_table(('page', 'before', 'after', ''), rows)}" if rows else "")
        )
    return "\n\n".join(parts)


def page_changes(before: Run, after: Run) -> dict[str, float]:
    """The change of each page scored in both runs.

    >>> score = lambda f1: {"scores": {"copydesk": f1}}
    >>> page_changes({"a": score(0.5), "b": score(0.1)}, {"a": score(0.75), "c": score(1.0)})
    {'a': 0.25}
    """
    return {
        name: _score(after[name]) - _score(before[name])
        for name in before
        if name in after and COPYDESK.name in before[name]["scores"] and COPYDESK.name in after[name]["scores"]
    }


def worst(rows: Sequence[Row], number: int, *, by: str) -> list[Row]:
    """The pages with the lowest score, or with the largest loss against the best peer; equal ones by name."""
    scored = [row for row in rows if row.scores]
    return sorted(scored, key=lambda row: (_loss(row) if by == "loss" else _own(row), row.name))[:number]


def page_report(row: Row, scorer: Any, judged: str) -> str:
    """One page: its scores, then the first lines that are missing and that are too many."""
    scores = "  ".join(f"{name} {figure(score.f1)}" for name, score in row.scores.items())
    head = f"{row.name}  {row.page_type} {row.language}".rstrip()
    missing, surplus = missing_and_surplus(scorer, judged, row.gold)
    return "\n".join(
        (
            f"{head}\n  {scores}  {row.outputs[COPYDESK.name].error}".rstrip(),
            *(f"  - {_short(line)}" for line in missing[:LINES_SHOWN]),
            *(f"  + {_short(line)}" for line in surplus[:LINES_SHOWN]),
        )
    )


def missing_and_surplus(scorer: Any, text: str, gold: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Gold lines (or wanted snippets) that the text lacks, and its lines that the gold lacks (or unwanted snippets)."""
    if "text" not in gold:
        wanted, unwanted = gold.get("with") or [], gold.get("without") or []
        return _not_in(scorer, wanted, text), [line for line in unwanted if not _not_in(scorer, [line], text)]
    right = gold["text"] or ""
    return _not_in(scorer, right.splitlines(), text), _not_in(scorer, text.splitlines(), right)


def wrong_facts(rows: Sequence[Row], scorer: Any, field: str, number: int) -> Iterator[str]:
    """Pages whose fact is not exactly right, with the gold value and each tool's: at most `number`, spread by name."""
    is_right: Callable[[dict[str, Any], Any], bool] = {
        "title": lambda gold, found: scorer.title_match(gold["title"], found).exact,
        "authors": lambda gold, found: scorer.author_counts(gold["authors"], found).exact,
        "date": lambda gold, found: _right_date(scorer, gold, found),
    }[field]
    judged = [row for row in rows if _is_annotated(row.gold, field)]
    wrong = [row for row in judged if not is_right(row.gold, row.outputs[COPYDESK.name].facts()[field])]
    yield f"{field}: {len(wrong)} of {len(judged)} pages are wrong"
    step = max(1, len(wrong) // number)
    for row in wrong[::step][:number]:
        yield f"{row.name}\n  gold: {_short(row.gold[field])}"
        for tool, output in row.outputs.items():
            yield f"  {tool}: {_short(output.facts()[field])}"


def _change_rows(before: Run, after: Run) -> Iterator[tuple[object, ...]]:
    changes = page_changes(before, after)
    groups: dict[str, list[str]] = {"all": list(changes)}
    for name in changes:
        page = after[name]
        groups.setdefault(f"{page['source']} {page['type']}".strip(), []).append(name)
    for group, members in groups.items():
        moved = [changes[name] for name in members]
        yield (
            group,
            len(members),
            mean([_score(before[name]) for name in members]),
            mean([_score(after[name]) for name in members]),
            f"{sum(moved) / len(moved):+.4f}",
            sum(change > CHANGE for change in moved),
            sum(change < -CHANGE for change in moved),
        )


def _score(page: dict[str, Any]) -> float:
    return float(page["scores"][COPYDESK.name])


def _own(row: Row) -> float:
    return row.scores[COPYDESK.name].f1


def _loss(row: Row) -> float:
    peers = [score.f1 for name, score in row.scores.items() if name != COPYDESK.name]
    return _own(row) - max(peers, default=1.0)


def _not_in(scorer: Any, lines: Sequence[str], text: str) -> list[str]:
    """The lines whose words do not stand in the text in that order."""
    words = f" {scorer.plain(text)} "
    return [line for line in lines if (wanted := scorer.plain(line)) and f" {wanted} " not in words]


def _is_annotated(gold: dict[str, Any], field: str) -> bool:
    return gold.get(field) is not None if field != "date" else "date" in gold


def _right_date(scorer: Any, gold: dict[str, Any], found: object) -> bool:
    if not gold["date"]:
        return scorer.to_day(found) is None
    return bool(scorer.date_match(gold["date"], found, str(gold.get("date_raw") or "")).exact)


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
