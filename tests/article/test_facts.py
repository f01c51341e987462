"""Facts with evidence, on invented pages: the value, how it was found, and the literal text of the capture there."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.article.declared import read_json
from copydesk.article.facts import find_facts
from copydesk.blocks import Sheet
from copydesk.page import Page
from copydesk.records import Block, Capture, Fact, Form, Label, Mark, Span

NAMES = {
    "title",
    "deck",
    "site",
    "language",
    "description",
    "section",
    "url",
    "canonical_url",
    "license",
    "authors",
    "published",
    "modified",
    "tags",
    "image",
    "access",
    "addresses",
}
BODY = "The harbour bridge reopened on Tuesday after eleven months of repairs, the port authority said in a statement."


def page(
    head: str = "", body: str = "", url: str | None = None, labels: dict[str, str] | None = None, text: str = BODY
):
    """The facts of an HTML page; `labels` maps the text of a block to its label."""
    source = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    capture = Capture(
        sha256="", form="html", text=source, charset="utf-8", url=url, url_how="given" if url else "", warnings=()
    )
    blocks = [block_of(source, words) for words in labels or {}]
    facts = find_facts(
        Sheet(capture, blocks, Page(capture)), [Label(name, 0.9, "") for name in (labels or {}).values()], text
    )
    assert_evidence(facts, source)
    return facts


def dump(
    *lines: tuple[str, str], form: Form = "text", text: str = BODY, marks: dict[str, tuple[Mark, ...]] | None = None
):
    """The facts of a text capture of these lines and labels."""
    source = "\n\n".join(words for words, _ in lines)
    capture = Capture(sha256="", form=form, text=source, charset="utf-8")
    blocks = [block_of(source, words, (marks or {}).get(words, ())) for words, _ in lines]
    facts = find_facts(Sheet(capture, blocks), [Label(label, 0.9, "") for _, label in lines], text)
    assert_evidence(facts, source)
    return facts


def block_of(source: str, words: str, marks: tuple[Mark, ...] = ()) -> Block:
    """A block of one run."""
    at = source.index(words)
    where = Span(at, at + len(words))
    return Block(kind="paragraph", text=words, where=where, runs=((0, where.start, where.end),), marks=marks)


def assert_evidence(facts: dict[str, Fact], source: str) -> None:
    """Every fact is there, and every place holds the raw text it claims."""
    assert NAMES == set(facts)
    queue = list(facts.values())
    while queue:
        fact = queue.pop()
        queue += [*fact.parts, *fact.alternatives]
        if fact.where is None:
            assert fact.raw == ""
        else:
            assert fact.raw
            assert source[fact.where.start : fact.where.end] == fact.raw
        assert 0.0 <= fact.confidence <= 1.0


def ld(**data: object) -> str:
    """A JSON-LD script of a news article."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **data})}</script>'


def test_nothing_declared_is_unknown():
    """A page that says nothing of itself has every fact, each without a value."""
    facts = page(body=f"<p>{BODY}</p>", text="")

    assert [] == [name for name, fact in facts.items() if fact.value is not None]
    assert {"not found"} == {fact.how for fact in facts.values()}


def test_a_seen_date_before_another_with_alternatives():
    """Of two declared dates the one that a reader sees is chosen; the other stays as the alternative."""
    facts = page(
        ld(datePublished="2024-05-07T09:30:00+02:00")
        + '<meta property="article:published_time" content="2024-05-08T00:00:00Z">',
        "<h1>Rain at last</h1><p>7 May 2024</p>",
        labels={"Rain at last": "title", "7 May 2024": "dateline"},
    )

    published = facts["published"]
    assert ("2024-05-07T09:30:00+02:00", "json-ld datePublished", "second") == (
        published.value,
        published.how,
        published.kind,
    )
    assert ["2024-05-08T00:00:00+00:00", "2024-05-07"] == [other.value for other in published.alternatives]
    assert ["2024-05-08T00:00:00Z", "7 May 2024"] == [other.raw for other in published.alternatives]


