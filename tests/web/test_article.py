"""The article's page: what was said in it is marked where it stands, and every claim leads to its evidence."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.article.places import body_text
from copydesk.records import Span
from copydesk.web.captures import MARK, POLICY, marked
from copydesk.web.marking import _BODY, Marked, _blocks, copy_html
from copydesk.web.pages import article
from copydesk.web.pages.article import parts_of
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import HOSTILE, filled, number_of

COPY = """The council met on Monday. It will rebuild the [north pier](https://courier.example/pier) soon.

## What it costs

- twelve million crowns, said *Ines Holm*
- or twenty-one, said others

> “We have waited,” said Holm.

| part | crowns |
| --- | ---: |
| piles | 7 million |

![A pier in fog](https://pictures.example/pier.jpg)

```
cost = 12 < 21
```
"""
TEXT = (
    "The council met on Monday. It will rebuild the north pier soon.\n\nWhat it costs\n\n"
    "twelve million crowns, said Ines Holm\nor twenty-one, said others\n\n“We have waited,” said Holm.\n\n"
    "part\tcrowns\npiles\t7 million\n\ncost = 12 < 21"
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The archive."""
    return filled(tmp_path_factory.mktemp("article") / "kestrel.db")


@pytest.fixture(scope="module")
def client(path):
    """A reader."""
    with TestClient(room(RoomSettings(path)), base_url="http://127.0.0.1:8018") as made:
        yield made


def pier(path) -> int:
    """The article that was changed, denied, reprinted, and hidden behind a wall."""
    with Archive(path, create=False, read_only=True) as archive:
        return archive.at("https://courier.example/2024/pier")[0]


def stretch(words: str, number: int, look: str = "asserts") -> Marked:
    start = TEXT.index(words)
    return Marked(start, start + len(words), number, look)


def tree(html: str) -> ElementTree.Element:
    """The HTML, which must be well-formed: an element that is not closed would take the rest of the page along."""
    return ElementTree.fromstring(f"<body>{html}</body>")


def words_of(root: ElementTree.Element, number: int) -> str:
    return "".join("".join(each.itertext()) for each in root.iter("mark") if each.get("data-said") == str(number))


# ── Marks ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        "It will rebuild the north pier soon",
        "north",
        "What it costs",
        "twelve million crowns, said Ines Holm",
        "“We have waited,”",
        "piles\t7 million",
        "Monday. It will rebuild the north pier soon.\n\nWhat it costs\n\ntwelve",
        TEXT[: TEXT.index("cost = ")].strip(),
    ],
)
def test_marks_cover_the_words(words: str):
    """Through links, emphasis, lists, quotations and tables, over several blocks, and nothing else."""
    root = tree(copy_html(COPY, TEXT, None, [stretch(words, 4)]))

    plain = re.sub(r"\s+", "", words)
    assert plain == re.sub(r"\s+", "", words_of(root, 4))
    assert ["s4"] == [each.get("id") for each in root.iter("mark") if each.get("id")]


def test_marks_that_overlap_are_cut():
    """Each keeps its words, and the elements nest."""
    one, other = stretch("It will rebuild the north", 1), stretch("the north pier soon", 2, "denies")

    root = tree(copy_html(COPY, TEXT, None, [one, other]))

    assert "It will rebuild the north" == words_of(root, 1)
    assert "the north pier soon" == words_of(root, 2)
    assert "said denies" in {each.get("class") for each in root.iter("mark")}


def test_notes_stand_by_the_block_in_which_a_statement_begins():
    """Once, however many stretches it has."""
    both = [stretch("council", 7), stretch("waited", 7)]

    html = copy_html(COPY, TEXT, None, both, lambda number: f"<aside>{number}</aside>")

    assert 1 == html.count("<aside>7</aside>")
    assert html.index("<aside>7</aside>") < html.index("What it costs")


def test_a_copy_with_more_than_the_text_is_marked_where_the_words_are():
    """A caption of the copy is in no text; what stands behind it is found all the same."""
    text = "First things first here.\n\nLast things last here."
    copy = "First things first here.\n\n*A caption of a picture.*\n\nLast things last here."
    start = text.index("Last")

    root = tree(copy_html(copy, text, None, [Marked(start, start + 16, 3, "asserts")]))

    assert "Last things last" == words_of(root, 3)


