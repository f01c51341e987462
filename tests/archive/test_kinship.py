"""Which captures are one article, and which articles share a text."""

from __future__ import annotations

from itertools import combinations

import pytest

import copydesk
from archive.origins import GROUPS, TOLD, Group, Item
from archive.revisions import FIRE, NORMAL, OTHER, PIER, classic, dump, markdown
from copydesk.archive.keys import address_key, is_hollow, site_key
from copydesk.archive.kinship import Known, same_article, same_origin
from copydesk.archive.shingles import grams_of, overlap, sketch


def known(item: Item) -> Known:
    """What is asked of an item."""
    return Known(item.text, item.title, item.site, None, frozenset({f"{item.site}/{item.title}"}), None, item.language)


def judged(group: Group) -> list[tuple[bool, bool]]:
    """Of each pair of a group: whether it shares a text, and whether that is what is found."""
    return [
        (first.origin == second.origin, same_origin(known(first), known(second)).kind == "reprint")
        for first, second in combinations(group.items, 2)
    ]


@pytest.mark.parametrize("is_held", [False, True])
def test_origins(is_held: bool):
    """Pairs that share a text are found, and no others; no independent account is merged."""
    pairs = [pair for group in GROUPS if group.is_held == is_held for pair in judged(group)]
    right = sum(true and found for true, found in pairs)
    merged = sum(found and not true for true, found in pairs)
    score = 2 * right / (sum(true for true, _ in pairs) + sum(found for _, found in pairs))

    assert merged == 0
    assert score >= 0.95


def test_there_are_forty_groups():
    """The set is as large as it is said to be."""
    assert len(GROUPS) >= 40
    assert sum(group.is_held for group in GROUPS) >= 14


@pytest.mark.parametrize("told", TOLD, ids=lambda told: told.story.language)
def test_passage_of_a_release(told):
    """An article that prints one paragraph of a release is linked to it, and is none of its reprints."""
    release, _, other = next(
        g.items for g in GROUPS if g.name.endswith("release") and g.items[0].language == told.story.language
    )
    kin = same_origin(known(other), known(release))

    assert kin.kind in ("quotes", "none")
    for own, there in kin.passages:
        assert other.text[own.start : own.end] == release.text[there.start : there.end]


def test_translation_is_a_hint():
    """An article in another language with the same figures and names is at most a candidate, with its evidence."""
    english = Known(
        "The work costs 3,400 crowns and took 127 days, said Ines Holm of Kestrel Bay on 14 May 2024. It cost Oda Lind 99.",
        "A",
        "a.example",
        language="en",
    )
    german = Known(
        "Die Arbeit kostet 3.400 Kronen und dauerte 127 Tage, sagte Ines Holm aus Kestrel Bay am 14. Mai 2024. Oda Lind zahlte 99.",
        "B",
        "b.example",
        language="de",
    )
    kin = same_origin(english, german)

    assert kin.kind == "translation"
    assert "3400" in kin.reason


FORMS = [
    "https://courier.example/2024/pier",
    "http://courier.example/2024/pier",
    "https://www.courier.example/2024/pier/",
    "https://m.courier.example/2024/pier?utm_source=letter&utm_medium=mail",
    "https://amp.courier.example/2024/pier#comments",
    "https://courier.example/2024/pier/amp",
    "https://courier.example/2024/pier/amp/",
    "https://courier.example/2024/pier.amp",
    "https://courier.example/2024/pier/print",
    "https://courier.example/2024/pier?print=1",
    "https://courier.example/2024/pier?fbclid=abc&gclid=d",
    "https://courier.example:443/2024/pier",
    "https://COURIER.example/2024/pier",
    "https://courier.example/2024/%70ier",
    "https://courier.example/2024/pier;jsessionid=0A1B",
    "https://courier.example/2024/pier/index.html",
    "https://web.archive.org/web/20240507093000/https://courier.example/2024/pier",
    "https://web.archive.org/web/20240507093000id_/http://www.courier.example/2024/pier",
    "https://courier-example.cdn.ampproject.org/c/s/courier.example/2024/pier/amp",
    "https://www.google.com/amp/s/courier.example/2024/pier/amp",
]
OTHERS = [
    "https://courier.example/2024/quay",
    "https://courier.example/2024/pier?page=2",
    "https://courier.example/2024/pier?id=7",
    "https://courier.example/2023/pier",
    "https://post.example/2024/pier",
    "https://sport.courier.example/2024/pier",
    "https://courier.example/amphibians",
    "https://courier.example/prints",
]


