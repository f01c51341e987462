"""What a page is: told by what it declares, where it stands, and the shapes that come again on it."""

from __future__ import annotations

import pytest

from copydesk import intake
from copydesk.blocks import read_blocks
from copydesk.classify.kind import KINDS, NAMES, UNKNOWN, find_kind, gather, weigh, weights
from copydesk.records import Verdict
from copydesk.settings import Settings

SENTENCE = "The ferry to Holm Island leaves at nine, and whoever comes late waits for the tide on the quay. "
POST = """<div class="post" id="post-{0}"><div class="post-author"><a class="username" href="/members/{1}">{1}</a>
<time datetime="2024-05-0{0}T10:00">{0} May 2024</time></div><div class="post-body"><p>{2}</p></div>
<div class="post-controls"><a href="#">Reply</a> <a href="#">Quote</a></div></div>"""
THREAD = "<title>Late ferry</title><h1>Late ferry</h1><div class='topic'>" + "".join(
    POST.format(place, name, SENTENCE * 2) for place, name in enumerate(("Ansa", "Brock", "Cilla", "Dov", "Ebbe"), 1)
)
CARD = """<div class="product-card"><a href="/product/{0}"><img src="/{0}.jpg" alt="Lamp {0}"></a>
<h3 class="card-title"><a href="/product/{0}">Pier lamp {0}</a></h3><span class="price">£{0}9.00</span></div>"""
GOODS = "<h1>Lamps</h1><div class='filters'>Sort by price</div><div class='product-grid'>" + "".join(
    CARD.format(place) for place in range(1, 25)
)
LAMP = f"""<script type="application/ld+json">
{{"@type": "Product", "name": "Pier lamp", "offers": {{"@type": "Offer"}}}}</script>
<div class="product-gallery"><img src="/a.jpg"><img src="/b.jpg"></div><h1>Pier lamp</h1>
<div class="price">£49.00</div><form class="add-to-cart"><button>Add to basket</button></form>
<div class="product-description"><p>{SENTENCE}</p><ul><li>Brass</li><li>40 cm</li></ul></div>"""
MANUAL = "<nav class='toc'><a href='#a'>Install</a></nav><h1>install(path)</h1>" + "".join(
    f"<h2 id='s{place}'>Step {place}</h2><p>{SENTENCE}</p><pre><code>tide --install {place}</code></pre>"
    for place in range(6)
)
STORY = f"""<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry late"}}</script>
<article class="story"><h1>Ferry late again</h1><p class="byline">By Ansa Brock</p>{f"<p>{SENTENCE * 3}</p>" * 8}
</article>"""


def kind_of(html: str, url: str | None = None) -> Verdict | None:
    """What a page is called."""
    sheet = read_blocks(intake.receive(html, url=url, settings=Settings(form="html")), Settings())
    return find_kind(sheet, weights()).verdict


@pytest.mark.parametrize(
    ("html", "url", "kind"),
    [
        (STORY, "https://courier.example/2024/05/07/ferry-late-again", "article"),
        (THREAD, "https://forum.quay.example/threads/late-ferry.812/", "forum"),
        (GOODS, "https://shop.quay.example/collections/lamps", "collection"),
        (LAMP, "https://shop.quay.example/products/pier-lamp", "product"),
        (MANUAL, "https://docs.tide.example/reference/install.html", "documentation"),
    ],
)
def test_kinds(html: str, url: str, kind: str):
    """Each kind in its plainest form, surely."""
    verdict = kind_of(html, url)

    assert verdict is not None
    assert verdict.kind == kind
    assert verdict.confidence > 0.6
    assert verdict.reason.startswith("by its ")


@pytest.mark.parametrize(("html", "kind"), [(STORY, "article"), (THREAD, "forum"), (LAMP, "product")])
def test_kinds_without_an_address(html: str, kind: str):
    """Half of what people save does not say where it came from."""
    verdict = kind_of(html)

    assert verdict is not None
    assert verdict.kind == kind


def test_the_address_a_page_declares_is_its_address():
    """The canonical address, where none is given."""
    tag = '<link rel="canonical" href="https://forum.quay.example/threads/late-ferry.812/">'
    sheet = read_blocks(intake.receive(tag + THREAD, settings=Settings(form="html")), Settings())
    told = dict(zip(NAMES, gather(sheet).values, strict=True))

    assert told["address_forum"] == 1.0
    assert told["host_forum"] == 1.0


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>', None),
        ('<body itemtype="https://schema.org/LiveBlogPosting" itemscope>', None),
        ("", "https://courier.example/news/storm-liveticker-7"),
    ],
)
def test_live_blogs(head: str, url: str | None):
    """A live blog declares itself, or has the word in its address and entries with their times."""
    entries = "".join(f"<div><p>1{hour}:05</p><p>{SENTENCE}</p></div>" for hour in range(6))
    verdict = kind_of(f"{head}<h1>Storm</h1>{entries}", url)

    assert verdict is not None
    assert verdict.kind == "live_blog"


def test_a_story_about_a_live_blog_is_an_article():
    """The word in the address alone is not enough."""
    verdict = kind_of(STORY, "https://courier.example/2024/05/07/how-we-wrote-the-liveblog")

    assert verdict is not None
    assert verdict.kind == "article"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_nothing_is_said_of_other_forms(form: str):
    """Without markup there is nothing to tell a kind from."""
    settings = Settings(form=form)  # type: ignore[arg-type]
    sheet = read_blocks(intake.receive(SENTENCE * 20, settings=settings), settings)

    assert find_kind(sheet, weights()) == UNKNOWN


@pytest.mark.parametrize("html", ["", "<p></p>", "<img src='/a.jpg'>"])
def test_nothing_is_said_of_a_page_without_text(html: str):
    """That is for those who look for walls."""
    sheet = read_blocks(intake.receive(f"<html>{html}", settings=Settings(form="html")), Settings())

    assert find_kind(sheet, weights()) == UNKNOWN


@pytest.mark.parametrize("url", ["http://[::1", "https://", "x" * 5_000, "https://a.example/%ff/\ud800"])
def test_any_address(url: str):
    """An address that is none does no harm."""
    assert kind_of(f'<meta property="og:url" content="{url!r}">{STORY}') is not None


def test_the_model_is_of_these_numbers():
    """The weights were learned from the numbers that are gathered, in their order, and nothing else is in the file."""
    model = weights()

    assert model.names == NAMES
    assert {len(row) for row in model.rows} == {len(NAMES)}
    assert len(model.start) == len(model.kinds) == len(model.rows)
    assert model.kinds == KINDS
    assert 0.5 <= model.least < 1.0


def test_shares_add_up():
    """The probabilities of all kinds are one together."""
    model = weights()
    shares = weigh([1.0] * len(NAMES), model)

    assert abs(sum(shares) - 1.0) < 1e-9
    assert min(shares) >= 0.0


def test_numbers_are_the_same_every_time():
    """And finite, whatever the page."""
    for html in (STORY, THREAD, GOODS, LAMP, MANUAL, "<p>a", "<pre>x</pre>", "<h1>1</h1>" * 300):
        sheet = read_blocks(intake.receive(f"<html>{html}", settings=Settings(form="html")), Settings())
        values = gather(sheet).values

        assert values == gather(sheet).values
        assert len(values) == len(NAMES)
        assert all(0.0 <= value < 100.0 for value in values)
