"""Citations: every record is read by the parsers of its own field, and says what the article says."""

from __future__ import annotations

import html
import json
from xml.etree import ElementTree

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st

import copydesk
from copydesk import Article
from copydesk.render.citation import WRITERS, parted

STORY = (
    "<p>The harbour bridge reopened on Tuesday after eleven months of repairs, the port authority said in a statement."
    "</p><p>Cars may pass again from six in the morning until late in the evening, the authority said on Monday.</p>"
)
DC = "{http://purl.org/dc/elements/1.1/}"
ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=40)


def article(title: str = "Rain at last", authors: tuple[str, ...] = ("Ann Lee", "José van der Berg", "Reuters")):
    """A page with declared facts."""
    declared = {
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2024-05-07T09:30:00+02:00",
        "author": [{"name": name} for name in authors],
        "isAccessibleForFree": False,
    }
    head = (
        f"<title>{html.escape(title)}</title><meta property='og:site_name' content='Quay &amp; Shore'>"
        "<link rel=canonical href='https://quay.example/2024/05/07/rain_at_last?a=1&amp;b=2'>"
        "<meta name=keywords content='rain, 50% off'><meta name=description content='It rains {again} &amp; again.'>"
        f"<script type='application/ld+json'>{json.dumps(declared).replace('<', chr(92) + 'u003c')}</script>"
    )
    byline = html.escape(" and ".join(authors))
    body = f"<article><h1>{html.escape(title)}</h1><p class=byline>By {byline}</p><p>7 May 2024</p>{STORY}</article>"
    return copydesk.extract(f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>", form="html")


def test_csl_json():
    """A list of one item; names that can be parted are, dates are lists of numbers."""
    (item,) = json.loads(article().cite("csl"))

    assert ("article-newspaper", "Rain at last", "Quay & Shore") == (
        item["type"],
        item["title"],
        item["container-title"],
    )
    assert [{"given": "Ann", "family": "Lee"}, {"given": "José", "family": "van der Berg"}] == item["author"]
    assert {"date-parts": [[2024, 5, 7]]} == item["issued"]
    assert "https://quay.example/2024/05/07/rain_at_last?a=1&b=2" == item["URL"]


def test_bibtex():
    """One entry that a BibTeX parser reads, with names in its own form and signs of TeX escaped."""
    text = article().cite("bibtex")
    (entry,) = bibtexparser.parse_string(text).entries

    assert ("misc", "lee2024rain") == (entry.entry_type, entry.key)
    assert "Lee, Ann and van der Berg, José" == entry["author"]
    assert r"Quay \& Shore" == entry["howpublished"]
    assert r"It rains \{again\} \& again." == entry["abstract"]
    assert "https://quay.example/2024/05/07/rain_at_last?a=1&b=2" == entry["url"]
    assert "month = may" in text


def test_ris():
    """One record that a RIS parser reads, a line for each author and keyword."""
    (record,) = rispy.loads(article().cite("ris"))

    assert ["Lee, Ann", "van der Berg, José"] == record["authors"]
    assert ("NEWS", "Rain at last", "2024") == (record["type_of_reference"], record["title"], record["year"])
    assert ["rain", "50% off"] == record["keywords"]


def test_schema_org():
    """A news article with its text; what is declared of access is told, what is unknown is left out."""
    found = json.loads(article().cite("jsonld"))

    assert ("https://schema.org", "NewsArticle") == (found["@context"], found["@type"])
    assert [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "José van der Berg"}] == found["author"]
    assert "2024-05-07T09:30:00+02:00" == found["datePublished"]
    assert found["isAccessibleForFree"] is False
    assert found["articleBody"].startswith("The harbour bridge")
    assert "license" not in found


def test_dublin_core():
    """XML that a parser reads, an element for each creator and subject."""
    root = ElementTree.fromstring(article().cite("dc"))

    assert ["Ann Lee", "José van der Berg"] == [element.text for element in root.findall(f"{DC}creator")]
    assert "Quay & Shore" == root.findtext(f"{DC}publisher")


def test_a_body_stays_whole():
    """An organisation's name is not parted."""
    only = article(authors=("Reuters",))

    assert [{"literal": "Reuters"}] == json.loads(only.cite("csl"))[0]["author"]
    assert "author = {{Reuters}}" in only.cite("bibtex")
    assert [{"@type": "Organization", "name": "Reuters"}] == json.loads(only.cite("jsonld"))["author"]


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Ann Lee", "en", ("Ann", "Lee")),
        ("José van der Berg", "nl", ("José", "van der Berg")),
        ("Ludwig van", "de", ("Ludwig", "van")),
        ("Ann B. Lee", "en", None),
        ("Gabriel García Márquez", "es", None),
        ("李安", "zh", None),
        ("Nagy Anna", "hu", None),
        ("ann_77", "en", None),
        ("Plato", "en", None),
    ],
)
def test_names_are_parted_only_where_it_is_no_guess(name: str, language: str, expected: tuple[str, str] | None):
    """Two words, or a particle, in a language that prints the family name last."""
    assert expected == parted(name, "person", language)


def test_an_unknown_form_names_the_known_ones():
    """The error says what there is."""
    with pytest.raises(copydesk.errors.UsageError, match="csl, bibtex, ris, jsonld, dc"):
        article().cite("apa")


@given(ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
@settings(max_examples=40, deadline=None)
def test_any_words_give_records_that_load(title: str, authors: list[str]):
    """Whatever a page calls itself, every record is read by its field's parser as one."""
    told: Article = article(title, tuple(authors))

    assert 1 == len(json.loads(told.cite("csl")))
    assert json.loads(told.cite("jsonld"))["@type"]
    assert 1 == len(rispy.loads(told.cite("ris")))
    assert ElementTree.fromstring(told.cite("dc")).tag.endswith("dc")
    library = bibtexparser.parse_string(told.cite("bibtex"))
    assert (1, []) == (len(library.entries), library.failed_blocks)


def test_every_form_has_a_writer():
    """The forms are those that the command line offers."""
    assert {"csl", "bibtex", "ris", "jsonld", "dc"} == set(WRITERS)
