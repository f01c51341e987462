"""Pages for the archive's tests: a story in a page with furniture, as a site would serve it."""

from __future__ import annotations

from copydesk.records import Delivery

LEAD = "The harbour board of Kestrel Bay will rebuild the north pier before the winter, it decided on Monday."
BODY = (
    LEAD,
    "The work is to cost 12 million crowns and to take nine months, the board's engineer, Ines Holm, told the meeting.",
    "“We have waited long enough for this,” said Holm. “The ferries cannot call at half a pier.”",
    "Two shipping lines had asked for a longer quay. Their request was put off until the spring, when a survey of the"
    " sea bed is to be ready.",
    "The pier was closed in February after a storm had broken eleven of its piles.",
)


def page(
    *paragraphs: str,
    title: str = "Kestrel Bay to rebuild its north pier",
    site: str = "The Kestrel Bay Courier",
    url: str = "https://courier.example/2024/pier",
    published: str = "2024-03-04T09:00:00+00:00",
    advert: str = "Subscribe now and save half",
) -> bytes:
    """A page of a story."""
    body = "".join(f"<p>{each}</p>" for each in paragraphs or BODY)
    return f"""<!doctype html><html lang="en"><head><title>{title} | {site}</title>
<link rel="canonical" href="{url}"><meta property="og:site_name" content="{site}">
<meta property="article:published_time" content="{published}"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/harbour">Harbour</a></li></ul></nav>
<main><article><h1>{title}</h1><p class="byline">By Jonas Reed</p>{body}</article>
<aside class="advert"><p>{advert}</p></aside></main>
<footer><p>© {site}. All rights reserved.</p></footer></body></html>""".encode()


def story(number: int) -> bytes:
    """One of many different stories."""
    place = f"Port {chr(65 + number % 26)}{number}"
    paragraphs = [
        f"The council of {place} has chosen keeper number {number} for its light, after {number + 3} had applied.",
        f"The light of {place} stands {number + 20} metres above the sea and was lit in {1700 + number % 250} for the"
        f" first time, when {number * 7 + 11} boats of {place} fished for herring on the banks to the west.",
        f"“I shall keep it as my {number % 9 + 2} forerunners did,” the new keeper of {place} told the council, and asked"
        f" for {number % 5 + 1} barrels of oil before the nights grow long.",
    ]
    return page(
        *paragraphs, title=f"{place} chooses a keeper for its light", url=f"https://courier.example/light/{number}"
    )


def delivery(data: bytes, **said: str) -> Delivery:
    """Bytes with what is known of them."""
    return Delivery(data=data, **said)  # type: ignore[arg-type]
