"""What is made of spans that are given: names, dates, chains, denials, of an article in the markup of the corpus."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from copydesk.ledger.answers import links
from copydesk.ledger.drafts import Draft
from copydesk.ledger.reading import Reading, statements_of
from copydesk.records import Statement

ROOT = Path(__file__).resolve().parents[2]

ARTICLE = """
id: pass-00
topic: pass
sort: wire
outlet: The Tarn Valley Post
published: 2031-03-19
language: en-GB
title: Norland presses Veldt over the pass

<c2><c3><s1>President Ivar Holm</s1> <k1>is pushing</k1> <c1>Veldt to give up the pass</c1></c3></c2>, <s2>the Kurier business newspaper</s2>
<k2>reported</k2> <t2>late Tuesday</t2>, <k3>citing</k3> <s3>unnamed people at a closed meeting</s3>.

<k4>According to</k4> <s4>Kurier</s4>, <c4>the talks turn on a promise "not to move the line again"</c4>.

<s5>Sources at the meeting</s5> <k5>told</k5> <a5>the publication</a5> <c5>that <s6>Holm</s6> <k6>trusts</k6>
<c6>the Veldt premier</c6></c5>.

<t7>On Wednesday</t7>, <s7>the presidential office</s7> <k7>said</k7> <c7>Holm and the premier did not discuss giving up
the pass during Tuesday's phone call</c7>.

<s8>Norland's envoy Siri Vang</s8> <k8>told</k8> <a8>Radio Nord</a8> <t8>on Monday</t8> <c8>the talks will continue on
Sunday</c8>. <s9>She</s9> <k9>added</k9> <c9>that nobody had threatened anyone</c9>.

%%
{"id": 1, "name": "Ivar Holm", "kind": "person"}
{"id": 2, "name": "Kurier", "kind": "outlet"}
{"id": 3, "kind": "unnamed"}
{"id": 4, "name": "Kurier", "kind": "outlet"}
{"id": 5, "kind": "unnamed", "addressee": {"name": "Kurier", "kind": "outlet"}}
{"id": 6, "name": "Ivar Holm", "kind": "person"}
{"id": 7, "name": "presidential office", "kind": "government"}
{"id": 8, "name": "Siri Vang", "kind": "person", "addressee": {"name": "Radio Nord", "kind": "outlet"}}
{"id": 9, "name": "Siri Vang", "kind": "person"}
""".lstrip()


@pytest.fixture(scope="module")
def markup() -> ModuleType:
    """The program that reads the corpus."""
    path = ROOT / "corpus" / "markup.py"
    found = importlib.util.spec_from_file_location("markup", path)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def told(markup: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Statement]:
    """The statements by their cues."""
    path = tmp_path_factory.mktemp("corpus") / "pass-00.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    article = markup.read(path)

    def spans(found: list[list[int]]) -> tuple[tuple[int, int], ...]:
        return tuple((start, end) for start, end in found)

    drafts = [
        Draft(
            where=each["where"],
            cue=spans(each["cue"]),
            content=spans(each["content"]),
            mention=spans(each["source"]["mention"]),
            confidence=1.0,
        )
        for each in article["statements"]
    ]
    found = statements_of(Reading(article["text"], article["title"], article["published"], article["outlet"]), drafts)
    for each in found:
        for part in (*each.content, *each.cue, *(each.source.mention if each.source else ())):
            assert article["text"][part.start : part.end] == part.text
    return {each.cue[0].text if each.cue[0].text != "told" else f"told {each.addressee.name}": each for each in found}


@pytest.mark.parametrize(
    ("cue", "name", "kind"),
    [
        ("is pushing", "Ivar Holm", "person"),
        ("reported", "Kurier", "outlet"),
        ("citing", None, "unnamed"),
        ("According to", "Kurier", "outlet"),
        ("told Kurier", None, "unnamed"),
        ("trusts", "Ivar Holm", "person"),
        ("told Radio Nord", "Siri Vang", "person"),
        ("added", "Siri Vang", "person"),
    ],
)
def test_sources(told: dict[str, Statement], cue: str, name: str | None, kind: str):
    """Who each statement is of."""
    assert (told[cue].source.name, told[cue].source.kind) == (name, kind)


def test_chain_of_what_a_newspaper_cites(told: dict[str, Statement]):
    """What the people at the meeting were cited for came through the newspaper, nearest first."""
    assert [link.source.name for link in told["citing"].chain] == ["Kurier"]
    assert told["reported"].chain == ()
    assert [link.source.name or link.source.kind for link in told["trusts"].chain] == ["unnamed", "Kurier"]


def test_an_outlet_that_was_told_passed_it_on(told: dict[str, Statement]):
    """The envoy's words came through the broadcaster."""
    assert [link.source.name for link in told["told Radio Nord"].chain] == ["Radio Nord"]
    assert told["told Radio Nord"].addressee.kind == "outlet"


def test_dates(told: dict[str, Statement]):
    """Weekdays against the date line; a day inside what is said is not when it was said."""
    assert told["reported"].said_at.value == "2031-03-18"
    assert told["said"].said_at.value == "2031-03-19"
    assert told["told Radio Nord"].said_at.value == "2031-03-17"
    assert told["told Radio Nord"].said_at.span.text == "on Monday"
    assert told["trusts"].said_at is None


def test_a_source_that_goes_on_has_the_date_it_had(told: dict[str, Statement]):
    """The newspaper wrote the next sentence when it wrote the first; no words say so, so none are given."""
    assert told["According to"].said_at.value == "2031-03-18"
    assert told["According to"].said_at.span is None


def test_reported_at(told: dict[str, Statement]):
    """Without a chain the article reported it; with one, the last of the chain."""
    assert told["said"].reported_at.value == "2031-03-19"
    assert told["citing"].reported_at.value == "2031-03-18"


def test_the_office_denies_its_own_proposition(told: dict[str, Statement]):
    """That the subject was not raised is a denial; it is linked with the call as its scope."""
    answer = told["said"]
    found = [link for link in links(tuple(told.values())) if link.from_id == answer.id]

    assert answer.polarity == "denies"
    assert found
    assert "phone call" in found[0].scope


def test_a_negative_sentence_alone_is_no_denial(told: dict[str, Statement]):
    """Nobody has claimed that somebody was threatened."""
    assert told["added"].polarity == "asserts"
