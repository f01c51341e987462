"""The corpus says what its guidelines say: every span is words, every name and link is one."""

from __future__ import annotations

import json
import runpy
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ARTICLES = {
    part: [json.loads(line) for line in (CORPUS / f"{part}.jsonl").read_text("utf-8").splitlines()]
    for part in ("train", "test")
}
EVERY = [*ARTICLES["train"], *ARTICLES["test"]]


@pytest.mark.parametrize("article", EVERY, ids=lambda each: each["id"])
def test_article(article: dict[str, Any]):
    """Spans hold words at both ends, cue and source do not overlap, numbers are those of statements."""
    numbers = {each["id"] for each in article["statements"]}
    assert len(numbers) == len(article["statements"]) > 0
    for each in article["statements"]:
        text = article[each["where"]]
        parties = [each[role]["mention"] for role in ("source", "addressee", "venue") if each[role]]
        for start, end in chain(each["cue"], each["content"], each["time"], *parties):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
        for start, end in each["source"]["mention"]:
            assert not any(start < stop and begin < end for begin, stop in each["cue"])
        links = {link for link in each["chain"] if not str(link).startswith("addressee")}
        assert links <= numbers - {each["id"]}
    for link in article["links"]:
        assert {link["from"], link["to"]} <= numbers
        assert link["from"] != link["to"]


def test_topics_are_set_apart():
    """No topic is in both parts, and no article twice."""
    topics = {part: {each["topic"] for each in found} for part, found in ARTICLES.items()}

    assert not topics["train"] & topics["test"]
    assert len({each["text"] for each in EVERY}) == len(EVERY)


def test_back_to_tagged_text(tmp_path: Path):
    """What people edit and what programs read say the same, in both directions."""
    markup = runpy.run_path(str(CORPUS / "markup.py"))
    file = tmp_path / "article.txt"
    for article in EVERY:
        file.write_text(markup["marked_up"](article), encoding="utf-8")

        assert markup["read"](file) == article