def test_raw_keeps_character_references_and_escapes():
    """Raw is the source as written: references in markup, escapes in JSON."""
    facts = page('<meta property="og:site_name" content="Quay &amp; Shore">' + ld(headline="Café at the “Quay”"))

    assert ("Quay & Shore", "Quay &amp; Shore") == (facts["site"].value, facts["site"].raw)
    assert ("Café at the “Quay”", r"Caf\u00e9 at the \u201cQuay\u201d") == (facts["title"].value, facts["title"].raw)


def test_graph_with_references():
    """Objects of a graph refer to each other by `@id`."""
    graph = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": "Rain at last",
                "author": {"@id": "#ann"},
                "publisher": {"@id": "#post"},
            },
            {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
            {"@type": "Organization", "@id": "#post", "name": "Tidewater Post"},
        ]
    }
    facts = page(f'<script type="application/ld+json">{json.dumps(graph)}</script>')

    assert (("Ann Lee",), "Tidewater Post") == (facts["authors"].value, facts["site"].value)
    assert "Ann Lee" == facts["authors"].parts[0].raw


def test_nested_and_listed_authors():
    """Lists of objects and strings, persons and bodies: persons are the value, all are parts."""
    authors = [{"@type": "Person", "name": "Ann Lee"}, "Bo Ek", {"@type": "Organization", "name": "Quay News"}]
    facts = page(ld(author=authors), "<p>Ann Lee, Bo Ek</p>", labels={"Ann Lee, Bo Ek": "byline"})

    assert ("Ann Lee", "Bo Ek") == facts["authors"].value
    assert {"Ann Lee": "person", "Bo Ek": "person", "Quay News": "organisation"} == {
        part.value: part.kind for part in facts["authors"].parts
    }


def test_of_several_articles_the_one_that_fits():
    """Cards are declared as articles too: the one with this page's address or headline counts, else none."""
    cards = "".join(
        ld(headline=headline, datePublished=day, url=f"https://quay.example/{day}")
        for headline, day in (("Other news", "2024-01-01"), ("Rain at last", "2024-02-02"))
    )

    assert "2024-02-02" == page(cards, url="https://quay.example/2024-02-02")["published"].value
    assert "2024-02-02" == page(cards, "<h1>Rain at last</h1>")["published"].value
    assert page(cards, "<h1>A third thing</h1>")["published"].value is None


@pytest.mark.parametrize(
    "script",
    [
        '{"headline": "Rain", "b": "one\ntwo"}',
        '{"headline": "Rain",}',
        '{"headline": "Rain"};',
        '/* head */ {"headline": "Rain"} // tail',
        '<!-- {"headline": "Rain"} -->',
        '//<![CDATA[\n{"headline": "Rain"}\n//]]>',
        '{"headline": "Rain", "list": [1, 2,],}',
        "{&quot;headline&quot;: &quot;Rain&quot;}",
    ],
)
def test_broken_json_is_mended(script: str):
    """What editors and plug-ins break in JSON-LD is forgiven."""
    assert "Rain" == read_json(script)[0]["headline"]


@pytest.mark.parametrize("script", ["", "{", '{"a": }', '{"a": "un"quoted"}', "[" * 5000, "nonsense"])
def test_json_beyond_repair_is_ignored(script: str):
    """What cannot be mended declares nothing."""
    assert [value for value in read_json(script) if isinstance(value, dict)] == []


def test_visible_headline_before_search_title():
    """The headline a reader sees comes before the one written for search engines when they speak of one thing."""
    facts = page(
        '<meta property="og:title" content="Rain at last: all you must know | Quay Times">'
        '<meta property="og:site_name" content="Quay Times"><title>Rain at last - Quay Times</title>',
        "<h1>Rain at last, farmers say</h1>",
        labels={"Rain at last, farmers say": "title"},
    )

    assert ("Rain at last, farmers say", "title block") == (facts["title"].value, facts["title"].how)
    assert "Rain at last: all you must know" == facts["title"].alternatives[0].value


def test_site_is_cut_only_on_evidence():
    """A tail that names the site is cut, any other stays; the place covers what is kept."""
    facts = page("<title>Rain &amp; hail | Quay Times</title>", url="https://quaytimes.example/rain")
    kept = page("<title>Brandt: rain - and hail</title>", url="https://quaytimes.example/rain")

    assert ("Rain & hail", "Rain &amp; hail") == (facts["title"].value, facts["title"].raw)
    assert ("Quay Times", "Quay Times") == (facts["site"].value, facts["site"].raw)
    assert "Brandt: rain - and hail" == kept["title"].value