@pytest.mark.parametrize(
    ("copy", "text", "words"),
    [
        ("One.\n\n*A caption.*\n\nTwo says so.", "One.\n\nTwo says so.", "Two says so"),
        ("So it is.\n\nMore on this: So it is.\n\nSo it is.", "More on this: So it is.\n\nSo it is.", "More on this"),
        ("Note[^1] that it rains.\n\nIt does.\n\n[^1]: On most days.", None, "that it rains.\n\nIt does"),
        ("> 1. One *said* so\n> 2. Two did\n>\n> Both were here.", None, "said so\nTwo did\n\nBoth"),
        ("- One\n  - Two of **them said**\n- Three", None, "them said\nThree"),
        ("港務局星期一表示，**北碼頭**將於冬季前重建。\n\n工程費用為一千二百萬。", None, "北碼頭將於冬季前"),
        ("وقالت *المهندسة* إيناس هولم.\n\nإن العمل سيستغرق تسعة أشهر.", None, "المهندسة إيناس"),
        ("| a | b |\n| --- | --- |\n| x **y** z | 1 |\n| last | 2 |", None, "y z\t1\nlast"),
        ("The sum is $a^2 < b$ he said.", None, "sum is"),
        ("It \\*was\\* 5 &lt; 6 &amp; [so](https://x.example/a_b) on.", None, "5 < 6 & so"),
    ],
)
def test_marks_on_hard_copies(copy: str, text: str | None, words: str):
    """What is no text of the article moves no mark, whatever the script and however deep the words stand."""
    blocks = _blocks(copy)
    text = text or body_text(blocks, [_BODY] * len(blocks))
    start = text.index(words)

    root = tree(copy_html(copy, text, None, [Marked(start, start + len(words), 5, "asserts", "1")]))

    assert re.sub(r"\s+", "", words) == re.sub(r"\s+", "", words_of(root, 5))
    assert ["n5"] == [each.get("aria-details") for each in root.iter("mark") if each.get("id")]


def test_a_statement_without_a_place_is_told():
    """At the end, where its anchor leads, rather than not at all."""
    html = copy_html("Other words.", "It was said.", None, [Marked(0, 6, 3)], lambda number: f"<p>{number}</p>")

    assert html.endswith('<div class="notes unplaced" id="s3"><p>3</p></div>')


def test_long_texts_are_shown_in_parts():
    """None too heavy; together they are the whole, and every statement is in one."""
    text = "\n\n".join(f"Paragraph {n} of " + "very many words " * 40 for n in range(200))
    begins = range(0, len(text), 400)

    parts = parts_of(text, begins)

    assert text == "".join(text[each.start : each.end] for each in parts) and len(parts) > 3
    assert all(len(text[each.start : each.end].encode()) <= 30_000 for each in parts)
    assert all(sum(each.start <= begin < each.end for begin in begins) <= 90 for each in parts)
    assert (Span(0, 5),) == parts_of("Short", []) and (Span(0, 0),) == parts_of("", [])


def test_parts_have_the_marks_of_the_whole():
    """Each block is in one part, and with it what stands behind it and is no text."""
    text = "One said so.\n\nTwo said no.\n\nThree."
    copy = "One said so.\n\nTwo said no.\n\n![A pier](https://x.example/a.jpg)\n\nThree."
    marked = [Marked(0, 8, 1), Marked(14, 22, 2)]
    cut = text.index("Two")

    first = copy_html(copy, text, None, marked[:1], None, Span(0, cut))
    second = copy_html(copy, text, None, marked[1:], None, Span(cut, len(text)))

    assert "One said" in first and "Two" not in first and "picture" not in first
    assert "One" not in second and "A pier" in second and "Two said" == words_of(tree(second), 2)


def test_nothing_is_loaded():
    """Neither pictures nor styles: a picture is its words and a link."""
    html = copy_html(f"{COPY}\n\n![x](javascript:alert(1))\n\n[y](javascript:alert(2))", TEXT, None, [])

    assert "<img" not in html and "style=" not in html and "javascript:" not in html
    assert '<a class="picture" href="https://pictures.example/pier.jpg" rel="noreferrer">A pier in fog</a>' in html


# ── The page ──────────────────────────────────────────────────────────────────────────────────────


