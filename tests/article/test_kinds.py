"""How threads, live blogs and products are told, on invented pages whose blocks are labelled by their class names."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.article import Article, assemble
from copydesk.blocks import Sheet, read_blocks
from copydesk.classify import Judgement
from copydesk.intake import receive
from copydesk.records import Block, Label, Verdict, VerdictKind
from copydesk.settings import Settings
from test_laws import LAWS

PAGES = Path(__file__).parent / "pages"
KINDS: dict[str, VerdictKind] = {
    "thread": "forum",
    "questions": "forum",
    "live": "live_blog",
    "product": "product",
}


def names(block: Block) -> str:
    """The class words around a block."""
    found, node = block.names, block.container
    while node is not None:
        found, node = f"{found} {node.names}", node.parent
    return found


def label(block: Block) -> Label:
    """What stands in something named `told` is body, what stands in a remark is a comment."""
    said = names(block).split()
    name = "title" if block.kind == "heading" and block.level == 1 else "navigation"
    return Label("comment" if "remarks" in said else "body" if "told" in said else name, 0.9, "by its class")  # type: ignore[arg-type]


def told(page: str | bytes, kind: VerdictKind) -> Article:
    """The article of a page of a known kind: one of the files, or given as it is."""
    content = (PAGES / f"{page}.html").read_bytes() if isinstance(page, str) else page
    settings = Settings()
    sheet: Sheet = read_blocks(receive(content, settings=settings), settings)
    return assemble(sheet, Judgement([label(block) for block in sheet.blocks], Verdict(kind, 1.0, "known")))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("page", KINDS)
def test_laws_hold(page: str, law):
    """What must hold for any article holds for these."""
    law(told(page, KINDS[page]))


def test_thread():
    """Every post stands behind its author and time; buttons, signatures and the day a member joined are left out."""
    assert (
        "saltmarsh 2 June 2024, 18:20\n\n"
        "Water comes in where the tiller meets the deck, about a cup an hour.\n\n"
        "I have tried tallow & tape. Neither lasted past the harbour mouth.\n\n"
        "odile_k 2024-06-02T19:05:00Z\n\n"
        "Neither lasted past the harbour mouth.\n\n"
        "A leather gaiter, two brass rings. Mine has been dry for six winters.\n\n"
        "saltmarsh 3 June 2024, 07:45\n\n"
        "Dry! I owe you a pot of tea."
    ) == told("thread", "forum").text


def test_quotation_in_a_post():
    """What a post quotes stays a quotation in the copy."""
    assert "\n\n> Neither lasted past the harbour mouth.\n\n" in told("thread", "forum").markdown


def test_question_and_answer():
    """The question, then its answer, each behind its author; a remark on the answer stays a comment."""
    article = told("questions", "forum")

    assert (
        "Ilvi Rand 12. November 2023\n\n"
        "Bei Ostwind gibt das Rohr einen tiefen Ton von sich, der erst gegen Mitternacht aufhört.\n\n"
        "Toke Brandis 13. November 2023\n\n"
        "Das Rohr ist zu lang: Kürze es um eine Handbreit, dann schweigt es."
    ) == article.text
    assert [comment.author for comment in article.comments] == ["Ebbe"]


def test_live_blog():
    """Each entry stands behind its time; what opens the page has none."""
    assert (
        "The river has been rising since dawn. We will keep this page up to date through the night.\n\n"
        "21:40\n\nBridge closed\n\nPolice have closed the old bridge to everyone but the ferrymen.\n\n"
        "20:15\n\nSandbags are being filled behind the town hall; volunteers are asked to bring gloves.\n\n"
        "18:02\n\nThe gauge at Tarn Weir stands at 3.2 metres."
    ) == told("live", "live_blog").text


def test_heads_lead_back():
    """The line with author and time leads to where they stand in the capture."""
    article = told("thread", "forum")
    where = article.locate(0, len("saltmarsh"))

    assert where is not None
    assert article.capture.text[where.start : where.end] == "saltmarsh"


def test_author_and_time_on_one_line():
    """A name that no markup tells is told by the sign between it and the time."""
    post = "<article class=post><p>{} · 23/05/2024 19:44</p><p class=told>{}</p></article>"
    page = post.format("Fen Otter", "Has anyone seen my punt?") + post.format("Tansy", "Under the willow.")

    assert (
        "Fen Otter 23/05/2024 19:44\n\nHas anyone seen my punt?\n\nTansy 23/05/2024 19:44\n\nUnder the willow."
    ) == told(page.encode(), "forum").text


def test_other_kinds_are_left_as_they_are():
    """On an article nothing is moved: its comments are apart."""
    article = told("thread", "article")

    assert "odile_k 2" not in article.text
    assert "Reply" in article.text


def test_hidden_description():
    """What a product declares and does not show stands behind what it shows, its escapes and markup read."""
    assert (
        "€ 48.00\n\nHolds 1.2 litres\nFits every stove\n\n"
        "A kettle for people who forget kettles: it whistles the first bars of “The Miller’s Café” until somebody "
        "comes.\n\nEnamelled steel, beech handle & a lid that stays put. Made in Orrin."
    ) == told("product", "product").text


def test_description_leads_back():
    """Words of the description lead to the declaration."""
    article = told("product", "product")
    start = article.text.index("Café")
    where = article.locate(start, start + len("Café"))

    assert where is not None
    assert article.capture.text[where.start : where.end] == r"Caf\u00e9"


def test_description_that_is_shown():
    """A description that the page shows is not told twice."""
    page = (PAGES / "product.html").read_text("utf-8")
    shown = "it whistles the first bars of “The Miller’s Café” until somebody comes."
    text = f"<p class='told'>A kettle for people who forget kettles: {shown} Enamelled steel, beech handle.</p>"

    assert 1 == told(page.replace("<ul", f"{text}<ul").encode(), "product").text.count("Enamelled steel")


@pytest.mark.parametrize("description", ["Kettle.", "A%20kettle" * 20, "", "\\ud800 a b c d e f", "<p><p><p>"])
def test_descriptions_that_say_nothing(description: str):
    """Short, encoded, broken or empty ones change nothing, or at least break nothing."""
    page = f"""<script type="application/ld+json">{{"@type": "Product", "description": "{description}"}}</script>
        <p class=told>A kettle.</p>"""

    assert told(page.encode(), "product").text.startswith("A kettle.")