CARD = '<aside class="related"><a href="/x"><time datetime="2020-01-01">1 January 2020</time></a></aside>'
COMMENT = '<div id="comments"><time datetime="2020-01-02">2 January 2020</time></div>'
FOOTER = "<footer><time>3 January 2020</time> © 2020 Quay Times</footer>"


def test_time_in_the_header():
    """A time element under the headline is the article's; the words before it tell a change."""
    header = (
        "<article><h1>Rain at last</h1><p class=meta>Published <time datetime='2024-05-07T09:30'>7 May</time>, "
        "updated <time datetime='2024-05-08T10:00'>8 May</time></p></article>"
    )
    facts = page(body=header + f"<p>{BODY}</p>", labels={"Rain at last": "title", BODY: "body"})

    assert ("2024-05-07T09:30", "time element", "minute") == (
        facts["published"].value,
        facts["published"].how,
        facts["published"].kind,
    )
    assert "2024-05-08T10:00" == facts["modified"].value


@pytest.mark.parametrize("furniture", [CARD, COMMENT, FOOTER])
def test_dates_of_furniture_are_nobodys(furniture: str):
    """The date of a card, a comment or a footer is never the article's, wherever it stands."""
    for body in (f"<h1>Rain at last</h1>{furniture}<p>{BODY}</p>", f"<h1>Rain at last</h1><p>{BODY}</p>{furniture}"):
        facts = page(body=body, labels={"Rain at last": "title", BODY: "body"})

        assert facts["published"].value is None
        assert facts["modified"].value is None


def test_byline_block():
    """Names, agency and date of one byline line, each with its own place."""
    line = "By Ann Lee in Caracas and Bo Ek, Reuters | March 19, 2025 2:05 pm"
    facts = dump(("Rain at last", "title"), (line, "byline"), (BODY, "body"))

    assert ("Ann Lee", "Bo Ek") == facts["authors"].value
    assert ["person", "person", "agency"] == [part.kind for part in facts["authors"].parts]
    assert ["Ann Lee", "Bo Ek", "Reuters"] == [part.raw for part in facts["authors"].parts]
    assert ("2025-03-19T14:05", "March 19, 2025 2:05 pm") == (facts["published"].value, facts["published"].raw)


def test_dump_takes_no_date_from_prose():
    """A date in the body of a dump says nothing of the dump."""
    facts = dump(("Rain at last", "title"), ("It last rained on March 19, 2025, officials said.", "body"))

    assert facts["published"].value is None


def test_dateline_of_a_dump():
    """A line that is a date is when the article was published; one of a change dates it where nothing else does."""
    facts = dump(("Rain at last", "title"), ("19. März 2025, 14:05 Uhr", "dateline"), (BODY, "body"))
    changed = dump(("Rain at last", "title"), ("Updated: 20 March 2025", "dateline"), (BODY, "body"))

    assert "2025-03-19T14:05" == facts["published"].value
    assert ("2025-03-20", "2025-03-20") == (changed["published"].value, changed["modified"].value)
    assert "dateline block, of a change" == changed["published"].how
    assert changed["published"].confidence < facts["published"].confidence


@pytest.mark.parametrize(
    "lines",
    [
        ("Source: https://quay.example/2024/05/07/rain",),
        ("Original url:", "https://quay.example/2024/05/07/rain"),
        ("Quelle: <https://quay.example/2024/05/07/rain>",),
        ("Original url:\nhttps://quay.example/2024/05/07/rain",),
        ("来源：https://quay.example/2024/05/07/rain",),
    ],
)
def test_address_after_a_label(lines: tuple[str, ...]):
    """The original address stands on a line of its own after a label; its path gives a date."""
    facts = dump(("Rain at last", "title"), (BODY, "body"), *((line, "related") for line in lines))

    assert "https://quay.example/2024/05/07/rain" == facts["url"].value
    assert ("2024-05-07", "address path", "day") == (
        facts["published"].value,
        facts["published"].how,
        facts["published"].kind,
    )


