"""What people come to the reading room for, in a real browser: by mouse, by keyboard, with scripts and without."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api", reason="pip install playwright")
from playwright.sync_api import expect

VERBATIM = "We have waited long enough for a wall, and I do not want to wait for another winter"
ALTERED = "We have waited long enough for a wall, and I do want to wait for another winter"
ABSENT = "The herring are to vote by post this year"
STORY = """<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:site_name" content="Lowmarsh Post">
<link rel="canonical" href="{url}"></head><body><article><h1>{title}</h1><p class="byline">By Oda Vane</p>
<p>The {what} of Lowmarsh is to be painted green before the summer, the parish said on Monday.</p>
<p>“Green does not show the moss,” said the parish clerk, Ebba Stroud, who has asked three painters for a price.</p>
<p>The last coat was blue and lasted nineteen years, of which it was blue for about four.</p>
</article>{more}</body></html>"""


def story(what: str, more: str = "") -> str:
    """A page that the archive does not have."""
    url = f"https://post.example/{what}"
    return STORY.format(title=f"Lowmarsh {what} to be painted", what=what, url=url, more=more)


def test_reads_from_the_front_page_to_the_captured_words(page, numbers):
    """The story is on the front page; a statement in it leads to the very words in the captured page."""
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name=re.compile("closed meeting is told")).first.click()
    if "/article/" not in page.url:
        page.get_by_role("main").locator(f'a[href="/article/{numbers.main}"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sea wall to cost £21m, closed meeting is told")

    note = page.locator("aside.margin", has_text="Ines Holm").filter(has_not_text="declines").first
    expect(note).to_be_visible()
    note.get_by_role("link", name="in the capture").click()

    expect(page).to_have_url(re.compile(r"/capture/\d+\?start=\d+&end=\d+"))
    expect(page.locator("pre.source mark")).to_contain_text("We have waited long enough for a wall")
    inside = page.frame_locator("iframe.captured").locator("#copydesk-span")
    expect(inside).to_contain_text("We have waited long enough for a wall")


def test_a_source_is_followed_from_its_note(page, numbers):
    """A name in a note leads to all that the source said."""
    page.goto(f"/article/{numbers.main}")
    page.locator("aside.margin a.who", has_text="Ines Holm").first.click()

    expect(page).to_have_url(re.compile(r"/source\?name=Ines"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ines Holm")
    expect(page.get_by_role("main")).to_contain_text("We have waited long enough")


def test_a_statement_and_its_note_light_up_together(page, numbers):
    """Pointing at the one shows the other."""
    page.goto(f"/article/{numbers.main}")
    mark = page.locator("mark.said", has_text="If it is a good price").first
    mark.hover()

    number = mark.get_attribute("data-said")
    expect(page.locator(f'[data-note="{number}"]')).to_have_class(re.compile(r"\blit\b"))


def test_searches_by_mouse(page):
    """Words into the field, a click, a click."""
    page.goto("/")
    page.get_by_label("Search the archive").click()
    page.keyboard.type("piles promenade")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    page.locator(".card h3 a").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Engineers put sea wall at £21.4m")


def test_searches_by_keyboard(page):
    """A slash, words, Enter; j and k go through what was found, Enter opens it."""
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("sea wall")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=sea+wall")
    cards = page.locator(".card h3 a")
    page.keyboard.press("j")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("j")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(cards.nth(0)).to_be_focused()
    title = cards.nth(0).inner_text()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_narrows_a_search(page):
    """A facet is added to the query, and taken out again."""
    page.goto("/search?q=wall")
    page.get_by_role("complementary").get_by_role("link", name="Lowmarsh Post").click()
    expect(page).to_have_url(re.compile("site"))
    for line in page.locator(".card .line").all():
        expect(line).to_contain_text("Lowmarsh Post")
    page.get_by_role("complementary").get_by_role("link", name="Lowmarsh Post").click()

    expect(page).to_have_url(re.compile(r"q=wall$"))


def test_the_keys_are_told(page):
    """A question mark shows the keys."""
    page.goto("/search")
    page.keyboard.press("?")

    expect(page).to_have_url(re.compile("/patterns#keys$"))
    expect(page.locator("#keys")).to_be_in_viewport()


def test_compares_what_was_changed(page, numbers):
    """From the article to the words that differ: the figure that was corrected."""
    page.goto(f"/article/{numbers.main}")
    page.locator("#changes").get_by_role("link", name=re.compile("12 → 21")).click()

    text = page.locator(".passages")
    expect(text.locator("del", has_text="12").first).to_be_visible()
    expect(text.locator("ins", has_text="21").first).to_be_visible()
    page.get_by_label("shown").select_option("line")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile("layout=line"))
    expect(page.locator(".passages ins", has_text="21").first).to_be_visible()


def test_compares_two_chosen_revisions(page, numbers):
    """The first and the last, chosen in the history, differ in the figure and in a quotation."""
    page.goto(f"/article/{numbers.main}")
    page.get_by_role("link", name="History", exact=True).click()
    page.locator('input[name="a"][value="1"]').check()
    page.locator('input[name="b"][value="3"]').check()
    page.get_by_role("button", name="Compare the chosen two").click()

    expect(page.locator(".changes")).to_contain_text("figure changed")
    expect(page.locator(".changes")).to_contain_text("quotation changed")


def test_finds_who_denied_it_in_the_ledger(page, numbers):
    """All denials, and the article in which this one stands."""
    page.goto("/")
    page.get_by_role("navigation", name="Room").get_by_role("link", name="Who said what").click()
    page.get_by_label("How", exact=True).select_option("denies")
    page.get_by_role("button", name="Show", exact=True).click()
    said = page.get_by_role("main").locator(".said", has_text="No such figure was put to the board").first
    expect(said).to_contain_text("Tobias Renn")
    said.locator("blockquote a").click()

    expect(page.get_by_role("heading", level=1)).not_to_have_text("Who said what")
    expect(page.locator("mark.said:target")).to_contain_text("No such figure")


def test_finds_who_denied_it_at_the_article(page, numbers):
    """What was reported names who denied it, and leads there."""
    page.goto(f"/article/{numbers.main}")
    page.locator(".bearings li", has_text="denied by").first.get_by_role("link").click()

    expect(page).to_have_url(re.compile(rf"/article/{numbers.denial}#s\d+$"))


def test_the_event_has_both_sides(page, numbers):
    """The timeline of the event has the report and the denial."""
    page.goto(f"/article/{numbers.main}")
    page.get_by_role("link", name="The event").click()
    plot = page.get_by_role("region", name="Timeline of the event")

    expect(plot.locator(f'a[href^="/article/{numbers.main}"]').first).to_be_visible()
    expect(plot.locator(f'a[href^="/article/{numbers.denial}"]').first).to_be_visible()


def test_a_wire_story_has_one_origin(page, numbers):
    """Two papers print the agency's text; the article says so."""
    page.goto(f"/article/{numbers.wire}")
    page.locator("#prints").get_by_role("link", name="how they hang together").click()

    expect(page.get_by_role("main")).to_contain_text("1 origin")
    expect(page.get_by_role("table")).to_contain_text("Lowmarsh Post")


