"""Text dumps become the blocks a page would give."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.blocks.text import _EDGE, _SPACES, blocks_of_text, caption_places, find_addresses, sight_of
from copydesk.records import Block, Capture
from copydesk.settings import Settings


def capture_of(text: str) -> Capture:
    return Capture(sha256="0" * 64, form="text", text=text, charset="utf-8")


def blocks_of(text: str, **options: object) -> list[Block]:
    blocks = blocks_of_text(capture_of(text), Settings(**options))
    check_places(text, blocks)
    return blocks


def texts_of(text: str) -> list[str]:
    return [block.text for block in blocks_of(text)]


def kinds_of(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks_of(text)]


def check_places(text: str, blocks: list[Block]) -> None:
    """Every run holds, every word of a block is in the capture, and blocks stand in order."""
    text = text.replace("\x00", "\ufffd")
    folded = " ".join(text.split())
    reached = 0
    for block in blocks:
        assert block.text
        assert reached <= block.where.start < block.where.end
        reached = block.where.end
        assert (block.runs[0][1], block.runs[-1][2]) == (block.where.start, block.where.end)
        ends = [at for at, _, _ in block.runs[1:]] + [len(block.text)]
        for (at, start, end), until in zip(block.runs, ends, strict=True):
            stretch = block.text[at:until].rstrip(" \n\t")
            assert stretch == " ".join(text[start:end].split())
            assert stretch in folded
        for mark in block.marks:
            assert mark.target == block.text[mark.start : mark.end]


WRAPPED = """\
The ferry to Ostrey did not sail on Monday, because, as the harbour
master put it, nobody had seen waves of that height since the old pier
went down. Passengers were taken by bus to the bridge at Lunden, which
is expected to stay open.

A second ship will be hired for the week. It belongs to a company in
Vardhaven that has run the night line since spring.
"""

GERMAN = """\
Die Stadtwerke haben am Dienstag den alten Wasserturm geöffnet, der seit
dem Frühjahr eingerüstet war. Besucher können nun über die neue Treppe
bis unter die Kuppel steigen, von der man den Fluss sieht.

3. Oktober 2031

Der Umbau der Nord- und
Südseite folgt.
"""

RUSSIAN = """\
Паромная переправа через залив закрылась во вторник из-за сильного ветра,
сообщила диспетчерская служба порта. Пассажиров перевозят автобусами, и
это продлится по меньшей мере до конца недели, добавили в управлении.
"""

ARABIC = """\
توقفت العبارة بين الجزيرتين صباح اليوم بسبب ارتفاع الموج في المضيق الكبير
وقالت إدارة الميناء إن الرحلات ستستأنف عندما تهدأ الرياح قرب الجسر القديم
وأضافت أن الحافلات ستنقل المسافرين عبر الجسر حتى نهاية هذا الأسبوع الطويل
وأن التذاكر تبقى صالحة.
"""

JAPANESE = """\
港湾局は火曜日、強風のため島とのあいだを結ぶ連絡船の運航を取りやめたと発表し
た。乗客は臨時のバスで橋を渡り、対岸の駅まで運ばれている。運航の再開は早くて
も週末になる見通しで、同局は今後の天候をみながら判断するとしている。担当者に
よると、波の高さは観測が始まってから最大だった。
"""


@pytest.mark.parametrize(("text", "paragraphs"), [(WRAPPED, 2), (RUSSIAN, 1), (ARABIC, 1), (JAPANESE, 1)])
def test_wrapped_lines_are_joined(text: str, paragraphs: int):
    """A hard-wrapped paragraph is one block in any script."""
    assert len(blocks_of(text)) == paragraphs


def test_scripts_without_spaces_are_joined_without_one():
    assert texts_of(JAPANESE) == [JAPANESE.replace("\n", "")]


def test_a_lone_ordinal_is_a_date_and_no_item():
    """The day of a German date line is not taken for a list number."""
    assert [(block.kind, block.text) for block in blocks_of(GERMAN)][1] == ("paragraph", "3. Oktober 2031")


def test_hyphen_at_a_line_end():
    """A compound is closed, the first half of a pair stays open, a soft hyphen goes."""
    text = (
        "The committee said that the plan was by all accounts a well-\n"
        "known one, and that nobody had objected to it in the pre-\n"
        "and post-war years, when it was on everybody's desk and in inter\u00ad\n"
        "national papers too.\n"
    )
    assert texts_of(text) == [
        "The committee said that the plan was by all accounts a well-known one, and that nobody had objected to it in "
        "the pre- and post-war years, when it was on everybody's desk and in international papers too."
    ]


def test_one_line_a_paragraph():
    """A browser's dump has each paragraph on one line: lines that follow each other stay apart."""
    first = "The council met on Tuesday to hear the engineers, who had walked the whole length of the dyke. " * 2
    second = "No vote was taken, and none is planned before the summer."
    assert texts_of(f"{first}\n{second}\nOnce\nMonthly\nContinue\n") == [
        first.strip(),
        second,
        "Once",
        "Monthly",
        "Continue",
    ]


