"""MHTML: the page part, with address and date from the headers."""

from __future__ import annotations

import base64
import quopri

import pytest

import copydesk
from copydesk import errors, intake

HTML = (
    "<!DOCTYPE html><html><head><title>Rain</title></head><body><p>Дождь прошёл – “at last” = good.</p></body></html>"
)
IMAGE = (
    "--B1--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: cid:i@x\n\niVBORw0KGgo=\n"
)


def mhtml(
    html: str = HTML, *, encoding: str = "quoted-printable", charset: str = "utf-8", end: str = "--B1--x--\n"
) -> bytes:
    raw = html.encode(charset)
    body = {
        "quoted-printable": quopri.encodestring(raw),
        "base64": base64.encodebytes(raw),
        "binary": raw,
    }[encoding]
    head = (
        "From: <Saved by Blink>\n"
        "Snapshot-Content-Location: https://pogoda.example/rain?id=1\n"
        "Subject: =?utf-8?Q?Rain?=\n"
        "Date: Tue, 7 May 2024 07:30:00 -0000\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="B1--x"\n'
        "\n\n"
        "--B1--x\n"
        f"Content-Type: text/html; charset={charset}\n"
        f"Content-Transfer-Encoding: {encoding}\n"
        "Content-Location: https://pogoda.example/rain?id=1\n\n"
    )
    return head.encode() + body + b"\n" + IMAGE.encode() + end.encode()


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "binary"])
@pytest.mark.parametrize("line", [b"\n", b"\r\n"])
def test_page(encoding, line, settings):
    """The page, its address and the moment of saving."""
    capture = intake.receive(mhtml(encoding=encoding).replace(b"\n", line), url=None, settings=settings)

    assert capture.text.strip() == HTML
    assert (capture.form, capture.charset, capture.warnings) == ("html", "utf-8", ())
    assert (capture.url, capture.url_how, capture.url_where) == (
        "https://pogoda.example/rain?id=1",
        "MHTML header",
        None,
    )
    assert (capture.captured, capture.captured_how) == ("2024-05-07T07:30:00+00:00", "MHTML header")


def test_as_str_and_with_address(settings):
    """Text of MHTML is MHTML, and a given address comes first."""
    capture = intake.receive(mhtml().decode(), url="https://other.example/", settings=settings)

    assert capture.text.strip() == HTML
    assert (capture.url, capture.url_how) == ("https://other.example/", "given")


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r"])
def test_charset_of_the_part(charset, settings):
    """The part's header says how it is to be read."""
    html = HTML.replace("“at last”", "at last").replace("–", "-")
    capture = intake.receive(mhtml(html, charset=charset), url=None, settings=settings)

    assert (capture.text.strip(), capture.charset) == (html, charset)


def test_root_is_the_page_that_was_saved(settings):
    """A frame that stands before the page is not the page."""
    frame = b"--B1--x\nContent-Type: text/html\nContent-Location: https://ads.example/\n\n<html>Buy now</html>\n"
    page = b"--B1--x\nContent-Type: text/html;"
    data = mhtml().replace(page, frame + page, 1)

    assert "Buy now" in data.decode()
    assert intake.receive(data, url=None, settings=settings).text.strip() == HTML


def test_single_part(settings):
    """One page under mail headers, as Internet Explorer wrote it."""
    data = b"From: <Saved>\nMIME-Version: 1.0\nContent-Type: text/html\nContent-Location: https://a.example/\n\n<p>Rain</p>"
    capture = intake.receive(data, url=None, settings=settings)

    assert (capture.text, capture.url, capture.captured) == ("<p>Rain</p>", "https://a.example/", None)


def test_parts_within_parts(settings):
    """A page in a multipart/alternative in a multipart/related."""
    data = (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a\n"
        b"Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nRain\n"
        b"--b\nContent-Type: text/html\n\n<p>Rain</p>\n--b--\n--a--\n"
    )

    assert intake.receive(data, url=None, settings=settings).text.strip() == "<p>Rain</p>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (mhtml()[:-300][: mhtml().index(b"last")], "cut short"),
        (mhtml().replace(b"text/html;", b"text/plain;").replace(b"text/html", b"text/x"), "without a page"),
        (mhtml().replace(b'boundary="B1--x"', b'x="y"'), "no boundary"),
        (mhtml().replace(b'boundary="B1--x"', b'boundary="C"'), "do not begin"),
        (mhtml(encoding="base64").replace(b"PCFE", b"PCF", 1).replace(b"b2R5Pg", b"b2R5P", 1), "base64"),
    ],
)
def test_damaged(data, message, settings):
    """A broken file says what is wrong with it."""
    with pytest.raises(errors.Damaged, match=message):
        intake.receive(data, url=None, settings=settings)


def test_cut_after_the_page(settings):
    """What is missing after the page is only said."""
    data = mhtml()
    data = data[: data.index(b"--B1--x\nContent-Type: image")]

    assert "cut short after the page" in intake.receive(data, url=None, settings=settings).warnings[0]


def test_mail_headers_in_a_text_are_text(settings):
    """A dump that begins like a mail is none."""
    text = "Subject: Rain\nFrom: the desk\n\nIt rained. MIME-Version: 1.0\nContent-Type: text/html\n"

    assert intake.receive(text, url=None, settings=settings).text == text


