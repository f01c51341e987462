"""Sixty pairs of captures of one article each, and what a careful reader would say of them.

A pair is two pages: a story in a layout with furniture, and the same story with what was done to it in between. Those
marked as held were written before the comparison and not looked at while it was made.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import NamedTuple


class Story(NamedTuple):
    """An article: its facts and its paragraphs (HTML is left as it is)."""

    language: str
    title: str
    deck: str
    author: str
    published: str
    paragraphs: tuple[str, ...]
    correction: str = ""


class Furniture(NamedTuple):
    """Everything around a story that a site changes as it likes."""

    adverts: tuple[str, ...] = ("Spring sale: boots at half the price",)
    related: tuple[str, ...] = ("Lighthouse gets a new lamp", "Herring prices fall again")
    popular: tuple[str, ...] = ("The best chowder on the coast", "Who owns the old cannery?")
    shares: int = 214
    minutes: int = 5
    newsletter: str = "Sign up for our newsletter and get the harbour news every morning."
    inline: str = ""
    footer: str = "© The Kestrel Bay Courier. All rights reserved."


class Pair(NamedTuple):
    """Two captures of one article and what changed between them: nothing, or changes of these kinds."""

    name: str
    before: bytes
    after: bytes
    kinds: frozenset[str] = frozenset()
    is_held: bool = False
    form: str = "html"
    after_form: str = "html"


# ── Layouts ───────────────────────────────────────────────────────────────────────────────────────


def classic(story: Story, around: Furniture) -> str:
    """A newspaper's page of ten years ago."""
    items = "".join(f"<li><a href='/r{n}'>{each}</a></li>" for n, each in enumerate(around.related))
    popular = "".join(f"<li><a href='/p{n}'>{each}</a></li>" for n, each in enumerate(around.popular))
    adverts = "".join(f"<div class='ad-slot'><span>Advertisement</span><p>{each}</p></div>" for each in around.adverts)
    half = len(story.paragraphs) // 2
    first, second = _paragraphs(story.paragraphs[:half]), _paragraphs(story.paragraphs[half:])
    correction = f"<p class='correction'>{story.correction}</p>" if story.correction else ""
    return f"""{_head(story)}<body>
<div id="top"><ul class="nav"><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></div>
<div id="main"><h1 class="headline">{story.title}</h1><p class="standfirst">{story.deck}</p>
<p class="byline">By <a rel="author" href="/by">{story.author}</a></p>
<p class="meta">Updated {around.minutes} minutes ago · {around.shares} shares</p>
<div class="story-body">{first}{around.inline}{adverts}{second}{correction}</div>
<div class="newsletter"><h3>Newsletter</h3><p>{around.newsletter}</p><form><input type="email"></form></div>
<div class="related"><h3>Related stories</h3><ul>{items}</ul></div></div>
<div id="side"><h3>Most read</h3><ol>{popular}</ol></div>
<div id="footer"><p>{around.footer}</p></div></body></html>"""


def modern(story: Story, around: Furniture) -> str:
    """The page of a site built of components."""
    cards = "".join(
        f"<article class='card'><a href='/r{n}'><h3>{e}</h3></a></article>" for n, e in enumerate(around.related)
    )
    popular = "".join(f"<li><a href='/p{n}'>{each}</a></li>" for n, each in enumerate(around.popular))
    body = ""
    for number, each in enumerate(_split(story.paragraphs)):
        body += each
        if number == 1:
            body += around.inline + "".join(f"<aside class='promo'><p>{ad}</p></aside>" for ad in around.adverts)
    correction = f"<div class='article-correction'><p>{story.correction}</p></div>" if story.correction else ""
    return f"""{_head(story)}<body><header><nav><a href="/">Front page</a><a href="/sea">Sea</a></nav></header>
<main><article itemscope itemtype="https://schema.org/NewsArticle"><header><h1>{story.title}</h1>
<p class="deck">{story.deck}</p><div class="author"><span itemprop="author">{story.author}</span></div>
<time datetime="{story.published}">{around.minutes} minutes ago</time>
<div class="share-bar"><button>Share</button><span>{around.shares}</span></div></header>
<div class="article-body" itemprop="articleBody">{body}</div>{correction}</article>
<section class="recommended"><h2>Read next</h2>{cards}</section>
<aside class="most-popular"><h2>Popular now</h2><ol>{popular}</ol></aside>
<section class="newsletter-signup"><p>{around.newsletter}</p></section></main>
<footer><p>{around.footer}</p></footer></body></html>"""