def test_headlines_under_one_another_stay_apart():
    """A list of headlines without blank lines is no paragraph."""
    lines = [
        "Harbour council postpones vote on the new breakwater again",
        "Why the lighthouse keepers of Ostrey refuse to go home",
        "Three boats, one berth: the quarrel that split a small island",
        "Weather: gusts until Friday in the whole of the north-west",
    ]
    assert texts_of("\n".join(lines)) == lines


def test_menu_and_boxes():
    """Furniture keeps its lines; a short line becomes a heading only before prose."""
    text = (
        "Home\nNews\nSport\n\nSupport the Ostrey Courier!\n\nFerry line to the islands stays shut for a week\n\n"
        f"{' '.join(WRAPPED.split()[:50])}.\n\nGet our letter\n\n"
        "Our weekly letter brings you the best of the islands, every Friday, in your own mailbox.\n"
        "You agree to our terms\n\nOnce\nMonthly\n\nRead more\n"
    )

    assert kinds_of(text) == [
        ("paragraph", "Home"),
        ("paragraph", "News"),
        ("paragraph", "Sport"),
        ("paragraph", "Support the Ostrey Courier!"),
        ("heading", "Ferry line to the islands stays shut for a week"),
        ("paragraph", " ".join(WRAPPED.split()[:50]) + "."),
        ("heading", "Get our letter"),
        ("paragraph", "Our weekly letter brings you the best of the islands, every Friday, in your own mailbox."),
        ("paragraph", "You agree to our terms"),
        ("paragraph", "Once"),
        ("paragraph", "Monthly"),
        ("paragraph", "Read more"),
    ]


PROSE = "The harbour office said on Tuesday that the ferry would not sail before the weekend, and nobody objected."


@pytest.mark.parametrize(
    "caption",
    [
        "Waves break over the pier at Ostrey. harbour.example",
        "Waves break over the pier. Photo: Ana Bell",
        "Waves break over the pier. (WPA Photo/Ana Bell)",
        "Waves break over the pier. © Ana Bell",
        "Waves break over the pier. Ana Bell / WPA",
        "Волны у пирса. Фото: Анна Белл",
        "Die Mole bei Ostrey. Foto: Anna Bell/wpa",
    ],
)
def test_caption_between_headline_and_first_paragraph(caption: str):
    """A line that ends in a picture credit is a caption, and the line above it still a heading."""
    assert kinds_of(f"Ferry line to the islands shut\n\n{caption}\n\n{PROSE}\n\n{PROSE}\n") == [
        ("heading", "Ferry line to the islands shut"),
        ("caption", caption),
        ("paragraph", PROSE),
        ("paragraph", PROSE),
    ]


def test_credit_on_a_line_of_its_own():
    text = f"Ferry line to the islands shut\n\nWaves break over the pier\nharbour.example\n\n{PROSE}\n"
    assert [kind for kind, _ in kinds_of(text)] == ["heading", "caption", "caption", "paragraph"]


@pytest.mark.parametrize(
    "line", ["© 2031 Ostrey Courier. All rights reserved", "courier.example", "Written by hand, read by many"]
)
def test_no_caption_elsewhere(line: str):
    """A notice, or the site's own name at the foot or the head, is no caption."""
    assert "caption" not in {kind for kind, _ in kinds_of(f"{line}\n\nFerry shut again\n\n{PROSE}\n\n{line}\n")}


@pytest.mark.parametrize(
    "line", ["19 March 2031", "By Ana Bell", "Por Ana Bell y Leo Marsh", "The reason:", "A sentence, short.", "monthly"]
)
def test_what_is_no_heading(line: str):
    assert kinds_of(f"{line}\n\n{PROSE}\n")[0] == ("paragraph", line)


def test_marked_headings():
    """Underlined lines and number signs make headings; the rule itself is no text."""
    blocks = blocks_of("The ferry\n=========\n\nWhat next?\n----------\n\n### And then\n\nEnd.\n\n-----\n\nFin.")
    assert [(block.kind, block.level, block.text) for block in blocks] == [
        ("heading", 1, "The ferry"),
        ("heading", 2, "What next?"),
        ("heading", 3, "And then"),
        ("paragraph", 0, "End."),
        ("paragraph", 0, "Fin."),
    ]


def test_lists():
    """Markers are not in the text; indents nest; lines hung under an item belong to it."""
    text = "Needed:\n * rope and\n   tar\n   - of the good sort\n * paint\n\n1. first\n2) second\n• third"
    assert [(block.kind, block.level, block.ordinal, block.text) for block in blocks_of(text)] == [
        ("paragraph", 0, None, "Needed:"),
        ("item", 1, None, "rope and tar"),
        ("item", 2, None, "of the good sort"),
        ("item", 1, None, "paint"),
        ("item", 1, 1, "first"),
        ("item", 1, 2, "second"),
        ("item", 1, None, "third"),
    ]


def test_dash_in_wrapped_prose_is_no_item():
    """A dash that wrapping has put at the start of a line stays in its sentence."""
    text = (
        "The ferry that everybody on the island takes to go to the mainland\n"
        "- and few go anywhere else - was late again on Monday, and will be\n"
        "late on every day of this week, the harbour master has been saying.\n"
    )
    assert texts_of(text) == [" ".join(text.split())]