def test_hostile_nesting(settings):
    """Parts within parts within parts, and parts without number, take no longer than the rest."""
    head = b"MIME-Version: 1.0\n"
    nested = head + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000))
    many = head + b"Content-Type: multipart/related; boundary=b\n\n" + b"--b\n\n" * 300_000
    for data in (nested, many):
        with pytest.raises(errors.Damaged):
            intake.receive(data, url=None, settings=settings)


# style sheets

STYLED = """<!DOCTYPE html><html><head><title>Rain</title>
<link rel="stylesheet" type="text/css" href="cid:css-1@mhtml.blink">
<LINK media='screen' HREF='/b.css?x&amp;y' REL=StyleSheet>
<link rel="stylesheet" media="print" href="cid:print@mhtml.blink"><link rel="alternate stylesheet" href="cid:other@x">
<link rel="preload" as="style" href="cid:other@x"><link rel="stylesheet" href="https://gone.example/c.css">
</head><body><article><h1>Rain at last</h1>
<p>It rained on Tuesday for the first time since March, the weather office at Sallow said, and the reservoirs rose.</p>
<p class="hide-me">Nobody was meant to read this line, which the page keeps for a screen that is not there yet.</p>
<p class="too">Nor this one, which the second of its sheets puts away for as long as nobody asks for it.</p>
<p>The farmers of the valley, who had given up on the barley, said that it came six weeks too late for them.</p>
</article></body></html>"""


def sheet(location: str, css: str, encoding: str = "quoted-printable", charset: str = "") -> str:
    raw = css.encode(charset or "utf-8")
    body = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
    return (
        f"\n--B1--x\nContent-Type: text/css{f'; charset={charset}' if charset else ''}\n"
        f"Content-Transfer-Encoding: {encoding}\nContent-Location: {location}\n\n{body.decode()}\n"
    )


def styled(*sheets: str) -> bytes:
    return mhtml(STYLED, end="".join(sheets) + "--B1--x--\n")


def test_styles_are_those_the_page_links_to(settings):
    """In the order of the links; sheets for paper and others are left out, and the text stays the page as it was."""
    data = styled(
        sheet("https://pogoda.example/b.css?x&y", ".too{display:none}", "base64"),
        sheet("cid:css-1@mhtml.blink", ".hide-me { display: none; content: '–' }"),
        sheet("cid:print@mhtml.blink", "p{display:none}"),
        sheet("cid:other@x", "article{display:none}"),
        sheet("cid:nobody@x", "h1{display:none}"),
    )
    capture = intake.receive(data, url=None, settings=settings)

    assert STYLED == capture.text.strip()
    assert (".hide-me { display: none; content: '–' }", ".too{display:none}") == tuple(
        css.strip() for css in capture.styles
    )


def test_sheet_named_by_its_id(settings):
    """`cid:` is by its standard the Content-ID of a part."""
    part = sheet("cid:css-1@mhtml.blink", ".a{display:none}").replace(
        "Content-Location: cid:css-1@mhtml.blink", "Content-ID: <css-1@mhtml.blink>"
    )

    assert [".a{display:none}"] == [css.strip() for css in intake.receive(styled(part), settings=settings).styles]


def test_charset_of_a_sheet(settings):
    """A sheet is read in the set its part declares."""
    part = sheet("cid:css-1@mhtml.blink", ".дождь{display:none}", "base64", "windows-1251")

    assert ".дождь" in intake.receive(styled(part), settings=settings).styles[0]


def test_broken_sheet_is_left_out(settings):
    """A sheet that cannot be decoded costs the page nothing else."""
    part = sheet("cid:css-1@mhtml.blink", ".a{display:none}", "base64").replace("LmF7", "LmF")
    capture = intake.receive(styled(part), settings=settings)

    assert STYLED == capture.text.strip()
    assert () == capture.styles


@pytest.mark.parametrize("data", [mhtml(), STYLED.encode(), mhtml(STYLED)])
def test_no_styles(data, settings):
    """Where there are no parts for the links, or no links, there are no styles."""
    assert () == intake.receive(data, settings=settings).styles


def test_hidden_by_a_linked_sheet():
    """What a linked sheet hides is not published, and the article out of a file is the same."""
    article = copydesk.extract(
        styled(
            sheet("cid:css-1@mhtml.blink", ".hide-me{display:none}"),
            sheet("https://pogoda.example/b.css?x&y", ".too{display:none}"),
            sheet("cid:print@mhtml.blink", "p{display:none}"),
        )
    )

    assert "It rained on Tuesday" in article.text
    assert "six weeks too late" in article.text
    assert "Nobody was meant" not in article.text
    assert "Nor this one" not in article.text
    assert 2 == sum(cut.label == "hidden" for cut in article.cut)
    assert copydesk.extract(mhtml(STYLED)).text != article.text


def test_hostile_sheets(settings):
    """Links and parts without number take no longer than the rest."""
    links = "<link rel=stylesheet href=cid:a>" * 20_000 + "<link " * 50_000 + f"<link {'a' * 100_000} {' ' * 100_000}>"
    parts = sheet("cid:a", "a{}") + "\n--B1--x\nContent-Type: text/css\n\n" * 20_000
    capture = intake.receive(
        mhtml(f"<html><p>Rain</p>{links}</html>", encoding="binary", end=parts + "--B1--x--\n"), settings=settings
    )

    assert 1 == len(capture.styles)