def test_a_citation_is_copied(page, reader, numbers):
    """The button puts the line on the clipboard."""
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/article/{numbers.main}")
    page.locator("#cite").get_by_role("button", name="Copy").click()
    expect(page.locator("#cite").get_by_role("button", name="Copied")).to_be_visible()

    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Sea wall to cost £21m" in copied
    assert "Kestrel Bay Courier" in copied
    assert "Maren Achterberg" in copied


def test_a_citation_is_taken_along(page, numbers):
    """A record for reference managers comes as a file."""
    page.goto(f"/article/{numbers.main}")
    with page.expect_download() as waiting:
        page.locator("#cite").get_by_role("link", name="BibTeX").click()
    text = waiting.value.path().read_text("utf-8")

    assert "Achterberg" in text
    assert "Sea wall to cost" in text


@pytest.mark.parametrize(("quote", "kind"), [(VERBATIM, "verbatim"), (ALTERED, "altered"), (ABSENT, "absent")])
def test_checks_a_quotation(page, quote, kind):
    """Word for word, altered with the alteration shown, or not there."""
    page.goto("/")
    page.get_by_role("navigation", name="Room").get_by_role("link", name="Check a quotation").click()
    page.get_by_label("The quotation").fill(quote)
    page.get_by_role("button", name="Check", exact=True).click()

    expect(page.locator(".answer .tag")).to_have_text(kind)
    if kind == "altered":
        expect(page.locator(".woven del")).to_contain_text("not")
    elif kind == "verbatim":
        expect(page.get_by_role("main")).to_contain_text("Ines Holm")