def test_an_address_in_prose_is_not_the_source():
    """An address inside a sentence, and a label without one, are no source."""
    facts = dump(("Read more at https://quay.example/a or elsewhere.", "body"), ("Source: Reuters", "credit"))

    assert facts["url"].value is None


def test_linked_label_of_markdown():
    """In Markdown the words after the label may carry the address as a link."""
    line = "Source: [Quay Times](https://quay.example/rain)"
    capture = Capture(sha256="", form="markdown", text=line, charset="utf-8")
    block = Block(
        kind="paragraph",
        text="Source: Quay Times",
        where=Span(0, len(line)),
        runs=((0, 0, 8), (8, 9, 19)),
        marks=(Mark("link", 8, 18, "https://quay.example/rain"),),
    )
    facts = find_facts(Sheet(capture, [block]), [Label("related", 0.9, "")], "")

    assert_evidence(facts, line)
    assert ("https://quay.example/rain",) * 2 == (facts["url"].value, facts["url"].raw)


def test_front_matter():
    """What front matter declares comes first, with its own place."""
    source = "---\nauthor: Ann Lee\npublished: 2024-05-07\n---\n"
    declared = {
        "author": Fact(value="Ann Lee", how="front matter", where=Span(12, 19), raw="Ann Lee", confidence=0.95),
        "published": Fact(
            value="2024-05-07", how="front matter", where=Span(31, 41), raw="2024-05-07", confidence=0.95
        ),
    }
    capture = Capture(sha256="", form="markdown", text=source, charset="utf-8")
    facts = find_facts(Sheet(capture, [], None, declared), [], "")

    assert_evidence(facts, source)
    assert (("Ann Lee",), "front matter") == (facts["authors"].value, facts["authors"].how)
    assert ("2024-05-07", "2024-05-07") == (facts["published"].value, facts["published"].raw)


def test_language_is_checked_against_the_text():
    """The text overrules a template's tag, keeps a region that agrees, and is silent when short."""
    german = "Die Brücke am Hafen wurde am Dienstag nach elf Monaten wieder geöffnet, teilte die Behörde mit."
    locale = '<meta property="og:locale" content="en_GB">'

    assert ("en-GB", "meta og:locale") == (page(locale)["language"].value, page(locale)["language"].how)
    assert ("de", "text") == (page(locale, text=german)["language"].value, page(locale, text=german)["language"].how)
    assert "en-GB" == page(locale, text="Kurz.")["language"].value
    assert page(text="Kurz.")["language"].value is None


def test_addresses_are_resolved():
    """Canonical and picture addresses are made absolute; the forms of the address are kept together."""
    facts = page(
        '<link rel="canonical" href="/rain"><link rel="amphtml" href="//amp.quay.example/rain">'
        '<meta property="og:image" content="/i/rain.jpg">',
        url="https://quay.example/rain?utm=1",
    )

    assert "https://quay.example/rain" == facts["canonical_url"].value
    assert "https://quay.example/i/rain.jpg" == facts["image"].value
    assert ("https://quay.example/rain?utm=1", "https://quay.example/rain", "https://amp.quay.example/rain") == facts[
        "addresses"
    ].value


def test_contradicting_canonical_is_an_alternative():
    """Where the page names the capture's own address as well, a canonical link to another page comes second."""
    facts = page(
        '<link rel="canonical" href="https://quay.example/old">'
        '<meta property="og:url" content="http://quay.example/rain/">',
        url="https://www.quay.example/rain?utm_source=post",
    )

    assert "http://quay.example/rain/" == facts["canonical_url"].value
    assert ["https://quay.example/old"] == [fact.value for fact in facts["canonical_url"].alternatives]


def test_order_of_figures_is_read_from_the_other_dates():
    """Where neither language nor domain tells which comes first, another date of the page does."""
    line, silent, telling = "Published 03/04/2024", "The pier closed for repairs.", "The pier closed on 25/02/2024."

    def published(other: str) -> object:
        return page(body=f"<p>{line}</p><p>{other}</p>", labels={line: "dateline", other: "body"})["published"].value

    assert published(silent) is None
    assert "2024-04-03" == published(telling)


def test_logo_is_no_picture():
    """A site's logo or placeholder is not the article's picture."""
    facts = page(
        '<meta property="og:image" content="https://quay.example/img/logo.png">'
        '<meta name="twitter:image" content="https://quay.example/img/storm.jpg">'
    )

    assert "https://quay.example/img/storm.jpg" == facts["image"].value


