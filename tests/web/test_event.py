"""An event with its timeline, and the origins of an article as a graph."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET

import pytest
from starlette.testclient import TestClient

from copydesk.archive.archive import Archive
from copydesk.web.plots import Moment, Node, bars, cut, graph, timeline, width_of
from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import HOSTILE, LEAD, QUOTE, filled, number_of, page

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    made = filled(tmp_path_factory.mktemp("event") / "kestrel.db")
    with Archive(made) as archive:
        archive.add(
            page(
                "Kestrel Bay will rebuild its north pier before the winter, engineer Ines Holm told reporters there.",
                "The harbour board of Kestrel Bay wants nine months for eleven piles of the north pier, Holm said.",
                "She spoke in Sandhaven, where the ferries of Kestrel Bay call while the pier is closed.",
                title="Ines Holm on the north pier of Kestrel Bay",
                site="Amber Gazette",
                url="https://amber.example/holm",
                published="2024-03-05T10:00:00+00:00",
            )
        )
        archive.read_statements()
    return made


@pytest.fixture(scope="module")
def client(path):
    with TestClient(room(RoomSettings(path))) as made:
        yield made


def test_an_event_from_any_of_its_articles(client, path):
    """The same articles, whichever of them is asked; a reprint is one origin."""
    pier, gazette = number_of(path, "Kestrel Bay to rebuild"), number_of(path, "Ines Holm on the north")
    found = client.get(f"/event/{pier}.json").json()["event"]

    assert (found["articles"], found["outlets"], len(found["told"])) == (3, 3, 2)
    assert found["told"][0]["outlets"] == ["Kestrel Bay Courier", "Sandhaven Mail"]
    assert client.get(f"/event/{gazette}.json").json()["event"]["told"] == found["told"]


def test_another_happening_is_another_event(client, path):
    """The talk has nothing to do with the pier."""
    found = client.get(f"/event/{number_of(path, 'A talk about')}.json").json()["event"]

    assert (found["articles"], found["words"]) == (1, [])
    assert client.get("/event/999").status_code == client.get("/event/x").status_code == 404


def test_the_same_event_among_many_others(tmp_path):
    """Where hundreds are of the same days, the index finds those that are compared."""
    path = filled(tmp_path / "kestrel.db")
    with Archive(path) as archive:
        whole = archive.event(number_of(path, "Kestrel Bay to rebuild"))
        for number in range(90):
            name = f"{'bdfgklmnpr'[number % 10]}{'aeiou'[number % 5]}{'stvz'[number % 4]}o{number}"
            archive.add(page(f"The {name} of {name.title()}ville was opened on Monday after {number + 100} days, said"
                             f" {name.title()} Moss, who keeps the {name} there.", title=f"{name.title()} opened",
                             site=f"{name} Post", url=f"https://{name}.example/a", by=f"{name.title()} Hale"))  # fmt: skip
        found = archive.event(whole.article)

    assert [each.article for each in found.told] == [each.article for each in whole.told]


def test_a_timeline_of_articles_and_statements(client, path):
    """Each row is a link to what it shows, in the order of the days; nothing lies over another."""
    number = number_of(path, "Ferryman denies")
    view = client.get(f"/event/{number}.json").json()
    svg = _svg_of(client.get(f"/event/{number}").text)

    assert [each["day"] for each in view["moments"]] == sorted(each["day"] for each in view["moments"])
    assert "denial" in {each["tone"] for each in view["moments"]}
    links = [each.get("href") for each in svg.iter(f"{_SVG}a")]
    assert links == [each["url"] for each in view["moments"]]
    rows = [float(each.get("y")) for each in svg.iter(f"{_SVG}text") if each.get("class") == "row"]
    assert all(after - before >= 16 for before, after in itertools.pairwise(rows))


def test_origins_as_a_graph_and_a_table(client, path):
    """A reprint is joined to the first print; the table says why."""
    number = number_of(path, "Kestrel Bay to rebuild")
    found = client.get(f"/article/{number}/origins.json").json()
    html = client.get(f"/article/{number}/origins").text

    assert [each["member"]["site"] for each in found["rows"]] == ["Kestrel Bay Courier", "Sandhaven Mail"]
    (tie,) = found["rows"][1]["ties"]
    assert (tie["kind"], tie["name"]) == ("reprint", "Kestrel Bay Courier")
    assert tie["share"] > 0.6
    assert len(list(_svg_of(html).iter(f"{_SVG}path"))) == 1
    assert tie["reason"] in html
    assert client.get("/article/999/origins").status_code == 404


def test_alone(client, path):
    """An article that shares nothing says so."""
    assert "shares text with this one" in client.get(f"/article/{number_of(path, 'A talk about')}/origins").text


def test_who_prints_an_agency_is_credited(tmp_path):
    """The agency that the first print names stands at the head."""
    path = tmp_path / "wire.db"
    with Archive(path) as archive:
        archive.add(page(LEAD, QUOTE, title="Pier", by="Mara Quill, Coastwire News Agency", url="https://a.example/p"))
        credit = archive.article(1).credit
    with TestClient(room(RoomSettings(path))) as client:
        assert client.get("/article/1/origins.json").json()["kindred"]["credit"] == credit


# ── Plots ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("day", ["2024", "2024-03", "2024-03-09", "2024-03-09T10:00:00+01:00", "soon", ""])
def test_any_day_has_a_place(day):
    moments = [Moment(day=day, who="A", what="b", url="/x", tone="denial"),
               Moment(day="2024-03-11", who="C", what="d", url="/y", tone="article")]  # fmt: skip

    ET.fromstring(timeline(moments))
    ET.fromstring(timeline(moments[:1]))
    ET.fromstring(timeline([]))


def test_what_a_page_wrote_is_text_in_a_plot():
    """No element and no attribute of a plot comes from a page."""
    svg = ET.fromstring(
        timeline([Moment(day="2024-03-09", who=HOSTILE, what=HOSTILE, url='/"><script>', tone="article")])
    )

    assert not list(svg.iter(f"{_SVG}script"))
    assert HOSTILE[:8] in "".join(svg.itertext())
    node = Node(day="2024-03-09", who=HOSTILE, what=HOSTILE, url="/a", ties=((0, HOSTILE, 0.5),))
    assert not list(ET.fromstring(graph([node, node])).iter(f"{_SVG}script"))


def test_no_plot_has_a_style():
    """The policy of the room forbids them."""
    nodes = [Node(day="2024-03-09", who="A", what="b", url="/a"),
             Node(day="2024-03-10", who="B", what="c", url="/b", ties=((0, "quotes", 0.3),))]  # fmt: skip

    for svg in (graph(nodes), bars([("2024-03", 3, 1)])):
        assert " style=" not in svg
        assert "<style" not in svg
        assert ET.fromstring(svg).find(f"{_SVG}desc") is not None


def test_words_have_the_room_they_need():
    """Wide letters count twice, marks not at all; a line that has room is left alone."""
    assert (width_of("港口"), width_of("e\u0301")) == (4, 1)
    assert width_of(cut("港口委员会决定重建北码头" * 9, 20)) <= 20
    assert cut("the pier", 8) == "the pier"


def test_months_without_a_gap_and_years_where_there_are_many():
    assert bars([("2024-01", 1, 0), ("2024-04", 2, 0)]).count("<g>") == 4
    assert bars([("1990-01", 1, 0), ("2024-04", 2, 0)]).count("<g>") == 35
    ET.fromstring(bars([]))


def _svg_of(html: str) -> ET.Element:
    return ET.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])