def test_what_was_said_is_marked_with_who_said_it(client, path):
    """And who denies it, with the way there."""
    number = pier(path)
    notes = client.get(f"/article/{number}.json").json()["notes"]
    denied = next(each for each in notes if each["bearings"])
    denial = denied["bearings"][0]

    page = client.get(f"/article/{number}").text

    assert f'id="s{denied["said"]["id"]}"' in page
    assert "Ines Holm" == denied["name"] and "denies" == denial["kind"] and not denial["is_answer"]
    assert "denied by" in page
    assert f'href="/article/{denial["other"]["article"]}#s{denial["other"]["id"]}"' in page


def test_words_lead_to_the_capture(client, path):
    """A statement's place is that of its words in the page that was received."""
    number = pier(path)
    view = client.get(f"/article/{number}.json").json()
    note = next(each for each in view["notes"] if "cost 21" in each["said"]["statement"]["content"][0]["text"])
    capture = view["entry"]["captures"][1]["id"]

    found = client.get(f"/capture/{capture}.json", params=note["where"]).json()

    assert note["said"]["statement"]["content"][0]["text"] in found["excerpt"]["inside"]


def test_marks_can_be_left_off(client, path):
    """For whoever wants to read."""
    number = pier(path)

    assert "<mark" in client.get(f"/article/{number}").text
    assert "<mark" not in client.get(f"/article/{number}?marks=off").text


def test_signs_lead_to_notes_and_back(client, path):
    """Each statement has one anchor, one sign and one note, those of the title too."""
    number = pier(path)
    notes = client.get(f"/article/{number}.json").json()["notes"]

    page = client.get(f"/article/{number}").text

    for each in notes:
        one = each["said"]["id"]
        assert 1 == page.count(f'id="s{one}"') and 1 == page.count(f'id="n{one}"')
        assert f'data-sign="{each["sign"]}" aria-details="n{one}"' in page
        assert f'href="#s{one}" aria-label="Statement {each["sign"]}">{each["sign"]}</a>' in page
    assert [str(count + 1) for count in range(len(notes))] == [each["sign"] for each in notes]


def test_a_long_article_has_parts(client, path, monkeypatch):
    """Each part leads to the next; all statements are in one of them, under the number they have in the whole."""
    number = pier(path)
    whole = client.get(f"/article/{number}.json").json()["notes"]
    monkeypatch.setattr(article, "_MOST_TEXT", 1)
    monkeypatch.setattr(article, "_MOST_NOTES", 1)

    first = client.get(f"/article/{number}.json").json()
    shown = [client.get(f"/article/{number}.json?part={part + 1}").json() for part in range(first["parts"])]

    assert first["parts"] > 1
    assert whole == [each for view in shown for each in view["notes"]]
    pages = [client.get(f"/article/{number}?part={part + 1}").text for part in range(first["parts"])]
    assert all(1 == sum(f'id="s{each["said"]["id"]}"' in page for page in pages) for each in whole)
    assert f'<a rel="next" href="/article/{number}?part=2">' in pages[0] and 'rel="prev"' not in pages[0]
    assert 'rel="next"' not in pages[-1]


def test_an_earlier_state_says_so(client, path):
    """By revision or by day; what it shows is what it was."""
    number = pier(path)

    for query in ("revision=1", "as_of=2024-03-05T00:00:00Z"):
        page = client.get(f"/article/{number}?{query}").text
        assert "cost 12 million" in page and "cost 21" not in page
        assert f"/article/{number}/diff?a=1&amp;b=2" in page
    assert "cost 21 million" in client.get(f"/article/{number}").text


def test_facts_have_their_evidence(client, path):
    """The place of a fact shows what it was read from."""
    number = number_of(path, "Ferryman denies")
    entry = client.get(f"/article/{number}.json").json()["entry"]
    fact = entry["facts"]["title"]

    address = f"/capture/{entry['fact_captures']['title']}"
    found = client.get(f"{address}.json", params=fact["where"]).json()

    assert (
        f"{address}?start={fact['where']['start']}&amp;end={fact['where']['end']}"
        in client.get(f"/article/{number}").text
    )
    assert fact["raw"] == found["excerpt"]["inside"]