def test_tags_section_access_license():
    """The small facts, each from what declares it."""
    facts = page(
        '<meta name="keywords" content="rain, Rain, farming"><meta property="article:section" content="Weather">'
        '<link rel="license" href="https://licences.example/by/4.0/">' + ld(isAccessibleForFree=False)
    )

    assert ("rain", "farming") == facts["tags"].value
    assert ["rain", "farming"] == [part.raw for part in facts["tags"].parts]
    assert ("Weather", "locked", "false") == (facts["section"].value, facts["access"].value, facts["access"].raw)
    assert "https://licences.example/by/4.0/" == facts["license"].value


def test_a_person_before_the_site():
    """The site's own name is author only where the byline says so and nobody else is."""
    head = '<meta name="author" content="Quay Times"><meta property="og:site_name" content="Quay Times">'
    unseen = page(head)["authors"]
    seen = page(head, "<p>By Quay Times</p>", labels={"By Quay Times": "byline"})["authors"]

    assert (None, ("Quay Times",)) == (unseen.value, unseen.alternatives[0].value)
    assert (("Quay Times",), "organisation") == (seen.value, seen.kind)
    facts = page(head, "<p>By Ann Lee</p>", labels={"By Ann Lee": "byline"})
    assert ("Ann Lee",) == facts["authors"].value


ORDINARY = '<script type="application/ld+json">{"@type": "WebPage", "datePublished": "2024-05-07", %s}</script>'


def test_a_declared_change_is_not_the_publication():
    """Where the page declares both, the day of the change is only that, even where it alone is shown."""
    facts = page(
        ld(datePublished="2024-05-07", dateModified="2025-01-02"),
        "<h1>Rain at last</h1><p>2 January 2025</p>",
        labels={"Rain at last": "title", "2 January 2025": "dateline"},
    )

    assert ("2024-05-07", "2025-01-02") == (facts["published"].value, facts["modified"].value)


def test_a_seen_date_is_surer():
    """What a page declares is surer where a reader sees it, and what is declared of a mere page is not sure."""
    head = ORDINARY % '"name": "Rain"'
    unseen = page(head)["published"]
    seen = page(head, "<p>7 May 2024</p>", labels={"7 May 2024": "dateline"})["published"]

    assert "2024-05-07" == seen.value
    assert max([unseen.confidence, *(other.confidence for other in unseen.alternatives)]) < seen.confidence


def test_no_date_after_the_capture():
    """A day after the capture's own cannot be that of publication."""
    source = "<h1>Rain at last</h1><p>7 May 2024</p>"
    blocks = [block_of(source, "Rain at last"), block_of(source, "7 May 2024")]
    labels = [Label("title", 0.9, ""), Label("dateline", 0.9, "")]

    def published(captured: str) -> object:
        capture = Capture(sha256="", form="html", text=source, charset="utf-8", captured=captured)
        return find_facts(Sheet(capture, blocks, Page(capture)), labels, BODY)["published"].value

    assert (None, "2024-05-07") == (published("2024-05-06T09:00:00+00:00"), published("2024-05-07T09:00:00+00:00"))


def test_a_front_page_has_no_date():
    """What a front page declares dates the site."""
    head = '<meta property="article:published_time" content="2024-05-07">'

    assert page(head, url="https://quay.example/")["published"].value is None
    assert "2024-05-07" == page(head, url="https://quay.example/a")["published"].value


def test_a_seen_name_is_surer():
    """A declared name is surer where a reader sees it."""
    meta = '<meta name="author" content="Ann Lee">'
    unseen = page(meta)["authors"]
    seen = page(meta, "<p>ANN LEE</p>", labels={"ANN LEE": "byline"})["authors"]

    assert ("Ann Lee",) == seen.value
    assert max([unseen.confidence, *(other.confidence for other in unseen.alternatives)]) < seen.confidence