def test_adds_a_pasted_page(page):
    """Text into the form; the room says when it is done, and where the article is."""
    page.goto("/")
    page.get_by_role("navigation", name="Room").get_by_role("link", name="Add").click()
    page.get_by_label("HTML, Markdown or plain text").fill(story("bandstand"))
    page.get_by_label("Its address").fill("https://post.example/bandstand")
    page.get_by_role("button", name="Add the text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done", timeout=20_000)
    page.get_by_role("main").get_by_role("link", name="Lowmarsh bandstand to be painted").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Lowmarsh bandstand to be painted")
    expect(page.locator("mark.said", has_text="Green does not show the moss").first).to_be_visible()


def test_adds_uploaded_files(page, tmp_path):
    """Two files at once; each has its line in the result."""
    for what in ("pump", "gate"):
        (tmp_path / f"{what}.html").write_text(story(what), "utf-8")
    page.goto("/add")
    page.get_by_label("Saved pages").set_input_files(sorted(tmp_path.glob("*.html")))
    page.get_by_role("button", name="Add the files").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done", timeout=20_000)

    expect(page.get_by_role("main").get_by_role("link", name="Lowmarsh pump to be painted")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Lowmarsh gate to be painted")).to_be_visible()


def test_a_captured_page_does_nothing(page, reader):
    """In its frame no script runs, nothing is loaded, and no form or link leads out of it."""
    more = """<p id="told">It stands.</p><img src="https://elsewhere.example/a.png"><link rel="stylesheet" href="/llms.txt">
    <script>document.getElementById("told").textContent = "It ran."; top.location = "/health"; fetch("/robots.txt")</script>
    <iframe src="https://elsewhere.example/"></iframe><meta http-equiv="refresh" content="0;url=/health">"""
    page.goto("/add")
    page.get_by_label("HTML, Markdown or plain text").fill(story("weathercock", more))
    page.get_by_label("Its address").fill("https://post.example/weathercock")
    page.get_by_role("button", name="Add the text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done", timeout=20_000)
    page.get_by_role("main").get_by_role("link", name="Lowmarsh weathercock to be painted").click()
    page.get_by_role("link", name="The page as captured").click()
    address = page.url
    page.locator("iframe.captured").scroll_into_view_if_needed()
    expect(page.frame_locator("iframe.captured").locator("#told")).to_have_text("It stands.")
    page.wait_for_timeout(400)

    assert page.url == address
    assert not [url for url in reader.asked if url.endswith(("/robots.txt", "/llms.txt", "/health", "a.png"))]
    # That the frame in the frame was refused is said in the name of the page around both.
    reader.complaints[:] = [said for said in reader.complaints if not said.startswith("Framing 'https://elsewhere")]


def test_everything_works_without_scripts(browser, base, numbers, request):
    """Search, compare, the ledger, a quotation and adding, with JavaScript off."""
    window = request.getfixturevalue("silent")
    page = window.page
    page.goto("/")
    page.get_by_label("Search the archive").fill("sea wall")
    page.get_by_role("search").get_by_role("button").click()
    expect(page.locator(".card").first).to_be_visible()
    page.goto(f"/article/{numbers.main}")
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    page.locator("#changes").get_by_role("link", name=re.compile("12 → 21")).click()
    expect(page.locator(".passages ins", has_text="21").first).to_be_visible()
    page.goto("/ledger")
    page.get_by_label("How", exact=True).select_option("denies")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("No such figure was put to the board")
    page.goto("/quote")
    page.get_by_label("The quotation").fill(ALTERED)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".answer .tag")).to_have_text("altered")
    page.goto("/add")
    page.get_by_label("HTML, Markdown or plain text").fill(story("bench"))
    page.get_by_role("button", name="Add the text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Done", timeout=20_000)


@pytest.fixture
def silent(browser, base, reader):
    """A window whose browser runs no scripts."""
    window = type(reader)(browser, base, java_script_enabled=False)
    yield window
    window.close()
