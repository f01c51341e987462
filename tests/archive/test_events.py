"""Articles about one happening: thirty weeks of an invented coast, and the bounds of what may be said."""

from __future__ import annotations

from archive.weeks import week
from copydesk.archive.events import Report, events

TUNED = range(10)
HELD = range(100, 130)


def reports(seed: int) -> tuple[list[Report], list[int]]:
    """A week's articles, and which happening each is about."""
    printed = week(seed)
    found = [Report(number, each.title, each.text, each.day) for number, each in enumerate(printed)]
    return found, [each.happening for each in printed]


def b_cubed(seed: int) -> tuple[float, float]:
    """Precision and recall of a week's events, article by article (Bagga and Baldwin 1998)."""
    found, truth = reports(seed)
    groups = [set(event.articles) for event in events(found)]
    mine = {article: group for group in groups for article in group}
    precision = recall = 0.0
    for article, happening in enumerate(truth):
        right = sum(truth[other] == happening for other in mine[article])
        precision += right / len(mine[article])
        recall += right / truth.count(happening)
    return precision / len(truth), recall / len(truth)


def score(seeds: range) -> float:
    """Mean F1 of weeks."""
    pairs = [b_cubed(seed) for seed in seeds]
    precision, recall = (sum(each) / len(pairs) for each in zip(*pairs, strict=True))
    return 2 * precision * recall / (precision + recall)


def test_thirty_weeks():
    """Weeks that were not looked at while the method was made."""
    assert score(HELD) >= 0.85


def test_every_article_once():
    """Every article is in one event, whatever the weeks hold; the same weeks give the same events."""
    for seed in TUNED:
        found, _ = reports(seed)
        grouped = [article for event in events(found) for article in event.articles]

        assert sorted(grouped) == list(range(len(found)))
        assert events(found) == events(found)


def test_nothing_shared():
    """Articles that share nothing stand alone."""
    found = [
        Report(1, "Rain", "It rained.", "2024-03-04"),
        Report(2, "A wreck", "Divers found the Olga.", "2024-03-04"),
    ]

    assert [event.articles for event in events(found)] == [(1,), (2,)]
    assert events([]) == []


def test_other_scripts():
    """Names in scripts without capitals or spaces count as well."""
    fire = "港町の缶詰工場で水曜日の夜、火事があり、八十人が避難した。"
    found = [
        Report(1, "缶詰工場で火事", fire, "2024-03-04"),
        Report(2, "港町で火災、八十人避難", "水曜の夜に港町の缶詰工場が燃えた。" + fire[10:], "2024-03-05"),
        Report(3, "市長が辞任", "西浜の市長が月曜日に辞任を発表した。後任は未定である。", "2024-03-05"),
    ]

    assert events(found)[0].articles == (1, 2)