def test_name_in_a_line_of_details():
    """The word "by" within a line leads in a name, even a single one when the line has a date."""
    lines = {"Rain at last": "title", "Posted on June 18, 2023 by Maija in Glazes": "navigation", BODY: "body"}
    menu = {"Rain at last": "title", "Text Planning": "navigation", BODY: "body"}

    assert ("Maija",) == dump(*lines.items())["authors"].value
    assert dump(*menu.items())["authors"].value is None


def test_bare_name_beside_the_date():
    """A line that is a name and stands before a date is a byline; a section is not."""
    name = [
        ("Rain at last", "title"),
        ("Emil Strand", "navigation"),
        ("February 12, 2025", "navigation"),
        (BODY, "body"),
    ]
    section = [
        ("Rain at last", "title"),
        ("Opinion", "navigation"),
        ("February 12, 2025", "navigation"),
        (BODY, "body"),
    ]

    assert (("Emil Strand",), "2025-02-12") == (dump(*name)["authors"].value, dump(*name)["published"].value)
    assert dump(*section)["authors"].value is None


def test_wiki_link_as_author():
    """Note-taking tools write an author as a link between notes."""
    declared = {"author": Fact(value=("[[people/signe|Signe Aas]]",), how="front matter author", where=Span(0, 26))}
    source = "[[people/signe|Signe Aas]]"
    sheet = Sheet(Capture(sha256="", form="markdown", text=source, charset="utf-8"), [], declared=declared)

    fact = find_facts(sheet, [], "")["authors"]

    assert (("Signe Aas",), "Signe Aas") == (fact.value, fact.raw)


def test_profile_address_is_no_name():
    """The address of a profile is no author."""
    assert page('<meta property="article:author" content="https://social.example/ann.lee">')["authors"].value is None


PIECES = """
<meta property="article:published_time" content="|2024-05-07|">|<time datetime='|'>|</time>
|<script type="application/ld+json">|{"@type":"NewsArticle","author":|[|{|]|}|"name":"Ann|","datePublished":"
|&amp;|&#x110000;|\\u12|</script>|<h1>|</h1>|<title>| - Quay|</title>|<link rel=canonical href="http://[x">
|<base href="//">|By Ann Lee|\x00|\udc80|<p itemprop="author" itemscope>|<aside>|31.12.2024|９９:９９|1403/12/31
|"@graph":|,|null|</p>|<li>
"""
SOUP = st.lists(st.sampled_from(PIECES.split("|")), max_size=30)


@given(SOUP)
@settings(max_examples=150, deadline=None)
def test_any_page_gives_facts_with_true_evidence(pieces: list[str]):
    """Nothing raises, every place holds its raw text, every date can be read."""
    source = "".join(pieces)
    capture = Capture(sha256="", form="html", text=source, charset="utf-8")
    blocks = [block_of(source, words) for words in pieces if words.strip()][:5]
    labels = [Label(name, 0.5, "") for name in ("title", "byline", "dateline", "body", "deck")][: len(blocks)]
    facts = find_facts(Sheet(capture, blocks, Page(capture)), labels, source)

    assert_evidence(facts, source)
    for name in ("published", "modified"):
        value = facts[name].value
        assert value is None or (isinstance(value, str) and readable(value))


def readable(value: str) -> bool:
    """Whether the standard library reads a stored date."""
    return bool(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))


STORY = "<p>" + 6 * f"{BODY} " + "</p>"
HEADED = f"<article><h1>Plum cake</h1>{STORY}</article>"
DATE = '<meta name="date" content="2019-07-11">'


def test_seen_date_before_unseen_one():
    """The day in the header is not given up for one that is declared for the page alone."""
    shown = "Published 7 May 2024"
    facts = page(
        f"<title>Plum cake</title>{DATE}",
        f"<article><h1>Plum cake</h1><p>{shown}</p>{STORY}</article>",
        labels={"Plum cake": "title", shown: "dateline"},
        text=6 * f"{BODY} ",
    )

    assert "2024-05-07" == facts["published"].value


def test_link_beside_the_byline_is_no_name():
    """The link to the comments is not part of the name before it."""
    line = "Tamsin Okoro Join in"
    marks = (Mark("link", 0, 12, "/u/t"), Mark("link", 13, 20, "#respond"))
    facts = dump(("Plum cake", "title"), (line, "byline"), (BODY, "body"), marks={line: marks})

    assert ("Tamsin Okoro",) == facts["authors"].value
