"""The page of patterns has every element, whatever is in the archive."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from copydesk.web.room import room
from copydesk.web.settings import RoomSettings


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with TestClient(room(RoomSettings(tmp_path_factory.mktemp("patterns") / "empty.db"))) as client:
        yield client


@pytest.fixture(scope="module")
def page(client):
    return client.get("/patterns").text


@pytest.mark.parametrize(
    "sign",
    [
        '<header class="masthead">', '<p class="line', 'class="card"', 'class="tag denies"', '<dl class="facts', "<fieldset>",
        'class="button"', 'class="first"', 'class="nothing"', 'class="trouble"', 'class="pages"', "<table", "<mark>", "<del>",
        "<ins>", 'class="margin"', "<svg", 'dir="rtl"', 'lang="ja"', '<h2 id="keys">', '<h2 id="print">',
    ],
)  # fmt: skip
def test_has_every_element(page, sign):
    assert sign in page


def test_its_contents_lead_to_its_parts(page):
    wanted = set(re.findall(r'<li><a href="#(\w+)">', page))

    assert len(wanted) > 10
    assert wanted <= set(re.findall(r'id="(\w+)"', page))


def test_names_nothing_twice(page):
    names = re.findall(r' id="([^"]+)"', page)

    assert sorted(set(names)) == sorted(names)


def test_every_key_of_the_script_is_told(client, page):
    script = client.get(re.search(r'src="(/static/\w+/room\.js)"', page)[1]).text
    keys = set(re.findall(r'event\.key === "(.)"', script))

    assert len(keys) > 3
    assert keys <= set(re.findall(r"<kbd>(.)</kbd></th>", page))


def test_every_kind_of_tag_that_has_a_colour_is_shown(client, page):
    style = client.get(re.search(r'href="(/static/\w+/room\.css)"', page)[1]).text
    kinds = set(re.findall(r"\.tag\.(\w+)", style))

    assert kinds - set(re.findall(r'class="tag (\w+)"', page)) == set()


def test_has_its_twin(client):
    twin = client.get("/patterns.json").json()

    assert {"title", "keys", "tags", "samples", "moments", "nodes", "months"} == set(twin)
