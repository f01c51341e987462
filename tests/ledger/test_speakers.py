"""Who is meant by "I", "we", "the paper", "a baker" and "the witness", in whole articles with marked spans."""

from __future__ import annotations

from typing import Any

import pytest

from copydesk.ledger.drafts import Draft
from copydesk.ledger.reading import Reading, statements_of
from copydesk.records import Statement


def _draft(text: str, source: str, cue: str, content: str, to: str = "") -> Draft:
    def span(words: str, after: int = 0) -> tuple[tuple[int, int], ...]:
        at = text.index(words, after)
        return ((at, at + len(words)),)

    whole = f"{source} {cue}" if f"{source} {cue}" in text else ""
    at = text.index(whole) if whole else text.index(f"{cue} {source}")
    mention = span(source, at)
    return Draft(
        where="text",
        cue=span(cue, at),
        content=span(content),
        mention=mention,
        addressee=span(to, at) if to else (),
    )


def _read(text: str, *rows: tuple[str, ...], **more: Any) -> list[Statement]:
    reading = Reading(text, "", more.get("published", "2031-06-20"), "The Lorne Courier")
    return list(statements_of(reading, [_draft(text, *row) for row in rows]))


def _names(found: list[Statement]) -> list[str | None]:
    return [each.source.name if each.source else None for each in found]


def test_somebody_described_is_who_is_named_next_with_an_age() -> None:
    text = "A baker told the inquest that the bell had rung.\n\nAda Brenn, 61, said it rang twice."
    found = _read(
        text, ("A baker", "told", "that the bell had rung", "the inquest"), ("Ada Brenn, 61,", "said", "it rang twice")
    )
    assert _names(found) == ["Ada Brenn", "Ada Brenn"]


def test_somebody_who_will_not_be_named_stays_unnamed() -> None:
    text = "A baker who asked not to be named said that the bell had rung.\n\nAda Brenn, 61, said it rang twice."
    found = _read(
        text,
        ("A baker who asked not to be named", "said", "that the bell had rung"),
        ("Ada Brenn, 61,", "said", "it rang twice"),
    )
    assert _names(found)[0] is None


def test_the_keeper_is_who_is_named_as_the_keeper_later() -> None:
    text = "Ada Brenn said the keeper had promised to mend the lamp. The keeper, Tam Rossiter, was away."
    found = _read(
        text,
        ("Ada Brenn", "said", "the keeper had promised to mend the lamp"),
        ("the keeper", "had promised", "to mend the lamp"),
    )
    assert _names(found)[1] == "Tam Rossiter"


def test_we_in_a_printed_statement_are_who_issued_it_on_its_day() -> None:
    text = (
        "The Harbour Trust issued this statement on Tuesday: "
        "“Mayor Ida Holt said the pier was sold. We reject that account.”"
    )
    found = _read(
        text,
        ("The Harbour Trust", "issued this statement", text[text.index("“") :]),
        ("Mayor Ida Holt", "said", "the pier was sold"),
        ("We", "reject", "that account"),
    )
    assert _names(found)[2] == "Harbour Trust"
    assert found[2].chain == ()


@pytest.mark.parametrize("name", ["the Kelda Mercury", "Vestbladet", "Hour One", "the Argent News Service"])
def test_what_is_told_something_by_name_passes_it_on(name: str) -> None:
    text = f"A clerk told {name} that the deeds were lost. The clerk said they had burned."
    found = _read(text, ("A clerk", "told", "that the deeds were lost", name), ("The clerk", "said", "they had burned"))
    bare = name.removeprefix("the ")
    assert [[link.source.name for link in each.chain] for each in found] == [[bare], [bare]]


def test_what_is_said_in_the_present_tense_was_not_told_to_the_outlet_before() -> None:
    text = "Ada Brenn told Radio Kelda in May that the deeds were lost. She says they were found."
    found = _read(
        text, ("Ada Brenn", "told", "that the deeds were lost", "Radio Kelda"), ("She", "says", "they were found")
    )
    assert found[1].chain == ()


def test_the_paper_is_the_outlet_that_was_named_in_passing() -> None:
    text = "Some who were quoted in the Halden Post remember the tower. According to the paper, it leaned."
    found = _read(text, ("the paper", "According to", "it leaned"))
    assert _names(found) == ["Halden Post"]