@pytest.mark.parametrize("url", FORMS)
def test_forms_of_an_address(url: str):
    """All forms of one address have one key."""
    assert address_key(url) == "courier.example/2024/pier"


@pytest.mark.parametrize("url", OTHERS)
def test_other_addresses(url: str):
    """What tells one page from another stays in the key."""
    assert address_key(url) != "courier.example/2024/pier"


def test_addresses_that_hold_no_story():
    """A front page and a search are the addresses of no article."""
    hollow = [
        "https://courier.example",
        "https://www.courier.example/?utm_source=x",
        "https://courier.example/?s=pier",
        "mailto:a@b.example",
        "pier",
    ]

    assert [url for url in hollow if not is_hollow(url)] == []
    assert not is_hollow("https://courier.example/?p=7")
    assert site_key("https://news.courier.co.uk/a") == "courier.co.uk"


def of_page(data: str, form: str = "html", **said: object) -> Known:
    """What is known of a capture."""
    article = copydesk.extract(data, form=form)
    keys = frozenset(address_key(url) for url in [article.canonical_url] if url)
    return Known(
        article.text, article.title, "courier.example" if keys else "", article.site, keys, None, article.language
    )._replace(**said)


def test_one_article_in_three_forms():
    """A page, its dump and a copy of it are one article, in whatever order they come."""
    page, text, copy = (
        of_page(classic(PIER, NORMAL)),
        of_page(dump(PIER, OTHER), "text"),
        of_page(markdown(PIER, NORMAL), "markdown"),
    )

    for first, second in combinations((page, text, copy), 2):
        assert same_article(first, second).is_same
        assert same_article(second, first).is_same


def test_address_alone_decides_nothing():
    """A canonical address that a site declares for all its pages makes no two of them one."""
    pier, fire = of_page(classic(PIER, NORMAL)), of_page(classic(FIRE, NORMAL))

    assert pier.keys == fire.keys
    assert not same_article(pier, fire).is_same


def test_title_alone_decides_nothing():
    """Two days' weather under one title are two articles."""
    monday = Known(
        "Rain from the west, wind force 6, up to 11 degrees at Kestrel Bay and 9 at Port Amber. High water at 4:12 and 16:40.",
        "Weather",
        "c.example",
        keys=frozenset({"c.example/w/1"}),
    )
    tuesday = Known(
        "Rain from the west, wind force 3, up to 14 degrees at Kestrel Bay and 12 at Port Amber. High water at 5:02 and 17:31.",
        "Weather",
        "c.example",
        keys=frozenset({"c.example/w/2"}),
    )

    assert not same_article(monday, tuesday).is_same
    assert not same_article(monday._replace(keys=frozenset()), tuesday).is_same
    assert same_origin(monday, tuesday).kind == "none"


def test_story_rewritten_under_its_address():
    """A story that was written anew under one address and title on its day is one article."""
    pier = of_page(classic(PIER, NORMAL), published="2024-03-04")
    anew = pier._replace(text="\n\n".join(TOLD[0].rewrite))

    assert same_article(pier, anew).is_same


def test_reprint_is_another_article():
    """The same text at another outlet is another article of the same origin."""
    pier = of_page(classic(PIER, NORMAL))
    other = pier._replace(site="other.example", keys=frozenset({"other.example/x"}))

    assert not same_article(pier, other).is_same
    assert same_origin(pier, other).kind == "reprint"


def test_sketches_meet():
    """Texts that share a passage share remembered shingles; of a short text enough is remembered."""
    long = "\n\n".join(" ".join(told.story.paragraphs) for told in TOLD[:2])
    part = " ".join(PIER.paragraphs[1:3])

    assert len(set(sketch(long)) & set(sketch(part))) >= 3
    assert len(sketch("A dinghy was found off Gull Rock on Tuesday morning.")) >= 5
    assert (sketch(long) == sketch(long)).all()


def test_overlap_of_nothing():
    """Texts without words share nothing."""
    assert overlap("", "a b c d e f").share == 0
    assert overlap("…", "…").share == 0
    assert len(grams_of("one").numbers) == 1