def amp(story: Story, around: Furniture) -> str:
    """The page for phones: hardly any furniture."""
    return f"""{_head(story)}<body><h1>{story.title}</h1><p class="deck">{story.deck}</p>
<p class="byline">By {story.author}</p>{_paragraphs(story.paragraphs)}
<amp-ad width="300"></amp-ad><p class="foot">{around.footer}</p></body></html>"""


def printed(story: Story, around: Furniture) -> str:
    """The page to print."""
    return f"""{_head(story)}<body class="print"><p>The Kestrel Bay Courier</p><h1>{story.title}</h1>
<h2 class="deck">{story.deck}</h2><p class="byline">By {story.author}</p>{_paragraphs(story.paragraphs)}
<p>Printed from the website of the Courier.</p></body></html>"""


def dump(story: Story, around: Furniture) -> str:
    """What a browser copies of the page as text."""
    lines = ["Home", "News", "", story.title, "", story.deck, "", f"By {story.author}", ""]
    lines += [f"{around.shares} shares", "Share on social media", ""]
    for number, each in enumerate(story.paragraphs):
        lines += [_plain(each), ""]
        if number == 1:
            lines += ["Advertisement", ""]
    lines += ["Most read", "", *around.popular, "", "Newsletter", "", around.newsletter, "", around.footer]
    return "\n".join(lines)


def markdown(story: Story, around: Furniture) -> str:
    """A copy in Markdown, as a clipper makes it."""
    body = "\n\n".join(_plain(each) for each in story.paragraphs)
    return f"# {story.title}\n\n**{story.deck}**\n\nBy {story.author}\n\n{story.published[:10]}\n\n{body}\n"


def _head(story: Story) -> str:
    direction = ' dir="rtl"' if story.language == "ar" else ""
    return (
        f'<!doctype html><html lang="{story.language}"{direction}><head><meta charset="utf-8">'
        f"<title>{escape(story.title)} - The Kestrel Bay Courier</title>"
        f'<meta property="article:published_time" content="{story.published}">'
        f'<link rel="canonical" href="https://courier.example/{story.language}/story"></head>'
    )


def _split(paragraphs: tuple[str, ...]) -> list[str]:
    return [each if each.startswith("<") else f"<p>{each}</p>" for each in paragraphs]


def _paragraphs(paragraphs: tuple[str, ...]) -> str:
    return "\n".join(_split(paragraphs))


