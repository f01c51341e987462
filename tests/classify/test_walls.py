"""Walls are recognised by many signs together, whatever their words and markup; stories are never called one.

The pages are those of tests/wallset. What must hold on the held-out part is a little under what was measured when
this was written (`python bench/walls.py`), for nothing was chosen on it.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import copydesk
from copydesk.classify.notions import family_of, find_notions
from copydesk.records import WALLS, Verdict
from test_data import chosen
from wallset import PARTS, STORY, Sample, languages, samples, templates

RIGHT = {"development": 0.97, "held_out": 0.95}
"""Least share of walls that are called by their name."""
ALARMS = {"development": 0.0, "held_out": 0.01}
"""Most stories called a wall."""
ALARMS_ON_PAGES = 0.002
"""Most annotated articles called a wall; stubs among them are walls, and their teaser is kept."""


@cache
def judged(part: str) -> list[tuple[Sample, Verdict]]:
    """The verdict on every page of a part."""
    return [(sample, copydesk.extract(sample.source, form=sample.form).verdict) for sample in samples(part)]


@pytest.mark.parametrize("part", PARTS)
def test_walls_are_called_by_their_name(part: str):
    """Of all walls of a part, in all its languages."""
    walls = [pair for pair in judged(part) if pair[0].kinds != (STORY,)]
    right = [sample.is_right(verdict.kind, is_wall=verdict.is_wall) for sample, verdict in walls]

    assert sum(right) / len(right) >= RIGHT[part]


@pytest.mark.parametrize("part", PARTS)
def test_stories_are_not_called_walls(part: str):
    """Banners, offers, closed-by-declaration, one-sentence and picture stories, and stories about walls."""
    stories = [pair for pair in judged(part) if pair[0].kinds == (STORY,)]
    alarms = [
        f"{sample.template} [{sample.language}]: {verdict.reason}" for sample, verdict in stories if verdict.is_wall
    ]

    assert len(alarms) <= ALARMS[part] * len(stories), alarms


@pytest.mark.parametrize("part", PARTS)
def test_no_kind_and_no_language_is_left_behind(part: str):
    """Three in four walls of each kind and of each language are right."""
    for key in ("kinds", "language"):
        right: Counter[object] = Counter()
        total: Counter[object] = Counter()
        for sample, verdict in judged(part):
            if sample.kinds != (STORY,):
                total[getattr(sample, key)] += 1
                right[getattr(sample, key)] += verdict.kind in sample.kinds
        assert not {group: right[group] / total[group] for group in total if right[group] < 0.75 * total[group]}


def test_the_parts_share_nothing():
    """No template and no phrase of one part is in the other; twenty languages and more."""
    first, second = (languages(part) for part in PARTS)
    names = [{template.name for template in templates(part)} for part in PARTS]

    assert not names[0] & names[1]
    assert not {code[:2] for code in first} & {code[:2] for code in second}
    assert len({code[:2] for code in (*first, *second)}) >= 20


def test_every_wall_says_why():
    """A reason that names the strongest evidence, and a confidence that is one."""
    for _, verdict in judged("development"):
        if verdict.is_wall:
            assert verdict.reason
            assert 0.5 <= verdict.confidence <= 1.0


def test_a_paywall_keeps_its_teaser_and_no_other_wall_keeps_anything():
    """What the contract says of `article.text`."""
    for sample in samples("development"):
        article = copydesk.extract(sample.source, form=sample.form)
        if article.verdict.is_wall and article.verdict.kind != "paywall":
            assert article.text == "", sample.template
    teaser = "The old mill turned its wheel on Saturday for the first time since the flood took the weir"
    gate = "<h2>Keep reading</h2><p>This article is only for subscribers. Subscribe to read on.</p>"
    article = copydesk.extract(f"<article><h1>Mill wheel turns again</h1><p>{teaser}…</p></article><div>{gate}</div>")

    assert article.verdict.kind == "paywall"
    assert teaser in article.text


def test_annotated_articles_are_not_called_walls(shared: Path):
    """On the annotated pages beside the checkout, where there is text to be found."""
    folder = shared / "data"
    if not (folder / "pages.py").exists():
        pytest.skip(f"{folder} holds no annotated pages")
    pages = [page for page in chosen(folder) if len(page.gold.get("text") or "") >= 500]
    alarms = [
        f"{page.source}/{page.id}"
        for page in pages
        if page.page_type in (None, "article")
        and copydesk.extract(page.body, form="html").verdict.kind in WALLS - {"paywall"}
    ]
    # One page of the sample is many of a thousand: a share can be asked of all of them only.
    most = ALARMS_ON_PAGES * len(pages) if os.environ.get("COPYDESK_ALL") else 1

    assert len(alarms) <= most, alarms


@pytest.mark.parametrize(
    ("text", "notion"),
    [
        ("Вы не робот?", "robot"),
        ("ロボットではないことを確認", "prove"),
        ("このページにはJavaScriptが必要です", "javascript"),
        ("Cette page n’existe pas", "missing"),
        ("यह पेज नहीं मिला", "page"),
        ("ملفات تعريف الارتباط", "cookie"),
        ("réservé aux abonnés", "subscriber"),
    ],
)
def test_notions_of_any_script(text: str, notion: str):
    """Inflected, unspaced, with particles written on, with marks over the letters."""
    assert notion in find_notions(text).notions


def test_a_word_that_only_begins_alike_is_no_notion():
    """A page on retirement is not one that was "retirée"."""
    assert find_notions("Retirement income calculator: what will it be?").notions == frozenset()
    assert "removed" in find_notions("Cette page a été retirée du site").notions


@pytest.mark.parametrize("text", ["", " ", "…", "\u0301", "'", "-", "a" * 5_000, "验" * 5_000])
def test_notions_of_nothing(text: str):
    """Odd texts have no notions, or few, and never an error."""
    found = find_notions(text)

    assert 0.0 <= found.share <= 1.0


def test_every_notion_belongs_to_a_wall():
    """And to one only."""
    assert set(family_of().values()) <= WALLS
    assert len(family_of()) >= 25
