"""Adding in a real browser: its forms tell where they come from, and a bookmarklet hands a page over."""

from __future__ import annotations

import shutil
import threading
import time
from urllib.parse import unquote

import pytest

from copydesk.web.room import room
from copydesk.web.settings import RoomSettings
from web.roomful import LEAD, QUOTE, REST, filled
from web.roomful import page as saved

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync"
).split()
ELSEWHERE = "https://news.example/handed"
TOKEN = "harbour-lantern"


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A room that is really open, and wants a token."""
    import uvicorn

    path = filled(tmp_path_factory.mktemp("browser") / "kestrel.db")
    server = uvicorn.Server(uvicorn.Config(room(RoomSettings(path, token=TOKEN)), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def context():
    """A browser that keeps what it is given, for whom one page is another site's."""
    playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        made = browser.new_context()
        html = saved(LEAD, QUOTE, *REST, title="A pier that was handed over", url=ELSEWHERE).decode()
        made.route(f"{ELSEWHERE}*", lambda each: each.fulfill(status=200, content_type="text/html", body=html))
        yield made
        browser.close()


def test_the_token_is_shown_once(context, base):
    """Shown in the browser, it is kept for writes; a text that is pasted then is filed, and its job told of."""
    page = context.new_page()
    page.goto(f"{base}/add")
    page.fill("#token-login", TOKEN)
    page.click("text=Show the token")
    page.fill("#paste-text", f"# A note of the harbour\n\n{LEAD}\n\n{REST[0]}")
    page.click("#paste-button")
    page.wait_for_selector("h1:has-text('Done')")

    assert "A note of the harbour" in page.inner_text("main")


def test_a_form_of_another_site(context, base):
    """A browser sends it with where it comes from, and it is refused."""
    page = context.new_page()
    page.goto(ELSEWHERE)
    page.evaluate(
        """base => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = `${base}/write/paste`;
            form.innerHTML = `<textarea name="text">A forged note, long enough to be taken for a story.</textarea>`;
            document.body.append(form);
            form.submit();
        }""",
        base,
    )
    page.wait_for_url(f"{base}/**")

    assert "page of another site" in page.inner_text("body")


def test_the_bookmarklet(context, base):
    """It opens the form with the page in it; a person adds it. A second page is not taken."""
    page = context.new_page()
    page.goto(f"{base}/add")
    script = unquote(page.get_attribute("#bookmark", "href").removeprefix("javascript:"))
    page.goto(ELSEWHERE)
    with context.expect_page() as opened:
        page.evaluate("script => (0, eval)(script)", script)
    form = opened.value
    form.wait_for_selector("#handed:not(:empty)")

    assert form.input_value("#paste-url") == ELSEWHERE
    assert QUOTE in form.input_value("#paste-text")
    form.evaluate("window.postMessage({copydesk: 'page', url: 'https://evil.example/', html: 'other'}, '*')")
    assert QUOTE in form.input_value("#paste-text")

    form.click("#paste-button")
    form.wait_for_selector("h1:has-text('Done')")
    assert "A pier that was handed over" in form.inner_text("main")


def test_two_revisions_are_chosen_by_keys(context, base):
    """From the history to the comparison without a mouse, and from the list of changes to the place of one."""
    page = context.new_page()
    page.goto(f"{base}/search?q=title:rebuild+site:courier")
    number = page.get_attribute("main .card h3 a", "href").rpartition("/")[2]
    page.goto(f"{base}/article/{number}/history")
    page.focus("input[name=a]:checked")
    page.keyboard.press("Enter")
    page.wait_for_url("**/diff?a=1&b=2")
    page.focus(".changes a")
    page.keyboard.press("Enter")

    assert page.url.endswith("#c1")
    assert page.evaluate("document.querySelector(':target').textContent.includes('12 → 21')")