def test_quoted_mail():
    """Lines behind `>` are a quotation; an arrow before one short line is not."""
    text = "Ana wrote:\n\n> The ferry is\n> late.\n>\n>> I know.\n>> You do.\n\n> More news\n"
    assert [(block.kind, block.quoted, block.text) for block in blocks_of(text)][1:] == [
        ("quotation", 1, "The ferry is"),
        ("quotation", 1, "late."),
        ("quotation", 2, "I know."),
        ("quotation", 2, "You do."),
        ("paragraph", 0, "More news"),
    ]


def test_tables():
    """Tabs and pipes make tables when rows agree; a line of menu entries is none."""
    tabs = blocks_of("\tShips\tBoats\nOstrey\t 3\t\nLunden\t\t\n")
    pipes = blocks_of("| Port | Ships |\n|---|--:|\n| Ostrey | 3 |\n")
    assert [(block.kind, block.text, block.header) for block in tabs + pipes] == [
        ("table", "\tShips\tBoats\nOstrey\t3\t\nLunden\t\t", False),
        ("table", "Port\tShips\nOstrey\t3", True),
    ]
    assert [block.kind for block in blocks_of("Home | News | Sport\n\nA\tB\n")] == ["paragraph", "paragraph"]


def test_table_too_large_is_read_as_lines():
    blocks = blocks_of("a\tb\n" * 10, max_cells=19)
    assert [block.kind for block in blocks] == ["paragraph"] * 10


def test_odd_white_space():
    """Line ends of any make, form feeds, no-break spaces, tabs and widthless characters."""
    text = "\ufeffOne\r\n\r\nTwo\u00a0 and\ta half\r\rThree\u200b\n\u200b\nFour\fFive\x00"
    assert texts_of(text) == ["One", "Two and a half", "Three", "Four", "Five\ufffd"]


def test_addresses_become_links():
    """A bare address is a link; the punctuation behind it is not part of it."""
    (block,) = blocks_of("See https://a.example/x_(y)?z=1. And (http://b.example/)!")
    assert [mark.target for mark in block.marks] == ["https://a.example/x_(y)?z=1", "http://b.example/"]
    assert find_addresses("http:// https://.") == []


@pytest.mark.parametrize("text", ["", "\n\n", " \u200b\t\f\n", "-----\n=====\n", ">\n> \n>>"])
def test_nothing_to_read(text: str):
    assert blocks_of(text) == []


def test_space_table_is_what_split_knows():
    assert set(_SPACES) == {chr(code) for code in range(0x110000) if chr(code).isspace()}
    assert set(_SPACES) < set(_EDGE)


def test_caption_places_need_prose():
    """Without a first paragraph there is no place for a caption with a plain credit."""
    assert caption_places([sight_of(block) for block in blocks_of("A long enough headline\n\nb.example\n")]) == []


@pytest.mark.parametrize(
    "text",
    [
        "word " * 1_000_000,
        "x" * 5_000_000,
        "a line\n" * 60_000,
        "|" * 1_000_000,
        "a|b\n" * 60_000,
        "a\tb\n" * 60_000,
        ("a\tb\n" + "a\tb\tc\n") * 30_000,
        ">" * 1_000_000 + "\n> a\n> b",
        "http://a(" + ")." * 500_000,
        "- " * 500_000,
        "Photo: " * 200_000,
        "* a\n" * 60_000,
        "Heading here\n\n" * 60_000,
    ],
    ids=range(13),
)
def test_hostile_input_is_linear(text: str):
    """A second for a megabyte or so, never minutes."""
    began = time.perf_counter()
    blocks_of_text(capture_of(text), Settings())

    assert time.perf_counter() - began < 20


LINE = st.one_of(
    st.sampled_from(
        [
            "",
            "   ",
            "=====",
            "-----",
            "* item",
            "  - item two",
            "1. one",
            "2. two",
            "> quoted words here",
            ">> deeper",
            "a\tb\tc",
            "d\te\tf",
            "| a | b \\| c |",
            "|---|---|",
            "Photo: Ana Bell",
            "harbour.example",
            "# Heading",
            "see http://a.example/(b).",
            "soft\u00ad",
            PROSE,
            *WRAPPED.split("\n"),
            *RUSSIAN.split("\n"),
            *ARABIC.split("\n"),
            *JAPANESE.split("\n"),
        ]
    ),
    st.text(max_size=90),
)


@given(st.lists(LINE, max_size=30), st.sampled_from(["\n", "\r\n", "\r", "\f", "\u2028"]))
@settings(max_examples=300, deadline=None)
def test_law_places_hold(lines: list[str], newline: str):
    """Nothing raises; runs are exact; blocks are in order, apart, and hold only words of the capture."""
    blocks_of(newline.join(lines))


@given(st.text(alphabet=" \t\n>-*1.)|=#oa.A:/\u00ad\u200b\u00a0漢字", max_size=200))
@settings(max_examples=300, deadline=None)
def test_law_places_hold_in_noise(text: str):
    blocks_of(text)