def test_citations(client, path):
    """Every form, as a file; the line names outlet, day and the digest of the bytes."""
    number = number_of(path, "Ferryman denies")
    view = client.get(f"/article/{number}.json").json()

    assert "Oda Vane: “Ferryman denies that pier is out of use”, Lowmarsh Post, 2024-03-05" in view["citation"]
    assert view["entry"]["captures"][0]["sha256"] in view["citation"]
    for form in (*view["forms"], "markdown"):
        answer = client.get(f"/article/{number}/cite/{form}")
        assert 200 == answer.status_code and "Ferryman" in answer.text
        assert "filename=" in answer.headers["content-disposition"]
    assert 400 == client.get(f"/article/{number}/cite/word").status_code


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/article/999", 404), ("/article/0", 404), ("/article/99999999999999999999", 404), ("/article/x", 404),
        ("/article/1?revision=9", 404), ("/article/1?part=2", 404), ("/article/1?part=0", 400), ("/article/1?revision=x", 400), ("/article/1?as_of=soon", 400),
        ("/article/1?as_of=1999-01-01", 404), ("/capture/999", 404), ("/raw/999", 404), ("/article/999/cut", 404),
    ],
)  # fmt: skip
def test_what_is_not_there(client, address, status):
    """Is said, with what to do."""
    answer = client.get(address)

    assert status == answer.status_code
    assert "What to do" in answer.text


def test_what_was_cut(client, path):
    """Every block with its label and reason; one label alone."""
    number = pier(path)
    view = client.get(f"/article/{number}/cut.json").json()

    texts = {each["text"]: each for each in view["blocks"]}
    assert texts["Subscribe now and save half"]["reason"]
    assert "By Mara Quill" in texts
    assert {"byline"} == {
        each["label"] for each in client.get(f"/article/{number}/cut.json?label=byline").json()["blocks"]
    }
    assert "Subscribe now and save half" in client.get(f"/article/{number}/cut").text


# ── Captures ──────────────────────────────────────────────────────────────────────────────────────


def test_a_captured_page_is_without_rights(client, path):
    """It is sent under a policy of its own; the bytes to be kept are those that came."""
    number = number_of(path, "A talk about")
    capture = client.get(f"/article/{number}.json").json()["entry"]["captures"][0]

    shown = client.get(f"/raw/{capture['id']}")
    kept = client.get(f"/raw/{capture['id']}?as=bytes")

    assert [POLICY] == shown.headers.get_list("content-security-policy") and POLICY.startswith("sandbox;")
    assert "set-cookie" not in shown.headers
    assert shown.headers["memento-datetime"].startswith("Wed, 06 Mar 2024")
    assert capture["size"] == len(kept.content)
    assert kept.headers["content-disposition"].startswith("attachment")
    assert "<iframe" in client.get(f"/capture/{capture['id']}").text
    assert "sandbox" in re.search(r"<iframe[^>]*>", client.get(f"/capture/{capture['id']}").text)[0]


def test_a_wall_is_called_one(client, path):
    """And keeps the article in whose place it stood."""
    number = pier(path)
    walls = [
        each for each in client.get(f"/article/{number}.json").json()["entry"]["captures"] if each["revision"] is None
    ]

    page = client.get(f"/capture/{walls[0]['id']}").text

    assert 'class="tag wall"' in page
    assert f"/article/{number}" in page


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("<p>one two</p>", "one two"),
        ("<p>one <b>two</b> three</p>", "one two three"),
        ('<p title="a > b">one</p>', "one"),
        ("<p title='x' data-y=\"<i>\">one</p>", "one"),
        ("<!-- one -->two", "two"),
        ("<script>one</script><style>two</style><p>three", "three"),
        ("<SCRIPT>one</ScRiPt >two", "two"),
        ("<title>one</title><textarea>two</textarea>three", "three"),
        ("<script>never closed", ""),
        ("<p title='never closed", ""),
        ("a < b and c > d", "a < b and c > d"),
        ("İ<script>x</script>İ", "İİ"),
    ],
)
def test_only_text_is_marked(source: str, seen: str):
    """Whatever the stretch: nothing inside a tag, a comment, or what a browser does not show."""
    found = marked(source, Span(0, len(source)))

    assert re.sub(r"</?mark[^>]*>", "", found) == source
    assert seen == "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", found))
    assert bool(seen) == (f'<mark id="{MARK}">' in found)


def test_hostile_captures_are_marked_in_linear_time():
    """Half a million tags that never end, quotes that never close."""
    for piece in ("<a href='", "<script>", "<!--", "<p>x", '<p a="b>'):
        source = piece * (500_000 // len(piece))
        assert len(marked(source, Span(0, len(source)))) >= len(source)


def test_hostile_words_are_words(client, path):
    """In title, byline, body and notes."""
    number = number_of(path, "A talk about")

    page = client.get(f"/article/{number}").text

    assert HOSTILE not in page and "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
