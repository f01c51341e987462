"""A small archive for the tests of the reading room: a story with a revision, a denial, a reprint, other scripts, a wall.

All of it is invented. `filled` makes it; numbers are looked up by title, never assumed.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from copydesk.archive.archive import Archive
from copydesk.records import Delivery

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"
LEAD = "The harbour board of Kestrel Bay will rebuild the north pier before the winter, it decided on Monday."
COST = "The work is to cost {cost} million crowns and to take nine months, the board's engineer, Ines Holm, told the board."
QUOTE = "“We have waited long enough for this, and the ferries cannot call at half a pier,” said Holm."
REST = (
    "Two shipping lines had asked for a longer quay. Their request was put off until the spring, when a survey of the sea"
    " bed is to be ready.",
    "The pier was closed in February after a storm had broken eleven of its piles.",
)
DENIAL = (
    "Ferryman Jonas Reed denied on Tuesday that the ferries cannot call at half a pier. “We have called at it all winter,”"
    " Reed told the Lowmarsh Post."
)


def page(
    *paragraphs: str,
    title: str,
    site: str = "Kestrel Bay Courier",
    url: str = "https://courier.example/2024/pier",
    published: str = "2024-03-04T09:00:00+00:00",
    by: str = "Mara Quill",
    language: str = "en",
    advert: str = "Subscribe now and save half",
) -> bytes:
    """A page of a story, as a site would serve it, everything in it escaped."""
    body = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    head = escape(title)
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{head} | {escape(site)}</title>
<link rel="canonical" href="{url}"><meta property="og:site_name" content="{escape(site)}">
<meta property="article:published_time" content="{published}"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/harbour">Harbour</a></li></ul></nav>
<main><article><h1>{head}</h1><p class="byline">By <a rel="author" href="/by/x">{escape(by)}</a></p>{body}</article>
<aside class="advert"><p>{escape(advert)}</p></aside></main>
<footer><p>© {escape(site)}. All rights reserved.</p></footer></body></html>""".encode()


def deliveries() -> list[Delivery]:
    """The captures, in the order of time."""
    pier = {"title": "Kestrel Bay to rebuild its north pier", "url": "https://courier.example/2024/pier"}
    post = "https://post.example/pier-denied"
    return [
        capture(page(LEAD, COST.format(cost=12), QUOTE, *REST, **pier), pier["url"], "2024-03-04T10:00:00Z"),
        capture(page(LEAD, COST.format(cost=21), QUOTE, *REST, **pier), pier["url"], "2024-03-05T08:00:00Z"),
        capture(
            page(LEAD, COST.format(cost=12), QUOTE, *REST, title=pier["title"], site="Sandhaven Mail",
                 url="https://mail.example/pier", published="2024-03-04T12:00:00+00:00", advert="Your Mail at your door"),
            "https://mail.example/pier", "2024-03-04T13:00:00Z",
        ),
        capture(
            page("The north pier of Kestrel Bay can be used while it is rebuilt, ferrymen say.", DENIAL, REST[1],
                 title="Ferryman denies that pier is out of use", site="Lowmarsh Post", url=post, by="Oda Vane",
                 published="2024-03-05T15:00:00+00:00"),
            post, "2024-03-05T16:00:00Z",
        ),
        capture(
            page("قررت بلدية خليج كسترل إعادة بناء الرصيف الشمالي قبل الشتاء بعد أن أغلقته عاصفة في فبراير.",
                 "وقالت المهندسة إيناس هولم إن العمل سيستغرق تسعة أشهر وسيكلف اثني عشر مليون كرونة.",
                 title="خليج كسترل يعيد بناء رصيفه الشمالي", site="بريد الميناء", url="https://barid.example/1",
                 by="سلمى ريدلي", language="ar", published="2024-03-06T09:00:00+00:00"),
            "https://barid.example/1", "2024-03-06T10:00:00Z",
        ),
        capture(
            page(f"The council of Lowmarsh heard a talk about marks such as {HOSTILE} on Wednesday evening.",
                 f"“Never print {HOSTILE} as it stands,” said Petra {HOSTILE} Lind, who keeps the town's archive.",
                 "Forty people came, and the talk is to be given again in the spring.",
                 title=f"A talk about {HOSTILE}", site=f"Post {HOSTILE}", url="https://post.example/talk?a=%22%3E%3Cscript%3E",
                 by=f"Nils {HOSTILE} Aker", published="2024-03-06T18:00:00+00:00"),
            "https://post.example/talk?a=%22%3E%3Cscript%3E", "2024-03-06T19:00:00Z",
        ),
        capture(
            b"<!doctype html><html><head><title>Just a moment...</title></head><body><h1>Checking your browser</h1>"
            b"<p>Please complete the security check to access courier.example. Enable JavaScript and cookies to continue."
            b"</p><div class='cf-challenge'></div></body></html>",
            pier["url"], "2024-03-07T08:00:00Z",
        ),
    ]  # fmt: skip


def capture(data: bytes, url: str, captured: str) -> Delivery:
    """Bytes with where and when they were received."""
    return Delivery(data=data, name=url, url=url, captured=captured, captured_how="given")


def filled(path: Path) -> Path:
    """The archive at a path, its statements read."""
    from copydesk.archive import adding
    from copydesk.settings import Settings

    with Archive(path) as archive:
        assert all(each.kind != "Failure" for each in adding.add_all(archive._store, deliveries(), Settings()))
        archive.read_statements()
    return path


def number_of(path: Path, words: str) -> int:
    """The article whose title has some words."""
    with Archive(path, create=False, read_only=True) as archive:
        return archive.search(f'title:"{words}"').hits[0].article