def _plain(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


Layout = Callable[[Story, Furniture], str]


# ── Stories ───────────────────────────────────────────────────────────────────────────────────────

PIER = Story(
    "en",
    "Kestrel Bay to rebuild its north pier before winter",
    "The board hopes that the ferries will call again in November.",
    "Jonas Reed",
    "2024-03-04T09:00:00+00:00",
    (
        "The harbour board of Kestrel Bay will rebuild the north pier before the winter, it decided on Monday evening.",
        "The work is to cost 12 million crowns and to take nine months, the board's engineer, Ines Holm, told the meeting.",
        "“We have waited long enough for this,” said Holm. “The ferries cannot call at half a pier.”",
        "Two shipping lines had asked for a longer quay. Their request was put off until the spring, when a survey of the"
        " sea bed is to be ready.",
        "The pier was closed in February after a storm had broken eleven of its piles. No one was hurt, the harbour master,"
        " Oda Lind, said at the time.",
        "The board meets again on 18 March to choose the builder.",
    ),
)
FIRE = Story(
    "en",
    "Fire destroys the old cannery at Port Amber",
    "Eighty people had to leave their homes in the night.",
    "Mara Quill",
    "2024-06-12T05:30:00+02:00",
    (
        "A fire has destroyed the old cannery at Port Amber, the town's largest building, in the night to Wednesday.",
        "Some 80 people who live on Cannery Street had to leave their homes. Three firefighters were treated for smoke.",
        "The cause is not known. The building had stood empty since 2009 and was to be turned into flats.",
        "“It was alight from end to end when we came,” said Petra Vane, who led the operation. “There was nothing to save.”",
        "The mayor, Tobias Wren, said that the town would pay for hotel rooms until Friday.",
        "Police asked anyone who saw people near the building after 22:00 to call them.",
    ),
)
FAEHRE = Story(
    "de",
    "Fähre nach Lüttsand fährt im Winter nur noch zweimal am Tag",
    "Der Kreistag spart an der Linie, die Insel fühlt sich abgehängt.",
    "Wiebke Harms",
    "2024-10-01T11:00:00+02:00",
    (
        "Die Fähre nach Lüttsand fährt vom 1. November an nur noch zweimal am Tag. Das beschloss der Kreistag am Dienstag.",
        "Der Kreis spart damit 340.000 Euro im Jahr, wie Landrätin Gesa Thomsen sagte. Bisher fuhr das Schiff fünfmal.",
        "„Das ist für uns ein schwerer Schlag“, sagte Inselvogt Hinnerk Boysen. „Wir haben Kinder, die zur Schule müssen.“",
        "Die Gemeinde hatte vorgeschlagen, die Preise zu erhöhen, statt Fahrten zu streichen. Der Vorschlag wurde abgelehnt.",
        "Im vergangenen Winter nutzten im Mittel 41 Fahrgäste am Tag die Linie, im Sommer waren es zehnmal so viele.",
    ),
)
PUERTO = Story(
    "es",
    "El puerto de Bahía Clara cerrará su muelle viejo en mayo",
    "Los pescadores piden más tiempo para trasladar las barcas.",
    "Lucía Ferrán",
    "2024-04-02T08:15:00+02:00",
    (
        "El puerto de Bahía Clara cerrará su muelle viejo el 6 de mayo, según anunció el martes la autoridad portuaria.",
        "Unas 35 barcas tendrán que buscar otro amarre mientras duren las obras, que costarán cuatro millones de euros.",
        "«No nos oponemos a la obra, pero necesitamos tiempo», dijo Ramón Vidal, patrón mayor de la cofradía.",
        "La directora del puerto, Elena Soto, aseguró que habrá sitio para todos en la dársena norte.",
        "El muelle fue construido en 1931 y no se ha reparado desde hace medio siglo.",
    ),
)
MOST = Story(
    "ru",
    "Мост через Тихую закроют на ремонт до осени",
    "Жителям левого берега придётся ездить в объезд.",
    "Анна Верескова",
    "2024-05-20T10:00:00+03:00",
    (
        "Мост через реку Тихую в Синегорске закроют на ремонт с 1 июня, сообщила в понедельник городская администрация.",
        "Работы обойдутся в 58 миллионов рублей и продлятся до сентября, сказал главный инженер Павел Лугов.",
        "«Откладывать больше нельзя: опоры держатся на честном слове», — сказал Лугов на встрече с жителями.",
        "Объезд займёт около сорока минут. Автобусы пойдут по временному расписанию, его обещают вывесить к пятнице.",
        "Последний раз мост чинили в 1987 году, когда половодье подмыло одну из опор.",
    ),
)
MINA = Story(
    "ar",
    "ميناء الزهراء يعود إلى العمل بعد إغلاق دام شهرين",
    "الصيادون يرحبون بالقرار ويطلبون تعويضا عن خسائرهم.",
    "ليلى النجار",
    "2024-02-11T09:00:00+03:00",
    (
        "يعود ميناء الزهراء إلى العمل يوم الأحد بعد إغلاق دام شهرين بسبب العاصفة التي حطمت رصيفه الشرقي.",
        "وقال مدير الميناء سامي حداد إن الإصلاح كلف ثلاثة ملايين دينار، وإن 40 قاربا ستعود إلى مراسيها هذا الأسبوع.",
        "«خسرنا موسما كاملا ونريد تعويضا عادلا»، قال رئيس جمعية الصيادين يوسف البحري.",
        "وأعلنت البلدية أنها ستدرس طلبات التعويض قبل نهاية الشهر، ولم تحدد قيمة المبالغ.",
    ),
)
SANBASHI = Story(
    "ja",
    "北桟橋を冬までに再建へ 港町市議会が決定",
    "連絡船の寄港は十一月に再開の見通し",
    "森田 海斗",
    "2024-03-05T12:00:00+09:00",
    (
        "港町の市議会は月曜日、二月の嵐で壊れた北桟橋を冬までに再建することを決めた。費用は12億円を見込む。",
        "市の技師、堀真由美氏は「これ以上待つことはできない」と述べた。工事は九か月かかる予定だ。",
        "二つの船会社は岸壁の延長を求めていたが、海底の調査が終わる来年春まで見送られた。",
        "桟橋は嵐で十一本の杭が折れ、閉鎖されていた。けが人は出なかったと港長は説明している。",
    ),
)
MATOU = Story(
    "zh",
    "白沙港将在入冬前重建北码头",
    "轮渡有望十一月恢复停靠",
    "林清",
    "2024-03-05T10:00:00+08:00",
    (
        "白沙港务委员会星期一晚间决定，将在入冬前重建北码头，工程预计耗资1200万元。",
        "总工程师何英在会上表示，工程需要九个月时间，届时两条航线可以同时停靠。",
        "“我们已经等得太久了，”何英说，“渡轮不能停靠在半个码头上。”",
        "两家航运公司曾要求延长码头，这一请求被推迟到明年春天海床勘测完成之后。",
    ),
)
LIVE = Story(
    "en",
    "Storm Berit: live updates from the coast",
    "Follow the storm as it comes ashore.",
    "Jonas Reed",
    "2024-11-02T06:00:00+00:00",
    (
        "<h3>09:40</h3>",
        "The ferry to Gull Island will not sail today, the line has said. Passengers can change their tickets at no cost.",
        "<h3>09:05</h3>",
        "Waves have broken over the sea wall at Kestrel Bay, and the coast road is closed between the mill and the church.",
        "<h3>08:30</h3>",
        "The weather office has raised its warning to red for the whole coast north of Port Amber until midnight.",
        "<h3>07:55</h3>",
        "Schools on the islands stay shut today. The councils will say by the evening what is to happen tomorrow.",
    ),
)
TABLE = PIER._replace(
    title="How the fishing towns voted on the harbour tax",
    deck="Turnout was highest on the islands.",
    paragraphs=(
        "The harbour tax was accepted by four of the six fishing towns on Sunday, the returning officer announced late in"
        " the evening.",
        "<table><tr><th>Town</th><th>For</th><th>Against</th></tr><tr><td>Kestrel Bay</td><td>4,120</td><td>3,015</td></tr>"
        "<tr><td>Port Amber</td><td>2,207</td><td>2,954</td></tr><tr><td>Gull Island</td><td>611</td><td>140</td></tr></table>",
        "Three things will change at once when the tax comes in next year, the board has said in a letter to the towns.",
        "<ul><li>Boats of more than eight metres pay by their length.</li><li>Day visitors pay at the gate.</li>"
        "<li>Herring boats are free in winter.</li></ul>",
        "The board's treasurer, Nils Aker, called the vote a clear answer and promised to publish the books every quarter.",
    ),
)

NORMAL = Furniture()
OTHER = Furniture(
    adverts=("A cruise to the fjords from 499", "Your roof, mended in a week"),
    related=("Board member resigns over parking", "Seals return to the outer bank"),
    popular=("Ten walks along the cliffs", "Quiz: name that knot"),
    shares=1387,
    minutes=52,
    newsletter="Get our evening letter: five stories to end the day with.",
)


def pair(
    name: str,
    story: Story,
    kinds: str = "",
    *,
    layout: Layout = classic,
    then: Layout | None = None,
    around: Furniture = NORMAL,
    later: Furniture = OTHER,
    held: bool = False,
    **changed: object,
) -> Pair:
    """A pair of a story and the same with some of it changed, in other furniture."""
    after = then or layout
    forms = {dump: "text", markdown: "markdown"}
    return Pair(
        name,
        layout(story, around).encode(),
        after(story._replace(**changed), later).encode(),  # type: ignore[arg-type]
        frozenset(kinds.split()),
        held,
        forms.get(layout, "html"),
        forms.get(after, "html"),
    )


def edit(story: Story, *swaps: tuple[str, str]) -> tuple[str, ...]:
    """The paragraphs of a story with words swapped, each of which must be there once."""
    text = "\x00".join(story.paragraphs)
    for old, new in swaps:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return tuple(text.split("\x00"))


def without(story: Story, place: int) -> tuple[str, ...]:
    """The paragraphs but one."""
    return story.paragraphs[:place] + story.paragraphs[place + 1 :]


def with_one(story: Story, place: int, paragraph: str) -> tuple[str, ...]:
    """The paragraphs and one more."""
    return (*story.paragraphs[:place], paragraph, *story.paragraphs[place:])


def moved(story: Story, place: int, to: int) -> tuple[str, ...]:
    """The paragraphs with one in another place."""
    rest = list(without(story, place))
    rest.insert(to, story.paragraphs[place])
    return tuple(rest)


BOX = "<div class='box donate'><h4>Support us</h4><p>Reporting costs money. Give what you can from 3 crowns a month.</p></div>"
CORRECTION = (
    "Correction, 5 March: An earlier version of this article gave the cost as 10 million crowns. It is 12 million."
)
MORE = (
    "The builders' union welcomed the decision. Its secretary, Hanna Brook, said that forty men and women of the town would"
    " have work until the autumn."
)

PAIRS: list[Pair] = [
    # Furniture only: never a revision.
    pair("other adverts and boxes", PIER),
    pair("the same in components", FIRE, layout=modern),
    pair(
        "one advert more",
        PIER,
        later=NORMAL._replace(adverts=("Spring sale: boots at half the price", "New: oilskins")),
    ),
    pair("no adverts", PIER, later=NORMAL._replace(adverts=())),
    pair("shares and minutes", FIRE, later=NORMAL._replace(shares=9801, minutes=48)),
    pair("a donation box inside the body", PIER, later=NORMAL._replace(inline=BOX)),
    pair("a donation box in components", FIRE, layout=modern, later=OTHER._replace(inline=BOX)),
    pair("a redesign", PIER, then=modern),
    pair("a redesign back", FIRE, layout=modern, then=classic),
    pair("the page for phones", PIER, then=amp),
    pair("the page to print", FIRE, then=printed, held=True),
    pair("German furniture", FAEHRE),
    pair("Russian, redesigned", MOST, then=modern),
    pair("Japanese, redesigned", SANBASHI, then=modern, held=True),
    pair("Arabic furniture", MINA),
    pair("Spanish for phones", PUERTO, then=amp, held=True),
    pair("Chinese, redesigned", MATOU, then=modern, held=True),
    pair("a table and a list", TABLE, then=modern),
    pair(
        "a related link inside the body",
        PIER,
        later=OTHER._replace(
            inline="<p class='related-inline'><strong>Read also:</strong> <a href='/x'>Seals return</a></p>"
        ),
    ),
    # Print only: never a revision.
    pair(
        "straight quotation marks",
        PIER,
        paragraphs=tuple(each.replace("“", '"').replace("”", '"').replace("'", "’") for each in PIER.paragraphs),
    ),
    pair(
        "other dashes and spaces",
        FIRE._replace(
            paragraphs=edit(FIRE, ("town's largest building,", "town's largest building — once a fishery —"))
        ),
        paragraphs=edit(FIRE, ("town's largest building,", "town’s largest building - once a&nbsp;fishery -")),
    ),
    pair(
        "soft hyphens and ligatures",
        FIRE,
        held=True,
        paragraphs=edit(FIRE, ("firefighters", "ﬁre&shy;ﬁghters"), ("operation", "opera&shy;tion")),
    ),
    pair(
        "German marks to French ones",
        FAEHRE,
        paragraphs=tuple(each.replace("„", "»").replace("“", "«") for each in FAEHRE.paragraphs),
    ),
    pair(
        "two paragraphs made one",
        PIER,
        paragraphs=(PIER.paragraphs[0] + " " + PIER.paragraphs[1], *PIER.paragraphs[2:]),
    ),
    pair(
        "composed and decomposed letters",
        PUERTO,
        held=True,
        paragraphs=tuple(__import__("unicodedata").normalize("NFD", each) for each in PUERTO.paragraphs),
    ),
    # What a reader would call a change.
    pair("a figure", PIER, "figure", paragraphs=edit(PIER, ("12 million", "21 million"))),
    pair("a figure in words", PIER, "figure", held=True, paragraphs=edit(PIER, ("eleven of", "seven of"))),
    pair("a figure in German", FAEHRE, "figure", paragraphs=edit(FAEHRE, ("340.000", "430.000"))),
    pair("a figure in Russian", MOST, "figure", held=True, paragraphs=edit(MOST, ("58 миллионов", "85 миллионов"))),
    pair("a figure in Japanese", SANBASHI, "figure", paragraphs=edit(SANBASHI, ("12億円", "21億円"))),
    pair("a figure in Arabic", MINA, "figure", held=True, paragraphs=edit(MINA, ("40 قاربا", "14 قاربا"))),
    pair("a date", PIER, "date", paragraphs=edit(PIER, ("18 March", "25 March"))),
    pair("a day of the week", FIRE, "date", held=True, paragraphs=edit(FIRE, ("until Friday", "until Sunday"))),
    pair("a date in Spanish", PUERTO, "date", paragraphs=edit(PUERTO, ("6 de mayo", "9 de mayo"))),
    pair("a name", FIRE, "name", paragraphs=edit(FIRE, ("The mayor, Tobias Wren,", "The mayor, Thomas Wren,"))),
    pair("a place", FIRE, "name", held=True, paragraphs=edit(FIRE, ("on Cannery Street", "on Chapel Street"))),
    pair("a quotation", FIRE, "quotation", paragraphs=edit(FIRE, ("nothing to save", "little to save"))),
    pair(
        "a quotation in German", FAEHRE, "quotation", held=True, paragraphs=edit(FAEHRE, ("ein schwerer", "ein harter"))
    ),
    pair("a quotation in Chinese", MATOU, "quotation", paragraphs=edit(MATOU, ("等得太久", "等得够久"))),
    pair(
        "said to claimed",
        PIER,
        "attribution",
        paragraphs=edit(PIER, ("Lind, said at the time", "Lind, claimed at the time")),
    ),
    pair("another source", FIRE, "attribution", paragraphs=edit(FIRE, ("said Petra Vane,", "said Edda Marsh,"))),
    pair(
        "said to admitted in German",
        FAEHRE,
        "attribution",
        held=True,
        paragraphs=edit(FAEHRE, ("Thomsen sagte", "Thomsen behauptete")),
    ),
    pair("a negation in", PIER, "negation", paragraphs=edit(PIER, ("The work is to cost", "The work is not to cost"))),
    pair(
        "a negation out",
        FIRE,
        "negation",
        held=True,
        paragraphs=edit(FIRE, ("The cause is not known.", "The cause is known.")),
    ),
    pair(
        "a negation in German",
        FAEHRE,
        "negation",
        paragraphs=edit(FAEHRE, ("Vorschlag wurde abgelehnt", "Vorschlag wurde nicht abgelehnt")),
    ),
    pair("a headline softened", FIRE, "headline", title="Fire damages the old cannery at Port Amber"),
    pair(
        "a headline and a deck",
        PIER,
        "headline deck",
        held=True,
        title="North pier to be rebuilt",
        deck="It is to be ready by November, the board says.",
    ),
    pair("an author more", PIER, "byline", layout=modern, author="Jonas Reed and Mara Quill"),
    pair("a correction", PIER, "correction", correction=CORRECTION),
    pair("a correction taken away", PIER._replace(correction=CORRECTION), "correction", held=True, correction=""),
    pair("a passage more", PIER, "added", paragraphs=with_one(PIER, 3, MORE)),
    pair("a passage less", FIRE, "removed", paragraphs=without(FIRE, 4)),
    pair("a passage less in Russian", MOST, "removed", held=True, paragraphs=without(MOST, 3)),
    pair("a passage moved", PIER, "moved", paragraphs=moved(PIER, 4, 1)),
    pair(
        "a live blog grows",
        LIVE,
        "added",
        layout=modern,
        paragraphs=(
            "<h3>10:20</h3>",
            "The lifeboat of Port Amber has brought in a trawler with five people aboard. All of them are well.",
            *LIVE.paragraphs,
        ),
    ),
    pair("a cell of a table", TABLE, "figure", paragraphs=edit(TABLE, ("2,207", "2,270"))),
    pair(
        "an item of a list",
        TABLE,
        "added",
        held=True,
        paragraphs=edit(
            TABLE, ("<li>Herring", "<li>Boats that carry mail to the islands pay nothing at all.</li><li>Herring")
        ),
    ),
    pair(
        "several at once",
        FIRE,
        "headline figure added",
        title="Fire destroys Port Amber's old cannery, ninety flee",
        paragraphs=edit(
            FIRE,
            ("Some 80 people", "Some 90 people"),
            (
                "until Friday.",
                "until Friday.\x00"
                + "The owner of the building, a company called Amber Lofts, did not answer questions on Wednesday morning.",
            ),
        ),
    ),
    # One capture in two forms.
    pair("page and dump", PIER, then=dump),
    pair("page and Markdown", FIRE, then=markdown, held=True),
    pair("German page and dump", FAEHRE, then=dump, held=True),
    pair("dump and Markdown", MOST, layout=dump, then=markdown),
]
