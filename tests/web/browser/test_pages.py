"""Every page in a real browser: accessible, within the window at any width, in both colour schemes, with focus seen."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="pip install playwright")

WIDTHS = (390, 1024, 1600)
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ADDRESSES = {
    "front": "/",
    "search": "/search",
    "found": "/search?q=wall",
    "not-found": "/search?q=herringbone",
    "article": "/article/{main}",
    "article-then": "/article/{main}?revision=1",
    "article-unmarked": "/article/{main}?marks=off",
    "article-table": "/article/{report}",
    "article-german": "/article/{german}",
    "article-arabic": "/article/{arabic}",
    "article-japanese": "/article/{japanese}",
    "cut": "/article/{main}/cut",
    "history": "/article/{main}/history",
    "diff": "/article/{main}/diff?a=1&b=2",
    "diff-in-line": "/article/{main}/diff?a=1&b=3&layout=line",
    "origins": "/article/{wire}/origins",
    "event": "/event/{main}",
    "capture": "/capture/{capture}?start=40&end=90",
    "wall": "/capture/{wall}",
    "ledger": "/ledger",
    "denials": "/ledger?polarity=denies",
    "source": "/source?name=Tobias+Renn",
    "quote": "/quote",
    "altered": "/quote?q=We+have+waited+long+enough+for+a+wall%2C+and+I+do+want+to+wait+for+another+winter",
    "absent": "/quote?q=The+herring+are+to+vote+by+post",
    "digest": "/digest",
    "add": "/add",
    "health": "/health",
    "patterns": "/patterns",
    "trouble": "/article/99999",
}
SHOWN = "patterns front found article article-arabic diff event ledger source altered history add origins".split()
DARK = ("patterns", "front", "article")
SHOTS = Path(__file__).parents[3] / "build" / "screenshots"
MOST_BYTES = 60_000
NEVER_MIND = ("404 (Not Found)",)
"""What the console says of a page that is not there."""


@pytest.fixture(scope="module")
def axe():
    """The checker of accessibility, as a script."""
    pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def opened(reader, numbers, name):
    """A page of the list, come to rest."""
    reader.page.goto(ADDRESSES[name].format(**vars(numbers)))
    reader.complaints[:] = [said for said in reader.complaints if not any(each in said for each in NEVER_MIND)]
    return reader.page


def violations(page, *, rules=None):
    """What axe finds wrong: rule, element, and why."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": list(TAGS)}
    found = page.evaluate("only => axe.run(document, {runOnly: only, iframes: false})", only)["violations"]
    return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("name", ADDRESSES)
def test_is_as_a_page_should_be(reader, numbers, axe, name):
    """Accessible in light and dark, under 60 kB as sent, no wider than its window; shown in build/screenshots."""
    page = opened(reader, numbers, name)
    page.evaluate(axe)
    found = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += [f"dark: {each}" for each in violations(page, rules=["color-contrast"])]
    if name in DARK:
        page.screenshot(path=SHOTS / f"{name}-dark.png", full_page=True)
    page.emulate_media(color_scheme="light")
    if (sent := _sent(page)) >= MOST_BYTES:
        found.append(f"{sent} bytes are sent")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"at {width}: {_wide(page, width)}")
        if name in SHOWN:
            page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)

    assert found == []


def _sent(page):
    """Bytes of the page and what it loads, packed as they are sent; what a captured page has is none of ours."""
    return page.evaluate(
        """() => performance.getEntries().filter(each => "encodedBodySize" in each && each.initiatorType !== "iframe")
        .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
    )


def _wide(page, width):
    """The elements that reach beyond the window."""
    return page.evaluate(
        """width => [...document.querySelectorAll("body *")].filter(each => each.getBoundingClientRect().right > width + 1)
        .slice(0, 8).map(each => each.outerHTML.slice(0, 120))""",
        width,
    )


@pytest.mark.parametrize("name", ["front", "found", "article", "diff", "ledger", "add", "patterns"])
def test_focus_goes_in_order_and_is_seen(reader, numbers, name):
    """Tab begins at the way past the masthead, follows the document, and each stop can be seen."""
    page = opened(reader, numbers, name)
    stops = []
    for _ in range(25):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => {
                  const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
                  const all = [...document.querySelectorAll("*")];
                  return {place: all.indexOf(one), html: one.outerHTML.slice(0, 100), text: one.textContent.trim(),
                    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
                    outline: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0};
                }"""
            )
        )
        if stops[-1]["html"].startswith("<body"):
            break
    stops = [each for each in stops if not each["html"].startswith("<body")]

    assert stops[0]["text"] == "Skip to the text"
    # Radio buttons of one name are one stop; everything else follows the document.
    places = [each["place"] for each in stops]
    assert places == sorted(places)
    assert [each for each in stops if not (each["seen"] and each["outline"])] == []


def test_the_skip_link_skips(reader):
    """From the first stop to the text, and on from there."""
    page = reader.page
    page.goto("/search?q=wall")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_has_both_colour_schemes(reader, scheme):
    """Paper is light in light and dark in dark."""
    reader.page.emulate_media(color_scheme=scheme)
    reader.page.goto("/")
    colour = reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    brightness = sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(",")))

    assert (brightness > 3 * 128) == (scheme == "light")


def test_prints_the_text_alone(reader, numbers):
    """On paper there is no navigation, search or button."""
    page = opened(reader, numbers, "article")
    page.emulate_media(media="print")

    assert page.locator(".masthead nav").is_hidden()
    assert page.locator(".ask").is_hidden()
    assert page.locator(".body").is_visible()
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize(("name", "side"), [("article-arabic", "rtl"), ("article-japanese", "ltr")])
def test_scripts_of_the_world(reader, numbers, name, side):
    """A copy is set from the side it is read from, the room around it from the left."""
    page = opened(reader, numbers, name)
    direction = page.locator("article.copy").evaluate("each => getComputedStyle(each).direction")

    assert direction == side
    assert page.locator("body").evaluate("each => getComputedStyle(each).direction") == "ltr"
